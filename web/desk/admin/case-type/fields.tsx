import { useState } from 'react';
import { useText } from '#web/kit/index.ts';
import { FieldForm } from './field-form.tsx';
import { FormPreview } from './preview.tsx';
import { keyFor, type FieldPart } from './document.rules.ts';
import { partName, useEdit } from './edit.tsx';
import { Items } from './items.tsx';
import { takenKeys } from './references.rules.ts';

export interface SectionProps {
  /** Which part is open. */
  open: number;
  onOpen: (index: number) => void;
}

/** What is asked of a case, in its order, and the form as an agent sees it. */
export default function Fields({ open, onOpen }: SectionProps) {
  const t = useText('case-types');
  const { document, change } = useEdit();
  const fields = document.fields ?? [];
  const [preview, setPreview] = useState(false);
  return (
    <>
      <Items
        part="fields"
        open={open}
        onOpen={onOpen}
        items={fields.map((one) => ({
          key: one.key,
          name: partName(one.label, one.key),
          note: [
            t(`kinds.${one.kind}`),
            one.required === true && t('required'),
            one.showIf != null && t('sometimes'),
          ]
            .filter((part) => part !== false)
            .join(' · '),
        }))}
        onAdd={() => {
          const field: FieldPart = {
            key: keyFor('', takenKeys(document, 'fields'), 'field'),
            kind: 'text',
            label: { it: '', en: '' },
          };
          change({ ...document, fields: [...fields, field] });
          onOpen(fields.length);
        }}
      >
        {(index) => <FieldForm index={index} />}
      </Items>
      <details className="type-preview" onToggle={(event) => setPreview(event.currentTarget.open)}>
        <summary>{t('form.preview')}</summary>
        {preview && <FormPreview />}
      </details>
    </>
  );
}
