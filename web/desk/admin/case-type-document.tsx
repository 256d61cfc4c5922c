import { useState } from 'react';
import {
  checkCaseType,
  compareCaseType,
  dropCaseTypeDraft,
  getCaseType,
  listCaseTypeHeads,
  publishCaseType,
  saveCaseTypeDraft,
  type CaseTypeChange,
  type CaseTypeView,
} from '#contract/case-types-api.ts';
import type { TypeFinding } from '#contract/case-types.ts';
import {
  AreaField,
  Button,
  callPatiently,
  Confirm,
  Dialog,
  Field,
  FormMessage,
  Loaded,
  nameIn,
  problemText,
  toast,
  useApi,
  useText,
  type Text,
} from '#web/kit/index.ts';
import { refresh } from '#web/kit/records.tsx';
import { useMay } from '../app/session.ts';

const reread = () => refresh(getCaseType, listCaseTypeHeads, compareCaseType);

/** The definition as text, with what is wrong in it beside; saved, checked, published and thrown away here. */
export function CaseTypeDocument({ type }: { type: CaseTypeView }) {
  const t = useText('case-types');
  const kit = useText('kit');
  const writes = useMay('admin.knowledge');
  const kept = type.draft?.text ?? type.text ?? '';
  const [text, setText] = useState(kept);
  // What the text was begun from. What others save meanwhile takes its place only where nothing was typed.
  const [begun, setBegun] = useState({ revision: type.revision, kept });
  const [checked, setChecked] = useState<TypeFinding[] | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const [asking, setAsking] = useState<'publish' | 'drop' | null>(null);
  const findings = checked ?? type.draft?.findings ?? [];
  const params = { code: type.code };
  const dirty = text !== begun.kept;
  if (type.revision > begun.revision && !dirty) {
    setBegun({ revision: type.revision, kept });
    setText(kept);
    setChecked(null);
  }
  async function attempt(what: () => Promise<void>) {
    setBusy(true);
    setProblem(null);
    try {
      await what();
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  }
  const check = () =>
    attempt(async () => setChecked((await callPatiently(checkCaseType, { params, body: { text } })).items));
  const save = () =>
    attempt(async () => {
      const saved = await callPatiently(saveCaseTypeDraft, {
        params,
        body: { revision: begun.revision, text },
      });
      const written = saved.draft?.text ?? text;
      setBegun({ revision: saved.revision, kept: written });
      setText(written);
      setChecked(null);
      await reread();
      toast(t('saved'));
    });
  const drop = () =>
    attempt(async () => {
      await callPatiently(dropCaseTypeDraft, { params, query: { revision: type.revision } });
      setAsking(null);
      setText(begun.kept);
      await reread();
    });
  return (
    <div className="type-document">
      <div className="form">
        <FormMessage>{problem === null ? null : problemText(problem, kit)}</FormMessage>
        <AreaField
          label={t('document')}
          help={t('documentHelp')}
          rows={26}
          spellCheck={false}
          className="input type-text"
          readOnly={!writes}
          value={text}
          onChange={(event) => {
            setText(event.target.value);
            setChecked(null);
          }}
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
                  if (chosen !== undefined) void chosen.text().then(setText);
                }}
              />
            )}
          </Field>
        )}
        <div className="row type-actions">
          <a
            href={`/api/v1/case-types/${type.code}/file${type.draft === null ? '' : '?version=draft'}`}
            download
          >
            {t('export')}
          </a>
          <span className="grow" />
          <Button busy={busy} onClick={() => void check()}>
            {t('check')}
          </Button>
          {writes && (
            <>
              {type.draft !== null && <Button onClick={() => setAsking('drop')}>{t('drop')}</Button>}
              <Button busy={busy} disabled={!dirty} onClick={() => void save()}>
                {t('save')}
              </Button>
              <Button
                look="solid"
                disabled={dirty || type.draft === null}
                onClick={() => setAsking('publish')}
              >
                {t('publish')}
              </Button>
            </>
          )}
        </div>
      </div>
      <section aria-label={t('findings')} aria-live="polite">
        <h2>{t('findings')}</h2>
        {findings.length === 0 ? (
          <p className="t2">{t(checked === null && type.draft === null ? 'notChecked' : 'noFindings')}</p>
        ) : (
          <ul className="type-list">
            {findings.map((one, index) => (
              <li key={index}>
                <b>{t(`severity.${one.severity}`)}</b> <code>{one.place}</code>
                <p>{findingText(one, t)}</p>
              </li>
            ))}
          </ul>
        )}
      </section>
      {asking === 'drop' && (
        <Confirm
          title={t('dropTitle')}
          confirm={t('drop')}
          danger
          busy={busy}
          onConfirm={() => void drop()}
          onClose={() => setAsking(null)}
        >
          {t('dropText')}
        </Confirm>
      )}
      {asking === 'publish' && <PublishTypeDialog type={type} onClose={() => setAsking(null)} />}
    </div>
  );
}

const findingText = ({ code, value, message }: TypeFinding, t: Text): string =>
  [value, code === 'shape' ? message : t(`finding.${code}`)].filter((part) => part !== '').join(': ');

/** What would change, before it does. */
function PublishTypeDialog({ type, onClose }: { type: CaseTypeView; onClose: () => void }) {
  const t = useText('case-types');
  const kit = useText('kit');
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const errors = (type.draft?.findings ?? []).filter(({ severity }) => severity === 'error').length;
  async function publish() {
    setBusy(true);
    try {
      const done = await callPatiently(publishCaseType, {
        params: { code: type.code },
        body: { revision: type.revision, note },
      });
      toast(t('published', { number: done.version ?? '' }));
      onClose();
      await reread();
    } catch (error) {
      setProblem(error);
      setBusy(false);
    }
  }
  return (
    <Dialog
      title={t('publishTitle')}
      size={640}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{kit('cancel')}</Button>
          <Button look="solid" busy={busy} disabled={errors > 0} onClick={() => void publish()}>
            {t('publish')}
          </Button>
        </>
      }
    >
      <div className="form">
        <FormMessage>
          {errors > 0 ? t('blocked', { count: errors }) : problem === null ? null : problemText(problem, kit)}
        </FormMessage>
        <p>{t('publishText')}</p>
        {type.version !== null && errors === 0 && <Changes code={type.code} from={type.version} />}
        <AreaField
          label={t('note')}
          optional
          rows={2}
          maxLength={1000}
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      </div>
    </Dialog>
  );
}

function Changes({ code, from }: { code: string; from: number }) {
  const t = useText('case-types');
  const changes = useApi(compareCaseType, { params: { code }, query: { from, to: 'draft' } });
  return (
    <Loaded query={changes} rows={3}>
      {({ items }) =>
        items.length === 0 ? (
          <p className="t2">{t('noChanges')}</p>
        ) : (
          <ul className="type-list" aria-label={t('changes')}>
            {items.map((one, index) => (
              <li key={index}>{changeText(one, t)}</li>
            ))}
          </ul>
        )
      }
    </Loaded>
  );
}
function changeText(one: CaseTypeChange, t: Text): string {
  const what = one.name === null ? (one.key ?? '') : nameIn(one.name);
  return t(`change.${one.kind}`, {
    part: t(`parts.${one.part}`),
    what: what === '' ? '' : `«${what}»`,
    place: one.place ?? '',
    before: one.before ?? '—',
    after: one.after ?? '—',
  });
}
