import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { AsteriskTrunk } from '#server/media/asterisk/trunk.ts';
import type { TrunkLeg } from '#server/media/asterisk/trunk-leg.ts';
import { FrameClock } from '#server/media/core/clock.ts';
import type { Key, LegEnd } from '#server/media/core/leg.ts';
import { Room } from '#server/media/core/room.ts';
import { loop } from '#server/media/core/player.ts';
import { tone } from '#server/media/core/tones.ts';
import { asteriskForTests } from '#tests/support/asterisk.ts';
import { heardIn } from '#tests/support/fake-leg.ts';
import { Exchange, sipp } from '#tests/support/sip-caller.ts';
import { freePort, startAsterisk, type RunningAsterisk } from '../../scripts/asterisk/run.mjs';

const asterisk = await asteriskForTests();

describe.skipIf(asterisk === null)('x', () => {
  test('y', async () => {
    const running = await startAsterisk(asterisk!);
    const trunk = new AsteriskTrunk({ url: running.url, user: 'filodiretto', password: running.password, dial: 'PJSIP/{number}@trunk' }, (l, m, d) => console.log(l, m, d));
    const room = new Room();
    const clock = new FrameClock(() => room.tick()).start();
    const keys: Key[] = [];
    trunk.onIncoming = (leg) => {
      console.log('in', leg.from, leg.to, leg.name);
      leg.onKey = (k) => { keys.push(k); console.log('key', k); };
      leg.onEnd = (c) => console.log('end', c, leg.stats());
      leg.answer().then(() => { console.log('up'); room.add(leg); room.play(leg.id, loop(tone({ hz: [900], milliseconds: 1000 }))); room.tap(leg.id, () => {}); }, (e) => console.log('no', e.message));
    };
    trunk.start();
    await expect.poll(() => trunk.health().state).toBe('up');
    const ex = new Exchange();
    const tel = await ex.telephone('127.0.0.2');
    tel.say(600);
    const run = sipp(asterisk!, 'leaves', { host: '127.0.0.2', port: await freePort('udp'), to: running.sip, rows: [['+390577123456', '+393331234567', tel.port, 4000]] });
    await sleep(2500);
    tel.press('5');
    await sleep(1000);
    const h = tel.heard();
    console.log(h.length, heardIn(h.subarray(4000, 12000), [600, 900]), tel.packets);
    console.log(await run.ended);
    await sleep(500);
    await sleep(10000);
    console.log(JSON.stringify(trunk.health()));
    clock.stop(); ex.stop(); tel.stop();
    await trunk.stop();
    await running.stop();
    console.log(running.log().split('\n').slice(-30).join('\n'));
  });
});
