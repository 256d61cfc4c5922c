import { afterAll, beforeAll, expect, test } from 'vitest';
import { caseReport, exportCaseReport, publishCaseReport } from '#contract/case-report.ts';
import { caseTypeDefinition } from '#contract/case-types.ts';
import { moveCase, openCase } from '#contract/cases.ts';
import { casesRoutes } from '#server/cases/index.ts';
import { sql, systemActor, writeSetting, type Ctx, type Db } from '#server/platform/index.ts';
import { makeCustomer } from '#tests/stories/contacts.ts';
import { testServer, type Caller, type TestServer } from '#tests/support/server.ts';
import { publishEnded } from './case-publication.service.ts';
import { insightRoutes } from './insight.routes.ts';

let server: TestServer;
let db: Db;
let system: Ctx;
let water: string;
let power: string;
let admin: { id: string; session: string };
let supervisor: { id: string; session: string };
let ofPower: { id: string; session: string };
const as = (who: { session: string }): { as: Caller } => ({ as: { session: who.session } });
const name = (it: string) => ({ it, en: it });
const issue = caseTypeDefinition.parse({
  code: 'issue',
  name: name('Questione'),
  description: name('Da chiudere e riaprire'),
  states: [
    { key: 'open', name: name('Aperta'), status: 'open' },
    { key: 'closed', name: name('Chiusa'), status: 'closed' },
  ],
  transitions: [
    { key: 'close', from: ['open'], to: 'closed', name: name('Chiudi'), resolution: true },
    { key: 'reopen', from: ['closed'], to: 'open', name: name('Riapri'), reason: true },
  ],
});

beforeAll(async () => {
  server = await testServer([...casesRoutes, ...insightRoutes]);
  db = server.ctx.db;
  system = { ...server.ctx, actor: systemActor };
  await writeSetting(db, 'cases.telling', { waitMinutes: 0 });
  await sql`insert into cases.type (code) values ('issue')`.execute(db);
  await sql`insert into cases.type_version (type, number, definition, published_at, published_by)
    values ('issue', 1, ${JSON.stringify(issue)}, now(), 'test')`.execute(db);
  // A Wednesday.
  server.clock.set(new Date('2026-11-25T09:00:00Z'));
  water = await server.makeService();
  power = await server.makeService();
  admin = await server.makeStaff({ role: 'administrator', name: 'Roberto Prova' });
  supervisor = await server.makeStaff({ role: 'supervisor' });
  ofPower = await server.makeStaff({ role: 'supervisor', serviceId: power });
});
afterAll(() => server.stop());

async function passTo(at: string): Promise<void> {
  server.clock.set(new Date(at));
  await sql`update access.session set seen_at = ${new Date(at)}, expires_at = '2099-01-01'`.execute(db);
}
async function open(service: string): Promise<string> {
  const customer = await makeCustomer(db, 'Ada Prova');
  const { status, body } = await server.call(
    openCase,
    { body: { type: 'issue', subject: 'Una questione', customer, service, tellCustomer: false } as never },
    as(admin),
  );
  expect(status).toBe(201);
  return body.id;
}
const move = async (id: string, transition: string) => {
  const body = {
    transition,
    ...(transition === 'close' ? { resolution: 'Fatto' } : { reason: 'Non basta' }),
  };
  expect((await server.sending(moveCase, { params: { id }, body }, as(admin))).status).toBe(200);
};
const report = async (query: object = {}, who = supervisor) =>
  (await server.call(caseReport, { query: { day: '2026-11-25', ...query } as never }, as(who))).body;
const again = (body: object, who = admin) =>
  server.sending(
    publishCaseReport,
    { body: { period: 'week', day: '2026-11-25', ...body } as never },
    as(who),
  );

test('a week is published in the night after it; what happens to its cases later stands beside it and never in it', async () => {
  const [first, second] = [await open(water), await open(power)];
  await move(first, 'close');
  const office = await server.makeTeam(water);
  await sql`update cases.case set team_id = ${office} where id = ${first}`.execute(db);
  expect((await report()).edition).toBe(null);
  await publishEnded(system);
  // Before the first case nothing had happened.
  expect((await report({ day: '2026-11-18' })).publications).toEqual([]);

  await passTo('2026-11-30T03:10:00Z');
  await publishEnded(system);
  await publishEnded(system);
  const then = await report();
  expect(then).toMatchObject({
    edition: 1,
    publications: [{ edition: 1, by: null, reason: '', at: expect.stringMatching(/^2026-11-30T03:10:00/) }],
    totals: { now: { opened: 2, closed: 1, open: 1 }, today: { opened: 2, closed: 1, open: 1 } },
  });
  await passTo('2026-12-01T09:00:00Z');
  await move(first, 'reopen');
  await sql`delete from cases.case where id = ${second}`.execute(db);
  const offices = (await report({ by: 'team' })).rows;
  expect(offices.map(({ key, now }) => [key, now.opened])).toEqual([
    [office, 1],
    [null, 1],
  ]);
  await sql`update access.team set name = name || ' nuovo'`.execute(db);
  for (const by of ['type', 'team', 'cause', 'territory']) {
    const { rows, totals, edition } = await report({ by });
    expect([edition, totals.now, totals.today], `by ${by}`).toMatchObject([
      1,
      then.totals.now,
      { opened: 1, closed: 0, open: 1 },
    ]);
    expect(
      rows.reduce((sum, { now }) => sum + now.opened, 0),
      `by ${by}`,
    ).toBe(2);
  }
  expect(await report({ as: 'now' })).toMatchObject({
    edition: null,
    totals: { now: { opened: 1, closed: 0, open: 1 }, today: null },
  });
  // The week after it is compared with what was published.
  expect(await report({ day: '2026-12-01' })).toMatchObject({
    edition: null,
    compared: { since: '2026-11-23', published: true },
    totals: { before: { opened: 2, closed: 1 } },
  });
  const csv = await server.call(exportCaseReport, { query: { day: '2026-11-25' } as never }, as(supervisor));
  expect(String(csv.body)).toMatch(/2026-11-23,2026-11-29,pubblicate,total,Totale,2,/);
  expect(String(csv.body)).toMatch(/2026-11-23,2026-11-29,di oggi,total,Totale,1,/);
});

test('nobody is told of what was published beyond their scope', async () => {
  expect((await report({}, ofPower)).totals).toMatchObject({
    now: { opened: 1, closed: 0 },
    today: { opened: 0 },
  });
});

test('an administrator publishes a correction with its reason; the first edition stays, and the audit log tells of both', async () => {
  expect((await again({ reason: 'Pratica riaperta' }, supervisor)).status).toBe(403);
  const blank = await again({ reason: '  ' });
  expect([blank.status, blank.body.errors?.[0]?.field]).toEqual([422, 'reason']);
  const lasting = await again({ day: '2026-12-01', reason: 'Troppo presto' });
  expect([lasting.status, lasting.body.errors?.[0]?.field]).toEqual([422, 'day']);
  const { status, body } = await again({ reason: 'Una pratica è stata riaperta' });
  expect([status, body]).toMatchObject([
    201,
    { edition: 2, by: 'Roberto Prova', reason: 'Una pratica è stata riaperta' },
  ]);
  expect((await report()).totals.now).toMatchObject({ opened: 1, closed: 0 });
  expect(await report({ edition: 1 })).toMatchObject({
    edition: 1,
    publications: [{ edition: 2 }, { edition: 1 }],
    totals: { now: { opened: 2, closed: 1 } },
  });
  const missing = await server.call(
    caseReport,
    { query: { day: '2026-11-25', edition: 7 } as never },
    as(supervisor),
  );
  expect(missing.status).toBe(404);
  const { rows } = await sql<{ reason: string | null; after: { edition: number } }>`
    select reason, after from platform.audit where action = 'case-report.created' and after ->> 'period' = 'week' order by at`.execute(
    db,
  );
  expect(rows.map(({ reason, after }) => [reason, after.edition])).toEqual([
    [null, 1],
    ['Una pratica è stata riaperta', 2],
  ]);
});
