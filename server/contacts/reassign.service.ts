import type { z } from 'zod';
import type * as contract from '#contract/control.ts';
import type { Parsed } from '#contract/route.ts';
import { conflict, forbidden, Problem, type Ctx, type Tx } from '#server/platform/index.ts';
import * as routing from '#server/routing/index.ts';
import { accessContact } from './access.ts';
import { mayAssign, staffOf, stillWith } from './acting.ts';
import { takeOver } from './taking.service.ts';
import { auditPassing, checkDestination, handOver } from './transfer.service.ts';

type Wish = Parsed<typeof contract.reassignContacts>['body'];

/**
 * Hands several contacts over, each in a transaction of its own, so that one which has moved on stops no other. Only what
 * is still where the caller saw it goes; the answer says of each what became of it, in the order of the wish.
 */
export async function reassignContacts(
  ctx: Ctx,
  wish: Wish,
): Promise<{ items: z.input<typeof contract.reassigned>[] }> {
  const items: z.input<typeof contract.reassigned>[] = [];
  const asked = new Map(wish.contacts.map((one) => [one.id, one]));
  for (const one of asked.values()) {
    try {
      await ctx.tx((tx) => reassign(tx, ctx, one, wish));
      items.push({ id: one.id, done: true, code: null, message: null });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      items.push({ id: one.id, done: false, code: error.code, message: error.message });
    }
  }
  return { items };
}

async function reassign(
  tx: Tx,
  ctx: Ctx,
  { id, agent: holder }: Wish['contacts'][number],
  { queue, agent, keepPlace, note, why }: Wish,
): Promise<void> {
  const seen = await accessContact(tx, ctx.actor, id, 'contact.read');
  if (!mayAssign(ctx, seen)) throw forbidden('contact.assign');
  stillWith(seen, holder);
  if (seen.closedAt !== null) throw conflict('not_in_routing', 'This contact is closed.');
  if (holder === null && queue === seen.queueId)
    throw conflict('already_there', 'This contact waits in this queue already.');
  const mine = agent !== undefined && agent === ctx.actor.id;
  if (mine) {
    await takeOver(tx, ctx, id, staffOf(ctx), 'contact.read', (item) => {
      stillWith(item, holder);
      return true;
    });
  } else {
    const to = { queue, agent, note };
    await checkDestination(tx, ctx, seen, to);
    const [item] = await routing.readItems(tx, [id]);
    await handOver(tx, ctx, id, to, (contact) => {
      stillWith(contact, holder);
      return mayAssign(ctx, contact);
    });
    if (keepPlace && item !== undefined) await routing.keepPlace(tx, id, item.queuedAt);
  }
  await auditPassing(tx, ctx, seen, { queue, agent }, why);
}
