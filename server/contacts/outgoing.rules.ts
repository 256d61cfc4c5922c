import type { ContactRow } from './access.read.ts';

// What is different about contacts that begin with us. Pure.

/** A call of ours: how it ended is always said, and while nobody has answered it nobody was spoken with. */
export const isOwnCall = (contact: Pick<ContactRow, 'channel' | 'direction'>): boolean =>
  contact.channel === 'phone' && contact.direction === 'out';

/** How the handling of a contact ends that is over now. */
export const handledHow = (
  contact: Pick<ContactRow, 'channel' | 'direction' | 'answeredAt'>,
): 'completed' | 'unreached' =>
  isOwnCall(contact) && contact.answeredAt === null ? 'unreached' : 'completed';
