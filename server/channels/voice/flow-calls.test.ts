import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import * as announcements from '#contract/announcements.ts';
import * as flows from '#contract/flows.ts';
import { createEntryPoint } from '#contract/entry-points.ts';
import { flowGraph } from '#contract/flow-graph.ts';
import { contactsReadRoutes } from '#server/contacts/index.ts';
import { newId, sql, startConsumer } from '#server/platform/index.ts';
import { flowServer, makeServed, publish } from '#tests/stories/flows.ts';
import { contactRow } from '#tests/stories/routing.ts';
import type { TestServer } from '#tests/support/server.ts';
import { voiceDouble, type VoiceDouble } from '#tests/support/voice-double.ts';
import { voiceOrdersConsumer, voiceRoutes } from './index.ts';

// Calls that a flow answers, with a gateway that has no voice.

let server: TestServer;
let service: string;
let queue: string;
let editor: { session: string };
let double: VoiceDouble;
let http1: http.Server;
let answers: (response: http.ServerResponse) => void = (response) => response.end('{}');
const parts: { stop(): Promise<void> }[] = [];
const skill = newId();

beforeAll(async () => {
  ({ server, service, queue, editor } = await flowServer([...voiceRoutes, ...contactsReadRoutes], {
    environment: { FILO_FLOW_PRIVATE: '1' },
  }));
  await server.ctx.db
    .insertInto('routing.skill')
    .values({ id: skill, code: 'acqua', name: JSON.stringify({ it: 'Acqua', en: 'Water' }) })
    .execute();
  double = await voiceDouble(server);
  parts.push(startConsumer(server.ctx, voiceOrdersConsumer));
  http1 = http.createServer((_request, response) => answers(response));
  await new Promise<void>((resolve) => http1.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(http1.address() as AddressInfo).port}`;
  await server.call(
    flows.putFlowHosts,
    { body: { hosts: [new URL(base).host] } },
    { as: { session: editor.session } },
  );
  await publish(
    server,
    editor,
    'telefono',
    flowGraph.parse({
      languages: ['it', 'en'],
      channels: ['phone'],
      start: 'menu',
      person: { queue: 'clienti' },
      nodes: [
        {
          id: 'menu',
          kind: 'choose',
          tries: 2,
          says: { text: { it: 'Buongiorno.', en: 'Hello.' }, prompt: 'welcome' },
          options: [
            { id: 'hours', label: { it: 'gli orari', en: 'opening hours' } },
            { id: 'code', label: { it: 'la mia utenza', en: 'my supply' } },
            { id: 'service', label: { it: 'il servizio', en: 'the service' } },
            { id: 'words', label: { it: 'altro', en: 'else' } },
          ],
        },
        { id: 'end', kind: 'end', says: { text: { it: 'Dalle 8 alle 19.', en: 'From 8 to 19.' } } },
        { id: 'who', kind: 'identify', by: ['customer_code'], tries: 2 },
        { id: 'wants', kind: 'skill', requires: [{ skill: 'acqua', level: 2 }], boostMinutes: 5 },
        { id: 'person', kind: 'queue', queue: 'acqua' },
        {
          id: 'call',
          kind: 'call',
          url: `${base}/state`,
          timeoutSeconds: 3,
          retries: 0,
          map: {},
        },
        { id: 'text', kind: 'ask', type: 'text', into: 'text', says: { text: { it: 'Dica.', en: 'Say.' } } },
      ],
      edges: [
        ['menu', 'hours', 'end'],
        ['menu', 'code', 'who'],
        ['menu', 'service', 'call'],
        ['menu', 'words', 'text'],
        ['menu', 'not_understood', 'person'],
        ['menu', 'silence', 'end'],
        ['who', 'identified', 'wants'],
        ['who', 'failed', 'person'],
        ['who', 'silence', 'end'],
        ['wants', 'next', 'person'],
        ['call', 'ok', 'end'],
        ['call', 'error', 'person'],
        ['text', 'next', 'end'],
        ['text', 'not_understood', 'person'],
        ['text', 'silence', 'end'],
      ].map(([from, exit, to]) => ({ from, exit, to })),
    }),
  );
});
afterAll(async () => {
  for (const part of parts.splice(0).toReversed()) await part.stop();
  await new Promise((resolve) => http1.close(resolve));
  await server.stop();
});
afterEach(async () => {
  for (const one of await double.open()) await double.tell(one.id, 'ended', { by: 'customer' });
});

let lines = 0;
async function number(flow = 'telefono'): Promise<string> {
  const address = `+3905778${(lines += 1) + 10_000}`;
  await server.ctx.db
    .insertInto('contacts.entryPoint')
    .values({
      id: newId(),
      channel: 'phone',
      address,
      name: address,
      serviceId: service,
      queueId: queue,
      settings: JSON.stringify({ flow }),
    })
    .execute();
  return address;
}
const caller = () => `+3933390${(lines += 1) + 10_000}`;
const ringIn = async (to: string, from: string | null = caller()) => (await double.call(from, to)).body;
const said = ({ say }: { say: { text: string }[] }) => say.map(({ text }) => text).join(' | ');
const sessionOf = async (contact: string | null = null) => {
  const query = server.ctx.db
    .selectFrom('flows.session')
    .select(['id', 'result', 'contactId', 'channel', 'fromAddress']);
  return (contact === null ? query : query.where('contactId', '=', contact))
    .orderBy('startedAt', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
};
const itemOf = (id: string) =>
  server.ctx.db
    .selectFrom('routing.workItem')
    .select(['queueId', 'requires', 'boostSeconds'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();

describe('a number that a flow answers', () => {
  test('is nobody’s work while the caller helps themselves, and what was answered counts as contained', async () => {
    const from = caller();
    const call = await ringIn(await number(), from);
    expect(call).toMatchObject({ wanted: 'flow', contact: null, refused: null });
    const first = await double.turn(call.id, 0, { kind: 'begin' });
    expect(first.body).toMatchObject({
      turn: 1,
      language: 'it',
      place: { service, queue },
      next: { kind: 'ask', keys: { min: 1, max: 1 }, speech: false, bargeIn: true },
    });
    expect(first.body.say[0]).toMatchObject({ text: 'Buongiorno.', prompt: 'welcome', notice: false });
    expect(said(first.body)).toContain('1');
    // After a fault of the line the question is asked again.
    const again = await double.turn(call.id, 1, { kind: 'begin' });
    expect(said(again.body)).toBe(said(first.body));
    const last = await double.turn(call.id, 2, { kind: 'keys', keys: '1' });
    expect(last.body).toMatchObject({ next: { kind: 'end' }, say: [{ text: 'Dalle 8 alle 19.' }] });
    expect((await double.turn(call.id, 2, { kind: 'keys', keys: '1' })).body).toEqual(last.body);
    await double.tell(call.id, 'ended', { by: 'gateway', cause: 'hung_up' });
    expect(await sessionOf()).toMatchObject({
      result: 'contained',
      contactId: null,
      channel: 'phone',
      fromAddress: from,
    });
  });

  test('hands over with everything that was learnt: who it is, skills, priority, queue and the story', async () => {
    const served = await makeServed(server);
    const call = await ringIn(await number());
    await double.turn(call.id, 0, { kind: 'begin' });
    const asked = await double.turn(call.id, 1, { kind: 'keys', keys: '2' });
    expect(asked.body.next).toMatchObject({ kind: 'ask', keys: { end: '#' } });
    const over = await double.turn(call.id, 2, { kind: 'keys', keys: served.number });
    expect(over.body).toMatchObject({ next: { kind: 'none' }, call: { wanted: 'wait' } });
    const { contact } = over.body.call;
    expect(await contactRow(server, contact!)).toMatchObject({ state: 'queued', customerId: served.id });
    const item = await itemOf(contact!);
    expect(item.boostSeconds).toBe(300);
    expect(JSON.stringify(item.requires)).toContain(skill);
    expect(item.queueId).not.toBe(queue);
    expect(await sessionOf(contact)).toMatchObject({ result: 'handed_over' });
    const { body } = await server.call(
      flows.flowStory,
      { params: { id: contact! } },
      { as: { session: editor.session } },
    );
    expect(body.items).toMatchObject([
      { flow: 'telefono', channel: 'phone', customer: served.id, identified: { by: 'customer_code' } },
    ]);
    // Waiting goes on by turns, with numbers that run on.
    expect((await double.turn(call.id, 3, { kind: 'begin' })).body).toMatchObject({
      turn: 4,
      next: { kind: 'music' },
    });
    await double.tell(call.id, 'ended', { by: 'customer' });
    expect((await contactRow(server, contact!)).state).toBe('abandoned');
  });

  test('gives a person to key 0 and to the word; to who says something that nobody understands, too', async () => {
    const to = await number();
    for (const input of [
      { kind: 'keys', keys: '0' },
      { kind: 'speech', text: 'voglio un operatore', confidence: 0.9 },
    ] as const) {
      const call = await ringIn(to);
      await double.turn(call.id, 0, { kind: 'begin' });
      const { body } = await double.turn(call.id, 1, input);
      expect(body).toMatchObject({ next: { kind: 'none' }, call: { wanted: 'wait' } });
      expect((await contactRow(server, body.call.contact!)).queueId).toBe(queue);
    }
    const call = await ringIn(to);
    await double.turn(call.id, 0, { kind: 'begin' });
    const once = await double.turn(call.id, 1, { kind: 'speech', text: '' });
    expect(once.body.next.kind).toBe('ask');
    const twice = await double.turn(call.id, 2, { kind: 'speech', text: 'la bolletta', confidence: 0.1 });
    expect(twice.body.call.wanted).toBe('wait');
  });

  test('silence goes its own way; who hangs up in the middle has hung up there', async () => {
    const to = await number();
    const silent = await ringIn(to);
    await double.turn(silent.id, 0, { kind: 'begin' });
    expect((await double.turn(silent.id, 1, { kind: 'silence' })).body.next.kind).toBe('ask');
    expect((await double.turn(silent.id, 2, { kind: 'silence' })).body.next).toEqual({ kind: 'end' });
    const gone = await ringIn(to);
    await double.turn(gone.id, 0, { kind: 'begin' });
    await double.tell(gone.id, 'ended', { by: 'customer', cause: 'hung_up' });
    expect(await sessionOf()).toMatchObject({ result: 'hung_up', contactId: null });
    const late = await double.turn(gone.id, 1, { kind: 'keys', keys: '1' });
    expect([late.status, late.body]).toMatchObject([409, { code: 'call_over' }]);
  });

  test('passes over what a telephone cannot answer where nobody listens', async () => {
    const call = await ringIn(await number());
    await double.turn(call.id, 0, { kind: 'begin' });
    const { body } = await double.turn(call.id, 1, { kind: 'keys', keys: '4' });
    expect(body.next).toEqual({ kind: 'end' });
  });

  test('that waits for somebody else’s service says that the answer is under way, and takes it or a person', async () => {
    const to = await number();
    const gate = Promise.withResolvers<void>();
    answers = (response) => void gate.promise.then(() => response.end('{}'));
    const call = await ringIn(to);
    await double.turn(call.id, 0, { kind: 'begin' });
    const slow = double.turn(call.id, 1, { kind: 'keys', keys: '3' });
    const asked = async () => (await double.turn(call.id, 1, { kind: 'keys', keys: '3' })).body;
    const pending = async () =>
      (
        await server.ctx.db
          .selectFrom('flows.session')
          .select('pending')
          .orderBy('startedAt', 'desc')
          .limit(1)
          .executeTakeFirstOrThrow()
      ).pending;
    await expect.poll(pending).not.toBeNull();
    expect(await asked()).toMatchObject({ code: 'answer_under_way' });
    gate.resolve();
    expect((await slow).body.next).toEqual({ kind: 'end' });
    expect((await asked()).next).toEqual({ kind: 'end' });
    // One that hangs is given up, and a person takes over.
    answers = () => undefined;
    const hung = await ringIn(to);
    await double.turn(hung.id, 0, { kind: 'begin' });
    const { body } = await double.turn(hung.id, 1, { kind: 'keys', keys: '3' });
    expect(body.call).toMatchObject({ wanted: 'wait' });
  });

  test('goes on with a person where the flow itself is broken', async () => {
    const call = await ringIn(await number());
    await double.turn(call.id, 0, { kind: 'begin' });
    const session = await sessionOf();
    await server.ctx.db
      .updateTable('flows.session')
      .set({ state: sql`jsonb_set(state, '{version}', '99')` })
      .where('id', '=', session.id)
      .execute();
    const { body } = await double.turn(call.id, 1, { kind: 'keys', keys: '1' });
    expect(body).toMatchObject({ call: { wanted: 'wait' }, next: { kind: 'none' } });
    expect(body.say).not.toEqual([]);
    expect(await sessionOf(body.call.contact)).toMatchObject({ id: session.id, result: 'handed_over' });
  });

  test('is answered by a person at once while its flow is out of use', async () => {
    const call = await ringIn(await number('nothing'));
    expect(call).toMatchObject({ wanted: 'wait' });
    expect(call.contact).not.toBeNull();
  });

  test('may only be given a flow that can answer it', async () => {
    const make = (flow: string) =>
      server.sending(
        createEntryPoint,
        {
          body: {
            channel: 'phone',
            address: `+3905779${(lines += 1) + 10_000}`,
            name: 'Numero',
            serviceId: service,
            queueId: queue,
            settings: { flow },
          },
        },
        { as: { session: editor.session } },
      );
    const wrong = await make('nothing');
    expect([wrong.status, wrong.body.errors?.[0]?.field]).toEqual([422, 'settings.flow']);
    expect((await make('telefono')).status).toBe(201);
  });
});

describe('an announcement', () => {
  const supervisor = async () => ({
    as: { token: (await server.makeToken(['routing.supervise', 'live.read'])).token },
  });
  const tell = async (wish: Record<string, unknown>) =>
    (
      await server.call(
        announcements.createAnnouncement,
        {
          body: {
            title: 'Guasto',
            texts: { it: 'Manca l’acqua a Colle.', en: 'No water in Colle.' },
            serviceId: service,
            why: 'rottura della condotta',
            ...wish,
          },
        },
        await supervisor(),
      )
    ).body;
  const stop = async (id: string) =>
    server.call(
      announcements.endAnnouncement,
      { params: { id }, body: { why: 'riparato' } },
      await supervisor(),
    );
  const countsOf = async (id: string) => {
    const { body } = await server.call(announcements.listAnnouncements, {}, await supervisor());
    const { heard, answered, shown } = body.items.find((one) => one.id === id)!;
    return { heard, answered, shown };
  };
  const idOf = async (address: string) =>
    (
      await server.ctx.db
        .selectFrom('contacts.entryPoint')
        .select('id')
        .where('address', '=', address)
        .executeTakeFirstOrThrow()
    ).id;
  const results = async (froms: string[]) =>
    (
      await server.ctx.db
        .selectFrom('flows.session')
        .select(['fromAddress', 'result'])
        .where('fromAddress', 'in', froms)
        .execute()
    ).toSorted((one, two) => froms.indexOf(one.fromAddress!) - froms.indexOf(two.fromAddress!));

  test('is heard before the flow of the numbers that it names; whom it answers is neither contained nor lost', async () => {
    const to = await number();
    const made = await tell({ entryPoints: [await idOf(to)] });
    const [one, two, three, four] = [caller(), caller(), caller(), caller()];
    // Pressed 1.
    const first = await ringIn(to, one);
    expect(first).toMatchObject({ wanted: 'flow', contact: null });
    const heard = await double.turn(first.id, 0, { kind: 'begin' });
    expect(heard.body.next).toMatchObject({ kind: 'ask', keys: { max: 1 } });
    expect(heard.body.place).toEqual({ service, queue });
    expect(heard.body.say.map(({ text, prompt }) => prompt ?? text)).toEqual([
      'Manca l’acqua a Colle.',
      'announcement-answered',
      'number.1',
      'announcement-stay',
    ]);
    const over = await double.turn(first.id, 1, { kind: 'keys', keys: '1' });
    expect([over.body.next.kind, over.body.say.map(({ prompt }) => prompt)]).toEqual([
      'end',
      ['thanks', 'goodbye'],
    ]);
    // Told again, it is the same.
    expect((await double.turn(first.id, 1, { kind: 'keys', keys: '1' })).body).toEqual(over.body);
    await double.tell(first.id, 'ended', { by: 'gateway' });
    // Hung up on it, having heard it.
    const second = await ringIn(to, two);
    await double.turn(second.id, 0, { kind: 'begin' });
    server.clock.forward(8000);
    await double.tell(second.id, 'ended', { by: 'customer' });
    server.clock.forward(-8000);
    // Hung up at once: nothing was heard.
    const third = await ringIn(to, three);
    await double.turn(third.id, 0, { kind: 'begin' });
    await double.tell(third.id, 'ended', { by: 'customer' });
    // Goes on: the flow, and a person, who comes without the announcement.
    const fourth = await ringIn(to, four);
    await double.turn(fourth.id, 0, { kind: 'begin' });
    const menu = await double.turn(fourth.id, 1, { kind: 'silence' });
    expect(said(menu.body)).toContain('Buongiorno.');
    const handed = await double.turn(fourth.id, 2, { kind: 'keys', keys: '0' });
    expect(handed.body.call.wanted).toBe('wait');
    const waits = await double.turn(fourth.id, 3, { kind: 'begin' });
    expect(said(waits.body)).not.toContain('Manca');
    expect(await results([one, two, three, four])).toEqual(
      [
        [one, 'announced'],
        [two, 'announced'],
        [three, 'hung_up'],
        [four, 'handed_over'],
      ].map(([fromAddress, result]) => ({ fromAddress, result })),
    );
    expect(await countsOf(made.id)).toEqual({ heard: 3, answered: 2, shown: 0 });
    const figures = await server.call(
      flows.getFlowFigures,
      { params: { code: 'telefono' }, query: { days: 1 } },
      { as: { session: editor.session } },
    );
    expect(figures.body.announced).toBe(2);
    // Of those who walked through the flow it is none.
    const listed = await server.call(flows.listFlows, {}, { as: { session: editor.session } });
    expect(listed.body.items.find(({ code }) => code === 'telefono')!.recent.sessions).toBe(
      figures.body.sessions - 2,
    );
    await stop(made.id);
    const after = await ringIn(to);
    expect(said((await double.turn(after.id, 0, { kind: 'begin' })).body)).toContain('Buongiorno.');
  });

  test('for the whole service is heard before every flow of it, one for a queue in that queue only', async () => {
    const to = await number();
    const whole = await tell({ endsCall: false });
    const queued = await tell({ queues: [queue], texts: { it: 'Attese lunghe.' } });
    const call = await ringIn(to);
    const heard = await double.turn(call.id, 0, { kind: 'begin' });
    expect([said(heard.body), heard.body.next]).toEqual([
      'Manca l’acqua a Colle.',
      { kind: 'music', afterSeconds: 1, keys: '' },
    ]);
    expect(said((await double.turn(call.id, 1, { kind: 'silence' })).body)).toContain('Buongiorno.');
    await double.turn(call.id, 2, { kind: 'keys', keys: '0' });
    const waits = said((await double.turn(call.id, 3, { kind: 'begin' })).body);
    expect([waits.includes('Attese lunghe.'), waits.includes('Manca')]).toEqual([true, false]);
    for (const { id } of [whole, queued]) await stop(id);
  });

  test('begins when its time has come', async () => {
    const to = await number();
    const start = new Date(server.clock.now().getTime() + 3_600_000).toISOString();
    const planned = await tell({ fromAt: start, entryPoints: [await idOf(to)] });
    expect(planned.state).toBe('planned');
    const early = await ringIn(to);
    expect(said((await double.turn(early.id, 0, { kind: 'begin' })).body)).toContain('Buongiorno.');
    server.clock.forward(3_601_000);
    const late = await ringIn(to);
    expect(said((await double.turn(late.id, 0, { kind: 'begin' })).body)).toContain('Manca l’acqua');
    server.clock.forward(-3_601_000);
    await stop(planned.id);
  });
});
