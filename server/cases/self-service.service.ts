import type { Ctx, Db, Tx } from '#server/platform/index.ts';
import { lockedCase } from './access.ts';
import { caseNumbered as numberOfCase, caseOfCustomer, type CustomerCase } from './cases.read.ts';
import { putFieldsIn } from './cases.service.ts';
import { casesActedFor } from './parties/parties.doors.ts';
import { noteOn } from './talk.service.ts';

// What customers hear and say of their own cases in self-service.

/**
 * A case of a customer by its number, or the one that was opened last; null where there is none. By its number, a case of
 * somebody else too, for whom they act by a delegation in force.
 */
export const caseForCustomer = async (
  db: Db | Tx,
  customerId: string,
  number: string | null,
  at = new Date(),
): Promise<CustomerCase | null> =>
  caseOfCustomer(db, customerId, number, number === null ? [] : await casesActedFor(db, customerId, at));

/** The number of a case. */
export const caseNumbered = numberOfCase;

/**
 * What a customer adds to a case of theirs: words and, for a case of this type, values of its fields. False where it is
 * none of theirs, is closed, or is of another type.
 * @throws Problem 422 naming the field, before anything is written
 */
export async function noteForCustomer(
  tx: Tx,
  ctx: Ctx,
  {
    customerId,
    number,
    text,
    type,
    fields,
  }: { customerId: string; number: string; text: string; type: string; fields: Record<string, string> },
): Promise<boolean> {
  const found = await caseForCustomer(tx, customerId, number, ctx.clock.now());
  if (found === null || found.status === 'closed') return false;
  if (Object.keys(fields).length > 0) {
    const row = await lockedCase(tx, ctx, found.id);
    if (row.type !== type) return false;
    await putFieldsIn(tx, ctx, row, fields);
  }
  await noteOn(tx, ctx, found.id, { kind: 'note', body: text });
  return true;
}
