import type { z } from 'zod';
import type * as contract from '#contract/moves.ts';
import type { Parsed } from '#contract/route.ts';
import {
  audit,
  inScope,
  invalid,
  newId,
  notFound,
  record,
  scopeOf,
  type Ctx,
  type Tx,
} from '#server/platform/index.ts';
import { placeOfAgent } from './agents.read.ts';
import { lockAgents, type AgentRow } from './agents.store.ts';
import { refuse } from './config.service.ts';
import { allSkills } from './config.store.ts';
import { endDueRows, endMoveRow, saveMoves, type MoveRow } from './moves.store.ts';
import { movesInForce, type MoveInForce } from './moves.read.ts';
import { readQueues } from './queues.store.ts';

// Agents lent to other queues and skills for a time. The end comes by itself: the leader looks for it every few seconds,
// and what is due while no process runs ends at the next start.

type MoveView = z.input<typeof contract.agentMove>;
const longestDays = 90;

const viewOf = (row: MoveInForce): MoveView => ({
  id: row.id,
  agent: row.staffId,
  agentName: row.name,
  queues: row.queues,
  leaves: row.leaves,
  skills: row.skills,
  names: row.names,
  from: row.fromAt,
  until: row.untilAt,
  why: row.why,
  by: row.madeByName,
  endedAt: row.endedAt,
  endedBy: row.endedByName,
});

/** Moves in force of the agents whom the caller supervises. */
export async function listMoves(ctx: Ctx): Promise<{ items: MoveView[] }> {
  const scope = scopeOf(ctx.actor, 'routing.supervise');
  return { items: (await movesInForce(ctx.db)).filter((row) => inScope(scope, row)).map(viewOf) };
}

/** The caller's own moves in force. */
export async function myMoves(ctx: Ctx): Promise<{ items: MoveView[] }> {
  const rows = await movesInForce(ctx.db);
  return { items: rows.filter((row) => row.staffId === ctx.actor.id).map(viewOf) };
}

/**
 * Lends agents until a time. Offers and open contacts stay as they are; from now on routing asks them for what the
 * move says. Agents and queues must be among those the caller supervises.
 * @throws Problem 404 for an agent out of scope, 422 naming every wrong field
 */
export async function moveAgents(
  ctx: Ctx,
  input: Parsed<typeof contract.moveAgents>['body'],
): Promise<{ items: MoveView[] }> {
  const now = ctx.clock.now();
  const untilAt = new Date(input.until);
  if (Number.isNaN(untilAt.getTime())) throw invalid('until', 'an instant, as in 2026-03-31T18:00:00Z');
  if (untilAt <= now) throw invalid('until', 'a time to come');
  if (untilAt.getTime() - now.getTime() > longestDays * 86_400_000)
    throw invalid('until', `at most ${longestDays} days ahead: what lasts belongs into the routing profile`);
  return ctx.tx(async (tx) => {
    const agents = [...new Set(input.agents)];
    const known = await lockAgents(tx, agents);
    const places = new Map<string, Awaited<ReturnType<typeof placeOfAgent>>>();
    for (const agent of agents) {
      const place = await placeOfAgent(tx, agent);
      if (!known.has(agent) || !inScope(scopeOf(ctx.actor, 'routing.supervise'), place))
        throw notFound('agent');
      places.set(agent, place);
    }
    await checkInput(tx, ctx, input, known);
    const rows = agents.map((staffId): MoveRow => ({
      id: newId(),
      staffId,
      queues: input.queues,
      leaves: [...new Set(input.leaves)],
      skills: input.skills,
      fromAt: now,
      untilAt,
      why: input.why,
      madeBy: ctx.actor.kind === 'staff' ? ctx.actor.id : null,
      madeByName: ctx.actor.name,
      endedAt: null,
      endedByName: null,
    }));
    await saveMoves(tx, rows);
    for (const row of rows)
      await audit(tx, ctx.actor, {
        action: 'agent.moved',
        objectType: 'agent',
        objectId: row.staffId,
        serviceId: places.get(row.staffId)!.serviceId,
        before: null,
        after: { queues: row.queues, leaves: row.leaves, skills: row.skills, until: untilAt.toISOString() },
        reason: input.why,
      });
    await tell(tx, ctx, agents);
    const ids = new Set(rows.map(({ id }) => id));
    return { items: (await movesInForce(tx)).filter(({ id }) => ids.has(id)).map(viewOf) };
  });
}

async function checkInput(
  tx: Tx,
  ctx: Ctx,
  input: Parsed<typeof contract.moveAgents>['body'],
  agents: ReadonlyMap<string, AgentRow>,
): Promise<void> {
  const scope = scopeOf(ctx.actor, 'routing.supervise');
  const queues = new Map(
    (await readQueues(tx)).filter((queue) => inScope(scope, queue)).map((queue) => [queue.id, queue]),
  );
  const skills = new Set((await allSkills(tx)).map((skill) => skill.id));
  const wrong: { field: string; message: string }[] = [];
  if (input.queues.length + input.leaves.length + input.skills.length === 0)
    wrong.push({ field: 'queues', message: 'a queue to serve or to leave, or a skill, at least' });
  // Channels and how much at once stand in the profile: without one there is nothing to lend.
  input.agents.forEach((agent, at) => {
    if (agents.get(agent)?.profileId === null)
      wrong.push({ field: `agents[${at}]`, message: 'an agent with a routing profile' });
  });
  const named = new Set<string>();
  input.queues.forEach(({ queue }, at) => {
    const field = `queues[${at}].queue`;
    if (queues.get(queue)?.active !== true)
      wrong.push({ field, message: 'an active queue of those you supervise' });
    else if (named.has(queue)) wrong.push({ field, message: 'each queue once' });
    named.add(queue);
  });
  input.leaves.forEach((queue, at) => {
    const field = `leaves[${at}]`;
    if (!queues.has(queue)) wrong.push({ field, message: 'a queue of those you supervise' });
    else if (named.has(queue)) wrong.push({ field, message: 'a queue cannot be served and left at once' });
  });
  const once = new Set<string>();
  input.skills.forEach(({ skill }, at) => {
    const field = `skills[${at}].skill`;
    if (!skills.has(skill)) wrong.push({ field, message: 'no such skill' });
    else if (once.has(skill)) wrong.push({ field, message: 'each skill once' });
    once.add(skill);
  });
  refuse(wrong);
}

/** Ends a move before its time. @throws Problem 404 when it is unknown, over or out of scope */
export async function endMove(ctx: Ctx, id: string, why: string): Promise<void> {
  await ctx.tx(async (tx) => {
    const ended = await endMoveRow(tx, id, ctx.clock.now(), ctx.actor.name);
    const place = ended === null ? null : await placeOfAgent(tx, ended.staffId);
    if (ended === null || place === null || !inScope(scopeOf(ctx.actor, 'routing.supervise'), place))
      throw notFound('move');
    await audit(tx, ctx.actor, {
      action: 'agent.move-ended',
      objectType: 'agent',
      objectId: ended.staffId,
      serviceId: place.serviceId,
      before: { move: id },
      after: null,
      reason: why,
    });
    await tell(tx, ctx, [ended.staffId]);
  });
}

/** Ends the moves whose time is up; their agents are asked by their profiles again. @returns whose moves ended */
export const endDueMoves = (ctx: Ctx): Promise<string[]> =>
  ctx.tx(async (tx) => {
    const ended = await endDueRows(tx, ctx.clock.now());
    const agents = [...new Set(ended.map(({ staffId }) => staffId))].sort();
    for (const { id, staffId, untilAt } of ended)
      await audit(tx, ctx.actor, {
        action: 'agent.move-ended',
        objectType: 'agent',
        objectId: staffId,
        serviceId: (await placeOfAgent(tx, staffId)).serviceId,
        before: { move: id, until: untilAt.toISOString() },
        after: null,
      });
    await tell(tx, ctx, agents);
    return agents;
  });

async function tell(tx: Tx, ctx: Ctx, agents: readonly string[]): Promise<void> {
  for (const agent of agents)
    await record(tx, ctx.actor, {
      kind: 'agent.changed',
      subjectId: agent,
      ...(await placeOfAgent(tx, agent)),
      data: { agent, moved: true },
    });
}
