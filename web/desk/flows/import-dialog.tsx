import { useState } from 'react';
import { flowParts, importFlow, listFlows, type Finding } from '#contract/flows.ts';
import {
  ApiProblem,
  Button,
  callPatiently,
  CheckField,
  Dialog,
  Field,
  FormMessage,
  problemText,
  TextField,
  useText,
  type FieldProblem,
} from '#web/kit/index.ts';
import { refresh } from '#web/kit/records.tsx';
import { go } from '../app/go.ts';
import { isError } from './words.ts';

/** The node that a place in a file belongs to, by its name there; the place itself when it is of none. */
function whereIn(text: string, field: string): string {
  const at = /nodes[.[](\d+)\]?\.?(.*)$/.exec(field);
  if (at === null) return field.replace(/^(body\.)?file\.?/, '');
  try {
    const { graph } = JSON.parse(text) as { graph?: { nodes?: { id?: string }[] } };
    const id = graph?.nodes?.[Number(at[1])]?.id;
    return [id ?? `#${Number(at[1]) + 1}`, at[2]].filter(Boolean).join(' · ');
  } catch {
    return field;
  }
}

/** A file becomes the draft of its flow. What is wrong in it is told by node. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const t = useText('flows');
  const kit = useText('kit');
  const [file, setFile] = useState<{ name: string; text: string } | null>(null);
  const [code, setCode] = useState('');
  const [replace, setReplace] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [wrong, setWrong] = useState<FieldProblem[]>([]);
  const [done, setDone] = useState<{ code: string; findings: Finding[] } | null>(null);
  async function take() {
    if (file === null) return;
    setBusy(true);
    setProblem(null);
    setWrong([]);
    try {
      const made = await callPatiently(importFlow, {
        body: { file: file.text, replace, ...(code === '' ? {} : { code }) },
      });
      await refresh(listFlows, flowParts);
      if (made.findings.length === 0) {
        onClose();
        go(`/flows/${made.flow.code}`);
      } else setDone({ code: made.flow.code, findings: made.findings });
    } catch (error) {
      if (error instanceof ApiProblem && error.fields.length > 0) setWrong(error.fields);
      setProblem(problemText(error, kit));
    } finally {
      setBusy(false);
    }
  }
  if (done !== null) {
    const errors = done.findings.filter(isError).length;
    return (
      <Dialog
        title={t('import.doneTitle')}
        onClose={onClose}
        actions={
          <Button
            look="solid"
            data-autofocus
            onClick={() => {
              onClose();
              go(`/flows/${done.code}`);
            }}
          >
            {t('import.toDraft')}
          </Button>
        }
      >
        <p>{t('import.done', { errors, warnings: done.findings.length - errors })}</p>
      </Dialog>
    );
  }
  return (
    <Dialog
      title={t('import.title')}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{kit('cancel')}</Button>
          <Button look="solid" busy={busy} disabled={file === null} onClick={() => void take()}>
            {t('import.do')}
          </Button>
        </>
      }
    >
      <div className="form">
        <FormMessage>{wrong.length > 0 ? t('import.wrong', { count: wrong.length }) : problem}</FormMessage>
        {wrong.length > 0 && (
          <ul className="flow-blockers">
            {wrong.map(({ field, message }) => (
              <li key={`${field}${message}`}>
                <b>{whereIn(file?.text ?? '', field)}</b> {message}
              </li>
            ))}
          </ul>
        )}
        <p className="t2">{t('import.help')}</p>
        <Field label={t('import.file')}>
          {(ids) => (
            <input
              type="file"
              accept=".json,application/json"
              {...ids}
              data-autofocus
              onChange={(event) => {
                const chosen = event.target.files?.[0];
                setWrong([]);
                setProblem(null);
                if (chosen === undefined) setFile(null);
                else void chosen.text().then((text) => setFile({ name: chosen.name, text }));
              }}
            />
          )}
        </Field>
        <TextField
          label={t('import.code')}
          help={t('import.codeHelp')}
          optional
          spellCheck={false}
          maxLength={40}
          value={code}
          onChange={(event) => setCode(event.target.value.toLowerCase().replace(/[^a-z0-9-]/g, '-'))}
        />
        <CheckField
          label={t('import.replace')}
          help={t('import.replaceHelp')}
          checked={replace}
          onChange={(event) => setReplace(event.target.checked)}
        />
      </div>
    </Dialog>
  );
}
