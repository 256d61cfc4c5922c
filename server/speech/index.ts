export { canHear } from './providers.service.ts';
export { speechRoutes } from './speech.routes.ts';
export { levelsOf } from './cutting.rules.ts';
export { anybodyListens, NobodyListens } from './hearing.service.ts';
export { transcribeTracks, type Track, type Written } from './transcribing.service.ts';
export { digitsOfWord } from './understanding.rules.ts';
export { promptText } from './catalogue.ts';
export { guessChoice } from './understanding.service.ts';
export { tidySpoken } from './speaking.service.ts';
