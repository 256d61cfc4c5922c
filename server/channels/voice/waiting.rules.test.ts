import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { waitingChoices } from '#contract/queue-phone.ts';
import { prompts } from '#server/speech/catalogue.ts';
import { speechLanguages } from '#contract/speech.ts';
import { bandOf, isWorse, spreadOf, waitWords, type Saying } from './wait-words.rules.ts';
import {
  initialWaiting,
  type WaitingFacts,
  type WaitingInput,
  type WaitingState,
  type WaitingStep,
} from './waiting-parts.rules.ts';
import { stepWaiting } from './waiting.rules.ts';

const usual: WaitingFacts = {
  standing: 'waiting',
  refused: null,
  opens: null,
  direct: false,
  welcome: null,
  spoken: null,
  announcements: [],
  notice: null,
  mayRefuse: false,
  nobody: false,
  position: 3,
  wait: { low: 130, high: 290 },
  tellPosition: true,
  tellWait: true,
  everySeconds: 60,
  choicesSeconds: 90,
  choices: ['callback', 'message', 'sms'],
  number: '+393331234567',
  elapsed: 0,
};
const keysOf = (say: readonly Saying[]) =>
  say.map((one) => ('prompt' in one ? one.prompt : 'text' in one ? `“${one.text}”` : JSON.stringify(one)));

/** A caller and what they hear, turn by turn; acts go as the test says. */
function walk(facts: Partial<WaitingFacts> = {}) {
  let now: WaitingFacts = { ...usual, ...facts };
  let step: WaitingStep = stepWaiting(initialWaiting, now, { kind: 'begin' });
  const hear = () => ({ say: keysOf(step.say), next: step.next?.kind ?? null, act: step.act });
  return {
    hear,
    state: () => step.state,
    step: () => step,
    know(more: Partial<WaitingFacts>) {
      now = { ...now, ...more };
    },
    on(input: WaitingInput) {
      step = stepWaiting(step.state, now, input);
      return hear();
    },
    press: (keys: string) => {
      step = stepWaiting(step.state, now, { kind: 'keys', keys });
      return hear();
    },
  };
}

describe('who waits', () => {
  test('hears welcome, place, wait and choices at once, then music until something is due', () => {
    const caller = walk();
    expect(caller.hear()).toEqual({
      say: [
        'welcome',
        'position',
        '{"number":3}',
        'wait-between',
        '{"number":2}',
        'wait-and',
        '{"minutes":5}',
        'choice-callback',
        '{"number":1}',
        'choice-message',
        '{"number":2}',
        'choice-sms',
        '{"number":3}',
        'please-wait',
      ],
      next: 'music',
      act: null,
    });
    expect(caller.step().next).toMatchObject({ afterSeconds: 60, keys: '0123456789*#' });
    caller.know({ elapsed: 60, position: 1 });
    expect(caller.on({ kind: 'due' }).say.slice(0, 1)).toEqual(['you-are-next']);
    expect(caller.step().next).toMatchObject({ afterSeconds: 30 });
  });

  test('is told with the reason when their place goes back, and when it takes longer than was said', () => {
    const caller = walk();
    caller.know({ elapsed: 60, position: 5, wait: { low: 400, high: 800 } });
    expect(caller.on({ kind: 'due' }).say).toEqual([
      'position-moved',
      'position',
      '{"number":5}',
      'wait-longer',
      'wait-between',
      '{"number":5}',
      'wait-and',
      '{"minutes":15}',
    ]);
  });

  test('keeps their place while they decide, and is called back at a number that they confirm', () => {
    const caller = walk();
    expect(caller.press('1').say).toEqual([
      'callback-number',
      '{"characters":"+393331234567"}',
      'is-it-right',
      'yes-no',
    ]);
    expect(caller.press('2').say).toEqual(['callback-ask-number']);
    expect(caller.press('0577123456#').say[1]).toBe('{"characters":"0577123456"}');
    expect(caller.press('1').act).toEqual({ do: 'callback', number: '0577123456' });
    expect(caller.on({ kind: 'done', act: 'callback', ok: false, wrong: 'number' }).say).toEqual([
      'number-wrong',
      'callback-ask-number',
    ]);
    caller.press('0577123457#');
    caller.press('1');
    expect(caller.on({ kind: 'done', act: 'callback', ok: true })).toMatchObject({
      say: ['callback-done'],
      next: 'end',
    });
  });

  test('leaves a message after the tone; nothing said is no message', () => {
    const caller = walk();
    expect(caller.press('2').act).toEqual({ do: 'openMessage', number: '+393331234567' });
    expect(caller.on({ kind: 'done', act: 'openMessage', ok: true })).toMatchObject({
      say: ['leave-message'],
      next: 'record',
    });
    expect(caller.on({ kind: 'recorded', seconds: 0 }).act).toEqual({ do: 'keepMessage' });
    expect(caller.on({ kind: 'done', act: 'keepMessage', ok: false, wrong: 'nothing' })).toMatchObject({
      say: ['nothing-heard', 'please-wait'],
      next: 'music',
    });
  });

  test('may say no to being recorded, and hears what becomes of it', () => {
    const caller = walk({
      notice: { text: 'La chiamata può essere registrata.', language: 'it', mayRefuse: true },
      mayRefuse: true,
    });
    expect(caller.hear().say.slice(0, 4)).toEqual([
      'welcome',
      '“La chiamata può essere registrata.”',
      'recording-opt-out',
      '{"number":9}',
    ]);
    // Heard to its end: it is due no more.
    caller.know({ notice: null });
    expect(caller.press('9').act).toEqual({ do: 'refuseRecording' });
    expect(
      caller.on({ kind: 'done', act: 'refuseRecording', ok: true, words: [{ prompt: 'recording-off' }] }).say,
    ).toEqual(['recording-off', 'please-wait']);
  });

  test('hears an announcement first, and goes with it or stays', () => {
    const announcements = [{ id: 'a', text: 'Guasto a Colle.', language: 'it', endsCall: true }];
    const caller = walk({ announcements });
    expect(caller.hear()).toMatchObject({
      say: ['welcome', '“Guasto a Colle.”', 'announcement-answered', '{"number":1}', 'announcement-stay'],
      next: 'ask',
    });
    const other = walk({ announcements });
    expect(caller.press('1').act).toEqual({ do: 'announced', id: 'a' });
    expect(caller.on({ kind: 'done', act: 'announced', ok: true })).toMatchObject({ next: 'end' });
    expect(other.on({ kind: 'silence' }).say.slice(0, 1)).toEqual(['position']);
    // Heard once, however often they wait.
    expect(other.on({ kind: 'begin' }).say).not.toContain('“Guasto a Colle.”');
  });

  test('where nobody is logged in hears so and what can be done, again and again', () => {
    const caller = walk({ nobody: true, wait: null });
    expect(caller.hear().say).toContain('nobody');
    caller.know({ elapsed: 90 });
    expect(caller.on({ kind: 'due' }).say.slice(0, 2)).toEqual(['nobody', 'choice-callback']);
  });

  test('on an emergency line hears its words and music, whatever they press', () => {
    const caller = walk({
      direct: true,
      choices: [],
      notice: { text: 'Registrata.', language: 'it', mayRefuse: false },
    });
    expect(caller.hear()).toMatchObject({ say: ['emergency-line', '“Registrata.”'], next: 'music' });
    caller.know({ notice: null });
    expect(caller.press('1')).toMatchObject({ say: ['emergency-line'], next: 'music', act: null });
  });
});

test('whom no queue took hears why, when it opens and the choices, three times at most, and then a goodbye', () => {
  const opens = new Date('2026-11-30T08:00:00Z');
  const caller = walk({
    standing: 'refused',
    refused: { because: 'closed', text: 'Siamo chiusi.', language: 'it' },
    opens,
    choices: ['callback', 'message'],
  });
  expect(caller.hear().say.slice(0, 4)).toEqual([
    'welcome',
    '“Siamo chiusi.”',
    'opens-again',
    JSON.stringify({ opens }),
  ]);
  expect(caller.on({ kind: 'silence' })).toMatchObject({ next: 'ask' });
  expect(caller.press('7').say[0]).toBe('no-such-choice');
  expect(caller.on({ kind: 'silence' })).toMatchObject({ next: 'end' });
  expect(walk({ standing: 'refused', choices: [] }).hear()).toEqual({
    say: ['welcome', 'full', 'goodbye'],
    next: 'end',
    act: null,
  });
});

describe('whatever callers do', () => {
  const texts = fc.constantFrom('Guasto.', 'Linea ferma fino a sera.');
  const facts: fc.Arbitrary<WaitingFacts> = fc.record({
    standing: fc.constantFrom('waiting', 'refused', 'called'),
    refused: fc.option(
      fc.record({
        because: fc.constantFrom('full', 'closed', 'emergency'),
        text: fc.constantFrom('', 'Chiuso.'),
        language: fc.constant('it'),
      }),
    ),
    opens: fc.option(fc.constant(new Date('2026-12-01T08:00:00Z'))),
    direct: fc.boolean(),
    welcome: fc.option(fc.record({ text: texts, language: fc.constant('it') })),
    spoken: fc.option(fc.record({ text: texts, language: fc.constant('it') })),
    announcements: fc.uniqueArray(
      fc.record({
        id: fc.constantFrom('a', 'b', 'c'),
        text: texts,
        language: fc.constant('it'),
        endsCall: fc.boolean(),
      }),
      { maxLength: 3, selector: ({ id }) => id },
    ),
    notice: fc.option(fc.record({ text: texts, language: fc.constant('it'), mayRefuse: fc.boolean() })),
    mayRefuse: fc.boolean(),
    nobody: fc.boolean(),
    position: fc.option(fc.integer({ min: 1, max: 400 })),
    wait: fc.option(
      fc
        .record({ low: fc.nat(5000), more: fc.nat(5000) })
        .map(({ low, more }) => ({ low, high: low + more })),
    ),
    tellPosition: fc.boolean(),
    tellWait: fc.boolean(),
    everySeconds: fc.integer({ min: 20, max: 900 }),
    choicesSeconds: fc.integer({ min: 20, max: 900 }),
    choices: fc.subarray([...waitingChoices]),
    number: fc.option(fc.constantFrom('+393331234567', '+39057712345')),
    elapsed: fc.nat(10_000),
  });
  const input: fc.Arbitrary<WaitingInput> = fc.oneof(
    fc.record({ kind: fc.constant('keys' as const), keys: fc.stringMatching(/^[0-9*#]{1,12}$/) }),
    fc.constantFrom<WaitingInput>(
      { kind: 'begin' },
      { kind: 'silence' },
      { kind: 'due' },
      { kind: 'speech', text: 'pronto', confidence: null },
      { kind: 'recorded', seconds: 4 },
    ),
  );
  const outcome = fc.record({
    ok: fc.boolean(),
    wrong: fc.constantFrom<'number' | 'full' | 'nothing' | 'other'>('number', 'full', 'nothing', 'other'),
  });

  test('something is heard in every turn, every act is answered, and who was turned away is let go in the end', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(facts, input, outcome), { minLength: 1, maxLength: 30 }),
        facts,
        (turns, first) => {
          let state: WaitingState = initialWaiting;
          for (const [now, does, went] of [
            [first, { kind: 'begin' } as WaitingInput, turns[0]![2]],
            ...turns,
          ] as const) {
            let step = stepWaiting(state, now, does);
            for (let acts = 0; step.act !== null; acts += 1) {
              expect(acts).toBeLessThan(2);
              step = stepWaiting(step.state, now, { kind: 'done', act: step.act.do, ...went });
            }
            expect(step.say.length).toBeGreaterThan(0);
            expect(step.next).not.toBeNull();
            if (step.next!.kind === 'music') expect(step.next!.afterSeconds).toBeGreaterThanOrEqual(1);
            state = step.state;
            if (state.over) expect(step.next!.kind).toBe('end');
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  test('who was turned away and does nothing hears a goodbye within a few turns', () => {
    fc.assert(
      fc.property(facts, (any) => {
        const now: WaitingFacts = { ...any, standing: 'refused' };
        let step = stepWaiting(initialWaiting, now, { kind: 'begin' });
        for (let turn = 0; step.next?.kind !== 'end'; turn += 1) {
          expect(turn).toBeLessThan(12);
          step = stepWaiting(step.state, now, { kind: 'silence' });
        }
        expect(step.state.over).toBe(true);
      }),
    );
  });

  test('a place never goes back without a word', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({ position: fc.integer({ min: 1, max: 30 }), later: fc.integer({ min: 1, max: 200 }) }),
        ),
        (places) => {
          let state = initialWaiting;
          let elapsed = 0;
          let told = Infinity;
          for (const { position, later } of [{ position: 4, later: 0 }, ...places]) {
            elapsed += later;
            const step = stepWaiting(
              state,
              { ...usual, position, elapsed },
              { kind: later === 0 ? 'begin' : 'due' },
            );
            const said = keysOf(step.say);
            if (said.includes('position') || said.includes('you-are-next')) {
              expect(said.includes('position-moved')).toBe(position > told);
              told = position;
            }
            state = step.state;
          }
        },
      ),
    );
  });
});

describe('the honest wait', () => {
  test('holds the whole spread, in steps that people use', () => {
    fc.assert(
      fc.property(fc.nat(20_000), fc.nat(20_000), (low, more) => {
        const { from, to } = bandOf({ low, high: low + more });
        expect(from * 60).toBeLessThanOrEqual(Math.max(low, 30 * 60));
        if (to === null) expect(low + more).toBeGreaterThan(3600);
        else {
          expect(low + more).toBeLessThanOrEqual(to * 60);
          expect(from).toBeLessThan(to);
        }
      }),
    );
  });

  test('is less than two minutes, a range, more than half an hour, or not known', () => {
    const said = (low: number, high: number) => keysOf(waitWords(bandOf({ low, high })));
    expect(said(0, 40)).toEqual(['wait-short']);
    expect(said(10, 110)).toEqual(['wait-under', '{"minutes":2}']);
    expect(said(190, 580)).toEqual(['wait-between', '{"number":3}', 'wait-and', '{"minutes":10}']);
    expect(said(2000, 4000)).toEqual(['wait-over', '{"minutes":30}']);
    expect(keysOf(waitWords(null))).toEqual(['wait-unknown']);
    expect(spreadOf(null, 30, 2)).toBeNull();
    expect(spreadOf(Infinity, 30, 2)).toBeNull();
    expect(spreadOf(120, 30, 4)).toEqual({ low: 120 - 76.8, high: 120 + 76.8 });
    expect(isWorse({ from: 5, to: 10 }, { from: 2, to: 5 })).toBe(true);
    expect(isWorse({ from: 1, to: 3 }, { from: 2, to: 5 })).toBe(false);
  });
});

test('every prompt that the script names is there in every language', () => {
  const named = [
    'welcome',
    'emergency-line',
    'connecting',
    'please-wait',
    'still-waiting',
    'nobody',
    'position',
    'position-moved',
    'you-are-next',
    'wait-unknown',
    'wait-over',
    'wait-short',
    'wait-under',
    'wait-between',
    'wait-and',
    'wait-longer',
    'wait-long',
    'choice-callback',
    'choice-message',
    'choice-sms',
    'no-such-choice',
    'nothing-heard',
    'full',
    'closed',
    'service-stopped',
    'opens-again',
    'goodbye',
    'known-fault',
    'announcement-answered',
    'announcement-stay',
    'recording-opt-out',
    'callback-ask-number',
    'callback-number',
    'is-it-right',
    'yes-no',
    'callback-done',
    'callbacks-full',
    'number-wrong',
    'not-available',
    'leave-message',
    'message-kept',
    'sms-sent',
    'thanks',
  ];
  for (const language of speechLanguages)
    expect(named.filter((key) => !prompts(language).has(key))).toEqual([]);
});
