import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { route } from '#contract/route.ts';
import { on, sql } from '#server/platform/index.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';
import { dropOldKeys } from './idempotency.store.ts';

const act = route({
  method: 'POST',
  path: '/api/v1/trial',
  tag: 'trial',
  summary: 'Has an effect',
  permission: 'signed-in',
  body: z.object({ what: z.string() }),
  output: z.object({ effects: z.number() }),
});

let one: TestServer;
let as: { token: string };
/** What the handler waits for, inside its transaction, before it commits. */
let gate: Promise<void> | null = null;
let inside: (() => void) | null = null;

beforeAll(async () => {
  one = await testServer([
    on(act, ({ ctx }) =>
      ctx.tx(async (tx) => {
        const mine = gate;
        await sql`insert into platform.setting (key, value) values (gen_random_uuid()::text, '"effect"')`.execute(
          tx,
        );
        inside?.();
        if (mine !== null) await mine;
        return { effects: await effects() };
      }),
    ),
  ]);
  as = await one.makeToken(['*']);
});
afterAll(() => one?.stop());
beforeEach(async () => {
  gate = null;
  inside = null;
  await sql`delete from platform.setting where value = '"effect"'`.execute(one.ctx.db);
});

async function effects(): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from platform.setting where value = '"effect"'`.execute(one.ctx.db);
  return rows[0]!.count;
}
let keys = 0;
const newKey = () => `a-key-of-tests-${(keys += 1)}`;
const send = (key: string, what = 'it') =>
  one.sending(act, { body: { what } }, { as, headers: { 'idempotency-key': key } });
const age = (key: string, minutes: number) =>
  sql`update platform.idempotency set created_at = created_at - make_interval(mins => ${minutes}) where key = ${key}`.execute(
    one.ctx.db,
  );
/** As when the process dies: the claim stays, with or without the effect. */
async function leftBehind(minutes: number, done: boolean): Promise<string> {
  const key = newKey();
  expect((await send(key)).status).toBe(200);
  await sql`update platform.idempotency set status = null, response = null,
    effect_at = case when ${done} then effect_at end where key = ${key}`.execute(one.ctx.db);
  await sql`delete from platform.setting where value = '"effect"'`.execute(one.ctx.db);
  await age(key, minutes);
  return key;
}

describe('a key that a crash left behind', () => {
  it('is free after a while when nothing was committed under it', async () => {
    const key = await leftBehind(6, false);
    expect((await send(key)).status).toBe(200);
    expect((await send(key)).status).toBe(200);
    expect(await effects()).toBe(1);
  });

  it('may then be used for another request too', async () => {
    const key = await leftBehind(6, false);
    expect((await send(key, 'something else')).status).toBe(200);
  });

  it('is still taken a minute after the request began: it may be under way', async () => {
    const key = await leftBehind(1, false);
    expect(await send(key)).toMatchObject({ status: 409, body: { code: 'idempotency_in_progress' } });
    expect(await effects()).toBe(0);
  });

  it('says that the request was carried out when its effect was committed and only the answer was lost', async () => {
    const key = await leftBehind(6, true);
    expect(await send(key)).toMatchObject({ status: 409, body: { code: 'already_done' } });
    expect(await effects()).toBe(0);
  });

  it('is never carried out twice, even when the first was not dead but slow', async () => {
    const key = newKey();
    const { promise, resolve } = Promise.withResolvers<void>();
    const entered = new Promise<void>((tell) => (inside = tell));
    gate = promise;
    const slow = send(key);
    await entered;
    gate = null;
    await age(key, 6);
    expect((await send(key)).status).toBe(200);
    resolve();
    expect(await slow).toMatchObject({ status: 409, body: { code: 'idempotency_in_progress' } });
    expect(await effects()).toBe(1);
    expect((await send(key)).status).toBe(200);
    expect(await effects()).toBe(1);
  });
});

it('keys are forgotten after a week', async () => {
  const [old, young] = [newKey(), newKey()];
  await send(old);
  await send(young);
  await age(old, 7 * 24 * 60 + 1);
  expect(await dropOldKeys(one.ctx.db)).toBeGreaterThan(0);
  const { rows } = await sql<{
    key: string;
  }>`select key from platform.idempotency where key in (${old}, ${young})`.execute(one.ctx.db);
  expect(rows).toEqual([{ key: young }]);
});
