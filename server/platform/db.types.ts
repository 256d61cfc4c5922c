// Written by "npm run db:types" from the migrations. Do not edit.
import type { ColumnType } from 'kysely';

/** A column that may be left out of an insert. */
export type Generated<T> =
  T extends ColumnType<infer S, infer I, infer U> ? ColumnType<S, I | undefined, U> : ColumnType<T, T | undefined, T>;
/** A column that the database alone writes. */
export type Computed<T> = T extends ColumnType<infer S, unknown, unknown> ? ColumnType<S, never, never> : ColumnType<T, never, never>;
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue | undefined };
/** Written as text (JSON.stringify): the driver would turn an array into a PostgreSQL array. */
export type Json = ColumnType<JsonValue, string, string>;
export type Timestamp = ColumnType<Date, Date | string, Date | string>;
export type Numeric = ColumnType<string, number | string, number | string>;
/** The driver reads it as an object of years ... milliseconds, and takes text. */
export type Interval = ColumnType<Partial<Record<'years' | 'months' | 'days' | 'hours' | 'minutes' | 'seconds' | 'milliseconds', number>>, string, string>;

export interface AccessApiToken {
  createdAt: Generated<Timestamp>;
  createdBy: string | null;
  expiresAt: Timestamp | null;
  gateway: string | null;
  hash: string;
  id: string;
  lastUsedAt: Timestamp | null;
  name: string;
  revokedAt: Timestamp | null;
  roles: Generated<string[]>;
  scopes: string[];
  serviceId: string | null;
}

export interface AccessGrant {
  id: string;
  roleId: string;
  serviceId: string | null;
  staffId: string;
  teamId: string | null;
}

export interface AccessLoginAttempt {
  at: Generated<Timestamp>;
  email: string;
  id: Computed<number>;
  ip: string;
  ok: boolean;
}

export interface AccessRole {
  builtIn: Generated<boolean>;
  code: string;
  id: string;
  name: Json;
  permissions: string[];
}

export interface AccessService {
  active: Generated<boolean>;
  code: string;
  id: string;
  name: string;
}

export interface AccessSession {
  createdAt: Generated<Timestamp>;
  expiresAt: Timestamp;
  id: string;
  ip: string | null;
  revokedAt: Timestamp | null;
  seenAt: Generated<Timestamp>;
  staffId: string;
  userAgent: string | null;
}

export interface AccessStaff {
  active: Generated<boolean>;
  createdAt: Generated<Timestamp>;
  email: string;
  id: string;
  language: Generated<string>;
  name: string;
  passwordHash: string | null;
  preferences: Generated<Json>;
  publicName: string;
  teamId: string | null;
}

export interface AccessTeam {
  active: Generated<boolean>;
  id: string;
  name: string;
  serviceId: string | null;
  supplier: Generated<string>;
}

export interface AutomationDelivery {
  attempts: Generated<number>;
  body: Json;
  createdAt: Generated<Timestamp>;
  deliveredAt: Timestamp | null;
  eventSeq: number;
  id: string;
  kind: string;
  response: string | null;
  state: Generated<string>;
  webhookId: string;
}

export interface AutomationWebhook {
  active: Generated<boolean>;
  createdAt: Generated<Timestamp>;
  events: string[];
  failures: Generated<number>;
  id: string;
  lastAt: Timestamp | null;
  lastStatus: string | null;
  name: string;
  secret: string;
  serviceId: string | null;
  url: string;
}

export interface CalendarsCalendar {
  id: string;
  italianHolidays: Generated<boolean>;
  name: string;
  patronDay: string | null;
  patronName: string | null;
  timeZone: Generated<string>;
}

export interface CalendarsException {
  calendarId: string;
  closed: Generated<boolean>;
  closes: string | null;
  day: string;
  id: string;
  name: string;
  opens: string | null;
}

export interface CalendarsOpening {
  calendarId: string;
  closes: string;
  id: string;
  opens: string;
  weekday: number;
}

export interface CasesApproval {
  askedAt: Timestamp;
  askedBy: string;
  askedByName: string;
  caseId: string;
  decidedAt: Timestamp | null;
  decidedBy: string | null;
  decidedByName: string | null;
  id: string;
  key: string;
  note: Generated<string>;
  reason: Generated<string>;
  verdict: string | null;
}

export interface CasesCase {
  changedAt: Generated<Timestamp>;
  classificationId: string | null;
  closedAt: Timestamp | null;
  customerId: string;
  description: Generated<string>;
  entryPointId: string | null;
  fields: Generated<Json>;
  firstContact: string | null;
  firstContactAt: Timestamp | null;
  firstContactWhy: string | null;
  id: string;
  level: Generated<string>;
  municipality: string | null;
  number: string;
  openedAt: Timestamp;
  openedBy: string;
  ownerId: string | null;
  resolution: string | null;
  serviceId: string;
  state: Generated<string>;
  stateSince: Generated<Timestamp>;
  status: Generated<string>;
  subject: string;
  supplierId: string | null;
  takenAt: Timestamp | null;
  teamId: string | null;
  type: string;
  typeVersion: Generated<number>;
  version: Generated<number>;
}

export interface CasesCentre {
  active: Generated<boolean>;
  addresses: Generated<string[]>;
  calendarId: string | null;
  classifications: Generated<string[]>;
  description: Generated<string>;
  headAddress: string | null;
  headAt: number | null;
  headId: string | null;
  id: string;
  language: Generated<string>;
  name: string;
  promiseSeconds: number;
  queueId: string | null;
  reminders: Generated<number[]>;
  serviceId: string | null;
  teamId: string | null;
}

export interface CasesChargeRule {
  active: Generated<boolean>;
  classifications: Generated<string[]>;
  id: string;
  name: string;
  places: Generated<string[]>;
  position: number;
  queueId: string;
  services: Generated<string[]>;
  suppliers: Generated<string[]>;
  types: Generated<string[]>;
}

export interface CasesConsent {
  at: Timestamp;
  channel: string;
  customerId: string;
  given: boolean;
  how: string;
  id: string;
  takenBy: string;
  takenByName: Generated<string>;
  words: string;
}

export interface CasesDocument {
  addedAt: Timestamp;
  addedByName: string;
  caseId: string;
  fileId: string;
  id: string;
  key: string;
  name: string;
}

export interface CasesEntry {
  actor: string;
  at: Generated<Timestamp>;
  authorName: Generated<string>;
  body: Generated<string>;
  caseId: string;
  data: Generated<Json>;
  id: string;
  kind: string;
}

export interface CasesEscalation {
  addresses: Generated<string[]>;
  answer: string | null;
  answeredBy: string | null;
  answeredFrom: string | null;
  answeredName: string | null;
  askedAt: Timestamp;
  askedBy: string | null;
  askedByName: string;
  caseId: string;
  centreId: string;
  closedAt: Timestamp | null;
  contactId: string | null;
  dueAt: Timestamp;
  fromId: string | null;
  id: string;
  number: string;
  outcome: string | null;
  promised: boolean;
  question: string;
  seconds: number | null;
  stepId: string | null;
  way: string;
}

export interface CasesEscalationNews {
  about: string;
  at: Timestamp;
  escalationId: string;
  seenAt: Timestamp | null;
  staffId: string;
}

export interface CasesHandover {
  answersId: string | null;
  caseId: string;
  direction: string;
  next: string | null;
  ownerBefore: string | null;
  proposedId: string | null;
  reason: string | null;
  ruleId: string | null;
  ruleName: string | null;
  stepId: string;
  takenBy: string | null;
  wayBackId: string | null;
}

export interface CasesHolder {
  agentId: string | null;
  agentName: string | null;
  caseId: string;
  centreName: string | null;
  id: string;
  level: string;
  queueId: string | null;
  queueName: string | null;
  since: Timestamp;
  until: Timestamp | null;
}

export interface CasesLink {
  caseId: string;
  id: string;
  keyHash: string;
  lookedAt: Timestamp | null;
  looks: Generated<number>;
  madeAt: Timestamp;
  madeBy: string;
  partyId: string | null;
  revokedAt: Timestamp | null;
  revokedBy: string | null;
  why: string | null;
}

export interface CasesNotice {
  about: string;
  address: string | null;
  caseId: string;
  channel: string | null;
  conversationId: string | null;
  customerId: string;
  dueAt: Timestamp;
  endedAt: Timestamp | null;
  endedBy: string | null;
  facts: Generated<Json>;
  fromState: string | null;
  happenedAt: Timestamp;
  id: string;
  language: string;
  mergedInto: string | null;
  messageId: string | null;
  reason: string | null;
  state: string;
  text: string | null;
  textId: string | null;
  told: string;
  tried: Generated<Json>;
  why: string | null;
}

export interface CasesNoticeText {
  approvedAt: Timestamp | null;
  approvedBy: string | null;
  approvedByName: string | null;
  authorId: string | null;
  authorName: Generated<string>;
  body: string;
  changedAt: Timestamp;
  channel: string;
  id: string;
  language: string;
  note: Generated<string>;
  notice: string;
  number: number;
  revision: Generated<number>;
  serviceId: string | null;
  state: string;
  subject: string | null;
  type: string | null;
  validFrom: Timestamp | null;
  validUntil: Timestamp | null;
  withdrawnAt: Timestamp | null;
  withdrawnByName: string | null;
  withdrawnWhy: string | null;
}

export interface CasesOpinion {
  active: Generated<boolean>;
  answer: string;
  centreId: string | null;
  changedAt: Timestamp;
  classificationId: string | null;
  escalationId: string | null;
  expertName: Generated<string>;
  id: string;
  language: Generated<string>;
  madeAt: Timestamp;
  madeBy: string | null;
  madeByName: Generated<string>;
  question: string;
  search: Computed<string | null>;
  serviceId: string | null;
  sources: Generated<string>;
  supersedesId: string | null;
  validFrom: string;
  validTo: string | null;
}

export interface CasesOpinionPaper {
  fileId: string;
  id: string;
  name: string;
  opinionId: string;
  position: number;
  size: number;
  type: string;
}

export interface CasesOpinionUse {
  at: Timestamp;
  byName: string;
  caseId: string | null;
  contactId: string | null;
  id: string;
  opinionId: string;
}

export interface CasesPaper {
  escalationId: string;
  fileId: string;
  id: string;
  name: string;
  position: number;
  side: string;
  size: number;
  type: string;
}

export interface CasesParty {
  addedAt: Timestamp;
  addedBy: string;
  addedByName: string;
  capacity: string | null;
  caseId: string;
  channel: string | null;
  consentAt: Timestamp | null;
  consentBy: string | null;
  consentHow: string | null;
  consentWords: string | null;
  customerId: string | null;
  email: string | null;
  endedAt: Timestamp | null;
  endedByName: string | null;
  endedWhy: string | null;
  fileId: string | null;
  fileName: string | null;
  id: string;
  language: string | null;
  name: Generated<string>;
  note: Generated<string>;
  pec: string | null;
  phone: string | null;
  role: string;
  validFrom: string | null;
  validUntil: string | null;
}

export interface CasesPartyNews {
  address: string | null;
  caseId: string;
  channel: string | null;
  dueAt: Timestamp;
  endedAt: Timestamp | null;
  id: string;
  language: string;
  messageId: string | null;
  noticeId: string;
  partyId: string;
  recipient: string;
  state: string;
  tried: Generated<Json>;
}

export interface CasesPiece {
  after: Generated<string[]>;
  agentId: string | null;
  answer: string | null;
  answeredBy: string | null;
  caseId: string;
  centreId: string | null;
  dueHours: number | null;
  endedAt: Timestamp | null;
  escalationId: string | null;
  id: string;
  planId: string;
  position: number;
  question: string;
  questions: Json | null;
  queueId: string | null;
  startedAt: Timestamp | null;
  state: string;
  stepId: string | null;
  title: string;
  titles: Json | null;
  why: string | null;
}

export interface CasesPlan {
  caseId: string;
  endedAt: Timestamp | null;
  id: string;
  name: string;
  startedAt: Timestamp;
  startedBy: string | null;
  startedByName: string;
  state: string;
  template: string | null;
}

export interface CasesPreference {
  caseId: string | null;
  channel: string | null;
  customerId: string;
  id: string;
  language: string | null;
  setAt: Timestamp;
  setBy: string;
  setByName: Generated<string>;
}

export interface CasesRelation {
  caseId: string;
  id: string;
  kind: string;
  madeAt: Timestamp;
  madeByName: string;
  otherId: string;
}

export interface CasesReminder {
  escalationId: string;
  id: string;
  percent: number | null;
  plannedAt: Timestamp;
  sentAt: Timestamp | null;
  sentByName: Generated<string>;
  sentTo: Generated<string>;
  whom: string;
}

export interface CasesStep {
  agentId: string | null;
  answer: string | null;
  askedAt: Timestamp;
  askedBy: string | null;
  askedByName: string;
  caseId: string;
  closedAt: Timestamp | null;
  closedByName: string | null;
  dueAt: Timestamp | null;
  id: string;
  outcome: string | null;
  overdueAt: Timestamp | null;
  question: string;
  queueId: string;
}

export interface CasesSubcase {
  caseId: string;
  joinedAt: Timestamp;
  joinedByName: string;
  parentId: string;
}

export interface CasesSupplier {
  active: Generated<boolean>;
  centreId: string | null;
  description: Generated<string>;
  id: string;
  name: string;
  queueId: string | null;
  serviceId: string | null;
}

export interface CasesTask {
  caseId: string;
  doneAt: Timestamp | null;
  doneBy: string | null;
  doneByName: string | null;
  key: string;
  madeAt: Timestamp;
  ticks: Generated<number[]>;
}

export interface CasesType {
  active: Generated<boolean>;
  code: string;
  draft: Json | null;
  draftAt: Timestamp | null;
  draftBase: number | null;
  draftBy: string | null;
  draftRevision: Generated<number>;
  move: Json | null;
}

export interface CasesTypeVersion {
  definition: Json;
  note: Generated<string>;
  number: number;
  publishedAt: Timestamp;
  publishedBy: string;
  shipped: Generated<boolean>;
  type: string;
}

export interface CasesWord {
  at: Timestamp;
  escalationId: string;
  files: Generated<Json>;
  id: string;
  judged: string | null;
  judgedAt: Timestamp | null;
  judgedByName: string | null;
  kind: string;
  replyId: string | null;
  sender: string;
  senderName: Generated<string>;
  text: Generated<string>;
  why: string | null;
}

export interface ChatUpload {
  createdAt: Generated<Timestamp>;
  fileId: string;
  id: string;
  name: string;
  size: number;
  type: string;
  usedAt: Timestamp | null;
  visitorId: string;
}

export interface ChatVisitor {
  callbackId: string | null;
  conversationId: string | null;
  createdAt: Generated<Timestamp>;
  customerId: string | null;
  deliveredSeq: Generated<number>;
  entryPointId: string;
  flowAt: Timestamp | null;
  flowSeconds: number | null;
  flowSessions: Generated<string[]>;
  flowState: string | null;
  flowTurn: number | null;
  id: string;
  language: Generated<string>;
  leftAt: Timestamp | null;
  page: Generated<Json>;
  prefill: Generated<Json>;
  readSeq: Generated<number>;
  seenAt: Generated<Timestamp>;
  tokenHash: string;
  transcriptAt: Timestamp | null;
}

export interface ClocksClock {
  amount: number;
  breachedAt: Timestamp | null;
  calendarId: string | null;
  customerId: string | null;
  doubleAt: Timestamp | null;
  dueAt: Timestamp | null;
  endedAt: Timestamp | null;
  id: string;
  key: string;
  measured: Numeric | null;
  multiple: number | null;
  name: Json;
  ownerId: string | null;
  pauseReason: string | null;
  pausedAt: Timestamp | null;
  pauses: Generated<string[]>;
  regulation: string | null;
  round: Generated<number>;
  serviceId: string;
  standardCode: string | null;
  standardId: string | null;
  startedAt: Timestamp;
  state: string;
  subjectId: string;
  subjectKind: string;
  subjectLabel: Generated<string>;
  teamId: string | null;
  tripleAt: Timestamp | null;
  unit: string;
  warnings: Generated<Json>;
}

export interface ClocksCompensation {
  amountCents: number;
  clockId: string;
  customerId: string | null;
  decidedAt: Timestamp | null;
  decidedBy: string | null;
  decidedByName: string | null;
  exclusion: string | null;
  exportId: string | null;
  exportedAt: Timestamp | null;
  id: string;
  multiple: number;
  ownerId: string | null;
  paidAt: Timestamp | null;
  paidReference: string | null;
  proposedAt: Timestamp;
  ratio: Numeric;
  reason: string | null;
  regulation: string;
  serviceId: string;
  standardCode: string;
  state: string;
  subjectId: string;
  subjectKind: string;
  subjectLabel: string;
  teamId: string | null;
  year: number;
}

export interface ClocksEvent {
  actor: string;
  actorName: Generated<string>;
  at: Timestamp;
  clockId: string;
  data: Generated<Json>;
  kind: string;
  reason: string | null;
  recordedAt: Generated<Timestamp>;
  seq: Computed<number>;
}

export interface ClocksExport {
  at: Timestamp;
  byId: string | null;
  byName: string;
  count: number;
  id: string;
  totalCents: number;
}

export interface ClocksMark {
  at: Timestamp;
  clockId: string;
  kind: string;
  level: number;
  tell: Generated<string[]>;
}

export interface ClocksPack {
  code: string;
  id: string;
  name: Json;
  regulation: string;
  shipped: Generated<boolean>;
  source: Generated<string>;
  state: Generated<string>;
  validFrom: string;
  validTo: string | null;
  version: Generated<number>;
}

export interface ClocksPlace {
  calendarId: string | null;
  regulations: Generated<string[]>;
  serviceId: string;
  territory: string | null;
  version: Generated<number>;
}

export interface ClocksSeen {
  at: Timestamp;
  clockId: string;
  staffId: string;
}

export interface ClocksStandard {
  amount: number;
  code: string;
  compensation: Json | null;
  confirmed: Generated<boolean>;
  id: string;
  kind: string;
  mark: string | null;
  name: Json;
  note: string | null;
  packId: string;
  pauses: Generated<string[]>;
  serviceId: string | null;
  share: Numeric | null;
  shipped: Generated<boolean>;
  source: Generated<string>;
  territory: string | null;
  unit: string;
  version: Generated<number>;
  warnings: Generated<Json>;
}

export interface ClocksTold {
  at: Timestamp;
  clockId: string;
}

export interface ContactsAppliedRule {
  afterSeconds: number | null;
  at: Timestamp;
  changes: Json;
  contactId: string;
  id: Computed<number>;
  name: string;
  ruleId: string;
  version: number;
}

export interface ContactsAttachment {
  contentId: string | null;
  createdAt: Generated<Timestamp>;
  fileId: string;
  id: string;
  inline: Generated<boolean>;
  messageId: string | null;
  name: string;
  position: Generated<number>;
  size: number;
  type: string;
  uploadedBy: string | null;
}

export interface ContactsCallback {
  attempts: Generated<number>;
  boostSeconds: Generated<number>;
  contactId: string;
  dueAt: Timestamp | null;
  endedAt: Timestamp | null;
  expiresAt: Timestamp;
  note: Generated<string>;
  number: string;
  ownRequires: Generated<Json>;
  placeAt: Timestamp;
  promisedAt: Timestamp | null;
  queueId: string;
  reason: string | null;
  state: Generated<string>;
  tokenHash: string | null;
  via: string;
  waitedSince: Timestamp;
  wantedAt: Timestamp | null;
}

export interface ContactsCallbackAttempt {
  agentId: string | null;
  contactId: string;
  dialled: string;
  endedAt: Timestamp | null;
  id: string;
  note: Generated<string>;
  number: number;
  result: string | null;
  startedAt: Timestamp;
}

export interface ContactsConsult {
  agentId: string | null;
  answeredAt: Timestamp | null;
  askedAgent: string | null;
  askedAt: Timestamp;
  asker: string;
  contactId: string;
  endedAt: Timestamp | null;
  endedBy: string | null;
  held: Generated<boolean>;
  id: string;
  question: Generated<string>;
  queueId: string;
  result: string | null;
  state: string;
  together: Generated<boolean>;
  writes: Generated<boolean>;
}

export interface ContactsContact {
  agentId: string | null;
  answeredAt: Timestamp | null;
  arrivedAt: Timestamp;
  arrivedClassificationId: string | null;
  caseId: string | null;
  channel: string;
  classificationId: string | null;
  closedAt: Timestamp | null;
  conversationId: string;
  customerId: string;
  direction: string;
  dueAt: Timestamp | null;
  entryPointId: string | null;
  firstContact: string | null;
  firstContactBy: string | null;
  firstContactWhy: string | null;
  firstReplyAt: Timestamp | null;
  handledAt: Timestamp | null;
  id: string;
  kind: Generated<string>;
  language: Generated<string>;
  lastDirection: Generated<string>;
  lastMessageAt: Timestamp;
  madeBy: string | null;
  number: string;
  originId: string | null;
  outcomeId: string | null;
  preview: Generated<string>;
  queueId: string | null;
  serviceId: string;
  state: string;
  subject: Generated<string>;
  tags: Generated<string[]>;
  teamId: string | null;
  ticket: string | null;
  transferNote: string | null;
  unread: Generated<boolean>;
  version: Generated<number>;
  wrapUpExtended: Generated<boolean>;
  wrapUpNote: string | null;
}

export interface ContactsConversation {
  channel: string;
  context: Generated<Json>;
  createdAt: Timestamp;
  customerId: string;
  entryPointId: string | null;
  id: string;
  language: Generated<string>;
  lastMessageAt: Timestamp;
  messageCount: Generated<number>;
  serviceId: string;
  state: Generated<string>;
  subject: Generated<string>;
  teamId: string | null;
}

export interface ContactsDraft {
  body: Json;
  conversationId: string;
  kind: Generated<string>;
  staffId: string;
  updatedAt: Generated<Timestamp>;
}

export interface ContactsEntryPoint {
  active: Generated<boolean>;
  address: string;
  channel: string;
  id: string;
  language: Generated<string>;
  name: string;
  queueId: string;
  serviceId: string;
  settings: Generated<Json>;
}

export interface ContactsLeg {
  agentId: string | null;
  consultId: string | null;
  contactId: string;
  detail: Generated<Json>;
  endedAt: Timestamp | null;
  id: string;
  kind: string;
  ordinal: number;
  queueId: string | null;
  result: string | null;
  startedAt: Timestamp;
}

export interface ContactsListening {
  agentId: string;
  agreedAt: Timestamp | null;
  contactId: string;
  conversationId: string;
  endedAt: Timestamp | null;
  endedBecause: string | null;
  id: string;
  mode: string;
  seenAt: Timestamp;
  startedAt: Timestamp;
  steppedInAt: Timestamp | null;
  supervisorId: string;
  whisperedAt: Timestamp | null;
  why: string;
}

export interface ContactsMention {
  messageId: string;
  readAt: Timestamp | null;
  staffId: string;
}

export interface ContactsMessage {
  at: Timestamp;
  authorCustomer: string | null;
  authorName: Generated<string>;
  authorStaff: string | null;
  automatic: Generated<boolean>;
  cc: Generated<string[]>;
  channel: string;
  clientId: string | null;
  consultId: string | null;
  contactId: string | null;
  conversationId: string;
  delivery: string | null;
  deliveryAt: Timestamp | null;
  deliveryDetail: string | null;
  direction: string;
  html: string | null;
  id: string;
  inReplyTo: string | null;
  mentions: Generated<string[]>;
  messageId: string | null;
  meta: Generated<Json>;
  receivedAt: Generated<Timestamp>;
  recipients: Generated<string[]>;
  refs: Generated<string[]>;
  search: Computed<string | null>;
  sender: string | null;
  seq: number;
  subject: string | null;
  text: Generated<string>;
}

export interface ContactsMessageReference {
  conversationId: string;
  reference: string;
}

export interface ContactsOutcome {
  active: Generated<boolean>;
  code: string;
  id: string;
  name: Json;
  position: Generated<number>;
  solves: Generated<boolean>;
}

export interface ContactsWhisper {
  at: Timestamp;
  authorId: string;
  clientId: string | null;
  id: string;
  listeningId: string;
  text: string;
}

export interface CustomersBill {
  amount: Numeric;
  consumption: Numeric | null;
  dueOn: string;
  id: string;
  issuedOn: string;
  lines: Generated<Json>;
  number: string;
  paidOn: string | null;
  periodFrom: string;
  periodTo: string;
  positionId: string;
  unit: Generated<string>;
}

export interface CustomersCustomer {
  createdAt: Generated<Timestamp>;
  familyName: string | null;
  foldedName: Computed<string>;
  givenName: string | null;
  id: string;
  kind: Generated<string>;
  language: Generated<string>;
  name: string;
  notes: Generated<string>;
  number: string;
  segment: string | null;
  state: Generated<string>;
  updatedAt: Generated<Timestamp>;
}

export interface CustomersIdentity {
  customerId: string;
  id: string;
  isPrimary: Generated<boolean>;
  normal: string;
  type: string;
  validFrom: Generated<Timestamp>;
  validTo: Timestamp | null;
  value: string;
  verifiedAt: Timestamp | null;
}

export interface CustomersOutage {
  area: string;
  endsAt: Timestamp | null;
  id: string;
  kind: string;
  planned: Generated<boolean>;
  startsAt: Timestamp;
  street: string | null;
  text: Json;
}

export interface CustomersPin {
  changedAt: Timestamp;
  customerId: string;
  hash: string;
}

export interface CustomersPosition {
  address: Generated<string>;
  code: string;
  customerId: string;
  details: Generated<Json>;
  id: string;
  kind: string;
  municipality: Computed<string | null>;
  serviceId: string | null;
  since: string | null;
  state: Generated<string>;
}

export interface CustomersReading {
  channel: Generated<string>;
  id: string;
  origin: string;
  positionId: string;
  readOn: string;
  receivedAt: Timestamp;
  value: number;
}

export interface CustomersSegment {
  active: Generated<boolean>;
  code: string;
  name: Json;
  position: Generated<number>;
}

export interface EmailConfirmation {
  address: string;
  at: Generated<Timestamp>;
  conversationId: string;
  kind: string;
}

export interface EmailLetter {
  attempts: Generated<number>;
  automatic: boolean;
  createdAt: Timestamp;
  entryPointId: string;
  files: Generated<Json>;
  id: string;
  inReplyTo: string | null;
  language: string;
  messageId: string;
  number: string;
  recipients: string[];
  refs: Generated<string[]>;
  response: string | null;
  sender: string;
  sentAt: Timestamp | null;
  state: Generated<string>;
  subject: string;
  text: string;
  thread: string;
}

export interface EmailLetterReply {
  at: Timestamp;
  files: Generated<Json>;
  id: string;
  kind: string;
  rawId: string;
  sender: string;
  senderName: Generated<string>;
  subject: Generated<string>;
  text: Generated<string>;
  thread: string;
  why: string | null;
}

export interface EmailMailbox {
  active: Generated<boolean>;
  alarmAt: Timestamp | null;
  entryPointId: string;
  failures: Generated<number>;
  fetched: Generated<number>;
  folder: Generated<string>;
  host: string;
  id: string;
  lastError: string | null;
  lastErrorAt: Timestamp | null;
  lastSuccessAt: Timestamp | null;
  lastUid: Generated<number>;
  password: string;
  pollSeconds: Generated<number>;
  port: number;
  secure: Generated<boolean>;
  state: Generated<string>;
  uidValidity: number | null;
  username: string;
  version: Generated<number>;
}

export interface EmailOutbound {
  attempts: Generated<number>;
  automatic: Generated<boolean>;
  createdAt: Generated<Timestamp>;
  entryPointId: string;
  id: string;
  notBefore: Generated<Timestamp>;
  recipients: string[];
  response: string | null;
  sender: string;
  sentAt: Timestamp | null;
  state: Generated<string>;
}

export interface EmailOutbox {
  at: Generated<Timestamp>;
  content: Buffer;
  id: string;
  recipients: string[];
  sender: string;
  subject: Generated<string>;
}

export interface EmailRaw {
  attempts: Generated<number>;
  contactId: string | null;
  content: Buffer | null;
  conversationId: string | null;
  entryPointId: string;
  envelopeFrom: string | null;
  envelopeTo: Generated<string[]>;
  fileId: string | null;
  filedAt: Timestamp | null;
  headerMessageId: string | null;
  id: string;
  mailboxId: string | null;
  messageId: string | null;
  reason: string | null;
  reasonCode: string | null;
  receivedAt: Generated<Timestamp>;
  sha256: string;
  size: number;
  source: string;
  state: Generated<string>;
  subject: string | null;
  uid: number | null;
  uidValidity: number | null;
}

export interface EmailTranscript {
  attempts: Generated<number>;
  conversationId: string;
  createdAt: Generated<Timestamp>;
  id: string;
  language: string;
  recipient: string;
  response: string | null;
  sender: string;
  sentAt: Timestamp | null;
  state: Generated<string>;
}

export interface FlowsFlow {
  active: Generated<boolean>;
  code: string;
  createdAt: Generated<Timestamp>;
  draft: Json | null;
  draftAt: Timestamp | null;
  draftBase: number | null;
  draftBy: string | null;
  draftRevision: Generated<number>;
  id: string;
  name: Json;
  serviceId: string | null;
}

export interface FlowsProof {
  at: Timestamp;
  customerId: string;
  ok: boolean;
  proof: string;
  sessionId: string;
}

export interface FlowsSecret {
  changedAt: Timestamp;
  changedBy: string;
  name: string;
  sealed: string;
}

export interface FlowsSession {
  channel: string;
  codeHash: string | null;
  codeTries: Generated<number>;
  codeUntil: Timestamp | null;
  contactId: string | null;
  customerId: string | null;
  endedAt: Timestamp | null;
  entryPointId: string | null;
  flowId: string;
  fromAddress: string | null;
  id: string;
  identifiedBy: string | null;
  identifiedProof: string | null;
  language: string;
  lastAt: Timestamp;
  lastTurn: Json | null;
  node: string;
  pending: Json | null;
  pendingUntil: Timestamp | null;
  result: Generated<string>;
  startedAt: Timestamp;
  state: Json;
  tokenHash: string | null;
  trailLength: Generated<number>;
  trialBy: string | null;
  trialGraph: Json | null;
  turn: Generated<number>;
  version: number | null;
}

export interface FlowsTrail {
  at: Timestamp;
  data: Generated<Json>;
  exit: string | null;
  flow: string;
  kind: string;
  n: number;
  node: string;
  sessionId: string;
  text: string;
  turn: number;
}

export interface FlowsVersion {
  flowId: string;
  graph: Json;
  note: Generated<string>;
  number: number;
  publishAt: Timestamp;
  publishedBy: string;
  retiredAt: Timestamp | null;
  state: string;
}

export interface FormChallengeUsed {
  at: Generated<Timestamp>;
  nonce: string;
}

export interface FormSubmission {
  at: Generated<Timestamp>;
  clientKey: string | null;
  contactId: string | null;
  conversationId: string | null;
  entryPointId: string;
  fields: Json;
  id: string;
  ipHash: string | null;
  number: string | null;
}

export interface InsightAgentInterval {
  accepted: Generated<number>;
  answered: Generated<number>;
  answeredInTime: Generated<number>;
  answeredLate: Generated<number>;
  answeredWait: Generated<number>;
  channel: string;
  consulting: Generated<number>;
  consults: Generated<number>;
  declined: Generated<number>;
  handled: Generated<number>;
  handledOut: Generated<number>;
  handledTime: Generated<number>;
  handling: Generated<number>;
  hold: Generated<number>;
  missed: Generated<number>;
  offers: Generated<number>;
  queueId: string;
  staffId: string;
  start: Timestamp;
  wrapUp: Generated<number>;
}

export interface InsightAgentStateInterval {
  reason: Generated<string>;
  spent: number;
  staffId: string;
  start: Timestamp;
  state: string;
}

export interface InsightAgreement {
  covers: Generated<string[]>;
  endedAt: Timestamp | null;
  endedBy: string | null;
  id: string;
  purposes: string;
  recordedAt: Timestamp;
  recordedBy: string | null;
  reference: string;
  retentionDays: number;
  signedOn: string;
  sites: string;
  validUntil: string | null;
}

export interface InsightAgreementRead {
  agreementId: string;
  at: Timestamp;
  staffId: string;
}

export interface InsightAlert {
  acknowledgedAt: Timestamp | null;
  acknowledgedBy: string | null;
  bound: number | null;
  closedAt: Timestamp | null;
  closedBy: string | null;
  id: string;
  kind: Generated<string>;
  level: string;
  measure: string;
  openedAt: Timestamp;
  queueId: string | null;
  serviceId: string | null;
  teamId: string | null;
  thresholdId: string | null;
  value: number | null;
  worst: number | null;
}

export interface InsightBreach {
  level: string;
  since: Timestamp;
  thresholdId: string;
}

export interface InsightCasePublication {
  cells: Json;
  edition: number;
  id: string;
  names: Json;
  period: string;
  publishedAt: Timestamp;
  publishedBy: string | null;
  reason: Generated<string>;
  since: string;
  targets: Json;
  until: string;
}

export interface InsightDirty {
  start: Timestamp;
}

export interface InsightForecast {
  channel: string;
  madeAt: Timestamp;
  method: string;
  offered: number;
  queueId: string;
  start: Timestamp;
  version: number;
}

export interface InsightIndicatorVersion {
  createdAt: Generated<Timestamp>;
  createdBy: string;
  formula: string;
  id: string;
  indicator: Generated<string>;
  note: Generated<string>;
  queueId: string | null;
  shortAbandonSeconds: Generated<number>;
  target: number;
  threshold: Json;
  validFrom: Timestamp;
  version: number;
}

export interface InsightQueueInterval {
  abandoned: Generated<number>;
  abandonedInTime: Generated<number>;
  abandonedLate: Generated<number>;
  abandonedShort: Generated<number>;
  abandonedWait: Generated<number>;
  announced: Generated<number>;
  answered: Generated<number>;
  answeredInTime: Generated<number>;
  answeredLate: Generated<number>;
  answeredWait: Generated<number>;
  arrived: Generated<number>;
  blocked: Generated<number>;
  callback: Generated<number>;
  callbackInTime: Generated<number>;
  callbackLate: Generated<number>;
  channel: string;
  consulting: Generated<number>;
  consults: Generated<number>;
  consultsAnswered: Generated<number>;
  consultsUnanswered: Generated<number>;
  expired: Generated<number>;
  flowedOut: Generated<number>;
  flowedOutInTime: Generated<number>;
  handled: Generated<number>;
  handledOut: Generated<number>;
  handledTime: Generated<number>;
  handling: Generated<number>;
  hold: Generated<number>;
  offered: Generated<number>;
  otherLate: Generated<number>;
  queueId: string;
  shortAbandoned: Generated<number>;
  start: Timestamp;
  waitError: Generated<number>;
  waitErrorAbsolute: Generated<number>;
  waitKept: Generated<number>;
  waitPromised: Generated<number>;
  wrapUp: Generated<number>;
}

export interface InsightThreshold {
  active: Generated<boolean>;
  critical: number | null;
  holdSeconds: Generated<number>;
  id: string;
  mailTo: Generated<string[]>;
  margin: Generated<number>;
  measure: string;
  queueId: string | null;
  warn: number | null;
}

export interface KnowledgeArticle {
  active: Generated<boolean>;
  audience: string;
  classificationId: string | null;
  code: string;
  createdAt: Generated<Timestamp>;
  id: string;
  kind: string;
  language: Generated<string>;
  ownerId: string | null;
  reviewOn: string | null;
  serviceId: string | null;
  teamId: string | null;
  updatedAt: Generated<Timestamp>;
}

export interface KnowledgeArticleFile {
  addedAt: Timestamp;
  articleId: string;
  fileId: string;
  id: string;
  name: string;
  position: Generated<number>;
  size: number;
  type: string;
}

export interface KnowledgeArticleVersion {
  approvedAt: Timestamp | null;
  approvedBy: string | null;
  articleId: string;
  authorId: string | null;
  body: Generated<string>;
  changedAt: Generated<Timestamp>;
  id: string;
  keywords: Generated<string>;
  language: string;
  note: string | null;
  number: number;
  revision: Generated<number>;
  sourceNumber: number | null;
  state: string;
  steps: Generated<Json>;
  submittedAt: Timestamp | null;
  submittedBy: string | null;
  summary: Generated<string>;
  title: string;
  validFrom: Timestamp | null;
  validTo: Timestamp | null;
}

export interface KnowledgeAsked {
  addedAt: Timestamp;
  addedBy: string | null;
  articleId: string;
  id: string;
  language: string;
  position: Generated<number>;
  size: Generated<number>;
  source: string;
  words: string;
}

export interface KnowledgeAskedPosting {
  askedId: string;
  language: string;
  lexeme: string;
}

export interface KnowledgeClassification {
  active: Generated<boolean>;
  code: string;
  id: string;
  level: number;
  name: Json;
  parentId: string | null;
  position: Generated<number>;
  queueHint: string | null;
  serviceId: string | null;
}

export interface KnowledgeFeedback {
  articleId: string;
  at: Timestamp;
  contactId: string | null;
  id: string;
  language: string;
  sender: string;
  staffId: string | null;
  taskId: string | null;
  useful: boolean | null;
  versionId: string | null;
  words: Generated<string>;
}

export interface KnowledgeIndexState {
  id: Generated<number>;
  rules: number;
}

export interface KnowledgePosting {
  language: string;
  lexeme: string;
  versionId: string;
  weight: number;
}

export interface KnowledgeSearch {
  at: Timestamp;
  chosenId: string | null;
  hits: number;
  id: string;
  language: string;
  place: string;
  words: string;
}

export interface KnowledgeSearchSettled {
  articleId: string | null;
  how: string;
  language: string;
  settledAt: Timestamp;
  settledBy: string | null;
  words: string;
}

export interface KnowledgeStandardText {
  active: Generated<boolean>;
  channels: Generated<string[]>;
  classificationId: string | null;
  code: string;
  createdAt: Generated<Timestamp>;
  id: string;
  language: Generated<string>;
  ownerId: string | null;
  reviewOn: string | null;
  serviceId: string | null;
  successorId: string | null;
  updatedAt: Generated<Timestamp>;
  uses: Generated<number>;
}

export interface KnowledgeStandardTextUse {
  at: Timestamp;
  caseId: string | null;
  changed: number;
  channel: string;
  contactId: string | null;
  conversationId: string;
  id: string;
  messageId: string;
  serviceId: string;
  staffId: string | null;
  teamId: string | null;
  textId: string;
  versionId: string;
}

export interface KnowledgeStandardTextVersion {
  approvedAt: Timestamp | null;
  approvedBy: string | null;
  authorId: string | null;
  body: string;
  changedAt: Timestamp;
  id: string;
  language: string;
  note: string | null;
  number: number;
  revision: Generated<number>;
  sourceNumber: number | null;
  state: string;
  submittedAt: Timestamp | null;
  submittedBy: string | null;
  textId: string;
  title: string;
  validFrom: Timestamp | null;
  validTo: Timestamp | null;
}

export interface KnowledgeSynonym {
  active: Generated<boolean>;
  id: string;
  language: Generated<string>;
  lexemes: string[];
  updatedAt: Generated<Timestamp>;
  words: string[];
}

export interface KnowledgeTask {
  articleId: string;
  assigneeId: string | null;
  dueOn: string | null;
  endedAt: Timestamp | null;
  endedBy: string | null;
  id: string;
  kind: string;
  language: string | null;
  note: string | null;
  openedAt: Timestamp;
  state: Generated<string>;
}

export interface KnowledgeUse {
  articleId: string;
  at: Timestamp;
  contactId: string | null;
  endedAt: Timestamp | null;
  how: string;
  id: string;
  path: Generated<Json>;
  staffId: string | null;
  versionId: string | null;
}

export interface KnowledgeWord {
  language: string;
  lexeme: string;
  word: string;
}

export interface OfficesAppointment {
  bookableId: string;
  bookedAt: Timestamp;
  bookedByName: string;
  customerId: string;
  endedAt: Timestamp | null;
  endedBy: string | null;
  endedByName: string | null;
  endsAt: Timestamp;
  firstFreeAt: Timestamp | null;
  id: string;
  language: string;
  name: string;
  note: Generated<string>;
  number: string;
  officeId: string;
  online: boolean;
  originId: string | null;
  reason: string | null;
  remindAt: Timestamp | null;
  startsAt: Timestamp;
  state: Generated<string>;
  version: Generated<number>;
  via: string;
  visitId: string | null;
}

export interface OfficesAppointmentNotice {
  about: string;
  appointmentId: string;
  at: Timestamp;
  by: string | null;
  version: number;
}

export interface OfficesBookable {
  active: Generated<boolean>;
  bring: Generated<Json>;
  calendarId: string | null;
  capacity: number;
  daysAhead: number;
  id: string;
  minutes: number;
  name: Json;
  noticeMinutes: number;
  officeId: string;
  online: Generated<boolean>;
  place: number;
}

export interface OfficesCounter {
  name: string;
  staffId: string;
}

export interface OfficesDispensed {
  day: string;
  last: number;
  queueId: string;
}

export interface OfficesOffice {
  active: Generated<boolean>;
  address: Generated<string>;
  calendarId: string;
  code: string;
  counters: number | null;
  createdAt: Generated<Timestamp>;
  graceMinutes: Generated<number>;
  id: string;
  name: string;
  queueId: string;
}

export interface OfficesSeries {
  letters: string;
  queueId: string;
}

export interface OfficesVisit {
  calledAt: Timestamp | null;
  calls: Generated<number>;
  counter: string | null;
  day: string;
  id: string;
  priority: string | null;
  queueId: string;
  registeredByName: string;
  ticket: string;
}

export interface PlatformAudit {
  action: string;
  actor: string;
  after: Json | null;
  at: Generated<Timestamp>;
  before: Json | null;
  id: Computed<number>;
  ip: string | null;
  objectId: string | null;
  objectType: string;
  reason: string | null;
  serviceId: string | null;
}

export interface PlatformConsumer {
  cursor: Generated<number>;
  name: string;
}

export interface PlatformEvent {
  actor: string;
  at: Generated<Timestamp>;
  data: Generated<Json>;
  id: Computed<number>;
  kind: string;
  seq: number | null;
  serviceId: string | null;
  staffId: string | null;
  subjectId: string | null;
  teamId: string | null;
}

export interface PlatformEventCounter {
  last: Generated<number>;
  one: Generated<boolean>;
}

export interface PlatformFile {
  createdAt: Generated<Timestamp>;
  id: string;
  sha256: string;
  size: number;
  type: string;
}

export interface PlatformIdempotency {
  claim: string | null;
  createdAt: Generated<Timestamp>;
  effectAt: Timestamp | null;
  key: string;
  owner: string;
  requestHash: string;
  response: Json | null;
  route: string;
  status: number | null;
}

export interface PlatformLease {
  epoch: Generated<number>;
  holder: string;
  name: string;
  until: Timestamp;
}

export interface PlatformReadLog {
  actor: string;
  at: Generated<Timestamp>;
  customerId: string;
  id: Computed<number>;
  ip: string | null;
  what: string;
}

export interface PlatformSetting {
  key: string;
  updatedAt: Generated<Timestamp>;
  value: Json;
}

export interface Migration {
  appliedAt: Generated<Timestamp>;
  name: string;
}

export interface RecordingsListen {
  actor: string;
  at: Timestamp;
  fromMs: number | null;
  heardMs: Generated<number>;
  id: string;
  kind: string;
  recordingId: string;
  staffId: string | null;
  toMs: number | null;
  why: string | null;
}

export interface RecordingsNote {
  atMs: number;
  authorId: string;
  changedAt: Timestamp | null;
  id: string;
  madeAt: Timestamp;
  recordingId: string;
  text: string;
}

export interface RecordingsNotice {
  agentId: string | null;
  at: Timestamp;
  callId: string;
  contactId: string;
  id: string;
  language: string;
  prompt: string | null;
  queueId: string | null;
  saidBy: string;
  text: string;
}

export interface RecordingsPart {
  fileId: string;
  iv: Buffer;
  lengthMs: number;
  number: number;
  peaks: Buffer;
  print: Buffer;
  receivedAt: Timestamp;
  recordingId: string;
  startMs: number;
  tag: Buffer;
}

export interface RecordingsRecording {
  because: string;
  byHand: Generated<boolean>;
  callId: string;
  contactId: string;
  decidedAt: Timestamp;
  deletedAt: Timestamp | null;
  deletedBecause: string | null;
  deletedBy: string | null;
  deletedWhy: string | null;
  emergency: Generated<boolean>;
  endedAt: Timestamp | null;
  heldAt: Timestamp | null;
  heldBy: string | null;
  heldWhy: string | null;
  id: string;
  keepDays: number;
  keepUntil: Timestamp | null;
  keyId: string | null;
  kind: Generated<string>;
  lengthMs: number | null;
  mode: string;
  partsTold: number | null;
  pausedUntil: Timestamp | null;
  queueId: string | null;
  seal: Buffer | null;
  startedAt: Timestamp | null;
  state: string;
  wrappedKey: Buffer | null;
}

export interface RecordingsRefusal {
  agentId: string | null;
  at: Timestamp;
  callId: string;
  contactId: string;
  honoured: boolean;
  via: string;
}

export interface RecordingsSetting {
  agentsListen: boolean;
  askWhy: boolean;
  emergency: Generated<boolean>;
  keepDays: number;
  mode: string;
  notice: Json;
  noticeVersion: Generated<number>;
  pauseSeconds: number;
  queueId: string;
  share: Generated<number>;
  transcriptMinutes: Generated<number>;
  transcripts: Generated<boolean>;
}

export interface RecordingsStretch {
  byLabel: string;
  endedBecause: string | null;
  fromMs: number;
  id: string;
  kind: string;
  recordingId: string;
  toMs: number | null;
}

export interface RecordingsTranscript {
  askedAt: Timestamp;
  attempts: Generated<number>;
  because: string | null;
  begunAt: Timestamp | null;
  content: Buffer | null;
  doneAt: Timestamp | null;
  faults: Generated<Json>;
  keepDays: number | null;
  language: string;
  nextAt: Timestamp | null;
  pieces: Generated<number>;
  piecesDone: Generated<number>;
  recordingId: string;
  state: string;
  turn: string | null;
}

export interface RoomsAttachment {
  createdAt: Timestamp;
  fileId: string;
  id: string;
  name: string;
  postId: string | null;
  size: number;
  type: string;
  uploadedBy: string;
}

export interface RoomsMember {
  joinedAt: Timestamp;
  muted: Generated<boolean>;
  readSeq: Generated<number>;
  roomId: string;
  staffId: string;
}

export interface RoomsMention {
  mailedAt: Timestamp | null;
  postId: string;
  readAt: Timestamp | null;
  staffId: string;
}

export interface RoomsPost {
  at: Timestamp;
  authorId: string;
  authorName: string;
  clientId: string;
  editedAt: Timestamp | null;
  id: string;
  removedAt: Timestamp | null;
  roomId: string;
  search: Computed<string | null>;
  seq: number;
  text: string;
  threadId: string | null;
}

export interface RoomsRoom {
  caseId: string | null;
  closedAt: Timestamp | null;
  createdAt: Timestamp;
  createdBy: string | null;
  id: string;
  kind: string;
  lastAt: Timestamp | null;
  lastSeq: Generated<number>;
  name: string | null;
  open: Generated<boolean>;
  serviceId: string | null;
  teamId: string | null;
  topic: Generated<string>;
}

export interface RoutingAgent {
  availableSince: Timestamp | null;
  connected: Generated<boolean>;
  connectedUntil: Timestamp | null;
  lastHandledAt: Timestamp | null;
  missed: Generated<number>;
  notRespondingSince: Timestamp | null;
  presence: Generated<string>;
  presenceSince: Generated<Timestamp>;
  profileId: string | null;
  reason: string | null;
  staffId: string;
}

export interface RoutingAgentMove {
  endedAt: Timestamp | null;
  endedByName: string | null;
  fromAt: Timestamp;
  id: string;
  leaves: Generated<string[]>;
  madeBy: string | null;
  madeByName: string;
  queues: Generated<Json>;
  skills: Generated<Json>;
  staffId: string;
  untilAt: Timestamp;
  why: string;
}

export interface RoutingAgentSkill {
  level: number;
  skillId: string;
  staffId: string;
}

export interface RoutingEstimate {
  channel: string;
  measuredAt: Timestamp;
  queueId: string;
  seconds: number | null;
  secondsPerPlace: number | null;
  waiting: number;
}

export interface RoutingOffer {
  agentId: string;
  channel: string;
  endedAt: Timestamp | null;
  expiresAt: Timestamp;
  id: string;
  itemId: string;
  madeAt: Timestamp;
  number: number;
  queueId: string;
  reason: string | null;
  state: Generated<string>;
}

export interface RoutingPlan {
  active: Generated<boolean>;
  changedAt: Generated<Timestamp>;
  id: string;
  name: string;
  steps: Json;
  version: Generated<number>;
}

export interface RoutingPlanVersion {
  active: boolean;
  changedAt: Timestamp;
  changedBy: Generated<string>;
  name: string;
  planId: string;
  steps: Json;
  version: number;
}

export interface RoutingPresenceHistory {
  endedAt: Timestamp | null;
  id: Computed<number>;
  presence: string;
  reason: string | null;
  staffId: string;
  startedAt: Timestamp;
  status: string | null;
}

export interface RoutingProfile {
  capacity: Json;
  id: string;
  name: string;
}

export interface RoutingProfileQueue {
  channel: string;
  delaySeconds: Generated<number>;
  priority: Generated<number>;
  profileId: string;
  queueId: string;
}

export interface RoutingQueue {
  active: Generated<boolean>;
  branches: Generated<Json>;
  calendarId: string | null;
  callback: Generated<Json>;
  code: string;
  consult: Generated<Json>;
  emergencyClosed: Generated<boolean>;
  emergencyText: Json | null;
  entryLimit: Json | null;
  help: Generated<Json>;
  id: string;
  idleClock: Generated<string>;
  name: string;
  offerSeconds: Generated<Json>;
  overflow: Generated<Json>;
  parallelOffers: Generated<number>;
  planId: string | null;
  preferred: Generated<Json>;
  priority: Generated<number>;
  refusalSeconds: Generated<number>;
  refusalsBeforeAlert: Generated<number>;
  requires: Generated<Json>;
  serviceId: string;
  serviceLevel: Generated<Json>;
  shortAbandonSeconds: Generated<number>;
  teamId: string | null;
  ttlSeconds: number | null;
  wrapUpMode: Generated<string>;
  wrapUpSeconds: Generated<number>;
}

export interface RoutingQueueNotice {
  about: string;
  detail: Generated<Json>;
  kind: string;
  queueId: string;
  since: Timestamp;
}

export interface RoutingRuleFault {
  count: Generated<number>;
  firstAt: Timestamp;
  lastAt: Timestamp;
  message: string;
  name: string;
  ruleId: string;
  version: number;
}

export interface RoutingRuleSet {
  author: string;
  authorName: Generated<string>;
  calendarId: string | null;
  comment: Generated<string>;
  id: string;
  restoredFrom: number | null;
  rules: Json;
  savedAt: Generated<Timestamp>;
  version: number;
}

export interface RoutingRuleWait {
  done: Generated<string[]>;
  dueAt: Timestamp;
  itemId: string;
}

export interface RoutingSkill {
  active: Generated<boolean>;
  code: string;
  id: string;
  name: Json;
}

export interface RoutingWorkItem {
  activeAt: Timestamp | null;
  agentId: string | null;
  arrivedAt: Timestamp;
  asker: string | null;
  attention: Generated<string[]>;
  boostSeconds: Generated<number>;
  channel: string;
  enteredAt: Generated<Timestamp>;
  expiresAt: Timestamp | null;
  id: string;
  kind: Generated<string>;
  missedCount: Generated<number>;
  notBefore: Timestamp | null;
  offerCount: Generated<number>;
  overflowed: Generated<string[]>;
  ownRequires: Generated<Json>;
  planId: string | null;
  preferredAgent: string | null;
  preferredUntil: Timestamp | null;
  queueId: string;
  queuedAt: Timestamp;
  refusalCount: Generated<number>;
  refusals: Generated<Json>;
  requires: Generated<Json>;
  serviceId: string;
  state: string;
  version: Generated<number>;
  waitingSince: Timestamp;
  wrapUpUntil: Timestamp | null;
}

export interface SmsHook {
  entryPointId: string;
  id: string;
  keyHash: string;
  madeAt: Timestamp;
  madeBy: string;
  usedAt: Timestamp | null;
}

export interface SmsMessage {
  at: Timestamp;
  caseId: string | null;
  conversationId: string | null;
  direction: string;
  id: string;
  messageId: string | null;
  number: string;
  ownNumber: string | null;
  providerRef: string | null;
  ref: string | null;
  sessionId: string | null;
  state: string | null;
  stateAt: Timestamp | null;
  text: string;
  why: string | null;
}

export interface SmsReport {
  at: Timestamp;
  id: string;
  receivedAt: Timestamp;
  smsId: string;
  state: string;
  why: Generated<string>;
}

export interface SpeechPromptVersion {
  createdAt: Timestamp;
  createdBy: string;
  current: boolean;
  fileId: string;
  id: string;
  key: string;
  language: string;
  note: string | null;
  origin: string;
  queueId: string | null;
  samples: number;
  serviceId: string | null;
}

export interface SpeechProvider {
  active: Generated<boolean>;
  baseUrl: string | null;
  failures: Generated<number>;
  id: string;
  key: string | null;
  kind: string;
  lastError: string | null;
  lastErrorAt: Timestamp | null;
  lastMilliseconds: number | null;
  lastOkAt: Timestamp | null;
  model: string | null;
  name: string;
  position: number;
  purpose: string;
  timeoutSeconds: Generated<number>;
  version: Generated<number>;
  voices: Generated<Json>;
}

export interface SpeechSpoken {
  createdAt: Generated<Timestamp>;
  fileId: string;
  hash: string;
  language: string;
  size: number;
  usedAt: Generated<Timestamp>;
}

export interface VoiceAnnouncement {
  areas: Generated<string[]>;
  endedAt: Timestamp | null;
  endedBy: string | null;
  endsCall: boolean;
  entryPoints: Generated<string[]>;
  fromAt: Timestamp;
  id: string;
  madeAt: Timestamp;
  madeBy: string | null;
  queues: Generated<string[]>;
  serviceId: string;
  texts: Json;
  title: string;
  untilAt: Timestamp | null;
}

export interface VoiceAnnouncementHeard {
  announcementId: string;
  answered: string | null;
  callId: string;
  heardAt: Timestamp;
  queueId: string | null;
}

export interface VoiceAnnouncementShown {
  announcementId: string;
  sessionId: string;
  shownAt: Timestamp;
}

export interface VoiceCall {
  agentId: string | null;
  answeredAt: Timestamp | null;
  cause: string | null;
  connectedAt: Timestamp | null;
  contactId: string | null;
  customerNumber: string | null;
  direction: string;
  endedAt: Timestamp | null;
  endedBy: string | null;
  gateway: string;
  id: string;
  lastTurn: Json | null;
  machine: Generated<boolean>;
  outside: Json | null;
  ownNumber: string | null;
  parties: Generated<Json>;
  recording: Generated<string>;
  recordingSince: Timestamp | null;
  ref: string | null;
  ringSeconds: number | null;
  script: Json | null;
  startedAt: Timestamp;
  state: string;
  turn: Generated<number>;
  version: Generated<number>;
  wanted: string;
}

export interface VoiceCallEvent {
  at: Timestamp;
  callId: string;
  detail: Generated<Json>;
  event: string;
  kind: string;
  receivedAt: Generated<Timestamp>;
}

export interface VoiceGateway {
  abilities: Generated<Json>;
  name: string;
  offers: string | null;
  seenAt: Timestamp;
  trunk: Json | null;
}

export interface VoiceOutbound {
  abroad: Generated<boolean>;
  emergency: Generated<boolean>;
  entryPointId: string | null;
  premium: Generated<boolean>;
  ringSeconds: Generated<number>;
  serviceId: string;
}

export interface VoiceTrialCall {
  askedAt: Timestamp;
  fromNumber: string | null;
  gateway: string;
  leg: string;
  serviceId: string | null;
  sessionId: string;
  staffId: string;
}

export interface VoiceWaitingSetting {
  choices: string[];
  choicesSeconds: number;
  direct: Generated<boolean>;
  everySeconds: number;
  linkText: Generated<Json>;
  queueId: string;
  tellPosition: boolean;
  tellWait: boolean;
  welcome: Generated<Json>;
}

export interface DB {
  'access.apiToken': AccessApiToken;
  'access.grant': AccessGrant;
  'access.loginAttempt': AccessLoginAttempt;
  'access.role': AccessRole;
  'access.service': AccessService;
  'access.session': AccessSession;
  'access.staff': AccessStaff;
  'access.team': AccessTeam;
  'automation.delivery': AutomationDelivery;
  'automation.webhook': AutomationWebhook;
  'calendars.calendar': CalendarsCalendar;
  'calendars.exception': CalendarsException;
  'calendars.opening': CalendarsOpening;
  'cases.approval': CasesApproval;
  'cases.case': CasesCase;
  'cases.centre': CasesCentre;
  'cases.chargeRule': CasesChargeRule;
  'cases.consent': CasesConsent;
  'cases.document': CasesDocument;
  'cases.entry': CasesEntry;
  'cases.escalation': CasesEscalation;
  'cases.escalationNews': CasesEscalationNews;
  'cases.handover': CasesHandover;
  'cases.holder': CasesHolder;
  'cases.link': CasesLink;
  'cases.notice': CasesNotice;
  'cases.noticeText': CasesNoticeText;
  'cases.opinion': CasesOpinion;
  'cases.opinionPaper': CasesOpinionPaper;
  'cases.opinionUse': CasesOpinionUse;
  'cases.paper': CasesPaper;
  'cases.party': CasesParty;
  'cases.partyNews': CasesPartyNews;
  'cases.piece': CasesPiece;
  'cases.plan': CasesPlan;
  'cases.preference': CasesPreference;
  'cases.relation': CasesRelation;
  'cases.reminder': CasesReminder;
  'cases.step': CasesStep;
  'cases.subcase': CasesSubcase;
  'cases.supplier': CasesSupplier;
  'cases.task': CasesTask;
  'cases.type': CasesType;
  'cases.typeVersion': CasesTypeVersion;
  'cases.word': CasesWord;
  'chat.upload': ChatUpload;
  'chat.visitor': ChatVisitor;
  'clocks.clock': ClocksClock;
  'clocks.compensation': ClocksCompensation;
  'clocks.event': ClocksEvent;
  'clocks.export': ClocksExport;
  'clocks.mark': ClocksMark;
  'clocks.pack': ClocksPack;
  'clocks.place': ClocksPlace;
  'clocks.seen': ClocksSeen;
  'clocks.standard': ClocksStandard;
  'clocks.told': ClocksTold;
  'contacts.appliedRule': ContactsAppliedRule;
  'contacts.attachment': ContactsAttachment;
  'contacts.callback': ContactsCallback;
  'contacts.callbackAttempt': ContactsCallbackAttempt;
  'contacts.consult': ContactsConsult;
  'contacts.contact': ContactsContact;
  'contacts.conversation': ContactsConversation;
  'contacts.draft': ContactsDraft;
  'contacts.entryPoint': ContactsEntryPoint;
  'contacts.leg': ContactsLeg;
  'contacts.listening': ContactsListening;
  'contacts.mention': ContactsMention;
  'contacts.message': ContactsMessage;
  'contacts.messageReference': ContactsMessageReference;
  'contacts.outcome': ContactsOutcome;
  'contacts.whisper': ContactsWhisper;
  'customers.bill': CustomersBill;
  'customers.customer': CustomersCustomer;
  'customers.identity': CustomersIdentity;
  'customers.outage': CustomersOutage;
  'customers.pin': CustomersPin;
  'customers.position': CustomersPosition;
  'customers.reading': CustomersReading;
  'customers.segment': CustomersSegment;
  'email.confirmation': EmailConfirmation;
  'email.letter': EmailLetter;
  'email.letterReply': EmailLetterReply;
  'email.mailbox': EmailMailbox;
  'email.outbound': EmailOutbound;
  'email.outbox': EmailOutbox;
  'email.raw': EmailRaw;
  'email.transcript': EmailTranscript;
  'flows.flow': FlowsFlow;
  'flows.proof': FlowsProof;
  'flows.secret': FlowsSecret;
  'flows.session': FlowsSession;
  'flows.trail': FlowsTrail;
  'flows.version': FlowsVersion;
  'form.challengeUsed': FormChallengeUsed;
  'form.submission': FormSubmission;
  'insight.agentInterval': InsightAgentInterval;
  'insight.agentStateInterval': InsightAgentStateInterval;
  'insight.agreement': InsightAgreement;
  'insight.agreementRead': InsightAgreementRead;
  'insight.alert': InsightAlert;
  'insight.breach': InsightBreach;
  'insight.casePublication': InsightCasePublication;
  'insight.dirty': InsightDirty;
  'insight.forecast': InsightForecast;
  'insight.indicatorVersion': InsightIndicatorVersion;
  'insight.queueInterval': InsightQueueInterval;
  'insight.threshold': InsightThreshold;
  'knowledge.article': KnowledgeArticle;
  'knowledge.articleFile': KnowledgeArticleFile;
  'knowledge.articleVersion': KnowledgeArticleVersion;
  'knowledge.asked': KnowledgeAsked;
  'knowledge.askedPosting': KnowledgeAskedPosting;
  'knowledge.classification': KnowledgeClassification;
  'knowledge.feedback': KnowledgeFeedback;
  'knowledge.indexState': KnowledgeIndexState;
  'knowledge.posting': KnowledgePosting;
  'knowledge.search': KnowledgeSearch;
  'knowledge.searchSettled': KnowledgeSearchSettled;
  'knowledge.standardText': KnowledgeStandardText;
  'knowledge.standardTextUse': KnowledgeStandardTextUse;
  'knowledge.standardTextVersion': KnowledgeStandardTextVersion;
  'knowledge.synonym': KnowledgeSynonym;
  'knowledge.task': KnowledgeTask;
  'knowledge.use': KnowledgeUse;
  'knowledge.word': KnowledgeWord;
  'offices.appointment': OfficesAppointment;
  'offices.appointmentNotice': OfficesAppointmentNotice;
  'offices.bookable': OfficesBookable;
  'offices.counter': OfficesCounter;
  'offices.dispensed': OfficesDispensed;
  'offices.office': OfficesOffice;
  'offices.series': OfficesSeries;
  'offices.visit': OfficesVisit;
  'platform.audit': PlatformAudit;
  'platform.consumer': PlatformConsumer;
  'platform.event': PlatformEvent;
  'platform.eventCounter': PlatformEventCounter;
  'platform.file': PlatformFile;
  'platform.idempotency': PlatformIdempotency;
  'platform.lease': PlatformLease;
  'platform.readLog': PlatformReadLog;
  'platform.setting': PlatformSetting;
  migration: Migration;
  'recordings.listen': RecordingsListen;
  'recordings.note': RecordingsNote;
  'recordings.notice': RecordingsNotice;
  'recordings.part': RecordingsPart;
  'recordings.recording': RecordingsRecording;
  'recordings.refusal': RecordingsRefusal;
  'recordings.setting': RecordingsSetting;
  'recordings.stretch': RecordingsStretch;
  'recordings.transcript': RecordingsTranscript;
  'rooms.attachment': RoomsAttachment;
  'rooms.member': RoomsMember;
  'rooms.mention': RoomsMention;
  'rooms.post': RoomsPost;
  'rooms.room': RoomsRoom;
  'routing.agent': RoutingAgent;
  'routing.agentMove': RoutingAgentMove;
  'routing.agentSkill': RoutingAgentSkill;
  'routing.estimate': RoutingEstimate;
  'routing.offer': RoutingOffer;
  'routing.plan': RoutingPlan;
  'routing.planVersion': RoutingPlanVersion;
  'routing.presenceHistory': RoutingPresenceHistory;
  'routing.profile': RoutingProfile;
  'routing.profileQueue': RoutingProfileQueue;
  'routing.queue': RoutingQueue;
  'routing.queueNotice': RoutingQueueNotice;
  'routing.ruleFault': RoutingRuleFault;
  'routing.ruleSet': RoutingRuleSet;
  'routing.ruleWait': RoutingRuleWait;
  'routing.skill': RoutingSkill;
  'routing.workItem': RoutingWorkItem;
  'sms.hook': SmsHook;
  'sms.message': SmsMessage;
  'sms.report': SmsReport;
  'speech.promptVersion': SpeechPromptVersion;
  'speech.provider': SpeechProvider;
  'speech.spoken': SpeechSpoken;
  'voice.announcement': VoiceAnnouncement;
  'voice.announcementHeard': VoiceAnnouncementHeard;
  'voice.announcementShown': VoiceAnnouncementShown;
  'voice.call': VoiceCall;
  'voice.callEvent': VoiceCallEvent;
  'voice.gateway': VoiceGateway;
  'voice.outbound': VoiceOutbound;
  'voice.trialCall': VoiceTrialCall;
  'voice.waitingSetting': VoiceWaitingSetting;
}
