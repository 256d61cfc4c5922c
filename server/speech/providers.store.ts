import { sql, type Db, type Tx } from '#server/platform/index.ts';
import type { SpeechLanguage } from '#contract/speech.ts';

/** The voice of the program eSpeak NG: always in the list, and used where it is installed. */
export const espeakId = '01981000-0000-7000-8000-000000000001';

export interface ProviderRow {
  id: string;
  kind: 'espeak' | 'openai';
  purpose: 'speak' | 'transcribe';
  name: string;
  position: number;
  active: boolean;
  baseUrl: string | null;
  model: string | null;
  voices: Partial<Record<SpeechLanguage, string>>;
  /** Sealed. */
  key: string | null;
  timeoutSeconds: number;
  version: number;
  lastOkAt: Date | null;
  lastMilliseconds: number | null;
  lastError: string | null;
  lastErrorAt: Date | null;
  failures: number;
}

/** All providers, in the order in which they are asked. */
export async function readProviders(db: Db | Tx): Promise<ProviderRow[]> {
  return (await db
    .selectFrom('speech.provider')
    .selectAll()
    .orderBy('position')
    .orderBy('id')
    .execute()) as unknown as ProviderRow[];
}

export async function lockProvider(tx: Tx, id: string): Promise<ProviderRow | null> {
  const row = await tx
    .selectFrom('speech.provider')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return (row as unknown as ProviderRow | undefined) ?? null;
}

export type ProviderSettings = Pick<
  ProviderRow,
  'id' | 'kind' | 'purpose' | 'name' | 'active' | 'baseUrl' | 'model' | 'voices' | 'key' | 'timeoutSeconds'
>;

/** Adds a provider behind the others. */
export async function insertProvider(tx: Tx, settings: ProviderSettings): Promise<void> {
  await tx
    .insertInto('speech.provider')
    .values({
      ...settings,
      voices: JSON.stringify(settings.voices),
      position: sql<number>`(select coalesce(max(position), 0) + 1 from speech.provider)`,
    })
    .execute();
}

/** Changes a provider: its health begins anew, and what it has said under its old settings is said again. */
export async function changeProvider(
  tx: Tx,
  id: string,
  change: Partial<Omit<ProviderSettings, 'id' | 'kind'>>,
): Promise<void> {
  const { voices, ...rest } = change;
  await tx
    .updateTable('speech.provider')
    .set({
      ...rest,
      ...(voices === undefined ? {} : { voices: JSON.stringify(voices) }),
      version: sql`version + 1`,
      failures: 0,
      lastError: null,
      lastErrorAt: null,
    })
    .where('id', '=', id)
    .execute();
}

export async function deleteProvider(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('speech.provider').where('id', '=', id).execute();
}

export async function placeProviders(tx: Tx, order: readonly string[]): Promise<void> {
  await sql`update speech.provider p set position = o.position
    from unnest(${[...order]}::uuid[]) with ordinality as o (id, position) where p.id = o.id`.execute(tx);
}

/** Notes how a provider fared, under the settings with which it was asked. */
export async function noteFared(
  db: Db,
  provider: { id: string; version: number },
  fared: { at: Date } & ({ milliseconds: number } | { error: string }),
): Promise<void> {
  await db
    .updateTable('speech.provider')
    .set(
      'error' in fared
        ? { failures: sql`failures + 1`, lastError: fared.error, lastErrorAt: fared.at }
        : { failures: 0, lastOkAt: fared.at, lastMilliseconds: fared.milliseconds },
    )
    .where('id', '=', provider.id)
    .where('version', '=', provider.version)
    .execute();
}
