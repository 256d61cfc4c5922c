import type { Ctx } from '#server/platform/index.ts';
import type { RoleState } from './health.ts';

/** The mail role of a process. */
export async function startMail(
  _ctx: Ctx,
): Promise<{ smtpPort: number | null; roles: RoleState[]; stop(): Promise<void> }> {
  return { smtpPort: null, roles: [], stop: async () => undefined };
}
