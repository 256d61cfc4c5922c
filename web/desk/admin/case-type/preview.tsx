import { useState } from 'react';
import type { CaseField, FieldValues } from '#contract/case-types.ts';
import { fieldRequired } from '#contract/pure/case-fields.ts';
import { EmptyState, Facts, SelectField, useText } from '#web/kit/index.ts';
import { askedOf, TypeFields } from '../../cases/type-fields.tsx';
import { partName, useEdit, usePartChoices, useRoleChoices } from './edit.tsx';

/** The fields as an agent sees them: in a state, with a role, with what is typed here. Nothing of it is kept. */
export function FormPreview() {
  const t = useText('case-types');
  const { document } = useEdit();
  const states = usePartChoices('states');
  const roles = useRoleChoices();
  const [role, setRole] = useState('agent');
  const [chosen, setChosen] = useState('');
  const [values, setValues] = useState<FieldValues>({});
  const state = states.some(({ value }) => value === chosen) ? chosen : (states[0]?.value ?? '');
  const closed = document.states.find(({ key }) => key === state)?.status === 'closed';
  // The form needs names; what has none yet is called by its key.
  const fields = (document.fields ?? []).map((one) => ({
    ...one,
    label: { it: partName(one.label, one.key), en: partName(one.label, one.key) },
  })) as CaseField[];
  const shown = askedOf({ fields }, fields, values).filter(
    ({ visibleTo, visibleIn }) => (visibleTo?.includes(role) ?? true) && (visibleIn?.includes(state) ?? true),
  );
  const editable = shown.filter(({ editableIn }) => editableIn?.includes(state) ?? !closed);
  const fixed = shown.filter((one) => !editable.includes(one));
  return (
    <div className="type-preview-body">
      <div className="form-row">
        <SelectField
          label={t('form.previewState')}
          options={states}
          value={state}
          onChange={(event) => setChosen(event.target.value)}
        />
        <SelectField
          label={t('form.previewRole')}
          options={roles}
          value={role}
          onChange={(event) => setRole(event.target.value)}
        />
      </div>
      <div className="form type-preview-form">
        {shown.length === 0 && <EmptyState>{t('form.previewNone')}</EmptyState>}
        <TypeFields
          fields={editable.map((field) => ({ field, needed: fieldRequired(field, state) }))}
          values={values}
          errorAt={() => undefined}
          onChange={(key, value) => setValues((old) => ({ ...old, [key]: value }))}
        />
        {fixed.length > 0 && (
          <Facts
            facts={fixed.map((one) => [
              partName(one.label, one.key),
              <span className="t3" key={one.key}>
                {t('form.previewFixed')}
              </span>,
            ])}
          />
        )}
      </div>
    </div>
  );
}
