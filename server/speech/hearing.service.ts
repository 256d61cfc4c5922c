import { invalid, Problem, type Ctx, type Db, type Tx } from '#server/platform/index.ts';
import { fromAlaw, rate } from './audio/alaw.ts';
import { resampled } from './audio/resample.ts';
import { looksLikeWav, NotWav, readWav } from './audio/wav.ts';
import { noteHow } from './speaking.service.ts';
import { earsNow } from './providers.service.ts';
import { readProviders } from './providers.store.ts';
import { ProviderFault, type Heard } from './providers/provider.ts';

/** The longest utterance, in seconds. */
const longest = 60;

export interface Transcription extends Heard {
  language: string;
  milliseconds: number;
  /** Who listened, by name. */
  provider: string;
}

/** 503: nobody listens now. `faults` says for administrators what became of each provider that was asked. */
export class NobodyListens extends Problem {
  readonly faults: readonly { provider: string; fault: string }[];
  constructor(faults: readonly { provider: string; fault: string }[]) {
    super(
      503,
      'speech_unavailable',
      faults.length === 0
        ? 'No provider listens at the moment: let the caller use keys.'
        : 'No provider could listen: let the caller use keys.',
    );
    this.faults = faults;
  }
}

/** Whether there is anybody at all who listens, well or not. */
export const anybodyListens = async (db: Db | Tx): Promise<boolean> =>
  (await readProviders(db)).some(({ purpose, active }) => purpose === 'transcribe' && active);

/**
 * Samples of a caller's bytes: a WAV file, or A-law.
 * @throws Problem 422 `body` when there is nothing to hear, or too much
 */
export function samplesOf(content: Buffer): Int16Array {
  let samples: Int16Array;
  try {
    samples = looksLikeWav(content) ? resampled(readWav(content)) : fromAlaw(content);
  } catch (error) {
    if (error instanceof NotWav) throw invalid('body', error.message);
    throw error;
  }
  if (samples.length < rate / 20) throw invalid('body', 'is empty');
  if (samples.length > longest * rate) throw invalid('body', `is longer than ${longest} seconds`);
  return samples;
}

/**
 * What is said in a piece of sound, by the first provider that answers; each is asked twice where the first time has
 * failed in passing.
 * @throws NobodyListens 503 `speech_unavailable` when none does
 */
export async function hear(
  ctx: Ctx,
  samples: Int16Array,
  hints: { language: string; prompt?: string | undefined },
): Promise<Transcription> {
  const asked = performance.now();
  const ears = await earsNow(ctx);
  const faults: { provider: string; fault: string }[] = [];
  for (const { row, ear } of ears)
    for (let attempt = 1; attempt <= 2; attempt += 1) {
      const began = performance.now();
      try {
        const heard = await ear.hear(samples, hints);
        await noteHow(ctx, row, began, null);
        return {
          ...heard,
          language: heard.language ?? hints.language,
          milliseconds: Math.round(performance.now() - asked),
          provider: row.name,
        };
      } catch (error) {
        if (!(error instanceof ProviderFault)) throw error;
        if (error.passing && attempt === 1) continue;
        await noteHow(ctx, row, began, error);
        faults.push({ provider: row.name, fault: error.message });
        break;
      }
    }
  throw new NobodyListens(faults);
}
