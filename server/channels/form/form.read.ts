import type { Db, Tx } from '#server/platform/index.ts';
import type { PublicLanguage } from '../visitors/sentences.ts';

export interface Subject {
  id: string;
  name: string;
  queueHint: string | null;
}

/** What a form may be about: the first level of the classification, as far as it is the form's service's. */
export async function subjectsFor(
  db: Db | Tx,
  serviceId: string,
  language: PublicLanguage,
): Promise<Subject[]> {
  const rows = await db
    .selectFrom('knowledge.classification as c')
    .leftJoin('routing.queue as q', (join) =>
      join.onRef('q.id', '=', 'c.queueHint').on('q.active', '=', true),
    )
    .select(['c.id', 'c.name', 'c.code', 'q.id as queueHint'])
    .where('c.level', '=', 1)
    .where('c.active', '=', true)
    .where((where) => where.or([where('c.serviceId', 'is', null), where('c.serviceId', '=', serviceId)]))
    .orderBy('c.position')
    .orderBy('c.code')
    .execute();
  return rows.map(({ id, name, code, queueHint }) => {
    const names = name as Partial<Record<PublicLanguage, string>>;
    return { id, name: names[language] ?? names.it ?? code, queueHint };
  });
}
