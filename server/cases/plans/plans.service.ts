import type * as contract from '#contract/case-plans.ts';
import type { CasePlanDefinition, CaseTypeDefinition } from '#contract/case-types.ts';
import type { Names, Parsed } from '#contract/route.ts';
import { staffNames } from '#server/access/index.ts';
import {
  audit,
  conflict,
  invalid,
  newId,
  notFound,
  Problem,
  record,
  systemActor,
  type Ctx,
  type Tx,
} from '#server/platform/index.ts';
import { accessCase } from '../access.ts';
import { workersOn, type CaseRow } from '../cases.read.ts';
import { waitingSteps } from '../steps.read.ts';
import { withdraw } from '../steps.service.ts';
import { definitionOf } from '../types/types.store.ts';
import { staffLanguage } from '../telling/telling.read.ts';
import { placeOf, write } from '../writing.ts';
import { whenWorkEnds, type WorkEnd } from './ends.ts';
import { advance, again, inBoth, orderTrouble, pieceAfter, planState, type Piece } from './plans.rules.ts';
import {
  changePieces,
  changePlan,
  deletePiece,
  insertPieces,
  insertPlan,
  piecesOf,
  plansOf,
  runningPiece,
  type PieceRow,
  type PlanRow,
} from './plans.store.ts';
import { ask, targetFor, targetOfTemplate, type PieceTarget } from './asking.ts';

// Plans of work on a case: what is asked of whom, at once and one after the other. The case is locked by whoever calls; what
// starts next, starts in the transaction in which what it waited for was answered: once, whatever dies.

type Starting = Parsed<typeof contract.startPlan>['body'];
const mostPieces = 50;

const piecesIn = (rows: readonly PieceRow[], plan: string): PieceRow[] =>
  rows.filter(({ planId }) => planId === plan);
const asPieces = (rows: readonly PieceRow[]): Piece[] =>
  rows.map(({ id, after, state }) => ({ id, after, state: state as Piece['state'] }));

type About = 'started' | 'changed' | 'stopped' | 'blocked' | 'done' | 'withdrawn' | 'not_started' | 'piece';

/** What happened to a plan: in the history where people look for it, audited where somebody did it, and told. */
async function happened(
  tx: Tx,
  ctx: Ctx,
  row: CaseRow,
  about: About,
  { plan, name, piece, body }: { plan: string | null; name: string; piece?: string; body?: string },
): Promise<void> {
  const data = { about, plan, name, ...(piece === undefined ? {} : { piece }) };
  if (about !== 'piece') {
    await write(tx, ctx, { caseId: row.id, kind: 'plan', body: body ?? '', data });
    await audit(tx, ctx.actor, {
      action: `case.plan-${about}`,
      objectType: 'case',
      objectId: row.id,
      serviceId: row.serviceId,
      after: data,
      reason: body ?? null,
    });
  }
  await record(tx, ctx.actor, {
    kind: 'case.plan',
    subjectId: row.id,
    ...placeOf(row),
    data: {
      case: row.id,
      number: row.number,
      customer: row.customerId,
      owner: row.ownerId,
      plan,
      about,
      workers: await workersOn(tx, row.id),
    },
  });
}

/** Starts what may start and stops what cannot any more, in all plans of a case that go on. */
async function advancePlans(tx: Tx, ctx: Ctx, row: CaseRow): Promise<void> {
  if (row.closedAt !== null) return;
  for (const plan of await plansOf(tx, row.id))
    if (plan.state === 'running') await advancePlan(tx, ctx, row, plan);
}

async function advancePlan(tx: Tx, ctx: Ctx, row: CaseRow, plan: PlanRow): Promise<void> {
  const before = piecesIn(await piecesOf(tx, row.id), plan.id);
  const { start, stop } = advance(asPieces(before));
  await changePieces(tx, stop, { state: 'stopped', endedAt: ctx.clock.now() });
  for (const id of start)
    await begin(
      tx,
      ctx,
      row,
      plan,
      before.find((one) => one.id === id)!,
    );
  const after = piecesIn(await piecesOf(tx, row.id), plan.id);
  const state = planState(asPieces(after));
  if (state === 'running') {
    // What goes on beside a piece that failed is told when it failed, not when the rest is over.
    const [failed] = after.filter((one) => stop.includes(one.id));
    if (failed !== undefined) await happened(tx, ctx, row, 'stopped', { plan: plan.id, name: plan.name });
    return;
  }
  await changePlan(tx, plan.id, { state, endedAt: state === 'done' ? ctx.clock.now() : null });
  await happened(tx, ctx, row, state, { plan: plan.id, name: plan.name });
}

/** Asks a piece of work. Where it cannot be asked now, it says why and waits. */
async function begin(tx: Tx, ctx: Ctx, row: CaseRow, plan: PlanRow, piece: PieceRow): Promise<void> {
  const owner = row.ownerId ?? plan.startedBy;
  const askedBy = {
    id: owner,
    name:
      owner === null
        ? plan.startedByName
        : ((await staffNames(tx, [owner])).get(owner) ?? plan.startedByName),
  };
  try {
    const asked = await ask(tx, ctx, row, piece, askedBy);
    await changePieces(tx, [piece.id], {
      state: 'running',
      startedAt: ctx.clock.now(),
      why: null,
      ...asked,
    });
    await happened(tx, ctx, row, 'piece', { plan: plan.id, name: plan.name, piece: piece.title });
  } catch (error) {
    // All that `ask` refuses it refuses before it writes.
    if (!(error instanceof Problem)) throw error;
    const waits = error.code === 'step_open' || error.code === 'escalation_open';
    await changePieces(tx, [piece.id], {
      state: waits ? 'ready' : 'blocked',
      // A code, or the sentence about a field: both have words in the languages of the staff.
      why: waits ? null : error.code === 'invalid' ? (error.fields[0]?.message ?? error.code) : error.code,
    });
    if (!waits)
      await happened(tx, ctx, row, 'blocked', {
        plan: plan.id,
        name: plan.name,
        piece: piece.title,
      });
  }
}

/** Something that was asked has ended: its piece with it, and what waited for it starts. */
async function heard(tx: Tx, ctx: Ctx, row: CaseRow, end: WorkEnd): Promise<void> {
  if (end.outcome === 'handed') return;
  const piece =
    end.step !== undefined
      ? await runningPiece(tx, { step: end.step })
      : end.escalation === undefined
        ? null
        : await runningPiece(tx, { escalation: end.escalation });
  if (piece !== null)
    await changePieces(tx, [piece.id], {
      state: pieceAfter(end.outcome),
      endedAt: ctx.clock.now(),
      answer: end.words,
      answeredBy: end.by,
    });
  // Nobody starts it: it follows.
  await advancePlans(tx, { ...ctx, actor: systemActor }, row);
}
whenWorkEnds(heard);

interface NewPiece extends PieceTarget {
  id: string;
  title: string;
  question: string;
  /** Of a plan of the type, the same in both languages of the staff. */
  titles?: Names;
  questions?: Names;
  after: string[];
  dueHours: number | null;
}

async function start(
  tx: Tx,
  ctx: Ctx,
  row: CaseRow,
  { template, name, pieces }: { template: string | null; name: string; pieces: readonly NewPiece[] },
): Promise<void> {
  const plan = {
    id: newId(),
    caseId: row.id,
    template,
    name,
    state: 'running',
    startedAt: ctx.clock.now(),
    startedBy: ctx.actor.kind === 'staff' ? ctx.actor.id : null,
    startedByName: ctx.actor.name,
    endedAt: null,
  };
  await insertPlan(
    tx,
    plan,
    pieces.map(({ titles, questions, ...piece }, position) => ({
      ...piece,
      titles: titles === undefined ? null : JSON.stringify(titles),
      questions: questions === undefined ? null : JSON.stringify(questions),
      planId: plan.id,
      caseId: row.id,
      position,
      state: 'waiting',
    })),
  );
  await happened(tx, ctx, row, 'started', { plan: plan.id, name });
  await advancePlan(tx, ctx, row, plan);
}

/** @throws Problem 422 pieces */
function checkOrder(pieces: readonly Pick<Piece, 'id' | 'after'>[], field: string): void {
  if (pieces.length > mostPieces) throw invalid('pieces', 'at most 50 pieces of work in a plan');
  const found = orderTrouble(pieces);
  if (found?.trouble === 'unknown') throw invalid(field, 'pieces of work of the same plan');
  if (found !== null) throw invalid(field, 'an order in which no piece waits for itself');
}

/** @throws Problem 404, 409 case_closed */
async function openFor(tx: Tx, ctx: Ctx, caseId: string): Promise<CaseRow> {
  const row = await accessCase(tx, ctx.actor, caseId, 'case.write', { lock: true });
  if (row.closedAt !== null)
    throw conflict('case_closed', 'Take the case up again before something is asked about it.');
  return row;
}

/** Starts a plan by hand. @throws Problem 404, 409 case_closed, 422 naming the field */
export const startPlanOf = (ctx: Ctx, caseId: string, input: Starting): Promise<string> =>
  ctx.tx(async (tx) => {
    const row = await openFor(tx, ctx, caseId);
    if (input.template !== undefined) {
      const definition = await definitionOf(tx, row);
      const template = (definition.plans ?? []).find(({ key }) => key === input.template);
      if (template === undefined) throw invalid('template', 'a plan of the type of this case');
      const language = await languageFor(tx, ctx, row);
      const pieces = await piecesOfTemplate(tx, row, template, language);
      if (pieces === null) throw invalid('template', 'a plan whose queues and centres are in use');
      await start(tx, ctx, row, {
        template: template.key,
        name: input.name === '' ? template.name[language] : input.name,
        pieces,
      });
      return caseId;
    }
    checkOrder(
      input.pieces.map(({ key, after }) => ({ id: key, after })),
      'pieces',
    );
    if (new Set(input.pieces.map(({ key }) => key)).size < input.pieces.length)
      throw invalid('pieces', 'a key of its own for each piece of work');
    const ids = new Map(input.pieces.map(({ key }) => [key, newId()]));
    const pieces: NewPiece[] = [];
    for (const [index, one] of input.pieces.entries())
      pieces.push({
        id: ids.get(one.key)!,
        title: one.title,
        question: one.question,
        dueHours: one.dueHours,
        after: [...new Set(one.after)].map((key) => ids.get(key)!),
        ...(await targetFor(tx, ctx, row, one, `pieces[${index}]`)),
      });
    await start(tx, ctx, row, {
      template: null,
      name: input.name === '' ? input.pieces[0]!.title : input.name,
      pieces,
    });
    return caseId;
  });

/** In which language something is asked of other offices: that of whoever has the case, else of whoever starts it. */
async function languageFor(tx: Tx, ctx: Ctx, row: CaseRow): Promise<'it' | 'en'> {
  const asker = row.ownerId ?? (ctx.actor.kind === 'staff' ? ctx.actor.id : null);
  return asker !== null && (await staffLanguage(tx, asker)).startsWith('en') ? 'en' : 'it';
}

async function piecesOfTemplate(
  tx: Tx,
  row: CaseRow,
  template: CasePlanDefinition,
  language: 'it' | 'en',
): Promise<NewPiece[] | null> {
  const ids = new Map(template.pieces.map(({ key }) => [key, newId()]));
  const pieces: NewPiece[] = [];
  for (const one of template.pieces) {
    const target = await targetOfTemplate(tx, row, one);
    if (target === null) return null;
    const [titles, questions] = [inBoth(one.name), inBoth(one.question)];
    pieces.push({
      id: ids.get(one.key)!,
      titles,
      questions,
      // What is asked is one text, in the language of whoever asks it.
      title: titles[language],
      question: questions[language],
      dueHours: one.dueHours ?? null,
      after: one.after.flatMap((key) => ids.get(key) ?? []),
      ...target,
    });
  }
  return pieces;
}

/** The plans that a transition of the type starts, in the transaction of the move. One that goes on is not started twice. */
export async function startPlansOf(
  tx: Tx,
  ctx: Ctx,
  row: CaseRow,
  definition: CaseTypeDefinition,
  transition: string,
): Promise<void> {
  if (row.closedAt !== null) return;
  for (const template of (definition.plans ?? []).filter(({ startedBy }) => startedBy === transition)) {
    const going = (await plansOf(tx, row.id)).some(
      (plan) => plan.template === template.key && plan.state === 'running',
    );
    if (going) continue;
    const language = await languageFor(tx, ctx, row);
    const pieces = await piecesOfTemplate(tx, row, template, language);
    const name = template.name[language];
    if (pieces === null) await happened(tx, ctx, row, 'not_started', { plan: null, name });
    else await start(tx, ctx, row, { template: template.key, name, pieces });
  }
}

/** The case is closed: what has not started never does. Before what waits is withdrawn, so that nothing follows it. */
export async function endPlans(tx: Tx, ctx: Ctx, row: CaseRow): Promise<void> {
  const now = ctx.clock.now();
  const pieces = await piecesOf(tx, row.id);
  for (const plan of await plansOf(tx, row.id)) {
    if (plan.state !== 'running' && plan.state !== 'stopped') continue;
    await changePieces(tx, notStarted(piecesIn(pieces, plan.id)), { state: 'withdrawn', endedAt: now });
    await changePlan(tx, plan.id, { state: 'withdrawn', endedAt: now });
    await happened(tx, ctx, row, 'withdrawn', { plan: plan.id, name: plan.name });
  }
}

const notStarted = (pieces: readonly PieceRow[]): string[] =>
  pieces.filter(({ state }) => ['waiting', 'ready', 'blocked'].includes(state)).map(({ id }) => id);

/** A plan of a case that goes on, or was stopped, and the case, locked. @throws Problem 404, 409 plan_over, case_closed */
async function goingOn(tx: Tx, ctx: Ctx, caseId: string, planId: string) {
  const row = await openFor(tx, ctx, caseId);
  const plan = (await plansOf(tx, caseId)).find(({ id }) => id === planId);
  if (plan === undefined) throw notFound('plan');
  if (plan.state === 'done' || plan.state === 'withdrawn')
    throw conflict('plan_over', 'This plan is over.', { plan: planId });
  return { row, plan, pieces: piecesIn(await piecesOf(tx, caseId), planId) };
}

/** A piece of such a plan. @throws Problem 404, 409 plan_over */
async function pieceOf(tx: Tx, ctx: Ctx, caseId: string, pieceId: string) {
  await accessCase(tx, ctx.actor, caseId, 'case.write');
  const seen = (await piecesOf(tx, caseId)).find(({ id }) => id === pieceId);
  if (seen === undefined) throw notFound('piece');
  const found = await goingOn(tx, ctx, caseId, seen.planId);
  return { ...found, piece: found.pieces.find(({ id }) => id === pieceId)! };
}

/** Somebody changed a plan: it goes on from how it stands now. */
async function changed(tx: Tx, ctx: Ctx, row: CaseRow, plan: PlanRow, piece: string): Promise<void> {
  await happened(tx, ctx, row, 'changed', { plan: plan.id, name: plan.name, piece });
  if (plan.state === 'stopped') await changePlan(tx, plan.id, { state: 'running' });
  await advancePlan(tx, ctx, row, { ...plan, state: 'running' });
}

/** Adds a piece of work. @throws Problem 404, 409 plan_over, case_closed, 422 naming the field */
export const addPieceOf = (
  ctx: Ctx,
  caseId: string,
  planId: string,
  input: Parsed<typeof contract.addPiece>['body'],
): Promise<string> =>
  ctx.tx(async (tx) => {
    const { row, plan, pieces } = await goingOn(tx, ctx, caseId, planId);
    const piece = {
      id: newId(),
      title: input.title,
      question: input.question,
      dueHours: input.dueHours,
      after: [...new Set(input.after)],
      ...(await targetFor(tx, ctx, row, input, '')),
    };
    checkOrder([...pieces, piece], 'after');
    const position = Math.max(-1, ...pieces.map((one) => one.position)) + 1;
    await insertPieces(tx, [{ ...piece, planId, caseId, position, state: 'waiting' }]);
    await changed(tx, ctx, row, plan, piece.title);
    return caseId;
  });

const unstarted = ({ state, id }: PieceRow): void => {
  if (!['waiting', 'ready', 'blocked', 'stopped'].includes(state))
    throw conflict('piece_started', 'This piece of work has started: withdraw what was asked instead.', {
      piece: id,
    });
};

/** Changes a piece that has not started. @throws Problem 404, 409 piece_started, plan_over, 422 naming the field */
export const changePieceOf = (
  ctx: Ctx,
  caseId: string,
  pieceId: string,
  input: Parsed<typeof contract.changePiece>['body'],
): Promise<string> =>
  ctx.tx(async (tx) => {
    const { row, plan, pieces, piece } = await pieceOf(tx, ctx, caseId, pieceId);
    unstarted(piece);
    const target =
      input.queue === undefined && input.agent === undefined && input.centre === undefined
        ? {}
        : await targetFor(tx, ctx, row, input, '');
    const after = input.after === undefined ? piece.after : [...new Set(input.after)];
    checkOrder(
      pieces.map((one) => (one.id === pieceId ? { id: pieceId, after } : one)),
      'after',
    );
    await changePieces(tx, [pieceId], {
      ...target,
      after,
      title: input.title ?? piece.title,
      question: input.question ?? piece.question,
      // What somebody writes in its place stands in their words alone.
      ...(input.title === undefined || input.title === piece.title ? {} : { titles: null }),
      ...(input.question === undefined || input.question === piece.question ? {} : { questions: null }),
      dueHours: input.dueHours === undefined ? piece.dueHours : input.dueHours,
      state: 'waiting',
      why: null,
      endedAt: null,
    });
    await changed(tx, ctx, row, plan, input.title ?? piece.title);
    return caseId;
  });

/** Takes a piece out that has not started. @throws Problem 404, 409 piece_started, plan_over */
export const removePieceOf = (ctx: Ctx, caseId: string, pieceId: string): Promise<string> =>
  ctx.tx(async (tx) => {
    const { row, plan, pieces, piece } = await pieceOf(tx, ctx, caseId, pieceId);
    unstarted(piece);
    for (const one of pieces.filter(({ after }) => after.includes(pieceId)))
      await changePieces(tx, [one.id], {
        after: [...new Set([...one.after.filter((id) => id !== pieceId), ...piece.after])],
      });
    await deletePiece(tx, pieceId);
    await changed(tx, ctx, row, plan, piece.title);
    return caseId;
  });

/** Asks a piece once more that ended without an answer, or could not be asked. @throws Problem 404, 409 piece_goes_on */
export const askPieceAgainOf = (ctx: Ctx, caseId: string, pieceId: string): Promise<string> =>
  ctx.tx(async (tx) => {
    const { row, plan, pieces, piece } = await pieceOf(tx, ctx, caseId, pieceId);
    if (!['refused', 'withdrawn', 'blocked'].includes(piece.state))
      throw conflict('piece_goes_on', 'Only what ended without an answer is asked again.', {
        piece: pieceId,
      });
    await changePieces(tx, again(asPieces(pieces), pieceId), {
      state: 'waiting',
      why: null,
      endedAt: null,
      startedAt: null,
      stepId: null,
      escalationId: null,
      answer: null,
      answeredBy: null,
    });
    await changed(tx, ctx, row, plan, piece.title);
    return caseId;
  });

/** Ends a plan. What somebody has in their hands is answered all the same. @throws Problem 404, 409 plan_over */
export const withdrawPlanOf = (ctx: Ctx, caseId: string, planId: string, why: string): Promise<string> =>
  ctx.tx(async (tx) => {
    const { row, plan, pieces } = await goingOn(tx, ctx, caseId, planId);
    const now = ctx.clock.now();
    await changePieces(tx, notStarted(pieces), { state: 'withdrawn', endedAt: now });
    await changePlan(tx, planId, { state: 'withdrawn', endedAt: now });
    await happened(tx, ctx, row, 'withdrawn', { plan: planId, name: plan.name, body: why });
    const waiting = await waitingSteps(tx, caseId);
    for (const { stepId } of pieces)
      if (stepId !== null && waiting.includes(stepId)) await withdraw(tx, ctx, row, stepId, why);
    return caseId;
  });
