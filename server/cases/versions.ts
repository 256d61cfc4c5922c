import { conflict, type Tx } from '#server/platform/index.ts';
import { changesSince, type CaseRow } from './cases.read.ts';

/** @throws Problem 409 changed_meanwhile with what others changed, when a change was made of an older version */
export async function checkVersion(tx: Tx, row: CaseRow, version: number | undefined): Promise<void> {
  if (version === undefined || version === row.version) return;
  const { fields, by, at } = await changesSince(tx, row.id, version);
  throw conflict(
    'changed_meanwhile',
    `Changed meanwhile${by.length === 0 ? '' : ` by ${by.join(', ')}`}${fields.length === 0 ? '' : `: ${fields.join(', ')}`}.`,
    { version: row.version, changed: fields, by, at: at?.toISOString() ?? null },
  );
}
