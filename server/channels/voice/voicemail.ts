import type { Ctx, Db, Tx } from '#server/platform/index.ts';
import type { CallRow } from './calls.store.ts';

/** What keeps the messages that callers leave, as far as calls need to know of it. It lies above this module. */
export interface Voicemail {
  /** A message begins: what is uploaded for it from now on is kept. @returns false where nothing can be kept */
  open(tx: Tx, ctx: Ctx, call: CallRow, queueId: string): Promise<boolean>;
  /** Seconds of it that are here. */
  length(db: Db | Tx, callId: string): Promise<number>;
  /** It is whole, and belongs to this contact. */
  keep(tx: Tx, ctx: Ctx, callId: string, contactId: string): Promise<void>;
  /** It is none: nothing of it is kept. */
  drop(tx: Tx, ctx: Ctx, callId: string): Promise<void>;
}

let voicemail: Voicemail | null = null;
/** Called once by the composition root. Without one nobody can leave a message. */
export const lendVoicemail = (one: Voicemail): void => {
  voicemail = one;
};
export const theVoicemail = (): Voicemail | null => voicemail;

/** What sends short messages: a channel beside this one. */
export interface LinkSender {
  send(tx: Tx, ctx: Ctx, sms: { to: string; text: string }): Promise<void>;
  /** How many went to a number since an instant. */
  sentSince(db: Db | Tx, number: string, since: Date): Promise<number>;
}
let sender: LinkSender | null = null;
/** Called once by the composition root. Without one no SMS is offered. */
export const lendLinkSender = (one: LinkSender): void => {
  sender = one;
};
export const theLinkSender = (): LinkSender | null => sender;
