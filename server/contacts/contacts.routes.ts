import * as contract from '#contract/contacts.ts';
import * as control from '#contract/control.ts';
import * as conversations from '#contract/conversations.ts';
import * as verbs from '#contract/handling.ts';
import { notFound, on, type Ctx, type Mounted } from '#server/platform/index.ts';
import { queuesSeenBy } from '#server/routing/index.ts';
import { createContact, retryMessage, sendMessage, undoMessage } from './answering.service.ts';
import { contactsOf } from './contacts.read.ts';
import * as handling from './handling.ts';
import { messageView } from './messages.read.ts';
import { moveToCustomer } from './customer.service.ts';
import { reassignContacts } from './reassign.service.ts';
import { endWrapUp, logOutAgent, prioritise } from './steering.service.ts';
import { waitingIn } from './waiting.read.ts';

async function contactNow(ctx: Ctx, id: string) {
  const [contact] = await contactsOf(ctx.db, ctx.actor, [id]);
  if (contact === undefined) throw notFound('contact');
  return contact;
}
async function messageNow(ctx: Ctx, id: string) {
  const message = await messageView(ctx.db, id);
  if (message === null) throw notFound('message');
  return message;
}

/** What agents do with contacts, as operations. */
export const contactsRoutes: Mounted[] = [
  on(verbs.acceptOffer, async ({ ctx, input }) =>
    contactNow(ctx, await handling.acceptOffer(ctx, input.params.id)),
  ),
  on(verbs.declineOffer, ({ ctx, input }) =>
    handling.declineOffer(ctx, input.params.id, input.body.reason, input.body.note),
  ),
  on(verbs.takeContact, async ({ ctx, input }) =>
    contactNow(ctx, await handling.takeContact(ctx, input.params.id, input.body.why)),
  ),
  on(verbs.listColleagues, ({ ctx, input }) => handling.listColleagues(ctx, input.params.id)),
  on(verbs.transferContact, async ({ ctx, input }) => {
    const before = await contactNow(ctx, input.params.id);
    await handling.transferContact(ctx, input.params.id, input.body);
    // Handed to where the caller may not look: what they last saw of it, with its new state.
    const [after] = await contactsOf(ctx.db, ctx.actor, [input.params.id]);
    return after ?? { ...before, state: 'queued' as const, agent: null, agentName: null };
  }),
  on(verbs.holdContact, async ({ ctx, input }) =>
    contactNow(ctx, await handling.holdContact(ctx, input.params.id)),
  ),
  on(verbs.resumeContact, async ({ ctx, input }) =>
    contactNow(ctx, await handling.resumeContact(ctx, input.params.id)),
  ),
  on(verbs.finishContact, async ({ ctx, input }) =>
    contactNow(ctx, await handling.finishContact(ctx, input.params.id, input.body)),
  ),
  on(verbs.wrapUpContact, async ({ ctx, input }) =>
    contactNow(ctx, await handling.wrapUpContact(ctx, input.params.id, input.body)),
  ),
  on(verbs.extendWrapUp, async ({ ctx, input }) =>
    contactNow(ctx, await handling.extendWrapUp(ctx, input.params.id)),
  ),
  on(verbs.markRead, ({ ctx, input }) => handling.markRead(ctx, input.params.id)),
  on(verbs.setContactCustomer, async ({ ctx, input }) =>
    contactNow(ctx, await moveToCustomer(ctx, input.params.id, input.body)),
  ),
  on(control.prioritise, async ({ ctx, input }) =>
    contactNow(ctx, await prioritise(ctx, input.params.id, input.body)),
  ),
  on(control.listWaiting, async ({ ctx, input }) => {
    const { id } = input.params;
    if (!(await queuesSeenBy(ctx.db, ctx.actor)).some((queue) => queue.id === id)) throw notFound('queue');
    return waitingIn(ctx.db, ctx.actor, id, input.query, ctx.clock.now());
  }),
  on(control.reassignContacts, ({ ctx, input }) => reassignContacts(ctx, input.body)),
  on(control.endWrapUp, async ({ ctx, input }) =>
    contactNow(ctx, await endWrapUp(ctx, input.params.id, input.body)),
  ),
  on(control.logOutAgent, ({ ctx, input }) => logOutAgent(ctx, input.params.id, input.body)),
  on(contract.createContact, async ({ ctx, input }) => contactNow(ctx, await createContact(ctx, input.body))),
  on(conversations.sendMessage, async ({ ctx, input }) =>
    messageNow(ctx, await sendMessage(ctx, input.params.id, input.body)),
  ),
  on(conversations.undoMessage, async ({ ctx, input }) =>
    messageNow(ctx, await undoMessage(ctx, input.params.id)),
  ),
  on(conversations.retryMessage, async ({ ctx, input }) =>
    messageNow(ctx, await retryMessage(ctx, input.params.id)),
  ),
];
