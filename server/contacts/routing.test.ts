import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Problem, record, systemActor } from '#server/platform/index.ts';
import {
  putAgent,
  putProfile,
  putSkill,
  readAgents,
  readItems,
  setPresence,
  signOff,
} from '#server/routing/index.ts';
import {
  arrive,
  asAgent,
  broken,
  contactRow,
  lead,
  legsOf,
  makeCentreAgent,
  makeCentreProfile,
  makeCentreQueue,
  offersOf,
  openOffer,
  pass,
} from '#tests/stories/routing.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';
import { contactDetail } from './contacts.read.ts';
import { putOutcome } from './entry-points.service.ts';
import * as handling from './handling.ts';
import { receive } from './receive.service.ts';
import { releaseContacts } from './release.service.ts';
import { putClassification } from '#server/knowledge/index.ts';

let server: TestServer;
let service: string;
let outcome: string;
let classification: string;
let leader: ReturnType<typeof lead>;

beforeAll(async () => {
  server = await testServer([]);
  service = await server.makeService();
  const { ctx } = server;
  outcome = (
    await ctx.tx((tx) =>
      putOutcome(tx, ctx, null, {
        code: 'risolto',
        name: { it: 'Risolto', en: 'Solved' },
        position: 0,
        active: true,
        solves: true,
      }),
    )
  ).id;
  let parentId: string | null = null;
  for (const code of ['acqua', 'acqua.guasti', 'acqua.guasti.perdita'])
    parentId = (
      await ctx.tx((tx) =>
        putClassification(tx, ctx, null, {
          parentId,
          code,
          name: { it: code, en: code },
          serviceId: null,
          queueHint: null,
          position: 0,
          active: true,
        }),
      )
    ).id;
  classification = parentId!;
});
afterAll(() => server.stop());
beforeEach(() => {
  leader = lead(server);
});
afterEach(async () => {
  await leader.stop();
  const wrong = await broken(server);
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
});

const one = async (options: { queue?: Record<string, unknown>; agents?: number } = {}) => {
  const queue = await makeCentreQueue(server, service, options.queue);
  const profile = await makeCentreProfile(server, [queue.id]);
  const agents: string[] = [];
  // The first has been idle longest.
  for (let i = 0; i < (options.agents ?? 1); i += 1)
    agents.push(await makeCentreAgent(server, profile, { idleFor: 1000 - i * 100 }));
  return { queue, profile, agents };
};
// A small machine that is busy with something else is given time.
const eventually = <T>(look: () => T) => expect.poll(look, { timeout: 20_000 });
const offered = async (contactId: string, agentId?: string) => {
  await eventually(() => openOffer(server, contactId)).not.toBeNull();
  const offer = (await openOffer(server, contactId))!;
  if (agentId !== undefined) expect(offer.agentId).toBe(agentId);
  return offer;
};
const stateOf = async (contactId: string) => (await contactRow(server, contactId)).state;
const refusal = async (work: Promise<unknown>): Promise<string> => {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (error instanceof Problem) return error.code;
    throw error;
  }
};

const audited = (contactId: string) =>
  server.ctx.db
    .selectFrom('platform.audit')
    .select(['action', 'actor', 'before', 'after', 'reason'])
    .where('objectId', '=', contactId)
    .where('action', 'in', ['contact.finished', 'contact.wrapped-up', 'contact.reassigned'])
    .orderBy('id')
    .execute();

describe('from arrival to the end', () => {
  test('the longest idle agent is offered, accepts, finishes, wraps up, and every stretch is a leg', async () => {
    const { queue, agents } = await one({ agents: 3, queue: { wrapUpMode: 'mandatory' } });
    const { contactId } = await arrive(server, queue);
    const offer = await offered(contactId, agents[0]);
    const ctx = asAgent(server, agents[0]!);
    await handling.acceptOffer(ctx, offer.id);
    expect(await contactRow(server, contactId)).toMatchObject({ state: 'active', agentId: agents[0] });
    await handling.finishContact(ctx, contactId);
    expect(await stateOf(contactId)).toBe('wrap_up');
    await handling.wrapUpContact(ctx, contactId, { outcome, classification, note: 'fatto' });
    expect(await contactRow(server, contactId)).toMatchObject({
      state: 'closed',
      outcomeId: outcome,
      classificationId: classification,
    });
    expect((await legsOf(server, contactId)).map(({ kind, result }) => `${kind} ${result}`)).toEqual([
      'queue answered',
      'offer accepted',
      'handle completed',
      'wrap_up completed',
    ]);
    // Having handled just now, the first is the last in line.
    const next = await arrive(server, queue);
    await offered(next.contactId, agents[1]);
  });

  test('one who is full gets nothing; the oldest contact comes first when a place is free', async () => {
    const { queue, agents } = await one();
    const ctx = asAgent(server, agents[0]!);
    const contacts = [];
    const start = server.clock.now().getTime();
    for (let i = 0; i < 7; i += 1)
      contacts.push(await arrive(server, queue, { at: new Date(start - (7 - i) * 1000) }));
    const order: string[] = [];
    for (let i = 0; i < 5; i += 1) {
      const { contactId } = contacts[i]!;
      const offer = await offered(contactId);
      order.push(contactId);
      await handling.acceptOffer(ctx, offer.id);
    }
    expect(order).toEqual(contacts.slice(0, 5).map((each) => each.contactId));
    expect(await refusal(handling.takeContact(ctx, contacts[6]!.contactId))).toBe('over_capacity');
    await handling.finishContact(ctx, contacts[2]!.contactId);
    await offered(contacts[5]!.contactId, agents[0]);
    expect(await openOffer(server, contacts[6]!.contactId)).toBeNull();
  });

  test('a better priority goes first though it came later', async () => {
    const slow = await makeCentreQueue(server, service);
    const fast = await makeCentreQueue(server, service);
    const profile = await makeCentreProfile(server, [
      { id: slow.id, priority: 5 },
      { id: fast.id, priority: 1 },
    ]);
    const early = await arrive(server, slow, { at: new Date(server.clock.now().getTime() - 60_000) });
    const late = await arrive(server, fast);
    const agent = await makeCentreAgent(server, profile);
    await offered(late.contactId, agent);
    expect(await openOffer(server, early.contactId)).toBeNull();
  });
});

describe('an offer that is not taken', () => {
  test('no answer: the contact returns to its place, goes on to the next, and the agent is not responding until back', async () => {
    const { queue, agents } = await one({ agents: 2 });
    const { contactId } = await arrive(server, queue);
    const before = await contactRow(server, contactId);
    await offered(contactId, agents[0]);
    await pass(server, 301);
    await eventually(async () => (await offersOf(server, contactId)).length).toBe(2);
    const offers = await offersOf(server, contactId);
    expect(offers).toMatchObject([
      { agentId: agents[0], state: 'timed_out' },
      { agentId: agents[1], state: 'open' },
    ]);
    const [missed] = await readAgents(server.ctx.db, [agents[0]!]);
    expect(missed).toMatchObject({ missed: 1 });
    expect(missed!.notRespondingSince).not.toBeNull();
    const item = await server.ctx.db
      .selectFrom('routing.workItem')
      .select(['queuedAt', 'missedCount'])
      .where('id', '=', contactId)
      .executeTakeFirstOrThrow();
    expect(item).toEqual({ queuedAt: before.arrivedAt, missedCount: 1 });
    // The stay in the queue is one, however often it was offered.
    expect((await legsOf(server, contactId)).map(({ kind, result }) => `${kind} ${result}`)).toEqual([
      'queue null',
      'offer timed_out',
      'offer null',
    ]);
    const second = await arrive(server, queue);
    await pass(server, 1);
    expect(await openOffer(server, second.contactId)).toBeNull();
    await setPresence(asAgent(server, agents[0]!), agents[0]!, { presence: 'available', reason: null });
    await offered(second.contactId, agents[0]);
  });

  test('declined with a reason it goes to the next, and not back to who declined until the time is over', async () => {
    const { queue, agents } = await one({ agents: 2, queue: { refusalSeconds: 120 } });
    const { contactId } = await arrive(server, queue);
    const offer = await offered(contactId, agents[0]);
    await handling.declineOffer(asAgent(server, agents[0]!), offer.id, 'not_my_skill', '');
    const second = await offered(contactId, agents[1]);
    await handling.declineOffer(asAgent(server, agents[1]!), second.id, 'busy', '');
    await pass(server, 60);
    expect(await openOffer(server, contactId)).toBeNull();
    expect(await stateOf(contactId)).toBe('queued');
    await pass(server, 61);
    await offered(contactId);
  });

  test('after as many refusals as the queue bears a supervisor is told, once', async () => {
    const { queue, agents } = await one({
      agents: 3,
      queue: { refusalsBeforeAlert: 2, refusalSeconds: 600 },
    });
    const { contactId } = await arrive(server, queue);
    for (const agent of agents) {
      const offer = await offered(contactId, agent);
      await handling.declineOffer(asAgent(server, agent), offer.id, 'busy', '');
    }
    const told = await server.ctx.db
      .selectFrom('platform.event')
      .select('data')
      .where('kind', '=', 'routing.attention')
      .where('subjectId', '=', contactId)
      .execute();
    expect(told.map((each) => each.data)).toMatchObject([
      { contact: contactId, queue: queue.id, reason: 'refusals' },
    ]);
  });

  test('an agent who goes offline loses the open offer without a miss, and one whose desk is gone too', async () => {
    const { queue, agents } = await one({ agents: 2 });
    const { contactId } = await arrive(server, queue);
    await offered(contactId, agents[0]);
    await setPresence(asAgent(server, agents[0]!), agents[0]!, { presence: 'offline', reason: null });
    await eventually(async () => (await openOffer(server, contactId))?.agentId).toBe(agents[1]);
    await server.ctx.tx(async (tx) => {
      await tx
        .updateTable('routing.agent')
        .set({ connected: false })
        .where('staffId', '=', agents[1]!)
        .execute();
      await record(tx, systemActor, { kind: 'agent.presence', data: { agent: agents[1] } });
    });
    await eventually(() => stateOf(contactId)).toBe('queued');
    expect((await offersOf(server, contactId)).map((each) => each.state)).toEqual(['rescinded', 'rescinded']);
    expect((await readAgents(server.ctx.db, agents)).map((each) => each.missed)).toEqual([0, 0]);
  });

  test('a customer who leaves while it rings is an abandon, not a miss', async () => {
    const { queue, agents } = await one();
    const { contactId } = await arrive(server, queue);
    const offer = await offered(contactId, agents[0]);
    expect(await server.ctx.tx((tx) => handling.leave(tx, server.ctx, contactId, server.clock.now()))).toBe(
      'abandoned',
    );
    expect(await refusal(handling.acceptOffer(asAgent(server, agents[0]!), offer.id))).toBe('offer_ended');
    expect((await legsOf(server, contactId)).map(({ kind, result }) => `${kind} ${result}`)).toEqual([
      'queue abandoned',
      'offer abandoned',
    ]);
    expect((await readAgents(server.ctx.db, agents))[0]!.missed).toBe(0);
    await offered((await arrive(server, queue)).contactId, agents[0]);
  });

  test('nobody takes another’s offer', async () => {
    const { queue, agents } = await one({ agents: 2 });
    const offer = await offered((await arrive(server, queue)).contactId, agents[0]);
    expect(await refusal(handling.acceptOffer(asAgent(server, agents[1]!), offer.id))).toBe('not_found');
    expect(await refusal(handling.declineOffer(asAgent(server, agents[1]!), offer.id, 'x', ''))).toBe(
      'not_found',
    );
  });
});

describe('time', () => {
  test('an unassigned contact expires past its queue’s time to live', async () => {
    const { queue } = await one({ agents: 0, queue: { ttlSeconds: 600 } });
    const { contactId } = await arrive(server, queue);
    await pass(server, 599);
    expect(await stateOf(contactId)).toBe('queued');
    await pass(server, 2);
    await eventually(() => stateOf(contactId)).toBe('expired');
    expect((await legsOf(server, contactId)).map(({ kind, result }) => `${kind} ${result}`)).toEqual([
      'queue expired',
    ]);
  });

  test('a timed wrap-up keeps the slot until it ends by itself', async () => {
    const queue = await makeCentreQueue(server, service, {
      wrapUpMode: 'mandatory_timed',
      wrapUpSeconds: 60,
    });
    const profile = await makeCentreProfile(server, [queue.id], { email: { max: 1, interruptedBy: [] } });
    const agent = await makeCentreAgent(server, profile);
    const ctx = asAgent(server, agent);
    const first = await arrive(server, queue);
    await handling.acceptOffer(ctx, (await offered(first.contactId)).id);
    await handling.finishContact(ctx, first.contactId);
    const second = await arrive(server, queue);
    await pass(server, 30);
    expect(await openOffer(server, second.contactId)).toBeNull();
    await handling.extendWrapUp(ctx, first.contactId);
    await pass(server, 40);
    expect(await stateOf(first.contactId)).toBe('wrap_up');
    await pass(server, 60);
    await eventually(() => stateOf(first.contactId)).toBe('closed');
    await offered(second.contactId, agent);
  });

  test('the end of a timed wrap-up is read with the contact, its extension included', async () => {
    const { queue, agents } = await one({ queue: { wrapUpMode: 'mandatory_timed', wrapUpSeconds: 120 } });
    const ctx = asAgent(server, agents[0]!);
    const { contactId } = await arrive(server, queue);
    await handling.acceptOffer(ctx, (await offered(contactId)).id);
    const read = async () => (await contactDetail(server.ctx.db, ctx.actor, contactId))!;
    expect(await read()).toMatchObject({ wrapUpUntil: null, wrapUpExtended: false });
    await handling.finishContact(ctx, contactId);
    const until = (await read()).wrapUpUntil as Date;
    expect(await readItems(server.ctx.db, [contactId])).toMatchObject([{ wrapUpUntil: until }]);
    await handling.extendWrapUp(ctx, contactId);
    expect(await read()).toMatchObject({
      wrapUpUntil: new Date(until.getTime() + 60_000),
      wrapUpExtended: true,
    });
    await handling.wrapUpContact(ctx, contactId, { outcome, classification, note: '' });
    expect(await read()).toMatchObject({ wrapUpUntil: null });
  });

  test('a forced wrap-up cannot be cut short: what was chosen is kept, the slot too', async () => {
    const { queue, agents } = await one({ queue: { wrapUpMode: 'forced_timed', wrapUpSeconds: 60 } });
    const ctx = asAgent(server, agents[0]!);
    const { contactId } = await arrive(server, queue);
    await handling.acceptOffer(ctx, (await offered(contactId)).id);
    await handling.wrapUpContact(ctx, contactId, { outcome, classification, note: '' });
    expect(await contactRow(server, contactId)).toMatchObject({ state: 'wrap_up', outcomeId: outcome });
    await pass(server, 61);
    await eventually(() => stateOf(contactId)).toBe('closed');
    expect(await contactRow(server, contactId)).toMatchObject({ outcomeId: outcome });
  });

  test('what a customer writes during the wrap-up is new work, not a line nobody answers', async () => {
    const { queue, agents } = await one({ queue: { wrapUpMode: 'mandatory' } });
    const ctx = asAgent(server, agents[0]!);
    const { contactId, conversationId, customerId } = await arrive(server, queue);
    await handling.acceptOffer(ctx, (await offered(contactId)).id);
    await handling.finishContact(ctx, contactId);
    const [again] = await server.ctx.tx((tx) =>
      receive(tx, server.ctx, [
        {
          channel: 'email',
          entryPoint: queue.entryPoint,
          conversationId,
          customer: { id: customerId },
          subject: 'Ancora',
          at: server.clock.now(),
          message: { sender: null, text: 'Ho dimenticato una cosa.' },
        },
      ]),
    );
    expect(again).toMatchObject({ newContact: true, conversationId });
    await handling.wrapUpContact(ctx, contactId, { outcome, classification, note: '' });
    expect(await stateOf(contactId)).toBe('closed');
    await offered(again!.contactId!);
  });

  test('a clock that is set back by an hour does not make an offer last an hour', async () => {
    const { queue, agents } = await one({ agents: 2 });
    const { contactId } = await arrive(server, queue);
    await offered(contactId, agents[0]);
    await pass(server, -3600);
    // The leader reads all again; the offer's whole time may run once more, but no longer.
    // How long the leader takes by the machine's clock does not count: each step waits for it.
    const before = async () => (await openOffer(server, contactId))?.agentId;
    for (let passed = 0; passed < 3000 && (await before()) !== agents[1]; passed += 310) {
      await pass(server, 310);
      await expect
        .poll(before, { interval: 50, timeout: 5000 })
        .toBe(agents[1])
        .catch(() => undefined);
    }
    expect(await before()).toBe(agents[1]);
    server.clock.set(new Date());
    await pass(server, 0);
  });

  test('what came before the clock was set back does not wait for it to come round again', async () => {
    const { queue, profile } = await one({ agents: 0 });
    const { contactId } = await arrive(server, queue);
    await pass(server, -3600);
    const agent = await makeCentreAgent(server, profile);
    expect((await offered(contactId)).agentId).toBe(agent);
    server.clock.set(new Date());
    await pass(server, 0);
  });
});

describe('handing over', () => {
  test('to a queue: a new place there, the first flowed out of nothing, and not offered back to who passed it on', async () => {
    const { queue, agents } = await one();
    const other = await makeCentreQueue(server, service);
    const both = await makeCentreProfile(server, [queue.id, other.id]);
    await server.ctx.tx((tx) => putAgent(tx, server.ctx, agents[0]!, { profileId: both, skills: [] }));
    const { contactId } = await arrive(server, queue);
    const ctx = asAgent(server, agents[0]!);
    await handling.acceptOffer(ctx, (await offered(contactId)).id);
    // Another is signed in there, but full of something else.
    const colleague = await makeCentreAgent(server, both, { idleFor: 5 });
    await handling.transferContact(ctx, contactId, { queue: other.id, note: 'È per voi' });
    await offered(contactId, colleague);
    expect(await contactRow(server, contactId)).toMatchObject({
      queueId: other.id,
      transferNote: 'È per voi',
    });
    expect((await legsOf(server, contactId)).map(({ kind, result }) => `${kind} ${result}`)).toEqual([
      'queue answered',
      'offer accepted',
      'handle transferred_out',
      'queue null',
      'offer null',
    ]);
    expect(await refusal(handling.transferContact(ctx, contactId, { queue: queue.id, note: '' }))).toBe(
      'forbidden',
    );
  });

  test('while it waits: it flows out of the first queue', async () => {
    const { queue } = await one({ agents: 0 });
    const other = await makeCentreQueue(server, service);
    const { contactId } = await arrive(server, queue);
    const supervisor = asAgent(server, (await server.makeStaff()).id, ['contact.assign']);
    const to = { queue: other.id, note: '' };
    expect(await refusal(handling.transferContact(supervisor, contactId, to))).toBe('invalid');
    await handling.transferContact(supervisor, contactId, { ...to, why: 'è per loro' });
    expect(await audited(contactId)).toContainEqual(
      expect.objectContaining({ action: 'contact.reassigned', reason: 'è per loro' }),
    );
    expect((await legsOf(server, contactId)).map(({ kind, result }) => `${kind} ${result}`)).toEqual([
      'queue flowed_out',
      'queue null',
    ]);
  });

  test('to an agent: theirs first, to the others when they do not answer', async () => {
    const { queue, agents } = await one({ agents: 3 });
    const { contactId } = await arrive(server, queue);
    const ctx = asAgent(server, agents[0]!);
    await handling.acceptOffer(ctx, (await offered(contactId, agents[0])).id);
    await handling.transferContact(ctx, contactId, { agent: agents[2]!, note: '' });
    expect((await offered(contactId)).agentId).toBe(agents[2]);
    await pass(server, 301);
    await eventually(async () => (await openOffer(server, contactId))?.agentId).toBe(agents[1]);
  });

  test('to an agent who is offline: nobody waits for them', async () => {
    const { queue, agents } = await one({ agents: 2 });
    const { contactId } = await arrive(server, queue);
    const ctx = asAgent(server, agents[0]!);
    await handling.acceptOffer(ctx, (await offered(contactId, agents[0])).id);
    const [profile] = await readAgents(server.ctx.db, [agents[0]!]);
    const away = await makeCentreAgent(server, profile!.profileId!, { presence: 'offline' });
    await handling.transferContact(ctx, contactId, { agent: away, note: '' });
    expect((await offered(contactId)).agentId).toBe(agents[1]);
  });

  test('a profile that shrinks while contacts are offered leaves what is open and gives no more', async () => {
    const { queue, profile, agents } = await one();
    const first = await arrive(server, queue);
    const offer = await offered(first.contactId, agents[0]);
    await server.ctx.tx((tx) =>
      putProfile(tx, server.ctx, profile, {
        name: profile,
        capacity: { email: { max: 1, interruptedBy: [] } },
        queues: [{ queueId: queue.id, channel: 'email', priority: 1, delaySeconds: 0 }],
      }),
    );
    await handling.acceptOffer(asAgent(server, agents[0]!), offer.id);
    const second = await arrive(server, queue);
    await pass(server, 1);
    expect(await openOffer(server, second.contactId)).toBeNull();
    expect(await stateOf(first.contactId)).toBe('active');
  });
});

describe('a supervisor ends what a colleague has', () => {
  const inHand = async (queue: Record<string, unknown> = {}) => {
    const set = await one({ queue });
    const { contactId } = await arrive(server, set.queue);
    const agent = set.agents[0]!;
    await handling.acceptOffer(asAgent(server, agent), (await offered(contactId, agent)).id);
    const supervisor = (await server.makeStaff({ role: 'supervisor' })).id;
    return { contactId, agent, supervisor: asAgent(server, supervisor, ['contact.assign']) };
  };
  test('handling: the wrap-up is the agent’s, who is free of it, and the audit log says who did it', async () => {
    const { contactId, agent, supervisor } = await inHand({ wrapUpMode: 'mandatory' });
    expect(await refusal(handling.finishContact(supervisor, contactId))).toBe('invalid');
    await handling.finishContact(supervisor, contactId, { why: 'andata via' });
    expect(await contactRow(server, contactId)).toMatchObject({ state: 'wrap_up', agentId: agent });
    const legs = await legsOf(server, contactId);
    expect(legs.at(-1)).toMatchObject({ kind: 'wrap_up', agentId: agent });
    expect(await audited(contactId)).toMatchObject([
      {
        action: 'contact.finished',
        actor: `staff:${supervisor.actor.id}`,
        before: { agent, state: 'active' },
        reason: 'andata via',
      },
    ]);
    const chosen = { outcome, classification, note: '' };
    expect(await refusal(handling.wrapUpContact(supervisor, contactId, chosen))).toBe('invalid');
    await handling.wrapUpContact(supervisor, contactId, { ...chosen, why: 'andata via' });
    expect(await stateOf(contactId)).toBe('closed');
    expect((await audited(contactId)).at(-1)).toMatchObject({
      action: 'contact.wrapped-up',
      before: { agent, state: 'wrap_up' },
      after: { outcome, classification },
      reason: 'andata via',
    });
    expect(await readItems(server.ctx.db, [contactId])).toEqual([]);
  });

  test('handling and wrap-up at once', async () => {
    const { contactId, supervisor } = await inHand();
    await handling.wrapUpContact(supervisor, contactId, {
      outcome,
      classification,
      note: 'chiuso da me',
      why: 'fine turno',
    });
    expect(await contactRow(server, contactId)).toMatchObject({ state: 'closed', outcomeId: outcome });
    expect((await audited(contactId)).map(({ action }) => action)).toEqual(['contact.wrapped-up']);
  });

  test('but nobody without the permission where the contact is', async () => {
    const { contactId, agent } = await inHand();
    const other = asAgent(server, (await server.makeStaff()).id);
    const elsewhere = await server.makeService();
    const abroad: typeof other = {
      ...other,
      actor: {
        ...other.actor,
        grants: [
          ...other.actor.grants,
          { permissions: new Set(['contact.assign']), serviceId: elsewhere, teamId: null },
        ],
      },
    };
    for (const ctx of [other, abroad]) {
      expect(await refusal(handling.finishContact(ctx, contactId))).toBe('not_active');
      const chosen = { outcome, classification, note: '' };
      expect(await refusal(handling.wrapUpContact(ctx, contactId, chosen))).toBe('not_yours');
      expect(await refusal(handling.takeContact(ctx, contactId))).toBe('already_taken');
    }
    expect(await contactRow(server, contactId)).toMatchObject({ state: 'active', agentId: agent });
    expect(await audited(contactId)).toEqual([]);
  });

  test('an agent’s own ending is no matter for the audit log', async () => {
    const { contactId, agent } = await inHand({ wrapUpMode: 'mandatory' });
    await handling.finishContact(asAgent(server, agent), contactId);
    await handling.wrapUpContact(asAgent(server, agent), contactId, { outcome, classification, note: '' });
    expect(await audited(contactId)).toEqual([]);
  });
});

describe('a supervisor is told', () => {
  const told = async (contactId: string) =>
    (
      await server.ctx.db
        .selectFrom('platform.event')
        .select('data')
        .where('kind', '=', 'routing.attention')
        .where('subjectId', '=', contactId)
        .execute()
    ).map((event) => event.data);

  test('of a contact that asks for a skill nobody has', async () => {
    const skill = await server.ctx.tx((tx) =>
      putSkill(tx, server.ctx, null, {
        code: 'sloveno',
        name: { it: 'Sloveno', en: 'Slovene' },
        active: true,
      }),
    );
    const { queue } = await one({ queue: { requires: [{ skill: skill.id, level: 3 }] } });
    const { contactId } = await arrive(server, queue);
    await eventually(() => told(contactId)).toMatchObject([
      { contact: contactId, queue: queue.id, reason: 'skill_nobody_has' },
    ]);
    expect(await openOffer(server, contactId)).toBeNull();
  });

  test('of a contact in a queue that no profile in use holds', async () => {
    const queue = await makeCentreQueue(server, service);
    const { contactId } = await arrive(server, queue);
    await eventually(() => told(contactId)).toMatchObject([{ contact: contactId, reason: 'no_agents' }]);
    expect(await openOffer(server, contactId)).toBeNull();
  });
});

test('an agent who leaves the staff is offered nothing, and what was in their hands goes back to its queue', async () => {
  const { queue, agents } = await one({ agents: 2, queue: { wrapUpMode: 'mandatory' } });
  const [leaver, colleague] = agents as [string, string];
  const ctx = asAgent(server, leaver);
  const inHand = await arrive(server, queue);
  await handling.acceptOffer(ctx, (await offered(inHand.contactId, leaver)).id);
  const inWrapUp = await arrive(server, queue);
  await handling.takeContact(ctx, inWrapUp.contactId);
  await handling.finishContact(ctx, inWrapUp.contactId);
  await server.ctx.tx(async (tx) => {
    await signOff(tx, server.ctx, leaver, 'left the staff');
    await releaseContacts(tx, server.ctx, leaver);
  });
  expect((await offered(inHand.contactId)).agentId).toBe(colleague);
  expect(await stateOf(inWrapUp.contactId)).toBe('closed');
  expect((await legsOf(server, inHand.contactId)).map(({ kind, result }) => `${kind} ${result}`)).toEqual([
    'queue answered',
    'offer accepted',
    'handle transferred_out',
    'queue null',
    'offer null',
  ]);
});

describe('many at once', () => {
  test('no path lets an agent over capacity, and no contact is in two hands', async () => {
    const { queue, agents } = await one({ agents: 3, queue: { refusalSeconds: 0 } });
    const contacts: string[] = [];
    for (let i = 0; i < 40; i += 1) contacts.push((await arrive(server, queue)).contactId);
    const verbs: (() => Promise<unknown>)[] = [];
    for (let i = 0; i < 300; i += 1) {
      const ctx = asAgent(server, agents[i % agents.length]!);
      const contact = contacts[(i * 7) % contacts.length]!;
      if (i % 5 === 4)
        verbs.push(async () => {
          const offer = await openOffer(server, contact);
          if (offer !== null) await handling.acceptOffer(asAgent(server, offer.agentId), offer.id);
        });
      else if (i % 11 === 10)
        verbs.push(() =>
          handling.transferContact(ctx, contact, { agent: agents[(i + 1) % agents.length]!, note: '' }),
        );
      else verbs.push(() => handling.takeContact(ctx, contact));
    }
    const results = await Promise.all(verbs.map((verb) => refusal(verb())));
    expect(results).toContain('done');
    expect(results).toContain('over_capacity');
    expect(new Set(results)).not.toContain('internal');
    expect(await broken(server)).toEqual([]);
    const held = await server.ctx.db
      .selectFrom('contacts.contact')
      .select('agentId')
      .where('queueId', '=', queue.id)
      .where('state', '=', 'active')
      .execute();
    expect(held.length).toBeGreaterThan(0);
    expect(held.length).toBeLessThanOrEqual(15);
  });

  test('two who take the same contact: one has it, the other is told', async () => {
    const { queue } = await one({ agents: 0 });
    const profile = await makeCentreProfile(server, [queue.id]);
    const both = [
      await makeCentreAgent(server, profile, { presence: 'not_ready' }),
      await makeCentreAgent(server, profile, { presence: 'not_ready' }),
    ];
    for (let i = 0; i < 10; i += 1) {
      const { contactId } = await arrive(server, queue);
      const results = await Promise.all(
        both.map((agent) => refusal(handling.takeContact(asAgent(server, agent), contactId))),
      );
      expect(results.toSorted((a, b) => a.localeCompare(b))).toEqual(['already_taken', 'done']);
      const { agentId } = await contactRow(server, contactId);
      await handling.finishContact(asAgent(server, agentId!), contactId);
    }
  });

  test('an answer in the last moment is an answer: accepting races the end of the offer', async () => {
    const { queue, agents } = await one();
    const ctx = asAgent(server, agents[0]!);
    for (let i = 0; i < 8; i += 1) {
      const { contactId } = await arrive(server, queue);
      const offer = await offered(contactId, agents[0]);
      const [, result] = await Promise.all([pass(server, 301), refusal(handling.acceptOffer(ctx, offer.id))]);
      await expect
        .poll(async () => (await offersOf(server, contactId))[0]!.state, { timeout: 20_000 })
        .toBe(result === 'done' ? 'accepted' : 'timed_out');
      const [agent] = await readAgents(server.ctx.db, agents);
      if (result === 'done') {
        expect(agent!.notRespondingSince).toBeNull();
        await handling.finishContact(ctx, contactId);
      } else {
        await setPresence(ctx, agents[0]!, { presence: 'available', reason: null });
        await handling.acceptOffer(ctx, (await offered(contactId)).id);
        await handling.finishContact(ctx, contactId);
      }
    }
  });
});

test('of two leaders one leads, the other takes over, and what waited meanwhile is offered once', async () => {
  const other = await testServer([], { beside: server });
  const second = lead(other);
  try {
    await eventually(() => leader.isLeader() !== second.isLeader()).toBe(true);
    const { queue, agents } = await one({ agents: 4 });
    const first = leader.isLeader() ? leader : second;
    await offered((await arrive(server, queue)).contactId);
    await first.stop();
    const waiting = [];
    for (let i = 0; i < 3; i += 1) waiting.push((await arrive(server, queue)).contactId);
    for (const contact of waiting) await offered(contact);
    const rest = first === leader ? second : leader;
    await eventually(() => rest.isLeader()).toBe(true);
    for (const contact of waiting) expect(await offersOf(server, contact)).toHaveLength(1);
    expect(agents).toHaveLength(4);
  } finally {
    await second.stop();
    await other.stop();
  }
});
