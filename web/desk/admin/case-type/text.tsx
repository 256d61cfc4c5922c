import { AreaField, Field, useText } from '#web/kit/index.ts';
import type { TypeDraft } from './use-draft.ts';

/** The definition as text: what is written here is what the forms show, and the other way round. */
export function TypeText({ draft, writes }: { draft: TypeDraft; writes: boolean }) {
  const t = useText('case-types');
  return (
    <div className="form">
      <AreaField
        label={t('document')}
        help={t('documentHelp')}
        rows={26}
        spellCheck={false}
        className="input type-text"
        readOnly={!writes}
        value={draft.text}
        onChange={(event) => draft.write(event.target.value)}
      />
      {writes && (
        <Field label={t('import')} help={t('importHelp')} optional>
          {(ids) => (
            <input
              type="file"
              accept=".json,application/json"
              {...ids}
              onChange={(event) => {
                const chosen = event.target.files?.[0];
                if (chosen !== undefined) void chosen.text().then(draft.write);
              }}
            />
          )}
        </Field>
      )}
    </div>
  );
}
