import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { recordingModes } from '#contract/recordings.ts';
import {
  controlOf,
  decide,
  hearing,
  keepDays,
  mayRefuse,
  sampleOf,
  type DecisionFacts,
} from './recording.rules.ts';

const facts = fc.record<DecisionFacts>({
  mode: fc.constantFrom(...recordingModes),
  share: fc.integer({ min: 1, max: 100 }),
  emergency: fc.boolean(),
  contactId: fc.uuid(),
  notice: fc.boolean(),
  refused: fc.boolean(),
  agreement: fc.boolean(),
});

describe('whether a call is recorded', () => {
  test('is the same whenever it is asked again', () => {
    fc.assert(
      fc.property(facts, (one) => {
        expect(decide(one)).toEqual(decide({ ...one }));
      }),
    );
  });

  test('on an emergency line is always yes, and nowhere else without an agreement', () => {
    fc.assert(
      fc.property(facts, (one) => {
        if (one.emergency) expect(decide(one)).toEqual({ record: true, because: 'emergency' });
        else if (!one.agreement) expect(decide(one).record).toBe(false);
      }),
    );
  });

  test('against the will of who calls, or before they were told, is yes only where it is mandatory', () => {
    fc.assert(
      fc.property(facts, (one) => {
        const mandatory = one.emergency || one.mode === 'mandatory';
        if (!mandatory && (one.refused || !one.notice)) expect(decide(one).record).toBe(false);
      }),
    );
  });

  test('of a sample follows its share: what a smaller share takes, a larger one takes too', () => {
    fc.assert(
      fc.property(facts, fc.integer({ min: 1, max: 100 }), (one, other) => {
        const sampled = { ...one, mode: 'sampled' as const, emergency: false };
        const [small, large] = [Math.min(one.share, other), Math.max(one.share, other)];
        if (decide({ ...sampled, share: small }).record)
          expect(decide({ ...sampled, share: large }).record).toBe(true);
        if (decide({ ...sampled, share: 100 }).because === 'sampled_out')
          throw new Error('100 % leaves one out');
      }),
    );
  });

  test('of many contacts takes about the share that was asked', () => {
    let seed = 7;
    const uuid = () =>
      Array.from({ length: 32 }, () => {
        seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
        return (seed >> 12) % 16;
      })
        .map((digit) => digit.toString(16))
        .join('');
    const taken = Array.from({ length: 4000 }, uuid).filter((id) => sampleOf(id) < 25).length;
    expect(taken / 4000).toBeGreaterThan(0.22);
    expect(taken / 4000).toBeLessThan(0.28);
  });
});

describe('what an agent may do with a recording', () => {
  const control = fc.record({
    mode: fc.constantFrom(...recordingModes),
    emergency: fc.boolean(),
    state: fc.constantFrom('off' as const, 'on' as const, 'paused' as const, 'ended' as const),
    because: fc.constantFrom('all' as const, 'by_hand' as const, 'on_demand' as const),
    refused: fc.boolean(),
    agreement: fc.boolean(),
    speaking: fc.boolean(),
  });
  test('never stops what is mandatory, and never pauses an emergency line', () => {
    fc.assert(
      fc.property(control, (one) => {
        const may = controlOf(one);
        if (one.mode === 'mandatory' || one.emergency) expect(may.stop).toBe(false);
        if (one.emergency) expect(may).toEqual({ start: false, stop: false, pause: false, refuse: false });
        if (one.refused || !one.agreement) expect(may.start).toBe(false);
        if (one.state === 'ended') expect(may.start || may.stop || may.pause).toBe(false);
      }),
    );
  });
  test('lets a caller say no exactly where nothing has to be recorded', () => {
    for (const mode of recordingModes) {
      expect(mayRefuse({ mode, emergency: true })).toBe(false);
      expect(mayRefuse({ mode, emergency: false })).toBe(mode !== 'mandatory');
    }
  });
});

test('a recording is never kept longer than was promised, nor than its queue or the agreement say now', () => {
  const days = fc.integer({ min: 1, max: 3650 });
  fc.assert(
    fc.property(
      days,
      fc.option(days),
      fc.option(days),
      fc.boolean(),
      (promised, queue, agreement, emergency) => {
        const kept = keepDays({ promised, queue, agreement, emergency });
        expect(kept).toBeLessThanOrEqual(promised);
        if (queue !== null) expect(kept).toBeLessThanOrEqual(queue);
        if (agreement !== null && !emergency) expect(kept).toBeLessThanOrEqual(agreement);
        expect(kept).toBeGreaterThan(0);
      },
    ),
  );
});

test('who may hear a recording: its agent what they handled, or by permission and agreement; the law’s own with a reason', () => {
  const nobody = {
    inScope: false,
    mayDownload: true,
    own: 'no' as const,
    agentsListen: true,
    agreement: true,
    emergency: false,
    askWhy: false,
  };
  expect(hearing(nobody)).toEqual({ listen: false, download: false, why: false, part: false });
  expect(hearing({ ...nobody, own: 'whole', agreement: false })).toEqual({
    listen: true,
    download: false,
    why: false,
    part: false,
  });
  expect(hearing({ ...nobody, own: 'whole', agentsListen: false }).listen).toBe(false);
  expect(hearing({ ...nobody, inScope: true })).toEqual({
    listen: true,
    download: true,
    why: false,
    part: false,
  });
  expect(hearing({ ...nobody, inScope: true, agreement: false }).listen).toBe(false);
  expect(hearing({ ...nobody, inScope: true, agreement: false, emergency: true })).toEqual({
    listen: true,
    download: true,
    why: true,
    part: false,
  });
  // After a transfer: their own part; all of it, for a reason, who may hear those of others.
  expect(hearing({ ...nobody, own: 'part', askWhy: true })).toMatchObject({
    listen: true,
    why: false,
    part: true,
  });
  expect(hearing({ ...nobody, own: 'part', agentsListen: false }).listen).toBe(false);
  expect(hearing({ ...nobody, own: 'part', inScope: true, askWhy: true })).toMatchObject({
    why: true,
    part: false,
  });
});
