// What other modules use of the business rules.
export { ruleOn } from './acting.service.ts';
export { decide, type AppliedRule, type Decision, type Facts } from './evaluate.rules.ts';
export { ruleContradictions } from './rule-notices.service.ts';
export { ruleRoutes } from './rules.routes.ts';
export { judgeRules, noteFaults, putRules } from './rules.service.ts';
export { currentRules, type RuleSetRow } from './rules.store.ts';
export { searchable } from './text.rules.ts';
export { startRuleClock, type DueItem } from './waiting.service.ts';
