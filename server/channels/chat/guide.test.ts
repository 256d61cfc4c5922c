import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { flowStory } from '#contract/flows.ts';
import { flowGraph } from '#contract/flow-graph.ts';
import { getFlowFigures } from '#contract/flows.ts';
import { takeContact } from '#contract/handling.ts';
import { sendMessage } from '#contract/conversations.ts';
import type { ChatFlow } from '#contract/widget.ts';
import { contactsRoutes } from '#server/contacts/index.ts';
import { digest, newId } from '#server/platform/index.ts';
import { routingRoutes } from '#server/routing/index.ts';
import { line, makeChatAgent, makeEntryPoint, openWidget, type TestWidget } from '#tests/stories/chat.ts';
import { flowServer, makeServed, publish } from '#tests/stories/flows.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';
import { publicRoutes, registerPublicPages } from '../public-pages.ts';

let one: TestServer;
let two: TestServer;
let service: string;
let queue: string;
let editor: { session: string };
let agent: { id: string; session: string };
let chat: { id: string };
let skill: string;
const open: TestWidget[] = [];

const modules = [...contactsRoutes, ...routingRoutes, ...publicRoutes];
const also: NonNullable<Parameters<typeof testServer>[1]>['also'] = (server, platform) =>
  registerPublicPages(server, platform, {
    touchMilliseconds: 200,
    lookoutMilliseconds: 100,
    windowsPerAddress: 200,
    lineRate: { burst: 500, perMinute: 500 },
    beginningRate: { burst: 500, perMinute: 500 },
  });

const graph = flowGraph.parse({
  languages: ['it', 'en', 'ar'],
  channels: ['chat'],
  start: 'menu',
  person: { queue: 'clienti' },
  nodes: [
    {
      id: 'menu',
      kind: 'choose',
      says: { text: { it: 'Che cosa ti serve?', en: 'What do you need?', ar: 'ماذا تحتاج؟' } },
      options: [
        { id: 'hours', label: { it: 'Orari', en: 'Hours', ar: 'المواعيد' } },
        { id: 'bill', label: { it: 'Bolletta', en: 'Bill', ar: 'الفاتورة' } },
        { id: 'fault', label: { it: 'Guasto', en: 'Fault', ar: 'عطل' } },
      ],
    },
    { id: 'said', kind: 'end', says: { text: { it: 'Dalle 8 alle 19.', en: 'From 8 to 19.', ar: '8–19' } } },
    {
      id: 'who',
      kind: 'identify',
      by: ['customer_code'],
      proof: ['pin'],
      says: { text: { it: 'Chi sei?', en: 'Who are you?', ar: 'من أنت؟' } },
    },
    { id: 'wants', kind: 'skill', requires: [{ skill: 'idraulica', level: 2 }], boostMinutes: 3 },
    {
      id: 'where',
      kind: 'ask',
      type: 'text',
      into: 'place',
      says: { text: { it: 'Dove?', en: 'Where?', ar: 'أين؟' } },
    },
    { id: 'person', kind: 'queue', queue: 'clienti' },
  ],
  edges: [
    { from: 'menu', exit: 'hours', to: 'said' },
    { from: 'menu', exit: 'bill', to: 'who' },
    { from: 'menu', exit: 'fault', to: 'wants' },
    { from: 'menu', exit: 'not_understood', to: 'person' },
    { from: 'menu', exit: 'silence', to: 'person' },
    { from: 'who', exit: 'identified', to: 'person' },
    { from: 'who', exit: 'failed', to: 'person' },
    { from: 'who', exit: 'silence', to: 'person' },
    { from: 'wants', exit: 'next', to: 'where' },
    { from: 'where', exit: 'next', to: 'person' },
    { from: 'where', exit: 'not_understood', to: 'person' },
    { from: 'where', exit: 'silence', to: 'person' },
  ],
});

beforeAll(async () => {
  ({ server: one, service, queue, editor } = await flowServer(modules, { also }));
  two = await testServer(modules, { also, beside: one });
  skill = newId();
  await one.ctx.db
    .insertInto('routing.skill')
    .values({ id: skill, code: 'idraulica', name: JSON.stringify({ it: 'Idraulica', en: 'Plumbing' }) })
    .execute();
  await publish(one, editor, 'guida', graph);
  chat = await makeEntryPoint(one.ctx.db, 'chat', service, { flow: 'guida' }, queue);
  agent = await one.makeStaff({ name: 'Elena Prova' });
  await makeChatAgent(one.ctx.db, agent.id, queue, 50);
});
afterAll(async () => {
  for (const widget of open) widget.cut();
  await two?.stop();
  await one?.stop();
});

const widget = async (
  hello: Parameters<typeof openWidget>[2] = {},
  { at = one, id = chat.id }: { at?: TestServer; id?: string } = {},
) => {
  const opened = await openWidget(at.url, id, hello);
  open.push(opened);
  return opened;
};
type Opened = Awaited<ReturnType<typeof widget>>;
const flowOf = async (visitor: Opened, fits: (flow: ChatFlow) => boolean = () => true): Promise<ChatFlow> =>
  (await visitor.next('flow', ({ flow }) => fits(flow))).flow;
/** Begins, and waits for the first question. */
async function begun(
  hello: Parameters<typeof openWidget>[2] = {},
  where: { at?: TestServer; id?: string } = {},
) {
  const visitor = await widget(hello, where);
  visitor.send({ type: 'flow', turn: 0, input: { kind: 'begin' } });
  return { visitor, flow: await flowOf(visitor, ({ state }) => state === 'open') };
}
const texts = ({ lines }: ChatFlow) => lines.map(({ text }) => text);
const rowOf = (visitor: { token: string }) =>
  one.ctx.db
    .selectFrom('chat.visitor')
    .selectAll()
    .where('tokenHash', '=', digest(visitor.token))
    .executeTakeFirstOrThrow();
const sessionOf = async (visitor: { token: string }) => {
  const { flowSessions } = await rowOf(visitor);
  return one.ctx.db
    .selectFrom('flows.session')
    .select(['id', 'result', 'contactId', 'language'])
    .where('id', '=', flowSessions.at(-1)!)
    .executeTakeFirstOrThrow();
};
const contactOf = async (visitor: { token: string }) => {
  const { contactId } = await sessionOf(visitor);
  return one.ctx.db
    .selectFrom('contacts.contact as c')
    .innerJoin('routing.workItem as w', 'w.id', 'c.id')
    .select([
      'c.id',
      'c.conversationId',
      'c.customerId',
      'c.language',
      'c.queueId',
      'c.subject',
      'w.ownRequires',
      'w.boostSeconds',
    ])
    .where('c.id', '=', contactId!)
    .executeTakeFirstOrThrow();
};

describe('a chat that begins with a flow', () => {
  it('says so to whoever opens it, and begins nothing before they want it', async () => {
    const visitor = await widget({ lang: 'ar' });
    expect(visitor.welcome.flow).toEqual({ state: 'none', language: 'ar', turn: 0, ask: null, lines: [] });
    expect(await rowOf(visitor)).toMatchObject({ flowSessions: [], flowState: null });
    const plain = await makeEntryPoint(one.ctx.db, 'chat', service, { flow: 'nessuno' });
    expect((await widget({}, { id: plain.id })).welcome.flow).toBeNull();
  });

  it('speaks the language of the visitor, takes buttons, and makes nobody any work when it was enough', async () => {
    const { visitor, flow } = await begun({ lang: 'ar' });
    expect(flow).toMatchObject({ language: 'ar', turn: 1 });
    expect(flow.lines).toMatchObject([{ from: 'flow', text: 'ماذا تحتاج؟', language: 'ar' }]);
    expect(flow.ask?.options.map(({ label }) => label)).toEqual(['المواعيد', 'الفاتورة', 'عطل']);
    visitor.send({ type: 'flow', turn: flow.turn, input: { kind: 'option', option: 'hours' } });
    const over = await flowOf(visitor, ({ state }) => state === 'answered');
    expect(texts(over)).toEqual(['ماذا تحتاج؟', 'المواعيد', '8–19']);
    expect(over.lines[1]).toMatchObject({ from: 'customer' });
    expect(await sessionOf(visitor)).toMatchObject({ result: 'contained', contactId: null });
    expect((await rowOf(visitor)).conversationId).toBeNull();
    // Begun anew, beside what was said before.
    visitor.send({ type: 'flow', turn: 0, input: { kind: 'begin' } });
    const again = await flowOf(visitor, ({ state }) => state === 'open');
    expect(texts(again)).toHaveLength(4);
  });

  it('understands words, and hands on what it learnt: the same chat goes on with a person who has the story', async () => {
    const { visitor, flow } = await begun({ lang: 'en' });
    visitor.send({ type: 'flow', turn: flow.turn, input: { kind: 'text', text: 'a fault' } });
    const where = await flowOf(visitor, ({ turn }) => turn > flow.turn);
    expect(texts(where).at(-1)).toBe('Where?');
    visitor.send({ type: 'flow', turn: where.turn, input: { kind: 'text', text: 'Via del Mulino\u0000' } });
    const handed = await flowOf(visitor, ({ state }) => state === 'person');
    expect(texts(handed)).toContain('Via del Mulino');
    await visitor.next('state', ({ state }) => state.phase === 'queued');
    const contact = await contactOf(visitor);
    expect(contact).toMatchObject({
      queueId: queue,
      language: 'en',
      subject: 'Via del Mulino',
      ownRequires: [{ skill, level: 2 }],
      boostSeconds: 180,
    });
    expect(await sessionOf(visitor)).toMatchObject({ result: 'handed_over' });
    const { body } = await one.call(
      flowStory,
      { params: { id: contact.id } },
      { as: { session: editor.session } },
    );
    expect(body.items[0]!.trail.map(({ text }) => text)).toContain('Where?');

    const taken = await one.call(takeContact, { params: { id: contact.id } }, { as: agent });
    expect(taken.status).toBe(200);
    await visitor.next('state', ({ state }) => state.phase === 'active');
    await one.call(
      sendMessage,
      { params: { id: contact.conversationId }, body: { kind: 'reply', text: 'We come today.' } },
      { as: agent },
    );
    await visitor.next('lines', ({ lines }) => lines.some(({ text }) => text === 'We come today.'));
    // What was handed on stands among the lines of the flow, and not twice.
    expect(visitor.texts()).toEqual(['We come today.']);
    visitor.send(line('Thank you'));
    await visitor.next('ack');
    // While people talk, nothing begins beside them.
    visitor.send({ type: 'flow', turn: 0, input: { kind: 'begin' } });
    expect(await visitor.next('error')).toMatchObject({ code: 'conflict' });
    const back = await widget({ token: visitor.token });
    expect(back.welcome.flow).toMatchObject({ state: 'person', ask: null });
    expect(back.welcome.lines.map(({ text }) => text)).toEqual(['We come today.', 'Thank you']);
  });

  it('knows who was identified, shows no code, and moves what they wrote before to them', async () => {
    const served = await makeServed(one);
    const { visitor, flow } = await begun();
    visitor.send({ type: 'flow', turn: flow.turn, input: { kind: 'person' } });
    await flowOf(visitor, ({ state }) => state === 'person');
    const before = await contactOf(visitor);
    expect(before.subject).toBe('Vorrei parlare con una persona.');
    visitor.send({ type: 'end' });
    await visitor.next('state', ({ state }) => state.phase === 'closed');
    visitor.send({ type: 'flow', turn: 0, input: { kind: 'begin' } });
    const menu = await flowOf(visitor, ({ state }) => state === 'open');
    visitor.send({ type: 'flow', turn: menu.turn, input: { kind: 'option', option: 'bill' } });
    const who = await flowOf(visitor, ({ turn, state }) => turn === menu.turn + 1 && state === 'open');
    visitor.send({ type: 'flow', turn: who.turn, input: { kind: 'text', text: served.number } });
    const pin = await flowOf(visitor, ({ turn }) => turn === who.turn + 1);
    expect(pin.ask).toMatchObject({ secret: true });
    visitor.send({ type: 'flow', turn: pin.turn, input: { kind: 'text', text: '24680' } });
    const done = await flowOf(
      visitor,
      ({ state, lines }) => state === 'person' && lines.some(({ text }) => text === '•••'),
    );
    expect(JSON.stringify(done)).not.toContain('24680');
    const contact = await contactOf(visitor);
    expect(contact.customerId).toBe(served.id);
    expect(contact.conversationId).toBe(before.conversationId);
    expect((await rowOf(visitor)).customerId).toBe(served.id);
  });

  it('goes on where it was after a reload, in another tab and over another process', async () => {
    const { visitor, flow } = await begun();
    const other = await widget({ token: visitor.token }, { at: two });
    expect(other.welcome.flow).toMatchObject({ state: 'open', turn: flow.turn });
    visitor.cut();
    other.send({ type: 'flow', turn: flow.turn, input: { kind: 'option', option: 'fault' } });
    const where = await flowOf(other, ({ turn }) => turn > flow.turn);
    const back = await widget({ token: visitor.token });
    expect(back.welcome.flow).toEqual(where);
    // A tab that was behind answers a turn that is over: it hears how things stand, and nothing changes.
    back.send({ type: 'flow', turn: flow.turn, input: { kind: 'option', option: 'bill' } });
    expect(await flowOf(back)).toEqual(where);
    other.send({ type: 'flow', turn: where.turn, input: { kind: 'person' } });
    await flowOf(back, ({ state }) => state === 'person');
    await back.next('state', ({ state }) => state.phase === 'queued');
  });

  it('puts a line to people through to them', async () => {
    const { visitor } = await begun();
    visitor.send(line('Ho fretta'));
    await visitor.next('ack');
    await visitor.next('lines', ({ lines }) => lines.some(({ text }) => text === 'Ho fretta'));
    expect(await sessionOf(visitor)).toMatchObject({ result: 'handed_over' });
    const { n } = await one.ctx.db
      .selectFrom('contacts.contact')
      .select(({ fn }) => fn.countAll<string>().as('n'))
      .where('conversationId', '=', (await rowOf(visitor)).conversationId)
      .executeTakeFirstOrThrow();
    expect(Number(n)).toBe(1);
  });

  it('answers outside hours too, and puts nobody through to people who are not there', async () => {
    const shut = await makeEntryPoint(one.ctx.db, 'chat', service, { flow: 'guida' }, queue);
    await one.ctx.db
      .updateTable('routing.queue')
      .set({ emergencyClosed: true })
      .where('id', '=', queue)
      .execute();
    try {
      const { visitor, flow } = await begun({}, { id: shut.id });
      expect(visitor.welcome.open).toBe(false);
      visitor.send({ type: 'flow', turn: flow.turn, input: { kind: 'option', option: 'hours' } });
      await flowOf(visitor, ({ state }) => state === 'answered');
      visitor.send({ type: 'flow', turn: 0, input: { kind: 'begin' } });
      const again = await flowOf(visitor, ({ state }) => state === 'open');
      visitor.send({ type: 'flow', turn: again.turn, input: { kind: 'person' } });
      await flowOf(visitor, ({ state }) => state === 'closed');
      expect(await sessionOf(visitor)).toMatchObject({ result: 'unanswered', contactId: null });
      expect((await rowOf(visitor)).conversationId).toBeNull();
    } finally {
      await one.ctx.db
        .updateTable('routing.queue')
        .set({ emergencyClosed: false })
        .where('id', '=', queue)
        .execute();
    }
  });

  it('counts who leaves, and who answers no more, as hung up', async () => {
    const brief = await makeEntryPoint(
      one.ctx.db,
      'chat',
      service,
      { flow: 'guida', graceSeconds: 1 },
      queue,
    );
    const { visitor } = await begun({}, { id: brief.id });
    visitor.cut();
    await expect.poll(async () => (await rowOf(visitor)).flowState, { timeout: 15_000 }).toBe('left');
    expect(await sessionOf(visitor)).toMatchObject({ result: 'hung_up' });
    const { visitor: idle } = await begun();
    await one.ctx.db
      .updateTable('chat.visitor')
      .set({ flowAt: new Date(one.clock.now().getTime() - 3_700_000) })
      .where('id', '=', (await rowOf(idle)).id)
      .execute();
    const over = await flowOf(idle, ({ state }) => state === 'idle');
    expect(over.ask).toBeNull();
    expect(await sessionOf(idle)).toMatchObject({ result: 'hung_up' });
    const { body } = await one.call(
      getFlowFigures,
      { params: { code: 'guida' }, query: { channel: 'chat' } },
      { as: { session: editor.session } },
    );
    expect(body.hungUp).toBeGreaterThanOrEqual(2);
    expect(body.contained).toBeGreaterThanOrEqual(1);
  });

  it('takes it for silence when nobody answers for as long as its question waits, and goes that way', async () => {
    const waits = flowGraph.parse({
      languages: ['it'],
      channels: ['chat'],
      start: 'menu',
      person: { queue: 'clienti' },
      nodes: [
        {
          id: 'menu',
          kind: 'choose',
          tries: 2,
          seconds: 60,
          says: { text: { it: 'Sei ancora lì?' } },
          options: [{ id: 'here', label: { it: 'Sì' } }],
        },
        { id: 'place', kind: 'ask', type: 'text', into: 'place', says: { text: { it: 'Dove?' } } },
        { id: 'person', kind: 'queue', queue: 'clienti' },
      ],
      edges: [
        ['menu', 'here', 'place'],
        ['menu', 'not_understood', 'person'],
        ['menu', 'silence', 'person'],
        ['place', 'next', 'person'],
        ['place', 'not_understood', 'person'],
        ['place', 'silence', 'person'],
      ].map(([from, exit, to]) => ({ from, exit, to })),
    });
    await publish(one, editor, 'attesa', waits);
    const entry = await makeEntryPoint(one.ctx.db, 'chat', service, { flow: 'attesa' }, queue);
    const since = async (visitor: Opened, seconds: number) =>
      one.ctx.db
        .updateTable('chat.visitor')
        .set({ flowAt: new Date(one.clock.now().getTime() - seconds * 1000) })
        .where('id', '=', (await rowOf(visitor)).id)
        .execute();
    const { visitor, flow } = await begun({}, { id: entry.id });
    expect(flow.ask?.seconds).toBe(60);
    await since(visitor, 61);
    const asked = await flowOf(visitor, ({ turn }) => turn > flow.turn);
    expect([asked.state, texts(asked).filter((text) => text === 'Sei ancora lì?').length]).toEqual([
      'open',
      2,
    ]);
    // Whoever writes is not silent: the question waits from then on.
    await since(visitor, 40);
    visitor.send({ type: 'typing', on: true });
    await expect
      .poll(async () => one.clock.now().getTime() - (await rowOf(visitor)).flowAt!.getTime())
      .toBeLessThan(39_000);
    await since(visitor, 61);
    const person = await flowOf(visitor, ({ state }) => state === 'person');
    expect(person.ask).toBeNull();
    expect((await contactOf(visitor)).queueId).toBe(queue);
    expect(await sessionOf(visitor)).toMatchObject({ result: 'handed_over' });
    // A question that names no time waits until its visitor is idle.
    const { visitor: other, flow: menu } = await begun({}, { id: entry.id });
    other.send({ type: 'flow', turn: menu.turn, input: { kind: 'option', option: 'here' } });
    const place = await flowOf(other, ({ turn }) => turn > menu.turn);
    expect([place.ask?.seconds, (await rowOf(other)).flowSeconds]).toEqual([undefined, null]);
  });

  it.each([
    { turn: -1, input: { kind: 'begin' } },
    { turn: 1, input: { kind: 'silence' } },
    { turn: 1, input: { kind: 'text', text: 'x'.repeat(4001) } },
    { turn: 1, input: { kind: 'option', option: 'x'.repeat(61) } },
    { turn: 1 },
  ])('refuses %j and says which field', async (frame) => {
    const { visitor } = await begun();
    visitor.send(JSON.stringify({ type: 'flow', ...frame }));
    expect(await visitor.next('error')).toMatchObject({ code: 'invalid' });
  });

  it('takes names of things that every object has for the words they are', async () => {
    const { visitor, flow } = await begun();
    visitor.send({ type: 'flow', turn: flow.turn, input: { kind: 'option', option: '__proto__' } });
    const next = await flowOf(visitor, ({ turn }) => turn > flow.turn);
    expect(next).toMatchObject({ state: 'open' });
    visitor.send({ type: 'flow', turn: next.turn, input: { kind: 'text', text: 'constructor' } });
    await flowOf(visitor, ({ turn }) => turn > next.turn);
  });
});
