import type { Ctx, Tx } from '#server/platform/index.ts';
import { agentSkills, capacities, profileEntries, readAgents } from './agents.store.ts';
import { teamsOf } from './config.read.ts';
import type { AgentRecord, Offer, Plan, QueueConfig, WorkItem } from './engine/index.ts';
import { moved } from './moves.rules.ts';
import { movesOver } from './moves.store.ts';
import { readItems, readOpenOffers } from './items.store.ts';
import { readQueues } from './queues.store.ts';
import { readPlans } from './plans.store.ts';
import { toAgentRecord, toOffer, toPlan, toQueueConfig, toWorkItem } from './records.ts';

export interface Wanted {
  /** Queues and routing plans. */
  queues: boolean;
  agents: readonly string[] | 'all';
  items: readonly string[] | 'all';
}

/** What the database says at one instant, as the core wants it. Items come oldest first. */
export interface Truth {
  queues: QueueConfig[];
  plans: Plan[];
  agents: AgentRecord[];
  items: { record: WorkItem; offers: Offer[] }[];
}

/**
 * Reads queues, agents, items and open offers as they are at one instant. An item read before a decline and its offers
 * read after it would make a state that never was, and an offer to the agent who has just said no.
 *
 * @param now ms, the time at which offers are judged
 */
export async function readTruth(ctx: Ctx, wanted: Wanted, now: number): Promise<Truth> {
  if (!wanted.queues && wanted.agents.length === 0 && wanted.items.length === 0)
    return { queues: [], plans: [], agents: [], items: [] };
  return ctx.db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => ({
      ...(wanted.queues ? await queuesAndPlans(tx) : { queues: [], plans: [] }),
      agents: wanted.agents.length === 0 ? [] : await agentsOf(tx, wanted.agents),
      items: wanted.items.length === 0 ? [] : await itemsOf(tx, wanted.items, now),
    }));
}

async function queuesAndPlans(tx: Tx): Promise<Pick<Truth, 'queues' | 'plans'>> {
  const plans = (await readPlans(tx)).filter((plan) => plan.active).map(toPlan);
  const byId = new Map(plans.map((plan) => [plan.id, plan]));
  return { queues: (await readQueues(tx)).map((row) => toQueueConfig(row, byId)), plans };
}

async function agentsOf(tx: Tx, ids: readonly string[] | 'all'): Promise<AgentRecord[]> {
  const rows = await readAgents(tx, ids);
  const list = rows.map((row) => row.staffId);
  const profiles = await profileEntries(tx);
  const capacity = await capacities(tx, list);
  const skills = await agentSkills(tx, list);
  const teams = await teamsOf(tx, ids === 'all' ? 'all' : list);
  const moves = await movesOver(tx, ids === 'all' ? 'all' : list);
  return rows.map((row) => {
    const room = capacity.get(row.staffId) ?? {};
    const own = {
      profile: row.profileId === null ? [] : (profiles.get(row.profileId) ?? []),
      skills: skills.get(row.staffId) ?? {},
      capacity: room,
    };
    return toAgentRecord({
      row,
      ...moved(own, moves.get(row.staffId) ?? []),
      capacity: room,
      team: teams.get(row.staffId) ?? null,
    });
  });
}

async function itemsOf(tx: Tx, ids: readonly string[] | 'all', now: number): Promise<Truth['items']> {
  const rows = await readItems(tx, ids);
  const offers = Map.groupBy(await readOpenOffers(tx, ids), (offer) => offer.itemId);
  return rows
    .toSorted((a, b) => a.queuedAt.getTime() - b.queuedAt.getTime())
    .map((row) => {
      const mine = offers.get(row.id) ?? [];
      return { record: toWorkItem(row, mine, now), offers: mine.map((offer) => toOffer(offer, now)) };
    });
}
