import type { RawBuilder } from 'kysely';
import type { Escalation, listEscalations } from '#contract/escalations.ts';
import type { Parsed } from '#contract/route.ts';
import { visibleConversation } from '#server/contacts/index.ts';
import {
  decodeCursor,
  invalid,
  isUuid,
  pageOf,
  scopeFilter,
  scopeOf,
  sql,
  type Actor,
  type Db,
} from '#server/platform/index.ts';
import { visibleCase } from '../cases.read.ts';
import type { PaperFile } from './escalations.store.ts';

/**
 * Which escalations an actor may see, over tables named `k` (the case) and `z` (the centre): those of the cases they see,
 * those that went to a centre in their scope, and those of the office they are the head of.
 */
export function visibleEscalation(actor: Actor): RawBuilder<boolean> {
  const ofCentre = scopeFilter(scopeOf(actor, 'case.read'), sql.ref('z.serviceId'), sql.ref('z.teamId'));
  const head = actor.kind === 'staff' && actor.id !== null ? sql`or z.head_id = ${actor.id}::uuid` : sql``;
  return sql<boolean>`(${visibleCase(actor, 'case.read')} or ${ofCentre} ${head})`;
}

type Filter = Pick<
  Parsed<typeof listEscalations>['query'],
  'case' | 'centre' | 'askedBy' | 'open' | 'overdue' | 'since' | 'until' | 'outcome' | 'promise'
>;

const isAnswered = sql<boolean>`coalesce(e.outcome in ('answered', 'partly'), false)`;
const timeZone = sql`(select coalesce((select value #>> '{}' from platform.setting where key = 'timeZone'), 'Europe/Rome'))`;

/** What a filter asks of escalations, with what the actor may see; for lists, counts, reports and exports alike. */
export function matching(actor: Actor, query: Filter, now: Date): RawBuilder<boolean> {
  const me = actor.kind === 'staff' ? actor.id : null;
  const tests = [visibleEscalation(actor)];
  if (query.case !== undefined) tests.push(sql<boolean>`e.case_id = ${query.case}::uuid`);
  if (query.centre === 'mine') {
    if (me === null) throw invalid('centre', '"mine" is for a member of staff; give an id');
    tests.push(sql<boolean>`(z.head_id = ${me}::uuid or exists (select from routing.agent as a
      join routing.profile_queue as p on p.profile_id = a.profile_id
      where a.staff_id = ${me}::uuid and p.queue_id = z.queue_id))`);
  } else if (query.centre !== undefined) tests.push(sql<boolean>`e.centre_id = ${query.centre}::uuid`);
  if (query.askedBy !== undefined) {
    const who = query.askedBy === 'me' ? me : query.askedBy;
    if (who === null) throw invalid('askedBy', '"me" is for a member of staff; give an id');
    tests.push(sql<boolean>`e.asked_by = ${who}::uuid`);
  }
  if (query.open !== undefined)
    tests.push(
      query.open === 'true' ? sql<boolean>`e.closed_at is null` : sql<boolean>`e.closed_at is not null`,
    );
  if (query.overdue === 'true') tests.push(sql<boolean>`e.closed_at is null and e.due_at < ${now}`);
  if (query.since !== undefined)
    tests.push(sql<boolean>`e.asked_at >= (${query.since}::date)::timestamp at time zone ${timeZone}`);
  if (query.until !== undefined)
    tests.push(sql<boolean>`e.asked_at < (${query.until}::date + 1)::timestamp at time zone ${timeZone}`);
  if (query.outcome === 'answered') tests.push(isAnswered);
  else if (query.outcome !== undefined) tests.push(sql<boolean>`e.outcome = ${query.outcome}`);
  if (query.promise === 'kept') tests.push(sql<boolean>`(${isAnswered} and e.closed_at <= e.due_at)`);
  if (query.promise === 'missed')
    tests.push(
      sql<boolean>`((${isAnswered} and e.closed_at > e.due_at) or (e.closed_at is null and e.due_at < ${now}))`,
    );
  return sql<boolean>`(${sql.join(tests, sql` and `)})`;
}

export const joins = sql`join cases.case as k on k.id = e.case_id join cases.centre as z on z.id = e.centre_id`;
const columns = (now: Date) => sql`e.id, e.number, e.case_id as case, k.number as case_number,
  k.subject as case_subject, k.classification_id as classification, coalesce(customer.name, '') as customer_name,
  e.centre_id as centre, z.name as centre_name, e.way, e.step_id as step, agent.name as agent_name, e.addresses,
  e.question, e.due_at, (e.closed_at is null and e.due_at < ${now}) as overdue, e.asked_by, e.asked_by_name, e.asked_at,
  e.from_id as from, e.outcome, e.answer, e.answered_by, e.answered_name, e.answered_from, e.closed_at, e.seconds,
  (select o.id from cases.opinion as o where o.escalation_id = e.id) as opinion,
  coalesce((select json_agg(json_build_object('id', p.id, 'name', p.name, 'type', p.type, 'size', p.size, 'side', p.side)
    order by p.side, p.position) from cases.paper as p where p.escalation_id = e.id), '[]') as papers,
  coalesce((select json_agg(json_build_object('id', r.id, 'whom', r.whom, 'percent', r.percent, 'plannedAt', r.planned_at,
    'sentAt', r.sent_at, 'sentByName', r.sent_by_name, 'sentTo', r.sent_to) order by r.planned_at, r.id)
    from cases.reminder as r where r.escalation_id = e.id), '[]') as reminders,
  coalesce((select json_agg(json_build_object('id', w.id, 'kind', w.kind, 'at', w.at, 'sender', w.sender,
    'senderName', w.sender_name, 'text', w.text, 'why', w.why, 'files', (select coalesce(json_agg(f ->> 'name'), '[]')
      from jsonb_array_elements(w.files) as f), 'judged', w.judged, 'judgedByName', w.judged_by_name) order by w.at, w.id)
    from cases.word as w where w.escalation_id = e.id), '[]') as words`;
const people = sql`left join customers.customer as customer on customer.id = k.customer_id
  left join contacts.contact as c on c.id = e.step_id and c.closed_at is null
  left join access.staff as agent on agent.id = c.agent_id`;

const tidy = (row: Escalation): Escalation => ({
  ...row,
  reminders: row.reminders.map((one) => ({
    ...one,
    plannedAt: new Date(one.plannedAt).toISOString(),
    sentAt: one.sentAt === null ? null : new Date(one.sentAt).toISOString(),
  })),
  words: row.words.map((one) => ({ ...one, at: new Date(one.at).toISOString() })),
});

/** An escalation that the actor may see; null otherwise. */
export async function escalationById(
  db: Db,
  actor: Actor,
  id: string,
  now: Date,
): Promise<Escalation | null> {
  const { rows } = await sql<Escalation>`
    select ${columns(now)} from cases.escalation as e ${joins} ${people}
    where e.id = ${id}::uuid and ${visibleEscalation(actor)}`.execute(db);
  return rows[0] === undefined ? null : tidy(rows[0]);
}

/** Escalations that the actor may see, the newest first. */
export async function escalationPage(
  db: Db,
  actor: Actor,
  query: Parsed<typeof listEscalations>['query'],
  now: Date,
) {
  const after = decodeCursor(query.cursor, 2);
  const tests = [matching(actor, query, now)];
  if (after !== null) {
    const [at, id] = after;
    tests.push(
      typeof at === 'string' && typeof id === 'string' && isUuid(id)
        ? sql<boolean>`(e.asked_at, e.id) < (${at}::timestamptz, ${id}::uuid)`
        : sql<boolean>`false`,
    );
  }
  const { rows } = await sql<Escalation & { place: string }>`
    select ${columns(now)}, e.asked_at::text as place from cases.escalation as e ${joins} ${people}
    where ${sql.join(tests, sql` and `)} order by e.asked_at desc, e.id desc limit ${query.limit + 1}`.execute(
    db,
  );
  const page = pageOf(rows, query.limit, (row) => [row.place, row.id]);
  return { ...page, items: page.items.map((row) => tidy(row)) };
}

/** The node of a classification and everything above it. */
export async function classificationPath(db: Db, id: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    with recursive up as (
      select id, parent_id from knowledge.classification where id = ${id}::uuid
      union all select k.id, k.parent_id from knowledge.classification as k join up on k.id = up.parent_id)
    select id from up`.execute(db);
  return rows.map((row) => row.id);
}

/** The organisation's own mail addresses, in lower case. */
export async function ownAddresses(db: Db): Promise<Set<string>> {
  const { rows } = await sql<{ address: string }>`
    select lower(address) as address from contacts.entry_point where channel in ('email', 'pec')`.execute(db);
  return new Set(rows.map((row) => row.address));
}

/** Whether a team may be named beside a service. */
export async function teamOfService(db: Db, team: string, service: string | null): Promise<boolean> {
  const row = await db
    .selectFrom('access.team')
    .select('serviceId')
    .where('id', '=', team)
    .executeTakeFirst();
  return row !== undefined && (service === null || row.serviceId === null || row.serviceId === service);
}

const mostPapers = 200;

/** Files of the conversations of a case that the actor may see, the newest first. */
export async function papersOfCase(db: Db, actor: Actor, caseId: string) {
  const { rows } = await sql<{
    id: string;
    name: string;
    type: string;
    size: number;
    at: Date;
    contactNumber: string | null;
  }>`
    select a.id, a.name, a.type, a.size::float8 as size, m.at, c.number as contact_number
    from contacts.attachment as a join contacts.message as m on m.id = a.message_id
      join contacts.conversation as v on v.id = m.conversation_id
      left join contacts.contact as c on c.id = m.contact_id
    where v.id in (select conversation_id from contacts.contact where case_id = ${caseId}::uuid)
      and not a.inline and ${visibleConversation(actor, 'contact.read', 'v')}
    order by m.at desc, a.position limit ${mostPapers}`.execute(db);
  return rows;
}

/** The files that were chosen of a case, or uploaded by the caller and of no message yet. */
export async function chosenFiles(
  db: Db,
  actor: Actor,
  { caseId, ids, uploader }: { caseId: string; ids: readonly string[]; uploader: string },
): Promise<(PaperFile & { id: string })[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<PaperFile & { id: string }>`
    select a.id, a.name, f.type, f.size::float8 as size, f.sha256
    from contacts.attachment as a join platform.file as f on f.id = a.file_id
      left join contacts.message as m on m.id = a.message_id
      left join contacts.conversation as v on v.id = m.conversation_id
    where a.id = any (${[...ids]}::uuid[]) and (
      (a.message_id is null and a.uploaded_by = ${uploader})
      or (v.id in (select conversation_id from contacts.contact where case_id = ${caseId}::uuid)
        and ${visibleConversation(actor, 'contact.read', 'v')}))`.execute(db);
  return ids.flatMap((id) => rows.find((row) => row.id === id) ?? []);
}

/** The papers of an escalation that went with its question. */
export async function papersAsked(db: Db, escalationId: string): Promise<PaperFile[]> {
  const { rows } = await sql<PaperFile>`
    select p.name, f.type, f.size::float8 as size, f.sha256
    from cases.paper as p join platform.file as f on f.id = p.file_id
    where p.escalation_id = ${escalationId}::uuid and p.side = 'asked' order by p.position`.execute(db);
  return rows;
}

/** A paper that the actor may see, with the address of its bytes; null otherwise. */
export async function paperById(db: Db, actor: Actor, id: string): Promise<PaperFile | null> {
  const { rows } = await sql<PaperFile>`
    select p.name, f.type, f.size::float8 as size, f.sha256
    from cases.paper as p join platform.file as f on f.id = p.file_id
      join cases.escalation as e on e.id = p.escalation_id ${joins}
    where p.id = ${id}::uuid and ${visibleEscalation(actor)}`.execute(db);
  return rows[0] ?? null;
}

/** What somebody wrote in answer to a letter, as the mail channel kept it. */
export interface Reply {
  id: string;
  kind: 'answer' | 'away' | 'undelivered' | 'doubtful';
  why: string | null;
  sender: string;
  senderName: string;
  text: string;
  files: PaperFile[];
  at: Date;
}
export async function replyOf(db: Db, id: string): Promise<Reply | null> {
  if (!isUuid(id)) return null;
  const { rows } = await sql<Reply>`
    select id, kind, why, sender, sender_name, text, files, at from email.letter_reply where id = ${id}::uuid`.execute(
    db,
  );
  return rows[0] ?? null;
}

/** Reminders whose time has come, of escalations that are open: of several for the same people the latest. */
export async function dueReminders(
  db: Db,
  now: Date,
  limit: number,
): Promise<{ id: string; escalationId: string; caseId: string }[]> {
  const { rows } = await sql<{ id: string; escalationId: string; caseId: string }>`
    select id, escalation_id, case_id from (
      select distinct on (r.escalation_id, r.whom) r.id, r.escalation_id, e.case_id, r.planned_at
      from cases.reminder as r join cases.escalation as e on e.id = r.escalation_id
      where r.sent_at is null and r.planned_at <= ${now} and e.closed_at is null
      order by r.escalation_id, r.whom, r.planned_at desc, r.id) as due
    order by planned_at, id limit ${limit}`.execute(db);
  return rows;
}

/** Who has a step in their hands; null while it waits. */
export async function whoHas(db: Db, stepId: string): Promise<{ id: string; name: string } | null> {
  const { rows } = await sql<{ id: string; name: string }>`
    select s.id, s.name from contacts.contact as c join access.staff as s on s.id = c.agent_id
    where c.id = ${stepId}::uuid and c.closed_at is null`.execute(db);
  return rows[0] ?? null;
}

/** The head of an office who is of the staff and still there. */
export async function headOf(db: Db, id: string): Promise<{ name: string; email: string } | null> {
  const row = await db
    .selectFrom('access.staff')
    .select(['name', 'email'])
    .where('id', '=', id)
    .where('active', '=', true)
    .executeTakeFirst();
  return row ?? null;
}
