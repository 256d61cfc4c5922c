import type { CaseTypeDefinition, FieldValues } from '#contract/case-types.ts';
import { invalid, type Ctx, type Tx } from '#server/platform/index.ts';
import { apply } from '../applying.ts';
import type { CaseRow } from '../cases.read.ts';
import { changedFields, type CaseStatus } from '../cases.rules.ts';
import { retypeClocks } from '../clocks.service.ts';
import { enterState } from '../work.store.ts';
import { write } from '../writing.ts';
import { fieldsIn } from './fields.rules.ts';
import { stateLike, stateOf } from './moves.rules.ts';
import { definitionOf } from './types.store.ts';

/**
 * Brings a case under another version of its type, or another type: into the state that is named for its own, else the one
 * that is like it. Values that the new definition has a place for are kept, the others are gone. No transition is made and
 * the customer is told nothing: what the case is has not changed, only what it goes by.
 *
 * @param states which state stands for which, by key
 * @throws Problem 422 type: nothing there is like the state of the case
 */
export async function moveToVersion(
  tx: Tx,
  ctx: Ctx,
  row: CaseRow,
  { version, definition }: { version: number; definition: CaseTypeDefinition },
  states: Readonly<Record<string, string>>,
  reason: string | null = null,
): Promise<CaseRow> {
  const before = await definitionOf(tx, row);
  const status = row.status as CaseStatus;
  const named = Object.hasOwn(states, row.state) ? stateOf(definition, states[row.state]!) : undefined;
  const state = named ?? stateLike(definition, { state: row.state, status });
  if (state === null || (state.status === 'closed') !== (status === 'closed'))
    throw invalid('type', 'a type with a state like that of the case');
  const { kept, lost } = fieldsIn(definition, row.fields as FieldValues);
  const change = {
    type: definition.code,
    typeVersion: version,
    state: state.key,
    status: state.status,
    fields: kept,
  };
  const { fields: _, ...columns } = change;
  const after = await apply(tx, ctx, {
    before: row,
    change: state.key === row.state ? change : { ...change, stateSince: ctx.clock.now() },
    changed: changedFields<Record<string, unknown>>(row, columns),
    definition: before,
    fieldsChanged: lost,
    action: 'case.changed',
    reason,
  });
  await write(tx, ctx, {
    caseId: row.id,
    kind: 'type',
    data: {
      from: { type: row.type, version: row.typeVersion, name: before.name, state: row.state },
      to: { type: definition.code, version, name: definition.name, state: state.key, stateName: state.name },
      lost: before.fields.filter(({ key }) => lost.includes(key)).map(({ label }) => label),
    },
  });
  await enterState(tx, after, definition, ctx.clock.now());
  await retypeClocks(tx, ctx, after, definition);
  return after;
}
