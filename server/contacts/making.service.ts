import type { ContactKind } from '#contract/words.ts';
import { newId, record, type Ctx, type Tx } from '#server/platform/index.ts';
import { enqueue, noteFaults, readQueues } from '#server/routing/index.ts';
import { keepApplied } from './applied-rules.store.ts';
import { insertContacts, insertConversations, insertMessages, nextContactNumbers } from './contacts.store.ts';
import { settleArrival, type ArrivingContact, type Blocked } from './entering.ts';
import { startLegs } from './legs.store.ts';
import { openRules, told, type Ruled } from './rules.service.ts';

// Work that is made in the house: nobody writes it from outside, and nothing of it goes out. It waits, is offered,
// handled and measured as every other contact.

/** What a module above wants done by whoever serves a queue. */
export interface NewWork {
  /** `contact`: something that the house has to write to the customer, on `channel`. */
  kind: ContactKind;
  channel: string;
  /** From which address an answer leaves, and what is known of where it goes. */
  entryPointId?: string | null;
  context?: Record<string, unknown>;
  queueId: string;
  customerId: string;
  caseId?: string | null;
  /** The contact that it comes from. */
  originId?: string | null;
  subject: string;
  /** What it is about, kept as a note of its maker and read by the rules; '' for nothing. */
  text: string;
  language: string;
  classificationId: string | null;
  ticket?: string | null;
  /** By when it is promised, whatever its queue promises. */
  dueAt?: Date | null;
  boostSeconds?: number;
  /** Kept for this person until then, and then for whoever serves the queue; the rules leave it where it is. */
  keptFor?: { agentId: string; until: Date } | null;
}

export interface MadeWork {
  contactId: string;
  number: string;
  conversationId: string;
  /** Where it waits: rules or the branches of a full queue may have chosen another. */
  queueId: string;
  serviceId: string;
  teamId: string | null;
  /** Seconds, as far as can be said when it enters. */
  estimatedWait: number | null;
  /** No queue took it: it is kept and counted, but nobody's work. */
  blocked: Blocked | null;
}

const previewOf = (text: string) => text.replace(/\s+/g, ' ').trim().slice(0, 160);

/**
 * Makes a work item with its contact and conversation, and puts it into its queue, in the caller's transaction. Whether
 * the maker may is the caller's to ask; they may follow it from now on, wherever it goes.
 */
export async function makeWork(tx: Tx, ctx: Ctx, work: NewWork): Promise<MadeWork> {
  const now = ctx.clock.now();
  const [queue] = await readQueues(tx, [work.queueId]);
  if (queue === undefined) throw new Error('work is made for a queue that is there');
  const ruled = work.keptFor == null ? await askRules(tx, work, now) : null;
  const place = ruled?.queue ?? queue;
  const [number] = await nextContactNumbers(tx, 1, now);
  const conversationId = newId();
  const madeBy = ctx.actor.kind === 'staff' ? ctx.actor.id : null;
  const common = {
    channel: work.channel,
    entryPointId: work.entryPointId ?? null,
    serviceId: place.serviceId,
    teamId: place.teamId,
    customerId: work.customerId,
    subject: work.subject.slice(0, 500),
    language: work.language,
    lastMessageAt: now,
  };
  const arriving: ArrivingContact = {
    ...common,
    id: newId(),
    number: number!,
    kind: work.kind,
    direction: 'in',
    state: 'queued',
    conversationId,
    queueId: place.id,
    caseId: work.caseId ?? null,
    originId: work.originId ?? null,
    preview: previewOf(work.text) || work.subject,
    arrivedAt: now,
    classificationId: work.classificationId,
    arrivedClassificationId: work.classificationId,
    dueAt: work.dueAt ?? null,
    madeBy,
    ticket: work.ticket ?? null,
    tags: ruled?.decision.set.tags ?? [],
  };
  const actions = ruled?.decision.set;
  const [entry] = await enqueue(tx, ctx, [
    {
      id: arriving.id,
      kind: work.kind,
      channel: work.channel,
      queueId: place.id,
      serviceId: place.serviceId,
      arrivedAt: now,
      requires: actions?.requires ?? [],
      boostSeconds: (work.boostSeconds ?? 0) + (actions?.boostSeconds ?? 0),
      planId: actions?.plan ?? null,
      preferredAgent: work.keptFor?.agentId ?? null,
      preferredUntil: work.keptFor?.until ?? null,
    },
  ]);
  const { contact, legs, event, blocked } = settleArrival(arriving, entry!);
  const words = work.text.trim();
  await insertConversations(tx, [
    {
      ...common,
      id: conversationId,
      createdAt: now,
      state: blocked === null ? 'open' : 'closed',
      ...(work.context === undefined ? {} : { context: JSON.stringify(work.context) }),
      messageCount: words === '' ? 0 : 1,
    },
  ]);
  await insertContacts(tx, [contact]);
  if (words !== '')
    await insertMessages(tx, [
      {
        id: newId(),
        conversationId,
        contactId: contact.id,
        seq: 1,
        direction: 'note',
        channel: work.channel,
        authorStaff: madeBy,
        authorName: ctx.actor.name,
        text: words,
        at: now,
      },
    ]);
  await startLegs(tx, legs);
  await keepRules(tx, ctx, contact.id, ruled);
  await record(tx, ctx.actor, event);
  return {
    contactId: contact.id,
    number: contact.number,
    conversationId,
    queueId: contact.queueId,
    serviceId: contact.serviceId,
    teamId: contact.teamId,
    estimatedWait: entry!.estimatedWait,
    blocked,
  };
}

type Asked = Ruled & { set: NonNullable<Awaited<ReturnType<typeof openRules>>>['set'] };

/** What the business rules say of it, as of every arrival; null where none concerns arrivals. */
async function askRules(tx: Tx, work: NewWork, at: Date): Promise<Asked | null> {
  const who = { customer: work.customerId, classification: work.classificationId };
  const rules = await openRules(tx, [who]);
  if (rules === null) return null;
  return {
    set: rules.set,
    ...rules.ask({
      ...who,
      channel: work.channel,
      entryPoint: null,
      queue: work.queueId,
      language: work.language,
      subject: work.subject,
      body: work.text,
      at,
    }),
  };
}

async function keepRules(tx: Tx, ctx: Ctx, contactId: string, ruled: Asked | null): Promise<void> {
  if (ruled === null) return;
  await keepApplied(tx, [{ contactId, at: ctx.clock.now(), version: ruled.version, applied: told(ruled) }]);
  await noteFaults(tx, ctx, ruled.set, ruled.decision.faults);
}
