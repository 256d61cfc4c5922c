import { sql, type Db, type Tx } from '#server/platform/index.ts';
import type { VersionHead } from '../versions.rules.ts';

export interface TextRecord {
  id: string;
  code: string;
  language: string;
  channels: string[];
  serviceId: string | null;
  classificationId: string | null;
  ownerId: string | null;
  successorId: string | null;
  reviewOn: string | null;
  active: boolean;
}
export interface TextWords {
  title: string;
  body: string;
}
export interface TextVersionRecord extends TextWords, VersionHead {
  textId: string;
}

const columns = sql`t.id, t.code, t.language, t.channels, t.service_id, t.classification_id, t.owner_id, t.successor_id,
  t.review_on, t.active`;

/** A text; with `lock`, nobody else changes it or its versions meanwhile. */
export async function findText(db: Db | Tx, id: string, lock = false): Promise<TextRecord | null> {
  const { rows } =
    await sql<TextRecord>`select ${columns} from knowledge.standard_text t where t.id = ${id}::uuid
    ${lock ? sql`for update` : sql``}`.execute(db);
  return rows[0] ?? null;
}

/** The text of a code in use, of exactly that service. */
export async function findTextByCode(
  db: Db | Tx,
  code: string,
  serviceId: string | null,
): Promise<TextRecord | null> {
  const { rows } = await sql<TextRecord>`select ${columns} from knowledge.standard_text t
    where t.code = ${code} and t.service_id is not distinct from ${serviceId}::uuid and t.active`.execute(db);
  return rows[0] ?? null;
}

export async function saveText(tx: Tx, row: TextRecord, at: Date): Promise<void> {
  const { id, ...fields } = row;
  await tx
    .insertInto('knowledge.standardText')
    .values({ id, ...fields, createdAt: at, updatedAt: at })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ ...fields, updatedAt: at }))
    .execute();
}

/** Of every language the newest version first. */
export async function textVersions(db: Db | Tx, textId: string): Promise<TextVersionRecord[]> {
  const rows = await db
    .selectFrom('knowledge.standardTextVersion')
    .selectAll()
    .where('textId', '=', textId)
    .orderBy('language')
    .orderBy('number', 'desc')
    .execute();
  return rows as unknown as TextVersionRecord[];
}

export async function saveTextVersion(tx: Tx, row: TextVersionRecord): Promise<void> {
  const { id, ...fields } = row;
  await tx
    .insertInto('knowledge.standardTextVersion')
    .values({ id, ...fields })
    .onConflict((conflict) => conflict.column('id').doUpdateSet(fields))
    .execute();
}

export async function deleteTextVersion(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('knowledge.standardTextVersion').where('id', '=', id).execute();
}
