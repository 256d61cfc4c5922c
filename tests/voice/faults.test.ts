import { createCipheriv } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { mediaState, relayOffer } from '#server/channels/voice/offers.ts';
import { pressPackets } from '#server/media/core/dtmf.ts';
import { candidatePort } from '#server/media/embedded/sdp.rules.ts';
import { newId, Problem } from '#server/platform/index.ts';
import { makeCentreAgent } from '#tests/stories/routing.ts';
import { pidOfMedia } from '#tests/support/media-pid.ts';
import { eventually, phoneCentre, type PhoneCentre } from '#tests/support/phone-centre.ts';
import { webPeer, type WebPeer } from '#tests/support/web-peer.ts';

// What comes from outside as it should not, and what dies in mid-call: with the real media process, over real UDP.

let centre: PhoneCentre;
const voices = { caller: 500, agent: 900 };
const all = Object.values(voices);
const first = 16_000 + (process.pid % 40) * 100;

beforeAll(async () => {
  centre = await phoneCentre(`${first}-${first + 99}`);
});
afterAll(() => centre.stop());
afterEach(() => centre.tidy());

/** A call that is talked, each hearing the other. */
async function talk() {
  const { id, profile } = await centre.line();
  const agent = await makeCentreAgent(centre.server, profile);
  const phone = await centre.phoneOf(agent);
  phone.speak(voices.agent);
  const { peer, token } = await centre.callFrom(id);
  peer.speak(voices.caller);
  const contact = await centre.contactOf(token);
  await centre.accept(contact, agent);
  const call = { id, profile, agent, phone, peer, token, contact };
  await bothHear(call);
  return call;
}
async function bothHear({ peer, phone }: { peer: WebPeer; phone: WebPeer }): Promise<void> {
  await eventually(() => peer.hears(all)).toEqual([voices.agent]);
  await eventually(() => phone.hears(all)).toEqual([voices.caller]);
}
/** Bytes that look like noise, the same for the same seed. */
function noiseOf(seed: number): (length: number) => Buffer {
  const stream = createCipheriv('aes-128-ctr', Buffer.alloc(16, seed), Buffer.alloc(16));
  return (length) => stream.update(Buffer.alloc(length));
}
const health = async () => (await mediaState(centre.server.ctx))!;
/** Resident memory of the media process, in MB. */
async function memory(): Promise<number> {
  const status = await readFile(`/proc/${await pidOfMedia()}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)![1]) / 1000;
}

describe('what comes from outside as it should not', () => {
  test('garbage at the port of a line, from strangers and from its own place, harms neither the call nor the process', async () => {
    const call = await talk();
    const pid = await pidOfMedia();
    const port = candidatePort(call.peer.answer!)!;
    const noise = noiseOf(1);
    const bytes = (length: number, begin?: number) => {
      const made = noise(length);
      if (begin !== undefined && length > 0) made[0] = begin;
      return made;
    };
    const stranger = createSocket('udp4');
    const shoot = (packet: Buffer) =>
      new Promise<void>((resolve) => stranger.send(packet, port, '127.0.0.1', () => resolve()));
    // STUN, DTLS, RTP by their first byte, nothing at all, and as large as a datagram can be.
    for (const begin of [undefined, 0x00, 0x01, 0x14, 0x16, 0x17, 0x3f, 0x80, 0x90, 0xbf, 0xff])
      for (const length of [0, 1, 2, 3, 11, 12, 13, 20, 28, 172, 1400, 9000, 65_507]) {
        await shoot(bytes(length, begin));
        await call.peer.raw(bytes(length, begin));
      }
    // Packets that are encrypted as they should be, but cut, sent again by a stranger, of a source that nobody announced,
    // of any size and of any type. Their numbers are ones that the caller has used: newer ones would end the caller's own.
    const good = call.peer.forge({ sequence: 10 }, bytes(160));
    for (const length of [1, 4, 11, 12, 13, 20, 100, good.length - 1, good.length])
      for (const send of [(packet: Buffer) => call.peer.raw(packet), shoot])
        await send(good.subarray(0, length));
    for (let sequence = 0; sequence < 20; sequence += 1)
      await call.peer.raw(call.peer.forge({ sequence, ssrc: 0x0bad_0bad }, bytes(160)));
    for (const size of [0, 1, 3, 159, 161, 1000])
      await call.peer.raw(call.peer.forge({ sequence: 11 }, bytes(size)));
    for (const payloadType of [0, 1, 13, 72, 96, 126, 127])
      await call.peer.raw(call.peer.forge({ sequence: 12, payloadType }, bytes(3)));
    stranger.close();
    call.peer.heard.length = 0;
    call.phone.heard.length = 0;
    await bothHear(call);
    expect(await pidOfMedia()).toBe(pid);
    expect(await centre.state(call.token)).toBe('talking');
    await centre.finish(call.contact, call.agent);
    await eventually(() => centre.state(call.token)).toBe('ended');
  });

  test('thousands of keys in a call, and as many while it waits, change nothing of it', async () => {
    const { id, profile } = await centre.line();
    const agent = await makeCentreAgent(centre.server, profile);
    const phone = await centre.phoneOf(agent);
    phone.speak(voices.agent);
    const { peer, token } = await centre.callFrom(id);
    const flood = async () => {
      const keys = '0123456789*#ABCD';
      for (let press = 0; press < 3000; press += 1) {
        const [packet] = pressPackets(keys[press % keys.length] as '0');
        await peer.press(Buffer.from(packet!.payload), 1_000_000 + (presses += 1) * 1600);
      }
    };
    let presses = 0;
    const contact = await centre.contactOf(token);
    await flood();
    expect(await centre.state(token)).toBe('waiting');
    peer.speak(voices.caller);
    await centre.accept(contact, agent);
    await bothHear({ peer, phone });
    await flood();
    peer.heard.length = 0;
    phone.heard.length = 0;
    await bothHear({ peer, phone });
    expect(await centre.state(token)).toBe('talking');
  });

  test('callers who say nothing, and callers who are nothing but noise, wait and are connected like any other', async () => {
    const silence = Buffer.alloc(160, 0xd5);
    const noise = noiseOf(2);
    for (const says of [() => silence, () => noise(160)]) {
      const { id, profile } = await centre.line();
      const agent = await makeCentreAgent(centre.server, profile);
      const phone = await centre.phoneOf(agent);
      phone.speak(voices.agent);
      const { peer, token } = await centre.callFrom(id);
      peer.repeat(says);
      const contact = await centre.contactOf(token);
      // The queue plays to them.
      await eventually(() => peer.heard.some(({ payload }) => payload.some((code) => code !== 0xd5))).toBe(
        true,
      );
      await centre.accept(contact, agent);
      await eventually(() => peer.hears(all)).toEqual([voices.agent]);
      await eventually(() => phone.heard.length).toBeGreaterThan(25);
      await centre.finish(contact, agent);
      await eventually(() => centre.state(token)).toBe('ended');
      expect((await centre.callRow(contact)).cause).toBe('hung_up');
    }
  });

  test('three hundred offers at once: those beyond the limit are told to come again, none hangs, and the next call comes about', async () => {
    await talk();
    const before = await memory();
    const { offer } = await webPeer();
    const answers = await Promise.all(
      Array.from({ length: 300 }, () =>
        relayOffer(centre.server.ctx, {
          id: `flood-${newId()}`,
          kind: 'web',
          offer,
          staff: null,
          to: '+390577900000',
          language: 'it',
          name: '',
        }).then(
          () => 'answered' as const,
          (error: unknown) => (error instanceof Problem ? error.status : error),
        ),
      ),
    );
    const count = (what: unknown) => answers.filter((one) => one === what).length;
    expect(count('answered') + count(429)).toBe(300);
    expect(count('answered')).toBeGreaterThan(0);
    expect(count(429)).toBeGreaterThan(200);
    const call = await talk();
    expect(await memory()).toBeLessThan(before + 400);
    await centre.finish(call.contact, call.agent);
    // Who was answered and never came takes no port for long.
    await eventually(async () => (await health()).legs).toBeLessThan(10);
  });
});

describe('what dies in mid-call', () => {
  test('the caller’s tab: the call is over as lost, the agent is free, every leg is closed at a time within the call', async () => {
    const call = await talk();
    const broke = centre.server.clock.now();
    await call.peer.close(true);
    await eventually(() => centre.stateOf(call.contact)).toBe('closed');
    expect(await centre.callRow(call.contact)).toMatchObject({ endedBy: 'customer', cause: 'lost' });
    expect(await centre.inHand(call.agent)).toBe(0);
    await closedLegs(call.contact, broke);
    // The telephone of the agent is on for the next one.
    expect(call.phone.connected()).toBe(true);
  });

  test('the agent’s tab: the agent is free, the caller waits with their place and is answered by the next', async () => {
    const call = await talk();
    const broke = centre.server.clock.now();
    await call.phone.close(true);
    await eventually(() => centre.state(call.token)).toBe('waiting');
    expect(await centre.inHand(call.agent)).toBe(0);
    const other = await makeCentreAgent(centre.server, call.profile);
    const phone = await centre.phoneOf(other);
    phone.speak(voices.agent);
    await centre.accept(call.contact, other);
    await bothHear({ peer: call.peer, phone });
    await centre.finish(call.contact, other);
    await eventually(() => centre.stateOf(call.contact)).toBe('closed');
    const kinds = (await centre.legs(call.contact)).map(({ kind, result }) => `${kind} ${result}`);
    expect(kinds).toContain('handle agent_lost');
    await closedLegs(call.contact, broke);
  });

  test('the media process: the call is over as failed, the agent is free, every leg is closed, and the next call comes about', async () => {
    const call = await talk();
    const broke = centre.server.clock.now();
    process.kill(await pidOfMedia(), 'SIGKILL');
    await eventually(() => centre.stateOf(call.contact)).toBe('closed');
    expect(await centre.callRow(call.contact)).toMatchObject({ endedBy: 'gateway', cause: 'failed' });
    expect(await centre.inHand(call.agent)).toBe(0);
    await closedLegs(call.contact, broke);
    await centre.finish((await talk()).contact, call.agent).catch(() => undefined);
  });
});

/** Every leg of a contact has ended, one after the other, and the talk not before the moment at which it broke. */
async function closedLegs(contact: string, broke: Date): Promise<void> {
  const legs = await centre.legs(contact);
  const talked = legs.find(({ kind }) => kind === 'handle')!;
  expect(talked.startedAt.getTime()).toBeLessThanOrEqual(broke.getTime());
  expect(talked.endedAt!.getTime()).toBeGreaterThanOrEqual(broke.getTime());
  const now = centre.server.clock.now().getTime();
  for (const leg of legs) {
    expect(leg.endedAt).not.toBeNull();
    expect(leg.endedAt!.getTime()).toBeGreaterThanOrEqual(leg.startedAt.getTime());
    expect(leg.endedAt!.getTime()).toBeLessThanOrEqual(now);
  }
}
