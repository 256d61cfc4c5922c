export { automationRoutes } from './automation.routes.ts';
export { deliveryHeader, kindHeader, signatureHeader, verifySignature } from './signature.rules.ts';
export { webhooksConsumer } from './webhooks.events.ts';
export { automationJobs } from './webhooks.jobs.ts';
