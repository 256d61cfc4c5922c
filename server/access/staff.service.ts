import {
  audit,
  conflict,
  Problem,
  forbidden,
  inScope,
  invalid,
  isUniqueViolation,
  newId,
  notFound,
  record,
  scopeOf,
  type Ctx,
  type Grant,
  type Tx,
} from '#server/platform/index.ts';
import { findStaffView, listColleagueViews, listStaffViews, type StaffView } from './access.read.ts';
import { beyond, foldEmail, visibleServices } from './access.rules.ts';
import { forgetCredentials } from './authenticate.ts';
import { hashPassword } from './passwords.ts';
import { allTeams, findRoles, findService, findTeam } from './places.store.ts';
import { revokeSessions } from './sessions.store.ts';
import {
  countAdministrators,
  findGrants,
  findStaff,
  insertStaff,
  lockAdministrators,
  lockStaff,
  replaceGrants,
  updateStaffRow,
  type GivenGrant,
  type StaffRow,
} from './staff.store.ts';

/**
 * What upper modules do in access's transactions. Access stands below them and cannot call them by name.
 */
export interface AccessHooks {
  /** The first administrator was made, with a service and a team to belong to. */
  afterAdmin?: (
    tx: Tx,
    ctx: Ctx,
    made: { organisation: string; mailbox: string; staffId: string; serviceId: string; teamId: string },
  ) => Promise<void>;
  /** A member of staff was made or changed, or a role of theirs: `grants` is what they hold now. */
  onStaffSaved?: (
    tx: Tx,
    ctx: Ctx,
    staffId: string,
    grants: readonly Grant[],
    active: boolean,
  ) => Promise<void>;
}

export interface StaffInput {
  email: string;
  name: string;
  publicName: string;
  language?: 'it' | 'en' | undefined;
  teamId?: string | null | undefined;
  active?: boolean | undefined;
  grants?: readonly GivenGrant[] | undefined;
  password?: string | undefined;
}

const placeOf = (row: Pick<StaffRow, 'serviceId' | 'teamId'>) => ({
  serviceId: row.serviceId,
  teamId: row.teamId,
});

/** Refuses references to what does not exist, and the handing out of more than the actor holds. */
async function checkInput(tx: Tx, ctx: Ctx, input: StaffInput): Promise<{ serviceId: string | null }> {
  const { actor } = ctx;
  const team = input.teamId == null ? null : await findTeam(tx, input.teamId);
  if (input.teamId != null && team === null) throw invalid('teamId', 'no such team');
  const place = { serviceId: team?.serviceId ?? null, teamId: input.teamId ?? null };
  if (!inScope(scopeOf(actor, 'admin.staff'), place))
    throw invalid('teamId', 'a team in which you manage staff', 'out_of_scope');
  const grants = input.grants ?? [];
  const roles = new Map(
    (await findRoles(tx, [...new Set(grants.map((one) => one.roleId))])).map((r) => [r.id, r]),
  );
  for (const [index, grant] of grants.entries()) {
    const role = roles.get(grant.roleId);
    if (role === undefined) throw invalid(`grants[${index}].roleId`, 'no such role');
    if (grant.serviceId !== null && (await findService(tx, grant.serviceId)) === null)
      throw invalid(`grants[${index}].serviceId`, 'no such service');
    if (grant.teamId !== null && (await findTeam(tx, grant.teamId)) === null)
      throw invalid(`grants[${index}].teamId`, 'no such team');
    const missing = beyond(actor, role.permissions, grant);
    if (missing.length > 0)
      throw invalid(
        `grants[${index}]`,
        `gives more than you hold yourself (${missing.join(', ')})`,
        'beyond_own_permissions',
      );
  }
  return { serviceId: place.serviceId };
}

const distinct = (grants: readonly GivenGrant[]): (GivenGrant & { id: string })[] => {
  const byPlace = new Map(
    grants.map(({ roleId, serviceId, teamId }) => [
      `${roleId} ${serviceId} ${teamId}`,
      { id: newId(), roleId, serviceId, teamId },
    ]),
  );
  return [...byPlace.values()];
};

const taken = 'Another member of staff has this e-mail address.';
const asConflict = (error: unknown): unknown =>
  isUniqueViolation(error, 'staff_email')
    ? new Problem(409, 'email_taken', taken, [{ field: 'email', message: taken }])
    : error;

async function insertMember(tx: Tx, ctx: Ctx, input: StaffInput): Promise<string> {
  const id = newId();
  try {
    await insertStaff(tx, {
      id,
      email: foldEmail(input.email),
      name: input.name,
      publicName: input.publicName,
      language: input.language ?? 'it',
      teamId: input.teamId ?? null,
      active: input.active ?? true,
      createdAt: ctx.clock.now(),
      passwordHash: input.password === undefined ? null : await hashPassword(input.password),
    });
  } catch (error) {
    throw asConflict(error);
  }
  return id;
}

/** Audit row, event and the hook of upper modules, after every change of a person. */
async function tell(
  tx: Tx,
  ctx: Ctx,
  hooks: AccessHooks,
  action: string,
  staffId: string,
  before: StaffView | null,
  reason: string | null = null,
): Promise<StaffView> {
  const after = (await findStaffView(tx, staffId))!;
  const row = (await findStaff(tx, staffId))!;
  await audit(tx, ctx.actor, {
    action,
    objectType: 'staff',
    objectId: staffId,
    serviceId: row.serviceId,
    before,
    after,
    reason,
  });
  await record(tx, ctx.actor, {
    kind: 'staff.changed',
    subjectId: staffId,
    ...placeOf(row),
    data: { staff: staffId },
  });
  await hooks.onStaffSaved?.(tx, ctx, staffId, await findGrants(tx, staffId), row.active);
  return after;
}

/**
 * Adds a member of staff. For routes, the command line and the demo alike.
 * @throws Problem 422 naming the field (unknown team, role or service; more than the actor holds), 409 `email_taken`
 */
export async function createStaffMember(
  tx: Tx,
  ctx: Ctx,
  input: StaffInput,
  hooks: AccessHooks = {},
): Promise<StaffView> {
  await checkInput(tx, ctx, input);
  const id = await insertMember(tx, ctx, input);
  await replaceGrants(tx, id, distinct(input.grants ?? []));
  return tell(tx, ctx, hooks, 'staff.created', id, null);
}

/**
 * Changes a member of staff: all fields, and the grants to exactly these. Deactivation and a new password end their
 * sessions. Nobody changes a person who holds more than they do, and the last administrator stays.
 * @throws Problem 404 outside the actor's scope, 403 `outranked`, 409 `last_administrator`, 422 as for creation
 */
export async function updateStaffMember(
  tx: Tx,
  ctx: Ctx,
  id: string,
  input: StaffInput,
  hooks: AccessHooks = {},
  currentSession: string | null = null,
): Promise<StaffView> {
  await lockAdministrators(tx);
  await lockStaff(tx, id);
  const row = await findStaff(tx, id);
  if (row === null || !inScope(scopeOf(ctx.actor, 'admin.staff'), placeOf(row)))
    throw notFound('member of staff');
  const before = (await findStaffView(tx, id))!;
  for (const grant of await findGrants(tx, id)) {
    const missing = beyond(ctx.actor, grant.permissions, grant);
    if (missing.length > 0) throw forbidden(missing[0]!);
  }
  await checkInput(tx, ctx, input);
  const administrators = await countAdministrators(tx);
  const active = input.active ?? true;
  try {
    await updateStaffRow(tx, id, {
      email: foldEmail(input.email),
      name: input.name,
      publicName: input.publicName,
      language: input.language ?? 'it',
      teamId: input.teamId ?? null,
      active,
      ...(input.password === undefined ? {} : { passwordHash: await hashPassword(input.password) }),
    });
  } catch (error) {
    throw asConflict(error);
  }
  await replaceGrants(tx, id, distinct(input.grants ?? []));
  await stillAdministered(tx, administrators);
  if (!active || input.password !== undefined)
    await revokeSessions(tx, id, ctx.clock.now(), currentSession === null ? {} : { except: currentSession });
  return tell(
    tx,
    ctx,
    hooks,
    'staff.changed',
    id,
    before,
    input.password === undefined ? null : 'new password',
  );
}

/** Refuses a change that would leave nobody who can manage staff everywhere. */
export async function stillAdministered(tx: Tx, before: number): Promise<void> {
  if (before > 0 && (await countAdministrators(tx)) === 0)
    throw conflict('last_administrator', 'Somebody must stay administrator; make another one first.');
}

/** Sets a password, for the command line: ends all sessions of this person. */
export async function setPassword(tx: Tx, ctx: Ctx, staffId: string, password: string): Promise<void> {
  const row = await findStaff(tx, staffId);
  if (row === null) throw notFound('member of staff');
  if (password.length < 10) throw invalid('password', 'at least 10 characters');
  await updateStaffRow(tx, staffId, { passwordHash: await hashPassword(password) });
  await revokeSessions(tx, staffId, ctx.clock.now());
  await audit(tx, ctx.actor, { action: 'password.set', objectType: 'staff', objectId: staffId });
  await record(tx, ctx.actor, {
    kind: 'staff.changed',
    subjectId: staffId,
    ...placeOf(row),
    data: { staff: staffId },
  });
}

export const listStaff = (
  ctx: Ctx,
  query: { search?: string | undefined; limit: number; cursor?: string | undefined },
) => listStaffViews(ctx.db, scopeOf(ctx.actor, 'admin.read'), query);

export async function listColleagues(ctx: Ctx) {
  const teams = await allTeams(ctx.db);
  const visible = visibleServices(ctx.actor, new Map(teams.map((team) => [team.id, team.serviceId])));
  return { items: await listColleagueViews(ctx.db, visible) };
}

export async function createStaff(ctx: Ctx, input: StaffInput, hooks: AccessHooks): Promise<StaffView> {
  return ctx.tx((tx) => createStaffMember(tx, ctx, input, hooks));
}

export async function updateStaff(
  ctx: Ctx,
  id: string,
  input: StaffInput,
  hooks: AccessHooks,
  currentSession: string | null,
): Promise<StaffView> {
  // One's own new password keeps the session in use; for anybody else all sessions end.
  const keep = ctx.actor.kind === 'staff' && ctx.actor.id === id ? currentSession : null;
  const changed = await ctx.tx((tx) => updateStaffMember(tx, ctx, id, input, hooks, keep));
  forgetCredentials(ctx.platform);
  return changed;
}

/** Whether a member of staff is active and holds a permission at a place: for those who pick a person. */
export async function staffCan(
  db: Ctx['db'],
  staffId: string,
  permission: string,
  place: { serviceId: string; teamId: string | null },
): Promise<boolean> {
  const row = await findStaff(db, staffId);
  if (row === null || !row.active) return false;
  const grants = await findGrants(db, staffId);
  return inScope(scopeOf({ kind: 'staff', id: staffId, name: row.name, grants }, permission), place);
}
