import { createHash } from 'node:crypto';
import type { RecordingMode, RecordingReason } from '#contract/recordings.ts';

// Whether a call is recorded, who may change that, and how long it is kept. Pure.

export interface DecisionFacts {
  mode: RecordingMode;
  /** Percent, of sampled. */
  share: number;
  emergency: boolean;
  contactId: string;
  /** The caller was told before. */
  notice: boolean;
  refused: boolean;
  /** An agreement with the staff covers recording now. */
  agreement: boolean;
}
export interface Decision {
  record: boolean;
  because: RecordingReason;
}

/** Where in 0..100 a contact falls: the same for ever, whoever asks. */
export const sampleOf = (contactId: string): number =>
  (createHash('sha256').update(`recording ${contactId}`).digest().readUInt32BE(0) / 2 ** 32) * 100;

/**
 * Whether a call is recorded from the moment an agent and the customer begin to speak. An emergency line records
 * whatever else holds. Everywhere else nothing is recorded without an agreement with the staff; against the caller's will
 * only where it is mandatory; and before they were told, nothing but what is mandatory.
 */
export function decide(facts: DecisionFacts): Decision {
  const no = (because: RecordingReason): Decision => ({ record: false, because });
  if (facts.emergency) return { record: true, because: 'emergency' };
  if (facts.mode === 'off') return no('mode_off');
  if (!facts.agreement) return no('no_agreement');
  if (facts.mode === 'mandatory') return { record: true, because: 'mandatory' };
  if (facts.refused) return no('refused');
  if (facts.mode === 'on_demand') return no('on_demand');
  if (facts.mode === 'sampled' && sampleOf(facts.contactId) >= facts.share) return no('sampled_out');
  if (!facts.notice) return no('no_notice');
  return { record: true, because: facts.mode === 'sampled' ? 'sampled_in' : 'all' };
}

/** Whether a caller's no is heard. */
export const mayRefuse = ({ mode, emergency }: { mode: RecordingMode; emergency: boolean }): boolean =>
  !emergency && mode !== 'mandatory';

export interface ControlFacts {
  mode: RecordingMode;
  emergency: boolean;
  state: 'off' | 'on' | 'paused' | 'ended';
  because: RecordingReason;
  refused: boolean;
  agreement: boolean;
  /** An agent and the customer are on the line. */
  speaking: boolean;
}

/** What the agent on the call may do with its recording. */
export function controlOf(facts: ControlFacts): {
  start: boolean;
  stop: boolean;
  pause: boolean;
  refuse: boolean;
} {
  const { mode, emergency, state } = facts;
  const running = state === 'on' || state === 'paused';
  const free = !emergency && mode !== 'mandatory';
  return {
    start:
      facts.speaking && state === 'off' && mode !== 'off' && facts.agreement && !facts.refused && !emergency,
    stop: running && free && (mode === 'on_demand' || facts.because === 'by_hand'),
    pause: running && !emergency,
    refuse: free && mode !== 'off' && !facts.refused && state !== 'ended',
  };
}

/**
 * Until when a recording is kept: as long as was promised when it was made, or as its queue says now, or as the agreement
 * with the staff grants, whichever is shortest. Of an emergency line an agreement does not say less.
 */
export const keepDays = (days: {
  promised: number;
  queue: number | null;
  agreement: number | null;
  emergency: boolean;
}): number =>
  Math.min(
    days.promised,
    days.queue ?? days.promised,
    days.emergency ? days.promised : (days.agreement ?? days.promised),
  );

/** Who asks to hear a recording. */
export interface Listener {
  /** They hold `recording.listen` where the contact is. */
  inScope: boolean;
  /** They hold `recording.download` there. */
  mayDownload: boolean;
  /** They handled the contact while it ran: all the time, or one of several. */
  own: 'whole' | 'part' | 'no';
  agentsListen: boolean;
  agreement: boolean;
  emergency: boolean;
  askWhy: boolean;
}

export interface Hearing {
  listen: boolean;
  download: boolean;
  why: boolean;
  /** Only while they handled the contact themselves; the rest is silent for them. */
  part: boolean;
}

/**
 * Who may hear it: an agent what they handled themselves, where the queue lets them (after a transfer their own part);
 * others by permission and only while an agreement covers recording. Of an emergency line, which the law has recorded,
 * always with a reason.
 */
export function hearing(by: Listener): Hearing {
  const own = by.own !== 'no' && by.agentsListen;
  const other = by.inScope && (by.agreement || by.emergency);
  return {
    listen: own || other,
    download: other && by.mayDownload,
    why: !(own && by.own === 'whole') && other && (by.askWhy || !by.agreement),
    part: own && by.own === 'part' && !other,
  };
}

/** For how long after its end parts of a recording are taken, in milliseconds: a gateway that was cut off comes back. */
export const lateParts = 3_600_000;

/** The state of a part's timing against the clock of the recording. */
export const instantAt = (startedAt: Date, at: Date): number =>
  Math.max(0, at.getTime() - startedAt.getTime());
