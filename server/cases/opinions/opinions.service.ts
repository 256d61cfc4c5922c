import type { createOpinion, Opinion, updateOpinion, useOpinion } from '#contract/opinions.ts';
import type { Parsed } from '#contract/route.ts';
import { findService } from '#server/access/index.ts';
import { accessContact } from '#server/contacts/index.ts';
import { classificationExists } from '#server/knowledge/index.ts';
import {
  audit,
  conflict,
  forbidden,
  inScope,
  invalid,
  newId,
  notFound,
  record,
  scopeOf,
  type Ctx,
  type Tx,
} from '#server/platform/index.ts';
import { accessCase } from '../access.ts';
import { placeOf, write } from '../writing.ts';
import { findCentre, findEscalation } from '../escalations/escalations.store.ts';
import { follows, opinionById, opinionOfEscalation, papersAnswered } from './opinions.read.ts';
import {
  changeOpinion,
  findOpinion,
  insertOpinion,
  insertOpinionPapers,
  insertUse,
  type OpinionRow,
} from './opinions.store.ts';

type Content = Parsed<typeof updateOpinion>['body'];

/** @throws Problem 404, also outside what the caller may read */
export async function opinionNow(ctx: Ctx, id: string): Promise<Opinion> {
  const found = await opinionById(ctx.db, ctx.actor, id);
  if (found === null) throw notFound('opinion');
  return found;
}

const keeps = (ctx: Ctx, serviceId: string | null): boolean =>
  inScope(scopeOf(ctx.actor, 'admin.knowledge'), { serviceId, teamId: null });

async function check(tx: Tx, ctx: Ctx, id: string | null, input: Content): Promise<void> {
  if (input.question.trim().length < 3) throw invalid('question', 'a question needs words');
  if (input.answer.trim() === '') throw invalid('answer', 'an answer needs words');
  if (input.validTo !== null && input.validTo < input.validFrom)
    throw invalid('validTo', 'a day not before the first');
  if (input.classification !== null && !(await classificationExists(tx, input.classification)))
    throw invalid('classification', 'a classification in use');
  if (input.centre !== null && (await findCentre(tx, input.centre)) === null)
    throw invalid('centre', 'a competence centre');
  if (input.service !== null && (await findService(tx, input.service)) === null)
    throw invalid('service', 'a service in use');
  if (input.supersedes !== null) {
    const old = await opinionById(tx, ctx.actor, input.supersedes);
    if (old === null || (id !== null && (await follows(tx, input.supersedes, id))))
      throw invalid('supersedes', 'another opinion, which does not follow this one');
  }
}

const rowOf = (input: Content) => ({
  question: input.question.trim(),
  answer: input.answer.trim(),
  language: input.language,
  classificationId: input.classification,
  centreId: input.centre,
  expertName: input.expert.trim(),
  serviceId: input.service,
  sources: input.sources,
  validFrom: input.validFrom,
  validTo: input.validTo,
  supersedesId: input.supersedes,
  active: input.active,
});

/**
 * Keeps an opinion. Of an answered escalation whoever works on its case may make one, with the papers of the answer; out of
 * nothing only who keeps knowledge.
 * @throws Problem 403, 404, 409 opinion_made, 422 naming the field
 */
export const createOpinionOf = (ctx: Ctx, input: Parsed<typeof createOpinion>['body']): Promise<string> =>
  ctx.tx(async (tx) => {
    if (input.escalation === null) {
      if (!keeps(ctx, input.service)) throw forbidden('admin.knowledge');
    } else {
      const one = await findEscalation(tx, input.escalation);
      if (one === null) throw notFound('escalation');
      await accessCase(tx, ctx.actor, one.caseId, 'case.write', { lock: true });
      if (one.outcome !== 'answered' && one.outcome !== 'partly')
        throw invalid('escalation', 'an escalation that has an answer');
      const made = await opinionOfEscalation(tx, one.id);
      if (made !== null)
        throw conflict('opinion_made', 'An opinion has been made of this answer already.', { opinion: made });
    }
    await check(tx, ctx, null, input);
    const now = ctx.clock.now();
    const row = {
      id: newId(),
      ...rowOf(input),
      escalationId: input.escalation,
      madeBy: ctx.actor.kind === 'staff' ? ctx.actor.id : null,
      madeByName: ctx.actor.name,
      madeAt: now,
      changedAt: now,
    };
    await insertOpinion(tx, row);
    if (input.escalation !== null)
      await insertOpinionPapers(tx, row.id, await papersAnswered(tx, input.escalation));
    await tell(tx, ctx, 'made', null, row);
    return row.id;
  });

/** Changes an opinion. @throws Problem 403, 404, 422 naming the field */
export const updateOpinionOf = (ctx: Ctx, id: string, input: Content): Promise<string> =>
  ctx.tx(async (tx) => {
    const seen = await opinionById(tx, ctx.actor, id);
    const before = await findOpinion(tx, id, true);
    if (seen === null || before === null) throw notFound('opinion');
    const mine = ctx.actor.kind === 'staff' && before.madeBy === ctx.actor.id;
    if (!mine && !(keeps(ctx, before.serviceId) && keeps(ctx, input.service)))
      throw forbidden('admin.knowledge');
    await check(tx, ctx, id, input);
    const change = { ...rowOf(input), changedAt: ctx.clock.now() };
    await changeOpinion(tx, id, change);
    await tell(tx, ctx, 'changed', before, { ...before, ...change });
    return id;
  });

async function tell(
  tx: Tx,
  ctx: Ctx,
  what: 'made' | 'changed',
  before: OpinionRow | null,
  after: Pick<OpinionRow, 'id' | 'serviceId'>,
): Promise<void> {
  await audit(tx, ctx.actor, {
    action: `opinion.${what}`,
    objectType: 'opinion',
    objectId: after.id,
    serviceId: after.serviceId,
    before,
    after,
  });
  await record(tx, ctx.actor, {
    kind: 'opinion.changed',
    subjectId: after.id,
    serviceId: after.serviceId,
    data: { opinion: after.id },
  });
}

/**
 * An opinion has answered a question: it is counted, and on a case written into its history.
 * @throws Problem 404
 */
export const useOpinionOf = (
  ctx: Ctx,
  id: string,
  input: Parsed<typeof useOpinion>['body'],
): Promise<string> =>
  ctx.tx(async (tx) => {
    const row =
      input.case === undefined
        ? null
        : await accessCase(tx, ctx.actor, input.case, 'case.write', { lock: true });
    if (input.contact !== undefined) await accessContact(tx, ctx.actor, input.contact, 'contact.read');
    const found = await opinionById(tx, ctx.actor, id);
    if (found === null) throw notFound('opinion');
    await insertUse(tx, {
      id: newId(),
      opinionId: id,
      caseId: input.case ?? null,
      contactId: input.contact ?? null,
      byName: ctx.actor.name,
      at: ctx.clock.now(),
    });
    if (row !== null) {
      await write(tx, ctx, {
        caseId: row.id,
        kind: 'step',
        body: found.answer,
        data: { about: 'opinion', opinion: id, queue: found.centreName ?? found.expert },
      });
      await record(tx, ctx.actor, {
        kind: 'case.changed',
        subjectId: row.id,
        ...placeOf(row),
        data: { case: row.id, number: row.number, customer: row.customerId, fields: ['notes'] },
      });
    }
    return id;
  });
