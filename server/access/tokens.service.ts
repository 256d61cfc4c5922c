import {
  audit,
  digest,
  forbidden,
  inScope,
  invalid,
  newId,
  newSecret,
  notFound,
  record,
  scopeOf,
  type Ctx,
  type Tx,
} from '#server/platform/index.ts';
import { beyond } from './access.rules.ts';
import { forgetCredentials } from './authenticate.ts';
import { allRoles, findService } from './places.store.ts';
import {
  findToken,
  findTokenRow,
  insertToken,
  listTokenRows,
  markTokenRevoked,
  type TokenRow,
} from './tokens.store.ts';

export interface TokenInput {
  name: string;
  /** Permissions, or `*` for all of them. */
  scopes: readonly string[];
  /** Codes of the roles that it counts as a holder of where a type of case names roles. */
  roles?: readonly string[];
  serviceId?: string | null;
  /** The one voice gateway that it is for; null: any. */
  gateway?: string | null;
  expiresAt?: string | Date | null;
}

/**
 * Makes an API token and returns its value, which is stored nowhere. It allows what its scopes say, in its service or
 * everywhere, and lives on when the one who made it leaves.
 * @throws Problem 422 naming the field; nobody makes a token that may do more than they may
 */
export async function createTokenFor(
  tx: Tx,
  ctx: Ctx,
  input: TokenInput,
): Promise<TokenRow & { token: string }> {
  const token = `filo_${newSecret()}`;
  const row = await keepToken(tx, ctx, token, input);
  if (row === null) throw new Error('two random tokens were equal');
  return { ...row, token };
}

async function keepToken(tx: Tx, ctx: Ctx, token: string, input: TokenInput): Promise<TokenRow | null> {
  const serviceId = input.serviceId ?? null;
  const expiresAt = input.expiresAt == null ? null : new Date(input.expiresAt);
  if (serviceId !== null && (await findService(tx, serviceId)) === null)
    throw invalid('serviceId', 'no such service');
  if (expiresAt !== null && expiresAt <= ctx.clock.now()) throw invalid('expiresAt', 'an instant to come');
  if (!inScope(scopeOf(ctx.actor, 'admin.staff'), { serviceId, teamId: null }))
    throw forbidden('admin.staff');
  const gateway = input.gateway ?? null;
  if (gateway !== null && !input.scopes.includes('voice.gateway'))
    throw invalid('gateway', 'only for a token with the permission voice.gateway');
  const missing = beyond(ctx.actor, input.scopes, { serviceId, teamId: null });
  if (missing.length > 0)
    throw invalid('scopes', `more than you hold yourself (${missing.join(', ')})`, 'beyond_own_permissions');
  const roles = [...new Set(input.roles ?? [])];
  await checkRoles(tx, ctx, roles, serviceId);
  const row = await insertToken(tx, {
    id: newId(),
    name: input.name,
    scopes: [...new Set(input.scopes)],
    roles,
    serviceId,
    gateway,
    createdAt: ctx.clock.now(),
    expiresAt,
    hash: digest(token),
    createdBy: ctx.actor.kind === 'staff' ? ctx.actor.id : null,
  });
  if (row === null) return null;
  await audit(tx, ctx.actor, {
    action: 'token.created',
    objectType: 'api_token',
    objectId: row.id,
    serviceId,
    after: { name: row.name, scopes: row.scopes, roles, serviceId, gateway, expiresAt },
  });
  await record(tx, ctx.actor, {
    kind: 'config.changed',
    subjectId: row.id,
    serviceId,
    data: { what: 'token', id: row.id },
  });
  return row;
}

/**
 * A role opens fields and transitions of cases: nobody gives a program one that they could not give a colleague.
 * @throws Problem 422 naming the role
 */
async function checkRoles(
  tx: Tx,
  ctx: Ctx,
  roles: readonly string[],
  serviceId: string | null,
): Promise<void> {
  if (roles.length === 0) return;
  const known = new Map((await allRoles(tx)).map((role) => [role.code, role]));
  for (const [index, code] of roles.entries()) {
    const role = known.get(code);
    if (role === undefined) throw invalid(`roles[${index}]`, 'no such role');
    const missing = beyond(ctx.actor, role.permissions, { serviceId, teamId: null });
    if (missing.length > 0)
      throw invalid(
        `roles[${index}]`,
        `more than you hold yourself (${missing.join(', ')})`,
        'beyond_own_permissions',
      );
  }
}

/**
 * Makes the given value an administrator's token when it is not one yet. One that was revoked stays revoked.
 * `ctx` must be the system's.
 */
export async function ensureBootstrapToken(ctx: Ctx, token: string): Promise<void> {
  await ctx.tx((tx) => keepToken(tx, ctx, token, { name: 'FILO_BOOTSTRAP_TOKEN', scopes: ['*'] }));
}

/**
 * The token of a program that this installation starts by itself: `make` gives the values that it may have, one after the
 * other. It is the same at each start; one that was revoked is followed by the next. `ctx` must be the system's.
 */
export async function ensureOwnToken(
  ctx: Ctx,
  input: TokenInput,
  make: (number: number) => string,
): Promise<string> {
  for (let number = 0; ; number += 1) {
    const token = make(number);
    if ((await findToken(ctx.db, digest(token), ctx.clock.now())) !== null) return token;
    if ((await ctx.tx((tx) => keepToken(tx, ctx, token, input))) !== null) return token;
  }
}

/** The tokens of the services whose staff the caller manages or whose settings the caller may see. */
export async function listTokens(ctx: Ctx): Promise<{ items: TokenRow[] }> {
  const scope = scopeOf(ctx.actor, ['admin.read', 'admin.staff']);
  const rows = await listTokenRows(ctx.db);
  return { items: rows.filter((row) => inScope(scope, { serviceId: row.serviceId, teamId: null })) };
}

export async function revokeToken(ctx: Ctx, id: string): Promise<void> {
  await ctx.tx(async (tx) => {
    const row = await findTokenRow(tx, id);
    const scope = scopeOf(ctx.actor, 'admin.staff');
    if (row === null || !inScope(scope, { serviceId: row.serviceId, teamId: null })) throw notFound('token');
    if (!(await markTokenRevoked(tx, id, ctx.clock.now()))) return;
    await audit(tx, ctx.actor, {
      action: 'token.revoked',
      objectType: 'api_token',
      objectId: id,
      serviceId: row.serviceId,
      before: { name: row.name },
    });
    await record(tx, ctx.actor, {
      kind: 'config.changed',
      subjectId: id,
      serviceId: row.serviceId,
      data: { what: 'token', id },
    });
  });
  forgetCredentials(ctx.platform);
}
