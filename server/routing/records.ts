import type { AgentRow } from './agents.store.ts';
import type {
  AgentRecord,
  Capacity,
  HelpState,
  Offer,
  Plan,
  ProfileEntry,
  QueueConfig,
  QueueProblem,
  WorkItem,
  AttentionReason,
  WorkItemKind,
} from './engine/index.ts';
import type { ItemRow, OfferRow } from './items.store.ts';
import type { NoticeRow } from './notices.store.ts';
import type { PlanRow } from './plans.store.ts';
import type { QueueRow } from './queues.store.ts';

// Rows of the database as the routing core wants them, and back. Times are ms in the core.

/** The core names an offer `<item>#<n>`; the database keeps both parts. */
export const coreOfferId = (offer: Pick<OfferRow, 'itemId' | 'number'>): string =>
  `${offer.itemId}#${offer.number}`;

/** @param now ms; an offer never has more than its whole time left, though the clock was set back since it was made */
export const toOffer = (row: OfferRow, now: number): Offer => ({
  id: coreOfferId(row),
  item: row.itemId,
  agent: row.agentId,
  queue: row.queueId,
  channel: row.channel,
  offeredAt: row.madeAt.getTime(),
  expiresAt: Math.min(row.expiresAt.getTime(), now + (row.expiresAt.getTime() - row.madeAt.getTime())),
});

/** @param now ms; what came while the clock was ahead came now, or it would wait until the clock is there again */
export const toWorkItem = (row: ItemRow, offers: readonly OfferRow[], now: number): WorkItem => ({
  id: row.id,
  kind: row.kind as WorkItemKind,
  channel: row.channel,
  queue: row.queueId,
  boostSeconds: row.boostSeconds,
  arrivedAt: row.arrivedAt.getTime(),
  queuedAt: Math.min(row.queuedAt.getTime(), now),
  waitingSince: Math.min(row.waitingSince.getTime(), now),
  requires: row.requires,
  plan: row.planId,
  enteredAt: Math.min(row.enteredAt.getTime(), now),
  notBefore: row.notBefore?.getTime() ?? null,
  overflowed: row.overflowed,
  asker: row.asker,
  expiresAt: row.expiresAt?.getTime() ?? null,
  preferredAgent: row.preferredAgent,
  preferredUntil: row.preferredUntil?.getTime() ?? null,
  state: row.state,
  agent: row.agentId,
  offers: offers.map(coreOfferId),
  offerSeq: row.offerCount,
  refusals: row.refusals.map(({ agent, until }) => ({ agent, until })),
  refusalCount: row.refusalCount,
  missedCount: row.missedCount,
  wrapUpUntil: row.wrapUpUntil?.getTime() ?? null,
  attention: row.attention as AttentionReason[],
});

export const toPlan = ({ id, steps }: PlanRow): Plan => ({ id, steps });

/** @param plans those of queues, by id */
export const toQueueConfig = (row: QueueRow, plans: ReadonlyMap<string, Plan>): QueueConfig => ({
  id: row.id,
  priority: row.priority,
  offerSeconds: row.offerSeconds,
  idleClock: row.idleClock,
  refusalSeconds: row.refusalSeconds,
  refusalsBeforeAlert: row.refusalsBeforeAlert,
  ttlSeconds: row.ttlSeconds,
  wrapUp: { mode: row.wrapUpMode, seconds: row.wrapUpSeconds },
  parallelOffers: row.parallelOffers,
  open: row.active && !row.emergencyClosed,
  plan: (row.planId === null ? null : plans.get(row.planId)) ?? null,
  help: row.help,
  overflow: row.overflow,
  limit: row.limit,
  preferred: row.preferred,
});

export interface AgentParts {
  row: AgentRow;
  profile: ProfileEntry[];
  capacity: Capacity;
  skills: Record<string, number>;
  team: string | null;
}

export const toAgentRecord = ({ row, profile, capacity, skills, team }: AgentParts): AgentRecord => ({
  id: row.staffId,
  profile,
  capacity,
  skills,
  team,
  presence: row.presence,
  reason: row.reason,
  connected: row.connected,
  notRespondingSince: row.notRespondingSince?.getTime() ?? null,
  lastHandledAt: row.lastHandledAt?.getTime() ?? null,
  availableSince: row.availableSince?.getTime() ?? null,
});

/** Help that was being given when a leader takes over goes on, until the core finds that it is over. */
export const toHelpState = (row: NoticeRow): HelpState => ({
  queue: row.queueId,
  from: row.about,
  on: true,
  falseSince: null,
  notBefore: null,
});

/** What was raised already is not raised again by the next leader, and is withdrawn by it when it is over. */
export const toProblem = (row: NoticeRow): QueueProblem => ({
  queue: row.queueId,
  reason: row.detail['reason'] as QueueProblem['reason'],
  detail: (row.detail['detail'] ?? null) as string | null,
});
