import { sql, type RawBuilder } from 'kysely';
import type { ReportFigure, ReportGroup } from '#contract/case-report.ts';
import type { Names } from '#contract/route.ts';
import { visibleCase } from '#server/cases/index.ts';
import { scopeFilter, scopeOf, type Actor, type Db } from '#server/platform/index.ts';
import type { ReportSums } from './case-report.rules.ts';

/** Instants of a period: from its first until the first that is no more of it, or now where it lasts. */
export interface ReportSpan {
  from: Date;
  to: Date;
}
/** Which cases, and what a row of them is. */
export interface ReportWish {
  by: ReportGroup;
  /** How deep causes are told apart; null: each by its whole path. */
  level: number | null;
  type: string | null;
  timeZone: string;
}
/** Working days of a service by its calendar, numbered: between two days lie as many as their numbers are apart. */
export interface NumberedDays {
  serviceId: string;
  /** The first of them; the others follow it. */
  first: string;
  numbers: number[];
}

const inScope = (actor: Actor): RawBuilder<boolean> =>
  scopeFilter(scopeOf(actor, 'live.read'), sql.ref('k.serviceId'), sql.ref('k.teamId'));

// Every classification with the cause it counts under: itself, or what lies above it at the level asked for.
const causes = (level: number | null) =>
  sql`(with recursive down as (
      select x.id, array[x.id] as path from knowledge.classification as x where x.parent_id is null
      union all select x.id, down.path || x.id from knowledge.classification as x join down on x.parent_id = down.id)
    select down.id, ${level === null ? sql`array_to_string(down.path, '/')` : sql`down.path[least(cardinality(down.path), ${level}::int)]::text`} as top from down)`;
// A customer's places: those in use first, the newest of them; of one service, or of any.
const places = (
  of: RawBuilder<unknown>,
) => sql`(select distinct on (${of}) p.customer_id, p.service_id, p.municipality
  from customers.position as p where p.municipality is not null order by ${of}, p.state = 'active' desc, p.since desc nulls last, p.id)`;
// Where the case says that it lies; else the customer's supply of its service; else any other of theirs.
const territory = {
  key: sql`coalesce(k.municipality, here.municipality, anywhere.municipality)`,
  join: sql`left join ${places(sql`p.customer_id, p.service_id`)} as here on here.customer_id = k.customer_id and here.service_id = k.service_id
    left join ${places(sql`p.customer_id`)} as anywhere on anywhere.customer_id = k.customer_id`,
};
const groupOf = ({ by, level }: ReportWish): { key: RawBuilder<unknown>; join: RawBuilder<unknown> } =>
  ({
    type: { key: sql`k.type`, join: sql`` },
    team: { key: sql`k.team_id::text`, join: sql`` },
    cause: {
      key: sql`cause.top`,
      join: sql`left join ${causes(level)} as cause on cause.id = k.classification_id`,
    },
    territory,
  })[by];

/**
 * Cases whose time limits count in a period. Within standard, by case: "answered within term / due in period (open past-due
 * count as failures)" (complaint answer in time, by the common definition of the indicator). A case counts if a time limit of
 * it was met or missed by its answer in the period, or fell due in the period and was unanswered at its end; it is late if
 * one of these was late. A case that falls due in one period and is answered in another is a failure in both.
 */
const settled = ({ from, to }: ReportSpan) => {
  const answered = sql`(o.state = 'fulfilled' and o.ended_at < ${to})`;
  const due = sql`coalesce(o.breached_at, o.due_at)`;
  return sql`(
  select o.subject_id, bool_or(case when ${answered} then coalesce(o.multiple, 0) > 0 or coalesce(o.breached_at < o.ended_at, false) else true end) as late
  from clocks.clock as o where o.subject_kind = 'case' and o.state <> 'cancelled'
    and case when ${answered} then o.ended_at >= ${from} else ${due} >= ${from} and ${due} < ${to} end
  group by o.subject_id)`;
};

/** Cases that have to do with a period. Who closes a case has taken it over at the latest. */
const facts = (actor: Actor, wish: ReportWish, span: ReportSpan) => {
  const group = groupOf(wish);
  return sql`
  select k.id, k.type, k.service_id, k.team_id, k.opened_at, k.closed_at, least(k.closed_at, k.taken_at) as taken_at, ${group.key} as key,
    k.first_contact = 'yes' as first, d.subject_id is not null as due, d.late
  from cases.case as k left join ${settled(span)} as d on d.subject_id = k.id ${group.join}
  where ${inScope(actor)} and k.opened_at < ${span.to} and (k.closed_at is null or k.closed_at >= ${span.from} or d.subject_id is not null)
    ${wish.type === null ? sql`` : sql`and k.type = ${wish.type}`}`;
};

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
/** As fine as scopes cut it. */
export interface FineRow extends SumsRow {
  serviceId: string | null;
  teamId: string | null;
}
/** The sums of a period by row and type of case, `fine` by service and office too. */
export async function reportSumsOf(
  db: Db,
  actor: Actor,
  wish: ReportWish,
  span: ReportSpan,
  working: readonly NumberedDays[],
  fine: true,
): Promise<FineRow[]>;
export async function reportSumsOf(
  db: Db,
  actor: Actor,
  wish: ReportWish,
  span: ReportSpan,
  working: readonly NumberedDays[],
  fine?: false,
): Promise<SumsRow[]>;
export async function reportSumsOf(
  db: Db,
  actor: Actor,
  wish: ReportWish,
  span: ReportSpan,
  working: readonly NumberedDays[],
  fine = false,
): Promise<SumsRow[]> {
  const day = (column: string) => sql`(f.${sql.ref(column)} at time zone ${wish.timeZone})::date`;
  const between = (column: string) => sql`(${day(column)} - ${day('openedAt')})`;
  const numbered = (column: string) => sql`w.numbers[${day(column)} - w.first + 1]`;
  const apart = (column: string) => sql`(${numbered(column)} - ${numbered('openedAt')})`;
  const sum = (value: RawBuilder<unknown>, figure: ReportFigure) =>
    sql`coalesce(sum(${value}) filter (where ${counts(figure, span)}), 0)::float8`;
  const number = (figure: ReportFigure) => sql`(count(*) filter (where ${counts(figure, span)}))::int`;
  // As rows of the statement, so that the planner knows how few they are.
  const days = sql`(values ${sql.join(
    [...working, { serviceId: null, first: null, numbers: null }].map(
      (one) => sql`(${one.serviceId}::uuid, ${one.first}::date, ${one.numbers}::int[])`,
    ),
  )})`;
  const { rows } = await sql<SumsRow>`
    select f.key, f.type, ${fine ? sql`f.service_id, f.team_id,` : sql``} ${number('opened')} as opened, ${number('taken')} as taken, ${number('closed')} as closed,
      ${number('open')} as open, ${number('first')} as first, ${number('due')} as due, ${number('late')} as late,
      ${sum(between('takenAt'), 'taken')} as take_calendar, ${sum(apart('takenAt'), 'taken')} as take_working,
      ${sum(between('closedAt'), 'closed')} as close_calendar, ${sum(apart('closedAt'), 'closed')} as close_working
    from (${facts(actor, wish, span)}) as f left join ${days} as w (service_id, first, numbers) on w.service_id = f.service_id
    group by f.key, f.type ${fine ? sql`, f.service_id, f.team_id` : sql``}`.execute(db);
  return rows;
}

/** The calendars by which services count their days, and how far back the cases of a period reach. */
export async function reportReach(
  db: Db,
  actor: Actor,
  { from, to }: ReportSpan,
): Promise<{ services: { serviceId: string; calendarId: string | null }[]; oldest: Date | null }> {
  const { rows: services } = await sql<{ serviceId: string; calendarId: string | null }>`
    select s.id as service_id, p.calendar_id from access.service as s left join clocks.place as p on p.service_id = s.id`.execute(
    db,
  );
  const { rows: oldest } = await sql<{ at: Date | null }>`
    select min(k.opened_at) as at from cases.case as k
    where ${inScope(actor)} and k.opened_at < ${to} and (k.closed_at is null or k.closed_at >= ${from})`.execute(
    db,
  );
  return { services, oldest: oldest[0]?.at ?? null };
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
