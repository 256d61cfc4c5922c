import { crc32, deflateSync, inflateSync } from 'node:zlib';

// A screen has few colours: with a palette its picture is a third of what a browser writes.

/**
 * A PNG as a browser takes it (8 bits, RGB or RGBA, not interlaced), with a palette of 256 colours at most instead.
 * Alpha is left out. @throws Error for any other kind of PNG
 */
export function withPalette(png: Buffer): Buffer {
  const { width, height, pixels, channels } = decode(png);
  const counts = new Map<number, number>();
  const colours = new Uint32Array(width * height);
  for (let at = 0; at < colours.length; at += 1) {
    const place = at * channels;
    const colour = (pixels[place]! << 16) | (pixels[place + 1]! << 8) | pixels[place + 2]!;
    colours[at] = colour;
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const palette = medianCut(counts, 256);
  const nearest = new Map<number, number>();
  const rows = Buffer.alloc(height * (width + 1));
  for (let at = 0; at < colours.length; at += 1) {
    const colour = colours[at]!;
    let index = nearest.get(colour);
    if (index === undefined) {
      index = nearestOf(palette, colour);
      nearest.set(colour, index);
    }
    rows[Math.floor(at / width) * (width + 1) + 1 + (at % width)] = index;
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([
    png.subarray(0, 8),
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flatMap(parts))),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

const parts = (colour: number) => [colour >> 16, (colour >> 8) & 255, colour & 255];

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  body.copy(whole, 4);
  whole.writeUInt32BE(crc32(body), body.length + 4);
  return whole;
}

function decode(png: Buffer): { width: number; height: number; channels: number; pixels: Buffer } {
  let header = Buffer.alloc(13);
  const data: Buffer[] = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    const type = png.toString('latin1', at + 4, at + 8);
    const content = png.subarray(at + 8, at + 8 + png.readUInt32BE(at));
    if (type === 'IHDR') header = Buffer.from(content);
    if (type === 'IDAT') data.push(content);
  }
  const [width, height, channels] = [header.readUInt32BE(0), header.readUInt32BE(4), header[9] === 6 ? 4 : 3];
  if (header[8] !== 8 || (header[9] !== 2 && header[9] !== 6) || header[12] !== 0)
    throw new Error('only PNG of 8 bits, RGB or RGBA, not interlaced');
  const raw = inflateSync(Buffer.concat(data));
  const line = width * channels;
  const pixels = Buffer.alloc(height * line);
  for (let y = 0; y < height; y += 1) {
    const filter = raw[y * (line + 1)]!;
    for (let x = 0; x < line; x += 1) {
      const left = x < channels ? 0 : pixels[y * line + x - channels]!;
      const up = y === 0 ? 0 : pixels[(y - 1) * line + x]!;
      const corner = y === 0 || x < channels ? 0 : pixels[(y - 1) * line + x - channels]!;
      const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter]!;
      pixels[y * line + x] = raw[y * (line + 1) + 1 + x]! + guess;
    }
  }
  return { width, height, channels, pixels };
}

function paeth(left: number, up: number, corner: number): number {
  const [a, b, c] = [Math.abs(up - corner), Math.abs(left - corner), Math.abs(left + up - 2 * corner)];
  return a <= b && a <= c ? left : b <= c ? up : corner;
}

/** The box of colours with the most spread, weighed by how often they occur, is cut in two until there are enough. */
function medianCut(counts: Map<number, number>, most: number): number[] {
  const spreadOf = (box: [number, number][]) => {
    const spreads = [16, 8, 0].map((shift) => {
      let [low, high] = [255, 0];
      for (const [colour] of box) {
        const part = (colour >> shift) & 255;
        low = Math.min(low, part);
        high = Math.max(high, part);
      }
      return { shift, spread: high - low };
    });
    return spreads.toSorted((a, b) => b.spread - a.spread)[0]!;
  };
  const weigh = (colours: [number, number][]) => {
    const total = colours.reduce((sum, [, count]) => sum + count, 0);
    return { colours, total, ...spreadOf(colours), rank: 0 };
  };
  const ranked = (box: ReturnType<typeof weigh>) => ({ ...box, rank: box.spread * Math.sqrt(box.total) });
  const boxes = [ranked(weigh([...counts]))];
  while (boxes.length < most) {
    boxes.sort((a, b) => a.rank - b.rank);
    const box = boxes.at(-1)!;
    if (box.colours.length < 2) break;
    boxes.pop();
    const sorted = box.colours.toSorted((a, b) => ((a[0] >> box.shift) & 255) - ((b[0] >> box.shift) & 255));
    let [sum, cut] = [0, 0];
    while (cut < sorted.length - 2 && sum + sorted[cut]![1] < box.total / 2) sum += sorted[cut++]![1];
    boxes.push(ranked(weigh(sorted.slice(0, cut + 1))), ranked(weigh(sorted.slice(cut + 1))));
  }
  // The colour that occurs most stands for its box: large areas keep their colour exactly.
  return boxes.map((box) => box.colours.toSorted((a, b) => b[1] - a[1])[0]![0]);
}

function nearestOf(palette: number[], colour: number): number {
  const wanted = parts(colour);
  let [best, index] = [Infinity, 0];
  for (const [at, candidate] of palette.entries()) {
    const distance = parts(candidate).reduce((sum, part, which) => sum + (part - wanted[which]!) ** 2, 0);
    if (distance < best) [best, index] = [distance, at];
  }
  return index;
}
