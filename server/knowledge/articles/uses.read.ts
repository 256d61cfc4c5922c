import { sql, type Db, type Tx } from '#server/platform/index.ts';
import type { How } from './uses.store.ts';

export interface UseRow {
  id: string;
  articleId: string;
  code: string;
  title: string;
  how: How;
  at: Date;
  staffName: string | null;
  path: { step: string; title: string; answer: string | null }[];
  ended: boolean;
}

/** What was of use in a contact, in the order in which it was. */
export async function usesIn(db: Db, contactId: string): Promise<UseRow[]> {
  const { rows } = await sql<UseRow>`
    select u.id, u.article_id, a.code, coalesce(v.title, a.code) as title, u.how, u.at, s.name as staff_name, u.path,
      u.ended_at is not null as ended
    from knowledge.use u join knowledge.article a on a.id = u.article_id
      left join knowledge.article_version v on v.id = u.version_id left join access.staff s on s.id = u.staff_id
    where u.contact_id = ${contactId} order by u.at, u.id limit 200`.execute(db);
  return rows;
}

/** A team and the service that it belongs to. */
export async function findTeam(db: Db | Tx, id: string): Promise<{ serviceId: string | null } | null> {
  const { rows } = await sql<{
    serviceId: string | null;
  }>`select service_id from access.team where id = ${id}`.execute(db);
  return rows[0] ?? null;
}
