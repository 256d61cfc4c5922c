import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '#server/platform/index.ts';
import type { SimulationResult } from '#server/workforce/index.ts';
import { filo } from '#tests/support/filo.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';

let folder: string;
let server: TestServer;
const run = (...args: string[]) =>
  filo(['simulate', ...args], { databaseUrl: server.platform.config.databaseUrl!, dataDir: folder });
const example = path.resolve(import.meta.dirname, '../../../docs/examples/one-queue.json');
const json = async (...args: string[]) => {
  const { code, out, err } = await run(...args, '--json');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out) as SimulationResult & { past?: { queue: string; offered: number }[] };
};

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'filodiretto-simulate-'));
  server = await testServer([]);
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

test.each([
  [[], 'needs one of a scenario file, --from DATE or --from-demo'],
  [['x.json', '--from-demo'], 'needs one of'],
  [['x.json', '--weeks', '2'], '--weeks'],
  [['--from', 'yesterday'], '--from must be a date'],
  [['--from', '2026-02-30'], '--from must be a date'],
  [['--from-demo', '--replications', '0'], '--replications'],
  [['--from-demo', '--agents', '3'], '--agents'],
])('wrong usage is one sentence and exit 2: filo simulate %j', async (args, named) => {
  const { code, out, err } = await run(...args);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain(named);
});

test('the scenarios of the documents run, as a table and as JSON', async () => {
  const { code, out } = await run(example, '--replications', '2', '--half-hours', 'calls');
  expect(code).toBe(0);
  expect(out).toMatch(/^One queue of calls, steady: 2 runs of 100 h, seed 1, \d+ contacts in all\./);
  expect(out).toMatch(/^QUEUE +OFFERED +ANSWERED/m);
  expect(out).toMatch(/^mon 10:30 /m);
  const day = await json(path.join(path.dirname(example), 'town-hall-day.json'), '--replications', '2');
  expect(day.queues.map((queue) => queue.id)).toEqual(['general', 'taxes']);
  for (const { offered, answered, abandoned, flowedOut, expired, waiting } of [day.all, ...day.queues])
    expect(offered.value).toBeCloseTo(
      answered.value! + abandoned.value! + flowedOut.value! + expired.value! + waiting.value!,
      6,
    );
});

test('the same seed gives the same figures, an edit other ones for the same customers', async () => {
  const file = path.join(folder, 'short.json');
  const scenario = JSON.parse(await readFile(example, 'utf8')) as Record<string, unknown>;
  await writeFile(file, JSON.stringify({ ...scenario, hours: 6, warmUpHours: 1 }));
  const short = [file, '--replications', '2', '--seed', 'a'];
  const plain = await json(...short);
  expect(await json(...short)).toEqual(plain);
  const more = await json(...short, '--set', 'agents.calls=+6');
  expect(more.contacts).toBe(plain.contacts);
  expect(more.all.meanWait.value!).toBeLessThan(plain.all.meanWait.value!);
  const less = await json(...short, '--set', 'volume=0.5');
  expect(less.contacts / plain.contacts).toBeCloseTo(0.5, 1);
});

test('what is wrong in a file is told by its field, a line each, and exit 1', async () => {
  const file = path.join(folder, 'wrong.json');
  const scenario = JSON.parse(await readFile(example, 'utf8')) as Record<string, unknown>;
  await writeFile(file, JSON.stringify({ ...scenario, hours: 'many', speed: 3 }));
  const wrong = await run(file);
  expect([wrong.code, wrong.out]).toEqual([1, '']);
  expect(wrong.err).toMatch(/^hours: .*number.*\nscenario: there is no field speed here\.\n$/);
  await writeFile(file, '{ "name": ');
  expect((await run(file)).err).toContain('wrong.json is not JSON');
  expect((await run(path.join(folder, 'none.json'))).err).toContain('There is no file');
  const edit = await run(example, '--set', 'agents.nobody=+1');
  expect([edit.code, edit.err]).toEqual([
    1,
    '--set agents.nobody=+1: there is no group or queue "nobody"; there are front, calls.\n',
  ]);
  expect((await run(example, '--half-hours', 'nowhere')).err).toBe(
    'There is no queue "nowhere": there are calls.\n',
  );
});

test('an organisation without queues or without a past is told so', async () => {
  expect((await run('--from-demo')).err).toBe('There are no queues.\n');
});

test("the organisation's own weeks become a scenario: arrivals, times, patience, answers and hours as they were", async () => {
  const { pool } = server.platform.database;
  const service = await server.makeService();
  const queue = newId();
  const profile = newId();
  const skill = newId();
  const { id: agent } = await server.makeStaff({ name: 'Ugo Prova' });
  await pool.query(
    `insert into routing.skill (id, code, name) values ($1, 'inglese', '{"it": "Inglese", "en": "English"}')`,
    [skill],
  );
  await pool.query(
    `insert into routing.queue (id, code, name, service_id, requires) values ($1, 'uffici', 'Uffici', $2, $3)`,
    [queue, service, JSON.stringify([{ skill, level: 2 }])],
  );
  await pool.query(
    `insert into routing.profile (id, name, capacity) values ($1, 'Sportello più', '{"chat": {"max": 2, "interruptedBy": []}}')`,
    [profile],
  );
  await pool.query(
    `insert into routing.profile_queue (profile_id, queue_id, channel, priority, delay_seconds) values ($1, $2, 'chat', 1, 0)`,
    [profile, queue],
  );
  await pool.query(`insert into routing.agent (staff_id, profile_id) values ($1, $2)`, [agent, profile]);
  await pool.query(`insert into routing.agent_skill (staff_id, skill_id, level) values ($1, $2, 3)`, [
    agent,
    skill,
  ]);
  // Two weeks: each Tuesday 10 chats from 9:00 on, Rome time; the third of every five leaves after 100 s.
  const legs: unknown[][] = [];
  for (const tuesday of ['2026-10-20', '2026-10-27'])
    for (let i = 0; i < 10; i++) {
      // Summer time ends between the two: 9:00 in Rome is 7:00, then 8:00 UTC.
      const hour = tuesday === '2026-10-20' ? '07' : '08';
      const at = new Date(`${tuesday}T${hour}:00:00Z`).getTime() + i * 600_000;
      legs.push([tuesday, i, at, i % 5 === 2]);
    }
  for (const [, i, at, leaves] of legs as [string, number, number, boolean][]) {
    const contact = newId();
    const conversation = newId();
    await makeContact(contact, conversation, { queue, service, at });
    const leg = (ordinal: number, kind: string, from: number, to: number, result: string) =>
      pool.query(
        `insert into contacts.leg (id, contact_id, ordinal, kind, queue_id, agent_id, started_at, ended_at, result)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
        [
          newId(),
          contact,
          ordinal,
          kind,
          queue,
          kind === 'queue' ? null : agent,
          new Date(at + from * 1000),
          new Date(at + to * 1000),
          result,
        ],
      );
    if (leaves) await leg(1, 'queue', 0, 100, 'abandoned');
    else {
      await leg(1, 'queue', 0, 20, 'answered');
      await leg(2, 'offer', 12, 20, 'accepted');
      await leg(3, 'handle', 20, 220 + i, 'completed');
      await leg(4, 'wrap_up', 220 + i, 250 + i, 'completed');
    }
  }
  const file = path.join(folder, 'made.json');
  const made = await json('--from', '2026-10-19', '--weeks', '2', '--replications', '2', '--save', file);
  expect(made.past).toEqual([
    expect.objectContaining({ queue: 'uffici', offered: 10, answered: 8, abandoned: 2, meanWait: 20 }),
  ]);
  const scenario = JSON.parse(await readFile(file, 'utf8')) as {
    arrivals: { halfHours: number[]; patience: unknown; handling: { values: number[] }; requires: unknown }[];
    agents: Record<string, unknown>[];
  };
  const [stream] = scenario.arrivals;
  // Tuesday 9:00 to 10:40, three in each half hour.
  const tuesday = 48;
  expect(stream!.halfHours.slice(tuesday + 18, tuesday + 22)).toEqual([3, 3, 3, 1]);
  expect(stream!.halfHours.reduce((sum, one) => sum + one, 0)).toBe(10);
  // Four left: too few to know their patience.
  expect(stream!.patience).toBeNull();
  expect(stream!.handling.values.length).toBe(16);
  expect(stream!.requires).toEqual([{ skill: 'inglese', level: 2 }]);
  expect(scenario.agents).toEqual([
    expect.objectContaining({
      id: 'sportello-piu',
      count: 1,
      skills: { inglese: 3 },
      declineShare: 0,
      shifts: [{ days: ['tuesday'], from: '09:00', to: '10:35' }],
    }),
  ]);
  expect(made.all.answered.value).toBeGreaterThan(0);
  // What was saved is a scenario like any other.
  expect((await json(file, '--replications', '2')).queues).toEqual(made.queues);
  expect((await run('--from', '2020-01-06')).err).toBe(
    'No contact entered a queue in the 4 weeks from 2020-01-06.\n',
  );
});

async function makeContact(
  id: string,
  conversation: string,
  { queue, service, at }: { queue: string; service: string; at: number },
): Promise<void> {
  const { pool } = server.platform.database;
  const customer = newId();
  await pool.query(
    `insert into contacts.conversation (id, channel, service_id, customer_id, created_at, last_message_at)
     values ($1, 'chat', $2, $3, $4, $4)`,
    [conversation, service, customer, new Date(at)],
  );
  await pool.query(
    `insert into contacts.contact (id, number, channel, direction, state, conversation_id, customer_id, service_id,
       queue_id, arrived_at, last_message_at, closed_at)
     values ($1, $7, 'chat', 'in', 'closed', $2, $3, $4, $5, $6, $6, $6)`,
    [id, conversation, customer, service, queue, new Date(at), id],
  );
}
