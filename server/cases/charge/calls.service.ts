import type { promiseCaseCall } from '#contract/case-charge.ts';
import type { Parsed } from '#contract/route.ts';
import { linkCase, requestCallback } from '#server/contacts/index.ts';
import { customersByIds } from '#server/customers/index.ts';
import { conflict, isUuid, notFound, type Consumer, type Ctx } from '#server/platform/index.ts';
import { queuesSeenBy } from '#server/routing/index.ts';
import { accessCase, lockedCase } from '../access.ts';
import { tellChange } from '../applying.ts';
import { addEntry } from '../cases.store.ts';
import { isWritten } from '../steps.store.ts';
import { write } from '../writing.ts';
import { callOfCase } from './charge.read.ts';

/**
 * Promises the customer of a case a call, as routed work of a queue that the caller sees: with the same measures, attempts
 * and outcomes as every callback. It belongs to the case, which says how it went.
 * @throws Problem 404 for the case or the queue, 409 callback_open, callbacks_full, 422 naming `number` or `at`
 */
export const promiseCallOf = (
  ctx: Ctx,
  caseId: string,
  wish: Parsed<typeof promiseCaseCall>['body'],
): Promise<string> =>
  ctx.tx(async (tx) => {
    const row = await accessCase(tx, ctx.actor, caseId, 'case.write', { lock: true });
    if (!(await queuesSeenBy(tx, ctx.actor)).some(({ id }) => id === wish.queue)) throw notFound('queue');
    const customer = (await customersByIds(tx, [row.customerId])).get(row.customerId);
    const at = wish.at === null ? null : new Date(wish.at);
    const made = await requestCallback(tx, ctx, {
      number: wish.number,
      queueId: wish.queue,
      via: ctx.actor.kind === 'staff' ? 'desk' : 'api',
      at,
      note: wish.note,
      language: customer?.language ?? 'it',
      customer: { id: row.customerId },
      origin: null,
      wants: { requires: [], boostSeconds: 0, classificationId: row.classificationId },
    });
    // It may be owed for another matter: that one keeps it.
    if (made.existed)
      throw conflict('callback_open', 'A call to this number is promised by this queue already.', {
        callback: made.contactId,
      });
    await linkCase(tx, ctx, [made.contactId], row.id);
    await write(tx, ctx, {
      caseId: row.id,
      kind: 'step',
      body: wish.note,
      data: { about: 'call_promised', contact: made.contactId, at },
    });
    await tellChange(tx, ctx, row, ['callbacks']);
    return made.contactId;
  });

const news: Readonly<Record<string, string>> = {
  'contact.attempt': 'call_attempt',
  'contact.cancelled': 'call_cancelled',
  'contact.expired': 'call_expired',
  'contact.scheduled': 'call_moved',
};

/** How a call that a case owes goes is written on the case. */
export const caseCallsConsumer: Consumer = {
  name: 'cases.calls',
  kinds: Object.keys(news),
  async handle(tx, ctx, event) {
    const id = event.data['contact'];
    if (typeof id !== 'string' || !isUuid(id)) return;
    // It was promised for a time, or is tried again: said elsewhere.
    if (event.kind === 'contact.scheduled' && event.data['moved'] !== true) return;
    const call = await callOfCase(tx, id);
    if (call === null) return;
    const row = await lockedCase(tx, ctx, call.caseId);
    const about = news[event.kind]!;
    const told = event.at.toISOString();
    if (await isWritten(tx, { caseId: row.id, step: id, about, told })) return;
    const { result, why, dueAt } = event.data;
    await addEntry(tx, {
      caseId: row.id,
      at: ctx.clock.now(),
      kind: 'step',
      actor: event.actor,
      authorName: call.agentName ?? '',
      // Who changes it by their own link gives no reason.
      body: typeof why === 'string' && why !== 'customer' ? why : '',
      data: {
        about,
        step: id,
        told,
        result: typeof result === 'string' ? result : null,
        ...(about === 'call_moved' && typeof dueAt === 'string' ? { at: dueAt } : {}),
      },
    });
    await tellChange(tx, ctx, row, ['callbacks']);
  },
};
