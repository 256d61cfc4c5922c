import type { AccessHooks } from '#server/access/index.ts';
import { releaseContacts } from '#server/contacts/index.ts';
import { ensureAgent, signOff } from '#server/routing/index.ts';
import { afterAdmin } from './first-start.ts';

/** What happens above the access module when staff change. */
export const accessHooks: AccessHooks = {
  afterAdmin,
  async onStaffSaved(tx, ctx, staffId, grants, active) {
    const handles = grants.some(
      (grant) => grant.permissions.has('contact.handle') || grant.permissions.has('*'),
    );
    if (handles) await ensureAgent(tx, staffId);
    if (!handles || !active) {
      await signOff(tx, ctx, staffId, 'no longer handles contacts');
      await releaseContacts(tx, ctx, staffId);
    }
  },
};
