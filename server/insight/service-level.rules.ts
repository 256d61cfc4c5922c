/** The formulas stand in routing, which needs them for help between queues, and workforce for simulations. */
export {
  countStays,
  serviceLevel,
  serviceLevelFormulas,
  serviceLevelShare,
  type ServiceLevelCounts,
  type ServiceLevelFormula,
  type Share,
  type Stay,
} from '#server/routing/index.ts';
