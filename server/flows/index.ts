export { lendGuesser } from './guess.ts';
export { flowsRoutes } from './flows.routes.ts';
export { flowJobs } from './publishing.service.ts';
export { configureFlows, type FlowAct, type FlowLookup, type FlowMeans } from './means.ts';
export {
  answerFlow,
  breakFlow,
  firstTurn,
  flowAnnounced,
  flowLanguagesOf,
  flowOfToken,
  flowServes,
  flowStanding,
  flowUnanswered,
  hangUpFlow,
  openFlow,
  tieFlow,
  type Beginning,
} from './sessions.service.ts';
export { beginTrial, trialStanding } from './story.service.ts';
export { flowLines, flowRunsOn, lastWords, linesBefore, type FlowLine } from './transcript.ts';
export { idleMinutes } from './flows.read.ts';
export { endIdle, forgetSessions } from './sessions.store.ts';
export { worded } from './values.rules.ts';
