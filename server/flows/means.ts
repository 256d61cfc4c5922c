import type { FlowChannel, FlowLanguage } from '#contract/flow-graph.ts';
import type { FlowPart } from '#contract/flows.ts';
import type { Actor, Ctx, Db, Tx } from '#server/platform/index.ts';
import type { FlowState, Identifier, Proof } from './state.rules.ts';
import type { Value } from './values.rules.ts';

// What flows may do in the rest of the system. The modules that can do it are beside or above this one: the composition
// root lends it once, before anything is served.

/** Who asks, and with what. */
export interface Asked {
  given: Readonly<Record<string, Value>>;
  /** Identified, or recognised by where they come from where the part needs no more; null: nobody known. */
  customerId: string | null;
  language: FlowLanguage;
  channel: FlowChannel;
}
/** Reads something; null where there is nothing. */
export interface FlowLookup {
  part: FlowPart;
  look(tx: Tx, ctx: Ctx, asked: Asked): Promise<Record<string, Value> | null>;
}
/** Does something; refused, with what is known of why, where the rules of the field do not allow it. */
export interface FlowAct {
  part: FlowPart;
  do(
    tx: Tx,
    ctx: Ctx,
    asked: Asked,
  ): Promise<{ result: 'done' | 'refused'; value?: Record<string, Value> | undefined }>;
}

/** What is wanted of who takes it over. */
export type FlowWants = FlowState['wants'];

export interface FlowQueue {
  id: string;
  serviceId: string;
  calendarId: string | null;
  emergency: boolean;
}

export interface FlowMeans {
  lookups: readonly FlowLookup[];
  acts: readonly FlowAct[];
  /** Who has this identifier, and by what they can prove to be it. misread: it cannot be one. */
  findCustomer(
    db: Tx,
    by: Identifier,
    value: string,
  ): Promise<
    | { found: 'misread' | 'unknown' }
    | { found: 'one'; customerId: string; proofs: Proof[]; mail: string | null; phone: string | null }
  >;
  /** What flows know of a customer: `customer.name`. */
  customerValues(db: Tx, customerId: string): Promise<Record<string, Value>>;
  checkPin(db: Tx, ctx: Ctx, customerId: string, pin: string): Promise<boolean>;
  /** Where a code goes to, at the moment it is sent. */
  addressesOf(db: Tx, customerId: string): Promise<{ mail: string | null; phone: string | null }>;
  sendMail(tx: Tx, mail: { to: string; subject: string; text: string; language: string }): Promise<void>;
  sendSms(tx: Tx, ctx: Ctx, sms: { to: string; text: string }): Promise<void>;
  search(
    tx: Tx,
    ctx: Ctx,
    question: string,
    language: FlowLanguage,
  ): Promise<{ title: string; text: string } | null>;
  /** null: the type does not take what was given. */
  openCase(
    tx: Tx,
    ctx: Ctx,
    wish: {
      customerId: string;
      type: string;
      fields: Record<string, string>;
      subject: string;
      text: string;
      classification: string | null;
      serviceId: string | null;
    },
  ): Promise<{ number: string } | null>;
  /** False: there is no such case of theirs that is open and, where fields are given, of this type and takes them. */
  noteOnCase(
    tx: Tx,
    ctx: Ctx,
    wish: {
      customerId: string;
      number: string;
      text: string;
      type: string;
      fields: Record<string, string>;
    },
  ): Promise<boolean>;
  /** What is told to everybody at this moment who begins a flow here in writing; that they were told counts. */
  toldFirst(
    tx: Tx,
    ctx: Ctx,
    who: {
      sessionId: string;
      channel: FlowChannel;
      entryPointId: string;
      from: string | null;
      language: string;
    },
  ): Promise<{ text: string; language: string }[]>;
  /**
   * To the official address: PEC where there is one, else e-mail. With a placeholder that had no value it is held back for a
   * person instead, as the contact of this number.
   */
  sendToCustomer(
    tx: Tx,
    ctx: Ctx,
    wish: {
      customerId: string;
      serviceId: string | null;
      subject: string;
      text: string;
      language: string;
      /** What goes with it as a letter, in a file. */
      document: { subject: string; text: string } | null;
      /** Placeholders that had no value. */
      missing: readonly string[];
    },
  ): Promise<'sent' | 'no_address' | { held: string }>;
  queueByCode(db: Db, code: string): Promise<FlowQueue | null>;
  callback(
    tx: Tx,
    ctx: Ctx,
    wish: {
      queueId: string;
      number: string;
      channel: FlowChannel;
      language: string;
      customerId: string | null;
      note: string;
      /** Skills, seniority and classification that the flow has set, by code. */
      wants: FlowWants;
    },
  ): Promise<{ contactId: string } | null>;
  /** Whether somebody may see a contact: who may, may read what it said before. */
  maySeeContact(db: Db, actor: Actor, contactId: string): Promise<boolean>;
  /** What graphs may name. */
  queues(db: Db): Promise<{ code: string; name: string }[]>;
  /** The types of case in use, with the fields that a flow can give at the opening. */
  caseTypes(
    db: Db,
  ): Promise<{ code: string; name: string; fields: { code: string; name: string; required: boolean }[] }[]>;
  skills(db: Db): Promise<{ code: string; name: string }[]>;
  classifications(db: Db): Promise<{ code: string; name: string }[]>;
}

let lent: FlowMeans | null = null;
/** Called once by the composition root. */
export const configureFlows = (means: FlowMeans): void => {
  lent = means;
};
export function flowMeans(): FlowMeans {
  if (lent === null) throw new Error('flows were not given their means');
  return lent;
}
