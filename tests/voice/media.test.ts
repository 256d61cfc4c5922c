import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import * as media from '#contract/media.ts';
import { callOfContact } from '#contract/voice.ts';
import { registerLiveSocket } from '#server/app/live-socket.ts';
import { startMediaProcess } from '#server/app/media-process.ts';
import {
  lendDialler,
  lendRecorder,
  mediaRoutes,
  voiceOrdersConsumer,
  voiceRoutes,
} from '#server/channels/voice/index.ts';
import { connectOwnPhone } from '#server/channels/voice/phones.service.ts';
import * as consulting from '#server/contacts/consults/consults.service.ts';
import * as handling from '#server/contacts/handling.ts';
import { consultsConsumer, settleConsultJob } from '#server/contacts/index.ts';
import { newId, startConsumer, startJobs } from '#server/platform/index.ts';
import {
  ensureKeys,
  keyFile,
  recorder,
  recordingGatewayRoutes,
  recordingRoutes,
} from '#server/recordings/index.ts';
import { readWav } from '#server/media/core/wav.ts';
import * as recordings from '#contract/recordings.ts';
import { openSession } from '#server/access/index.ts';
import { agreeOnRecording, setRecordingOf } from '#tests/stories/recordings.ts';
import { heardIn } from '#tests/support/fake-leg.ts';
import { makeCallbackQueue } from '#tests/stories/callbacks.ts';
import {
  asAgent,
  broken,
  contactRow,
  lead,
  legsOf,
  makeCentreAgent,
  openOffer,
} from '#tests/stories/routing.ts';
import { pidOfMedia } from '#tests/support/media-pid.ts';
import { waitFor } from '#tests/support/server-process.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';
import { webPeer, type WebPeer } from '#tests/support/web-peer.ts';

// The whole way of a call by the browser, with the real media process; only the browsers are not browsers.

let server: TestServer;
let service: string;
const peers: WebPeer[] = [];
const parts: { stop(): Promise<void> }[] = [];
const first = 23_000 + (process.pid % 90) * 20;

beforeAll(async () => {
  server = await testServer([...voiceRoutes, ...mediaRoutes, ...recordingGatewayRoutes, ...recordingRoutes], {
    environment: { FILO_MEDIA_HOST: '127.0.0.1', FILO_MEDIA_PORTS: `${first}-${first + 19}` },
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
  await agreeOnRecording(server, true);
  parts.push(
    lead(server),
    startConsumer(server.ctx, voiceOrdersConsumer),
    startConsumer(server.ctx, consultsConsumer),
    await startJobs(server.ctx, [settleConsultJob]),
    startMediaProcess(server.ctx, server.url),
  );
});
afterAll(async () => {
  for (const part of parts.splice(0).toReversed()) await part.stop();
  await server.stop();
});
afterEach(async () => {
  for (const peer of peers.splice(0)) await peer.close();
  await waitFor(async () => (await openCalls()) === 0, 20_000, 'the end of every call');
  const wrong = await broken(server);
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
});

const eventually = <T>(look: () => T) => expect.poll(look, { timeout: 25_000 });
const openCalls = async () => {
  const { rows } = await server.platform.database.pool.query(
    'select count(*)::int as n from voice.call where ended_at is null',
  );
  return (rows[0] as { n: number }).n;
};
const voices = { caller: 500, agent: 900, colleague: 1300 };
const all = [...Object.values(voices), 425];
const stateOf = async (id: string) => (await contactRow(server, id)).state;
const stretches = async (id: string) => (await legsOf(server, id)).map((leg) => `${leg.kind} ${leg.result}`);

let lines = 0;
/** A number that may be called from a browser, and an agent who is served by a session. */
async function line(also: Record<string, unknown> = {}) {
  const { queue, profile } = await makeCallbackQueue(server, service, {}, also);
  const address = `+3905771${(lines += 1) + 10_000}`;
  const id = newId();
  await server.ctx.db
    .insertInto('contacts.entryPoint')
    .values({
      id,
      channel: 'phone',
      address,
      name: address,
      serviceId: service,
      queueId: queue.id,
      settings: JSON.stringify({ web: true }),
    })
    .execute();
  return { id, queue, profile };
}

async function callFrom(entryPoint: string): Promise<{ peer: WebPeer; token: string }> {
  const peer = await webPeer();
  peers.push(peer);
  let tries = 0;
  for (;;) {
    const { status, body } = await server.call(media.startPublicCall, {
      body: { entryPoint, offer: peer.offer, name: 'Ada Prova' },
    });
    if (status === 201) {
      await peer.take(body.answer);
      await eventually(() => peer.connected()).toBe(true);
      peer.speak(voices.caller);
      return { peer, token: body.token };
    }
    // The media process has just been started.
    if (status !== 503 || (tries += 1) > 100) throw new Error(`no call: ${status} ${JSON.stringify(body)}`);
    await sleep(200);
  }
}

async function phoneOf(agent: string, voice = voices.agent): Promise<WebPeer> {
  const peer = await webPeer();
  peers.push(peer);
  await peer.take(await connect(agent, peer.offer));
  await eventually(() => peer.connected()).toBe(true);
  peer.speak(voice);
  return peer;
}
const connect = async (agent: string, offer: string): Promise<string> => {
  for (let tries = 0; ; tries += 1)
    try {
      return (await connectOwnPhone(asAgent(server, agent), offer)).answer;
    } catch (error) {
      // The media process has just been started.
      if (tries > 100) throw error;
      await sleep(200);
    }
};

const state = async (token: string) =>
  (await server.call(media.publicCallState, { params: { token } })).body.state;
const contactOf = async (token: string): Promise<string> => {
  await eventually(() => state(token)).toBe('waiting');
  const { rows } = await server.platform.database.pool.query(
    'select contact_id from voice.call where ended_at is null order by started_at desc limit 1',
  );
  return (rows[0] as { contact_id: string }).contact_id;
};
const accept = async (contact: string, agent: string) => {
  await eventually(() => openOffer(server, contact)).not.toBeNull();
  await handling.acceptOffer(asAgent(server, agent), (await openOffer(server, contact))!.id);
};
const callRow = async (contact: string) => {
  const token = await server.makeToken(['contact.read']);
  return (await server.call(callOfContact, { params: { id: contact } }, { as: token })).body.call!;
};

describe('a call by the browser', () => {
  test('waits with music, is answered, held and ended; each hears whom they should and nobody else', async () => {
    const { id, profile } = await line({ wrapUpMode: 'none' });
    const agent = await makeCentreAgent(server, profile);
    const phone = await phoneOf(agent);
    const { peer, token } = await callFrom(id);
    const contact = await contactOf(token);
    await eventually(() => peer.heard.some(({ payload }) => payload.some((code) => code !== 0xd5))).toBe(
      true,
    );
    expect(phone.hears(all)).toEqual([]);
    await accept(contact, agent);
    await eventually(() => peer.hears(all)).toEqual([voices.agent]);
    await eventually(() => phone.hears(all)).toEqual([voices.caller]);
    await eventually(() => state(token)).toBe('talking');
    expect((await callRow(contact)).state).toBe('connected');
    await handling.holdContact(asAgent(server, agent), contact);
    await eventually(() => state(token)).toBe('held');
    await eventually(() => peer.hears(all)).not.toContain(voices.agent);
    await handling.resumeContact(asAgent(server, agent), contact);
    await eventually(() => phone.hears(all)).toEqual([voices.caller]);
    await handling.finishContact(asAgent(server, agent), contact);
    await eventually(() => state(token)).toBe('ended');
    expect(await callRow(contact)).toMatchObject({ endedBy: 'agent', cause: 'hung_up' });
  });

  test('that its caller ends is over for the agent; one who hangs up while waiting is abandoned', async () => {
    const { id, profile } = await line({ wrapUpMode: 'none' });
    const agent = await makeCentreAgent(server, profile);
    const phone = await phoneOf(agent);
    const one = await callFrom(id);
    const contact = await contactOf(one.token);
    await accept(contact, agent);
    await eventually(() => phone.hears(all)).toEqual([voices.caller]);
    await server.call(media.actOnPublicCall, { params: { token: one.token }, body: { hangUp: true } });
    await eventually(() => stateOf(contact)).toBe('closed');
    expect(await callRow(contact)).toMatchObject({ endedBy: 'customer', cause: 'hung_up' });
    // The telephone stays on for the next one.
    expect(phone.connected()).toBe(true);
    const off = await makeCentreAgent(server, profile, { presence: 'offline' });
    expect(off).toBeTruthy();
    await server.platform.database.pool.query(`update routing.agent set presence = 'offline'`);
    const two = await callFrom(id);
    const waiting = await contactOf(two.token);
    await two.peer.close();
    await eventually(() => stateOf(waiting)).toBe('abandoned');
  });

  test('whose agent loses the line goes back to its place in the queue, and the next one has it', async () => {
    const { id, profile } = await line({ wrapUpMode: 'none' });
    const gone = await makeCentreAgent(server, profile, { idleFor: 600 });
    const lost = await phoneOf(gone);
    const { peer, token } = await callFrom(id);
    const contact = await contactOf(token);
    await accept(contact, gone);
    await eventually(() => peer.hears(all)).toEqual([voices.agent]);
    await lost.close(true);
    await eventually(() => state(token)).toBe('waiting');
    expect(await stretches(contact)).toContain('handle agent_lost');
    const other = await makeCentreAgent(server, profile);
    const phone = await phoneOf(other);
    await accept(contact, other);
    await eventually(() => phone.hears(all)).toEqual([voices.caller]);
    await peer.close(true);
    await eventually(() => stateOf(contact)).toBe('closed');
    expect(await callRow(contact)).toMatchObject({ endedBy: 'customer', cause: 'lost' });
  });
});

// Each step is heard before the next: half a second of sound, on whatever machine.
describe('a consult on a call by the browser', { timeout: 180_000 }, () => {
  /** A call between a caller and an agent, and a colleague whom the agent asks; each with their telephone. */
  async function consulted(recorded = false) {
    const { id, profile, queue } = await line({ wrapUpMode: 'none' });
    if (recorded) await setRecordingOf(server, queue.id, { mode: 'mandatory' });
    const agent = await makeCentreAgent(server, profile, { idleFor: 600 });
    const phone = await phoneOf(agent);
    const { peer, token } = await callFrom(id);
    const contact = await contactOf(token);
    await accept(contact, agent);
    await eventually(() => phone.hears(all)).toEqual([voices.caller]);
    const colleague = await makeCentreAgent(server, profile);
    const other = await phoneOf(colleague, voices.colleague);
    const ctx = asAgent(server, agent);
    const consult = await consulting.askConsult(ctx, contact, { agent: colleague, question: 'La ricevuta?' });
    // Until somebody answers the two go on.
    expect(await state(token)).toBe('talking');
    await eventually(() => openOffer(server, consult)).not.toBeNull();
    await handling.acceptOffer(asAgent(server, colleague), (await openOffer(server, consult))!.id);
    const people = [voices.caller, voices.agent, voices.colleague];
    const heard = () => [peer, phone, other].map((one) => one.hears(people));
    return { agent, ctx, colleague, consult, contact, heard, phone, other, peer, token };
  }
  const { caller, agent: own, colleague: asked } = voices;
  const music = (peer: WebPeer) =>
    peer.heard.slice(-25).some(({ payload }) => payload.some((code) => code !== 0xd5));
  /** Nothing comes to a line that is in no call. */
  const quiet = async (peer: WebPeer) => {
    let last: unknown = null;
    await eventually(() => {
      const before = last;
      last = peer.heard.at(-1);
      return before === last;
    }).toBe(true);
  };
  const consultRow = async (contact: string) => {
    const { rows } = await server.platform.database.pool.query(
      'select state, result from contacts.consult where contact_id = $1',
      [contact],
    );
    return rows[0] as { state: string; result: string | null };
  };

  test('speaks aside while the customer hears music, swaps, is three, and has the call without a gap', async () => {
    const { ctx, colleague, consult, contact, heard, peer, other, phone, token } = await consulted();
    await eventually(heard).toEqual([[], [asked], [own]]);
    await eventually(() => state(token)).toBe('held');
    expect(music(peer)).toBe(true);
    // With the customer, the colleague waits; and back.
    await consulting.setConsultLine(ctx, consult, 'customer');
    await eventually(heard).toEqual([[own], [caller], []]);
    expect(music(other)).toBe(true);
    await consulting.setConsultLine(ctx, consult, 'aside');
    await eventually(heard).toEqual([[], [asked], [own]]);
    await consulting.setConsultLine(ctx, consult, 'all');
    await eventually(heard).toEqual([
      [own, asked],
      [caller, asked],
      [caller, own],
    ]);
    // On hold in the middle of it the two are aside, and all three again after it.
    await handling.holdContact(ctx, contact);
    await eventually(heard).toEqual([[], [asked], [own]]);
    await handling.resumeContact(ctx, contact);
    await eventually(heard).toEqual([
      [own, asked],
      [caller, asked],
      [caller, own],
    ]);
    await consulting.setConsultLine(ctx, consult, 'aside');
    await eventually(heard).toEqual([[], [asked], [own]]);
    await consulting.completeConsult(ctx, consult);
    await eventually(() => [heard()[0], heard()[2]]).toEqual([[asked], [caller]]);
    await quiet(phone);
    expect(await callRow(contact)).toMatchObject({ agent: colleague, parties: [], state: 'connected' });
    expect(await stretches(contact)).toEqual([
      'queue answered',
      'offer accepted',
      'handle transferred_out',
      'consult_queue answered',
      'consult_offer accepted',
      'consult transferred',
      'hold resumed',
      'hold resumed',
      'hold resumed',
      'hold resumed',
      'handle null',
    ]);
    // Who gave it away is free: their telephone stays on, and in nobody's way.
    expect(phone.connected()).toBe(true);
    await peer.close();
    await eventually(() => stretches(contact)).toContain('handle completed');
    expect(await callRow(contact)).toMatchObject({ endedBy: 'customer' });
  });

  test('is on the recording as far as the customer hears it: never what is said aside', async () => {
    const { agent, ctx, colleague, consult, contact, heard, peer, other } = await consulted(true);
    await eventually(heard).toEqual([[], [asked], [own]]);
    await consulting.setConsultLine(ctx, consult, 'all');
    await eventually(heard).toEqual([
      [own, asked],
      [caller, asked],
      [caller, own],
    ]);
    await consulting.completeConsult(ctx, consult);
    await eventually(() => [heard()[0], heard()[2]]).toEqual([[asked], [caller]]);
    await handling.finishContact(asAgent(server, colleague), contact);
    await eventually(() => stateOf(contact)).toBe('closed');
    await peer.close();
    await other.close();
    const first = await played(agent, contact);
    const staff = [own, asked];
    const [left, right] = first.channels.map((samples) => heardAlong(samples, [caller, ...staff]));
    expect(left!.flat().filter((hz) => hz !== caller)).toEqual([]);
    const three = right!.findIndex((quarter) => quarter.includes(asked));
    const before = right!.slice(0, three).map((quarter) => quarter.join());
    // Alone with the customer, then silence while the two are aside, then all three.
    expect(before).toContain(`${own}`);
    expect(before.lastIndexOf('')).toBeGreaterThan(before.indexOf(`${own}`));
    expect(right).toContainEqual(staff);
    const second = await played(colleague, contact);
    const theirs = second.channels.map((samples) => heardAlong(samples, [caller, ...staff]));
    expect(theirs[0]).toContainEqual([caller]);
    expect(theirs[1]).toContainEqual([asked]);
  });

  test('ends when the colleague leaves or loses the line, and the customer is taken back', async () => {
    const first = await consulted();
    await eventually(first.heard).toEqual([[], [asked], [own]]);
    await consulting.endConsult(asAgent(server, first.colleague), first.consult, {});
    await eventually(() => first.heard().slice(0, 2)).toEqual([[own], [caller]]);
    await quiet(first.other);
    await first.peer.close();
    await eventually(() => stateOf(first.contact)).toBe('closed');
    await first.other.close();
    await first.phone.close();

    const second = await consulted();
    await eventually(second.heard).toEqual([[], [asked], [own]]);
    await second.other.close(true);
    await eventually(() => consultRow(second.contact)).toEqual({ state: 'ended', result: 'agent_away' });
    await eventually(() => second.phone.hears(all)).toEqual([caller]);
    expect((await callRow(second.contact)).parties).toEqual([]);
    await second.peer.close();
    await eventually(() => stateOf(second.contact)).toBe('closed');
  });

  test('ends with the customer who hangs up, and gives them their place back when its agent is lost', async () => {
    const first = await consulted();
    await eventually(first.heard).toEqual([[], [asked], [own]]);
    await first.peer.close();
    await eventually(() => stateOf(first.contact)).toBe('closed');
    expect(await callRow(first.contact)).toMatchObject({ endedBy: 'customer', parties: [] });
    expect(await stretches(first.contact)).toContain('hold abandoned');
    await eventually(() => consultRow(first.contact)).toEqual({ state: 'ended', result: 'contact_ended' });
    await quiet(first.phone);
    await quiet(first.other);
    await first.other.close();

    const second = await consulted();
    await eventually(second.heard).toEqual([[], [asked], [own]]);
    await second.phone.close(true);
    await eventually(() => consultRow(second.contact)).toEqual({ state: 'ended', result: 'taken_away' });
    expect(await stretches(second.contact)).toContain('handle agent_lost');
    // In its old place, and first of all for who is free now.
    await accept(second.contact, second.colleague);
    await eventually(() => second.other.hears(all)).toEqual([caller]);
    await second.peer.close();
    await eventually(() => stateOf(second.contact)).toBe('closed');
  });
});

/** The recording of a contact's call once it is whole, as it is played to one of its agents. */
async function played(agent: string, contact: string) {
  const { secret } = await server.ctx.tx((tx) =>
    openSession(tx, server.ctx, agent, { ip: '127.0.0.1', userAgent: 'test' }),
  );
  const as = { as: { session: secret } };
  const found = async () =>
    (await server.call(recordings.recordingsOfContact, { params: { id: contact } }, as)).body.items[0];
  await eventually(async () => (await found())?.state).toBe('ended');
  await eventually(async () => (await found())?.cut).toBe(false);
  const { id, length } = (await found())!;
  const opened = await server.call(recordings.openRecording, { params: { id }, body: {} }, as);
  expect(opened.status).toBe(201);
  const sound = await fetch(`${server.url}/api/v1/recordings/${id}/audio?listen=${opened.body.listen}`, {
    headers: { cookie: `filo_session=${secret}`, 'x-filo': '1' },
  });
  return { length, ...readWav(new Uint8Array(await sound.arrayBuffer())) };
}
/** Who is heard on a side, quarter of a second by quarter. */
const heardAlong = (samples: Int16Array, who: readonly number[]) =>
  Array.from({ length: Math.floor(samples.length / 2000) }, (_, at) =>
    heardIn(samples.subarray(at * 2000, (at + 1) * 2000), who, 0.04),
  );

describe('a call that is recorded', () => {
  test('has the caller left and the agent right, in what is played of it', async () => {
    const { id, profile, queue } = await line({ wrapUpMode: 'none' });
    await setRecordingOf(server, queue.id, { mode: 'mandatory' });
    const agent = await makeCentreAgent(server, profile);
    const phone = await phoneOf(agent);
    const { peer, token } = await callFrom(id);
    const contact = await contactOf(token);
    await accept(contact, agent);
    await eventually(() => phone.hears(all)).toEqual([voices.caller]);
    await eventually(() => peer.hears(all)).toEqual([voices.agent]);
    await sleep(1500);
    await handling.finishContact(asAgent(server, agent), contact);
    const { channels, length } = await played(agent, contact);
    expect(length).toBeGreaterThan(1000);
    const middle = channels.map((samples) =>
      samples.subarray(samples.length - 12_000, samples.length - 4000),
    );
    expect(middle.map((samples) => heardIn(samples, all, 0.04))).toEqual([[voices.caller], [voices.agent]]);
  });
});

describe('the media process', () => {
  test('killed in mid-call ends its calls at once, and carries the next ones when it is back', async () => {
    const { id, profile } = await line({ wrapUpMode: 'none' });
    const agent = await makeCentreAgent(server, profile);
    await phoneOf(agent);
    const { peer, token } = await callFrom(id);
    const contact = await contactOf(token);
    await accept(contact, agent);
    await eventually(() => peer.hears(all)).toEqual([voices.agent]);
    process.kill(await pidOfMedia(), 'SIGKILL');
    await eventually(() => stateOf(contact)).toBe('closed');
    expect(await callRow(contact)).toMatchObject({ endedBy: 'gateway', cause: 'failed' });
    const phone = await phoneOf(agent);
    const again = await callFrom(id);
    await accept(await contactOf(again.token), agent);
    await eventually(() => phone.hears(all)).toEqual([voices.caller]);
  });

  test('answers nobody who does not know its secret, and refuses an offer with what it should be', async () => {
    const { id } = await line();
    const wrong = await server.sending(media.startPublicCall, {
      body: { entryPoint: id, offer: 'this is no offer at all' },
    });
    expect([wrong.status, wrong.body.errors?.[0]?.field]).toEqual([422, 'offer']);
    const { rows } = await server.platform.database.pool.query(
      'select offers from voice.gateway where offers is not null',
    );
    const answer = await fetch(new URL('/health', (rows[0] as { offers: string }).offers));
    expect(answer.status).toBe(401);
    const unknown = await server.sending(media.publicCallState, { params: { token: 'x'.repeat(60) } });
    expect(unknown.status).toBe(404);
  });
});
