import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as contract from '#contract/cases.ts';
import { email } from '#server/channels/index.ts';
import { registerTransport } from '#server/contacts/index.ts';
import {
  newId,
  record,
  sql,
  startConsumer,
  systemActor,
  writeSetting,
  type Db,
} from '#server/platform/index.ts';
import { makeContact, makeCustomer, makeMessage, makeQueue } from '#tests/stories/contacts.ts';
import { testServer, type Caller, type TestServer } from '#tests/support/server.ts';
import { caseNamedConsumer } from './cases.events.ts';
import { casesRoutes } from './cases.routes.ts';
import { noticeLanguages } from './telling/texts.ts';

let server: TestServer;
let db: Db;
let water: string;
let power: string;
let queue: string;
let customer: string;
/** Works for the service `water` only. */
let anna: { id: string; session: string };
let carla: { id: string; session: string };
let supervisor: { id: string; session: string };
const as = (who: { session: string }): { as: Caller } => ({ as: { session: who.session } });

async function makeAddress(channel: string, serviceId: string, queueId: string, address: string) {
  const id = newId();
  await db
    .insertInto('contacts.entryPoint')
    .values({ id, channel, address, name: address, serviceId, queueId, settings: '{}' })
    .execute();
  return id;
}

beforeAll(async () => {
  server = await testServer(casesRoutes);
  db = server.ctx.db;
  // The stories number their contacts themselves.
  await sql`select setval('contacts.contact_number', 100000)`.execute(db);
  // Closings are told at once here; when they wait, `telling/` tests.
  await writeSetting(db, 'cases.telling', { waitMinutes: 0, pace: 'at_once' });
  registerTransport('email', email.mailTransport);
  registerTransport('form', email.mailTransport);
  water = await server.makeService('water');
  power = await server.makeService('power');
  anna = await server.makeStaff({ serviceId: water, name: 'Anna' });
  carla = await server.makeStaff({ serviceId: power, name: 'Carla' });
  supervisor = await server.makeStaff({ role: 'supervisor', name: 'Sara' });
  queue = await makeQueue(db, water);
  await makeAddress('email', water, queue, 'acqua@example.org');
  customer = await makeCustomer(db, 'Ada Prova', 'ada@example.org');
});
afterAll(() => server.stop());

let count = 0;
/** A mail contact with one message in it. */
async function mailContact(also: { serviceId?: string; customerId?: string } = {}) {
  const contact = await makeContact(db, {
    serviceId: also.serviceId ?? water,
    customerId: also.customerId ?? customer,
    subject: `Perdita ${(count += 1)}`,
    channel: 'email',
    state: 'active',
    agentId: anna.id,
  });
  const message = await makeMessage(db, {
    conversationId: contact.conversationId,
    contactId: contact.id,
    text: 'C’è una perdita in strada',
    messageId: `<${newId()}@example.org>`,
  });
  await db
    .updateTable('contacts.message')
    .set({ sender: 'ada@example.org' })
    .where('id', '=', message)
    .execute();
  await db
    .updateTable('contacts.conversation')
    .set({ messageCount: 1 })
    .where('id', '=', contact.conversationId)
    .execute();
  return contact;
}

async function opened(body: Record<string, unknown> = {}, who = anna) {
  const answer = await server.call(
    contract.openCase,
    { body: { type: 'complaint', subject: 'Perdita in strada', ...body } as never },
    as(who),
  );
  expect(answer).toMatchObject({ status: 201 });
  return answer.body;
}
const change = (id: string, body: Record<string, unknown>, who = anna) =>
  server.sending(contract.updateCase, { params: { id }, body }, as(who));
const entries = async (id: string) =>
  (await server.call(contract.listCaseEntries, { params: { id } }, as(supervisor))).body.items;
const sentOn = (conversationId: string) =>
  db
    .selectFrom('contacts.message as m')
    .leftJoin('email.outbound as o', 'o.id', 'm.id')
    .select(['m.id', 'm.text', 'm.subject', 'm.recipients', 'm.automatic', 'm.delivery', 'o.state'])
    .where('m.conversationId', '=', conversationId)
    .where('m.direction', '=', 'out')
    .orderBy('m.seq')
    .execute();

describe('opening a case', () => {
  test('from a contact takes its customer, service and place, links it, and tells the customer once by mail', async () => {
    const contact = await mailContact();
    const made = await opened({ contact: contact.id });
    expect(made).toMatchObject({
      type: 'complaint',
      status: 'open',
      customer,
      customerName: 'Ada Prova',
      service: water,
      contacts: 1,
      version: 1,
    });
    expect(made.number).toMatch(/^PR-\d{4}-\d{6}$/);
    const sent = await sentOn(contact.conversationId);
    expect(sent).toMatchObject([
      { recipients: ['ada@example.org'], automatic: true, delivery: 'queued', state: 'queued' },
    ]);
    expect(sent[0]!.subject).toContain(`[${made.number}]`);
    expect(sent[0]!.text).toContain(made.number);
    const story = await entries(made.id);
    expect(story.map((one) => one.kind)).toEqual(['opened', 'message']);
    expect(story[1]!.data).toMatchObject({ about: 'opened', sent: true, message: sent[0]!.id });
    const again = await server.sending(
      contract.openCase,
      { body: { type: 'complaint', subject: 'Ancora', contact: contact.id } },
      as(anna),
    );
    expect(again).toMatchObject({ status: 409, body: { code: 'has_case', case: made.id } });
    expect(await sentOn(contact.conversationId)).toHaveLength(1);
  });

  test('retried with the same idempotency key is one case and one message', async () => {
    const contact = await mailContact();
    const request = {
      body: { type: 'information' as const, subject: 'Orari dello sportello', contact: contact.id },
    };
    const options = { ...as(anna), headers: { 'idempotency-key': newId() } };
    const first = await server.call(contract.openCase, request, options);
    const second = await server.call(contract.openCase, request, options);
    expect(second.body.id).toBe(first.body.id);
    expect(await sentOn(contact.conversationId)).toHaveLength(1);
  });

  test('tells nobody when asked not to', async () => {
    const contact = await mailContact();
    const made = await opened({ contact: contact.id, tellCustomer: false });
    expect(await sentOn(contact.conversationId)).toEqual([]);
    expect((await entries(made.id)).map((one) => one.kind)).toEqual(['opened']);
  });

  test('for a customer without a contact writes a new mail from an address of the service', async () => {
    const made = await opened({ customer });
    const story = await entries(made.id);
    const { conversation, sent } = story[1]!.data as { conversation: string; sent: boolean };
    expect(sent).toBe(true);
    expect(await sentOn(conversation)).toMatchObject([
      { recipients: ['ada@example.org'], state: 'queued', delivery: 'queued' },
    ]);
    const own = await db
      .selectFrom('contacts.contact')
      .selectAll()
      .where('conversationId', '=', conversation)
      .execute();
    expect(own).toMatchObject([{ direction: 'out', state: 'closed', caseId: made.id, customerId: customer }]);
  });

  test('on a chat that goes on writes a line there; on one that is over, a mail', async () => {
    const wish = { serviceId: water, customerId: customer, channel: 'chat', state: 'active' };
    const going = await makeContact(db, wish);
    const made = await opened({ contact: going.id });
    expect(await sentOn(going.conversationId)).toMatchObject([{ delivery: 'sent', state: null }]);
    expect((await sentOn(going.conversationId))[0]!.text).toContain(made.number);
    const over = await makeContact(db, wish);
    await db
      .updateTable('contacts.conversation')
      .set({ state: 'closed' })
      .where('id', '=', over.conversationId)
      .execute();
    const other = await opened({ contact: over.id });
    expect(await sentOn(over.conversationId)).toEqual([]);
    expect((await entries(other.id))[1]!.data).toMatchObject({ sent: true });
  });

  test('for a customer without any address says in the case that nothing could be sent', async () => {
    const unknown = await makeCustomer(db, 'Senza Recapito');
    const made = await opened({ customer: unknown });
    expect((await entries(made.id))[1]!.data).toEqual({ about: 'opened', sent: false, why: 'no_address' });
  });

  test.each(noticeLanguages)('tells a customer who speaks %s in their language', async (language) => {
    const speaker = await makeCustomer(db, 'Kim Beispiel', `${language}@example.org`);
    await db.updateTable('customers.customer').set({ language }).where('id', '=', speaker).execute();
    const made = await opened({ customer: speaker });
    const { conversation } = (await entries(made.id))[1]!.data as { conversation: string };
    const opener = { it: 'Gentile', en: 'Dear', fr: 'Bonjour', de: 'Guten Tag', es: 'Hola,' }[language]!;
    expect((await sentOn(conversation))[0]!.text.startsWith(`${opener} Kim`)).toBe(true);
  });

  test('names the field that is wrong', async () => {
    const asked = (body: Record<string, unknown>, who = anna) =>
      server.sending(
        contract.openCase,
        { body: { type: 'complaint', subject: 'Una prova', customer, ...body } },
        as(who),
      );
    const auditor = await server.makeStaff({ role: 'auditor' });
    expect(await asked({ owner: auditor.id })).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'owner' }] },
    });
    for (const owner of [newId(), carla.id])
      expect(await asked({ owner })).toMatchObject({ status: 422, body: { errors: [{ field: 'owner' }] } });
    expect(await asked({ classification: newId() })).toMatchObject({
      body: { errors: [{ field: 'classification' }] },
    });
    expect(await asked({ customer: newId() })).toMatchObject({ body: { errors: [{ field: 'customer' }] } });
    expect(await asked({ service: power })).toMatchObject({ body: { errors: [{ field: 'service' }] } });
    expect(await asked({ type: 'else' })).toMatchObject({ body: { errors: [{ field: 'type' }] } });
    expect(await asked({}, auditor)).toMatchObject({ status: 403 });
  });
});

describe('changing a case', () => {
  test('closing needs a resolution, tells the customer once, and reopening needs a reason', async () => {
    const contact = await mailContact();
    const made = await opened({ contact: contact.id, tellCustomer: false });
    expect(await change(made.id, { status: 'closed' })).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'resolution' }] },
    });
    const closed = await change(made.id, { status: 'closed', resolution: 'Tubo riparato.' });
    expect(closed).toMatchObject({ status: 200, body: { status: 'closed', resolution: 'Tubo riparato.' } });
    expect(await change(made.id, { status: 'closed', resolution: 'Tubo riparato.' })).toMatchObject({
      status: 200,
    });
    const sent = await sentOn(contact.conversationId);
    expect(sent).toHaveLength(1);
    expect(sent[0]!.text).toContain('Tubo riparato.');
    expect(await change(made.id, { status: 'open' })).toMatchObject({
      body: { errors: [{ field: 'status' }] },
    });
    expect(await change(made.id, { status: 'in_progress' })).toMatchObject({
      body: { errors: [{ field: 'reason' }] },
    });
    const back = await change(made.id, { status: 'in_progress', reason: 'La perdita è tornata.' });
    expect(back.body).toMatchObject({ status: 'in_progress', closedAt: null, resolution: null });
    const story = await entries(made.id);
    // In the contact that opened it: a first contact, until it is taken up again.
    expect(story.map(({ kind, data }) => (kind === 'step' ? data['about'] : kind))).toEqual([
      'opened',
      'status',
      'first_contact',
      'message',
      'status',
      'not_first',
    ]);
    expect(story[4]).toMatchObject({
      body: 'La perdita è tornata.',
      author: 'Anna',
      data: { from: 'closed', to: 'in_progress', before: { resolution: 'Tubo riparato.' } },
    });
    const events = await db
      .selectFrom('platform.event')
      .select('kind')
      .where('subjectId', '=', made.id)
      .orderBy('id')
      .execute();
    expect(events.map((one) => one.kind)).toEqual([
      'case.opened',
      'case.closed',
      'case.moved',
      'case.changed',
      'case.notice',
      'case.changed',
      'case.moved',
      'case.changed',
    ]);
    const audited = await db
      .selectFrom('platform.audit')
      .select('action')
      .where('objectId', '=', made.id)
      .orderBy('id')
      .execute();
    expect(audited.map((one) => one.action)).toEqual([
      'case.opened',
      'case.closed',
      'case.solved-at-first-contact',
      'case.reopened',
      'case.not-solved-at-first-contact',
    ]);
  });

  test('on an old version is refused with what changed and by whom', async () => {
    const made = await opened({ customer, tellCustomer: false });
    await change(made.id, { version: 1, owner: anna.id, subject: 'Perdita grave' }, supervisor);
    const late = await change(made.id, { version: 1, subject: 'Altro' });
    expect(late).toMatchObject({
      status: 409,
      body: { code: 'changed_meanwhile', version: 2, changed: ['owner', 'subject'], by: ['Sara'] },
    });
    expect(await change(made.id, { version: 2, subject: 'Altro' })).toMatchObject({
      status: 200,
      body: { version: 3, ownerName: 'Anna' },
    });
  });

  test('of two people who close it at once the customer hears once', async () => {
    const contact = await mailContact();
    const made = await opened({ contact: contact.id, tellCustomer: false });
    const answers = await Promise.all(
      [anna, supervisor].map((who) =>
        change(made.id, { version: 1, status: 'closed', resolution: 'Fatto.' }, who),
      ),
    );
    expect(answers.map((one) => one.status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    expect(await sentOn(contact.conversationId)).toHaveLength(1);
  });

  test('a note adds up without a new version', async () => {
    const made = await opened({ customer, tellCustomer: false });
    const note = await server.call(
      contract.addCaseNote,
      { params: { id: made.id }, body: { text: 'Sentito il tecnico.' } },
      as(anna),
    );
    expect(note).toMatchObject({
      status: 201,
      body: { kind: 'note', author: 'Anna', body: 'Sentito il tecnico.' },
    });
    expect(await change(made.id, { version: 1, type: 'orientation' })).toMatchObject({
      status: 200,
      body: { type: 'orientation' },
    });
  });
});

describe('linking a contact', () => {
  test('by hand moves it from the case it had, and both cases tell', async () => {
    const contact = await mailContact();
    const first = await opened({ contact: contact.id, tellCustomer: false });
    const second = await opened({ customer, tellCustomer: false });
    const linked = await server.call(
      contract.linkContact,
      { params: { id: second.id }, body: { contact: contact.id } },
      as(anna),
    );
    expect(linked.body.contacts).toBe(1);
    expect((await entries(first.id)).at(-1)!.data).toMatchObject({ toCase: second.id });
    expect((await entries(second.id)).at(-1)!.data).toMatchObject({
      fromCase: first.id,
      contact: contact.id,
    });
  });

  test('by the number in a party’s subject happens by itself and reopens nothing', async () => {
    const made = await opened({ customer, tellCustomer: false });
    await change(made.id, { status: 'closed', resolution: 'Fatto.', tellCustomer: false });
    const contact = await mailContact();
    const consumer = startConsumer(server.ctx, caseNamedConsumer);
    try {
      // Its cursor stands at the end of the events once it has looked; only then does it hear what follows.
      await expect
        .poll(
          () =>
            db
              .selectFrom('platform.consumer')
              .select('name')
              .where('name', '=', caseNamedConsumer.name)
              .execute(),
          { timeout: 20_000 },
        )
        .toHaveLength(1);
      for (let i = 0; i < 2; i += 1)
        await server.ctx.tx((tx) =>
          record(tx, systemActor, {
            kind: 'contact.case-named',
            subjectId: contact.id,
            data: { contact: contact.id, case: made.id },
          }),
        );
      await expect
        .poll(async () => (await entries(made.id)).filter((one) => one.kind === 'linked').length, {
          timeout: 20_000,
        })
        .toBe(1);
    } finally {
      await consumer.stop();
    }
    const now = await server.call(contract.getCase, { params: { id: made.id } }, as(anna));
    expect(now.body).toMatchObject({ status: 'closed', contacts: 1 });
  });
});

test('a case of another service is not there: get, entries, change, note, link, list, search, count', async () => {
  const mine = await opened({ customer, tellCustomer: false, subject: 'Contatore bloccato' });
  const contact = await mailContact();
  const answers = await Promise.all([
    server.sending(contract.getCase, { params: { id: mine.id } }, as(carla)),
    server.sending(contract.listCaseEntries, { params: { id: mine.id } }, as(carla)),
    change(mine.id, { subject: 'Preso' }, carla),
    server.sending(contract.addCaseNote, { params: { id: mine.id }, body: { text: 'ciao' } }, as(carla)),
    server.sending(
      contract.linkContact,
      { params: { id: mine.id }, body: { contact: contact.id } },
      as(carla),
    ),
    // A contact out of sight cannot become a case either.
    server.sending(
      contract.openCase,
      { body: { type: 'complaint', subject: 'Preso', contact: contact.id } },
      as(carla),
    ),
  ]);
  expect(answers.map((one) => one.status)).toEqual([404, 404, 404, 404, 404, 404]);
  const seen = async (who: { session: string }, query: Record<string, unknown>) =>
    (await server.call(contract.listCases, { query: query as never }, as(who))).body.items.map(
      (one) => one.id,
    );
  for (const query of [{}, { search: mine.number }, { search: 'contatore bloccato' }, { customer }]) {
    expect(await seen(carla, query)).not.toContain(mine.id);
    expect(await seen(anna, query)).toContain(mine.id);
  }
});

test('the list is paged without a gap and filtered by status, owner and openness', async () => {
  const made = [];
  for (let i = 0; i < 5; i += 1)
    made.push(
      await opened({ customer, tellCustomer: false, owner: i < 2 ? anna.id : null, subject: 'Pagine' }),
    );
  const all: string[] = [];
  for (let cursor: string | undefined, first = true; first || cursor !== undefined; first = false) {
    const answer = await server.call(
      contract.listCases,
      { query: { limit: 2, search: 'Pagine', ...(cursor === undefined ? {} : { cursor }) } },
      as(anna),
    );
    all.push(...answer.body.items.map((one) => one.id));
    cursor = answer.body.next ?? undefined;
  }
  expect(all).toEqual(made.map((one) => one.id).toReversed());
  const count = async (query: Record<string, unknown>) =>
    (await server.call(contract.listCases, { query: { search: 'Pagine', ...query } as never }, as(anna))).body
      .items.length;
  expect(await count({ owner: 'me' })).toBe(2);
  expect(await count({ owner: 'none' })).toBe(3);
  expect(await count({ owner: anna.id, status: 'open' })).toBe(2);
  expect(await count({ open: 'false' })).toBe(0);
  expect(await server.sending(contract.listCases, { query: { cursor: 'nonsense' } }, as(anna))).toMatchObject(
    { status: 422, body: { errors: [{ field: 'cursor' }] } },
  );
});
