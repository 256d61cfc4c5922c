import { newId, sql, type Db, type Tx } from '#server/platform/index.ts';
import { stemsOf } from './index.store.ts';
import { allWords, saysNothing } from './search.rules.ts';

export interface AskedRow {
  id: string;
  articleId: string;
  language: string;
  words: string;
  source: 'author' | 'search';
  addedAt: Date;
}

/** How people ask for what an article answers, in the order of its authors; in one language or in all. */
export async function askedOf(db: Db | Tx, articleId: string, language?: string): Promise<AskedRow[]> {
  const { rows } =
    await sql<AskedRow>`select id, article_id, language, words, source, added_at from knowledge.asked
    where article_id = ${articleId} and ${language === undefined ? sql`true` : sql`language = ${language}`}
    order by language, position, added_at, id`.execute(db);
  return rows;
}

/** Keeps a way of asking with its stems; one that is there keeps its source and takes the new place. */
export async function saveAsked(
  tx: Tx,
  row: Omit<AskedRow, 'id'> & { position: number; addedBy: string | null },
): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    insert into knowledge.asked (id, article_id, language, words, position, source, added_by, added_at)
    values (${newId()}, ${row.articleId}, ${row.language}, ${row.words}, ${row.position}, ${row.source}, ${row.addedBy}, ${row.addedAt})
    on conflict (article_id, language, words) do update set position = excluded.position returning id`.execute(
    tx,
  );
  await indexWay(tx, rows[0]!.id, row.language, row.words);
}

/** Drops the ways of asking in a language that are none of these. */
export async function dropAskedBut(
  tx: Tx,
  articleId: string,
  language: string,
  words: readonly string[],
): Promise<void> {
  await sql`delete from knowledge.asked where article_id = ${articleId} and language = ${language}
    and words <> all (${[...words]}::text[])`.execute(tx);
}

/** Cuts all ways of asking for an article to their stems anew. */
export async function indexAsked(tx: Tx, articleId: string): Promise<void> {
  for (const row of await askedOf(tx, articleId)) await indexWay(tx, row.id, row.language, row.words);
}

async function indexWay(tx: Tx, id: string, language: string, words: string): Promise<void> {
  const stems = await stemsOf(
    tx,
    language,
    allWords(words).filter((word) => !saysNothing(word, language)),
  );
  const lexemes = [...new Set([...stems.values()].filter((lexeme) => lexeme !== null))].toSorted();
  await sql`delete from knowledge.asked_posting where asked_id = ${id}`.execute(tx);
  await sql`insert into knowledge.asked_posting (language, lexeme, asked_id)
    select ${language}, lexeme, ${id}::uuid from unnest(${lexemes}::text[]) as lexeme`.execute(tx);
  await sql`update knowledge.asked set size = ${lexemes.length} where id = ${id}`.execute(tx);
}
