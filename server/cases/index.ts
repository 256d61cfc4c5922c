export { accessCase } from './access.ts';
export { caseNamedConsumer } from './cases.events.ts';
export { stepsConsumer } from './steps.events.ts';
export { openCaseIn } from './cases.service.ts';
export { caseForCustomer, caseNumbered, noteForCustomer } from './self-service.service.ts';
export { visibleCase } from './cases.read.ts';
export { casesRoutes } from './cases.routes.ts';
export { putCentre } from './escalations/centres.service.ts';
export { escalationRoutes } from './escalations/escalations.routes.ts';
