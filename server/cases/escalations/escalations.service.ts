import type { escalate, handEscalation, withdrawEscalation } from '#contract/escalations.ts';
import type { Parsed } from '#contract/route.ts';
import { accessContact } from '#server/contacts/index.ts';
import {
  actorLabel,
  audit,
  conflict,
  invalid,
  newId,
  notFound,
  type Ctx,
  type Tx,
} from '#server/platform/index.ts';
import { readQueues } from '#server/routing/index.ts';
import { accessCase } from '../access.ts';
import type { CaseRow } from '../cases.read.ts';
import { pieceFollows } from '../plans/plans.store.ts';
import { settleHolder } from '../charge/holding.service.ts';
import { askIn, withdraw } from '../steps.service.ts';
import { write } from '../writing.ts';
import { serves, waysOf } from './centres.service.ts';
import { endEscalation, hoursOfCentre, tellEscalation } from './ending.service.ts';
import { chosenFiles, escalationById, papersAsked } from './escalations.read.ts';
import { after, plannedReminders } from './escalations.rules.ts';
import {
  findCentre,
  findEscalation,
  insertEscalation,
  insertPapers,
  insertReminders,
  nextEscalationNumber,
  openEscalations,
  type CentreRow,
  type EscalationRow,
  type PaperFile,
} from './escalations.store.ts';
import { mayWrite, mostMailed, writeTo } from './writing-to.service.ts';

// Asking a competence centre about a case. The case is locked before everything else.

interface Question {
  centre: CentreRow;
  way: 'desk' | 'mail';
  question: string;
  papers: PaperFile[];
  dueAt: Date | null;
  contactId: string | null;
  fromId: string | null;
  /** Whose question it is, when it is not the caller's. */
  askedBy?: { id: string | null; name: string };
}

/** @throws Problem 422 centre */
async function centreFor(tx: Tx, id: string, row: CaseRow): Promise<CentreRow> {
  const centre = await findCentre(tx, id);
  if (centre === null || !serves(centre, row))
    throw invalid('centre', 'a competence centre in use that serves this case');
  return centre;
}

/**
 * Asks a centre: in the desk as a step of its queue, or by mail with the papers. Its reminders are planned with it.
 * @returns the escalation's id
 * @throws Problem 404, 409 case_closed, escalation_open, step_open, 422 naming the field
 */
export const escalateOf = (
  ctx: Ctx,
  caseId: string,
  input: Parsed<typeof escalate>['body'],
): Promise<string> =>
  ctx.tx(async (tx) => {
    const row = await accessCase(tx, ctx.actor, caseId, 'case.write', { lock: true });
    const centre = await centreFor(tx, input.centre, row);
    const question = input.question.trim();
    if (question.length < 3) throw invalid('question', 'a question needs words');
    const dueAt = input.dueAt === null ? null : new Date(input.dueAt);
    if (dueAt !== null && dueAt <= ctx.clock.now()) throw invalid('dueAt', 'a time to come');
    if (input.contact !== undefined) await accessContact(tx, ctx.actor, input.contact, 'contact.read');
    if (input.from !== undefined) {
      const before = await findEscalation(tx, input.from);
      if (before?.caseId !== caseId) throw invalid('from', 'an escalation of this case');
      if (before.closedAt === null) throw invalid('from', 'an escalation that is over');
    }
    const ids = [...new Set(input.papers)];
    const papers = await chosenFiles(tx, ctx.actor, { caseId, ids, uploader: actorLabel(ctx.actor) });
    if (papers.length !== ids.length) throw invalid('papers', 'files of this case, or that you uploaded');
    return escalateIn(tx, ctx, row, {
      centre,
      way: input.way ?? waysOf(centre)[0]!,
      question,
      papers,
      dueAt,
      contactId: input.contact ?? null,
      fromId: input.from ?? null,
    });
  });

/** The same in the caller's transaction, about a case that it has locked. */
export async function escalateIn(tx: Tx, ctx: Ctx, row: CaseRow, asked: Question): Promise<string> {
  const { centre, way, question, papers } = asked;
  if (row.closedAt !== null)
    throw conflict('case_closed', 'Take the case up again before something is asked about it.');
  if (!waysOf(centre).includes(way)) throw invalid('way', 'a way in which this centre is asked');
  const [open] = await openEscalations(tx, row.id, centre.id);
  if (open !== undefined)
    throw conflict('escalation_open', `${centre.name} has an open question about this case already.`, {
      escalation: open.id,
    });
  if (way === 'mail') {
    await mayWrite(tx, row);
    if (papers.reduce((sum, { size }) => sum + size, 0) > mostMailed)
      throw invalid('papers', '15 MB of papers at most go by mail');
  }
  const now = ctx.clock.now();
  const hours = await hoursOfCentre(tx, centre);
  const dueAt = asked.dueAt ?? after(hours, now, centre.promiseSeconds);
  const id = newId();
  const number = await nextEscalationNumber(tx, now);
  const stepId = way === 'mail' ? null : await stepFor(tx, ctx, row, { ...asked, dueAt, number });
  const one: EscalationRow = {
    id,
    number,
    caseId: row.id,
    centreId: centre.id,
    way,
    stepId,
    addresses: way === 'mail' ? centre.addresses : [],
    question,
    dueAt,
    promised: asked.dueAt === null,
    askedBy: asked.askedBy?.id ?? (ctx.actor.kind === 'staff' ? ctx.actor.id : null),
    askedByName: asked.askedBy?.name ?? ctx.actor.name,
    askedAt: now,
    fromId: asked.fromId,
    contactId: asked.contactId,
    outcome: null,
    answer: null,
    answeredBy: null,
    answeredName: null,
    answeredFrom: null,
    closedAt: null,
    seconds: null,
  };
  await insertEscalation(tx, one);
  await settleHolder(tx, ctx, row);
  await insertPapers(tx, id, 'asked', papers);
  await insertReminders(
    tx,
    plannedReminders(hours, now, dueAt, {
      reminders: centre.reminders,
      headAt: centre.headId === null && centre.headAddress === null ? null : centre.headAt,
    }).map(({ whom, percent, at }) => ({
      id: newId(),
      escalationId: id,
      whom,
      percent,
      plannedAt: at,
    })),
  );
  if (way === 'mail') {
    await write(tx, ctx, {
      caseId: row.id,
      kind: 'step',
      body: question,
      data: { about: 'asked', escalation: id, number, queue: centre.name, dueAt, papers: papers.length },
    });
    await writeTo(tx, ctx, 'asked', { row, one, centre, to: one.addresses });
  }
  await audit(tx, ctx.actor, {
    action: 'case.escalated',
    objectType: 'case',
    objectId: row.id,
    serviceId: row.serviceId,
    after: { escalation: id, number, centre: centre.id, way, dueAt, papers: papers.map(({ name }) => name) },
  });
  await tellEscalation(tx, ctx, row, one, 'asked');
  return id;
}

async function stepFor(
  tx: Tx,
  ctx: Ctx,
  row: CaseRow,
  { centre, question, contactId, dueAt, number, askedBy }: Question & { dueAt: Date; number: string },
): Promise<string> {
  const [queue] = await readQueues(tx, [centre.queueId!]);
  if (queue?.active !== true) throw invalid('centre', 'a centre whose queue is in use');
  return askIn(tx, ctx, row, {
    queueId: queue.id,
    queueName: queue.name,
    agent: null,
    question,
    dueAt,
    contactId,
    ...(askedBy === undefined ? {} : { askedBy }),
    more: { centre: centre.name, number },
  });
}

/** An open escalation of a case that the caller may write on, and the case, locked. @throws Problem 404, 409 */
async function openOne(tx: Tx, ctx: Ctx, id: string): Promise<{ one: EscalationRow; row: CaseRow }> {
  const seen = await findEscalation(tx, id);
  if (seen === null) throw notFound('escalation');
  const row = await accessCase(tx, ctx.actor, seen.caseId, 'case.write', { lock: true }).catch(
    (error: unknown) => {
      throw (error as { status?: number }).status === 404 ? notFound('escalation') : error;
    },
  );
  const one = (await findEscalation(tx, id))!;
  if (one.closedAt !== null)
    throw conflict('escalation_closed', 'This escalation is over already.', { escalation: id });
  return { one, row };
}

/** Takes an escalation back; its centre is told. */
export const withdrawEscalationOf = (
  ctx: Ctx,
  id: string,
  { why }: Parsed<typeof withdrawEscalation>['body'],
): Promise<string> =>
  ctx.tx(async (tx) => {
    const { one, row } = await openOne(tx, ctx, id);
    await takeBack(tx, ctx, row, one, why, 'withdrawn');
    return id;
  });

/** Ends an escalation without an answer: nobody is asked any more. The case is locked by the caller. */
async function takeBack(
  tx: Tx,
  ctx: Ctx,
  row: CaseRow,
  one: EscalationRow,
  why: string,
  outcome: 'withdrawn' | 'handed',
): Promise<void> {
  await endEscalation(tx, ctx, row, one, { outcome, words: why });
  if (one.stepId !== null) {
    await withdraw(tx, ctx, row, one.stepId, why);
    return;
  }
  const centre = (await findCentre(tx, one.centreId))!;
  await write(tx, ctx, {
    caseId: row.id,
    kind: 'step',
    body: why,
    data: { about: 'withdrawn', escalation: one.id, number: one.number, queue: centre.name },
  });
  await writeTo(tx, ctx, 'withdrawn', { row, one, centre, to: one.addresses });
}

/**
 * Hands an open escalation to another centre, with its question and papers: the first ends, another begins.
 * @returns the id of the new one
 */
export const handEscalationOf = (
  ctx: Ctx,
  id: string,
  { centre: centreId, why }: Parsed<typeof handEscalation>['body'],
): Promise<string> =>
  ctx.tx(async (tx) => {
    const { one, row } = await openOne(tx, ctx, id);
    if (centreId === one.centreId) throw invalid('centre', 'another centre than the one that has it');
    const centre = await centreFor(tx, centreId, row);
    const papers = await papersAsked(tx, id);
    await takeBack(tx, ctx, row, one, why, 'handed');
    const next = await escalateIn(tx, ctx, row, {
      centre,
      way: waysOf(centre)[0]!,
      question: one.question,
      papers,
      dueAt: null,
      contactId: one.contactId,
      fromId: one.id,
    });
    await pieceFollows(tx, one.id, next);
    return next;
  });

/** The case is closed: what was asked by mail is not wanted any more. For the closing, which has locked the case. */
export async function withdrawMailed(tx: Tx, ctx: Ctx, row: CaseRow): Promise<void> {
  for (const one of await openEscalations(tx, row.id))
    if (one.way === 'mail') await takeBack(tx, ctx, row, one, 'case closed', 'withdrawn');
}

/** @throws Problem 404 */
export async function escalationNow(ctx: Ctx, id: string) {
  const found = await escalationById(ctx.db, ctx.actor, id, ctx.clock.now());
  if (found === null) throw notFound('escalation');
  return found;
}
