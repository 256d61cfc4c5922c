import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAnnouncement, endAnnouncement, listAnnouncements } from '#contract/announcements.ts';
import * as pages from '#contract/flow-pages.ts';
import { flowStory } from '#contract/flows.ts';
import { listSms, receiveSms } from '#contract/sms.ts';
import { flowGraph } from '#contract/flow-graph.ts';
import { newId } from '#server/platform/index.ts';
import { flowServer, publish } from '#tests/stories/flows.ts';
import type { TestServer } from '#tests/support/server.ts';
import { smsRoutes } from '../sms/index.ts';
import { voiceRoutes } from '../voice/index.ts';
import { portalRoutes } from './index.ts';

let server: TestServer;
let serviceId: string;
let queue: string;
let page: string;
let gateway: { token: string };
let editor: { session: string };

beforeAll(async () => {
  ({
    server,
    service: serviceId,
    queue,
    editor,
  } = await flowServer([...portalRoutes, ...smsRoutes, ...voiceRoutes]));
  await publish(
    server,
    editor,
    'page',
    flowGraph.parse({
      languages: ['it', 'en'],
      channels: ['portal', 'sms'],
      start: 'ask',
      person: { queue: 'clienti' },
      nodes: [
        {
          id: 'ask',
          kind: 'choose',
          says: { text: { it: 'Che cosa?', en: 'What?' } },
          options: [
            { id: 'hours', label: { it: 'orari', en: 'hours' } },
            { id: 'other', label: { it: 'altro', en: 'other' } },
          ],
        },
        { id: 'end', kind: 'end', says: { text: { it: 'Dalle 8 alle 19.', en: 'From 8 to 19.' } } },
        { id: 'person', kind: 'queue', queue: 'clienti' },
      ],
      edges: [
        { from: 'ask', exit: 'hours', to: 'end' },
        { from: 'ask', exit: 'other', to: 'person' },
        { from: 'ask', exit: 'not_understood', to: 'person' },
        { from: 'ask', exit: 'silence', to: 'person' },
      ],
    }),
  );
  page = newId();
  const point = (id: string, channel: string, address: string) => ({
    id,
    channel,
    address,
    name: 'Sportello',
    serviceId,
    queueId: queue,
    settings: JSON.stringify({ flow: 'page' }),
  });
  await server.ctx.db
    .insertInto('contacts.entryPoint')
    .values([point(page, 'portal', 'sportello'), point(newId(), 'sms', '+393100000001')])
    .execute();
  gateway = { token: (await server.makeToken(['sms.gateway'])).token };
});
afterAll(() => server.stop());

const walk = async (language: 'it' | 'en' = 'it') => {
  const { body } = await server.call(pages.beginPublicFlow, { params: { id: page }, body: { language } });
  return body;
};
const resultOf = async () =>
  await server.ctx.db
    .selectFrom('flows.session')
    .select(['result', 'contactId'])
    .orderBy('startedAt', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();

test('a page says its name and languages, and answers in the one that is wished', async () => {
  const { body } = await server.call(pages.publicFlow, { params: { id: page } });
  expect(body).toMatchObject({ name: 'Sportello', kiosk: false, languages: ['it', 'en'] });
  const { token, turn } = await walk('en');
  expect(turn.say).toEqual([{ text: 'What?', language: 'en', prompt: null }]);
  const answered = await server.call(pages.answerPublicFlow, {
    body: { token, turn: turn.turn, input: { kind: 'option', option: 'hours' } },
  });
  expect(answered.body).toMatchObject({ outcome: { kind: 'ended' }, say: [{ text: 'From 8 to 19.' }] });
  expect(await resultOf()).toEqual({ result: 'contained', contactId: null });
});

test('who wants a person is called back, and the agent has the story', async () => {
  const { token, turn } = await walk();
  const refused = await server.sending(pages.callbackPublicFlow, {
    body: { token, number: '+393101234567' },
  });
  expect(refused).toMatchObject({ status: 409, body: { code: 'no_callbacks' } });
  await server.call(pages.answerPublicFlow, {
    body: { token, turn: turn.turn, input: { kind: 'person' } },
  });
  const called = await server.call(pages.callbackPublicFlow, { body: { token, number: '+393101234567' } });
  expect(called).toMatchObject({ status: 200, body: { number: '+393101234567' } });
  const { result, contactId } = await resultOf();
  expect(result).toBe('handed_over');
  const { body } = await server.call(
    flowStory,
    { params: { id: contactId! } },
    { as: { session: editor.session } },
  );
  expect(body.items).toMatchObject([{ flow: 'page', identified: null, result: 'handed_over' }]);
  const stranger = await server.makeStaff({ role: 'agent', serviceId: await server.makeService('altrove') });
  const hidden = await server.call(
    flowStory,
    { params: { id: contactId! } },
    { as: { session: stranger.session } },
  );
  expect(hidden.status).toBe(404);
});

test('who leaves the page has hung up, and a token of somebody else opens nothing', async () => {
  const { token } = await walk();
  await server.call(pages.leavePublicFlow, { body: { token } });
  expect((await resultOf()).result).toBe('hung_up');
  const late = await server.sending(pages.answerPublicFlow, {
    body: { token, turn: 1, input: { kind: 'silence' } },
  });
  expect(late).toMatchObject({ status: 409, body: { code: 'turn_over' } });
  const wrong = await server.sending(pages.answerPublicFlow, {
    body: { token: 'x'.repeat(43), turn: 1, input: { kind: 'silence' } },
  });
  expect(wrong.status).toBe(404);
});

test('short messages walk through the same flow with numbered lines, once each, and come to a person', async () => {
  const send = (ref: string, text: string) =>
    server.call(
      receiveSms,
      { body: { ref, from: '+393107654321', to: '+393100000001', text } },
      { as: gateway },
    );
  const first = await send('1', 'ciao');
  expect(first.body.replies[0]).toContain('Che cosa?\n1 orari\n2 altro');
  expect((await send('1', 'ciao')).body.replies).toEqual([]);
  const person = await send('2', '2');
  expect(person.body.replies[0]).toContain('persona');
  const { contactId } = await resultOf();
  const contact = await server.ctx.db
    .selectFrom('contacts.contact')
    .select(['channel', 'queueId', 'state'])
    .where('id', '=', contactId!)
    .executeTakeFirstOrThrow();
  expect(contact).toEqual({ channel: 'sms', queueId: queue, state: 'queued' });
  // What they write now is for the person.
  expect((await send('3', 'grazie')).body.replies).toEqual([]);
  const { body } = await server.call(listSms, {}, { as: gateway });
  expect(body.items.filter(({ direction }) => direction === 'out')).toHaveLength(2);
});

describe('what a flow has learnt', () => {
  const number = '+393100000002';
  let wishing: string;
  let skill: string;
  let classification: string;
  beforeAll(async () => {
    skill = newId();
    classification = newId();
    await server.ctx.db
      .insertInto('routing.skill')
      .values({ id: skill, code: 'tedesco', name: JSON.stringify({ it: 'Tedesco', en: 'German' }) })
      .execute();
    await server.ctx.db
      .insertInto('knowledge.classification')
      .values({
        id: classification,
        code: 'guasti',
        name: JSON.stringify({ it: 'Guasti', en: 'Faults' }),
        level: 1,
      })
      .execute();
    await publish(
      server,
      editor,
      'wishing',
      flowGraph.parse({
        languages: ['it', 'de'],
        channels: ['portal', 'sms'],
        start: 'speech',
        person: { queue: 'acqua' },
        nodes: [
          { id: 'speech', kind: 'language', to: 'de' },
          {
            id: 'wants',
            kind: 'skill',
            requires: [{ skill: 'tedesco', level: 3 }],
            boostMinutes: 5,
            classification: 'guasti',
          },
          {
            id: 'ask',
            kind: 'ask',
            type: 'text',
            into: 'what',
            says: { text: { it: 'Che cosa succede?', de: 'Was ist los?' } },
          },
          { id: 'person', kind: 'queue', queue: 'clienti' },
        ],
        edges: [
          { from: 'speech', exit: 'next', to: 'wants' },
          { from: 'wants', exit: 'next', to: 'ask' },
          { from: 'ask', exit: 'next', to: 'person' },
          { from: 'ask', exit: 'not_understood', to: 'person' },
          { from: 'ask', exit: 'silence', to: 'person' },
        ],
      }),
    );
    wishing = newId();
    const point = (id: string, channel: string, address: string) => ({
      id,
      channel,
      address,
      name: 'Guasti',
      serviceId,
      queueId: queue,
      settings: JSON.stringify({ flow: 'wishing' }),
    });
    await server.ctx.db
      .insertInto('contacts.entryPoint')
      .values([point(wishing, 'portal', 'guasti'), point(newId(), 'sms', number)])
      .execute();
  });
  const waiting = (contactId: string) =>
    server.ctx.db
      .selectFrom('routing.workItem as w')
      .innerJoin('contacts.contact as c', 'c.id', 'w.id')
      .select(['w.ownRequires', 'w.boostSeconds', 'c.classificationId', 'c.language'])
      .where('w.id', '=', contactId)
      .executeTakeFirstOrThrow();
  const wanted = () => ({
    ownRequires: [{ skill, level: 3 }],
    boostSeconds: 300,
    classificationId: classification,
    language: 'de',
  });

  test('comes with a short message to the person: skill, seniority, classification, language', async () => {
    const send = (ref: string, text: string) =>
      server.call(receiveSms, { body: { ref, from: '+393107654322', to: number, text } }, { as: gateway });
    await send('w1', 'ciao');
    await send('w2', 'Kein Wasser');
    expect(await waiting((await resultOf()).contactId!)).toEqual(wanted());
    // Told again by the gateway, nothing begins anew.
    expect((await send('w2', 'Kein Wasser')).body.replies).toEqual([]);
    const { n } = await server.ctx.db
      .selectFrom('flows.session')
      .select(({ fn }) => fn.countAll<string>().as('n'))
      .where('fromAddress', '=', '+393107654322')
      .executeTakeFirstOrThrow();
    expect(Number(n)).toBe(1);
  });

  test('comes with a page to whoever calls back', async () => {
    const { body } = await server.call(pages.beginPublicFlow, {
      params: { id: wishing },
      body: { language: 'it' },
    });
    const { token, turn } = body;
    await server.call(pages.answerPublicFlow, {
      body: { token, turn: turn.turn, input: { kind: 'text', text: 'Kein Wasser' } },
    });
    const called = await server.call(pages.callbackPublicFlow, {
      body: { token, number: '+393101234599' },
    });
    expect(called.status).toBe(200);
    expect(await waiting((await resultOf()).contactId!)).toEqual(wanted());
  });
});

test('what is told at this moment stands before the flow of the pages and SMS numbers that it names, and counts', async () => {
  const supervisor = { as: { token: (await server.makeToken(['routing.supervise', 'live.read'])).token } };
  const texts = { it: 'Manca l’acqua a Colle.', en: 'No water in Colle.' };
  const tell = async (body: { queues?: string[]; entryPoints?: string[] }) =>
    server.call(
      createAnnouncement,
      { body: { title: 'Guasto', texts, serviceId, why: 'rottura', ...body } },
      supervisor,
    );
  const [sms] = await server.ctx.db
    .selectFrom('contacts.entryPoint')
    .select('id')
    .where('channel', '=', 'sms')
    .execute();
  // For the whole service, callers hear it: what is written to everybody is chosen.
  const whole = await tell({});
  expect((await walk()).turn.say).toMatchObject([{ text: 'Che cosa?' }]);
  // In queues only callers hear something.
  expect((await tell({ queues: [queue], entryPoints: [page] })).status).toBe(422);
  const { body: made } = await tell({ entryPoints: [page, sms!.id] });
  const { turn } = await walk('en');
  expect(turn.say).toEqual([
    { text: 'No water in Colle.', language: 'en', prompt: null },
    { text: 'What?', language: 'en', prompt: null },
  ]);
  const texted = await server.call(
    receiveSms,
    { body: { ref: 'announced-1', from: '+393331112299', to: '+393100000001', text: 'ciao' } },
    { as: gateway },
  );
  expect(texted.body.replies[0]).toMatch(/^Manca l’acqua a Colle\.\nChe cosa\?/);
  const { body } = await server.call(listAnnouncements, {}, supervisor);
  expect(body.items.find(({ id }) => id === made.id)).toMatchObject({ shown: 2, heard: 0 });
  for (const id of [made.id, whole.body.id])
    await server.call(endAnnouncement, { params: { id }, body: { why: 'riparato' } }, supervisor);
  expect((await walk()).turn.say).toMatchObject([{ text: 'Che cosa?' }]);
});
