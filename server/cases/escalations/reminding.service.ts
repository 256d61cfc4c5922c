import { accessContact, letters, noteOnWork } from '#server/contacts/index.ts';
import {
  audit,
  conflict,
  isConnectionError,
  newId,
  notFound,
  record,
  type Ctx,
  type Tx,
} from '#server/platform/index.ts';
import { readQueues } from '#server/routing/index.ts';
import { accessCase, lockedCase } from '../access.ts';
import type { CaseRow } from '../cases.read.ts';
import { placeOf, write } from '../writing.ts';
import { tellEscalation } from './ending.service.ts';
import { dueReminders, headOf, whoHas } from './escalations.read.ts';
import {
  changeReminder,
  dropOlderReminders,
  findCentre,
  findEscalation,
  insertReminders,
  keepNews,
  lastReminder,
  lockReminder,
  type CentreRow,
  type EscalationRow,
} from './escalations.store.ts';
import { reminderNote } from './letter.rules.ts';
import { writeTo } from './writing-to.service.ts';

// Reminders (solleciti): by themselves at their times, then to the head of the office; by hand at any time.

const everyMilliseconds = 20_000;
const batch = 100;
/** Between two reminders by hand, so that a double click is one. */
const pauseMinutes = 5;

/** Keeps sending what is due, in every process that works: each reminder is locked with its case, and sent once. */
export function startReminders(ctx: Ctx): { stop(): Promise<void> } {
  let stopped = false;
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> = Promise.resolve();
  const run = () => {
    running = sendDue(ctx)
      .then(() => undefined)
      .catch((error: unknown) => {
        if (!stopped && !isConnectionError(error)) ctx.log.error({ err: error }, 'reminding centres failed');
      })
      .finally(() => {
        if (!stopped) timer = setTimeout(run, everyMilliseconds);
      });
  };
  run();
  return {
    async stop() {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
      await running;
    },
  };
}

/** Sends the reminders that are due now, each in a transaction of its own. @returns how many were sent */
export async function sendDue(ctx: Ctx): Promise<number> {
  let sent = 0;
  for (const { id, escalationId, caseId } of await dueReminders(ctx.db, ctx.clock.now(), batch))
    try {
      if (await ctx.tx((tx) => sendOne(tx, ctx, { id, escalationId, caseId }))) sent += 1;
    } catch (error) {
      if (isConnectionError(error)) throw error;
      // One that fails must not keep the others waiting; it is tried again with the next turn.
      ctx.log.error({ err: error, reminder: id }, 'a reminder could not be sent');
    }
  return sent;
}

async function sendOne(
  tx: Tx,
  ctx: Ctx,
  { id, escalationId, caseId }: { id: string; escalationId: string; caseId: string },
): Promise<boolean> {
  const row = await lockedCase(tx, ctx, caseId);
  const reminder = await lockReminder(tx, id);
  const one = await findEscalation(tx, escalationId);
  if (reminder === null || reminder.sentAt !== null || one === null || one.closedAt !== null) return false;
  const whom = reminder.whom as 'centre' | 'head';
  const sentTo = await remind(tx, ctx, row, one, whom);
  await changeReminder(tx, id, { sentAt: ctx.clock.now(), sentTo });
  // After an outage several may be due: one says what all of them would have said.
  await dropOlderReminders(tx, { escalationId, whom, before: reminder.plannedAt });
  return true;
}

/** Reminds the centre by hand, now. @throws Problem 404, 409 escalation_closed, reminded_just_now */
export const remindOf = (ctx: Ctx, id: string): Promise<string> =>
  ctx.tx(async (tx) => {
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
    const now = ctx.clock.now();
    const last = await lastReminder(tx, id);
    if (last !== null && now.getTime() - last.getTime() < pauseMinutes * 60_000)
      throw conflict('reminded_just_now', 'It was reminded a moment ago.');
    const sentTo = await remind(tx, ctx, row, one, 'centre');
    await insertReminders(tx, [
      {
        id: newId(),
        escalationId: id,
        whom: 'centre',
        percent: null,
        plannedAt: now,
        sentAt: now,
        sentByName: ctx.actor.name,
        sentTo,
      },
    ]);
    await audit(tx, ctx.actor, {
      action: 'case.escalation-reminded',
      objectType: 'case',
      objectId: row.id,
      serviceId: row.serviceId,
      after: { escalation: id, to: sentTo },
    });
    return id;
  });

/** @returns to whom it went, for people */
async function remind(
  tx: Tx,
  ctx: Ctx,
  row: CaseRow,
  one: EscalationRow,
  whom: 'centre' | 'head',
): Promise<string> {
  const centre = (await findCentre(tx, one.centreId))!;
  const about = whom === 'head' ? 'head' : 'reminded';
  const sentTo =
    whom === 'head'
      ? await remindHead(tx, ctx, row, one, centre)
      : one.way === 'mail'
        ? await remindByMail(tx, ctx, row, one, centre)
        : await remindInDesk(tx, ctx, one, centre);
  await write(tx, ctx, {
    caseId: row.id,
    kind: 'step',
    body: '',
    data: { about, escalation: one.id, number: one.number, queue: sentTo },
  });
  await tellEscalation(tx, ctx, row, one, about);
  return sentTo;
}

async function remindByMail(
  tx: Tx,
  ctx: Ctx,
  row: CaseRow,
  one: EscalationRow,
  centre: CentreRow,
): Promise<string> {
  await writeTo(tx, ctx, 'reminder', { row, one, centre, to: one.addresses });
  return one.addresses.join(', ');
}

/** A note on the work itself, which whoever has it is called to. */
async function remindInDesk(tx: Tx, ctx: Ctx, one: EscalationRow, centre: CentreRow): Promise<string> {
  const has = one.stepId === null ? null : await whoHas(tx, one.stepId);
  if (one.stepId !== null) {
    const everywhere = [{ permissions: new Set(['*']), serviceId: null, teamId: null }] as const;
    const contact = await accessContact(
      tx,
      { ...ctx.actor, kind: 'system', grants: everywhere },
      one.stepId,
      'contact.read',
    );
    const note = reminderNote(centre.language, { number: one.number, askedByName: one.askedByName });
    await noteOnWork(tx, ctx, contact, note, has === null ? [] : [has.id]);
  }
  if (has !== null) return has.name;
  const [queue] = centre.queueId === null ? [] : await readQueues(tx, [centre.queueId]);
  return queue?.name ?? centre.name;
}

/** The head of the office: told in the desk where they are of the staff, and by mail where there is an address. */
async function remindHead(
  tx: Tx,
  ctx: Ctx,
  row: CaseRow,
  one: EscalationRow,
  centre: CentreRow,
): Promise<string> {
  const head = centre.headId === null ? null : await headOf(tx, centre.headId);
  const to = [...new Set([centre.headAddress, head?.email ?? null].flatMap((address) => address ?? []))];
  if (to.length > 0 && (await letters()?.able(tx, row.serviceId)) === true)
    await writeTo(tx, ctx, 'head', { row, one, centre, to });
  if (centre.headId !== null) {
    await keepNews(tx, {
      escalationId: one.id,
      staffId: centre.headId,
      about: 'yours',
      at: ctx.clock.now(),
    });
    await record(tx, ctx.actor, {
      kind: 'case.escalation',
      subjectId: row.id,
      ...placeOf(row),
      staffId: centre.headId,
      data: { case: row.id, number: row.number, escalation: one.id, centre: centre.id, about: 'yours' },
    });
  }
  return head?.name ?? centre.headAddress ?? centre.name;
}
