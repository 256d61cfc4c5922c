import { afterAll, beforeAll, expect, test } from 'vitest';
import * as contract from '#contract/moves.ts';
import { makeCentreAgent, makeCentreProfile, makeCentreQueue } from '#tests/stories/routing.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';
import { endDueMoves } from './moves.service.ts';
import { routingRoutes } from './routing.routes.ts';
import { readTruth } from './truth.read.ts';

// Agents lent for a time, over a real database.

let server: TestServer;
let service: string;
let elena: { id: string; session: string };
let bills: string;
let leaks: string;
let profile: string;

beforeAll(async () => {
  server = await testServer(routingRoutes);
  service = await server.makeService();
  elena = await server.makeStaff({ serviceId: service, role: 'supervisor' });
  bills = (await makeCentreQueue(server, service)).id;
  leaks = (await makeCentreQueue(server, service)).id;
  profile = await makeCentreProfile(server, [bills]);
});
afterAll(() => server.stop());

const as = () => ({ as: { session: elena.session } });
const inAnHour = () => new Date(server.ctx.clock.now().getTime() + 3_600_000).toISOString();
const agent = async () => {
  const id = await makeCentreAgent(server, profile);
  const team = await server.makeTeam(service);
  await server.ctx.db.updateTable('access.staff').set({ teamId: team }).where('id', '=', id).execute();
  return id;
};
const serves = async (id: string) => {
  const { agents } = await readTruth(server.ctx, { queues: false, agents: [id], items: [] }, Date.now());
  return [...new Set(agents[0]!.profile.map((entry) => entry.queue))].sort();
};
const wish = (agents: string[], also: Record<string, unknown>) => ({
  body: { agents, until: inAnHour(), why: 'guasto in centro', ...also },
});
const move = (agents: string[], also: Record<string, unknown>) =>
  server.sending(contract.moveAgents, wish(agents, also), as());

test('an agent lent to another queue serves it until the move is ended, then what the profile says', async () => {
  const id = await agent();
  const made = await server.call(
    contract.moveAgents,
    wish([id], { queues: [{ queue: leaks }], leaves: [bills] }),
    as(),
  );
  expect(made.status).toBe(201);
  expect(await serves(id)).toEqual([leaks]);
  const listed = await server.call(contract.listMoves, {}, as());
  expect(listed.body.items).toMatchObject([{ agent: id, why: 'guasto in centro', leaves: [bills] }]);

  const { id: moveId } = made.body.items[0]!;
  await server.call(contract.endMove, { params: { id: moveId }, body: { why: 'guasto chiuso' } }, as());
  expect(await serves(id)).toEqual([bills]);
  const again = await server.sending(
    contract.endMove,
    { params: { id: moveId }, body: { why: 'ancora' } },
    as(),
  );
  expect(again.status).toBe(404);
});

test('a move ends by itself when its time is up, also when nobody looked at that moment', async () => {
  const id = await agent();
  await move([id], { queues: [{ queue: leaks }] });
  expect(await serves(id)).toEqual([bills, leaks].sort());
  await server.ctx.db
    .updateTable('routing.agentMove')
    .set({ fromAt: new Date(Date.now() - 7_200_000), untilAt: new Date(Date.now() - 3_600_000) })
    .where('staffId', '=', id)
    .execute();
  expect(await endDueMoves(server.ctx)).toEqual([id]);
  expect(
    await server.ctx.db
      .selectFrom('platform.audit')
      .select(['action', 'actor'])
      .where('objectId', '=', id)
      .where('action', 'like', 'agent.%')
      .orderBy('id')
      .execute(),
  ).toEqual([
    { action: 'agent.moved', actor: `staff:${elena.id}` },
    { action: 'agent.move-ended', actor: 'system' },
  ]);
  expect(await endDueMoves(server.ctx)).toEqual([]);
  expect(await serves(id)).toEqual([bills]);
});

test('who moved whom and why stands in the audit log', async () => {
  const id = await agent();
  await move([id], { queues: [{ queue: leaks }] });
  const rows = await server.ctx.db
    .selectFrom('platform.audit')
    .select(['action', 'actor', 'reason'])
    .where('objectId', '=', id)
    .execute();
  expect(rows).toContainEqual({
    action: 'agent.moved',
    actor: `staff:${elena.id}`,
    reason: 'guasto in centro',
  });
});

test('a move that is wrong is refused by the name of every field', async () => {
  const id = await agent();
  const foreign = (await makeCentreQueue(server, await server.makeService())).id;
  const wrong = await move([id], { queues: [{ queue: foreign }, { queue: leaks }], leaves: [leaks] });
  expect(wrong).toMatchObject({
    status: 422,
    body: { errors: [{ field: 'queues[0].queue' }, { field: 'leaves[0]' }] },
  });
  expect(await move([id], {})).toMatchObject({ status: 422, body: { errors: [{ field: 'queues' }] } });
  const past = new Date(Date.now() - 60_000).toISOString();
  expect(await move([id], { queues: [{ queue: leaks }], until: past })).toMatchObject({
    status: 422,
    body: { errors: [{ field: 'until' }] },
  });
});

test('an agent of another service cannot be moved, and their moves are not listed', async () => {
  const other = await makeCentreAgent(server, profile);
  const team = await server.makeTeam(await server.makeService());
  await server.ctx.db.updateTable('access.staff').set({ teamId: team }).where('id', '=', other).execute();
  expect((await move([other], { queues: [{ queue: leaks }] })).status).toBe(404);
  // Not even together with one who can: all go or none.
  const own = await agent();
  expect((await move([own, other], { queues: [{ queue: leaks }] })).status).toBe(404);
  expect(await serves(own)).toEqual([bills]);
  const everywhere = await server.makeStaff({ role: 'supervisor' });
  await server.call(contract.moveAgents, wish([other], { queues: [{ queue: leaks }] }), {
    as: { session: everywhere.session },
  });
  const listed = (await server.call(contract.listMoves, {}, as())).body.items;
  expect(listed.map((one) => one.agent)).not.toContain(other);
  const [theirs] = (
    await server.call(contract.listMoves, {}, { as: { session: everywhere.session } })
  ).body.items.filter((one) => one.agent === other);
  const end = { params: { id: theirs!.id }, body: { why: 'non è mio' } };
  expect((await server.sending(contract.endMove, end, as())).status).toBe(404);
  expect(await serves(other)).toContain(leaks);
});

test('an agent without a routing profile cannot be lent: there would be nothing to offer them', async () => {
  const able = await agent();
  const bare = await agent();
  await server.ctx.db
    .updateTable('routing.agent')
    .set({ profileId: null })
    .where('staffId', '=', bare)
    .execute();
  expect(await move([able, bare], { queues: [{ queue: leaks }] })).toMatchObject({
    status: 422,
    body: { errors: [{ field: 'agents[1]' }] },
  });
  expect(await serves(able)).toEqual([bills]);
});

test('who is lent is told what the queues are called, also those that they do not see otherwise', async () => {
  const lent = await server.makeStaff({ serviceId: service });
  await server.ctx.db.insertInto('routing.agent').values({ staffId: lent.id, profileId: profile }).execute();
  const everywhere = await server.makeStaff({ role: 'supervisor' });
  const far = (await makeCentreQueue(server, await server.makeService())).id;
  await server.call(contract.moveAgents, wish([lent.id], { queues: [{ queue: far }], leaves: [bills] }), {
    as: { session: everywhere.session },
  });
  const [mine] = (await server.call(contract.myMoves, {}, { as: { session: lent.session } })).body.items;
  expect(Object.keys(mine!.names).sort()).toEqual([far, bills].sort());
  expect(mine!.names[far]).toMatch(/^Coda \d+$/);
});
