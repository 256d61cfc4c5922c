export { checkFigures, type Checked } from './check.service.ts';
export { indicatorsConsumer } from './indicators.service.ts';
export { insightRoutes } from './insight.routes.ts';
export { rollUp } from './rollups.service.ts';
export { nightlyJob, startFigures } from './watch.ts';
