import type { SmsState } from '#contract/sms.ts';

// What a provider says became of a short message, and what that makes of it.

export type Reported = Exclude<SmsState, 'waiting'>;

// The words of SMPP 3.4 (message_state) and those that providers commonly say instead.
const words = new Map<string, Reported>([
  ...[
    'sent',
    'accepted',
    'acceptd',
    'enroute',
    'submitted',
    'buffered',
    'queued',
    'sending',
    'dispatched',
  ].map((word) => [word, 'sent'] as const),
  ...['delivered', 'delivrd', 'delivery_success', 'read'].map((word) => [word, 'delivered'] as const),
  ...[
    'rejected',
    'rejectd',
    'undelivered',
    'undeliv',
    'undeliverable',
    'expired',
    'deleted',
    'failed',
    'failure',
    'delivery_failed',
    'error',
    'unknown',
    'blocked',
  ].map((word) => [word, 'rejected'] as const),
]);

/** What a word of a provider says of a message; null where it is none that is known. */
export const stateOfWord = (word: string): Reported | null =>
  words.get(
    word
      .trim()
      .toLowerCase()
      .replace(/[\s-]+/g, '_'),
  ) ?? null;

const rank: Record<SmsState, number> = { waiting: 0, sent: 1, rejected: 2, delivered: 3 };

/**
 * How a message stands after a report; reports come in any order. What has arrived is never called sent or rejected again,
 * and what was rejected only becomes delivered: the telephone itself has the last word.
 */
export const afterReport = (before: SmsState, reported: Reported): SmsState =>
  rank[reported] > rank[before] ? reported : before;

/** How many milliseconds a message waits for somebody who carries it: news of yesterday is none, and a code is worth nothing by then. */
export const carriedWithin = 3_600_000;
/** The job that looks at a message then. */
export const uncarried = 'sms.uncarried';
