import { audit, notFound, record, type Ctx, type Tx } from '#server/platform/index.ts';
import { presencesOf, statusOf } from './agents.read.ts';
import {
  changeAgent,
  dropSilentAgents,
  keepConnected,
  lockAgents,
  readAgents,
  writeConnection,
  writeHistory,
  type AgentRow,
} from './agents.store.ts';

/** After its last sign of life a desk counts as connected for this long: a reload or a tunnel is not an absence. */
export const connectionGraceSeconds = 30;

interface WantedPresence {
  presence: AgentRow['presence'];
  reason: string | null;
  why?: string;
}

/** Declares a presence. `available` also ends "not responding". The change, its history and its event are one commit. */
export const setPresence = (ctx: Ctx, agentId: string, wanted: WantedPresence): Promise<void> =>
  ctx.tx((tx) => declarePresence(tx, ctx, agentId, wanted));

/** A member of staff who left, or may no longer handle contacts, gets none; what is offered to them goes on. */
export async function signOff(tx: Tx, ctx: Ctx, staffId: string, why: string): Promise<void> {
  const [agent] = await readAgents(tx, [staffId]);
  if (agent !== undefined && agent.presence !== 'offline')
    await declarePresence(tx, ctx, staffId, { presence: 'offline', reason: null, why });
}

async function declarePresence(tx: Tx, ctx: Ctx, agentId: string, wanted: WantedPresence): Promise<void> {
  const before = (await lockAgents(tx, [agentId])).get(agentId);
  if (before === undefined) throw notFound('agent');
  const now = ctx.clock.now();
  const reason = wanted.presence === 'not_ready' ? wanted.reason : null;
  const moved = before.presence !== wanted.presence || before.reason !== reason;
  await changeAgent(tx, agentId, {
    presence: wanted.presence,
    reason,
    notRespondingSince: null,
    missed: 0,
    ...(moved ? { presenceSince: now } : {}),
    availableSince: wanted.presence === 'available' ? (before.availableSince ?? now) : null,
  });
  if (moved || before.notRespondingSince !== null)
    await writeHistory(
      tx,
      agentId,
      wanted.presence,
      reason,
      // Who says "available" at no live desk waits for no work yet.
      wanted.presence === 'available' && !before.connected ? 'off_queue' : null,
      now,
    );
  if (ctx.actor.id !== agentId) {
    await audit(tx, ctx.actor, {
      action: 'agent.presence-set',
      objectType: 'agent',
      objectId: agentId,
      before: { presence: before.presence, reason: before.reason },
      after: { presence: wanted.presence, reason },
      reason: wanted.why ?? null,
    });
  }
  await tellPresence(tx, ctx, agentId);
}

/**
 * An agent whose medium failed them in the middle of their work, without a sign of themselves: they get nothing more
 * until they say that they are there. Called before their items are locked.
 */
export async function markNotResponding(tx: Tx, ctx: Ctx, agentId: string): Promise<void> {
  const agent = (await lockAgents(tx, [agentId])).get(agentId);
  if (agent?.presence !== 'available' || agent.notRespondingSince !== null) return;
  const now = ctx.clock.now();
  await changeAgent(tx, agentId, { notRespondingSince: now });
  await writeHistory(tx, agentId, agent.presence, agent.reason, 'not_responding', now);
  await tellPresence(tx, ctx, agentId);
}

/** Writes the events that show agents' present state to screens and to the leader; one reading serves all of them. */
export async function tellPresence(tx: Tx, ctx: Ctx, ...agentIds: string[]): Promise<void> {
  const rows = await presencesOf(tx, [...new Set(agentIds)]);
  await record(
    tx,
    ctx.actor,
    ...rows.map(({ open, serviceId, teamId, ...row }) => ({
      kind: 'agent.presence',
      subjectId: row.staffId,
      serviceId,
      teamId,
      data: {
        agent: row.staffId,
        presence: row.presence,
        reason: row.reason,
        status: statusOf(row, open),
        connected: row.connected,
        since: row.presenceSince.toISOString(),
      },
    })),
  );
}

/** Desks of these agents have just shown that they are alive. Cheap when nothing changes. */
export const heartbeat = async (ctx: Ctx, agentIds: readonly string[]): Promise<void> => {
  if (agentIds.length === 0) return;
  await ctx.tx(async (tx) => {
    const now = ctx.clock.now();
    const until = new Date(now.getTime() + connectionGraceSeconds * 1000);
    const back = await keepConnected(tx, agentIds, until);
    await writeConnection(tx, back, true, now);
    await tellPresence(tx, ctx, ...back);
  });
};

/** Agents whose desk has been silent past the grace are taken out of routing until it is back. */
export const sweepSilentAgents = async (ctx: Ctx): Promise<string[]> =>
  ctx.tx(async (tx) => {
    const now = ctx.clock.now();
    const gone = await dropSilentAgents(tx, now);
    await writeConnection(tx, gone, false, now);
    await tellPresence(tx, ctx, ...gone);
    return gone;
  });
