export { insightRoutes } from './insight.routes.ts';
export { organisationTimeZone, queuesLive } from './queues-live.service.ts';
export { searchAll } from './search.service.ts';
export { serviceLevel, serviceLevelShare } from './service-level.rules.ts';
