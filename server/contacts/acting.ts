import { accessContact } from './access.ts';
import type { ContactRow } from './access.read.ts';
import { placeOf } from './place.ts';
import {
  conflict,
  forbidden,
  inScope,
  invalid,
  scopeOf,
  type Ctx,
  type NewEvent,
  type Tx,
} from '#server/platform/index.ts';
import type { OfferRow } from '#server/routing/index.ts';

/** The member of staff who acts. @throws Problem 403 for tokens and the system: these verbs are a person's */
export function staffOf(ctx: Ctx): string {
  if (ctx.actor.kind !== 'staff' || ctx.actor.id === null)
    throw forbidden('contact.handle as a member of staff');
  return ctx.actor.id;
}

/** Whether the caller may dispose of contacts that others have, where this one is. */
export const mayAssign = (ctx: Ctx, contact: Pick<ContactRow, 'serviceId' | 'teamId'>): boolean =>
  inScope(scopeOf(ctx.actor, 'contact.assign'), placeOf(contact));

/** Why somebody acts on what is not in their hands; it is audited. @throws Problem 422 naming `why` when it is not said */
export function reasonOf(why: string | undefined): string {
  if (why === undefined) throw invalid('why', 'why, since this contact is not in your hands');
  return why;
}

/** @throws Problem 409 changed_hands when another agent has a contact than the caller saw */
export function stillWith(contact: Pick<ContactRow, 'agentId'>, agent: string | null | undefined): void {
  if (agent !== undefined && contact.agentId !== agent)
    throw conflict('changed_hands', 'Meanwhile somebody else has taken this contact, or passed it on.');
}

const everything = [{ permissions: new Set(['*']), serviceId: null, teamId: null }] as const;

/** A contact for a verb that routing has already allowed, locked: an offer is its own leave to see what it is about. */
export const lockedContact = (tx: Tx, ctx: Ctx, id: string): Promise<ContactRow> =>
  accessContact(tx, { ...ctx.actor, kind: 'system', grants: everything }, id, 'contact.read', { lock: true });

/** The event that tells how an offer of a contact ended. */
export const offerEnded = (
  contact: Pick<ContactRow, 'id' | 'serviceId' | 'teamId'>,
  offer: Pick<OfferRow, 'id' | 'agentId'>,
  result: 'accepted' | 'declined' | 'rescinded' | 'abandoned',
  more: Record<string, unknown> = {},
): NewEvent => ({
  kind: 'contact.offer-ended',
  subjectId: contact.id,
  ...placeOf(contact),
  data: { contact: contact.id, offer: offer.id, agent: offer.agentId, result, ...more },
});
