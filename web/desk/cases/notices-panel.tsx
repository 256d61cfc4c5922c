import { IconPhone, IconSend } from '@tabler/icons-react';
import { useState } from 'react';
import type { CaseView } from '#contract/cases.ts';
import {
  getCaseNews,
  listNotices,
  sendNoticeNow,
  withdrawNotice,
  type CaseNotice,
} from '#contract/telling.ts';
import {
  AreaField,
  Button,
  callPatiently,
  Chip,
  Dialog,
  EmptyState,
  FormMessage,
  formats,
  invalidate,
  Loaded,
  toastProblem,
  useApi,
  useForm,
  useText,
  type Tone,
} from '#web/kit/index.ts';
import { CaseLink } from './case-link.tsx';
import { NewsDialog } from './news-dialog.tsx';
import './notices.css';

const tones: Record<string, Tone> = {
  planned: 'accent',
  queued: 'accent',
  sent: 'ok',
  merged: 'ok',
  delivered: 'ok',
  read: 'ok',
  deferred: 'warn',
  failed: 'crit',
  withdrawn: 'mute',
};

/** How a notice stands, in one word: what became of its message says more than that it was sent. */
const wordOf = ({ state, delivery }: CaseNotice): string =>
  (state === 'sent' || state === 'merged') && delivery !== null && telling.has(delivery) ? delivery : state;
const telling = new Set(['queued', 'delivered', 'deferred', 'failed', 'read']);

/** What the customer of a case was told, when and how, and what they will be told. */
export default function NoticesPanel({ one, writes }: { one: CaseView; writes: boolean }) {
  const t = useText('telling');
  const params = { params: { id: one.id } };
  const notices = useApi(listNotices, params);
  const news = useApi(getCaseNews, params);
  const [changing, setChanging] = useState(false);
  const [holding, setHolding] = useState<CaseNotice | null>(null);
  const goes = news.data?.goes;
  return (
    <section className="side-part" aria-labelledby="case-notices">
      <div className="row">
        <h3 id="case-notices">
          {t('title')} <span className="t3 num">{notices.data?.items.length ?? ''}</span>
        </h3>
        <span className="grow" />
        {writes && news.data !== undefined && (
          <Button small onClick={() => setChanging(true)}>
            {t('change')}
          </Button>
        )}
      </div>
      {news.data !== undefined &&
        (goes == null ? (
          <p className={`row s12 ${news.data.why === 'no_address' ? 'warn-text' : 't2'}`}>
            {news.data.why === 'no_address' && <IconPhone size={13} aria-hidden />}
            <span>{t(news.data.why === 'no_address' ? 'unreachable' : 'notWanted')}</span>
          </p>
        ) : (
          <p className="s12 t2">
            {goes.address === null
              ? t('goes', { channel: t(`channel.${goes.channel}`) })
              : t('goesTo', { channel: t(`channel.${goes.channel}`), address: goes.address })}
          </p>
        ))}
      <Loaded query={notices} rows={1} height={48}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState>{t('none')}</EmptyState>
          ) : (
            <ul className="notices">
              {items.map((notice) => (
                <NoticeRow
                  key={notice.id}
                  notice={notice}
                  writes={writes}
                  onHold={() => setHolding(notice)}
                />
              ))}
            </ul>
          )
        }
      </Loaded>
      {writes && <CaseLink id={one.id} />}
      {changing && news.data !== undefined && (
        <NewsDialog news={news.data} caseId={one.id} onClose={() => setChanging(false)} />
      )}
      {holding !== null && <Hold notice={holding} onClose={() => setHolding(null)} />}
    </section>
  );
}

function NoticeRow({ notice, writes, onHold }: { notice: CaseNotice; writes: boolean; onHold: () => void }) {
  const t = useText('telling');
  const [busy, setBusy] = useState(false);
  const word = wordOf(notice);
  const { state, channel, tried } = notice;
  async function send() {
    setBusy(true);
    try {
      await callPatiently(sendNoticeNow, { params: { id: notice.id } });
    } catch (error) {
      toastProblem(error);
    }
    invalidate(listNotices);
    setBusy(false);
  }
  return (
    <li className="notice-row">
      <p className="row">
        <Chip tone={tones[word] ?? 'line'}>{t(`state.${word}`)}</Chip>
        <span className="ell grow">{notice.about === 'opened' ? t('about.opened') : notice.stateWords}</span>
        <span className="t3 s12 num">
          {state === 'planned'
            ? t('leaves', { at: formats.brief(notice.dueAt) })
            : formats.brief(notice.endedAt ?? notice.happenedAt)}
        </span>
      </p>
      <p className="s12 t3">
        {[
          channel === null ? '' : t(`channel.${channel}`),
          notice.why === null ? '' : t(`why.${notice.why}`, { defaultValue: notice.why }),
          notice.reason === null ? '' : `«${notice.reason}»`,
          word === 'failed' || word === 'deferred' ? (notice.deliveryDetail ?? '') : '',
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {tried.map((one, index) => (
        <p key={index} className="s12 warn-text">
          {t('tried', { channel: t(`channel.${one.channel}`), why: one.why })}
        </p>
      ))}
      {notice.text !== '' && (
        <details>
          <summary className="s12">{t('text')}</summary>
          <p className="notice-words" lang={notice.language} dir="auto">
            {notice.text}
          </p>
        </details>
      )}
      {writes && (state === 'planned' || state === 'failed') && (
        <p className="row">
          <Button small busy={busy} icon={<IconSend size={13} aria-hidden />} onClick={() => void send()}>
            {t(state === 'planned' ? 'sendNow' : 'again')}
          </Button>
          {state === 'planned' && (
            <Button small look="ghost" onClick={onHold}>
              {t('hold')}
            </Button>
          )}
        </p>
      )}
    </li>
  );
}

function Hold({ notice, onClose }: { notice: CaseNotice; onClose: () => void }) {
  const t = useText('telling');
  const form = useForm({ reason: '' });
  const submit = form.submit(async ({ reason }) => {
    await callPatiently(withdrawNotice, { params: { id: notice.id }, body: { reason } });
    invalidate(listNotices);
    onClose();
  });
  return (
    <Dialog title={t('holdTitle')} onClose={onClose}>
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        <AreaField
          label={t('holdWhy')}
          help={t('holdHelp')}
          rows={3}
          data-autofocus
          {...form.text('reason')}
        />
        <div className="form-actions">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" look="danger" busy={form.busy} disabled={form.values.reason.trim() === ''}>
            {t('hold')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
