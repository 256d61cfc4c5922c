import { useEffect, useState } from 'react';

const beats = new Map<number, Set<() => void>>();
const timers = new Map<number, ReturnType<typeof setInterval>>();

/** The time now (ms), renewed every `every` ms; all users of one pace move together, in one timer. */
export function useNow(every = 1000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const tell = () => setNow(Date.now());
    const set = beats.get(every) ?? new Set();
    beats.set(every, set);
    set.add(tell);
    if (!timers.has(every))
      timers.set(
        every,
        setInterval(() => {
          for (const one of set) one();
        }, every),
      );
    return () => {
      set.delete(tell);
      if (set.size > 0) return;
      clearInterval(timers.get(every));
      timers.delete(every);
    };
  }, [every]);
  return now;
}

/** True after `after` ms of `waiting`: what is quick shows no skeleton. */
export function useLate(waiting: boolean, after = 150): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    if (!waiting) return;
    const timer = setTimeout(() => setLate(true), after);
    return () => {
      clearTimeout(timer);
      setLate(false);
    };
  }, [waiting, after]);
  return late;
}

/** The value once it has stood still for `after` ms. */
export function useSettled<T>(value: T, after = 180): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), after);
    return () => clearTimeout(timer);
  }, [value, after]);
  return settled;
}
