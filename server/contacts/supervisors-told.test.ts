import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { moveAgents } from '#contract/moves.ts';
import { listQueueNotices } from '#contract/routing-plans.ts';
import { createProfile, updateAgent, updateProfile } from '#contract/routing.ts';
import type { BusinessRule } from '#contract/rules.ts';
import { newId } from '#server/platform/index.ts';
import { currentRules, putRules, routingRoutes } from '#server/routing/index.ts';
import { makeRule } from '#tests/stories/rules.ts';
import {
  arrive,
  asAgent,
  lead,
  makeCentreAgent,
  makeCentreProfile,
  makeCentreQueue,
  openOffer,
} from '#tests/stories/routing.ts';
import { testServer, type Caller, type TestServer } from '#tests/support/server.ts';
import * as handling from './handling.ts';

// What supervisors read of changes under open offers, and of business rules that do not do what they say.

let server: TestServer;
let water: string;
let power: string;
let leader: ReturnType<typeof lead>;
let roberto: { id: string; session: string };
let elena: { id: string; session: string };
const as = (who: { session: string }): { as: Caller } => ({ as: { session: who.session } });

beforeAll(async () => {
  server = await testServer([...routingRoutes]);
  water = await server.makeService('water');
  power = await server.makeService('power');
  roberto = await server.makeStaff({ role: 'administrator', name: 'Roberto Bianchi' });
  elena = await server.makeStaff({ role: 'supervisor', serviceId: water });
});
afterAll(() => server.stop());
beforeEach(() => {
  leader = lead(server);
});
afterEach(() => leader.stop());

const notices = async (caller: { as: Caller }, kind: 'change' | 'rules') =>
  (await server.call(listQueueNotices, {}, caller)).body.items.filter((one) =>
    kind === 'change' ? one.kind === 'change' : one.about === 'rules_contradict',
  );
const offered = async (contact: string) => {
  await expect
    .poll(async () => (await openOffer(server, contact))?.agentId ?? null, { timeout: 20_000 })
    .not.toBeNull();
  return (await openOffer(server, contact))!;
};

/** An agent with a profile that holds one queue of each service, and an offer of the first of them. */
async function underOffer() {
  const queue = await makeCentreQueue(server, water);
  const far = await makeCentreQueue(server, power);
  const body = (max: number, name = `Profilo ${queue.id}`) => ({
    name,
    capacity: { email: { max, interruptedBy: [] } },
    queues: [queue, far].map(({ id }) => ({
      queueId: id,
      channel: 'email' as const,
      priority: 1,
      delaySeconds: 0,
    })),
  });
  const made = await server.call(createProfile, { body: body(2) }, as(roberto));
  const agent = await makeCentreAgent(server, made.body.id);
  const first = await arrive(server, queue);
  const second = await arrive(server, queue);
  await offered(first.contactId);
  const change = (max: number, name?: string) =>
    server.call(updateProfile, { params: { id: made.body.id }, body: body(max, name) }, as(roberto));
  return { queue, far, profile: made.body, agent, first, second, change };
}

test('a profile that is changed under open offers: who, which, what became of the offers; for an hour, in scope', async () => {
  const { queue, profile, agent, first, change } = await underOffer();
  await change(2, 'Nuovo nome');
  expect(await notices(as(elena), 'change')).toEqual([]);
  await change(1, 'Nuovo nome');
  const [told, ...more] = await notices(as(elena), 'change');
  expect(more).toEqual([]);
  expect(told).toMatchObject({ queue: queue.id, about: profile.id });
  const open = Number(told!.detail['open']);
  expect(open).toBeGreaterThan(0);
  expect(told!.detail).toMatchObject({
    reason: 'profile_changed',
    name: 'Nuovo nome',
    by: 'Roberto Bianchi',
    agents: 1,
    offers: open,
    accepted: 0,
    returned: 0,
  });
  await handling.acceptOffer(asAgent(server, agent), (await offered(first.contactId)).id);
  expect((await notices(as(elena), 'change'))[0]!.detail).toMatchObject({ open: open - 1, accepted: 1 });
  // Neither who watches another service, nor anybody once the hour is over.
  const other = await server.makeStaff({ role: 'supervisor', serviceId: power });
  expect(await notices(as(other), 'change')).toEqual([]);
  server.clock.forward(3_600_000);
  expect(await notices(as(elena), 'change')).toEqual([]);
});

test('an agent who gets another profile or other skills while they have an offer is named; nothing changed says nothing', async () => {
  const { queue, profile, agent, first } = await underOffer();
  const give = (profileId: string | null) =>
    server.call(updateAgent, { params: { id: agent }, body: { profileId, skills: [] } }, as(roberto));
  expect((await give(profile.id)).status).toBe(200);
  expect(await notices(as(elena), 'change')).toEqual([]);
  expect((await give(null)).status).toBe(200);
  const [told] = await notices(as(elena), 'change');
  expect(told).toMatchObject({
    queue: queue.id,
    about: agent,
    detail: { reason: 'agent_changed', by: 'Roberto Bianchi' },
  });
  expect(String(told!.detail['name'])).not.toBe('');
  // The offer stands, as the notice says.
  await handling.acceptOffer(asAgent(server, agent), (await offered(first.contactId)).id);
});

test('what waits for a skill that nobody has is told with its name and level, until somebody has it, if only for a time', async () => {
  const skill = newId();
  const name = { it: 'Tedesco', en: 'German' };
  await server.ctx.db
    .insertInto('routing.skill')
    .values({ id: skill, code: 'tedesco', name: JSON.stringify(name) })
    .execute();
  const queue = await makeCentreQueue(server, water, { requires: [{ skill, level: 3 }] });
  const profile = await makeCentreProfile(server, [queue.id]);
  const agent = await makeCentreAgent(server, profile, { presence: 'offline' });
  // Who has it serves another queue.
  const far = await makeCentreAgent(server, await makeCentreProfile(server, []));
  await server.ctx.db
    .insertInto('routing.agentSkill')
    .values({ staffId: far, skillId: skill, level: 5 })
    .execute();
  await arrive(server, queue);
  const told = async (who: { session: string }) =>
    (await server.call(listQueueNotices, {}, as(who))).body.items.filter(
      ({ about, queue: one }) => about === 'skill_nobody_has' && one === queue.id,
    );
  await expect.poll(async () => (await told(elena)).length, { timeout: 20_000 }).toBe(1);
  expect((await told(elena))[0]!.detail).toMatchObject({ items: 1, skills: [{ name, level: 3 }] });
  const other = await server.makeStaff({ role: 'supervisor', serviceId: power });
  expect(await told(other)).toEqual([]);
  const until = new Date(server.clock.now().getTime() + 3_600_000).toISOString();
  const lent = await server.call(
    moveAgents,
    {
      body: {
        agents: [agent],
        queues: [],
        leaves: [],
        skills: [{ skill, level: 3 }],
        until,
        why: 'oggi serve',
      },
    },
    as(roberto),
  );
  expect(lent.status).toBe(201);
  expect(await told(elena)).toEqual([]);
});

test('rules that never act or contradict each other are told with whom to ask; rules of other services are not', async () => {
  const [mine, far] = [await makeCentreQueue(server, water), await makeCentreQueue(server, power)];
  const set = (...rules: BusinessRule[]) =>
    server.ctx.tx(async (tx) =>
      putRules(
        tx,
        server.ctx,
        { calendarId: null, rules },
        { base: (await currentRules(tx)).version, comment: '' },
      ),
    );
  const chat = { what: 'channel', any: ['chat'] } as const;
  const rule = (name: string, queue: string, also: Parameters<typeof makeRule>[0] = {}) =>
    makeRule({ id: newId(), name, when: [chat], set: { queue }, ...also });
  await set(rule('Chat', mine.id));
  expect(await notices(as(elena), 'rules')).toEqual([]);
  await set(
    rule('Lontana', far.id),
    rule('Coperta', mine.id),
    rule('Mai', mine.id, { when: [chat, { ...chat, not: true }] }),
    rule('Lontana mai', far.id, { when: [chat, { ...chat, not: true }] }),
  );
  const [told] = await notices(as(elena), 'rules');
  expect(told).toMatchObject({ queue: null, kind: 'problem' });
  expect(told!.detail).toMatchObject({
    count: 2,
    rules: [
      // The rule above belongs to a service that she does not see.
      { name: 'Coperta', code: 'shadowed', other: null },
      { name: 'Mai', code: 'never' },
    ],
    // She may open the page of the rules.
    tell: [],
  });
  const { token } = await server.makeToken(['live.read']);
  const [board] = await notices({ as: { token } }, 'rules');
  expect(board!.detail).toMatchObject({ count: 3, tell: ['Roberto Bianchi'] });
  await set();
  expect(await notices(as(elena), 'rules')).toEqual([]);
});
