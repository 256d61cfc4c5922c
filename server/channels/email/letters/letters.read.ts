import { sql, type Db } from '#server/platform/index.ts';

export interface NamedLetter {
  id: string;
  thread: string;
  number: string;
  service: string;
  /** Everybody to whom the thread was written, in lower case. */
  parties: string[];
  recipients: string[];
}

/** Letters by their ids or numbers, with whom their threads were written to. */
export async function namedLetters(
  db: Db,
  by: { ids: readonly string[]; numbers: readonly string[] },
): Promise<NamedLetter[]> {
  if (by.ids.length + by.numbers.length === 0) return [];
  const { rows } = await sql<NamedLetter>`
    select l.id, l.thread, l.number, p.service_id as service, l.recipients,
      array(select distinct lower(r) from email.letter as m, unnest(m.recipients) as r where m.thread = l.thread) as parties
    from email.letter as l join contacts.entry_point as p on p.id = l.entry_point_id
    where l.id = any (${[...by.ids]}::uuid[]) or l.number = any (${[...by.numbers]}::text[])
    order by l.created_at`.execute(db);
  return rows;
}
