import { z } from 'zod';
import { id, idParams, instant, list, page, paging, route } from './route.ts';

// A supervisor follows one chat or one call live, with its agent's knowledge: reads along or listens, whispers to the
// agent, steps in. Only under an agreement with the staff that covers it (403 `no_listening_agreement`).

const why = z.string().trim().min(3).max(500);

/**
 * `asked`: the agent has not agreed yet; `reading`: the supervisor reads along, or listens to the call and is heard by
 * nobody; `whispering`: on a call, is heard by its agent alone; `stepped_in`: writes to the customer too, or is heard by both.
 */
export const listeningMode = z.enum(['asked', 'reading', 'whispering', 'stepped_in']);
export type ListeningMode = z.output<typeof listeningMode>;
/**
 * Why it ended: the supervisor `left` or `moved_on` to another one; the agent `declined`, or said nothing
 * (`unanswered`); the `chat_over` or `call_over`, or `handed_on` to somebody else, or `taken_over` by the supervisor; the
 * supervisor's `desk_gone` or, on a call, `line_gone`, or they have an `own_call`; the `right_lost`; the `agreement_over`.
 */
export const listeningEnd = z.enum([
  'left',
  'moved_on',
  'declined',
  'unanswered',
  'chat_over',
  'call_over',
  'handed_on',
  'taken_over',
  'desk_gone',
  'line_gone',
  'own_call',
  'right_lost',
  'agreement_over',
]);
export type ListeningEnd = z.output<typeof listeningEnd>;

export const listening = z.object({
  id,
  contact: id,
  number: z.string(),
  channel: z.enum(['chat', 'phone']),
  conversation: id,
  /** While it lasts; of past ones the contact's number says enough. */
  customerName: z.string().nullable(),
  agent: id,
  agentName: z.string(),
  supervisor: id,
  supervisorName: z.string(),
  why: z.string(),
  mode: listeningMode,
  startedAt: instant,
  /** Since when it is read along or listened to; null: not yet, or never. */
  agreedAt: instant.nullable(),
  /** When the supervisor first spoke to the agent alone, on a call; null: never. */
  whisperedAt: instant.nullable(),
  /** When the supervisor first wrote or spoke to the customer; null: never. */
  steppedInAt: instant.nullable(),
  endedAt: instant.nullable(),
  endedBecause: listeningEnd.nullable(),
});
export type Listening = z.output<typeof listening>;

/** A chat under way, as one who might help sees it. */
export const liveChat = z.object({
  contact: id,
  number: z.string(),
  conversation: id,
  customer: id,
  customerName: z.string(),
  subject: z.string(),
  queue: id.nullable(),
  queueName: z.string().nullable(),
  agent: id,
  agentName: z.string(),
  lastLine: z.object({ direction: z.enum(['in', 'out']), text: z.string() }),
  /** Since when its agent has it; null without an agreement: a time of a single agent. */
  since: instant.nullable(),
  /** The customer's first line that nobody has answered; null when all are, and without an agreement. */
  unansweredSince: instant.nullable(),
  /** Who follows it now. */
  listening: z.object({ supervisor: id, supervisorName: z.string(), mode: listeningMode }).nullable(),
});
export type LiveChat = z.output<typeof liveChat>;
export const listLiveChats = route({
  method: 'GET',
  path: '/api/v1/listening/chats',
  tag: 'listening',
  summary: 'Chats under way in scope, those whose customer has waited longest for an answer first',
  permission: 'contact.listen',
  query: z.object({ limit: z.coerce.number().int().min(1).max(200).default(100) }),
  output: z.object({
    /** An agreement in force covers following them. */
    allowed: z.boolean(),
    /** The agent is asked first. */
    asks: z.boolean(),
    /** Times are told: an agreement in force covers them. */
    times: z.boolean(),
    total: z.number(),
    items: z.array(liveChat),
  }),
});

/** How a call stands for who listens: `dialling`, the customer is being called; `talk`; `hold`, they hear music. */
export const liveCall = z.object({
  contact: id,
  number: z.string(),
  conversation: id,
  customer: id,
  customerName: z.string(),
  queue: id.nullable(),
  queueName: z.string().nullable(),
  agent: id,
  agentName: z.string(),
  direction: z.enum(['in', 'out']),
  state: z.enum(['dialling', 'talk', 'hold']),
  /** Since when its agent has it, and since when it is on hold; null without an agreement: times of a single agent. */
  since: instant.nullable(),
  heldSince: instant.nullable(),
  /** Who follows it now. */
  listening: z.object({ supervisor: id, supervisorName: z.string(), mode: listeningMode }).nullable(),
});
export type LiveCall = z.output<typeof liveCall>;
export const listLiveCalls = route({
  method: 'GET',
  path: '/api/v1/listening/calls',
  tag: 'listening',
  summary: 'Calls of colleagues under way in scope, that a gateway carries; the longest first',
  permission: 'contact.listen',
  query: z.object({ limit: z.coerce.number().int().min(1).max(200).default(100) }),
  output: z.object({
    /** An agreement in force covers following them. */
    allowed: z.boolean(),
    /** The agent is asked first. */
    asks: z.boolean(),
    /** Times are told: an agreement in force covers them. */
    times: z.boolean(),
    total: z.number(),
    items: z.array(liveCall),
  }),
});

export const startListening = route({
  method: 'POST',
  path: '/api/v1/contacts/:id/listening',
  tag: 'listening',
  summary:
    'Follow a chat or a call that a colleague handles; they see at once who does and why, or are asked first',
  permission: 'contact.listen',
  params: idParams,
  body: z.object({ why }),
  output: listening,
  status: 201,
});
export const listListening = route({
  method: 'GET',
  path: '/api/v1/listening',
  tag: 'listening',
  summary:
    'Where I follow a chat or call, and where one of mine is or was followed: by whom, why and how long',
  permission: 'contact.handle',
  orPermission: 'contact.listen',
  query: z.object({
    state: z.enum(['open', 'all']).default('open'),
    /** Which of the two I am. */
    as: z.enum(['agent', 'supervisor', 'either']).default('either'),
    ...paging,
  }),
  output: page(listening),
});
export const answerListening = route({
  method: 'POST',
  path: '/api/v1/listening/:id/answer',
  tag: 'listening',
  summary: 'As the agent who is asked: agree, or decline',
  permission: 'contact.handle',
  params: idParams,
  body: z.object({ agree: z.boolean() }),
  output: listening,
});
export const stepIn = route({
  method: 'POST',
  path: '/api/v1/listening/:id/step-in',
  tag: 'listening',
  summary:
    'Write to the customer too, who is told by name, or be heard by both on a call; the agent keeps the contact',
  permission: 'contact.listen',
  params: idParams,
  output: listening,
});
export const stepOut = route({
  method: 'POST',
  path: '/api/v1/listening/:id/step-out',
  tag: 'listening',
  summary: 'Write or speak to the customer no longer; go on reading along or listening',
  permission: 'contact.listen',
  params: idParams,
  output: listening,
});
export const speakOnCall = route({
  method: 'PUT',
  path: '/api/v1/listening/:id/mode',
  tag: 'listening',
  summary:
    'Of a call: be heard by nobody (`reading`), by the agent alone (`whispering`), or by both (`stepped_in`)',
  permission: 'contact.listen',
  params: idParams,
  body: z.object({ mode: listeningMode.exclude(['asked']) }),
  output: listening,
});
export const endListening = route({
  method: 'POST',
  path: '/api/v1/listening/:id/end',
  tag: 'listening',
  summary: 'Follow it no longer',
  permission: 'contact.listen',
  params: idParams,
  output: listening,
});

/** A line between supervisor and agent; nobody else ever sees it. */
export const whisper = z.object({
  id,
  listening: id,
  author: id,
  authorName: z.string(),
  /** To whom. */
  to: id,
  toName: z.string(),
  text: z.string(),
  at: instant,
  clientId: z.string().nullable(),
});
export type Whisper = z.output<typeof whisper>;
export const sendWhisper = route({
  method: 'POST',
  path: '/api/v1/listening/:id/whispers',
  tag: 'listening',
  summary: 'A line to the other of the two',
  permission: 'contact.handle',
  orPermission: 'contact.listen',
  params: idParams,
  body: z.object({
    text: z.string().trim().min(1).max(2000),
    /** Chosen by the writer's screen; the same id again is the same line. */
    clientId: z.string().min(8).max(80).optional(),
  }),
  output: whisper,
  status: 201,
});
export const listWhispers = route({
  method: 'GET',
  path: '/api/v1/conversations/:id/whispers',
  tag: 'listening',
  summary: 'The lines that I wrote or got while a chat or call was followed, the oldest first',
  permission: 'contact.handle',
  orPermission: 'contact.listen',
  params: idParams,
  output: list(whisper),
});
