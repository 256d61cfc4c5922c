import { caseSortDown, type countCases, type listCases } from '#contract/cases.ts';
import type { Parsed } from '#contract/route.ts';
import { likePattern, numberTail, plainText, searchWords } from '#server/contacts/index.ts';
import {
  decodeCursor,
  invalid,
  isUuid,
  pageOf,
  scopeOf,
  sql,
  type Actor,
  type Db,
} from '#server/platform/index.ts';
import type { RawBuilder } from 'kysely';
import { asSeen, caseColumns, caseJoins, visibleCase, type StoredCase } from './cases.read.ts';

// Lists of hundreds of thousands of cases in any order. What few cases match is found by what was asked for, and then put
// in order; what many match is read along the order, where the next page is never far.

type Query = Parsed<typeof listCases>['query'];
type Filter = Omit<Query, 'sort' | 'direction' | 'limit' | 'cursor'>;
type Test = RawBuilder<boolean>;

/** As many are put in order; of more each page is found along the order. */
const few = 2000;
const mostCounted = 10_000;
/** Of as many limits that are up the cases are gathered first. */
const mostDue = 5000;

/** What a filter asks of a case `k`. @param along its customer is joined already, as `customer` */
function testsOf(actor: Actor, query: Filter, along: boolean): Test[] {
  const tests: Test[] = [visibleCase(actor, 'case.read')];
  const add = (test: Test) => tests.push(test);
  if (query.type !== undefined) add(sql`k.type = ${query.type}`);
  if (query.state !== undefined) add(sql`k.state = ${query.state}`);
  if (query.status !== undefined) add(sql`k.status = ${query.status}`);
  if (query.firstContact !== undefined) add(sql`k.first_contact = ${query.firstContact}`);
  if (query.level !== undefined) add(sql`k.level = ${query.level}`);
  if (query.team !== undefined) add(sql`k.team_id = ${query.team}::uuid`);
  if (query.classification !== undefined)
    add(sql`k.classification_id = any (array(with recursive down as (
      select ${query.classification}::uuid as id
      union all select x.id from knowledge.classification as x join down on x.parent_id = down.id) select id from down))`);
  if (query.customer !== undefined) add(sql`k.customer_id = ${query.customer}::uuid`);
  if (query.party !== undefined)
    add(sql`(k.customer_id = ${query.party}::uuid
      or k.id = any (array(select p.case_id from cases.party as p where p.customer_id = ${query.party}::uuid and p.ended_at is null)))`);
  if (query.open !== undefined)
    add(query.open === 'true' ? sql`k.closed_at is null` : sql`k.closed_at is not null`);
  if (query.owner === 'none') add(sql`k.owner_id is null`);
  else if (query.owner === 'me')
    add(actor.kind === 'staff' && actor.id !== null ? sql`k.owner_id = ${actor.id}::uuid` : sql`false`);
  else if (query.owner !== undefined) add(sql`k.owner_id = ${query.owner}::uuid`);
  if (query.search !== undefined) add(found(query.search, along));
  // Taken in the order of their limits, or the planner reads all that ever had one.
  if (query.due !== undefined && !along)
    add(
      sql`k.id = any (array(select d.subject_id from clocks.clock as d where ${dueBy(query.due)} order by d.due_at limit ${mostDue}))`,
    );
  else if (query.due !== undefined)
    add(sql`exists (select from clocks.clock as d where d.subject_id = k.id and ${dueBy(query.due)})`);
  return tests;
}
const dueBy = (due: 'late' | 'week') => sql`d.subject_kind = 'case' and d.state = 'running'
  and d.due_at < ${due === 'late' ? sql`now()` : sql`now() + interval '7 days'`}`;
const all = (tests: readonly Test[]) => sql<boolean>`${sql.join(tests, sql` and `)}`;

// By number, by words of subject and description, by the names of the customer and of whoever has a part in it.
function found(text: string, along: boolean): Test {
  const plain = plainText(text);
  const tail = numberTail(plain);
  const words = searchWords(plain).map((word) => sql`customers.folded(${`%${likePattern(word)}%`})`);
  const each = (test: (word: RawBuilder<unknown>) => RawBuilder<unknown>) =>
    sql.join(words.map(test), sql` and `);
  const named = (word: RawBuilder<unknown>) =>
    along
      ? sql`customer.folded_name like ${word}`
      : sql`k.customer_id = any (array(select c.id from customers.customer as c where c.folded_name like ${word}))`;
  const tests = [
    ...(tail === null
      ? []
      : [
          sql`(substring(k.number from '[0-9]{1,15}$')::bigint = ${tail.value}::bigint and k.number ilike ${tail.pattern})`,
        ]),
    ...(words.length === 0
      ? []
      : [
          sql`(${each((word) => sql`(customers.folded(k.subject || ' ' || k.description) like ${word} or ${named(word)})`)})`,
          sql`k.id = any (array(select p.case_id from cases.party as p left join customers.customer as c on c.id = p.customer_id
            where p.ended_at is null and ${each((word) => sql`customers.folded(coalesce(c.name, p.name)) like ${word}`)}))`,
        ]),
  ];
  return tests.length === 0 ? sql`false` : sql`(${sql.join(tests, sql` or `)})`;
}

/** What a list is ordered by: its columns, the last of them telling every row from every other. */
type Key = readonly [column: string, type: 'uuid' | 'timestamptz' | 'text'];
const orders: Readonly<Record<Query['sort'], readonly Key[]>> = {
  newest: [
    ['k.openedAt', 'timestamptz'],
    ['k.id', 'uuid'],
  ],
  opened: [
    ['k.openedAt', 'timestamptz'],
    ['k.id', 'uuid'],
  ],
  changed: [
    ['k.changedAt', 'timestamptz'],
    ['k.id', 'uuid'],
  ],
  since: [
    ['k.stateSince', 'timestamptz'],
    ['k.id', 'uuid'],
  ],
  number: [['k.number', 'text']],
  customer: [
    ['customer.foldedName', 'text'],
    ['customer.id', 'uuid'],
    ['k.openedAt', 'timestamptz'],
    ['k.id', 'uuid'],
  ],
  due: [
    ['first.dueAt', 'timestamptz'],
    ['first.id', 'uuid'],
  ],
};

/** Whether anything but the scope narrows a list down. */
const narrow = (actor: Actor, { open: _open, ...query }: Filter): boolean =>
  scopeOf(actor, 'case.read') !== 'all' || Object.values(query).some((one) => one !== undefined);

/** Whether so many limits are up that they are looked at case by case. */
async function manyDue(db: Db, due: Filter['due']): Promise<boolean> {
  if (due === undefined) return false;
  const { rows } = await sql<{ many: boolean }>`select count(*) > ${mostDue} as many from (
    select from clocks.clock as d where ${dueBy(due)} order by d.due_at limit ${mostDue + 1}) as seen`.execute(
    db,
  );
  return rows[0]!.many;
}

/** The ids of all that match, if they are few. */
async function fewIds(db: Db, actor: Actor, filter: Filter): Promise<string[] | null> {
  if (!narrow(actor, filter) || (await manyDue(db, filter.due))) return null;
  const { rows } = await sql<{ id: string }>`
    select k.id from cases.case as k where ${all(testsOf(actor, filter, false))} limit ${few + 1}`.execute(
    db,
  );
  return rows.length > few ? null : rows.map(({ id }) => id);
}

const place = {
  uuid: isUuid,
  timestamptz: (text: string) =>
    /^\d{4,6}-\d\d-\d\d[ T][\d:.+-]{2,32}$/.test(text) && !Number.isNaN(Date.parse(text)),
  text: (text: string) => !text.includes('\0'),
};
/** Where a page goes on. @throws Problem 422 naming `cursor` */
function placeAfter(cursor: string | undefined, keys: readonly Key[]): string[] | null {
  const values = decodeCursor(cursor, keys.length)?.map(String) ?? null;
  if (values !== null && !keys.every(([, type], index) => place[type](values[index]!)))
    throw invalid('cursor', 'use the `next` of an earlier answer');
  return values;
}

/** Cases in the actor's scope, in the order asked for; by time limit, those that have one running. */
export async function casePage(
  db: Db,
  actor: Actor,
  { sort, direction, limit, cursor, ...filter }: Query,
): Promise<{ items: Awaited<ReturnType<typeof asSeen>>; next: string | null }> {
  const keys = orders[sort];
  const down = direction === undefined ? caseSortDown[sort] : direction === 'desc';
  const after = placeAfter(cursor, keys);
  const ids = await fewIds(db, actor, filter);
  const tests = ids === null ? testsOf(actor, filter, true) : [sql<boolean>`k.id = any (${ids}::uuid[])`];
  if (after !== null) {
    const left = sql.join(keys.map(([column]) => sql.ref(column)));
    const right = sql.join(keys.map(([, type], index) => sql`${after[index]!}::${sql.raw(type)}`));
    tests.push(sql`(${left}) ${down ? sql`<` : sql`>`} (${right})`);
    // What an index of the first column alone can begin at.
    tests.push(
      sql`${sql.ref(keys[0]![0])} ${down ? sql`<=` : sql`>=`} ${after[0]!}::${sql.raw(keys[0]![1])}`,
    );
  }
  // So that customers may be walked through in their order.
  if (sort === 'customer') tests.push(sql<boolean>`customer.id is not null`);
  const places = sql.join(
    keys.map(([column], index) => sql`${sql.ref(column)}::text as ${sql.ref(`place${index}`)}`),
  );
  const order = sql.join(keys.map(([column]) => sql`${sql.ref(column)} ${down ? sql`desc` : sql`asc`}`));
  // By time limit the list is one of limits: each case at the one that is up first.
  const from =
    sort === 'due'
      ? sql`clocks.clock as first join cases.case as k on k.id = first.subject_id and first.subject_kind = 'case' and first.state = 'running'
          and not exists (select from clocks.clock as sooner where sooner.subject_kind = 'case' and sooner.subject_id = k.id
            and sooner.state = 'running' and (sooner.due_at, sooner.id) < (first.due_at, first.id))`
      : sql`cases.case as k`;
  const { rows } = await sql<StoredCase & Record<string, string>>`
    select ${caseColumns}, ${places} from ${from} ${caseJoins} where ${all(tests)} order by ${order} limit ${limit + 1}`.execute(
    db,
  );
  return pageOf(await asSeen(db, actor, rows as never), limit, (row) =>
    keys.map((_, index) => (row as unknown as Record<string, string>)[`place${index}`]!),
  );
}

/** How many cases a list has, as far as somebody counts. */
export async function caseCount(
  db: Db,
  actor: Actor,
  { sort, ...filter }: Parsed<typeof countCases>['query'],
): Promise<{ count: number; more: boolean }> {
  const { due, ...rest } = filter;
  const many = await manyDue(db, due);
  const tests = testsOf(actor, many ? rest : filter, false);
  if (many && due !== undefined)
    tests.push(sql`exists (select from clocks.clock as d where d.subject_id = k.id and ${dueBy(due)})`);
  if (sort === 'due')
    tests.push(
      sql`exists (select from clocks.clock as d where d.subject_kind = 'case' and d.subject_id = k.id and d.state = 'running')`,
    );
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from (
    select from cases.case as k where ${all(tests)} limit ${mostCounted + 1}) as seen`.execute(db);
  const { count } = rows[0]!;
  return { count: Math.min(count, mostCounted), more: count > mostCounted };
}
