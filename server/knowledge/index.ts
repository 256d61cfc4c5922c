export { knowledgeRoutes } from './knowledge.routes.ts';
export { fillPlaceholders, unknownPlaceholders } from './knowledge.rules.ts';
export type { Filled, Placeholder, PlaceholderValues } from './knowledge.rules.ts';
export { putClassification } from './knowledge.service.ts';
export type { ClassificationInput, StandardTextInput } from './knowledge.service.ts';
export { classificationExists, classificationIsLeaf, countUses } from './knowledge.store.ts';
export type { ClassificationRow } from './knowledge.store.ts';
export { findAnswer } from './answers.read.ts';
export { classificationsByCode } from './knowledge.read.ts';
