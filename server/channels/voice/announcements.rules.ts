// Whom an announcement concerns, and whether who hung up had heard it. Pure.

/** Words as they are compared: lower case, without accents and signs. */
const plain = (text: string): string =>
  ` ${text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .join(' ')} `;

/**
 * Whether an announcement about some areas concerns a customer with these addresses. One about no area in particular
 * concerns everybody; a customer of whom no address is known is told, and judges by its words.
 */
export function concerns(areas: readonly string[], addresses: readonly string[]): boolean {
  const known = addresses.map(plain).filter((one) => one.trim() !== '');
  if (areas.length === 0 || known.length === 0) return true;
  const named = areas.map(plain).filter((one) => one.trim() !== '');
  return known.some((address) => named.some((area) => address.includes(area)));
}

/** The text in a language, else in Italian, else whichever there is, with its language; null where there is none. */
export function textIn(
  texts: Readonly<Record<string, string>>,
  language: string,
): { text: string; language: string } | null {
  const short = language.slice(0, 2).toLowerCase();
  const found = [short, 'it', 'en', ...Object.keys(texts)].find((one) => Object.hasOwn(texts, one));
  return found === undefined ? null : { text: texts[found]!, language: found };
}

/** Who hangs up so soon after an announcement has done so because of it, in seconds. */
const because = 20;

/**
 * Whether a caller who hung up had heard an announcement, nearly to its end, and went because of it.
 * @param told when it was begun, and how long it takes, in seconds of the call
 */
export const wentWith = (
  told: { since: number; seconds: number; endsCall: boolean } | null,
  elapsed: number,
): boolean =>
  told !== null &&
  told.endsCall &&
  elapsed >= told.since + told.seconds * 0.8 &&
  elapsed <= told.since + told.seconds + because;
