import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as calendars from '#contract/calendars.ts';
import * as cases from '#contract/cases.ts';
import * as packs from '#contract/clock-packs.ts';
import * as contract from '#contract/clocks.ts';
import { calendarsRoutes } from '#server/calendars/index.ts';
import { casesRoutes } from '#server/cases/cases.routes.ts';
import { newId, sql, type Db } from '#server/platform/index.ts';
import { makeCustomer } from '#tests/stories/contacts.ts';
import { testServer, type Caller, type ProblemBody, type TestServer } from '#tests/support/server.ts';
import { clocksRoutes } from './clocks.routes.ts';
import { beforeCalendarChange } from './moves.service.ts';
import { ensurePacks } from './packs.service.ts';
import { recount } from './recounting.service.ts';

let server: TestServer;
let db: Db;
let water: string;
let power: string;
let calendar: string;
let customer: string;
let anna: { id: string; session: string };
let root: { id: string; session: string };
const as = (who: { session: string }): { as: Caller } => ({ as: { session: who.session } });
const at = (text: string) => server.clock.set(new Date(text));
const why = 'Delibera di prova';

beforeAll(async () => {
  server = await testServer([
    ...calendarsRoutes({ beforeChange: beforeCalendarChange }),
    ...casesRoutes,
    ...clocksRoutes,
  ]);
  db = server.ctx.db;
  await server.ctx.tx((tx) => ensurePacks(tx));
  await sql`select setval('contacts.contact_number', 100000)`.execute(db);
  water = await server.makeService('water');
  power = await server.makeService('power');
  anna = await server.makeStaff({ name: 'Anna', serviceId: power });
  root = await server.makeStaff({ role: 'administrator', name: 'Rosa' });
  customer = await makeCustomer(db, 'Ada Prova', 'ada@example.org');
});
afterAll(() => server.stop());
beforeEach(async () => {
  at('2026-06-01T10:00:00+02:00');
  await db.deleteFrom('clocks.compensation').execute();
  await db.deleteFrom('clocks.clock').execute();
  await db.deleteFrom('clocks.place').execute();
  await db.deleteFrom('clocks.pack').execute();
  await server.ctx.tx((tx) => ensurePacks(tx));
  calendar = newId();
  await db
    .insertInto('calendars.calendar')
    .values({
      id: calendar,
      name: `Sportello ${calendar}`,
      timeZone: 'Europe/Rome',
      italianHolidays: true,
      patronDay: '06-24',
      patronName: 'San Giovanni',
    })
    .execute();
  await put(power, { regulations: ['tiqv'] });
  await put(water, { regulations: ['rqsii'] });
});

const put = async (id: string, body: Record<string, unknown>) =>
  server.sending(
    contract.putClockPlace,
    { params: { id }, body: { calendar, territory: null, ...body } as never },
    as(root),
  );
const all = async () => (await server.call(contract.listPacks, {}, as(root))).body.items;
const pack = async (code: string) => (await all()).find((one) => one.code === code)!;
const copied = async (code: string, body: Record<string, unknown> = {}) => {
  const from = (await pack(code)).id;
  return server.sending(
    packs.createPack,
    { body: { from, code: `${code}-new`, validFrom: '2026-05-01', why, ...body } as never },
    as(root),
  );
};
const force = (id: string, body: Record<string, unknown>) =>
  server.sending(packs.forcePack, { params: { id }, body: { why, ...body } as never }, as(root));
async function opened(service: string, on: string): Promise<string> {
  at(on);
  const answer = await server.call(
    cases.openCase,
    {
      body: {
        type: 'complaint',
        subject: 'Bolletta',
        customer,
        service,
        owner: root.id,
        tellCustomer: false,
      } as never,
    },
    as(root),
  );
  expect(answer.status).toBe(201);
  return answer.body.id;
}
const dueOf = async (id: string) => {
  const [clock] = (await server.call(contract.listCaseClocks, { params: { id } }, as(root))).body.items;
  return {
    day: clock!.dueAt === null ? null : clock!.dueAt.slice(0, 10),
    amount: clock!.amount,
    pack: clock!.pack?.code,
    events: clock!.events.map(({ kind }) => kind),
  };
};
const audited = async (id: string) =>
  (
    await db
      .selectFrom('platform.audit')
      .select(['action', 'reason'])
      .where('objectId', '=', id)
      .orderBy('id')
      .execute()
  ).map(({ action, reason }) => [action, reason]);

describe('a new pack of a regulation', () => {
  test('is a copy of which nothing is confirmed, and counts for nothing until it is in force', async () => {
    const made = await copied('tiqv-2026', { name: { it: 'TIQV 2027', en: 'TIQV 2027' } });
    expect(made).toMatchObject({
      status: 201,
      body: { code: 'tiqv-2026-new', regulation: 'tiqv', state: 'draft', validTo: null },
    });
    const draft = made.body as unknown as contract.PackView;
    expect(draft.standards).toHaveLength((await pack('tiqv-2026')).standards.length);
    expect(draft.standards.some(({ confirmed }) => confirmed)).toBe(false);
    expect(draft.standards.find(({ code }) => code === 'double_billing')!.compensation).toMatchObject({
      base: 3000,
      confirmed: false,
      stepsConfirmed: false,
    });
    const complaint = draft.standards.find(({ code }) => code === 'written_complaint')!;
    expect(
      await server.sending(
        contract.changeStandard,
        { params: { id: complaint.id }, body: { amount: 20, why, confirmed: true, source: 'Testo' } },
        as(root),
      ),
    ).toMatchObject({ status: 200, body: { amount: 20, confirmed: true } });
    const id = await opened(power, '2026-06-02T10:00:00+02:00');
    expect(await dueOf(id)).toMatchObject({ amount: 30, pack: 'tiqv-2026' });
    expect(await audited(draft.id)).toEqual([['clock-pack.created', why]]);
  });

  test('in force from a day, the one before ends, what was received since moves and says so, the rest stays', async () => {
    const early = await opened(power, '2026-04-20T10:00:00+02:00');
    const late = await opened(power, '2026-05-10T10:00:00+02:00');
    const other = await opened(water, '2026-05-11T10:00:00+02:00');
    const otherWas = await dueOf(other);
    const draft = (await copied('tiqv-2026')).body as unknown as contract.PackView;
    const complaint = draft.standards.find(({ code }) => code === 'written_complaint')!;
    await server.sending(
      contract.changeStandard,
      { params: { id: complaint.id }, body: { amount: 20, why } },
      as(root),
    );
    const now = (await pack(draft.code)).version;
    const preview = await server.call(
      packs.previewMoves,
      { body: { pack: draft.id, from: '2026-05-01' } },
      as(root),
    );
    expect(preview.body).toMatchObject({ open: 1, moved: 1, earlier: 1, paused: 0 });
    expect(preview.body.items).toMatchObject([
      { case: late, earlier: true, from: '2026-06-09T21:59:59.999Z', to: '2026-05-30T21:59:59.999Z' },
    ]);
    expect(await force(draft.id, { from: '2026-05-01', version: now })).toMatchObject({
      status: 409,
      body: { code: 'moves_earlier', moved: 1, earlier: 1 },
    });
    expect(await force(draft.id, { from: '2026-05-01', version: now + 1 })).toMatchObject({
      status: 409,
      body: { code: 'changed_meanwhile' },
    });
    expect(await force(draft.id, { from: '2026-05-01', version: now, earlier: true })).toMatchObject({
      status: 200,
      body: { state: 'in_force', validFrom: '2026-05-01', validTo: null },
    });
    expect(await pack('tiqv-2026')).toMatchObject({ validFrom: '2026-01-01', validTo: '2026-04-30' });
    expect(await recount(server.ctx, { pack: draft.id })).toEqual({ counted: 1, moved: 1, earlier: 1 });
    expect(await dueOf(late)).toEqual({
      day: '2026-05-30',
      amount: 20,
      pack: draft.code,
      events: ['start', 'recompute'],
    });
    expect(await dueOf(early)).toMatchObject({ amount: 30, pack: 'tiqv-2026', events: ['start'] });
    expect(await dueOf(other)).toEqual(otherWas);
    // Once is enough, and what begins now begins by the new one.
    expect(await recount(server.ctx, { pack: draft.id })).toMatchObject({ counted: 0 });
    expect(await dueOf(await opened(power, '2026-06-03T10:00:00+02:00'))).toMatchObject({
      pack: draft.code,
    });
    // The next start of the product does not give the old one its days back.
    await server.ctx.tx((tx) => ensurePacks(tx));
    expect(await pack('tiqv-2026')).toMatchObject({ validTo: '2026-04-30' });
    expect(await force(draft.id, { from: '2026-07-01', version: now + 1 })).toMatchObject({
      status: 409,
      body: { code: 'in_force' },
    });
  });

  test('in force from a day to come moves nothing that is open', async () => {
    const id = await opened(power, '2026-06-02T10:00:00+02:00');
    const draft = (await copied('tiqv-2026')).body as unknown as contract.PackView;
    const { body } = await server.call(
      packs.previewMoves,
      { body: { pack: draft.id, from: '2027-01-01' } },
      as(root),
    );
    expect(body).toMatchObject({ open: 0, moved: 0 });
    expect((await force(draft.id, { from: '2027-01-01', version: 1 })).status).toBe(200);
    expect(await dueOf(id)).toMatchObject({ amount: 30, pack: 'tiqv-2026' });
    expect(await pack('tiqv-2026')).toMatchObject({ validTo: '2026-12-31' });
  });

  test('travels as a document: read, changed, imported as a draft, replaced, thrown away', async () => {
    const draft = (await copied('rqsii')).body as unknown as contract.PackView;
    const document = async (id: string) =>
      (await server.call(packs.readPackDocument, { params: { id } }, as(root))).body;
    const read = await document(draft.id);
    expect(read.standards).toHaveLength(draft.standards.length);
    const replace = (version: number, change: (one: packs.PackDocument) => unknown) =>
      server.sending(
        packs.replacePack,
        { params: { id: draft.id }, body: { document: change(read) as never, version, why } },
        as(root),
      );
    const shorter = (one: packs.PackDocument) => ({ ...one, standards: one.standards.slice(0, 2) });
    expect(await replace(9, shorter)).toMatchObject({ status: 409, body: { code: 'changed_meanwhile' } });
    expect(await replace(1, (one) => ({ ...one, code: 'rqsii' }))).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'document.code' }] },
    });
    const fields = async (answer: Promise<{ status: number; body: unknown }>) => {
      const { status, body } = await answer;
      return [status, (body as ProblemBody).errors?.map(({ field }) => field)];
    };
    expect(
      await fields(replace(1, (one) => ({ ...one, standards: [one.standards[0]!, one.standards[0]!] }))),
    ).toEqual([422, ['document.standards[1].code']]);
    expect(
      await fields(
        replace(1, (one) => ({ ...one, standards: [{ ...one.standards[0]!, service: 'nowhere' }] })),
      ),
    ).toEqual([422, ['document.standards[0].service']]);
    expect(await replace(1, shorter)).toMatchObject({ status: 200 });
    expect((await pack(draft.code)).standards).toHaveLength(2);
    const again = await server.sending(
      packs.createPack,
      { body: { document: { ...read, code: 'imported', validFrom: '2027-01-01' }, why } as never },
      as(root),
    );
    expect(again).toMatchObject({ status: 201, body: { code: 'imported', state: 'draft' } });
    expect(await document((again.body as unknown as contract.PackView).id)).toEqual({
      ...read,
      code: 'imported',
      validFrom: '2027-01-01',
    });
    expect(
      (
        await server.sending(
          packs.createPack,
          { body: { document: { ...read, code: 'imported' }, why } as never },
          as(root),
        )
      ).status,
    ).toBe(409);
    const drop = async (code: string) =>
      (await server.sending(packs.deletePack, { params: { id: (await pack(code)).id } }, as(root))).status;
    expect([await drop('imported'), await drop(draft.code), await drop('rqsii')]).toEqual([204, 204, 409]);
  });

  test('only by who sets the limits of the whole organisation', async () => {
    const from = (await pack('rqsii')).id;
    const body = { from, code: 'mine', validFrom: '2027-01-01', why };
    expect((await server.sending(packs.createPack, { body }, as(anna))).status).toBe(403);
    const part = await server.makeStaff({ role: 'administrator', serviceId: power, name: 'Pia' });
    expect((await server.sending(packs.createPack, { body }, as(part))).status).toBe(403);
    expect(
      (await server.sending(packs.previewMoves, { body: { pack: from, from: '2027-01-01' } }, as(part)))
        .status,
    ).toBe(403);
  });

  test('a pack in force may get a last day, never one on which another holds', async () => {
    const { id, version } = await pack('rqsii');
    const change = (body: Record<string, unknown>) =>
      server.sending(
        packs.changePack,
        { params: { id }, body: { version, why, ...body } as never },
        as(root),
      );
    expect(await change({ validFrom: '2020-01-01' })).toMatchObject({
      status: 409,
      body: { code: 'in_force' },
    });
    expect((await change({ validTo: '2001-01-01' })).status).toBe(422);
    expect(await change({ validTo: '2027-12-31' })).toMatchObject({
      status: 200,
      body: { validTo: '2027-12-31' },
    });
    const old = await pack('tiqv-2025');
    expect(
      await server.sending(
        packs.changePack,
        { params: { id: old.id }, body: { version: old.version, validTo: null, why } },
        as(root),
      ),
    ).toMatchObject({ status: 422, body: { errors: [{ field: 'validTo' }] } });
  });
});

describe('a local holiday', () => {
  test('is changed where the place is, for all that are counted by it, and brings nobody forward unsaid', async () => {
    const id = await opened(water, '2026-06-02T10:00:00+02:00');
    const was = await dueOf(id);
    expect(was.day).toBe('2026-07-15');
    const places = async () =>
      (await server.call(contract.listClockPlaces, {}, as(root))).body.items.find(
        ({ service }) => service === water,
      )!;
    const now = await places();
    expect(now).toMatchObject({ patron: { day: '06-24', name: 'San Giovanni' }, shares: ['power'] });
    const wish = { regulations: ['rqsii'], patron: { day: null, name: null }, version: now.version };
    const preview = await server.call(
      packs.previewMoves,
      { body: { service: water, calendar, patronDay: null } },
      as(root),
    );
    expect(preview.body).toMatchObject({ open: 1, moved: 1, earlier: 1 });
    expect(await put(water, wish)).toMatchObject({ status: 409, body: { code: 'moves_earlier' } });
    expect(await put(water, { ...wish, version: 99 })).toMatchObject({
      status: 409,
      body: { code: 'changed_meanwhile' },
    });
    expect(await put(water, { ...wish, earlier: true, why })).toMatchObject({
      status: 200,
      body: { patron: { day: null, name: null } },
    });
    await recount(server.ctx, { calendar });
    expect((await dueOf(id)).day).toBe('2026-07-14');
    expect(
      await put(water, { ...wish, calendar: null, version: undefined, patron: { day: '06-24', name: null } }),
    ).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'patron' }] },
    });
  });

  test('a calendar that is changed elsewhere asks the same question', async () => {
    await opened(water, '2026-06-02T10:00:00+02:00');
    const change = async (body: Record<string, unknown>) => {
      const { items } = (await server.call(calendars.listCalendars, {}, as(root))).body;
      const { id: _, now: __, ...hours } = items.find((one) => one.id === calendar)!;
      return server.sending(
        calendars.updateCalendar,
        { params: { id: calendar }, body: { ...hours, ...body } as never },
        as(root),
      );
    };
    expect(await change({ patronDay: null })).toMatchObject({
      status: 409,
      body: { code: 'moves_earlier', earlier: 1 },
    });
    expect((await change({ patronName: 'San Giovanni Battista' })).status).toBe(200);
    expect((await change({ patronDay: null, earlier: true })).status).toBe(200);
  });
});

test('the count of days calls the local holiday by its name', async () => {
  const id = await opened(water, '2026-06-02T10:00:00+02:00');
  const [clock] = (await server.call(contract.listCaseClocks, { params: { id } }, as(root))).body.items;
  const { body } = await server.call(contract.countClockDays, { params: { id, clock: clock!.id } }, as(root));
  expect(body.items.find(({ day }) => day === '2026-06-24')).toMatchObject({
    reason: 'holiday',
    names: { it: 'San Giovanni' },
  });
});
