import { sql, type Db, type Tx } from '#server/platform/index.ts';

/** How a language's words are cut to their stems. */
const stems: Readonly<Record<string, string>> = {
  it: 'italian',
  en: 'english',
  fr: 'french',
  de: 'german',
  es: 'spanish',
  ar: 'arabic',
  ru: 'russian',
  ro: 'romanian',
};

/**
 * The text in force that answers a question best, of those that may stand by themselves: classified, without placeholders
 * that only an agent fills. Null when none has at least one word of the question, and a good part of them.
 */
export async function findAnswer(
  db: Db | Tx,
  question: string,
  language: string,
  at: Date,
): Promise<{ title: string; text: string } | null> {
  const words = question
    .toLowerCase()
    .normalize('NFC')
    .match(/[\p{L}\p{N}]{3,}/gu);
  if (words === null) return null;
  const stem = stems[language] ?? 'simple';
  // Any of the words; the rank says how many.
  const { rows } = await sql<{ title: string; body: string; rank: number }>`
    with asked as (select to_tsquery(${stem}::regconfig, ${[...new Set(words)].slice(0, 30).join(' | ')}) as q)
    select v.title, v.body,
      ts_rank_cd(setweight(to_tsvector(${stem}::regconfig, v.title || ' ' || replace(t.code, '-', ' ') || ' ' || coalesce(k.name ->> ${language}, k.name ->> 'it', '')), 'A')
        || setweight(to_tsvector(${stem}::regconfig, v.body), 'C'), asked.q)::float8 as rank
    from knowledge.standard_text t join knowledge.classification k on k.id = t.classification_id
      join knowledge.standard_text_version v on v.text_id = t.id, asked
    where t.active and v.language = ${language} and v.state = 'published' and v.valid_from <= ${at}
      and (v.valid_to is null or v.valid_to > ${at}) and position('{{' in v.body) = 0
      and to_tsvector(${stem}::regconfig, v.title || ' ' || replace(t.code, '-', ' ') || ' ' || coalesce(k.name ->> ${language}, k.name ->> 'it', '') || ' ' || v.body) @@ asked.q
    order by rank desc, t.uses desc, t.code limit 1`.execute(db);
  const [best] = rows;
  if (best === undefined || best.rank < 0.3) return null;
  const text = best.body.trim();
  return { title: best.title, text: text[0]!.toUpperCase() + text.slice(1) };
}
