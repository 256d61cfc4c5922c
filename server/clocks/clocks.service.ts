import type { ClockWarning } from '#contract/clocks.ts';
import { loadCounting, type ClockTurn, type ClockUnit } from '#server/calendars/index.ts';
import {
  actorLabel,
  audit,
  conflict,
  newId,
  notFound,
  record,
  scopeOf,
  type Ctx,
  type Tx,
} from '#server/platform/index.ts';
import { standingOf, untold, type Standing } from './clock.rules.ts';
import {
  addEvents,
  changeOwner,
  clocksOn,
  eventsOf,
  findClock,
  insertClock,
  saveStanding,
  termsOf,
  type ClockRow,
  type EventRow,
} from './clocks.store.ts';
import { proposeCompensation } from './proposing.service.ts';
import { chooseStandard } from './packs.rules.ts';
import { placeOfService, standardsCoded } from './packs.store.ts';

// A clock is the log of what moved it. Everything else that is kept of it is worked out of the log, here and nowhere else.

/** What a time limit is about. */
export interface ClockSubject {
  kind: 'case' | 'contact';
  id: string;
}
export interface StartingClock {
  subject: ClockSubject & { label: string };
  key: string;
  /** How it is called; without, as its standard is. */
  name?: { it: string; en: string };
  customerId: string | null;
  serviceId: string;
  teamId: string | null;
  ownerId: string | null;
  /** The receipt: day 0. */
  at: Date;
  /** A standard by its code, or by regulation and code (`tiqv.written_complaint`); or a limit of one's own. */
  terms: { standard: string } | { amount: number; unit: ClockUnit };
  pauses?: readonly string[];
  warnings?: readonly ClockWarning[];
  /** What a law has fixed is not begun again: it was kept, or it was not. */
  promisesOnly?: boolean;
}

/**
 * Starts a clock. Its standard is that in force on the day of the receipt, where the clock is. Started again under the
 * same key it is another round, once the one before is over; while it runs nothing happens.
 * @returns its id; null where no pack has such a standard for this place
 */
export async function startClock(tx: Tx, ctx: Ctx, wanted: StartingClock): Promise<string | null> {
  const place = await placeOfService(tx, wanted.serviceId);
  const calendar = await loadCounting(tx, place.calendarId);
  const before = (await clocksOn(tx, wanted.subject)).filter((one) => one.key === wanted.key);
  const open = before.find(({ state }) => state === 'running' || state === 'paused');
  if (open !== undefined) return open.id;
  const standard =
    'standard' in wanted.terms
      ? chooseStandard(await standardsCoded(tx, wanted.terms.standard.split('.').at(-1)!), {
          code: wanted.terms.standard.split('.').at(-1)!,
          regulation: wanted.terms.standard.includes('.') ? wanted.terms.standard.split('.')[0]! : null,
          regulations: place.regulations,
          on: dayThere(wanted.at, calendar.hours.timeZone),
          serviceId: wanted.serviceId,
          territory: place.territory,
        })
      : null;
  const terms =
    'standard' in wanted.terms
      ? standard === null || standard.unit === 'seconds' || standard.unit === 'percent'
        ? null
        : { amount: standard.amount, unit: standard.unit as ClockUnit }
      : wanted.terms;
  if (terms === null) return null;
  if (wanted.promisesOnly === true && standard !== null && standard.kind !== 'promise') return null;
  const id = newId();
  await insertClock(tx, {
    id,
    subjectKind: wanted.subject.kind,
    subjectId: wanted.subject.id,
    subjectLabel: wanted.subject.label,
    key: wanted.key,
    round: before.length + 1,
    name: wanted.name ??
      (standard?.name as { it: string; en: string } | undefined) ?? { it: wanted.key, en: wanted.key },
    customerId: wanted.customerId,
    serviceId: wanted.serviceId,
    teamId: wanted.teamId,
    ownerId: wanted.ownerId,
    standardId: standard?.id ?? null,
    regulation: standard?.regulation ?? null,
    standardCode: standard?.code ?? null,
    calendarId: place.calendarId,
    ...terms,
    pauses: [...(wanted.pauses ?? standard?.pauses ?? ['customer', 'third_party'])],
    warnings: wanted.warnings ?? (standard?.warnings as ClockWarning[] | undefined) ?? [],
    state: 'running',
    startedAt: wanted.at,
  });
  const row = (await findClock(tx, 'all', id, true))!;
  await turn(tx, ctx, row, { kind: 'start', at: wanted.at });
  return id;
}

const dayThere = (at: Date, timeZone: string) =>
  new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(at);

/** Pauses a clock for a reason that its standard allows; any other is passed over. @returns whether it is paused by this */
export async function pauseClock(
  tx: Tx,
  ctx: Ctx,
  row: ClockRow,
  { at, reason, note = null }: { at: Date; reason: string; note?: string | null },
): Promise<boolean> {
  if (row.state !== 'running' || !row.pauses.includes(reason)) return false;
  await turn(tx, ctx, row, { kind: 'pause', at, reason: note, data: { reason } }, { pauseReason: reason });
  return true;
}

/** Lets a paused clock go on. @returns whether it was paused */
export async function resumeClock(
  tx: Tx,
  ctx: Ctx,
  row: ClockRow,
  { at, note = null }: { at: Date; note?: string | null },
): Promise<boolean> {
  if (row.state !== 'paused') return false;
  await turn(tx, ctx, row, { kind: 'resume', at, reason: note }, { pauseReason: null });
  return true;
}

/** What was owed is done. Too late by a standard that compensates, what is due is proposed. */
export async function fulfilClock(
  tx: Tx,
  ctx: Ctx,
  row: ClockRow,
  { at, note = null }: { at: Date; note?: string | null },
): Promise<boolean> {
  if (row.state !== 'running' && row.state !== 'paused') return false;
  const standing = await turn(tx, ctx, row, { kind: 'fulfil', at, reason: note }, { pauseReason: null });
  if (standing.multiple !== null && standing.multiple > 0) await proposeCompensation(tx, ctx, row, standing);
  return true;
}

/** Nobody owes it any more: it is of another kind, or was begun by mistake. */
export async function cancelClock(
  tx: Tx,
  ctx: Ctx,
  row: ClockRow,
  { at, note }: { at: Date; note: string },
): Promise<boolean> {
  if (row.state !== 'running' && row.state !== 'paused') return false;
  await turn(tx, ctx, row, { kind: 'cancel', at, reason: note }, { pauseReason: null });
  return true;
}

/** The clocks of a subject, locked, for who moves them. */
export const clocksOfSubject = (tx: Tx, subject: ClockSubject): Promise<ClockRow[]> =>
  clocksOn(tx, subject, { lock: true });

/** Who has the subject now, and is told of its clocks. */
export const ownClocks = changeOwner;

interface Turn {
  kind: ClockTurn['kind'];
  at: Date;
  reason?: string | null;
  data?: Record<string, unknown>;
}

/** What has been told of a clock: warnings once and for all, a passed limit again if the limit was moved since. */
export function toldOf(events: readonly EventRow[]): { kind: string; level: number }[] {
  const moved = events.findLastIndex(({ kind }) => kind === 'recompute');
  return events
    .filter(({ kind }, index) => kind === 'warn' || (kind === 'breach' && index > moved))
    .map(({ kind, data }) => ({ kind, level: Number(data['level']) }));
}

/** Writes what happened to a clock into its log, works out how it stands then, keeps and tells it. */
export async function turn(
  tx: Tx,
  ctx: Ctx,
  row: ClockRow,
  { kind, at, reason = null, data = {} }: Turn,
  also: { pauseReason?: string | null } = {},
): Promise<Standing> {
  const before = await eventsOf(tx, [row.id]);
  // A clock never runs backwards: nothing happens before what happened already.
  const last = before.reduce((ms, one) => (movers.has(one.kind) ? Math.max(ms, one.at.getTime()) : ms), 0);
  const when = kind === 'recompute' || at.getTime() >= last ? at : new Date(last);
  const calendar = await loadCounting(tx, row.calendarId);
  const standing = standingOf(calendar, termsOf(row), [...before, { kind, at: when }]);
  const by = { actor: actorLabel(ctx.actor), actorName: ctx.actor.name };
  // A limit that was moved may pass once more; a warning is told once, whatever is moved.
  const told = toldOf(before).filter((one) => kind !== 'recompute' || one.kind === 'warn');
  // What passed before the end, and nobody has looked since: it belongs into the log before the end does.
  const unseen = Array.from({ length: standing.multiple ?? 0 }, (_, index) => index + 1).filter(
    (level) => !told.some((one) => one.kind === 'breach' && one.level === level),
  );
  const due = [standing.dueAt, standing.doubleAt, standing.tripleAt];
  await addEvents(tx, [
    ...unseen.map((level) => ({
      clockId: row.id,
      kind: 'breach' as const,
      at: new Date(due[level - 1]!.getTime() + 1),
      actor: 'system',
      actorName: '',
      data: { level },
    })),
    { clockId: row.id, kind, at: when, ...by, reason, data },
  ]);
  const breachedAt =
    standing.dueAt !== null && standing.dueAt < (standing.endedAt ?? ctx.clock.now())
      ? (row.breachedAt ?? new Date(standing.dueAt.getTime() + 1))
      : kind === 'recompute'
        ? null
        : row.breachedAt;
  await saveStanding(tx, row.id, standing, untold(standing.marks, told), { ...also, breachedAt });
  await record(tx, ctx.actor, {
    kind: 'clock.changed',
    subjectId: row.subjectId,
    serviceId: row.serviceId,
    teamId: row.teamId,
    data: {
      clock: row.id,
      subject: row.subjectId,
      subjectKind: row.subjectKind,
      label: row.subjectLabel,
      turn: kind,
    },
  });
  return standing;
}
const movers = new Set<ClockTurn['kind']>(['start', 'pause', 'resume', 'fulfil', 'cancel']);

/** The way to a clock for who asks by its id. @throws Problem 404 */
async function accessClock(tx: Tx, ctx: Ctx, id: string): Promise<ClockRow> {
  const row = await findClock(tx, scopeOf(ctx.actor, 'clock.manage'), id, true);
  if (row === null) throw notFound('clock');
  return row;
}

/** @throws Problem 404, 409 not_running, not_pausable */
export const pauseByHand = (ctx: Ctx, id: string, { reason, note }: { reason: string; note: string }) =>
  ctx.tx(async (tx) => {
    const row = await accessClock(tx, ctx, id);
    if (row.state !== 'running') throw conflict('not_running', 'Only a clock that runs can be paused.');
    if (!row.pauses.includes(reason))
      throw conflict('not_pausable', 'Its standard does not allow a pause for this reason.', {
        allowed: row.pauses,
      });
    await pauseClock(tx, ctx, row, { at: ctx.clock.now(), reason, note });
    await auditTurn(tx, ctx, row, 'clock.paused', note, { state: 'paused', reason });
  });

/** @throws Problem 404, 409 not_paused */
export const resumeByHand = (ctx: Ctx, id: string, { note }: { note: string }) =>
  ctx.tx(async (tx) => {
    const row = await accessClock(tx, ctx, id);
    if (!(await resumeClock(tx, ctx, row, { at: ctx.clock.now(), note })))
      throw conflict('not_paused', 'Only a paused clock can go on.');
    await auditTurn(tx, ctx, row, 'clock.resumed', note, { state: 'running' });
  });

const auditTurn = (tx: Tx, ctx: Ctx, row: ClockRow, action: string, reason: string, after: unknown) =>
  audit(tx, ctx.actor, {
    action,
    objectType: row.subjectKind,
    objectId: row.subjectId,
    serviceId: row.serviceId,
    before: { clock: row.id, key: row.key, state: row.state, dueAt: row.dueAt },
    after,
    reason,
  });
