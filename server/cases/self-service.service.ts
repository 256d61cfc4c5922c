import { record, type Ctx, type Db, type Tx } from '#server/platform/index.ts';
import { lockedCase } from './access.ts';
import { caseNumbered as numberOfCase, caseOfCustomer, workersOn, type CustomerCase } from './cases.read.ts';
import { placeOf, write } from './writing.ts';

// What customers hear and say of their own cases in self-service.

/** A case of a customer by its number, or the one that was opened last; null where there is none. */
export const caseForCustomer = (
  db: Db | Tx,
  customerId: string,
  number: string | null,
): Promise<CustomerCase | null> => caseOfCustomer(db, customerId, number);

/** The number of a case. */
export const caseNumbered = numberOfCase;

/** What a customer adds to a case of theirs; false where it is none of theirs, or is closed. */
export async function noteForCustomer(
  tx: Tx,
  ctx: Ctx,
  { customerId, number, text }: { customerId: string; number: string; text: string },
): Promise<boolean> {
  const found = await caseOfCustomer(tx, customerId, number);
  if (found === null || found.status === 'closed') return false;
  const row = await lockedCase(tx, ctx, found.id);
  await write(tx, ctx, { caseId: row.id, kind: 'note', body: text });
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
  return true;
}
