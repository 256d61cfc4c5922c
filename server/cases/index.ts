export { caseNamedConsumer } from './cases.events.ts';
export { stepsConsumer } from './steps.events.ts';
export { visibleCase } from './cases.read.ts';
export { casesRoutes } from './cases.routes.ts';
