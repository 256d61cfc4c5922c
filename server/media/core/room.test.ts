import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fakeLeg, heardIn, strength, toneFrame, type FakeLeg } from '#tests/support/fake-leg.ts';
import { frameSamples } from './alaw.ts';
import { loop, once, prompt, sequence } from './player.ts';
import { Recorder } from './recorder.ts';
import { Room } from './room.ts';
import { beep, builtInMusic, ringback, tone } from './tones.ts';

const voices = { caller: 500, agent: 900, supervisor: 1500, expert: 2200 };
type Name = keyof typeof voices;
const names = Object.keys(voices) as Name[];

/** A room where everybody speaks with their own tone, each 20 ms. */
function conference() {
  const room = new Room();
  const legs = Object.fromEntries(names.map((name) => [name, fakeLeg(name)])) as Record<Name, FakeLeg>;
  for (const leg of Object.values(legs)) room.add(leg);
  let tick = 0;
  const run = (ticks: number, silent: readonly Name[] = []) => {
    for (let i = 0; i < ticks; i += 1) {
      for (const name of names) if (!silent.includes(name)) legs[name].say(toneFrame(voices[name], tick));
      tick += 1;
      room.tick();
    }
  };
  const heardBy = (name: Name): Name[] => {
    const found = heardIn(legs[name].heard(), Object.values(voices));
    return names.filter((one) => found.includes(voices[one]));
  };
  /** Lets the room run, and says who hears whom. */
  const hearing = (ticks = 30) => {
    run(5);
    for (const leg of Object.values(legs)) leg.heard();
    run(ticks);
    return Object.fromEntries(names.map((name) => [name, heardBy(name)]));
  };
  return { room, legs, run, hearing };
}
const nobody = { caller: [], agent: [], supervisor: [], expert: [] };

describe('a room', () => {
  test('lets nobody hear anybody until it is said, and then everybody gets silence, not nothing', () => {
    const { legs, hearing } = conference();
    expect(hearing()).toEqual(nobody);
    legs.caller.heard();
  });

  test('connects two, holds with music that only the caller hears, and connects them again', () => {
    const { room, hearing } = conference();
    room.talk('caller', 'agent');
    expect(hearing()).toEqual({ ...nobody, caller: ['agent'], agent: ['caller'] });
    room.arrange(new Map());
    room.play('caller', loop(tone({ hz: [2200], milliseconds: 1000 })));
    expect(hearing()).toEqual({ ...nobody, caller: ['expert'] });
    room.stopPlaying('caller');
    room.talk('caller', 'agent');
    expect(hearing()).toEqual({ ...nobody, caller: ['agent'], agent: ['caller'] });
  });

  test('lets a supervisor listen unheard, whisper to the agent alone, and barge in', () => {
    const { room, hearing } = conference();
    room.talk('caller', 'agent');
    room.link('supervisor', 'caller');
    room.link('supervisor', 'agent');
    const listening = { ...nobody, caller: ['agent'], agent: ['caller'], supervisor: ['caller', 'agent'] };
    expect(hearing()).toEqual(listening);
    room.link('agent', 'supervisor');
    expect(hearing()).toEqual({ ...listening, agent: ['caller', 'supervisor'] });
    room.link('caller', 'supervisor');
    expect(hearing()).toEqual({
      ...listening,
      agent: ['caller', 'supervisor'],
      caller: ['agent', 'supervisor'],
    });
  });

  test('lets a consult be heard by agent and expert alone, and makes three of it', () => {
    const { room, hearing } = conference();
    room.arrange(
      new Map([
        ['agent', ['expert']],
        ['expert', ['agent']],
      ]),
    );
    expect(hearing()).toEqual({ ...nobody, agent: ['expert'], expert: ['agent'] });
    room.arrange(
      new Map([
        ['caller', ['agent', 'expert']],
        ['agent', ['caller', 'expert']],
        ['expert', ['caller', 'agent']],
      ]),
    );
    expect(hearing()).toEqual({
      caller: ['agent', 'expert'],
      agent: ['caller', 'expert'],
      expert: ['caller', 'agent'],
      supervisor: [],
    });
  });

  test('never lets anybody hear themselves, nor one who has left', () => {
    const { room, hearing } = conference();
    room.link('caller', 'caller');
    room.talk('caller', 'agent');
    expect(room.hears('caller', 'caller')).toBe(false);
    room.remove('agent');
    expect(hearing()['caller']).toEqual([]);
    expect(room.has('agent')).toBe(false);
    room.link('caller', 'agent');
    expect(room.hears('caller', 'agent')).toBe(false);
  });

  test('gives each as loud as they are, alone or with others', () => {
    const { room, legs, run } = conference();
    room.arrange(new Map([['supervisor', ['caller', 'agent', 'expert']]]));
    run(5);
    legs.supervisor.heard();
    run(50);
    const heard = legs.supervisor.heard();
    for (const name of ['caller', 'agent', 'expert'] as const)
      expect(strength(heard, voices[name])).toBeCloseTo(0.2, 1);
  });

  test('hears exactly whom the table says, whatever the table', () => {
    const pair = fc.tuple(fc.constantFrom(...names), fc.constantFrom(...names));
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 10 }), (links) => {
        const { room, hearing } = conference();
        for (const [listener, speaker] of links) room.link(listener, speaker);
        const found = hearing(20);
        return names.every((listener) =>
          names.every(
            (speaker) =>
              found[listener]!.includes(speaker) ===
              (listener !== speaker && links.some(([l, s]) => l === listener && s === speaker)),
          ),
        );
      }),
      { numRuns: 25 },
    );
  });

  test('plays one thing at a time, says when it is over, and stops it for the next or when the listener leaves', async () => {
    const { room, legs, run } = conference();
    const first = room.play('caller', sequence([beep(), once(tone({ hz: [500], milliseconds: 100 }))]));
    expect(room.plays('caller')).toBe(true);
    run(21);
    expect(await first.done).toBe('ended');
    expect(room.plays('caller')).toBe(false);
    expect(heardIn(legs.caller.heard(), [1000])).toEqual([1000]);
    const second = room.play('caller', ringback());
    const third = room.play('caller', ringback());
    expect(await second.done).toBe('stopped');
    room.remove('caller');
    expect(await third.done).toBe('stopped');
    expect(await room.play('caller', beep()).done).toBe('stopped');
  });

  test('gives what is said to who cuts utterances out of it, until they have enough', () => {
    const { room, run } = conference();
    const parts: Int16Array[] = [];
    const enough = room.tap('caller', (samples) => parts.push(samples));
    run(20);
    enough();
    run(20);
    expect(parts).toHaveLength(20);
    expect(heardIn(Int16Array.from(parts.flatMap((part) => [...part])), [500, 900])).toEqual([500]);
  });
});

describe('a recording', () => {
  function taped() {
    const parts: Uint8Array[] = [];
    let ended = 0;
    const recorder = new Recorder({ write: (part) => parts.push(part), end: () => (ended += 1) }, 0.2);
    const side = (channel: 0 | 1) => {
      const all = Uint8Array.from(parts.flatMap((part) => [...part]));
      return Uint8Array.from({ length: all.length / 2 }, (_, i) => all[2 * i + channel]!);
    };
    const hears = (channel: 0 | 1) => {
      const samples: number[] = [];
      const source = prompt(side(channel));
      for (let frame = source.next(); frame !== null; frame = source.next()) samples.push(...frame);
      return heardIn(Int16Array.from(samples), Object.values(voices), 0.02);
    };
    return { recorder, parts, hears, ended: () => ended };
  }

  test('has the customer left and the staff right, and hands it over in parts as it is made', () => {
    const { room, run } = conference();
    const { recorder, parts, hears, ended } = taped();
    room.talk('caller', 'agent');
    const end = room.record(recorder, { left: ['caller'], right: ['agent', 'expert'] });
    run(25);
    expect(parts.map((part) => part.length)).toEqual([3200, 3200]);
    end();
    end();
    expect(parts.map((part) => part.length)).toEqual([3200, 3200, 1600]);
    expect(ended()).toBe(1);
    expect(hears(0)).toEqual([voices.caller]);
    expect(hears(1)).toEqual([voices.agent, voices.expert]);
    run(5);
    expect(parts).toHaveLength(3);
  });

  test('keeps silence while it is paused, so that its times stay those of the call', () => {
    const { room, run } = conference();
    const { recorder, parts, hears } = taped();
    const end = room.record(recorder, { left: ['caller'], right: ['agent'] });
    recorder.pause();
    run(50);
    expect(recorder.paused).toBe(true);
    expect(hears(0)).toEqual([]);
    recorder.resume();
    run(50);
    end();
    expect(parts.reduce((sum, part) => sum + part.length, 0)).toBe(100 * frameSamples * 2);
    expect(hears(0)).toEqual([voices.caller]);
  });

  test('has on our side whom the customer hears, and no whisper', () => {
    const { room, run } = conference();
    const { recorder, hears } = taped();
    room.talk('caller', 'agent');
    room.link('agent', 'supervisor');
    const end = room.record(recorder, { left: ['caller'], right: 'heard' });
    run(30);
    expect(hears(1)).toEqual([voices.agent]);
    room.link('caller', 'supervisor');
    run(30);
    end();
    expect(hears(1)).toEqual([voices.agent, voices.supervisor]);
  });

  test('has what was played to the customer on our side, when it is asked to', () => {
    const { room, run } = conference();
    const { recorder, hears } = taped();
    room.play('caller', loop(tone({ hz: [2200], milliseconds: 1000 })));
    const end = room.record(recorder, { left: ['caller'], right: ['agent'], prompts: true });
    run(50, ['agent', 'expert']);
    end();
    expect(hears(1)).toEqual([2200]);
    expect(hears(0)).toEqual([voices.caller]);
  });
});

describe('the built-in music', () => {
  test('is some seconds long, soft, never silent, and joins without a click', () => {
    const music = builtInMusic();
    expect(music.length % frameSamples).toBe(0);
    expect(music.length / 8000).toBeCloseTo(12, 0);
    const steps = music.map((sample, i) => Math.abs(sample - music.at(i - 1)!));
    expect(steps[0]).toBeLessThan(steps.reduce((most, step) => Math.max(most, step), 0) + 1);
    for (let at = 0; at < music.length; at += 8000) {
      const part = music.subarray(at, at + 8000);
      const peak = part.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
      expect(peak).toBeGreaterThan(500);
      expect(peak).toBeLessThan(8000);
    }
  });
});
