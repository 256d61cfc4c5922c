// The letters that every reader of PDF brings along (Helvetica, in the encoding WinAnsi): which there are, their codes, and
// how wide they are. Pure.

export type Weight = 'regular' | 'bold';

/** Codes 0x80 to 0x9F of WinAnsi; a space stands where there is no letter. */
const upper = '€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ';
const codes = new Map<string, number>();
for (let code = 0x20; code < 0x7f; code += 1) codes.set(String.fromCharCode(code), code);
for (let code = 0xa0; code <= 0xff; code += 1) codes.set(String.fromCharCode(code), code);
[...upper].forEach((sign, index) => {
  if (sign !== ' ') codes.set(sign, 0x80 + index);
});

const ascii: Record<Weight, readonly number[]> = {
  regular: [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
    556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278,
    500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469,
    556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500,
    278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
  ],
  bold: [
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
    556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667, 611, 778, 722, 278,
    556, 722, 611, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584,
    556, 333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556,
    333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
  ],
};
/** Others, by signs of the same width in thousandths of the size. */
const others: readonly [number, string][] = [
  [278, '\u00A0·'],
  [222, '‘’‚'],
  [333, '“”„‹›¨¯´¸ˆ˜²³¹¡'],
  [350, '•'],
  [365, 'ªº'],
  [400, '°'],
  [556, '€ƒ†‡–«»¢£¤¥§µ'],
  [584, '±×÷¬'],
  [611, '¿ß'],
  [737, '©®¶'],
  [834, '¼½¾'],
  [889, 'æ'],
  [944, 'œ'],
  [1000, '…‰™—ÆŒ'],
];
const wide = new Map(others.flatMap(([width, signs]) => [...signs].map((sign) => [sign, width] as const)));

/** How wide a text is, in thousandths of the size of its letters. A little more is reckoned than less. */
export function widthOf(text: string, weight: Weight): number {
  let width = 0;
  for (const sign of text) {
    const plain = sign.normalize('NFD')[0]!;
    width += wide.get(sign) ?? ascii[weight][plain.charCodeAt(0) - 0x20] ?? 611;
  }
  return width;
}

/** Signs that are written like ones which are there, and those that are not seen. */
const likewise = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/[\u2010-\u2012\u2212]/g, '-')
    .replace(/\u2032/g, '’')
    .replace(/[\u2000-\u200A\u202F\u205F]/g, ' ')
    .replace(/[\u200B-\u200F\u2028-\u202E\u2060\uFEFF\u00AD]/g, '')
    .replace(/\t/g, '    ')
    .replace(/[\p{Cc}--\n]/gv, '');

/** A text as it is printed; null where a letter of it is not among these. */
export function printable(text: string): string | null {
  const own = likewise(text.replace(/\r\n?/g, '\n'));
  for (const sign of own) if (sign !== '\n' && !codes.has(sign)) return null;
  return own;
}

/** A line as a string of PDF. */
export const encoded = (line: string): string =>
  `<${[...line].map((sign) => codes.get(sign)!.toString(16).padStart(2, '0')).join('')}>`;
