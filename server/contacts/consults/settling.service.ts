import { addJob, type Consumer, type Ctx, type Job, type Tx } from '#server/platform/index.ts';
import * as routing from '#server/routing/index.ts';
import { closeOpenConsult } from './ending.ts';
import { overBecause } from './consults.rules.ts';
import { contactsById } from './settling.read.ts';
import { findConsults, openConsults } from './consults.store.ts';

// A consult ends by itself when its contact ends or is taken away, and when one of the two is gone. Whatever does that
// need not know of consults: they hear it from the spine. The end is a job, a transaction of its own with its own order
// of locks.

const jobName = 'contacts.settle-consult';

/** Hears of everything after which a consult may be over. */
export const consultsConsumer: Consumer = {
  name: 'contacts.consults',
  kinds: [
    'contact.answered',
    'contact.transferred',
    'contact.wrap-up',
    'contact.closed',
    'contact.expired',
    'contact.abandoned',
    'agent.presence',
  ],
  async handle(tx, _ctx, { kind, data }) {
    const { contact, agent, presence, connected } = data as Record<string, unknown>;
    if (kind !== 'agent.presence') {
      if (typeof contact === 'string') await settleSoon(tx, { contact });
    } else if (typeof agent === 'string' && (presence === 'offline' || connected === false))
      await settleSoon(tx, { staff: agent });
  },
};

async function settleSoon(tx: Tx, of: { contact: string } | { staff: string }): Promise<void> {
  for (const { id } of await openConsults(tx, of))
    await addJob(tx, jobName, { consult: id }, { key: `${jobName}:${id}`, queue: jobName });
}

export const settleConsultJob: Job = {
  name: jobName,
  async handle(ctx, payload) {
    const { consult } = payload as { consult: string };
    await settleConsult(ctx, consult);
  },
};

/**
 * The line of who answers a consult on a call is gone: it is over, and they get nothing more until they say that they are
 * there. Nothing when they answer none about this contact.
 */
export async function consultedLost(tx: Tx, ctx: Ctx, contactId: string, agentId: string): Promise<void> {
  const consult = (await openConsults(tx, { contact: contactId })).find((one) => one.agentId === agentId);
  if (consult === undefined) return;
  await closeOpenConsult(tx, ctx, consult, 'agent_away', null);
  await routing.markNotResponding(tx, ctx, agentId);
}

/** Ends a consult if, as things stand now, it is over. */
export const settleConsult = (ctx: Ctx, id: string): Promise<void> =>
  ctx.tx(async (tx) => {
    const [consult] = await findConsults(tx, [id]);
    if (consult === undefined || consult.state === 'ended') return;
    const [contact] = await contactsById(tx, [consult.contactId]);
    const people = [consult.asker, ...(consult.agentId === null ? [] : [consult.agentId])];
    const there = (await routing.readAgents(tx, people)).filter(
      (agent) => agent.presence !== 'offline' && agent.connected,
    );
    const away = new Set(people.filter((one) => !there.some(({ staffId }) => staffId === one)));
    const reason = overBecause({ ...consult, contact: contact!, away });
    if (reason !== null) await closeOpenConsult(tx, ctx, consult, reason, null);
  });
