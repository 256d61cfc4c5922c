import type { z } from 'zod';
import type { caseStep, listSteps } from '#contract/steps.ts';
import type { Parsed } from '#contract/route.ts';
import { decodeCursor, invalid, isUuid, pageOf, sql, type Actor, type Db } from '#server/platform/index.ts';
import { visibleCase } from './cases.read.ts';

export type StepView = z.input<typeof caseStep>;

const columns = sql`s.id, c.number, s.case_id as case, k.number as case_number, k.subject as case_subject,
  coalesce(customer.name, '') as customer_name, c.state, c.queue_id as queue, queue.name as queue_name,
  c.agent_id as agent, agent.name as agent_name, s.question, s.due_at, s.overdue_at, s.asked_by, s.asked_by_name,
  s.asked_at, c.answered_at as taken_at, s.outcome, s.answer, s.closed_by_name, s.closed_at,
  case when h.step_id is not null then jsonb_build_object('direction', h.direction, 'next', h.next) end as handover`;
const joins = sql`left join cases.handover as h on h.step_id = s.id join contacts.contact as c on c.id = s.id join cases.case as k on k.id = s.case_id
  left join customers.customer as customer on customer.id = k.customer_id
  left join routing.queue as queue on queue.id = c.queue_id left join access.staff as agent on agent.id = c.agent_id`;

/** A step of a case that the actor may see; null otherwise. */
export async function stepById(db: Db, actor: Actor, id: string): Promise<StepView | null> {
  const { rows } = await sql<StepView>`
    select ${columns} from cases.step as s ${joins}
    where s.id = ${id}::uuid and ${visibleCase(actor, 'case.read')}`.execute(db);
  return rows[0] ?? null;
}

/** Steps of the cases that the actor may see, the newest first. */
export async function stepPage(db: Db, actor: Actor, query: Parsed<typeof listSteps>['query']) {
  const after = decodeCursor(query.cursor, 2);
  const tests = [visibleCase(actor, 'case.read')];
  if (query.case !== undefined) tests.push(sql<boolean>`s.case_id = ${query.case}::uuid`);
  if (query.askedBy !== undefined) {
    const who = query.askedBy === 'me' ? (actor.kind === 'staff' ? actor.id : null) : query.askedBy;
    if (who === null) throw invalid('askedBy', '"me" is for a member of staff; give an id');
    tests.push(sql<boolean>`s.asked_by = ${who}::uuid`);
  }
  if (query.open !== undefined)
    tests.push(
      query.open === 'true' ? sql<boolean>`s.closed_at is null` : sql<boolean>`s.closed_at is not null`,
    );
  if (after !== null) {
    const [at, id] = after;
    tests.push(
      typeof at === 'string' && typeof id === 'string' && isUuid(id)
        ? sql<boolean>`(s.asked_at, s.id) < (${at}::timestamptz, ${id}::uuid)`
        : sql<boolean>`false`,
    );
  }
  const { rows } = await sql<StepView & { place: string }>`
    select ${columns}, s.asked_at::text as place from cases.step as s ${joins}
    where ${sql.join(tests, sql` and `)} order by s.asked_at desc, s.id desc limit ${query.limit + 1}`.execute(
    db,
  );
  return pageOf(rows, query.limit, (row) => [row.place, row.id]);
}

/** The ids of the steps of a case that nobody has in their hands. */
export async function waitingSteps(db: Db, caseId: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select s.id from cases.step as s join contacts.contact as c on c.id = s.id
    where s.case_id = ${caseId}::uuid and s.closed_at is null and c.state in ('queued', 'offered')
    order by s.id`.execute(db);
  return rows.map((row) => row.id);
}

/** How many milliseconds ago an instant of the database's clock was; ours may differ from it. */
export async function ageOf(db: Db, at: Date): Promise<number> {
  const { rows } = await sql<{ age: number }>`
    select (extract(epoch from clock_timestamp() - ${at}::timestamptz) * 1000)::float8 as age`.execute(db);
  return Math.max(0, rows[0]!.age);
}
