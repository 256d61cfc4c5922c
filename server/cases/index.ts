export { caseNamedConsumer } from './cases.events.ts';
export { casesRoutes } from './cases.routes.ts';
