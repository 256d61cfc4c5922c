/** Work of which at most one run is under way. */
export interface SingleFlight {
  /** Runs the work soon; called while it runs, it runs once more afterwards, however often it was called. */
  wake: () => void;
  /** Whether a run is under way. */
  busy(): boolean;
  /** Resolves when the run under way, if any, is over. Never rejects. */
  idle(): Promise<void>;
  /** Begins no further run. */
  stop(): void;
}

/**
 * Folds calls that come while the work runs into one more run, so that a burst costs little and nothing is missed.
 * @param failed told of a run that failed; a wake that came during it is served by a new run
 */
export function singleFlight(work: () => Promise<void>, failed: (error: unknown) => void): SingleFlight {
  let running: Promise<void> | null = null;
  let again = false;
  let stopped = false;
  function wake(): void {
    if (stopped) return;
    if (running !== null) {
      again = true;
      return;
    }
    running = (async () => {
      do {
        again = false;
        await work();
      } while (again && !stopped);
    })()
      .catch(failed)
      .finally(() => {
        running = null;
        if (again) wake();
      });
  }
  return {
    wake,
    busy: () => running !== null,
    idle: async () => {
      await running;
    },
    stop() {
      stopped = true;
    },
  };
}
