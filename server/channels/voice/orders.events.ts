import { beginAttempt, consultedOf, findCallback } from '#server/contacts/index.ts';
import type { Consumer, Ctx, Tx } from '#server/platform/index.ts';
import { readQueues } from '#server/routing/index.ts';
import { wantedOf } from './call.rules.ts';
import { diallingGateway, findCall } from './calls.store.ts';
import { gatewayMedium, heardSince } from './medium.ts';
import { consultedParty } from './parties.rules.ts';
import { setConsulted } from './parties.service.ts';
import { standingOf } from './voice.read.ts';

/** Brings a call in line with its contact, whatever has happened to that; an agent who takes a callback has it dialled. */
export const voiceOrdersConsumer: Consumer = {
  name: 'voice.orders',
  kinds: [
    'contact.answered',
    'contact.held',
    'contact.resumed',
    'contact.transferred',
    'contact.wrap-up',
    'contact.closed',
    'contact.scheduled',
    'contact.cancelled',
    'contact.expired',
    'contact.abandoned',
    'consult.answered',
    'consult.changed',
    'consult.ended',
  ],
  async handle(tx, ctx, { kind, data }) {
    const contactId = String(data['contact']);
    const call = await findCall(tx, { contactId, open: true }, { lock: true });
    const standing = await standingOf(tx, contactId);
    // Whoever speaks with a number outside is with none of ours any more, whatever becomes of the contact.
    if (standing === null || call?.wanted === 'outside') return;
    const agentId = standing.state === 'active' ? standing.agentId : null;
    if (call !== null) {
      await gatewayMedium.want(tx, ctx, call, wantedOf(call, standing), agentId);
      const consulted = agentId === null ? null : await consultedOf(tx, contactId);
      await setConsulted(
        tx,
        ctx,
        call,
        consulted && consultedParty(consulted.agentId, { held: standing.held, together: consulted.together }),
      );
    } else if (kind === 'contact.answered' && standing.kind === 'callback' && agentId !== null)
      await dialFor(tx, ctx, contactId, agentId);
  },
};

/** Dials the customer of a callback, if something is there that can; else the agent does. */
export async function dialFor(tx: Tx, ctx: Ctx, contactId: string, agentId: string | null): Promise<boolean> {
  const callback = await findCallback(tx, contactId);
  if (callback?.state !== 'open' || (await diallingGateway(tx, heardSince(ctx.clock.now()))) === null)
    return false;
  const [queue] = await readQueues(tx, [callback.queueId]);
  if (!(await beginAttempt(tx, ctx, contactId))) return false;
  return gatewayMedium.dial(tx, ctx, {
    contactId,
    agentId,
    to: callback.number,
    ringSeconds: queue?.callback.ringSeconds ?? 25,
    // An agent who listens knows better; before one is asked, and where a machine does not count, nobody is brought to one.
    machine: agentId === null && queue?.callback.machine === 'retry',
  });
}
