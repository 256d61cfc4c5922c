import type { Db, Tx } from '#server/platform/index.ts';
import { publicLanguage } from '../visitors/sentences.ts';
import { namedIn } from '#contract/pure/names.ts';
import type { PublicNames } from '#contract/route.ts';

export interface Subject {
  id: string;
  name: string;
  /** Of the name: English where nobody has translated it. */
  language: string;
  /** As the staff reads it. */
  staffName: string;
  queueHint: string | null;
}

/** What a form may be about: the first level of the classification, as far as it is the form's service's. */
export async function subjectsFor(db: Db | Tx, serviceId: string, language: string): Promise<Subject[]> {
  const rows = await db
    .selectFrom('knowledge.classification as c')
    .leftJoin('routing.queue as q', (join) =>
      join.onRef('q.id', '=', 'c.queueHint').on('q.active', '=', true),
    )
    .select(['c.id', 'c.name', 'q.id as queueHint'])
    .where('c.level', '=', 1)
    .where('c.active', '=', true)
    .where((where) => where.or([where('c.serviceId', 'is', null), where('c.serviceId', '=', serviceId)]))
    .orderBy('c.position')
    .orderBy('c.code')
    .execute();
  return rows.map(({ id, name, queueHint }) => {
    const names = name as PublicNames;
    const said = namedIn(names, language);
    const staffName = names[publicLanguage(language)];
    return { id, name: said.text, language: said.language, staffName, queueHint };
  });
}
