import type { SpeechLanguage } from '#contract/speech.ts';
import { sql, type Db, type Tx } from '#server/platform/index.ts';

/** Whose prompts: the organisation's (both null), a service's, or a queue's (with its service). */
export interface Place {
  serviceId: string | null;
  queueId: string | null;
}

export interface VersionRow extends Place {
  id: string;
  key: string;
  language: SpeechLanguage;
  fileId: string;
  sha256: string;
  samples: number;
  origin: 'uploaded' | 'recorded';
  note: string | null;
  current: boolean;
  createdBy: string;
  createdAt: Date;
}

const versions = (db: Db | Tx) =>
  db
    .selectFrom('speech.promptVersion as v')
    .innerJoin('platform.file as f', 'f.id', 'v.fileId')
    .select([
      'v.id',
      'v.key',
      'v.language',
      'v.serviceId',
      'v.queueId',
      'v.fileId',
      'f.sha256',
      'v.samples',
      'v.origin',
      'v.note',
      'v.current',
      'v.createdBy',
      'v.createdAt',
    ]);

/**
 * What is played at a place instead of the shipped sounds: of each prompt the current version of the queue, else of its
 * service, else of the organisation.
 * @param keys these prompts only
 */
export async function currentVersions(
  db: Db,
  language: SpeechLanguage,
  place: Place,
  keys?: readonly string[],
): Promise<Map<string, VersionRow>> {
  const rows = await versions(db)
    .where('v.language', '=', language)
    .where('v.current', '=', true)
    .$if(keys !== undefined, (query) => query.where('v.key', '=', sql<string>`any (${[...keys!]}::text[])`))
    .where(
      sql<boolean>`((v.queue_id is null and v.service_id is null)
        or (v.queue_id is null and v.service_id = ${place.serviceId}::uuid) or v.queue_id = ${place.queueId}::uuid)`,
    )
    // What is more its own comes last, and wins.
    .orderBy(sql`(v.service_id is not null)::int + (v.queue_id is not null)::int`)
    .execute();
  return new Map((rows as VersionRow[]).map((row) => [row.key, row]));
}

const atPlace = ({ serviceId, queueId }: Place) =>
  sql<boolean>`v.service_id is not distinct from ${serviceId}::uuid and v.queue_id is not distinct from ${queueId}::uuid`;

/** The versions that a place itself has had of a prompt, newest first. */
export async function versionsAt(
  db: Db | Tx,
  key: string,
  language: SpeechLanguage,
  place: Place,
): Promise<VersionRow[]> {
  return (await versions(db)
    .where('v.key', '=', key)
    .where('v.language', '=', language)
    .where(atPlace(place))
    .orderBy('v.createdAt', 'desc')
    .orderBy('v.id', 'desc')
    .execute()) as VersionRow[];
}

export async function findVersion(db: Db, id: string): Promise<VersionRow | null> {
  return ((await versions(db).where('v.id', '=', id).executeTakeFirst()) as VersionRow | undefined) ?? null;
}

export async function insertVersion(tx: Tx, row: Omit<VersionRow, 'sha256' | 'current'>): Promise<void> {
  await tx
    .insertInto('speech.promptVersion')
    .values({ ...row, current: false })
    .execute();
}

/** Two who change the prompt of a place at once do it one after the other. To be called before it is looked at. */
export async function lockPrompt(tx: Tx, key: string, language: SpeechLanguage, place: Place): Promise<void> {
  const name = `prompt ${language} ${key} ${place.queueId ?? place.serviceId ?? ''}`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(tx);
}

/** Makes one version of a place current, or none of them. */
export async function makeCurrent(
  tx: Tx,
  key: string,
  language: SpeechLanguage,
  place: Place,
  id: string | null,
): Promise<void> {
  await sql`update speech.prompt_version v set current = false
    where v.key = ${key} and v.language = ${language} and v.current and ${atPlace(place)}`.execute(tx);
  if (id !== null)
    await tx.updateTable('speech.promptVersion').set({ current: true }).where('id', '=', id).execute();
}
