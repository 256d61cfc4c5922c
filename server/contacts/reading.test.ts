import { afterAll, beforeAll, expect, test } from 'vitest';
import * as contract from '#contract/contacts.ts';
import * as conversations from '#contract/conversations.ts';
import type { Route } from '#contract/route.ts';
import { newId, ownCursor, type Db } from '#server/platform/index.ts';
import { testServer, type Caller, type TestServer } from '#tests/support/server.ts';
import { makeCase, makeContact, makeCustomer, makeMessage, makeQueue } from '#tests/stories/contacts.ts';
import { contactsReadRoutes } from './contacts.read.routes.ts';
import { configureContacts } from './display.ts';

let server: TestServer;
let db: Db;
let water: string;
let power: string;
let front: string;
let customer: string;
/** Sees the service `water` only. */
let anna: { id: string; session: string };
/** Sees the team `front` of `water` only. */
let bruno: { id: string; session: string };
let supervisor: { id: string; session: string };
const as = (who: { session: string }): { as: Caller } => ({ as: { session: who.session } });

let seenContact: { id: string; conversationId: string; number: string };
let hiddenContact: { id: string; conversationId: string; number: string };
let hiddenMessage: string;
let waterQueue: string;

beforeAll(async () => {
  server = await testServer(contactsReadRoutes);
  db = server.ctx.db;
  water = await server.makeService('water');
  power = await server.makeService('power');
  front = await server.makeTeam(water);
  anna = await server.makeStaff({ serviceId: water, name: 'Anna' });
  bruno = await server.makeStaff({ serviceId: water, grantTeamId: front, name: 'Bruno' });
  supervisor = await server.makeStaff({ role: 'supervisor', name: 'Sara' });
  customer = await makeCustomer(db, 'Nicolò Perché', 'nicolo.perche@example.org');
  waterQueue = await makeQueue(db, water, { name: 'Acqua' });
  const powerQueue = await makeQueue(db, power, { name: 'Luce' });
  seenContact = await makeContact(db, {
    serviceId: water,
    queueId: waterQueue,
    customerId: customer,
    subject: 'Perdita in strada',
    arrivedAt: new Date('2026-11-01T10:00:00Z'),
  });
  await makeMessage(db, {
    conversationId: seenContact.conversationId,
    contactId: seenContact.id,
    text: "L'attività del contatore è sospetta: bollette doppie dell’acqua.",
  });
  hiddenContact = await makeContact(db, {
    serviceId: power,
    queueId: powerQueue,
    customerId: customer,
    subject: 'Bolletta della luce',
    arrivedAt: new Date('2026-11-02T10:00:00Z'),
  });
  hiddenMessage = await makeMessage(db, {
    conversationId: hiddenContact.conversationId,
    contactId: hiddenContact.id,
    text: 'Una bolletta segreta',
  });
});
afterAll(() => server.stop());

const listed = async (who: { session: string }, query: Record<string, unknown> = {}) => {
  const answer = await server.call(contract.listContacts, { query }, as(who));
  expect(answer.status).toBe(200);
  return answer.body.items;
};

test('an agent never meets a contact of another service: get, legs, list, search, count, export, timeline', async () => {
  const refused: [Route, Record<string, string>][] = [
    [contract.getContact, { id: hiddenContact.id }],
    [contract.listLegs, { id: hiddenContact.id }],
    [conversations.getConversation, { id: hiddenContact.conversationId }],
    [conversations.listMessages, { id: hiddenContact.conversationId }],
    [conversations.rawMessage, { id: hiddenMessage }],
    [conversations.getDraft, { id: hiddenContact.conversationId, kind: 'reply' }],
  ];
  for (const [route, params] of refused) {
    const answer = await server.sending(route, { params }, as(anna));
    expect([route.path, answer.status]).toEqual([route.path, 404]);
    const absent = await server.sending(route, { params: { ...params, id: newId() } }, as(anna));
    // Nothing tells "not yours" from "not there".
    expect(absent.body).toEqual(answer.body);
  }
  expect((await listed(anna)).map((one) => one.id)).toEqual([seenContact.id]);
  for (const search of [hiddenContact.number, 'bolletta', 'segreta', 'nicolo', 'nicolo.perche@example.org'])
    expect((await listed(anna, { search })).map((one) => one.id)).not.toContain(hiddenContact.id);
  for (const query of [{}, { search: 'segreta' }, { customer }]) {
    const { body } = await server.call(contract.countContacts, { query }, as(anna));
    expect(body.count).toBe('search' in query ? 0 : 1);
  }
  const everything = await server.call(contract.exportContacts, {}, as(supervisor));
  expect(everything.body).toContain(hiddenContact.number);
  const token = await server.makeToken(['contact.export', 'contact.read'], water);
  const exported = await server.call(contract.exportContacts, {}, { as: { token: token.token } });
  expect(exported.body).toContain(seenContact.number);
  expect(exported.body).not.toContain(hiddenContact.number);
  const timeline = await server.call(contract.customerTimeline, { params: { id: customer } }, as(anna));
  expect(timeline.body.items.map((one) => one.contact?.id)).toEqual([seenContact.id]);
});

test('a grant for one team does not reach contacts of the service that have another team or none', async () => {
  const own = await makeContact(db, { serviceId: water, teamId: front, customerId: customer });
  expect((await listed(bruno)).map((one) => one.id)).toEqual([own.id]);
  expect((await server.call(contract.getContact, { params: { id: seenContact.id } }, as(bruno))).status).toBe(
    404,
  );
  await db.deleteFrom('contacts.contact').where('id', '=', own.id).execute();
});

test('what is assigned or being offered to an agent is seen wherever it belongs, and no longer than that', async () => {
  const mine = await makeContact(db, {
    serviceId: power,
    customerId: customer,
    agentId: anna.id,
    state: 'active',
  });
  expect((await listed(anna, { agent: 'me' })).map((one) => one.id)).toEqual([mine.id]);
  expect(
    (await server.call(conversations.getConversation, { params: { id: mine.conversationId } }, as(anna)))
      .status,
  ).toBe(200);
  await db.updateTable('contacts.contact').set({ agentId: null }).where('id', '=', mine.id).execute();
  expect((await server.call(contract.getContact, { params: { id: mine.id } }, as(anna))).status).toBe(404);
  const offer = newId();
  await db
    .insertInto('routing.offer')
    .values({
      id: offer,
      itemId: mine.id,
      agentId: anna.id,
      queueId: waterQueue,
      channel: 'email',
      number: 1,
      madeAt: new Date(),
      expiresAt: new Date(Date.now() + 60_000),
    })
    .execute();
  const got = await server.call(contract.getContact, { params: { id: mine.id } }, as(anna));
  expect(got.body.offer).toMatchObject({ id: offer, contactId: mine.id, seconds: 60 });
  const { body } = await server.call(contract.workload, {}, as(anna));
  expect(body.offers.map((one) => [one.id, one.contact.id])).toEqual([[offer, mine.id]]);
  await db.updateTable('routing.offer').set({ state: 'declined' }).where('id', '=', offer).execute();
  expect((await server.call(contract.getContact, { params: { id: mine.id } }, as(anna))).status).toBe(404);
});

test('a search finds by number, customer, subject and message words, without accents and by their stem', async () => {
  const tail = String(Number(seenContact.number.split('-')[2]));
  for (const search of [
    seenContact.number,
    seenContact.number.toLowerCase(),
    `#${tail}`,
    tail.padStart(6, '0'),
    'nicolo perche',
    'NICOLÒ',
    'Nicolo.Perche@example.org',
    'perdite',
    'attivita',
    'bolletta doppia',
    'contat',
    'acqua',
    "dell'acqua",
    'dell’acqua',
  ])
    expect([search, (await listed(anna, { search })).map((one) => one.id)]).toEqual([
      search,
      [seenContact.id],
    ]);
  for (const search of ['fontana', 'bolletta -doppie', '99999999', 'nicola'])
    expect([search, await listed(anna, { search })]).toEqual([search, []]);
});

test('hostile filters find nothing or are refused by name, and break nothing', async () => {
  for (const search of [
    "'; drop table contacts.contact; --",
    '%',
    '_____',
    '\\',
    '"',
    '!!! & | ( <->',
    ':*',
    '"unclosed -',
    '((((',
    '𝕏'.repeat(100),
    '\ud800',
    '9'.repeat(200),
    '-',
    "''''",
  ]) {
    const answer = await server.call(contract.listContacts, { query: { search } }, as(anna));
    expect([search, answer.status]).toEqual([search, 200]);
    expect((await server.call(contract.countContacts, { query: { search } }, as(anna))).status).toBe(200);
  }
  const refused: [Record<string, string>, string][] = [
    [{ state: 'queued,open' }, 'state'],
    [{ state: '' }, 'state'],
    [{ search: 'a\u0000b' }, 'search'],
    [{ queue: 'x' }, 'queue'],
    [{ agent: 'you' }, 'agent'],
    [{ from: 'yesterday' }, 'from'],
    [{ limit: '0' }, 'limit'],
    [{ limit: '1000000' }, 'limit'],
    [{ cursor: 'x' }, 'cursor'],
    [{ cursor: cursor([1, 2, 3]) }, 'cursor'],
    [{ cursor: cursor(["2026-01-01'", newId()]) }, 'cursor'],
    [{ cursor: cursor(['2026-02-30T00:00:00.000000Z', newId()]) }, 'cursor'],
    [{ cursor: cursor(['0000-01-01T00:00:00.000000Z', newId()]) }, 'cursor'],
    [{ cursor: cursor(['2026-01-01T00:00:00.000000Z', 'x']) }, 'cursor'],
  ];
  for (const [query, field] of refused) {
    const answer = await server.sending(contract.listContacts, { query }, as(anna));
    expect([query, answer.status, answer.body.errors?.[0]?.field]).toEqual([query, 422, field]);
  }
  const { token } = await server.makeToken(['contact.read']);
  const me = await server.sending(contract.listContacts, { query: { agent: 'me' } }, { as: { token } });
  expect([me.status, me.body.errors?.[0]?.field]).toEqual([422, 'agent']);
});
const cursor = (values: unknown) =>
  ownCursor(
    contract.listContacts,
    undefined,
    { sort: 'newest' },
    Buffer.from(JSON.stringify(values)).toString('base64url'),
  );

test('pages neither repeat nor skip a row while new contacts arrive and several share an instant', async () => {
  const other = await makeCustomer(db);
  const at = (second: number) => new Date(Date.UTC(2026, 9, 1, 8, 0, second));
  const before: string[] = [];
  for (let i = 0; i < 12; i += 1)
    before.push(
      (await makeContact(db, { serviceId: water, customerId: other, arrivedAt: at(Math.floor(i / 4)) })).id,
    );
  for (const sort of ['newest', 'oldest'] as const) {
    const seen: string[] = [];
    let from: string | undefined;
    do {
      const { body } = await server.call(
        contract.listContacts,
        { query: { customer: other, limit: 5, sort, ...(from === undefined ? {} : { cursor: from }) } },
        as(anna),
      );
      seen.push(...body.items.map((one) => one.id));
      from = body.next ?? undefined;
      // Arrives on the side that has been read already.
      await makeContact(db, {
        serviceId: water,
        customerId: other,
        arrivedAt: sort === 'newest' ? at(50 + seen.length) : at(-50 - seen.length),
      });
    } while (from !== undefined);
    expect(seen.filter((id) => before.includes(id))).toHaveLength(12);
    expect(new Set(seen).size).toBe(seen.length);
  }
});

test('a list names queue, agent, customer and case, and says until when an answer is due', async () => {
  const { id: caseId, number } = await makeCase(db, { serviceId: water, customerId: customer });
  const arrivedAt = new Date('2026-11-03T08:00:00Z');
  const made = await makeContact(db, {
    serviceId: water,
    queueId: waterQueue,
    customerId: customer,
    agentId: anna.id,
    caseId,
    state: 'active',
    arrivedAt,
  });
  const find = async () => (await listed(anna, { case: caseId }))[0]!;
  expect(await find()).toMatchObject({
    id: made.id,
    queueName: 'Acqua',
    agentName: 'Anna',
    customerName: 'Nicolò Perché',
    customerState: 'known',
    caseNumber: number,
    dueAt: '2026-11-03T12:00:00.000Z',
  });
  await db
    .updateTable('contacts.contact')
    .set({ answeredAt: new Date() })
    .where('id', '=', made.id)
    .execute();
  expect((await find()).dueAt).toBeNull();
  await db.deleteFrom('contacts.contact').where('id', '=', made.id).execute();
});

test('a CSV export is the filtered list, and no cell of a stranger is a formula', async () => {
  const stranger = await makeCustomer(db, '@SUM(A1:A9)');
  await makeContact(db, {
    serviceId: water,
    customerId: stranger,
    subject: '=HYPERLINK("http://example.org","Clicca, "&A1)',
  });
  const answer = await server.call(
    contract.exportContacts,
    { query: { customer: stranger } },
    as(supervisor),
  );
  expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
  expect(answer.headers['content-disposition']).toMatch(/^attachment; filename="contacts-/);
  const lines = String(answer.body).trimEnd().split('\r\n');
  expect(lines).toHaveLength(2);
  expect(lines[1]).toContain(`"'=HYPERLINK(""http://example.org"",""Clicca, ""&A1)"`);
  expect(lines[1]).toContain(",'@SUM(A1:A9),");
  expect((await server.call(contract.exportContacts, {}, as(anna))).status).toBe(403);
  const audited = await db
    .selectFrom('platform.audit')
    .select('after')
    .where('action', '=', 'contact.exported')
    .where('actor', '=', `staff:${supervisor.id}`)
    .execute();
  expect(audited.map((one) => (one.after as { customer?: string }).customer)).toContain(stranger);
});

test('an export longer than a page is whole', async () => {
  const many = await makeCustomer(db);
  const one = await makeContact(db, { serviceId: water, customerId: many });
  await Promise.all(
    Array.from({ length: 1100 }, () =>
      makeContact(db, { serviceId: water, customerId: many, conversationId: one.conversationId }),
    ),
  );
  const answer = await server.call(contract.exportContacts, { query: { customer: many } }, as(supervisor));
  expect(new Set(String(answer.body).trimEnd().split('\r\n')).size).toBe(1 + 1101);
  await db.deleteFrom('contacts.contact').where('customerId', '=', many).execute();
});

test('messages show hostile HTML only as the sanitiser leaves it, and page both ways', async () => {
  const { id, conversationId } = await makeContact(db, { serviceId: water, customerId: customer });
  for (let seq = 1; seq <= 7; seq += 1)
    await makeMessage(db, {
      conversationId,
      contactId: id,
      seq,
      text: `riga ${seq}`,
      html: seq === 7 ? '<script>1</script>ciao' : null,
      messageId: `<m${seq}@example.org>`,
    });
  const page = async (query: Record<string, number>) =>
    (await server.call(conversations.listMessages, { params: { id: conversationId }, query }, as(anna))).body;
  configureContacts({});
  expect((await page({ limit: 2 })).items.map((one) => [one.seq, one.html])).toEqual([
    [6, null],
    [7, null],
  ]);
  configureContacts({
    htmlForDisplay: (html) => ({ html: html.replace(/<script.*<\/script>/, ''), remoteImages: 3 }),
  });
  const newest = await page({ limit: 3 });
  expect(newest.items.at(-1)).toMatchObject({ html: 'ciao', remoteImages: 3, messageId: '<m7@example.org>' });
  expect(newest.items.map((one) => one.seq)).toEqual([5, 6, 7]);
  expect((await page({ limit: 3, before: Number(newest.next) })).items.map((one) => one.seq)).toEqual([
    2, 3, 4,
  ]);
  const resumed = await page({ limit: 3, after: 3 });
  expect([resumed.items.map((one) => one.seq), resumed.next]).toEqual([[4, 5, 6], '6']);
  expect((await page({ after: 7 })).items).toEqual([]);
  expect((await page({ after: Number.MAX_SAFE_INTEGER })).items).toEqual([]);
});

test('a look at a conversation or a timeline is written down, once for the same look', async () => {
  const looked = await makeCustomer(db);
  const { conversationId } = await makeContact(db, { serviceId: water, customerId: looked });
  for (let i = 0; i < 3; i += 1) {
    await server.call(conversations.getConversation, { params: { id: conversationId } }, as(anna));
    await server.call(conversations.listMessages, { params: { id: conversationId } }, as(anna));
    await server.call(contract.customerTimeline, { params: { id: looked } }, as(anna));
  }
  const rows = await db.selectFrom('platform.readLog').selectAll().where('customerId', '=', looked).execute();
  expect(rows.map((row) => `${row.actor} ${row.what}`).toSorted()).toEqual([
    `staff:${anna.id} conversation:${conversationId}`,
    `staff:${anna.id} timeline`,
  ]);
});

test('a conversation offers only those suggested links that the caller may see', async () => {
  const { conversationId } = await makeContact(db, {
    serviceId: water,
    customerId: customer,
    context: {
      page: 'https://example.org/',
      suggestedLinks: [
        { conversation: seenContact.conversationId, reason: 'case number' },
        { conversation: hiddenContact.conversationId, reason: 'case number' },
        'nonsense',
      ],
    },
  });
  const { body } = await server.call(
    conversations.getConversation,
    { params: { id: conversationId } },
    as(anna),
  );
  expect(body.suggestedLinks).toEqual([{ conversation: seenContact.conversationId, reason: 'case number' }]);
  expect(body.context).toEqual({ page: 'https://example.org/' });
});

test('a timeline mixes contacts and cases of all channels, the newest first, page after page', async () => {
  const one = await makeCustomer(db);
  const at = (day: number) => new Date(Date.UTC(2026, 5, day));
  for (const day of [1, 3, 5])
    await makeContact(db, {
      serviceId: water,
      customerId: one,
      arrivedAt: at(day),
      channel: day === 3 ? 'chat' : 'email',
    });
  for (const day of [2, 4]) await makeCase(db, { serviceId: water, customerId: one, openedAt: at(day) });
  await makeCase(db, { serviceId: power, customerId: one, openedAt: at(6) });
  const seen: string[] = [];
  let from: string | undefined;
  do {
    const { body } = await server.call(
      contract.customerTimeline,
      { params: { id: one }, query: { limit: 2, ...(from === undefined ? {} : { cursor: from }) } },
      as(anna),
    );
    seen.push(...body.items.map((item) => `${item.kind} ${item.at.slice(8, 10)}`));
    from = body.next ?? undefined;
  } while (from !== undefined);
  expect(seen).toEqual(['contact 05', 'case 04', 'contact 03', 'case 02', 'contact 01']);
  const absent = await server.sending(contract.customerTimeline, { params: { id: newId() } }, as(anna));
  expect(absent.status).toBe(404);
});

test('the workload counts what waits in my queues, and my unread mentions until they are read', async () => {
  const quiet = await makeQueue(db, power, { name: 'Non mia' });
  await makeContact(db, { serviceId: power, queueId: quiet, customerId: customer });
  const note = await makeMessage(db, {
    conversationId: seenContact.conversationId,
    contactId: seenContact.id,
    seq: 50,
    direction: 'note',
    text: 'Anna, guarda tu',
    mentions: [anna.id],
  });
  const elsewhere = await makeMessage(db, {
    conversationId: hiddenContact.conversationId,
    contactId: hiddenContact.id,
    seq: 50,
    direction: 'note',
    text: 'nota segreta',
    mentions: [anna.id],
  });
  // Handed over at half past ten: who watches the queue is told how long it has waited there.
  const stay = newId();
  await db
    .insertInto('contacts.leg')
    .values({
      id: stay,
      contactId: seenContact.id,
      ordinal: 1,
      kind: 'queue',
      queueId: waterQueue,
      startedAt: new Date('2026-11-01T10:30:00Z'),
    })
    .execute();
  const before = await server.call(contract.workload, {}, as(anna));
  expect(before.body.queues).toEqual([
    { id: waterQueue, name: 'Acqua', waiting: 1, oldest: '2026-11-01T10:30:00.000Z' },
  ]);
  await db.deleteFrom('contacts.leg').where('id', '=', stay).execute();
  expect(before.body.mentions).toBe(1);
  const mentions = await server.call(conversations.listMentions, {}, as(anna));
  expect(mentions.body.items.map((one) => [one.message, one.text, one.readAt])).toEqual([
    [note, 'Anna, guarda tu', null],
  ]);
  expect((await server.call(conversations.readMention, { params: { id: note } }, as(anna))).status).toBe(204);
  expect((await server.call(contract.workload, {}, as(anna))).body.mentions).toBe(0);
  expect((await server.call(conversations.readMention, { params: { id: note } }, as(bruno))).status).toBe(
    404,
  );
  await db.deleteFrom('contacts.message').where('id', 'in', [note, elsewhere]).execute();
});
