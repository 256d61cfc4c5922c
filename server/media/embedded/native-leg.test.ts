import { describe, expect, test, vi } from 'vitest';
import { toneFrame } from '#tests/support/fake-leg.ts';
import { webPeer } from '#tests/support/web-peer.ts';
import { encode } from '../core/alaw.ts';
import { pressPackets } from '../core/dtmf.ts';
import type { LegEnd } from '../core/leg.ts';
import { nativeDriver, nativeMissing } from './native-leg.ts';
import { Ports } from './ports.ts';

// The library is no part of this system: where it is installed its legs do what those of werift do.
const driver = await nativeDriver().catch((error: unknown) => error as Error);
if (driver instanceof Error) process.stderr.write(`SKIPPED: lines of the native driver. ${driver.message}\n`);

test.skipIf(!(driver instanceof Error))('without its library the driver says what to do', async () => {
  await expect(nativeDriver()).rejects.toThrow(nativeMissing);
});

describe.skipIf(driver instanceof Error)('a leg of the native driver', () => {
  test('carries sound both ways and keys, and gives its port back when it ends', async () => {
    if (driver instanceof Error) return;
    const ports = new Ports('22970-22974');
    const page = await webPeer();
    const { leg, answer } = await driver(
      { id: 'one', kind: 'web', offer: page.offer },
      { ports, host: '127.0.0.1', publicAddress: null },
    );
    const ends: LegEnd[] = [];
    const keys: string[] = [];
    let came = 0;
    leg.onEnd = (cause) => ends.push(cause);
    leg.onKey = (key) => keys.push(key);
    leg.onAudio = (frame) => (came += frame.length === 160 ? 1 : 0);
    await page.take(answer);
    await vi.waitUntil(() => leg.state === 'up' && page.connected(), 20_000);
    page.speak(500);
    const sending = setInterval(() => leg.sendAudio(encode(toneFrame(900, 0))), 20);
    await vi.waitUntil(() => came > 30 && page.hears([500, 900]).join() === '900', 20_000);
    clearInterval(sending);
    for (const { payload } of pressPackets('7')) await page.press(payload, 900_000);
    await vi.waitUntil(() => keys.length > 0, 20_000);
    expect(keys).toEqual(['7']);
    expect(ports.free).toBe(4);
    await leg.hangup();
    await vi.waitUntil(() => ports.free === 5, 20_000);
    expect(ends).toEqual(['hung_up']);
    await page.close();
  });
});
