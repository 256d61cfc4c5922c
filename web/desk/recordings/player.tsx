import './recordings.css';
import {
  IconAlertTriangle,
  IconDownload,
  IconMessagePlus,
  IconPlayerPause,
  IconPlayerPlay,
} from '@tabler/icons-react';
import { lazy, Suspense, useMemo, useRef, useState } from 'react';
import {
  getRecording,
  openRecording,
  recordingAudio,
  recordingListens,
  type Recording,
  type RecordingGap,
} from '#contract/recordings.ts';
import type { Output } from '#contract/route.ts';
import {
  announce,
  Button,
  call,
  CheckField,
  formats,
  invalidate,
  toastProblem,
  urlOf,
  useApi,
  useText,
} from '#web/kit/index.ts';
import { Notes } from './notes.tsx';
import { usePlayer } from './use-player.ts';
import { loudnessOf, silencesOf } from './wave.rules.ts';
import { useTimeWords, Waveform } from './waveform.tsx';
import { WhyDialog } from './why-dialog.tsx';

const Transcript = lazy(() => import('./transcript.tsx'));

type Opened = Output<typeof openRecording>;
const speeds = [0.75, 1, 1.25, 1.5, 2];

/** A recording to be heard: closed until somebody opens it, because that is noted; asked why first where it is so set. */
export function Player({ recording }: { recording: Recording }) {
  const t = useText('recordings');
  const [opened, setOpened] = useState<Opened | null>(null);
  const [asking, setAsking] = useState<'listen' | 'download' | null>(null);
  const [busy, setBusy] = useState(false);

  async function open(why: string | null): Promise<void> {
    setOpened(await call(openRecording, { params: { id: recording.id }, body: { why } }));
    setAsking(null);
    invalidate(recordingListens, { params: { id: recording.id } });
  }
  const start = () => {
    if (recording.may.why) {
      setAsking('listen');
      return;
    }
    setBusy(true);
    open(null)
      .catch(toastProblem)
      .finally(() => setBusy(false));
  };
  if (!recording.may.listen) return <NotHeard recording={recording} />;
  return (
    <div className="player">
      {opened === null ? (
        <div className="row">
          <Button
            small
            look="solid"
            icon={<IconPlayerPlay size={14} aria-hidden />}
            busy={busy}
            onClick={start}
          >
            {t('player.open')}
          </Button>
          <span className="t3 s12 grow">
            {recording.may.part && `${t('player.yourPart')} `}
            {t('player.noted')}
          </span>
          {recording.may.download && <DownloadButton onClick={() => setAsking('download')} />}
        </div>
      ) : (
        <OpenPlayer
          key={opened.listen}
          recording={recording}
          opened={opened}
          onDownload={() => setAsking('download')}
        />
      )}
      {opened === null && <Written recording={recording} />}
      {asking === 'listen' && (
        <WhyDialog
          title={t('why.listen')}
          action={t('player.open')}
          onClose={() => setAsking(null)}
          onWhy={open}
        />
      )}
      {asking === 'download' && (
        <WhyDialog
          title={t('why.download')}
          action={t('player.download')}
          onClose={() => setAsking(null)}
          onWhy={async (why) => {
            const { listen } = await call(openRecording, {
              params: { id: recording.id },
              body: { kind: 'download', why },
            });
            const link = document.createElement('a');
            link.href = urlOf(recordingAudio, { params: { id: recording.id }, query: { listen } });
            link.download = '';
            link.click();
            setAsking(null);
          }}
        />
      )}
    </div>
  );
}

/** What was said, as far as it is written down; nothing where nobody asked for it. */
function Written({
  recording,
  listen = null,
  at = 0,
  playing = false,
  onSeek = () => {},
}: {
  recording: Recording;
  listen?: string | null;
  at?: number;
  playing?: boolean;
  onSeek?: (at: number) => void;
}) {
  const { transcript } = recording;
  if (transcript === null) return null;
  return (
    <Suspense fallback={null}>
      <Transcript
        recording={recording}
        transcript={transcript}
        listen={listen}
        at={at}
        playing={playing}
        onSeek={onSeek}
      />
    </Suspense>
  );
}

const DownloadButton = ({ onClick }: { onClick: () => void }) => (
  <Button small icon={<IconDownload size={14} aria-hidden />} onClick={onClick}>
    {useText('recordings')('player.download')}
  </Button>
);

/** Why there is nothing to be heard. */
function NotHeard({ recording }: { recording: Recording }) {
  const t = useText('recordings');
  const { deleted } = recording;
  if (deleted !== null)
    return (
      <p className="t2 s12">
        {t(`deleted.${deleted.because}`, { day: formats.dateTime(deleted.at), name: deleted.by ?? '—' })}
        {deleted.why !== null && ` ${t('deleted.why', { why: deleted.why })}`}
      </p>
    );
  return <p className="t2 s12">{t(recording.length === 0 ? 'player.nothingYet' : 'player.notYours')}</p>;
}

function OpenPlayer({
  recording,
  opened,
  onDownload,
}: {
  recording: Recording;
  opened: Opened;
  onDownload: () => void;
}) {
  const t = useText('recordings');
  const words = useTimeWords();
  const { length, gaps, whole } = opened;
  const customer = useMemo(() => loudnessOf(opened.customer), [opened.customer]);
  const staff = useMemo(() => loudnessOf(opened.staff), [opened.staff]);
  const silences = useMemo(() => silencesOf(customer, staff, opened.step), [customer, staff, opened.step]);
  const audio = useRef<HTMLAudioElement>(null);
  const player = usePlayer(audio, { recording: recording.id, listen: opened.listen, silences });
  const [noting, setNoting] = useState<number | null>(null);
  const notes = useApi(getRecording, { params: { id: recording.id } }).data?.notesOf ?? [];
  const { at, playing } = player;
  return (
    <section aria-label={t('player.label')}>
      {/* oxlint-disable-next-line jsx-a11y/media-has-caption -- what is written down of a call stands beside it */}
      <audio
        ref={audio}
        src={urlOf(recordingAudio, { params: { id: recording.id }, query: { listen: opened.listen } })}
        preload="auto"
        {...player.events}
      />
      {!whole && (
        <p className="notice crit" role="alert">
          <IconAlertTriangle size={15} aria-hidden />
          <span>{t('player.changed')}</span>
        </p>
      )}
      {player.failed && (
        <p className="notice crit" role="alert">
          <IconAlertTriangle size={15} aria-hidden />
          <span>{t('player.failed')}</span>
        </p>
      )}
      <Waveform
        customer={customer}
        staff={staff}
        length={length}
        at={at}
        gaps={gaps}
        notes={[...new Set(notes.map((one) => one.at))]}
        onSeek={player.seek}
      />
      <div className="player-bar">
        <Button
          small
          look="solid"
          icon={
            playing ? <IconPlayerPause size={14} aria-hidden /> : <IconPlayerPlay size={14} aria-hidden />
          }
          onClick={player.toggle}
        >
          {t(playing ? 'player.pause' : 'player.play')}
        </Button>
        <span className="num t2" aria-hidden>
          {formats.clock(at / 1000)} / {formats.clock(length / 1000)}
        </span>
        <span className="sr">{words(Math.floor(at / 1000) * 1000, length)}</span>
        <span className="grow" />
        <label className="row s12 t2">
          {t('player.speed')}
          <select
            className="input filter"
            value={player.speed}
            onChange={(event) => player.chooseSpeed(Number(event.target.value))}
          >
            {speeds.map((speed) => (
              <option key={speed} value={speed}>
                {t('player.times', { speed: formats.number(speed) })}
              </option>
            ))}
          </select>
        </label>
        <CheckField
          label={t('player.skip')}
          checked={player.skips}
          onChange={(event) => player.setSkips(event.target.checked)}
        />
        <Button
          small
          icon={<IconMessagePlus size={14} aria-hidden />}
          onClick={() => {
            if (playing) player.toggle();
            setNoting(at);
          }}
        >
          {t('note.add')}
        </Button>
        {recording.may.download && <DownloadButton onClick={onDownload} />}
      </div>
      {gaps.length > 0 && <Gaps gaps={gaps} onSeek={player.seek} />}
      <Written
        recording={recording}
        listen={opened.listen}
        at={at}
        playing={playing}
        onSeek={(to) => {
          player.seek(to);
          announce(words(to, length));
        }}
      />
      <Notes
        recording={recording.id}
        noting={noting}
        onDone={() => setNoting(null)}
        onSeek={(to) => {
          player.seek(to);
          announce(words(to, length));
        }}
      />
    </section>
  );
}

/** Stretches without sound, in words: whoever cannot see the marks reads the same. */
function Gaps({ gaps, onSeek }: { gaps: readonly RecordingGap[]; onSeek: (at: number) => void }) {
  const t = useText('recordings');
  return (
    <ul className="player-gaps s12" aria-label={t('gap.label')}>
      {gaps.map((gap) => (
        <li key={`${gap.kind} ${gap.from}`}>
          <button type="button" className="link num" onClick={() => onSeek(gap.from)}>
            {formats.clock(gap.from / 1000)}–{formats.clock(gap.to / 1000)}
          </button>{' '}
          <span className={gap.kind === 'changed' ? 'crit-text' : 't2'}>
            {t(`gap.${gap.kind}`)}
            {gap.kind === 'pause' && gap.by !== null && `, ${gap.by}`}
            {gap.kind === 'pause' && gap.limit && ` · ${t('gap.limit')}`}
          </span>
        </li>
      ))}
    </ul>
  );
}
