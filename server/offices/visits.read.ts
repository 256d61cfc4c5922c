import type { z } from 'zod';
import type { visit } from '#contract/offices.ts';
import { visibleContact } from '#server/contacts/index.ts';
import { readSetting, scopeFilter, scopeOf, sql, type Actor, type Db } from '#server/platform/index.ts';

export type VisitView = z.input<typeof visit>;

const columns = sql`v.id, c.number, v.ticket, c.state, c.queue_id as queue, queue.name as queue_name,
  c.customer_id as customer, coalesce(customer.name, '') as customer_name, c.subject, c.language, v.priority,
  c.arrived_at, v.calls, v.called_at, v.counter, c.agent_id as agent, agent.name as agent_name, c.closed_at`;
const joins = sql`join contacts.contact as c on c.id = v.id
  left join customers.customer as customer on customer.id = c.customer_id
  left join routing.queue as queue on queue.id = c.queue_id left join access.staff as agent on agent.id = c.agent_id`;

/** Which visits somebody at the front desk may see, over a contact named `c`. */
const received = (actor: Actor) =>
  scopeFilter(scopeOf(actor, 'desk.receive'), sql.ref('c.serviceId'), sql.ref('c.teamId'));

/** The visits of a day in the actor's scope, in the order of arrival. */
export async function visitsOf(
  db: Db,
  actor: Actor,
  day: string,
  query: { queue?: string | undefined; open: 'true' | 'false' },
): Promise<VisitView[]> {
  const tests = [
    received(actor),
    query.open === 'true' ? sql<boolean>`c.closed_at is null` : sql<boolean>`c.closed_at is not null`,
  ];
  if (query.queue !== undefined) tests.push(sql<boolean>`c.queue_id = ${query.queue}::uuid`);
  const { rows } = await sql<VisitView>`
    select ${columns} from offices.visit as v ${joins}
    where v.day = ${day}::date and ${sql.join(tests, sql` and `)} order by c.arrived_at, v.id limit 500`.execute(
    db,
  );
  return rows;
}

/** A visit that the actor may see: in the scope of the front desk, or as any contact of theirs. */
export async function visitById(db: Db, actor: Actor, id: string): Promise<VisitView | null> {
  const { rows } = await sql<VisitView>`
    select ${columns} from offices.visit as v ${joins}
    where v.id = ${id}::uuid and (${received(actor)} or ${visibleContact(actor, 'contact.read', 'c')})`.execute(
    db,
  );
  return rows[0] ?? null;
}

/** How many wait in queues at counters, by queue. */
export async function waitingAt(db: Db, queues: readonly string[]): Promise<Map<string, number>> {
  if (queues.length === 0) return new Map();
  const { rows } = await sql<{ queueId: string; waiting: number }>`
    select queue_id, count(*)::int as waiting from routing.work_item
    where queue_id = any (${queues}::uuid[]) and channel = 'desk' and state in ('waiting', 'offered')
    group by queue_id`.execute(db);
  return new Map(rows.map((row) => [row.queueId, row.waiting]));
}

/** How many are served before an item of its queue: those of more seniority. */
export async function aheadOf(db: Db, id: string): Promise<number> {
  const { rows } = await sql<{ ahead: number }>`
    select count(o.id)::int as ahead from routing.work_item as w
      left join routing.work_item as o on o.queue_id = w.queue_id and o.channel = 'desk' and o.id <> w.id
        and o.state in ('waiting', 'offered')
        and o.queued_at - make_interval(secs => o.boost_seconds) < w.queued_at - make_interval(secs => w.boost_seconds)
    where w.id = ${id}::uuid`.execute(db);
  return rows[0]?.ahead ?? 0;
}

export async function counterOf(db: Db, staffId: string): Promise<string | null> {
  const row = await db
    .selectFrom('offices.counter')
    .select('name')
    .where('staffId', '=', staffId)
    .executeTakeFirst();
  return row?.name ?? null;
}

/** Where a contact is and who has it, for the events about its visit. */
export async function visitPlace(
  db: Db,
  id: string,
): Promise<{ serviceId: string; teamId: string | null; queueId: string | null; ticket: string } | null> {
  const { rows } = await sql<{
    serviceId: string;
    teamId: string | null;
    queueId: string | null;
    ticket: string;
  }>`
    select c.service_id, c.team_id, c.queue_id, v.ticket
    from offices.visit as v join contacts.contact as c on c.id = v.id where v.id = ${id}::uuid`.execute(db);
  return rows[0] ?? null;
}

/** The day of an instant where the organisation is. */
export async function dayOf(db: Db, at: Date): Promise<string> {
  const zone = (await readSetting<string>(db, 'timeZone')) ?? 'Europe/Rome';
  const { rows } = await sql<{ day: string }>`
    select to_char(${at}::timestamptz at time zone ${zone}, 'YYYY-MM-DD') as day`.execute(db);
  return rows[0]!.day;
}

/** How it stands with a ticket of a day, in terms that say nothing about who has it. */
export interface TicketStanding {
  ticket: string;
  /** waiting: nobody has called it; called: somebody serves it; over: served, or gone. */
  state: 'waiting' | 'called' | 'over';
  queue: string;
  queueId: string;
  counter: string | null;
  /** How many are served before it. */
  ahead: number;
}
/** A ticket as somebody types it: blanks and small letters make no difference. */
export async function ticketStanding(db: Db, day: string, typed: string): Promise<TicketStanding | null> {
  const ticket = typed.replace(/[\s.-]+/g, '').toUpperCase();
  if (ticket === '') return null;
  const { rows } = await sql<{
    id: string;
    ticket: string;
    state: string;
    queueId: string;
    queue: string;
    counter: string | null;
  }>`
    select v.id, v.ticket, c.state, queue.id as queue_id, queue.name as queue, v.counter
    from offices.visit as v join contacts.contact as c on c.id = v.id join routing.queue as queue on queue.id = c.queue_id
    where v.day = ${day}::date and upper(regexp_replace(v.ticket, '[\\s.-]', '', 'g')) = ${ticket} limit 1`.execute(
    db,
  );
  const [row] = rows;
  if (row === undefined) return null;
  const state =
    row.state === 'queued' || row.state === 'offered'
      ? 'waiting'
      : row.state === 'active'
        ? 'called'
        : 'over';
  return {
    ticket: row.ticket,
    state,
    queue: row.queue,
    queueId: row.queueId,
    counter: state === 'called' ? row.counter : null,
    ahead: state === 'waiting' ? await aheadOf(db, row.id) : 0,
  };
}
