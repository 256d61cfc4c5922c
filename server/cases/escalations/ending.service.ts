import { hoursOrHolidays, type HoursCalendar } from '#server/calendars/index.ts';
import { audit, conflict, readSetting, record, type Ctx, type Db, type Tx } from '#server/platform/index.ts';
import { workersOn, type CaseRow } from '../cases.read.ts';
import { workEnds } from '../plans/ends.ts';
import { settleHolder } from '../charge/holding.service.ts';
import { placeOf } from '../writing.ts';
import { workedSeconds } from './escalations.rules.ts';
import {
  changeOpenEscalation,
  escalationOfStep,
  findCentre,
  keepNews,
  type CentreRow,
  type EscalationRow,
} from './escalations.store.ts';

// How escalations end, and how everybody who looks at them is told. The case is locked by the caller.

export type EscalationNews =
  | 'asked'
  | 'reminded'
  | 'head'
  | 'answered'
  | 'partly'
  | 'returned'
  | 'withdrawn'
  | 'handed'
  | 'more'
  | 'away'
  | 'undelivered'
  | 'doubtful';

/** What whoever asked must see, also when they come back the next day. */
const lasting: ReadonlySet<EscalationNews> = new Set([
  'answered',
  'partly',
  'returned',
  'more',
  'away',
  'undelivered',
  'doubtful',
]);

/** The event that something happened to an escalation, told to those who see its case; kept for whoever asked. */
export async function tellEscalation(
  tx: Tx,
  ctx: Ctx,
  row: CaseRow,
  one: Pick<EscalationRow, 'id' | 'centreId' | 'askedBy' | 'stepId'>,
  about: EscalationNews,
): Promise<void> {
  await record(tx, ctx.actor, {
    kind: 'case.escalation',
    subjectId: row.id,
    ...placeOf(row),
    data: {
      case: row.id,
      number: row.number,
      customer: row.customerId,
      escalation: one.id,
      centre: one.centreId,
      askedBy: one.askedBy,
      about,
      workers: await workersOn(tx, row.id),
    },
  });
  const bySomebody = ctx.actor.kind === 'staff';
  // An answer in the desk is a note that names whoever asked.
  const named = bySomebody && (one.stepId !== null || ctx.actor.id === one.askedBy);
  if (one.askedBy !== null && !named && lasting.has(about))
    await keepNews(tx, { escalationId: one.id, staffId: one.askedBy, about, at: ctx.clock.now() });
}

/** When a centre works: by its calendar, or always but on national holidays. */
export async function hoursOfCentre(
  db: Db,
  { calendarId }: Pick<CentreRow, 'calendarId'>,
): Promise<HoursCalendar> {
  return hoursOrHolidays(db, calendarId, (await readSetting<string>(db, 'timeZone')) ?? 'Europe/Rome');
}

export interface EscalationEnd {
  outcome: 'answered' | 'partly' | 'returned' | 'withdrawn' | 'handed';
  /** The answer, or why it ended without one. */
  words: string;
  /** Who answered, when it is not the caller: somebody who never logs in. */
  by?: { name: string; address: string };
}

/**
 * Ends an open escalation: how long it took in the working time of its centre is written down with it.
 * @throws Problem 409 escalation_closed
 */
export async function endEscalation(
  tx: Tx,
  ctx: Ctx,
  row: CaseRow,
  one: EscalationRow,
  { outcome, words, by }: EscalationEnd,
): Promise<void> {
  const now = ctx.clock.now();
  const hours = await hoursOfCentre(tx, (await findCentre(tx, one.centreId))!);
  const ended = await changeOpenEscalation(tx, one.id, {
    outcome,
    answer: words,
    answeredBy: by === undefined && ctx.actor.kind === 'staff' ? ctx.actor.id : null,
    answeredName: by?.name ?? ctx.actor.name,
    answeredFrom: by?.address ?? null,
    closedAt: now,
    seconds: workedSeconds(hours, one.askedAt, now),
  });
  if (!ended) throw conflict('escalation_closed', 'This escalation is over already.', { escalation: one.id });
  await settleHolder(tx, ctx, row);
  await audit(tx, ctx.actor, {
    action: `case.escalation-${outcome}`,
    objectType: 'case',
    objectId: row.id,
    serviceId: row.serviceId,
    after: { escalation: one.id, number: one.number, outcome, by: by?.address ?? null },
    reason: outcome === 'withdrawn' || outcome === 'handed' ? words : null,
  });
  await tellEscalation(tx, ctx, row, one, outcome);
  await workEnds(tx, ctx, row, {
    escalation: one.id,
    outcome,
    words,
    by: by?.name ?? ctx.actor.name,
  });
}

/** A step has ended: so has the escalation that it carried, if it did. */
export async function escalationOfStepEnds(
  tx: Tx,
  ctx: Ctx,
  row: CaseRow,
  stepId: string,
  end: EscalationEnd,
): Promise<void> {
  const one = await escalationOfStep(tx, stepId);
  if (one !== null) await endEscalation(tx, ctx, row, one, end);
}
