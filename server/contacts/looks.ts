import { actorLabel, logRead, type Ctx } from '#server/platform/index.ts';

// A screen asks again whenever something moves; that is one look, not twenty.
const oneLookMilliseconds = 5 * 60_000;
const maxRemembered = 20_000;
const recent = new Map<string, number>();

/** Notes that the caller looks at a customer's record; the same look again within five minutes is the same look. */
export async function noteLook(ctx: Ctx, customerId: string, what: string): Promise<void> {
  const key = `${actorLabel(ctx.actor)} ${customerId} ${what}`;
  const now = ctx.clock.now().getTime();
  const before = recent.get(key);
  if (before !== undefined && now >= before && now - before < oneLookMilliseconds) return;
  await logRead(ctx.db, ctx.actor, customerId, what);
  recent.delete(key);
  recent.set(key, now);
  if (recent.size > maxRemembered) recent.delete(recent.keys().next().value!);
}
