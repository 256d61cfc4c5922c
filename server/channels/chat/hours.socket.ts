import type { Ctx } from '#server/platform/index.ts';
import type { Hours } from '../visitors/hours.ts';
import { chatHours, findChat, type ChatEntry } from './chat.service.ts';

interface Told {
  chat: ChatEntry | null;
  /** The hours that it was told last, as text; empty while it is being welcomed. */
  toldOpen: string;
}

/** Tells connected windows when their chat opens, closes, or has something to say: twice a minute, and at once where somebody changes it. */
export function tellHours<C extends Told>(
  ctx: Ctx,
  connections: ReadonlySet<C>,
  tell: (connection: C, hours: Hours) => void,
): { stop(): void } {
  const { live } = ctx.platform;
  async function look(): Promise<void> {
    const byChat = Map.groupBy(connections, (connection) => connection.chat?.entry.id ?? null);
    for (const [id, some] of byChat) {
      if (id === null) continue;
      const now = await chatHours(ctx, await findChat(ctx, id));
      const text = JSON.stringify(now);
      for (const connection of some) {
        if (connection.toldOpen === text || connection.toldOpen === '') continue;
        connection.toldOpen = text;
        tell(connection, now);
      }
    }
  }
  const lookNow = () =>
    void look().catch((error: unknown) =>
      ctx.log.debug({ err: error }, 'opening hours were not told to chat windows'),
    );
  const timer = setInterval(lookNow, 30_000);
  // What a supervisor closes, or says, is seen at once.
  const unsubscribe = live.subscribe((events) => {
    if (
      connections.size > 0 &&
      events.some(({ kind, data }) => kind === 'config.changed' && data['what'] === 'queue')
    )
      lookNow();
  });
  return {
    stop() {
      clearInterval(timer);
      unsubscribe();
    },
  };
}
