/**
 * HTML of strangers made safe to show. The list says what is allowed; everything else goes. No page of ours trusts
 * this alone (the desk shows mail in a sandboxed frame), and nothing here trusts the frame.
 */
import sanitizeHtml from 'sanitize-html';
import { decodeEntities, htmlToText, textToHtml } from './html-to-text.ts';

export type SanitiseOptions = {
  /** URL of the picture with this content id, or null when there is none. Its answer is trusted. */
  cidUrl?: (contentId: string) => string | null;
  /**
   * Pictures from elsewhere tell the sender who reads when. `placeholder` (default) moves the address to
   * `data-remote-src`, `keep` leaves it, `drop` takes the picture out.
   */
  remoteImages?: 'placeholder' | 'keep' | 'drop';
  /** What stands in `data-remote-src` for the address of a picture; the address itself when left out. Its answer is trusted. */
  remoteUrl?: (address: string) => string;
};

/** `remoteImages` counts what would have been loaded from elsewhere; `shortened` says the HTML was too long or too deep and is shown as text. */
export type SafeHtml = { html: string; remoteImages: number; shortened: boolean };

/** Longest HTML taken apart, in characters; what is longer is shown as text. */
export const MAX_HTML = 1_000_000;

const TAGS = [
  'a',
  'abbr',
  'address',
  'article',
  'aside',
  'b',
  'bdi',
  'bdo',
  'big',
  'blockquote',
  'br',
  'caption',
  'center',
  'cite',
  'code',
  'col',
  'colgroup',
  'dd',
  'del',
  'dfn',
  'div',
  'dl',
  'dt',
  'em',
  'figcaption',
  'figure',
  'font',
  'footer',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'header',
  'hr',
  'i',
  'img',
  'ins',
  'kbd',
  'li',
  'main',
  'mark',
  'ol',
  'p',
  'pre',
  'q',
  's',
  'samp',
  'section',
  'small',
  'span',
  'strike',
  'strong',
  'sub',
  'sup',
  'table',
  'tbody',
  'td',
  'tfoot',
  'th',
  'thead',
  'time',
  'tr',
  'tt',
  'u',
  'ul',
  'var',
  'wbr',
];
const WITHOUT_TEXT = [
  'script',
  'style',
  'textarea',
  'option',
  'select',
  'noscript',
  'noembed',
  'noframes',
  'title',
  'template',
  'svg',
  'math',
  'object',
  'embed',
  'applet',
  'iframe',
  'frame',
  'frameset',
  'xmp',
  'plaintext',
  'xml',
  'audio',
  'video',
];

/** Style properties that cannot leave their box or load anything. */
const STYLE_PROPERTY =
  /^(?:color|background-color|background|font(?:-(?:family|size|style|weight|variant))?|text-(?:align|decoration|transform)|line-height|letter-spacing|white-space|word-break|overflow-wrap|vertical-align|direction|display|list-style-type|(?:max-|min-)?(?:width|height)|(?:margin|padding)(?:-(?:top|right|bottom|left))?|border(?:-(?:top|right|bottom|left))?(?:-(?:color|style|width))?|border-(?:collapse|spacing|radius))$/;
/** Plain words, numbers, colours and font names: no escape, no comment, no function but colours, no negative size. */
const STYLE_VALUE =
  /^(?:rgba?\([\d\s.,%/]{1,60}\)|hsla?\([\d\s.,%/deg]{1,60}\)|[#\w\s.,%'"!]|-(?=[A-Za-z])){1,200}$/;
const DISPLAY = /^(?:block|inline|inline-block|none|table|table-row|table-cell|list-item)$/;

function safeStyle(style: string): string {
  const kept: string[] = [];
  for (const declaration of style.slice(0, 4_000).split(';')) {
    const colon = declaration.indexOf(':');
    if (colon < 1) continue;
    const property = declaration.slice(0, colon).trim().toLowerCase();
    const value = declaration.slice(colon + 1).trim();
    if (!STYLE_PROPERTY.test(property) || !STYLE_VALUE.test(value)) continue;
    if (property === 'display' && !DISPLAY.test(value.toLowerCase())) continue;
    kept.push(`${property}:${value}`);
  }
  return kept.join(';');
}

/** An address without the blanks and control characters that browsers skip, so that `java\nscript:` is seen. */
function plainUrl(url: string): string {
  return decodeEntities(url).replace(/[\s\p{Cc}\u200b-\u200f\u2028-\u202e\ufeff]/gu, '');
}

const RASTER = /^data:image\/(?:png|jpe?g|gif|webp);base64,[A-Za-z0-9+/=]{1,700000}$/i;

/** Elements that open no depth: void ones, and those that the next of their kind closes. */
const FLAT = new Set(
  'area base br col embed hr img input link meta source track wbr p li td th tr dt dd option'.split(' '),
);
const MAX_DEPTH = 1_000;

/**
 * True when elements are nested so deep that no person wrote them. The sanitiser's time grows with the square of
 * the depth: half a minute for a megabyte of `<b>`. Closing tags count only where one of their name is open.
 */
function isTooDeep(html: string): boolean {
  const open = new Map<string, number>();
  let depth = 0;
  for (const tag of html.matchAll(/<(\/?)([a-z][a-z0-9]*)/gi)) {
    const name = (tag[2] ?? '').toLowerCase();
    if (FLAT.has(name)) continue;
    const count = open.get(name) ?? 0;
    if (tag[1] === '') {
      open.set(name, count + 1);
      if (++depth > MAX_DEPTH) return true;
    } else if (count > 0) {
      open.set(name, count - 1);
      depth--;
    }
  }
  return false;
}

/** Makes hostile HTML safe. Never throws on content; time is linear in the length. */
export function sanitiseHtml(dirty: string, options: SanitiseOptions = {}): SafeHtml {
  if (dirty.length > MAX_HTML || isTooDeep(dirty)) {
    return { html: textToHtml(htmlToText(dirty, MAX_HTML / 4)), remoteImages: 0, shortened: true };
  }
  const mode = options.remoteImages ?? 'placeholder';
  let remoteImages = 0;

  const image = (attribs: Record<string, string>): Record<string, string> => {
    const kept: Record<string, string> = {};
    for (const name of ['alt', 'title', 'width', 'height', 'style', 'align']) {
      const value = attribs[name];
      if (value !== undefined) kept[name] = value;
    }
    const source = plainUrl(attribs['src'] ?? '');
    if (/^cid:/i.test(source)) {
      const url = options.cidUrl?.(safeDecode(source.slice(4)));
      if (url) kept['src'] = url;
    } else if (RASTER.test(source)) {
      kept['src'] = source;
    } else if (/^(?:https?:)?\/\//i.test(source)) {
      remoteImages++;
      const address = source.startsWith('//') ? `https:${source}` : source;
      if (mode === 'keep') kept['src'] = address;
      else if (mode === 'placeholder') kept['data-remote-src'] = options.remoteUrl?.(address) ?? address;
    }
    return kept;
  };
  const link = (attribs: Record<string, string>): Record<string, string> => {
    const kept: Record<string, string> = {};
    if (attribs['title'] !== undefined) kept['title'] = attribs['title'];
    if (attribs['style'] !== undefined) kept['style'] = attribs['style'];
    const target = plainUrl(attribs['href'] ?? '');
    if (/^(?:https?:\/\/|mailto:|tel:)/i.test(target)) {
      kept['href'] = target;
      kept['target'] = '_blank';
      kept['rel'] = 'noopener noreferrer';
    }
    return kept;
  };

  const html = sanitizeHtml(dirty, {
    allowedTags: TAGS,
    allowedAttributes: {
      '*': ['style', 'align', 'dir', 'lang', 'title'],
      a: ['href', 'target', 'rel'],
      img: ['src', 'alt', 'width', 'height', 'data-remote-src'],
      font: ['color', 'face', 'size'],
      table: ['width', 'height', 'border', 'cellpadding', 'cellspacing', 'bgcolor'],
      td: ['colspan', 'rowspan', 'width', 'height', 'valign', 'bgcolor', 'nowrap'],
      th: ['colspan', 'rowspan', 'width', 'height', 'valign', 'bgcolor', 'nowrap'],
      tr: ['valign', 'bgcolor', 'height'],
      col: ['span', 'width'],
      ol: ['start', 'type'],
      ul: ['type'],
    },
    // The transforms below have already decided on every URL; `cid` stays for mail that is going out.
    allowedSchemes: ['http', 'https', 'mailto', 'tel'],
    allowedSchemesByTag: { img: ['http', 'https', 'data', 'cid'] },
    allowProtocolRelative: false,
    nonTextTags: WITHOUT_TEXT,
    nestingLimit: 120,
    enforceHtmlBoundary: false,
    // Styles are filtered by safeStyle, which is stricter and ten times cheaper than a CSS parser.
    parseStyleAttributes: false,
    transformTags: {
      '*': (tagName, attribs) => {
        const style = attribs['style'];
        if (/url\s*\(/i.test(style ?? '') || attribs['background'] !== undefined) remoteImages++;
        if (style === undefined) return { tagName, attribs };
        const safe = safeStyle(style);
        const rest = { ...attribs };
        if (safe === '') delete rest['style'];
        else rest['style'] = safe;
        return { tagName, attribs: rest };
      },
      a: (tagName, attribs) => ({ tagName, attribs: link(attribs) }),
      img: (tagName, attribs) => ({ tagName, attribs: image(attribs) }),
    },
    exclusiveFilter: (frame) => mode === 'drop' && frame.tag === 'img' && frame.attribs['src'] === undefined,
  });
  return { html, remoteImages, shortened: false };
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a stray percent sign: meant as written
  }
}
