import type { Ctx } from './context.ts';
import type { Tx } from './db.ts';
import { isConnectionError } from './db.ts';
import { eventsAfter, type PublishedEvent } from './events.store.ts';
import { singleFlight } from './single-flight.ts';
import { lockConsumer, moveConsumer } from './consumers.store.ts';

/**
 * Does something for every event, once, whichever process runs and however often one dies: the cursor moves in the
 * same transaction as the effect. An event that fails is tried again with a growing pause, and told in the log;
 * after `giveUpAfter` tries it is passed over with an error, so that one bad event cannot stop all others.
 */
export interface Consumer {
  name: string;
  /** Event kinds it wants; others only move the cursor. */
  kinds: readonly string[];
  handle(tx: Tx, ctx: Ctx, event: PublishedEvent): Promise<void>;
}

const giveUpAfter = 8;
const batchSize = 200;
const gatherMilliseconds = 100;

/** Starts a consumer; a consumer that was never run before starts with the events that follow. */
export function startConsumer(ctx: Ctx, consumer: Consumer): { stop(): Promise<void> } {
  const wanted = new Set(consumer.kinds);
  let stopped = false;
  let failures = 0;
  let timer: NodeJS.Timeout | null = null;

  async function drain(): Promise<void> {
    for (;;) {
      if (stopped) return;
      const more = await ctx.tx(async (tx) => {
        const cursor = await lockConsumer(tx, consumer.name);
        if (cursor === null) return false;
        const events = await eventsAfter(tx, cursor, batchSize);
        for (const event of events) {
          if (!wanted.has(event.kind)) continue;
          try {
            await consumer.handle(tx, ctx, event);
          } catch (error) {
            if (isConnectionError(error)) throw error;
            throw new EventFailed(event, error);
          }
        }
        if (events.length > 0) await moveConsumer(tx, consumer.name, events.at(-1)!.seq);
        return events.length === batchSize;
      });
      failures = 0;
      if (!more) return;
    }
  }

  // One event at a time, to come past the one that fails.
  async function step(): Promise<void> {
    await ctx.tx(async (tx) => {
      const cursor = await lockConsumer(tx, consumer.name);
      if (cursor === null) return;
      const [event] = await eventsAfter(tx, cursor, 1);
      if (event === undefined) return;
      if (wanted.has(event.kind)) await consumer.handle(tx, ctx, event);
      await moveConsumer(tx, consumer.name, event.seq);
    });
  }

  async function skip(seq: number): Promise<void> {
    await ctx.tx(async (tx) => {
      const cursor = await lockConsumer(tx, consumer.name);
      if (cursor !== null && cursor < seq) await moveConsumer(tx, consumer.name, seq);
    });
  }

  async function run(): Promise<void> {
    try {
      await drain();
    } catch (error) {
      if (stopped) return;
      failures += 1;
      if (error instanceof EventFailed) {
        ctx.log.error(
          { err: error.cause, consumer: consumer.name, seq: error.event.seq, failures },
          'an event could not be handled',
        );
        // The batch was rolled back: walk up to the failing event so that what came before it is done.
        try {
          for (let guard = 0; guard < batchSize; guard += 1) await step();
        } catch (stepError) {
          ctx.log.debug({ err: stepError, consumer: consumer.name }, 'stopped before the failing event');
        }
        if (failures >= giveUpAfter) {
          await skip(error.event.seq);
          ctx.log.error(
            { consumer: consumer.name, seq: error.event.seq },
            'an event was passed over after repeated failures',
          );
          failures = 0;
        }
      } else if (!isConnectionError(error))
        ctx.log.error({ err: error, consumer: consumer.name }, 'a consumer failed');
      timer = setTimeout(runs.wake, Math.min(30_000, 250 * 2 ** failures));
    }
  }

  const runs = singleFlight(run, (error) =>
    ctx.log.error({ err: error, consumer: consumer.name }, 'a consumer stopped'),
  );

  // Nobody waits for a consumer: what comes within a moment is handled together, in one transaction.
  let soon: NodeJS.Timeout | null = null;
  const unsubscribe = ctx.platform.live.subscribe((events) => {
    if (soon !== null || !events.some((event) => wanted.has(event.kind))) return;
    soon = setTimeout(() => {
      soon = null;
      runs.wake();
    }, gatherMilliseconds);
  });
  runs.wake();
  return {
    async stop() {
      stopped = true;
      runs.stop();
      unsubscribe();
      if (timer !== null) clearTimeout(timer);
      if (soon !== null) clearTimeout(soon);
      await runs.idle();
    },
  };
}

class EventFailed extends Error {
  readonly event: PublishedEvent;
  constructor(event: PublishedEvent, cause: unknown) {
    super(`event ${event.seq} failed`, { cause });
    this.event = event;
  }
}
