import { gapsIn } from '#contract/pure/gaps.ts';
import type { moveCase } from '#contract/cases.ts';
import type { CaseTransition, CaseTypeDefinition, FieldValues } from '#contract/case-types.ts';
import type { Parsed } from '#contract/route.ts';
import { invalid, Problem, record, type Ctx, type FieldError, type Tx } from '#server/platform/index.ts';
import { accessCase } from './access.ts';
import { apply, type ColumnChange } from './applying.ts';
import { workersOn, type CaseRow } from './cases.read.ts';
import { changedFields } from './cases.rules.ts';
import { checkVersion } from './versions.ts';
import { firstContactOf } from './charge/first-contact.service.ts';
import { clocksOf } from './clocks.service.ts';
import type { Happened } from './happened.ts';
import { withdrawMailed } from './escalations/escalations.service.ts';
import { endPlans, startPlansOf } from './plans/plans.service.ts';
import { withdrawWaiting } from './steps.service.ts';
import { tellOf } from './telling/telling.service.ts';
import { eyesOf, putValues, seesField, type Eyes, type FieldTrouble } from './types/fields.rules.ts';
import { isFree, obstaclesTo, stateOf, waysFrom, type Obstacles } from './types/moves.rules.ts';
import { definitionOf } from './types/types.store.ts';
import { enterState, leaveState, standingOf } from './work.store.ts';
import { placeOf } from './writing.ts';

export interface Moving {
  /** The key of a transition. */
  transition: string;
  resolution?: string | undefined;
  reason?: string | null | undefined;
  /** Values of fields that are given with it. */
  fields?: FieldValues | undefined;
  /** false: this once nothing is told, whatever the type says. */
  tellCustomer?: boolean | undefined;
  /** Other columns that change with it. */
  also?:
    | Pick<ColumnChange, 'ownerId' | 'classificationId' | 'supplierId' | 'subject' | 'description'>
    | undefined;
}

const blank = (text: string | null | undefined) => text == null || text.trim() === '';

/** @throws Problem 422 naming every field */
export function refuseValues(troubles: readonly FieldTrouble[]): void {
  if (troubles.length === 0) return;
  const errors = troubles.map(({ field, message }) => ({ field: `fields.${field}`, message }));
  throw new Problem(
    422,
    'invalid',
    errors.map(({ field, message }) => `${field}: ${message}`).join('; '),
    errors,
  );
}

/** @throws Problem 422 not_ready naming everything that is missing */
function refuseObstacles(
  definition: CaseTypeDefinition,
  obstacles: Obstacles,
  eyes: Eyes,
  state: string,
): void {
  if (isFree(obstacles)) return;
  const seen = definition.fields
    .filter(({ key }) => obstacles.fields.includes(key))
    .filter((field) => seesField(field, eyes, state));
  const errors: FieldError[] = [
    ...seen.map(({ key }) => ({ field: `fields.${key}`, message: 'needed for this step' })),
    // Which one, only those who see it are told.
    ...(seen.length < obstacles.fields.length
      ? [{ field: 'fields', message: 'a field that a colleague with another role fills' }]
      : []),
    ...obstacles.tasks.map((key) => ({ field: `tasks.${key}`, message: 'to be done before this step' })),
    ...obstacles.documents.map((key) => ({
      field: `documents.${key}`,
      message: 'a document needed for this step',
    })),
    ...(obstacles.approval === null
      ? []
      : [{ field: `approvals.${obstacles.approval}`, message: 'to be approved before this step' }]),
    ...(obstacles.subcases === 0
      ? []
      : [{ field: 'subcases', message: 'every case under it, closed before this step' }]),
  ];
  throw new Problem(
    422,
    'not_ready',
    errors.map(({ field, message }) => `${field}: ${message}`).join('; '),
    errors,
  );
}

/**
 * The one way by which a case comes into another state: along a transition of its type, by somebody who may, with what it
 * needs. Its clocks hear of it and the customer is told, in this order, in the caller's transaction.
 *
 * @param row the case, locked
 * @returns the case as it is now
 * @throws Problem 422 naming the field, not_ready with everything that is missing
 */
export async function moveIn(tx: Tx, ctx: Ctx, row: CaseRow, moving: Moving): Promise<CaseRow> {
  const definition = await definitionOf(tx, row);
  const eyes = eyesOf(ctx.actor, row);
  const transition = wayTaken(definition, row, moving.transition, eyes);
  const from = stateOf(definition, row.state)!;
  const to = stateOf(definition, transition.to)!;
  const closes = to.status === 'closed' && from.status !== 'closed';
  const reopens = to.status !== 'closed' && from.status === 'closed';
  const resolution = moving.resolution ?? row.resolution;
  if ((transition.resolution || closes) && blank(resolution))
    throw invalid('resolution', 'a case is closed with its resolution');
  // It is what the customer will be told.
  const gaps = gapsIn(moving.resolution ?? '');
  if (gaps.length > 0)
    throw invalid(
      'resolution',
      `has placeholders that are not filled: ${gaps.join(', ')}`,
      'unfilled_placeholder',
    );
  if (reopens && blank(moving.reason))
    throw invalid('reason', 'a closed case is taken up again with a reason');
  if (transition.reason && blank(moving.reason)) throw invalid('reason', 'why, in a few words');
  const before = row.fields as FieldValues;
  const states = [from.key, to.key];
  const put = putValues(definition, { before, given: moving.fields ?? {}, eyes, states });
  refuseValues(put.troubles);
  const standing = await standingOf(tx, row);
  refuseObstacles(
    definition,
    obstaclesTo(definition, transition, { ...standing, state: from.key, values: put.values }),
    eyes,
    from.key,
  );
  const change: ColumnChange = {
    ...moving.also,
    state: to.key,
    status: to.status,
    fields: put.values,
    ...(reopens
      ? { resolution: null }
      : moving.resolution === undefined
        ? {}
        : { resolution: moving.resolution }),
    ...(closes ? { closedAt: ctx.clock.now() } : {}),
    ...(reopens ? { closedAt: null } : {}),
  };
  const { fields: _, ...columns } = change;
  const after = await apply(tx, ctx, {
    before: row,
    change: { ...change, stateSince: ctx.clock.now() },
    changed: changedFields<Record<string, unknown>>(row, columns),
    definition,
    fieldsChanged: put.changed,
    action: closes ? 'case.closed' : reopens ? 'case.reopened' : 'case.moved',
    reason: blank(moving.reason) ? null : moving.reason!,
    move: {
      transition: transition.key,
      transitionName: transition.name,
      fromState: from.key,
      toState: to.key,
      fromName: from.name,
      toName: to.name,
    },
  });
  await leaveState(tx, after, definition, transition, ctx.clock.now());
  await enterState(tx, after, definition, ctx.clock.now());
  await record(tx, ctx.actor, {
    kind: 'case.moved',
    subjectId: row.id,
    ...placeOf(row),
    data: {
      case: row.id,
      number: row.number,
      customer: row.customerId,
      owner: after.ownerId,
      version: after.version,
      type: row.type,
      transition: transition.key,
      from: from.key,
      to: to.key,
      status: to.status,
      workers: await workersOn(tx, row.id),
    },
  });
  if (closes) {
    await endPlans(tx, ctx, after);
    await withdrawWaiting(tx, ctx, after);
    await withdrawMailed(tx, ctx, after);
  }
  const happened: Happened = {
    kind: reopens ? 'reopened' : 'moved',
    transition,
    from: from.key,
    to: to.key,
  };
  await firstContactOf(tx, ctx, after, from.status);
  await clocksOf(tx, ctx, after, definition, happened);
  await tellOf(tx, ctx, after, definition, happened, { told: moving.tellCustomer !== false });
  await startPlansOf(tx, ctx, after, definition, transition.key);
  return after;
}

function wayTaken(definition: CaseTypeDefinition, row: CaseRow, key: string, eyes: Eyes): CaseTransition {
  const ways = waysFrom(definition, row.state, eyes);
  const found = ways.find((one) => one.key === key);
  if (found !== undefined) return found;
  throw invalid('transition', `from here you may: ${ways.map((one) => one.key).join(', ') || '—'}`);
}

/** Makes a transition. @throws Problem 404, 409 changed_meanwhile, 422 naming the field */
export const moveCaseOf = (ctx: Ctx, id: string, input: Parsed<typeof moveCase>['body']): Promise<string> =>
  ctx.tx(async (tx) => {
    const row = await accessCase(tx, ctx.actor, id, 'case.write', { lock: true });
    await checkVersion(tx, row, input.version);
    await moveIn(tx, ctx, row, input);
    return id;
  });
