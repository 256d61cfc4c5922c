import type { z } from 'zod';
import type { recordingListens, recordingNote } from '#contract/recordings.ts';
import { sql, type Db, type Tx } from '#server/platform/index.ts';

/** The notes of a recording in the order of its time. */
export async function notesOf(
  db: Db | Tx,
  recordingId: string,
  reader: string | null,
): Promise<z.input<typeof recordingNote>[]> {
  const { rows } = await sql<z.input<typeof recordingNote>>`
    select n.id, n.at_ms as at, n.text, n.author_id as author, coalesce(staff.name, '') as author_name, n.made_at, n.changed_at,
      n.author_id = ${reader}::uuid as mine
    from recordings.note as n left join access.staff as staff on staff.id = n.author_id
    where n.recording_id = ${recordingId}::uuid order by n.at_ms, n.made_at`.execute(db);
  return rows.map((row) => ({ ...row, mine: row.mine === true }));
}

/** Who listened to a recording, the last first. */
export async function listensOf(
  db: Db,
  recordingId: string,
): Promise<z.input<(typeof recordingListens)['output']>['items']> {
  const { rows } = await sql<z.input<(typeof recordingListens)['output']>['items'][number]>`
    select l.id, l.at, coalesce(staff.name, token.name, l.actor) as actor_name, l.kind, l.why, l.from_ms as "from", l.to_ms as "to",
      l.heard_ms as heard
    from recordings.listen as l left join access.staff as staff on staff.id = l.staff_id
      left join access.api_token as token on l.actor = 'token:' || token.id
    where l.recording_id = ${recordingId}::uuid order by l.at desc, l.id desc limit 500`.execute(db);
  return rows;
}

/** Where the encrypted bytes of parts lie: their SHA-256 by the file's id. */
export async function filesOf(db: Db, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const { rows } = await sql<{ id: string; sha256: string }>`
    select id, sha256 from platform.file where id = any (${[...ids]}::uuid[])`.execute(db);
  return new Map(rows.map(({ id, sha256 }) => [id, sha256]));
}
