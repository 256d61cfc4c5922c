import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import * as flows from '#contract/flows.ts';
import { flowGraph } from '#contract/flow-graph.ts';
import * as speech from '#contract/speech.ts';
import { makeServed, publish } from '#tests/stories/flows.ts';
import { contactRow } from '#tests/stories/routing.ts';
import { asked, eventually, flowPhone, type FlowPhone } from '#tests/support/flow-phone.ts';
import { pidOfMedia } from '#tests/support/media-pid.ts';
import { speechDouble } from '#tests/support/speech-double.ts';
import type { TestServer } from '#tests/support/server.ts';

// Self-service by telephone with the real media process: sound and keys (RFC 4733) over UDP, nobody at the other end.

let phone: FlowPhone;
let server: TestServer;
let editor: { session: string };
let outside: http.Server;
let behave: (response: http.ServerResponse) => void = () => undefined;
const first = 27_000 + (process.pid % 90) * 20;

beforeAll(async () => {
  phone = await flowPhone(`${first}-${first + 19}`);
  ({ server, editor } = phone);
  outside = http.createServer((_request, response) => behave(response));
  await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve));
  const base = `http://127.0.0.1:${(outside.address() as AddressInfo).port}`;
  await server.call(
    flows.putFlowHosts,
    { body: { hosts: [new URL(base).host] } },
    { as: { session: editor.session } },
  );
  await publish(
    server,
    editor,
    'voce',
    flowGraph.parse({
      languages: ['it'],
      channels: ['phone'],
      start: 'menu',
      person: { queue: 'clienti' },
      nodes: [
        {
          id: 'menu',
          kind: 'choose',
          tries: 1,
          says: { text: { it: 'Buongiorno, grazie per aver chiamato.' }, prompt: 'welcome' },
          options: [
            { id: 'code', label: { it: 'utenza' } },
            { id: 'service', label: { it: 'servizio' } },
            { id: 'again', label: { it: 'ripetere' } },
          ],
        },
        { id: 'who', kind: 'identify', by: ['customer_code'], tries: 2 },
        { id: 'person', kind: 'queue', queue: 'acqua' },
        { id: 'call', kind: 'call', url: `${base}/x`, timeoutSeconds: 4, retries: 0, map: {} },
        { id: 'end', kind: 'end', says: { text: { it: 'Arrivederci.' }, prompt: 'goodbye' } },
      ],
      edges: [
        ['menu', 'code', 'who'],
        ['menu', 'service', 'call'],
        ['menu', 'again', 'menu'],
        ['menu', 'not_understood', 'person'],
        ['menu', 'silence', 'end'],
        ['who', 'identified', 'person'],
        ['who', 'failed', 'person'],
        ['who', 'silence', 'end'],
        ['call', 'ok', 'end'],
        ['call', 'error', 'person'],
      ].map(([from, exit, to]) => ({ from, exit, to })),
    }),
  );
});
afterAll(async () => {
  await phone.stop();
  await new Promise((resolve) => outside.close(resolve));
});
afterEach(() => phone.tidy());

/** Somebody calls and says nothing. */
const ring = async () => phone.ring(await phone.number('voce'));
const session = () =>
  server.ctx.db
    .selectFrom('flows.session')
    .select(['id', 'result', 'contactId', 'trailLength', 'turn'])
    .orderBy('startedAt', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();

describe('a caller in self-service', () => {
  test('hears the flow, presses keys into it, and waits for a person who has what was learnt and the story', async () => {
    const served = await makeServed(server);
    const caller = await ring();
    await eventually(() => caller.hears()).toBe(true);
    const menu = await asked(caller);
    const read = await caller.state();
    expect(read.state).toBe('self_service');
    expect(read.said!.lines.map(({ text }) => text).join(' ')).toContain('grazie per aver chiamato');
    // In the middle of a sentence: it stops.
    await caller.press('1');
    await eventually(async () => (await caller.state()).said?.turn).toBeGreaterThan(menu);
    await asked(caller);
    await caller.press(`${served.number}#`);
    await eventually(async () => (await caller.state()).state).toBe('waiting');
    const { contactId, result } = await session();
    expect(result).toBe('handed_over');
    expect(await contactRow(server, contactId!)).toMatchObject({ state: 'queued', customerId: served.id });
    await eventually(() => caller.hears()).toBe(true);
    await caller.peer.close();
    await eventually(async () => (await contactRow(server, contactId!)).state).toBe('abandoned');
  });

  test('who hangs up in the middle has hung up there, and is nobody’s work', async () => {
    const caller = await ring();
    await asked(caller);
    await caller.peer.close();
    await eventually(async () => (await session()).result).toBe('hung_up');
    expect((await session()).contactId).toBeNull();
  });

  test('who says and presses nothing hears it all, is waited for, and then is let go with a word', async () => {
    const caller = await ring();
    await asked(caller);
    await eventually(async () => (await caller.state()).state).toBe('ended');
    const { said, ended } = await caller.state();
    expect(said?.lines.at(-1)?.text).toBe('Arrivederci.');
    expect(ended).toEqual({ by: 'gateway', cause: 'hung_up' });
    expect((await session()).result).toBe('contained');
  });

  test('who presses hundreds of keys at once does not run through the flow, and is still served', async () => {
    const caller = await ring();
    await asked(caller);
    const began = performance.now();
    await caller.press('3'.repeat(400));
    const { turn } = await session();
    // As many turns as a person could press, at the most: 40 at once, then 12 a second.
    expect(turn).toBeLessThan(40 + (12 * (performance.now() - began)) / 1000 + 5);
    // The flood has paused: keys are answers again.
    const person = async () => {
      await caller.press('0');
      return (await caller.state()).state;
    };
    await expect.poll(person, { timeout: 30_000, interval: 1500 }).toBe('waiting');
  });

  test('says what they want, which is written down elsewhere and understood', async () => {
    const ear = await speechDouble();
    const as = { as: { session: editor.session } };
    const { body: provider } = await server.call(
      speech.createProvider,
      { body: { purpose: 'transcribe', name: 'Orecchio', baseUrl: ear.url, model: 'prova' } },
      as,
    );
    try {
      ear.hears = { text: 'Vorrei il servizio, per favore' };
      behave = (response) => response.end('{}');
      const caller = await ring();
      await asked(caller);
      // Again and again, until they are asked and are heard out.
      await eventually(async () => {
        caller.peer.speak(440);
        await sleep(800);
        caller.peer.speak(0);
        await sleep(1500);
        return (await caller.state()).said?.lines.at(-1)?.text;
      }).toBe('Arrivederci.');
      expect(ear.asked.at(-1)!.path).toBe('/v1/audio/transcriptions');
      expect(ear.asked.at(-1)!.body.toString('latin1')).toContain('servizio');
    } finally {
      await server.call(speech.removeProvider, { params: { id: provider.id } }, as);
      await ear.stop();
    }
  });

  test('hears that it goes on while somebody else’s service hangs, and comes to a person', async () => {
    behave = () => undefined;
    const caller = await ring();
    await asked(caller);
    await caller.press('2');
    const pending = async () => {
      const { rows } = await server.platform.database.pool.query(
        'select pending is not null as pending from flows.session order by started_at desc limit 1',
      );
      return (rows[0] as { pending: boolean }).pending;
    };
    await eventually(pending).toBe(true);
    // What was being said stopped with the key; after a moment there is a word, and music.
    await eventually(() => caller.hears()).toBe(true);
    await eventually(async () => (await caller.state()).state).toBe('waiting');
    expect((await session()).result).toBe('handed_over');
  });

  test('is let go when the media process is killed, and the next one is served', async () => {
    const caller = await ring();
    await asked(caller);
    const { id } = await session();
    process.kill(await pidOfMedia(), 'SIGKILL');
    const result = async () =>
      (
        await server.ctx.db
          .selectFrom('flows.session')
          .select('result')
          .where('id', '=', id)
          .executeTakeFirstOrThrow()
      ).result;
    await eventually(result).toBe('hung_up');
    expect((await caller.state()).ended).toMatchObject({ by: 'gateway', cause: 'failed' });
    const next = await ring();
    await asked(next);
    await next.press('0');
    await eventually(async () => (await next.state()).state).toBe('waiting');
  });
});
