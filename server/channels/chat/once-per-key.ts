/** Runs `work` for a key, never twice at once; a call in between makes one more run. */
export function oncePerKey(
  work: (key: string) => Promise<void>,
  quietly: (work: Promise<void>) => void,
  stopped: () => boolean,
): (key: string) => void {
  const running = new Map<string, boolean>();
  const run = (key: string): void => {
    if (stopped()) return;
    if (running.has(key)) {
      running.set(key, true);
      return;
    }
    running.set(key, false);
    quietly(
      (async () => {
        try {
          await work(key);
        } finally {
          const again = running.get(key);
          running.delete(key);
          if (again === true) run(key);
        }
      })(),
    );
  };
  return run;
}
