import type { CaseCharge, handOverCase, proposeCharge } from '#contract/case-charge.ts';
import type { Parsed } from '#contract/route.ts';
import { accessContact } from '#server/contacts/index.ts';
import { customersByIds } from '#server/customers/index.ts';
import { audit, conflict, invalid, systemActor, type Ctx, type Db, type Tx } from '#server/platform/index.ts';
import { firstQueueOf, queuesServing, readQueues } from '#server/routing/index.ts';
import { accessCase } from '../access.ts';
import { lastServiceOf, type CaseRow } from '../cases.read.ts';
import { askIn, targetOf } from '../steps.service.ts';
import { holdersOf, openHandover, openingQueue, queueOfContact } from './charge.read.ts';
import { insertHandover } from './charge.store.ts';
import { settleHolder } from './holding.service.ts';
import { proposalFor, proposalForNew } from './proposing.service.ts';

// From the front office to the back office in charge, as routed work: a step of the office that takes the case with it.

type Wish = Parsed<typeof handOverCase>['body'];

/**
 * Where an answer returns to: the queue in which the customer's contact was, where work of cases is served there, else the
 * first one that whoever hands over serves. Null for none.
 */
async function wayBackOf(
  db: Db | Tx,
  ctx: Ctx,
  caseId: string,
  contactId: string | undefined,
): Promise<string | null> {
  const serving = (await queuesServing(db, systemActor, 'case')).map(({ id }) => id);
  const came =
    (contactId === undefined ? null : await queueOfContact(db, contactId)) ??
    (await openingQueue(db, caseId));
  if (came !== null && serving.includes(came)) return came;
  return ctx.actor.kind === 'staff' && ctx.actor.id !== null
    ? firstQueueOf(db, ctx.actor.id, 'case', serving)
    : null;
}

/** Who has a case, who had it, and who would be in charge. @throws Problem 404 */
export async function chargeNow(ctx: Ctx, caseId: string): Promise<CaseCharge> {
  const row = await accessCase(ctx.db, ctx.actor, caseId, 'case.read');
  const [holders, proposal, handover, wayBack] = await Promise.all([
    holdersOf(ctx.db, row),
    proposalFor(ctx.db, row),
    openHandover(ctx.db, caseId),
    wayBackOf(ctx.db, ctx, caseId, undefined),
  ]);
  const iso = (at: Date | null) => at?.toISOString() ?? null;
  return {
    level: row.level as CaseCharge['level'],
    holders: holders.map((one) => ({ ...one, since: one.since.toISOString(), until: iso(one.until) })),
    proposal,
    handover: handover === null ? null : { ...handover, dueAt: iso(handover.dueAt) },
    wayBack: wayBack === null ? null : ((await readQueues(ctx.db, [wayBack]))[0]?.name ?? null),
  };
}

/** Who would be in charge of a case that is not opened yet. @throws Problem 404 contact, 422 customer */
export async function proposeChargeOf(ctx: Ctx, input: Parsed<typeof proposeCharge>['body']) {
  if (input.contact !== undefined) {
    const contact = await accessContact(ctx.db, ctx.actor, input.contact, 'contact.read');
    return proposalForNew(ctx.db, { ...input, customerId: contact.customerId, serviceId: contact.serviceId });
  }
  const customer = (await customersByIds(ctx.db, [input.customer!])).get(input.customer!);
  if (customer === undefined) throw invalid('customer', 'a customer of the registry');
  return proposalForNew(ctx.db, {
    ...input,
    customerId: customer.id,
    serviceId: await lastServiceOf(ctx.db, customer.id),
  });
}

/** @throws Problem 404, 409 case_closed, handed_over, step_open, 422 naming the field */
export const handOverOf = (ctx: Ctx, caseId: string, wish: Wish): Promise<string> =>
  ctx.tx(async (tx) => {
    const row = await accessCase(tx, ctx.actor, caseId, 'case.write', { lock: true });
    if (wish.contact !== undefined) await accessContact(tx, ctx.actor, wish.contact, 'contact.read');
    return handOverIn(tx, ctx, row, wish);
  });

/**
 * Hands a case over in the caller's transaction, which has locked it. The office that the rules propose is reached
 * wherever it lies; another one is chosen with a reason, among those that the caller can ask.
 * @returns the step that carries it
 */
export async function handOverIn(tx: Tx, ctx: Ctx, row: CaseRow, wish: Wish): Promise<string> {
  if (row.closedAt !== null)
    throw conflict('case_closed', 'Take the case up again before something is asked about it.');
  const before = await openHandover(tx, row.id);
  if (before !== null)
    throw conflict('handed_over', `${before.queueName ?? 'An office'} has this case already.`, {
      step: before.step,
    });
  const question = wish.question.trim();
  if (question.length < 3) throw invalid('question', 'a question needs words');
  const dueAt = wish.dueAt === null ? null : new Date(wish.dueAt);
  if (dueAt !== null && dueAt <= ctx.clock.now()) throw invalid('dueAt', 'a time to come');
  const proposal = await proposalFor(tx, row);
  const queue = wish.queue ?? proposal.queue;
  if (queue === null) throw invalid('queue', 'the office that takes it: no rule names one');
  const proposed = queue === proposal.queue;
  const reason = wish.reason?.trim() ?? '';
  if (!proposed && proposal.queue !== null && reason === '')
    throw invalid('reason', 'why another office than the one proposed');
  const target = await targetOf(tx, proposed ? { ...ctx, actor: systemActor } : ctx, { queue });
  const wayBack = await wayBackOf(tx, ctx, row.id, wish.contact);
  const why = { rule: proposed ? proposal.ruleName : null, reason: reason === '' ? null : reason };
  const step = await askIn(tx, ctx, row, {
    ...target,
    question,
    dueAt,
    contactId: wish.contact ?? null,
    more: { level: 'back', ...why },
  });
  await insertHandover(tx, {
    stepId: step,
    caseId: row.id,
    direction: 'back',
    ruleId: proposed ? proposal.rule : null,
    ruleName: why.rule,
    proposedId: proposal.queue,
    reason: why.reason,
    wayBackId: wayBack,
    ownerBefore: row.ownerId,
  });
  await audit(tx, ctx.actor, {
    action: 'case.handed-over',
    objectType: 'case',
    objectId: row.id,
    serviceId: row.serviceId,
    after: { step, queue, rule: proposal.ruleName, proposed: proposal.queue },
    reason: why.reason,
  });
  await settleHolder(tx, ctx, row);
  return step;
}
