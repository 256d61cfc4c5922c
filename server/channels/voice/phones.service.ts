import { randomUUID } from 'node:crypto';
import { accessContact } from '#server/contacts/index.ts';
import { audit, conflict, forbidden, type Ctx } from '#server/platform/index.ts';
import { findCall } from './calls.store.ts';
import { mediaState, offersGateway, orderLeg, relayOffer } from './offers.ts';

// The telephone in the browser of a member of staff: one line, open while it is on.

function staffOf(ctx: Ctx): string {
  if (ctx.actor.kind !== 'staff' || ctx.actor.id === null) throw forbidden('contact.handle');
  return ctx.actor.id;
}
// A line's name says whose it is, so that it can be switched off by whichever process is asked; the newest one counts.
const legOf = (staff: string): string => `phone-${staff}`;

/** Whether there can be one, and whether it is on. */
export async function ownPhone(ctx: Ctx) {
  const staff = staffOf(ctx);
  const ready = (await offersGateway(ctx)) !== null;
  const phone = ready ? (await mediaState(ctx))?.phones.find((one) => one.staff === staff) : undefined;
  return { ready, on: phone !== undefined, since: phone?.since ?? null };
}

/** Switches it on. @throws Problem 422 naming `offer`, 429, 503 */
export async function connectOwnPhone(ctx: Ctx, offer: string) {
  const staff = staffOf(ctx);
  const { answer, gateway } = await relayOffer(ctx, {
    id: `${legOf(staff)}-${randomUUID()}`,
    kind: 'agent',
    offer,
    staff,
    to: null,
    language: 'it',
    name: '',
  });
  await ctx.tx((tx) =>
    audit(tx, ctx.actor, {
      action: 'phone.connected',
      objectType: 'staff',
      objectId: staff,
      after: { gateway },
    }),
  );
  return { answer };
}

/** Switches it off; nothing when it is. */
export async function disconnectOwnPhone(ctx: Ctx): Promise<void> {
  await orderLeg(ctx, legOf(staffOf(ctx)), { hangUp: true });
}

/** Presses keys towards the customer's end of a call of one's own. @throws Problem 404, 409 not_on_the_line */
export async function pressKeys(ctx: Ctx, contactId: string, keys: string): Promise<void> {
  const contact = await accessContact(ctx.db, ctx.actor, contactId, 'contact.handle');
  const call = await findCall(ctx.db, { contactId, open: true });
  if (call?.ref == null || contact.agentId !== ctx.actor.id || call.wanted !== 'talk')
    throw conflict('not_on_the_line', 'Keys can be pressed while you speak with the customer.');
  if (!(await orderLeg(ctx, call.ref, { press: keys })))
    throw conflict('not_on_the_line', 'The call is over.');
}
