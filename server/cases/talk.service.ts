import { record, type Ctx, type Tx } from '#server/platform/index.ts';
import { lockedCase } from './access.ts';
import { workersOn, type CaseRow } from './cases.read.ts';
import { placeOf, write } from './writing.ts';

/** Writes something that was said on a case, and tells whoever follows it. The case is locked. */
export async function noteOn(
  tx: Tx,
  ctx: Ctx,
  caseId: string,
  entry: { kind: 'note' | 'said'; body: string; data?: Record<string, unknown> },
): Promise<CaseRow> {
  const row = await lockedCase(tx, ctx, caseId);
  await write(tx, ctx, { caseId: row.id, ...entry });
  await record(tx, ctx.actor, {
    kind: 'case.changed',
    subjectId: row.id,
    ...placeOf(row),
    data: {
      case: row.id,
      number: row.number,
      customer: row.customerId,
      owner: row.ownerId,
      version: row.version,
      fields: ['notes'],
      workers: await workersOn(tx, row.id),
    },
  });
  return row;
}
