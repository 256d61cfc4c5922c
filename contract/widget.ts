import { z } from 'zod';
import type { FlowLanguage } from './flow-graph.ts';
import type { Ask } from './flow-turns.ts';
import { caseField, caseTypeCode, partKey } from './case-types.ts';
import { id, instant, route } from './route.ts';

// Public: the chat widget and the web form. No staff, no permissions; rate limits and a proof of work instead.
const entry = z.object({ id });

/** A task that costs a browser a moment: find a text so that SHA-256 of `nonce:text` begins with `difficulty` zero bits. */
export const challenge = z.object({ nonce: z.string(), difficulty: z.number(), signature: z.string() });

/** What a type of case asks of whoever opens one on a form, in the language of the page. */
export const publicCaseType = z.object({
  code: caseTypeCode,
  name: z.string(),
  /** In which the name stands: the page's, or English where nobody has translated it. So for fields and subjects. */
  language: z.string(),
  /** Documents that it goes by; none of them is demanded here. */
  documents: z.array(z.string()),
  fields: z.array(
    caseField.pick({ key: true, kind: true, min: true, max: true, unit: true, showIf: true }).extend({
      label: z.string(),
      language: z.string(),
      help: z.string().nullable(),
      /** If it is asked for. */
      required: z.boolean(),
      options: z.array(z.object({ key: partKey, label: z.string() })),
    }),
  ),
});
export type PublicCaseType = z.output<typeof publicCaseType>;

export const publicForm = route({
  method: 'GET',
  path: '/api/v1/public/forms/:id',
  tag: 'public',
  summary: 'What a web form asks',
  permission: 'public',
  rateLimit: 120,
  params: entry,
  query: z.object({ lang: z.string().max(5).default('it') }),
  output: z.object({
    id,
    name: z.string(),
    organisation: z.string(),
    language: z.string(),
    subjects: z.array(z.object({ id, name: z.string(), language: z.string() })),
    maxFiles: z.number(),
    maxFileBytes: z.number(),
    accept: z.array(z.string()),
    open: z.boolean(),
    /** False while who comes is turned away with the words of `notice`. */
    accepting: z.boolean(),
    notice: z.string().nullable(),
    /** What the organisation says at this moment to everybody who comes. */
    announcement: z.string().nullable(),
    privacyUrl: z.string().nullable(),
    /** What is sent opens a case of this type at once; null: it is a message. */
    caseType: publicCaseType.nullable(),
    challenge,
  }),
});
export const submitForm = route({
  method: 'POST',
  path: '/api/v1/public/forms/:id',
  tag: 'public',
  summary:
    'Send a web form (multipart/form-data: fields name, email, phone, subject, message, language, consent, nonce, difficulty, signature, solution, clientKey, website (left empty by people), files; of a form that opens cases also opens, the code of the type that was shown, and field.<key> for what it asks, several choices with commas)',
  permission: 'public',
  rateLimit: 20,
  rawBody: 'multipart/form-data',
  bodyLimit: 30 * 1024 * 1024,
  params: entry,
  output: z.object({
    /** Of the case that was opened, else of the contact. */
    number: z.string(),
    message: z.string(),
    at: instant,
    /** Where the receipt is had, for a day. */
    receipt: z.string(),
  }),
  status: 201,
});
export const formReceipt = route({
  method: 'GET',
  path: '/api/v1/public/forms/:id/receipts/:submission',
  tag: 'public',
  summary: 'The receipt of what was sent by a form, by the signed address that came with the answer',
  permission: 'public',
  rateLimit: 30,
  params: z.object({ id, submission: id }),
  query: z.object({ until: z.coerce.number().int(), signature: z.string().max(100) }),
  rawOutput: 'application/pdf',
});
export const publicChat = route({
  method: 'GET',
  path: '/api/v1/public/chats/:id',
  tag: 'public',
  summary: 'Whether the chat is open, its greeting and estimated wait',
  permission: 'public',
  rateLimit: 120,
  params: entry,
  query: z.object({ lang: z.string().max(5).default('it') }),
  output: z.object({
    id,
    name: z.string(),
    organisation: z.string(),
    open: z.boolean(),
    nextOpening: instant.nullable(),
    /** Why nobody is let in now, in the organisation's words. */
    notice: z.string().nullable(),
    /** What the organisation says at this moment to everybody who comes. */
    announcement: z.string().nullable(),
    estimatedWait: z.number().nullable(),
    greeting: z.string(),
    offlineForm: id.nullable(),
    maxFileBytes: z.number(),
  }),
});
export const publicChatHelp = route({
  method: 'POST',
  path: '/api/v1/public/chats/:id/help',
  tag: 'public',
  summary:
    'The help site, and the articles for the public that fit what a visitor is writing; nothing of it is kept',
  permission: 'public',
  rateLimit: 60,
  params: entry,
  body: z.object({ text: z.string().max(1000).default(''), lang: z.string().max(5).default('it') }),
  output: z.object({
    /** The first page of the help site; null: there is nothing for the public. */
    site: z.string().nullable(),
    articles: z.array(z.object({ title: z.string(), language: z.string(), url: z.string() })),
  }),
});
export const publicCallbackTimes = route({
  method: 'GET',
  path: '/api/v1/public/chats/:id/callback-times',
  tag: 'public',
  summary:
    'Times at which who finds the chat closed or full may be called back; none where its queue calls nobody back',
  permission: 'public',
  rateLimit: 60,
  params: entry,
  output: z.object({ times: z.array(instant) }),
});
export const uploadChatFile = route({
  method: 'POST',
  path: '/api/v1/public/chats/:id/files',
  tag: 'public',
  summary: 'Upload a file for a chat line to come (multipart/form-data, fields `token` then `file`)',
  permission: 'public',
  rateLimit: 30,
  rawBody: 'multipart/form-data',
  bodyLimit: 12 * 1024 * 1024,
  params: entry,
  output: z.object({ id, name: z.string(), type: z.string(), size: z.number() }),
  status: 201,
});
export const downloadChatFile = route({
  method: 'GET',
  path: '/api/v1/public/chats/:id/files/:file',
  tag: 'public',
  summary: "A file of the visitor's own conversation, by the signed address that came with the line",
  permission: 'public',
  rateLimit: 240,
  params: z.object({ id, file: id }),
  query: z.object({ until: z.coerce.number().int(), signature: z.string().max(100) }),
  rawOutput: 'application/octet-stream',
});

// The chat itself: WebSocket at /api/v1/public/chats/:id/socket, one JSON object per frame.

const visitorPage = z.object({
  url: z.string().max(2000),
  title: z.string().max(300).default(''),
  referrer: z.string().max(2000).default(''),
});
/** What the visitor filled in before the first line. The e-mail address is a claim, not an identity that was checked. */
const prefill = z.object({
  name: z.string().trim().max(120).default(''),
  email: z.union([z.literal(''), z.email().max(320)]).default(''),
  question: z.string().trim().max(4000).default(''),
});

/** The longest chat line, in characters. */
export const chatLineLength = 4000;

/** Widget to server. */
export const fromVisitor = z.discriminatedUnion('type', [
  /** First frame of a socket. `resumeAfter`: the sequence number of the last line the widget has; 0 for none. */
  z.object({
    type: z.literal('hello'),
    token: z.string().max(100).nullable().default(null),
    lang: z.string().min(2).max(5).default('it'),
    page: visitorPage.optional(),
    prefill: prefill.optional(),
    resumeAfter: z.number().int().min(0).default(0),
  }),
  /** A line. The same `clientId` again is the same line, however often it is sent and over whichever socket. */
  z.object({
    type: z.literal('send'),
    clientId: z.string().min(8).max(64),
    text: z.string().max(chatLineLength).default(''),
    attachments: z.array(id).max(5).default([]),
  }),
  /**
   * Begins the flow of the chat, or answers a turn of it. The same answer again gets the same turn; what is answered is
   * `flow`, to all windows of the visitor.
   */
  z.object({
    type: z.literal('flow'),
    turn: z.number().int().min(0).max(1_000_000),
    input: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('begin') }),
      z.object({ kind: z.literal('text'), text: z.string().max(chatLineLength) }),
      z.object({ kind: z.literal('option'), option: z.string().max(60) }),
      z.object({ kind: z.literal('person') }),
    ]),
  }),
  z.object({ type: z.literal('prefill'), prefill }),
  z.object({ type: z.literal('page'), page: visitorPage }),
  z.object({ type: z.literal('typing'), on: z.boolean() }),
  /** Every line up to `delivered` has arrived here, every line up to `read` was on screen. */
  z.object({
    type: z.literal('mark'),
    delivered: z.number().int().min(0),
    read: z.number().int().min(0),
  }),
  z.object({ type: z.literal('transcript'), email: z.email().max(320) }),
  /**
   * Asks to be called back: who waits in the place that they have; who finds the chat closed or full as soon as it is
   * their turn, or at a time of `publicCallbackTimes`.
   */
  z.object({
    type: z.literal('callback'),
    number: z.string().max(40),
    at: z.iso.datetime({ offset: true }).nullable().default(null),
    name: z.string().trim().max(120).default(''),
    /** Where the link to the callback's page is sent; without one, where the customer is known to be reached. */
    email: z.union([z.literal(''), z.email().max(320)]).default(''),
  }),
  /** The visitor ends the chat. */
  z.object({ type: z.literal('end') }),
  z.object({ type: z.literal('ping') }),
]);
export type FromVisitor = z.input<typeof fromVisitor>;

export interface ChatLine {
  seq: number;
  from: 'visitor' | 'staff' | 'system';
  name: string;
  text: string;
  at: string;
  /** Given for the visitor's own lines: the id that the widget chose. */
  clientId: string | null;
  attachments: { id: string; name: string; type: string; size: number; url: string; inline: boolean }[];
}

/** `at`: null as soon as it is their turn. `link`: the path of the page where it can be moved or cancelled; null: another's. */
export interface PromisedCall {
  number: string;
  at: string | null;
  link: string | null;
}

/** `idle`: nothing was asked yet. `position` counts from 1; `wait` is seconds; null where not known. */
export type ChatState =
  | { phase: 'idle' }
  | { phase: 'queued'; position: number | null; wait: number | null }
  /** `also`: who has stepped in beside the agent. */
  | { phase: 'active'; agent: string | null; also: string | null }
  | { phase: 'closed' };

/** What was said before a person came: by the flow, and by the visitor, whose codes are dots. */
export interface ChatFlowLine {
  key: string;
  from: 'flow' | 'customer';
  text: string;
  /** Null: as the visitor wrote it. */
  language: FlowLanguage | null;
  at: string;
}
/**
 * The flow with which a chat begins. `none`: it may be begun; `open`: `ask` waits for an answer that names `turn`;
 * answered, unanswered: it is over; person: the conversation goes on with people; closed: it led to people while nobody
 * attends; idle, left: nobody answered any more. Whatever is over may be begun anew while no conversation runs.
 */
export interface ChatFlow {
  state: 'none' | 'open' | 'answered' | 'unanswered' | 'person' | 'closed' | 'idle' | 'left';
  language: FlowLanguage;
  turn: number;
  ask: Ask | null;
  lines: ChatFlowLine[];
}

/** Server to widget. */
export type ToVisitor =
  | {
      type: 'welcome';
      /** Keep it: it is the only key to this conversation. */
      token: string;
      /** The token that came with `hello` was not known here: what the widget remembers is not of this conversation. */
      fresh: boolean;
      started: boolean;
      organisation: string;
      name: string;
      greeting: string;
      open: boolean;
      nextOpening: string | null;
      /** Why nobody is let in now, in the organisation's words; null: the widget's own. */
      notice: string | null;
      /** What the organisation says at this moment to everybody who comes. */
      announcement: string | null;
      offlineForm: string | null;
      /** Who waits, or finds the chat closed or full, may ask to be called back. */
      callback: boolean;
      /** The call that was promised to this visitor and is still to be made. */
      promised: PromisedCall | null;
      privacyUrl: string | null;
      limits: { text: number; files: number; fileBytes: number; accept: string[] };
      prefill: { name: string; email: string; question: string };
      state: ChatState;
      /** Null: the chat begins without a flow. */
      flow: ChatFlow | null;
      /** The visitor's own reading position, and how far the organisation has read the visitor's lines. */
      read: number;
      seen: number;
      lines: ChatLine[];
    }
  /** In order of `seq`, without gaps for this reader. */
  | { type: 'lines'; lines: ChatLine[] }
  | { type: 'ack'; clientId: string; seq: number; at: string }
  | { type: 'state'; state: ChatState }
  | { type: 'flow'; flow: ChatFlow }
  | {
      type: 'open';
      open: boolean;
      nextOpening: string | null;
      notice: string | null;
      announcement: string | null;
    }
  /** The organisation has read the visitor's lines up to here. */
  | { type: 'seen'; seq: number }
  | { type: 'typing'; on: boolean; name: string | null }
  | { type: 'transcript'; email: string }
  /** What was promised. */
  | ({ type: 'callback' } & PromisedCall)
  | { type: 'pong' }
  /** `clientId` is given when a line was refused; `retry` says after how many seconds it is worth trying again. */
  | {
      type: 'error';
      code:
        | 'invalid'
        | 'too_many'
        | 'not_found'
        | 'origin'
        | 'closed'
        | 'unavailable'
        | 'too_large'
        | 'conflict';
      message: string;
      field: string | null;
      clientId: string | null;
      retry: number | null;
    };

/** Why the server closes a socket for good: the widget must not reconnect by itself. Other codes: try again. */
export const chatCloseCodes = { refused: 4403, unknown: 4404, tooMany: 4429 } as const;
