/**
 * Service level: which share was answered within the promised time. An item counts at its service-level event: the
 * moment it is answered, is abandoned, or passes the threshold T, whichever is first; so one that has waited longer than
 * T counts at once, not only when somebody takes it. Numerators and denominators are kept apart, because shares of
 * several queues or days are made by adding those, never by averaging percentages.
 */
export const serviceLevelFormulas = [
  'negative',
  'ignore',
  'positive',
  'answered_only',
  'strict',
  'dequeued',
  'it_ls',
] as const;
export type ServiceLevelFormula = (typeof serviceLevelFormulas)[number];

/** How many items came to which end, T being the threshold of their channel. */
export interface ServiceLevelCounts {
  /** Answered within T. */
  answeredInTime: number;
  /** Answered after T. */
  answeredLate: number;
  /** Left so soon that nobody could have answered: counted apart, no service-level event. */
  abandonedShort: number;
  /** Left within T, but not so soon. */
  abandonedInTime: number;
  /** Left after T. */
  abandonedLate: number;
  /** Went elsewhere within T: to another queue, or closed without an answer. */
  flowedOutInTime: number;
  /** Passed T in another way: still waiting, flowed out later, or expired (within T too: nobody will answer it). */
  otherLate: number;
  /** Callbacks taken within T. */
  callbackInTime: number;
  /** All that entered. */
  queued: number;
  /** All that were answered, whatever T is. */
  answered: number;
  /** All that no longer wait. */
  settled: number;
}

export const noCounts: ServiceLevelCounts = {
  answeredInTime: 0,
  answeredLate: 0,
  abandonedShort: 0,
  abandonedInTime: 0,
  abandonedLate: 0,
  flowedOutInTime: 0,
  otherLate: 0,
  callbackInTime: 0,
  queued: 0,
  answered: 0,
  settled: 0,
};

export interface Share {
  numerator: number;
  denominator: number;
}

/** The share by a formula, not yet divided. */
export function serviceLevelShare(formula: ServiceLevelFormula, n: ServiceLevelCounts): Share {
  const answered = n.answeredInTime + n.answeredLate;
  const events = answered + n.abandonedInTime + n.abandonedLate + n.otherLate;
  switch (formula) {
    // Cisco: those who left in time count against us, not at all, or for us.
    case 'negative':
      return { numerator: n.answeredInTime, denominator: events };
    case 'ignore':
      return { numerator: n.answeredInTime, denominator: events - n.abandonedInTime };
    case 'positive':
      return { numerator: n.answeredInTime + n.abandonedInTime, denominator: events };
    // Genesys with abandons off.
    case 'answered_only':
      return { numerator: n.answeredInTime, denominator: answered };
    // Genesys with short abandons and flow-outs on.
    case 'strict':
      return {
        numerator: n.answeredInTime,
        denominator: events + n.abandonedShort + n.flowedOutInTime,
      };
    // Amazon: whatever left the queue in time, of all that entered it.
    case 'dequeued':
      return {
        numerator: n.answeredInTime + n.abandonedInTime + n.abandonedShort + n.callbackInTime,
        denominator: n.queued,
      };
    // Italian regulated services (LS): spoke with an operator, of those who asked for one; no threshold.
    case 'it_ls':
      return { numerator: n.answered, denominator: n.settled };
  }
}

/** The share as a number from 0 to 1; null while there is nothing to divide by. */
export function serviceLevel(formula: ServiceLevelFormula, counts: ServiceLevelCounts): number | null {
  const { numerator, denominator } = serviceLevelShare(formula, counts);
  return denominator === 0 ? null : numerator / denominator;
}

/** One stay in a queue, as the figures see it; times in seconds. */
export interface Stay {
  fate: 'waiting' | 'answered' | 'abandoned' | 'flowed_out' | 'expired' | 'callback' | 'announced';
  /** Until its end, or until now. */
  wait: number;
  /** How much of the wait lay before the interval began; 0 when it entered within it. */
  before: number;
  /** T of its channel; null where the queue promises nothing. */
  threshold: number | null;
}

/**
 * Counts the stays that ended in an interval or still wait. The SQL of the live strip does the same; this is the
 * definition that it is tested against.
 */
export function countStays(stays: readonly Stay[], shortAbandonSeconds: number): ServiceLevelCounts {
  const n = { ...noCounts };
  for (const stay of stays) countStay(n, stay, shortAbandonSeconds);
  return n;
}

/** Adds one stay to the counts. */
export function countStay(n: ServiceLevelCounts, stay: Readonly<Stay>, shortAbandonSeconds: number): void {
  const { fate, wait, before, threshold } = stay;
  n.queued += 1;
  if (fate === 'answered') n.answered += 1;
  // Who left for a callback is settled by the call; whom an announcement answered asked for nobody in the end.
  if (fate !== 'waiting' && fate !== 'callback' && fate !== 'announced') n.settled += 1;
  if (threshold === null) return;
  if (wait > threshold) {
    // It passed T before the interval: its event belongs there.
    if (threshold < before) return;
    if (fate === 'answered') n.answeredLate += 1;
    else if (fate === 'abandoned') n.abandonedLate += 1;
    else n.otherLate += 1;
  } else if (fate === 'answered') n.answeredInTime += 1;
  else if (fate === 'abandoned') {
    if (wait < shortAbandonSeconds) n.abandonedShort += 1;
    else n.abandonedInTime += 1;
  } else if (fate === 'flowed_out') n.flowedOutInTime += 1;
  else if (fate === 'callback') n.callbackInTime += 1;
  else if (fate === 'expired') n.otherLate += 1;
}
