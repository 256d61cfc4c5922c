export { speechRoutes } from './speech.routes.ts';
export { guessChoice } from './understanding.service.ts';
export { tidySpoken } from './speaking.service.ts';
