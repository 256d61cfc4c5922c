/** The door of the routing core. */
export { canTake, openChannels } from './capacity.ts';
export type { CapacityAnswer } from './capacity.ts';
export { estimateWait } from './ewt.ts';
export type { WaitInput } from './ewt.ts';
export { waitingAhead } from './match.ts';
export { createState, DEFAULT_OFFER_SECONDS } from './state.ts';
export type { RoutingState } from './state.ts';
export { routingStatus, signedIn } from './status.ts';
export { load, nextWakeAt, snapshot, step, stepAll } from './step.ts';
export type * from './types.ts';
