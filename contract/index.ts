import { z } from 'zod';
import * as access from './access.ts';
import * as announcements from './announcements.ts';
import * as articleSearch from './article-search.ts';
import * as articleWork from './article-work.ts';
import * as articles from './articles.ts';
import * as automation from './automation.ts';
import * as callbackPage from './callback-page.ts';
import * as callbacks from './callbacks.ts';
import * as calendars from './calendars.ts';
import * as caseTypes from './case-types-api.ts';
import * as casePage from './case-page.ts';
import * as casePlans from './case-plans.ts';
import * as caseRelations from './case-relations.ts';
import * as caseReport from './case-report.ts';
import * as firstContactReport from './first-contact-report.ts';
import * as caseWork from './case-work.ts';
import * as caseCharge from './case-charge.ts';
import * as cases from './cases.ts';
import * as clockPacks from './clock-packs.ts';
import * as clocks from './clocks.ts';
import * as consults from './consults.ts';
import * as contacts from './contacts.ts';
import * as control from './control.ts';
import * as conversations from './conversations.ts';
import * as customers from './customers.ts';
import * as email from './email.ts';
import * as escalations from './escalations.ts';
import * as entryPoints from './entry-points.ts';
import * as flowPages from './flow-pages.ts';
import * as flows from './flows.ts';
import * as figures from './figures.ts';
import * as handling from './handling.ts';
import * as insight from './insight.ts';
import * as knowledge from './knowledge.ts';
import * as listening from './listening.ts';
import * as media from './media.ts';
import * as moves from './moves.ts';
import * as appointments from './appointments.ts';
import * as offices from './offices.ts';
import * as opinions from './opinions.ts';
import * as organisation from './organisation.ts';
import * as outbound from './outbound.ts';
import * as queuePhone from './queue-phone.ts';
import * as outside from './outside.ts';
import * as recordings from './recordings.ts';
import * as rooms from './rooms.ts';
import * as routing from './routing.ts';
import * as rules from './rules.ts';
import * as routingPlans from './routing-plans.ts';
import * as trialCalls from './trial-calls.ts';
import * as standardTexts from './standard-texts.ts';
import * as speech from './speech.ts';
import * as sms from './sms.ts';
import * as steps from './steps.ts';
import * as telling from './telling.ts';
import * as tellingTexts from './telling-texts.ts';
import * as textFigures from './text-figures.ts';
import * as voice from './voice.ts';
import * as voiceTurns from './voice-turns.ts';
import * as wallboard from './wallboard.ts';
import * as widget from './widget.ts';
import * as words from './words.ts';
import * as ground from './route.ts';
import * as flowGraph from './flow-graph.ts';
import * as caseTypeWords from './case-types.ts';
import type { Route } from './route.ts';

const isRoute = (value: unknown): value is Route =>
  typeof value === 'object' &&
  value !== null &&
  'method' in value &&
  'path' in value &&
  'permission' in value;

const modules: readonly object[] = [
  words,
  caseTypeWords,
  flowGraph,
  access,
  announcements,
  articles,
  articleSearch,
  articleWork,
  automation,
  callbackPage,
  callbacks,
  calendars,
  caseTypes,
  casePage,
  casePlans,
  caseRelations,
  caseReport,
  firstContactReport,
  caseCharge,
  caseWork,
  cases,
  clockPacks,
  clocks,
  consults,
  contacts,
  control,
  figures,
  flowPages,
  flows,
  handling,
  conversations,
  customers,
  email,
  escalations,
  entryPoints,
  insight,
  knowledge,
  listening,
  media,
  moves,
  appointments,
  offices,
  opinions,
  organisation,
  outbound,
  queuePhone,
  outside,
  recordings,
  rooms,
  routing,
  rules,
  routingPlans,
  speech,
  standardTexts,
  sms,
  steps,
  trialCalls,
  telling,
  tellingTexts,
  textFigures,
  voice,
  voiceTurns,
  wallboard,
  widget,
];

/** Every operation of the API. */
export const routes: Route[] = modules.flatMap((module) =>
  (Object.values(module) as unknown[]).filter(isRoute),
);

/** The schemas that have a name in the contract, those of its ground first. */
export const vocabulary: readonly (readonly [string, z.ZodType])[] = [ground, ...modules].flatMap((module) =>
  (Object.entries(module) as [string, unknown][]).flatMap(([name, value]) =>
    value instanceof z.ZodType ? [[name, value] as const] : [],
  ),
);
