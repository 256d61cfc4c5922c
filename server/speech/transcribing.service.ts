import { createHash } from 'node:crypto';
import type { Ctx } from '#server/platform/index.ts';
import { fromAlaw } from './audio/alaw.ts';
import { cutByLevels, type Stretch } from './cutting.rules.ts';
import { hear } from './hearing.service.ts';

/** One side of a call: who spoke, how loud it was every 20 ms, and its sound (A-law) as it is wanted. */
export interface Track<Speaker extends string = string> {
  speaker: Speaker;
  levels: readonly number[];
  read(from: number, to: number): Buffer | Promise<Buffer>;
}

/** What one side said at a time. */
export interface Said<Speaker extends string = string> extends Stretch {
  speaker: Speaker;
  text: string;
  confidence: number | null;
  language: string;
  /** Who listened, by name. */
  provider: string;
}

/** How far a call is written down; what has been kept of it is gone on with. */
export interface Written<Speaker extends string = string> {
  /** Names the stretches that there are: what was kept for others is begun anew. */
  plan: string;
  pieces: number;
  done: number;
  said: Said<Speaker>[];
}

/** The longest hint that a provider is given. */
const longestHint = 500;

/**
 * What was said in a call, side by side, in the order in which they began to speak. Stretches in which nothing is said
 * are not listened to.
 * @param options.prompt words that are likely: names, products
 * @param options.before what an earlier turn has kept: it is gone on from there
 * @param options.kept told after each stretch; false ends the turn
 * @param options.hint what of a text may be given as a hint for the next sentence of the same speaker
 * @throws NobodyListens 503 `speech_unavailable`; what was kept so far stands
 */
export async function transcribeTracks<Speaker extends string>(
  ctx: Ctx,
  tracks: readonly Track<Speaker>[],
  options: {
    language: string;
    prompt?: string | undefined;
    before?: Written<Speaker> | null;
    kept?: (written: Written<Speaker>) => boolean | Promise<boolean>;
    hint?: (text: string) => string;
  },
): Promise<Written<Speaker>> {
  const pieces = tracks
    .flatMap((track) => cutByLevels(track.levels).map((stretch) => ({ ...stretch, track })))
    .toSorted((a, b) => a.start - b.start || a.end - b.end);
  const plan = createHash('sha256')
    .update(JSON.stringify(pieces.map(({ start, end, track }) => [start, end, track.speaker])))
    .digest('base64');
  const before = options.before?.plan === plan ? options.before : null;
  const written: Written<Speaker> = {
    plan,
    pieces: pieces.length,
    done: before?.done ?? 0,
    said: before?.said.slice() ?? [],
  };
  for (const { start, end, track } of pieces.slice(written.done)) {
    // What the same person has just said helps to hear the next sentence right.
    const last = written.said.findLast(({ speaker }) => speaker === track.speaker)?.text ?? '';
    const prompt = [options.prompt, options.hint?.(last) ?? last].filter(Boolean).join(' ');
    const { text, confidence, language, provider } = await hear(ctx, fromAlaw(await track.read(start, end)), {
      language: options.language,
      prompt: prompt === '' ? undefined : prompt.slice(-longestHint),
    });
    if (text !== '')
      written.said.push({ speaker: track.speaker, start, end, text, confidence, language, provider });
    written.done += 1;
    if ((await options.kept?.({ ...written, said: written.said.slice() })) === false) break;
  }
  return written;
}
