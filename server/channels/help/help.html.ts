import { blocksOf, plainText, type Span } from '#contract/pure/article-text.ts';
import type { HelpWord, HelpWords } from './help.words.ts';

// Pages as text: nothing here runs in a browser, and everything that people wrote is escaped.

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
export const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => entities[character]!);

const spans = (all: readonly Span[], language: string): string =>
  all
    .map((span) => {
      const text = escape(span.text);
      switch (span.kind) {
        case 'strong':
          return `<strong>${text}</strong>`;
        case 'emphasis':
          return `<em>${text}</em>`;
        case 'link':
          return `<a href="${escape(span.href)}" rel="noopener">${text}</a>`;
        case 'article':
          return `<a href="/help/${language}/${escape(span.code)}">${text}</a>`;
        case 'text':
          return text;
      }
    })
    .join('');

/** The text of an article as HTML. */
export const textHtml = (text: string, language: string): string =>
  blocksOf(text)
    .map((block) => {
      if (block.kind === 'heading')
        return `<h${block.level}>${spans(block.spans, language)}</h${block.level}>`;
      if (block.kind === 'list') {
        const tag = block.ordered ? 'ol' : 'ul';
        return `<${tag}>${block.items.map((item) => `<li>${spans(item, language)}</li>`).join('')}</${tag}>`;
      }
      const lines = block.lines.map((line) => spans(line, language)).join('<br>');
      return block.kind === 'note' ? `<p class="note">${lines}</p>` : `<p>${lines}</p>`;
    })
    .join('\n');

/** Structured data: a data block that no browser runs; what could end it is written otherwise. */
export const dataBlock = (data: unknown): string =>
  `<script type="application/ld+json">${JSON.stringify(data).replaceAll('<', String.raw`\u003c`)}</script>`;

export interface Crumb {
  name: string;
  url: string;
}
/** Where a page stands, for search engines. */
export const crumbsData = (crumbs: readonly Crumb[]) => ({
  '@context': 'https://schema.org',
  '@type': 'BreadcrumbList',
  itemListElement: crumbs.map(({ name, url }, index) => ({
    '@type': 'ListItem',
    position: index + 1,
    name,
    item: url,
  })),
});

export interface PageParts {
  language: string;
  /** The language of the words around, where the article is in another. */
  words: HelpWords;
  organisation: string;
  title: string;
  description: string;
  canonical: string;
  /** The same in the languages in which there is anything of it, for search engines; the first is for everybody else. */
  alternates: readonly { language: string; url: string }[];
  /** In which languages it can be looked at, if only the words around it are in them. */
  offered: readonly { language: string; url: string }[];
  crumbs: readonly Crumb[];
  /** What was searched for. */
  q?: string;
  index?: boolean;
  data?: readonly unknown[];
  main: string;
}

const languageNames = new Map<string, string>([
  ['it', 'Italiano'],
  ['en', 'English'],
  ['fr', 'Français'],
  ['de', 'Deutsch'],
  ['es', 'Español'],
  ['ar', 'العربية'],
  ['pl', 'Polski'],
  ['ru', 'Русский'],
  ['ro', 'Română'],
]);

export const directionOf = (language: string): 'ltr' | 'rtl' => (language === 'ar' ? 'rtl' : 'ltr');

/** A whole page of the help site. */
export function pageHtml(parts: PageParts): string {
  const { language, words, organisation, canonical } = parts;
  const t = (key: HelpWord, values: Record<string, string> = {}) => escape(words(key, values));
  const others = parts.offered.filter((one) => one.language !== language);
  const crumbs = parts.crumbs
    .slice(0, -1)
    .map(({ name, url }) => `<li><a href="${escape(new URL(url).pathname)}">${escape(name)}</a></li>`)
    .join('');
  const here = parts.crumbs.at(-1);
  return `<!doctype html>
<html lang="${escape(language)}"${directionOf(language) === 'rtl' ? ' dir="rtl"' : ''}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(parts.title)} · ${escape(organisation)}</title>
<meta name="description" content="${escape(parts.description)}">
${parts.index === false ? '<meta name="robots" content="noindex">' : ''}
<link rel="canonical" href="${escape(canonical)}">
${parts.alternates.map((one) => `<link rel="alternate" hreflang="${escape(one.language)}" href="${escape(one.url)}">`).join('\n')}
${parts.alternates[0] === undefined ? '' : `<link rel="alternate" hreflang="x-default" href="${escape(parts.alternates[0].url)}">`}
<link rel="stylesheet" href="/help/help.css">
${[crumbsData(parts.crumbs), ...(parts.data ?? [])].map(dataBlock).join('\n')}
</head>
<body>
<a class="skip" href="#main">${t('skip')}</a>
<header>
<p class="name"><a href="/help/${escape(language)}">${escape(organisation)} · ${t('help')}</a></p>
<form role="search" action="/help/${escape(language)}/search" method="get">
<label for="q">${t('question')}</label>
<input id="q" name="q" type="search" maxlength="400" required value="${escape(parts.q ?? '')}">
<button type="submit">${t('search')}</button>
</form>
${
  others.length === 0
    ? ''
    : `<nav aria-label="${t('languages')}"><ul class="languages">${others
        .map(
          (one) =>
            `<li><a lang="${escape(one.language)}" hreflang="${escape(one.language)}" href="${escape(new URL(one.url).pathname)}">${escape(languageNames.get(one.language) ?? one.language)}</a></li>`,
        )
        .join('')}</ul></nav>`
}
</header>
${crumbs === '' ? '' : `<nav class="crumbs" aria-label="${t('where')}"><ol>${crumbs}<li aria-current="page">${escape(here?.name ?? '')}</li></ol></nav>`}
<main id="main" tabindex="-1">
${parts.main}
</main>
<footer><p>${t('foot', { organisation })}</p></footer>
</body>
</html>
`;
}

/** The first words of a text, for a description. */
export const briefly = (text: string, most = 155): string => {
  const plain = plainText(text).replace(/\s+/g, ' ').trim();
  return plain.length <= most ? plain : `${plain.slice(0, most - 1).replace(/\s+\S*$/, '')}…`;
};
