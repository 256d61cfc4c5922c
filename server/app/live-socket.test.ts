import { afterAll, beforeAll, expect, test } from 'vitest';
import WebSocket from 'ws';
import { testServer, type TestServer } from '#tests/support/server.ts';
import { registerLiveSocket } from './live-socket.ts';

let app: TestServer;
let live: { stop(): void };
let token: string;
beforeAll(async () => {
  app = await testServer([], {
    also(server, platform) {
      live = registerLiveSocket(server, platform);
    },
  });
  ({ token } = await app.makeToken(['contact.read']));
});
afterAll(async () => {
  live.stop();
  await app.stop();
});

/** The first thing that is heard: a message's type, or how the connection was closed. */
const first = (query: string) =>
  new Promise<string>((resolve, reject) => {
    const socket = new WebSocket(`${app.url.replace(/^http/, 'ws')}/api/v1/live${query}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    socket.on('error', reject);
    socket.on('message', (data) => {
      resolve((JSON.parse(String(data)) as { type: string }).type);
      socket.close();
    });
    socket.on('close', (code, reason) => resolve(`${code} ${String(reason)}`));
  });

test.each(['abc', '-1', '1.5', '', '9'.repeat(30), '0&resumeFrom=1'])(
  'a place to resume from that is no number of an event is refused with what would be right: %j',
  async (given) => {
    expect(await first(`?resumeFrom=${given}`)).toMatch(/^4400 resumeFrom: .*whole number from 0$/);
  },
);

test('without a place to resume from, or from a true one, events go on', async () => {
  expect(await first('')).toBe('hello');
  expect(await first('?resumeFrom=0')).toMatch(/^(event|hello)$/);
});
