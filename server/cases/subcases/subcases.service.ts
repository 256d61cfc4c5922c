import type { CaseTransition } from '#contract/case-types.ts';
import type * as contract from '#contract/case-relations.ts';
import type { Parsed } from '#contract/route.ts';
import {
  audit,
  conflict,
  invalid,
  newId,
  notFound,
  Problem,
  type Ctx,
  type FieldError,
  type Tx,
} from '#server/platform/index.ts';
import { accessCase, lockedCase } from '../access.ts';
import { tellChange } from '../applying.ts';
import { casesByIds, type CaseRow } from '../cases.read.ts';
import { moveIn } from '../moving.service.ts';
import { openCaseIn } from '../opening.service.ts';
import { copyParties } from '../parties/parties.service.ts';
import { eyesOf } from '../types/fields.rules.ts';
import { definitionOf } from '../types/types.store.ts';
import { write } from '../writing.ts';
import { joinTrouble, mostLevels, wayToClosed, wayToDrop } from './subcases.rules.ts';
import {
  aboveOf,
  childrenOf,
  deleteRelation,
  insertRelation,
  levelsBelow,
  lockTree,
  parentOf,
  putUnder,
  relationsOf,
  takeFrom,
} from './subcases.store.ts';

// Cases of one cause under a main case, and cases that belong together. Where two cases are held, they are locked in the order
// of their ids, after the lock on the tree.

type About = 'subcase_opened' | 'joined' | 'left' | 'linked' | 'unlinked' | 'duplicate';

/** What ties a case to another: in the history of both, audited, told to those who see each. */
async function happened(
  tx: Tx,
  ctx: Ctx,
  row: CaseRow,
  other: Pick<CaseRow, 'id' | 'number'>,
  about: About,
  side: 'above' | 'below' | 'beside',
): Promise<void> {
  const data = { about, side, other: other.id, number: other.number };
  await write(tx, ctx, { caseId: row.id, kind: 'relation', data });
  await audit(tx, ctx.actor, {
    action: `case.relation-${about}`,
    objectType: 'case',
    objectId: row.id,
    serviceId: row.serviceId,
    after: data,
  });
  await tellChange(tx, ctx, row, ['relations']);
}

/** Two cases that the caller writes on, locked in one order. @throws Problem 404, 422 naming the field of the second */
async function bothOf(
  tx: Tx,
  ctx: Ctx,
  id: string,
  other: string,
  field: string,
): Promise<{ row: CaseRow; second: CaseRow }> {
  await accessCase(tx, ctx.actor, id, 'case.write');
  const seen = new Set((await casesByIds(tx, ctx.actor, [other])).map((one) => one.id));
  if (!seen.has(other) || other === id) throw invalid(field, 'another case that you see');
  for (const one of [id, other].toSorted()) await lockedCase(tx, ctx, one);
  return { row: await lockedCase(tx, ctx, id), second: await lockedCase(tx, ctx, other) };
}

/** @throws Problem 422 parent */
async function checkPlace(tx: Tx, child: string, parent: string): Promise<void> {
  const trouble = joinTrouble({
    child,
    parent,
    above: await aboveOf(tx, parent),
    below: await levelsBelow(tx, child),
  });
  if (trouble === 'too_deep') throw invalid('parent', 'cases lie under each other in three levels at most');
  if (trouble !== null) throw invalid('parent', 'a case that does not lie under this one');
}

/**
 * Opens a case under another one, with what it takes over from it.
 * @returns the id of the new case
 * @throws Problem 404, 409 case_closed, 422 naming the field
 */
export const openSubcaseOf = (
  ctx: Ctx,
  parentId: string,
  { copyClassification, copyParties: people, ...input }: Parsed<typeof contract.openSubcase>['body'],
): Promise<string> =>
  ctx.tx(async (tx) => {
    await lockTree(tx);
    const parent = await accessCase(tx, ctx.actor, parentId, 'case.write', { lock: true });
    if (parent.closedAt !== null)
      throw conflict('case_closed', 'Take the case up again before another is opened under it.');
    if ((await aboveOf(tx, parentId)).length + 2 > mostLevels)
      throw invalid('parent', 'cases lie under each other in three levels at most');
    const id = await openCaseIn(tx, ctx, {
      ...input,
      customer: input.customer ?? parent.customerId,
      service: input.service ?? parent.serviceId,
      classification: copyClassification ? parent.classificationId : null,
    });
    const made = await lockedCase(tx, ctx, id);
    await putUnder(tx, {
      caseId: id,
      parentId,
      joinedAt: ctx.clock.now(),
      joinedByName: ctx.actor.name,
    });
    if (people) await copyParties(tx, ctx, parentId, made);
    await happened(tx, ctx, parent, made, 'subcase_opened', 'below');
    await happened(tx, ctx, made, parent, 'joined', 'above');
    return id;
  });

/** Puts a case under a main case, or under none. @throws Problem 404, 422 parent */
export const putParentOf = (ctx: Ctx, id: string, parentId: string | null): Promise<string> =>
  ctx.tx(async (tx) => {
    await lockTree(tx);
    const before = await parentOf(tx, id);
    if (parentId === null) {
      const row = await accessCase(tx, ctx.actor, id, 'case.write', { lock: true });
      if (before !== null) await leave(tx, ctx, row, before);
      return id;
    }
    const { row, second: parent } = await bothOf(tx, ctx, id, parentId, 'parent');
    if (before === parentId) return id;
    await checkPlace(tx, id, parentId);
    if (before !== null) await leave(tx, ctx, row, before);
    await putUnder(tx, {
      caseId: id,
      parentId,
      joinedAt: ctx.clock.now(),
      joinedByName: ctx.actor.name,
    });
    await happened(tx, ctx, row, parent, 'joined', 'above');
    await happened(tx, ctx, parent, row, 'joined', 'below');
    return id;
  });

async function leave(tx: Tx, ctx: Ctx, row: CaseRow, parentId: string): Promise<void> {
  const parent = await lockedCase(tx, ctx, parentId);
  await takeFrom(tx, row.id);
  await happened(tx, ctx, row, parent, 'left', 'above');
  await happened(tx, ctx, parent, row, 'left', 'below');
}

/** Says of two cases that one is to be looked at with the other. @throws Problem 404, 409 linked_already, 422 case */
export const linkCasesOf = (ctx: Ctx, id: string, other: string): Promise<string> =>
  ctx.tx(async (tx) => {
    const { row, second } = await bothOf(tx, ctx, id, other, 'case');
    await tie(tx, ctx, row, second, 'see_also');
    await happened(tx, ctx, row, second, 'linked', 'beside');
    await happened(tx, ctx, second, row, 'linked', 'beside');
    return id;
  });

async function tie(
  tx: Tx,
  ctx: Ctx,
  row: CaseRow,
  other: CaseRow,
  kind: 'see_also' | 'duplicate_of',
): Promise<void> {
  const made = await insertRelation(tx, {
    id: newId(),
    caseId: row.id,
    otherId: other.id,
    kind,
    madeAt: ctx.clock.now(),
    madeByName: ctx.actor.name,
  });
  if (!made) throw conflict('linked_already', 'These cases are tied already.', { case: other.id });
}

/** @throws Problem 404 */
export const unlinkCasesOf = (ctx: Ctx, id: string, link: string): Promise<string> =>
  ctx.tx(async (tx) => {
    await accessCase(tx, ctx.actor, id, 'case.write');
    const found = (await relationsOf(tx, id)).find((one) => one.id === link);
    if (found === undefined) throw notFound('link');
    const { row, second } = await bothOf(
      tx,
      ctx,
      id,
      found.caseId === id ? found.otherId : found.caseId,
      'case',
    );
    await deleteRelation(tx, link);
    await happened(tx, ctx, row, second, 'unlinked', 'beside');
    await happened(tx, ctx, second, row, 'unlinked', 'beside');
    return id;
  });

/** Makes one transition after the other. Only the last of them is told: it stands for the way there. */
async function go(
  tx: Tx,
  ctx: Ctx,
  row: CaseRow,
  path: readonly CaseTransition[],
  { resolution, tellCustomer }: { resolution: string; tellCustomer: boolean },
): Promise<CaseRow> {
  let now = row;
  for (const [index, one] of path.entries())
    now = await moveIn(tx, ctx, now, {
      transition: one.key,
      resolution,
      reason: resolution,
      tellCustomer: tellCustomer && index === path.length - 1,
    });
  return now;
}

const noWay = () =>
  conflict('no_way_to_close', 'No transition that you may make closes this case from here.');

/**
 * Closes a case as a duplicate of another one, which it points to: along what abandons it where its type has that, else along
 * what finishes it.
 * @throws Problem 404, 409 case_closed, linked_already, no_way_to_close, 422 of, not_ready
 */
export const closeAsDuplicateOf = (
  ctx: Ctx,
  id: string,
  { of, ...closing }: Parsed<typeof contract.closeAsDuplicate>['body'],
): Promise<string> =>
  ctx.tx(async (tx) => {
    const { row, second } = await bothOf(tx, ctx, id, of, 'of');
    if (row.closedAt !== null) throw conflict('case_closed', 'This case is closed already.');
    if ((await relationsOf(tx, of)).some((one) => one.kind === 'duplicate_of' && one.caseId === of))
      throw invalid('of', 'a case that is no duplicate itself');
    await tie(tx, ctx, row, second, 'duplicate_of');
    const path = wayToDrop(await definitionOf(tx, row), row.state, eyesOf(ctx.actor, row));
    if (path === null) throw noWay();
    const after = await go(tx, ctx, row, path, closing);
    await happened(tx, ctx, after, second, 'duplicate', 'above');
    await happened(tx, ctx, second, after, 'duplicate', 'below');
    return id;
  });

interface Left {
  id: string;
  number: string;
  code: string;
  detail: string;
  errors: FieldError[];
}

/**
 * Closes the open sub-cases of a case with one text, each in a transaction of its own and by its own transitions. One that
 * cannot be closed stays as it is, and the answer says why.
 * @throws Problem 404, 422 cases
 */
export async function closeSubcasesOf(
  ctx: Ctx,
  id: string,
  { cases, ...closing }: Parsed<typeof contract.closeSubcases>['body'],
): Promise<{ closed: { id: string; number: string }[]; left: Left[] }> {
  await accessCase(ctx.db, ctx.actor, id, 'case.write');
  const below = await casesByIds(ctx.db, ctx.actor, await childrenOf(ctx.db, id));
  const wanted =
    cases === undefined
      ? below.filter(({ closedAt }) => closedAt === null)
      : cases.map((one) => below.find((other) => other.id === one));
  const closed: { id: string; number: string }[] = [];
  const left: Left[] = [];
  for (const one of wanted) {
    if (one === undefined) throw invalid('cases', 'cases that lie under this one');
    const { id: child, number } = one;
    try {
      await ctx.tx(async (tx) => {
        const row = await accessCase(tx, ctx.actor, child, 'case.write', { lock: true });
        if (row.closedAt !== null) throw conflict('case_closed', 'This case is closed already.');
        const path = wayToClosed(await definitionOf(tx, row), row.state, eyesOf(ctx.actor, row));
        if (path === null) throw noWay();
        await go(tx, ctx, row, path, closing);
      });
      closed.push({ id: child, number });
    } catch (error) {
      if (!(error instanceof Problem) || error.status >= 500) throw error;
      left.push({ id: child, number, code: error.code, detail: error.message, errors: error.fields });
    }
  }
  return { closed, left };
}
