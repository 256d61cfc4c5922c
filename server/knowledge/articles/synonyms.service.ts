import { configChanged, invalid, notFound, type Ctx, type Tx } from '#server/platform/index.ts';
import { allSynonyms, findSynonym, saveSynonym, type SynonymRow } from './index.store.ts';
import { allWords } from './search.rules.ts';

export const listSynonyms = async (ctx: Ctx): Promise<{ items: SynonymRow[] }> => ({
  items: await allSynonyms(ctx.db),
});

/** Makes or changes a group of words that mean the same. @throws Problem 404, 422 naming `words` */
export async function putSynonym(
  tx: Tx,
  ctx: Ctx,
  id: string | null,
  input: Omit<SynonymRow, 'id'>,
): Promise<SynonymRow> {
  const before = id === null ? null : await findSynonym(tx, id);
  if (id !== null && before === null) throw notFound('synonym');
  const empty = input.words.findIndex((one) => allWords(one).length === 0);
  if (empty >= 0) throw invalid(`words[${empty}]`, 'two letters or digits at least');
  const row = await saveSynonym(tx, { id, ...input }, ctx.clock.now());
  await configChanged(tx, ctx.actor, { what: 'synonym', id: row.id, before, after: row });
  return row;
}
