import type { z } from 'zod';
import type { entryPoint } from '#contract/entry-points.ts';
import type { Queue } from '#contract/routing.ts';
import type { Channel } from '#contract/words.ts';

type EntryPoint = z.output<typeof entryPoint>;
interface Words {
  it: string;
  en: string;
}

/** What becomes of who comes by one entry point, and the words they are told with it. */
export interface Door {
  id: string;
  channel: Channel;
  name: string;
  /**
   * `waits`: is let in and waits. `attended`: as on any day. `shut`: the chat shows itself closed. `told`: is turned
   * away with the words. `sent`: goes to another queue, `to`.
   */
  fate: 'waits' | 'attended' | 'shut' | 'told' | 'sent';
  to: string | null;
  text: Words | null;
}

/**
 * The ways to a queue, and what customers meet on each with the queue closed by the emergency switch or not. The same
 * rules by which arrivals are let in: the branch of the queue, never for mail; a supervisor's words in place of its own.
 */
export function doorsOf(
  queue: Pick<Queue, 'id' | 'branches'>,
  { closed, message }: { closed: boolean; message: Words | null },
  entryPoints: readonly Pick<EntryPoint, 'id' | 'channel' | 'name' | 'queueId' | 'active'>[],
  queues: readonly Pick<Queue, 'id' | 'name' | 'active'>[],
): Door[] {
  const { emergency } = queue.branches;
  const next =
    emergency.do === 'queue' ? queues.find((one) => one.id === emergency.queue && one.active) : undefined;
  return entryPoints
    .filter((one) => one.active && one.queueId === queue.id)
    .map(({ id, channel, name }): Door => {
      const door = (fate: Door['fate'], text: Words | null, to: string | null = null): Door => ({
        id,
        channel,
        name,
        fate,
        to,
        text,
      });
      // Only chats and forms have a place where words can stand.
      const shown = channel === 'chat' || channel === 'form' ? message : null;
      if (!closed) return door(channel === 'chat' || channel === 'form' ? 'attended' : 'waits', shown);
      if (channel === 'email') return door('waits', null);
      if (emergency.do === 'message') return door('told', message ?? emergency.text);
      if (next !== undefined) return door('sent', shown, next.name);
      return channel === 'chat' ? door('shut', shown) : door('waits', shown);
    });
}
