import { useState } from 'react';
import type { FieldValues } from '#contract/case-types.ts';
import { fieldRequired } from '#contract/pure/case-fields.ts';
import { listClassification } from '#contract/knowledge.ts';
import { nameIn, SelectField, useApi, useText } from '#web/kit/index.ts';
import { askedOf, TypeFields } from './type-fields.tsx';
import { useCaseTypes } from './use-types.ts';

/** What is chosen of a type, and given of its fields, before a case is opened. */
export interface OpeningType {
  /** The type that was chosen by hand; null: the one that the subject leads to. */
  chosen: string | null;
  fields: FieldValues;
}

/** The type of a case that is about to be opened: the chosen one, else that of its classification, else information. */
export function useOpeningType(classification: string | null) {
  const [state, setState] = useState<OpeningType>({ chosen: null, fields: {} });
  const types = useCaseTypes();
  const tree = useApi(listClassification).data?.items ?? [];
  // From the subject upwards: the nearest that leads to a type.
  const proposed = (() => {
    for (
      let node = tree.find(({ id }) => id === classification);
      node !== undefined;
      node = tree.find(({ id }) => id === node!.parentId)
    ) {
      const { code } = node;
      const found = types.all.find(
        ({ active, definition }) => active && definition.classifications.includes(code),
      );
      if (found !== undefined) return found.definition.code;
    }
    return null;
  })();
  const type = state.chosen ?? proposed ?? 'information';
  const definition = types.all.find((one) => one.definition.code === type)?.definition;
  const first = definition?.states[0]?.key ?? '';
  const asked =
    definition === undefined
      ? []
      : askedOf(definition, definition.fields, state.fields)
          .filter(({ editableIn, visibleIn }) =>
            [editableIn, visibleIn].every((where) => where === undefined || where.includes(first)),
          )
          .map((field) => ({ field, needed: fieldRequired(field, first) }));
  return {
    types,
    type,
    proposed: state.chosen === null && proposed !== null,
    asked,
    state,
    setState,
    /** What goes with the opening. */
    body: {
      type,
      fields: Object.fromEntries(
        asked.flatMap(({ field: { key } }) =>
          (state.fields[key] ?? '') === '' ? [] : [[key, state.fields[key]!]],
        ),
      ),
    },
  };
}

/** The choice of a type, and what it asks for. */
export function OpeningFields({
  opening,
  errorAt,
}: {
  opening: ReturnType<typeof useOpeningType>;
  errorAt: (name: string) => string | undefined;
}) {
  const t = useText('cases');
  const { types, type, state, setState } = opening;
  const about = types.all.find(({ definition }) => definition.code === type)?.definition.description;
  return (
    <>
      <SelectField
        label={t('type')}
        help={[about === undefined ? '' : nameIn(about), opening.proposed ? t('new.proposed') : '']
          .filter((part) => part !== '')
          .join(' ')}
        error={errorAt('type')}
        options={types.options}
        value={type}
        onChange={(event) => setState((old) => ({ ...old, chosen: event.target.value }))}
      />
      <TypeFields
        fields={opening.asked}
        values={state.fields}
        errorAt={errorAt}
        onChange={(key, value) => setState((old) => ({ ...old, fields: { ...old.fields, [key]: value } }))}
      />
    </>
  );
}
