import { newId, sql, type Db, type Tx } from '#server/platform/index.ts';
import { baseOf } from './italian.rules.ts';
import { allWords, weigh, type Fields } from './search.rules.ts';

/** Puts the words of a published version into the index, in place of what it had there. In the publication's own transaction. */
export async function indexVersion(
  tx: Tx,
  version: { id: string; language: string } & Fields,
): Promise<void> {
  const weights = [...weigh(version, version.language)].toSorted(([one], [other]) => (one < other ? -1 : 1));
  await sql`delete from knowledge.posting where version_id = ${version.id}`.execute(tx);
  if (weights.length === 0) return;
  const words = weights.map(([word]) => word);
  const bases = words.map((word) => baseOf(word, version.language));
  const counts = weights.map(([, weight]) => weight);
  await sql`insert into knowledge.word (language, word, lexeme)
    select ${version.language}, w.word, w.lexeme from (
      select word, knowledge.stem(${version.language}, base) as lexeme
      from unnest(${words}::text[], ${bases}::text[]) as given (word, base)) w
    where w.lexeme is not null order by w.word
    on conflict (language, word) do update set lexeme = excluded.lexeme where word.lexeme <> excluded.lexeme`.execute(
    tx,
  );
  await sql`insert into knowledge.posting (language, lexeme, version_id, weight)
    select ${version.language}, w.lexeme, ${version.id}::uuid, sum(w.weight)::real from (
      select knowledge.stem(${version.language}, base) as lexeme, weight
      from unnest(${bases}::text[], ${counts}::real[]) as given (base, weight)) w
    where w.lexeme is not null group by w.lexeme order by w.lexeme`.execute(tx);
}

/** Stems of words that were asked for already: a stem does not change. */
const remembered = new Map<string, string | null>();
const most = 20_000;

/** The stems of words; null: the language's own list says that it tells nothing. */
export async function stemsOf(
  db: Db | Tx,
  language: string,
  words: readonly string[],
): Promise<Map<string, string | null>> {
  const all = [...new Set(words)];
  const key = (word: string) => `${language} ${word}`;
  const unknown = all.filter((word) => !remembered.has(key(word)));
  if (unknown.length > 0) {
    const bases = unknown.map((word) => baseOf(word, language));
    const { rows } = await sql<{ word: string; lexeme: string | null }>`
      select word, knowledge.stem(${language}, base) as lexeme
      from unnest(${unknown}::text[], ${bases}::text[]) as given (word, base)`.execute(db);
    const stems = new Map(all.map((word) => [word, remembered.get(key(word)) ?? null]));
    if (remembered.size + rows.length > most) remembered.clear();
    for (const { word, lexeme } of rows) {
      remembered.set(key(word), lexeme);
      stems.set(word, lexeme);
    }
    return stems;
  }
  return new Map(all.map((word) => [word, remembered.get(key(word)) ?? null]));
}

/** Takes versions out of the index. */
export async function unindexVersions(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await sql`delete from knowledge.posting where version_id = any (${[...ids]}::uuid[])`.execute(tx);
}

export interface SynonymRow {
  id: string;
  language: string;
  words: string[];
  active: boolean;
}

export async function allSynonyms(db: Db): Promise<SynonymRow[]> {
  const { rows } = await sql<SynonymRow>`select id, language, words, active from knowledge.synonym
    order by language, words[1], id`.execute(db);
  return rows;
}

export async function findSynonym(tx: Tx, id: string): Promise<SynonymRow | null> {
  const { rows } = await sql<SynonymRow>`select id, language, words, active from knowledge.synonym
    where id = ${id} for update`.execute(tx);
  return rows[0] ?? null;
}

/** Keeps a group with the stems of its words, by which it is found. */
export async function saveSynonym(
  tx: Tx,
  row: Omit<SynonymRow, 'id'> & { id: string | null },
  at: Date,
): Promise<SynonymRow> {
  const id = row.id ?? newId();
  const lexemes = await synonymLexemes(tx, row.language, row.words);
  await sql`insert into knowledge.synonym (id, language, words, lexemes, active, updated_at)
    values (${id}, ${row.language}, ${row.words}::text[], ${lexemes}::text[], ${row.active}, ${at})
    on conflict (id) do update set language = excluded.language, words = excluded.words, lexemes = excluded.lexemes,
      active = excluded.active, updated_at = excluded.updated_at`.execute(tx);
  return { ...row, id };
}

/** By which stems a group is found; a word that says nothing stands for itself. */
async function synonymLexemes(tx: Tx, language: string, words: readonly string[]): Promise<string[]> {
  const stems = await stemsOf(tx, language, words.flatMap(allWords));
  return [...new Set([...stems].map(([word, lexeme]) => lexeme ?? word))].toSorted();
}

/** The groups of a language that have any of these stems. */
export async function synonymsWith(
  db: Db | Tx,
  language: string,
  lexemes: readonly string[],
): Promise<string[][]> {
  if (lexemes.length === 0) return [];
  const { rows } = await sql<{ words: string[] }>`select words from knowledge.synonym
    where active and language = ${language} and lexemes && ${[...lexemes]}::text[] order by id limit 100`.execute(
    db,
  );
  return rows.map(({ words }) => words);
}

/** Cuts the words of all groups to their stems anew. */
export async function indexSynonyms(tx: Tx, at: Date): Promise<void> {
  const { rows } =
    await sql<SynonymRow>`select id, language, words, active from knowledge.synonym for update`.execute(tx);
  for (const row of rows) await saveSynonym(tx, row, at);
}

/** By which rules the index was made. */
export async function indexRulesOf(db: Db): Promise<number> {
  const { rows } = await sql<{ rules: number }>`select rules from knowledge.index_state`.execute(db);
  return rows[0]?.rules ?? 0;
}

export async function noteIndexRules(tx: Tx, rules: number): Promise<void> {
  await sql`update knowledge.index_state set rules = greatest(rules, ${rules})`.execute(tx);
}

/** Articles of which something is in the index, in the order of their ids. */
export async function indexedArticles(db: Db, after: string, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select a.id from knowledge.article a
    where ${after === '' ? sql`true` : sql`a.id > ${after}::uuid`} and exists (
      select from knowledge.article_version v where v.article_id = a.id and v.state = 'published')
    order by a.id limit ${limit}`.execute(db);
  return rows.map(({ id }) => id);
}
