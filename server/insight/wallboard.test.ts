import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import * as figures from '#contract/figures.ts';
import { queuesLive } from '#contract/insight.ts';
import * as contract from '#contract/wallboard.ts';
import { newId, sql, type Db } from '#server/platform/index.ts';
import { testServer, type Caller, type TestServer } from '#tests/support/server.ts';
import { makeCustomer, makeQueue } from '#tests/stories/contacts.ts';
import { makeLegs, makePresence, type LegWish } from '#tests/stories/figures.ts';
import { checkFigures, checkNightly } from './check.service.ts';
import { insightRoutes } from './insight.routes.ts';
import { rollUp } from './rollups.service.ts';

let server: TestServer;
let db: Db;
let service: string;
let customer: string;
let sara: { id: string; session: string };
const as = (who: { session: string }): { as: Caller } => ({ as: { session: who.session } });

// Midnight in Rome, and 15:07 of that day.
const midnight = new Date('2026-11-09T23:00:00Z');
const now = 15 * 3600 + 7 * 60;
const at = (seconds: number) => new Date(midnight.getTime() + seconds * 1000);

beforeAll(async () => {
  server = await testServer(insightRoutes);
  db = server.ctx.db;
  service = await server.makeService();
  customer = await makeCustomer(db);
  sara = await server.makeStaff({ role: 'supervisor' });
});
afterAll(() => server.stop());
beforeEach(emptied);
async function emptied(): Promise<void> {
  await sql`truncate contacts.contact cascade`.execute(db);
  await sql`truncate insight.queue_interval, insight.agent_interval, insight.agent_state_interval, insight.dirty, insight.alert, insight.agreement, routing.agent cascade`.execute(
    db,
  );
  await sql`delete from platform.setting where key in ('figures.progress', 'staffProtection.terms')`.execute(
    db,
  );
  await sql`delete from routing.presence_history`.execute(db);
  await sql`update routing.queue set active = false`.execute(db);
  server.clock.set(at(now));
}

const board = async (
  query: { by?: (typeof contract.wallboardGroups)[number]; day?: string } = {},
  who = sara,
) => {
  const answer = await server.call(contract.wallboard, { query }, as(who));
  expect(answer.status).toBe(200);
  return answer.body;
};
const place = () => ({ serviceId: service, customerId: customer, channel: 'chat' });
const stay = (queue: string, start: number, wait: number, result: string | null): LegWish => ({
  kind: 'queue',
  queue,
  start,
  end: result === null ? null : start + wait,
  result,
});
/** An agent of a team with a profile that serves queues. */
async function makeAgent(queues: readonly string[], teamId: string | null = null): Promise<string> {
  const { id } = await server.makeStaff({ teamId });
  const profileId = newId();
  await db.insertInto('routing.profile').values({ id: profileId, name: profileId, capacity: '{}' }).execute();
  for (const queueId of queues)
    await db.insertInto('routing.profileQueue').values({ profileId, queueId, channel: 'chat' }).execute();
  await db
    .insertInto('routing.agent')
    .values({ staffId: id, profileId, presence: 'available', connected: true })
    .onConflict((conflict) =>
      conflict.column('staffId').doUpdateSet({ profileId, presence: 'available', connected: true }),
    )
    .execute();
  return id;
}

test('a board without figures is a board of zeros', async () => {
  await makeQueue(db, service, { name: 'Vuota' });
  for (const by of contract.wallboardGroups) {
    const { totals } = await board({ by });
    expect(totals).toMatchObject({ offered: 0, waiting: 0, averageWait: null, occupancy: null });
  }
});

test('the board says what the live strip says, whatever part of the day is rolled up', async () => {
  const result = fc.constantFrom(
    'answered',
    'abandoned',
    'flowed_out',
    'expired',
    'callback',
    'announced',
    'cancelled',
    null,
  );
  const life = fc.record({
    result,
    callback: fc.boolean(),
    // From yesterday on, so that some wait across midnight.
    start: fc.oneof(fc.integer({ min: -7200, max: now }), fc.integer({ min: now - 3000, max: now })),
    wait: fc.oneof(fc.integer({ min: 0, max: 70 }), fc.integer({ min: 0, max: 20_000 })),
  });
  await fc.assert(
    fc
      .asyncProperty(
        fc.array(life, { maxLength: 15 }),
        fc.option(fc.integer({ min: -3600, max: now })),
        fc.constantFrom('negative', 'ignore', 'positive', 'answered_only', 'strict', 'dequeued', 'it_ls'),
        async (lives, rolledAt, formula) => {
          const queue = await makeQueue(db, service, { threshold: 30, formula });
          for (const one of lives) {
            const ended = one.result !== null && one.start + one.wait <= now;
            await makeLegs(db, midnight, { ...place(), callback: one.callback }, [
              stay(queue, one.start, one.wait, ended ? one.result : null),
            ]);
          }
          if (rolledAt !== null) {
            server.clock.set(at(rolledAt));
            await rollUp(server.ctx);
            server.clock.set(at(now));
            await rollUp(server.ctx);
          }
          const strip = (await server.call(queuesLive, {}, as(sara))).body.items.find(
            (one) => one.queue === queue,
          )!;
          const row = (await board()).rows.find(({ key }) => key === queue)!;
          expect(row).toMatchObject({
            offered: strip.offered,
            waiting: strip.waiting,
            longestWait: strip.longestWait,
            answered: strip.answered,
            abandoned: strip.abandoned,
            shortAbandoned: strip.shortAbandoned,
            flowedOut: strip.flowedOut,
            expired: strip.expired,
            callbacks: strip.callbacks,
            announced: strip.announced,
          });
          // Milliseconds summed and seconds summed are not the same to the last bit.
          expect(row.averageWait ?? -1).toBeCloseTo(strip.averageWait ?? -1, 6);
          expect(row.offered).toBe(
            row.answered +
              row.abandoned +
              row.flowedOut +
              row.expired +
              row.callbacks +
              row.announced +
              row.waiting,
          );
          expect([row.serviceLevel.numerator, row.serviceLevel.denominator]).toEqual([
            strip.serviceLevel.numerator,
            strip.serviceLevel.denominator,
          ]);
          const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);
          expect(sum(row.series.denominator)).toBe(row.serviceLevel.denominator);
          // The same day, looked at the day after: what waited then still waits, or has its end now.
          server.clock.set(at(26 * 3600));
          await rollUp(server.ctx);
          const past = (await board({ day: '2026-11-10' })).rows.find(({ key }) => key === queue)!;
          expect(past).toMatchObject({
            offered: strip.offered,
            waiting: strip.waiting,
            answered: strip.answered,
          });
        },
      )
      .beforeEach(emptied),
    { numRuns: 25 },
  );
});

test('a day on which clocks change has 46 or 50 half hours, and all of its quarters are rolled up', async () => {
  const queue = await makeQueue(db, service);
  for (const [day, noon, quarters] of [
    ['2026-10-25', '2026-10-25T11:00:00Z', 100],
    ['2026-03-29', '2026-03-29T10:00:00Z', 92],
  ] as const) {
    await emptied();
    await sql`update routing.queue set active = true where id = ${queue}::uuid`.execute(db);
    const begin = new Date(Date.parse(noon) - (quarters === 100 ? 13 : 11) * 3_600_000);
    // One in every quarter of the day, and one before and after it.
    for (let quarter = -1; quarter <= quarters; quarter += 1)
      await makeLegs(db, begin, place(), [stay(queue, quarter * 900 + 60, 10, 'answered')]);
    server.clock.set(new Date(begin.getTime() + (quarters + 8) * 900_000));
    await rollUp(server.ctx);
    const { halfHours, rows } = await board({ day });
    const row = rows.find(({ key }) => key === queue)!;
    expect([halfHours.length * 2, row.offered, row.answered]).toEqual([quarters, quarters, quarters]);
    expect(row.series.offered).toEqual(halfHours.map(() => 2));
  }
});

test('what comes in the hour that comes twice is counted in its own, and waits over the change are as long as they were', async () => {
  await emptied();
  const queue = await makeQueue(db, service);
  const begin = new Date('2026-10-24T22:00:00Z');
  const minute = (of: number) => of * 60;
  // 02:10 in summer time, three times 02:10 in winter time, and a wait from 02:50 to 02:05 by the clock: a quarter of an hour.
  await makeLegs(db, begin, place(), [stay(queue, minute(130), 60, 'answered')]);
  for (const second of [0, 1, 2])
    await makeLegs(db, begin, place(), [stay(queue, minute(190) + second, 60, 'answered')]);
  await makeLegs(db, begin, place(), [stay(queue, minute(170), 900, 'answered')]);
  server.clock.set(new Date('2026-10-25T12:00:00Z'));
  await rollUp(server.ctx);
  const { halfHours, rows } = await board({ day: '2026-10-25' });
  const { series, offered, answered, averageWait } = rows.find(({ key }) => key === queue)!;
  expect(
    halfHours.flatMap((start, at) => (series.offered[at] === 0 ? [] : [[start, series.offered[at]]])),
  ).toEqual([
    ['2026-10-25T00:00:00.000Z', 1],
    ['2026-10-25T00:30:00.000Z', 1],
    ['2026-10-25T01:00:00.000Z', 3],
  ]);
  expect([offered, answered, averageWait]).toEqual([5, 5, (4 * 60 + 900) / 5]);
});

test('the wait for who would come now stands beside the error of those that were told, and is of today only', async () => {
  await emptied();
  const queue = await makeQueue(db, service);
  const tell = (channel: string, seconds: number | null, ago: number) =>
    db
      .insertInto('routing.estimate')
      .values({ queueId: queue, channel, waiting: 1, seconds, measuredAt: new Date(at(now).getTime() - ago) })
      .execute();
  await tell('chat', 90, 5000);
  await tell('phone', 240, 5000);
  await tell('email', null, 5000);
  const shown = async (query: { by?: 'queue' | 'channel'; day?: string } = {}) =>
    (await board(query)).rows.find(({ key }) => key === (query.by === 'channel' ? 'chat' : queue))
      ?.estimatedWait.now;
  expect(await shown()).toBe(240);
  expect(await shown({ day: '2026-11-09' })).toBeNull();
  await makeLegs(db, midnight, place(), [stay(queue, 36_000, 10, 'answered')]);
  expect(await shown({ by: 'channel' })).toBe(90);
  // Who made it may be gone: what is a minute old is not told.
  server.clock.set(at(now + 120));
  expect(await shown()).toBeNull();
  await sql`delete from routing.estimate`.execute(db);
});

test('a channel, a team and a supplier are the sums of their queues, and the totals those of all in scope', async () => {
  const teams = [await server.makeTeam(service), await server.makeTeam(service)];
  await db
    .updateTable('access.team')
    .set({ supplier: 'Contatto Esterno' })
    .where('id', '=', teams[1]!)
    .execute();
  const own = await makeQueue(db, service, { teamId: teams[0]!, threshold: 30 });
  const theirs = await makeQueue(db, service, { teamId: teams[1]!, threshold: 30, formula: 'answered_only' });
  const other = await makeQueue(db, await server.makeService(), { threshold: 30 });
  for (const [queue, count] of [
    [own, 3],
    [theirs, 2],
    [other, 4],
  ] as const)
    for (let number = 0; number < count; number += 1)
      await makeLegs(db, midnight, place(), [stay(queue, 36_000 + number, number * 20, 'answered')]);
  await rollUp(server.ctx);
  const answered = async (by: 'queue' | 'channel' | 'team' | 'supplier', who = sara) => {
    const { rows, totals } = await board({ by }, who);
    return {
      rows: Object.fromEntries(rows.filter((row) => row.answered > 0).map((row) => [row.key, row.answered])),
      totals: totals.answered,
    };
  };
  expect(await answered('queue')).toEqual({ rows: { [own]: 3, [theirs]: 2, [other]: 4 }, totals: 9 });
  expect(await answered('channel')).toEqual({ rows: { chat: 9 }, totals: 9 });
  expect(await answered('team')).toEqual({ rows: { [teams[0]!]: 3, [teams[1]!]: 2, '': 4 }, totals: 9 });
  expect(await answered('supplier')).toEqual({ rows: { '': 7, 'Contatto Esterno': 2 }, totals: 9 });
  const scoped = await server.makeStaff({ role: 'supervisor', serviceId: service });
  expect(await answered('queue', scoped)).toEqual({ rows: { [own]: 3, [theirs]: 2 }, totals: 5 });
  const { rows, totals } = await board({}, scoped);
  expect(totals.serviceLevel).toMatchObject({
    numerator: rows.reduce((sum, row) => sum + row.serviceLevel.numerator, 0),
    denominator: rows.reduce((sum, row) => sum + row.serviceLevel.denominator, 0),
    formula: null,
  });
});

test('a service level says which formula, version and thresholds it counts by, and of queues together what they share', async () => {
  const chats = await makeQueue(db, service, { name: 'Chat', threshold: 30 });
  const strict = await makeQueue(db, service, { name: 'Stretta', threshold: 30, formula: 'strict' });
  await db
    .insertInto('insight.indicatorVersion')
    .values({
      id: newId(),
      queueId: strict,
      version: 4,
      formula: 'strict',
      threshold: JSON.stringify({ chat: 60 }),
      target: 0.9,
      shortAbandonSeconds: 5,
      validFrom: new Date('2026-11-01T00:00:00Z'),
      createdBy: 'system',
    })
    .execute();
  for (const [queue, count] of [
    [chats, 1],
    [strict, 3],
  ] as const)
    for (let number = 0; number < count; number += 1)
      await makeLegs(db, midnight, place(), [stay(queue, 36_000 + number, 10, 'answered')]);
  const { rows, totals } = await board();
  const level = (key: string) => rows.find((row) => row.key === key)!.serviceLevel;
  expect(level(chats)).toMatchObject({
    formula: 'negative',
    version: 1,
    target: 0.8,
    threshold: { chat: 30, email: 30 },
  });
  expect(level(strict)).toMatchObject({
    formula: 'strict',
    version: 4,
    target: 0.9,
    threshold: { chat: 60 },
  });
  expect(totals.serviceLevel).toMatchObject({
    formula: null,
    version: null,
    threshold: null,
    denominator: 4,
  });
  // Each target weighs as much as it counts: (0.8 + 3 · 0.9) / 4.
  expect(totals.serviceLevel.target).toBeCloseTo(0.875, 9);
});

test('states, handling time and occupancy of few people are kept back, until an agreement allows them', async () => {
  const teams = [await server.makeTeam(service), await server.makeTeam(service)];
  const queue = await makeQueue(db, service, { teamId: teams[0]! });
  const few: string[] = [];
  for (let count = 0; count < 6; count += 1) await makeAgent([queue], teams[0]!);
  for (let count = 0; count < 2; count += 1) few.push(await makeAgent([queue], teams[1]!));
  await makePresence(db, midnight, few[0]!, [{ presence: 'available', start: 32_400, end: null }]);
  await makeLegs(db, midnight, place(), [
    stay(queue, 36_000, 10, 'answered'),
    { kind: 'handle', queue, agent: few[0]!, start: 36_010, end: 36_310, result: 'completed' },
  ]);
  await rollUp(server.ctx);
  const team = await board({ by: 'team' });
  const of = (key: string) => team.rows.find((row) => row.key === key)!;
  // Two alone could be told from the total: the next smallest team is kept back with them.
  for (const key of teams) {
    expect(of(key)).toMatchObject({ keptBack: true, handlingTime: null, occupancy: null, ownAnswers: null });
    expect(of(key).agents.states).toBeNull();
  }
  expect(of(teams[0]!).manned).toBe(true);
  expect(team.totals).toMatchObject({ keptBack: false, handlingTime: 300 });
  expect(team.totals.agents).toMatchObject({ size: 8, states: { idle: 8 } });
  expect((await board()).rows.find(({ key }) => key === queue)).toMatchObject({
    keptBack: false,
    handlingTime: 300,
  });
  expect(team).toMatchObject({ groupSize: 5, single: false });

  const admin = await server.makeStaff({ role: 'administrator' });
  const body = {
    reference: 'Accordo inventato 1',
    signedOn: '2026-11-01',
    sites: 'sede',
    purposes: 'prova del programma',
    retentionDays: 30,
  };
  const recorded = await server.call(figures.recordAgreement, { body }, as(admin));
  expect(recorded.status).toBe(201);
  const open = await board({ by: 'team' });
  expect(open.single).toBe(true);
  expect(open.rows.find(({ key }) => key === teams[1])).toMatchObject({
    keptBack: false,
    handlingTime: 300,
    ownAnswers: { numerator: 1, denominator: 1 },
  });
});

test('what ends between two turns of the rollups is no difference', async () => {
  const queue = await makeQueue(db, service, { threshold: 30 });
  await makeLegs(db, midnight, place(), [stay(queue, 36_000, 0, null)]);
  await rollUp(server.ctx);
  // It waited past its threshold in the morning; that it is answered, and not left, shows in the quarter of that event.
  await sql`update contacts.leg set ended_at = ${at(now)}, result = 'answered' where queue_id = ${queue}::uuid`.execute(
    db,
  );
  expect((await checkNightly(server.ctx)).differences).toEqual([]);
  expect((await server.call(figures.listAlerts, {}, as(sara))).body.items).toEqual([]);
});

test('a rollup that was tampered with is found by night, told once, and put right when wished', async () => {
  const queue = await makeQueue(db, service);
  for (let count = 0; count < 5; count += 1)
    await makeLegs(db, midnight, place(), [stay(queue, 36_000 + count * 1000, 10, 'answered')]);
  await rollUp(server.ctx);
  const span = { from: at(0), to: at(86_400) };
  expect((await checkFigures(server.ctx, { ...span, repair: false })).differences).toEqual([]);

  await sql`update insight.queue_interval set answered = answered + 1 where start = ${at(36_000)}`.execute(
    db,
  );
  await sql`insert into insight.queue_interval (start, queue_id, channel, offered) values (${at(3600)}, ${queue}::uuid, 'chat', 1)`.execute(
    db,
  );
  await sql`delete from insight.queue_interval where start = ${at(39_600)}`.execute(db);
  const { differences } = await checkFigures(server.ctx, { ...span, repair: false });
  expect(differences.map(({ start, rollup, wrong }) => [start.getTime(), rollup, wrong])).toEqual([
    [at(3600).getTime(), 'queue_interval', 1],
    [at(36_000).getTime(), 'queue_interval', 2],
    [at(39_600).getTime(), 'queue_interval', 1],
  ]);

  await checkNightly(server.ctx);
  await checkNightly(server.ctx);
  const alerts = async (state: 'open' | 'closed') =>
    (await server.call(figures.listAlerts, { query: { state } }, as(sara))).body.items.map(
      ({ kind, level, value }) => ({ kind, level, value }),
    );
  expect(await alerts('open')).toEqual([{ kind: 'figures', level: 'critical', value: 3 }]);
  const told = await db
    .selectFrom('platform.event')
    .select(['kind', 'data'])
    .where('kind', 'in', ['figures.differ', 'alert.opened'])
    .orderBy('id')
    .execute();
  expect(told.map(({ kind }) => kind)).toEqual(['figures.differ', 'alert.opened', 'figures.differ']);
  expect(told[0]!.data).toMatchObject({ quarters: 3 });

  expect((await checkFigures(server.ctx, { ...span, repair: true })).repaired).toBe(true);
  expect((await checkFigures(server.ctx, { ...span, repair: false })).differences).toEqual([]);
  await checkNightly(server.ctx);
  expect([await alerts('open'), (await alerts('closed')).length]).toEqual([[], 1]);
});

test('a day to come is refused', async () => {
  const answer = await server.sending(contract.wallboard, { query: { day: '2026-11-11' } }, as(sara));
  expect([answer.status, answer.body.errors?.[0]?.field]).toEqual([422, 'day']);
});
