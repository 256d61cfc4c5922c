import type { RuleCondition } from '#contract/rules.ts';
import { hoursOrHolidays, momentIn, type HoursCalendar } from '#server/calendars/index.ts';
import {
  Problem,
  readSetting,
  record,
  systemActor,
  type Ctx,
  type Db,
  type Tx,
} from '#server/platform/index.ts';
import {
  currentRules,
  decide,
  noteFaults,
  readQueues,
  ruleOn,
  searchable,
  type Decision,
  type DueItem,
  type Facts,
  type QueueRow,
  type RuleSetRow,
} from '#server/routing/index.ts';
import { placeOf } from './applied.service.ts';
import { keepApplied } from './applied-rules.store.ts';
import type { ContactRow } from './access.read.ts';
import { changeContact, lockContacts } from './contacts.store.ts';
import { firstWords, traitsOf, waysOf, type Traits } from './facts.read.ts';
import { handOver } from './transfer.service.ts';

// Where the business rules meet contacts: facts are gathered, what was decided is done, and it is written down why.

/** A contact that is about to arrive, as far as rules ask. */
export interface Arriving {
  channel: string;
  entryPoint: string | null;
  queue: string;
  language: string;
  customer: string;
  classification: string | null;
  subject: string;
  body: string;
  at: Date;
}

/** What the rules say of an arrival. */
export interface Ruled {
  version: number;
  decision: Decision;
  /** The queue that a rule has chosen; null: the one of its entry point. */
  queue: QueueRow | null;
}

export type RuleBook = (arriving: Arriving) => Ruled;

/** The organisation's time zone, as for the figures of the day. */
const timeZone = async (db: Db | Tx) => (await readSetting<string>(db, 'timeZone')) ?? 'Europe/Rome';

export const calendarOfRules = async (
  db: Db | Tx,
  set: Pick<RuleSetRow, 'calendarId'>,
): Promise<HoursCalendar> => hoursOrHolidays(db, set.calendarId, await timeZone(db));

/** Things outside the contact itself that facts are made of, gathered for many contacts at once. */
export interface Surroundings {
  traits: ReadonlyMap<string, Traits>;
  ways: ReadonlyMap<string, string[]>;
  calendar: HoursCalendar;
}

/** Reads what the rules ask for, and nothing else. */
export async function surroundings(
  db: Db | Tx,
  set: Pick<RuleSetRow, 'rules' | 'calendarId'>,
  contacts: readonly { customer: string; classification: string | null }[],
): Promise<Surroundings> {
  const asked = new Set<RuleCondition['what']>(
    // A list that somebody has spoilt in the database must not stop a contact: `decide` tells what is wrong with it.
    set.rules.flatMap(({ when }) => (Array.isArray(when) ? when.map(({ what }) => what) : [])),
  );
  const nodes = contacts.flatMap(({ classification }) => classification ?? []);
  return {
    traits:
      asked.has('segment') || asked.has('position')
        ? await traitsOf(
            db,
            contacts.map(({ customer }) => customer),
          )
        : new Map(),
    ways: asked.has('classification') ? await waysOf(db, nodes) : new Map(),
    calendar: await calendarOfRules(db, set),
  };
}

/** A contact as the rules see it. */
export function factsOf(contact: Arriving, { traits, ways, calendar }: Surroundings): Facts {
  const { channel, entryPoint, queue, language, classification, subject, body, at } = contact;
  const { segment = null, positions = [] } = traits.get(contact.customer) ?? {};
  return {
    channel,
    entryPoint,
    queue,
    language,
    segment,
    positions,
    classification: classification === null ? [] : (ways.get(classification) ?? [classification]),
    text: searchable(subject, body, language),
    moment: momentIn(calendar, at),
  };
}

/**
 * The rules in force, ready to be asked about contacts that arrive in this transaction; null where no rule concerns
 * arrivals. A queue that is gone or out of use sends nobody anywhere: that is noted like a rule that failed.
 */
export async function openRules(
  tx: Tx,
  contacts: readonly { customer: string; classification: string | null }[],
): Promise<{ ask: RuleBook; set: RuleSetRow } | null> {
  const set = await currentRules(tx);
  const rules = set.rules.filter((rule) => rule.on && rule.afterSeconds === null);
  if (rules.length === 0 || contacts.length === 0) return null;
  const around = await surroundings(tx, { ...set, rules }, contacts);
  const queues = await queuesNamed(tx, rules);
  return {
    set,
    ask: (arriving) => ({
      version: set.version,
      ...withQueue(decide(rules, factsOf(arriving, around), { at: 'arrival' }), queues),
    }),
  };
}

async function queuesNamed(tx: Tx, rules: RuleSetRow['rules']): Promise<Map<string, QueueRow>> {
  const ids = [...new Set(rules.flatMap((rule) => rule.set?.queue ?? []))];
  return new Map(ids.length === 0 ? [] : (await readQueues(tx, ids)).map((queue) => [queue.id, queue]));
}

/** The decision without a queue that nobody can be sent to, and the queue it chose. */
function withQueue(
  decision: Decision,
  queues: ReadonlyMap<string, QueueRow>,
): { decision: Decision; queue: QueueRow | null } {
  const { queue: wanted } = decision.set;
  if (wanted === null) return { decision, queue: null };
  const queue = queues.get(wanted);
  if (queue?.active === true) return { decision, queue };
  const { rule, name } = decision.applied.find(({ changes }) => changes.queue === wanted)!;
  const fault = { rule, name, message: 'queue_inactive' };
  return withoutQueue({ decision: { ...decision, faults: [...decision.faults, fault] }, queue: null });
}

/** Everything else that was decided. */
const withoutQueue = <T extends { decision: Decision; queue: QueueRow | null }>(ruled: T): T => ({
  ...ruled,
  queue: null,
  decision: {
    ...ruled.decision,
    set: { ...ruled.decision.set, queue: null },
    applied: ruled.decision.applied.map((one) => ({ ...one, changes: { ...one.changes, queue: null } })),
  },
});

/** What was decided, with the name that the queue has now. */
export const told = (ruled: Ruled): Decision['applied'] =>
  ruled.queue === null
    ? ruled.decision.applied
    : ruled.decision.applied.map((one) =>
        one.changes.queue === ruled.queue!.id
          ? { ...one, changes: { ...one.changes, queueName: ruled.queue!.name } }
          : one,
      );

/**
 * Asks the rules about a contact that waits, and does what they say: a new queue is a flow-out of the old one. A queue
 * that does not take it (closed by the emergency switch, full) leaves it where it is.
 * @returns the rules that have had their turn
 */
export async function askWaiting(
  tx: Tx,
  ctx: Ctx,
  { item, set, waitedSeconds, done }: DueItem,
): Promise<readonly string[]> {
  const [contact] = await lockContacts(tx, [item.id]);
  if (contact === undefined || contact.state !== 'queued') return [];
  const words = await firstWords(tx, contact.id);
  const seen = { customer: contact.customerId, classification: contact.classificationId };
  const rules = set.rules.filter((rule) => rule.on && rule.afterSeconds !== null);
  const facts = factsOf(
    {
      ...seen,
      channel: contact.channel,
      entryPoint: contact.entryPointId,
      queue: item.queueId,
      language: contact.language,
      subject: words.subject === '' ? contact.subject : words.subject,
      body: words.body,
      at: ctx.clock.now(),
    },
    await surroundings(tx, { ...set, rules }, [seen]),
  );
  const ruled: Ruled = {
    version: set.version,
    ...withQueue(decide(rules, facts, { at: 'waiting', waitedSeconds, done }), await queuesNamed(tx, rules)),
  };
  const { decision } = ruled;
  await noteFaults(tx, ctx, set, decision.faults);
  if (decision.applied.length > 0) await carryOut(tx, ctx, contact, set, ruled);
  return [...decision.applied.map(({ rule }) => rule), ...decision.cut];
}

/** Hands the contact to the queue that a rule chose. @returns why that queue does not take it; null when it does */
async function move(tx: Tx, ctx: Ctx, contact: ContactRow, queue: QueueRow): Promise<string | null> {
  try {
    await handOver(
      tx,
      ctx,
      contact.id,
      { queue: queue.id, note: contact.transferNote ?? '' },
      ({ state }) => state === 'queued',
    );
    return null;
  } catch (error) {
    // Refused before anything was written: it stays where it is.
    if (error instanceof Problem && ['queue_closed', 'queue_full'].includes(error.code)) return error.code;
    throw error;
  }
}

async function carryOut(
  tx: Tx,
  ctx: Ctx,
  contact: ContactRow,
  set: RuleSetRow,
  chosen: Ruled,
): Promise<void> {
  const asked = chosen.queue !== null && chosen.queue.id !== contact.queueId ? chosen.queue : null;
  const refused = asked === null ? null : await move(tx, ctx, contact, asked);
  const ruled = refused === null ? chosen : withoutQueue(chosen);
  if (refused !== null) {
    const { rule, name } = chosen.decision.applied.find(({ changes }) => changes.queue === asked!.id)!;
    await noteFaults(tx, ctx, set, [{ rule, name, message: refused }]);
  }
  const actions = ruled.decision.set;
  await ruleOn(tx, contact.id, { ...actions, planId: actions.plan });
  const tags = [...new Set([...contact.tags, ...actions.tags])];
  if (tags.length > contact.tags.length) await changeContact(tx, contact.id, { tags });
  await keepApplied(tx, [
    { contactId: contact.id, at: ctx.clock.now(), version: ruled.version, applied: told(ruled) },
  ]);
  await record(tx, systemActor, {
    kind: 'contact.ruled',
    subjectId: contact.id,
    ...placeOf(asked !== null && refused === null ? asked : contact),
    data: {
      contact: contact.id,
      conversation: contact.conversationId,
      queue: refused === null ? (asked?.id ?? contact.queueId) : contact.queueId,
      version: ruled.version,
      rules: ruled.decision.applied.map(({ rule }) => rule),
    },
  });
}
