import type { ContactRow } from './access.read.ts';

/** Where a contact lies, for the events about it. */
export const placeOf = (contact: Pick<ContactRow, 'serviceId' | 'teamId'>) => ({
  serviceId: contact.serviceId,
  teamId: contact.teamId,
});
