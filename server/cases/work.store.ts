import type { CaseTransition, CaseTypeDefinition } from '#contract/case-types.ts';
import type { Insertable, Selectable, Updateable } from 'kysely';
import type { Db, DB, Tx } from '#server/platform/index.ts';
import type { CaseRow } from './cases.read.ts';
import { openBelow } from './subcases/subcases.store.ts';
import { transitionOf, type Standing } from './types/moves.rules.ts';

// What a case has to be done, approved and attached, as its type asks for it.

/** What the case can show: tasks that are open, documents that are there, approvals that count. */
export async function standingOf(
  db: Db | Tx,
  row: Pick<CaseRow, 'id'>,
): Promise<Required<Pick<Standing, 'openTasks' | 'documents' | 'approved' | 'openSubcases'>>> {
  const tasks = await db
    .selectFrom('cases.task')
    .select('key')
    .where('caseId', '=', row.id)
    .where('doneAt', 'is', null)
    .execute();
  const approvals = await db
    .selectFrom('cases.approval')
    .select('key')
    .where('caseId', '=', row.id)
    .where('verdict', '=', 'approved')
    .execute();
  const documents = await db
    .selectFrom('cases.document')
    .select('key')
    .distinct()
    .where('caseId', '=', row.id)
    .execute();
  return {
    openTasks: new Set(tasks.map(({ key }) => key)),
    documents: new Set(documents.map(({ key }) => key)),
    approved: new Set(approvals.map(({ key }) => key)),
    openSubcases: await openBelow(db, row.id),
  };
}

/** The tasks of the state that the case has come into, from the first time on. */
export async function enterState(
  tx: Tx,
  row: Pick<CaseRow, 'id' | 'state'>,
  definition: CaseTypeDefinition,
  at: Date,
): Promise<void> {
  const tasks = definition.tasks.filter(({ inState }) => inState === row.state);
  if (tasks.length === 0) return;
  await tx
    .insertInto('cases.task')
    .values(tasks.map(({ key }) => ({ caseId: row.id, key, madeAt: at })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** What was approved, or asked to be, counts for one passage: that which was made, or is no longer possible, is over. */
export async function leaveState(
  tx: Tx,
  row: Pick<CaseRow, 'id' | 'state'>,
  definition: CaseTypeDefinition,
  made: CaseTransition,
  at: Date,
): Promise<void> {
  const over = definition.approvals.filter(
    ({ transition }) =>
      transition === made.key || !transitionOf(definition, transition)?.from.includes(row.state),
  );
  if (over.length === 0) return;
  await tx
    .updateTable('cases.approval')
    .set((eb) => ({ verdict: 'void', decidedAt: eb.fn.coalesce('decidedAt', eb.val(at)) }))
    .where('caseId', '=', row.id)
    .where(
      'key',
      'in',
      over.map(({ key }) => key),
    )
    .where((eb) => eb.or([eb('verdict', 'is', null), eb('verdict', '=', 'approved')]))
    .execute();
}

export async function findTask(
  tx: Tx,
  caseId: string,
  key: string,
): Promise<Selectable<DB['cases.task']> | null> {
  const row = await tx
    .selectFrom('cases.task')
    .selectAll()
    .where('caseId', '=', caseId)
    .where('key', '=', key)
    .executeTakeFirst();
  return row ?? null;
}
export async function changeTask(
  tx: Tx,
  caseId: string,
  key: string,
  change: Updateable<DB['cases.task']>,
): Promise<void> {
  await tx
    .updateTable('cases.task')
    .set(change)
    .where('caseId', '=', caseId)
    .where('key', '=', key)
    .execute();
}

/** Whether an approval is asked for now, or given and not used up. */
export async function approvalStands(tx: Tx, caseId: string, key: string): Promise<boolean> {
  const row = await tx
    .selectFrom('cases.approval')
    .select('id')
    .where('caseId', '=', caseId)
    .where('key', '=', key)
    .where((eb) => eb.or([eb('verdict', 'is', null), eb('verdict', '=', 'approved')]))
    .executeTakeFirst();
  return row !== undefined;
}
export async function openApproval(
  tx: Tx,
  caseId: string,
  key: string,
): Promise<Selectable<DB['cases.approval']> | null> {
  const row = await tx
    .selectFrom('cases.approval')
    .selectAll()
    .where('caseId', '=', caseId)
    .where('key', '=', key)
    .where('verdict', 'is', null)
    .executeTakeFirst();
  return row ?? null;
}
export async function insertApproval(tx: Tx, row: Insertable<DB['cases.approval']>): Promise<void> {
  await tx.insertInto('cases.approval').values(row).execute();
}
export async function decideOpen(
  tx: Tx,
  id: string,
  decision: Updateable<DB['cases.approval']>,
): Promise<void> {
  await tx.updateTable('cases.approval').set(decision).where('id', '=', id).execute();
}

export async function insertDocument(tx: Tx, row: Insertable<DB['cases.document']>): Promise<void> {
  await tx.insertInto('cases.document').values(row).execute();
}
export async function deleteDocument(
  tx: Tx,
  caseId: string,
  id: string,
): Promise<{ key: string; name: string } | null> {
  const row = await tx
    .deleteFrom('cases.document')
    .where('id', '=', id)
    .where('caseId', '=', caseId)
    .returning(['key', 'name'])
    .executeTakeFirst();
  return row ?? null;
}
