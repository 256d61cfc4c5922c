export { clocksRoutes } from './clocks.routes.ts';
export { clocksShown, daysOfClock } from './clocks.read.ts';
export {
  cancelClock,
  clocksOfSubject,
  fulfilClock,
  ownClocks,
  pauseClock,
  resumeClock,
  startClock,
} from './clocks.service.ts';
export { decidedCompensations, putCustomerOf } from './holder.store.ts';
export { beforeCalendarChange } from './moves.service.ts';
export { ensurePacks } from './packs.service.ts';
export { calendarsConsumer, recountJob } from './recounting.service.ts';
export { startClockSweep } from './sweep.service.ts';
