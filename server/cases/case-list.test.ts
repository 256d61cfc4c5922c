import { afterAll, beforeAll, expect, test } from 'vitest';
import * as contract from '#contract/cases.ts';
import { newId, sql, type Db } from '#server/platform/index.ts';
import { makeCustomer } from '#tests/stories/contacts.ts';
import { testServer, type Caller, type TestServer } from '#tests/support/server.ts';
import { casesRoutes } from './cases.routes.ts';

let server: TestServer;
let db: Db;
let water: string;
let team: string;
let supervisor: { id: string; session: string };
let narrow: { id: string; session: string };
const as = (who: { session: string }): { as: Caller } => ({ as: { session: who.session } });
const names = ['Zeno Prova', 'Àgata Prova', 'Bruno Prova'];
const count = 23;

beforeAll(async () => {
  server = await testServer(casesRoutes);
  db = server.ctx.db;
  water = await server.makeService('water');
  team = newId();
  await db.insertInto('access.team').values({ id: team, name: 'Ufficio', serviceId: water }).execute();
  supervisor = await server.makeStaff({ role: 'supervisor', serviceId: water, name: 'Sara' });
  narrow = await server.makeStaff({ role: 'supervisor', serviceId: water, grantTeamId: team, name: 'Nina' });
  const customers: string[] = [];
  for (const [index, name] of names.entries())
    customers.push(await makeCustomer(db, name, `cliente${index}@example.org`));
  for (let n = 0; n < count; n += 1) {
    const id = newId();
    // Three at a time were opened together, so that the order has to tell equal ones apart.
    const opened = new Date(Date.UTC(2026, 2, 1 + Math.floor(n / 3)));
    await db
      .insertInto('cases.case')
      .values({
        id,
        number: `PR-2026-${String((n * 7) % count).padStart(6, '0')}`,
        type: 'complaint',
        subject: n % 4 === 0 ? 'Perdita in strada' : 'Bolletta',
        customerId: customers[n % 3]!,
        serviceId: water,
        teamId: n % 2 === 0 ? team : null,
        openedBy: 'system',
        openedAt: opened,
        stateSince: new Date(Date.UTC(2026, 4, 1 + ((n * 5) % count))),
      })
      .execute();
    await db
      .insertInto('cases.entry')
      .values({
        id: newId(),
        caseId: id,
        at: new Date(Date.UTC(2026, 5, 1 + ((n * 11) % count))),
        kind: 'note',
        actor: 'system',
      })
      .execute();
    if (n % 3 !== 0)
      await sql`insert into clocks.clock (id, subject_kind, subject_id, key, name, service_id, unit, amount, state, started_at, due_at)
        values (${newId()}::uuid, 'case', ${id}::uuid, 'answer', '{"it":"R","en":"A"}', ${water}::uuid, 'calendar', 30, 'running', ${opened},
          ${new Date(Date.UTC(2026, 6, 1 + ((n * 13) % 9)))})`.execute(db);
  }
});
afterAll(() => server.stop());

type Asked = Record<string, string>;
async function pages(query: Asked, who = supervisor) {
  const seen: contract.CaseView[] = [];
  let cursor: string | undefined;
  do {
    const answer = await server.call(
      contract.listCases,
      { query: { ...query, limit: '9', ...(cursor === undefined ? {} : { cursor }) } as never },
      as(who),
    );
    expect(answer).toMatchObject({ status: 200 });
    seen.push(...answer.body.items);
    cursor = answer.body.next ?? undefined;
  } while (cursor !== undefined);
  return seen;
}
const counted = async (query: Asked, who = supervisor) =>
  (await server.call(contract.countCases, { query: query as never }, as(who))).body.count;

const values: Record<contract.CaseSort, (one: contract.CaseView) => string> = {
  newest: (one) => one.openedAt,
  opened: (one) => one.openedAt,
  changed: (one) => one.changedAt,
  since: (one) => one.stateSince,
  number: (one) => one.number,
  customer: (one) => one.customerName.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase(),
  due: (one) => one.due!.at!,
};

test.each(contract.caseSorts)('ordered by %s, both ways, the pages hold every case once', async (sort) => {
  for (const direction of ['asc', 'desc'] as const)
    for (const also of [{}, { type: 'complaint' }, { search: 'perdita' }] as Asked[]) {
      const seen = await pages({ sort, direction, ...also });
      const expected = Array.from({ length: count }, (_, n) => n).filter(
        (n) => (sort !== 'due' || n % 3 !== 0) && (also['search'] === undefined || n % 4 === 0),
      ).length;
      expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length);
      expect(seen).toHaveLength(expected);
      const order = seen.map(values[sort]);
      const sorted = order.toSorted();
      expect(order).toEqual(direction === 'asc' ? sorted : sorted.toReversed());
      expect(await counted({ sort, ...also })).toBe(expected);
    }
});

test('of one team its cases are listed and counted, and no others', async () => {
  const seen = await pages({ sort: 'customer' }, narrow);
  expect(seen).toHaveLength(12);
  expect(new Set(seen.map((one) => one.team))).toEqual(new Set([team]));
  expect(await counted({}, narrow)).toBe(12);
  expect(await counted({ team })).toBe(12);
  expect(await counted({ team: newId() })).toBe(0);
});

test('each word is looked for in the text and in the name of the customer, accents apart', async () => {
  const wanted = (await pages({})).filter(
    (one) => one.customerName === 'Àgata Prova' && one.subject === 'Perdita in strada',
  );
  expect(wanted.length).toBeGreaterThan(0);
  expect((await pages({ search: 'agata perdita' })).map(({ id }) => id)).toEqual(wanted.map(({ id }) => id));
});

test('what is written down of a case moves it to the front of the last changed', async () => {
  const last = (await pages({ sort: 'changed' })).at(-1)!;
  await server.call(
    contract.addCaseNote,
    { params: { id: last.id }, body: { text: 'Richiamata' } },
    as(supervisor),
  );
  expect((await pages({ sort: 'changed' }))[0]!.id).toBe(last.id);
});

test('a cursor that is none, or of the other direction, is refused by name', async () => {
  const first = await server.call(
    contract.listCases,
    { query: { sort: 'opened', limit: '2' } as never },
    as(supervisor),
  );
  const cursor = first.body.next!;
  for (const query of [
    { sort: 'opened', direction: 'asc', cursor },
    { sort: 'number', cursor },
    { sort: 'opened', cursor: `${cursor.split('.')[0]}.${Buffer.from('["x","y"]').toString('base64url')}` },
  ])
    expect(await server.call(contract.listCases, { query: query as never }, as(supervisor))).toMatchObject({
      status: 422,
    });
});
