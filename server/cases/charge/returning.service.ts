import { staffCan } from '#server/access/index.ts';
import { systemActor, type Ctx, type Tx } from '#server/platform/index.ts';
import { colleaguesFor, queuesServing, readQueues } from '#server/routing/index.ts';
import { apply } from '../applying.ts';
import type { CaseRow } from '../cases.read.ts';
import { clocksOf } from '../clocks.service.ts';
import { findStep, openStepOf, type StepRow } from '../steps.store.ts';
import { tellOf } from '../telling/telling.service.ts';
import { definitionOf } from '../types/types.store.ts';
import { changeHandover, findHandover, insertHandover, type HandoverRow } from './charge.store.ts';
import { settleHolder } from './holding.service.ts';

// What becomes of a case that was handed over: taken by somebody of the office, passed on, and back with the answer.

/** Gives a case an owner where they may have it; else it has the one it had. */
async function putOwner(tx: Tx, ctx: Ctx, row: CaseRow, ownerId: string | null): Promise<CaseRow> {
  if (ownerId === row.ownerId) return row;
  if (ownerId !== null && !(await staffCan(tx, ownerId, 'case.write', row))) return row;
  return apply(tx, ctx, {
    before: row,
    change: { ownerId },
    changed: ['ownerId'],
    definition: await definitionOf(tx, row),
    fieldsChanged: [],
    action: 'case.changed',
    reason: null,
  });
}

/**
 * A step was taken or passed on. Of a hand-over, whoever takes it is in charge from then on: the case is theirs where they
 * may own it, its clocks hear of it and the customer is told where the type says so.
 * @param takenBy who took it; null: it was passed on, or waits
 */
export async function handoverMoves(
  tx: Tx,
  ctx: Ctx,
  row: CaseRow,
  stepId: string,
  takenBy: string | null,
): Promise<void> {
  const handover = await findHandover(tx, stepId);
  if (handover === null) return;
  if (takenBy !== null && handover.direction === 'back' && row.closedAt === null) {
    await changeHandover(tx, stepId, { takenBy });
    // Answered already before this was heard: the case has gone on, and is not given back to them.
    const over = (await findStep(tx, stepId))?.closedAt != null;
    const owned = over ? row : await putOwner(tx, ctx, row, takenBy);
    const definition = await definitionOf(tx, owned);
    const happened = { kind: 'taken', by: takenBy } as const;
    await clocksOf(tx, ctx, owned, definition, happened);
    await tellOf(tx, ctx, owned, definition, happened);
  }
  await settleHolder(tx, ctx, row);
}

interface Answer {
  outcome: 'answered' | 'partly' | 'returned';
  words: string;
  next: 'call' | 'write' | 'nothing';
}
/** Asks for a step of a case that is locked; lent by the steps, which call this. */
type Ask = (
  tx: Tx,
  ctx: Ctx,
  row: CaseRow,
  asked: {
    queueId: string;
    queueName: string;
    agent: { id: string; name: string } | null;
    question: string;
    dueAt: Date | null;
    contactId: string | null;
    more: Record<string, unknown>;
  },
) => Promise<string>;

/**
 * The work of a hand-over is answered. From the back office the case returns to whoever handed it over, if they are there,
 * else to whoever serves the queue it came from: as work with the answer, and with what is to be done. Its former owner has
 * it again. What comes back to a case that was closed meanwhile is read on the case, and is nobody's work.
 */
export async function handoverEnds(
  tx: Tx,
  ctx: Ctx,
  row: CaseRow,
  step: StepRow,
  answer: Answer,
  ask: Ask,
): Promise<void> {
  const handover = await findHandover(tx, step.id);
  if (handover === null) return;
  if (handover.direction === 'back') {
    await comesBack(tx, ctx, row, step, handover, answer, ask);
    if (row.ownerId !== null && row.ownerId === handover.takenBy)
      await putOwner(tx, ctx, row, handover.ownerBefore);
  }
  await settleHolder(tx, ctx, row);
}

async function comesBack(
  tx: Tx,
  ctx: Ctx,
  row: CaseRow,
  step: StepRow,
  handover: HandoverRow,
  answer: Answer,
  ask: Ask,
): Promise<void> {
  const { wayBackId } = handover;
  if (wayBackId === null || row.closedAt !== null) return;
  const serving = (await queuesServing(tx, systemActor, 'case')).find(({ id }) => id === wayBackId);
  // Nobody serves it any more, or it has work of this case already: whoever handed over was named in the answer.
  if (serving === undefined || (await openStepOf(tx, row.id, wayBackId)) !== null) return;
  const [queue] = await readQueues(tx, [wayBackId]);
  const asker =
    step.askedBy === null || !serving.agents.includes(step.askedBy)
      ? undefined
      : (await colleaguesFor(tx, systemActor, { queueId: wayBackId, channel: 'case' })).find(
          ({ id, state }) => id === step.askedBy && state !== 'away',
        );
  // What could not be done needs another office, or other words: nobody is to be called about it.
  const next = answer.outcome === 'returned' ? null : answer.next;
  const back = await ask(tx, ctx, row, {
    queueId: wayBackId,
    queueName: queue!.name,
    agent: asker === undefined ? null : { id: asker.id, name: asker.name },
    question: answer.words,
    dueAt: null,
    contactId: step.id,
    more: { level: 'front', next, outcome: answer.outcome },
  });
  await insertHandover(tx, {
    stepId: back,
    caseId: row.id,
    direction: 'front',
    next,
    answersId: step.id,
  });
}
