import type { Written } from '#server/speech/index.ts';
import { decryptWhole, derived, encryptWhole } from './sealing.rules.ts';

// What was said in a recorded call, as it is kept: encrypted by a key that only the recording's data key gives. Pure.

export type Side = 'customer' | 'staff';

const place = (recording: string) => `transcript of ${recording}`;

export const sealWritten = (dataKey: Buffer, recording: string, written: Written<Side>): Buffer =>
  encryptWhole(derived(dataKey, 'text'), place(recording), Buffer.from(JSON.stringify(written)));

/** @throws when it was changed, or is another recording's */
export const openWritten = (dataKey: Buffer, recording: string, content: Buffer): Written<Side> =>
  JSON.parse(
    decryptWhole(derived(dataKey, 'text'), place(recording), content).toString('utf8'),
  ) as Written<Side>;

const minute = 60_000;
/** After so many failures in a row it is tried again so much later; then whoever manages recordings may ask for it. */
const waits = [0.5, 2, 10, 30, 60, 180, 360, 720].map((minutes) => minutes * minute);
/** How long to wait after the nth failure in a row; null: it has failed. */
export const againAfter = (attempts: number): number | null => waits[attempts - 1] ?? null;
