import type { CaseClock, CaseTypeDefinition } from '#contract/case-types.ts';
import {
  cancelClock,
  clocksOfSubject,
  clocksShown,
  daysOfClock,
  fulfilClock,
  ownClocks,
  pauseClock,
  resumeClock,
  startClock,
} from '#server/clocks/index.ts';
import { notFound, type Ctx, type Tx } from '#server/platform/index.ts';
import { accessCase } from './access.ts';
import type { CaseRow } from './cases.read.ts';
import { receiptOf } from './clocks.read.ts';
import type { Happened } from './happened.ts';

const subjectOf = (row: Pick<CaseRow, 'id'>) => ({ kind: 'case' as const, id: row.id });
const statusIn = (definition: CaseTypeDefinition, state: string) =>
  definition.states.find(({ key }) => key === state)?.status;
const isOver = (status: string | undefined) => status === 'solved' || status === 'closed';

/** The clocks of a case that run or are paused, by key. */
const openClocks = async (tx: Tx, row: CaseRow) =>
  new Map(
    (await clocksOfSubject(tx, subjectOf(row)))
      .filter(({ state }) => state === 'running' || state === 'paused')
      .map((clock) => [clock.key, clock]),
  );

/**
 * Moves the clocks of a case with what happened to it, in the transaction in which it does. What begins with the opening
 * is counted from the receipt, by its channel. A case that goes back to work has a limit of its own from then, where no
 * law has fixed it.
 */
export async function clocksOf(
  tx: Tx,
  ctx: Ctx,
  row: CaseRow,
  definition: CaseTypeDefinition,
  happened: Happened,
): Promise<void> {
  if (definition.clocks.length === 0) return;
  if (happened.kind === 'opened') return beginAll(tx, ctx, row, definition);
  const at = ctx.clock.now();
  if (happened.kind === 'taken') return takenClocks(tx, ctx, row, definition, at);
  const { transition, from, to } = happened;
  const again =
    happened.kind === 'reopened' || (isOver(statusIn(definition, from)) && !isOver(statusIn(definition, to)));
  const open = await openClocks(tx, row);
  for (const one of definition.clocks) {
    const clock = open.get(one.key);
    if (clock === undefined) {
      if (one.start === transition.key) await begin(tx, ctx, row, one, at);
      else if (again) await begin(tx, ctx, row, one, at, { promisesOnly: true });
    } else if (one.fulfil.includes(transition.key)) await fulfilClock(tx, ctx, clock, { at });
    else if (transition.abandons) await cancelClock(tx, ctx, clock, { at, note: transition.name.it });
    else if (one.pauseIn.includes(to)) await pauseClock(tx, ctx, clock, { at, reason: 'customer' });
    else if (one.pauseIn.includes(from)) await resumeClock(tx, ctx, clock, { at });
  }
}

/** Somebody of the office in charge has it: what counts from there begins, once; what ends there is kept. */
async function takenClocks(
  tx: Tx,
  ctx: Ctx,
  row: CaseRow,
  definition: CaseTypeDefinition,
  at: Date,
): Promise<void> {
  const all = await clocksOfSubject(tx, subjectOf(row));
  for (const one of definition.clocks) {
    const own = all.filter(({ key }) => key === one.key);
    const open = own.find(({ state }) => state === 'running' || state === 'paused');
    if (open === undefined) {
      if (one.start === 'taken' && own.length === 0) await begin(tx, ctx, row, one, at);
    } else if (one.fulfil.includes('taken')) await fulfilClock(tx, ctx, open, { at });
  }
}

async function beginAll(tx: Tx, ctx: Ctx, row: CaseRow, definition: CaseTypeDefinition): Promise<void> {
  const received = await receiptOf(tx, row);
  for (const one of definition.clocks)
    if (one.start === 'opened' || one.start === 'received')
      await begin(tx, ctx, row, one, one.start === 'received' ? received : row.openedAt);
}

/**
 * The case goes by another definition: clocks that it has no more are ended, those that are the same go on, new ones are
 * counted from the same receipt.
 */
export async function retypeClocks(
  tx: Tx,
  ctx: Ctx,
  row: CaseRow,
  definition: CaseTypeDefinition,
): Promise<void> {
  const at = ctx.clock.now();
  for (const [key, clock] of await openClocks(tx, row)) {
    const same = definition.clocks.find((one) => one.key === key);
    const standard = same?.standard?.split('.').at(-1) ?? null;
    const kept =
      same !== undefined &&
      standard === clock.standardCode &&
      (same.own === undefined || (same.own.amount === clock.amount && same.own.unit === clock.unit));
    if (!kept) await cancelClock(tx, ctx, clock, { at, note: definition.name.it });
  }
  // What was changed when it was over has nothing left to be owed.
  if (!isOver(row.status)) await beginAll(tx, ctx, row, definition);
}

/** Who has the case now, and is told of its limits. */
export const clocksOwnedBy = (tx: Tx, row: Pick<CaseRow, 'id'>, ownerId: string | null): Promise<void> =>
  ownClocks(tx, subjectOf(row), ownerId);

// Nearer to the limit more people are told.
const tellers = [['owner'], ['owner', 'supervisor'], ['owner', 'supervisor', 'head_of_office']];

async function begin(
  tx: Tx,
  ctx: Ctx,
  row: CaseRow,
  one: CaseClock,
  at: Date,
  { promisesOnly = false }: { promisesOnly?: boolean } = {},
): Promise<void> {
  const terms = one.own ?? (one.standard === undefined ? null : { standard: one.standard });
  if (terms === null) return;
  await startClock(tx, ctx, {
    subject: { ...subjectOf(row), label: row.number },
    key: one.key,
    name: one.name,
    customerId: row.customerId,
    serviceId: row.serviceId,
    teamId: row.teamId,
    ownerId: row.ownerId,
    at,
    terms,
    promisesOnly,
    ...(one.warnings.length === 0
      ? {}
      : {
          warnings: one.warnings
            .toSorted((a, b) => b.before - a.before)
            .map(({ before, tell }, index) => ({ before, tell: tell ?? tellers[Math.min(index, 2)]! })),
        }),
  });
}

/** The clocks of a case, for who may see the case. @throws Problem 404 */
export async function caseClocks(ctx: Ctx, id: string) {
  const row = await accessCase(ctx.db, ctx.actor, id, 'case.read');
  return { items: await clocksShown(ctx.db, subjectOf(row), ctx.clock.now()) };
}

/** The count of one of them, day by day. @throws Problem 404 */
export async function caseClockDays(ctx: Ctx, id: string, clock: string) {
  const row = await accessCase(ctx.db, ctx.actor, id, 'case.read');
  const items = await daysOfClock(ctx.db, subjectOf(row), clock, ctx.clock.now());
  if (items === null) throw notFound('clock');
  return { items };
}
