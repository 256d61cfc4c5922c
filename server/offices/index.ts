export { visitsConsumer } from './visits.events.ts';
export { officesRoutes } from './visits.routes.ts';
