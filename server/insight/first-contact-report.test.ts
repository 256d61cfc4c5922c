import { afterAll, beforeAll, expect, test } from 'vitest';
import { listContacts } from '#contract/contacts.ts';
import { exportFirstContactReport, firstContactReport } from '#contract/first-contact-report.ts';
import { contactsReadRoutes } from '#server/contacts/index.ts';
import { newId, type Db } from '#server/platform/index.ts';
import { makeCase, makeContact, makeCustomer, makeQueue } from '#tests/stories/contacts.ts';
import { testServer, type Caller, type TestServer } from '#tests/support/server.ts';
import { insightRoutes } from './insight.routes.ts';

let server: TestServer;
let db: Db;
let water: string;
let other: string;
let queue: string;
let elena: { id: string; session: string };
let agent: string;
const as = (who: { session: string }): { as: Caller } => ({ as: { session: who.session } });
const day = 86_400_000;

beforeAll(async () => {
  server = await testServer([...insightRoutes, ...contactsReadRoutes]);
  db = server.ctx.db;
  water = await server.makeService('acqua');
  other = await server.makeService('gas');
  queue = await makeQueue(db, water, { name: 'Acqua prova' });
  elena = await server.makeStaff({ serviceId: water, role: 'supervisor' });
  agent = (await server.makeStaff({ serviceId: water })).id;
});
afterAll(() => server.stop());

async function contact(
  also: {
    serviceId?: string;
    firstContact?: 'yes' | 'withdrawn';
    agentId?: string | null;
    caseId?: string;
    arrivedAt?: Date;
    channel?: string;
  } = {},
): Promise<string> {
  const { firstContact, ...wish } = also;
  const at = also.arrivedAt ?? new Date(server.clock.now().getTime() - 1000);
  const { id } = await makeContact(db, {
    serviceId: water,
    queueId: queue,
    customerId: await makeCustomer(db),
    agentId: agent,
    ...wish,
    arrivedAt: at,
    closedAt: at,
  });
  if (firstContact !== undefined)
    await db.updateTable('contacts.contact').set({ firstContact }).where('id', '=', id).execute();
  return id;
}

test('solved with and without a case, of what agents closed; what a flow answered and what is out of scope is not in it', async () => {
  await contact({ firstContact: 'yes' });
  await contact({ firstContact: 'yes', channel: 'phone' });
  await contact({ firstContact: 'withdrawn' });
  await contact();
  await contact({ agentId: null });
  await contact({ serviceId: other, firstContact: 'yes' });
  await contact({ firstContact: 'yes', arrivedAt: new Date(server.clock.now().getTime() - 40 * day) });
  const opener = await contact();
  const matter = await makeCase(db, {
    serviceId: water,
    customerId: (
      await db
        .selectFrom('contacts.contact')
        .select('customerId')
        .where('id', '=', opener)
        .executeTakeFirstOrThrow()
    ).customerId,
  });
  await db.updateTable('cases.case').set({ firstContact: 'yes' }).where('id', '=', matter.id).execute();
  await db
    .insertInto('cases.entry')
    .values({
      id: newId(),
      caseId: matter.id,
      at: new Date(),
      kind: 'opened',
      actor: `staff:${agent}`,
      authorName: '',
      body: '',
      data: JSON.stringify({ contact: opener }),
    })
    .execute();
  await db.updateTable('contacts.contact').set({ caseId: matter.id }).where('id', '=', opener).execute();

  const today = new Date(server.clock.now().getTime()).toISOString().slice(0, 10);
  const since = new Date(server.clock.now().getTime() - 20 * day).toISOString().slice(0, 10);
  const query = { period: 'range', day: since, until: today, by: 'queue' } as const;
  const report = (await server.call(firstContactReport, { query }, as(elena))).body;
  const figures = { counted: 5, solved: 2, inCase: 1, withdrawn: 1, share: 0.6 };
  expect(report.totals.now).toEqual(figures);
  expect(report.totals.before).toMatchObject({ counted: 1, solved: 1, share: 1 });
  expect(report.rows).toHaveLength(1);
  expect(report.rows[0]).toMatchObject({ key: queue, name: { it: 'Acqua prova' }, now: figures });
  // Each figure is the list of its contacts.
  for (const [standing, many] of [
    ['counted', 5],
    ['yes', 2],
    ['in_case', 1],
    ['withdrawn', 1],
    ['no', 1],
  ] as const) {
    const { from, to } = report;
    const found = await server.call(
      listContacts,
      { query: { firstContact: standing, queue, from, to } },
      as(elena),
    );
    expect([standing, found.body.items.length]).toEqual([standing, many]);
  }
  const channels = (await server.call(firstContactReport, { query: { ...query, by: 'channel' } }, as(elena)))
    .body;
  expect(channels.rows.map(({ key, now }) => [key, now.counted])).toEqual([
    ['email', 4],
    ['phone', 1],
  ]);
  for (const by of ['team', 'classification'] as const) {
    const { rows } = (await server.call(firstContactReport, { query: { ...query, by } }, as(elena))).body;
    expect(rows.map(({ key, name }) => [key, name])).toEqual([[null, null]]);
  }
  const file = await server.call(exportFirstContactReport, { query: query as never }, as(elena));
  expect(String(file.body)).toContain('Acqua prova,5,2,1,1,0.6');
});

test('a period that makes no sense is refused by its field, and figures need their permission', async () => {
  const wrong = await server.sending(
    firstContactReport,
    { query: { period: 'range', day: '2026-01-10', until: '2026-01-01' } },
    as(elena),
  );
  expect(wrong.status).toBe(422);
  const nobody = await server.makeStaff({ serviceId: water });
  expect((await server.sending(firstContactReport, { query: {} }, as(nobody))).status).toBe(403);
});
