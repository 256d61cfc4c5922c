import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as cases from '#contract/cases.ts';
import { listSms, receiveSms, reportSms } from '#contract/sms.ts';
import * as contract from '#contract/telling.ts';
import { openSession } from '#server/access/index.ts';
import { email, sms } from '#server/channels/index.ts';
import { registerTransport } from '#server/contacts/index.ts';
import { newId, sql, systemActor, writeSetting, type Db } from '#server/platform/index.ts';
import { makeCustomer, makeQueue } from '#tests/stories/contacts.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';
import { casesRoutes } from '../cases.routes.ts';
import { startTellingClock } from './clock.ts';
import { deliveriesConsumer } from './deliveries.events.ts';
import { sendDueOf } from './sending.service.ts';

let server: TestServer;
let db: Db;
let water: string;
let power: string;
let anna: { id: string; session: string };
let carla: { id: string; session: string };
const asAnna = () => ({ as: { session: anna.session } });
// A Monday, in the morning.
const morning = new Date('2026-11-30T09:00:00Z');

async function makeEntryPoint(channel: string, address: string) {
  const queueId = await makeQueue(db, water);
  await db
    .insertInto('contacts.entryPoint')
    .values({ id: newId(), channel, address, name: address, serviceId: water, queueId, settings: '{}' })
    .execute();
}

beforeAll(async () => {
  server = await testServer([...casesRoutes, ...sms.smsRoutes]);
  db = server.ctx.db;
  await sql`select setval('contacts.contact_number', 200000)`.execute(db);
  registerTransport('email', email.mailTransport);
  registerTransport('sms', sms.smsTransport);
  water = await server.makeService('water');
  power = await server.makeService('power');
  anna = await server.makeStaff({ serviceId: water, name: 'Anna' });
  carla = await server.makeStaff({ serviceId: power, name: 'Carla' });
  await makeEntryPoint('email', 'acqua@example.org');
  await makeEntryPoint('sms', '+393339990000');
});
afterAll(() => server.stop());
/** At another time; sessions end while the clock is moved, whatever day it is where the tests run. */
async function at(when: Date): Promise<void> {
  server.clock.set(when);
  for (const who of [anna, carla]) {
    const made = await server.ctx.tx((tx) =>
      openSession(tx, server.ctx, who.id, { ip: '127.0.0.1', userAgent: 'test' }),
    );
    who.session = made.secret;
  }
}
beforeEach(async () => {
  await at(morning);
  await writeSetting(db, 'cases.telling', {});
});

let count = 0;
async function someone(also: { phone?: boolean } = {}): Promise<string> {
  count += 1;
  const id = await makeCustomer(db, 'Ada Prova', `ada${count}@example.org`);
  if (also.phone === true)
    await db
      .insertInto('customers.identity')
      .values({
        id: newId(),
        customerId: id,
        type: 'phone',
        value: `333 000 ${1000 + count}`,
        normal: `+39333000${1000 + count}`,
      })
      .execute();
  return id;
}
const opened = async (customer: string, body: Record<string, unknown> = {}) =>
  (
    await server.call(
      cases.openCase,
      { body: { type: 'complaint', subject: 'Perdita', customer, tellCustomer: false, ...body } as never },
      asAnna(),
    )
  ).body;
const move = async (id: string, status: string, body: Record<string, unknown> = {}) =>
  expect(
    await server.sending(cases.updateCase, { params: { id }, body: { status, ...body } as never }, asAnna()),
  ).toMatchObject({ status: 200 });
const close = (id: string, resolution = 'Fatto.') => move(id, 'closed', { resolution });
const notices = async (id: string) =>
  (await server.call(contract.listNotices, { params: { id } }, asAnna())).body.items.toReversed();
const later = (minutes: number) =>
  server.clock.set(new Date(server.clock.now().getTime() + minutes * 60_000));
const agrees = (customer: string, channel: 'sms' | 'email' | 'pec' | 'none' | null) =>
  server.sending(
    contract.putCustomerNews,
    { params: { id: customer }, body: { channel, consent: { how: 'phone', words: 'Sì, mi scriva qui.' } } },
    asAnna(),
  );
const textsTo = async (customer: string) =>
  db
    .selectFrom('contacts.message as m')
    .innerJoin('contacts.conversation as v', 'v.id', 'm.conversationId')
    .select(['m.id', 'm.text', 'm.channel', 'm.subject', 'm.delivery'])
    .where('v.customerId', '=', customer)
    .where('m.direction', '=', 'out')
    .orderBy('m.at')
    .execute();

describe('a step of a case', () => {
  test('is told once its time of waiting is over, once, however many processes send', async () => {
    const customer = await someone();
    const one = await opened(customer);
    await close(one.id);
    expect(await notices(one.id)).toMatchObject([
      {
        about: 'closed',
        state: 'planned',
        channel: 'email',
        dueAt: expect.stringMatching(/^2026-11-30T09:10/) as string,
      },
    ]);
    await sendDueOf(server.ctx, customer);
    expect(await textsTo(customer)).toEqual([]);
    later(10);
    await Promise.all([1, 2, 3, 4].map(() => sendDueOf(server.ctx, customer)));
    const [sent, ...more] = await textsTo(customer);
    expect(more).toEqual([]);
    expect(sent).toMatchObject({ channel: 'email', delivery: 'queued' });
    expect(sent!.text).toContain(`${one.number}, «Perdita», è chiusa`);
    expect(await notices(one.id)).toMatchObject([{ state: 'sent', text: sent!.text, delivery: 'queued' }]);
    const story = await server.call(cases.listCaseEntries, { params: { id: one.id } }, asAnna());
    expect(story.body.items.filter(({ kind }) => kind === 'message')).toHaveLength(1);
  });

  test('that is taken back before that is told to nobody, nor is its taking back', async () => {
    const customer = await someone();
    const one = await opened(customer);
    await close(one.id);
    await move(one.id, 'in_progress', { reason: 'Chiusa per errore.' });
    expect(await notices(one.id)).toMatchObject([{ about: 'closed', state: 'withdrawn', why: 'undone' }]);
    later(60);
    await sendDueOf(server.ctx, customer);
    expect(await textsTo(customer)).toEqual([]);
  });

  test('gives way to the closing that follows; a step that is internal says nothing', async () => {
    const customer = await someone();
    const one = await opened(customer, {
      type: 'meter_reading',
      fields: { meter: 'A-1', reading: 120, read_on: '2026-11-28' },
    });
    await move(one.id, 'in_progress');
    expect(await notices(one.id)).toEqual([]);
    await move(one.id, 'waiting');
    await close(one.id, 'Lettura registrata.');
    later(15);
    await sendDueOf(server.ctx, customer);
    expect((await textsTo(customer)).map(({ text }) => text)).toEqual([
      expect.stringContaining('Lettura registrata.'),
    ]);
    expect(await notices(one.id)).toMatchObject([
      { about: 'photo', state: 'withdrawn', why: 'superseded' },
      { about: 'closed', state: 'sent' },
    ]);
  });

  test('of several cases of one customer makes one message, in which each is named', async () => {
    const customer = await someone();
    const made = [await opened(customer), await opened(customer, { subject: 'Bolletta' })];
    await close(made[0]!.id);
    later(6);
    await close(made[1]!.id);
    later(5);
    await sendDueOf(server.ctx, customer);
    const [sent, ...more] = await textsTo(customer);
    expect(more).toEqual([]);
    for (const { number } of made) {
      expect(sent!.text).toContain(number);
      expect(sent!.subject).toContain(`[${number}]`);
    }
    expect(await notices(made[0]!.id)).toMatchObject([{ state: 'sent' }]);
    expect(await notices(made[1]!.id)).toMatchObject([{ state: 'merged', text: sent!.text }]);
  });

  test('is sent by the clock, also where one customer’s news cannot be sent', async () => {
    const [broken, fine] = [await someone(), await someone()];
    const bad = await opened(broken);
    const good = await opened(fine);
    await close(bad.id);
    await close(good.id);
    // Facts that nobody wrote: composing them fails.
    await db
      .updateTable('cases.notice')
      .set({ facts: JSON.stringify({ number: null }) })
      .where('caseId', '=', bad.id)
      .execute();
    later(10);
    const clock = startTellingClock(server.ctx);
    try {
      await expect.poll(() => textsTo(fine), { timeout: 20_000 }).toHaveLength(1);
    } finally {
      await clock.stop();
    }
    await db.deleteFrom('cases.notice').where('caseId', '=', bad.id).execute();
  });
});

describe('the customer’s wish', () => {
  test('for SMS wants their yes, with how and in which words; then they get a short one, by day', async () => {
    const customer = await someone({ phone: true });
    const asked = await server.sending(
      contract.putCustomerNews,
      { params: { id: customer }, body: { channel: 'sms' } },
      asAnna(),
    );
    expect(asked).toMatchObject({
      status: 422,
      body: { code: 'consent_needed', errors: [{ field: 'consent' }] },
    });
    expect((await agrees(customer, 'sms')).body).toMatchObject({
      all: { channel: 'sms', setBy: 'Anna' },
      consents: [{ channel: 'sms', given: true, how: 'phone', by: 'Anna' }],
      goes: { channel: 'sms' },
    });
    const one = await opened(customer);
    await at(new Date('2026-11-30T21:00:00Z'));
    await close(one.id);
    expect(await notices(one.id)).toMatchObject([
      { channel: 'sms', state: 'planned', dueAt: '2026-12-01T07:30:00.000Z' },
    ]);
    await at(new Date('2026-12-01T07:30:00Z'));
    await sendDueOf(server.ctx, customer);
    const [sent] = await textsTo(customer);
    expect(sent).toMatchObject({ channel: 'sms', delivery: 'queued' });
    const written = await db
      .selectFrom('sms.message')
      .select(['text', 'ownNumber', 'conversationId'])
      .where('text', 'like', `%${one.number}%`)
      .execute();
    expect(written).toEqual([
      { text: sent!.text, ownNumber: '+393339990000', conversationId: expect.any(String) as string },
    ]);
  });

  test('of a case goes before that of all cases; news that waits is planned anew', async () => {
    const customer = await someone({ phone: true });
    await agrees(customer, 'sms');
    const one = await opened(customer);
    await at(new Date('2026-11-30T21:00:00Z'));
    await close(one.id);
    const set = await server.sending(
      contract.putCaseNews,
      { params: { id: one.id }, body: { channel: 'email', language: 'de' } },
      asAnna(),
    );
    expect(set.body).toMatchObject({ all: { channel: 'sms' }, case: { channel: 'email', language: 'de' } });
    expect(await notices(one.id)).toMatchObject([
      { channel: 'email', language: 'de', dueAt: expect.stringMatching(/^2026-11-30T21:10/) as string },
    ]);
    later(10);
    await sendDueOf(server.ctx, customer);
    expect((await textsTo(customer))[0]!.text).toMatch(/^Guten Tag Ada Prova,/);
  });

  test('to hear nothing is kept to, and so is a consent that was taken back', async () => {
    const customer = await someone({ phone: true });
    await agrees(customer, 'none');
    const silent = await opened(customer);
    await close(silent.id);
    expect(await notices(silent.id)).toMatchObject([
      { state: 'withdrawn', why: 'not_wanted', channel: null },
    ]);
    await agrees(customer, 'sms');
    const one = await opened(customer);
    await close(one.id);
    await server.call(
      contract.putConsent,
      {
        params: { id: customer },
        body: { channel: 'sms', given: false, how: 'phone', words: 'Basta SMS.' },
      },
      asAnna(),
    );
    expect(await notices(one.id)).toMatchObject([{ state: 'planned', channel: 'email' }]);
  });

  test('without any address leaves the call: the case says that nothing reaches them', async () => {
    const customer = await makeCustomer(db, 'Senza Recapito');
    const one = await opened(customer);
    await close(one.id);
    expect(await notices(one.id)).toMatchObject([{ state: 'failed', why: 'no_address' }]);
    const news = await server.call(contract.getCaseNews, { params: { id: one.id } }, asAnna());
    expect(news.body).toMatchObject({ goes: null, why: 'no_address', reachable: [] });
  });
});

test('a message that does not arrive goes to the next channel agreed to, and whoever has the case is told', async () => {
  const customer = await someone({ phone: true });
  await server.call(
    contract.putConsent,
    { params: { id: customer }, body: { channel: 'sms', given: true, how: 'desk', words: 'Anche SMS.' } },
    asAnna(),
  );
  const one = await opened(customer, { owner: anna.id });
  await close(one.id);
  later(10);
  await sendDueOf(server.ctx, customer);
  const [mail] = await textsTo(customer);
  const bounced = () =>
    server.ctx.tx((tx) =>
      deliveriesConsumer.handle(tx, { ...server.ctx, actor: systemActor }, {
        kind: 'message.delivery',
        data: { message: mail!.id, state: 'failed', detail: '550 no such user' },
      } as never),
    );
  // The same report again has no second effect.
  await bounced();
  await bounced();
  expect(await notices(one.id)).toMatchObject([
    { state: 'planned', channel: 'sms', tried: [{ channel: 'email', why: '550 no such user' }] },
  ]);
  const mentions = await db
    .selectFrom('contacts.mention as n')
    .innerJoin('contacts.message as m', 'm.id', 'n.messageId')
    .select('m.text')
    .where('n.staffId', '=', anna.id)
    .execute();
  expect(mentions).toHaveLength(1);
  expect(mentions[0]!.text).toContain(one.number);
  await sendDueOf(server.ctx, customer);
  expect((await textsTo(customer)).map(({ channel }) => channel)).toEqual(['email', 'sms']);
  expect(await notices(one.id)).toMatchObject([{ state: 'sent', channel: 'sms' }]);
});

test('a short message that its provider rejects goes to the next channel, unless the telephone says in time that it has it', async () => {
  const customer = await someone({ phone: true });
  await agrees(customer, 'sms');
  const one = await opened(customer, { owner: anna.id });
  await close(one.id);
  later(10);
  await sendDueOf(server.ctx, customer);
  expect(await notices(one.id)).toMatchObject([{ state: 'sent', channel: 'sms', delivery: 'queued' }]);
  const gateway = await server.makeStaff({ role: 'administrator' });
  const asGateway = { as: { session: gateway.session } };
  const { items } = (await server.call(listSms, { query: { state: 'waiting' } }, asGateway)).body;
  const sms = items.find(({ text }) => text.includes(one.number))!;
  /** The provider tells, and the case hears of it. */
  const told = async (state: string, why = '') => {
    await server.call(reportSms, { body: { reports: [{ message: sms.id, state, why }] } }, asGateway);
    const event = await db
      .selectFrom('platform.event')
      .select(['kind', 'data'])
      .where('kind', '=', 'message.delivery')
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow();
    await server.ctx.tx((tx) =>
      deliveriesConsumer.handle(tx, { ...server.ctx, actor: systemActor }, event as never),
    );
  };
  await told('sent');
  expect(await notices(one.id)).toMatchObject([{ state: 'sent', delivery: 'sent' }]);
  await told('UNDELIV', 'numero inesistente');
  expect(await notices(one.id)).toMatchObject([
    { state: 'planned', channel: 'email', tried: [{ channel: 'sms', why: 'numero inesistente' }] },
  ]);
  await told('delivered');
  expect(await notices(one.id)).toMatchObject([
    { state: 'sent', channel: 'sms', delivery: 'delivered', tried: [] },
  ]);
  later(60);
  await sendDueOf(server.ctx, customer);
  expect((await textsTo(customer)).map(({ channel }) => channel)).toEqual(['sms']);
});

test('a planned notice is sent now or held back with a reason by whoever works on its case, and nobody else', async () => {
  const customer = await someone();
  const one = await opened(customer);
  await close(one.id);
  const [planned] = await notices(one.id);
  const hold = (who: { session: string }, reason: string) =>
    server.sending(
      contract.withdrawNotice,
      { params: { id: planned!.id }, body: { reason } },
      { as: { session: who.session } },
    );
  expect(await hold(carla, 'Non serve.')).toMatchObject({ status: 404 });
  expect(await hold(anna, ' ')).toMatchObject({ status: 422, body: { errors: [{ field: 'reason' }] } });
  expect(await hold(anna, 'Già detto al telefono.')).toMatchObject({
    body: { state: 'withdrawn', why: 'by_hand', reason: 'Già detto al telefono.' },
  });
  expect(await hold(anna, 'Ancora.')).toMatchObject({ status: 409, body: { code: 'notice_over' } });
  await move(one.id, 'in_progress', { reason: 'Ancora aperta.' });
  await close(one.id);
  const [, closing] = await notices(one.id);
  const sent = await server.sending(contract.sendNoticeNow, { params: { id: closing!.id } }, asAnna());
  expect(sent).toMatchObject({ status: 200, body: { state: 'sent' } });
  expect(await textsTo(customer)).toHaveLength(1);
});

test('what a step would tell is read before it is made', async () => {
  const customer = await someone();
  const one = await opened(customer);
  const preview = async (status: string) =>
    (
      await server.call(
        contract.previewNotice,
        { params: { id: one.id }, body: { status: status as 'closed', resolution: 'Tubo riparato.' } },
        asAnna(),
      )
    ).body;
  expect(await preview('waiting')).toMatchObject({ tells: false });
  expect(await preview('closed')).toMatchObject({
    tells: true,
    channel: 'email',
    subject: expect.stringContaining(one.number) as string,
    text: expect.stringContaining('Tubo riparato.') as string,
    dueAt: expect.stringMatching(/^2026-11-30T09:10/) as string,
  });
});

test('when customers are told is set by who administers texts everywhere, and read wrong hours are named', async () => {
  const admin = await server.makeStaff({ role: 'administrator' });
  const settings = (await server.call(contract.getTellingSettings, {}, { as: { session: admin.session } }))
    .body;
  const put = (body: typeof settings, who: { session: string }) =>
    server.sending(contract.putTellingSettings, { body }, { as: { session: who.session } });
  const night = { from: '20:00', to: '08:00', days: [1], holidays: false, calendar: null };
  expect(await put({ ...settings, hours: { ...settings.hours, sms: night } }, admin)).toMatchObject({
    status: 422,
    body: { errors: [{ field: 'hours.sms.to' }] },
  });
  expect(await put({ ...settings, waitMinutes: 30 }, admin)).toMatchObject({
    status: 200,
    body: { waitMinutes: 30 },
  });
  expect(await put(settings, anna)).toMatchObject({ status: 403 });
});

test('an answer by SMS to a notice comes back to the case, on the conversation of the notice', async () => {
  const customer = await someone({ phone: true });
  await agrees(customer, 'sms');
  const one = await opened(customer);
  await close(one.id);
  later(10);
  await sendDueOf(server.ctx, customer);
  const sent = await db
    .selectFrom('sms.message')
    .select(['number', 'conversationId'])
    .where('text', 'like', `%${one.number}%`)
    .executeTakeFirstOrThrow();
  later(60);
  const gateway = await server.makeStaff({ role: 'administrator' });
  const answered = await server.sending(
    receiveSms,
    {
      body: { ref: newId(), from: sent.number, to: '+393339990000', text: 'Non è risolta.' },
    },
    { as: { session: gateway.session } },
  );
  expect(answered).toMatchObject({ status: 200, body: { replies: [] } });
  const named = await db
    .selectFrom('platform.event as e')
    .innerJoin('contacts.contact as c', 'c.id', 'e.subjectId')
    .select(['c.conversationId', 'c.state', 'e.data'])
    .where('e.kind', '=', 'contact.case-named')
    .where('c.customerId', '=', customer)
    .execute();
  expect(named).toMatchObject([
    { conversationId: sent.conversationId, state: 'queued', data: { case: one.id } },
  ]);
});

describe('the messages of one day', () => {
  const closings = async (customer: string, subjects: string[]) => {
    const made = [];
    for (const subject of subjects) made.push(await opened(customer, { subject }));
    return made;
  };
  test('are the first and one later that joins what other cases did since; what is urgent waits for none', async () => {
    const customer = await someone();
    await writeSetting(db, 'cases.telling', { urgent: ['orientation'] });
    const [first, second, third] = await closings(customer, ['Perdita', 'Bolletta', 'Rimborso']);
    await close(first!.id);
    later(10);
    await sendDueOf(server.ctx, customer);
    await close(second!.id, 'Bolletta corretta.');
    later(30);
    await close(third!.id, 'Rimborso disposto.');
    for (const { id } of [second!, third!])
      expect(await notices(id)).toMatchObject([{ state: 'planned', dueAt: '2026-11-30T16:00:00.000Z' }]);
    const pipe = await opened(customer, { type: 'orientation', subject: 'Tubo' });
    await close(pipe.id, 'Già segnalata.');
    expect(await notices(pipe.id)).toMatchObject([
      { state: 'planned', dueAt: expect.stringMatching(/^2026-11-30T09:5/) as string },
    ]);
    await at(new Date('2026-11-30T09:45:00Z'));
    await sendDueOf(server.ctx, customer);
    expect(await textsTo(customer)).toHaveLength(1);
    await server.call(
      contract.withdrawNotice,
      { params: { id: (await notices(pipe.id))[0]!.id }, body: { reason: 'Detto al telefono.' } },
      asAnna(),
    );
    await at(new Date('2026-11-30T16:00:00Z'));
    await sendDueOf(server.ctx, customer);
    const [, joint, ...more] = await textsTo(customer);
    expect(more).toEqual([]);
    // A closing is never swallowed: each is told with how it was settled.
    for (const words of [second!.number, 'Bolletta corretta.', third!.number, 'Rimborso disposto.'])
      expect(joint!.text).toContain(words);
  });

  test('may be one, at an hour; or every step by itself', async () => {
    const customer = await someone();
    await writeSetting(db, 'cases.telling', { pace: 'daily', dayAt: '18:30' });
    const [first, second] = await closings(customer, ['Perdita', 'Bolletta']);
    await close(first!.id);
    later(60);
    await close(second!.id);
    await sendDueOf(server.ctx, customer);
    expect(await textsTo(customer)).toEqual([]);
    await at(new Date('2026-11-30T17:30:00Z'));
    await sendDueOf(server.ctx, customer);
    expect(await textsTo(customer)).toHaveLength(1);

    await at(morning);
    await writeSetting(db, 'cases.telling', { pace: 'at_once' });
    const other = await someone();
    for (const { id } of await closings(other, ['Perdita', 'Bolletta'])) {
      await close(id);
      later(10);
      await sendDueOf(server.ctx, other);
    }
    expect(await textsTo(other)).toHaveLength(2);
  });
});
