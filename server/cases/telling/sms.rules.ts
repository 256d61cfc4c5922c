// How long a short message is: in the alphabet of GSM 03.38 where it fits, else in UCS-2.

const basic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
const extended = new Set('^{}\\[~]|€\f');

// What mail writes and a telephone does not need: written the plain way it costs less.
const plain: [from: RegExp, to: string][] = [
  [/[«»“”„]/g, '"'],
  [/[’‘]/g, "'"],
  [/[–—]/g, '-'],
  [/…/g, '...'],
  [/\u00a0/g, ' '],
];

/** A text as it is sent by SMS: typographic signs the plain way, blank stretches as one space. */
export const forSms = (text: string): string =>
  plain
    .reduce((so, [from, to]) => so.replace(from, to), text)
    .replace(/\s+/g, ' ')
    .trim();

/** How many characters a text counts, in which alphabet, and how many messages it makes. */
export function smsLength(text: string): {
  alphabet: 'gsm' | 'unicode';
  characters: number;
  parts: number;
  /** The characters that one of its messages holds. */
  perPart: number;
  /** The signs that the short alphabet does not have. */
  odd: string[];
} {
  const signs = [...text];
  const odd = [...new Set(signs.filter((sign) => !basic.has(sign) && !extended.has(sign)))];
  const gsm = odd.length === 0;
  const characters = gsm ? signs.reduce((sum, sign) => sum + (extended.has(sign) ? 2 : 1), 0) : text.length;
  const [one, each] = gsm ? [160, 153] : [70, 67];
  const alone = characters <= one!;
  return {
    alphabet: gsm ? 'gsm' : 'unicode',
    characters,
    parts: alone ? 1 : Math.ceil(characters / each!),
    perPart: alone ? one! : each!,
    odd,
  };
}
