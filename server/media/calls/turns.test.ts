import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import type { Route } from '#contract/route.ts';
import { getPrompt, makeSpeech, transcribe } from '#contract/speech.ts';
import { turnOfCall, type CallTurn, type TurnInput, type TurnNext } from '#contract/voice-turns.ts';
import { noticePlayed } from '#contract/recordings.ts';
import type { Call } from '#contract/voice.ts';
import { fakeLeg, heardIn, toneFrame, type FakeLeg } from '#tests/support/fake-leg.ts';
import { encode } from '../core/alaw.ts';
import type { Key } from '../core/leg.ts';
import { ServerSaysNo, type ServerLink } from '../link.ts';
import { Speech } from '../speech.ts';
import { LiveCall, type Told } from './live-call.ts';
import { Phones } from './phones.ts';
import { takeTurns } from './turns.ts';

// The turns of a call with a line that is none and a server that answers as it is told; the clock ticks as fast as it can.

const view = (wanted: Call['wanted']): Call => ({
  id: '0190d0c4-0000-7000-8000-000000000001',
  gateway: 'test',
  ref: 'one',
  direction: 'in',
  contact: null,
  agent: null,
  customerNumber: null,
  ownNumber: null,
  ringSeconds: null,
  machine: false,
  state: 'waiting',
  wanted,
  recording: 'off',
  recordingSince: null,
  parties: [],
  outside: null,
  startedAt: '2026-11-29T12:00:00.000Z',
  answeredAt: null,
  connectedAt: null,
  endedAt: null,
  cause: null,
  endedBy: null,
});
const seconds = { firstSeconds: 60, betweenSeconds: 60 };
const askKeys = (max: number, bargeIn = true, speech = false): TurnNext => ({
  kind: 'ask',
  keys: { min: max, max, end: null, ...seconds },
  speech,
  words: '',
  seconds: 60,
  bargeIn,
});
/** Texts are said as tones, so that it can be heard which one is. */
const tones: Readonly<Record<string, number>> = { one: 500, two: 900, prompt: 1300 };
const all = Object.values(tones);
const sound = (hz: number, ticks = 25) =>
  Buffer.concat(Array.from({ length: ticks }, (_, tick) => encode(toneFrame(hz, tick))));

interface Line {
  call: LiveCall;
  leg: FakeLeg;
  inputs: TurnInput[];
  told: Told[];
  notices: unknown[];
  /** Which of the tones is being heard, and whether anything is. */
  heard: () => number[];
  loud: () => boolean;
  press: (keys: string) => void;
  /** So many ticks of 20 ms of the call's own time go by. */
  pass: (ticks: number) => Promise<void>;
}
const running: { stop(): void }[] = [];
afterEach(() => {
  for (const one of running.splice(0)) one.stop();
});

type Answer = Partial<Omit<CallTurn, 'say'>> & { say?: Partial<CallTurn['say'][number]>[] };
/** @param answer what the server answers to an input; what it throws is what comes of the request */
function line(
  answer: (input: TurnInput, count: number) => Answer | Promise<Answer>,
  { wanted = 'flow' as Call['wanted'], text = async () => 'uno' } = {},
): Line {
  const inputs: TurnInput[] = [];
  const notices: unknown[] = [];
  const told: Told[] = [];
  const link = {
    stopped: false,
    async call(route: Route, input: { body: unknown }) {
      if (route === (transcribe as Route)) return { text: await text(), confidence: 0.9 };
      if (route !== (turnOfCall as Route)) throw new Error(route.path);
      const body = input.body as { turn: number; input: TurnInput };
      inputs.push(body.input);
      const { say = [], ...given } = await answer(body.input, inputs.length);
      return {
        turn: body.turn + 1,
        call: call.view,
        language: 'it',
        place: { service: null, queue: null },
        next: { kind: 'music', afterSeconds: null, keys: '' },
        say: say.map((one) => ({ prompt: null, text: '', language: 'it', notice: false, ...one })),
        ...given,
      };
    },
    async bytes(route: Route, input: { body?: { text: string }; params?: { key: string } }) {
      if (route === (getPrompt as Route)) return sound(tones['prompt']!);
      if (route !== (makeSpeech as Route)) throw new Error(route.path);
      return sound(tones[input.body!.text] ?? 2000);
    },
    async insist(route: Route, input: { body: unknown }) {
      if (route === (noticePlayed as Route)) notices.push(input.body);
      return null;
    },
  } as unknown as ServerLink;
  const leg = fakeLeg();
  const call = new LiveCall(view(wanted), leg, {
    phones: new Phones(),
    tell: (one) => told.push(one),
    recording: () => ({ apply: () => undefined, end: () => undefined }),
    dial: () => Promise.reject(new Error('no line')),
    tellOutside: () => undefined,
    answered: () => undefined,
    linger: () => undefined,
    turns: (one) => takeTurns(one, { link, speech: new Speech(link), say: () => undefined }),
  });
  call.arrange();
  // What was heard in the last 200 ms of the call's own time.
  let last = new Int16Array();
  let ticks = 0;
  const clock = setInterval(() => {
    ticks += 1;
    call.room.tick();
    last = Int16Array.from([...last, ...leg.heard()]).slice(-1600);
  }, 1);
  running.push({
    stop() {
      clearInterval(clock);
      void call.end('gateway');
    },
  });
  return {
    call,
    leg,
    inputs,
    told,
    notices,
    heard: () => heardIn(last, all, 0.05),
    loud: () => last.some((sample) => Math.abs(sample) > 50),
    async pass(count) {
      for (const until = ticks + count; ticks < until;) await sleep(1);
    },
    press: (keys) => {
      for (const key of keys) leg.onKey?.(key as Key);
    },
  };
}
const eventually = <T>(look: () => T) => expect.poll(look, { timeout: 15_000, interval: 3 });

describe('a caller in self-service', () => {
  test('hears what is said in order, presses keys, and gets what follows until it ends', async () => {
    const one = line((input) =>
      input.kind === 'begin'
        ? { say: [{ text: 'one' }, { text: 'two' }], next: askKeys(2) }
        : { say: [{ prompt: 'goodbye', text: 'x' }], next: { kind: 'end' } },
    );
    await eventually(one.heard).toEqual([500]);
    await eventually(one.heard).toEqual([900]);
    await eventually(one.heard).toEqual([]);
    one.press('4');
    await sleep(30);
    expect(one.inputs).toEqual([{ kind: 'begin' }]);
    one.press('2');
    await eventually(one.heard).toEqual([1300]);
    await eventually(() => one.told.at(-1)).toEqual({ kind: 'ended', by: 'gateway', cause: 'hung_up' });
    expect(one.inputs).toEqual([{ kind: 'begin' }, { kind: 'keys', keys: '42' }]);
  });

  test('stops what is said by a key where that is allowed, and hears it out where it is not', async () => {
    const quick = line((input) =>
      input.kind === 'begin' ? { say: [{ text: 'one' }], next: askKeys(1) } : {},
    );
    await eventually(quick.heard).toEqual([500]);
    quick.press('7');
    await eventually(() => quick.inputs.at(-1)).toEqual({ kind: 'keys', keys: '7' });
    const patient = line((input) =>
      input.kind === 'begin' ? { say: [{ text: 'one' }], next: askKeys(1, false) } : {},
    );
    await eventually(patient.heard).toEqual([500]);
    patient.press('7');
    await eventually(patient.heard).toEqual([]);
    expect(patient.inputs).toEqual([{ kind: 'begin' }]);
    await eventually(() => {
      patient.press('8');
      return patient.inputs[1];
    }).toEqual({ kind: 'keys', keys: '8' });
  });

  test('who presses hundreds of keys has as many answers as were asked for, and is still asked', async () => {
    const gate = Promise.withResolvers<void>();
    const one = line(async (input, count) => {
      if (count === 2) await gate.promise;
      return input.kind === 'begin' || count < 4 ? { next: askKeys(1) } : {};
    });
    await eventually(() => one.inputs.length).toBe(1);
    await sleep(20);
    // The first is an answer; while that is under way the rest is a flood, and none of it answers what comes next.
    one.press('1'.repeat(300));
    await eventually(() => one.inputs.length).toBe(2);
    gate.resolve();
    await sleep(100);
    expect(one.inputs).toEqual([{ kind: 'begin' }, { kind: 'keys', keys: '1' }]);
  });

  test.each(['#', null] as const)(
    'types a code of known length and its end (%s): that is no answer to the next question',
    async (ends) => {
      const gate = Promise.withResolvers<void>();
      const code: TurnNext = {
        kind: 'ask',
        keys: { min: 2, max: 2, end: ends, ...seconds },
        speech: false,
        words: '',
        seconds: 60,
        bargeIn: true,
      };
      const one = line(async (_input, count) => {
        if (count === 1) await gate.promise;
        return count < 4 ? { next: code } : {};
      });
      await eventually(() => one.inputs.length).toBe(1);
      one.press('12#');
      gate.resolve();
      await eventually(() => one.inputs.length).toBe(2);
      one.press('34#');
      await eventually(() => one.inputs.length).toBe(3);
      one.press('56');
      await eventually(() => one.inputs.length).toBe(4);
      expect(one.inputs.slice(1)).toEqual(['12', '34', '56'].map((keys) => ({ kind: 'keys', keys })));
    },
  );

  test('presses ahead of two questions and is asked neither aloud', async () => {
    const gate = Promise.withResolvers<void>();
    const one = line(async (_input, count) => {
      if (count === 1) await gate.promise;
      return count < 3 ? { say: [{ text: 'one' }], next: askKeys(1) } : { say: [{ text: 'two' }] };
    });
    one.press('35');
    gate.resolve();
    await eventually(one.heard).toEqual([900]);
    expect(one.inputs.slice(1)).toEqual([
      { kind: 'keys', keys: '3' },
      { kind: 'keys', keys: '5' },
    ]);
  });

  test('says something, which is understood; what cannot be made out is told as that', async () => {
    let heard = async () => 'la bolletta';
    const one = line(() => ({ next: askKeys(1, true, true) }), { text: () => heard() });
    const speak = async () => {
      const samples = Int16Array.from({ length: 160 * 25 }, (_, i) => toneFrame(440, 0)[i % 160]!);
      // Frames come as the clock ticks: a burst would overflow the buffer that evens the line out.
      for (let frame = 0; frame < 25; frame += 1) {
        one.leg.say(samples.subarray(frame * 160, (frame + 1) * 160));
        await one.pass(1);
      }
    };
    const spoken = async () => {
      await speak();
      await one.pass(60);
      return one.inputs.at(-1);
    };
    await eventually(spoken).toEqual({ kind: 'speech', text: 'la bolletta', confidence: 0.9 });
    heard = () => Promise.reject(new Error('nobody listens'));
    await eventually(spoken).toEqual({ kind: 'speech', text: '', confidence: null });
    expect(one.inputs.filter(({ kind }) => kind === 'keys')).toEqual([]);
  });

  test('who does nothing is silent; nothing is brought after something else is wanted', async () => {
    const one = line((_input, count) => ({
      next:
        count === 1
          ? { kind: 'ask', keys: null, speech: false, words: '', seconds: 0.05, bargeIn: true }
          : { kind: 'music', afterSeconds: 0.05, keys: '19' },
    }));
    await eventually(() => one.inputs.map(({ kind }) => kind).slice(0, 3)).toEqual([
      'begin',
      'silence',
      'due',
    ]);
    one.call.apply(view('hold'));
    const count = one.inputs.length;
    one.press('19');
    await sleep(150);
    expect(one.inputs.length).toBeLessThanOrEqual(count + 1);
    // Wanted again it begins anew.
    one.call.apply(view('wait'));
    await eventually(() => one.inputs.slice(count).some(({ kind }) => kind === 'begin')).toBe(true);
  });
});

describe('a server that', () => {
  test('takes long is waited for with a word and music', async () => {
    const gate = Promise.withResolvers<void>();
    const one = line(async () => {
      await gate.promise;
      return { say: [{ text: 'one' }], next: askKeys(1) };
    });
    await eventually(one.heard).toEqual([1300]);
    gate.resolve();
    await eventually(one.heard).toEqual([500]);
    expect(one.inputs).toEqual([{ kind: 'begin' }]);
  });

  test('fails, waits for another turn or has the answer under way is asked again', async () => {
    const faults = [
      new Error('connection reset'),
      new ServerSaysNo(500, 'oops'),
      new ServerSaysNo(409, 'under way', { code: 'answer_under_way' }),
      new ServerSaysNo(409, 'another', { code: 'turn_over', turn: 7 }),
    ];
    const one = line(() => {
      const fault = faults.shift();
      if (fault !== undefined) throw fault;
      return { say: [{ text: 'one' }], next: askKeys(1) };
    });
    await eventually(one.heard).toEqual([500]);
    expect(one.call.turn).toBe(8);
    expect(one.inputs).toHaveLength(5);
  });

  test('knows nothing of the call any more has it ended, and not left in silence', async () => {
    const one = line(() => {
      throw new ServerSaysNo(409, 'over', { code: 'call_over' });
    });
    await eventually(() => one.told.at(-1)).toMatchObject({ kind: 'ended' });
    expect(one.leg.state).toBe('ended');
  });
});

describe('who waits', () => {
  test('hears music at once, is told that it may be recorded, and that is told on as heard', async () => {
    const one = line(() => ({ say: [{ text: 'one', notice: true }] }), { wanted: 'wait' });
    await eventually(one.heard).toEqual([500]);
    await eventually(() => one.notices).toEqual([{ language: 'it', text: 'one' }]);
    await eventually(() => one.heard().length === 0 && one.loud()).toBe(true);
    expect(one.inputs).toEqual([{ kind: 'begin' }]);
  });

  test('who was not told to the end has not been told', async () => {
    const one = line(() => ({ say: [{ text: 'one', notice: true }] }), { wanted: 'wait' });
    await eventually(one.heard).toEqual([500]);
    one.call.apply({ ...view('hold') });
    await sleep(100);
    expect(one.notices).toEqual([]);
  });
});
