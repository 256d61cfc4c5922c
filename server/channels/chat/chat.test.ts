import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { contactsRoutes } from '#server/contacts/index.ts';
import { sendMessage } from '#contract/conversations.ts';
import { finishContact, markRead, takeContact, wrapUpContact } from '#contract/handling.ts';
import { setQueueEmergency } from '#contract/routing.ts';
import { publicCallbackTimes, publicChat } from '#contract/widget.ts';
import { digest, newId } from '#server/platform/index.ts';
import { routingRoutes } from '#server/routing/index.ts';
import {
  line,
  makeChatAgent,
  makeEntryPoint,
  openSocket,
  openWidget,
  type TestWidget,
} from '#tests/stories/chat.ts';
import { makeCustomer } from '#tests/stories/contacts.ts';
import { callbackRules } from '#tests/stories/callbacks.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';
import { publicRoutes, registerPublicPages } from '../public-pages.ts';

let one: TestServer;
let two: TestServer;
let service: string;
let agent: { id: string; session: string };
let chat: { id: string; queueId: string };
const open: TestWidget[] = [];

const modules = [...contactsRoutes, ...routingRoutes, ...publicRoutes];
const also: NonNullable<Parameters<typeof testServer>[1]>['also'] = (server, platform) =>
  registerPublicPages(server, platform, {
    touchMilliseconds: 200,
    lookoutMilliseconds: 150,
    windowsPerAddress: 100,
    lineRate: { burst: 500, perMinute: 500 },
    beginningRate: { burst: 500, perMinute: 500 },
  });

beforeAll(async () => {
  one = await testServer(modules, { also });
  two = await testServer(modules, { also, beside: one });
  service = await one.makeService();
  chat = await makeEntryPoint(one.ctx.db, 'chat', service);
  agent = await one.makeStaff({ name: 'Elena Prova' });
  await makeChatAgent(one.ctx.db, agent.id, chat.queueId, 50);
});
afterAll(async () => {
  for (const widget of open) widget.cut();
  await two?.stop();
  await one?.stop();
});

const widget = async (
  hello: Parameters<typeof openWidget>[2] = {},
  {
    at = one,
    id = chat.id,
    headers = {},
  }: { at?: TestServer; id?: string; headers?: Record<string, string> } = {},
) => {
  const opened = await openWidget(at.url, id, hello, headers);
  open.push(opened);
  return opened;
};
const asAgent = () => ({ as: { session: agent.session } });
const contactsOf = (conversationId: string) =>
  one.ctx.db
    .selectFrom('contacts.contact')
    .selectAll()
    .where('conversationId', '=', conversationId)
    .orderBy('arrivedAt')
    .execute();
const messagesOf = (conversationId: string) =>
  one.ctx.db
    .selectFrom('contacts.message')
    .selectAll()
    .where('conversationId', '=', conversationId)
    .orderBy('seq')
    .execute();
const conversationOf = async (token: { token: string }) => {
  const row = await one.ctx.db
    .selectFrom('chat.visitor')
    .selectAll()
    .where('tokenHash', '=', digest(token.token))
    .executeTakeFirstOrThrow();
  return row.conversationId!;
};
/** A chat that the agent has taken. */
async function talking(hello: Parameters<typeof openWidget>[2] = {}) {
  const visitor = await widget(hello);
  const first = line('Buongiorno');
  visitor.send(first);
  await visitor.next('ack');
  const conversation = await conversationOf(visitor);
  const [contact] = await contactsOf(conversation);
  const taken = await one.call(takeContact, { params: { id: contact!.id } }, asAgent());
  expect(taken.status).toBe(200);
  return { visitor, conversation, contact: contact!.id };
}
const reply = (conversation: string, text: string, kind: 'reply' | 'note' = 'reply') =>
  one.call(sendMessage, { params: { id: conversation }, body: { kind, text } }, asAgent());

describe('beginning', () => {
  it('makes no contact for a chat that was opened and never used', async () => {
    const visitor = await widget({ page: { url: 'https://www.example.org/a' } });
    expect(visitor.welcome).toMatchObject({
      fresh: true,
      started: false,
      state: { phase: 'idle' },
      lines: [],
    });
    expect(await conversationOf(visitor)).toBeNull();
  });

  it('is called back when they wait and ask for it: no abandon, the place kept, the promise in the conversation', async () => {
    const own = await makeEntryPoint(one.ctx.db, 'chat', service);
    await one.ctx.db
      .updateTable('routing.queue')
      .set({ callback: JSON.stringify({ ...callbackRules, allowed: true }) })
      .where('id', '=', own.queueId)
      .execute();
    const visitor = await widget({}, { id: own.id });
    visitor.send({ type: 'callback', number: '055 123456' });
    expect(await visitor.next('error')).toMatchObject({ code: 'conflict' });
    visitor.send(line('Aspetto da un po’'));
    await visitor.next('state', ({ state }) => state.phase === 'queued');
    visitor.send({ type: 'callback', number: '899 123456' });
    expect(await visitor.next('error')).toMatchObject({ code: 'invalid', field: 'number' });
    visitor.send({ type: 'callback', number: '055 123456' });
    await visitor.next('state', ({ state }) => state.phase === 'closed');
    await visitor.next('lines', ({ lines }) => lines.some(({ text }) => text.includes('+39055123456')));
    expect(await visitor.next('callback')).toMatchObject({ number: '+39055123456', at: null });
    const [contact] = await contactsOf(await conversationOf(visitor));
    expect(contact).toMatchObject({ state: 'closed' });
    const callback = await one.ctx.db
      .selectFrom('contacts.contact')
      .select(['kind', 'state', 'queueId', 'customerId'])
      .where('originId', '=', contact!.id)
      .executeTakeFirstOrThrow();
    expect(callback).toMatchObject({ kind: 'callback', state: 'queued', queueId: own.queueId });
  });

  it('is called back at a time of theirs when they find the chat closed, and is told why not when it cannot be', async () => {
    const own = await makeEntryPoint(one.ctx.db, 'chat', service);
    await one.ctx.db
      .updateTable('routing.queue')
      .set({ callback: JSON.stringify({ ...callbackRules, allowed: true }), emergencyClosed: true })
      .where('id', '=', own.queueId)
      .execute();
    const visitor = await widget({}, { id: own.id });
    expect(visitor.welcome).toMatchObject({ open: false, callback: true });
    const { body } = await one.call(publicCallbackTimes, { params: { id: own.id } });
    const at = body.times[3]!;
    visitor.send({ type: 'callback', number: '899 123456', at, name: 'Ada Prova' });
    expect(await visitor.next('error')).toMatchObject({ code: 'invalid', field: 'number' });
    visitor.send({ type: 'callback', number: '055 123457', at: '2020-01-01T10:00:00Z' });
    expect(await visitor.next('error')).toMatchObject({ code: 'invalid', field: 'at' });
    visitor.send({ type: 'callback', number: '055 123457', at, name: 'Ada Prova' });
    expect(await visitor.next('callback')).toMatchObject({ number: '+39055123457', at });
    const made = await one.ctx.db
      .selectFrom('contacts.callback as c')
      .innerJoin('contacts.contact as contact', 'contact.id', 'c.contactId')
      .innerJoin('customers.customer as customer', 'customer.id', 'contact.customerId')
      .select(['contact.state', 'c.via', 'c.wantedAt', 'customer.name'])
      .where('c.queueId', '=', own.queueId)
      .executeTakeFirstOrThrow();
    expect(made).toMatchObject({
      state: 'scheduled',
      via: 'chat',
      wantedAt: new Date(at),
      name: 'Ada Prova',
    });
    // Open again: who comes is taken by the chat.
    await one.ctx.db
      .updateTable('routing.queue')
      .set({ emergencyClosed: false })
      .where('id', '=', own.queueId)
      .execute();
    visitor.send({ type: 'callback', number: '055 123458' });
    expect(await visitor.next('error')).toMatchObject({ code: 'conflict' });
  });

  it.each([
    // Calls have room: it is their turn when it is.
    { channels: ['chat'], soon: 'promised' },
    // The places are one reserve: a time can be chosen, now cannot be promised.
    { channels: ['chat', 'phone'], soon: 'refused' },
  ])('is called back when they find a queue of $channels full: as soon as may be $soon', async (full) => {
    const own = await makeEntryPoint(one.ctx.db, 'chat', service);
    await one.ctx.db
      .updateTable('routing.queue')
      .set({
        callback: JSON.stringify({ ...callbackRules, allowed: true }),
        entryLimit: JSON.stringify({ max: 1, bufferShare: 0, channels: full.channels }),
        branches: JSON.stringify({
          full: { do: 'message', text: { it: 'Siamo al completo.', en: 'We are full.' } },
          closed: { do: 'wait' },
          emergency: { do: 'wait' },
        }),
      })
      .where('id', '=', own.queueId)
      .execute();
    const first = await widget({}, { id: own.id });
    first.send(line('prima'));
    await first.next('ack');
    const visitor = await widget({}, { id: own.id });
    expect(visitor.welcome).toMatchObject({ open: false, notice: 'Siamo al completo.', callback: true });
    const soon = { type: 'callback', number: `055 77${full.channels.length}456`, name: 'Ada Prova' } as const;
    const at = (await one.call(publicCallbackTimes, { params: { id: own.id } })).body.times[3]!;
    visitor.send(soon);
    if (full.soon === 'refused') {
      const refused = await visitor.next('error');
      expect(refused).toMatchObject({ code: 'conflict', field: null });
      expect(refused.message).toContain('scegli un momento');
      visitor.send({ ...soon, at });
    }
    const promised = await visitor.next('callback');
    expect(promised.at).toBe(full.soon === 'refused' ? at : null);
    // Back in the same window, the link is there again; who was turned away in words may ask as well.
    const back = await widget({ token: visitor.token }, { id: own.id });
    expect(back.welcome.promised).toEqual({
      number: promised.number,
      at: promised.at,
      link: promised.link,
    });
    expect(promised.link).toMatch(/\/callback\?lang=it#[0-9a-f]{64}$/);
    first.send({ type: 'end' });
    await first.next('state', ({ state }) => state.phase === 'closed');
  });

  it('opens the contact with the first line, with page and fields for the agent', async () => {
    const visitor = await widget({
      page: { url: 'https://www.example.org/bolletta', title: 'Bolletta' },
      prefill: { name: 'Ada Prova', email: 'ada@example.org', question: 'Aiuto' },
    });
    const first = line('Non capisco la bolletta');
    visitor.send(first);
    expect(await visitor.next('ack')).toMatchObject({ clientId: first.clientId, seq: 1 });
    expect((await visitor.next('lines')).lines).toMatchObject([
      { seq: 1, from: 'visitor', text: 'Non capisco la bolletta', clientId: first.clientId },
    ]);
    // That it waits is told at once, the place right after.
    expect((await visitor.next('state')).state.phase).toBe('queued');
    await visitor.next('state', ({ state }) => state.phase === 'queued' && state.position !== null);
    const conversation = await conversationOf(visitor);
    const [contact, ...more] = await contactsOf(conversation);
    expect(more).toEqual([]);
    expect(contact).toMatchObject({ channel: 'chat', state: 'queued', subject: 'Non capisco la bolletta' });
    const row = await one.ctx.db
      .selectFrom('contacts.conversation')
      .select('context')
      .where('id', '=', conversation)
      .executeTakeFirstOrThrow();
    expect(row.context).toMatchObject({
      page: { url: 'https://www.example.org/bolletta', title: 'Bolletta' },
      prefill: { name: 'Ada Prova', email: 'ada@example.org' },
    });
  });

  it('tells the desk at once when the visitor goes to another page', async () => {
    const { visitor, conversation } = await talking({ page: { url: 'https://www.example.org/a' } });
    const changed = new Promise<void>((resolve) => {
      const stop = two.platform.live.subscribe((events) => {
        if (
          !events.some((event) => event.kind === 'conversation.changed' && event.subjectId === conversation)
        )
          return;
        stop();
        resolve();
      });
    });
    visitor.send({ type: 'page', page: { url: 'https://www.example.org/b', title: 'B' } });
    await changed;
    const row = await one.ctx.db
      .selectFrom('contacts.conversation')
      .select('context')
      .where('id', '=', conversation)
      .executeTakeFirstOrThrow();
    expect(row.context).toMatchObject({ page: { url: 'https://www.example.org/b' } });
  });

  it('opens nobody’s record by an address that somebody types', async () => {
    const known = await makeCustomer(one.ctx.db, 'Vera Nota', 'vera@example.org');
    const visitor = await widget({ prefill: { name: 'Vera Nota', email: 'vera@example.org', question: '' } });
    visitor.send(line('Sono io'));
    await visitor.next('ack');
    const [contact] = await contactsOf(await conversationOf(visitor));
    expect(contact!.customerId).not.toBe(known);
    const customer = await one.ctx.db
      .selectFrom('customers.customer')
      .selectAll()
      .where('id', '=', contact!.customerId)
      .executeTakeFirstOrThrow();
    expect(customer).toMatchObject({ state: 'provisional', name: 'Vera Nota' });
  });
});

describe('no line is lost or doubled', () => {
  it('when the line is cut again and again while lines are being sent', async () => {
    let visitor = await widget();
    const { token } = visitor;
    const sent = Array.from({ length: 12 }, (_, index) => line(`riga ${index}`));
    const outbox = new Map(sent.map((one) => [one.clientId, one]));
    const seen = new Map<number, string>();
    let cursor = 0;
    const take = (from: TestWidget) => {
      for (const frame of from.frames) {
        if (frame.type !== 'lines' && frame.type !== 'welcome') continue;
        for (const got of frame.lines) {
          if (got.seq <= cursor) continue;
          expect(seen.has(got.seq)).toBe(false);
          seen.set(got.seq, got.text);
          cursor = got.seq;
          outbox.delete(got.clientId!);
        }
      }
    };
    for (let round = 0; outbox.size > 0 && round < 60; round += 1) {
      for (const one of outbox.values()) visitor.send(one);
      if (round < 8) {
        // Cut after a varying moment: before the frames leave, while they are handled, after some were answered.
        await new Promise((resolve) => setTimeout(resolve, round * 4));
        visitor.cut();
      } else await visitor.next('ack');
      take(visitor);
      visitor.cut();
      visitor = await widget({ token, resumeAfter: cursor });
      expect(visitor.welcome.fresh).toBe(false);
      take(visitor);
    }
    expect(outbox.size).toBe(0);
    const stored = await messagesOf(await conversationOf({ token }));
    expect(stored.map((message) => message.text).toSorted((a, b) => a.localeCompare(b))).toEqual(
      sent.map(({ text }) => text ?? '').toSorted((a, b) => a.localeCompare(b)),
    );
    expect(new Set(stored.map((message) => message.contactId)).size).toBe(1);
  });

  it('when the same first line comes over two sockets at once', async () => {
    const visitor = await widget();
    const tab = await widget({ token: visitor.token });
    const same = line('una volta sola');
    visitor.send(same);
    tab.send(same);
    const [a, b] = await Promise.all([visitor.next('ack'), tab.next('ack')]);
    expect(a.seq).toBe(b.seq);
    const conversation = await conversationOf(visitor);
    expect(await messagesOf(conversation)).toHaveLength(1);
    expect(await contactsOf(conversation)).toHaveLength(1);
  });

  it('for answers that come while nobody is connected; notes stay inside', async () => {
    const { visitor, conversation } = await talking();
    await visitor.next('lines');
    visitor.cut();
    for (const text of ['prima', 'seconda']) expect((await reply(conversation, text)).status).toBe(201);
    expect((await reply(conversation, 'solo per noi', 'note')).status).toBe(201);
    expect((await reply(conversation, 'terza')).status).toBe(201);
    const back = await widget({ token: visitor.token, resumeAfter: 1 });
    expect(back.welcome.lines.map((got) => [got.from, got.text, got.name])).toEqual([
      ['staff', 'prima', 'Elena Prova'],
      ['staff', 'seconda', 'Elena Prova'],
      ['staff', 'terza', 'Elena Prova'],
    ]);
    const fresh = await widget({ token: visitor.token });
    expect(fresh.welcome.lines.map((got) => got.text)).toEqual(['Buongiorno', 'prima', 'seconda', 'terza']);
    await reply(conversation, 'ancora per noi', 'note');
    await reply(conversation, 'quarta');
    expect((await back.next('lines')).lines.map((got) => got.text)).toEqual(['quarta']);
  });

  it('between two tabs on two server processes', async () => {
    const visitor = await widget();
    const tab = await widget({ token: visitor.token }, { at: two });
    visitor.send(line('dalla prima scheda'));
    expect((await tab.next('lines')).lines.map((got) => got.text)).toEqual(['dalla prima scheda']);
    tab.send(line('dalla seconda'));
    await visitor.next('lines', ({ lines }) => lines.some((got) => got.text === 'dalla seconda'));
    expect(visitor.texts()).toEqual(['dalla prima scheda', 'dalla seconda']);
    await tab.next('lines', ({ lines }) => lines.some((got) => got.text === 'dalla seconda'));
    expect(tab.texts()).toEqual(['dalla prima scheda', 'dalla seconda']);
  });
});

describe('waiting, answered, over', () => {
  it('tells place in the queue, who answers, and the end; a new line opens a new contact on the same conversation', async () => {
    const own = await makeEntryPoint(one.ctx.db, 'chat', service);
    const staff = await one.makeStaff({ name: 'Ugo Prova' });
    await makeChatAgent(one.ctx.db, staff.id, own.queueId);
    const as = { as: { session: staff.session } };
    const first = await widget({}, { id: own.id });
    first.send(line('primo'));
    await first.next('ack');
    const second = await widget({}, { id: own.id });
    second.send(line('secondo'));
    await second.next('state', ({ state }) => state.phase === 'queued' && state.position === 2);

    const conversation = await conversationOf(first);
    const [contact] = await contactsOf(conversation);
    expect((await one.call(takeContact, { params: { id: contact!.id } }, as)).status).toBe(200);
    await first.next('state', ({ state }) => state.phase === 'active' && state.agent === 'Ugo Prova');
    await second.next('state', ({ state }) => state.phase === 'queued' && state.position === 1);

    expect((await one.call(finishContact, { params: { id: contact!.id } }, as)).status).toBe(200);
    await first.next('state', ({ state }) => state.phase === 'closed');
    await closeForGood(contact!.id, as);
    const again = line('ancora una cosa');
    first.send(again);
    await first.next('ack', ({ clientId }) => clientId === again.clientId);
    const contacts = await contactsOf(conversation);
    expect(contacts).toHaveLength(2);
    expect(
      (await widget({ token: first.token }, { id: own.id })).welcome.lines.map((got) => got.text),
    ).toEqual(['primo', 'ancora una cosa']);
  });

  async function closeForGood(contact: string, as: { as: { session: string } }) {
    const outcome = newId();
    const classification = newId();
    await one.ctx.db
      .insertInto('contacts.outcome')
      .values({
        id: outcome,
        code: `o-${outcome.slice(-6)}`,
        name: JSON.stringify({ it: 'Fatto', en: 'Done' }),
      })
      .execute();
    await one.ctx.db
      .insertInto('knowledge.classification')
      .values({
        id: classification,
        level: 1,
        code: `c-${classification.slice(-6)}`,
        name: JSON.stringify({ it: 'Varie', en: 'Other' }),
      })
      .execute();
    const wrapped = await one.call(
      wrapUpContact,
      { params: { id: contact }, body: { outcome, classification, note: '' } },
      as,
    );
    expect(wrapped.status).toBe(200);
  }

  it('abandons the contact of a visitor who is gone for longer than the grace, and only then', async () => {
    const own = await makeEntryPoint(one.ctx.db, 'chat', service, { graceSeconds: 2 });
    const stays = await widget({}, { id: own.id });
    stays.send(line('resto'));
    await stays.next('ack');
    const goes = await widget({}, { id: own.id });
    goes.send(line('vado'));
    await goes.next('ack');
    const gone = await conversationOf(goes);
    goes.cut();
    await vi.waitFor(async () => expect((await contactsOf(gone))[0]!.state).toBe('abandoned'), {
      timeout: 20_000,
      interval: 100,
    });
    const legs = await one.ctx.db
      .selectFrom('contacts.leg')
      .select(['kind', 'result'])
      .where('contactId', '=', (await contactsOf(gone))[0]!.id)
      .execute();
    expect(legs).toEqual([{ kind: 'queue', result: 'abandoned' }]);
    expect((await contactsOf(await conversationOf(stays)))[0]!.state).toBe('queued');
    const back = await widget({ token: goes.token }, { id: own.id });
    expect(back.welcome.state).toEqual({ phase: 'closed' });
  });

  it('tells the agent when the visitor of a running chat has gone, once', async () => {
    const own = await makeEntryPoint(one.ctx.db, 'chat', service, { graceSeconds: 1 });
    const staff = await one.makeStaff();
    await makeChatAgent(one.ctx.db, staff.id, own.queueId);
    const visitor = await widget({}, { id: own.id });
    visitor.send(line('eccomi'));
    await visitor.next('ack');
    const conversation = await conversationOf(visitor);
    const [contact] = await contactsOf(conversation);
    await one.call(takeContact, { params: { id: contact!.id } }, { as: { session: staff.session } });
    visitor.cut();
    const system = async () =>
      (await messagesOf(conversation)).filter((message) => message.direction === 'system').length;
    await vi.waitFor(async () => expect(await system()).toBe(1), { timeout: 20_000, interval: 100 });
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(await system()).toBe(1);
    expect((await contactsOf(conversation))[0]!.state).toBe('active');
  });

  it('abandons at once when the visitor ends it by their own button', async () => {
    const visitor = await widget();
    visitor.send(line('anzi no'));
    await visitor.next('ack');
    visitor.send({ type: 'end' });
    await visitor.next('state', ({ state }) => state.phase === 'closed');
    expect((await contactsOf(await conversationOf(visitor)))[0]!.state).toBe('abandoned');
  });
});

describe('outside hours', () => {
  it('says so, names the form, takes no new conversation, and lets a running one go on', async () => {
    const form = await makeEntryPoint(one.ctx.db, 'form', service);
    const own = await makeEntryPoint(one.ctx.db, 'chat', service, { offlineForm: form.id });
    const running = await widget({}, { id: own.id });
    running.send(line('siete aperti'));
    await running.next('ack');
    // A week without any opening.
    const calendarId = newId();
    await one.ctx.db.insertInto('calendars.calendar').values({ id: calendarId, name: calendarId }).execute();
    await one.ctx.db.updateTable('routing.queue').set({ calendarId }).where('id', '=', own.queueId).execute();
    const late = await widget({}, { id: own.id });
    expect(late.welcome).toMatchObject({ open: false, offlineForm: form.id });
    const refused = line('c’è nessuno?');
    late.send(refused);
    expect(await late.next('error')).toMatchObject({ code: 'closed', clientId: refused.clientId });
    expect(await conversationOf(late)).toBeNull();
    running.send(line('continuo'));
    expect(await running.next('ack', ({ seq }) => seq === 2)).toBeDefined();
    expect((await one.call(publicChat, { params: { id: own.id } })).body).toMatchObject({
      open: false,
      offlineForm: form.id,
      estimatedWait: null,
    });
  });
});

describe('what a supervisor says at this moment', () => {
  it('is told to who comes and to the windows that are open, at once, with the queue open or closed', async () => {
    const own = await makeEntryPoint(one.ctx.db, 'chat', service);
    const text = { it: 'Guasto in centro: lo sappiamo.', en: 'Outage in the centre: we know.' };
    const say = (closed: boolean, message: typeof text | null) =>
      one.call(
        setQueueEmergency,
        { params: { id: own.queueId }, body: { closed, message, why: 'condotta rotta' } },
        { as: { session: chief.session } },
      );
    const chief = await one.makeStaff({ serviceId: service, role: 'supervisor' });
    const before = await widget({ lang: 'en' }, { id: own.id });
    expect(before.welcome).toMatchObject({ open: true, announcement: null });
    await say(false, text);
    expect(await before.next('open')).toMatchObject({ open: true, announcement: text.en, notice: null });
    const later = await widget({}, { id: own.id });
    expect(later.welcome).toMatchObject({ open: true, announcement: text.it });
    later.send(line('sono senza acqua'));
    await later.next('ack');
    await say(true, text);
    expect(await before.next('open')).toMatchObject({ open: false, announcement: text.en, notice: null });
    // Who has begun is not cut off; who comes now is told so and not let in.
    later.send(line('ancora qui'));
    expect(await later.next('ack', ({ seq }) => seq === 2)).toBeDefined();
    before.send(line('too late'));
    expect(await before.next('error')).toMatchObject({ code: 'closed' });
    await say(false, null);
    expect(await before.next('open')).toMatchObject({ open: true, announcement: null });
  });
});

describe('a full queue', () => {
  it('says its words before the first line and after it, keeps the line, and lets in again when there is room', async () => {
    const own = await makeEntryPoint(one.ctx.db, 'chat', service);
    const text = { it: 'Siamo al completo.', en: 'We are full.' };
    await one.ctx.db
      .updateTable('routing.queue')
      .set({
        entryLimit: JSON.stringify({ max: 1, bufferShare: 0, channels: ['chat'] }),
        branches: JSON.stringify({
          full: { do: 'message', text },
          closed: { do: 'wait' },
          emergency: { do: 'wait' },
        }),
      })
      .where('id', '=', own.queueId)
      .execute();
    const early = await widget({ lang: 'en' }, { id: own.id });
    expect(early.welcome).toMatchObject({ open: true, notice: null });
    const first = await widget({}, { id: own.id });
    first.send(line('prima'));
    await first.next('ack');
    expect((await widget({ lang: 'en' }, { id: own.id })).welcome).toMatchObject({
      open: false,
      notice: text.en,
    });
    expect((await one.call(publicChat, { params: { id: own.id } })).body).toMatchObject({
      open: false,
      notice: text.it,
    });
    // Who had the chat open before writes all the same.
    early.send(line('too late?'));
    await early.next('ack');
    const told = await early.next('lines', ({ lines }) => lines.some((got) => got.from === 'system'));
    expect(told.lines.find((got) => got.from === 'system')!.text).toBe(text.en);
    await early.next('state', ({ state }) => state.phase === 'closed');
    expect(await contactsOf(await conversationOf(early))).toMatchObject([{ state: 'cancelled' }]);
    first.send({ type: 'end' });
    await first.next('state', ({ state }) => state.phase === 'closed');
    early.send(line('and now?'));
    await early.next('state', ({ state }) => state.phase === 'queued');
    expect((await contactsOf(await conversationOf(early))).map((contact) => contact.state)).toEqual([
      'cancelled',
      'queued',
    ]);
  });
});

describe('signs between the two sides', () => {
  it('turns delivered and read into the message’s delivery, and never back', async () => {
    const { visitor, conversation } = await talking();
    await reply(conversation, 'ecco');
    const { lines } = await visitor.next('lines', ({ lines: some }) =>
      some.some((got) => got.text === 'ecco'),
    );
    const { seq } = lines.at(-1)!;
    const delivery = async () =>
      (await messagesOf(conversation)).find((message) => message.seq === seq)!.delivery;
    expect(await delivery()).toBe('sent');
    visitor.send({ type: 'mark', delivered: seq, read: 0 });
    await vi.waitFor(async () => expect(await delivery()).toBe('delivered'));
    visitor.send({ type: 'mark', delivered: seq, read: seq });
    await vi.waitFor(async () => expect(await delivery()).toBe('read'));
    visitor.send({ type: 'mark', delivered: 0, read: 0 });
    visitor.send({ type: 'ping' });
    await visitor.next('pong');
    expect(await delivery()).toBe('read');
    expect((await widget({ token: visitor.token })).welcome.read).toBe(seq);
  });

  it('tells the visitor when an agent has read', async () => {
    const { visitor, contact } = await talking();
    expect((await one.call(markRead, { params: { id: contact } }, asAgent())).status).toBe(204);
    expect(await visitor.next('seen')).toMatchObject({ seq: 1 });
  });

  it('carries typing both ways between processes, but not an agent’s note', async () => {
    const { visitor, conversation } = await talking();
    await visitor.next('state', ({ state }) => state.phase === 'active');
    const heard: Record<string, unknown>[] = [];
    const stop = two.platform.live.onWhisper(({ kind, data }) => {
      if (kind === 'typing') heard.push(data);
    });
    visitor.send({ type: 'typing', on: true });
    await vi.waitFor(() =>
      expect(heard).toMatchObject([{ conversation, on: true, kind: 'reply', serviceId: service }]),
    );
    stop();
    const whisper = (kind: string, on: boolean) =>
      two.platform.live.whisper({
        kind: 'typing',
        data: { conversation, kind, on, staff: agent.id, name: 'Elena', serviceId: service, teamId: null },
      });
    whisper('note', true);
    whisper('reply', true);
    expect(await visitor.next('typing')).toEqual({ type: 'typing', on: true, name: 'Elena Prova' });
    expect(visitor.frames.filter((frame) => frame.type === 'typing')).toHaveLength(1);
  });

  it('asks for a transcript by an event, once in some minutes', async () => {
    const { visitor, conversation } = await talking();
    visitor.send({ type: 'transcript', email: 'ada@example.org' });
    expect(await visitor.next('transcript')).toMatchObject({ email: 'ada@example.org' });
    visitor.send({ type: 'transcript', email: 'ada@example.org' });
    expect(await visitor.next('error')).toMatchObject({ code: 'too_many' });
    const events = await one.ctx.db
      .selectFrom('platform.event')
      .select('data')
      .where('kind', '=', 'chat.transcript-requested')
      .where('subjectId', '=', conversation)
      .execute();
    expect(events).toMatchObject([{ data: { conversation, to: 'ada@example.org', language: 'it' } }]);
  });
});

describe('files', () => {
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );
  const upload = async (token: string, name: string, content: Buffer, type = 'application/octet-stream') => {
    const body = new FormData();
    body.append('token', token);
    body.append('file', new Blob([new Uint8Array(content)], { type }), name);
    const response = await fetch(`${one.url}/api/v1/public/chats/${chat.id}/files`, { method: 'POST', body });
    return {
      status: response.status,
      cors: response.headers.get('access-control-allow-origin'),
      body: (await response.json()) as { id: string; type: string; errors?: { field: string }[] },
    };
  };

  it('takes a picture by its content and shows it under an address that only its reader has', async () => {
    const visitor = await widget();
    const { status, body, cors } = await upload(visitor.token, 'contatore.png', png);
    expect([status, body.type, cors]).toEqual([201, 'image/png', '*']);
    visitor.send(line('', [body.id]));
    const { lines } = await visitor.next('lines');
    const [file] = lines[0]!.attachments;
    expect(file).toMatchObject({ name: 'contatore.png', type: 'image/png', inline: true });
    const got = await fetch(one.url + file!.url);
    expect(got.status).toBe(200);
    expect(got.headers.get('content-security-policy')).toContain('sandbox');
    expect(Buffer.from(await got.arrayBuffer()).equals(png)).toBe(true);
    for (const wrong of [
      file!.url.replace(/signature=\w+/, 'signature=0'),
      file!.url.replace(/until=\d+/, 'until=99999999999999'),
      file!.url.replace(/signature=\w+/, ''),
    ])
      expect([wrong, (await fetch(one.url + wrong)).ok]).toEqual([wrong, false]);
  });

  it.each([
    ['fattura.pdf', Buffer.from(`MZ${'\0'.repeat(600)}`, 'latin1'), 'application/pdf'],
    [
      'foto.png',
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
      'image/png',
    ],
    ['pagina.txt', Buffer.from('<html><script>alert(1)</script></html>'), 'text/plain'],
    ['vuoto.pdf', Buffer.alloc(0), 'application/pdf'],
    ['grande.txt', Buffer.alloc(10_000_001, 'a'), 'text/plain'],
  ])('refuses %s for what it is, whatever it claims', async (name, content, type) => {
    const visitor = await widget();
    const { status, body } = await upload(visitor.token, name, content, type);
    expect(status).toBe(422);
    expect(body.errors).toMatchObject([{ field: 'file' }]);
  });

  it('gives nobody else’s file to a line, and no file twice', async () => {
    const owner = await widget();
    const thief = await widget();
    const { body } = await upload(owner.token, 'a.png', png);
    thief.send(line('guarda', [body.id]));
    expect(await thief.next('error')).toMatchObject({ field: 'attachments' });
    owner.send(line('mia', [body.id]));
    await owner.next('ack');
    owner.send(line('di nuovo', [body.id]));
    expect(await owner.next('error')).toMatchObject({ field: 'attachments' });
    expect((await upload('not a token', 'a.png', png)).status).toBe(401);
  });
});

describe('hostile visitors', () => {
  it('answers nonsense with an error that names the field, and keeps working', async () => {
    const socket = await openSocket(one.url, chat.id);
    open.push(socket);
    socket.send(line('prima del saluto'));
    expect(await socket.next('error')).toMatchObject({ code: 'invalid', field: 'type' });
    for (const [frame, field] of [
      ['not json', 'type'],
      ['[]', 'type'],
      ['null', 'type'],
      ['{"type":"drop table"}', 'type'],
      ['{"type":"hello","resumeAfter":-1}', 'resumeAfter'],
      ['{"type":"hello","prefill":{"email":"nobody"}}', 'prefill.email'],
    ] as const) {
      socket.send(frame);
      expect([frame, await socket.next('error')]).toMatchObject([frame, { code: 'invalid', field }]);
    }
    socket.send(Buffer.from([1, 2, 3]));
    await socket.next('error');
    socket.send({ type: 'hello', resumeAfter: 2_000_000_000 });
    const welcome = await socket.next('welcome');
    socket.send({ type: 'hello', token: welcome.token });
    expect(await socket.next('error')).toMatchObject({ field: 'type' });
    socket.send({ ...line(''), text: 'x'.repeat(4001) });
    expect(await socket.next('error')).toMatchObject({ field: 'text', clientId: expect.any(String) });
    socket.send(line('  \n '));
    expect(await socket.next('error')).toMatchObject({ field: 'text' });
    socket.send({ type: 'mark', delivered: 1e9, read: 1e9 });
    socket.send({ type: 'transcript', email: 'ada@example.org' });
    expect(await socket.next('error')).toMatchObject({ code: 'conflict' });
    socket.send(line('<img src=x onerror=alert(1)>\u0000\u202e'));
    await socket.next('ack');
    expect((await socket.next('lines')).lines[0]!.text).toContain('<img src=x onerror=alert(1)>');
  });

  it('takes a line, a page and fields without the characters that no database keeps', async () => {
    const visitor = await widget({
      page: { url: 'https://www.example.org/\u0000', title: 'Bol\u0000letta \ud800' },
      prefill: { name: 'Ada\u0000 Prova' },
    });
    visitor.send({ ...line('Aiu\u0000to'), clientId: 'abcd\u0000efgh' });
    expect(await visitor.next('ack')).toMatchObject({ clientId: 'abcdefgh', seq: 1 });
    visitor.send({ type: 'page', page: { url: 'https://www.example.org/', title: '\u0000Altra' } });
    visitor.send({ type: 'prefill', prefill: { name: 'Ida\u0000' } });
    visitor.send({ type: 'ping' });
    await visitor.next('pong');
    const { context } = await one.ctx.db
      .selectFrom('contacts.conversation')
      .select('context')
      .where('id', '=', await conversationOf(visitor))
      .executeTakeFirstOrThrow();
    expect(context).toMatchObject({ page: { title: 'Altra' }, prefill: { name: 'Ida' } });
  });

  it('gives a forged token a conversation of its own, never somebody else’s', async () => {
    const { visitor } = await talking();
    for (const token of [`${visitor.token.slice(0, -1)}A`, '', 'x'.repeat(100)]) {
      if (token === visitor.token) continue;
      const forged = await widget({ token });
      expect(forged.welcome).toMatchObject({ fresh: true, started: false, lines: [] });
      expect(forged.token).not.toBe(token);
    }
    const other = await makeEntryPoint(one.ctx.db, 'chat', service);
    expect((await widget({ token: visitor.token }, { id: other.id })).welcome.fresh).toBe(true);
  });

  it('closes for good on an unknown chat and on a site that is not on the list', async () => {
    const listed = await makeEntryPoint(one.ctx.db, 'chat', service, {
      origins: ['https://www.example.org'],
    });
    for (const [id, origin, code] of [
      [newId(), 'https://www.example.org', 4404],
      ['not-an-id', 'https://www.example.org', 4404],
      [listed.id, 'https://evil.example.net', 4403],
      [listed.id, 'null', 4403],
    ] as const) {
      const socket = await openSocket(one.url, id, { origin });
      socket.send({ type: 'hello' });
      expect(await socket.closed).toBe(code);
    }
    expect(
      (await widget({}, { id: listed.id, headers: { origin: 'https://www.example.org' } })).welcome.fresh,
    ).toBe(true);
  });

  it('slows down a visitor who floods, and names the line that has to come again', async () => {
    const strict = await testServer(modules, { beside: one, also: registerPublicPages });
    const visitor = await widget({}, { at: strict });
    const flood = Array.from({ length: 25 }, (_, index) => line(`${index}`));
    for (const sent of flood) visitor.send(sent);
    const error = await visitor.next('error');
    expect(error).toMatchObject({
      code: 'too_many',
      clientId: expect.any(String),
      retry: expect.any(Number),
    });
    expect(flood.map((sent) => sent.clientId)).toContain(error.clientId);
    await strict.stop();
  });

  it('bounds the connections of one address', async () => {
    const narrow = await testServer(modules, {
      beside: one,
      also: (server, platform) => registerPublicPages(server, platform, { windowsPerAddress: 2 }),
    });
    const held = [await openWidget(narrow.url, chat.id), await openWidget(narrow.url, chat.id)];
    expect(await (await openSocket(narrow.url, chat.id)).closed).toBe(4429);
    await held[0]!.close();
    await vi.waitFor(async () => {
      const again = await openSocket(narrow.url, chat.id);
      again.send({ type: 'hello' });
      await Promise.race([
        again.next('welcome'),
        again.closed.then((code) => Promise.reject(new Error(`${code}`))),
      ]);
    });
    await narrow.stop();
  });
});
