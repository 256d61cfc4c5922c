import { isUuid, type Consumer } from '#server/platform/index.ts';
import { caseNumbered } from './cases.read.ts';
import { link } from './cases.service.ts';

/**
 * A party wrote with a case's number in the subject: the contact belongs to the case. A closed case stays closed; whoever
 * handles the contact decides whether it is taken up again.
 */
export const caseNamedConsumer: Consumer = {
  name: 'cases.case-named',
  kinds: ['contact.case-named'],
  async handle(tx, ctx, event) {
    const { contact, case: named } = event.data;
    if (typeof contact !== 'string' || typeof named !== 'string' || !isUuid(contact) || !isUuid(named))
      return;
    const found = await caseNumbered(tx, named);
    if (found !== null) await link(tx, ctx, found.id, contact, 'number in the subject');
  },
};
