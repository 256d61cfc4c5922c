import { contextFor, isConnectionError, systemActor, type Platform } from '#server/platform/index.ts';
import { chatSettings } from '../visitors/settings.rules.ts';
import { chatEntryPoints } from './chat.read.ts';
import { goAway } from './chat.service.ts';
import { changeVisitor, claimGone, claimIdle, claimSilent, dropUnused } from './chat.store.ts';
import { answerGuide } from './guide.service.ts';
import { begunOf } from './guide.socket.ts';
import { leaveFlow } from './leaving-flow.ts';

const unusedMilliseconds = 24 * 3600 * 1000;

/**
 * Looks after visitors who left: those without a connection to any process for longer than their entry point's grace.
 * Any process may look, each visitor is taken by one. A process that has just started waits out the grace first:
 * after a restart of everything, visitors need a moment to come back.
 */
export function startLookout(platform: Platform, milliseconds: number): { stop(): Promise<void> } {
  const ctx = contextFor(platform, systemActor);
  const startedAt = platform.clock.now().getTime();
  let running: Promise<void> | null = null;
  let cleanedAt = startedAt;

  async function look(): Promise<void> {
    const now = ctx.clock.now();
    for (const { id, settings } of await chatEntryPoints(ctx.db)) {
      const { graceSeconds, idleSeconds } = chatSettings(settings);
      while (await oneSilent(id, new Date(now.getTime() - graceSeconds * 1000), now));
      while (await oneIdle(id, new Date(now.getTime() - idleSeconds * 1000)));
      const grace = graceSeconds * 1000;
      if (now.getTime() - startedAt < grace) continue;
      const gone = new Date(now.getTime() - grace);
      while (await oneGone(id, gone, now));
    }
    if (now.getTime() - cleanedAt < 3_600_000) return;
    cleanedAt = now.getTime();
    await dropUnused(ctx.db, new Date(now.getTime() - unusedMilliseconds));
  }

  /** Sees one visitor off, in a transaction of its own; false when nobody is left to be seen off. */
  async function oneGone(entryPointId: string, gone: Date, now: Date): Promise<boolean> {
    let visitorId: string | null = null;
    try {
      return await ctx.tx(async (tx) => {
        const visitor = await claimGone(tx, entryPointId, gone, now);
        if (visitor === null) return false;
        visitorId = visitor.id;
        await goAway(tx, ctx, visitor, 'left');
        return true;
      });
    } catch (error) {
      if (visitorId === null || isConnectionError(error)) throw error;
      // One that cannot be seen off must not keep all others: it is told, and passed over.
      const id: string = visitorId;
      platform.log.error({ err: error, visitor: id }, 'a visitor who left could not be seen off');
      await ctx.tx((tx) => changeVisitor(tx, id, { leftAt: now }));
      return true;
    }
  }

  /** Answers the question of one visitor by silence, where it waits no longer; false when there is none. */
  async function oneSilent(entryPointId: string, since: Date, now: Date): Promise<boolean> {
    const visitor = await ctx.tx((tx) => claimSilent(tx, entryPointId, since, now));
    if (visitor === null) return false;
    const { id, flowTurn, conversationId } = visitor;
    try {
      const through = await answerGuide(ctx, id, flowTurn, { kind: 'silence' });
      if (through !== null && conversationId === null) platform.live.whisper(begunOf(id, through));
      platform.live.whisper({ kind: 'chat.flow', data: { visitor: id } });
    } catch (error) {
      if (isConnectionError(error)) throw error;
      // The time for which nobody may be idle ends it.
      platform.log.error({ err: error, visitor: id }, 'the silence of a visitor could not be answered');
    }
    return true;
  }

  /** Ends the flow of one visitor who is there and does not answer; false when there is none. */
  async function oneIdle(entryPointId: string, before: Date): Promise<boolean> {
    const visitor = await ctx.tx(async (tx) => {
      const found = await claimIdle(tx, entryPointId, before);
      if (found !== null) await leaveFlow(tx, ctx, found, 'idle');
      return found;
    });
    if (visitor !== null) platform.live.whisper({ kind: 'chat.flow', data: { visitor: visitor.id } });
    return visitor !== null;
  }

  const timer = setInterval(() => {
    if (running !== null) return;
    running = look()
      .catch((error: unknown) => {
        if (isConnectionError(error)) platform.log.debug({ err: error }, 'the chat waits for the database');
        else platform.log.error({ err: error }, 'visitors who left could not be looked after');
      })
      .finally(() => {
        running = null;
      });
  }, milliseconds);
  return {
    async stop() {
      clearInterval(timer);
      await running;
    },
  };
}
