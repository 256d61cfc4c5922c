import { staffNames } from '#server/access/index.ts';
import { isUuid, type Consumer, type PublishedEvent, type Tx } from '#server/platform/index.ts';
import { readQueues } from '#server/routing/index.ts';
import { lockedCase } from './access.ts';
import { addEntry } from './cases.store.ts';
import { tellStep, type StepNews } from './steps.service.ts';
import { changeOpenStep, findStep, isWritten } from './steps.store.ts';
import { handoverMoves } from './charge/returning.service.ts';
import { ageOf } from './steps.read.ts';

/**
 * What happens to a step as a contact is written on its case: somebody has taken it, it was passed on, it waits longer
 * than its queue lets things wait (a supervisor has been told by routing).
 */
export const stepsConsumer: Consumer = {
  name: 'cases.steps',
  kinds: ['contact.answered', 'contact.transferred', 'routing.attention'],
  async handle(tx, ctx, event) {
    const contact = event.data['contact'];
    if (typeof contact !== 'string' || !isUuid(contact)) return;
    if (event.kind === 'routing.attention' && event.data['reason'] !== 'overdue') return;
    const step = await findStep(tx, contact);
    if (step === null) return;
    const row = await lockedCase(tx, ctx, step.caseId);
    const { about, more = {} } = await newsOf(tx, event);
    // A move between places is told in both of them, by events of one instant.
    const told = event.at.toISOString();
    if (await isWritten(tx, { caseId: row.id, step: step.id, about, told })) return;
    const at = new Date(ctx.clock.now().getTime() - (await ageOf(tx, event.at)));
    if (about === 'overdue') await changeOpenStep(tx, step.id, { overdueAt: at });
    await addEntry(tx, {
      caseId: row.id,
      at,
      kind: 'step',
      actor: event.actor,
      authorName: await nameOf(tx, event),
      data: { about, step: step.id, told, ...more },
    });
    await handoverMoves(tx, ctx, row, step.id, about === 'taken' ? agentOf(event) : null);
    await tellStep(tx, ctx, row, step, about);
  },
};

async function newsOf(tx: Tx, { kind, data }: PublishedEvent): Promise<StepNews> {
  const queueName = async (id: unknown) =>
    typeof id === 'string' ? ((await readQueues(tx, [id]))[0]?.name ?? null) : null;
  const agentName = async (id: unknown) =>
    typeof id === 'string' ? ((await staffNames(tx, [id])).get(id) ?? null) : null;
  if (kind === 'contact.answered') return { about: 'taken', more: { agent: await agentName(data['agent']) } };
  if (kind === 'routing.attention')
    return { about: 'overdue', more: { queue: await queueName(data['queue']) } };
  return {
    about: 'passed',
    more: { queue: await queueName(data['toQueue']), agent: await agentName(data['toAgent']) },
  };
}

const agentOf = ({ data }: PublishedEvent): string | null =>
  typeof data['agent'] === 'string' ? data['agent'] : null;

/** Who did it; '' for the system. */
async function nameOf(tx: Tx, { actor }: PublishedEvent): Promise<string> {
  const [kind, id] = actor.split(':');
  return kind === 'staff' && id !== undefined ? ((await staffNames(tx, [id])).get(id) ?? '') : '';
}
