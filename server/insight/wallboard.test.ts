import { afterAll, beforeAll, expect, test } from 'vitest';
import * as contract from '#contract/wallboard.ts';
import { testServer, type Caller, type TestServer } from '#tests/support/server.ts';
import { makeQueue } from '#tests/stories/contacts.ts';
import { insightRoutes } from './insight.routes.ts';

let server: TestServer;
let sara: { id: string; session: string };
const as = (who: { session: string }): { as: Caller } => ({ as: { session: who.session } });
beforeAll(async () => {
  server = await testServer(insightRoutes);
  sara = await server.makeStaff({ role: 'supervisor' });
});
afterAll(() => server.stop());
test('a board without figures is a board of zeros', async () => {
  await makeQueue(server.ctx.db, await server.makeService());
  for (const by of contract.wallboardGroups) {
    const answer = await server.call(contract.wallboard, { query: { by } }, as(sara));
    expect([by, answer.status]).toEqual([by, 200]);
  }
});
