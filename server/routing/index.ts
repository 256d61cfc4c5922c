export * from './agents.service.ts';
export { ensureAgent, forgetPresenceHistory, readAgents, type AgentRow, type Slot } from './agents.store.ts';
export * from './consults.service.ts';
export {
  colleaguesFor,
  firstQueueOf,
  queuesSeenBy,
  queuesServing,
  type Colleague,
} from './colleagues.read.ts';
export {
  promiseQueue,
  putAgent,
  putProfile,
  putQueue,
  putSkill,
  type ProfileInput,
  type QueueInput,
  type SkillInput,
} from './config.service.ts';
export type { Applied, OnApplied } from './effects.service.ts';
export {
  createState,
  nextWakeAt,
  stepAll,
  type AgentConfig,
  type Effect,
  type QueueConfig,
  type Requirement,
  type RoutingEvent,
  type RoutingState,
  type RoutingStatus,
} from './engine/index.ts';
export { decideEntries } from './entry.service.ts';
export { enqueue, type Entered, type NewWorkItem } from './entering.service.ts';
export { roomIn } from './free-agents.read.ts';
export { estimateFor, estimatesOf, waitAtPlace } from './estimates.service.ts';
export type { EstimateRow } from './estimates.store.ts';
export * from './items.service.ts';
export * from './leaving.service.ts';
export { readItems, type ItemRow, type OfferRow } from './items.store.ts';
export { startRouting } from './leader.ts';
export type { Measures } from './measures.ts';
export { routingRoutes } from './routing.routes.ts';
export { served } from './moves.read.ts';
export { endDueMoves } from './moves.service.ts';
export { readQueues, type QueueRow } from './queues.store.ts';
export * from './rules/index.ts';
export * from './service-level.rules.ts';
export { boostToBeFirst, heldBy, keepPlace } from './steering.store.ts';
export { placeOfAgent, presencesOf } from './agents.read.ts';
export { skillsByCode } from './config.read.ts';
