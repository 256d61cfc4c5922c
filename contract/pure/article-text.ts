// In a folder of its own: what lies in contract/ itself is read as data by the build of the screens, code would be lost.
// The text of an article: a small part of Markdown, read into blocks. No HTML is ever kept: each screen draws the blocks
// with its own means, so that nothing that an author writes can act.

/** A stretch of a line. */
export type Span =
  | { kind: 'text'; text: string }
  | { kind: 'strong' | 'emphasis'; text: string }
  | { kind: 'link'; text: string; href: string }
  /** Another article, by its code. */
  | { kind: 'article'; text: string; code: string };
export type Block =
  | { kind: 'heading'; level: 2 | 3; spans: Span[] }
  | { kind: 'paragraph'; lines: Span[][] }
  | { kind: 'list'; ordered: boolean; items: Span[][] }
  | { kind: 'note'; lines: Span[][] };

const safe = /^(https?:\/\/|mailto:|tel:)[^\s<>"]+$/i;
const mark = /\*\*([^*\n]+)\*\*|\*([^*\s][^*\n]*)\*|\[([^\]\n]{1,300})\]\(([^()\s]{1,500})\)/g;

/** The stretches of one line. A link that leads elsewhere than to a page, an address or a number is plain text. */
export function spansOf(line: string): Span[] {
  const spans: Span[] = [];
  let from = 0;
  const plain = (text: string) => text !== '' && spans.push({ kind: 'text', text });
  for (const found of line.matchAll(mark)) {
    const [all, strong, emphasis, label, target] = found;
    plain(line.slice(from, found.index));
    from = found.index + all.length;
    if (strong !== undefined) spans.push({ kind: 'strong', text: strong });
    else if (emphasis !== undefined) spans.push({ kind: 'emphasis', text: emphasis });
    else if (/^article:[a-z0-9-]{2,60}$/.test(target!))
      spans.push({ kind: 'article', text: label!, code: target!.slice('article:'.length) });
    else if (safe.test(target!)) spans.push({ kind: 'link', text: label!, href: target! });
    else plain(all);
  }
  plain(line.slice(from));
  return spans;
}

/** The blocks of a text: `## heading`, `- item`, `1. item`, `> note`, and paragraphs between empty lines. */
export function blocksOf(text: string): Block[] {
  const blocks: Block[] = [];
  let open = false;
  for (const raw of text.replaceAll('\r\n', '\n').split('\n')) {
    const line = raw.trim();
    const heading = /^(#{2,3})\s+(.+)$/.exec(line);
    const item = /^(?:[-*]|(\d{1,3})[.)])\s+(.+)$/.exec(line);
    const note = /^>\s?(.*)$/.exec(line);
    const last = blocks.at(-1);
    if (line === '') {
      open = false;
      continue;
    }
    if (heading !== null)
      blocks.push({ kind: 'heading', level: heading[1]!.length === 2 ? 2 : 3, spans: spansOf(heading[2]!) });
    else if (item !== null) {
      const ordered = item[1] !== undefined;
      if (last?.kind === 'list' && last.ordered === ordered) last.items.push(spansOf(item[2]!));
      else blocks.push({ kind: 'list', ordered, items: [spansOf(item[2]!)] });
    } else if (note !== null) {
      if (open && last?.kind === 'note') last.lines.push(spansOf(note[1]!));
      else blocks.push({ kind: 'note', lines: [spansOf(note[1]!)] });
    } else if (open && last?.kind === 'paragraph') last.lines.push(spansOf(line));
    else blocks.push({ kind: 'paragraph', lines: [spansOf(line)] });
    open = true;
  }
  return blocks;
}

const plainOf = (spans: Span[]): string => spans.map(({ text }) => text).join('');

/** The words of a text without its marks, for an answer in plain text and for the index. */
export const plainText = (text: string): string =>
  blocksOf(text)
    .map((block) => {
      if (block.kind === 'heading') return plainOf(block.spans);
      if (block.kind === 'list')
        return block.items
          .map((item, index) => `${block.ordered ? `${index + 1}.` : '-'} ${plainOf(item)}`)
          .join('\n');
      return block.lines.map(plainOf).join('\n');
    })
    .join('\n\n');
