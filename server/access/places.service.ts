import {
  configChanged,
  conflict,
  forbidden,
  inScope,
  invalid,
  isUniqueViolation,
  lockSetting,
  newId,
  notFound,
  Problem,
  sameVersion,
  scopeOf,
  withVersion,
  type Ctx,
  type Tx,
} from '#server/platform/index.ts';
import { beyond, builtInRoles, visibleServices } from './access.rules.ts';
import { forgetCredentials } from './authenticate.ts';
import {
  allRoles,
  allServices,
  allTeams,
  findRoles,
  findService,
  findTeam,
  holdersOf,
  putBuiltInRole,
  saveRole,
  saveService,
  saveTeam,
  type RoleRow,
  type ServiceRow,
  type TeamRow,
} from './places.store.ts';
import { stillAdministered, type AccessHooks } from './staff.service.ts';
import { countAdministrators, findGrants, findStaff, lockAdministrators } from './staff.store.ts';

const everywhere = { serviceId: null, teamId: null };

/** Audit row and event of a change of configuration, in its transaction. */
const tell = (
  tx: Tx,
  ctx: Ctx,
  what: 'service' | 'team' | 'role',
  before: { id: string } | null,
  after: { id: string },
  serviceId: string | null,
): Promise<void> => configChanged(tx, ctx.actor, { what, id: after.id, serviceId, before, after });

const taken = (error: unknown, constraint: string, field: string): unknown =>
  isUniqueViolation(error, constraint)
    ? new Problem(409, 'taken', `${field}: already in use`, [{ field, message: 'already in use' }])
    : error;

type Versioned<Row> = Row & { version: string };

/** The services in which the caller has any business. */
export async function listServices(ctx: Ctx): Promise<{ items: Versioned<ServiceRow>[] }> {
  const [services, visible] = await Promise.all([allServices(ctx.db), visibleTo(ctx)]);
  return { items: services.filter((one) => visible === null || visible.has(one.id)).map(withVersion) };
}

/** The teams of those services, and teams that belong to none. */
export async function listTeams(ctx: Ctx): Promise<{ items: Versioned<TeamRow>[] }> {
  const [teams, visible] = await Promise.all([allTeams(ctx.db), visibleTo(ctx)]);
  return {
    items: teams
      .filter((one) => visible === null || one.serviceId === null || visible.has(one.serviceId))
      .map(withVersion),
  };
}

async function visibleTo(ctx: Ctx): Promise<Set<string> | null> {
  const teams = await allTeams(ctx.db);
  return visibleServices(ctx.actor, new Map(teams.map((team) => [team.id, team.serviceId])));
}

/** Makes a service, or changes one, in the caller's transaction. */
export async function putService(
  tx: Tx,
  ctx: Ctx,
  id: string | null,
  input: Omit<ServiceRow, 'id'>,
  seen?: string,
): Promise<Versioned<ServiceRow>> {
  if (id !== null) await lockSetting(tx, 'service', id);
  const before = id === null ? null : await findService(tx, id);
  const scope = scopeOf(ctx.actor, 'admin.staff');
  if (id === null) {
    // A new service is part of nobody's scope but that of those who manage everything.
    if (scope !== 'all') throw forbidden('admin.staff');
  } else if (before === null || !inScope(scope, { serviceId: id, teamId: null })) throw notFound('service');
  if (before !== null) await sameVersion(tx, { what: 'service', id: before.id, seen, before });
  const after = { id: id ?? newId(), ...input };
  try {
    await saveService(tx, after);
  } catch (error) {
    throw taken(error, 'service_code_key', 'code');
  }
  await tell(tx, ctx, 'service', before, after, after.id);
  return withVersion(after);
}

/** Makes a team, or changes one, in the caller's transaction. */
export async function putTeam(
  tx: Tx,
  ctx: Ctx,
  id: string | null,
  input: Omit<TeamRow, 'id' | 'supplier'> & { supplier?: string },
  seen?: string,
): Promise<Versioned<TeamRow>> {
  if (id !== null) await lockSetting(tx, 'team', id);
  const before = id === null ? null : await findTeam(tx, id);
  const scope = scopeOf(ctx.actor, 'admin.staff');
  if (id !== null && (before === null || !inScope(scope, { serviceId: before.serviceId, teamId: id })))
    throw notFound('team');
  if (before !== null) await sameVersion(tx, { what: 'team', id: before.id, seen, before });
  if (input.serviceId !== null && (await findService(tx, input.serviceId)) === null)
    throw invalid('serviceId', 'no such service');
  if (!inScope(scope, { serviceId: input.serviceId, teamId: id }))
    throw invalid('serviceId', 'a service in which you manage staff', 'out_of_scope');
  const after = { id: id ?? newId(), ...input, supplier: input.supplier ?? before?.supplier ?? '' };
  try {
    await saveTeam(tx, after);
  } catch (error) {
    throw taken(error, 'team_name_key', 'name');
  }
  await tell(tx, ctx, 'team', before, after, after.serviceId);
  return withVersion(after);
}

/**
 * Makes a role, or changes one that is not built in. Roles hold for the whole installation, so only those who manage
 * staff everywhere touch them, and only with permissions that they hold everywhere themselves.
 */
export async function putRole(
  tx: Tx,
  ctx: Ctx,
  id: string | null,
  input: Omit<RoleRow, 'id' | 'builtIn'>,
  hooks: AccessHooks = {},
  seen?: string,
): Promise<Versioned<RoleRow>> {
  await lockAdministrators(tx);
  if (scopeOf(ctx.actor, 'admin.staff') !== 'all') throw forbidden('admin.staff');
  const before = id === null ? null : ((await findRoles(tx, [id]))[0] ?? null);
  if (id !== null && before === null) throw notFound('role');
  if (before !== null) await sameVersion(tx, { what: 'role', id: before.id, seen, before });
  if (before?.builtIn === true)
    throw conflict('built_in', 'A built-in role cannot be changed; make a role of your own from it.');
  const missing = beyond(ctx.actor, [...input.permissions, ...(before?.permissions ?? [])], everywhere);
  if (missing.length > 0)
    throw invalid(
      'permissions',
      `more than you hold yourself (${missing.join(', ')})`,
      'beyond_own_permissions',
    );
  const administrators = await countAdministrators(tx);
  const after: RoleRow = {
    id: id ?? newId(),
    code: input.code,
    name: input.name,
    permissions: [...new Set(input.permissions)],
    builtIn: false,
  };
  try {
    await saveRole(tx, after);
  } catch (error) {
    throw taken(error, 'role_code_key', 'code');
  }
  await stillAdministered(tx, administrators);
  await tell(tx, ctx, 'role', before, after, null);
  if (before !== null && hooks.onStaffSaved !== undefined) {
    for (const staffId of await holdersOf(tx, after.id)) {
      const row = await findStaff(tx, staffId);
      await hooks.onStaffSaved(tx, ctx, staffId, await findGrants(tx, staffId), row?.active ?? false);
    }
  }
  return withVersion(after);
}

export const listRoles = async (ctx: Ctx): Promise<{ items: Versioned<RoleRow>[] }> => ({
  items: (await allRoles(ctx.db)).map(withVersion),
});

/** Runs a change of services, teams or roles in a transaction; what was remembered of credentials is dropped after it. */
export async function changing<T>(ctx: Ctx, change: (tx: Tx) => Promise<T>): Promise<T> {
  const result = await ctx.tx(change);
  forgetCredentials(ctx.platform);
  return result;
}

/** Brings the built-in roles to this build's state; for every start, and safe to repeat. Returns the ids by code. */
export async function ensureBuiltInRoles(tx: Tx): Promise<Record<string, string>> {
  for (const role of builtInRoles) await putBuiltInRole(tx, { id: newId(), ...role });
  return Object.fromEntries((await allRoles(tx)).map((role) => [role.code, role.id]));
}
