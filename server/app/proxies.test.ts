import type { FastifyInstance } from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { readConfig } from '#server/platform/index.ts';
import { testServer } from '#tests/support/server.ts';
import { createHttpServer } from './http.ts';

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop();
});

async function behind(proxies: string | null) {
  const one = await testServer([], {
    environment: proxies === null ? {} : { FILO_TRUSTED_PROXIES: proxies },
  });
  stops.push(() => one.stop());
  const server: FastifyInstance = await createHttpServer(one.platform, () => []);
  stops.push(() => server.close());
  const ask = (remoteAddress: string, forwarded: string | null, request: Record<string, unknown>) =>
    server.inject({
      remoteAddress,
      ...request,
      headers: {
        ...(forwarded === null ? {} : { 'x-forwarded-for': forwarded }),
        ...(request['headers'] as Record<string, string> | undefined),
      },
    });
  return { one, ask };
}
/** The address that the sign-in log keeps: what limits and logs go by. */
async function seen(proxies: string | null, remoteAddress: string, forwarded: string | null) {
  const { one, ask } = await behind(proxies);
  const answer = await ask(remoteAddress, forwarded, {
    method: 'POST',
    url: '/api/v1/session',
    payload: { email: 'nobody@example.org', password: 'wrong' },
  });
  expect(answer.statusCode).toBe(401);
  const row = await one.ctx.db.selectFrom('access.loginAttempt').select('ip').executeTakeFirstOrThrow();
  return row.ip;
}

describe('the address of a caller', () => {
  it.each([
    ['is the one that a proxy on the same machine names', null, '127.0.0.1', '203.0.113.9', '203.0.113.9'],
    ['is never the one that somebody elsewhere names', null, '198.51.100.7', '203.0.113.9', '198.51.100.7'],
    [
      'is the one that a proxy of a trusted network names',
      '10.1.0.0/16',
      '10.1.2.3',
      '203.0.113.9',
      '203.0.113.9',
    ],
    ['is not believed of a network beside it', '10.1.0.0/16', '10.2.0.1', '203.0.113.9', '10.2.0.1'],
    [
      'is not believed of this machine unless it is named',
      '10.1.0.0/16',
      '127.0.0.1',
      '203.0.113.9',
      '127.0.0.1',
    ],
    [
      'is the last one before the trusted proxies, whatever the caller wrote before it',
      '10.1.0.0/16,127.0.0.1',
      '127.0.0.1',
      '192.0.2.66, 203.0.113.9, 10.1.2.3',
      '203.0.113.9',
    ],
    ['is known over IPv6 too', '2001:db8::/32', '2001:db8::1', '203.0.113.9', '203.0.113.9'],
    ['is its own without a proxy', null, '198.51.100.7', null, '198.51.100.7'],
  ])('%s', async (_, proxies, from, forwarded, address) => {
    expect(await seen(proxies, from, forwarded)).toBe(address);
  });

  it('is what the limit of requests goes by: one who forges the header is stopped, others go on', async () => {
    const { ask } = await behind('10.1.0.0/16');
    const sign = (remoteAddress: string, forwarded: string) =>
      ask(remoteAddress, forwarded, {
        method: 'POST',
        url: '/api/v1/session',
        payload: { email: 'nobody@example.org', password: 'wrong' },
      });
    const statuses: number[] = [];
    for (let count = 1; count <= 120 && statuses.at(-1) !== 429; count += 1)
      statuses.push((await sign('198.51.100.7', `203.0.113.${count}`)).statusCode);
    expect(statuses.at(-1)).toBe(429);
    expect((await sign('10.1.2.3', '203.0.113.200')).statusCode).toBe(401);
  });

  it('stands in the audit log', async () => {
    const { one, ask } = await behind('10.1.0.0/16');
    const { token } = await one.makeToken(['*']);
    const made = await ask('10.1.2.3', '203.0.113.9', {
      method: 'POST',
      url: '/api/v1/services',
      headers: { authorization: `Bearer ${token}` },
      payload: { code: 'behind', name: 'Behind', active: true },
    });
    expect(made.statusCode).toBe(201);
    const row = await one.ctx.db
      .selectFrom('platform.audit')
      .select('ip')
      .where('objectId', '=', (made.json() as { id: string }).id)
      .executeTakeFirstOrThrow();
    expect(row.ip).toBe('203.0.113.9');
  });
});

describe('the setting FILO_TRUSTED_PROXIES', () => {
  const read = (value: string) =>
    readConfig({ FILO_TRUSTED_PROXIES: value }, '/nowhere/filodiretto.env').trustedProxies;

  it('takes addresses and networks, with spaces or without', () => {
    expect(read('10.0.0.0/8, ::1,192.0.2.1')).toEqual(['10.0.0.0/8', '::1', '192.0.2.1']);
  });

  it.each(['proxy.example.org', '10.0.0.0/33', '10.0.0', '10.0.0.0/8/1', '::1/129', 'true', '1'])(
    'refuses %s by its name',
    (value) => {
      expect(() => read(value)).toThrow(/FILO_TRUSTED_PROXIES: must be addresses or networks/);
    },
  );
});
