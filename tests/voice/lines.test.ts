import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as media from '#contract/media.ts';
import * as voice from '#contract/voice.ts';
import { registerLiveSocket } from '#server/app/live-socket.ts';
import { startMediaProcess } from '#server/app/media-process.ts';
import {
  lendDialler,
  lendRecorder,
  mediaRoutes,
  startDialler,
  voiceOrdersConsumer,
  voiceRoutes,
} from '#server/channels/voice/index.ts';
import { hangUp } from '#server/channels/voice/calls.service.ts';
import * as outside from '#server/channels/voice/outside.service.ts';
import { placeCall } from '#server/channels/voice/outbound.service.ts';
import { removeParty, setParty } from '#server/channels/voice/parties.service.ts';
import { connectOwnPhone, pressKeys } from '#server/channels/voice/phones.service.ts';
import * as consulting from '#server/contacts/consults/consults.service.ts';
import * as handling from '#server/contacts/handling.ts';
import { consultsConsumer, settleConsultJob } from '#server/contacts/index.ts';
import { newId, startConsumer, startJobs } from '#server/platform/index.ts';
import { openSession } from '#server/access/index.ts';
import * as recordings from '#contract/recordings.ts';
import { decode, encode } from '#server/media/core/alaw.ts';
import { readWav } from '#server/media/core/wav.ts';
import {
  ensureKeys,
  keyFile,
  recorder,
  recordingGatewayRoutes,
  recordingRoutes,
} from '#server/recordings/index.ts';
import { agreeOnRecording, setRecordingOf } from '#tests/stories/recordings.ts';
import { tones } from '#tests/stories/tones.ts';
import { ask, attemptRows, makeCallbackQueue } from '#tests/stories/callbacks.ts';
import { asAgent, broken, contactRow, lead, makeCentreAgent, openOffer } from '#tests/stories/routing.ts';
import { asteriskForTests } from '#tests/support/asterisk.ts';
import { ariPassword, fakeAri, type FakeAri } from '#tests/support/fake-ari.ts';
import { heardIn, toneFrame } from '#tests/support/fake-leg.ts';
import { waitFor } from '#tests/support/server-process.ts';
import { pidOfMedia } from '#tests/support/media-pid.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';
import { Exchange, sipp, type SippRun, type Telephone } from '#tests/support/sip-caller.ts';
import { webPeer, type WebPeer } from '#tests/support/web-peer.ts';
import { freePort, startAsterisk, type RunningAsterisk } from '../../scripts/asterisk/run.mjs';

// Calls over telephone lines, all the way: server, media process, an Asterisk (one that only speaks its interface, and a
// real one where it can be had), and the telephone of an agent.

let server: TestServer;
let service: string;
let count = 0;
const parts: { stop(): Promise<void> }[] = [];
const peers: WebPeer[] = [];
const voices = { caller: 600, agent: 1500, colleague: 1900, supervisor: 2300 };
const sounds = Object.values(voices);

async function begin(asterisk: { url: string; password: string }): Promise<void> {
  const first = 25_000 + (process.pid % 90) * 20;
  server = await testServer([...voiceRoutes, ...mediaRoutes, ...recordingGatewayRoutes, ...recordingRoutes], {
    environment: {
      FILO_MEDIA_HOST: '127.0.0.1',
      FILO_MEDIA_PORTS: `${first}-${first + 19}`,
      FILO_ASTERISK_URL: asterisk.url,
      FILO_ASTERISK_PASSWORD: asterisk.password,
    },
    also: (http, platform) => {
      const live = registerLiveSocket(http, platform);
      http.addHook('preClose', async () => live.stop());
      http.addContentTypeParser('application/octet-stream', { parseAs: 'buffer' }, (_request, body, done) =>
        done(null, body),
      );
    },
  });
  service = await server.makeService();
  lendDialler();
  ensureKeys(keyFile(server.platform.config.dataDir), server.clock.now());
  lendRecorder(recorder);
  parts.push(
    lead(server),
    startConsumer(server.ctx, voiceOrdersConsumer),
    startConsumer(server.ctx, consultsConsumer),
    await startJobs(server.ctx, [settleConsultJob]),
    startMediaProcess(server.ctx, server.url),
  );
  await waitFor(async () => (await page())?.trunk?.state === 'up', 30_000, 'the telephone lines');
}
async function end(): Promise<void> {
  for (const part of parts.splice(0).toReversed()) await part.stop();
  await server.stop();
}
async function tidy(): Promise<void> {
  for (const peer of peers.splice(0)) await peer.close();
  await waitFor(async () => (await openCalls()) === 0, 20_000, 'the end of every call');
  const wrong = await broken(server);
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
}

const expectSoon = <T>(look: () => T) => expect.poll(look, { timeout: 25_000 });
const openCalls = async () => {
  const { rows } = await server.platform.database.pool.query(
    'select count(*)::int as n from voice.call where ended_at is null',
  );
  return (rows[0] as { n: number }).n;
};
const page = async () => {
  const as = await server.makeToken(['admin.read']);
  return (await server.call(voice.listGateways, {}, { as })).body.items.find(({ present }) => present);
};
const stateOf = async (id: string) => (await contactRow(server, id)).state;
const agentState = async (agent: string) => {
  const { rows } = await server.platform.database.pool.query(
    `select count(*)::int as n from contacts.contact where agent_id = $1 and state in ('active', 'wrap_up')`,
    [agent],
  );
  return (rows[0] as { n: number }).n;
};
/** The call of whoever calls from a number, once the server knows it. */
const callOf = async (from: string) => {
  const find = async () => {
    const { rows } = await server.platform.database.pool.query(
      'select contact_id, state, cause, ended_by from voice.call where customer_number = $1 order by started_at desc limit 1',
      [from],
    );
    return (rows[0] ?? null) as {
      contact_id: string;
      state: string;
      cause: string | null;
      ended_by: string | null;
    } | null;
  };
  await expectSoon(find).not.toBeNull();
  return (await find())!;
};
async function line(rules: Parameters<typeof makeCallbackQueue>[2] = {}) {
  const { queue, profile } = await makeCallbackQueue(server, service, rules, { wrapUpMode: 'none' });
  const entryPoint = newId();
  const address = `+3905772${(count += 1) + 10_000}`;
  await server.ctx.db
    .insertInto('contacts.entryPoint')
    .values({
      id: entryPoint,
      channel: 'phone',
      address,
      name: address,
      serviceId: service,
      queueId: queue.id,
    })
    .execute();
  return { queue, profile, address, entryPoint };
}
/** What the service shows to those whom its agents call. */
const shows = (entryPointId: string) =>
  server.ctx.db
    .insertInto('voice.outbound')
    .values({ serviceId: service, entryPointId, ringSeconds: 20 })
    .onConflict((conflict) => conflict.column('serviceId').doUpdateSet({ entryPointId }))
    .execute();
const newCaller = () => `+3933355${(count += 1) + 10_000}`;
async function phoneOf(agent: string, hz = voices.agent): Promise<WebPeer> {
  const peer = await webPeer();
  peers.push(peer);
  await peer.take((await connectOwnPhone(asAgent(server, agent), peer.offer)).answer);
  await expectSoon(() => peer.connected()).toBe(true);
  peer.speak(hz);
  return peer;
}
/** The same after the media process has been started again. */
async function phoneAgain(agent: string): Promise<WebPeer> {
  await waitFor(async () => (await page())?.trunk?.state === 'up', 30_000, 'the telephone lines');
  return phoneOf(agent);
}
const accept = async (contact: string, agent: string) => {
  await expectSoon(() => openOffer(server, contact)).not.toBeNull();
  await handling.acceptOffer(asAgent(server, agent), (await openOffer(server, contact))!.id);
};

describe('telephone lines', () => {
  let ari: FakeAri;
  beforeAll(async () => {
    ari = await fakeAri();
    await begin({ url: ari.url, password: ariPassword });
  });
  afterAll(async () => {
    await end();
    await ari.stop();
  });
  afterEach(tidy);

  test('bring a caller, known by their number, to an agent; who hangs up ends it for both', async () => {
    const { profile, address } = await line();
    const agent = await makeCentreAgent(server, profile);
    await phoneOf(agent);
    const from = newCaller();
    const channel = ari.call(from, address);
    const { contact_id: contact } = await callOf(from);
    await accept(contact, agent);
    await expectSoon(async () => (await callOf(from)).state).toBe('connected');
    expect((await page())?.calls).toBe(1);
    ari.hangUp(channel);
    await expectSoon(() => stateOf(contact)).toBe('closed');
    expect(await callOf(from)).toMatchObject({ cause: 'hung_up', ended_by: 'customer' });
  });

  test('are told by the agent’s end that the call is over', async () => {
    const { profile, address } = await line();
    const agent = await makeCentreAgent(server, profile);
    await phoneOf(agent);
    const from = newCaller();
    const channel = ari.call(from, address);
    const { contact_id: contact } = await callOf(from);
    await accept(contact, agent);
    await expectSoon(async () => (await callOf(from)).state).toBe('connected');
    await handling.finishContact(asAgent(server, agent), contact);
    await expectSoon(() => ari.channels.has(channel)).toBe(false);
  });

  test('bring whoever calls, with a number that is none of the public network or without any', async () => {
    const { address } = await line();
    for (const from of ['600', '+391', '12', 'anonymous', 'sportello']) {
      const channel = ari.call(from, address);
      await expectSoon(() => ari.channels.get(channel)?.state).toBe('Up');
      await expectSoon(openCalls).toBe(1);
      ari.hangUp(channel);
      await expectSoon(openCalls).toBe(0);
    }
  });

  test('that bring a call for a number of nobody tell its caller so', async () => {
    const channel = ari.call(newCaller(), '+390577999999');
    await expectSoon(() =>
      ari.requests.includes(`POST /channels/${channel}/continue filodiretto-sorry`),
    ).toBe(true);
  });

  test('bring a number outside on a call: it hears whom it should, and gets the customer; busy, they come back', async () => {
    const { profile, entryPoint } = await line();
    await server.ctx.db
      .updateTable('contacts.entryPoint')
      .set({ settings: JSON.stringify({ web: true }) })
      .where('id', '=', entryPoint)
      .execute();
    const agent = await makeCentreAgent(server, profile);
    const ctx = asAgent(server, agent, ['contact.call']);
    const phone = await phoneOf(agent);
    const customer = await webPeer();
    peers.push(customer);
    const begun = await server.call(media.startPublicCall, {
      body: { entryPoint, offer: customer.offer, name: 'Ada Prova' },
    });
    await customer.take(begun.body.answer);
    await expectSoon(() => customer.connected()).toBe(true);
    customer.speak(voices.caller);
    await expectSoon(openCalls).toBe(1);
    const { rows } = await server.platform.database.pool.query(
      'select contact_id from voice.call where ended_at is null',
    );
    const contact = (rows[0] as { contact_id: string }).contact_id;
    await accept(contact, agent);
    await expectSoon(() => phone.hears(sounds)).toEqual([voices.caller]);
    const number = 2100;
    const everybody = [...sounds, number];
    const called = () => [...ari.channels.values()].find(({ args }) => args?.[0] === 'out');
    const standing = async () => {
      const as = { as: await server.makeToken(['contact.read']) };
      return (await server.call(voice.callOfContact, { params: { id: contact } }, as)).body;
    };
    expect((await standing()).dials).toBe(true);
    const wish = { number: '0577 284111', purpose: 'consult' as const };

    ari.outcome = 'rings';
    await outside.askOutside(ctx, contact, wish);
    await expectSoon(async () => (await standing()).call?.outside?.state).toBe('ringing');
    await expectSoon(() => phone.hears([425])).toEqual([425]);
    ari.hangUp(called()!.id, 17);
    await expectSoon(async () => (await standing()).call?.outside).toMatchObject({
      state: 'ended',
      cause: 'busy',
    });
    await expectSoon(() => phone.hears(everybody)).toEqual([voices.caller]);

    ari.outcome = 'answers';
    await outside.askOutside(ctx, contact, wish);
    await expectSoon(async () => (await standing()).call?.outside?.state).toBe('answered');
    let tick = 0;
    const speaking = setInterval(() => ari.say(encode(toneFrame(number, (tick += 1)))), 20);
    try {
      const heard = () => [
        customer.hears(everybody),
        phone.hears(everybody),
        heardIn(decode(Buffer.concat(ari.heard.slice(-25))), everybody, 0.04),
      ];
      await expectSoon(heard).toEqual([[], [number], [voices.agent]]);
      await outside.setOutsideLine(ctx, contact, 'customer');
      await expectSoon(heard).toEqual([[voices.agent], [voices.caller], []]);
      await outside.setOutsideLine(ctx, contact, 'all');
      await expectSoon(heard).toEqual([
        [voices.agent, number],
        [voices.caller, number],
        [voices.caller, voices.agent],
      ]);
      await outside.completeOutside(ctx, contact);
      await expectSoon(() => [heard()[0], heard()[2]]).toEqual([[number], [voices.caller]]);
      expect(await stateOf(contact)).toBe('closed');
      // Theirs: whoever of the two hangs up ends it.
      ari.hangUp(called()!.id);
      await expectSoon(async () => (await standing()).call).toMatchObject({
        state: 'ended',
        outside: { state: 'ended', cause: 'hung_up', endedBy: 'outside' },
      });
    } finally {
      clearInterval(speaking);
    }
  });

  test('call a customer whom an agent calls back; the answer is heard, and a busy line is one', async () => {
    const { queue, profile } = await line();
    const agent = await makeCentreAgent(server, profile);
    await phoneOf(agent);
    const first = newCaller();
    await accept((await ask(server, queue.id, { number: first })).contactId, agent);
    await expectSoon(async () => (await callOf(first)).state).toBe('connected');
    ari.hangUp([...ari.channels.values()].find(({ args }) => args?.[0] === 'out')!.id);
    await expectSoon(async () => (await callOf(first)).state).toBe('ended');

    ari.outcome = { cause: 17 };
    const second = newCaller();
    await accept((await ask(server, queue.id, { number: second })).contactId, agent);
    await expectSoon(async () => (await callOf(second)).cause).toBe('busy');
    ari.outcome = 'answers';
  });

  test('are called out on by an agent, who hears it ring; a busy line is one, and who is answered is hung up on by them', async () => {
    const { profile, entryPoint, address } = await line();
    const agent = await makeCentreAgent(server, profile);
    const ctx = asAgent(server, agent, ['contact.call']);
    await shows(entryPoint);
    const wish = { service, customer: null, contact: null, case: null };
    // Whose telephone is off is told so before anybody is rung.
    await expect(placeCall(ctx, { ...wish, number: newCaller() })).rejects.toMatchObject({
      code: 'phone_off',
    });
    const phone = await phoneOf(agent);
    ari.outcome = 'rings';
    const first = newCaller();
    const { contact } = await placeCall(ctx, { ...wish, number: first });
    await expectSoon(async () => (await callOf(first)).state).toBe('ringing');
    await expectSoon(() => phone.hears([425])).toEqual([425]);
    const [channel] = [...ari.channels.values()].filter(({ args }) => args?.[0] === 'out');
    // What those who are called see is the service's own number.
    expect(channel!.number).toBe(address);
    ari.hangUp(channel!.id, 17, 'destroyed only');
    await expectSoon(async () => (await callOf(first)).cause).toBe('busy');
    expect(await stateOf(contact)).toBe('wrap_up');

    const other = await makeCentreAgent(server, profile);
    await phoneOf(other);
    const theirs = asAgent(server, other, ['contact.call']);
    ari.outcome = 'answers';
    const second = newCaller();
    const next = await placeCall(theirs, { ...wish, number: second });
    await expectSoon(async () => (await callOf(second)).state).toBe('connected');
    await hangUp(theirs, next.contact);
    await expectSoon(async () => (await callOf(second)).state).toBe('ended');
    expect(await callOf(second)).toMatchObject({ cause: 'hung_up', ended_by: 'agent' });
    expect(await stateOf(next.contact)).toBe('wrap_up');
  });

  test('find out a machine for a callback that dials the customer first, where that does not count', async () => {
    const { queue, profile } = await line({ first: 'customer', machine: 'retry', retryMinutes: 30 });
    await makeCentreAgent(server, profile);
    parts.push(startDialler(server.ctx, 100));
    ari.machine = 'MACHINE';
    try {
      const number = newCaller();
      const { contactId } = await ask(server, queue.id, { number });
      await expectSoon(async () => (await callOf(number)).cause).toBe('machine');
      expect(await callOf(number)).toMatchObject({ ended_by: 'gateway' });
      // What becomes of the attempt is decided after its call has ended.
      await expectSoon(() => attemptRows(server, contactId)).toMatchObject([
        { dialled: 'medium', result: 'machine' },
      ]);
      await expectSoon(() => stateOf(contactId)).toBe('scheduled');
    } finally {
      ari.machine = 'HUMAN';
    }
  });

  test('that go in mid-call leave what was recorded so far: told whole, heard on both sides, its call ended as lost', async () => {
    await agreeOnRecording(server, true);
    // 600 Hz fits a frame without a seam.
    const frame = Uint8Array.from({ length: 160 }, (_, at) => tones(20, voices.caller, 0)[at * 2]!);
    for (const goes of ['its sound', 'everything'] as const) {
      const { profile, address, queue } = await line();
      await setRecordingOf(server, queue.id, { mode: 'mandatory' });
      const agent = await makeCentreAgent(server, profile);
      await phoneOf(agent);
      const from = newCaller();
      ari.call(from, address);
      const { contact_id: contact } = await callOf(from);
      await accept(contact, agent);
      await expectSoon(async () => (await callOf(from)).state).toBe('connected');
      const speaks = setInterval(() => ari.say(frame), 20);
      try {
        // So many frames of the agent have reached the line while the caller spoke.
        const before = ari.heard.length;
        await expectSoon(() => ari.heard.length - before).toBeGreaterThan(150);
      } finally {
        clearInterval(speaks);
      }
      if (goes === 'its sound') ari.breakSound();
      else await ari.kill();
      await expectSoon(() => stateOf(contact)).toBe('closed');
      expect(await callOf(from)).toMatchObject({ cause: 'lost' });
      expect(await agentState(agent)).toBe(0);
      const { secret } = await server.ctx.tx((tx) =>
        openSession(tx, server.ctx, agent, { ip: '127.0.0.1', userAgent: 'test' }),
      );
      const as = { as: { session: secret } };
      const found = async () =>
        (await server.call(recordings.recordingsOfContact, { params: { id: contact } }, as)).body.items[0];
      await expectSoon(found).toMatchObject({ state: 'ended', cut: false, may: { listen: true } });
      const { id, length } = (await found())!;
      expect(length).toBeGreaterThan(2000);
      const opened = await server.call(recordings.openRecording, { params: { id }, body: {} }, as);
      expect([opened.status, opened.body.whole]).toEqual([201, true]);
      const sound = await fetch(`${server.url}/api/v1/recordings/${id}/audio?listen=${opened.body.listen}`, {
        headers: { cookie: `filo_session=${secret}` },
      });
      const { channels } = readWav(new Uint8Array(await sound.arrayBuffer()));
      const last = channels.map((samples) => samples.subarray(-16_000, -6000));
      expect(last.map((samples) => heardIn(samples, sounds, 0.02))).toEqual([
        [voices.caller],
        [voices.agent],
      ]);
      if (goes === 'everything') await ari.back();
      await expectSoon(async () => (await page())?.trunk?.state).toBe('up');
    }
  });

  test('that go take their calls with them at once, are shown as gone, and carry the next call when they are back', async () => {
    const { profile, address } = await line();
    const agent = await makeCentreAgent(server, profile);
    await phoneOf(agent);
    const from = newCaller();
    ari.call(from, address);
    const { contact_id: contact } = await callOf(from);
    await accept(contact, agent);
    await expectSoon(async () => (await callOf(from)).state).toBe('connected');
    await ari.kill();
    await expectSoon(() => stateOf(contact)).toBe('closed');
    expect(await callOf(from)).toMatchObject({ cause: 'lost' });
    expect(await agentState(agent)).toBe(0);
    await expectSoon(async () => (await page())?.trunk?.state).toBe('down');
    expect((await page())?.abilities).toMatchObject({ dial: false, web: true });
    await ari.back();
    await expectSoon(async () => (await page())?.trunk?.state).toBe('up');
    expect(await page()).toMatchObject({
      abilities: { dial: true, machine: true },
      trunk: { version: '22.99.0', trouble: null },
    });
    const next = newCaller();
    const channel = ari.call(next, address);
    await accept((await callOf(next)).contact_id, agent);
    await expectSoon(async () => (await callOf(next)).state).toBe('connected');
    ari.hangUp(channel);
  });

  test('are shown to who may look after the system, and to nobody else', async () => {
    const as = await server.makeToken(['contact.read']);
    expect((await server.sending(voice.listGateways, {}, { as })).status).toBe(403);
  });
});

const asterisk = await asteriskForTests();
describe.skipIf(asterisk === null)('telephone lines of a real Asterisk', () => {
  let running: RunningAsterisk;
  let exchange: Exchange;
  const telephones: Telephone[] = [];
  const runs: SippRun[] = [];
  beforeAll(async () => {
    running = await startAsterisk(asterisk!);
    await begin(running);
  });
  afterAll(async () => {
    await end();
    await running.stop();
  });
  beforeEach(() => {
    exchange = new Exchange();
  });
  afterEach(async () => {
    for (const run of runs.splice(0)) await run.stop();
    for (const telephone of telephones.splice(0)) telephone.stop();
    exchange.stop();
    await tidy();
  });

  const call = async (scenario: string, from: string, to: string, wait: number | string = '') => {
    const telephone = await exchange.telephone('127.0.0.2');
    telephones.push(telephone);
    telephone.say(voices.caller);
    const run = sipp(asterisk!, scenario, {
      host: '127.0.0.2',
      port: await freePort('udp'),
      to: running.sip,
      rows: [[to, from, telephone.port, wait]],
    });
    runs.push(run);
    return { telephone, run };
  };
  const hears = (telephone: Telephone) => heardIn(telephone.heard().slice(-4000), sounds);

  test('bring a caller to an agent, each hears the other alone, and hanging up ends it', async () => {
    const { profile, address } = await line();
    const agent = await makeCentreAgent(server, profile);
    const phone = await phoneOf(agent);
    const from = newCaller();
    const { telephone, run } = await call('stays', from, address);
    const { contact_id: contact } = await callOf(from);
    await accept(contact, agent);
    await expectSoon(() => hears(telephone)).toEqual([voices.agent]);
    await expectSoon(() => phone.hears(sounds)).toEqual([voices.caller]);
    await handling.holdContact(asAgent(server, agent), contact);
    await expectSoon(() => hears(telephone)).not.toContain(voices.agent);
    await handling.resumeContact(asAgent(server, agent), contact);
    await expectSoon(() => hears(telephone)).toEqual([voices.agent]);
    await handling.finishContact(asAgent(server, agent), contact);
    expect((await run.ended).code).toBe(0);
    await expectSoon(async () => (await callOf(from)).state).toBe('ended');
  });

  test('bring keys to the far end, music on hold, a whisper that the caller does not hear, and a consult that ends as a transfer', async () => {
    const { profile, address } = await line();
    const agent = await makeCentreAgent(server, profile, { idleFor: 600 });
    const ctx = asAgent(server, agent);
    const phone = await phoneOf(agent);
    const from = newCaller();
    const { telephone, run } = await call('stays', from, address);
    const { contact_id: contact } = await callOf(from);
    await accept(contact, agent);
    const heard = () => [hears(telephone), ...[phone, ...others].map((one) => one.hears(sounds))];
    const others: WebPeer[] = [];
    await expectSoon(heard).toEqual([[voices.agent], [voices.caller]]);

    await pressKeys(ctx, contact, '19*#');
    await expectSoon(() => telephone.keys.join('')).toBe('19*#');

    await handling.holdContact(ctx, contact);
    const music = () => {
      const sound = telephone.heard().slice(-4000);
      const loud = sound.some((sample) => Math.abs(sample) > 500);
      return loud && heardIn(sound, sounds).length === 0;
    };
    await expectSoon(music).toBe(true);
    await handling.resumeContact(ctx, contact);
    await expectSoon(heard).toEqual([[voices.agent], [voices.caller]]);

    // A supervisor speaks to the agent alone.
    const supervisor = await makeCentreAgent(server, profile, { presence: 'offline' });
    others.push(await phoneOf(supervisor, voices.supervisor));
    const { id } = await server.ctx.db
      .selectFrom('voice.call')
      .select('id')
      .where('contactId', '=', contact)
      .executeTakeFirstOrThrow();
    await server.ctx.tx((tx) =>
      setParty(
        tx,
        server.ctx,
        { id },
        { staff: supervisor, role: 'supervisor', hears: ['customer', 'agent'], heardBy: ['agent'] },
      ),
    );
    await expectSoon(heard).toEqual([
      [voices.agent],
      [voices.caller, voices.supervisor],
      [voices.caller, voices.agent],
    ]);
    await server.ctx.tx((tx) => removeParty(tx, server.ctx, { id }, supervisor, 'supervisor'));
    await expectSoon(() => heard().slice(0, 2)).toEqual([[voices.agent], [voices.caller]]);

    // A colleague is asked aside, and has the call then.
    const colleague = await makeCentreAgent(server, profile);
    others[0] = await phoneOf(colleague, voices.colleague);
    const consult = await consulting.askConsult(ctx, contact, { agent: colleague, question: '' });
    await accept(consult, colleague);
    await expectSoon(heard).toEqual([[], [voices.colleague], [voices.agent]]);
    await consulting.completeConsult(ctx, consult);
    await expectSoon(() => hears(telephone)).toEqual([voices.colleague]);
    await expectSoon(() => others[0]!.hears(sounds)).toEqual([voices.caller]);
    await handling.finishContact(asAgent(server, colleague), contact);
    expect((await run.ended).code).toBe(0);
    await expectSoon(() => callOf(from)).toMatchObject({ cause: 'hung_up', ended_by: 'agent' });
  });

  test('are called out on by an agent: it rings, each hears the other alone, and hanging up ends it', async () => {
    const { profile, entryPoint } = await line();
    const agent = await makeCentreAgent(server, profile);
    const ctx = asAgent(server, agent, ['contact.call']);
    await shows(entryPoint);
    const phone = await phoneOf(agent);
    const telephone = await exchange.telephone('127.0.0.3');
    telephones.push(telephone);
    telephone.say(voices.caller);
    const run = sipp(asterisk!, 'takes', {
      host: '127.0.0.3',
      port: running.callee,
      rows: [[telephone.port]],
    });
    runs.push(run);
    const number = newCaller();
    const wish = { service, customer: null, contact: null, case: null, number };
    const { contact } = await placeCall(ctx, wish);
    await expectSoon(() => hears(telephone)).toEqual([voices.agent]);
    await expectSoon(() => phone.hears(sounds)).toEqual([voices.caller]);
    expect(await callOf(number)).toMatchObject({ state: 'connected' });
    await hangUp(ctx, contact);
    expect((await run.ended).code).toBe(0);
    await expectSoon(async () => (await callOf(number)).ended_by).toBe('agent');
    expect(await stateOf(contact)).toBe('wrap_up');
  });

  test('bring twenty callers at once into the queue: each hears it, no packet is lost, none is forgotten', async () => {
    const many = 20;
    const { address } = await line();
    const froms = Array.from({ length: many }, newCaller);
    const lines = await Promise.all(froms.map(() => exchange.telephone('127.0.0.2')));
    telephones.push(...lines);
    const run = sipp(asterisk!, 'stays', {
      host: '127.0.0.2',
      port: await freePort('udp'),
      to: running.sip,
      rows: lines.map(({ port }, index) => [address, froms[index]!, port, '']),
    });
    runs.push(run);
    await expectSoon(openCalls).toBe(many);
    for (const from of froms) expect(await callOf(from)).toMatchObject({ state: 'waiting' });
    for (const telephone of lines)
      await expectSoon(() => telephone.heard().some((sample) => Math.abs(sample) > 500)).toBe(true);
    expect((await page())?.calls).toBe(many);
    expect(lines.map(({ packets }) => packets.lost)).toEqual(lines.map(() => 0));
    // The network ends them.
    const headers = {
      authorization: `Basic ${Buffer.from(`filodiretto:${running.password}`).toString('base64')}`,
    };
    const channels = (await (await fetch(`${running.url}/ari/channels`, { headers })).json()) as {
      id: string;
      name: string;
    }[];
    for (const { id } of channels.filter(({ name }) => name.startsWith('PJSIP/')))
      await fetch(`${running.url}/ari/channels/${id}`, { method: 'DELETE', headers });
    expect((await run.ended).code).toBe(0);
    for (const from of froms)
      await expectSoon(() => callOf(from)).toMatchObject({ cause: 'hung_up', ended_by: 'customer' });
  });

  test('when the media process is killed in mid-call: the caller hears words and is let go, the agent is free, and the next call comes by itself', async () => {
    const { profile, address } = await line();
    const agent = await makeCentreAgent(server, profile);
    await phoneOf(agent);
    const from = newCaller();
    const { telephone, run } = await call('stays', from, address);
    const { contact_id: contact } = await callOf(from);
    await accept(contact, agent);
    await expectSoon(() => hears(telephone)).toEqual([voices.agent]);
    process.kill(await pidOfMedia(), 'SIGKILL');
    await expectSoon(() => stateOf(contact)).toBe('closed');
    expect(await callOf(from)).toMatchObject({ cause: 'failed', ended_by: 'gateway' });
    expect(await agentState(agent)).toBe(0);
    const words = () => {
      const heard = telephone.heard();
      const loud = heard.some((sample) => Math.abs(sample) > 1000);
      return loud && !heardIn(heard.slice(-4000), sounds).includes(voices.agent);
    };
    await expectSoon(words).toBe(true);
    expect((await run.ended).code).toBe(0);
    // It rings until somebody is there again.
    await phoneAgain(agent);
    const next = newCaller();
    const second = await call('stays', next, address);
    await accept((await callOf(next)).contact_id, agent);
    await expectSoon(() => hears(second.telephone)).toEqual([voices.agent]);
    await handling.finishContact(asAgent(server, agent), (await callOf(next)).contact_id);
    expect((await second.run.ended).code).toBe(0);
  });

  test('when Asterisk is killed in mid-call: the call is over, the agent free, and the next call comes by itself', async () => {
    const { profile, address } = await line();
    const agent = await makeCentreAgent(server, profile);
    await phoneOf(agent);
    const from = newCaller();
    const { telephone } = await call('stays', from, address);
    const { contact_id: contact } = await callOf(from);
    await accept(contact, agent);
    await expectSoon(() => hears(telephone)).toEqual([voices.agent]);
    const { url, password, sip, callee } = running;
    running.process.kill('SIGKILL');
    await expectSoon(() => stateOf(contact)).toBe('closed');
    expect(await callOf(from)).toMatchObject({ cause: 'lost' });
    expect(await agentState(agent)).toBe(0);
    await running.exited;
    running = await startAsterisk(asterisk!, { http: Number(new URL(url).port), password, sip, callee });
    await expectSoon(async () => (await page())?.trunk?.state).toBe('up');
    const next = newCaller();
    const second = await call('stays', next, address);
    await accept((await callOf(next)).contact_id, agent);
    await expectSoon(() => hears(second.telephone)).toEqual([voices.agent]);
    await handling.finishContact(asAgent(server, agent), (await callOf(next)).contact_id);
    expect((await second.run.ended).code).toBe(0);
  });
});
