// Undo and redo over values that are never changed in place.

export interface History<T> {
  past: readonly T[];
  now: T;
  future: readonly T[];
  /** What the last change was about: changes of one field in a row are one step. */
  about: string | null;
}

export const begin = <T>(now: T): History<T> => ({ past: [], now, future: [], about: null });

const depth = 100;
/** A further step; `about` the same as the last time makes it the same step. */
export function change<T>(history: History<T>, now: T, about: string | null = null): History<T> {
  if (now === history.now) return history;
  const same = about !== null && about === history.about;
  return {
    past: same ? history.past : [...history.past, history.now].slice(-depth),
    now,
    future: [],
    about,
  };
}
export function undo<T>({ past, now, future, ...history }: History<T>): History<T> {
  const last = past.at(-1);
  return last === undefined
    ? { ...history, past, now, future }
    : { past: past.slice(0, -1), now: last, future: [now, ...future], about: null };
}
export function redo<T>({ past, now, future, ...history }: History<T>): History<T> {
  const next = future[0];
  return next === undefined
    ? { ...history, past, now, future }
    : { past: [...past, now], now: next, future: future.slice(1), about: null };
}
