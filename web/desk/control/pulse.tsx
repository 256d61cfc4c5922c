import { formats, useNow, useText } from '#web/kit/index.ts';
import { useLiveState } from '../app/live-state.ts';
import { live } from '../app/session.ts';
import { lateAfter, stillAfter } from './board.rules.ts';

export interface Pulse {
  /** `late`: a reading was missed. `still`: what is shown is not what is. */
  state: 'live' | 'late' | 'still';
  /** Since when nothing is known, ms; null while all is well. */
  since: number | null;
}

/** Whether the figures are those of now. @param readAt when they were read, ms; @param failing the last reading failed */
export function usePulse(readAt: number, failing: boolean): Pulse {
  const now = useNow();
  const connection = useLiveState();
  const lostAt = live.lostAt();
  const age = (now - readAt) / 1000;
  if (age > stillAfter) return { state: 'still', since: readAt };
  // A blink of the connection is nobody's business as long as the figures are read.
  const cut = connection === 'lost' && lostAt !== null && now - lostAt > 2000;
  return age > lateAfter || failing || cut
    ? { state: 'late', since: readAt }
    : { state: 'live', since: null };
}

/** How old the figures are, and the time: amber when they are late, grey when they stand still. */
export function Freshness({ readAt, failing }: { readAt: number; failing: boolean }) {
  const t = useText('control');
  const now = useNow();
  const { state } = usePulse(readAt, failing);
  if (readAt === 0) return null;
  return (
    <span className={`board-pulse ${state}`}>
      <i aria-hidden />
      <span className="num">
        {t(`pulse.${state}`, { ago: formats.span((now - readAt) / 1000), time: formats.time(readAt) })}
      </span>
      <b className="num">{formats.time(now)}</b>
    </span>
  );
}
