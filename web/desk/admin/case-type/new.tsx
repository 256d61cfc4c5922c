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
import { readableText } from '#contract/pure/readable-text.ts';
import { refresh } from '#web/kit/records.tsx';
import { blankDocument } from './document.rules.ts';
import { go } from '../../app/go.ts';

const blank = '';
/** A new type as a draft: from nothing, a copy of another, or out of a file. */
export function NewTypeDialog({ types, onClose }: { types: CaseTypeHead[]; onClose: () => void }) {
  const t = useText('case-types');
  const admin = useText('admin');
  const kit = useText('kit');
  const published = types.filter(({ version }) => version !== null);
  const [code, setCode] = useState('');
  const [copyOf, setCopyOf] = useState(blank);
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
          ...(text !== null
            ? { text }
            : copyOf === blank
              ? { text: readableText(blankDocument(code, { it, en })) }
              : { copyOf }),
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
          <Button
            look="solid"
            busy={busy}
            disabled={code === '' || (text === null && copyOf === blank && it === '' && en === '')}
            onClick={() => void make()}
          >
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
            label={t('form.startFrom')}
            value={copyOf}
            onChange={(event) => setCopyOf(event.target.value)}
            options={[
              { value: blank, label: t('form.fromNothing') },
              ...published.map((one) => ({
                value: one.code,
                label: t('form.copyOf', { name: nameIn(one.name) }),
              })),
            ]}
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
