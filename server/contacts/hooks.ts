import type { Channel } from '#contract/words.ts';
import type { Ctx, Db, Tx } from '#server/platform/index.ts';

/** What a channel does with an answer once it is written. Channels are above this module and register themselves. */
export interface Transport {
  /** Queues the delivery in the transaction of the answer; `notBefore` leaves time to take it back. */
  queue(
    tx: Tx,
    ctx: Ctx,
    delivery: { messageId: string; conversationId: string; notBefore: Date },
  ): Promise<void>;
  /** Takes an answer back that has not left yet; false when it is too late. */
  undo(tx: Tx, ctx: Ctx, messageId: string): Promise<boolean>;
  /** Tries a failed delivery again. */
  retry(tx: Tx, ctx: Ctx, messageId: string): Promise<void>;
}

/** A voice medium as far as callbacks need to know of it: whether one is there now that can dial customers. */
export interface Dialler {
  able(db: Db | Tx, now: Date): Promise<boolean>;
}
let dialler: Dialler | null = null;
/** Called once by the composition root. Without one, agents dial by their own means. */
export const registerDialler = (one: Dialler): void => {
  dialler = one;
};
export const canDial = async (db: Db | Tx, now: Date): Promise<boolean> =>
  dialler !== null && (await dialler.able(db, now));

/**
 * What carries calls, as far as following one needs to know of it: whether a member of staff could hear the call of a
 * contact now. `call_unheard`: nothing carries it that lets anybody listen. `own_phone_off`: their telephone in the browser is off.
 * `on_a_call`: it is in use.
 */
export interface CallLines {
  hearing(
    ctx: Ctx,
    contactId: string,
    staffId: string,
  ): Promise<'ready' | 'call_unheard' | 'own_phone_off' | 'on_a_call'>;
}
let lines: CallLines | null = null;
/** Called once by the composition root. Without it no call can be followed. */
export const registerCallLines = (one: CallLines): void => {
  lines = one;
};
export const hearingOf = (ctx: Ctx, contactId: string, staffId: string): ReturnType<CallLines['hearing']> =>
  lines === null ? Promise.resolve('call_unheard') : lines.hearing(ctx, contactId, staffId);

/** A mail that tells somebody outside the register something; an answer to it comes as any other mail. */
export interface MailNotice {
  to: string;
  subject: string;
  text: string;
  language: string;
  serviceId: string;
}
let noticePost: (tx: Tx, notice: MailNotice) => Promise<void> = () =>
  Promise.reject(new Error('nothing carries mail'));
/** Called once by the composition root. */
export const registerMailNotices = (one: typeof noticePost): void => {
  noticePost = one;
};
/** Queues it in the caller's transaction. */
export const mailNotice = (tx: Tx, notice: MailNotice): Promise<void> => noticePost(tx, notice);

/** A short message that tells somebody outside the register something; what comes back to it belongs to the case. */
export interface SmsNotice {
  to: string;
  text: string;
  serviceId: string;
  caseId: string;
}
let smsPost: (tx: Tx, ctx: Ctx, notice: SmsNotice) => Promise<boolean> = () =>
  Promise.reject(new Error('nothing carries short messages'));
/** Called once by the composition root. */
export const registerSmsNotices = (one: typeof smsPost): void => {
  smsPost = one;
};
/** Sends it in the caller's transaction; false where the organisation has no number to write from. */
export const smsNotice = (tx: Tx, ctx: Ctx, notice: SmsNotice): Promise<boolean> => smsPost(tx, ctx, notice);

let openable: (db: Db | Tx, code: string) => Promise<boolean> = () => Promise.resolve(false);
/** Called once by the composition root: whether citizens may open cases of a type. Cases are above this module. */
export const registerOnlineTypes = (one: typeof openable): void => {
  openable = one;
};
export const opensOnline = (db: Db | Tx, code: string): Promise<boolean> => openable(db, code);

const transports = new Map<Channel, Transport>();

/** Called once per channel by the composition root. A channel without a transport is delivered by its own live socket. */
export const registerTransport = (channel: Channel, transport: Transport): void => {
  transports.set(channel, transport);
};
export const transportOf = (channel: string): Transport | null => transports.get(channel as Channel) ?? null;

/**
 * A letter to somebody who is no customer and never logs in: an expert who answers by mail. It stands in no conversation;
 * whoever wrote it hears of the answers to it by the event `letter.replied`, and how it ended by `letter.ended`.
 */
export interface Letter {
  /** It names the mail, so that an answer to it is known. */
  id: string;
  /** What it is about, for whoever hears of the answers. */
  thread: string;
  /** A number that stands in the subject, with a mark that nobody can make up. */
  number: string;
  serviceId: string;
  to: string[];
  subject: string;
  text: string;
  language: string;
  /** Written by the system itself. */
  automatic: boolean;
  files: { sha256: string; name: string; type: string }[];
}
export interface Letters {
  /** Whether a service has an address to write from. */
  able(db: Db | Tx, serviceId: string): Promise<boolean>;
  /** Queues it in the caller's transaction. A further letter of a thread follows the one before it. */
  send(tx: Tx, ctx: Ctx, letter: Letter): Promise<void>;
}
let post: Letters | null = null;
/** Called once by the composition root. Without it nothing is asked by mail. */
export const registerLetters = (one: Letters): void => {
  post = one;
};
export const letters = (): Letters | null => post;
