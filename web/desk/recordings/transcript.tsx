import { IconChevronDown, IconChevronUp, IconCopy, IconFileText, IconRefresh } from '@tabler/icons-react';
import { memo, useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import {
  getRecording,
  readTranscript,
  recordingListens,
  recordingsOfContact,
  wantTranscript,
  type Recording,
  type TranscriptSegment,
  type TranscriptView,
} from '#contract/recordings.ts';
import type { Output } from '#contract/route.ts';
import {
  announce,
  Button,
  call,
  formats,
  IconButton,
  invalidate,
  toast,
  toastProblem,
  useText,
} from '#web/kit/index.ts';
import { matchesOf, piecesOf, spokenAt, type Match } from './transcript.rules.ts';
import { WhyDialog } from './why-dialog.tsx';

type Said = Output<typeof readTranscript>;

/** What was said in a recording: how far it is written down and, once the recording is open, the text beside the sound. */
export default function Transcript({
  recording,
  transcript,
  listen,
  at,
  playing,
  onSeek,
}: {
  recording: Recording;
  transcript: TranscriptView;
  /** Null while the recording is not open. */
  listen: string | null;
  at: number;
  playing: boolean;
  onSeek: (at: number) => void;
}) {
  const t = useText('recordings');
  const [said, setSaid] = useState<Said | null>(null);
  const [busy, setBusy] = useState(false);
  const params = { id: recording.id };

  async function read(): Promise<void> {
    setBusy(true);
    try {
      const next = await call(readTranscript, { params, body: { listen } });
      setSaid(next);
      announce(t('transcript.count', { count: next.segments.length }));
      invalidate(recordingListens, { params });
    } catch (error) {
      toastProblem(error);
    } finally {
      setBusy(false);
    }
  }
  const grown = said !== null && !said.whole && (transcript.state === 'done' || transcript.may.read);
  return (
    <section className="transcript" aria-label={t('transcript.label')}>
      <div className="row transcript-state">
        <IconFileText size={15} aria-hidden />
        <b className="s12">{t('transcript.label')}</b>
        <How recording={recording} transcript={transcript} open={listen !== null} />
        <span className="grow" />
        {transcript.may.read && listen !== null && (said === null || grown) && (
          <Button small busy={busy} onClick={() => void read()}>
            {t(said === null ? 'transcript.read' : 'transcript.readOn')}
          </Button>
        )}
      </div>
      {said !== null && <Text recording={recording} said={said} at={at} playing={playing} onSeek={onSeek} />}
    </section>
  );
}

/** How far it is, in words, and what can be done about it. */
function How({
  recording,
  transcript,
  open,
}: {
  recording: Recording;
  transcript: TranscriptView;
  open: boolean;
}) {
  const t = useText('recordings');
  const [busy, setBusy] = useState(false);
  const { state, because, nextAt, pieces, done, faults, may } = transcript;
  const want = () => {
    setBusy(true);
    call(wantTranscript, { params: { id: recording.id } })
      .then(() => {
        invalidate(getRecording, { params: { id: recording.id } });
        invalidate(recordingsOfContact, { params: { id: recording.contact } });
      }, toastProblem)
      .finally(() => setBusy(false));
  };
  const words =
    state === 'waiting' || state === 'failed'
      ? t(`transcript.${state}_${because ?? 'provider'}`, {
          when: nextAt === null ? '' : formats.brief(nextAt),
        })
      : t(
          state === 'done'
            ? open
              ? 'transcript.done'
              : 'transcript.doneClosed'
            : state === 'none'
              ? 'transcript.notYet'
              : `transcript.${state}`,
        );
  return (
    <>
      <span className={`s12 ${state === 'failed' ? 'crit-text' : 't2'}`} role="status">
        {words}
      </span>
      {state === 'working' && pieces > 0 && (
        <>
          <progress value={done} max={pieces} aria-label={t('transcript.progress')} />
          <span className="s12 t2 num" aria-hidden>
            {t('transcript.found', { at: done, count: pieces })}
          </span>
        </>
      )}
      {may.retry && (
        <Button small icon={<IconRefresh size={14} aria-hidden />} busy={busy} onClick={want}>
          {t(state === 'none' ? 'transcript.want' : 'transcript.retry')}
        </Button>
      )}
      {faults.length > 0 && (state === 'waiting' || state === 'failed') && (
        <ul className="transcript-faults s12 t2">
          {faults.map(({ provider, fault }) => (
            <li key={provider}>
              {provider}: <span lang="en">{fault}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Text({
  recording,
  said,
  at,
  playing,
  onSeek,
}: {
  recording: Recording;
  said: Said;
  at: number;
  playing: boolean;
  onSeek: (at: number) => void;
}) {
  const t = useText('recordings');
  const { segments } = said;
  const [words, setWords] = useState('');
  const [chosen, setChosen] = useState(0);
  const [copying, setCopying] = useState(false);
  const list = useRef<HTMLOListElement>(null);
  const matches = useMemo(() => matchesOf(segments, words), [segments, words]);
  const shown = matches.length === 0 ? null : matches[Math.min(chosen, matches.length - 1)]!;
  const current = spokenAt(segments, at);

  // Only the list is scrolled, never the page under whoever works elsewhere in it.
  const show = (index: number) => {
    const box = list.current;
    const line = box?.children[index] as HTMLElement | undefined;
    if (box === null || line === undefined) return;
    const above = line.offsetTop - box.offsetTop;
    if (above < box.scrollTop || above + line.offsetHeight > box.scrollTop + box.clientHeight)
      box.scrollTop = above - box.clientHeight / 3;
  };
  useEffect(() => {
    if (playing && current >= 0 && !list.current!.contains(document.activeElement)) show(current);
  }, [playing, current]);
  useEffect(() => {
    if (shown !== null) show(shown.segment);
  }, [shown]);

  const step = (by: number) => {
    if (matches.length === 0) return;
    const next = (chosen + by + matches.length) % matches.length;
    setChosen(next);
    announce(t('transcript.found', { at: next + 1, count: matches.length }));
  };
  if (segments.length === 0) return <p className="t2 s12">{t('transcript.silence')}</p>;
  return (
    <>
      <div className="transcript-tools">
        <input
          type="search"
          className="input filter"
          aria-label={t('transcript.search')}
          placeholder={t('transcript.search')}
          value={words}
          onChange={(event) => {
            setWords(event.target.value);
            setChosen(0);
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            step(event.shiftKey ? -1 : 1);
          }}
        />
        <span className="s12 t2 num" role="status">
          {words.trim() !== '' &&
            (matches.length === 0
              ? t('transcript.none')
              : t('transcript.found', {
                  at: Math.min(chosen, matches.length - 1) + 1,
                  count: matches.length,
                }))}
        </span>
        <IconButton label={t('transcript.previous')} disabled={matches.length === 0} onClick={() => step(-1)}>
          <IconChevronUp size={16} aria-hidden />
        </IconButton>
        <IconButton label={t('transcript.next')} disabled={matches.length === 0} onClick={() => step(1)}>
          <IconChevronDown size={16} aria-hidden />
        </IconButton>
        <span className="grow" />
        {recording.may.download && (
          <Button small icon={<IconCopy size={14} aria-hidden />} onClick={() => setCopying(true)}>
            {t('transcript.copy')}
          </Button>
        )}
      </div>
      <Lines
        ref={list}
        segments={segments}
        language={said.language}
        current={current}
        matches={matches}
        shown={shown}
        onSeek={onSeek}
        onCopy={() => toast(t(recording.may.download ? 'transcript.copyByButton' : 'transcript.noCopy'))}
      />
      <p className="t3 s12">{t('transcript.machine', { provider: said.providers.join(', ') })}</p>
      {copying && (
        <WhyDialog
          title={t('transcript.copyTitle')}
          action={t('transcript.copy')}
          onClose={() => setCopying(false)}
          onWhy={async (why) => {
            const copy = await call(readTranscript, {
              params: { id: recording.id },
              body: { kind: 'copy', why },
            });
            const speaker = (one: TranscriptSegment) => t(`player.${one.speaker}`);
            await navigator.clipboard.writeText(
              copy.segments
                .map((one) => `${formats.clock(one.start / 1000)} ${speaker(one)}: ${one.text}`)
                .join('\n'),
            );
            invalidate(recordingListens, { params: { id: recording.id } });
            toast(t('transcript.copied'));
            setCopying(false);
          }}
        />
      )}
    </>
  );
}

const nothing: readonly Match[] = [];

/** The sentences in order; arrows go through them, Enter plays from there. */
function Lines({
  ref,
  segments,
  language,
  current,
  matches,
  shown,
  onSeek,
  onCopy,
}: {
  ref: React.RefObject<HTMLOListElement | null>;
  segments: readonly TranscriptSegment[];
  language: string;
  current: number;
  matches: readonly Match[];
  shown: Match | null;
  onSeek: (at: number) => void;
  onCopy: () => void;
}) {
  const t = useText('recordings');
  const [place, setPlace] = useState(0);
  const seek = useRef(onSeek);
  useEffect(() => {
    seek.current = onSeek;
  });
  const bySegment = useMemo(() => {
    const found = new Map<number, Match[]>();
    for (const match of matches) found.set(match.segment, [...(found.get(match.segment) ?? []), match]);
    return found;
  }, [matches]);
  function onKeyDown(event: KeyboardEvent) {
    const to: Record<string, number> = {
      ArrowDown: place + 1,
      ArrowUp: place - 1,
      Home: 0,
      End: segments.length - 1,
    };
    if (!Object.hasOwn(to, event.key) || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(segments.length - 1, to[event.key]!));
    setPlace(next);
    ref.current?.children[next]?.querySelector('button')?.focus();
  }
  const [onPlay, onPlace] = useMemo(
    () => [(at: number) => seek.current(at), (index: number) => setPlace(index)] as const,
    [],
  );
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- keys of the buttons in it
    <ol
      ref={ref}
      className="transcript-lines"
      aria-label={t('transcript.lines')}
      onKeyDown={onKeyDown}
      onCopy={(event) => {
        event.preventDefault();
        onCopy();
      }}
    >
      {segments.map((segment, index) => (
        <Line
          key={`${segment.speaker} ${segment.start}`}
          segment={segment}
          index={index}
          language={language}
          current={index === current}
          reached={index === Math.min(place, segments.length - 1)}
          matches={bySegment.get(index) ?? nothing}
          shown={shown?.segment === index ? shown : null}
          onPlay={onPlay}
          onPlace={onPlace}
        />
      ))}
    </ol>
  );
}

const unsure = 0.4;

// While it plays the list is drawn anew with every frame: only what has changed of it is.
const Line = memo(function Line({
  segment,
  index,
  language,
  current,
  reached,
  matches,
  shown,
  onPlay,
  onPlace,
}: {
  segment: TranscriptSegment;
  index: number;
  language: string;
  current: boolean;
  reached: boolean;
  matches: readonly Match[];
  shown: Match | null;
  onPlay: (at: number) => void;
  onPlace: (index: number) => void;
}) {
  const t = useText('recordings');
  const { speaker, start, text, confidence } = segment;
  return (
    <li className={speaker}>
      <button
        type="button"
        tabIndex={reached ? 0 : -1}
        aria-current={current ? 'true' : undefined}
        onFocus={() => onPlace(index)}
        onClick={() => onPlay(start)}
      >
        <span className="num t2">{formats.clock(start / 1000)}</span>
        <b>{t(`player.${speaker}`)}</b>
        <span className="said" lang={language} dir="auto">
          {piecesOf(text, matches).map((piece) =>
            piece.match === null ? (
              piece.text
            ) : (
              <mark key={piece.from} className={piece.match === shown ? 'shown' : undefined}>
                {piece.text}
              </mark>
            ),
          )}
          {confidence !== null && confidence < unsure && (
            <span className="t3 s12"> ({t('transcript.unsure')})</span>
          )}
        </span>
      </button>
    </li>
  );
});
