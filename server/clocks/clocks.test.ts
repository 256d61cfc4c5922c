import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as cases from '#contract/cases.ts';
import * as contract from '#contract/clocks.ts';
import { loadCounting } from '#server/calendars/index.ts';
import { casesRoutes } from '#server/cases/cases.routes.ts';
import { newId, sql, type Db } from '#server/platform/index.ts';
import { makeContact, makeCustomer, makeMessage } from '#tests/stories/contacts.ts';
import { testServer, type Caller, type TestServer } from '#tests/support/server.ts';
import { standingOf } from './clock.rules.ts';
import { clocksRoutes } from './clocks.routes.ts';
import { clocksOfSubject, fulfilClock, startClock } from './clocks.service.ts';
import { clocksOn, eventsOf, termsOf } from './clocks.store.ts';
import { ensurePacks } from './packs.service.ts';
import { recount } from './recounting.service.ts';
import { sweep } from './sweep.service.ts';

let server: TestServer;
let db: Db;
let water: string;
let power: string;
let customer: string;
let calendar: string;
let anna: { id: string; session: string };
let sara: { id: string; session: string };
let root: { id: string; session: string };
const as = (who: { session: string }): { as: Caller } => ({ as: { session: who.session } });
const at = (text: string) => server.clock.set(new Date(text));

beforeAll(async () => {
  server = await testServer([...casesRoutes, ...clocksRoutes]);
  db = server.ctx.db;
  await server.ctx.tx((tx) => ensurePacks(tx));
  await sql`select setval('contacts.contact_number', 100000)`.execute(db);
  water = await server.makeService('water');
  power = await server.makeService('power');
  anna = await server.makeStaff({ serviceId: water, name: 'Anna' });
  sara = await server.makeStaff({ role: 'supervisor', serviceId: water, name: 'Sara' });
  root = await server.makeStaff({ role: 'administrator', name: 'Rosa' });
  customer = await makeCustomer(db, 'Ada Prova', 'ada@example.org');
  calendar = newId();
  // A town whose patron is kept on 9 April.
  await db
    .insertInto('calendars.calendar')
    .values({
      id: calendar,
      name: 'Sportello',
      timeZone: 'Europe/Rome',
      italianHolidays: true,
      patronDay: '04-09',
    })
    .execute();
});
afterAll(() => server.stop());
beforeEach(async () => {
  server.clock.set(new Date());
  await db.deleteFrom('clocks.compensation').execute();
  await db.deleteFrom('clocks.clock').execute();
  const place = async (id: string, regulations: string[]) =>
    expect(
      await server.call(
        contract.putClockPlace,
        { params: { id }, body: { regulations, calendar, territory: null } },
        as(root),
      ),
    ).toMatchObject({ status: 200 });
  await place(water, ['rqsii']);
  await place(power, ['tiqv']);
});

async function opened(body: Record<string, unknown> = {}) {
  const answer = await server.call(
    cases.openCase,
    {
      body: {
        type: 'complaint',
        subject: 'Perdita in strada',
        customer,
        service: water,
        owner: anna.id,
        tellCustomer: false,
        ...body,
      } as never,
    },
    as(anna),
  );
  expect(answer).toMatchObject({ status: 201 });
  return answer.body;
}
const change = async (id: string, body: Record<string, unknown>) =>
  expect(
    await server.sending(
      cases.updateCase,
      { params: { id }, body: { tellCustomer: false, ...body } },
      as(anna),
    ),
  ).toMatchObject({ status: 200 });
const clocks = async (id: string) =>
  (await server.call(contract.listCaseClocks, { params: { id } }, as(anna))).body.items;
const rome = (text: string | null) =>
  text === null
    ? null
    : new Intl.DateTimeFormat('sv-SE', {
        timeZone: 'Europe/Rome',
        dateStyle: 'short',
        timeStyle: 'short',
      }).format(new Date(text));

/** A clock of a customer of the energy service, begun and ended by the door that cases use. */
async function ended(standard: string, from: string, to: string, also: { customerId?: string } = {}) {
  const subject = { kind: 'case' as const, id: newId(), label: 'PR-2026-000001' };
  await server.ctx.tx((tx) =>
    startClock(tx, server.ctx, {
      subject,
      key: 'answer',
      customerId: also.customerId ?? customer,
      serviceId: power,
      teamId: null,
      ownerId: anna.id,
      at: new Date(from),
      terms: { standard },
    }),
  );
  at(to);
  await server.ctx.tx(async (tx) => {
    for (const one of await clocksOfSubject(tx, subject))
      await fulfilClock(tx, server.ctx, one, { at: new Date(to) });
  });
  return (await clocksOn(db, subject))[0]!;
}

describe('a complaint over Easter', () => {
  test('with a pause and the patron of the town is due on the day that its count says', async () => {
    at('2026-04-01T09:00:00+02:00');
    const { id } = await opened();
    expect((await clocks(id))[0]).toMatchObject({ state: 'running', amount: 30, unit: 'working', used: 0 });
    expect(rome((await clocks(id))[0]!.dueAt)).toBe('2026-05-18 23:59');
    at('2026-04-07T12:00:00+02:00');
    await change(id, { status: 'waiting' });
    expect((await clocks(id))[0]).toMatchObject({
      state: 'paused',
      dueAt: null,
      pauseReason: 'customer',
      used: 2,
    });
    at('2026-04-08T08:00:00+02:00');
    await change(id, { status: 'in_progress' });
    const [clock] = await clocks(id);
    // 1 May is a holiday, 25 April a Saturday; a day of pause moves the end by one working day.
    expect(rome(clock!.dueAt)).toBe('2026-05-19 23:59');
    expect(clock!.standard).toMatchObject({ code: 'written_complaint', kind: 'specific', confirmed: true });
    const { body } = await server.call(
      contract.countClockDays,
      { params: { id, clock: clock!.id } },
      as(anna),
    );
    expect(body.items.find(({ day }) => day === '2026-04-05')).toMatchObject({
      reason: 'holiday',
      names: { it: 'Pasqua' },
      adds: 0,
    });
    expect(body.items.find(({ day }) => day === '2026-04-07')).toMatchObject({ reason: 'paused' });
    expect(body.items.find(({ day }) => day === '2026-04-09')).toMatchObject({ reason: 'holiday' });
    expect(body.items.at(-1)).toMatchObject({ day: '2026-05-19', total: 30, mark: 1 });
    expect(clock!.events.map(({ kind }) => kind)).toEqual(['start', 'pause', 'resume']);
  });

  test('taken up again is no new term of the law, and a promise begins anew', async () => {
    at('2026-03-02T09:00:00+01:00');
    const { id } = await opened();
    at('2026-03-05T09:00:00+01:00');
    await change(id, { status: 'closed', resolution: 'Riparata' });
    expect(await clocks(id)).toMatchObject([
      { state: 'fulfilled', measured: 3, multiple: 0, compensation: null },
    ]);
    await change(id, { status: 'in_progress', reason: 'Perde ancora' });
    expect(await clocks(id)).toHaveLength(1);
    const other = await opened({ type: 'orientation' });
    await change(other.id, { status: 'closed', resolution: 'Detto dove' });
    await change(other.id, { status: 'in_progress', reason: 'Serve altro' });
    expect((await clocks(other.id)).map(({ round, state }) => [round, state])).toEqual([
      [1, 'fulfilled'],
      [2, 'running'],
    ]);
  });

  test('of another type it has the clock of that type, from the same receipt', async () => {
    at('2026-03-02T09:00:00+01:00');
    const { id } = await opened();
    at('2026-03-06T09:00:00+01:00');
    await change(id, { type: 'orientation' });
    const [first, second] = await clocks(id);
    expect([first!.state, second!.state]).toEqual(['cancelled', 'running']);
    expect(second!.startedAt).toBe(first!.startedAt);
  });

  test('sent by certified mail it is counted from its legal delivery', async () => {
    at('2026-03-10T09:00:00+01:00');
    const contact = await makeContact(db, {
      serviceId: water,
      customerId: customer,
      subject: 'Reclamo',
      channel: 'email',
      state: 'active',
      agentId: anna.id,
    });
    await db
      .updateTable('contacts.contact')
      .set({ arrivedAt: new Date('2026-03-04T08:00:00+01:00') })
      .where('id', '=', contact.id)
      .execute();
    const message = await makeMessage(db, {
      conversationId: contact.conversationId,
      contactId: contact.id,
      text: 'Reclamo',
    });
    await db
      .updateTable('contacts.message')
      .set({ meta: JSON.stringify({ pec: { deliveredAt: '2026-03-03T21:30:00.000Z' } }) })
      .where('id', '=', message)
      .execute();
    const { id } = await opened({ contact: contact.id, customer: undefined, service: undefined });
    expect((await clocks(id))[0]!.startedAt).toBe('2026-03-03T21:30:00.000Z');
  });

  test('in the list it has its time limit, the one that is up first comes first, and out of scope there is none', async () => {
    at('2026-03-02T09:00:00+01:00');
    const late = await opened();
    server.clock.set(new Date());
    const fresh = await opened({ subject: 'Nuova' });
    const { body } = await server.call(
      cases.listCases,
      { query: { sort: 'due', limit: '1' } as never },
      as(anna),
    );
    expect(body.items).toMatchObject([
      { id: late.id, due: { paused: false, over: expect.any(Number) as number } },
    ]);
    const next = await server.call(
      cases.listCases,
      { query: { sort: 'due', limit: '50', cursor: body.next! } as never },
      as(anna),
    );
    expect(next.body.items.map(({ id }) => id)).toContain(fresh.id);
    const passed = await server.call(cases.listCases, { query: { due: 'late' } }, as(anna));
    expect(passed.body.items.map(({ id }) => id)).toEqual([late.id]);
    const stranger = await server.makeStaff({ serviceId: power, name: 'Piero' });
    expect(
      (await server.sending(contract.listCaseClocks, { params: { id: late.id } }, as(stranger))).status,
    ).toBe(404);
  });
});

describe('pauses by hand', () => {
  test('only for a reason that the standard allows, by who may, where it lies', async () => {
    const { id } = await opened();
    const [clock] = await clocks(id);
    const params = { id: clock!.id };
    const pause = (who: typeof anna, reason: string) =>
      server.sending(contract.pauseClock, { params, body: { reason, note: 'manca il documento' } }, as(who));
    expect((await pause(anna, 'customer')).status).toBe(403);
    expect(await pause(sara, 'third_party')).toMatchObject({ status: 409, body: { code: 'not_pausable' } });
    const other = await server.makeStaff({ role: 'supervisor', serviceId: power, name: 'Pina' });
    expect((await pause(other, 'customer')).status).toBe(404);
    expect((await pause(sara, 'customer')).status).toBe(204);
    expect(await pause(sara, 'customer')).toMatchObject({ status: 409, body: { code: 'not_running' } });
    expect(
      (await server.sending(contract.resumeClock, { params, body: { note: 'arrivato' } }, as(sara))).status,
    ).toBe(204);
    expect((await clocks(id))[0]!.events.map(({ kind, author, reason }) => [kind, author, reason])).toEqual([
      ['start', 'Anna', null],
      ['pause', 'Sara', 'manca il documento'],
      ['resume', 'Sara', 'arrivato'],
    ]);
  });
});

describe('as time passes', () => {
  const told = async (subject: string) =>
    (
      await db
        .selectFrom('platform.event')
        .select(['kind', 'staffId', 'data'])
        .where('subjectId', '=', subject)
        .where('kind', 'in', ['clock.warned', 'clock.breached'])
        .orderBy('id')
        .execute()
    ).map(({ kind, staffId, data }) => {
      const { level, multiple } = data as { level?: number; multiple?: number };
      return `${kind} ${level ?? multiple}${staffId === anna.id ? ' Anna' : staffId === sara.id ? ' Sara' : staffId === null ? '' : ' ?'}`;
    });

  test('each level is told once: the owner, then the supervisor; then the limit, its double and its triple', async () => {
    at('2026-03-02T09:00:00+01:00');
    const { id } = await opened();
    expect(await sweep(server.ctx)).toBe(0);
    at('2026-04-01T09:00:00+02:00');
    await sweep(server.ctx);
    await sweep(server.ctx);
    expect(await told(id)).toEqual(['clock.warned 1', 'clock.warned 1 Anna']);
    at('2026-04-10T09:00:00+02:00');
    await sweep(server.ctx);
    expect((await told(id)).slice(2).toSorted()).toEqual([
      'clock.warned 2',
      'clock.warned 2 Anna',
      'clock.warned 2 Sara',
    ]);
    at('2026-12-01T09:00:00+01:00');
    await sweep(server.ctx);
    await sweep(server.ctx);
    const rest = (await told(id)).slice(5);
    expect(rest.filter((one) => one.startsWith('clock.breached'))).toEqual([
      'clock.breached 1',
      'clock.breached 2',
      'clock.breached 3',
    ]);
    expect((await clocks(id))[0]).toMatchObject({
      state: 'running',
      breachedAt: expect.any(String) as string,
    });
  });

  test('a warning stays until it is seen, for the owner and then for the supervisor, and ends with the limit', async () => {
    const notices = async (who: { session: string }) =>
      (await server.call(contract.listClockNotices, {}, as(who))).body.items.map(
        (one) => `${one.case} ${one.over ? 'over' : 'near'}`,
      );
    const seen = async (who: { session: string }) => {
      const { items } = (await server.call(contract.listClockNotices, {}, as(who))).body;
      const body = { clocks: items.map(({ clock }) => clock) };
      expect((await server.call(contract.seeClockNotices, { body }, as(who))).status).toBeLessThan(300);
    };
    at('2026-03-02T09:00:00+01:00');
    const { id } = await opened();
    at('2026-04-01T09:00:00+02:00');
    await sweep(server.ctx);
    expect([await notices(anna), await notices(sara)]).toEqual([[`${id} near`], []]);
    await seen(anna);
    await sweep(server.ctx);
    expect(await notices(anna)).toEqual([]);
    at('2026-04-10T09:00:00+02:00');
    await sweep(server.ctx);
    expect([await notices(anna), await notices(sara)]).toEqual([[`${id} near`], [`${id} near`]]);
    // Who has the case now is warned of it, whoever was before.
    await change(id, { owner: sara.id });
    expect([await notices(anna), await notices(sara)]).toEqual([[], [`${id} near`]]);
    await seen(sara);
    at('2026-06-01T09:00:00+02:00');
    await sweep(server.ctx);
    expect(await notices(sara)).toEqual([`${id} over`]);
    const stranger = await server.makeStaff({ role: 'supervisor', serviceId: power });
    expect(await notices(stranger)).toEqual([]);
    await change(id, { status: 'waiting' });
    expect(await notices(sara)).toEqual([]);
  });

  test('a paused clock is passed over, and is told when it goes on', async () => {
    at('2026-03-02T09:00:00+01:00');
    const { id } = await opened();
    await change(id, { status: 'waiting' });
    at('2026-12-01T09:00:00+01:00');
    await sweep(server.ctx);
    expect(await told(id)).toEqual([]);
    await change(id, { status: 'in_progress' });
    expect(rome((await clocks(id))[0]!.dueAt)! > '2026-12-01').toBe(true);
  });
});

describe('a standard that was not kept', () => {
  test('a billing rectification that ends at 2.3 times the standard is compensated twice, by another, to billing once', async () => {
    const clock = await ended(
      'tiqv.billing_rectification',
      '2026-01-07T10:00:00+01:00',
      '2026-05-25T10:00:00+02:00',
    );
    expect(clock).toMatchObject({ state: 'fulfilled', measured: '138', multiple: 2, amount: 60 });
    const list = async () =>
      (await server.call(contract.listCompensations, { query: {} }, as(root))).body.items;
    const [due] = await list();
    expect(due).toMatchObject({
      amountCents: 6000,
      multiple: 2,
      ratio: 2.3,
      state: 'proposed',
      regulation: 'tiqv',
    });
    const decide = (who: typeof anna, body: Record<string, unknown>) =>
      server.sending(contract.decideCompensation, { params: { id: due!.id }, body }, as(who));
    expect((await decide(anna, { decision: 'approve' })).status).toBe(403);
    expect((await decide(sara, { decision: 'approve' })).status).toBe(404);
    const owner = await server.makeStaff({ role: 'administrator', name: 'Olga' });
    await db.updateTable('clocks.compensation').set({ ownerId: owner.id }).execute();
    expect(await decide(owner, { decision: 'approve' })).toMatchObject({
      status: 409,
      body: { code: 'own_case' },
    });
    expect(await decide(root, { decision: 'refuse' })).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'exclusion' }] },
    });
    const pay = (reference: string) =>
      server.sending(contract.payCompensation, { params: { id: due!.id }, body: { reference } }, as(root));
    expect(await pay('B-1')).toMatchObject({ status: 409, body: { code: 'not_exported' } });
    expect((await decide(root, { decision: 'approve' })).status).toBe(200);
    expect(await decide(root, { decision: 'approve' })).toMatchObject({
      status: 409,
      body: { code: 'decided' },
    });
    const made = await server.call(contract.exportCompensations, {}, as(root));
    expect(made.body).toMatchObject({ count: 1, totalCents: 6000, by: 'Rosa' });
    expect(await server.sending(contract.exportCompensations, {}, as(root))).toMatchObject({
      status: 409,
      body: { code: 'nothing_approved' },
    });
    const file = await server.sending(contract.readExport, { params: { id: made.body.id } }, as(root));
    expect(file.status).toBe(200);
    const lines = String(file.body as unknown)
      .trim()
      .split('\r\n');
    expect(lines[0]).toMatch(/compensation,case,customer,customer_name,tax_code,regulation,standard,/);
    expect(lines[1]).toContain('tiqv,billing_rectification,2026-01-07T09:00:00.000Z,');
    expect(lines[1]).toContain(',2,60.00,Rosa,');
    expect((await pay('B-2026-17')).status).toBe(200);
    expect((await list())[0]).toMatchObject({ state: 'paid', paidReference: 'B-2026-17' });
    const audited = await db
      .selectFrom('platform.audit')
      .select('action')
      .where('objectId', '=', due!.id)
      .orderBy('id')
      .execute();
    expect(audited.map(({ action }) => action)).toEqual([
      'compensation.proposed',
      'compensation.approved',
      'compensation.exported',
      'compensation.paid',
    ]);
  });

  test('the pack is that of the day of the receipt, amounts and all', async () => {
    const before = await ended(
      'tiqv.double_billing',
      '2025-12-30T10:00:00+01:00',
      '2026-02-01T10:00:00+01:00',
    );
    const after = await ended(
      'tiqv.double_billing',
      '2026-01-02T10:00:00+01:00',
      '2026-02-01T10:00:00+01:00',
      {
        customerId: await makeCustomer(db, 'Bea Prova'),
      },
    );
    expect([before.amount, after.amount]).toEqual([20, 15]);
    const due = await db.selectFrom('clocks.compensation').select(['clockId', 'amountCents']).execute();
    expect(new Map(due.map((one) => [one.clockId, one.amountCents]))).toEqual(
      new Map([
        [before.id, 2500],
        [after.id, 3000],
      ]),
    );
  });

  test('past the cap of the year it is excluded with its reason; the next year it is due again', async () => {
    await db
      .updateTable('clocks.place')
      .set({ regulations: ['rqsii'] })
      .where('serviceId', '=', power)
      .execute();
    const someone = await makeCustomer(db, 'Carlo Prova');
    for (const month of ['01', '03', '05'])
      await ended('rqsii.transfer', `2026-${month}-07T10:00:00+01:00`, `2026-${month}-20T10:00:00+01:00`, {
        customerId: someone,
      });
    await ended('rqsii.transfer', '2027-01-07T10:00:00+01:00', '2027-01-20T10:00:00+01:00', {
      customerId: someone,
    });
    const rows = await db
      .selectFrom('clocks.compensation')
      .select(['state', 'exclusion', 'amountCents', 'year'])
      .orderBy('proposedAt')
      .execute();
    expect(rows).toMatchObject([
      { state: 'proposed', amountCents: 3000, year: 2026 },
      { state: 'proposed', amountCents: 3000, year: 2026 },
      { state: 'excluded', exclusion: 'yearly_cap', amountCents: 0, year: 2026 },
      { state: 'proposed', amountCents: 3000, year: 2027 },
    ]);
  });

  test('a general standard compensates nothing', async () => {
    await ended('tiqv.information_request', '2026-01-07T10:00:00+01:00', '2026-08-20T10:00:00+02:00');
    expect(await db.selectFrom('clocks.compensation').selectAll().execute()).toEqual([]);
  });
});

describe('when what it is counted by changes', () => {
  test('a better value of a territory holds for what begins there from then on', async () => {
    const packs = (await server.call(contract.listPacks, {}, as(root))).body.items;
    const rqsii = packs.find(({ code }) => code === 'rqsii')!;
    const body = {
      pack: rqsii.id,
      code: 'transfer',
      territory: 'Colle',
      amount: 3,
      why: 'Carta dei servizi 2026',
    };
    expect((await server.sending(contract.addStandard, { body }, as(sara))).status).toBe(403);
    const made = await server.sending(contract.addStandard, { body }, as(root));
    expect(made).toMatchObject({
      status: 201,
      body: { amount: 3, unit: 'working', territory: 'Colle', confirmed: false },
    });
    expect((await server.sending(contract.addStandard, { body }, as(root))).status).toBe(409);
    await db
      .updateTable('clocks.place')
      .set({ territory: 'Colle', regulations: ['rqsii'] })
      .where('serviceId', '=', power)
      .execute();
    expect((await ended('transfer', '2026-02-02T10:00:00+01:00', '2026-02-03T10:00:00+01:00')).amount).toBe(
      3,
    );
    await db.updateTable('clocks.place').set({ territory: null }).where('serviceId', '=', power).execute();
    expect((await ended('transfer', '2026-02-02T10:00:00+01:00', '2026-02-03T10:00:00+01:00')).amount).toBe(
      5,
    );
  });

  test('a standard or a calendar that is changed counts open clocks anew, and their logs say from what', async () => {
    at('2026-03-02T09:00:00+01:00');
    const { id } = await opened({ type: 'orientation' });
    expect(rome((await clocks(id))[0]!.dueAt)).toBe('2026-03-16 23:59');
    const packs = (await server.call(contract.listPacks, {}, as(root))).body.items;
    const promise = packs
      .find(({ code }) => code === 'own-promise')!
      .standards.find(({ code, service }) => code === 'orientation' && service === null)!;
    const change = (body: Record<string, unknown>) =>
      server.sending(
        contract.changeStandard,
        {
          params: { id: promise.id },
          body: { amount: 5, confirmed: true, why: 'Deciso dalla direzione', ...body },
        },
        as(root),
      );
    // Nobody's limit comes earlier unless whoever changes it says that this is known.
    expect(await change({})).toMatchObject({ status: 409, body: { code: 'moves_earlier', earlier: 1 } });
    const changed = await change({ earlier: true });
    expect(changed).toMatchObject({ status: 200, body: { amount: 5, confirmed: true } });
    expect(
      await server.sending(
        contract.changeStandard,
        { params: { id: promise.id }, body: { amount: 7, version: promise.version, why: 'Ancora' } },
        as(root),
      ),
    ).toMatchObject({ status: 409, body: { code: 'changed_meanwhile' } });
    await recount(server.ctx, { standard: promise.id });
    expect(rome((await clocks(id))[0]!.dueAt)).toBe('2026-03-09 23:59');
    await db
      .updateTable('calendars.calendar')
      .set({ patronDay: '03-05' })
      .where('id', '=', calendar)
      .execute();
    expect(await recount(server.ctx, { calendar })).toEqual({ counted: 1, moved: 1, earlier: 0 });
    await db
      .updateTable('calendars.calendar')
      .set({ patronDay: '04-09' })
      .where('id', '=', calendar)
      .execute();
    const [clock] = await clocks(id);
    expect(rome(clock!.dueAt)).toBe('2026-03-10 23:59');
    expect(clock!.events.map(({ kind }) => kind)).toEqual(['start', 'recompute', 'recompute']);
    // What an administrator has set is not taken back by the shipped document.
    await server.ctx.tx((tx) => ensurePacks(tx));
    const again = await db
      .selectFrom('clocks.standard')
      .select('amount')
      .where('id', '=', promise.id)
      .executeTakeFirstOrThrow();
    expect(again.amount).toBe(5);
  });

  test('what is kept of a clock is what its events say, whatever has happened to it', async () => {
    at('2026-03-02T09:00:00+01:00');
    const { id } = await opened();
    const days = ['2026-03-04', '2026-03-09', '2026-03-20', '2026-04-20', '2026-05-02'];
    for (const [index, day] of days.entries()) {
      at(`${day}T15:00:00+01:00`);
      await change(id, { status: index % 2 === 0 ? 'waiting' : 'in_progress' });
      await sweep(server.ctx);
      const [row] = await clocksOn(db, { kind: 'case', id });
      const { marks: _, ...standing } = standingOf(
        await loadCounting(db, row!.calendarId),
        termsOf(row!),
        await eventsOf(db, [row!.id]),
      );
      const { measured, ...kept } = standing;
      expect(row).toMatchObject(kept);
      expect(row!.measured === null ? null : Number(row!.measured)).toBe(measured);
    }
  });
});
