import { IconMicrophone } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { Button, useText } from '#web/kit/index.ts';
import { playThere } from './devices.ts';

/** How long (ms) one speaks. */
const length = 3000;
/** Below this nobody was heard: another microphone, or one that is switched off at itself. */
const quiet = 0.12;

type Step = 'idle' | 'recording' | 'playing' | 'heard' | 'nothing' | 'failed';

/** Records for three seconds and plays it back; nothing of it leaves the browser. */
export function MicrophoneTest({ stream, level }: { stream: MediaStream; level: () => number }) {
  const t = useText('phone');
  const [step, setStep] = useState<Step>('idle');
  const stop = useRef<() => void>(() => undefined);
  // The microphone was changed, or the dialog shut: what was begun is over.
  useEffect(
    () => () => {
      stop.current();
      setStep('idle');
    },
    [stream],
  );
  const begin = (): void => {
    stop.current();
    stop.current = test(stream, level, setStep);
  };
  const busy = step === 'recording' || step === 'playing';
  return (
    <div className="row wrap">
      <Button small icon={<IconMicrophone size={14} aria-hidden />} disabled={busy} onClick={begin}>
        {t(step === 'idle' ? 'test.begin' : 'test.again')}
      </Button>
      <span role="status" className={step === 'nothing' || step === 'failed' ? 's12 crit-text' : 's12 t2'}>
        {step === 'idle' ? '' : t(`test.${step}`)}
      </span>
    </div>
  );
}

/** @returns what ends it, wherever it is */
function test(stream: MediaStream, level: () => number, tell: (step: Step) => void): () => void {
  let over = false;
  const say = (step: Step): void => {
    if (!over) tell(step);
  };
  if (typeof MediaRecorder === 'undefined') {
    tell('failed');
    return () => undefined;
  }
  const recorder = new MediaRecorder(stream);
  const parts: Blob[] = [];
  let hush = (): void => undefined;
  let loudest = 0;
  const watch = setInterval(() => {
    loudest = Math.max(loudest, level());
  }, 50);
  const timer = setTimeout(() => recorder.state !== 'inactive' && recorder.stop(), length);
  const done = (): void => {
    clearInterval(watch);
    clearTimeout(timer);
  };
  recorder.addEventListener('dataavailable', ({ data }) => parts.push(data));
  recorder.addEventListener('error', () => {
    done();
    say('failed');
  });
  recorder.addEventListener('stop', () => {
    done();
    if (over) return;
    say('playing');
    const whole = new Blob(parts, { type: recorder.mimeType });
    playThere(async (context, way) => {
      const source = context.createBufferSource();
      source.buffer = await context.decodeAudioData(await whole.arrayBuffer());
      source.connect(way);
      hush = () => source.stop();
      source.start();
      await new Promise((resolve) => {
        source.addEventListener('ended', resolve);
      });
    }).then(
      () => say(loudest < quiet ? 'nothing' : 'heard'),
      () => say('failed'),
    );
  });
  recorder.start();
  say('recording');
  return () => {
    over = true;
    done();
    if (recorder.state !== 'inactive') recorder.stop();
    hush();
  };
}
