import { useState } from 'react';
import { createCaseType, listCaseTypeHeads, type CaseTypeHead } from '#contract/case-types-api.ts';
import {
  ApiProblem,
  Button,
  callPatiently,
  Dialog,
  Field,
  FormMessage,
  nameIn,
  problemText,
  SelectField,
  TextField,
  useText,
} from '#web/kit/index.ts';
import { refresh } from '#web/kit/records.tsx';
import { go } from '../app/go.ts';

/** A new type as a draft: a copy of another, or out of a file. */
export function NewTypeDialog({ types, onClose }: { types: CaseTypeHead[]; onClose: () => void }) {
  const t = useText('case-types');
  const admin = useText('admin');
  const kit = useText('kit');
  const published = types.filter(({ version }) => version !== null);
  const [code, setCode] = useState('');
  const [copyOf, setCopyOf] = useState(published[0]?.code ?? '');
  const [it, setIt] = useState('');
  const [en, setEn] = useState('');
  const [text, setText] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const error = (field: string) => (problem instanceof ApiProblem ? problem.field(field) : undefined);
  async function make() {
    setBusy(true);
    try {
      await callPatiently(createCaseType, {
        body: {
          code,
          ...(text === null ? { copyOf } : { text }),
          ...(it === '' && en === '' ? {} : { name: { it: it || en, en: en || it } }),
        },
      });
      await refresh(listCaseTypeHeads);
      go(`/admin/case-types/${code}`);
    } catch (caught) {
      setProblem(caught);
      setBusy(false);
    }
  }
  return (
    <Dialog
      title={t('newTitle')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{kit('cancel')}</Button>
          <Button look="solid" busy={busy} disabled={code === ''} onClick={() => void make()}>
            {t('make')}
          </Button>
        </>
      }
    >
      <div className="form">
        <FormMessage>{problem === null ? null : problemText(problem, kit)}</FormMessage>
        <TextField
          label={admin('code')}
          help={t('codeHelp')}
          spellCheck={false}
          maxLength={40}
          data-autofocus
          value={code}
          onChange={(event) => setCode(event.target.value.toLowerCase().replace(/[^a-z0-9_]/g, '_'))}
          error={error('code')}
        />
        <div className="form-row">
          <TextField
            label={admin('nameIt')}
            optional
            value={it}
            onChange={(event) => setIt(event.target.value)}
          />
          <TextField
            label={admin('nameEn')}
            optional
            value={en}
            onChange={(event) => setEn(event.target.value)}
          />
        </div>
        {text === null && (
          <SelectField
            label={t('copyOf')}
            value={copyOf}
            onChange={(event) => setCopyOf(event.target.value)}
            options={published.map((one) => ({ value: one.code, label: nameIn(one.name) }))}
            error={error('copyOf')}
          />
        )}
        <Field label={t('orFile')} optional error={error('text')}>
          {(ids) => (
            <input
              type="file"
              accept=".json,application/json"
              {...ids}
              onChange={(event) => {
                const chosen = event.target.files?.[0];
                if (chosen === undefined) setText(null);
                else void chosen.text().then(setText);
              }}
            />
          )}
        </Field>
      </div>
    </Dialog>
  );
}
