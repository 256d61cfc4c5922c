import { afterAll, beforeAll, expect, test } from 'vitest';
import * as contract from '#contract/case-report.ts';
import { newId, sql, type Db } from '#server/platform/index.ts';
import { makeCustomer } from '#tests/stories/contacts.ts';
import { testServer, type Caller, type TestServer } from '#tests/support/server.ts';
import { ensureShippedTypes } from '../cases/types/shipped.service.ts';
import { insightRoutes } from './insight.routes.ts';

let server: TestServer;
let db: Db;
let water: string;
let power: string;
let office: string;
let customer: string;
let homeless: string;
let leaf: string;
let supervisor: { session: string };
let stranger: { session: string };
let admin: { id: string; session: string };
const as = (who: { session: string }): { as: Caller } => ({ as: { session: who.session } });
const at = (text: string) => new Date(`${text}+01:00`);

beforeAll(async () => {
  server = await testServer(insightRoutes);
  db = server.ctx.db;
  await server.ctx.tx((tx) => ensureShippedTypes(tx, new Date()));
  // A Wednesday; the week is 23 to 29 November.
  server.clock.set(at('2026-11-25T12:00:00'));
  water = await server.makeService('water');
  power = await server.makeService('power');
  office = await server.makeTeam(water);
  customer = await makeCustomer(db, 'Ada Prova');
  homeless = await makeCustomer(db, 'Ugo Prova');
  await db
    .insertInto('customers.position')
    .values({
      id: newId(),
      customerId: customer,
      kind: 'water',
      code: 'A1',
      serviceId: water,
      address: 'Via Roma 1, 53034 Colle di Val d’Elsa (SI)',
    })
    .execute();
  const classification = async (name: string, level: number, parentId: string | null) => {
    const id = newId();
    await db
      .insertInto('knowledge.classification')
      .values({ id, parentId, level, code: id, name: JSON.stringify({ it: name, en: `${name} en` }) })
      .execute();
    return id;
  };
  leaf = await classification('Conguaglio', 2, await classification('Bolletta', 1, null));
  supervisor = await server.makeStaff({ role: 'supervisor', serviceId: water });
  stranger = await server.makeStaff({ role: 'supervisor', serviceId: power });
  admin = await server.makeStaff({ role: 'administrator' });
  await makeCases();
});
afterAll(() => server.stop());

interface Wish {
  opened: string;
  taken?: string;
  how?: 'owner' | 'status' | 'step';
  closed?: string;
  type?: string;
  service?: string;
  team?: string;
  customer?: string;
  cause?: string;
  /** Solved in the contact that opened it. */
  first?: boolean;
  clock?: { due: string; ended?: string; cancelled?: boolean };
}
let number = 0;
async function make(wish: Wish): Promise<string> {
  const id = newId();
  const serviceId = wish.service ?? water;
  await db
    .insertInto('cases.case')
    .values({
      id,
      number: `P-2026-${(number += 1)}`,
      type: wish.type ?? 'complaint',
      state: 'received',
      subject: 'Pratica',
      customerId: wish.customer ?? customer,
      serviceId,
      teamId: wish.team ?? null,
      classificationId: wish.cause ?? null,
      openedBy: 'system',
      openedAt: at(wish.opened),
      closedAt: wish.closed === undefined ? null : at(wish.closed),
      firstContact: wish.first === true ? 'yes' : null,
    })
    .execute();
  const entry = (kind: string, when: string, data: object, actor = `staff:${admin.id}`) =>
    db
      .insertInto('cases.entry')
      .values({ id: newId(), caseId: id, at: at(when), kind, actor, data: JSON.stringify(data) })
      .execute();
  await entry('opened', wish.opened, { owner: null }, 'system');
  // What a flow does by itself is no taking over.
  await entry('status', wish.opened, { from: 'open', to: 'open' }, 'system');
  if (wish.taken !== undefined) {
    const how = wish.how ?? 'owner';
    await entry(how, wish.taken, how === 'step' ? { about: 'taken' } : { to: admin.id });
  }
  const { clock } = wish;
  if (clock !== undefined) {
    const late = clock.ended !== undefined && clock.ended > clock.due;
    const passed = late || (clock.ended === undefined && at(clock.due) < server.clock.now());
    await db
      .insertInto('clocks.clock')
      .values({
        id: newId(),
        subjectKind: 'case',
        subjectId: id,
        key: 'answer',
        name: JSON.stringify({ it: 'Risposta', en: 'Answer' }),
        serviceId,
        unit: 'calendar',
        amount: 30,
        state: clock.cancelled ? 'cancelled' : clock.ended === undefined ? 'running' : 'fulfilled',
        startedAt: at(wish.opened),
        dueAt: at(clock.due),
        endedAt: clock.ended === undefined ? null : at(clock.ended),
        breachedAt: passed ? new Date(at(clock.due).getTime() + 1) : null,
        multiple: clock.ended === undefined ? null : late ? 1 : 0,
      })
      .execute();
  }
  return id;
}

async function makeCases() {
  // Friday to Tuesday: four days, two of them working; taken over on Monday by a step.
  await make({
    opened: '2026-11-20T10:00:00',
    taken: '2026-11-23T09:00:00',
    how: 'step',
    closed: '2026-11-24T18:00:00',
    first: true,
    team: office,
    cause: leaf,
    clock: { due: '2026-12-20T23:59:59', ended: '2026-11-24T18:00:00' },
  });
  // Answered late in the week; it had fallen due the week before and was a failure then, too.
  await make({
    opened: '2026-10-01T10:00:00',
    taken: '2026-10-02T10:00:00',
    how: 'status',
    closed: '2026-11-23T10:00:00',
    team: office,
    clock: { due: '2026-11-17T23:59:59', ended: '2026-11-23T10:00:00' },
  });
  // Open, overdue since Tuesday.
  await make({ opened: '2026-10-05T10:00:00', customer: homeless, clock: { due: '2026-11-24T23:59:59' } });
  // Open, not due yet; opened on Monday just after midnight, closed by nobody.
  await make({ opened: '2026-11-23T00:00:00', cause: leaf, clock: { due: '2026-12-23T23:59:59' } });
  // Sunday's last second is the week before; closed at once by somebody who never became its owner.
  await make({ opened: '2026-11-22T23:59:59', closed: '2026-11-22T23:59:59', type: 'information' });
  // A limit that was called off counts for nothing.
  await make({
    opened: '2026-11-24T08:00:00',
    taken: '2026-11-24T09:00:00',
    type: 'information',
    clock: { due: '2026-11-24T10:00:00', cancelled: true },
  });
  // Of somebody else's service.
  await make({ opened: '2026-11-24T08:00:00', service: power, customer: homeless });
}

type Query = Record<string, string | number>;
const report = async (query: Query = {}, who = supervisor) =>
  (await server.call(contract.caseReport, { query: query as never }, as(who))).body;
const cases = async (query: object, who = supervisor) =>
  (await server.call(contract.caseReportCases, { query: query as never }, as(who))).body;

test('a week counts what was opened, taken over and closed in it, and what is open, beside the week before', async () => {
  const { totals, ...week } = await report({ type: 'complaint' });
  expect(week).toMatchObject({
    since: '2026-11-23',
    until: '2026-11-29',
    previous: { since: '2026-11-16', until: '2026-11-22' },
    over: false,
  });
  expect(totals.now).toEqual({
    opened: 1,
    taken: 1,
    closed: 2,
    open: 2,
    daysToTake: { calendar: 3, working: 1 },
    // 4 and 53 days; 2 and 37 working ones (All Saints was a Sunday).
    daysToClose: { calendar: 28.5, working: 19.5 },
    first: { numerator: 1, denominator: 2, value: 0.5 },
    within: { numerator: 1, denominator: 3, value: 1 / 3 },
  });
  expect(await cases({ type: 'complaint', figure: 'first' })).toMatchObject({ total: 1 });
  expect(totals.before).toMatchObject({
    opened: 1,
    taken: 0,
    closed: 0,
    open: 3,
    within: { numerator: 0, denominator: 1 },
  });
});

test('open before, and opened, less closed, is open: for every grouping and period, and rows add up to the total', async () => {
  for (const by of contract.reportGroups)
    for (const period of ['day', 'week', 'month', 'quarter', 'year'] as const) {
      const { rows, totals } = await report({ by, period });
      for (const one of [...rows, totals])
        expect(one.before.open + one.now.opened - one.now.closed, `${by} ${period}`).toBe(one.now.open);
      for (const figure of ['opened', 'taken', 'closed', 'open'] as const)
        expect(rows.reduce((sum, { now }) => sum + now[figure], 0)).toBe(totals.now[figure]);
      expect(rows.reduce((sum, { now }) => sum + now.within.denominator, 0)).toBe(
        totals.now.within.denominator,
      );
    }
});

test('rows are types, offices, causes and municipalities; what is not known is a row, and the last', async () => {
  const names = async (query: Query) =>
    (await report(query)).rows.map(({ name, now }) => [name?.it ?? null, now.opened]);
  expect(await names({ by: 'territory', period: 'year' })).toEqual([
    ['Colle di Val d’Elsa', 5],
    [null, 1],
  ]);
  expect(await names({ by: 'cause', period: 'year', level: 1 })).toEqual([
    ['Bolletta', 2],
    [null, 4],
  ]);
  expect(await names({ by: 'cause', period: 'year', level: 3 })).toEqual([
    ['Bolletta › Conguaglio', 2],
    [null, 4],
  ]);
  expect((await report({ by: 'team', period: 'year' })).rows.map(({ key }) => key)).toEqual([office, null]);
  expect(new Set((await report({ period: 'year' })).rows.map(({ key }) => key))).toEqual(
    new Set(['complaint', 'information']),
  );
});

test('behind each figure lie as many cases as it says', async () => {
  for (const by of contract.reportGroups) {
    const query = { by, period: 'month' };
    const { rows, totals } = await report(query as never);
    for (const { key, now } of rows)
      for (const figure of ['opened', 'taken', 'closed', 'open'] as const) {
        const found = await cases({ ...query, figure, key: key ?? '-' });
        expect(found.total, `${by} ${key} ${figure}`).toBe(now[figure]);
        expect(found.items).toHaveLength(now[figure]);
      }
    const { denominator, numerator } = totals.now.within;
    expect((await cases({ ...query, figure: 'due' })).total).toBe(denominator);
    expect((await cases({ ...query, figure: 'late' })).total).toBe(denominator - numerator);
  }
});

test('nobody counts or is shown cases beyond their scope', async () => {
  expect((await report({ period: 'year' }, stranger)).totals.now.opened).toBe(1);
  expect((await report({ period: 'year' }, admin)).totals.now.opened).toBe(7);
  expect((await cases({ period: 'year', figure: 'opened' }, stranger)).items).toHaveLength(1);
  const agent = await server.makeStaff({ serviceId: water });
  const refused = await server.call(contract.caseReport, { query: {} as never }, as(agent));
  expect(refused.status).toBe(403);
});

test('figures without the cases: who may read figures only learns how many cases are behind one', async () => {
  const reader = await server.makeStaff({ role: 'supervisor', serviceId: water });
  await sql`update access.role set permissions = array_remove(permissions, 'case.read') where code = 'supervisor'`.execute(
    db,
  );
  try {
    expect(await cases({ period: 'year', figure: 'opened' }, reader)).toEqual({
      items: [],
      total: 6,
      hidden: 6,
      next: null,
    });
  } finally {
    await sql`update access.role set permissions = permissions || 'case.read'::text where code = 'supervisor'`.execute(
      db,
    );
  }
});

test('targets are set by administrators, audited, and stand beside what they are for', async () => {
  const body = { items: [{ type: 'complaint', share: 0.95 }] };
  expect((await server.call(contract.setCaseReportTargets, { body }, as(supervisor))).status).toBe(403);
  const wrong = { items: [{ type: 'complaint', share: 0.9 }, ...body.items] };
  const refused = await server.call(contract.setCaseReportTargets, { body: wrong }, as(admin));
  expect(refused.status).toBe(422);
  expect((await server.call(contract.setCaseReportTargets, { body }, as(admin))).status).toBe(200);
  const { rows } = await report();
  expect(new Map(rows.map(({ key, target }) => [key, target]))).toEqual(
    new Map([
      ['information', null],
      ['complaint', 0.95],
    ]),
  );
  const { rows: audited } = await sql<{ after: unknown }>`
    select after from platform.audit where object_type = 'case-report' and action like 'case-report.%'`.execute(
    db,
  );
  expect(audited.at(-1)?.after).toEqual(body);
});

test('a day to come and a range that ends before it begins are refused by name', async () => {
  const tried = async (query: object) =>
    (await server.call(contract.caseReport, { query: query as never }, as(supervisor))).body;
  expect(await tried({ day: '2026-11-26' })).toMatchObject({ errors: [{ field: 'day' }] });
  expect(await tried({ period: 'range', day: '2026-11-20', until: '9999-12-31' })).toMatchObject({
    errors: [{ field: 'until' }],
  });
  expect(await tried({ period: 'range', day: '2026-11-20', until: '2026-11-19' })).toMatchObject({
    errors: [{ field: 'until' }],
  });
});

test('the CSV holds the figures of the screen, and that it was taken is audited', async () => {
  const answer = await server.call(
    contract.exportCaseReport,
    { query: { type: 'complaint' } as never },
    as(supervisor),
  );
  const text = String(answer.body);
  expect(text).toContain('Giorni lavorativi per la chiusura');
  expect(text).toMatch(/2026-11-23[;,]2026-11-29[;,]di oggi[;,]total[;,]Totale[;,]1[;,]1[;,]2[;,]2/);
  const { rows } = await sql`select from platform.audit where action = 'case.report-exported'`.execute(db);
  expect(rows).toHaveLength(1);
  // Whoever reads English has the names in English.
  await sql`update access.staff set language = 'en'`.execute(db);
  const english = await server.call(contract.exportCaseReport, { query: {} as never }, as(supervisor));
  await sql`update access.staff set language = 'it'`.execute(db);
  expect(String(english.body)).toMatch(/[;,]complaint[;,]Complaint[;,]/);
});
