import { useState } from 'react';
import {
  compareCaseType,
  publishCaseType,
  type CaseTypeChange,
  type CaseTypeView,
} from '#contract/case-types-api.ts';
import {
  AreaField,
  Button,
  callPatiently,
  Dialog,
  FormMessage,
  Loaded,
  nameIn,
  problemText,
  toast,
  useApi,
  useText,
  type Text,
} from '#web/kit/index.ts';
import { reread } from './use-draft.ts';

/** What would change, before it does. */
export function PublishTypeDialog({ type, onClose }: { type: CaseTypeView; onClose: () => void }) {
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
      {({ items }) => <ChangeList label={t('changes')} items={items} />}
    </Loaded>
  );
}

/** Differences between two definitions, one a line. */
export function ChangeList({ label, items }: { label: string; items: readonly CaseTypeChange[] }) {
  const t = useText('case-types');
  if (items.length === 0) return <p className="t2">{t('noChanges')}</p>;
  return (
    <ul className="type-list" aria-label={label}>
      {items.map((one, index) => (
        <li key={index}>{changeText(one, t)}</li>
      ))}
    </ul>
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
