import { createToken } from '#contract/access.ts';
import { createTokenFor } from '#server/access/index.ts';
import { listTokens, revokeToken } from '#server/access/tokens.service.ts';
import { isUuid } from '#server/platform/index.ts';
import { expiry, needed, read, table } from './arguments.ts';
import { withContext } from './installation.ts';
import { serviceCoded } from './staff.ts';
import { CommandError, UsageError } from './usage.ts';

/** filo token ... */
export async function token(args: readonly string[]): Promise<void> {
  const [verb, ...rest] = args;
  switch (verb) {
    case 'create':
      return create(rest);
    case 'list':
      return list(rest);
    case 'revoke':
      return revoke(rest);
    case undefined:
    default:
      throw new UsageError(
        verb === undefined
          ? 'filo token needs one of create, list, revoke.'
          : `filo token cannot "${verb}": it can create, list, revoke.`,
      );
  }
}

async function create(args: readonly string[]): Promise<void> {
  const command = 'token create';
  const { values } = read(command, args, {
    name: { type: 'string' },
    scopes: { type: 'string' },
    service: { type: 'string' },
    gateway: { type: 'string' },
    expires: { type: 'string' },
  });
  const body = createToken.body.safeParse({
    name: needed(command, 'name', values.name),
    scopes: needed(command, 'scopes', values.scopes)
      .split(',')
      .map((scope) => scope.trim()),
    gateway: values.gateway ?? null,
    expiresAt: expiry(values.expires, new Date()),
  });
  if (!body.success) {
    const issue = body.error.issues[0]!;
    const given = values.scopes!.split(',')[Number(issue.path[1])];
    throw new UsageError(
      issue.path[0] === 'scopes' && given !== undefined
        ? `--scopes: "${given}" is no permission; they are as in contact.read,customer.read, or *.`
        : `--${String(issue.path[0])}: ${issue.message}.`,
    );
  }
  await withContext({ migrating: false }, async (ctx) => {
    const serviceId = values.service === undefined ? null : await serviceCoded(ctx, values.service);
    const made = await ctx.tx((tx) => createTokenFor(tx, ctx, { ...body.data, serviceId }));
    // The value alone on standard output, for programs; the words beside it.
    process.stdout.write(`${made.token}\n`);
    process.stderr.write(`Token ${made.id} was made. Its value is shown this once.\n`);
  });
}

async function list(args: readonly string[]): Promise<void> {
  read('token list', args, {});
  await withContext({ migrating: false }, async (ctx) => {
    const { items } = await listTokens(ctx);
    const day = (at: Date | null) => at?.toISOString().slice(0, 10) ?? '-';
    table(
      ['ID', 'NAME', 'SCOPES', 'EXPIRES', 'LAST USED', 'STATE'],
      items.map((one) => [
        one.id,
        one.name,
        one.scopes.join(','),
        day(one.expiresAt),
        day(one.lastUsedAt),
        one.revokedAt !== null
          ? 'revoked'
          : one.expiresAt !== null && one.expiresAt <= new Date()
            ? 'expired'
            : 'good',
      ]),
    );
  });
}

async function revoke(args: readonly string[]): Promise<void> {
  const { positionals } = read('token revoke', args, {}, ["the token's id"]);
  const id = positionals[0]!;
  if (!isUuid(id)) throw new CommandError(`"${id}" is not a token's id: filo token list shows them.`);
  await withContext({ migrating: false }, async (ctx) => {
    await revokeToken(ctx, id);
    process.stdout.write(`Token ${id} is revoked.\n`);
  });
}
