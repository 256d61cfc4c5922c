import type { Db } from '#server/platform/index.ts';
import type { ContactRow } from './access.read.ts';

/** What a member of staff has in their hands. */
export const openContactsOf = (db: Db, staffId: string): Promise<ContactRow[]> =>
  db
    .selectFrom('contacts.contact')
    .selectAll()
    .where('agentId', '=', staffId)
    .where('closedAt', 'is', null)
    .orderBy('id')
    .execute();
