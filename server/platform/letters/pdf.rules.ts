import { deflateSync } from 'node:zlib';
import { encoded, type Weight } from './helvetica.rules.ts';

// Pages with lines as a PDF that is read aloud in its order: every line belongs to a heading or a paragraph of a structure,
// what repeats on every page to none. Pure, and small enough to be read: a library comes when pictures or other scripts do.

export interface Line {
  text: string;
  x: number;
  /** From below, in points. */
  y: number;
  size: number;
  weight: Weight;
  /** The part of the document that it belongs to; null: it repeats, and is not read aloud. */
  part: number | null;
}
export interface Part {
  kind: 'H1' | 'P';
}
export interface Pages {
  title: string;
  language: string;
  author: string;
  at: Date;
  parts: readonly Part[];
  pages: readonly { lines: readonly Line[]; rules: readonly { x1: number; x2: number; y: number }[] }[];
}

/** A4, in points. */
export const paper = { width: 595, height: 842 } as const;

const textString = (text: string): string => `<feff${Buffer.from(text, 'utf16le').swap16().toString('hex')}>`;
const points = (value: number): string => String(Math.round(value * 100) / 100);
const dateString = (at: Date): string =>
  `(D:${at
    .toISOString()
    .replace(/[^0-9]/g, '')
    .slice(0, 14)}Z)`;

/** What is drawn on a page, and which part each of its marked pieces belongs to. */
function contentOf({ lines, rules }: Pages['pages'][number], parts: readonly Part[]) {
  const drawn: string[] = [];
  const owners: number[] = [];
  for (const { x1, x2, y } of rules)
    drawn.push(`/Artifact BMC 0.6 w 0.45 G ${points(x1)} ${points(y)} m ${points(x2)} ${points(y)} l S EMC`);
  for (const { text, x, y, size, weight, part } of lines) {
    const font = weight === 'bold' ? '/F2' : '/F1';
    const show = `BT ${font} ${points(size)} Tf ${points(x)} ${points(y)} Td ${encoded(text)} Tj ET`;
    if (part === null) drawn.push(`/Artifact BMC ${show} EMC`);
    else {
      drawn.push(`/${parts[part]!.kind} <</MCID ${owners.length}>> BDC ${show} EMC`);
      owners.push(part);
    }
  }
  return { drawn: drawn.join('\n'), owners };
}

/** The file. */
export function pdfOf({ title, language, author, at, parts, pages }: Pages): Buffer {
  const objects: Buffer[] = [];
  const reserve = (): number => objects.push(Buffer.alloc(0));
  const put = (id: number, body: string, stream?: Buffer): void => {
    objects[id - 1] =
      stream === undefined
        ? Buffer.from(body, 'latin1')
        : Buffer.concat([Buffer.from(`${body}\nstream\n`, 'latin1'), stream, Buffer.from('\nendstream')]);
  };
  const add = (body: string, stream?: Buffer): number => {
    const id = reserve();
    put(id, body, stream);
    return id;
  };
  const font = (name: string) =>
    add(`<</Type/Font/Subtype/Type1/BaseFont/${name}/Encoding/WinAnsiEncoding>>`);
  const [regular, bold] = [font('Helvetica'), font('Helvetica-Bold')];
  const [tree, root, document] = [reserve(), reserve(), reserve()];
  const partIds = parts.map(() => reserve());
  const kids: string[][] = parts.map(() => []);
  const byPage: string[] = [];
  const pageIds = pages.map((page, index) => {
    const { drawn, owners } = contentOf(page, parts);
    const packed = deflateSync(Buffer.from(drawn, 'latin1'));
    const content = add(`<</Length ${packed.length}/Filter/FlateDecode>>`, packed);
    const id = add(
      `<</Type/Page/Parent ${tree} 0 R/MediaBox[0 0 ${paper.width} ${paper.height}]/Contents ${content} 0 R` +
        `/Resources<</Font<</F1 ${regular} 0 R/F2 ${bold} 0 R>>>>/StructParents ${index}/Tabs/S>>`,
    );
    owners.forEach((part, mark) => kids[part]!.push(`<</Type/MCR/Pg ${id} 0 R/MCID ${mark}>>`));
    byPage.push(`${index}[${owners.map((part) => `${partIds[part]} 0 R`).join(' ')}]`);
    return id;
  });
  put(tree, `<</Type/Pages/Kids[${pageIds.map((id) => `${id} 0 R`).join(' ')}]/Count ${pageIds.length}>>`);
  const parents = add(`<</Nums[${byPage.join('')}]>>`);
  put(
    root,
    `<</Type/StructTreeRoot/K ${document} 0 R/ParentTree ${parents} 0 R/ParentTreeNextKey ${pages.length}>>`,
  );
  put(
    document,
    `<</Type/StructElem/S/Document/P ${root} 0 R/K[${partIds.map((id) => `${id} 0 R`).join(' ')}]>>`,
  );
  parts.forEach(({ kind }, index) =>
    put(partIds[index]!, `<</Type/StructElem/S/${kind}/P ${document} 0 R/K[${kids[index]!.join('')}]>>`),
  );
  const info = add(
    `<</Title ${textString(title)}/Author ${textString(author)}/Producer(Filodiretto)/CreationDate${dateString(at)}>>`,
  );
  const catalog = add(
    `<</Type/Catalog/Pages ${tree} 0 R/StructTreeRoot ${root} 0 R/MarkInfo<</Marked true>>/Lang ${textString(language)}` +
      `/ViewerPreferences<</DisplayDocTitle true>>>>`,
  );

  const out = [Buffer.from('%PDF-1.7\n%\u00E2\u00E3\u00CF\u00D3\n', 'latin1')];
  let length = out[0]!.length;
  const places = objects.map((body, index) => {
    const whole = Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), body, Buffer.from('\nendobj\n')]);
    const place = length;
    out.push(whole);
    length += whole.length;
    return place;
  });
  const rows = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('');
  out.push(
    Buffer.from(
      `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}` +
        `trailer\n<</Size ${objects.length + 1}/Root ${catalog} 0 R/Info ${info} 0 R>>\nstartxref\n${length}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(out);
}
