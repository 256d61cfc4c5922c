/** Hostile HTML to plain text for search, preview and the text side of an HTML-only mail. One pass, linear time. */

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  euro: '€',
  agrave: 'à',
  egrave: 'è',
  eacute: 'é',
  igrave: 'ì',
  ograve: 'ò',
  ugrave: 'ù',
  Agrave: 'À',
  Egrave: 'È',
  Eacute: 'É',
  Igrave: 'Ì',
  Ograve: 'Ò',
  Ugrave: 'Ù',
  aacute: 'á',
  iacute: 'í',
  oacute: 'ó',
  uacute: 'ú',
  acirc: 'â',
  ecirc: 'ê',
  icirc: 'î',
  ocirc: 'ô',
  ucirc: 'û',
  auml: 'ä',
  euml: 'ë',
  iuml: 'ï',
  ouml: 'ö',
  uuml: 'ü',
  Auml: 'Ä',
  Ouml: 'Ö',
  Uuml: 'Ü',
  szlig: 'ß',
  ccedil: 'ç',
  Ccedil: 'Ç',
  ntilde: 'ñ',
  Ntilde: 'Ñ',
  laquo: '«',
  raquo: '»',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  ndash: '–',
  mdash: '—',
  hellip: '…',
  bull: '•',
  middot: '·',
  deg: '°',
  copy: '©',
  reg: '®',
  trade: '™',
  times: '×',
  frac12: '½',
  ordm: 'º',
  ordf: 'ª',
  sect: '§',
  pound: '£',
  shy: '',
  zwnj: '',
  zwj: '',
};

/** Decodes the entities that mail really carries; an unknown one stays as written. */
export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(
    /&(?:#(\d{1,7})|#[xX]([0-9A-Fa-f]{1,6})|([A-Za-z][A-Za-z0-9]{1,8}));?/g,
    (all, dec, hex, name) => {
      if (name !== undefined) return ENTITIES[name as string] ?? all;
      const code = dec === undefined ? Number.parseInt(hex as string, 16) : Number(dec);
      if (code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return '\ufffd';
      return String.fromCodePoint(code);
    },
  );
}

/** Escapes text for use as HTML content or attribute value. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** Plain text as HTML with the lines kept. */
export function textToHtml(text: string): string {
  return `<div style="white-space:pre-wrap">${escapeHtml(text)}</div>`;
}

const SKIPPED = new Set([
  'script',
  'style',
  'head',
  'title',
  'template',
  'noscript',
  'svg',
  'math',
  'object',
  'xml',
]);
const BLOCK = new Set([
  'address',
  'article',
  'aside',
  'blockquote',
  'center',
  'dd',
  'div',
  'dl',
  'dt',
  'fieldset',
  'figure',
  'footer',
  'form',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'header',
  'hr',
  'li',
  'main',
  'ol',
  'p',
  'pre',
  'section',
  'table',
  'tr',
  'ul',
]);
const PARAGRAPH = new Set(['p', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'blockquote', 'pre', 'dl']);

/**
 * Text of an HTML mail. Blocks become lines, list items get a dash, table cells a tab, quoted blocks `> `.
 * Scripts, styles and the head are left out. Output is at most `limit` characters of it (default 1,000,000).
 */
export function htmlToText(html: string, limit = 1_000_000): string {
  const out: string[] = [];
  let size = 0;
  let quote = 0;
  let lineEmpty = true;
  let blanks = 2; // line ends written last: no blank lines at the top
  let space = false;
  let pre = 0;
  const unclosed = new Set<string>(); // looked for once: a thousand open heads must not cost a thousand scans

  const newline = (wanted: number): void => {
    space = false;
    if (!lineEmpty) {
      out.push('\n');
      blanks = 1;
      lineEmpty = true;
    }
    while (blanks < wanted) {
      out.push('\n');
      blanks++;
    }
  };
  const write = (text: string): void => {
    if (text === '') return;
    if (lineEmpty) {
      if (quote > 0) out.push('> '.repeat(Math.min(quote, 20)));
      lineEmpty = false;
      blanks = 0;
    } else if (space) out.push(' ');
    space = false;
    out.push(text);
    size += text.length;
  };
  const writeText = (raw: string): void => {
    const text = decodeEntities(raw);
    if (pre > 0) {
      const lines = text.split(/\r?\n/);
      lines.forEach((line, index) => {
        if (index > 0) {
          if (lineEmpty) blanks = 0;
          lineEmpty = false;
          newline(1);
        }
        write(line);
      });
      return;
    }
    if (!/\S/.test(text)) {
      if (text !== '' && !lineEmpty) space = true;
      return;
    }
    if (/^\s/.test(text) && !lineEmpty) space = true;
    write(text.trim().replace(/\s+/g, ' '));
    space = /\s$/.test(text);
  };

  let at = 0;
  while (at < html.length && size < limit) {
    const open = html.indexOf('<', at);
    if (open < 0) {
      writeText(html.slice(at));
      break;
    }
    if (open > at) writeText(html.slice(at, open));
    if (html.startsWith('<!--', open)) {
      const end = html.indexOf('-->', open + 4);
      at = end < 0 ? html.length : end + 3;
      continue;
    }
    const next = html.charCodeAt(open + 1) | 32;
    const isTag =
      (next >= 97 && next <= 122) ||
      html[open + 1] === '/' ||
      html[open + 1] === '!' ||
      html[open + 1] === '?';
    if (!isTag) {
      write('<');
      at = open + 1;
      continue;
    }
    let close = html.indexOf('>', open);
    if (close < 0) close = html.length;
    const closing = html[open + 1] === '/';
    const name = /^[a-z0-9]*/.exec(html.slice(open + (closing ? 2 : 1), open + 20).toLowerCase())?.[0] ?? '';
    at = close + 1;
    if (SKIPPED.has(name) && !closing) {
      if (html[close - 1] === '/') continue;
      const end = unclosed.has(name) ? -1 : indexOfClosing(html, name, at);
      if (end < 0) unclosed.add(name);
      at = end < 0 ? (name === 'head' ? at : html.length) : end;
      continue;
    }
    if (name === 'br') {
      if (lineEmpty && blanks >= 2) continue;
      if (lineEmpty) {
        out.push('\n');
        blanks++;
      } else newline(1);
    } else if (name === 'td' || name === 'th') {
      if (!closing && !lineEmpty) {
        space = false;
        out.push('\t');
      }
    } else if (BLOCK.has(name)) {
      newline(PARAGRAPH.has(name) && out.length > 0 ? 2 : 1);
      if (name === 'blockquote') quote = Math.max(0, quote + (closing ? -1 : 1));
      if (name === 'pre') pre = Math.max(0, pre + (closing ? -1 : 1));
      if (name === 'li' && !closing) {
        write('-');
        space = true;
      }
    }
  }
  return out
    .join('')
    .replace(/[ \t]+\n/g, '\n')
    .trim();
}

/** Where the element ends (behind its closing tag), case-insensitive, without building a lower-case copy. */
function indexOfClosing(html: string, name: string, from: number): number {
  const closing = new RegExp(`</${name}[^>]{0,100}>`, 'gi');
  closing.lastIndex = from;
  return closing.test(html) ? closing.lastIndex : -1;
}
