/** The door of the routing core. */
export { canTake, openChannels } from './capacity.ts';
export type { CapacityAnswer } from './capacity.ts';
export { estimateWait } from './ewt.ts';
export type { WaitInput } from './ewt.ts';
export { waitingAhead } from './match.ts';
export { createState } from './state.ts';
export type { RoutingState } from './state.ts';
export { routingStatus } from './status.ts';
export { load, nextWakeAt, snapshot, step, stepAll } from './step.ts';
export type * from './event-types.ts';
export type * from './types.ts';
