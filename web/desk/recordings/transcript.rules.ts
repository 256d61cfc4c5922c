// What is found in a transcript, and what of it is being played. Pure.

export interface Segment {
  start: number;
  end: number;
  text: string;
}
/** A place in a transcript: which segment, from which sign to which. */
export interface Match {
  segment: number;
  from: number;
  to: number;
}

/** A text without capitals and accents, and for each of its signs where it stood. */
function folded(text: string): { text: string; places: number[] } {
  let plain = '';
  const places: number[] = [];
  let at = 0;
  for (const sign of text) {
    const fold = sign.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
    for (let one = 0; one < fold.length; one += 1) places.push(at);
    plain += fold;
    at += sign.length;
  }
  places.push(at);
  return { text: plain, places };
}

/** Where the words stand, in order, whatever their capitals and accents. */
export function matchesOf(segments: readonly Segment[], words: string): Match[] {
  const wanted = folded(words.trim()).text;
  if (wanted === '') return [];
  return segments.flatMap(({ text }, segment) => {
    const { text: plain, places } = folded(text);
    const found: Match[] = [];
    for (let at = plain.indexOf(wanted); at >= 0; at = plain.indexOf(wanted, at + wanted.length))
      found.push({ segment, from: places[at]!, to: places[at + wanted.length]! });
    return found;
  });
}

/** The segment that is spoken at a moment: the last that has begun; -1 before the first. */
export function spokenAt(segments: readonly Segment[], at: number): number {
  let [low, high] = [0, segments.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (segments[middle]!.start <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The pieces of a text, those that were found among them. */
export function piecesOf(
  text: string,
  matches: readonly Match[],
): { from: number; text: string; match: Match | null }[] {
  const pieces: { from: number; text: string; match: Match | null }[] = [];
  let at = 0;
  for (const match of matches) {
    if (match.from > at) pieces.push({ from: at, text: text.slice(at, match.from), match: null });
    pieces.push({ from: match.from, text: text.slice(match.from, match.to), match });
    at = match.to;
  }
  if (at < text.length) pieces.push({ from: at, text: text.slice(at), match: null });
  return pieces;
}
