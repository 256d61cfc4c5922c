import { crc32, deflateSync } from 'node:zlib';
import type { Random } from './index.ts';

/** A file that goes with a message, and the sentence of the message that speaks of it. */
export interface SentFile {
  said: string;
  attachment: { filename: string; content: Buffer; contentType: string };
}

/** A photograph of a meter: a grey plate with five figures in a window, the last one red. */
export function photograph(rng: Random): SentFile {
  const reading = `${rng.digits(4)}${rng.int(0, 9)}`;
  return {
    said: 'Allego la fotografia del contatore.',
    attachment: { filename: `contatore-${reading}.png`, content: meter(reading), contentType: 'image/png' },
  };
}

/** A bill of one page. */
export function bill(rng: Random): SentFile {
  const number = `2026/${rng.digits(6)}`;
  return {
    said: 'Allego la bolletta.',
    attachment: {
      filename: `bolletta-${number.replace('/', '-')}.pdf`,
      content: document([
        `Bolletta ${number}`,
        'Acque e Luce del Colle',
        `Totale da pagare: ${rng.int(38, 240)},00 euro`,
      ]),
      contentType: 'application/pdf',
    },
  };
}

/** Figures of three by five points, a row of three bits each. */
const FIGURES = ['75557', '26227', '71747', '71717', '55711', '74717', '74757', '71111', '75757', '75717'];
const WIDTH = 300;
const HEIGHT = 170;

function meter(reading: string): Buffer {
  // Grey, white, black, red; one byte a point.
  const points = Buffer.alloc(WIDTH * HEIGHT, 0);
  const paint = (x: number, y: number, width: number, height: number, colour: number) => {
    for (let row = y; row < y + height; row += 1)
      points.fill(colour, row * WIDTH + x, row * WIDTH + x + width);
  };
  paint(24, 44, 252, 82, 2);
  paint(28, 48, 244, 74, 1);
  [...reading].forEach((figure, place) => {
    [...FIGURES[Number(figure)]!].forEach((bits, row) => {
      for (let column = 0; column < 3; column += 1)
        if ((Number(bits) >> (2 - column)) & 1)
          paint(38 + place * 48 + column * 11, 58 + row * 11, 11, 11, place === 4 ? 3 : 2);
    });
  });
  const lines = Array.from({ length: HEIGHT }, (_one, y) =>
    Buffer.concat([Buffer.of(0), points.subarray(y * WIDTH, (y + 1) * WIDTH)]),
  );
  const size = Buffer.alloc(13);
  size.writeUInt32BE(WIDTH, 0);
  size.writeUInt32BE(HEIGHT, 4);
  // Eight bits a point, out of a palette.
  size.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', size),
    chunk('PLTE', Buffer.from([138, 147, 156, 244, 244, 238, 28, 32, 38, 192, 44, 38])),
    chunk('IDAT', deflateSync(Buffer.concat(lines))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(name: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), content]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(content.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

/** A PDF of one page with these lines; plain letters only. */
function document(lines: readonly string[]): Buffer {
  const drawn = `BT /F1 18 Tf 72 760 Td 28 TL ${lines.map((line) => `(${line}) Tj T*`).join(' ')} ET`;
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>',
    `<</Length ${drawn.length}>>stream\n${drawn}\nendstream`,
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
  ];
  let text = '%PDF-1.4\n';
  const places = objects.map((object, index) => {
    const at = text.length;
    text += `${index + 1} 0 obj${object}endobj\n`;
    return `${String(at).padStart(10, '0')} 00000 n \n`;
  });
  const table = text.length;
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.join('')}`;
  text += `trailer<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${table}\n%%EOF\n`;
  return Buffer.from(text, 'latin1');
}
