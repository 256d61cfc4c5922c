import { printable, widthOf, type Weight } from './helvetica.rules.ts';
import { paper, pdfOf, type Line, type Pages, type Part } from './pdf.rules.ts';

// A letter that a customer can keep: who writes, when, about which matter, and what. Pure.

export interface Letter {
  /** Who writes: the head of the letter. */
  organisation: string;
  subject: string;
  /** Paragraphs, with an empty line between them. */
  text: string;
  language: string;
  at: Date;
  timeZone: string;
  /** Of the case, or of the message; null: none. */
  number: string | null;
}
export interface LetterFile {
  name: string;
  type: 'application/pdf' | 'text/plain';
  content: Buffer;
}

interface Words {
  number: string;
  page: (n: number, of: number) => string;
}
const words: Readonly<Record<string, Words>> = {
  it: { number: 'Numero', page: (n, of) => `Pagina ${n} di ${of}` },
  en: { number: 'Number', page: (n, of) => `Page ${n} of ${of}` },
  fr: { number: 'Numéro', page: (n, of) => `Page ${n} sur ${of}` },
  de: { number: 'Nummer', page: (n, of) => `Seite ${n} von ${of}` },
  es: { number: 'Número', page: (n, of) => `Página ${n} de ${of}` },
  pl: { number: 'Numer', page: (n, of) => `Strona ${n} z ${of}` },
  ro: { number: 'Număr', page: (n, of) => `Pagina ${n} din ${of}` },
  ru: { number: 'Номер', page: (n, of) => `Страница ${n} из ${of}` },
  ar: { number: 'الرقم', page: (n, of) => `صفحة ${n} من ${of}` },
};
const wordsIn = (language: string): Words => {
  const code = language.slice(0, 2).toLowerCase();
  return Object.hasOwn(words, code) ? words[code]! : words['en']!;
};

const dayOf = ({ language, at, timeZone }: Letter): string =>
  new Intl.DateTimeFormat(language.startsWith('en') ? 'en-GB' : language, {
    dateStyle: 'long',
    timeZone,
  }).format(at);

const margin = { side: 64, top: 70, bottom: 76 } as const;
const column = paper.width - 2 * margin.side;

/** A paragraph in lines that fit; a word that is longer than a line is broken. */
export function wrapped(text: string, size: number, weight: Weight, room = column): string[] {
  const most = (room * 1000) / size;
  const lines: string[] = [];
  for (const row of text.split('\n')) {
    let line = '';
    for (const word of row.split(' ')) {
      const longer = line === '' ? word : `${line} ${word}`;
      if (widthOf(longer, weight) <= most) {
        line = longer;
        continue;
      }
      if (line !== '') lines.push(line);
      line = word;
      while (widthOf(line, weight) > most) {
        let fits = 1;
        while (fits < line.length && widthOf(line.slice(0, fits + 1), weight) <= most) fits += 1;
        lines.push(line.slice(0, fits));
        line = line.slice(fits);
      }
    }
    lines.push(line);
  }
  return lines;
}

interface Piece extends Part {
  text: string;
  size: number;
  weight: Weight;
  /** Room before it. */
  before: number;
}

/** The letter as pages; null where a letter of its text cannot be printed with the fonts that every reader has. */
function paged(letter: Letter): Pages | null {
  const { number: label, page } = wordsIn(letter.language);
  const [organisation, subject, text, day] = [
    letter.organisation,
    letter.subject,
    letter.text.trim(),
    dayOf(letter),
  ].map(printable);
  const number = letter.number === null ? '' : printable(`${label}: ${letter.number}`);
  if (organisation == null || subject == null || text == null || day == null || number === null) return null;
  const pieces: Piece[] = [
    { kind: 'P', text: organisation, size: 15, weight: 'bold', before: 0 },
    { kind: 'P', text: day, size: 10.5, weight: 'regular', before: 34 },
    ...(number === ''
      ? []
      : [{ kind: 'P', text: number, size: 10.5, weight: 'regular', before: 2 } as const]),
    { kind: 'H1', text: subject, size: 13, weight: 'bold', before: 26 },
    ...text
      .split(/\n{2,}/)
      .map((paragraph): Piece => ({ kind: 'P', text: paragraph, size: 11, weight: 'regular', before: 10 })),
  ];
  const pages: { lines: Line[]; rules: { x1: number; x2: number; y: number }[] }[] = [
    { lines: [], rules: [] },
  ];
  let y: number = paper.height - margin.top;
  pieces.forEach(({ text: words, size, weight, before }, part) => {
    const step = size * 1.4;
    y -= before;
    for (const line of wrapped(words, size, weight)) {
      if (y - step < margin.bottom) {
        pages.push({ lines: [], rules: [] });
        y = paper.height - margin.top;
      }
      y -= step;
      // A space at its end keeps the words of two lines apart where they are read aloud, or copied.
      if (line !== '') pages.at(-1)!.lines.push({ text: `${line} `, x: margin.side, y, size, weight, part });
    }
    if (part === 0) pages[0]!.rules.push({ x1: margin.side, x2: paper.width - margin.side, y: y - 9 });
  });
  pages.forEach(({ lines }, index) => {
    const foot = [organisation, number, page(index + 1, pages.length)]
      .filter((one) => one !== '')
      .join(' · ');
    const shown = wrapped(foot, 8.5, 'regular')[0]!;
    lines.push({ text: shown, x: margin.side, y: 40, size: 8.5, weight: 'regular', part: null });
  });
  return {
    title: letter.subject,
    author: letter.organisation,
    language: letter.language,
    at: letter.at,
    parts: pieces.map(({ kind }) => ({ kind })),
    pages,
  };
}

/** The same as plain text, with a mark at its beginning by which old programs know its letters. */
function plain(letter: Letter): string {
  const { organisation, subject, text, number } = letter;
  const lines = [
    organisation,
    dayOf(letter),
    ...(number === null ? [] : [`${wordsIn(letter.language).number}: ${number}`]),
    '',
    subject,
    '',
    text.trim(),
  ];
  return `\uFEFF${lines.join('\r\n').replace(/(?<!\r)\n/g, '\r\n')}\r\n`;
}

/**
 * A letter as a file: a PDF, tagged so that it can be read aloud. Where its script is not among the letters that every
 * reader has (Polish, Romanian, Cyrillic, Arabic …) it is a text, which every device shows, rather than a page with holes.
 */
export function letterFile(letter: Letter): LetterFile {
  const name =
    letter.subject
      .normalize('NFC')
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim()
      .slice(0, 80)
      .trim()
      .replaceAll(' ', '-') || 'document';
  const pages = paged(letter);
  return pages === null
    ? { name: `${name}.txt`, type: 'text/plain', content: Buffer.from(plain(letter), 'utf8') }
    : { name: `${name}.pdf`, type: 'application/pdf', content: pdfOf(pages) };
}
