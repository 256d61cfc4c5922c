import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as appointments from '#contract/appointments.ts';
import { flowGraph } from '#contract/flow-graph.ts';
import { answerTrial, tryFlow } from '#contract/flows.ts';
import { officesRoutes } from '#server/offices/index.ts';
import { newId, sql, systemActor } from '#server/platform/index.ts';
import { flowServer, makeServed, publish, walkIn, type Walker } from '#tests/stories/flows.ts';
import type { TestServer } from '#tests/support/server.ts';
import { readShipped } from './demo/flows-demo.ts';

let server: TestServer;
let queue: string;
let editor: { session: string };

// A Monday in winter, before anybody opens.
const monday = new Date('2027-01-11T05:00:00Z');

beforeAll(async () => {
  ({ server, queue } = await flowServer(officesRoutes));
  server.clock.set(monday);
  // Signed in now, by this clock.
  editor = await server.makeStaff({ role: 'administrator' });
  const { db } = server.ctx;
  const calendars = ['Orario degli uffici', 'Orario del servizio clienti'].map((name) => ({
    id: newId(),
    name,
  }));
  await db.insertInto('calendars.calendar').values(calendars).execute();
  await db
    .insertInto('calendars.opening')
    .values(
      calendars.flatMap(({ id }) =>
        [1, 2, 3, 4, 5].map((weekday) => ({
          id: newId(),
          calendarId: id,
          weekday,
          opens: '08:30',
          closes: '12:30',
        })),
      ),
    )
    .execute();
  const made = await server.call(
    appointments.createOffice,
    {
      body: {
        code: 'colle',
        name: 'Sportello di Colle',
        address: 'Piazza del Mercato 1',
        calendar: calendars[0]!.id,
        queue,
        bookables: [
          { name: { it: 'Voltura', en: 'Change of name', ar: 'تغيير الاسم' }, minutes: 60, daysAhead: 10 },
          { name: { it: 'Reclamo', en: 'Complaint' }, minutes: 60, daysAhead: 10 },
          { name: { it: 'Solo al telefono', en: 'By telephone' }, minutes: 60, online: false },
        ],
      },
    },
    { as: editor },
  );
  if (made.status !== 201) throw new Error(JSON.stringify(made.body));
  const { graph } = readShipped('orari');
  // A PIN, so that the story needs no mail; everything else is as it is shipped.
  const nodes = graph.nodes.map((node) =>
    node.kind === 'identify' ? { ...node, by: ['customer_code'], proof: ['pin'] } : node,
  );
  await publish(server, editor, 'orari', flowGraph.parse({ ...graph, nodes }));
});
afterAll(() => server.stop());

const options = (walker: Walker) => walker.turn.ask?.options.map(({ label }) => label) ?? [];
/** Up to the question what they want, answered, and who they are, proved. */
async function until(
  wish: string,
  customer: { number: string },
  also: Parameters<typeof walkIn>[2] = {},
): Promise<Walker> {
  const walker = await walkIn(server, 'orari', also);
  expect(walker.turn.ask?.node).toBe('more');
  await walker.answer({ kind: 'option', option: wish });
  await walker.answer(customer.number);
  await walker.answer('24680');
  return walker;
}
const of = async (customer: { id: string }) =>
  (await server.call(appointments.listAppointments, { query: { customer: customer.id } }, { as: editor }))
    .body.items;

describe('appointments in the shipped flow', () => {
  test('booked, told, moved and cancelled by the customer alone, a few choices at a time', async () => {
    const ada = await makeServed(server);
    const walker = await until('book', ada);
    // There is one office: it is not asked for. What is not for customers alone is not offered.
    expect(options(walker)).toEqual(['Voltura', 'Reclamo']);
    await walker.answer('voltura');
    expect(options(walker)).toEqual([
      'lunedì 11 gennaio',
      'martedì 12 gennaio',
      'mercoledì 13 gennaio',
      'giovedì 14 gennaio',
      'altre scelte',
    ]);
    await walker.answer('9');
    expect(options(walker)[0]).toBe('venerdì 15 gennaio');
    await walker.answer('1');
    expect(options(walker)).toEqual(['08:30', '09:30', '10:30', '11:30']);
    await walker.answer('2');
    expect(walker.words()).toMatch(/venerdì 15 gennaio.*09:30.*Sportello di Colle, Piazza del Mercato 1/);
    expect(walker.turn.outcome).toEqual({ kind: 'ended', result: 'answered' });
    const [made] = await of(ada);
    expect(made).toMatchObject({
      state: 'booked',
      online: true,
      via: 'chat',
      start: '2027-01-15T08:30:00.000Z',
      bookedByName: 'Ada Prova',
    });

    const next = await until('mine', ada);
    expect(next.words()).toContain(made!.number);
    await next.answer({ kind: 'option', option: 'move' });
    await next.answer('1');
    // Early on the same day the minimum notice has room for all of it.
    await next.answer('1');
    expect(next.words()).toMatch(/lunedì 11 gennaio.*08:30/);
    expect(await of(ada)).toMatchObject([{ start: '2027-01-11T07:30:00.000Z', number: made!.number }]);

    const last = await until('mine', ada);
    await last.answer({ kind: 'option', option: 'cancel' });
    await last.answer('sì');
    expect(last.words()).toContain('annullato');
    expect(await of(ada)).toMatchObject([
      { state: 'cancelled', endedBy: 'customer', endedByName: 'Ada Prova' },
    ]);
    const none = await until('mine', ada);
    expect(none.words()).toContain('Non ha appuntamenti');
  });

  test('who chooses a time that another has just taken is told, and sees what is left', async () => {
    const [ada, bea] = [await makeServed(server), await makeServed(server)];
    const [one, other] = [await until('book', ada), await until('book', bea)];
    for (const walker of [one, other]) {
      await walker.answer('reclamo');
      await walker.answer('2');
    }
    await one.answer('3');
    expect(one.turn.outcome).toMatchObject({ kind: 'ended' });
    await other.answer('3');
    expect(other.words()).toContain('preso un momento fa');
    await other.answer('2');
    expect(options(other)).toEqual(['08:30', '09:30', '11:30']);
    expect(await of(bea)).toEqual([]);
  });

  test('is said on the phone with its keys and in the language of who calls, and the trail tells it', async () => {
    const ada = await makeServed(server);
    const walker = await until('book', ada, { channel: 'phone', language: 'ar' });
    expect(walker.turn.language).toBe('ar');
    expect(options(walker)[0]).toBe('تغيير الاسم');
    await walker.answer({ kind: 'keys', keys: '1' });
    await walker.answer({ kind: 'keys', keys: '2' });
    await walker.answer({ kind: 'keys', keys: '1' });
    expect((await of(ada))[0]).toMatchObject({ language: 'ar', via: 'phone' });
    const { rows } = await sql<{ node: string; exit: string }>`
      select node, exit from flows.trail where session_id = ${walker.id}::uuid and kind = 'did'`.execute(
      server.ctx.db,
    );
    expect(rows).toContainEqual({ node: 'book', exit: 'done' });
  });

  test('a trial books nothing, tells nobody and leaves no event', async () => {
    const ada = await makeServed(server);
    const events = async () =>
      (
        await server.ctx.db
          .selectFrom('platform.event')
          .select('id')
          .where('kind', '=', 'appointment.changed')
          .execute()
      ).length;
    const before = await events();
    const begun = await server.call(
      tryFlow,
      { params: { code: 'orari' }, body: { channel: 'chat', language: 'it' } },
      { as: editor },
    );
    let { turn } = begun.body;
    for (const text of ['prenotare un appuntamento', ada.number, '24680', 'voltura', '3', '4']) {
      const { body } = await server.call(
        answerTrial,
        { params: { id: begun.body.session }, body: { turn: turn.turn, input: { kind: 'text', text } } },
        { as: editor },
      );
      turn = body.turn;
    }
    expect(turn.say.map(({ text }) => text).join(' ')).toContain('L’appuntamento è fissato');
    expect(await of(ada)).toEqual([]);
    expect(await events()).toBe(before);
  });

  test('nobody changes the appointment of another, and four are too many', async () => {
    const ada = await makeServed(server);
    const { flowActs } = await import('./flow-parts.ts');
    const act = (what: string, customer: { id: string }, given: Record<string, string>) =>
      server.ctx.tx((tx) =>
        flowActs
          .find(({ part }) => part.what === what)!
          .do(
            tx,
            { ...server.ctx, actor: systemActor },
            {
              given,
              customerId: customer.id,
              language: 'it',
              channel: 'chat',
            },
          ),
      );
    const offices = await server.call(appointments.listOffices, {}, { as: editor });
    const subject = offices.body.items[0]!.bookables[1]!.id;
    const results = [];
    for (const start of ['2027-01-18T07:30Z', '2027-01-18T08:30Z', '2027-01-19T07:30Z', '2027-01-19T08:30Z'])
      results.push((await act('book_appointment', ada, { subject, start })).result);
    expect(results).toEqual(['done', 'done', 'done', 'refused']);
    const [mine] = await of(ada);
    const bea = await makeServed(server);
    for (const appointment of [mine!.id, 'nonsense'])
      expect(await act('cancel_appointment', bea, { appointment })).toMatchObject({
        result: 'refused',
        value: { why: 'not_found' },
      });
    expect((await of(ada)).every(({ state }) => state === 'booked')).toBe(true);
  });
});
