/** The door of the routing core. */
export { canTake, openChannels } from './capacity.ts';
export type { CapacityAnswer } from './capacity.ts';
export { estimate, estimateWait, waitingAhead } from './estimate.ts';
export type { WaitInput } from './estimate.ts';
export { activeHelp } from './help.ts';
export { load, snapshot } from './save.ts';
export { createState } from './state.ts';
export type { RoutingState } from './state.ts';
export { routingStatus } from './status.ts';
export { nextWakeAt, step, stepAll } from './step.ts';
export { whyWaiting } from './why.ts';
export type * from './event-types.ts';
export type * from './types.ts';
