import type { Connection } from '#server/platform/index.ts';
import { newId } from '#server/platform/index.ts';
import { plainText } from '#contract/pure/article-text.ts';
import { stepsText } from '#server/knowledge/articles/articles.rules.ts';
import { indexRules, type Fields } from '#server/knowledge/articles/search.rules.ts';
import type { DemoOrganisation } from '../index.ts';
import type { Filled, Row } from '../load.store.ts';
import { askedWords, indexWords, noteRules, synonymWords, type IndexedAsked } from '../knowledge.store.ts';
import { demoAsked } from './asked.ts';
import { bills } from './bills.ts';
import { contracts } from './contracts.ts';
import type { DemoArticle, DemoWords } from './shapes.ts';
import { supplies } from './supplies.ts';
import { demoSynonyms } from './synonyms.ts';
import { walks } from './walks.ts';
import { waste } from './waste.ts';

export { demoSynonyms } from './synonyms.ts';

/** Everything that the demo organisation knows. */
export const demoArticles: readonly DemoArticle[] = [
  ...bills,
  ...contracts,
  ...supplies,
  ...waste,
  ...walks,
].map((one) => (Object.hasOwn(demoAsked, one.code) ? { ...one, asked: demoAsked[one.code]! } : one));

const DAY = 86_400_000;
const json = (value: unknown): string => JSON.stringify(value);

export interface IndexedVersion extends Fields {
  id: string;
  language: string;
}

/** The words of an article as the index takes them. */
export const fieldsOf = (
  words: DemoWords & { steps?: DemoArticle['steps']; asked?: DemoArticle['asked'] },
): Fields => ({
  title: words.title,
  keywords: words.keywords,
  summary: words.summary,
  body: `${plainText(words.body)}\n${stepsText(words.steps ?? [])}`,
  asked: (words.asked ?? []).join('\n'),
});

/** The rows of the articles, with their versions, some searches that found nothing, feedback and tasks. */
export function articleRows(
  organisation: DemoOrganisation,
  now: Date,
): { rows: Filled[]; versions: IndexedVersion[]; asked: IndexedAsked[] } {
  const writer = organisation.staff.find((one) => one.email.startsWith('elena@')) ?? organisation.staff[0]!;
  const approver =
    organisation.staff.find((one) => one.email.startsWith('roberto@')) ?? organisation.staff.at(-1)!;
  const classes = new Map(organisation.classification.map((one) => [one.key, one.id]));
  // The nearest node there is: the classification may know less than the article says.
  const classOf = (subject: string): string | null => {
    for (let key = subject; key !== ''; key = key.split('.').slice(0, -1).join('.'))
      if (classes.has(key)) return classes.get(key)!;
    return null;
  };
  const articles: Row[] = [];
  const versions: Row[] = [];
  const indexed: IndexedVersion[] = [];
  const ids = new Map<string, string>();
  const asked: IndexedAsked[] = [];
  demoArticles.forEach((article, place) => {
    const id = newId();
    ids.set(article.code, id);
    const since = now.getTime() - (60 + (place % 9) * 11) * DAY;
    articles.push({
      id,
      code: article.code,
      kind: article.kind ?? 'article',
      language: 'it',
      audience: article.audience ?? 'public',
      classification_id: classOf(article.subject),
      owner_id: writer.id,
      // A few are due now, the others over the year.
      review_on: new Date(now.getTime() + (place % 11 === 3 ? -4 : 30 + place * 9) * DAY)
        .toISOString()
        .slice(0, 10),
      created_at: new Date(since),
      updated_at: new Date(since),
    });
    const put = (
      language: 'it' | 'en',
      words: DemoWords & { steps?: DemoArticle['steps'] },
      number: number,
      from: number,
      to: number | null,
      source: number | null,
    ) => {
      const version = newId();
      versions.push({
        id: version,
        article_id: id,
        language,
        number,
        state: to === null ? 'published' : 'withdrawn',
        title: words.title,
        summary: words.summary,
        body: words.body,
        keywords: words.keywords,
        steps: json(words.steps ?? []),
        source_number: source,
        author_id: writer.id,
        changed_at: new Date(from - 2 * DAY),
        submitted_by: writer.id,
        submitted_at: new Date(from - DAY),
        approved_by: approver.id,
        approved_at: new Date(from),
        valid_from: new Date(from),
        valid_to: to === null ? null : new Date(to),
      });
      if (to === null) indexed.push({ id: version, language, ...fieldsOf(words) });
    };
    (article.asked ?? []).forEach((words, position) =>
      asked.push({ articleId: id, language: 'it', words, position, addedBy: writer.id, at: new Date(since) }),
    );
    const { behind = false, en } = article;
    if (behind)
      put('it', { ...article, body: article.body.split('\n\n')[0]! }, 1, since, since + 40 * DAY, null);
    put('it', article, behind ? 2 : 1, behind ? since + 40 * DAY : since, null, null);
    if (en !== undefined) put('en', en, 1, since + DAY, null, 1);
  });
  const looked: [string, number, number][] = [
    ['piscina comunale', 0, 4],
    ['fontanella in piazza rotta', 0, 3],
    ['colonnina auto elettrica in strada', 0, 6],
    ['bolletta alta', 9, 12],
    ['voltura eredi', 5, 8],
    ['calendario raccolta', 6, 11],
  ];
  const searches: Row[] = looked.flatMap(([words, hits, times]) =>
    Array.from({ length: times }, (_, index) => ({
      id: newId(),
      at: new Date(now.getTime() - (index * 2 + 1) * DAY),
      place: index % 2 === 0 ? 'help' : 'desk',
      language: 'it',
      words,
      hits,
    })),
  );
  const task = newId();
  const bonus = ids.get('bonus-sociale')!;
  const tasks: Row[] = [
    {
      id: task,
      kind: 'feedback',
      article_id: bonus,
      language: 'it',
      assignee_id: writer.id,
      state: 'open',
      opened_at: new Date(now.getTime() - 2 * DAY),
    },
    {
      id: newId(),
      kind: 'translation',
      article_id: ids.get('rateizzare')!,
      language: 'en',
      assignee_id: writer.id,
      state: 'open',
      opened_at: new Date(now.getTime() - 9 * DAY),
    },
  ];
  const feedback: Row[] = [
    ['customer', null, false, 'Non si capisce qual è la soglia di quest’anno.'],
    [
      'staff',
      organisation.staff.find((one) => one.email.startsWith('chiara@'))?.id ?? writer.id,
      null,
      'I clienti chiedono anche del bonus per disagio fisico: manca.',
    ],
  ].map(([sender, staff, useful, words], index) => ({
    id: newId(),
    article_id: bonus,
    task_id: task,
    language: 'it',
    sender: sender as string,
    staff_id: staff as string | null,
    useful: useful as boolean | null,
    words: words as string,
    at: new Date(now.getTime() - (2 - index) * DAY),
  }));
  return {
    rows: [
      ['knowledge.article', articles],
      ['knowledge.article_version', versions],
      ['knowledge.search', searches],
      ['knowledge.task', tasks],
      ['knowledge.feedback', feedback],
    ],
    versions: indexed,
    asked,
  };
}

/** Puts the words of the articles into the index and keeps the synonyms; after their rows. */
export async function indexArticles(
  client: Connection,
  { versions, asked }: { versions: readonly IndexedVersion[]; asked: readonly IndexedAsked[] },
  now: Date,
): Promise<void> {
  for (const version of versions) await indexWords(client, version);
  for (const one of asked) await askedWords(client, one);
  await noteRules(client, indexRules);
  for (const words of demoSynonyms) await synonymWords(client, words, now);
}
