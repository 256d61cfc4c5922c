import { expect, test } from 'vitest';
import { listQueueNotices } from '#contract/routing-plans.ts';
import { routingRoutes } from '#server/routing/index.ts';
import { lead, makeCentreQueue, pass } from '#tests/stories/routing.ts';
import { testServer } from '#tests/support/server.ts';

test('a supervisor of any place reads for an hour that the clock was set back, and by how much', async () => {
  const server = await testServer([...routingRoutes]);
  const service = await server.makeService();
  const queue = await makeCentreQueue(server, service);
  const elena = await server.makeStaff({ role: 'supervisor', serviceId: service });
  const leader = lead(server);
  try {
    const notices = async () =>
      (await server.call(listQueueNotices, {}, { as: { session: elena.session } })).body.items.filter(
        ({ about }) => about === 'clock_set_back',
      );
    await expect.poll(() => leader.isLeader()).toBe(true);
    await pass(server, 1);
    expect(await notices()).toEqual([]);
    await pass(server, -1800);
    await expect.poll(async () => (await notices()).length).toBe(1);
    const [notice] = await notices();
    expect(notice).toMatchObject({ queue: null, kind: 'problem' });
    expect(Math.abs(Number(notice!.detail['seconds']) - 1800)).toBeLessThan(60);
    const told = await server.ctx.db
      .selectFrom('platform.event')
      .select(['subjectId', 'serviceId'])
      .where('kind', '=', 'queue.problem')
      .execute();
    expect(told).toContainEqual({ subjectId: queue.id, serviceId: service });
    server.clock.forward(3_700_000);
    expect(await notices()).toEqual([]);
  } finally {
    await leader.stop();
    await server.stop();
  }
});
