import { createSocket } from 'node:dgram';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { strength, toneFrame } from '#tests/support/fake-leg.ts';
import { webPeer } from '#tests/support/web-peer.ts';
import { decode, encode } from '../core/alaw.ts';
import { pressPackets } from '../core/dtmf.ts';
import type { LegEnd } from '../core/leg.ts';
import { Ports } from './ports.ts';
import { candidatePort } from './sdp.rules.ts';
import { Refusal } from './browser-leg.ts';
import { WebRtcLeg } from './web-leg.ts';

const settings = () => ({ ports: new Ports('22900-22949'), host: '127.0.0.1', publicAddress: null });
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function connected() {
  const page = await webPeer();
  const { leg, answer } = await WebRtcLeg.accept({ id: 'one', kind: 'web', offer: page.offer }, settings());
  open.push({ close: () => leg.hangup() });
  open.push(page);
  await page.take(answer);
  await vi.waitUntil(() => leg.state === 'up' && page.connected(), 20_000);
  return { page, leg, answer };
}

describe('a leg to a browser', () => {
  test('carries sound both ways, with numbers and times that go on', async () => {
    const { page, leg } = await connected();
    const came: Uint8Array[] = [];
    leg.onAudio = (frame) => came.push(frame.slice());
    await leg.answer();
    for (let tick = 0; tick < 50; tick += 1) {
      await page.say(encode(toneFrame(500, tick)), tick * 160);
      leg.sendAudio(encode(toneFrame(900, tick)));
    }
    await vi.waitUntil(() => came.length >= 45 && page.heard.length >= 45, 20_000);
    const said = decode(Uint8Array.from(came.flatMap((frame) => [...frame])));
    expect(strength(said, 500)).toBeGreaterThan(0.15);
    const frames = page.heard.filter(({ payload }) => payload.length === 160).slice(1);
    expect(
      strength(decode(Uint8Array.from(frames.flatMap(({ payload }) => [...payload]))), 900),
    ).toBeGreaterThan(0.1);
    const numbers = frames.map(({ header }) => header.sequenceNumber);
    expect(numbers.every((number, i) => i === 0 || number > numbers[i - 1]!)).toBe(true);
    expect(leg.stats()).toMatchObject({ lost: 0, sent: 51 });
  });

  test('tells a key once, and ends when the page leaves or by us, once', async () => {
    const { page, leg } = await connected();
    const keys: string[] = [];
    const ends: LegEnd[] = [];
    leg.onKey = (key) => keys.push(key);
    leg.onEnd = (cause) => ends.push(cause);
    for (const { payload } of pressPackets('7')) await page.press(payload, 160_000);
    await vi.waitUntil(() => keys.length > 0, 20_000);
    expect(keys).toEqual(['7']);
    await page.close();
    await vi.waitUntil(() => ends.length > 0, 20_000);
    await leg.hangup();
    leg.sendAudio(new Uint8Array(160));
    expect(ends).toHaveLength(1);
    expect(leg.state).toBe('ended');
  });

  test('is not ended by an alert or a new beginning that anybody could have sent', async () => {
    const { page, leg, answer } = await connected();
    const came: Uint8Array[] = [];
    leg.onAudio = (frame) => came.push(frame.slice());
    await page.say(encode(toneFrame(500, 0)), 0);
    await vi.waitUntil(() => came.length > 0, 20_000);
    const stranger = createSocket('udp4');
    // "The line is closed", a fatal one, one of a kind that there is not, one that looks encrypted, a greeting.
    for (const record of [
      '15fefd000000000000000900020100',
      '15fefd000000000000000a00020228',
      '3ffefd000000000000000b00020100',
      '15fefd0001000000000009001a0000000000000001000102030405060708090a0b0c0d0e0f1011',
      '16fefd0000000000000000000c010000000000000000000000',
    ]) {
      const packet = Buffer.from(record, 'hex');
      await new Promise<void>((resolve) => {
        stranger.send(packet, candidatePort(answer)!, '127.0.0.1', () => resolve());
      });
      await page.raw(packet);
    }
    stranger.close();
    page.heard.length = 0;
    for (let tick = 1; tick < 30; tick += 1) {
      await page.say(encode(toneFrame(500, tick)), tick * 160);
      leg.sendAudio(encode(toneFrame(900, tick)));
    }
    await vi.waitUntil(() => came.length >= 25 && page.heard.length >= 25, 20_000);
    expect(leg.state).toBe('up');
  });

  test('is refused with what the offer should be, and when no port is left', async () => {
    const page = await webPeer();
    const refused = async (offer: string, ports = new Ports('22900-22949')) =>
      WebRtcLeg.accept({ id: 'x', kind: 'web', offer }, { ...settings(), ports }).then(
        () => null,
        (error: unknown) => (error instanceof Refusal ? `${error.code}: ${error.message}` : String(error)),
      );
    expect(await refused('hello')).toBe('offer: a session description (SDP)');
    expect(await refused(page.offer.replaceAll('m=audio', 'm=video'))).toBe(
      'offer: exactly one stream, of audio',
    );
    expect(await refused(page.offer.replace(/^(m=audio \d+ \S+) .*/m, '$1 111'))).toBe(
      'offer: an audio stream that offers G.711 A-law (PCMA)',
    );
    const one = new Ports('22950-22950');
    one.take();
    expect(await refused(page.offer, one)).toBe('full: no port is left for another call');
  });

  test('gives its port back, whichever way it ended', async () => {
    const page = await webPeer();
    const ports = new Ports('22960-22961');
    const { leg } = await WebRtcLeg.accept(
      { id: 'x', kind: 'web', offer: page.offer },
      { ...settings(), ports },
    );
    expect(ports.free).toBe(1);
    await leg.hangup();
    await vi.waitUntil(() => ports.free === 2, 10_000);
    expect(ports.take()).toBe(22961);
    expect(ports.take()).toBe(22960);
    expect(ports.take()).toBeNull();
  });
});
