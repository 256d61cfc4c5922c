import { isUuid, type Consumer } from '#server/platform/index.ts';
import { settleArrived } from './arrivals.service.ts';
import { counterOf } from './visits.read.ts';
import { tellVisit } from './visits.service.ts';
import { changeVisit, lockVisit } from './visits.store.ts';

const words: Readonly<Record<string, string>> = {
  'contact.offered': 'offered',
  'contact.offer-ended': 'waiting',
  'contact.answered': 'called',
  'contact.transferred': 'waiting',
  'contact.wrap-up': 'served',
  'contact.closed': 'served',
  'contact.abandoned': 'left',
  'contact.cancelled': 'left',
  'contact.expired': 'left',
};

/** Who accepts a visit calls its ticket to their counter; the front desk is told of every step, whatever it may see else. */
export const visitsConsumer: Consumer = {
  name: 'offices.visits',
  kinds: Object.keys(words),
  async handle(tx, ctx, event) {
    const { contact, agent } = event.data;
    if (typeof contact !== 'string' || !isUuid(contact)) return;
    const visit = await lockVisit(tx, contact);
    if (visit === null) return;
    if (event.kind === 'contact.answered' && typeof agent === 'string')
      await changeVisit(tx, contact, {
        calls: visit.calls + 1,
        calledAt: ctx.clock.now(),
        counter: await counterOf(tx, agent),
      });
    await tellVisit(tx, ctx, contact, words[event.kind]!);
    if (words[event.kind] === 'served' || words[event.kind] === 'left')
      await settleArrived(tx, ctx, contact, words[event.kind] === 'served');
  },
};
