// What a waveform and a player need to know of loudness and time. Pure.

/** A stretch of a recording, in milliseconds. */
export interface Span {
  from: number;
  to: number;
}

/** Loudness that comes as base64, one byte per step. */
export const loudnessOf = (base64: string): Uint8Array =>
  Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

/** What counts as full: the loudest moment of both sides, but never so little that the noise of a line looks like speech. */
export const fullOf = (...sides: readonly Uint8Array[]): number =>
  Math.max(40, ...sides.map((side) => side.reduce((most, value) => Math.max(most, value), 0)));

/** As many columns as there is room for, each as loud as its loudest step, as a share of `full`. */
export function columnsOf(loudness: Uint8Array, count: number, full: number): number[] {
  const columns = Math.max(1, Math.min(count, loudness.length));
  return Array.from({ length: columns }, (_, column) => {
    const first = Math.floor((column * loudness.length) / columns);
    const last = Math.max(first + 1, Math.floor(((column + 1) * loudness.length) / columns));
    let loudest = 0;
    for (let at = first; at < last; at += 1) loudest = Math.max(loudest, loudness[at] ?? 0);
    return Math.min(1, loudest / full);
  });
}

/** One side as the outline of a shape around the middle of a box of `width` by `height`. */
export function outlineOf(columns: readonly number[], width: number, height: number): string {
  const middle = height / 2;
  // The ear hears ratios: soft speech would be a flat line.
  const reach = (value: number) => Math.max(0.5, Math.sqrt(value) * middle);
  const x = (column: number) => ((column + 0.5) * width) / columns.length;
  const point = (column: number, y: number) => `${x(column).toFixed(1)} ${y.toFixed(1)}`;
  const above = columns.map((value, column) => point(column, middle - reach(value)));
  const below = columns.map((value, column) => point(column, middle + reach(value))).toReversed();
  return `M${above.join('L')}L${below.join('L')}Z`;
}

/** Below this loudness nobody speaks: noise of a line. */
const quiet = 6;
/** A shorter silence is a breath. */
const shortest = 1500;
/** What is left of a silence at its end, so that the first word is whole. */
const lead = 250;

/** Silences of both sides that are worth skipping. */
export function silencesOf(customer: Uint8Array, staff: Uint8Array, step: number): Span[] {
  const silences: Span[] = [];
  let since: number | null = null;
  for (let at = 0; at <= customer.length; at += 1) {
    const silent = at < customer.length && customer[at]! < quiet && (staff[at] ?? 0) < quiet;
    if (silent) since ??= at;
    else if (since !== null) {
      if ((at - since) * step >= shortest) silences.push({ from: since * step, to: at * step });
      since = null;
    }
  }
  return silences;
}

/** Where to go on from an instant that lies in a silence; null when it does not, or is near its end. */
export function afterSilence(at: number, silences: readonly Span[]): number | null {
  const found = silences.find(({ from, to }) => from <= at && at < to);
  return found === undefined || found.to - lead <= at ? null : found.to - lead;
}

/** Time that was heard, told apart from time that was jumped over. */
export interface Heard {
  from: number | null;
  to: number;
  heard: number;
}
/** What was heard after the player has come from one instant to another, as it plays or by a jump. */
export function hear(before: Heard, from: number, to: number): Heard {
  const played = to - from;
  // A jump is not heard; between two looks of a player no more than a second or two goes by.
  if (played <= 0 || played > 3000) return before;
  return {
    from: before.from === null ? from : Math.min(before.from, from),
    to: Math.max(before.to, to),
    heard: before.heard + played,
  };
}
