import { conflict, contextFor, systemActor, writeSetting, type Ctx } from '#server/platform/index.ts';
import { organisationName } from './organisation.service.ts';
import { ensureBuiltInRoles, putService, putTeam } from './places.service.ts';
import { openSession, type Opened, type Origin } from './session.service.ts';
import { createStaffMember, type AccessHooks } from './staff.service.ts';
import { hasStaff, lockAdministrators } from './staff.store.ts';

export async function setupState(ctx: Ctx): Promise<{ needed: boolean; organisation: string }> {
  return { needed: !(await hasStaff(ctx.db)), organisation: await organisationName(ctx.db) };
}

/**
 * Makes the administrator of an empty installation, a service and a team to start with, and through the hook what
 * upper modules need for the first mail to arrive. Of two people who try at the same moment one is told it is done.
 * @throws Problem 409 `already_set_up` when anybody is on the staff
 */
export async function setup(
  ctx: Ctx,
  input: { organisation: string; name: string; email: string; password: string; mailbox: string },
  from: Origin,
  hooks: AccessHooks,
): Promise<Opened> {
  // Nobody exists yet who could be allowed to do this: the installation does it itself.
  const own = contextFor(ctx.platform, { ...systemActor, ip: from.ip });
  return own.tx(async (tx) => {
    await lockAdministrators(tx);
    if (await hasStaff(tx))
      throw conflict('already_set_up', 'This installation has its administrator; sign in.');
    await writeSetting(tx, 'organisation', input.organisation);
    const roles = await ensureBuiltInRoles(tx);
    const service = await putService(tx, own, null, {
      code: 'main',
      name: input.organisation,
      active: true,
    });
    const team = await putTeam(tx, own, null, {
      name: input.organisation,
      serviceId: service.id,
      active: true,
    });
    const admin = await createStaffMember(
      tx,
      own,
      {
        email: input.email,
        name: input.name,
        publicName: input.name,
        teamId: team.id,
        grants: [{ roleId: roles['administrator']!, serviceId: null, teamId: null }],
        password: input.password,
      },
      hooks,
    );
    await hooks.afterAdmin?.(tx, own, {
      organisation: input.organisation,
      mailbox: input.mailbox,
      staffId: admin.id,
      serviceId: service.id,
      teamId: team.id,
    });
    return openSession(tx, own, admin.id, from);
  });
}
