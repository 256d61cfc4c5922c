import type { AgentRow } from './agents.store.ts';
import type {
  AgentRecord,
  Capacity,
  Offer,
  ProfileEntry,
  QueueConfig,
  WorkItem,
  AttentionReason,
  WorkItemKind,
} from './engine/index.ts';
import type { ItemRow, OfferRow } from './items.store.ts';
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

export const toQueueConfig = (row: QueueRow): QueueConfig => ({
  id: row.id,
  priority: row.priority,
  offerSeconds: row.offerSeconds,
  idleClock: row.idleClock,
  refusalSeconds: row.refusalSeconds,
  refusalsBeforeAlert: row.refusalsBeforeAlert,
  ttlSeconds: row.ttlSeconds,
  wrapUp: { mode: row.wrapUpMode, seconds: row.wrapUpSeconds },
  parallelOffers: 1,
  open: row.active && !row.emergencyClosed,
});

export interface AgentParts {
  row: AgentRow;
  profile: ProfileEntry[];
  capacity: Capacity;
  skills: Record<string, number>;
}

export const toAgentRecord = ({ row, profile, capacity, skills }: AgentParts): AgentRecord => ({
  id: row.staffId,
  profile,
  capacity,
  skills,
  presence: row.presence,
  reason: row.reason,
  connected: row.connected,
  notRespondingSince: row.notRespondingSince?.getTime() ?? null,
  lastHandledAt: row.lastHandledAt?.getTime() ?? null,
  availableSince: row.availableSince?.getTime() ?? null,
});
