import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as contract from '#contract/appointments.ts';
import { openSession } from '#server/access/index.ts';
import { newId, sql, type Db } from '#server/platform/index.ts';
import { makeCustomer } from '#tests/stories/contacts.ts';
import { makeMailbox } from '#tests/stories/mail.ts';
import { makeHours, makeOffice as officeOf } from '#tests/stories/offices.ts';
import { testServer, type Caller, type TestServer } from '#tests/support/server.ts';
import { appointmentsDue } from './appointments.clock.ts';
import { officesRoutes } from './index.ts';

let server: TestServer;
let db: Db;
let service: string;
let clerk: { id: string; session: string };
let administrator: { id: string; session: string };
const as = (who: { session: string }): { as: Caller } => ({ as: { session: who.session } });

// A Monday in winter, before the office opens.
const monday = new Date('2027-01-11T06:00:00Z');
const at = (time: string, day = '2027-01-12') => new Date(`${day}T${time}:00+01:00`).toISOString();

beforeAll(async () => {
  server = await testServer([...officesRoutes]);
  server.clock.set(monday);
  db = server.ctx.db;
  service = await server.makeService('desk');
  await makeMailbox(db, service);
  clerk = await server.makeStaff({ role: 'reception', serviceId: service, name: 'Rita Ingresso' });
  administrator = await server.makeStaff({ role: 'administrator' });
});
afterAll(async () => {
  await server.stop();
});

const sessionOf = async (id: string) => {
  const { secret } = await server.ctx.tx((tx) =>
    openSession(tx, server.ctx, id, { ip: '127.0.0.1', userAgent: 'test' }),
  );
  return { id, session: secret };
};
/** Another time, at which the same people have signed in: sessions do not last for weeks. */
async function jump(to: Date): Promise<void> {
  server.clock.set(to);
  clerk = await sessionOf(clerk.id);
  administrator = await sessionOf(administrator.id);
}

const makeOffice = (wish: Parameters<typeof officeOf>[2] = {}) =>
  officeOf(server, { administrator, serviceId: service }, wish);
const makeCalendar = (openings: Parameters<typeof makeHours>[1], more = {}) =>
  makeHours(server, openings, more);

const ask = (bookable: string, body: Record<string, unknown> = {}) =>
  server.call(
    contract.bookAppointment,
    {
      body: {
        bookable,
        start: at('09:10'),
        name: 'Gino Passante',
        phone: '+39 333 000 0101',
        ...body,
      } as never,
    },
    as(clerk),
  );
async function booked(bookable: string, body: Record<string, unknown> = {}) {
  const answer = await ask(bookable, body);
  expect(answer.status).toBe(201);
  return answer.body;
}
const refused = async (bookable: string, body: Record<string, unknown>) => {
  const answer = (await ask(bookable, body)) as unknown as {
    status: number;
    body: { code: string; errors?: { field: string }[] };
  };
  return [answer.status, answer.body.errors?.[0]?.field ?? answer.body.code];
};
const free = async (bookable: string, day = '2027-01-12', to = day) =>
  (await server.call(contract.freeSlots, { params: { id: bookable }, query: { from: day, to } }, as(clerk)))
    .body.items;
const stateOf = async (id: string) =>
  (await server.call(contract.getAppointment, { params: { id } }, as(clerk))).body.state;
const auditOf = async (id: string) =>
  (
    await db.selectFrom('platform.audit').select('action').where('objectId', '=', id).orderBy('at').execute()
  ).map(({ action }) => action);
const smsTo = async (number: string) =>
  (
    await sql<{ text: string }>`select text from sms.message where direction = 'out' and number = ${number}
      order by at`.execute(db)
  ).rows.map(({ text }) => text);

describe('free times of an office', () => {
  test('are those of its hours, one after the other; what is booked is gone from them, what is cancelled is back', async () => {
    const { bookable } = await makeOffice();
    const before = await free(bookable);
    expect(before).toHaveLength(12);
    expect([before[0]!.start, before.at(-1)!.end]).toEqual([
      new Date(at('08:30')).toISOString(),
      new Date(at('12:30')).toISOString(),
    ]);
    const made = await booked(bookable);
    expect(made).toMatchObject({
      state: 'booked',
      officeName: expect.stringMatching(/^Ufficio/),
      told: 'sms',
    });
    expect(made.number).toMatch(/^[1-9]\d{5}$/);
    expect(await free(bookable)).toHaveLength(11);
    expect(await refused(bookable, {})).toEqual([409, 'slot_taken']);
    // The first and the last of the day as well; what would reach past the closing is none.
    for (const start of ['08:30', '12:10']) await booked(bookable, { start: at(start) });
    expect(await refused(bookable, { start: at('12:30') })).toEqual([409, 'slot_taken']);
    const gone = await server.call(
      contract.cancelAppointment,
      { params: { id: made.id }, body: { by: 'customer' } },
      as(clerk),
    );
    expect(gone.body).toMatchObject({ state: 'cancelled', endedBy: 'customer' });
    expect((await free(bookable)).map(({ start }) => start)).toEqual(
      before.slice(1, -1).map(({ start }) => start),
    );
    expect(await auditOf(made.id)).toEqual(['appointment.booked', 'appointment.cancelled']);
  });

  test('on holidays and outside the hours there are none, and the day the clocks change it is the time of the wall', async () => {
    const calendar = await makeCalendar(
      [1, 2, 3, 4, 5, 6, 7].map((day) => [day, '08:00', '10:00']),
      { italianHolidays: true },
    );
    const { bookable, office } = await makeOffice({ calendar, minutes: 60 });
    await jump(new Date('2027-03-10T06:00:00Z'));
    const starts = (await free(bookable, '2027-03-26', '2027-03-30')).map(({ start }) => start);
    // Easter Sunday and Monday are closed; on the 28th summer time begins, and eight o'clock is an hour earlier.
    expect(starts).toEqual([
      '2027-03-26T07:00:00.000Z',
      '2027-03-26T08:00:00.000Z',
      '2027-03-27T07:00:00.000Z',
      '2027-03-27T08:00:00.000Z',
      '2027-03-30T06:00:00.000Z',
      '2027-03-30T07:00:00.000Z',
    ]);
    for (const start of ['2027-03-28T06:00:00Z', '2027-03-30T07:30:00Z', '2027-03-30T08:00:00Z'])
      expect(await refused(bookable, { start })).toEqual([409, 'slot_taken']);
    expect(office.timeZone).toBe('Europe/Rome');
    await jump(monday);
  });

  test('thirty who want the same time at once: as many get it as there are counters, the others are told', async () => {
    const { bookable } = await makeOffice({ capacity: 3 });
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        ask(bookable, { name: `Chi ${index}`, phone: `+39333000${1000 + index}` }),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(3);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(27);
    const numbers = answers.filter(({ status }) => status === 201).map(({ body }) => body.number);
    expect(new Set(numbers).size).toBe(3);
    const first = (await free(bookable)).find(({ start }) => start === new Date(at('09:10')).toISOString());
    expect(first).toBeUndefined();
  });

  test('different subjects share the counters of the office, also when they are booked at once', async () => {
    const { bookable, other } = await makeOffice({ capacity: 5, counters: 2 });
    // 9:30 to 9:50 and 9:30 to 10:00 overlap.
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        ask(index % 2 === 0 ? bookable : other, {
          start: at('09:30'),
          name: `Altro ${index}`,
          phone: `+39333000${2000 + index}`,
        }),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(2);
  });
});

describe('an appointment', () => {
  test('is moved to a free time, keeps its number, and frees the one it had', async () => {
    const { bookable, other } = await makeOffice();
    const made = await booked(bookable);
    const moved = await server.call(
      contract.moveAppointment,
      { params: { id: made.id }, body: { start: at('10:00'), bookable: other } },
      as(clerk),
    );
    expect(moved.body).toMatchObject({
      number: made.number,
      bookable: other,
      start: new Date(at('10:00')).toISOString(),
      end: new Date(at('10:30')).toISOString(),
    });
    expect((await ask(bookable, { phone: '+393330000199' })).status).toBe(201);
    const taken = await server.sending(
      contract.moveAppointment,
      { params: { id: made.id }, body: { start: at('10:07') } },
      as(clerk),
    );
    expect([taken.status, taken.body.code]).toEqual([409, 'slot_taken']);
  });

  test('names the field that is wrong, and is nobody else’s of another service', async () => {
    const { bookable } = await makeOffice();
    const { bookable: far } = await makeOffice({ serviceId: await server.makeService('elsewhere') });
    expect(await refused(bookable, { name: undefined })).toEqual([422, 'name']);
    expect(await refused(bookable, { phone: undefined })).toEqual([422, 'phone']);
    expect(await refused(far, {})).toEqual([422, 'bookable']);
    expect(await refused(bookable, { customer: newId() })).toEqual([422, 'customer']);
    const made = await booked(bookable, { start: at('11:10') });
    const stranger = await server.makeStaff({
      role: 'reception',
      serviceId: await server.makeService('third'),
    });
    for (const route of [contract.getAppointment])
      expect((await server.call(route, { params: { id: made.id } }, as(stranger))).status).toBe(404);
    expect(
      (
        await server.sending(
          contract.cancelAppointment,
          { params: { id: made.id }, body: { by: 'customer' } },
          as(stranger),
        )
      ).status,
    ).toBe(404);
    const seen = await server.call(
      contract.listAppointments,
      { query: { number: made.number } },
      as(stranger),
    );
    expect(seen.body.items).toEqual([]);
    const offices = await server.call(contract.listOffices, {}, as(stranger));
    expect(offices.body.items).toEqual([]);
    const found = await server.call(
      contract.listAppointments,
      { query: { number: `${made.number.slice(0, 3)} ${made.number.slice(3)}` } },
      as(clerk),
    );
    expect(found.body.items.map(({ id }) => id)).toEqual([made.id]);
    const days = await server.call(
      contract.listAppointments,
      { query: { from: '2027-01-12', to: '2027-01-12', office: made.office } },
      as(clerk),
    );
    expect(days.body.items.map(({ id }) => id)).toEqual([made.id]);
  });

  test('who has not come after the grace has missed it, once; who comes late waits like everybody', async () => {
    const { bookable } = await makeOffice({ served: true });
    const made = await booked(bookable, { start: at('09:10') });
    await jump(new Date(at('09:24')));
    await appointmentsDue(server.ctx);
    expect(await stateOf(made.id)).toBe('booked');
    await jump(new Date(at('09:26')));
    await Promise.all([appointmentsDue(server.ctx), appointmentsDue(server.ctx)]);
    expect(await stateOf(made.id)).toBe('missed');
    expect((await auditOf(made.id)).filter((one) => one === 'appointment.missed')).toHaveLength(1);
    const arrived = await server.call(contract.arriveAppointment, { params: { id: made.id } }, as(clerk));
    const item = await db
      .selectFrom('routing.workItem')
      .select('boostSeconds')
      .where('id', '=', arrived.body.appointment.visit!)
      .executeTakeFirstOrThrow();
    expect([arrived.body.appointment.state, item.boostSeconds]).toEqual(['arrived', 0]);
    await jump(monday);
  });
});

describe('what the customer is told', () => {
  test('each thing once: booked, moved, tomorrow, called off with its reason; by SMS where no mail is known', async () => {
    const { bookable } = await makeOffice();
    const phone = '+393330004001';
    const made = await booked(bookable, { start: at('09:10', '2027-01-14'), phone, language: 'en' });
    const move = { params: { id: made.id }, body: { start: at('09:30', '2027-01-14') } };
    await server.call(contract.moveAppointment, move, as(clerk));
    await server.call(contract.moveAppointment, move, as(clerk));
    await jump(new Date(at('09:59', '2027-01-13')));
    await appointmentsDue(server.ctx);
    expect(await smsTo(phone)).toHaveLength(2);
    await jump(new Date(at('10:01', '2027-01-13')));
    await Promise.all([1, 2, 3].map(() => appointmentsDue(server.ctx)));
    await appointmentsDue(server.ctx);
    const refusedCancel = await server.sending(
      contract.cancelAppointment,
      { params: { id: made.id }, body: { by: 'office' } },
      as(clerk),
    );
    expect([refusedCancel.status, refusedCancel.body.errors?.[0]?.field]).toEqual([422, 'reason']);
    await server.call(
      contract.cancelAppointment,
      { params: { id: made.id }, body: { by: 'office', reason: 'Strike' } },
      as(clerk),
    );
    const said = await smsTo(phone);
    expect(said.map((one) => /: ([^,]+),/.exec(one)?.[1])).toEqual([
      'appointment booked',
      'appointment moved',
      'you have an appointment tomorrow',
      'appointment cancelled',
    ]);
    expect(said[2]).toContain('09:30');
    await jump(monday);
  });

  test('by mail to who has an address, in their language, as a contact of their history; and no reminder of what is cancelled', async () => {
    const { bookable } = await makeOffice();
    const customer = await makeCustomer(db, 'Ada Prova', 'ada.appuntamenti@example.org');
    const made = await booked(bookable, {
      start: at('10:10', '2027-01-14'),
      customer,
      name: undefined,
      phone: undefined,
    });
    expect(made.told).toBe('email');
    const { rows } = await sql<{ subject: string; text: string }>`
      select c.subject, m.text from contacts.contact c join contacts.message m on m.conversation_id = c.conversation_id
      where c.customer_id = ${customer}::uuid`.execute(db);
    expect(rows).toHaveLength(1);
    expect(rows[0]!.text).toContain('Porti con sé: un documento');
    await server.call(
      contract.cancelAppointment,
      { params: { id: made.id }, body: { by: 'customer', tell: false } },
      as(clerk),
    );
    await jump(new Date(at('10:01', '2027-01-13')));
    await appointmentsDue(server.ctx);
    const { rows: after } = await sql<{ n: number }>`
      select count(*)::int as n from contacts.contact where customer_id = ${customer}::uuid`.execute(db);
    expect(after[0]!.n).toBe(1);
    await jump(monday);
  });
});

describe('how offices are configured', () => {
  test('what is taken off stays for its appointments and is no longer bookable; wrong fields are named', async () => {
    const { office, bookable } = await makeOffice();
    const made = await booked(bookable);
    const { id, queueName, calendarName, timeZone, ...body } = office;
    expect([queueName, calendarName, timeZone].every((one) => one.length > 0)).toBe(true);
    const put = (change: Record<string, unknown>) =>
      server.sending(
        contract.updateOffice,
        { params: { id }, body: { ...body, ...change } },
        as(administrator),
      );
    expect((await put({ bookables: body.bookables.slice(1) })).status).toBe(200);
    expect(await refused(bookable, { start: at('11:30') })).toEqual([422, 'bookable']);
    expect(await stateOf(made.id)).toBe('booked');
    const fieldOf = async (change: Record<string, unknown>) => {
      const answer = await put(change);
      return [answer.status, answer.body.errors?.[0]?.field];
    };
    expect(await fieldOf({ calendar: newId() })).toEqual([422, 'calendar']);
    expect(await fieldOf({ queue: newId() })).toEqual([422, 'queue']);
    expect(await fieldOf({ bookables: [{ ...body.bookables[0], id: newId() }] })).toEqual([
      422,
      'bookables[0].id',
    ]);
    expect(
      (await server.sending(contract.createOffice, { body: { ...body, bookables: [] } }, as(administrator)))
        .body.code,
    ).toBe('taken');
    expect((await put({})).status).toBe(422);
  });
});
