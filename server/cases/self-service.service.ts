import type { Ctx, Db, Tx } from '#server/platform/index.ts';
import { caseNumbered as numberOfCase, caseOfCustomer, type CustomerCase } from './cases.read.ts';
import { noteOn } from './talk.service.ts';

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
  await noteOn(tx, ctx, found.id, { kind: 'note', body: text });
  return true;
}
