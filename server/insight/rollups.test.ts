import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { newId, sql, writeSetting, type Db } from '#server/platform/index.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';
import { makeCustomer, makeQueue } from '#tests/stories/contacts.ts';
import { makeLegs, makePresence, type LegWish } from '#tests/stories/figures.ts';
import { agentMeasures, queueMeasures } from './facts.read.ts';
import { recount, type Told } from '#tests/stories/recount.ts';
import { rollUp } from './rollups.service.ts';

let server: TestServer;
let db: Db;
let service: string;
let customer: string;
let queues: string[];
let agents: string[];

// Seconds of the tests are counted from here: a quarter's border, at noon in Rome.
const origin = new Date('2026-11-10T11:00:00Z');
const at = (seconds: number) => new Date(origin.getTime() + seconds * 1000);
const now = 4 * 3600 + 200;
const threshold = { chat: 30, email: 3600, case: 2000, desk: 60 };

beforeAll(async () => {
  server = await testServer([]);
  db = server.ctx.db;
  service = await server.makeService();
  customer = await makeCustomer(db);
  agents = [];
  for (let place = 0; place < 3; place += 1) agents.push((await server.makeStaff()).id);
});
afterAll(() => server.stop());
beforeEach(async () => {
  await sql`truncate contacts.contact cascade`.execute(db);
  await sql`truncate insight.queue_interval, insight.agent_interval, insight.agent_state_interval, insight.dirty, insight.indicator_version`.execute(
    db,
  );
  await sql`delete from platform.setting where key = 'figures.progress'`.execute(db);
  await sql`delete from routing.presence_history`.execute(db);
  queues = [];
  for (let place = 0; place < 2; place += 1) queues.push(await makeTimedQueue());
  server.clock.set(at(now));
});

async function emptied(): Promise<void> {
  await sql`truncate contacts.contact cascade`.execute(db);
  await sql`truncate insight.queue_interval, insight.agent_interval, insight.agent_state_interval, insight.dirty`.execute(
    db,
  );
  await sql`delete from platform.setting where key = 'figures.progress'`.execute(db);
  await sql`delete from routing.presence_history`.execute(db);
  server.clock.set(at(now));
}

async function makeTimedQueue(): Promise<string> {
  const id = await makeQueue(db, service, { shortAbandonSeconds: 5 });
  await db
    .updateTable('routing.queue')
    .set({ serviceLevel: JSON.stringify({ formula: 'negative', version: 1, threshold, target: 0.8 }) })
    .where('id', '=', id)
    .execute();
  return id;
}

/** The life of a contact as choices: each stretch begins where the one before it ended. */
const life = fc.record({
  // Customers' media, steps of cases and visits at a desk; of a letter nothing is promised.
  channel: fc.constantFrom('chat', 'email', 'letter', 'case', 'desk'),
  direction: fc.constantFrom<('in' | 'out')[]>('in', 'in', 'in', 'out'),
  callback: fc.boolean(),
  start: fc.integer({ min: 0, max: now - 1 }),
  steps: fc.array(
    fc.record({
      queue: fc.integer({ min: 0, max: 1 }),
      agent: fc.integer({ min: 0, max: 2 }),
      wait: fc.oneof(fc.integer({ min: 0, max: 70 }), fc.integer({ min: 0, max: 5000 })),
      fate: fc.constantFrom(
        'answered',
        'answered',
        'answered',
        'abandoned',
        'flowed_out',
        'expired',
        'callback',
        'announced',
        'cancelled',
      ),
      offer: fc.constantFrom(null, 'accepted', 'declined', 'timed_out', 'rescinded'),
      told: fc.option(fc.integer({ min: 0, max: 100 }), { nil: undefined }),
      reached: fc.constantFrom('completed', 'completed', 'unreached'),
      handled: fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 4000 })),
      hold: fc.integer({ min: 0, max: 100 }),
      consult: fc.option(
        fc.record({
          queue: fc.integer({ min: 0, max: 1 }),
          agent: fc.integer({ min: 0, max: 2 }),
          wait: fc.integer({ min: 0, max: 400 }),
          offer: fc.constantFrom(null, 'accepted', 'declined', 'timed_out', 'rescinded'),
          fate: fc.constantFrom('answered', 'answered', 'declined', 'expired'),
          talk: fc.integer({ min: 0, max: 2000 }),
        }),
        { nil: null },
      ),
      wrapUp: fc.integer({ min: 0, max: 200 }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  blocked: fc.boolean(),
});
type Life = typeof life extends fc.Arbitrary<infer T> ? T : never;

function legsOf({ steps, start, blocked }: Life, moment = now): LegWish[] {
  const legs: LegWish[] = [];
  let clock = start;
  // What would end after the moment has not ended; nothing follows it.
  const put = (leg: Omit<LegWish, 'start' | 'end'>, seconds: number, from = clock): boolean => {
    if (from > moment) return false;
    const end = from + seconds;
    legs.push({
      ...leg,
      start: from,
      end: end > moment ? null : end,
      result: end > moment ? null : leg.result,
    });
    return end <= moment;
  };
  if (blocked) {
    put({ kind: 'flow', queue: queues[steps[0]!.queue]!, result: 'blocked' }, 0);
    return legs;
  }
  for (const step of steps) {
    const queue = queues[step.queue]!;
    const agent = agents[step.agent]!;
    const told = step.told === undefined ? {} : { told: step.told };
    if (!put({ kind: 'queue', queue, result: step.fate, ...told }, step.wait)) return legs;
    if (step.offer !== null) put({ kind: 'offer', queue, agent, result: step.offer }, step.wait);
    clock += step.wait;
    if (step.fate !== 'answered') {
      if (step.fate === 'flowed_out') continue;
      return legs;
    }
    const handled = put({ kind: 'handle', queue, agent, result: step.reached }, step.handled);
    if (handled && step.hold > 0 && step.hold <= step.handled)
      put({ kind: 'hold', queue, agent, result: 'completed' }, step.hold);
    if (step.consult !== null) askFor(step.consult, put, clock);
    if (!handled) return legs;
    clock += step.handled;
    if (!put({ kind: 'wrap_up', queue, agent, result: 'completed' }, step.wrapUp)) return legs;
    clock += step.wrapUp;
  }
  return legs;
}

/** Help that the agent asks for as soon as they have the contact. */
function askFor(
  wish: NonNullable<Life['steps'][number]['consult']>,
  put: (leg: Omit<LegWish, 'start' | 'end'>, seconds: number, from: number) => boolean,
  from: number,
): void {
  const queue = queues[wish.queue]!;
  const agent = agents[wish.agent]!;
  const over = put({ kind: 'consult_queue', queue, result: wish.fate }, wish.wait, from);
  if (wish.offer !== null) put({ kind: 'consult_offer', queue, agent, result: wish.offer }, wish.wait, from);
  if (over && wish.fate === 'answered')
    put({ kind: 'consult', queue, agent, result: 'ended' }, wish.talk, from + wish.wait);
}

/** The rollups as maps of the sums that are not zero. */
async function kept(table: 'queue_interval' | 'agent_interval', measures: readonly string[]) {
  const { rows } = await sql<Record<string, unknown>>`
    select *, extract(epoch from start - ${origin}::timestamptz)::int as second from ${sql.table(`insight.${table}`)}`.execute(
    db,
  );
  const camel = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  return new Map(
    rows.map((row) => [
      [
        row['second'],
        ...(table === 'agent_interval' ? [row['staffId']] : []),
        row['queueId'],
        row['channel'],
      ].join(' '),
      Object.fromEntries(
        measures
          .filter((measure) => row[camel(measure)] !== 0)
          .map((measure) => [measure, row[camel(measure)]]),
      ),
    ]),
  );
}
const ended = (map: Map<string, Record<string, number>>, moment = now) => {
  const border = Math.floor(moment / 900) * 900;
  return new Map([...map].filter(([key]) => Number(key.split(' ')[0]) < border));
};
const sorted = (map: Map<string, unknown>) =>
  Object.fromEntries([...map].toSorted(([a], [b]) => a.localeCompare(b)));

test('whatever happens, the rollups are what a plain recount of the legs finds', async () => {
  await fc.assert(
    fc
      .asyncProperty(fc.array(life, { minLength: 1, maxLength: 12 }), async (lives) => {
        const told: Told[] = [];
        for (const one of lives) {
          const legs = legsOf(one);
          const { channel, direction, callback } = one;
          told.push({ channel, direction, callback, legs });
          await makeLegs(
            db,
            origin,
            { serviceId: service, customerId: customer, channel, direction, callback },
            legs,
          );
        }
        await rollUp(server.ctx);
        const plain = recount(told, now, () => ({ threshold, short: 5 }));
        expect(sorted(await kept('queue_interval', queueMeasures))).toEqual(sorted(ended(plain.queues)));
        expect(sorted(await kept('agent_interval', agentMeasures))).toEqual(sorted(ended(plain.agents)));
      })
      .beforeEach(emptied),
    { numRuns: 60 },
  );
});

test('legs that end later reach the quarters that were made before, and doing it again changes nothing', async () => {
  await fc.assert(
    fc
      .asyncProperty(
        fc.array(life, { minLength: 1, maxLength: 8 }),
        fc.array(fc.integer({ min: 900, max: now }), { minLength: 1, maxLength: 3 }),
        async (lives, looks) => {
          for (const moment of [...looks.toSorted((a, b) => a - b), now]) {
            await sql`truncate contacts.contact cascade`.execute(db);
            server.clock.set(at(moment));
            const told: Told[] = lives
              .filter(({ start }) => start <= moment)
              .map((one) => ({
                channel: one.channel,
                direction: one.direction,
                callback: one.callback,
                legs: legsOf(one, moment),
              }));
            for (const one of told)
              await makeLegs(db, origin, { serviceId: service, customerId: customer, ...one }, one.legs);
            await rollUp(server.ctx);
            const plain = recount(told, moment, () => ({ threshold, short: 5 }));
            const expected = sorted(ended(plain.queues, moment));
            expect(sorted(await kept('queue_interval', queueMeasures))).toEqual(expected);
            expect(sorted(await kept('agent_interval', agentMeasures))).toEqual(
              sorted(ended(plain.agents, moment)),
            );
            await rollUp(server.ctx);
            expect(sorted(await kept('queue_interval', queueMeasures))).toEqual(expected);
          }
        },
      )
      .beforeEach(emptied),
    { numRuns: 25 },
  );
});

test('a stay is judged by the promise that was in force when it began', async () => {
  const [queue] = queues;
  const version = (seconds: number, validFrom: number, number: number) =>
    db
      .insertInto('insight.indicatorVersion')
      .values({
        id: newId(),
        queueId: queue!,
        version: number,
        formula: 'negative',
        threshold: JSON.stringify({ chat: seconds }),
        target: 0.8,
        shortAbandonSeconds: number === 1 ? 5 : 21,
        validFrom: at(validFrom),
        createdBy: 'system',
      })
      .execute();
  await version(30, 0, 1);
  await version(60, 1000, 2);
  const promiseOf = (_queue: string, from: number) =>
    from < 1000 ? { threshold: { chat: 30 }, short: 5 } : { threshold: { chat: 60 }, short: 21 };
  const told: Told[] = [980, 999, 1000, 1001, 1500].flatMap((start) =>
    [4, 5, 10, 19, 21, 30, 31, 59, 60, 61].map((wait): Told => ({
      channel: 'chat',
      direction: 'in',
      legs: [
        {
          kind: 'queue',
          queue: queue!,
          start,
          end: start + wait,
          result: wait % 2 === 0 && wait > 4 ? 'answered' : 'abandoned',
        },
      ],
    })),
  );
  for (const one of told)
    await makeLegs(db, origin, { serviceId: service, customerId: customer, ...one }, one.legs);
  await rollUp(server.ctx);
  expect(sorted(await kept('queue_interval', queueMeasures))).toEqual(
    sorted(ended(recount(told, now, promiseOf).queues)),
  );
});

test('where the time of an agent goes adds up to the time they were not offline, however much is in hand at once', async () => {
  const stretch = fc.record({
    presence: fc.constantFrom('offline', 'available', 'available', 'not_ready'),
    reason: fc.constantFrom('break', 'training'),
    status: fc.constantFrom(null, null, 'not_responding', 'off_queue'),
    seconds: fc.integer({ min: 1, max: 3000 }),
  });
  const held = fc.record({
    kind: fc.constantFrom('handle', 'wrap_up', 'offer', 'hold', 'consult', 'consult_offer', 'consult_queue'),
    start: fc.integer({ min: 0, max: now - 1 }),
    seconds: fc.integer({ min: 1, max: 2500 }),
    channel: fc.constantFrom('chat', 'email'),
  });
  const [agent] = agents;
  await fc.assert(
    fc
      .asyncProperty(
        fc.array(stretch, { minLength: 1, maxLength: 8 }),
        fc.array(held, { maxLength: 8 }),
        async (stretches, work) => {
          let clock = 0;
          const presence = stretches.flatMap((one) => {
            const start = clock;
            clock += one.seconds;
            if (start >= now) return [];
            const available = one.presence === 'available';
            return [
              {
                presence: one.presence as 'offline' | 'available' | 'not_ready',
                reason: one.presence === 'not_ready' ? one.reason : null,
                status: available ? one.status : null,
                start,
                end: clock > now ? null : clock,
              },
            ];
          });
          await makePresence(db, origin, agent!, presence);
          const legs = work.map((one): LegWish => ({
            kind: one.kind as LegWish['kind'],
            queue: queues[0]!,
            agent: agent!,
            start: one.start,
            end: one.start + one.seconds > now ? null : one.start + one.seconds,
            result: 'completed',
          }));
          for (const [place, leg] of legs.entries())
            await makeLegs(
              db,
              origin,
              { serviceId: service, customerId: customer, channel: work[place]!.channel },
              [leg],
            );
          await rollUp(server.ctx);
          // Second by second: the first state that holds.
          const plain = new Map<string, number>();
          const last = Math.floor(now / 900) * 900;
          for (let second = 0; second < last; second += 1) {
            const being = presence.find(({ start, end }) => start <= second && second < (end ?? now));
            if (being === undefined || being.presence === 'offline') continue;
            const has = (...kinds: string[]) =>
              legs.some(
                (leg) => kinds.includes(leg.kind) && leg.start <= second && second < (leg.end ?? now),
              );
            const [state, reason] =
              being.status === 'not_responding'
                ? ['not_responding', '']
                : has('handle', 'hold', 'consult')
                  ? ['interacting', '']
                  : has('wrap_up')
                    ? ['wrap_up', '']
                    : has('offer', 'consult_offer')
                      ? ['offered', '']
                      : being.presence === 'not_ready'
                        ? ['not_ready', being.reason!]
                        : being.status === 'off_queue'
                          ? ['off_queue', '']
                          : ['idle', ''];
            const key = `${Math.floor(second / 900) * 900} ${state} ${reason}`;
            plain.set(key, (plain.get(key) ?? 0) + 1000);
          }
          const { rows } = await sql<{ second: number; state: string; reason: string; spent: number }>`
          select extract(epoch from start - ${origin}::timestamptz)::int as second, state, reason, spent
          from insight.agent_state_interval`.execute(db);
          expect(
            sorted(new Map(rows.map((row) => [`${row.second} ${row.state} ${row.reason}`, row.spent]))),
          ).toEqual(sorted(plain));
        },
      )
      .beforeEach(emptied),
    { numRuns: 40 },
  );
});

test('figures of single agents are not made beyond the time for which they are kept', async () => {
  await writeSetting(db, 'staffProtection', { groupSize: 5, retentionDays: 1 });
  const legs = (start: number): LegWish[] => [
    { kind: 'handle', queue: queues[0]!, agent: agents[0]!, start, end: start + 60, result: 'completed' },
  ];
  for (const start of [-3 * 86_400, 600])
    await makeLegs(db, origin, { serviceId: service, customerId: customer, channel: 'chat' }, legs(start));
  await rollUp(server.ctx);
  const seconds = async (table: 'queue_interval' | 'agent_interval') =>
    [...(await kept(table, ['handled'])).keys()].map((key) => Number(key.split(' ')[0]));
  expect((await seconds('queue_interval')).toSorted((a, b) => a - b)).toEqual([-3 * 86_400, 0]);
  expect(await seconds('agent_interval')).toEqual([0]);
  await writeSetting(db, 'staffProtection', { groupSize: 5, retentionDays: 90 });
});
