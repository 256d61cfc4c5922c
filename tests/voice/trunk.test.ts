import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TrunkLeg } from '#server/media/asterisk/trunk-leg.ts';
import { AsteriskTrunk, type Placed } from '#server/media/asterisk/trunk.ts';
import { FrameClock } from '#server/media/core/clock.ts';
import type { LegEnd } from '#server/media/core/leg.ts';
import { loop } from '#server/media/core/player.ts';
import { Recorder } from '#server/media/core/recorder.ts';
import { Room } from '#server/media/core/room.ts';
import { tone } from '#server/media/core/tones.ts';
import { decode } from '#server/media/core/alaw.ts';
import { asteriskForTests } from '#tests/support/asterisk.ts';
import { fakeLeg, heardIn, toneFrame, type FakeLeg } from '#tests/support/fake-leg.ts';
import { Exchange, sipp, type SippRun, type Telephone } from '#tests/support/sip-caller.ts';
import { waitFor } from '#tests/support/server-process.ts';
import { freePort, startAsterisk, type RunningAsterisk } from '../../scripts/asterisk/run.mjs';

// Calls over a real Asterisk, with SIPp as the telephones: what our trunk makes of them.

const asterisk = await asteriskForTests();
const caller = '127.0.0.2';
const called = '127.0.0.3';
const prompt = 900;
const customerSays = 600;
const agentSays = 1500;
const sounds = [prompt, customerSays, agentSays];

describe.skipIf(asterisk === null)('a call over a real Asterisk', () => {
  let running: RunningAsterisk;
  let trunk: AsteriskTrunk;
  let exchange: Exchange;
  let clock: FrameClock;
  let rooms: Room[];
  let agents: FakeLeg[];
  let ticks = 0;
  const telephones: Telephone[] = [];
  const runs: SippRun[] = [];
  const ends = new Map<string, LegEnd>();

  const make = () =>
    new AsteriskTrunk(
      { url: running.url, user: 'filodiretto', password: running.password, dial: 'PJSIP/{number}@trunk' },
      () => undefined,
      { pacing: { look: 1000 } },
    );
  beforeAll(async () => {
    running = await startAsterisk(asterisk!);
  });
  afterAll(() => running.stop());
  beforeEach(async () => {
    exchange = new Exchange();
    rooms = [];
    agents = [];
    clock = new FrameClock(() => {
      ticks += 1;
      for (const agent of agents) agent.say(toneFrame(agentSays, ticks));
      for (const room of rooms) room.tick();
    }).start();
    trunk = make();
    trunk.start();
    await waitFor(async () => trunk.health().state === 'up', 20_000, 'Asterisk');
  });
  afterEach(async () => {
    await trunk.stop();
    for (const run of runs.splice(0)) await run.stop();
    for (const telephone of telephones.splice(0)) telephone.stop();
    clock.stop();
    exchange.stop();
  });

  const expectSoon = <T>(look: () => T) => expect.poll(look, { timeout: 15_000, interval: 50 });
  const expectEnd = (leg: TrunkLeg) => expectSoon(() => ends.get(leg.id) ?? null);
  const telephone = async (host: string): Promise<Telephone> => {
    const made = await exchange.telephone(host);
    telephones.push(made);
    return made;
  };
  const watch = (leg: TrunkLeg): TrunkLeg => {
    leg.onEnd = (cause) => ends.set(leg.id, cause);
    return leg;
  };
  /** The next call that comes in. */
  const incoming = (): Promise<TrunkLeg> => {
    const { promise, resolve } = Promise.withResolvers<TrunkLeg>();
    trunk.onIncoming = (leg) => resolve(watch(leg));
    return promise;
  };
  const call = async (
    scenario: string,
    line: Telephone,
    wait: number | string = '',
    number = '+393331234567',
  ) => {
    const run = sipp(asterisk!, scenario, {
      host: caller,
      port: await freePort('udp'),
      to: running.sip,
      rows: [['+390577111111', number, line.port, wait]],
    });
    runs.push(run);
    return run;
  };
  const roomOf = (leg: TrunkLeg): Room => {
    const room = new Room();
    room.add(leg);
    rooms.push(room);
    return room;
  };
  const hears = (line: Telephone | FakeLeg) => {
    const heard = line.heard();
    // The last half second: what came before is of before.
    return heardIn(heard.subarray(Math.max(0, heard.length - 4000)), sounds);
  };
  const dialled = (scenario: string, field: number, answer?: string): SippRun => {
    const run = sipp(asterisk!, scenario, {
      host: called,
      port: running.callee,
      rows: [[field]],
      ...(answer === undefined ? {} : { answer }),
    });
    runs.push(run);
    return run;
  };
  const place = (how: Partial<Placed> = {}): TrunkLeg =>
    watch(
      trunk.dial({ to: '+390612345678', from: '+390577111111', ringSeconds: 20, machine: false, ...how }),
    );

  test('comes in with its numbers, hears a prompt, is heard, presses keys, speaks with an agent, is recorded, and is hung up', async () => {
    const line = await telephone(caller);
    line.say(customerSays);
    const next = incoming();
    const run = await call('stays', line);
    const leg = await next;
    expect([leg.from, leg.to, leg.state]).toEqual(['+393331234567', '+390577111111', 'ringing']);
    await leg.answer();
    const room = roomOf(leg);
    const keys: string[] = [];
    leg.onKey = (key) => keys.push(key);
    room.play(leg.id, loop(tone({ hz: [prompt], milliseconds: 1000 })));
    await expectSoon(() => hears(line)).toEqual([prompt]);

    for (const key of ['4', '2', '#'] as const) line.press(key);
    await expectSoon(() => keys.join('')).toBe('42#');

    const agent = fakeLeg();
    agents.push(agent);
    room.add(agent);
    const parts: Uint8Array[] = [];
    const recorder = new Recorder({ write: (part) => parts.push(part), end: () => undefined }, 1);
    const stopRecording = room.record(recorder, { left: [leg.id], right: [agent.id] });
    room.stopPlaying(leg.id);
    room.talk(leg.id, agent.id);
    await expectSoon(() => hears(line)).toEqual([agentSays]);
    await expectSoon(() => hears(agent)).toEqual([customerSays]);
    await expectSoon(() => parts.length).toBeGreaterThan(1);
    // On hold: the customer hears music, nobody hears the customer.
    room.arrange(new Map());
    room.play(leg.id, loop(tone({ hz: [prompt], milliseconds: 1000 })));
    await expectSoon(() => hears(line)).toEqual([prompt]);
    await expectSoon(() => hears(agent)).toEqual([]);
    stopRecording();

    await leg.hangup();
    expect((await run.ended).code).toBe(0);
    await expectEnd(leg).toBe('hung_up');
    const both = Buffer.concat(parts);
    const side = (at: number) => decode(both.filter((_, index) => index % 2 === at)).subarray(4000, 12_000);
    expect([heardIn(side(0), sounds), heardIn(side(1), sounds)]).toEqual([[customerSays], [agentSays]]);
    await expectSoon(() => running.log()).not.toContain('ERROR');
  });

  test('is over when the caller hangs up, and when they give up while it rings', async () => {
    const line = await telephone(caller);
    const first = incoming();
    await call('leaves', line, 700);
    const leg = await first;
    await leg.answer();
    await expectEnd(leg).toBe('hung_up');
    const second = incoming();
    const run = await call('gives-up', line, 300);
    await expectEnd(await second).toBe('hung_up');
    expect((await run.ended).code).toBe(0);
  });

  test('withheld is a call without a number', async () => {
    const line = await telephone(caller);
    const next = incoming();
    await call('stays', line, '', 'anonymous');
    const leg = await next;
    expect(leg.from).toBeNull();
    await leg.hangup('busy');
  });

  test('is placed, rings, is taken and speaks', async () => {
    const line = await telephone(called);
    line.say(customerSays);
    const run = dialled('takes', line.port);
    const leg = place();
    const told: string[] = [];
    leg.onRinging = () => told.push('ringing');
    leg.onUp = ({ machine }) => told.push(`up ${machine}`);
    await expectSoon(() => told).toEqual(['ringing', 'up null']);
    const room = roomOf(leg);
    const agent = fakeLeg();
    agents.push(agent);
    room.add(agent);
    room.talk(leg.id, agent.id);
    await expectSoon(() => hears(line)).toEqual([agentSays]);
    await expectSoon(() => hears(agent)).toEqual([customerSays]);
    await leg.sendKeys('19*#');
    await expectSoon(() => line.keys.join('')).toBe('19*#');
    await expectSoon(() => leg.stats().jitter).not.toBeNull();
    await leg.hangup();
    expect((await run.ended).code).toBe(0);
  });

  test.each([
    ['486 Busy Here', 'busy'],
    ['603 Decline', 'busy'],
    ['404 Not Found', 'wrong_number'],
    ['480 Temporarily Unavailable', 'no_answer'],
    ['503 Service Unavailable', 'failed'],
  ] as const)('that is placed and refused with %s is %s', async (answer, end) => {
    dialled('refuses', 0, answer);
    await expectEnd(place()).toBe(end);
  });

  test('that is placed and nobody takes is given up after its time', async () => {
    const run = dialled('rings', 0);
    await expectEnd(place({ ringSeconds: 2 })).toBe('no_answer');
    expect((await run.ended).code).toBe(0);
  });

  test('taken by a machine, which talks on, is known to be', async () => {
    const line = await telephone(called);
    line.say(customerSays);
    const run = dialled('takes', line.port);
    const leg = place({ machine: true });
    // A machine does not wait to be spoken to.
    await expectSoon(() => run.farPort()).not.toBeNull();
    line.connect(run.farPort()!);
    const told: (boolean | null)[] = [];
    leg.onUp = ({ machine }) => told.push(machine);
    await expectSoon(() => told).toEqual([true]);
    await leg.hangup('machine');
    await expectEnd(leg).toBe('machine');
  });

  test('twenty at once: each hears its own prompt, presses its own key, and nothing is lost', async () => {
    const many = 20;
    const keyOf = (index: number) => String(index % 10) as '0';
    const legs = new Map<string, { leg: TrunkLeg; keys: string[] }>();
    trunk.onIncoming = (leg) => {
      const keys: string[] = [];
      legs.set(leg.from!, { leg: watch(leg), keys });
      void leg.answer().then(() => {
        leg.onKey = (key) => keys.push(key);
        roomOf(leg).play(leg.id, loop(tone({ hz: [prompt], milliseconds: 1000 })));
      });
    };
    const lines = await Promise.all(Array.from({ length: many }, () => telephone(caller)));
    const numberOf = (index: number) => `+3933300000${String(index).padStart(2, '0')}`;
    const run = sipp(asterisk!, 'stays', {
      host: caller,
      port: await freePort('udp'),
      to: running.sip,
      rate: 5,
      rows: lines.map((line, index) => ['+390577111111', numberOf(index), line.port, '']),
    });
    runs.push(run);
    await expectSoon(() => [...legs.values()].filter(({ leg }) => leg.state === 'up').length).toBe(many);
    for (const line of lines) await expectSoon(() => hears(line)).toEqual([prompt]);
    for (const [index, line] of lines.entries()) line.press(keyOf(index));
    for (const index of lines.keys())
      await expectSoon(() => legs.get(numberOf(index))!.keys).toEqual([keyOf(index)]);
    expect(lines.map(({ packets }) => packets.lost)).toEqual(lines.map(() => 0));
    expect(trunk.health().calls).toBe(many);
    for (const { leg } of legs.values()) await leg.hangup();
    expect((await run.ended).code).toBe(0);
    await expectSoon(() => trunk.health().calls).toBe(0);
  });

  test('whose media process is gone from one moment to the next hears words, not silence', async () => {
    const line = await telephone(caller);
    const next = incoming();
    const run = await call('stays', line);
    const leg = await next;
    await leg.answer();
    roomOf(leg);
    await expectSoon(() => line.packets.received).toBeGreaterThan(10);
    line.heard();
    // As a killed process would: no word to anybody, its connections break.
    leg.onEnd = null;
    (leg as unknown as { hush(): void }).hush();
    const loud = () => line.heard().some((sample) => Math.abs(sample) > 1000);
    await expectSoon(loud).toBe(true);
    expect((await run.ended).code).toBe(0);
  });

  test('that Asterisk had when it was killed is over at once; the next one comes as soon as it is back', async () => {
    const line = await telephone(caller);
    const next = incoming();
    await call('stays', line);
    const leg = await next;
    await leg.answer();
    const { url, password, sip, callee } = running;
    running.process.kill('SIGKILL');
    await expectEnd(leg).toBe('lost');
    await running.exited;
    await expectSoon(() => trunk.health().state).toBe('down');
    const portOf = (text: string) => Number(new URL(text).port);
    running = await startAsterisk(asterisk!, { http: portOf(url), password, sip, callee });
    await expectSoon(() => trunk.health().state).toBe('up');
    const again = incoming();
    await call('leaves', line, 500);
    const other = await again;
    await other.answer();
    await expectEnd(other).toBe('hung_up');
  });
});
