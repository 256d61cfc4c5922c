import type { Ctx, Tx } from '#server/platform/index.ts';
import { fateOfOffers, noteChange, openOffersOf, type NoticeRow } from './notices.store.ts';

// What is changed while offers of it are open: the offers stand, the next ones follow the new settings. Supervisors are
// told for an hour, because until the old offers have ended agents may have more, or other, than the new settings say.

const shownMilliseconds = 3_600_000;

interface Change {
  reason: 'profile_changed' | 'agent_changed';
  name: string;
  by: string;
  agents: number;
  offers: string[];
}

async function tell(
  tx: Tx,
  ctx: Ctx,
  about: string,
  whose: Parameters<typeof openOffersOf>[1],
  change: Omit<Change, 'agents' | 'offers'>,
): Promise<void> {
  const now = ctx.clock.now();
  for (const { queueId, offers, agents } of await openOffersOf(tx, whose))
    await noteChange(
      tx,
      { queueId, about, detail: { ...change, agents, offers }, since: now },
      new Date(now.getTime() - shownMilliseconds),
    );
}

/** Notes for supervisors that a routing profile was changed while offers to those who hold it were open. */
export const tellProfileChanged = (tx: Tx, ctx: Ctx, profile: { id: string; name: string }): Promise<void> =>
  tell(
    tx,
    ctx,
    profile.id,
    { profile: profile.id },
    {
      reason: 'profile_changed',
      name: profile.name,
      by: ctx.actor.name,
    },
  );

/** The same of an agent who got another routing profile or other skills. */
export const tellAgentChanged = (tx: Tx, ctx: Ctx, agent: { id: string; name: string }): Promise<void> =>
  tell(
    tx,
    ctx,
    agent.id,
    { agent: agent.id },
    {
      reason: 'agent_changed',
      name: agent.name,
      by: ctx.actor.name,
    },
  );

/** Changes of the last hour, each with what has become of the offers that were open then. */
export async function recentChanges(ctx: Ctx, rows: readonly NoticeRow[]): Promise<NoticeRow[]> {
  const since = ctx.clock.now().getTime() - shownMilliseconds;
  const shown = rows.filter((row) => row.kind === 'change' && row.since.getTime() > since);
  const changes = shown.map((row) => ({ row, change: row.detail as unknown as Change }));
  const fate = await fateOfOffers(
    ctx.db,
    changes.flatMap(({ change }) => change.offers),
  );
  return changes.map(({ row, change: { offers, ...change } }) => {
    const open = offers.filter((id) => fate.get(id) === 'open').length;
    const accepted = offers.filter((id) => fate.get(id) === 'accepted').length;
    return {
      ...row,
      detail: {
        ...change,
        offers: offers.length,
        open,
        accepted,
        returned: offers.length - open - accepted,
        until: new Date(row.since.getTime() + shownMilliseconds).toISOString(),
      },
    };
  });
}
