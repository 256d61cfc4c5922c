import type { AttemptResult } from '#contract/callbacks.ts';
import { openingHours } from '#server/calendars/index.ts';
import { conflict, newId, record, type Ctx, type Tx } from '#server/platform/index.ts';
import { putAside, readQueues, tellPresence } from '#server/routing/index.ts';
import type { ContactRow } from '../access.read.ts';
import { accessContact } from '../access.ts';
import { mayAssign, staffOf } from '../acting.ts';
import { placeOf } from '../applied.service.ts';
import { changeContact, changeConversation } from '../contacts.store.ts';
import { closed } from '../ending.service.ts';
import { handledSince } from '../legs.read.ts';
import { endLegs } from '../legs.store.ts';
import { afterAttempt, type AfterAttempt } from './callbacks.rules.ts';
import {
  changeCallback,
  endAttemptRow,
  insertAttempt,
  openAttempt,
  type CallbackRow,
} from './callbacks.store.ts';
import { enterCallback } from './entering.service.ts';
import { lockCallback } from './locked.ts';
import { scheduledEvent } from './request.service.ts';

/**
 * The agent tells how their attempt went. Reached: the contact goes on as any other. No answer or busy: the agent is
 * free and the callback waits for its next time, until the attempts are used up. Who may assign tells it in their stead.
 * @throws Problem 409 not_active unless the caller has it, callback_over when it was settled already
 */
export const recordAttempt = (
  ctx: Ctx,
  contactId: string,
  told: { result: AttemptResult; note: string },
): Promise<string> =>
  ctx.tx(async (tx) => {
    const agentId = staffOf(ctx);
    await accessContact(tx, ctx.actor, contactId, 'contact.handle');
    const { contact, callback } = await lockCallback(tx, ctx, contactId);
    const theirs = contact.agentId !== agentId && !mayAssign(ctx, contact);
    if (contact.state !== 'active' || theirs)
      throw conflict('not_active', 'This contact is not being handled by this agent.');
    if (callback.state !== 'open')
      throw conflict('callback_over', 'How this callback went has been said already.', {
        state: callback.state,
      });
    const running = await openAttempt(tx, contactId);
    if (running === null)
      await insertAttempt(tx, {
        id: newId(),
        contactId,
        agentId: contact.agentId,
        dialled: 'agent',
        startedAt: await sinceLast(tx, ctx, contactId),
      });
    await settle(tx, ctx, contact, callback, told);
    return contactId;
  });

/** An attempt of the agent's own began when they got the contact, as far as anybody knows. */
const sinceLast = async (tx: Tx, ctx: Ctx, contactId: string): Promise<Date> =>
  (await handledSince(tx, contactId)) ?? ctx.clock.now();

/**
 * The voice medium begins to dial: for an agent who has accepted, or, without one, before an agent is asked.
 * @returns false when there is nothing to dial any more
 */
export async function beginAttempt(tx: Tx, ctx: Ctx, contactId: string): Promise<boolean> {
  const { contact, callback } = await lockCallback(tx, ctx, contactId);
  const ready = contact.state === 'active' || contact.state === 'scheduled';
  if (!ready || callback.state !== 'open' || (await openAttempt(tx, contactId)) !== null) return false;
  const number = await insertAttempt(tx, {
    id: newId(),
    contactId,
    agentId: contact.agentId,
    dialled: 'medium',
    startedAt: ctx.clock.now(),
  });
  await tell(tx, ctx, contact, number, null);
  return true;
}

/**
 * The voice medium tells how the attempt that it makes ended; nothing when the agent has said so before.
 * `failed`: it could not place the call. An agent who waits for it keeps the contact, and dials by other means.
 */
export async function endAttempt(tx: Tx, ctx: Ctx, contactId: string, result: AttemptResult): Promise<void> {
  const { contact, callback } = await lockCallback(tx, ctx, contactId);
  const running = await openAttempt(tx, contactId);
  if (callback.state !== 'open' || running === null) return;
  if (result === 'failed' && contact.state === 'active') {
    await endAttemptRow(tx, running.id, { result, endedAt: ctx.clock.now() });
    await tell(tx, ctx, contact, running.number, result);
    return;
  }
  await settle(tx, ctx, contact, callback, { result, note: '' });
}

async function settle(
  tx: Tx,
  ctx: Ctx,
  contact: ContactRow,
  callback: CallbackRow,
  { result, note }: { result: AttemptResult; note: string },
): Promise<void> {
  const now = ctx.clock.now();
  const [queue] = await readQueues(tx, [contact.queueId ?? callback.queueId]);
  const hours = await openingHours(tx, queue?.calendarId ?? null);
  const after = afterAttempt(result, {
    attempts: callback.attempts,
    rules: queue?.callback ?? { maxAttempts: 1, retryMinutes: 30, machine: 'reached' },
    now,
    expiresAt: callback.expiresAt,
    opening: hours.next,
  });
  const attempt = (await openAttempt(tx, contact.id))!;
  await endAttemptRow(tx, attempt.id, { result, note, endedAt: now });
  await tell(tx, ctx, contact, attempt.number, result);
  const attempts = callback.attempts + (after.next === 'reached' || after.counts ? 1 : 0);
  if (after.next === 'reached') {
    // Into the queue while it is still open: there it waits for an agent, the customer on the line.
    if (contact.state === 'scheduled') await enterCallback(tx, ctx, contact.id, { answered: true });
    await changeCallback(tx, contact.id, { state: 'reached', attempts, endedAt: now, dueAt: null });
    return;
  }
  const agentId = contact.state === 'active' ? contact.agentId : null;
  if (agentId !== null) {
    await putAside(tx, ctx, contact.id);
    await endLegs(tx, [contact.id], ['handle', 'hold'], now, 'unreached');
  }
  if (after.next === 'retry') {
    await changeCallback(tx, contact.id, { attempts, dueAt: after.at });
    await changeContact(tx, contact.id, { state: 'scheduled', agentId: null, answeredAt: null });
    await record(
      tx,
      ctx.actor,
      scheduledEvent(contact, after.at, { agent: agentId, attempt: attempt.number, result }),
    );
  } else await giveUp(tx, ctx, contact, attempts, after);
  await changeConversation(tx, contact.conversationId, {
    state: after.next === 'retry' ? 'open' : 'closed',
  });
  if (agentId !== null) await tellPresence(tx, ctx, agentId);
}

async function giveUp(
  tx: Tx,
  ctx: Ctx,
  contact: ContactRow,
  attempts: number,
  { because }: Extract<AfterAttempt, { next: 'over' }>,
): Promise<void> {
  const now = ctx.clock.now();
  await changeCallback(tx, contact.id, {
    state: 'unreached',
    reason: because,
    attempts,
    endedAt: now,
    dueAt: null,
  });
  await closed(tx, ctx, contact, { handledAt: contact.agentId === null ? contact.handledAt : now });
}

const tell = (
  tx: Tx,
  ctx: Ctx,
  contact: ContactRow,
  attempt: number,
  result: AttemptResult | null,
): Promise<void> =>
  record(tx, ctx.actor, {
    kind: 'contact.attempt',
    subjectId: contact.id,
    ...placeOf(contact),
    data: {
      contact: contact.id,
      conversation: contact.conversationId,
      agent: contact.agentId,
      attempt,
      result,
    },
  });
