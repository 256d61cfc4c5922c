import { newId, sql, type Db, type Tx } from '#server/platform/index.ts';
import { allWords, weigh, type Fields, type SynonymGroup } from './search.rules.ts';

/** Puts the words of a published version into the index, in place of what it had there. In the publication's own transaction. */
export async function indexVersion(
  tx: Tx,
  version: { id: string; language: string } & Fields,
): Promise<void> {
  const weights = [...weigh(version, version.language)].toSorted(([one], [other]) => (one < other ? -1 : 1));
  await sql`delete from knowledge.posting where version_id = ${version.id}`.execute(tx);
  if (weights.length === 0) return;
  const words = weights.map(([word]) => word);
  const counts = weights.map(([, weight]) => weight);
  await sql`insert into knowledge.word (language, word, lexeme)
    select ${version.language}, w.word, w.lexeme from (
      select word, knowledge.stem(${version.language}, word) as lexeme from unnest(${words}::text[]) as word) w
    where w.lexeme is not null order by w.word on conflict do nothing`.execute(tx);
  await sql`insert into knowledge.posting (language, lexeme, version_id, weight)
    select ${version.language}, w.lexeme, ${version.id}::uuid, sum(w.weight)::real from (
      select knowledge.stem(${version.language}, word) as lexeme, weight
      from unnest(${words}::text[], ${counts}::real[]) as given (word, weight)) w
    where w.lexeme is not null group by w.lexeme order by w.lexeme`.execute(tx);
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
  const words = row.words.flatMap(allWords);
  await sql`insert into knowledge.synonym (id, language, words, lexemes, active, updated_at)
    select ${id}::uuid, ${row.language}, ${row.words}::text[], coalesce(array_agg(distinct s.lexeme), '{}'), ${row.active}, ${at}
    from (select knowledge.stem(${row.language}, w) as lexeme from unnest(${words}::text[]) as w) s where s.lexeme is not null
    on conflict (id) do update set language = excluded.language, words = excluded.words, lexemes = excluded.lexemes,
      active = excluded.active, updated_at = excluded.updated_at`.execute(tx);
  return { ...row, id };
}

/** The groups of a language that have any of these stems, each member with its own. */
export async function synonymsWith(
  db: Db | Tx,
  language: string,
  lexemes: readonly string[],
): Promise<SynonymGroup[]> {
  if (lexemes.length === 0) return [];
  const { rows } = await sql<{ words: string[] }>`select words from knowledge.synonym
    where active and language = ${language} and lexemes && ${[...lexemes]}::text[] limit 100`.execute(db);
  const all = [...new Set(rows.flatMap(({ words }) => words.flatMap(allWords)))];
  if (all.length === 0) return [];
  const { rows: stems } = await sql<{ word: string; lexeme: string | null }>`
    select w as word, knowledge.stem(${language}, w) as lexeme from unnest(${all}::text[]) as w`.execute(db);
  const stemOf = new Map(stems.map(({ word, lexeme }) => [word, lexeme]));
  return rows.map(({ words }) => ({
    members: words.map((member) =>
      allWords(member).flatMap((word) => {
        const lexeme = stemOf.get(word);
        return lexeme == null ? [] : [lexeme];
      }),
    ),
  }));
}
