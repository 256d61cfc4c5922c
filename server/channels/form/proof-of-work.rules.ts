import { createHash, randomBytes } from 'node:crypto';
import { sameText, sign } from '#server/platform/index.ts';

export interface ChallengeGiven {
  nonce: string;
  difficulty: number;
  signature: string;
}

/** How long a challenge may be answered: somebody may take their time over a form. */
export const challengeMilliseconds = 2 * 3600 * 1000;

const purpose = 'form-challenge';
const signed = (entryPoint: string, nonce: string, difficulty: number) =>
  `${entryPoint}\n${nonce}\n${difficulty}`;

/** A task for a browser: nothing is stored until it is solved; the nonce says when it runs out, the signature that it is ours. */
export function makeChallenge(
  secret: string,
  entryPoint: string,
  difficulty: number,
  now: number,
): ChallengeGiven {
  const nonce = `${(now + challengeMilliseconds).toString(36)}.${randomBytes(12).toString('base64url')}`;
  return { nonce, difficulty, signature: sign(secret, purpose, signed(entryPoint, nonce, difficulty)) };
}

/** How many zero bits the SHA-256 of `nonce:solution` begins with, counted up to 32. */
export const zeroBits = (nonce: string, solution: string): number =>
  Math.clz32(createHash('sha256').update(`${nonce}:${solution}`).digest().readUInt32BE(0));

/** Checks an answer. That its nonce was not used before is for the database to say. */
export function checkSolution(
  secret: string,
  entryPoint: string,
  given: ChallengeGiven,
  solution: string,
  now: number,
): 'ok' | 'forged' | 'expired' | 'unsolved' {
  const { nonce, difficulty, signature } = given;
  if (!Number.isInteger(difficulty) || nonce.length > 60 || solution.length > 60) return 'forged';
  if (!sameText(signature, sign(secret, purpose, signed(entryPoint, nonce, difficulty)))) return 'forged';
  if (Number.parseInt(nonce.split('.')[0] ?? '', 36) < now) return 'expired';
  return zeroBits(nonce, solution) >= difficulty ? 'ok' : 'unsolved';
}
