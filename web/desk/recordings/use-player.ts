import { useEffect, useRef, useState, type RefObject } from 'react';
import { hearRecording } from '#contract/recordings.ts';
import { call } from '#web/kit/index.ts';
import { afterSilence, hear, type Heard, type Span } from './wave.rules.ts';

/** How often what was heard is told, in milliseconds of playing. */
const tellEvery = 2000;

const jump = (element: HTMLAudioElement, to: number): void => {
  element.currentTime = to / 1000;
};
const pace = (element: HTMLAudioElement, speed: number): void => {
  element.playbackRate = speed;
};

/** The state of an audio element, and what can be done with it; tells the server what was heard of the listen. */
export function usePlayer(
  audio: RefObject<HTMLAudioElement | null>,
  { recording, listen, silences }: { recording: string; listen: string; silences: readonly Span[] },
) {
  const [at, setAt] = useState(0);
  const [playing, setPlaying] = useState(false);
  const [failed, setFailed] = useState(false);
  const [speed, setSpeed] = useState(1);
  const [skips, setSkips] = useState(false);
  const last = useRef(0);
  const heard = useRef<Heard>({ from: null, to: 0, heard: 0 });
  const told = useRef(0);

  const tell = () => {
    const { from, to, heard: milliseconds } = heard.current;
    if (from === null || milliseconds === told.current) return;
    told.current = milliseconds;
    // That it was opened is noted already; a lost message about how far is no reason to disturb who listens.
    void call(hearRecording, {
      params: { id: recording, listen },
      body: { from: Math.round(from), to: Math.round(to), heard: Math.round(milliseconds) },
    }).catch(() => undefined);
  };
  const tellLast = useRef(tell);
  useEffect(() => {
    tellLast.current = tell;
  });
  useEffect(() => () => tellLast.current(), []);

  const look = () => {
    const element = audio.current;
    if (element === null) return;
    const now = element.currentTime * 1000;
    if (!element.paused) heard.current = hear(heard.current, last.current, now);
    last.current = now;
    if (heard.current.heard - told.current >= tellEvery) tell();
    const next = skips && !element.paused ? afterSilence(now, silences) : null;
    if (next !== null) jump(element, next);
    setAt(next ?? now);
  };
  const looks = useRef(look);
  useEffect(() => {
    looks.current = look;
  });
  // The element tells four times a second; the eye wants the cursor to glide.
  useEffect(() => {
    if (!playing) return;
    let frame = requestAnimationFrame(function draw() {
      looks.current();
      frame = requestAnimationFrame(draw);
    });
    return () => cancelAnimationFrame(frame);
  }, [playing]);

  return {
    at,
    playing,
    failed,
    speed,
    skips,
    setSkips,
    chooseSpeed: (next: number) => {
      setSpeed(next);
      if (audio.current !== null) pace(audio.current, next);
    },
    seek: (to: number) => {
      if (audio.current === null) return;
      jump(audio.current, to);
      last.current = to;
      setAt(to);
    },
    toggle: () => {
      const element = audio.current;
      if (element === null) return;
      if (element.paused) element.play().catch(() => setFailed(true));
      else element.pause();
    },
    /** For the element. */
    events: {
      onPlay: () => {
        last.current = (audio.current?.currentTime ?? 0) * 1000;
        setFailed(false);
        setPlaying(true);
      },
      onPause: () => {
        look();
        setPlaying(false);
        tell();
      },
      onSeeked: look,
      onError: () => setFailed(true),
    },
  };
}
