import { newId, type Connection } from '#server/platform/index.ts';
import { baseOf } from '#server/knowledge/articles/italian.rules.ts';
import { allWords, saysNothing, weigh, type Fields } from '#server/knowledge/articles/search.rules.ts';

/** What `indexVersion` of knowledge does, in the one connection of the load. */
export async function indexWords(
  client: Connection,
  version: Fields & { id: string; language: string },
): Promise<void> {
  const weights = [...weigh(version, version.language)];
  const words = weights.map(([word]) => word);
  const bases = words.map((word) => baseOf(word, version.language));
  await client.query(
    `insert into knowledge.word (language, word, lexeme)
     select $1, w.word, w.lexeme from (
       select word, knowledge.stem($1, base) as lexeme from unnest($2::text[], $3::text[]) as given (word, base)) w
     where w.lexeme is not null order by w.word on conflict do nothing`,
    [version.language, words, bases],
  );
  await client.query(
    `insert into knowledge.posting (language, lexeme, version_id, weight)
     select $1, w.lexeme, $4::uuid, sum(w.weight)::real from (
       select knowledge.stem($1, base) as lexeme, weight from unnest($2::text[], $3::real[]) as given (base, weight)) w
     where w.lexeme is not null group by w.lexeme`,
    [version.language, bases, weights.map(([, weight]) => weight), version.id],
  );
}

export interface IndexedAsked {
  articleId: string;
  language: string;
  words: string;
  position: number;
  addedBy: string | null;
  at: Date;
}

/** How people ask for what an article answers, with its stems. */
export async function askedWords(client: Connection, asked: IndexedAsked): Promise<void> {
  const id = newId();
  const bases = allWords(asked.words)
    .filter((word) => !saysNothing(word, asked.language))
    .map((word) => baseOf(word, asked.language));
  await client.query(
    `insert into knowledge.asked (id, article_id, language, words, position, source, added_by, added_at, size)
     values ($1, $2, $3, $4, $5, 'author', $6, $7, (
       select count(distinct knowledge.stem($3, base)) from unnest($8::text[]) as base))`,
    [id, asked.articleId, asked.language, asked.words, asked.position, asked.addedBy, asked.at, bases],
  );
  await client.query(
    `insert into knowledge.asked_posting (language, lexeme, asked_id)
     select distinct $1, s.lexeme, $2::uuid from (select knowledge.stem($1, base) as lexeme from unnest($3::text[]) as base) s
     where s.lexeme is not null`,
    [asked.language, id, bases],
  );
}

/** By which rules the index is made. */
export async function noteRules(client: Connection, rules: number): Promise<void> {
  await client.query('update knowledge.index_state set rules = $1', [rules]);
}

/** Words that mean the same, with their stems. */
export async function synonymWords(client: Connection, words: readonly string[], now: Date): Promise<void> {
  const all = [...new Set(words.flatMap(allWords))];
  await client.query(
    `insert into knowledge.synonym (id, language, words, lexemes, updated_at)
     select $1::uuid, 'it', $2::text[], coalesce(array_agg(distinct s.lexeme), '{}'), $5
     from (select coalesce(knowledge.stem('it', base), word) as lexeme from unnest($3::text[], $4::text[]) as given (word, base)) s`,
    [newId(), words, all, all.map((word) => baseOf(word, 'it')), now],
  );
}
