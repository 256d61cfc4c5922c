import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ariPassword, fakeAri, type FakeAri } from '#tests/support/fake-ari.ts';
import type { LegEnd } from '../core/leg.ts';
import type { TrunkLeg } from './trunk-leg.ts';
import { AsteriskTrunk, type Placed } from './trunk.ts';

// Signals and sound of a trunk against a server that speaks ARI, well and badly.

let ari: FakeAri;
let trunk: AsteriskTrunk;
let arrived: TrunkLeg[];
let ends: Map<string, LegEnd>;
let logged: string[];

const patience = { request: 1500, ping: 150, retry: [20, 200] as [number, number], good: 300 };
const make = (settings: { password?: string } = {}, retry = patience.retry): AsteriskTrunk => {
  const made = new AsteriskTrunk(
    { url: ari.url, user: 'filodiretto', password: ariPassword, dial: 'PJSIP/{number}@trunk', ...settings },
    (level, message, detail) => logged.push(`${level} ${message} ${JSON.stringify(detail ?? {})}`),
    { patience: { ...patience, retry }, pacing: { look: 100, grace: 300 } },
  );
  made.onIncoming = (leg) => {
    arrived.push(leg);
    watch(leg);
  };
  return made;
};
const watch = (leg: TrunkLeg): TrunkLeg => {
  leg.onEnd = (cause) => {
    if (ends.has(leg.id)) throw new Error('an end that was told twice');
    ends.set(leg.id, cause);
  };
  return leg;
};
const expectSoon = <T>(look: () => T) => expect.poll(look, { timeout: 10_000, interval: 10 });
const up = () => expectSoon(() => trunk.health().state).toBe('up');
const come = async (from = '+393331234567', to = '+390577111111'): Promise<TrunkLeg> => {
  const before = arrived.length;
  ari.call(from, to);
  await expectSoon(() => arrived.length).toBe(before + 1);
  return arrived.at(-1)!;
};
const talk = async (): Promise<TrunkLeg> => {
  const leg = await come();
  await leg.answer();
  return leg;
};
const place = (how: Partial<Placed> = {}): TrunkLeg =>
  watch(trunk.dial({ to: '+390612345678', from: '+390577111111', ringSeconds: 20, machine: false, ...how }));
const expectEnd = (leg: TrunkLeg) => expectSoon(() => ends.get(leg.id) ?? null);
const asked = (request: string) => ari.requests.filter((one) => one.startsWith(request)).length;

beforeEach(async () => {
  ari = await fakeAri();
  arrived = [];
  ends = new Map();
  logged = [];
  trunk = make();
  trunk.start();
  await up();
});
afterEach(async () => {
  await trunk.stop();
  await ari.stop();
});

describe('a call that comes in', () => {
  test('rings, is answered with its sound already there, and ends once for whoever hangs up', async () => {
    const leg = await come('00393331234567');
    expect([leg.state, leg.from, leg.to, leg.name]).toEqual([
      'ringing',
      '+393331234567',
      '+390577111111',
      'Prova',
    ]);
    await expectSoon(() => asked(`POST /channels/${leg.id}/ring`)).toBe(1);
    await leg.answer();
    const joined = ari.requests.indexOf(`POST /bridges/${leg.id}/addChannel`);
    expect(joined).toBeGreaterThan(0);
    expect(ari.requests.indexOf(`POST /channels/${leg.id}/answer`)).toBeGreaterThan(joined);

    const frames: number[] = [];
    leg.onAudio = (frame) => frames.push(frame.length);
    ari.say(new Uint8Array(400).fill(1));
    ari.say(new Uint8Array(80).fill(2));
    await expectSoon(() => frames).toEqual([160, 160, 160]);
    leg.sendAudio(new Uint8Array(160).fill(7));
    await expectSoon(() => ari.heard.length).toBe(1);
    expect(ari.heard[0]).toEqual(new Uint8Array(160).fill(7));

    ari.hangUp(leg.id);
    await expectEnd(leg).toBe('hung_up');
    leg.sendAudio(new Uint8Array(160));
    await leg.hangup();
    expect(ari.heard).toHaveLength(1);
    expect(leg.stats()).toMatchObject({ received: 3, sent: 1 });
    expect(trunk.health().calls).toBe(0);
  });

  test('is hung up by us with a cause that its network understands', async () => {
    const leg = await talk();
    await leg.hangup();
    await expectEnd(leg).toBe('hung_up');
    await expectSoon(() => asked(`DELETE /channels/${leg.id} 16`)).toBe(1);
    await expectSoon(() => ari.channels.size).toBe(0);
  });

  test('gives its keys once each, whatever is pressed, and no more than people press', async () => {
    const leg = await talk();
    const keys: string[] = [];
    leg.onKey = (key) => keys.push(key);
    for (const digit of ['1', '#', 'x', '']) ari.press(leg.id, digit);
    await expectSoon(() => keys).toEqual(['1', '#']);
    for (let i = 0; i < 300; i += 1) ari.press(leg.id, '5');
    await expectSoon(() => leg.keysDropped).toBeGreaterThan(200);
    expect(leg.state).toBe('up');
    await leg.sendKeys('12x#');
    expect(asked(`POST /channels/${leg.id}/dtmf`)).toBe(1);
  });

  test('without a number has none, however the network says so', async () => {
    for (const [number, presentation] of [
      ['', 'allowed'],
      ['anonymous', 'allowed'],
      ['+393331234567', 'prohib_passed_screen'],
    ] as const) {
      ari.call(number, '+390577111111', presentation);
      await expectSoon(() => arrived.at(-1)?.from).toBeNull();
      arrived = [];
    }
  });

  test('that is given up while it rings is over, and so is one given up while its sound is made', async () => {
    const ringing = await come();
    ari.hangUp(ringing.id);
    await expectEnd(ringing).toBe('hung_up');
    await ringing.answer();
    expect(ringing.state).toBe('ended');

    const answering = await come();
    const answer = answering.answer();
    ari.hangUp(answering.id);
    await answer.catch(() => undefined);
    await expectSoon(() => ends.has(answering.id)).toBe(true);
    await expectSoon(() => ari.channels.size).toBe(0);
  });

  test('whose sound cannot be made is told so by Asterisk, never left in silence', async () => {
    ari.fault('media', { status: 503 });
    const leg = await come();
    await expect(leg.answer()).rejects.toThrow(/sound of a call/);
    await expectEnd(leg).toBe('failed');
    await expectSoon(() => asked(`POST /channels/${leg.id}/continue filodiretto-sorry`)).toBe(1);
    expect(asked(`POST /channels/${leg.id}/answer`)).toBe(0);
  });

  test('whose sound breaks off is lost, and its caller is told', async () => {
    const leg = await talk();
    ari.breakSound();
    await expectEnd(leg).toBe('lost');
    await expectSoon(() => asked(`POST /channels/${leg.id}/continue filodiretto-sorry`)).toBe(1);
  });

  test('is measured by what Asterisk counts', async () => {
    const leg = await talk();
    await expectSoon(() => leg.stats().lost).toBe(3);
    expect(leg.stats().jitter).toBe(4);
  });
});

describe('a call that is placed', () => {
  test('rings, is taken and speaks', async () => {
    const leg = place();
    const told: string[] = [];
    leg.onRinging = () => told.push('ringing');
    leg.onUp = ({ machine }) => told.push(`up ${machine}`);
    await expectSoon(() => told).toEqual(['ringing', 'up null']);
    leg.sendAudio(new Uint8Array(160));
    await expectSoon(() => ari.heard.length).toBe(1);
    ari.hangUp(leg.id);
    await expectEnd(leg).toBe('hung_up');
  });

  test.each([
    [17, 'busy'],
    [21, 'busy'],
    [19, 'no_answer'],
    [16, 'no_answer'],
    [1, 'wrong_number'],
    [28, 'wrong_number'],
    [38, 'failed'],
    [0, 'failed'],
  ] as const)('that ends with cause %i is %s', async (cause, end) => {
    ari.outcome = { cause };
    await expectEnd(place()).toBe(end);
  });

  test('that nobody takes is given up after its time, and hung up', async () => {
    ari.outcome = 'rings';
    const leg = place({ ringSeconds: 1 });
    await expectEnd(leg).toBe('no_answer');
    await expectSoon(() => ari.channels.size).toBe(0);
  });

  test('says whether a machine took it, and loses nothing on the way to find out', async () => {
    for (const [machine, told] of [
      ['MACHINE', true],
      ['HUMAN', false],
      ['NOTSURE', false],
    ] as const) {
      ari.machine = machine;
      const leg = place({ machine: true });
      const heard: (boolean | null)[] = [];
      leg.onUp = (taken) => heard.push(taken.machine);
      await expectSoon(() => heard).toEqual([told]);
      await leg.hangup(told ? 'machine' : 'hung_up');
      await expectEnd(leg).toBe(told ? 'machine' : 'hung_up');
    }
  });

  test('to what is no number, or while Asterisk is not there, fails with a word', async () => {
    await expectEnd(place({ to: 'sip:somebody@example.org' })).toBe('wrong_number');
    expect(asked('POST /channels/filo-')).toBe(0);
    ari.fault('POST /channels/filo-', { status: 500 });
    await expectEnd(place()).toBe('failed');
    ari.fault('POST /channels/filo-', null);
    await ari.kill();
    await expectEnd(place()).toBe('failed');
  });

  test('that is hung up before Asterisk has heard of it does not ring on', async () => {
    ari.outcome = 'rings';
    const leg = place();
    await leg.hangup();
    await expectEnd(leg).toBe('hung_up');
    await expectSoon(() => asked('POST /channels/filo-') > 0 && ari.channels.size === 0).toBe(true);
  });
});

describe('an Asterisk that misbehaves', () => {
  test('is not believed what is no event, or of a channel that nobody knows', async () => {
    const channel = { id: 'nobody', name: 'PJSIP/x-1', state: 'Up' };
    for (const event of [
      'garbage {',
      '[]',
      'null',
      '{"type":7}',
      '{"type":"StasisStart"}',
      '{"type":"StasisStart","channel":{},"args":["in","1"]}',
      `{"type":"ChannelDtmfReceived","channel":{"id":"nobody"},"digit":{}}`,
      { type: 'ChannelDestroyed', cause: 'x', channel },
      { type: 'StasisEnd', channel },
      { type: 'SomethingOfNextYear', channel },
      'x'.repeat(100_000),
    ])
      ari.tell(event);
    const leg = await talk();
    expect([leg.state, trunk.health().state]).toEqual(['up', 'up']);
    expect(logged.filter((line) => /no event/.test(line))).toHaveLength(1);
    // A call of nobody's is not left in silence either.
    ari.channels.set('ghost', {
      id: 'ghost',
      name: 'x',
      state: 'Up',
      number: '',
      args: ['out'],
      app: 'filodiretto',
    });
    ari.tell({ type: 'StasisStart', args: ['out'], channel: { id: 'ghost', name: 'x', state: 'Up' } });
    await expectSoon(() => ari.channels.has('ghost')).toBe(false);
  });

  test('may tell of things out of order, twice, or not at all', async () => {
    const leg = await talk();
    const again = { type: 'StasisStart', args: ['in', '1'], channel: { id: leg.id, name: 'x', state: 'Up' } };
    ari.tell(again);
    ari.hangUp(leg.id, 16, 'destroyed only');
    await expectEnd(leg).toBe('hung_up');
    ari.tell({ type: 'StasisEnd', channel: { id: leg.id, name: 'x', state: 'Up' } });
    ari.tell({ type: 'ChannelDtmfReceived', digit: '1', channel: { id: leg.id } });
    await talk();
    expect(arrived).toHaveLength(2);
  });

  test('that does not answer in time costs the call, not the process; what it owes is asked for again', async () => {
    const leg = await come();
    ari.fault('POST /bridges', 'slow');
    await expect(leg.answer()).rejects.toThrow(/no answer within/);
    await expectEnd(leg).toBe('failed');
    ari.fault('POST /bridges', null);

    const other = await talk();
    ari.fault(`DELETE /channels/${other.id}`, 'break');
    await other.hangup();
    await expectEnd(other).toBe('hung_up');
    expect(ari.channels.has(other.id)).toBe(true);
    ari.fault(`DELETE /channels/${other.id}`, null);
    await expectSoon(() => ari.channels.has(other.id)).toBe(false);
  });

  test('that is killed loses its calls at once; when it is back calls come again', async () => {
    const up1 = await talk();
    const ringing = await come();
    await ari.kill();
    await expectEnd(up1).toBe('lost');
    await expectEnd(ringing).toBe('lost');
    expect(trunk.health()).toMatchObject({ state: 'down', calls: 0 });
    expect(trunk.health().trouble).not.toBeNull();
    await ari.back();
    await up();
    expect((await talk()).state).toBe('up');
  });

  test('that falls silent with its connections open is noticed, and its calls are over', async () => {
    const leg = await talk();
    ari.breakEvents('silent');
    await expectEnd(leg).toBe('lost');
    expect(trunk.health().state).toBe('down');
  });

  test('that loses only its events keeps its calls, and what happened meanwhile is found out', async () => {
    const stays = await talk();
    const goes = await come();
    ari.channels.delete(goes.id);
    ari.breakEvents();
    await expectEnd(goes).toBe('lost');
    await up();
    expect(stays.state).toBe('up');
    await expectSoon(() => asked('POST /applications/filodiretto/subscription')).toBe(1);
    ari.hangUp(stays.id);
    await expectEnd(stays).toBe('hung_up');
  });

  test('has what an earlier process left behind tidied up, and nothing else', async () => {
    await trunk.stop();
    const of = (id: string, args: string[] | null, app = 'filodiretto') =>
      ari.channels.set(id, { id, name: id, state: 'Up', number: '', args, app });
    of('old-call', ['in', '+390577111111']);
    of('filo-old', ['out']);
    of('filo-sound-old', ['sound']);
    of('of-others', ['in'], 'another');
    of('waiting', null);
    trunk = make();
    trunk.start();
    await expectSoon(() => [...ari.channels.keys()]).toEqual(['of-others', 'waiting']);
  });

  test('that knows no such password is not asked again and again, and the trouble has a word', async () => {
    await trunk.stop();
    trunk = make({ password: 'another' }, [20, 60_000]);
    const before = ari.tries();
    trunk.start();
    await expectSoon(() => trunk.health().trouble?.kind).toBe('denied');
    // Five times the wait after any other trouble.
    await sleep(100);
    expect(ari.tries() - before).toBe(1);
  });

  test('that takes connections only to break them is tried less and less often', async () => {
    ari.hostile = true;
    ari.breakEvents();
    await sleep(1500);
    const tries = ari.tries();
    // From 20 ms doubling up to 200 ms: about twelve; without a back-off it would be seventy.
    expect(tries).toBeLessThan(30);
    ari.hostile = false;
    await up();
    expect((await talk()).state).toBe('up');
  });

  test('that gives the calls to another program is not quarrelled with', async () => {
    const before = ari.tries();
    ari.tell({ type: 'ApplicationReplaced', application: 'filodiretto' });
    await expectSoon(() => trunk.health().trouble?.kind).toBe('replaced');
    expect(ari.tries()).toBe(before);
    await up();
  });

  test('whose page shows lines and version, and unknown lines while it is gone', async () => {
    await expectSoon(() => trunk.health().lines).toEqual([{ name: 'PJSIP/trunk', state: 'online' }]);
    expect(trunk.health()).toMatchObject({ version: '22.99.0', registrations: null, trouble: null });
    await ari.kill();
    await expectSoon(() => trunk.health().lines).toEqual([{ name: 'PJSIP/trunk', state: 'unknown' }]);
  });
});
