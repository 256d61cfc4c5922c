import { useEffect, useState } from 'react';

/** Keeps the screen awake while the caller is shown, where the browser can. @returns whether it does */
export function useAwake(): boolean {
  const [awake, setAwake] = useState(false);
  useEffect(() => {
    // Not in every browser, and only on secure addresses.
    if (!('wakeLock' in navigator)) return;
    let lock: WakeLockSentinel | null = null;
    let over = false;
    const ask = () => {
      // The browser takes it back whenever the page is hidden.
      if (document.visibilityState !== 'visible' || (lock !== null && !lock.released)) return;
      navigator.wakeLock.request('screen').then(
        (held) => {
          if (over) {
            void held.release();
            return;
          }
          lock = held;
          setAwake(true);
          held.addEventListener('release', () => setAwake(false));
        },
        // Refused, as with an empty battery: the wall works all the same.
        () => setAwake(false),
      );
    };
    ask();
    document.addEventListener('visibilitychange', ask);
    return () => {
      over = true;
      document.removeEventListener('visibilitychange', ask);
      void lock?.release();
    };
  }, []);
  return awake;
}
