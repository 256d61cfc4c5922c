export * from './agents.service.ts';
export { ensureAgent, readAgents, type AgentRow, type Slot } from './agents.store.ts';
export { colleaguesFor, queuesSeenBy, type Colleague } from './colleagues.read.ts';
export {
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
  estimateWait,
  nextWakeAt,
  step,
  stepAll,
  type AgentConfig,
  type Effect,
  type QueueConfig,
  type Requirement,
  type RoutingEvent,
  type RoutingState,
  type RoutingStatus,
} from './engine/index.ts';
export * from './items.service.ts';
export { readItems, type ItemRow, type OfferRow } from './items.store.ts';
export { startRouting } from './leader.ts';
export { routingRoutes } from './routing.routes.ts';
export { readQueues, type QueueRow } from './queues.store.ts';
export * from './service-level.rules.ts';
