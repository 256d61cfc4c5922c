export { automationRoutes } from './automation.routes.ts';
export { verifySignature } from './signature.rules.ts';
export { webhooksConsumer } from './webhooks.events.ts';
export { automationJobs } from './webhooks.jobs.ts';
