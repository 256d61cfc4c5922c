import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { queuesLive } from '#contract/insight.ts';
import { listContacts } from '#contract/contacts.ts';
import { signIn } from '#contract/access.ts';
import { publicPhone } from '#contract/media.ts';
import { wallboard } from '#contract/wallboard.ts';
import { accessRoutes } from '#server/access/index.ts';
import { lendRecorder, mediaRoutes, voiceRoutes } from '#server/channels/voice/index.ts';
import { contactsReadRoutes, contactsRoutes } from '#server/contacts/index.ts';
import { insightRoutes } from '#server/insight/index.ts';
import { recorder } from '#server/recordings/index.ts';
import { testDatabase } from '#tests/support/database.ts';
import { bareEnvironment } from '#tests/support/server-process.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';
import { voiceDouble } from '#tests/support/voice-double.ts';
import { EMERGENCY_NUMBER, emergencyOf } from './emergency-demo.ts';
import { loadDemo } from './load.ts';
import { demoLogins } from './logins.ts';

let server: TestServer;
const said: string[] = [];

async function ask<T extends object>(text: string): Promise<T[]> {
  return (await server.platform.database.pool.query<T>(text)).rows;
}

beforeAll(async () => {
  server = await testServer([
    ...accessRoutes(),
    ...contactsReadRoutes,
    ...contactsRoutes,
    ...insightRoutes,
    ...voiceRoutes,
    ...mediaRoutes,
  ]);
  await loadDemo(server.ctx, (line) => said.push(line), { customers: 400, days: 40 });
});
afterAll(() => server.stop());

const total = async (): Promise<unknown> =>
  ask(`select (select count(*) from contacts.contact) as contacts, (select count(*) from contacts.message) as messages,
    (select count(*) from access.staff) as staff, (select count(*) from customers.customer) as customers,
    (select count(*) from platform.event) as events`);

test('a second load changes nothing and says that the demo is there', async () => {
  const before = await total();
  const lines: string[] = [];
  expect(await loadDemo(server.ctx, (line) => lines.push(line))).toBe(true);
  expect(await total()).toEqual(before);
  expect(lines).toEqual([]);
  expect(said.length).toBeGreaterThan(2);
});

test('the organisation is 12 staff in 3 teams with 8 queues, and the past is in the tables, not in the events', async () => {
  expect(
    await ask(`select (select count(*) from access.staff)::int as staff, (select count(*) from access.team)::int as teams,
      (select count(*) from routing.queue)::int as queues, (select count(*) from customers.customer)::int as customers,
      (select count(*) from platform.event)::int as events, (select count(*) from contacts.contact) > 1000 as past`),
  ).toEqual([{ staff: 13, teams: 3, queues: 8, customers: 400, events: 0, past: true }]);
});

test('limits are watched, on queues and on all of them, and one of them writes to the supervisor; one team is a supplier’s', async () => {
  expect(
    await ask(`select (select count(*) from insight.threshold where active and queue_id in (select id from routing.queue))::int as queues,
      (select count(*) from insight.threshold where active and queue_id is null)::int as everywhere,
      (select s.email from insight.threshold as t join access.staff as s on s.id = any (t.mail_to)) as mailed,
      (select count(*) from access.team where supplier <> '')::int as supplied`),
  ).toEqual([{ queues: 2, everywhere: 3, mailed: 'elena@acqueeluce.example.org', supplied: 1 }]);
});

test('per queue: offered = answered + abandoned + flowed out + expired + waiting', async () => {
  const [elena] = (await demoLogins(server.ctx.db)).filter((one) => one.role === 'supervisor');
  const session = await sessionOf(elena!);
  const { status, body } = await server.call(queuesLive, {}, { as: { session } });
  expect(status).toBe(200);
  expect(body.items).toHaveLength(8);
  for (const queue of body.items)
    expect({ queue: queue.name, offered: queue.offered }).toEqual({
      queue: queue.name,
      offered: queue.answered + queue.abandoned + queue.flowedOut + queue.expired + queue.waiting,
    });
  expect(body.items.reduce((sum, queue) => sum + queue.waiting, 0)).toBeGreaterThan(0);
});

test('a waiting contact has a waiting work item and an open queue leg, a handled one an item with its agent, and no other has one', async () => {
  expect(
    await ask(`select c.number, c.state, w.state as item from contacts.contact c full join routing.work_item w on w.id = c.id
      where c.id is null
        or (case when c.state = 'queued' then 'waiting' when c.state = 'active' then 'active' end) is distinct from w.state
        or (w.id is not null and (w.queue_id <> c.queue_id or w.agent_id is distinct from c.agent_id or w.channel <> c.channel))
        -- Between two attempts a callback is open and in no queue.
        or (w.id is not null) <> (c.closed_at is null and c.state <> 'scheduled')`),
  ).toEqual([]);
  expect(
    await ask(`select c.number from contacts.contact c where
      (select count(*) from contacts.leg l where l.contact_id = c.id and l.ended_at is null
         and l.kind = case c.state when 'queued' then 'queue' when 'active' then 'handle' end)
      <> (c.state in ('queued', 'active'))::int`),
  ).toEqual([]);
  expect(await ask(`select 1 as some from routing.work_item where state = 'active' limit 1`)).toHaveLength(1);
});

test('the legs of a contact agree with its times and its end', async () => {
  expect(
    await ask(`select c.number from contacts.contact c join lateral (
        select min(started_at) as first, max(ended_at) as last, bool_or(ended_at is null) as open,
          min(ended_at) filter (where kind = 'queue' and result = 'answered') as answered,
          count(*) = max(ordinal) as gapless from contacts.leg where contact_id = c.id) l on true
      where c.kind = 'contact' and (l.first <> c.arrived_at or not l.gapless or l.open <> (c.closed_at is null)
        or (c.closed_at is not null and l.last <> c.closed_at) or l.answered is distinct from c.answered_at
        or (c.state in ('abandoned', 'expired') and not exists (select from contacts.leg e
              where e.contact_id = c.id and e.kind = 'queue' and e.result = c.state)))`),
  ).toEqual([]);
});

test('conversations count and date their messages, and number them by time', async () => {
  expect(
    await ask(`select c.id from contacts.conversation c join lateral (
        select count(*) as n, max(at) as last, min(seq) as low, max(seq) as high from contacts.message where conversation_id = c.id) m on true
      where m.n <> c.message_count or m.last <> c.last_message_at or m.low <> 1 or m.high <> m.n
        or (c.state = 'open') <> exists (select from contacts.contact k where k.conversation_id = c.id and k.closed_at is null)`),
  ).toEqual([]);
  expect(
    await ask(`select id from (select id, at, lag(at) over (partition by conversation_id order by seq) as before
      from contacts.message) m where before > at`),
  ).toEqual([]);
});

test('no row points to something that is not there', async () => {
  const references: [string, string, string][] = [
    ['contacts.conversation', 'customer_id', 'customers.customer'],
    ['contacts.conversation', 'service_id', 'access.service'],
    ['contacts.contact', 'customer_id', 'customers.customer'],
    ['contacts.contact', 'service_id', 'access.service'],
    ['contacts.contact', 'team_id', 'access.team'],
    ['contacts.contact', 'queue_id', 'routing.queue'],
    ['contacts.contact', 'agent_id', 'routing.agent'],
    ['contacts.contact', 'case_id', 'cases.case'],
    ['contacts.contact', 'entry_point_id', 'contacts.entry_point'],
    ['contacts.contact', 'classification_id', 'knowledge.classification'],
    ['contacts.message', 'author_staff', 'access.staff'],
    ['contacts.leg', 'queue_id', 'routing.queue'],
    ['contacts.leg', 'agent_id', 'routing.agent'],
    ['cases.case', 'customer_id', 'customers.customer'],
    ['cases.case', 'owner_id', 'access.staff'],
    ['cases.case', 'classification_id', 'knowledge.classification'],
    ['routing.queue', 'service_id', 'access.service'],
    ['routing.queue', 'calendar_id', 'calendars.calendar'],
    ['contacts.entry_point', 'queue_id', 'routing.queue'],
    ['customers.position', 'service_id', 'access.service'],
    ['knowledge.classification', 'queue_hint', 'routing.queue'],
  ];
  for (const [table, column, target] of references) {
    const key = target === 'routing.agent' ? 'staff_id' : 'id';
    const lost = await ask(
      `select a.* from ${table} a left join ${target} b on b.${key} = a.${column} where a.${column} is not null and b.${key} is null limit 1`,
    );
    expect({ column: `${table}.${column}`, lost }).toEqual({ column: `${table}.${column}`, lost: [] });
  }
});

test('a case was opened once, was told to the customer by a message that is there, and its history leads to its status', async () => {
  // Who was with the agent when it was settled was told by them.
  expect(
    await ask(`select c.number from cases.case c where
      (select count(*) from cases.entry e where e.case_id = c.id and e.kind = 'opened' and e.data ->> 'contact' is not null) <> 1
      or (select count(*) from cases.entry e where e.case_id = c.id and e.kind in ('status', 'owner')) <> c.version - 1
      or coalesce((select e.data ->> 'to' from cases.entry e where e.case_id = c.id and e.kind = 'status'
            order by e.at desc, (e.data ->> 'version')::int desc limit 1), 'open') <> c.status
      or (c.status = 'closed' and c.first_contact is distinct from 'yes') <> exists (select from cases.entry e join contacts.message m on m.id = (e.data ->> 'message')::uuid
            where e.case_id = c.id and e.kind = 'message' and e.data ->> 'about' = 'closed' and m.automatic)
      or not exists (select from contacts.contact k where k.case_id = c.id)`),
  ).toEqual([]);
  expect(await ask('select 1 from cases.case limit 1')).toHaveLength(1);
  const [first] = await ask<{ solved: number }>(
    `select count(*)::int as solved from cases.case where first_contact = 'yes'`,
  );
  expect(first!.solved).toBeGreaterThan(0);
  // What came in writing lay for a while before somebody took it.
  const [lay] = await ask<{ lay: number; before: number }>(`select
    count(*) filter (where k.taken_at > k.opened_at + interval '10 minutes')::int as lay, count(*) filter (where k.taken_at < k.opened_at)::int as before
    from cases.case as k`);
  expect(lay!.lay).toBeGreaterThan(50);
  expect(lay!.before).toBe(0);
  // Most contacts needed no case: those that were solved in themselves, and those about which the customer came back.
  const [contacts] = await ask<{ solved: number; withdrawn: number; automatic: number }>(
    `select count(*) filter (where first_contact = 'yes')::int as solved, count(*) filter (where first_contact = 'withdrawn')::int as withdrawn,
      count(*) filter (where first_contact is not null and agent_id is null)::int as automatic from contacts.contact`,
  );
  expect(contacts!.solved).toBeGreaterThan(0);
  expect(contacts!.withdrawn).toBeGreaterThan(0);
  expect(contacts!.automatic).toBe(0);
});

test('steps are on their cases and visits have their tickets, a few of both in what is over and steps still waiting', async () => {
  const [row] = await ask<Record<string, number>>(`select
    (select count(*)::int from cases.step s join contacts.contact c on c.id = s.id and c.case_id = s.case_id and c.kind = 'case_step') as steps,
    (select count(*)::int from cases.step) as all_steps,
    (select count(*)::int from cases.step where closed_at is null) as waiting,
    (select count(*)::int from offices.visit v join contacts.contact c on c.id = v.id and c.ticket = v.ticket and c.kind = 'desk_visit') as visits,
    (select count(*)::int from contacts.contact where kind = 'desk_visit') as all_visits`);
  expect(row!['steps']).toBe(row!['all_steps']);
  expect(row!['visits']).toBe(row!['all_visits']);
  expect(Math.min(row!['steps']!, row!['visits']!, row!['waiting']!)).toBeGreaterThan(0);
});

test('calls came by the number of the organisation, most were answered, and one agent asked the expert', async () => {
  const [row] = await ask<Record<string, number>>(`select
    (select count(*)::int from contacts.contact c join contacts.entry_point e on e.id = c.entry_point_id and e.channel = 'phone'
      where c.kind = 'contact' and c.state = 'closed') as answered,
    (select count(*)::int from contacts.contact where channel = 'phone' and state = 'abandoned') as abandoned,
    (select count(*)::int from voice.call v join contacts.contact c on c.id = v.contact_id where v.ended_at is null) as open,
    (select count(*)::int from contacts.contact c where c.channel = 'phone' and c.kind = 'contact'
      and not exists (select from voice.call v where v.contact_id = c.id)) as uncarried,
    (select count(*)::int from contacts.consult k where k.state = 'ended'
      and (select count(*) from contacts.message m where m.consult_id = k.id) = 2
      and exists (select from contacts.leg l where l.consult_id = k.id and l.kind = 'consult')) as consults`);
  expect(row).toMatchObject({ open: 0, uncarried: 0, consults: 1 });
  expect(row!['answered']).toBeGreaterThan(100);
  expect(row!['abandoned']).toBeGreaterThan(0);
});

test('agents have used the articles in their answers, and walked the tree with customers to one of its ends', async () => {
  const [used] = await ask<{ uses: number; articles: number; early: number; strangers: number }>(
    `select count(*)::int as uses, count(distinct u.article_id)::int as articles,
       count(*) filter (where u.at < v.valid_from)::int as early,
       count(*) filter (where u.version_id is null or u.contact_id is null or u.staff_id is null)::int as strangers
     from knowledge.use u join knowledge.article_version v on v.id = u.version_id`,
  );
  expect(used!.uses).toBeGreaterThan(20);
  expect(used!.articles).toBeGreaterThan(5);
  expect(used).toMatchObject({ early: 0, strangers: 0 });
  const walked = await ask<{
    path: { step: string; answer: string | null }[];
    steps: { key: string; answers: { label: string; to: string }[] }[];
  }>(
    `select u.path, v.steps from knowledge.use u join knowledge.article_version v on v.id = u.version_id where u.how = 'walked'`,
  );
  expect(walked.length).toBeGreaterThan(0);
  for (const { path, steps } of walked) {
    const stepOf = (key: string) => steps.find((one) => one.key === key)!;
    path.forEach(({ step, answer }, at) => {
      const next = stepOf(step).answers.find(({ label }) => label === answer)?.to;
      expect(next).toBe(path[at + 1]?.step);
    });
    expect(stepOf(path.at(-1)!.step).answers).toEqual([]);
  }
});

test('numbers are the product’s own, and the next ones follow them', async () => {
  const [numbers] = await ask<Record<string, boolean | string>>(`select
    (select bool_and(number ~ '^C-20\\d\\d-\\d{6}$') from contacts.contact) as contacts,
    (select bool_and(number ~ '^PR-20\\d\\d-\\d{6}$') from cases.case) as cases,
    (select bool_and(number ~ '^\\d{6,}$') from customers.customer) as customers,
    nextval('contacts.contact_number') = (select max(right(number, 6)::bigint) + 1 from contacts.contact) as next_contact,
    nextval('cases.case_number') = (select max(right(number, 6)::bigint) + 1 from cases.case) as next_case,
    nextval('customers.customer_number') = (select max(number::bigint) + 1 from customers.customer) as next_customer`);
  expect(Object.values(numbers!)).toEqual([true, true, true, true, true, true]);
});

test('who calls the emergency line waits for a person before everybody else, told only that it is recorded, whatever is pressed', async () => {
  const { queue, entryPoint } = emergencyOf();
  expect(
    await ask(`select q.priority, min(o.priority) as others, r.mode, r.emergency from routing.queue q
      join recordings.setting r on r.queue_id = q.id, routing.queue o where q.id = '${queue}' and o.id <> q.id
      group by q.priority, r.mode, r.emergency`),
  ).toEqual([{ priority: 1, others: 2, mode: 'mandatory', emergency: true }]);
  const people = await ask<{ email: string }>(
    `select s.email from routing.profile_queue p join routing.agent a on a.profile_id = p.profile_id
      join access.staff s on s.id = a.staff_id where p.queue_id = '${queue}' and p.channel = 'phone' and p.priority = 1
      order by 1`,
  );
  expect(people.map(({ email }) => email.split('@')[0])).toEqual(['giulia', 'luca', 'marta', 'stefano']);

  lendRecorder(recorder);
  // Its page says at any hour that it is open; the board has a row for it.
  const page = await server.call(publicPhone, { params: { id: entryPoint }, query: {} });
  expect(page.body).toMatchObject({ name: 'Pronto intervento', open: true });
  const [elena] = (await demoLogins(server.ctx.db)).filter((one) => one.role === 'supervisor');
  const board = await server.call(
    wallboard,
    { query: { by: 'queue' } },
    { as: { session: await sessionOf(elena!) } },
  );
  expect(board.body.rows.map(({ name }) => name)).toContain('Pronto intervento');
  const double = await voiceDouble(server);
  const arrived = await double.call('+393331234567', EMERGENCY_NUMBER);
  expect(arrived.body).toMatchObject({ wanted: 'wait', refused: null, callback: false });
  const call = arrived.body.id;
  const begun = (await double.turn(call, 0, { kind: 'begin' })).body;
  expect(begun.say.map(({ notice }) => notice)).toEqual([false, true]);
  expect(begun.next).toMatchObject({ kind: 'music' });
  const pressed = (await double.turn(call, begun.turn, { kind: 'keys', keys: '1' })).body;
  expect(pressed.next).toMatchObject({ kind: 'music' });
  expect(
    await ask(`select state, queue_id as queue from contacts.contact where id = '${arrived.body.contact}'`),
  ).toEqual([{ state: 'queued', queue }]);
  await double.tell(call, 'ended', { by: 'customer', cause: 'hung_up' });
});

const sessionOf = async (login: { email: string; password: string }): Promise<string> => {
  const answer = await server.call(signIn, { body: login });
  expect(answer.status).toBe(200);
  const cookie = [answer.headers['set-cookie']].flat().join(';');
  return decodeURIComponent(/filo_session=([^;]+)/.exec(cookie)![1]!);
};

test('everybody who is printed can sign in, and an agent sees less than a supervisor', async () => {
  const logins = await demoLogins(server.ctx.db);
  expect(logins.map((one) => one.role)).toEqual([
    'agent',
    'agent',
    'expert',
    'supervisor',
    'head_of_office',
    'administrator',
    'auditor',
  ]);
  const services = new Map<string, number>();
  for (const login of logins) {
    const session = await sessionOf(login);
    const { body } = await server.call(listContacts, { query: { limit: 200 } }, { as: { session } });
    services.set(login.email.split('@')[0]!, new Set(body.items.map((one) => one.service)).size);
  }
  expect(services.get('elena')).toBe(3);
  expect(services.get('chiara')).toBe(1);
  expect(services.get('luca')).toBe(2);
});

test('a login is not printed any more once its password was changed', async () => {
  const before = await demoLogins(server.ctx.db);
  await ask(`update access.staff set password_hash = 'another' where email like 'anna@%'`);
  expect(await demoLogins(server.ctx.db)).toEqual(before.filter((one) => one.role !== 'auditor'));
});

test('the demo is not loaded over somebody’s own organisation', async () => {
  const own = await testServer([]);
  try {
    await own.makeService();
    expect(await loadDemo(own.ctx, () => undefined)).toBe(false);
    const { rows } = await own.platform.database.pool.query('select 1 from access.staff');
    expect(rows).toEqual([]);
    expect(await demoLogins(own.ctx.db)).toEqual([]);
  } finally {
    await own.stop();
  }
});

test('a load that is killed halfway leaves an empty database, and the next one completes it', async () => {
  const database = await testDatabase();
  const client = new pg.Client({ connectionString: database.url });
  // The database is dropped under it at the end.
  client.on('error', () => undefined);
  try {
    const program = path.resolve(import.meta.dirname, '../../../tests/support/demo-loader.ts');
    const start = () =>
      spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program], {
        env: { ...bareEnvironment(), DATABASE_URL: database.url, FILO_DATA: '.cache/demo-loader' },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
    const first = start();
    let text = '';
    for await (const chunk of first.stdout) {
      text += String(chunk);
      if (/contacts of [\s\S]*contacts of /.test(text)) {
        first.kill('SIGKILL');
        break;
      }
    }
    if (first.exitCode === null && first.signalCode === null) await once(first, 'exit');
    expect(first.signalCode).toBe('SIGKILL');
    await client.connect();
    const counts = async () =>
      (
        await client.query(`select (select count(*)::int from access.staff) as staff,
          (select count(*)::int from contacts.contact) as contacts,
          (select count(*)::int from platform.setting where key = 'demo') as marks`)
      ).rows[0] as { staff: number; contacts: number; marks: number };
    expect(await counts()).toEqual({ staff: 0, contacts: 0, marks: 0 });
    const second = start();
    second.stdout.resume();
    await once(second, 'exit');
    const after = await counts();
    expect(after).toMatchObject({ staff: 13, marks: 1 });
    expect(after.contacts).toBeGreaterThan(500);
    const { rows } = await client.query(
      `select indexname from pg_indexes where indexdef like '%USING gin%' and schemaname = 'contacts' order by 1`,
    );
    expect(rows.map((row: { indexname: string }) => row.indexname)).toContain('message_search');
  } finally {
    await client.end();
    await database.drop();
  }
  // Two whole programs, one after the other.
}, 240_000);

test('two competence centres, one in the desk and one by mail, with questions of every standing and opinions that replace one another', async () => {
  const [seen] = await ask<Record<string, unknown>>(`select
    (select count(*) filter (where queue_id is not null)::int from cases.centre) as desk,
    (select count(*) filter (where cardinality(addresses) > 0)::int from cases.centre) as mail,
    (select count(*) from cases.escalation where outcome = 'answered' and seconds >= 0) > 3 as answered,
    (select count(*) from cases.escalation where way = 'mail' and outcome = 'answered') > 3 as mailed,
    (select count(*) from cases.escalation where closed_at is null) > 0 as open,
    (select count(*) from cases.escalation as e where not exists (select from cases.case as k where k.id = e.case_id))::int as lost,
    (select count(*) from cases.opinion)::int as opinions,
    (select count(*) from cases.opinion where supersedes_id is not null)::int as replacing,
    nextval('cases.escalation_number') > (select count(*) from cases.escalation) as numbered`);
  expect(seen).toEqual({
    desk: 1,
    mail: 1,
    answered: true,
    mailed: true,
    open: true,
    lost: 0,
    opinions: 12,
    replacing: 1,
    numbered: true,
  });
});
