/**
 * How an answer to a letter is known. Our Message-ID in its references proves it (it carries a MAC). Where a mail program
 * drops the references, the number in the subject counts with its mark only: a MAC over the number, so that nobody who
 * guesses a number gets anything believed.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';

const length = 12;
const mac = (secret: string, number: string): string =>
  createHmac('sha256', secret).update(`letter:${number}`).digest('hex').slice(0, length);

/** `Q-2026-000012/3f9a0c77b1de`: the number of a letter with its mark, for the subject. */
export const markedNumber = (secret: string, number: string): string => `${number}/${mac(secret, number)}`;

/** The numbers of letters in a subject, and whether each one's mark is right. */
export function letterNumbers(secret: string, subject: string): { number: string; proven: boolean }[] {
  const found = new Map<string, boolean>();
  for (const [, name, mark] of subject
    .slice(0, 2000)
    .matchAll(/(?<![\p{L}\p{N}_-])(Q-\d{4}-\d{6,9})(?:\/([0-9a-f]{12})(?![0-9a-f]))?/giu)) {
    const number = name!.toUpperCase();
    const right =
      mark !== undefined &&
      timingSafeEqual(Buffer.from(mark.toLowerCase()), Buffer.from(mac(secret, number)));
    if (found.size < 10 || found.has(number)) found.set(number, right || found.get(number) === true);
  }
  return [...found].map(([number, proven]) => ({ number, proven }));
}

export interface ReplyFacts {
  mail: 'person' | 'auto_reply' | 'bounce' | 'receipt' | 'list' | 'loop';
  /** It names a letter of ours, by Message-ID or by a right mark. */
  proven: boolean;
  /** Its sender is somebody to whom the thread was written. */
  known: boolean;
}
export type ReplyVerdict = { kind: 'answer' | 'away' | 'doubtful'; why: string | null };

/**
 * What a mail is that may answer a letter; null when it is none of the thread's business and goes the way of every mail.
 * Believed is a person to whom the letter went, with proof. Proof alone may have been sent on; a known address without
 * proof may be forged: both are kept for a person to look at. A machine's words never answer.
 */
export function judgeReply({ mail, proven, known }: ReplyFacts): ReplyVerdict | null {
  if (mail === 'bounce' || mail === 'receipt' || mail === 'loop') return null;
  if (mail !== 'person') return proven ? { kind: 'away', why: null } : null;
  if (proven && known) return { kind: 'answer', why: null };
  if (proven) return { kind: 'doubtful', why: 'stranger' };
  return known ? { kind: 'doubtful', why: 'bad_mark' } : null;
}
