import { staffNames } from '#server/access/index.ts';
import { hoursOrHolidays } from '#server/calendars/index.ts';
import { conflict, invalid, readSetting, type Ctx, type Tx } from '#server/platform/index.ts';
import { readQueues } from '#server/routing/index.ts';
import type { CaseRow } from '../cases.read.ts';
import { proposalFor } from '../charge/proposing.service.ts';
import { serves, waysOf } from '../escalations/centres.service.ts';
import { hoursOfCentre } from '../escalations/ending.service.ts';
import { after } from '../escalations/escalations.rules.ts';
import { escalateIn } from '../escalations/escalations.service.ts';
import { findCentre } from '../escalations/escalations.store.ts';
import { askIn, targetOf } from '../steps.service.ts';
import { centreNamed, type PieceRow } from './plans.store.ts';

// Whom a piece of work is asked of, and the asking of it: as a step of a queue or of a person, or as a question to a centre.

export interface PieceTarget {
  queueId: string | null;
  agentId: string | null;
  centreId: string | null;
}

/** @throws Problem 422 naming the field, which lies `at` a place of the body */
export async function targetFor(
  tx: Tx,
  ctx: Ctx,
  row: CaseRow,
  to: { queue?: string | undefined; agent?: string | undefined; centre?: string | undefined },
  at: string,
): Promise<PieceTarget> {
  const field = (name: string) => (at === '' ? name : `${at}.${name}`);
  if (to.centre !== undefined) {
    if (to.queue !== undefined || to.agent !== undefined)
      throw invalid(field('centre'), 'a centre, or a queue, or a person: one of them');
    const centre = await findCentre(tx, to.centre);
    if (centre === null || !serves(centre, row))
      throw invalid(field('centre'), 'a competence centre in use that serves this case');
    return { queueId: null, agentId: null, centreId: centre.id };
  }
  if (to.queue === undefined && to.agent === undefined)
    throw invalid(field('queue'), 'who is asked: a queue, a person or a centre');
  const { queueId, agent } = await targetOf(tx, ctx, to);
  return { queueId, agentId: agent?.id ?? null, centreId: null };
}

/** Whom a piece of a plan of a type asks in this installation; null where there is none. */
export async function targetOfTemplate(
  tx: Tx,
  row: CaseRow,
  to: { queue?: string | undefined; centre?: string | undefined; inCharge?: true | undefined },
): Promise<PieceTarget | null> {
  if (to.inCharge) {
    const { queue, centre } = await proposalFor(tx, row);
    if (queue !== null) return { queueId: queue, agentId: null, centreId: null };
    return centre === null ? null : { queueId: null, agentId: null, centreId: centre };
  }
  if (to.centre !== undefined) {
    const centre = await centreNamed(tx, to.centre);
    if (centre === null || !serves((await findCentre(tx, centre))!, row)) return null;
    return { queueId: null, agentId: null, centreId: centre };
  }
  const queue = (await readQueues(tx)).find(({ code, active }) => active && code === to.queue);
  return queue === undefined ? null : { queueId: queue.id, agentId: null, centreId: null };
}

/**
 * Asks it. All that is refused is refused before anything is written.
 * @throws Problem 409 step_open, escalation_open, out_of_use, 422
 */
export async function ask(
  tx: Tx,
  ctx: Ctx,
  row: CaseRow,
  piece: PieceRow,
  askedBy: { id: string | null; name: string },
): Promise<{ stepId: string } | { escalationId: string }> {
  const now = ctx.clock.now();
  const common = { question: piece.question, contactId: null, askedBy };
  if (piece.centreId !== null) {
    const centre = await findCentre(tx, piece.centreId);
    if (centre === null || !serves(centre, row))
      throw conflict('out_of_use', 'The competence centre is not in use for this case any more.');
    return {
      escalationId: await escalateIn(tx, ctx, row, {
        ...common,
        centre,
        way: waysOf(centre)[0]!,
        papers: [],
        dueAt:
          piece.dueHours === null ? null : after(await hoursOfCentre(tx, centre), now, piece.dueHours * 3600),
        fromId: null,
      }),
    };
  }
  const [queue] = await readQueues(tx, [piece.queueId!]);
  if (queue?.active !== true) throw conflict('out_of_use', 'The queue is not in use any more.');
  const timeZone = (await readSetting<string>(tx, 'timeZone')) ?? 'Europe/Rome';
  const hours = await hoursOrHolidays(tx, queue.calendarId, timeZone);
  return {
    stepId: await askIn(tx, ctx, row, {
      ...common,
      queueId: queue.id,
      queueName: queue.name,
      agent:
        piece.agentId === null
          ? null
          : {
              id: piece.agentId,
              name: (await staffNames(tx, [piece.agentId])).get(piece.agentId) ?? '',
            },
      dueAt: piece.dueHours === null ? null : after(hours, now, piece.dueHours * 3600),
    }),
  };
}
