import { newId, type Connection } from '#server/platform/index.ts';
import { allWords, weigh, type Fields } from '#server/knowledge/articles/search.rules.ts';

/** What `indexVersion` of knowledge does, in the one connection of the load. */
export async function indexWords(
  client: Connection,
  version: Fields & { id: string; language: string },
): Promise<void> {
  const weights = [...weigh(version, version.language)];
  const words = weights.map(([word]) => word);
  await client.query(
    `insert into knowledge.word (language, word, lexeme)
     select $1, w.word, w.lexeme from (select word, knowledge.stem($1, word) as lexeme from unnest($2::text[]) as word) w
     where w.lexeme is not null order by w.word on conflict do nothing`,
    [version.language, words],
  );
  await client.query(
    `insert into knowledge.posting (language, lexeme, version_id, weight)
     select $1, w.lexeme, $4::uuid, sum(w.weight)::real from (
       select knowledge.stem($1, word) as lexeme, weight from unnest($2::text[], $3::real[]) as given (word, weight)) w
     where w.lexeme is not null group by w.lexeme`,
    [version.language, words, weights.map(([, weight]) => weight), version.id],
  );
}

/** Words that mean the same, with their stems. */
export async function synonymWords(client: Connection, words: readonly string[], now: Date): Promise<void> {
  await client.query(
    `insert into knowledge.synonym (id, language, words, lexemes, updated_at)
     select $1::uuid, 'it', $2::text[], coalesce(array_agg(distinct s.lexeme), '{}'), $4
     from (select knowledge.stem('it', w) as lexeme from unnest($3::text[]) as w) s where s.lexeme is not null`,
    [newId(), words, words.flatMap(allWords), now],
  );
}
