import pg from 'pg';
import type { Clock } from './clock.ts';
import type { Database } from './db.ts';
import { isConnectionError } from './db.ts';
import { eventsAfter, lastEventSeq, publishEvents, type PublishedEvent } from './events.store.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';

/** Something that lives for seconds and is never stored: somebody is typing, somebody is looking. */
export interface Whisper {
  kind: string;
  data: Record<string, unknown>;
}

export type EventListener = (events: PublishedEvent[]) => void;
export type WhisperListener = (whisper: Whisper) => void;

/**
 * The live side of the event spine in one process: numbers committed events, hears what other processes numbered, and
 * hands everything in order to its listeners. Listeners must not throw and must not wait.
 */
export interface Live {
  /** Something was committed: publish soon. Calls during a publication are folded into one more. */
  wake(): void;
  subscribe(listener: EventListener): () => void;
  /** The newest event number handed to listeners. */
  position(): number;
  whisper(whisper: Whisper): void;
  onWhisper(listener: WhisperListener): () => void;
  start(): Promise<void>;
  stop(): Promise<void>;
}

interface Options {
  database: Database;
  url: string;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  processId: string;
}

// A safety net under the notifications: what a dropped LISTEN connection missed is found within this time.
const pollMilliseconds = 1000;
const batchSize = 1000;

export function createLive({ database, url, log, metrics, processId }: Options): Live {
  const listeners = new Set<EventListener>();
  const whisperListeners = new Set<WhisperListener>();
  let position = 0;
  let stopped = true;
  let ear: pg.Client | null = null;
  let poll: NodeJS.Timeout | null = null;
  const publish = singleFlight(async () => {
    // A full batch means that more may wait.
    while ((await publishEvents(database.db)) >= 2000);
    await deliver();
  });
  const deliver = singleFlight(async () => {
    for (;;) {
      const events = await eventsAfter(database.db, position, batchSize);
      if (events.length === 0) return;
      position = events.at(-1)!.seq;
      metrics.events.inc(events.length);
      for (const listener of listeners) {
        try {
          listener(events);
        } catch (error) {
          log.error({ err: error }, 'a listener of live events failed');
        }
      }
      if (events.length < batchSize) return;
    }
  });

  function singleFlight(work: () => Promise<void>): () => Promise<void> {
    let running: Promise<void> | null = null;
    let again = false;
    return () => {
      if (running !== null) {
        again = true;
        return running;
      }
      running = (async () => {
        do {
          again = false;
          await work();
        } while (again && !stopped);
      })().finally(() => {
        running = null;
      });
      return running;
    };
  }

  const quietly = (work: () => Promise<void>) => {
    if (stopped) return;
    work().catch((error: unknown) => {
      if (stopped) return;
      // The poll tries again; a database that is away is told once by its supervisor, not by every part.
      if (isConnectionError(error)) log.debug({ err: error }, 'live events wait for the database');
      else log.error({ err: error }, 'live events could not be published');
    });
  };

  async function listen(): Promise<void> {
    const client = new pg.Client({ connectionString: url, application_name: 'filodiretto live' });
    client.on('error', (error) => log.debug({ err: error }, 'live connection to the database broke'));
    client.on('end', () => {
      if (ear !== client) return;
      ear = null;
      if (!stopped) setTimeout(() => quietly(listen), 250);
    });
    client.on('notification', ({ channel, payload }) => {
      if (channel === 'filo_published') {
        if (Number(payload) > position) quietly(deliver);
      } else if (payload !== undefined) hear(payload);
    });
    try {
      await client.connect();
      await client.query('listen filo_published; listen filo_whisper');
      ear = client;
    } catch (error) {
      await client
        .end()
        .catch((closing: unknown) => log.debug({ err: closing }, 'closing a broken live connection'));
      if (!stopped) setTimeout(() => quietly(listen), 500);
      if (!isConnectionError(error)) throw error;
    }
  }

  function hear(payload: string): void {
    const { from, kind, data } = JSON.parse(payload) as Whisper & { from: string };
    if (from !== processId) tell({ kind, data });
  }

  function tell(whisper: Whisper): void {
    for (const listener of whisperListeners) {
      try {
        listener(whisper);
      } catch (error) {
        log.error({ err: error }, 'a listener of whispers failed');
      }
    }
  }

  return {
    wake: () => quietly(publish),
    position: () => position,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onWhisper(listener) {
      whisperListeners.add(listener);
      return () => whisperListeners.delete(listener);
    },
    whisper(whisper) {
      tell(whisper);
      const payload = JSON.stringify({ from: processId, ...whisper });
      // NOTIFY carries less than 8,000 bytes; a whisper is a hint, so a longer one stays in this process.
      if (!stopped && payload.length < 7900) {
        database.pool.query('select pg_notify($1, $2)', ['filo_whisper', payload]).catch((error: unknown) => {
          log.debug({ err: error }, 'a whisper was lost');
        });
      }
    },
    async start() {
      stopped = false;
      position = await lastEventSeq(database.db);
      await listen();
      poll = setInterval(() => quietly(publish), pollMilliseconds);
      quietly(publish);
    },
    async stop() {
      stopped = true;
      if (poll !== null) clearInterval(poll);
      const client = ear;
      ear = null;
      await client?.end();
    },
  };
}
