import type { AccessHooks } from '#server/access/index.ts';
import { ensureAgent } from '#server/routing/index.ts';
import { afterAdmin } from './first-start.ts';

/** What happens above the access module when staff change. */
export const accessHooks: AccessHooks = {
  afterAdmin,
  async onStaffSaved(tx, _ctx, staffId, grants) {
    if (grants.some((grant) => grant.permissions.has('contact.handle') || grant.permissions.has('*')))
      await ensureAgent(tx, staffId);
  },
};
