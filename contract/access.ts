import { z } from 'zod';
import {
  id,
  idParams,
  instant,
  list,
  names,
  page,
  paging,
  route,
  madeFrom,
  settingVersion,
} from './route.ts';
import { gatewayName, permission, staffLanguage } from './words.ts';

const grantView = z.object({
  id,
  role: z.object({ id, code: z.string(), name: names }),
  serviceId: id.nullable(),
  teamId: id.nullable(),
});
const password = z.string().min(10, 'at least 10 characters').max(200);

export const me = z.object({
  id,
  email: z.string(),
  name: z.string(),
  publicName: z.string(),
  language: staffLanguage,
  teamId: id.nullable(),
  /** Held somewhere; scopes decide where. */
  permissions: z.array(z.string()),
  /** Where they hold: everywhere (both null), in a service, for a team, or for a team's part of a service. */
  places: z.array(
    z.object({ permissions: z.array(z.string()), serviceId: id.nullable(), teamId: id.nullable() }),
  ),
  preferences: z.record(z.string(), z.unknown()),
  /** Whether this member of staff handles contacts. */
  isAgent: z.boolean(),
});
export type Me = z.output<typeof me>;

export const signIn = route({
  method: 'POST',
  path: '/api/v1/session',
  tag: 'access',
  summary: 'Sign in with e-mail and password; sets a session cookie',
  permission: 'public',
  rateLimit: 60,
  body: z.object({ email: z.string().min(3).max(200), password: z.string().min(1).max(200) }),
  output: me,
});
export const signOut = route({
  method: 'DELETE',
  path: '/api/v1/session',
  tag: 'access',
  summary: 'Sign out',
  permission: 'signed-in',
});
export const getMe = route({
  method: 'GET',
  path: '/api/v1/me',
  tag: 'access',
  summary: 'Who I am and what I may do',
  permission: 'signed-in',
  output: me,
});
export const updateMe = route({
  method: 'PATCH',
  path: '/api/v1/me',
  tag: 'access',
  summary: 'Change my language, public name or preferences',
  permission: 'signed-in',
  body: z.object({
    language: staffLanguage.optional(),
    publicName: z.string().min(1).max(100).optional(),
    preferences: z.record(z.string(), z.unknown()).optional(),
  }),
  output: me,
});
export const changeMyPassword = route({
  method: 'POST',
  path: '/api/v1/me/password',
  tag: 'access',
  summary: 'Change my password',
  permission: 'signed-in',
  body: z.object({ current: z.string().min(1), next: password }),
});
export const sessionView = z.object({
  id: z.string(),
  createdAt: instant,
  seenAt: instant,
  ip: z.string().nullable(),
  userAgent: z.string().nullable(),
  current: z.boolean(),
});
export const listMySessions = route({
  method: 'GET',
  path: '/api/v1/me/sessions',
  tag: 'access',
  summary: 'Where I am signed in',
  permission: 'signed-in',
  output: list(sessionView),
});
export const revokeMySession = route({
  method: 'DELETE',
  path: '/api/v1/me/sessions/:id',
  tag: 'access',
  summary: 'Sign out elsewhere',
  permission: 'signed-in',
  params: z.object({ id: z.string() }),
});

/** The first start: an empty installation makes its administrator and first mailbox. */
export const setupState = route({
  method: 'GET',
  path: '/api/v1/setup',
  tag: 'access',
  summary: 'Whether the installation still waits for its administrator',
  permission: 'public',
  output: z.object({ needed: z.boolean(), organisation: z.string() }),
});
export const setup = route({
  method: 'POST',
  path: '/api/v1/setup',
  tag: 'access',
  summary: 'Make the administrator and the first mailbox of an empty installation',
  permission: 'public',
  rateLimit: 10,
  body: z.object({
    organisation: z.string().min(2).max(120),
    name: z.string().min(2).max(120),
    email: z.email(),
    password,
    mailbox: z.email(),
  }),
  output: me,
});

export const service = z.object({
  id,
  code: z.string(),
  name: z.string(),
  active: z.boolean(),
  version: settingVersion,
});
export const team = z.object({
  id,
  name: z.string(),
  serviceId: id.nullable(),
  /** The outside company whose people it is made of; '' for the organisation's own. */
  supplier: z.string(),
  active: z.boolean(),
  version: settingVersion,
});
export const role = z.object({
  id,
  code: z.string(),
  name: names,
  permissions: z.array(z.string()),
  builtIn: z.boolean(),
  version: settingVersion,
});
const serviceInput = z.object({
  code: z.string().regex(/^[a-z0-9-]{2,40}$/, 'lower-case letters, digits and hyphens'),
  name: z.string().min(1).max(120),
  active: z.boolean().default(true),
});
const teamInput = z.object({
  name: z.string().min(1).max(120),
  supplier: z.string().trim().max(120).default(''),
  serviceId: id.nullable().default(null),
  active: z.boolean().default(true),
});
const roleInput = z.object({
  code: z.string().regex(/^[a-z0-9_-]{2,40}$/),
  name: names,
  permissions: z.array(permission),
});
export const listServices = route({
  method: 'GET',
  path: '/api/v1/services',
  tag: 'access',
  summary: 'Services',
  permission: 'signed-in',
  output: list(service),
});
export const createService = route({
  method: 'POST',
  path: '/api/v1/services',
  tag: 'access',
  summary: 'Make a service',
  permission: 'admin.staff',
  body: serviceInput,
  output: service,
  status: 201,
});
export const updateService = route({
  method: 'PUT',
  path: '/api/v1/services/:id',
  tag: 'access',
  summary: 'Change a service',
  permission: 'admin.staff',
  params: idParams,
  body: serviceInput.extend(madeFrom),
  output: service,
});
export const listTeams = route({
  method: 'GET',
  path: '/api/v1/teams',
  tag: 'access',
  summary: 'Teams',
  permission: 'signed-in',
  output: list(team),
});
export const createTeam = route({
  method: 'POST',
  path: '/api/v1/teams',
  tag: 'access',
  summary: 'Make a team',
  permission: 'admin.staff',
  body: teamInput,
  output: team,
  status: 201,
});
export const updateTeam = route({
  method: 'PUT',
  path: '/api/v1/teams/:id',
  tag: 'access',
  summary: 'Change a team',
  permission: 'admin.staff',
  params: idParams,
  body: teamInput.extend(madeFrom),
  output: team,
});
export const listRoles = route({
  method: 'GET',
  path: '/api/v1/roles',
  tag: 'access',
  summary: 'Roles and their permissions',
  permission: 'admin.read',
  output: list(role),
});
export const createRole = route({
  method: 'POST',
  path: '/api/v1/roles',
  tag: 'access',
  summary: 'Make a role',
  permission: 'admin.staff',
  body: roleInput,
  output: role,
  status: 201,
});
export const updateRole = route({
  method: 'PUT',
  path: '/api/v1/roles/:id',
  tag: 'access',
  summary: 'Change a role that is not built in',
  permission: 'admin.staff',
  params: idParams,
  body: roleInput.extend(madeFrom),
  output: role,
});

export const staff = z.object({
  id,
  email: z.string(),
  name: z.string(),
  publicName: z.string(),
  language: staffLanguage,
  teamId: id.nullable(),
  active: z.boolean(),
  createdAt: instant,
  grants: z.array(grantView),
});
const grantInput = z.object({
  roleId: id,
  serviceId: id.nullable().default(null),
  teamId: id.nullable().default(null),
});
const staffInput = {
  email: z.email(),
  name: z.string().min(2).max(120),
  publicName: z.string().min(1).max(100),
  language: staffLanguage.default('it'),
  teamId: id.nullable().default(null),
  active: z.boolean().default(true),
  grants: z.array(grantInput).default([]),
};
/** Names only, for mentions and transfers. */
export const colleague = z.object({ id, name: z.string(), publicName: z.string(), teamId: id.nullable() });
export const listColleagues = route({
  method: 'GET',
  path: '/api/v1/colleagues',
  tag: 'access',
  summary: 'Active staff by name, for mentions and transfers',
  permission: 'signed-in',
  output: list(colleague),
});
export const listStaff = route({
  method: 'GET',
  path: '/api/v1/staff',
  tag: 'access',
  summary: 'Staff',
  permission: 'admin.read',
  query: z.object({ search: z.string().max(100).optional(), ...paging }),
  output: page(staff),
});
export const createStaff = route({
  method: 'POST',
  path: '/api/v1/staff',
  tag: 'access',
  summary: 'Add a member of staff',
  permission: 'admin.staff',
  body: z.object({ ...staffInput, password: password.optional() }),
  output: staff,
  status: 201,
});
export const updateStaff = route({
  method: 'PUT',
  path: '/api/v1/staff/:id',
  tag: 'access',
  summary: 'Change a member of staff',
  permission: 'admin.staff',
  params: idParams,
  body: z.object({ ...staffInput, password: password.optional() }),
  output: staff,
});

export const apiToken = z.object({
  id,
  name: z.string(),
  scopes: z.array(z.string()),
  /** The roles it counts as a holder of, by code, where a type of case names roles. */
  roles: z.array(z.string()),
  serviceId: id.nullable(),
  /** The voice gateway whose calls it carries, and no other's; null: of all of them. */
  gateway: z.string().nullable(),
  createdAt: instant,
  expiresAt: instant.nullable(),
  revokedAt: instant.nullable(),
  lastUsedAt: instant.nullable(),
});
export const listTokens = route({
  method: 'GET',
  path: '/api/v1/tokens',
  tag: 'access',
  summary: 'API tokens, without their values',
  permission: 'admin.read',
  orPermission: 'admin.staff',
  output: list(apiToken),
});
export const createToken = route({
  method: 'POST',
  path: '/api/v1/tokens',
  tag: 'access',
  summary: 'Make an API token; its value is shown this once',
  permission: 'admin.staff',
  answersSecret: true,
  body: z.object({
    name: z.string().min(1).max(120),
    scopes: z.array(z.union([permission, z.literal('*')])).min(1),
    roles: z.array(z.string().max(40)).max(50).default([]),
    serviceId: id.nullable().default(null),
    gateway: gatewayName.nullable().default(null),
    expiresAt: z.iso.datetime({ offset: true }).nullable().default(null),
  }),
  output: apiToken.extend({ token: z.string() }),
  status: 201,
});
export const revokeToken = route({
  method: 'DELETE',
  path: '/api/v1/tokens/:id',
  tag: 'access',
  summary: 'Revoke an API token',
  permission: 'admin.staff',
  params: idParams,
});

export const auditRow = z.object({
  id: z.number(),
  at: instant,
  actor: z.string(),
  actorName: z.string(),
  action: z.string(),
  objectType: z.string(),
  objectId: z.string().nullable(),
  before: z.unknown(),
  after: z.unknown(),
  reason: z.string().nullable(),
  ip: z.string().nullable(),
});
export const listAudit = route({
  method: 'GET',
  path: '/api/v1/audit',
  tag: 'access',
  summary: 'The audit log, newest first',
  permission: 'audit.read',
  query: z.object({
    action: z.string().max(100).optional(),
    objectType: z.string().max(60).optional(),
    objectId: z.string().max(60).optional(),
    actor: z.string().max(80).optional(),
    from: z.iso.datetime({ offset: true }).optional(),
    to: z.iso.datetime({ offset: true }).optional(),
    ...paging,
  }),
  output: page(auditRow),
});
export const readLogRow = z.object({
  id: z.number(),
  at: instant,
  actor: z.string(),
  actorName: z.string(),
  customerId: id,
  /** As they are now; null when the customer is not there any more. */
  customerName: z.string().nullable(),
  customerNumber: z.string().nullable(),
  what: z.string(),
  ip: z.string().nullable(),
});
export const listReads = route({
  method: 'GET',
  path: '/api/v1/reads',
  tag: 'access',
  summary: "Who looked at customers' records, newest first",
  permission: 'audit.read',
  query: z.object({ customer: id.optional(), ...paging }),
  output: page(readLogRow),
});
