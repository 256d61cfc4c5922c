import { afterAll, beforeAll, expect, test } from 'vitest';
import * as contract from '#contract/calendars.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';
import { calendarsRoutes, calendarStanding, isOpenNow, loadCalendar } from './index.ts';

let app: TestServer;
let as: { session: string };
beforeAll(async () => {
  app = await testServer(calendarsRoutes());
  as = await app.makeStaff({ role: 'administrator' });
});
afterAll(() => app.stop());

let count = 0;
const office = (over: Record<string, unknown> = {}) => ({
  name: `Sportello ${(count += 1)}`,
  openings: [1, 2, 3, 4, 5].flatMap((weekday) => [
    { weekday, opens: '08:30', closes: '12:30' },
    { weekday, opens: '14:00', closes: '17:00' },
  ]),
  ...over,
});

test('hours are made, shown with how they stand now, and changed; each change is audited and told', async () => {
  const made = await app.call(contract.createCalendar, { body: office() }, { as });
  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({ timeZone: 'Europe/Rome', italianHolidays: true, patronDay: null });
  app.clock.set(new Date('2026-03-10T09:00:00+01:00'));
  const now = async () => {
    const listed = await app.call(contract.listCalendars, {}, { as });
    return listed.body.items.find((one) => one.id === made.body.id)!.now;
  };
  expect(await now()).toEqual({
    open: true,
    nextOpening: null,
    nextClosing: '2026-03-10T11:30:00.000Z',
    holiday: null,
  });
  app.clock.set(new Date('2026-04-06T10:00:00+02:00'));
  expect(await now()).toMatchObject({
    open: false,
    nextOpening: '2026-04-07T06:30:00.000Z',
    holiday: "Lunedì dell'Angelo",
  });
  const { id: _, ...body } = made.body;
  const changed = await app.call(
    contract.updateCalendar,
    { params: { id: made.body.id }, body: { ...body, italianHolidays: false } },
    { as },
  );
  expect(changed.status).toBe(200);
  expect(await now()).toMatchObject({ open: true, holiday: null });
  const rows = await app.ctx.db
    .selectFrom('platform.audit')
    .select('action')
    .where('objectId', '=', made.body.id)
    .orderBy('id')
    .execute();
  expect(rows.map((row) => row.action)).toEqual(['calendar.created', 'calendar.changed']);
  const events = await app.ctx.db
    .selectFrom('platform.event')
    .select('data')
    .where('subjectId', '=', made.body.id)
    .execute();
  expect(events.map((row) => row.data)).toEqual([
    { what: 'calendar', id: made.body.id },
    { what: 'calendar', id: made.body.id },
  ]);
});

test('a day of one’s own wins over the week, a holiday and the patron', async () => {
  const made = await app.call(
    contract.createCalendar,
    {
      body: office({
        patronDay: '12-07',
        exceptions: [
          {
            day: '2026-12-08',
            name: 'Apertura straordinaria',
            closed: false,
            opens: '09:00',
            closes: '10:00',
          },
          { day: '2026-12-09', name: 'Inventario' },
        ],
      }) as never,
    },
    { as },
  );
  const open = (at: string) => isOpenNow(app.ctx.db, made.body.id, new Date(at));
  expect(await open('2026-12-07T09:30:00+01:00')).toBe(false);
  expect(await open('2026-12-08T09:30:00+01:00')).toBe(true);
  expect(await open('2026-12-08T10:30:00+01:00')).toBe(false);
  expect(await open('2026-12-09T09:30:00+01:00')).toBe(false);
  expect(await open('2026-12-10T09:30:00+01:00')).toBe(true);
  const standing = await calendarStanding(app.ctx.db, made.body.id, new Date('2026-12-07T09:30:00+01:00'));
  expect(standing.holiday).toBe('Santo patrono');
  expect(await isOpenNow(app.ctx.db, null, new Date())).toBe(true);
});

test('a service that never closes may close at midnight', async () => {
  const openings = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, opens: '00:00', closes: '24:00' }));
  const made = await app.call(
    contract.createCalendar,
    { body: office({ openings, italianHolidays: false }) },
    { as },
  );
  expect(made.body.openings[0]).toEqual({ weekday: 1, opens: '00:00', closes: '24:00' });
  expect(await isOpenNow(app.ctx.db, made.body.id, new Date('2026-03-10T22:59:59.9Z'))).toBe(true);
});

test('a change counts at once for those who keep the hours', async () => {
  const made = await app.call(contract.createCalendar, { body: office() }, { as });
  const at = new Date('2026-03-10T09:00:00+01:00');
  const first = await loadCalendar(app.ctx.db, made.body.id);
  expect(await loadCalendar(app.ctx.db, made.body.id)).toBe(first);
  expect(await isOpenNow(app.ctx.db, made.body.id, at)).toBe(true);
  await app.call(
    contract.updateCalendar,
    { params: { id: made.body.id }, body: { ...office(), openings: [] } },
    { as },
  );
  expect(await isOpenNow(app.ctx.db, made.body.id, at)).toBe(false);
});

test('every wrong field is named', async () => {
  const body = office({
    timeZone: 'Europe/Atlantis',
    patronDay: '02-30',
    openings: [
      { weekday: 1, opens: '09:00', closes: '08:00' },
      { weekday: 2, opens: '09:00', closes: '12:00' },
      { weekday: 2, opens: '11:00', closes: '13:00' },
    ],
    exceptions: [
      { day: '2026-12-08', name: 'x', closed: false },
      { day: '2026-12-09', name: 'y' },
      { day: '2026-12-09', name: 'z', closed: false, opens: '09:00', closes: '10:00' },
    ],
  });
  const answer = await app.sending(contract.createCalendar, { body }, { as });
  expect(answer.status).toBe(422);
  expect(answer.body.errors?.map((one) => one.field)).toEqual([
    'timeZone',
    'openings[0].closes',
    'openings[2]',
    'exceptions[0].opens',
    'exceptions[2]',
    'patronDay',
  ]);
  const shape = await app.sending(
    contract.createCalendar,
    { body: office({ openings: [{ weekday: 8, opens: '9', closes: '25:00' }] }) },
    { as },
  );
  expect(shape.body.errors?.map((one) => one.field)).toEqual([
    'openings[0].weekday',
    'openings[0].opens',
    'openings[0].closes',
  ]);
});

test('agents see hours and cannot change them; nor can those who configure one service only', async () => {
  const agent = await app.makeStaff();
  const local = await app.makeStaff({ role: 'administrator', serviceId: await app.makeService() });
  expect((await app.call(contract.listCalendars, {}, { as: agent })).status).toBe(200);
  for (const who of [agent, local])
    expect((await app.sending(contract.createCalendar, { body: office() }, { as: who })).status).toBe(403);
  expect((await app.call(contract.listCalendars)).status).toBe(401);
  const name = office().name;
  await app.call(contract.createCalendar, { body: office({ name }) }, { as });
  const twice = await app.sending(contract.createCalendar, { body: office({ name }) }, { as });
  expect(twice).toMatchObject({ status: 409, body: { errors: [{ field: 'name' }] } });
  const nowhere = { id: '00000000-0000-4000-8000-000000000000' };
  expect(
    (await app.sending(contract.updateCalendar, { params: nowhere, body: office() }, { as })).status,
  ).toBe(404);
});

test('holidays of a year follow the law of that year', async () => {
  const of = async (year: number) =>
    (await app.call(contract.listHolidays, { query: { year } }, { as })).body.items.map((one) => one.day);
  expect(await of(2026)).toContain('2026-10-04');
  expect(await of(2025)).not.toContain('2025-10-04');
  const wrong = await app.sending(contract.listHolidays, { query: { year: 1900 } }, { as });
  expect(wrong).toMatchObject({ status: 422, body: { errors: [{ field: 'year' }] } });
});
