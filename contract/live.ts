import { z } from 'zod';
import { instant } from './route.ts';

/** WebSocket at /api/v1/live?resumeFrom=<seq>. Session cookie or bearer token (header, or first message {type:'auth', token}). */
export const liveEvent = z.object({
  type: z.literal('event'),
  seq: z.number(),
  at: instant,
  kind: z.string(),
  subject: z.string().nullable(),
  actor: z.string(),
  data: z.record(z.string(), z.unknown()),
});
export type LiveEvent = z.output<typeof liveEvent>;
/** Server to client. `hello` tells the position; `reset` that the wished position is too old: load afresh. */
export type FromServer =
  | LiveEvent
  | { type: 'hello'; seq: number }
  | { type: 'reset'; seq: number }
  | { type: 'whisper'; kind: string; data: Record<string, unknown> }
  | { type: 'pong' };
/** Client to server. `typing` and `looking` are whispers to those who may see the conversation. */
export const fromClient = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ping') }),
  z.object({ type: z.literal('auth'), token: z.string().max(200) }),
  z.object({
    type: z.literal('typing'),
    conversation: z.uuid(),
    kind: z.enum(['reply', 'note']),
    on: z.boolean(),
  }),
  z.object({ type: z.literal('looking'), conversation: z.uuid().nullable() }),
]);
export type FromClient = z.input<typeof fromClient>;

/** Event kinds, who writes them and what `data` holds. */
export const eventKinds = {
  'contact.queued':
    'data: {contact, queue, channel, conversation, customer, kind?, madeBy?}; a contact waits in a queue',
  'contact.scheduled':
    'data: {contact, queue, conversation, dueAt, agent, result}; a callback waits for its time; agent: who tried last',
  'contact.callback': 'data: {contact, queue, conversation, callback}; it left its queue for a callback',
  'contact.announced':
    'data: {contact, queue, conversation, announcement}; it left its queue, as an announcement had answered it',
  'announcement.changed':
    'data: {announcement, about: made|changed|ended|heard|answered}; what callers are told, or who heard it',
  'contact.attempt':
    'data: {contact, conversation, agent, attempt, result}; an attempt to reach the customer began or ended',
  'contact.cancelled':
    'data: {contact, queue, conversation, why, agent?}; work that nobody wants any more: whoever had it is free',
  'contact.blocked':
    'data: {contact, queue, because: full|closed|emergency, conversation, customer}; no queue took it, its customer was told',
  'contact.offered': 'data: {contact, offer, agent, queue, expiresAt}',
  'contact.offer-ended':
    'data: {contact, offer, agent, result: accepted|declined|timed_out|rescinded|abandoned}',
  'contact.answered': 'data: {contact, agent, queue}; an agent handles it',
  'contact.transferred': 'data: {contact, fromAgent, toQueue, toAgent}',
  'contact.held': 'data: {contact, conversation, agent}; its customer is on hold',
  'contact.resumed': 'data: {contact, conversation, agent}; on hold no longer',
  'contact.wrap-up': 'data: {contact, agent}',
  'contact.closed':
    'data: {contact, agent, outcome, classification, firstContact?: yes}; solved at first contact',
  'contact.abandoned': 'data: {contact, queue}',
  'contact.expired': 'data: {contact, queue}',
  'consult.asked':
    'data: {consult, contact, conversation, asker, queue, asked}; an agent asks for help with a contact',
  'consult.offered': 'data: {consult, contact, conversation, asker, offer, agent, queue, expiresAt}',
  'consult.offer-ended':
    'data: {consult, contact, conversation, asker, offer, agent, result: accepted|declined|timed_out|rescinded}',
  'consult.answered': 'data: {consult, contact, conversation, asker, agent}',
  'consult.changed': 'data: {consult, contact, conversation, asker, agent, writes, together}',
  'consult.ended':
    'data: {consult, contact, conversation, asker, agent, result, by}; by is null when it ended by itself',
  'contact.changed': 'data: {contact, fields}',
  'contact.prioritised': 'data: {contact, conversation, boostSeconds}; a supervisor set its seniority',
  'contact.ruled':
    'data: {contact, conversation, queue, version, rules}; business rules acted on it while it waited',
  'contact.case-named': 'data: {contact, case}; a party wrote with the number of a case in the subject',
  'voice.command':
    'data: {call, gateway, wanted, agent, recording}; for the gateway: what is wanted of a call now',
  'call.changed': 'data: {contact, call, state}; how a call stands',
  'recording.changed':
    'data: {recording, contact, call, state, agent}; state: off|on|paused|ended|deleted, notes, or transcript',
  'message.added': 'data: {conversation, contact, message, seq, direction}',
  'message.delivery': 'data: {conversation, message, state, detail}',
  'conversation.changed': 'data: {conversation}',
  'customer.changed': 'data: {customer}',
  'visit.changed': 'data: {contact, ticket, queue, about: registered|waiting|offered|called|served|left}',
  'appointment.changed': 'data: {appointment, customer, about: booked|moved|cancelled|arrived|served|missed}',
  'case.opened': 'data: {case, customer, contact}',
  'case.changed': 'data: {case, customer, fields}',
  'case.closed': 'data: {case, customer}',
  'case.moved': 'data: {case, customer, type, transition, from, to, status}; a case came into another state',
  'case.step': 'data: {case, customer, step, about: asked|taken|passed|overdue|answered|withdrawn}',
  'case.escalation':
    'data: {case, customer, escalation, centre, askedBy, about: asked|reminded|head|answered|partly|returned|withdrawn|handed|more|away|undelivered|doubtful}; personal with {about: yours} to the head of an office who is reminded',
  'clock.warned':
    'data: {clock, subject, subjectKind, label, key, level, dueAt, personal?}; a limit comes near; personal: to one of those who are told',
  'clock.changed':
    'data: {clock, subject, subjectKind, label}; a limit began, paused, goes on, ended or was computed again',
  'clock.breached':
    'data: {clock, subject, subjectKind, label, key, multiple, dueAt}; the limit (1), its double (2) or triple (3) has passed',
  'clock.swept':
    'data: {clocks, warned, breached}; after a standstill so many limits came near or passed here at once, told in one: the list of warnings and the logs say which',
  'clock.compensation': 'data: {clock, compensation, subject, subjectKind, label, state, multiple}',
  'case.plan':
    'data: {case, customer, owner, plan, about: started|piece|changed|stopped|blocked|done|withdrawn|not_started}; a plan of work on a case went on',
  'case.notice': 'data: {case, customer, notice, owner, state: planned|sent|merged|failed|withdrawn}',
  'opinion.changed': 'data: {opinion}; an opinion was made or changed',
  'room.said': 'data: {room, post, thread, by, members}; said, changed or taken back',
  'room.changed': 'data: {room, by, members}; who is in it, its name, whether it is closed',
  'room.mention': 'personal; data: {room, post, by}',
  'agent.presence': 'data: {agent, presence, reason, status}',
  'agent.logged-out': 'personal; data: {agent, by, why}; a supervisor ended the work at all desks',
  'agent.changed': 'data: {agent, moved}; moved: lent to other queues or back',
  'routing.attention': 'data: {contact, kind, queue, reason}; a supervisor should look',
  'queue.help':
    'data: {queue, from, on, of, because: {measure, value}}; agents of `from` help the queue, or do no longer',
  'queue.problem': 'data: {queue, reason, detail, on}; how the queue is set up cannot work, or can again',
  'mail.quarantined': 'data: {raw, entryPoint, reason}',
  'mail.released': 'data: {raw, entryPoint, state}; a mail has left the quarantine by a retry',
  'mailbox.health': 'data: {mailbox, entryPoint, state, error, alarm}',
  'config.changed': 'data: {what, id}',
  'flow.drafted': 'data: {flow, revision, by}; somebody saved the draft of a flow, or threw it away',
  'article.changed':
    'data: {article, code, action}; an article was written, handed in, published or withdrawn',
  'article.task':
    'data: {task, article, code, about, state}; personal when it is opened for the owner of the article',
  'article.used': 'data: {contact, article, code, how}; an article was of use in a contact',
  'staff.changed': 'data: {staff}',
  'alert.opened': 'data: {alert, queue, measure, level, value, bound}; a watched limit is passed',
  'alert.changed': 'data: {alert, queue, measure, level, value, bound} or {…, acknowledged}',
  'alert.closed': 'data: {alert, queue, measure, by}; by is null when it closed by itself',
  'figures.differ': 'data: {from, to, quarters}; rollups are not what legs say',
  'mention.added': 'personal; data: {conversation, contact, message, by}',
  // To the supervisor and to the agent, to each their own; never what was said.
  'listening.started':
    'personal; data: {listening, contact, conversation, supervisor, supervisorName, agent, mode}',
  'listening.changed':
    'personal; data: {listening, contact, conversation, supervisor, supervisorName, agent, mode}',
  'listening.ended':
    'personal; data: {listening, contact, conversation, supervisor, supervisorName, agent, because}',
  'listening.whispered': 'personal; data: {listening, contact, conversation, whisper, author}',
} as const;
