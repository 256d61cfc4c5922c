import type { PublicNames } from '#contract/route.ts';
import type { HoursCalendar } from '#server/calendars/hours.rules.ts';

/** Plain objects of the demo organisation. Ids are uuids; instants are Dates; days are YYYY-MM-DD. */
export type Language = 'it' | 'en' | 'fr' | 'ro' | 'ar';
export type DemoChannel = 'email' | 'form' | 'chat';
export type DemoRole = 'agent' | 'expert' | 'supervisor' | 'head_of_office' | 'administrator' | 'auditor';
/** The types that come with the program. */
export type CaseType =
  | 'information'
  | 'orientation'
  | 'complaint'
  | 'billing_rectification'
  | 'double_billing'
  | 'collection_suspension'
  | 'document_duplicate'
  | 'fault_report'
  | 'holder_change'
  | 'meter_reading'
  | 'smart_card_activation'
  | 'water_analysis'
  | 'water_saving_kit';
export interface Names {
  it: string;
  en: string;
}

export interface DemoService {
  id: string;
  key: string;
  name: Names;
}
export interface DemoTeam {
  id: string;
  key: string;
  name: Names;
  /** Who employs its people; empty: the organisation itself. */
  supplier: string;
}
export interface DemoSkill {
  id: string;
  key: string;
  kind: 'subject' | 'language' | 'medium';
  name: Names;
}
export interface DemoCalendar {
  id: string;
  key: string;
  name: Names;
  hours: HoursCalendar;
}
export interface DemoStaff {
  id: string;
  key: string;
  name: string;
  surname: string;
  /** What customers see. */
  publicName: string;
  email: string;
  role: DemoRole;
  team: string;
  services: string[];
  skills: { skill: string; level: number }[];
  profile: string | null;
  /** Hours worked, Monday first; null is a day off. */
  shift: ({ from: string; to: string } | null)[];
}
export interface DemoQueue {
  id: string;
  key: string;
  name: Names;
  service: string;
  calendar: string;
  /** Lower is more urgent. */
  priority: number;
  requires: { skill: string; level: number }[];
  target: { percent: number; seconds: Record<DemoChannel, number> };
  shortAbandonSeconds: number;
  /** Seconds waited after which a chat moves to another queue; null for never. */
  overflow: { afterSeconds: number; queue: string } | null;
}
export interface DemoProfile {
  id: string;
  key: string;
  name: Names;
  queues: { queue: string; priority: number }[];
  capacity: Record<DemoChannel, number>;
}
export interface DemoEntryPoint {
  id: string;
  key: string;
  channel: DemoChannel | 'phone';
  address: string;
  name: Names;
  queue: string;
  service: string;
  calendar: string;
}
export interface DemoClass {
  id: string;
  key: string;
  parent: string | null;
  level: 1 | 2 | 3;
  name: PublicNames;
  position: number;
}
export interface DemoOutcome {
  id: string;
  key: string;
  name: Names;
}
/** A standard text with its wording in each language, the main one first. */
export interface DemoStandardText {
  id: string;
  code: string;
  channels: DemoChannel[];
  class: string | null;
  wordings: { id: string; language: 'it' | 'en'; title: string; body: string }[];
}
export interface DemoCustomer {
  id: string;
  number: string;
  kind: 'person' | 'company';
  name: string;
  surname: string | null;
  companyName: string | null;
  sex: 'M' | 'F' | null;
  birthDate: string | null;
  fiscalCode: string;
  vatNumber: string | null;
  language: Language;
  since: string;
}
export interface DemoIdentity {
  id: string;
  customer: string;
  type: 'email' | 'pec' | 'phone' | 'fiscal_code' | 'vat_number' | 'customer_number';
  /** In its normal form. */
  value: string;
  primary: boolean;
}
export interface DemoPosition {
  id: string;
  customer: string;
  service: string;
  kind: 'water' | 'electricity' | 'gas';
  /** User code of the water supply, POD or PDR. */
  code: string;
  address: { street: string; number: string; postcode: string; town: string; province: string };
  since: string;
  until: string | null;
}
export interface DemoConversation {
  id: string;
  customer: string;
  channel: DemoChannel;
  entryPoint: string;
  subject: string;
  language: Language;
  startedAt: Date;
}
export interface DemoMessage {
  id: string;
  conversation: string;
  contact: string;
  direction: 'in' | 'out' | 'note';
  /** Sent by the system, as the notice that a case was opened. */
  automatic: boolean;
  /** Address or name shown; the member of staff is in `staff`. */
  from: string;
  to: string;
  staff: string | null;
  subject: string | null;
  text: string;
  /** With angle brackets; null on chat. */
  messageId: string | null;
  inReplyTo: string | null;
  at: Date;
}
export type ContactState = 'queued' | 'active' | 'closed' | 'abandoned' | 'expired';
export interface DemoContact {
  id: string;
  number: number;
  conversation: string;
  customer: string;
  channel: DemoChannel;
  entryPoint: string;
  /** The queue it is in, or ended in. */
  queue: string;
  state: ContactState;
  agent: string | null;
  case: string | null;
  class: string | null;
  outcome: string | null;
  subject: string;
  language: Language;
  arrivedAt: Date;
  answeredAt: Date | null;
  closedAt: Date | null;
}
/** Queue: answered, abandoned, flowed_out, expired. Offer: accepted, declined, timed_out, abandoned. Handle: transferred_out,
 * completed. Wrap-up: completed. */
export type LegResult =
  | 'answered'
  | 'abandoned'
  | 'flowed_out'
  | 'expired'
  | 'accepted'
  | 'declined'
  | 'timed_out'
  | 'transferred_out'
  | 'completed';
export interface DemoLeg {
  id: string;
  contact: string;
  /**
   * Order within the contact, from 1. Queue, handle and wrap-up legs follow each other without a gap; an offer lies
   * within the queue leg before it, since the contact keeps its place while it is offered.
   */
  ordinal: number;
  kind: 'queue' | 'offer' | 'handle' | 'wrap_up';
  queue: string;
  agent: string | null;
  startedAt: Date;
  endedAt: Date | null;
  /** Null while the leg runs. */
  result: LegResult | null;
}
export type CaseStatus = 'open' | 'in_progress' | 'waiting' | 'solved' | 'closed';
export interface DemoCase {
  id: string;
  number: string;
  type: CaseType;
  class: string;
  status: CaseStatus;
  subject: string;
  customer: string;
  owner: string;
  contact: string;
  openedAt: Date;
  closedAt: Date | null;
  resolution: string | null;
}
export interface DemoCaseEvent {
  id: string;
  case: string;
  kind: 'opened' | 'status' | 'note' | 'message';
  status: CaseStatus | null;
  text: string;
  staff: string;
  at: Date;
}

/** What changes little: made whole before the days are. */
export interface DemoOrganisation {
  name: string;
  address: string;
  signature: Names;
  services: DemoService[];
  teams: DemoTeam[];
  skills: DemoSkill[];
  calendars: DemoCalendar[];
  queues: DemoQueue[];
  profiles: DemoProfile[];
  staff: DemoStaff[];
  entryPoints: DemoEntryPoint[];
  classification: DemoClass[];
  outcomes: DemoOutcome[];
  standardTexts: DemoStandardText[];
}

/** Everything that came to its end on a day; on the last one, also what is still open. */
export interface DemoDay {
  date: string;
  conversations: DemoConversation[];
  messages: DemoMessage[];
  contacts: DemoContact[];
  legs: DemoLeg[];
  cases: DemoCase[];
  caseEvents: DemoCaseEvent[];
}
