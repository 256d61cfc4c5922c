import { staffCan } from '#server/access/index.ts';
import { classificationExists } from '#server/knowledge/index.ts';
import { invalid, type Tx } from '#server/platform/index.ts';
import { findSupplier } from './charge/charge.store.ts';

/** @throws Problem 422 owner */
export async function checkOwner(
  tx: Tx,
  owner: string | null,
  place: { serviceId: string; teamId: string | null },
): Promise<void> {
  if (owner !== null && !(await staffCan(tx, owner, 'case.write', place)))
    throw invalid('owner', 'an active member of staff who works on cases of this service and team');
}
/** @throws Problem 422 classification */
export async function checkClassification(tx: Tx, classification: string | null): Promise<void> {
  if (classification !== null && !(await classificationExists(tx, classification)))
    throw invalid('classification', 'a classification in use');
}
/** @throws Problem 422 supplier */
export async function checkSupplier(tx: Tx, supplier: string | null, serviceId: string): Promise<void> {
  if (supplier === null) return;
  const found = await findSupplier(tx, supplier);
  if (found?.active !== true || (found.serviceId !== null && found.serviceId !== serviceId))
    throw invalid('supplier', 'a supplier in use that works for this service');
}
