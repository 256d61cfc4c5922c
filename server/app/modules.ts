import type { FastifyInstance } from 'fastify';
import { accessRoutes } from '#server/access/index.ts';
import { automationJobs, automationRoutes, webhooksConsumer } from '#server/automation/index.ts';
import { calendarsRoutes } from '#server/calendars/index.ts';
import {
  customerSentence,
  email,
  lendOnlineCases,
  lendOwnCases,
  publicRoutes,
  registerPublicPages,
  sms,
  voice,
} from '#server/channels/index.ts';
import {
  accessCase,
  caseNamedConsumer,
  casesRoutes,
  chargeRoutes,
  deliveriesConsumer,
  askedOnline,
  judgedOnline,
  lookAtOwnCase,
  openOnline,
  moveTypeJob,
  wishOnOwnCase,
  writeOnOwnCase,
  escalationRoutes,
  caseCallsConsumer,
  firstContactConsumer,
  caseTypesRoutes,
  lettersConsumer,
  opinionRoutes,
  caseWorkRoutes,
  stepsConsumer,
  writersOf,
} from '#server/cases/index.ts';
import {
  callbackRoutes,
  configureContacts,
  consultRoutes,
  consultsConsumer,
  contactsFirstContactConsumer,
  contactsReadRoutes,
  contactsRoutes,
  listeningRoutes,
  rulesOnContactsRoutes,
  registerLetters,
  registerMailNotices,
  registerSmsNotices,
  registerOnlineTypes,
  registerTransport,
  settleConsultJob,
} from '#server/contacts/index.ts';
import { beforeCalendarChange, calendarsConsumer, clocksRoutes, recountJob } from '#server/clocks/index.ts';
import { customersRoutes } from '#server/customers/index.ts';
import { configureFlows, flowJobs, flowsRoutes, lendGuesser } from '#server/flows/index.ts';
import { indicatorsConsumer, insightRoutes, nightlyJob } from '#server/insight/index.ts';
import {
  articleRoutes,
  configureKnowledge,
  configureTexts,
  knowledgeRoutes,
  standardTextRoutes,
} from '#server/knowledge/index.ts';
import { officesRoutes, visitsConsumer } from '#server/offices/index.ts';
import type { Consumer, Job, Mounted, Platform } from '#server/platform/index.ts';
import {
  ensureKeys,
  keyFile,
  recorder,
  recordingGatewayRoutes,
  recordingJobs,
  recordingRoutes,
  voicemail,
} from '#server/recordings/index.ts';
import { mentionMailJob, roomsRoutes } from '#server/rooms/index.ts';
import { routingRoutes, ruleRoutes } from '#server/routing/index.ts';
import { guessChoice, speechRoutes, tidySpoken } from '#server/speech/index.ts';
import { flowMeans } from './flow-means.ts';
import { knowledgeMeans } from './knowledge-means.ts';
import { textMeans } from './text-means.ts';
import { accessHooks } from './hooks.ts';

/** Everything that modules bring to a process, in one place. */
export const routesOf = (): Mounted[] => [
  ...accessRoutes(accessHooks),
  ...calendarsRoutes({ beforeChange: beforeCalendarChange }),
  ...customersRoutes,
  ...knowledgeRoutes,
  ...articleRoutes,
  ...standardTextRoutes,
  ...flowsRoutes,
  ...routingRoutes,
  ...ruleRoutes,
  ...speechRoutes,
  ...contactsRoutes,
  ...callbackRoutes,
  ...contactsReadRoutes,
  ...consultRoutes,
  ...rulesOnContactsRoutes,
  ...listeningRoutes,
  ...casesRoutes,
  ...chargeRoutes,
  ...escalationRoutes,
  ...opinionRoutes,
  ...caseTypesRoutes,
  ...clocksRoutes,
  ...caseWorkRoutes,
  ...officesRoutes,
  ...roomsRoutes,
  ...publicRoutes,
  ...email.emailRoutes,
  ...voice.voiceRoutes,
  ...sms.smsRoutes,
  ...recordingGatewayRoutes,
  ...recordingRoutes,
  ...voice.mediaRoutes,
  ...voice.outboundRoutes,
  ...automationRoutes,
  ...insightRoutes,
];

export const jobsOf = (deliver: email.Deliver): Job[] => [
  ...email.emailJobs(deliver),
  ...automationJobs,
  settleConsultJob,
  moveTypeJob,
  mentionMailJob,
  ...flowJobs,
  ...recordingJobs,
  tidySpoken,
  sms.uncarriedJob,
  nightlyJob,
  recountJob,
];

export const consumers: Consumer[] = [
  ...email.emailConsumers,
  voice.voiceOrdersConsumer,
  voice.listenersConsumer,
  consultsConsumer,
  contactsFirstContactConsumer,
  caseNamedConsumer,
  caseCallsConsumer,
  firstContactConsumer,
  stepsConsumer,
  lettersConsumer,
  calendarsConsumer,
  deliveriesConsumer,
  visitsConsumer,
  webhooksConsumer,
  indicatorsConsumer,
];

export const publicPages: ((server: FastifyInstance, platform: Platform) => void | Promise<void>)[] = [
  registerPublicPages,
];

/** Lends to the lower modules what they may not import. Once per process, before anything is served. */
export function connectModules(platform: Platform): void {
  configureContacts({
    htmlForDisplay: (html, attachmentUrl, remoteUrl) =>
      email.sanitiseHtml(html, { cidUrl: attachmentUrl, remoteUrl }),
    rawOf: (db, message) => email.rawOfMessage(db, platform.files, message.id),
    customerSentence,
  });
  email.lendCaseWriters(writersOf);
  lendOnlineCases({ asked: askedOnline, judged: judgedOnline, open: openOnline });
  lendOwnCases({ look: lookAtOwnCase, write: writeOnOwnCase, wish: wishOnOwnCase });
  configureFlows(flowMeans);
  configureKnowledge(knowledgeMeans);
  configureTexts(textMeans);
  lendGuesser(guessChoice);
  voice.lendDialler();
  voice.lendCallLines();
  voice.lendCases({ seen: (db, actor, id) => accessCase(db, actor, id, 'case.read') });
  ensureKeys(keyFile(platform.config.dataDir), platform.clock.now());
  voice.lendRecorder(recorder);
  voice.lendVoicemail(voicemail);
  voice.lendLinkSender({
    send: (tx, ctx, one) => sms.smsMedium.send(tx, ctx, one),
    sentSince: sms.smsSentSince,
  });
  registerOnlineTypes(async (db, code) => (await askedOnline(db, code, 'it')) !== null);
  registerLetters(email.letterPost);
  registerMailNotices((tx, notice) => email.queueNotice(tx, { ...notice, audience: 'customer' }));
  registerSmsNotices(sms.smsNoticePost);
  registerTransport('email', email.mailTransport);
  registerTransport('form', email.mailTransport);
  registerTransport('sms', sms.smsTransport);
}
