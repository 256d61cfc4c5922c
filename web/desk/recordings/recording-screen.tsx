import './recordings.css';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import {
  deleteRecording,
  getRecording,
  holdRecording,
  recordingListens,
  type Recording,
} from '#contract/recordings.ts';
import type { Output } from '#contract/route.ts';
import {
  AreaField,
  Button,
  call,
  Dialog,
  Facts,
  formats,
  FormMessage,
  invalidate,
  Loaded,
  Page,
  Panel,
  useApi,
  useForm,
  useText,
} from '#web/kit/index.ts';
import { Player } from './player.tsx';
import { Marks } from './strip.tsx';

type Full = Output<typeof getRecording>;

/** One recording: its sound and notes, and beside them what it is, why it is there and for how long. */
export default function RecordingScreen() {
  const { id = '' } = useParams({ strict: false });
  const t = useText('recordings');
  const query = useApi(getRecording, { params: { id } });
  const [verb, setVerb] = useState<'hold' | 'release' | 'delete' | null>(null);
  const one = query.data;
  const manages = one !== undefined && one.may.manage && one.deleted === null && one.state === 'ended';
  return (
    <Page
      title={one === undefined ? t('title') : t('ofContact', { number: one.contactNumber })}
      lead={
        one !== undefined && (
          <span className="row">
            <Marks recording={one} />
          </span>
        )
      }
      actions={
        manages && (
          <>
            <Button onClick={() => setVerb(one.held === null ? 'hold' : 'release')}>
              {t(one.held === null ? 'hold.do' : 'hold.release')}
            </Button>
            {one.held === null && (
              <Button look="danger" onClick={() => setVerb('delete')}>
                {t('delete.do')}
              </Button>
            )}
          </>
        )
      }
    >
      <Loaded query={query} rows={6}>
        {(full) => (
          <div className="recording-page">
            <div className="recording-main">
              <Panel title={t('sound')}>
                <Player recording={full} />
                {full.transcript === null && full.deleted === null && full.state === 'ended' && (
                  <p className="t3 s12 transcript-none">{t('transcript.notAsked')}</p>
                )}
              </Panel>
              {full.may.manage && <Listens id={full.id} />}
            </div>
            <Panel title={t('about')}>
              <About full={full} />
            </Panel>
          </div>
        )}
      </Loaded>
      {verb !== null && one !== undefined && (
        <VerbDialog recording={one} verb={verb} onClose={() => setVerb(null)} />
      )}
    </Page>
  );
}

function About({ full }: { full: Full }) {
  const t = useText('recordings');
  return (
    <>
      <Facts
        facts={[
          [
            t('contact'),
            <Link key="contact" to={`/inbox/${full.contact}`}>
              {full.contactNumber}
            </Link>,
          ],
          [
            t('customer'),
            <Link key="customer" to={`/customers/${full.customer}`}>
              {full.customerName}
            </Link>,
          ],
          [t('when'), full.startedAt === null ? '—' : formats.dateTime(full.startedAt)],
          [
            t('length'),
            <span key="length" className="num">
              {formats.clock(full.length / 1000)}
            </span>,
          ],
          [t('queue'), full.queueName ?? '—'],
          [t('agent'), full.agents.map(({ name }) => name).join(', ') || '—'],
          [t('mode.label'), t(`mode.${full.mode}`)],
          [t('why.recorded'), t(`because.${full.because}`)],
          ...(full.keepUntil === null || full.deleted !== null
            ? []
            : ([[t('keepUntil'), formats.shortDate(full.keepUntil)]] as [string, string][])),
          ...(full.held === null
            ? []
            : ([[t('hold.label'), t('hold.by', { name: full.held.by ?? '—', why: full.held.why })]] as [
                string,
                string,
              ][])),
          ...(full.refusal === null
            ? []
            : ([
                [
                  t('refusal.label'),
                  `${formats.dateTime(full.refusal.at)} · ${t(full.refusal.honoured ? 'refusal.honoured' : 'refusal.not')}`,
                ],
              ] as [string, string][])),
        ]}
      />
      <h3>{t('notice.label')}</h3>
      {full.notices.length === 0 ? (
        <p className="t2 s12">{t('notice.none')}</p>
      ) : (
        <ul className="notices">
          {full.notices.map((one) => (
            <li key={one.at}>
              <q lang={one.language}>{one.text}</q>
              <p className="t3 s12">
                {formats.dateTime(one.at)} · {t(`notice.${one.saidBy}`)}
              </p>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** Who listened: for whoever manages recordings. */
function Listens({ id }: { id: string }) {
  const t = useText('recordings');
  const query = useApi(recordingListens, { params: { id } });
  return (
    <Panel title={t('listens.label')}>
      <Loaded query={query} rows={2}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="t3">{t('listens.none')}</p>
          ) : (
            <ul className="listens">
              {items.map((one) => (
                <li key={one.id}>
                  <b>{one.actorName}</b>{' '}
                  <span className="t2">
                    {t(`listens.${one.kind}`)} · {formats.dateTime(one.at)}
                    {one.from !== null &&
                      ` · ${t('listens.heard', { from: formats.clock(one.from / 1000), to: formats.clock((one.to ?? 0) / 1000) })}`}
                  </span>
                  {one.why !== null && <p className="t2 s12">{one.why}</p>}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Panel>
  );
}

function VerbDialog({
  recording,
  verb,
  onClose,
}: {
  recording: Recording;
  verb: 'hold' | 'release' | 'delete';
  onClose: () => void;
}) {
  const t = useText('recordings');
  const form = useForm({ why: '' });
  const params = { id: recording.id };
  const submit = form.submit(async ({ why }) => {
    if (verb === 'delete') await call(deleteRecording, { params, body: { why } });
    else await call(holdRecording, { params, body: { held: verb === 'hold', why } });
    invalidate(getRecording, { params });
    onClose();
  });
  return (
    <Dialog title={t(`${verb}Dialog.title`)} onClose={onClose}>
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <FormMessage>{form.message}</FormMessage>
        <p className="t2">{t(`${verb}Dialog.text`)}</p>
        <AreaField label={t('why.label')} rows={2} {...form.text('why')} data-autofocus />
        <div className="form-actions">
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" look={verb === 'delete' ? 'danger' : 'solid'} busy={form.busy}>
            {t(`${verb}Dialog.do`)}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
