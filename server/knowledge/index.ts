export { knowledgeRoutes } from './knowledge.routes.ts';
export { fillPlaceholders, unknownPlaceholders } from './knowledge.rules.ts';
export type { Filled, Placeholder, PlaceholderValues } from './knowledge.rules.ts';
export { putClassification, putStandardText } from './knowledge.service.ts';
export type { ClassificationInput, StandardTextInput } from './knowledge.service.ts';
export { allClassification, classificationExists, countUses } from './knowledge.store.ts';
export type { ClassificationRow } from './knowledge.store.ts';
