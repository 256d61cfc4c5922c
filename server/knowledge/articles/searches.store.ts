import { newId, sql, type Db, type Tx } from '#server/platform/index.ts';
import { withoutPersons } from './search.rules.ts';

/** Keeps what was looked for and how much came of it: never who, and no personal data. */
export async function noteSearch(
  db: Db | Tx,
  search: { place: 'desk' | 'help' | 'flow'; language: string; question: string; hits: number; at: Date },
): Promise<string> {
  const id = newId();
  await sql`insert into knowledge.search (id, at, place, language, words, hits)
    values (${id}, ${search.at}, ${search.place}, ${search.language}, ${withoutPersons(search.question)}, ${search.hits})`.execute(
    db,
  );
  return id;
}

/** What was looked for was found here. */
export async function noteChoice(db: Db | Tx, searchId: string, articleId: string): Promise<void> {
  await sql`update knowledge.search s set chosen_id = a.id from knowledge.article a
    where s.id = ${searchId} and a.id = ${articleId} and s.chosen_id is null`.execute(db);
}

/** Deletes what was looked for longer ago than figures look back. */
export async function forgetSearches(db: Db, before: Date): Promise<number> {
  const done = await sql`delete from knowledge.search where at < ${before}`.execute(db);
  return Number(done.numAffectedRows ?? 0);
}

/** Notes that what was looked for has been seen to. */
export async function settle(
  tx: Tx,
  settled: {
    language: string;
    words: string;
    how: string;
    articleId: string | null;
    by: string | null;
    at: Date;
  },
): Promise<void> {
  await sql`insert into knowledge.search_settled (language, words, how, article_id, settled_by, settled_at)
    values (${settled.language}, ${settled.words}, ${settled.how}, ${settled.articleId}, ${settled.by}, ${settled.at})
    on conflict (language, words) do update set how = excluded.how, article_id = excluded.article_id,
      settled_by = excluded.settled_by, settled_at = excluded.settled_at`.execute(tx);
}
