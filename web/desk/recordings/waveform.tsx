import { useMemo, useRef, type KeyboardEvent, type PointerEvent } from 'react';
import type { RecordingGap } from '#contract/recordings.ts';
import { formats, useText } from '#web/kit/index.ts';
import { columnsOf, fullOf, outlineOf } from './wave.rules.ts';

const width = 1000;
const lane = 40;

/** The time of a recording as words: 1:05 of 4:12. */
export const useTimeWords = () => {
  const t = useText('recordings');
  return (at: number, length: number) =>
    t('player.position', { at: formats.clock(at / 1000), length: formats.clock(length / 1000) });
};

/**
 * Both sides of a recording over its time, above the customer, below the staff: a slider for mouse and keyboard. Arrows go
 * five seconds, Page up and down thirty, Home and End to the ends.
 */
export function Waveform({
  customer,
  staff,
  length,
  at,
  gaps,
  notes,
  onSeek,
}: {
  customer: Uint8Array;
  staff: Uint8Array;
  /** Milliseconds, as everything here. */
  length: number;
  at: number;
  gaps: readonly RecordingGap[];
  /** Moments that somebody noted something about; the list of notes says what. */
  notes: readonly number[];
  onSeek: (at: number) => void;
}) {
  const t = useText('recordings');
  const words = useTimeWords();
  const box = useRef<HTMLDivElement>(null);
  const shapes = useMemo(
    () =>
      [customer, staff].map((side) => outlineOf(columnsOf(side, 500, fullOf(customer, staff)), width, lane)),
    [customer, staff],
  );
  const share = (time: number) => `${length === 0 ? 0 : Math.min(100, (time / length) * 100)}%`;
  const to = (time: number) => onSeek(Math.max(0, Math.min(length, time)));
  function point(event: PointerEvent) {
    const edge = box.current!.getBoundingClientRect();
    to(((event.clientX - edge.left) / edge.width) * length);
  }
  function onKeyDown(event: KeyboardEvent) {
    const steps: Record<string, number> = {
      ArrowRight: at + 5000,
      ArrowUp: at + 5000,
      ArrowLeft: at - 5000,
      ArrowDown: at - 5000,
      PageUp: at + 30_000,
      PageDown: at - 30_000,
      Home: 0,
      End: length,
    };
    const next = steps[event.key];
    if (next === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    to(next);
  }
  return (
    <div className="wave-frame" dir="ltr">
      <div className="wave-sides s12 t2" aria-hidden>
        <span>{t('player.customer')}</span>
        <span>{t('player.staff')}</span>
      </div>
      <div
        ref={box}
        className="wave"
        role="slider"
        tabIndex={0}
        aria-label={t('player.slider')}
        aria-valuemin={0}
        aria-valuemax={Math.round(length / 1000)}
        aria-valuenow={Math.round(at / 1000)}
        aria-valuetext={words(at, length)}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          if (event.button !== 0) return;
          event.currentTarget.setPointerCapture(event.pointerId);
          point(event);
        }}
        onPointerMove={(event) => {
          if (event.currentTarget.hasPointerCapture(event.pointerId)) point(event);
        }}
      >
        <div className="wave-played" style={{ width: share(at) }} />
        {gaps.map((gap) => (
          <div
            key={`${gap.kind} ${gap.from}`}
            className={`wave-gap ${gap.kind}`}
            style={{ left: share(gap.from), width: share(gap.to - gap.from) }}
            title={t(`gap.${gap.kind}`)}
          />
        ))}
        <svg viewBox={`0 0 ${width} ${lane * 2}`} preserveAspectRatio="none" aria-hidden>
          <path className="customer" d={shapes[0]} />
          <path className="staff" d={shapes[1]} transform={`translate(0 ${lane})`} />
        </svg>
        {notes.map((one) => (
          <div key={one} className="wave-note" style={{ left: share(one) }} />
        ))}
        <div className="wave-cursor" style={{ left: share(at) }} />
      </div>
    </div>
  );
}
