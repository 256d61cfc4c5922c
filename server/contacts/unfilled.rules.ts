import { gapsIn } from '#contract/pure/gaps.ts';

const entities = new Map([
  ['&lbrace;', '{'],
  ['&#123;', '{'],
  ['&#x7b;', '{'],
  ['&rbrace;', '}'],
  ['&#125;', '}'],
  ['&#x7d;', '}'],
  ['&nbsp;', ' '],
]);
/** What a reader sees of HTML, as far as it matters for braces: a tag between two of them does not part them. */
const read = (html: string): string =>
  html
    .replace(/<[^>]*>/g, '')
    .replace(
      /&(?:[lr]brace|nbsp|#12[35]|#x7[bd]);/gi,
      (entity) => entities.get(entity.toLowerCase()) ?? entity,
    );

/** The placeholders that would reach the customer unfilled, in the text or in its HTML twin. */
export const gapsOf = ({ text, html }: { text: string; html: string | null }): string[] => [
  ...new Set([...gapsIn(text), ...(html === null ? [] : gapsIn(read(html)))]),
];
