import { sql, type RawBuilder } from 'kysely';
import type { ReportFigure, ReportGroup } from '#contract/case-report.ts';
import type { Names } from '#contract/route.ts';
import { visibleCase } from '#server/cases/index.ts';
import { scopeFilter, scopeOf, type Actor, type Db } from '#server/platform/index.ts';
import { municipalityPattern, type ReportSums } from './case-report.rules.ts';

/** Instants of a period: from its first until the first that is no more of it, or now where it lasts. */
export interface ReportSpan {
  from: Date;
  to: Date;
}
/** Which cases, and what a row of them is. */
export interface ReportWish {
  by: ReportGroup;
  level: number;
  type: string | null;
  timeZone: string;
}
/** Working days by a calendar, numbered: between two days lie as many as their numbers are apart. */
export interface NumberedDays {
  calendar: string | null;
  /** The first of them; the others follow it. */
  first: string;
  numbers: number[];
}

const inScope = (actor: Actor): RawBuilder<boolean> =>
  scopeFilter(scopeOf(actor, 'live.read'), sql.ref('k.serviceId'), sql.ref('k.teamId'));

// Every classification with the cause it counts under: itself, or what lies above it at the level asked for.
const causes = (level: number) =>
  sql`(with recursive down as (
      select x.id, array[x.id] as path from knowledge.classification as x where x.parent_id is null
      union all select x.id, down.path || x.id from knowledge.classification as x join down on x.parent_id = down.id)
    select down.id, down.path[least(cardinality(down.path), ${level}::int)] as top from down)`;
// Of the supply of the case's service if the customer has one there, else of any other; those in use first.
const territory = sql`(select substring(p.address from ${municipalityPattern}::text) from customers.position as p
  where p.customer_id = k.customer_id order by p.service_id is not distinct from k.service_id desc, p.state = 'active' desc,
    p.since desc nulls last, p.id limit 1)`;
const keyOf = ({ by }: ReportWish): RawBuilder<unknown> =>
  ({
    type: sql`k.type`,
    team: sql`k.team_id::text`,
    cause: sql`cause.top::text`,
    territory,
  })[by];

/**
 * When a case was taken over: the first time that a member of staff became its owner, moved it on or took a step of it; by
 * its closing at the latest, because who closes a case has taken it over.
 */
const takenAt = sql`least(k.closed_at, (select min(e.at) from cases.entry as e where e.case_id = k.id and (
    e.kind = 'opened' and e.data ->> 'owner' is not null
    or e.kind = 'owner' and e.data ->> 'to' is not null
    or e.kind = 'status' and e.actor like 'staff:%'
    or e.kind = 'step' and e.data ->> 'about' = 'taken')))`;

// Cases with a time limit that was met or missed in the period, or fell due in it: closed before it, a case may still be one.
const settled = ({ from, to }: ReportSpan) => sql`
  select o.subject_id from clocks.clock as o where o.subject_kind = 'case' and o.state <> 'cancelled'
    and (o.ended_at >= ${from} and o.ended_at < ${to} or coalesce(o.breached_at, o.due_at) >= ${from} and coalesce(o.breached_at, o.due_at) < ${to})`;

/**
 * Cases that have to do with a period. Within standard, by case: "answered within term / due in period (open past-due
 * count as failures)" (complaint answer in time, by the common definition of the indicator). It counts if a time limit of
 * it was met or missed by its answer in the period, or fell due in the period and was unanswered at its end; it is late if
 * one of these was late. A case that falls due in one period and is answered in another is a failure in both.
 */
const facts = (actor: Actor, wish: ReportWish, { from, to }: ReportSpan) => sql`
  select k.id, k.type, k.service_id, k.opened_at, k.closed_at, ${takenAt} as taken_at, ${keyOf(wish)} as key, k.first_contact = 'yes' as first, d.due, d.late
  from cases.case as k ${wish.by === 'cause' ? sql`left join ${causes(wish.level)} as cause on cause.id = k.classification_id` : sql``}
  left join lateral (
    select true as due, bool_or(c.late) as late from (
      select o.state = 'fulfilled' and o.ended_at < ${to} as answered, o.ended_at, coalesce(o.breached_at, o.due_at) as due_at,
        case when o.state = 'fulfilled' and o.ended_at < ${to} then coalesce(o.multiple, 0) > 0 or coalesce(o.breached_at < o.ended_at, false)
          else true end as late
      from clocks.clock as o where o.subject_kind = 'case' and o.subject_id = k.id and o.state <> 'cancelled') as c
    where case when c.answered then c.ended_at >= ${from} else c.due_at >= ${from} and c.due_at < ${to} end
    having count(*) > 0) as d on true
  where ${inScope(actor)} and k.opened_at < ${to} and (k.closed_at is null or k.closed_at >= ${from} or k.id in (${settled({ from, to })}))
    ${wish.type === null ? sql`` : sql`and k.type = ${wish.type}`}`;

const within = (column: string, { from, to }: ReportSpan) =>
  sql`(f.${sql.ref(column)} >= ${from} and f.${sql.ref(column)} < ${to})`;
const counts = (figure: ReportFigure, span: ReportSpan): RawBuilder<unknown> =>
  ({
    opened: within('openedAt', span),
    taken: within('takenAt', span),
    closed: within('closedAt', span),
    open: sql`(f.closed_at is null or f.closed_at >= ${span.to})`,
    first: sql`(f.first is true and ${within('closedAt', span)})`,
    due: sql`f.due is true`,
    late: sql`f.late is true`,
  })[figure];

export interface SumsRow extends ReportSums {
  key: string | null;
  type: string;
}
/** The sums of a period by row and type of case. */
export async function reportSumsOf(
  db: Db,
  actor: Actor,
  wish: ReportWish,
  span: ReportSpan,
  working: readonly NumberedDays[],
): Promise<SumsRow[]> {
  const day = (column: string) => sql`(f.${sql.ref(column)} at time zone ${wish.timeZone})::date`;
  const days = (column: string) => sql`(${day(column)} - ${day('openedAt')})`;
  const apart = (column: string) => sql`(${sql.ref(`${column}.number`)} - b.number)`;
  const sum = (value: RawBuilder<unknown>, figure: ReportFigure) =>
    sql`coalesce(sum(${value}) filter (where ${counts(figure, span)}), 0)::float8`;
  const number = (figure: ReportFigure) => sql`(count(*) filter (where ${counts(figure, span)}))::int`;
  const { rows } = await sql<SumsRow>`
    with f as materialized (${facts(actor, wish, span)}),
    calendar as materialized (
      select s.id as service_id, w.first + n.place::int - 1 as day, n.number::int as number
      from access.service as s left join clocks.place as p on p.service_id = s.id
        join jsonb_to_recordset(${JSON.stringify(working)}::jsonb) as w (calendar uuid, first date, numbers jsonb)
          on w.calendar is not distinct from p.calendar_id
        cross join lateral jsonb_array_elements_text(w.numbers) with ordinality as n (number, place))
    select f.key, f.type, ${number('opened')} as opened, ${number('taken')} as taken, ${number('closed')} as closed,
      ${number('open')} as open, ${number('first')} as first, ${number('due')} as due, ${number('late')} as late,
      ${sum(days('takenAt'), 'taken')} as take_calendar, ${sum(apart('t'), 'taken')} as take_working,
      ${sum(days('closedAt'), 'closed')} as close_calendar, ${sum(apart('c'), 'closed')} as close_working
    from f left join calendar as b on b.service_id = f.service_id and b.day = ${day('openedAt')}
      left join calendar as t on t.service_id = f.service_id and t.day = ${day('takenAt')}
      left join calendar as c on c.service_id = f.service_id and c.day = ${day('closedAt')}
    group by f.key, f.type`.execute(db);
  return rows;
}

/** The calendars by which services count their days, and how far back the cases of a period reach. */
export async function reportReach(
  db: Db,
  actor: Actor,
  { from, to }: ReportSpan,
): Promise<{ calendars: (string | null)[]; oldest: Date | null }> {
  const { rows } = await sql<{ calendarId: string | null }>`
    select distinct p.calendar_id from access.service as s left join clocks.place as p on p.service_id = s.id`.execute(
    db,
  );
  const { rows: oldest } = await sql<{ at: Date | null }>`
    select min(k.opened_at) as at from cases.case as k
    where ${inScope(actor)} and k.opened_at < ${to} and (k.closed_at is null or k.closed_at >= ${from})`.execute(
    db,
  );
  return { calendars: rows.map(({ calendarId }) => calendarId), oldest: oldest[0]?.at ?? null };
}

/** The ids of the cases behind a figure, the newest first. @param key a row's; null: not known; undefined: every row */
export async function reportCaseIds(
  db: Db,
  actor: Actor,
  wish: ReportWish,
  span: ReportSpan,
  { figure, key }: { figure: ReportFigure; key: string | null | undefined },
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select f.id from (${facts(actor, wish, span)}) as f
    where ${counts(figure, span)} ${key === undefined ? sql`` : sql`and f.key is not distinct from ${key}::text`}
    order by f.opened_at desc, f.id desc`.execute(db);
  return rows.map(({ id }) => id);
}

/** The names of offices or of causes, each cause with those above it. */
export async function reportNames(
  db: Db,
  by: 'team' | 'cause',
  keys: readonly string[],
): Promise<Map<string, Names>> {
  const ids = [...keys];
  const { rows } =
    by === 'team'
      ? await sql<{ id: string; name: Names }>`
          select t.id, jsonb_build_object('it', t.name, 'en', t.name) as name from access.team as t where t.id = any (${ids}::uuid[])`.execute(
          db,
        )
      : await sql<{ id: string; name: Names }>`
          with recursive down as (
            select x.id, x.name ->> 'it' as it, x.name ->> 'en' as en from knowledge.classification as x where x.parent_id is null
            union all select x.id, down.it || ' › ' || (x.name ->> 'it'), down.en || ' › ' || (x.name ->> 'en')
              from knowledge.classification as x join down on x.parent_id = down.id)
          select d.id, jsonb_build_object('it', d.it, 'en', d.en) as name from down as d where d.id = any (${ids}::uuid[])`.execute(
          db,
        );
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** Those of these cases that the actor may open. */
export async function readableOf(db: Db, actor: Actor, ids: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`
    select k.id from cases.case as k where k.id = any (${[...ids]}::uuid[]) and ${visibleCase(actor, 'case.read')}`.execute(
    db,
  );
  return new Set(rows.map(({ id }) => id));
}
