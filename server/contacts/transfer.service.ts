import {
  audit,
  conflict,
  forbidden,
  invalid,
  notFound,
  record,
  type Ctx,
  type Db,
  type NewEvent,
  type Tx,
} from '#server/platform/index.ts';
import * as routing from '#server/routing/index.ts';
import type { ContactRow } from './access.read.ts';
import { accessContact } from './access.ts';
import { lockedContact, mayAssign, offerEnded, reasonOf } from './acting.ts';
import { placeOf } from './applied.service.ts';
import { changeContact } from './contacts.store.ts';
import { endLegsOf, startLegs } from './legs.store.ts';
import { endListeningOf } from './listening/over.ts';

/** The agent who has it, and whoever may assign. */
const mayPass = (ctx: Ctx, contact: ContactRow): boolean =>
  (contact.agentId === ctx.actor.id && contact.state === 'active') || mayAssign(ctx, contact);

/** Agents to whom the caller may hand a contact, or turn for help with it. */
export const takers = async (tx: Db | Tx, ctx: Ctx, contact: ContactRow): Promise<routing.Colleague[]> =>
  (await routing.colleaguesFor(tx, ctx.actor, contact)).filter(({ id }) => id !== contact.agentId);

/**
 * Agents to whom the caller may hand this contact; a transfer accepts exactly these.
 * @throws Problem 403 when the caller may not pass it on: their names are for that alone
 */
export async function listColleagues(ctx: Ctx, contactId: string): Promise<{ items: routing.Colleague[] }> {
  const contact = await accessContact(ctx.db, ctx.actor, contactId, 'contact.read');
  if (!mayPass(ctx, contact)) throw forbidden('contact.assign');
  return { items: await takers(ctx.db, ctx, contact) };
}

export interface Destination {
  queue?: string | undefined;
  agent?: string | undefined;
  note: string;
}

/**
 * Hands a contact over with everything said (R19): to a queue (a new place) or to an agent (theirs first for a while).
 * Who passes on what is not in their hands says why, and it is audited.
 */
export const transferContact = (
  ctx: Ctx,
  contactId: string,
  { why, ...to }: Destination & { why?: string | undefined },
): Promise<string> =>
  ctx.tx(async (tx) => {
    const seen = await accessContact(tx, ctx.actor, contactId, 'contact.handle');
    if (!mayPass(ctx, seen)) throw forbidden('contact.assign');
    await checkDestination(tx, ctx, seen, to);
    if (seen.agentId !== ctx.actor.id) await auditPassing(tx, ctx, seen, to, reasonOf(why));
    // Passed on or taken over while this waited for it: a second press of the key must not move it again.
    await handOver(tx, ctx, contactId, to, (now) => now.agentId === seen.agentId && mayPass(ctx, now));
    return contactId;
  });

/** Whether a contact can go there, for this caller. @throws Problem 422 naming `agent`, 404 for a queue */
export async function checkDestination(
  tx: Tx,
  ctx: Ctx,
  contact: ContactRow,
  to: Pick<Destination, 'queue' | 'agent'>,
): Promise<void> {
  if (to.agent !== undefined) {
    if (to.agent === contact.agentId) throw invalid('agent', 'this agent has the contact already');
    if (!(await takers(tx, ctx, contact)).some(({ id }) => id === to.agent))
      throw invalid('agent', 'one of those to whom this contact can be handed');
  } else if (!(await routing.queuesSeenBy(tx, ctx.actor)).some(({ id }) => id === to.queue))
    throw notFound('queue');
}

/** That somebody passed on what was not in their hands: from where to where, and why. */
export const auditPassing = (
  tx: Tx,
  ctx: Ctx,
  contact: ContactRow,
  to: Pick<Destination, 'queue' | 'agent'>,
  why: string,
): Promise<void> =>
  audit(tx, ctx.actor, {
    action: 'contact.reassigned',
    objectType: 'contact',
    objectId: contact.id,
    serviceId: contact.serviceId,
    before: { queue: contact.queueId, agent: contact.agentId },
    after: { queue: to.queue ?? contact.queueId, agent: to.agent ?? null },
    reason: why,
  });

/**
 * Moves a contact to a queue or an agent, with its legs and events; for verbs above and below it.
 * @param stillMay asked again once the contact is locked
 */
export async function handOver(
  tx: Tx,
  ctx: Ctx,
  contactId: string,
  to: Destination,
  stillMay: (contact: ContactRow) => boolean,
): Promise<void> {
  const { item, rescinded } =
    to.queue === undefined
      ? await routing.moveToAgent(tx, ctx, contactId, to.agent!)
      : await routing.moveToQueue(tx, ctx, contactId, to.queue);
  const contact = await lockedContact(tx, ctx, contactId);
  if (!stillMay(contact))
    throw conflict('not_yours', 'This contact is no longer in your hands.', { contact: contactId });
  const now = ctx.clock.now();
  const queueId = to.queue ?? item.queueId;
  const [queue] = await routing.readQueues(tx, [queueId]);
  // A contact that still waited flows out of its queue; one that was being handled is transferred out by its agent.
  await endLegsOf(tx, contactId, now, {
    offer: 'rescinded',
    queue: 'flowed_out',
    handle: 'transferred_out',
    hold: 'transferred_out',
  });
  await endListeningOf(tx, ctx, contact, 'handed_on', to.agent ?? null);
  await startLegs(tx, [
    {
      contactId,
      kind: 'queue',
      queueId,
      startedAt: now,
      detail: { transferredFrom: contact.agentId, toAgent: to.agent ?? null },
    },
  ]);
  await changeContact(tx, contactId, {
    state: 'queued',
    agentId: null,
    queueId,
    serviceId: queue?.serviceId ?? contact.serviceId,
    teamId: queue?.teamId ?? null,
    transferNote: to.note === '' ? null : to.note,
    unread: true,
  });
  const data = {
    contact: contactId,
    conversation: contact.conversationId,
    fromAgent: contact.agentId,
    fromQueue: contact.queueId,
    toQueue: to.queue ?? null,
    toAgent: to.agent ?? null,
  };
  const moved: NewEvent = {
    kind: 'contact.transferred',
    subjectId: contactId,
    serviceId: queue?.serviceId ?? contact.serviceId,
    teamId: queue?.teamId ?? null,
    data,
  };
  const left = contact.serviceId !== moved.serviceId || contact.teamId !== moved.teamId;
  await record(
    tx,
    ctx.actor,
    ...rescinded.map((offer) => offerEnded(contact, offer, 'rescinded')),
    moved,
    // Those who may see only the place it left are told that it has gone.
    ...(left ? [{ ...moved, ...placeOf(contact) }] : []),
  );
  const touched = [contact.agentId, ...rescinded.map((offer) => offer.agentId)].flatMap((one) => one ?? []);
  await routing.tellPresence(tx, ctx, ...touched);
}
