import {
  audit,
  conflict,
  forbidden,
  invalid,
  newId,
  notFound,
  record,
  type Ctx,
  type Tx,
} from '#server/platform/index.ts';
import * as routing from '#server/routing/index.ts';
import { findContact, type ContactRow } from '../access.read.ts';
import { accessContact } from '../access.ts';
import { lockedContact, mayAssign, reasonOf, staffOf } from '../acting.ts';
import { addNote } from '../answering.service.ts';
import { placeOf } from '../applied.service.ts';
import { closeOpenConsult } from './ending.ts';
import { consultEvent } from './events.ts';
import { expiryOf, isHeldMeanwhile, lineOf, takesTwoWriters } from './consults.rules.ts';
import {
  changeConsult,
  findConsults,
  insertConsult,
  lockConsults,
  openConsults,
  type ConsultRow,
} from './consults.store.ts';
import { changeContact, lockConversations, messageByClientId } from '../contacts.store.ts';
import { hold, resume } from '../holding.service.ts';
import { endLegsOf, startLegs } from '../legs.store.ts';
import { endListeningOf } from '../listening/over.ts';
import { takers } from '../transfer.service.ts';

// An agent asks a colleague or a queue for help with a contact that stays theirs (R19). Each verb is one transaction:
// routing's state, the consult, the legs of its contact, the events. Locks: agents, items, conversation, contact, consult.

/** A consult that the caller may see: who sees its contact does. @throws Problem 404, the same for one that is none */
async function accessConsult(
  tx: Tx,
  ctx: Ctx,
  id: string,
): Promise<{ consult: ConsultRow; contact: ContactRow }> {
  const [consult] = await findConsults(tx, [id]);
  const contact =
    consult === undefined ? null : await findContact(tx, ctx.actor, consult.contactId, 'contact.read', false);
  if (consult === undefined || contact === null) throw notFound('consult');
  return { consult, contact };
}

/** The consult again, locked, if it still goes on. @throws Problem 409 consult_ended */
async function openAgain(tx: Tx, id: string): Promise<ConsultRow> {
  const [consult] = await lockConsults(tx, [id]);
  if (consult === undefined || consult.state === 'ended')
    throw conflict('consult_ended', 'This consult is over.', { result: consult?.result ?? null });
  return consult;
}

/**
 * Asks a colleague or a queue for help. The contact stays the caller's, and goes on.
 * @returns the consult's id
 * @throws Problem 409 not_yours, consult_open, colleague_away, queue_closed, queue_full
 */
export const askConsult = (
  ctx: Ctx,
  contactId: string,
  ask: { queue?: string | undefined; agent?: string | undefined; question: string },
): Promise<string> =>
  ctx.tx(async (tx) => {
    const asker = staffOf(ctx);
    const seen = await accessContact(tx, ctx.actor, contactId, 'contact.handle');
    if (ask.agent !== undefined) {
      if (ask.agent === asker) throw invalid('agent', 'a colleague, not yourself');
      if (!(await takers(tx, ctx, seen)).some(({ id }) => id === ask.agent))
        throw invalid('agent', 'one of those to whom this contact can be handed');
    } else if (!(await routing.queuesSeenBy(tx, ctx.actor)).some(({ id }) => id === ask.queue))
      throw notFound('queue');
    const id = newId();
    const now = ctx.clock.now();
    const queue = await routing.openConsult(tx, ctx, {
      id,
      contactId,
      asker,
      to: ask.agent === undefined ? { queue: ask.queue! } : { agent: ask.agent },
      expiryOf: (waitsIn) => expiryOf(seen.channel, now, waitsIn.consult),
    });
    await lockConversations(tx, [seen.conversationId]);
    const contact = await lockedContact(tx, ctx, contactId);
    if ((await openConsults(tx, { contact: contactId })).length > 0)
      throw conflict(
        'consult_open',
        'You are asking for help with this contact already: end that consult first.',
      );
    await insertConsult(tx, {
      id,
      contactId,
      asker,
      queueId: queue.id,
      askedAgent: ask.agent ?? null,
      question: ask.question,
      state: 'waiting',
      askedAt: now,
    });
    await startLegs(tx, [
      {
        contactId,
        kind: 'consult_queue',
        consultId: id,
        queueId: queue.id,
        startedAt: now,
        detail: { asker, asked: ask.agent ?? null },
      },
    ]);
    const consult = { id, asker };
    if (ask.question !== '')
      await addNote(tx, ctx, contact.conversationId, { text: ask.question, consultId: id });
    await auditConsult(tx, ctx, 'consult.asked', contact, {
      after: { consult: id, queue: ask.queue ?? null, agent: ask.agent ?? null },
    });
    await record(
      tx,
      ctx.actor,
      consultEvent('asked', consult, contact, { queue: queue.id, asked: ask.agent ?? null }),
    );
    return id;
  });

/** Writes on the private line: a note of the contact, for those who may see it. @throws Problem 409 consult_ended */
export const sayInConsult = (
  ctx: Ctx,
  id: string,
  line: { text: string; clientId?: string | undefined },
): Promise<string> =>
  ctx.tx(async (tx) => {
    const { consult, contact } = await accessConsult(tx, ctx, id);
    if (![consult.asker, consult.agentId].includes(staffOf(ctx)))
      throw forbidden('contact.handle as one of the two of this consult');
    await lockConversations(tx, [contact.conversationId]);
    await lockedContact(tx, ctx, contact.id);
    if (line.clientId !== undefined) {
      const before = await messageByClientId(tx, contact.conversationId, line.clientId);
      if (before !== null) return before.id;
    }
    await openAgain(tx, id);
    return addNote(tx, ctx, contact.conversationId, { ...line, consultId: id });
  });

/** Lets the agent who answers write to the customer of a chat too, or no longer. The asker's to say. */
export const letConsultedWrite = (ctx: Ctx, id: string, writes: boolean): Promise<string> =>
  ctx.tx(async (tx) => {
    const { contact } = await accessConsult(tx, ctx, id);
    const consult = await openAgain(tx, id);
    if (consult.asker !== staffOf(ctx)) throw forbidden('contact.handle as who asked');
    if (!takesTwoWriters(contact.channel))
      throw conflict('only_chat', 'Two agents can write to the customer in a chat only.');
    if (consult.state !== 'active') throw conflict('not_answered', 'Nobody takes part in this consult now.');
    if (consult.writes === writes) return id;
    await changeConsult(tx, id, { writes });
    await record(
      tx,
      ctx.actor,
      consultEvent('changed', consult, contact, {
        agent: consult.agentId,
        writes,
        together: consult.together,
      }),
    );
    return id;
  });

/**
 * Says whom the asker of a consult on a call speaks with: the agent aside, the customer while the agent waits, or both.
 * @throws Problem 409 only_call, not_answered, not_active, consult_ended
 */
export const setConsultLine = (ctx: Ctx, id: string, line: 'aside' | 'customer' | 'all'): Promise<string> =>
  ctx.tx(async (tx) => {
    const { consult: seen } = await accessConsult(tx, ctx, id);
    const contact = await lockedContact(tx, ctx, seen.contactId);
    const consult = await openAgain(tx, id);
    if (consult.asker !== staffOf(ctx)) throw forbidden('contact.handle as who asked');
    if (!isHeldMeanwhile(contact.channel))
      throw conflict('only_call', 'There are three to speak on a call only.');
    if (consult.state !== 'active') throw conflict('not_answered', 'Nobody takes part in this consult now.');
    if (contact.state !== 'active' || contact.agentId !== consult.asker)
      throw conflict('not_active', 'This contact is not being handled by this agent.');
    const { held, together } = lineOf(line);
    await (held ? hold : resume)(tx, ctx, contact);
    // Whom it put on hold it takes back when it ends.
    if (together === consult.together && (consult.held || !held)) return id;
    await changeConsult(tx, id, { together, ...(held ? { held } : {}) });
    if (together === consult.together) return id;
    if (together)
      await auditConsult(tx, ctx, 'consult.joined', contact, {
        after: { consult: id, agent: consult.agentId },
      });
    await record(
      tx,
      ctx.actor,
      consultEvent('changed', consult, contact, {
        agent: consult.agentId,
        writes: consult.writes,
        together,
      }),
    );
    return id;
  });

/** Ends a consult; the contact stays where it is. Ended already: nothing happens. A third person, who may assign, says why. */
export const endConsult = (ctx: Ctx, id: string, { why }: { why?: string | undefined }): Promise<string> =>
  ctx.tx(async (tx) => {
    const { consult, contact } = await accessConsult(tx, ctx, id);
    const me = staffOf(ctx);
    const reason = [consult.asker, consult.agentId].includes(me) ? null : reasonOf(why);
    if (reason !== null && !mayAssign(ctx, contact)) throw forbidden('contact.assign');
    const ended = await closeOpenConsult(tx, ctx, consult, 'ended', me);
    if (ended !== null)
      await auditConsult(tx, ctx, 'consult.ended', ended, {
        before: { consult: id, asker: consult.asker, agent: consult.agentId },
        reason,
      });
    return id;
  });

/**
 * The contact passes to the agent who answers: a leg of its own for each, one gate of capacity. Asked through a queue,
 * the contact is of that queue from now on.
 * @throws Problem 409 not_answered, not_yours, over_capacity, consult_ended
 */
export const completeConsult = (ctx: Ctx, id: string): Promise<string> =>
  ctx.tx(async (tx) => {
    const { consult: seen } = await accessConsult(tx, ctx, id);
    if (seen.asker !== staffOf(ctx)) throw forbidden('contact.handle as who asked');
    if (seen.state === 'ended') await openAgain(tx, id);
    if (seen.agentId === null) throw conflict('not_answered', 'Nobody takes part in this consult now.');
    const { asker, agentId, contactId } = seen;
    const { item, queue } = await routing.completeConsult(tx, ctx, {
      id,
      contactId,
      asker,
      agent: agentId,
      queue: seen.askedAgent === null ? seen.queueId : null,
    });
    const contact = await lockedContact(tx, ctx, contactId);
    const consult = await openAgain(tx, id);
    const now = ctx.clock.now();
    if (consult.held) await resume(tx, ctx, contact);
    await endListeningOf(tx, ctx, contact, 'handed_on', agentId);
    await endLegsOf(tx, contactId, now, {
      consult: 'transferred',
      handle: 'transferred_out',
      hold: 'transferred_out',
    });
    const queueId = queue?.id ?? item.queueId;
    await startLegs(tx, [
      {
        contactId,
        kind: 'handle',
        queueId,
        agentId,
        startedAt: now,
        detail: { transferredFrom: asker, consult: id },
      },
    ]);
    const place = {
      serviceId: queue?.serviceId ?? contact.serviceId,
      teamId: queue?.teamId ?? contact.teamId,
    };
    await changeContact(tx, contactId, { agentId, queueId, ...place, transferNote: null, unread: true });
    await changeConsult(tx, id, { state: 'ended', endedAt: now, result: 'transferred', endedBy: asker });
    await auditConsult(tx, ctx, 'consult.completed', contact, {
      before: { agent: asker, queue: contact.queueId },
      after: { agent: agentId, queue: queueId, consult: id },
    });
    const common = {
      contact: contactId,
      conversation: contact.conversationId,
      fromAgent: asker,
      consult: id,
    };
    const moved = {
      kind: 'contact.transferred',
      subjectId: contactId,
      ...place,
      data: {
        ...common,
        fromQueue: contact.queueId,
        toQueue: queueId === contact.queueId ? null : queueId,
        toAgent: agentId,
      },
    };
    const left = contact.serviceId !== place.serviceId || contact.teamId !== place.teamId;
    await record(
      tx,
      ctx.actor,
      consultEvent('ended', consult, contact, { agent: agentId, result: 'transferred', by: asker }),
      moved,
      // Those who may see only the place it left are told that it has gone.
      ...(left ? [{ ...moved, ...placeOf(contact) }] : []),
      {
        kind: 'contact.answered',
        subjectId: contactId,
        ...place,
        data: { ...common, agent: agentId, queue: queueId },
      },
    );
    await routing.tellPresence(tx, ctx, asker, agentId);
    return id;
  });

const auditConsult = (
  tx: Tx,
  ctx: Ctx,
  action: 'consult.asked' | 'consult.joined' | 'consult.completed' | 'consult.ended',
  contact: Pick<ContactRow, 'id' | 'serviceId'>,
  what: { before?: Record<string, unknown>; after?: Record<string, unknown>; reason?: string | null },
): Promise<void> =>
  audit(tx, ctx.actor, {
    action,
    objectType: 'contact',
    objectId: contact.id,
    serviceId: contact.serviceId,
    ...what,
  });
