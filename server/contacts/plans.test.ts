import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { newId, record, systemActor } from '#server/platform/index.ts';
import { estimatesOf } from '#server/routing/index.ts';
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
  openOffer,
  pass,
} from '#tests/stories/routing.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';
import * as handling from './handling.ts';

// Plans, help, overflow and estimates with the real leader over a real database.

let server: TestServer;
let service: string;
let leader: ReturnType<typeof lead>;
const levels = new Map<string, number | null>();
const start = () =>
  lead(server, {
    every: 200,
    levels: () => [...levels].map(([queueId, share]) => ({ queueId, share })),
  });

beforeAll(async () => {
  server = await testServer([]);
  service = await server.makeService();
});
afterAll(() => server.stop());
beforeEach(() => {
  leader = start();
});
afterEach(async () => {
  await leader.stop();
  const wrong = await broken(server);
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
});

const eventually = <T>(look: () => T) => expect.poll(look, { timeout: 20_000 });
const offeredTo = (contactId: string) =>
  eventually(async () => (await openOffer(server, contactId))?.agentId ?? null);
const tell = (what: string, id: string) =>
  server.ctx.tx((tx) => record(tx, systemActor, { kind: 'config.changed', data: { what, id } }));
async function skill(): Promise<string> {
  const id = newId();
  await server.ctx.db
    .insertInto('routing.skill')
    .values({ id, code: id, name: JSON.stringify({ it: id, en: id }) })
    .execute();
  return id;
}
async function agent(profile: string, options: { skill?: string; level?: number; idleFor?: number } = {}) {
  const id = await makeCentreAgent(server, profile, { idleFor: options.idleFor ?? 60 });
  if (options.skill !== undefined) {
    await server.ctx.db
      .insertInto('routing.agentSkill')
      .values({ staffId: id, skillId: options.skill, level: options.level ?? 3 })
      .execute();
    await server.ctx.tx((tx) =>
      record(tx, systemActor, { kind: 'agent.changed', subjectId: id, data: { agent: id } }),
    );
  }
  return id;
}
interface Step {
  need?: unknown;
  keepRequires?: boolean;
  queues?: string[];
  pool?: string;
  seconds?: number | null;
  skipIfNobody?: boolean;
}
async function plan(steps: Step[]): Promise<string> {
  const id = newId();
  await server.ctx.db
    .insertInto('routing.plan')
    .values({
      id,
      name: id,
      steps: JSON.stringify(
        steps.map((step) => ({
          need: null,
          keepRequires: true,
          queues: [],
          pool: 'members',
          seconds: null,
          skipIfNobody: false,
          ...step,
        })),
      ),
    })
    .execute();
  return id;
}
async function queue(also: Record<string, unknown> = {}) {
  const made = await makeCentreQueue(server, service, also);
  await tell('queue', made.id);
  return made;
}
/** Changes a queue and tells the leader. */
async function change(id: string, fields: Record<string, unknown>): Promise<void> {
  await server.ctx.db
    .updateTable('routing.queue')
    .set(fields as never)
    .where('id', '=', id)
    .execute();
  await tell('queue', id);
}
const detailOf = async (contactId: string, queueId: string) =>
  (
    await server.ctx.db
      .selectFrom('contacts.leg')
      .select('detail')
      .where('contactId', '=', contactId)
      .where('queueId', '=', queueId)
      .where('kind', '=', 'queue')
      .executeTakeFirstOrThrow()
  ).detail as Record<string, unknown>;
const noticesOf = async (queueId: string) =>
  (
    await server.ctx.db.selectFrom('routing.queueNotice').selectAll().where('queueId', '=', queueId).execute()
  ).map((one) => `${one.kind} ${one.about}`);
const toldOf = async (queueId: string, kind: string) =>
  (
    await server.ctx.db
      .selectFrom('platform.event')
      .select('data')
      .where('kind', '=', kind)
      .where('subjectId', '=', queueId)
      .orderBy('id')
      .execute()
  ).map((one) => one.data as Record<string, unknown>);

describe('a plan', () => {
  test('asks who fits best first, then more, then everybody; the steps stand on the stay in the queue', async () => {
    const russian = await skill();
    const planId = await plan([
      { need: { skill: russian, level: 4 }, seconds: 30 },
      { need: { skill: russian, level: 2 }, seconds: 30 },
    ]);
    const centre = await queue({ planId });
    const profile = await makeCentreProfile(server, [centre.id]);
    const anybody = await agent(profile, { idleFor: 5000 });
    const some = await agent(profile, { skill: russian, level: 2, idleFor: 1000 });
    const { contactId } = await arrive(server, centre);
    await pass(server, 1);
    expect(await openOffer(server, contactId)).toBeNull();
    await pass(server, 31);
    await offeredTo(contactId).toBe(some);
    const offer = (await openOffer(server, contactId))!;
    await handling.declineOffer(asAgent(server, some), offer.id, 'busy', '');
    await pass(server, 31);
    await offeredTo(contactId).toBe(anybody);
    const { steps } = await detailOf(contactId, centre.id);
    expect(steps).toMatchObject([
      { step: 1, because: 'expired', at: expect.any(String) },
      { step: 2, because: 'expired' },
    ]);
    await handling.acceptOffer(asAgent(server, anybody), (await openOffer(server, contactId))!.id);
  });

  test('passes over a step that nobody who is there meets, and adds the agents of another queue', async () => {
    const russian = await skill();
    const other = await queue();
    const planId = await plan([
      { need: { skill: russian, level: 4 }, seconds: 3600, skipIfNobody: true },
      { queues: [other.id] },
    ]);
    const centre = await queue({ planId });
    const helper = await agent(await makeCentreProfile(server, [other.id]));
    const { contactId } = await arrive(server, centre);
    await offeredTo(contactId).toBe(helper);
    expect((await detailOf(contactId, centre.id))['steps']).toMatchObject([{ step: 1, because: 'nobody' }]);
    await handling.acceptOffer(asAgent(server, helper), (await openOffer(server, contactId))!.id);
  });

  test('asks a team, and one that is changed is followed at once by what waits', async () => {
    const team = await server.makeTeam(service);
    const planId = await plan([{ need: { team } }]);
    const centre = await queue({ planId });
    const profile = await makeCentreProfile(server, [centre.id]);
    const outside = await agent(profile);
    const { contactId } = await arrive(server, centre);
    await pass(server, 1);
    expect(await openOffer(server, contactId)).toBeNull();
    await server.ctx.db.updateTable('access.staff').set({ teamId: team }).where('id', '=', outside).execute();
    await server.ctx.tx((tx) =>
      record(tx, systemActor, { kind: 'staff.changed', subjectId: outside, data: { staff: outside } }),
    );
    await offeredTo(contactId).toBe(outside);
    await handling.acceptOffer(asAgent(server, outside), (await openOffer(server, contactId))!.id);

    const stranger = await agent(profile);
    const next = await arrive(server, centre);
    await offeredTo(next.contactId).toBe(outside);
    await handling.declineOffer(
      asAgent(server, outside),
      (await openOffer(server, next.contactId))!.id,
      'busy',
      '',
    );
    await server.ctx.db
      .updateTable('routing.plan')
      .set({
        steps: JSON.stringify([
          {
            need: { agent: stranger },
            keepRequires: true,
            queues: [],
            pool: 'members',
            seconds: null,
            skipIfNobody: false,
          },
        ]),
      })
      .where('id', '=', planId)
      .execute();
    await tell('routing-plan', planId);
    await offeredTo(next.contactId).toBe(stranger);
    await handling.acceptOffer(asAgent(server, stranger), (await openOffer(server, next.contactId))!.id);
  });
});

describe('overflow', () => {
  test('after a time it is a flow-out of the first queue and an offer to the second, by what that one asks', async () => {
    const water = await skill();
    const target = await queue({ requires: [{ skill: water, level: 1 }] });
    const centre = await queue({
      overflow: JSON.stringify([{ toQueue: target.id, afterSeconds: 60, when: null, keepPlace: true }]),
    });
    const profile = await makeCentreProfile(server, [target.id]);
    await agent(profile, { idleFor: 5000 });
    const knows = await agent(profile, { skill: water, level: 1 });
    const { contactId } = await arrive(server, centre);
    const before = await contactRow(server, contactId);
    await pass(server, 61);
    await offeredTo(contactId).toBe(knows);
    expect(await contactRow(server, contactId)).toMatchObject({
      state: 'offered',
      queueId: target.id,
      arrivedAt: before.arrivedAt,
    });
    expect(await legsOf(server, contactId)).toMatchObject([
      { kind: 'queue', queueId: centre.id, result: 'flowed_out' },
      { kind: 'queue', queueId: target.id, result: null },
      { kind: 'offer', queueId: target.id, agentId: knows },
    ]);
    expect(await detailOf(contactId, target.id)).toMatchObject({ overflowedFrom: centre.id, because: null });
    const item = await server.ctx.db
      .selectFrom('routing.workItem')
      .select(['overflowed', 'queuedAt'])
      .where('id', '=', contactId)
      .executeTakeFirstOrThrow();
    expect(item).toEqual({ overflowed: [centre.id], queuedAt: before.arrivedAt });
    const [moved] = (
      await server.ctx.db
        .selectFrom('platform.event')
        .select('data')
        .where('subjectId', '=', contactId)
        .where('kind', '=', 'contact.transferred')
        .execute()
    ).map((one) => one.data);
    expect(moved).toMatchObject({ fromQueue: centre.id, toQueue: target.id, reason: 'overflow' });
    await handling.acceptOffer(asAgent(server, knows), (await openOffer(server, contactId))!.id);
  });

  test('never returns to a queue it has left, though rules go round in a ring; a supervisor is told of the ring', async () => {
    const first = await queue();
    const second = await queue({
      overflow: JSON.stringify([{ toQueue: first.id, afterSeconds: 30, when: null, keepPlace: true }]),
    });
    await change(first.id, {
      overflow: JSON.stringify([{ toQueue: second.id, afterSeconds: 30, when: null, keepPlace: true }]),
    });
    const { contactId } = await arrive(server, first);
    await pass(server, 31);
    await eventually(async () => (await contactRow(server, contactId)).queueId).toBe(second.id);
    await pass(server, 120);
    await pass(server, 120);
    expect((await contactRow(server, contactId)).queueId).toBe(second.id);
    await eventually(() => noticesOf(first.id)).toContainEqual(expect.stringMatching(/^problem rules_loop /));
    await change(second.id, { overflow: '[]' });
    await eventually(() => noticesOf(first.id)).not.toContainEqual(
      expect.stringMatching(/^problem rules_loop /),
    );
    expect(
      (await toldOf(first.id, 'queue.problem')).filter((one) => one['reason'] === 'rules_loop'),
    ).toMatchObject([{ on: true }, { on: false }]);
  });
});

describe('help', () => {
  test('comes when the service level falls, not while the helpers are in need, and ends when it is good again for a while', async () => {
    const donor = await queue();
    const centre = await queue();
    const rule = {
      from: donor.id,
      when: { measure: 'service_level', is: 'below', value: 0.8 },
      unlessDonor: { measure: 'waiting', is: 'above', value: 3 },
      priority: null,
      delaySeconds: 0,
    };
    await change(centre.id, { help: JSON.stringify([rule]) });
    const helper = await agent(await makeCentreProfile(server, [donor.id]));
    levels.set(centre.id, 0.95);
    const { contactId } = await arrive(server, centre);
    await pass(server, 6);
    await pass(server, 6);
    expect(await openOffer(server, contactId)).toBeNull();
    levels.set(centre.id, 0.6);
    const passing = async () => {
      await pass(server, 6);
      return (await openOffer(server, contactId))?.agentId ?? null;
    };
    await eventually(passing).toBe(helper);
    expect(await noticesOf(centre.id)).toContain(`help ${donor.id}`);
    expect(await toldOf(centre.id, 'queue.help')).toMatchObject([
      { from: donor.id, on: true, because: { measure: 'service_level', value: 0.6 } },
    ]);
    await handling.acceptOffer(asAgent(server, helper), (await openOffer(server, contactId))!.id);
    levels.set(centre.id, 0.9);
    await eventually(async () => {
      await pass(server, 10);
      return noticesOf(centre.id);
    }).not.toContain(`help ${donor.id}`);
    expect((await toldOf(centre.id, 'queue.help')).map((one) => one['on'])).toEqual([true, false]);
    levels.clear();
  });

  test('that was being given goes on under the next leader, and is not told twice', async () => {
    const donor = await queue();
    const centre = await queue({
      help: JSON.stringify([
        {
          from: donor.id,
          when: { measure: 'waiting', is: 'above', value: 1 },
          unlessDonor: null,
          priority: null,
          delaySeconds: 0,
        },
      ]),
    });
    const contacts: { contactId: string }[] = [];
    for (let n = 0; n < 3; n += 1) contacts.push(await arrive(server, centre));
    await eventually(async () => {
      await pass(server, 6);
      return noticesOf(centre.id);
    }).toContain(`help ${donor.id}`);
    await leader.stop();
    leader = start();
    const helper = await agent(await makeCentreProfile(server, [donor.id]));
    await eventually(async () => (await openOffer(server, contacts[0]!.contactId))?.agentId).toBe(helper);
    expect(await toldOf(centre.id, 'queue.help')).toHaveLength(1);
  });
});

test('a queue without agents and without a way out is a problem that a supervisor hears of, until somebody serves it', async () => {
  const lonely = await queue();
  await arrive(server, lonely);
  await eventually(() => noticesOf(lonely.id)).toEqual(['problem no_agents']);
  const profile = await makeCentreProfile(server, [lonely.id]);
  await tell('routing-profile', profile);
  await agent(profile);
  await eventually(() => noticesOf(lonely.id)).toEqual([]);
  expect(await toldOf(lonely.id, 'queue.problem')).toMatchObject([
    { reason: 'no_agents', on: true },
    { reason: 'no_agents', on: false },
  ]);
});

test('the wait is estimated from the last hour, told to every process, and promised to who comes', async () => {
  const centre = await queue();
  const profile = await makeCentreProfile(server, [centre.id], { chat: { max: 1, interruptedBy: [] } });
  const one = await agent(profile);
  const done = await arrive(server, centre, { channel: 'chat' });
  await offeredTo(done.contactId).toBe(one);
  await handling.acceptOffer(asAgent(server, one), (await openOffer(server, done.contactId))!.id);
  await pass(server, 300);
  await handling.finishContact(asAgent(server, one), done.contactId);
  const busy = await arrive(server, centre, { channel: 'chat' });
  await offeredTo(busy.contactId).toBe(one);
  await handling.acceptOffer(asAgent(server, one), (await openOffer(server, busy.contactId))!.id);
  await arrive(server, centre, { channel: 'chat' });
  // Two contacts of five minutes each are before whoever comes now; what was told before that is told anew.
  const estimate = async () =>
    (await estimatesOf(server.ctx, [centre.id])).find(
      (row) => row.channel === 'chat' && row.waiting === 1 && row.seconds! >= 610,
    );
  await eventually(estimate).toBeDefined();
  const { seconds, secondsPerPlace } = (await estimate())!;
  expect(seconds).toBeLessThan(640);
  expect(Math.round(secondsPerPlace!)).toBe(Math.round((seconds! - 10) / 2));
  const next = await arrive(server, centre, { channel: 'chat' });
  const promised = (await detailOf(next.contactId, centre.id))['estimatedWait'] as number;
  expect(Math.abs(promised - seconds!)).toBeLessThan(310);
});
