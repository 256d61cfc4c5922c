import { useState } from 'react';
import { approveNoticeText, withdrawNoticeText, type NoticeText } from '#contract/telling-texts.ts';
import {
  AreaField,
  Button,
  callPatiently,
  Dialog,
  FormMessage,
  formats,
  Hidden,
  SelectField,
  TextField,
  useForm,
  useText,
} from '#web/kit/index.ts';
import { diffLines } from '../knowledge/diff.rules.ts';
import { refreshTexts } from './telling-names.ts';
import { TextMark } from './telling-text-mark.tsx';

const whole = ({ subject, text }: NoticeText): string => (subject === null ? text : `${subject}\n\n${text}`);

/** Every version with who wrote and who approved it, and what changed from one to another. */
export function TextVersions({ versions }: { versions: NoticeText[] }) {
  const t = useText('telling-texts');
  const [newer, setNewer] = useState(versions[0]?.id);
  const [older, setOlder] = useState(versions[1]?.id);
  const one = versions.find(({ id }) => id === newer) ?? versions[0];
  const other = versions.find(({ id }) => id === older) ?? versions[1];
  const options = versions.map(({ id, number }) => ({ value: id, label: t('version', { number }) }));
  return (
    <>
      <ul className="text-versions">
        {versions.map((version) => (
          <li key={version.id} className="s12">
            <p className="row wrap">
              <b>{t('version', { number: version.number })}</b>
              <TextMark one={version} />
              {version.uses > 0 && <span className="t3">{t('usesN', { count: version.uses })}</span>}
            </p>
            <p className="t2">
              {t('written', { by: version.author, at: formats.brief(version.changedAt) })}
              {version.approvedAt !== null &&
                ` · ${t('approvedBy', { by: version.approvedBy, at: formats.brief(version.approvedAt) })}`}
              {version.validFrom !== null && ` · ${t('from', { at: formats.dateTime(version.validFrom) })}`}
              {version.validUntil !== null &&
                ` · ${t('until', { at: formats.dateTime(version.validUntil) })}`}
              {version.withdrawnAt !== null &&
                ` · ${t('withdrawnBy', { by: version.withdrawnBy, at: formats.brief(version.withdrawnAt), why: version.withdrawnWhy })}`}
            </p>
            {version.note !== '' && <p>{version.note}</p>}
          </li>
        ))}
      </ul>
      {one !== undefined && other !== undefined && (
        <>
          <div className="form-row">
            <SelectField
              label={t('newer')}
              options={options}
              value={one.id}
              onChange={({ target }) => setNewer(target.value)}
            />
            <SelectField
              label={t('older')}
              options={options}
              value={other.id}
              onChange={({ target }) => setOlder(target.value)}
            />
          </div>
          <Difference older={other} newer={one} />
        </>
      )}
    </>
  );
}

function Difference({ older, newer }: { older: NoticeText; newer: NoticeText }) {
  const t = useText('telling-texts');
  const lines = diffLines(whole(older), whole(newer));
  if (lines.every(({ kind }) => kind === 'same')) return <p className="t2 s12">{t('same')}</p>;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls
    <div className="text-diff" role="region" tabIndex={0} aria-label={t('difference')}>
      {lines.map(({ kind, text }, index) => (
        <p key={index} className={kind} dir="auto">
          <span aria-hidden>{kind === 'added' ? '+' : kind === 'removed' ? '−' : ' '}</span>
          {kind !== 'same' && <Hidden>{t(kind)}</Hidden>}
          {text === '' ? ' ' : text}
        </p>
      ))}
    </div>
  );
}

/** What was typed as a local time, as the API takes it; '' is none. */
const instantOf = (typed: string): string | null => (typed === '' ? null : new Date(typed).toISOString());

/** Puts a draft in force, with what it changes before the eyes. */
export function ApproveDialog({
  draft,
  before,
  onClose,
}: {
  draft: NoticeText;
  before: NoticeText | null;
  onClose: () => void;
}) {
  const t = useText('telling-texts');
  const admin = useText('admin');
  const form = useForm({ validFrom: '', validUntil: '' });
  const submit = form.submit(async ({ validFrom, validUntil }) => {
    const from = instantOf(validFrom);
    await callPatiently(approveNoticeText, {
      params: { id: draft.id },
      body: {
        revision: draft.revision,
        ...(from === null ? {} : { validFrom: from }),
        validUntil: instantOf(validUntil),
      },
    });
    await refreshTexts();
    onClose();
  });
  return (
    <Dialog
      title={t('approveTitle')}
      onClose={onClose}
      size={620}
      actions={
        <>
          <Button onClick={onClose}>{admin('cancel')}</Button>
          <Button look="solid" busy={form.busy} onClick={() => void submit()}>
            {t('approve')}
          </Button>
        </>
      }
    >
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        {before === null ? (
          <p className="told words" lang={draft.language} dir="auto">
            {whole(draft)}
          </p>
        ) : (
          <Difference older={before} newer={draft} />
        )}
        <div className="form-row">
          <TextField
            label={t('validFrom')}
            help={t('validFromHelp')}
            type="datetime-local"
            {...form.text('validFrom')}
          />
          <TextField
            label={t('validUntil')}
            help={t('validUntilHelp')}
            type="datetime-local"
            {...form.text('validUntil')}
          />
        </div>
      </form>
    </Dialog>
  );
}

/** Takes the version that is told out of force, and says why. */
export function WithdrawDialog({ one, onClose }: { one: NoticeText; onClose: () => void }) {
  const t = useText('telling-texts');
  const admin = useText('admin');
  const form = useForm({ why: '' });
  const submit = form.submit(async ({ why }) => {
    await callPatiently(withdrawNoticeText, { params: { id: one.id }, body: { why } });
    await refreshTexts();
    onClose();
  });
  return (
    <Dialog
      title={t('withdrawTitle', { number: one.number })}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{admin('cancel')}</Button>
          <Button look="danger" busy={form.busy} onClick={() => void submit()}>
            {t('withdraw')}
          </Button>
        </>
      }
    >
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        <p className="t2">{t('withdrawHelp')}</p>
        <AreaField label={t('why')} rows={2} {...form.text('why')} />
      </form>
    </Dialog>
  );
}
