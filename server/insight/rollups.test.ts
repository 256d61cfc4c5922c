import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { sql, type Db } from '#server/platform/index.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';
import { makeCustomer, makeQueue } from '#tests/stories/contacts.ts';
import { makeLegs, type LegWish } from '#tests/stories/figures.ts';
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
const threshold = { chat: 30, email: 3600 };

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
  channel: fc.constantFrom('chat', 'email', 'letter'),
  direction: fc.constantFrom<('in' | 'out')[]>('in', 'in', 'in', 'out'),
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
        'cancelled',
      ),
      offer: fc.constantFrom(null, 'accepted', 'declined', 'timed_out', 'rescinded'),
      told: fc.option(fc.integer({ min: 0, max: 100 }), { nil: undefined }),
      handled: fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 4000 })),
      hold: fc.integer({ min: 0, max: 100 }),
      wrapUp: fc.integer({ min: 0, max: 200 }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  blocked: fc.boolean(),
});
type Life = typeof life extends fc.Arbitrary<infer T> ? T : never;

function legsOf({ steps, start, blocked }: Life): LegWish[] {
  const legs: LegWish[] = [];
  let clock = start;
  // What would end after now has not ended; nothing follows it.
  const put = (leg: Omit<LegWish, 'start' | 'end'>, seconds: number, from = clock): boolean => {
    if (from > now) return false;
    const end = from + seconds;
    legs.push({ ...leg, start: from, end: end > now ? null : end, result: end > now ? null : leg.result });
    return end <= now;
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
    const handled = put({ kind: 'handle', queue, agent, result: 'completed' }, step.handled);
    if (handled && step.hold > 0 && step.hold <= step.handled)
      put({ kind: 'hold', queue, agent, result: 'completed' }, step.hold);
    if (!handled) return legs;
    clock += step.handled;
    if (!put({ kind: 'wrap_up', queue, agent, result: 'completed' }, step.wrapUp)) return legs;
    clock += step.wrapUp;
  }
  return legs;
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
const ended = (map: Map<string, Record<string, number>>) => {
  const border = Math.floor(now / 900) * 900;
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
          told.push({ channel: one.channel, direction: one.direction, legs });
          await makeLegs(
            db,
            origin,
            { serviceId: service, customerId: customer, channel: one.channel, direction: one.direction },
            legs,
          );
        }
        await rollUp(server.ctx);
        const plain = recount(told, now, () => ({ threshold, short: 5 }));
        expect(sorted(await kept('queue_interval', queueMeasures))).toEqual(sorted(ended(plain.queues)));
        expect(sorted(await kept('agent_interval', agentMeasures))).toEqual(sorted(ended(plain.agents)));
      })
      .beforeEach(async () => {
        await sql`truncate contacts.contact cascade`.execute(db);
        await sql`truncate insight.queue_interval, insight.agent_interval, insight.dirty`.execute(db);
        await sql`delete from platform.setting where key = 'figures.progress'`.execute(db);
      }),
    { numRuns: 60 },
  );
});
