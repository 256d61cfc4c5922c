import { classificationIsLeaf } from '#server/knowledge/index.ts';
import { audit, conflict, invalid, record, type Ctx, type Tx } from '#server/platform/index.ts';
import * as routing from '#server/routing/index.ts';
import type { ContactRow } from './access.read.ts';
import { accessContact } from './access.ts';
import { lockedContact, mayAssign, reasonOf, staffOf, stillWith } from './acting.ts';
import { placeOf } from './applied.service.ts';
import { isOpenCallback } from './callbacks/callbacks.store.ts';
import {
  changeContact,
  changeConversation,
  conversationOf,
  kindOf,
  lockConversations,
  type ContactChange,
} from './contacts.store.ts';
import { judgeFirstContact } from './first-contact/first-contact.service.ts';
import { endLegs, startLegs } from './legs.store.ts';
import { endListeningOf } from './listening/over.ts';
import { outcomeExists } from './outcomes.store.ts';
import { handledHow, isOwnCall } from './outgoing.rules.ts';

/** Whose work on a contact the caller ends: their own, or, who may assign, that of the agent who has it. */
const workerOn = (ctx: Ctx, contact: ContactRow): string =>
  contact.agentId !== null && mayAssign(ctx, contact) ? contact.agentId : staffOf(ctx);

/** A step of a case is not over before whoever asked has an answer. */
function refuseStep(contact: ContactRow): void {
  if (contact.kind === 'case_step') throw conflict('needs_answer', 'A step of a case ends with its answer.');
}

/** What somebody ended in an agent's stead is audited with why: the agent's figures say that they did it. */
async function auditStead(
  tx: Tx,
  ctx: Ctx,
  action: 'contact.finished' | 'contact.wrapped-up',
  contact: ContactRow,
  why: string | undefined,
  chosen: { outcome: string | null; classification: string | null } = { outcome: null, classification: null },
): Promise<void> {
  if (contact.agentId === null || contact.agentId === ctx.actor.id) return;
  await audit(tx, ctx.actor, {
    action,
    objectType: 'contact',
    objectId: contact.id,
    serviceId: contact.serviceId,
    before: { agent: contact.agentId, state: contact.state },
    after: { agent: contact.agentId, ...chosen },
    reason: reasonOf(why),
  });
}

/** A callback ends when it is known how it went: the customer was promised a call, not a try. */
async function settledFirst(tx: Tx, contact: ContactRow): Promise<void> {
  if (contact.kind === 'callback' && (await isOpenCallback(tx, contact.id)))
    throw conflict('attempt_open', 'Say first how the call went: reached, no answer, busy.');
}

/**
 * Ends handling; the wrap-up begins, or the contact closes where the queue wants none. Who may assign does it for the
 * agent who has the contact, whose wrap-up it then is, and says why.
 */
export const finishContact = (
  ctx: Ctx,
  contactId: string,
  { why, agent }: { why?: string | undefined; agent?: string | undefined } = {},
): Promise<string> =>
  ctx.tx(async (tx) => {
    staffOf(ctx);
    const seen = await accessContact(tx, ctx.actor, contactId, 'contact.handle');
    stillWith(seen, agent);
    refuseStep(seen);
    const agentId = workerOn(ctx, seen);
    await settledFirst(tx, seen);
    const { item, wrapUpUntil } = await routing.handled(tx, ctx, contactId, agentId, {
      saysHow: isOwnCall(seen),
    });
    // Conversation before contact, as the intake of new messages does: the two must not wait for each other.
    await lockConversations(tx, [seen.conversationId]);
    const contact = await accessContact(tx, ctx.actor, contactId, 'contact.handle', { lock: true });
    await auditStead(tx, ctx, 'contact.finished', contact, why);
    await over(tx, ctx, contact, { agentId, queueId: item.queueId, wrapUpUntil });
    return contactId;
  });

/**
 * The customer of a live channel has gone: the handling of whoever had the contact is over, on hold or not, and their
 * wrap-up begins. Nothing when nobody has it.
 */
export async function endHandling(
  tx: Tx,
  ctx: Ctx,
  contactId: string,
  how: 'gone' | 'transferred_out' = 'gone',
): Promise<void> {
  const [seen] = await routing.readItems(tx, [contactId]);
  if (seen?.state !== 'active' || seen.agentId === null) return;
  const kind = await kindOf(tx, contactId);
  const { item, wrapUpUntil } = await routing.handled(tx, ctx, contactId, seen.agentId, {
    saysHow: kind !== null && isOwnCall(kind),
  });
  const conversationId = await conversationOf(tx, contactId);
  if (conversationId !== null) await lockConversations(tx, [conversationId]);
  const contact = await lockedContact(tx, ctx, contactId);
  const now = ctx.clock.now();
  // Who hangs up while on hold is a count of its own; who is handed on outside did not.
  if (how === 'gone') await endLegs(tx, [contactId], ['hold'], now, 'abandoned');
  else await endLegs(tx, [contactId], ['handle', 'hold', 'outside'], now, how);
  await over(tx, ctx, contact, { agentId: seen.agentId, queueId: item.queueId, wrapUpUntil });
}

/** What the end of a handling means for its contact, locked by the caller. */
async function over(
  tx: Tx,
  ctx: Ctx,
  contact: ContactRow,
  { agentId, queueId, wrapUpUntil }: { agentId: string; queueId: string; wrapUpUntil: Date | null | 'none' },
): Promise<void> {
  const contactId = contact.id;
  const now = ctx.clock.now();
  await endLegs(tx, [contactId], ['handle', 'hold'], now, handledHow(contact));
  await endListeningOf(tx, ctx, contact, 'over');
  await changeConversation(tx, contact.conversationId, { state: 'closed' });
  if (wrapUpUntil === 'none') await closed(tx, ctx, contact, { handledAt: now });
  else {
    await startLegs(tx, [
      {
        contactId,
        kind: 'wrap_up',
        queueId,
        agentId,
        startedAt: now,
        detail: { until: wrapUpUntil?.toISOString() ?? null },
      },
    ]);
    await changeContact(tx, contactId, { state: 'wrap_up', handledAt: now });
    await record(tx, ctx.actor, {
      kind: 'contact.wrap-up',
      subjectId: contactId,
      ...placeOf(contact),
      data: {
        contact: contactId,
        agent: agentId,
        conversation: contact.conversationId,
        until: wrapUpUntil?.toISOString() ?? null,
      },
    });
  }
  await routing.tellPresence(tx, ctx, agentId);
}

/** Closes a contact whose handling and wrap-up are over. */
export async function closed(tx: Tx, ctx: Ctx, contact: ContactRow, change: ContactChange): Promise<void> {
  await changeContact(tx, contact.id, {
    ...change,
    state: 'closed',
    closedAt: ctx.clock.now(),
    unread: false,
  });
  const first = await judgeFirstContact(tx, ctx, contact.id, false);
  await record(tx, ctx.actor, {
    kind: 'contact.closed',
    subjectId: contact.id,
    ...placeOf(contact),
    data: {
      contact: contact.id,
      agent: contact.agentId,
      conversation: contact.conversationId,
      customer: contact.customerId,
      outcome: change.outcomeId ?? contact.outcomeId,
      classification: change.classificationId ?? contact.classificationId,
      ...(first === null ? {} : { firstContact: first.state }),
    },
  });
}

/**
 * Outcome and three-level classification. From `active` it ends handling too, so that one key can do both; on a contact
 * that is already closed it corrects what was chosen or fills what the time-out left open. Who may assign does it for
 * the agent who has the contact, and says why.
 */
export const wrapUpContact = (
  ctx: Ctx,
  contactId: string,
  chosen: { outcome: string; classification: string; note: string; why?: string | undefined },
): Promise<string> =>
  ctx.tx(async (tx) => {
    const agentId = staffOf(ctx);
    if (!(await outcomeExists(tx, chosen.outcome))) throw invalid('outcome', 'one of the outcomes in use');
    if (!(await classificationIsLeaf(tx, chosen.classification)))
      throw invalid('classification', 'a classification in use, down to its last level');
    const seen = await accessContact(tx, ctx.actor, contactId, 'contact.handle');
    refuseStep(seen);
    if (seen.agentId !== agentId && !mayAssign(ctx, seen))
      throw conflict('not_yours', 'Only its agent can wrap this contact up.');
    const change: ContactChange = {
      outcomeId: chosen.outcome,
      classificationId: chosen.classification,
      wrapUpNote: chosen.note === '' ? null : chosen.note,
    };
    const now = ctx.clock.now();
    if (seen.state === 'active') {
      await settledFirst(tx, seen);
      await routing.handled(tx, ctx, contactId, workerOn(ctx, seen));
      await lockConversations(tx, [seen.conversationId]);
      await endLegs(tx, [contactId], ['handle', 'hold'], now, handledHow(seen));
      await changeConversation(tx, seen.conversationId, { state: 'closed' });
      change.handledAt = now;
    }
    const contact = await accessContact(tx, ctx.actor, contactId, 'contact.handle', { lock: true });
    if (contact.state === 'active') await endListeningOf(tx, ctx, contact, 'over');
    if (contact.state === 'active' || contact.state === 'wrap_up') {
      await auditStead(tx, ctx, 'contact.wrapped-up', contact, chosen.why, {
        outcome: chosen.outcome,
        classification: chosen.classification,
      });
      const forcedUntil = await routing.wrapUpDone(tx, ctx, contactId);
      if (forcedUntil !== null) return heldInWrapUp(tx, ctx, seen, contact, change, forcedUntil);
      await endLegs(tx, [contactId], ['wrap_up'], now, 'completed');
      await closed(tx, ctx, contact, change);
      if (contact.agentId !== null) await routing.tellPresence(tx, ctx, contact.agentId);
      return contactId;
    }
    if (contact.state !== 'closed') throw conflict('not_handled', 'This contact has not been handled yet.');
    await changeContact(tx, contactId, change);
    await audit(tx, ctx.actor, {
      action: 'contact.reclassified',
      objectType: 'contact',
      objectId: contactId,
      serviceId: contact.serviceId,
      before: { outcome: contact.outcomeId, classification: contact.classificationId },
      after: { outcome: chosen.outcome, classification: chosen.classification },
      reason: chosen.why ?? null,
    });
    await record(tx, ctx.actor, {
      kind: 'contact.changed',
      subjectId: contactId,
      ...placeOf(contact),
      data: { contact: contactId, fields: ['outcome', 'classification'] },
    });
    await judgeFirstContact(tx, ctx, contactId);
    return contactId;
  });

/** What was chosen is kept; the contact closes by itself when the time that the queue forces is over (R15). */
export async function heldInWrapUp(
  tx: Tx,
  ctx: Ctx,
  seen: ContactRow,
  contact: ContactRow,
  change: ContactChange,
  until: Date,
): Promise<string> {
  await changeContact(tx, contact.id, { ...change, state: 'wrap_up' });
  if (seen.state === 'active')
    await startLegs(tx, [
      {
        contactId: contact.id,
        kind: 'wrap_up',
        queueId: contact.queueId,
        agentId: contact.agentId,
        startedAt: ctx.clock.now(),
        detail: { until: until.toISOString() },
      },
    ]);
  await record(tx, ctx.actor, {
    kind: 'contact.wrap-up',
    subjectId: contact.id,
    ...placeOf(contact),
    data: {
      contact: contact.id,
      agent: contact.agentId,
      conversation: contact.conversationId,
      until: until.toISOString(),
      outcome: change.outcomeId,
    },
  });
  if (contact.agentId !== null) await routing.tellPresence(tx, ctx, contact.agentId);
  return contact.id;
}

const extensionSeconds = 60;

/** 60 seconds more for a timed wrap-up, once. */
export const extendWrapUp = (ctx: Ctx, contactId: string): Promise<string> =>
  ctx.tx(async (tx) => {
    const agentId = staffOf(ctx);
    const contact = await accessContact(tx, ctx.actor, contactId, 'contact.handle', { lock: true });
    const [item] = await routing.readItems(tx, [contactId]);
    if (item?.wrapUpUntil == null) throw conflict('no_time_limit', 'This wrap-up has no time limit.');
    if (contact.wrapUpExtended) throw conflict('extended_already', 'The wrap-up was already extended once.');
    const until = new Date(
      Math.max(item.wrapUpUntil.getTime(), ctx.clock.now().getTime()) + extensionSeconds * 1000,
    );
    await routing.extendWrapUp(tx, contactId, agentId, until);
    await changeContact(tx, contactId, { wrapUpExtended: true });
    await record(tx, ctx.actor, {
      kind: 'contact.wrap-up',
      subjectId: contactId,
      ...placeOf(contact),
      data: {
        contact: contactId,
        agent: agentId,
        conversation: contact.conversationId,
        until: until.toISOString(),
      },
    });
    return contactId;
  });
