export { dayOf, ticketStanding } from './visits.read.ts';
export { visitsConsumer } from './visits.events.ts';
export { officesRoutes } from './visits.routes.ts';
