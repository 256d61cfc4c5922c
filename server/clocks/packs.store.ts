import type { Selectable } from 'kysely';
import type { PackDocument } from '#contract/clock-packs.ts';
import { newId, sql, type Db, type DB, type Tx } from '#server/platform/index.ts';
import { standardsOf, type StandardValues } from './packs.rules.ts';

export type StandardRow = Selectable<DB['clocks.standard']>;
export type PackRow = Selectable<DB['clocks.pack']>;

/**
 * Writes shipped packs: what is new is added, what nobody has touched follows the document, what an administrator has
 * changed stays as it is.
 */
export async function savePacks(tx: Tx, documents: readonly PackDocument[]): Promise<void> {
  const packs = documents.map((one) => ({
    id: newId(),
    code: one.code,
    regulation: one.regulation,
    name: one.name,
    valid_from: one.validFrom,
    valid_to: one.validTo,
    source: one.source,
  }));
  await sql`insert into clocks.pack (id, code, regulation, name, valid_from, valid_to, source, shipped)
    select x.*, true from jsonb_to_recordset(${JSON.stringify(packs)}::jsonb)
      as x(id uuid, code text, regulation text, name jsonb, valid_from date, valid_to date, source text)
    on conflict (code) do update set name = excluded.name, valid_from = excluded.valid_from,
      valid_to = excluded.valid_to, source = excluded.source
    where pack.shipped and pack.version = 1 and (pack.name, pack.valid_from, pack.valid_to, pack.source)
      is distinct from (excluded.name, excluded.valid_from, excluded.valid_to, excluded.source)`.execute(tx);
  const standards = documents.flatMap((pack) =>
    standardsOf(pack).map((one) => ({ id: newId(), pack: pack.code, ...one })),
  );
  await sql`insert into clocks.standard as s (id, pack_id, code, name, kind, amount, unit, share, pauses, warnings, compensation,
      confirmed, mark, source, note, shipped)
    select x.id, p.id, x.code, x.name, x.kind, x.amount, x.unit, x.share,
      array(select jsonb_array_elements_text(x.pauses)), x.warnings, nullif(x.compensation, 'null'::jsonb),
      x.confirmed, x.mark, x.source, x.note, true
    from jsonb_to_recordset(${JSON.stringify(standards)}::jsonb) as x(id uuid, pack text, code text, name jsonb, kind text,
      amount int, unit text, share numeric, pauses jsonb, warnings jsonb, compensation jsonb, confirmed boolean, mark text,
      source text, note text)
    join clocks.pack as p on p.code = x.pack and p.shipped
    on conflict (pack_id, code, service_id, territory) do update set name = excluded.name, kind = excluded.kind,
      amount = excluded.amount, unit = excluded.unit, share = excluded.share, pauses = excluded.pauses,
      warnings = excluded.warnings, compensation = excluded.compensation, confirmed = excluded.confirmed,
      mark = excluded.mark, source = excluded.source, note = excluded.note
    where s.shipped and s.version = 1
      and (s.name, s.kind, s.amount, s.unit, s.share, s.pauses, s.warnings, s.compensation, s.confirmed, s.mark, s.source, s.note)
        is distinct from (excluded.name, excluded.kind, excluded.amount, excluded.unit, excluded.share, excluded.pauses,
          excluded.warnings, excluded.compensation, excluded.confirmed, excluded.mark, excluded.source, excluded.note)`.execute(
    tx,
  );
}

export interface StandardOf extends StandardRow {
  regulation: string;
  packCode: string;
  packName: { it: string; en: string };
  packState: 'draft' | 'in_force';
  validFrom: string;
  validTo: string | null;
}

const withPack = (db: Db | Tx) =>
  db
    .selectFrom('clocks.standard as s')
    .innerJoin('clocks.pack as p', 'p.id', 's.packId')
    .selectAll('s')
    .select([
      'p.regulation',
      'p.code as packCode',
      'p.name as packName',
      'p.state as packState',
      sql<string>`p.valid_from::text`.as('validFrom'),
      sql<string | null>`p.valid_to::text`.as('validTo'),
    ]);

/** Every standard of a code, of all packs in force and of all places. */
export const standardsCoded = async (db: Db | Tx, code: string): Promise<StandardOf[]> =>
  (await withPack(db)
    .where('s.code', '=', code)
    .where('p.state', '=', 'in_force')
    .execute()) as unknown as StandardOf[];

/** Every standard of a pack. */
export const standardsOfPack = async (db: Db | Tx, packId: string): Promise<StandardOf[]> =>
  (await withPack(db)
    .where('s.packId', '=', packId)
    .orderBy('s.kind', 'desc')
    .orderBy('s.code')
    .orderBy('s.id')
    .execute()) as unknown as StandardOf[];

export const standardById = async (db: Db | Tx, id: string): Promise<StandardOf | null> =>
  ((await withPack(db).where('s.id', '=', id).executeTakeFirst()) as unknown as StandardOf | undefined) ??
  null;

export async function lockStandard(tx: Tx, id: string): Promise<StandardRow | null> {
  return (
    (await tx
      .selectFrom('clocks.standard')
      .selectAll()
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst()) ?? null
  );
}

export interface StandardChange {
  amount?: number;
  unit?: string;
  pauses?: string[];
  warnings?: unknown;
  compensation?: unknown;
  confirmed?: boolean;
  source?: string;
  note?: string | null;
}
const asColumns = ({ warnings, compensation, ...rest }: StandardChange) => ({
  ...rest,
  ...(warnings === undefined ? {} : { warnings: JSON.stringify(warnings) }),
  ...(compensation === undefined
    ? {}
    : { compensation: compensation === null ? null : JSON.stringify(compensation) }),
});

export async function changeStandardRow(tx: Tx, id: string, change: StandardChange): Promise<void> {
  await tx
    .updateTable('clocks.standard')
    .set({ ...asColumns(change), version: sql`version + 1` })
    .where('id', '=', id)
    .execute();
}

export async function insertStandard(
  tx: Tx,
  row: Omit<StandardRow, 'shipped' | 'version' | 'warnings' | 'compensation' | 'name' | 'share'> & {
    name: unknown;
    warnings: unknown;
    compensation: unknown;
    share: number | string | null;
  },
): Promise<void> {
  await tx
    .insertInto('clocks.standard')
    .values({
      ...row,
      name: JSON.stringify(row.name),
      warnings: JSON.stringify(row.warnings),
      compensation: row.compensation === null ? null : JSON.stringify(row.compensation),
    })
    .execute();
}

export interface PackOf extends PackRow {
  from: string;
  to: string | null;
}
const packDays = [
  sql<string>`valid_from::text`.as('from'),
  sql<string | null>`valid_to::text`.as('to'),
] as const;
export const packById = async (db: Db | Tx, id: string, lock = false): Promise<PackOf | null> =>
  (await db
    .selectFrom('clocks.pack')
    .selectAll()
    .select(packDays)
    .where('id', '=', id)
    .$if(lock, (query) => query.forUpdate())
    .executeTakeFirst()) ?? null;

/** All packs, the newest of each regulation first, and their standards. */
export async function readPacks(db: Db): Promise<{ packs: PackOf[]; standards: StandardRow[] }> {
  const packs = await db
    .selectFrom('clocks.pack')
    .selectAll()
    .select(packDays)
    .orderBy('regulation')
    .orderBy('validFrom', 'desc')
    .execute();
  const standards = await db
    .selectFrom('clocks.standard')
    .selectAll()
    .orderBy('kind', 'desc')
    .orderBy('code')
    .orderBy('id')
    .execute();
  return { packs, standards };
}

/** The values of standards as rows of a pack. */
export async function insertStandards(
  tx: Tx,
  packId: string,
  values: readonly (Omit<StandardValues, 'service'> & { serviceId: string | null })[],
): Promise<void> {
  await tx
    .insertInto('clocks.standard')
    .values(
      values.map(({ pauses, name, warnings, compensation, ...one }) => ({
        id: newId(),
        packId,
        ...one,
        pauses: [...pauses],
        name: JSON.stringify(name),
        warnings: JSON.stringify(warnings),
        compensation: compensation === null ? null : JSON.stringify(compensation),
      })),
    )
    .execute();
}

export interface PlaceRow {
  serviceId: string;
  regulations: string[];
  calendarId: string | null;
  territory: string | null;
}
/** What a service is under; without a row nothing but the organisation's own promise, by the national holidays. */
export async function placeOfService(
  db: Db | Tx,
  serviceId: string,
  lock = false,
): Promise<PlaceRow & { version: number }> {
  const row = await db
    .selectFrom('clocks.place')
    .selectAll()
    .where('serviceId', '=', serviceId)
    .$if(lock, (query) => query.forUpdate())
    .executeTakeFirst();
  return row ?? { serviceId, regulations: [], calendarId: null, territory: null, version: 0 };
}
export async function savePlace(tx: Tx, row: PlaceRow): Promise<void> {
  const { serviceId, ...fields } = row;
  await tx
    .insertInto('clocks.place')
    .values({ serviceId, ...fields })
    .onConflict((conflict) =>
      conflict.column('serviceId').doUpdateSet({ ...fields, version: sql`place.version + 1` }),
    )
    .execute();
}
export const regulationsKnown = async (db: Db | Tx): Promise<Set<string>> =>
  new Set(
    (
      await db
        .selectFrom('clocks.pack')
        .select('regulation')
        .where('state', '=', 'in_force')
        .distinct()
        .execute()
    ).map((row) => row.regulation),
  );
