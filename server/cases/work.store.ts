import type { CaseTransition, CaseTypeDefinition } from '#contract/case-types.ts';
import type { Db, Tx } from '#server/platform/index.ts';
import type { CaseRow } from './cases.read.ts';
import { transitionOf, type Standing } from './types/moves.rules.ts';

// What a case has to be done, approved and attached, as its type asks for it.

/** What the case can show: tasks that are open, documents that are there, approvals that count. */
export async function standingOf(
  db: Db | Tx,
  row: Pick<CaseRow, 'id'>,
): Promise<Pick<Standing, 'openTasks' | 'documents' | 'approved'>> {
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
  return {
    openTasks: new Set(tasks.map(({ key }) => key)),
    documents: new Set(),
    approved: new Set(approvals.map(({ key }) => key)),
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
