import type { ArticleStep } from '#contract/articles.ts';
import { plainText } from '#contract/pure/article-text.ts';
import { namedIn } from '#contract/pure/names.ts';
import { languages } from '#contract/words.ts';
import type { PublicArticle, ReadVersion } from '#server/knowledge/index.ts';
import { briefly, directionOf, escape, pageHtml, textHtml, type Crumb } from './help.html.ts';
import { helpWords, type HelpWords } from './help.words.ts';

/** What every page needs: who publishes it, where, and in which languages there is anything. */
export interface Site {
  organisation: string;
  base: string;
  languages: readonly string[];
}

const urlOf = (site: Site, ...path: string[]): string =>
  new URL(['/help', ...path.map(encodeURIComponent)].join('/'), site.base).href;
const home = (site: Site, language: string, words: HelpWords): Crumb => ({
  name: words('help'),
  url: urlOf(site, language),
});
const alternatesOf = (site: Site, languages: readonly string[], ...rest: string[]) =>
  languages.map((language) => ({ language, url: urlOf(site, language, ...rest) }));

const entry = (one: { code: string; language: string; title: string; summary: string }, language: string) =>
  `<li><a href="/help/${language}/${escape(one.code)}"${one.language === language ? '' : ` hreflang="${escape(one.language)}"`}><span lang="${escape(one.language)}" dir="${directionOf(one.language)}">${escape(one.title)}</span></a><p lang="${escape(one.language)}" dir="${directionOf(one.language)}">${escape(one.summary)}</p></li>`;

/** The first page: articles by topic, those of another language only where there is none in this one. */
export function homePage(site: Site, language: string, articles: readonly PublicArticle[]): string {
  const words = helpWords(language);
  const best = new Map<string, PublicArticle>();
  for (const one of articles) {
    const there = best.get(one.code);
    if (
      there === undefined ||
      one.language === language ||
      (one.language === 'it' && there.language !== language)
    )
      best.set(one.code, one);
  }
  const topics = [...Map.groupBy(best.values(), ({ topic }) => JSON.stringify(topic)).values()].map(
    (inside) => {
      const { topic } = inside[0]!;
      return { inside, name: topic === null ? { text: words('other'), language } : namedIn(topic, language) };
    },
  );
  const main = `<h1>${escape(words('welcome'))}</h1>
${topics.length === 0 ? `<p>${escape(words('empty'))}</p>` : ''}
${topics
  .map(
    ({ name, inside }) =>
      // Where nobody has translated the subject it is read out as what it is.
      `<section><h2>${name.language === language ? escape(name.text) : `<span lang="${name.language}" dir="ltr">${escape(name.text)}</span>`}</h2><ul class="articles">${inside.map((one) => entry(one, language)).join('')}</ul></section>`,
  )
  .join('\n')}`;
  const questions = [...best.values()].filter((one) => one.language === language).slice(0, 20);
  return pageHtml({
    language,
    words,
    organisation: site.organisation,
    title: words('help'),
    description: words('description', { organisation: site.organisation }),
    canonical: urlOf(site, language),
    alternates: alternatesOf(site, site.languages),
    offered: alternatesOf(site, languages),
    // Where nothing is in the language it is a way in for people, and no page of its own.
    index: site.languages.includes(language),
    crumbs: [home(site, language, words)],
    data:
      questions.length === 0
        ? []
        : [
            {
              '@context': 'https://schema.org',
              '@type': 'FAQPage',
              inLanguage: language,
              mainEntity: questions.map((one) => ({
                '@type': 'Question',
                name: one.title,
                acceptedAnswer: { '@type': 'Answer', text: plainText(one.summary) },
              })),
            },
          ],
    main,
  });
}

/** What was found for a question; never in a search engine's index. */
export function searchPage(
  site: Site,
  language: string,
  q: string,
  found: {
    items: readonly { code: string; language: string; title: string; summary: string }[];
    corrected: readonly { to: string }[];
    searchId: string | null;
  },
): string {
  const words = helpWords(language);
  const said = q.trim();
  const title = said === '' ? words('search') : words('resultsFor', { q: said });
  const result =
    found.items.length === 0
      ? `<p>${escape(words(said.length < 2 ? 'askMore' : 'nothing'))}</p>`
      : `<p>${escape(words('found', { count: String(found.items.length) }))}${
          found.corrected.length === 0
            ? ''
            : ` ${escape(words('corrected', { words: found.corrected.map(({ to }) => to).join(', ') }))}`
        }</p><ul class="articles">${found.items
          .map((one) =>
            entry(one, language).replace(
              `href="/help/${language}/${escape(one.code)}"`,
              `href="/help/${language}/${escape(one.code)}${found.searchId === null ? '' : `?from=${found.searchId}`}"`,
            ),
          )
          .join('')}</ul>`;
  return pageHtml({
    language,
    words,
    organisation: site.organisation,
    title,
    description: title,
    canonical: urlOf(site, language, 'search'),
    alternates: [],
    offered: alternatesOf(site, languages),
    crumbs: [home(site, language, words), { name: words('search'), url: urlOf(site, language, 'search') }],
    q,
    index: false,
    main: `<h1>${escape(title)}</h1>${result}`,
  });
}

/** The steps of a guide one after the other; of a tree as questions whose answers lead to the next by a link. */
function stepsHtml(kind: string, steps: readonly ArticleStep[], language: string): string {
  if (kind === 'guide')
    return `<ol class="steps">${steps.map((step) => `<li id="s-${escape(step.key)}"><h2>${escape(step.title)}</h2>${textHtml(step.text, language)}</li>`).join('')}</ol>`;
  return steps
    .map(
      (step) =>
        `<section class="step" id="s-${escape(step.key)}" tabindex="-1"><h2>${escape(step.title)}</h2>${textHtml(step.text, language)}${
          step.answers.length === 0
            ? ''
            : `<ul>${step.answers.map((answer) => `<li><a href="#s-${escape(answer.to)}">${escape(answer.label)}</a></li>`).join('')}</ul>`
        }</section>`,
    )
    .join('');
}

const typeOf = (kind: string): string => (kind === 'guide' ? 'HowTo' : 'Article');

/** One article. It says so when it is in another language than asked for, or behind its original. */
export function articlePage(
  site: Site,
  language: string,
  article: ReadVersion,
  more: {
    languages: readonly string[];
    files: readonly { name: string; size: number; url: string }[];
    related: readonly { code: string; language: string; title: string; summary: string }[];
    thanks: boolean;
  },
): string {
  const words = helpWords(language);
  const url = urlOf(site, article.language, article.code);
  const changed = (article.approvedAt ?? article.changedAt).toISOString();
  const lang = escape(article.language);
  const signs = [
    ...(article.language === language ? [] : [words('fallback')]),
    ...(article.outOfDate ? [words('outOfDate')] : []),
  ].map((sign) => `<p class="note">${escape(sign)}</p>`);
  const day = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    dateStyle: 'long',
    timeZone: 'Europe/Rome',
  }).format(new Date(changed));
  const action = `/help/${language}/${escape(article.code)}/feedback`;
  const feedback = more.thanks
    ? `<p class="note" role="status">${escape(words('thanks'))}</p>`
    : `<form class="feedback" method="post" action="${action}">
<fieldset><legend>${escape(words('useful'))}</legend>
<label><input type="radio" name="useful" value="yes" required> ${escape(words('yes'))}</label>
<label><input type="radio" name="useful" value="no"> ${escape(words('no'))}</label></fieldset>
<label for="words">${escape(words('missing'))}</label>
<textarea id="words" name="words" maxlength="2000" rows="3" aria-describedby="private"></textarea>
<p id="private">${escape(words('private'))}</p>
<button type="submit">${escape(words('send'))}</button></form>`;
  const main = `${signs.join('')}
<article lang="${lang}" dir="${directionOf(article.language)}">
<h1>${escape(article.title)}</h1>
<p class="summary">${escape(article.summary)}</p>
${textHtml(article.body, language)}
${article.steps.length === 0 ? '' : stepsHtml(article.kind, article.steps, language)}
</article>
${more.files.length === 0 ? '' : `<section><h2>${escape(words('files'))}</h2><ul>${more.files.map((file) => `<li><a href="${escape(file.url)}">${escape(file.name)}</a></li>`).join('')}</ul></section>`}
<p class="changed">${escape(words('changed', { day }))}</p>
<section class="ask" aria-label="${escape(words('useful'))}">${feedback}</section>
${more.related.length === 0 ? '' : `<section class="related"><h2>${escape(words('related'))}</h2><ul class="articles">${more.related.map((one) => entry(one, language)).join('')}</ul></section>`}`;
  return pageHtml({
    language,
    words,
    organisation: site.organisation,
    title: article.title,
    description: briefly(article.summary),
    canonical: url,
    // The original first: it is for whoever reads none of them.
    alternates: alternatesOf(
      site,
      more.languages.toSorted(
        (one, other) => Number(other === article.original) - Number(one === article.original),
      ),
      article.code,
    ),
    offered: alternatesOf(site, languages, article.code),
    crumbs: [home(site, language, words), { name: article.title, url }],
    data: [
      {
        '@context': 'https://schema.org',
        '@type': typeOf(article.kind),
        ...(article.kind === 'guide'
          ? {
              name: article.title,
              step: article.steps.map((step, index) => ({
                '@type': 'HowToStep',
                position: index + 1,
                name: step.title,
                text: briefly(step.text === '' ? step.title : step.text, 500),
                url: `${url}#s-${encodeURIComponent(step.key)}`,
              })),
            }
          : {
              headline: article.title.slice(0, 110),
              author: { '@type': 'Organization', name: site.organisation },
            }),
        datePublished: article.validFrom.toISOString(),
        dateModified: changed,
        description: briefly(article.summary, 300),
        inLanguage: article.language,
        mainEntityOfPage: url,
        publisher: { '@type': 'Organization', name: site.organisation },
      },
    ],
    main,
  });
}

/** What there is none of. */
export function missingPage(site: Site, language: string): string {
  const words = helpWords(language);
  return pageHtml({
    language,
    words,
    organisation: site.organisation,
    title: words('missingTitle'),
    description: words('missingTitle'),
    canonical: urlOf(site, language),
    alternates: [],
    offered: alternatesOf(site, languages),
    crumbs: [home(site, language, words), { name: words('missingTitle'), url: urlOf(site, language) }],
    index: false,
    main: `<h1>${escape(words('missingTitle'))}</h1><p>${escape(words('missingText'))}</p>`,
  });
}

/** The map of the site for search engines: every article in every language, with its others. */
export function sitemap(site: Site, articles: readonly PublicArticle[]): string {
  const byCode = Map.groupBy(articles, ({ code }) => code);
  const entries = articles.map(
    (one) =>
      `<url><loc>${escape(urlOf(site, one.language, one.code))}</loc><lastmod>${one.changedAt.toISOString()}</lastmod>${(
        byCode.get(one.code) ?? []
      )
        .map(
          (other) =>
            `<xhtml:link rel="alternate" hreflang="${escape(other.language)}" href="${escape(urlOf(site, other.language, other.code))}"/>`,
        )
        .join('')}</url>`,
  );
  const homes = site.languages.map((language) => `<url><loc>${escape(urlOf(site, language))}</loc></url>`);
  return `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">
${[...homes, ...entries].join('\n')}
</urlset>
`;
}
