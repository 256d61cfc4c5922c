import { IconMicrophone, IconPlayerStop, IconUpload, IconX } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { announce, Button, formats, useText } from '#web/kit/index.ts';
import { PlayButton, Waveform } from './sound.tsx';
import { decoded, stop } from './player.ts';
import { NoMicrophone, record, type MicrophoneFault, type Recording } from './recording.ts';
import { levelled, rate, trimmed, verdictOn, type Verdict } from './sound.rules.ts';

/** What is ready to be kept. */
export interface Made {
  samples: Float32Array;
  origin: 'recorded' | 'uploaded';
  verdict: Verdict;
}
type Fault = MicrophoneFault | 'unreadable' | 'silent' | 'long';
/** The longest prompt, in seconds. */
const longest = 180;

/** Makes a sound by recording or out of a file; what it made is heard before it is kept. */
export function Recorder({
  made,
  onMade,
  busy,
  onKeep,
}: {
  made: Made | null;
  onMade: (made: Made | null) => void;
  busy: boolean;
  onKeep: () => void;
}) {
  const t = useText('speech');
  const [running, setRunning] = useState<Recording | null>(null);
  const [asking, setAsking] = useState(false);
  const [fault, setFault] = useState<Fault | null>(null);

  async function take(bytes: ArrayBuffer, origin: Made['origin']) {
    let samples: Float32Array;
    try {
      samples = await decoded(bytes);
    } catch {
      setFault('unreadable');
      return;
    }
    const verdict = verdictOn(samples);
    const ready = levelled(trimmed(samples));
    if (verdict === 'silent' || ready.length < rate / 20) setFault('silent');
    else if (ready.length > longest * rate) setFault('long');
    else {
      onMade({ samples: ready, origin, verdict });
      announce(t('recorder.ready', { length: formats.clock(ready.length / rate) }));
    }
  }
  async function begin() {
    stop();
    setFault(null);
    onMade(null);
    setAsking(true);
    try {
      setRunning(await record());
      announce(t('recorder.recording'));
    } catch (error) {
      setFault(error instanceof NoMicrophone ? error.fault : 'unknown');
    } finally {
      setAsking(false);
    }
  }
  async function finish(one: Recording) {
    setRunning(null);
    await take(await one.finish(), 'recorded');
  }
  // Made for the moment: one that stood in the page would be where the pane's focus goes, and cannot take it.
  function choose() {
    const field = document.createElement('input');
    field.type = 'file';
    field.accept = 'audio/*,.wav,.mp3,.ogg,.m4a,.flac';
    field.addEventListener('change', () => {
      const chosen = field.files?.[0];
      if (chosen === undefined) return;
      setFault(null);
      onMade(null);
      void chosen.arrayBuffer().then((bytes) => take(bytes, 'uploaded'));
    });
    field.click();
  }
  // Whoever leaves takes the microphone along with them.
  const current = useRef<Recording | null>(null);
  useEffect(() => {
    current.current = running;
  }, [running]);
  useEffect(() => () => current.current?.cancel(), []);

  if (running !== null)
    return (
      <div className="recorder">
        <Meter recording={running} onLong={() => void finish(running)} />
        <div className="row wrap">
          <Button
            look="solid"
            icon={<IconPlayerStop size={15} aria-hidden />}
            onClick={() => void finish(running)}
            // oxlint-disable-next-line jsx-a11y/no-autofocus -- the button that was pressed has become this one
            autoFocus
          >
            {t('recorder.stop')}
          </Button>
          <Button
            onClick={() => {
              running.cancel();
              setRunning(null);
            }}
          >
            {t('recorder.cancel')}
          </Button>
        </div>
      </div>
    );
  return (
    <div className="recorder">
      {fault !== null && (
        <p className="notice warn" role="alert">
          {t(`recorder.fault.${fault}`)}
        </p>
      )}
      {made !== null && (
        <div className="made">
          <Waveform samples={made.samples} label={t('recorder.made')} />
          {made.verdict !== 'good' && <p className="notice warn">{t(`recorder.verdict.${made.verdict}`)}</p>}
          <div className="row wrap">
            <PlayButton
              name="made"
              label={t('recorder.listen')}
              long
              load={() => Promise.resolve(made.samples)}
            />
            <span className="num t2">{formats.clock(made.samples.length / rate)}</span>
            <span className="grow" />
            <Button
              look="ghost"
              icon={<IconX size={15} aria-hidden />}
              onClick={() => {
                stop();
                onMade(null);
              }}
            >
              {t('recorder.discard')}
            </Button>
            <Button look="solid" busy={busy} onClick={onKeep}>
              {t('recorder.keep')}
            </Button>
          </div>
        </div>
      )}
      <div className="row wrap">
        <Button
          icon={<IconMicrophone size={15} aria-hidden />}
          busy={asking}
          disabled={busy}
          onClick={() => void begin()}
        >
          {t(made === null ? 'recorder.record' : 'recorder.again')}
        </Button>
        <Button icon={<IconUpload size={15} aria-hidden />} disabled={busy} onClick={choose}>
          {t('recorder.upload')}
        </Button>
      </div>
      <p className="help">{t('recorder.help')}</p>
    </div>
  );
}

/** How loud it is now and for how long it has run. */
function Meter({ recording, onLong }: { recording: Recording; onLong: () => void }) {
  const t = useText('speech');
  const bar = useRef<HTMLElement>(null);
  const [seconds, setSeconds] = useState(0);
  const long = useRef(onLong);
  useEffect(() => {
    long.current = onLong;
  });
  useEffect(() => {
    const began = performance.now();
    let frame = 0;
    let shown = 0;
    const draw = () => {
      // Falls more slowly than it rises, as the eye wants it.
      shown = Math.max(recording.level(), shown - 0.03);
      if (bar.current !== null) {
        bar.current.style.inlineSize = `${Math.round(shown * 100)}%`;
        bar.current.className = shown > 0.97 ? 'over' : shown > 0.45 ? 'good' : '';
      }
      const past = Math.floor((performance.now() - began) / 1000);
      setSeconds(past);
      if (past >= longest) long.current();
      else frame = requestAnimationFrame(draw);
    };
    frame = requestAnimationFrame(draw);
    return () => cancelAnimationFrame(frame);
  }, [recording]);
  return (
    <div className="row">
      <span className="rec-dot" aria-hidden />
      <b>{t('recorder.recording')}</b>
      <span className="meter" aria-hidden>
        <i ref={bar} />
      </span>
      <span className="num" role="timer" aria-label={t('recorder.time')}>
        {formats.clock(seconds)}
      </span>
    </div>
  );
}
