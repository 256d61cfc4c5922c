import type { answerStep, askStep, withdrawStep } from '#contract/steps.ts';
import type { Parsed } from '#contract/route.ts';
import { accessContact, completeWork, makeWork, noteOnWork, takeOut } from '#server/contacts/index.ts';
import { customersByIds } from '#server/customers/index.ts';
import {
  audit,
  conflict,
  forbidden,
  invalid,
  notFound,
  record,
  type Ctx,
  type Tx,
} from '#server/platform/index.ts';
import { colleaguesFor, firstQueueOf, queuesServing, readQueues } from '#server/routing/index.ts';
import { accessCase, lockedCase } from './access.ts';
import { settleHolder } from './charge/holding.service.ts';
import { handoverEnds } from './charge/returning.service.ts';
import { escalationOfStepEnds } from './escalations/ending.service.ts';
import { workersOn, type CaseRow } from './cases.read.ts';
import { workEnds } from './plans/ends.ts';
import { stepById, waitingSteps } from './steps.read.ts';
import { keptUntil, titleOf } from './steps.rules.ts';
import { changeOpenStep, findStep, insertStep, openStepOf, type StepRow } from './steps.store.ts';
import { placeOf, write } from './writing.ts';

// Steps of cases: what the front office asks of a back office or of one person, as work that is routed. A case is locked
// before routing and contacts, everywhere.

const medium = 'case';

/** What is told of a step on its case and to those who look at it. */
export interface StepNews {
  about: 'asked' | 'taken' | 'passed' | 'overdue' | 'answered' | 'withdrawn';
  more?: Record<string, unknown>;
}

/** The event that something happened to a step, told to those who see its case and to those who work on it. */
export async function tellStep(
  tx: Tx,
  ctx: Ctx,
  row: CaseRow,
  step: Pick<StepRow, 'id'>,
  about: StepNews['about'],
): Promise<void> {
  await record(tx, ctx.actor, {
    kind: 'case.step',
    subjectId: row.id,
    ...placeOf(row),
    data: {
      case: row.id,
      number: row.number,
      customer: row.customerId,
      step: step.id,
      about,
      workers: await workersOn(tx, row.id),
    },
  });
}

/** What the caller did to a step: written on its case, audited, and told. */
async function happened(
  tx: Tx,
  ctx: Ctx,
  row: CaseRow,
  step: Pick<StepRow, 'id'>,
  { about, more = {}, body }: StepNews & { body: string },
  trace: { before?: unknown; after?: unknown; reason?: string },
): Promise<void> {
  await write(tx, ctx, { caseId: row.id, kind: 'step', body, data: { about, step: step.id, ...more } });
  await audit(tx, ctx.actor, {
    action: `case.step-${about}`,
    objectType: 'case',
    objectId: row.id,
    serviceId: row.serviceId,
    ...trace,
  });
  await tellStep(tx, ctx, row, step, about);
}

/** Who can be asked: queues that serve steps, and the people in them. */
export async function stepTargets(ctx: Ctx) {
  const serving = await queuesServing(ctx.db, ctx.actor, medium);
  const rows = await readQueues(
    ctx.db,
    serving.map(({ id }) => id),
  );
  const seen = new Map(rows.map((row) => [row.id, row]));
  return {
    queues: serving.map(({ id }) => {
      const row = seen.get(id)!;
      return { id, name: row.name, open: !row.emergencyClosed };
    }),
    agents: (await colleaguesFor(ctx.db, ctx.actor, { queueId: null, channel: medium })).filter(
      ({ id }) => id !== ctx.actor.id,
    ),
  };
}

/** The queue that is asked, and the person if one was named. @throws Problem 422 naming the field */
export async function targetOf(
  tx: Tx,
  ctx: Ctx,
  to: { queue?: string | undefined; agent?: string | undefined },
): Promise<{ queueId: string; queueName: string; agent: { id: string; name: string } | null }> {
  const serving = await queuesServing(tx, ctx.actor, medium);
  const wished = to.queue === undefined ? serving : serving.filter((queue) => queue.id === to.queue);
  if (wished.length === 0) throw invalid('queue', 'a queue in use that serves steps of cases');
  const agent =
    to.agent === undefined
      ? null
      : ((await colleaguesFor(tx, ctx.actor, { queueId: null, channel: medium })).find(
          ({ id }) => id === to.agent,
        ) ?? null);
  const among = wished.filter((queue) => agent === null || queue.agents.includes(agent.id));
  if (to.agent !== undefined && (agent === null || among.length === 0))
    throw invalid('agent', 'one of those who serve steps of cases there');
  const queueId =
    agent === null
      ? wished[0]!.id
      : await firstQueueOf(
          tx,
          agent.id,
          medium,
          among.map(({ id }) => id),
        );
  const [queue] = await readQueues(tx, [queueId!]);
  return {
    queueId: queue!.id,
    queueName: queue!.name,
    agent: agent === null ? null : { id: agent.id, name: agent.name },
  };
}

/**
 * Asks a queue or one person about a case. Whoever is named has it kept for them for a while, then whoever serves their
 * queue gets it. A queue has one open step of a case at a time.
 * @returns the step's id
 * @throws Problem 404, 409 case_closed, step_open, 422 naming the field
 */
export const askStepOf = (ctx: Ctx, caseId: string, input: Parsed<typeof askStep>['body']): Promise<string> =>
  ctx.tx(async (tx) => {
    const row = await accessCase(tx, ctx.actor, caseId, 'case.write', { lock: true });
    if (row.closedAt !== null)
      throw conflict('case_closed', 'Take the case up again before something is asked about it.');
    const question = input.question.trim();
    if (question.length < 3) throw invalid('question', 'a question needs words');
    const dueAt = input.dueAt === null ? null : new Date(input.dueAt);
    if (dueAt !== null && dueAt <= ctx.clock.now()) throw invalid('dueAt', 'a time to come');
    if (input.contact !== undefined) await accessContact(tx, ctx.actor, input.contact, 'contact.read');
    const target = await targetOf(tx, ctx, input);
    return askIn(tx, ctx, row, { ...target, question, dueAt, contactId: input.contact ?? null });
  });

/** A step as it is asked, checked by the caller. */
export interface NewStep {
  queueId: string;
  queueName: string;
  agent: { id: string; name: string } | null;
  question: string;
  dueAt: Date | null;
  contactId: string | null;
  /** Whose question it is, when it is not the caller's. */
  askedBy?: { id: string | null; name: string };
  /** More that the case's history says of it. */
  more?: Record<string, unknown>;
}

/**
 * Asks in the caller's transaction, about a case that it has locked.
 * @returns the step's id
 * @throws Problem 409 step_open
 */
export async function askIn(tx: Tx, ctx: Ctx, row: CaseRow, asked: NewStep): Promise<string> {
  const now = ctx.clock.now();
  const { question, dueAt, agent } = asked;
  const before = await openStepOf(tx, row.id, asked.queueId);
  if (before !== null)
    throw conflict('step_open', `${asked.queueName} has an open step of this case already.`, {
      step: before.id,
    });
  const customer = (await customersByIds(tx, [row.customerId])).get(row.customerId);
  const made = await makeWork(tx, ctx, {
    kind: 'case_step',
    channel: medium,
    queueId: asked.queueId,
    customerId: row.customerId,
    caseId: row.id,
    originId: asked.contactId,
    subject: titleOf(question),
    text: question,
    language: customer?.language ?? 'it',
    classificationId: row.classificationId,
    dueAt,
    keptFor: agent === null ? null : { agentId: agent.id, until: keptUntil(now, dueAt) },
  });
  const step = {
    id: made.contactId,
    caseId: row.id,
    queueId: asked.queueId,
    agentId: agent?.id ?? null,
    question,
    dueAt,
    askedBy: asked.askedBy?.id ?? (ctx.actor.kind === 'staff' ? ctx.actor.id : null),
    askedByName: asked.askedBy?.name ?? ctx.actor.name,
    askedAt: now,
  };
  await insertStep(tx, step);
  const more = { queue: asked.queueName, agent: agent?.name ?? null, dueAt, ...asked.more };
  await happened(tx, ctx, row, step, { about: 'asked', body: question, more }, { after: step });
  return step.id;
}

/** A step whose contact the caller may act on, and its case, locked. @throws Problem 404, 409 step_closed */
async function stepInHand(tx: Tx, ctx: Ctx, stepId: string): Promise<{ step: StepRow; row: CaseRow }> {
  await accessContact(tx, ctx.actor, stepId, 'contact.handle');
  const seen = await findStep(tx, stepId);
  if (seen === null) throw notFound('step');
  const row = await lockedCase(tx, ctx, seen.caseId);
  const step = await findStep(tx, stepId);
  if (step === null || step.closedAt !== null)
    throw conflict('step_closed', 'This step is over already.', { step: stepId });
  return { step, row };
}

/**
 * Ends a step with its answer, by whoever has it in their hands. The answer is written on the case, and whoever asked is
 * told.
 * @throws Problem 404, 409 not_active, not_yours, step_closed
 */
export const answerStepOf = (
  ctx: Ctx,
  stepId: string,
  input: Parsed<typeof answerStep>['body'],
): Promise<string> =>
  ctx.tx(async (tx) => {
    if (ctx.actor.kind !== 'staff') throw forbidden('contact.handle as a member of staff');
    const answer = input.answer.trim();
    if (answer === '') throw invalid('answer', 'an answer needs words');
    const { step, row } = await stepInHand(tx, ctx, stepId);
    const contact = await completeWork(tx, ctx, stepId, (agentId) => agentId === ctx.actor.id);
    await noteOnWork(tx, ctx, contact, answer, step.askedBy === null ? [] : [step.askedBy]);
    const end = { outcome: input.outcome, answer, closedByName: ctx.actor.name, closedAt: ctx.clock.now() };
    await changeOpenStep(tx, stepId, end);
    const more = { outcome: input.outcome, askedBy: step.askedByName };
    const after = { step: stepId, outcome: input.outcome };
    await happened(tx, ctx, row, step, { about: 'answered', body: answer, more }, { after });
    await escalationOfStepEnds(tx, ctx, row, stepId, { outcome: input.outcome, words: answer });
    await workEnds(tx, ctx, row, {
      step: stepId,
      outcome: input.outcome,
      words: answer,
      by: ctx.actor.name,
    });
    await handoverEnds(
      tx,
      ctx,
      row,
      step,
      { outcome: input.outcome, words: answer, next: input.next ?? 'write' },
      askIn,
    );
    return stepId;
  });

/** Takes a step back. Whoever writes on the case may; who has it in their hands is told by its end. */
export const withdrawStepOf = (
  ctx: Ctx,
  stepId: string,
  { why }: Parsed<typeof withdrawStep>['body'],
): Promise<string> =>
  ctx.tx(async (tx) => {
    const seen = await findStep(tx, stepId);
    if (seen === null) throw notFound('step');
    const row = await accessCase(tx, ctx.actor, seen.caseId, 'case.write', { lock: true });
    await withdraw(tx, ctx, row, stepId, why);
    return stepId;
  });

/** Takes a step back whose case the caller has locked. @throws Problem 409 step_closed */
export async function withdraw(tx: Tx, ctx: Ctx, row: CaseRow, stepId: string, why: string): Promise<void> {
  const closed = await changeOpenStep(tx, stepId, {
    outcome: 'withdrawn',
    answer: why,
    closedByName: ctx.actor.name,
    closedAt: ctx.clock.now(),
  });
  if (!closed) throw conflict('step_closed', 'This step is over already.', { step: stepId });
  await takeOut(tx, ctx, stepId, {
    state: 'cancelled',
    legs: {
      queue: 'cancelled',
      offer: 'rescinded',
      handle: 'cancelled',
      hold: 'cancelled',
      wrap_up: 'completed',
    },
    why: 'withdrawn',
  });
  const trace = { before: { step: stepId }, reason: why };
  await happened(tx, ctx, row, { id: stepId }, { about: 'withdrawn', body: why }, trace);
  await escalationOfStepEnds(tx, ctx, row, stepId, { outcome: 'withdrawn', words: why });
  await workEnds(tx, ctx, row, { step: stepId, outcome: 'withdrawn', words: why, by: ctx.actor.name });
  await settleHolder(tx, ctx, row);
}

/** The case is closed: what still waits is not wanted any more. For the closing, which has locked the case. */
export async function withdrawWaiting(tx: Tx, ctx: Ctx, row: CaseRow): Promise<void> {
  for (const step of await waitingSteps(tx, row.id)) await withdraw(tx, ctx, row, step, 'case closed');
}

/** @throws Problem 404 */
export async function stepNow(ctx: Ctx, id: string) {
  const found = await stepById(ctx.db, ctx.actor, id);
  if (found === null) throw notFound('step');
  return found;
}
