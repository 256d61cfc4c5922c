import type { registerVisit } from '#contract/offices.ts';
import type { Parsed } from '#contract/route.ts';
import { accessContact, leave, makeWork, sendBack, takeOut } from '#server/contacts/index.ts';
import { customersByIds, recognise } from '#server/customers/index.ts';
import {
  audit,
  conflict,
  forbidden,
  inScope,
  invalid,
  notFound,
  record,
  scopeOf,
  type Ctx,
  type Tx,
} from '#server/platform/index.ts';
import { estimatesOf, queuesServing, readQueues } from '#server/routing/index.ts';
import { aheadOf, counterOf, dayOf, visitById, visitPlace, visitsOf, waitingAt } from './visits.read.ts';
import { isGone, seniorityOf, ticketOf, type VisitPriority } from './visits.rules.ts';
import { changeVisit, insertVisit, lettersFor, lockVisit, nextTicket, saveCounter } from './visits.store.ts';

// People at a desk. Each verb is one transaction: the visit, its contact with legs and routing, audit, event.

const medium = 'desk';

/** @throws Problem 404 */
export async function visitNow(ctx: Ctx, id: string) {
  const found = await visitById(ctx.db, ctx.actor, id);
  if (found === null) throw notFound('visit');
  return found;
}

/** Today's visits in scope. */
export const listVisits = async (
  ctx: Ctx,
  query: { queue?: string | undefined; open: 'true' | 'false' },
) => ({ items: await visitsOf(ctx.db, ctx.actor, await dayOf(ctx.db, ctx.clock.now()), query) });

/** Queues that are served at counters and received at this desk. */
export async function counterQueues(db: Ctx['db'] | Tx, ctx: Ctx) {
  const serving = new Set((await queuesServing(db, ctx.actor, medium)).map(({ id }) => id));
  const scope = scopeOf(ctx.actor, 'desk.receive');
  return (await readQueues(db, [...serving])).filter((row) => serving.has(row.id) && inScope(scope, row));
}

export async function listCounterQueues(ctx: Ctx) {
  const rows = await counterQueues(ctx.db, ctx);
  const ids = rows.map(({ id }) => id);
  const [waiting, estimates] = await Promise.all([waitingAt(ctx.db, ids), estimatesOf(ctx, ids)]);
  return {
    items: rows.map(({ id, name, emergencyClosed }) => ({
      id,
      name,
      open: !emergencyClosed,
      waiting: waiting.get(id) ?? 0,
      seconds: estimates.find((one) => one.queueId === id && one.channel === medium)?.seconds ?? null,
    })),
  };
}

/** Tells whoever is at the front desk that something about a visit has changed. */
export async function tellVisit(tx: Tx, ctx: Ctx, id: string, about: string): Promise<void> {
  const place = await visitPlace(tx, id);
  if (place === null) return;
  await record(tx, ctx.actor, {
    kind: 'visit.changed',
    subjectId: id,
    serviceId: place.serviceId,
    teamId: place.teamId,
    data: { contact: id, ticket: place.ticket, queue: place.queueId, about },
  });
}

type Arrival = Parsed<typeof registerVisit>['body'];

/**
 * Somebody has come: a ticket, and a place in the queue. Who is not in the registry becomes a provisional customer.
 * @returns the visit's id, who is before them, and what to say where the queue does not take them
 * @throws Problem 422 naming the field
 */
export const register = (ctx: Ctx, input: Arrival) =>
  ctx.tx(async (tx) => {
    const queue = (await counterQueues(tx, ctx)).find(({ id }) => id === input.queue);
    if (queue === undefined) throw invalid('queue', 'a queue of this desk that is served at a counter');
    const customer = await customerOf(tx, ctx, input);
    return arriveAt(tx, ctx, {
      ...input,
      queueId: queue.id,
      customer,
      boostSeconds: seniorityOf(input.priority),
    });
  });

/** Gives who has come a ticket of a queue that is served at counters, and their place in it, in the caller's transaction. */
export async function arriveAt(
  tx: Tx,
  ctx: Ctx,
  arrival: {
    queueId: string;
    customer: { id: string; language: string };
    subject: string;
    note: string;
    priority: VisitPriority | null;
    boostSeconds: number;
  },
) {
  const { queueId, customer, priority } = arrival;
  const day = await dayOf(tx, ctx.clock.now());
  const letters = await lettersFor(tx, queueId);
  const ticket = ticketOf(letters, await nextTicket(tx, queueId, day));
  const made = await makeWork(tx, ctx, {
    kind: 'desk_visit',
    channel: medium,
    queueId,
    customerId: customer.id,
    subject: arrival.subject,
    text: arrival.note,
    language: customer.language,
    classificationId: null,
    ticket,
    boostSeconds: arrival.boostSeconds,
  });
  const visit = { id: made.contactId, queueId, day, ticket, priority, registeredByName: ctx.actor.name };
  await insertVisit(tx, visit);
  await audit(tx, ctx.actor, {
    action: 'visit.registered',
    objectType: 'contact',
    objectId: made.contactId,
    serviceId: made.serviceId,
    after: visit,
  });
  await tellVisit(tx, ctx, made.contactId, 'registered');
  const { blocked, estimatedWait } = made;
  return {
    id: made.contactId,
    ticket,
    ahead: await aheadOf(tx, made.contactId),
    estimatedSeconds: estimatedWait,
    blocked: blocked === null ? null : { because: blocked.because, text: blocked.text },
  };
}

async function customerOf(tx: Tx, ctx: Ctx, input: Arrival): Promise<{ id: string; language: string }> {
  if (input.customer !== undefined) {
    const known = (await customersByIds(tx, [input.customer])).get(input.customer);
    if (known === undefined) throw invalid('customer', 'a customer of the registry');
    return { id: known.id, language: input.language ?? known.language };
  }
  const language = input.language ?? 'it';
  const [made] = await recognise(tx, ctx, [{ identities: [], name: input.name!, language }]);
  return { id: made!.customerId, language };
}

/** A visit of the front desk's scope, locked. @throws Problem 404 */
async function received(tx: Tx, ctx: Ctx, id: string) {
  const visit = await lockVisit(tx, id);
  const place = await visitPlace(tx, id);
  if (visit === null || place === null || !inScope(scopeOf(ctx.actor, 'desk.receive'), place))
    throw notFound('visit');
  return visit;
}

/** They have left without being served: abandoned, as every contact whose customer leaves. @throws 409 with_agent, visit_over */
export const left = (ctx: Ctx, id: string): Promise<string> =>
  ctx.tx(async (tx) => {
    await received(tx, ctx, id);
    const became = await leave(tx, ctx, id, ctx.clock.now());
    if (became === 'still-handled') throw conflict('with_agent', 'They are being served at a counter.');
    if (became === 'over') throw conflict('visit_over', 'This visit is over already.');
    await audit(tx, ctx.actor, { action: 'visit.left', objectType: 'contact', objectId: id });
    return id;
  });

/** A visit at the caller's own counter, locked. @throws Problem 404, 409 not_yours */
async function atMyCounter(tx: Tx, ctx: Ctx, id: string) {
  if (ctx.actor.kind !== 'staff') throw forbidden('contact.handle as a member of staff');
  const contact = await accessContact(tx, ctx.actor, id, 'contact.handle');
  const visit = await lockVisit(tx, id);
  if (visit === null) throw notFound('visit');
  if (contact.agentId !== ctx.actor.id || contact.state !== 'active')
    throw conflict('not_yours', 'This visit is not at your counter.');
  return visit;
}

/** Calls a ticket again. */
export const callAgain = (ctx: Ctx, id: string): Promise<string> =>
  ctx.tx(async (tx) => {
    const visit = await atMyCounter(tx, ctx, id);
    await changeVisit(tx, id, {
      calls: visit.calls + 1,
      calledAt: ctx.clock.now(),
      counter: await counterOf(tx, ctx.actor.id!),
    });
    await tellVisit(tx, ctx, id, 'called');
    return id;
  });

/** They did not come: back to their place for another counter, or gone after the last call. */
export const notCome = (ctx: Ctx, id: string): Promise<string> =>
  ctx.tx(async (tx) => {
    const visit = await atMyCounter(tx, ctx, id);
    const gone = isGone(visit.calls);
    const mine = (agentId: string | null) => agentId === ctx.actor.id;
    if (gone)
      await takeOut(
        tx,
        ctx,
        id,
        { state: 'abandoned', legs: { handle: 'unreached', hold: 'unreached' }, why: 'no_show' },
        mine,
      );
    else {
      await changeVisit(tx, id, { counter: null });
      await sendBack(tx, ctx, id, 'unreached', mine);
    }
    await audit(tx, ctx.actor, {
      action: 'visit.no-show',
      objectType: 'contact',
      objectId: id,
      after: { calls: visit.calls, gone },
    });
    return id;
  });

export const myCounter = async (ctx: Ctx): Promise<{ name: string }> => ({
  name: ctx.actor.kind === 'staff' ? ((await counterOf(ctx.db, ctx.actor.id!)) ?? '') : '',
});
export const setMyCounter = (ctx: Ctx, name: string): Promise<{ name: string }> =>
  ctx.tx(async (tx) => {
    if (ctx.actor.kind !== 'staff') throw forbidden('contact.handle as a member of staff');
    await saveCounter(tx, ctx.actor.id!, name);
    return { name };
  });
