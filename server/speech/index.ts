export { speechRoutes } from './speech.routes.ts';
export { tidySpoken } from './speaking.service.ts';
