import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  askConsult,
  completeConsult,
  endConsult,
  letConsultedWrite,
  listConsults,
  sayInConsult,
  setConsultLine,
} from '#contract/consults.ts';
import { getContact, listContacts, listLegs, workload } from '#contract/contacts.ts';
import { listMessages, sendMessage } from '#contract/conversations.ts';
import {
  acceptOffer,
  declineOffer,
  finishContact,
  resumeContact,
  takeContact,
  transferContact,
} from '#contract/handling.ts';
import { setMyPresence } from '#contract/routing.ts';
import { newId, startConsumer, startJobs } from '#server/platform/index.ts';
import { ensureAgent, putAgent, routingRoutes } from '#server/routing/index.ts';
import {
  arrive,
  broken,
  lead,
  legsOf,
  makeCentreProfile,
  makeCentreQueue,
  openOffer,
  pass,
} from '#tests/stories/routing.ts';
import { testServer, type Caller, type TestServer } from '#tests/support/server.ts';
import { consultRoutes } from './consults.routes.ts';
import { consultsConsumer, settleConsultJob } from './settling.service.ts';
import { contactsReadRoutes } from '../contacts.read.routes.ts';
import { contactsRoutes } from '../contacts.routes.ts';

interface Person {
  id: string;
  session: string;
}
const as = (who: Person): { as: Caller } => ({ as: { session: who.session } });

let server: TestServer;
let leader: ReturnType<typeof lead>;
const running: { stop(): Promise<void> }[] = [];
let water: string;
let power: string;
let queue: Awaited<ReturnType<typeof makeCentreQueue>>;
/** Experts of the other service. */
let experts: Awaited<ReturnType<typeof makeCentreQueue>>;
let anna: Person;
/** Of the other service: sees nothing of water by his role; serves both queues. */
let bruno: Person;
/** Like Bruno, only for experts. */
let carla: Person;
let sara: Person;

const one = { max: 1, interruptedBy: [] as string[] };
beforeAll(async () => {
  server = await testServer([...contactsReadRoutes, ...contactsRoutes, ...consultRoutes, ...routingRoutes]);
  water = await server.makeService('water');
  power = await server.makeService('power');
  sara = await server.makeStaff({ name: 'Sara', role: 'supervisor', serviceId: water });
  leader = lead(server);
  running.push(startConsumer(server.ctx, consultsConsumer), await startJobs(server.ctx, [settleConsultJob]));
});
afterAll(async () => {
  await leader?.stop();
  for (const part of running) await part.stop();
  await server.stop();
});
// Queues and people of its own for each test: what one leaves behind is in nobody's way.
beforeEach(async () => {
  queue = await makeCentreQueue(server, water, { wrapUpMode: 'mandatory' });
  experts = await makeCentreQueue(server, water);
  const agent = async (name: string, serviceId: string, profileId: string): Promise<Person> => {
    const teamId = await server.makeTeam(serviceId);
    const person = await server.makeStaff({ name, serviceId, teamId });
    await profiled(person, profileId);
    return person;
  };
  const two = { ...one, max: 2 };
  const answers = await makeCentreProfile(server, [queue.id], { email: two, chat: two, phone: one });
  anna = await agent('Anna', water, answers);
  const helps = { email: one, chat: one, phone: one };
  bruno = await agent('Bruno', power, await makeCentreProfile(server, [experts.id, queue.id], helps));
  carla = await agent('Carla', power, await makeCentreProfile(server, [experts.id], helps));
});
afterEach(async () => {
  await vi.waitFor(async () => {
    const wrong = await broken(server);
    if (wrong.length > 0) throw new Error(wrong.join('\n'));
  });
});

const profiled = (who: Person, profileId: string) =>
  server.ctx.tx(async (tx) => {
    await ensureAgent(tx, who.id);
    await putAgent(tx, server.ctx, who.id, { profileId, skills: [] });
  });

async function there(who: Person, is = true): Promise<void> {
  await server.ctx.db
    .updateTable('routing.agent')
    .set({ connected: is, connectedUntil: new Date(Date.now() + 30 * 86_400_000) })
    .where('staffId', '=', who.id)
    .execute();
  await server.call(setMyPresence, { body: { presence: is ? 'available' : 'offline' } }, as(who));
}

/** A contact in Anna's hands. */
async function handled(channel = 'chat'): Promise<string> {
  await there(anna);
  const { contactId } = await arrive(server, queue, { channel });
  expect((await server.call(takeContact, { params: { id: contactId } }, as(anna))).status).toBe(200);
  return contactId;
}
const ask = (
  contact: string,
  to: { agent: string } | { queue: string },
  question = 'Come si fa la voltura?',
) => server.call(askConsult, { params: { id: contact }, body: { ...to, question } }, as(anna));
const offered = async (consult: string, who: Person): Promise<string> => {
  await expect
    .poll(async () => (await openOffer(server, consult))?.agentId, { timeout: 20_000 })
    .toBe(who.id);
  return (await openOffer(server, consult))!.id;
};
/** Asked of Bruno and answered by him. */
async function talking(contact: string, to: { agent: string } | { queue: string } = { agent: bruno.id }) {
  await there(bruno);
  const { id } = (await ask(contact, to)).body;
  const offer = await offered(id, bruno);
  expect((await server.call(acceptOffer, { params: { id: offer } }, as(bruno))).status).toBe(200);
  return id;
}
const consultOf = async (contact: string) =>
  (await server.call(listConsults, { params: { id: contact } }, as(sara))).body.items.at(-1)!;
const stretches = async (contact: string) =>
  (await legsOf(server, contact)).map(({ kind, result }) => `${kind} ${result}`);
const slotsOf = async (who: Person) =>
  (
    await server.ctx.db
      .selectFrom('routing.workItem')
      .select('kind')
      .where('agentId', '=', who.id)
      .where('state', '=', 'active')
      .execute()
  ).map(({ kind }) => kind);
const conversationOf = async (contact: string) =>
  (await server.call(getContact, { params: { id: contact } }, as(sara))).body.conversation;
const lines = async (contact: string) =>
  (
    await server.call(listMessages, { params: { id: await conversationOf(contact) } }, as(sara))
  ).body.items.map(({ text, direction, consult }) => ({ text, direction, private: consult !== null }));

describe('asking a colleague', () => {
  test('they are offered it with who asks and what, see the conversation from then on, and the contact stays where it is', async () => {
    const contact = await handled();
    await there(bruno);
    // Nothing of water is his to see.
    expect((await server.call(getContact, { params: { id: contact } }, as(bruno))).status).toBe(404);
    const asked = await ask(contact, { agent: bruno.id });
    expect([asked.status, asked.body.state, asked.body.askedName]).toEqual([201, 'waiting', 'Bruno']);
    const offer = await offered(asked.body.id, bruno);
    const desk = (await server.call(workload, {}, as(bruno))).body;
    expect(desk.offers).toHaveLength(1);
    expect(desk.offers[0]).toMatchObject({
      contactId: contact,
      contact: { id: contact },
      consult: { askerName: 'Anna', question: 'Come si fa la voltura?' },
    });
    expect((await server.call(getContact, { params: { id: contact } }, as(bruno))).status).toBe(200);
    const accepted = await server.call(acceptOffer, { params: { id: offer } }, as(bruno));
    expect(accepted.body).toMatchObject({ id: contact, agent: anna.id, state: 'active' });
    expect((await server.call(workload, {}, as(bruno))).body).toMatchObject({
      contacts: [],
      offers: [],
      consults: [{ id: asked.body.id, state: 'active', agentName: 'Bruno', about: { id: contact } }],
    });
    expect((await server.call(getContact, { params: { id: contact } }, as(anna))).body.consult).toMatchObject(
      {
        state: 'active',
        agent: bruno.id,
      },
    );
    expect(await stretches(contact)).toEqual([
      'queue answered',
      'handle null',
      'consult_queue answered',
      'consult_offer accepted',
      'consult null',
    ]);
    expect(await slotsOf(bruno)).toEqual(['consult']);
  });

  test('what the two write stands with the contact as notes, once, and the customer is told nothing', async () => {
    const contact = await handled();
    const id = await talking(contact);
    const say = (who: Person, text: string, clientId = newId()) =>
      server.call(sayInConsult, { params: { id }, body: { text, clientId } }, as(who));
    const clientId = newId();
    const first = await say(bruno, 'Serve il codice cliente.', clientId);
    expect((await say(bruno, 'Serve il codice cliente.', clientId)).body.id).toBe(first.body.id);
    expect(first.body).toMatchObject({ direction: 'note', consult: id, delivery: null });
    await say(anna, 'Eccolo: 200001.');
    expect(await lines(contact)).toEqual([
      { text: 'Buongiorno, una domanda.', direction: 'in', private: false },
      { text: 'Come si fa la voltura?', direction: 'note', private: true },
      { text: 'Serve il codice cliente.', direction: 'note', private: true },
      { text: 'Eccolo: 200001.', direction: 'note', private: true },
    ]);
    // A third person reads along and is no part of it.
    expect((await say(sara, 'E io?')).status).toBe(403);
    expect((await say(carla, 'E io?')).status).toBe(404);
  });

  test('reading is all that the consulted agent may do with the contact', async () => {
    const contact = await handled();
    await talking(contact);
    const conversation = await conversationOf(contact);
    const params = { params: { id: contact } };
    const tries = [
      server.sending(
        sendMessage,
        { params: { id: conversation }, body: { kind: 'reply', text: 'Io' } },
        as(bruno),
      ),
      server.sending(finishContact, params, as(bruno)),
      server.sending(takeContact, params, as(bruno)),
      server.sending(transferContact, { ...params, body: { queue: queue.id } }, as(bruno)),
    ];
    for (const answer of await Promise.all(tries)) expect([404, 409]).toContain(answer.status);
    const note = { kind: 'note', text: 'Ho visto.' } as const;
    expect(
      (await server.call(sendMessage, { params: { id: conversation }, body: note }, as(bruno))).status,
    ).toBe(201);
    expect((await server.call(listContacts, {}, as(bruno))).body.items.map(({ id }) => id)).toEqual([
      contact,
    ]);
  });

  test('passes the gate of capacity: who is full is not asked before they have room, who is away not at all', async () => {
    await there(bruno);
    const other = (await arrive(server, queue, { channel: 'chat' })).contactId;
    await server.call(acceptOffer, { params: { id: await offered(other, bruno) } }, as(bruno));
    const contact = await handled();
    const away = await server.sending(
      askConsult,
      { params: { id: contact }, body: { agent: carla.id } },
      as(anna),
    );
    expect([away.status, away.body.code]).toEqual([409, 'colleague_away']);
    const { id } = (await ask(contact, { agent: bruno.id })).body;
    await pass(server, 1);
    expect(await openOffer(server, id)).toBeNull();
    const handOn = { params: { id: other }, body: { queue: experts.id } };
    expect((await server.sending(transferContact, handOn, as(bruno))).status).toBe(200);
    await offered(id, bruno);
  });

  test('nobody but the one colleague is offered it; declined or missed it is over, and the asker is told', async () => {
    const contact = await handled();
    await there(bruno);
    await there(carla);
    const first = (await ask(contact, { agent: bruno.id })).body.id;
    await server.call(
      declineOffer,
      { params: { id: await offered(first, bruno) }, body: { reason: 'busy' } },
      as(bruno),
    );
    expect(await consultOf(contact)).toMatchObject({ state: 'ended', result: 'declined' });
    expect((await server.call(getContact, { params: { id: contact } }, as(bruno))).status).toBe(404);
    await ask(contact, { agent: bruno.id });
    const second = (await consultOf(contact)).id;
    await offered(second, bruno);
    await pass(server, 31);
    await expect.poll(async () => (await consultOf(contact)).result).toBe('no_answer');
    expect(await openOffer(server, second)).toBeNull();
    expect(await stretches(contact)).toEqual([
      'queue answered',
      'handle null',
      'consult_queue declined',
      'consult_offer declined',
      'consult_queue no_answer',
      'consult_offer timed_out',
    ]);
  });

  test('one at a time, by who has the contact, of a colleague it could be handed to or a queue one sees', async () => {
    const contact = await handled();
    const params = { id: contact };
    const tried = async (who: Person, body: Record<string, unknown>) => {
      const answer = await server.sending(askConsult, { params, body }, as(who));
      return `${answer.status} ${answer.body.errors?.[0]?.field ?? answer.body.code}`;
    };
    expect(await tried(anna, {})).toBe('422 queue');
    expect(await tried(anna, { agent: anna.id })).toBe('422 agent');
    expect(await tried(anna, { agent: newId() })).toBe('422 agent');
    expect(await tried(anna, { queue: newId() })).toBe('404 not_found');
    expect(await tried(sara, { queue: experts.id })).toBe('409 not_yours');
    expect(await tried(carla, { queue: experts.id })).toBe('404 not_found');
    expect((await ask(contact, { queue: experts.id })).status).toBe(201);
    expect(await tried(anna, { queue: experts.id })).toBe('409 consult_open');
  });
});

describe('asking a queue', () => {
  test('it waits there as a transfer would, counted apart, and goes to the next after a decline', async () => {
    const contact = await handled();
    await there(bruno);
    const { id } = (await ask(contact, { queue: experts.id })).body;
    const offer = await offered(id, bruno);
    await server.call(declineOffer, { params: { id: offer }, body: { reason: 'busy' } }, as(bruno));
    expect(await consultOf(contact)).toMatchObject({ state: 'waiting' });
    await there(carla);
    await server.call(acceptOffer, { params: { id: await offered(id, carla) } }, as(carla));
    expect(await consultOf(contact)).toMatchObject({ state: 'active', agent: carla.id, queue: experts.id });
  });

  test('who asks is never offered it, though they serve the queue', async () => {
    const contact = await handled();
    const { id } = (await ask(contact, { queue: queue.id })).body;
    await pass(server, 1);
    expect(await openOffer(server, id)).toBeNull();
    await there(bruno);
    await offered(id, bruno);
  });

  test('a closed queue does not take it, and nobody answering it ends by itself', async () => {
    const contact = await handled();
    const close = (closed: boolean) =>
      server.ctx.db
        .updateTable('routing.queue')
        .set({ emergencyClosed: closed })
        .where('id', '=', experts.id)
        .execute();
    await close(true);
    const refused = await server.sending(
      askConsult,
      { params: { id: contact }, body: { queue: experts.id } },
      as(anna),
    );
    expect(refused.body.code).toBe('queue_closed');
    await close(false);
    const { body } = await ask(contact, { queue: experts.id });
    expect(body.expiresAt).not.toBeNull();
    await pass(server, 601);
    await expect.poll(async () => (await consultOf(contact)).result, { timeout: 20_000 }).toBe('expired');
  });

  test('waits for an answer as long as the queue says where it waits', async () => {
    const contact = await handled();
    const waits = (consult: { liveMinutes: number; deferredMinutes: number }) =>
      server.ctx.db
        .updateTable('routing.queue')
        .set({ consult: JSON.stringify(consult) })
        .where('id', '=', experts.id)
        .execute();
    await waits({ liveMinutes: 3, deferredMinutes: 60 });
    try {
      const { body } = await ask(contact, { queue: experts.id });
      expect(Date.parse(body.expiresAt!) - Date.parse(body.askedAt)).toBe(180_000);
    } finally {
      await waits({ liveMinutes: 10, deferredMinutes: 1440 });
    }
  });

  test('stands in the asker’s work with who wrote last, so that an answer that has come is seen', async () => {
    const contact = await handled();
    const mine = async () => (await server.call(workload, {}, as(anna))).body.asked;
    const id = await talking(contact);
    expect(await mine()).toMatchObject([{ id, contact, state: 'active', lastBy: anna.id }]);
    const say = (who: typeof anna, text: string) =>
      server.call(sayInConsult, { params: { id }, body: { text } }, as(who));
    await say(bruno, 'Sì, si può.');
    expect(await mine()).toMatchObject([{ id, agent: bruno.id, lastBy: bruno.id }]);
    await say(anna, 'Grazie.');
    expect(await mine()).toMatchObject([{ lastBy: anna.id }]);
    await server.call(endConsult, { params: { id } }, as(anna));
    expect(await mine()).toEqual([]);
  });
});

describe('how a consult ends', () => {
  test('completed, the contact passes to the consulted agent: a leg for each, one slot, no queue offered it', async () => {
    const contact = await handled();
    const id = await talking(contact);
    const done = await server.call(completeConsult, { params: { id } }, as(anna));
    expect(done.body).toMatchObject({ state: 'ended', result: 'transferred' });
    expect((await server.call(getContact, { params: { id: contact } }, as(bruno))).body).toMatchObject({
      agent: bruno.id,
      state: 'active',
      queue: queue.id,
      consult: null,
    });
    expect(await stretches(contact)).toEqual([
      'queue answered',
      'handle transferred_out',
      'consult_queue answered',
      'consult_offer accepted',
      'consult transferred',
      'handle null',
    ]);
    const legs = (await server.call(listLegs, { params: { id: contact } }, as(bruno))).body.items;
    expect(legs.at(-1)).toMatchObject({ agent: bruno.id, detail: { transferredFrom: anna.id, consult: id } });
    expect([await slotsOf(anna), await slotsOf(bruno)]).toEqual([[], ['contact']]);
    expect((await server.sending(completeConsult, { params: { id } }, as(anna))).status).toBe(409);
  });

  test('completed after a queue was asked, it is a contact of that queue', async () => {
    const contact = await handled();
    const id = await talking(contact, { queue: experts.id });
    await server.call(completeConsult, { params: { id } }, as(anna));
    expect((await server.call(getContact, { params: { id: contact } }, as(bruno))).body).toMatchObject({
      agent: bruno.id,
      queue: experts.id,
    });
    // By the rules of that queue, which wants no wrap-up.
    const finished = await server.call(finishContact, { params: { id: contact } }, as(bruno));
    expect(finished.body.state).toBe('closed');
  });

  test('it is not completed before somebody answers, by nobody else, nor by one who lost the contact', async () => {
    const contact = await handled();
    await there(bruno);
    const { id } = (await ask(contact, { agent: bruno.id })).body;
    const complete = async (who: Person) =>
      (await server.sending(completeConsult, { params: { id } }, as(who))).body.code;
    expect(await complete(anna)).toBe('not_answered');
    await server.call(acceptOffer, { params: { id: await offered(id, bruno) } }, as(bruno));
    expect(await complete(bruno)).toBe('forbidden');
    expect(await complete(sara)).toBe('forbidden');
  });

  test.each([
    ['the asker', () => anna],
    ['the consulted agent', () => bruno],
    ['who may assign', () => sara],
  ])(
    'ended by %s, the contact stays, the slot is free, the conversation is out of sight',
    async (_who, person) => {
      const contact = await handled();
      const id = await talking(contact);
      const why = person() === sara ? { why: 'Serve altrove' } : {};
      const ended = await server.call(endConsult, { params: { id }, body: why }, as(person()));
      expect(ended.body).toMatchObject({ state: 'ended', result: 'ended' });
      expect((await server.call(getContact, { params: { id: contact } }, as(anna))).body).toMatchObject({
        agent: anna.id,
        state: 'active',
        consult: null,
      });
      expect(await slotsOf(bruno)).toEqual([]);
      expect((await server.call(getContact, { params: { id: contact } }, as(bruno))).status).toBe(404);
      const late = await server.sending(sayInConsult, { params: { id }, body: { text: 'Ancora' } }, as(anna));
      expect([late.status, late.body.code]).toEqual([409, 'consult_ended']);
    },
  );

  test('withdrawn before an answer, the offer is gone', async () => {
    const contact = await handled();
    await there(bruno);
    const { id } = (await ask(contact, { agent: bruno.id })).body;
    const offer = await offered(id, bruno);
    await server.call(endConsult, { params: { id } }, as(anna));
    const late = await server.sending(acceptOffer, { params: { id: offer } }, as(bruno));
    expect([late.status, late.body.code]).toEqual([409, 'offer_ended']);
  });

  test.each([
    [
      'the contact is finished',
      'contact_ended',
      (id: string) => server.call(finishContact, { params: { id } }, as(anna)),
    ],
    [
      'the contact is handed on',
      'taken_away',
      (id: string) => server.call(transferContact, { params: { id }, body: { queue: queue.id } }, as(anna)),
    ],
    ['the asker goes home', 'asker_away', () => there(anna, false)],
    ['the consulted agent goes home', 'agent_away', () => there(bruno, false)],
  ])('by itself when %s', async (_what, result, happens) => {
    const contact = await handled();
    await talking(contact);
    await happens(contact);
    await expect.poll(async () => (await consultOf(contact)).result, { timeout: 20_000 }).toBe(result);
    expect((await slotsOf(bruno)).includes('consult')).toBe(false);
  });

  test('by itself when a supervisor takes the contact', async () => {
    const contact = await handled();
    await talking(contact);
    await profiled(sara, await makeCentreProfile(server, [queue.id]));
    expect(
      (await server.call(takeContact, { params: { id: contact }, body: { why: 'Lo seguo io' } }, as(sara)))
        .status,
    ).toBe(200);
    await expect.poll(async () => (await consultOf(contact)).result, { timeout: 20_000 }).toBe('taken_away');
  });
});

describe('the customer meanwhile', () => {
  test('of a call is on hold while the two talk, and comes back when it ends', async () => {
    const contact = await handled('phone');
    const id = await talking(contact);
    const held = async () =>
      (await server.call(getContact, { params: { id: contact } }, as(anna))).body.heldSince !== null;
    expect(await held()).toBe(true);
    await server.call(endConsult, { params: { id } }, as(bruno));
    expect(await held()).toBe(false);
    // Who held the call themselves takes it off hold themselves.
    expect((await server.call(resumeContact, { params: { id: contact } }, as(anna))).status).toBe(200);
    const again = await talking(contact);
    await server.call(completeConsult, { params: { id: again } }, as(anna));
    expect((await stretches(contact)).filter((one) => one.startsWith('hold'))).toEqual([
      'hold resumed',
      'hold resumed',
    ]);
  });

  test('of a chat hears the consulted agent too when the asker lets them write, and only then', async () => {
    const contact = await handled();
    const id = await talking(contact);
    const conversation = await conversationOf(contact);
    const write = (text: string) =>
      server.sending(sendMessage, { params: { id: conversation }, body: { kind: 'reply', text } }, as(bruno));
    const let_ = (who: Person, writes: boolean) =>
      server.sending(letConsultedWrite, { params: { id }, body: { writes } }, as(who));
    expect((await write('Prima')).status).toBe(404);
    expect((await let_(bruno, true)).status).toBe(403);
    expect((await let_(anna, true)).status).toBe(200);
    expect((await write('Sono Bruno, la seguo anch’io.')).status).toBe(201);
    await let_(anna, false);
    expect((await write('Dopo')).status).toBe(404);
    expect((await lines(contact)).filter(({ direction }) => direction === 'out')).toEqual([
      { text: 'Sono Bruno, la seguo anch’io.', direction: 'out', private: false },
    ]);
  });

  test('of a mail gets one answer, from one', async () => {
    const contact = await handled('email');
    const id = await talking(contact);
    const answer = await server.sending(
      letConsultedWrite,
      { params: { id }, body: { writes: true } },
      as(anna),
    );
    expect([answer.status, answer.body.code]).toEqual([409, 'only_chat']);
  });
});

describe('whom the asker of a consult on a call speaks with', () => {
  const say = (id: string, line: 'aside' | 'customer' | 'all', who = anna) =>
    server.sending(setConsultLine, { params: { id }, body: { line } }, as(who));

  test('is the colleague aside, the customer, or both; ended, the customer is nobody else’s', async () => {
    const contact = await handled('phone');
    const id = await talking(contact);
    const stands = async () => {
      const now = (await server.call(getContact, { params: { id: contact } }, as(anna))).body;
      return [now.heldSince !== null, now.consult?.together];
    };
    expect(await stands()).toEqual([true, false]);
    expect((await say(id, 'customer')).body).toMatchObject({ state: 'active', together: false });
    expect(await stands()).toEqual([false, false]);
    expect((await say(id, 'all')).body).toMatchObject({ together: true });
    expect((await say(id, 'all')).status).toBe(200);
    expect(await stands()).toEqual([false, true]);
    expect((await say(id, 'aside')).status).toBe(200);
    expect(await stands()).toEqual([true, false]);
    await say(id, 'all');
    const ended = await server.call(endConsult, { params: { id }, body: {} }, as(bruno));
    expect(ended.body).toMatchObject({ state: 'ended', together: false });
    expect((await say(id, 'all')).body.code).toBe('consult_ended');
    const rows = await server.ctx.db
      .selectFrom('platform.audit')
      .select('action')
      .where('objectId', '=', contact)
      .where('action', '=', 'consult.joined')
      .execute();
    // Once each time the colleague came to speak with the customer.
    expect(rows).toHaveLength(2);
  });

  test('is nobody’s while nobody answers', async () => {
    const contact = await handled('phone');
    await there(bruno);
    const { id } = (await ask(contact, { agent: bruno.id })).body;
    expect((await say(id, 'all')).body.code).toBe('not_answered');
  });

  test('is the asker’s to say, and of a call only', async () => {
    const id = await talking(await handled('chat'));
    expect((await say(id, 'all', bruno)).status).toBe(403);
    expect((await say(id, 'all', carla)).status).toBe(404);
    expect((await say(id, 'all')).body.code).toBe('only_call');
  });
});

test('who asked whom, and what became of it, is audited', async () => {
  const contact = await handled();
  const id = await talking(contact);
  await server.call(completeConsult, { params: { id } }, as(anna));
  const rows = await server.ctx.db
    .selectFrom('platform.audit')
    .select(['action', 'after'])
    .where('objectId', '=', contact)
    .where('action', 'like', 'consult.%')
    .orderBy('id')
    .execute();
  expect(rows).toMatchObject([
    { action: 'consult.asked', after: { agent: bruno.id, consult: id } },
    { action: 'consult.completed', after: { agent: bruno.id, consult: id } },
  ]);
});
