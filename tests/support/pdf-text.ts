import { inflateSync } from 'node:zlib';

/** A PDF of ours as a reader takes it apart: every object where the table says that it is, and the lines of each page. */
export function readPdf(file: Buffer): { objects: string[]; lines: string[]; marked: string[] } {
  const whole = file.toString('latin1');
  const start = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(whole)?.[1]);
  const rows = [...whole.slice(start).matchAll(/^(\d{10}) 00000 n $/gm)];
  const objects: string[] = [];
  const lines: string[] = [];
  const marked: string[] = [];
  rows.forEach(([, place], index) => {
    const from = Number(place);
    const head = `${index + 1} 0 obj\n`;
    if (!whole.startsWith(head, from)) throw new Error(`object ${index + 1} is not at ${place}`);
    const body = whole.slice(from + head.length, whole.indexOf('\nendobj\n', from));
    objects.push(body);
    const length = /\/Length (\d+)/.exec(body)?.[1];
    if (length === undefined) return;
    const begin = whole.indexOf('\nstream\n', from) + 8;
    const content = inflateSync(file.subarray(begin, begin + Number(length))).toString('latin1');
    for (const [, tag, text] of content.matchAll(
      /^\/(\w+)(?: <<\/MCID \d+>>)? B(?:DC|MC) BT .* <([0-9a-f]*)> Tj/gm,
    )) {
      const line = new TextDecoder('windows-1252').decode(Buffer.from(text!, 'hex'));
      lines.push(line);
      if (tag !== 'Artifact') marked.push(`${tag} ${line.trimEnd()}`);
    }
  });
  return { objects, lines, marked };
}
