import { fromAlaw, rate } from './audio/alaw.ts';
import { levels } from './audio/level.ts';

// Where somebody speaks in a long sound: pieces that a listener takes at once, cut where it is quiet. Pure.

/** A stretch of speech, in milliseconds. */
export interface Stretch {
  start: number;
  end: number;
}

const frame = 20;
/** Louder than the line's own noise by this much is speech, in dB; quieter than `floor` never is. */
const above = 10;
const floor = -48;
/** Shorter speech is a click; a shorter pause belongs to the sentence, in milliseconds. */
const shortest = 160;
const breath = 700;
/** A stretch is not longer than a listener takes well; so much around it is kept. */
const longest = 28_000;
const around = 160;
const chunk = 10 * rate;

/** The level of every 20 ms of A-law. */
export function levelsOf(sound: Buffer): number[] {
  const all: number[] = [];
  // Piece by piece: an hour of samples at once would be large.
  for (let at = 0; at < sound.length; at += chunk)
    for (const level of levels(fromAlaw(sound.subarray(at, at + chunk)))) all.push(level);
  return all;
}

// The level below which the quietest fifth lies; a line without any noise has the floor.
function noiseOf(loud: readonly number[]): number {
  const sorted = loud.filter((level) => level > -85).toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 5)] ?? floor;
}

/** The stretches in which somebody speaks. */
export const cut = (sound: Buffer): Stretch[] => cutByLevels(levelsOf(sound));

/** The same, of the levels of every 20 ms: a long call need not be there as a whole. */
export function cutByLevels(loud: readonly number[]): Stretch[] {
  // Who speaks all the time has no quiet fifth: what is loud enough in itself is speech, whatever the noise.
  const edge = Math.max(floor, Math.min(noiseOf(loud) + above, -30));
  const found: Stretch[] = [];
  let open: Stretch | null = null;
  loud.forEach((level, index) => {
    if (level <= edge) return;
    const start = index * frame;
    if (open !== null && start - open.end <= breath) open.end = start + frame;
    else {
      open = { start, end: start + frame };
      found.push(open);
    }
  });
  return found
    .filter(({ start, end }) => end - start >= shortest)
    .flatMap((one) => shortened(one, loud))
    .map(({ start, end }) => ({
      start: Math.max(0, start - around),
      end: Math.min(loud.length * frame, end + around),
    }));
}

// What is too long is cut where it is quietest, in the last third of what fits.
function shortened({ start, end }: Stretch, loud: readonly number[]): Stretch[] {
  if (end - start <= longest) return [{ start, end }];
  const [from, to] = [start + (longest * 2) / 3, start + longest].map((at) => Math.floor(at / frame)) as [
    number,
    number,
  ];
  let quietest = from;
  for (let index = from; index < to; index += 1) if (loud[index]! < loud[quietest]!) quietest = index;
  const at = quietest * frame;
  return [{ start, end: at }, ...shortened({ start: at, end }, loud)];
}
