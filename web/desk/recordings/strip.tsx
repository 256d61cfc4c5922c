import './recordings.css';
import {
  IconMicrophoneOff,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerRecord,
  IconPlayerRecordFilled,
  IconPlayerStop,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import {
  controlRecording,
  pauseRecording,
  recordingsOfContact,
  resumeRecording,
  type Recording,
  type RecordingControl,
} from '#contract/recordings.ts';
import {
  announce,
  Button,
  Chip,
  Confirm,
  formats,
  invalidate,
  toastProblem,
  useApi,
  useKey,
  useNow,
  useText,
  useWrite,
} from '#web/kit/index.ts';
import { useMe } from '../app/session.ts';
import type { FullContact } from '../inbox/types.ts';
import { Player } from './player.tsx';

/** What a conversation by telephone has of recordings: the one that runs, under its agent's hand, and those to be heard. */
export default function RecordingStrip({ contact }: { contact: FullContact }) {
  const t = useText('recordings');
  const me = useMe();
  const query = useApi(recordingsOfContact, { params: { id: contact.id } });
  if (query.data === undefined) return null;
  const { items, control } = query.data;
  const mine = contact.agent === me.id && contact.state === 'active';
  const over = items.filter(({ state }) => state === 'ended');
  if (control === null && over.length === 0) return null;
  return (
    <section className="recording-strip" aria-label={t('strip.label')}>
      {control !== null && <Control contact={contact} control={control} mine={mine} />}
      {over.map((one) => (
        <Recorded key={one.id} recording={one} />
      ))}
    </section>
  );
}

/** One that is over: when, how long, and its player. */
function Recorded({ recording }: { recording: Recording }) {
  const t = useText('recordings');
  return (
    <article>
      <header className="row s12">
        <b>{t('one', { time: recording.startedAt === null ? '' : formats.brief(recording.startedAt) })}</b>
        <span className="num t2">{formats.clock(recording.length / 1000)}</span>
        <Marks recording={recording} />
        <span className="grow" />
        <Link to={`/recordings/${recording.id}`}>{t('details')}</Link>
      </header>
      <Player recording={recording} />
    </article>
  );
}

/** What is particular about a recording. */
export function Marks({ recording }: { recording: Recording }) {
  const t = useText('recordings');
  return (
    <>
      {recording.state === 'on' && <Chip tone="crit">{t('state.on')}</Chip>}
      {recording.state === 'paused' && <Chip tone="warn">{t('state.paused')}</Chip>}
      {recording.cut && <Chip tone="warn">{t('mark.cut')}</Chip>}
      {recording.held !== null && <Chip tone="accent">{t('mark.held')}</Chip>}
      {recording.deleted !== null && <Chip tone="mute">{t('mark.deleted')}</Chip>}
      {recording.notes > 0 && <Chip tone="line">{t('mark.notes', { count: recording.notes })}</Chip>}
    </>
  );
}

function Control({
  contact,
  control,
  mine,
}: {
  contact: FullContact;
  control: RecordingControl;
  mine: boolean;
}) {
  const t = useText('recordings');
  const [asking, setAsking] = useState<'start' | 'refuse' | null>(null);
  const params = { id: contact.id };
  const said = { onSuccess: () => invalidate(recordingsOfContact, { params }), onError: toastProblem };
  const steer = useWrite(controlRecording, said);
  const pause = useWrite(pauseRecording, said);
  const resume = useWrite(resumeRecording, said);
  const busy = steer.isPending || pause.isPending || resume.isPending;
  const { state, may } = control;
  const paused = state === 'paused';
  const toggle = () => (paused ? resume : pause).mutate({ params });
  useKey('call.recording', toggle, mine && may.pause && !busy && asking === null);
  useEffect(() => {
    if (mine) announce(t(`state.${state}`));
  }, [mine, state, t]);
  const start = (noticeSaid: boolean) =>
    steer.mutate({ params, body: { wanted: 'on', noticeSaid } }, { onSettled: () => setAsking(null) });
  return (
    <div className="row recording-control">
      <Chip tone={state === 'on' ? 'crit' : paused ? 'warn' : 'mute'}>
        {state === 'on' && <IconPlayerRecordFilled size={12} aria-hidden />}
        {t(`state.${state}`)}
        {paused && control.pausedUntil !== null && <Countdown until={control.pausedUntil} />}
      </Chip>
      <span className={`s12 t2 grow ${state === 'off' ? '' : 'running'}`}>
        {t(`because.${control.because}`)}
      </span>
      {mine && may.pause && (
        <Button
          small
          look={paused ? 'solid' : 'plain'}
          action="call.recording"
          icon={paused ? <IconPlayerPlay size={14} aria-hidden /> : <IconPlayerPause size={14} aria-hidden />}
          busy={busy}
          onClick={toggle}
        >
          {t(paused ? 'control.resume' : 'control.pause')}
        </Button>
      )}
      {mine && may.start && (
        <Button
          small
          icon={<IconPlayerRecord size={14} aria-hidden />}
          busy={busy}
          onClick={() => (control.noticeSaid ? start(false) : setAsking('start'))}
        >
          {t('control.start')}
        </Button>
      )}
      {mine && may.stop && (
        <Button
          small
          icon={<IconPlayerStop size={14} aria-hidden />}
          busy={busy}
          onClick={() => steer.mutate({ params, body: { wanted: 'off' } })}
        >
          {t('control.stop')}
        </Button>
      )}
      {mine && may.refuse && (
        <Button
          small
          look="ghost"
          icon={<IconMicrophoneOff size={14} aria-hidden />}
          busy={busy}
          onClick={() => setAsking('refuse')}
        >
          {t('control.refuse')}
        </Button>
      )}
      {asking === 'start' && (
        <Confirm
          title={t('control.startTitle')}
          confirm={t('control.told')}
          onConfirm={() => start(true)}
          onClose={() => setAsking(null)}
        >
          {t('control.startText')}
        </Confirm>
      )}
      {asking === 'refuse' && (
        <Confirm
          title={t('control.refuseTitle')}
          confirm={t('control.refuseDo')}
          danger
          onConfirm={() =>
            steer.mutate(
              { params, body: { wanted: 'off', refused: true } },
              { onSettled: () => setAsking(null) },
            )
          }
          onClose={() => setAsking(null)}
        >
          {t('control.refuseText')}
        </Confirm>
      )}
    </div>
  );
}

/** How long a pause still lasts; for the eye, the ear hears when it ends. */
function Countdown({ until }: { until: string }) {
  const now = useNow(1000);
  return (
    <span className="num" aria-hidden>
      {' '}
      {formats.clock(Math.max(0, (Date.parse(until) - now) / 1000))}
    </span>
  );
}
