import type { Ctx } from '#server/platform/index.ts';
import { fromAlaw, rate } from './audio/alaw.ts';
import { cut, type Stretch } from './cutting.rules.ts';
import { hear } from './hearing.service.ts';

/** One side of a call: who spoke, and their sound alone (A-law). */
export interface Track<Speaker extends string = string> {
  speaker: Speaker;
  sound: Buffer;
}

/** What one side said at a time. */
export interface Said<Speaker extends string = string> extends Stretch {
  speaker: Speaker;
  text: string;
  confidence: number | null;
}

const pieceOf = (sound: Buffer, { start, end }: Stretch) =>
  fromAlaw(sound.subarray((start * rate) / 1000, (end * rate) / 1000));

/**
 * What was said in a call, side by side, in the order in which they began to speak. Stretches in which nothing is said
 * are not listened to.
 * @param hints.prompt words that are likely: names, products
 * @param progress told after each stretch, 0 to 1; what it throws ends the work
 * @throws Problem 503 `speech_unavailable` when nobody listens; a job tries again then
 */
export async function transcribeTracks<Speaker extends string>(
  ctx: Ctx,
  tracks: readonly Track<Speaker>[],
  hints: { language: string; prompt?: string | undefined },
  progress?: (done: number) => void | Promise<void>,
): Promise<Said<Speaker>[]> {
  const pieces = tracks
    .flatMap(({ speaker, sound }) => cut(sound).map((stretch) => ({ speaker, sound, ...stretch })))
    .toSorted((a, b) => a.start - b.start || a.end - b.end);
  const said: Said<Speaker>[] = [];
  const last: Partial<Record<Speaker, string>> = {};
  for (const [index, { speaker, sound, start, end }] of pieces.entries()) {
    // What the same person has just said helps to hear the next sentence right.
    const prompt = [hints.prompt, last[speaker]].filter(Boolean).join(' ').slice(-500);
    const { text, confidence } = await hear(ctx, pieceOf(sound, { start, end }), {
      language: hints.language,
      prompt: prompt === '' ? undefined : prompt,
    });
    if (text !== '') {
      said.push({ speaker, start, end, text, confidence });
      last[speaker] = text;
    }
    await progress?.((index + 1) / pieces.length);
  }
  return said;
}
