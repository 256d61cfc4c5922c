export { lastWeeks, scenarioFromHistory, type PastWeek } from './from-history.service.ts';
export { replicate, type QueueResult, type SimulationResult } from './replications.ts';
export { readScenario, ScenarioError, type Scenario } from './scenario.ts';
export type { Estimate } from './statistics.rules.ts';
export { edited } from './what-if.rules.ts';
