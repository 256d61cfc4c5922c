// Work on a case in pieces, several at once and one after the other: what may start, what stops. Pure.

/**
 * `waiting` for others; `ready`, but who is asked has another open question of the case; `blocked`: it could not be asked;
 * `stopped`: something that it waits for ended without an answer.
 */
export type PieceState =
  | 'waiting'
  | 'ready'
  | 'running'
  | 'done'
  | 'refused'
  | 'withdrawn'
  | 'stopped'
  | 'blocked';

export interface Piece {
  id: string;
  /** The pieces that it waits for. */
  after: readonly string[];
  state: PieceState;
}

/** What is wrong in the order of pieces: a piece that waits for none there is, or in the end for itself. */
export function orderTrouble(
  pieces: readonly Pick<Piece, 'id' | 'after'>[],
): { id: string; trouble: 'unknown' | 'circle' } | null {
  const byId = new Map(pieces.map((one) => [one.id, one]));
  for (const { id, after } of pieces)
    if (after.some((other) => !byId.has(other))) return { id, trouble: 'unknown' };
  const free = new Set<string>();
  for (;;) {
    const next = pieces.filter(({ id, after }) => !free.has(id) && after.every((other) => free.has(other)));
    if (next.length === 0) break;
    for (const { id } of next) free.add(id);
  }
  const stuck = pieces.find(({ id }) => !free.has(id));
  return stuck === undefined ? null : { id: stuck.id, trouble: 'circle' };
}

const failed: ReadonlySet<PieceState> = new Set(['refused', 'withdrawn', 'stopped']);
const open: ReadonlySet<PieceState> = new Set(['waiting', 'ready']);

/**
 * What follows from how pieces stand: those that start now, because all that they wait for is done, and those that stop,
 * because something that they wait for, at whatever remove, ended without an answer.
 */
export function advance(pieces: readonly Piece[]): { start: string[]; stop: string[] } {
  const state = new Map(pieces.map((one) => [one.id, one.state]));
  const stop: string[] = [];
  for (let more = true; more;) {
    more = false;
    for (const { id, after } of pieces) {
      const now = state.get(id)!;
      if (!open.has(now) && now !== 'blocked') continue;
      if (!after.some((other) => failed.has(state.get(other)!))) continue;
      state.set(id, 'stopped');
      stop.push(id);
      more = true;
    }
  }
  return {
    start: pieces
      .filter(
        ({ id, after }) => open.has(state.get(id)!) && after.every((other) => state.get(other) === 'done'),
      )
      .map(({ id }) => id),
    stop,
  };
}

/** A text of the definition of a type in both languages of the staff, whichever way it is written there. */
export const inBoth = (text: string | { it: string; en: string }): { it: string; en: string } =>
  typeof text === 'string' ? { it: text, en: text } : text;

export type PlanState = 'running' | 'done' | 'stopped';

/** How a plan stands: it is done with all its pieces, and stopped where nothing runs any more and not all is done. */
export function planState(pieces: readonly Pick<Piece, 'state'>[]): PlanState {
  if (pieces.some(({ state }) => state === 'running' || open.has(state))) return 'running';
  return pieces.every(({ state }) => state === 'done') ? 'done' : 'stopped';
}

/** Which pieces wait again when one is to be asked once more: itself, and what stopped because of it. */
export function again(pieces: readonly Piece[], id: string): string[] {
  const anew = new Set([id]);
  for (let more = true; more;) {
    more = false;
    for (const one of pieces)
      if (one.state === 'stopped' && !anew.has(one.id) && one.after.some((other) => anew.has(other))) {
        anew.add(one.id);
        more = true;
      }
  }
  return [...anew];
}

/** What the outcome of a step or an escalation makes of its piece. */
export const pieceAfter = (outcome: string): 'done' | 'refused' | 'withdrawn' =>
  outcome === 'answered' || outcome === 'partly' ? 'done' : outcome === 'returned' ? 'refused' : 'withdrawn';
