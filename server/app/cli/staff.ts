import type { z } from 'zod';
import { createStaff } from '#contract/access.ts';
import {
  createStaffMember,
  ensureBuiltInRoles,
  findStaffByEmail,
  setPassword,
  updateStaffMember,
} from '#server/access/index.ts';
import { findStaffView, listStaffViews } from '#server/access/access.read.ts';
import { allServices, allTeams } from '#server/access/places.store.ts';
import type { Ctx } from '#server/platform/index.ts';
import { accessHooks } from '../hooks.ts';
import { needed, passwordOf, read, table } from './arguments.ts';
import { withContext } from './installation.ts';
import { roleByCode } from './places.read.ts';
import { CommandError, UsageError } from './usage.ts';

const passwordOptions = { password: { type: 'string' }, 'password-stdin': { type: 'boolean' } } as const;

/** filo user ... */
export async function user(args: readonly string[]): Promise<void> {
  const [verb, ...rest] = args;
  switch (verb) {
    case 'add':
      return add(rest);
    case 'list':
      return list(rest);
    case 'password':
      return password(rest);
    case 'deactivate':
      return deactivate(rest);
    case undefined:
    default:
      throw new UsageError(
        verb === undefined
          ? 'filo user needs one of add, list, password, deactivate.'
          : `filo user cannot "${verb}": it can add, list, password, deactivate.`,
      );
  }
}

async function add(args: readonly string[]): Promise<void> {
  const command = 'user add';
  const { values } = read(command, args, {
    email: { type: 'string' },
    name: { type: 'string' },
    'public-name': { type: 'string' },
    language: { type: 'string' },
    role: { type: 'string' },
    team: { type: 'string' },
    service: { type: 'string' },
    ...passwordOptions,
  });
  const email = needed(command, 'email', values.email);
  const name = needed(command, 'name', values.name);
  const role = needed(command, 'role', values.role);
  const secret = await passwordOf(command, values);
  await withContext({ migrating: true }, async (ctx) => {
    const made = await ctx.tx(async (tx) => {
      await ensureBuiltInRoles(tx);
      const found = await roleByCode(tx, role);
      if (found === null) throw new CommandError(`There is no role "${role}".`);
      const team = values.team === undefined ? null : await teamNamed(ctx, values.team);
      const serviceId = values.service === undefined ? null : await serviceCoded(ctx, values.service);
      const input = createStaff.body.safeParse({
        email,
        name,
        publicName: values['public-name'] ?? name.split(' ')[0],
        language: values.language ?? 'it',
        teamId: team,
        grants: [{ roleId: found, serviceId, teamId: null }],
        password: secret,
      });
      if (!input.success) throw new CommandError(wrong(input.error));
      return createStaffMember(tx, ctx, input.data, accessHooks);
    });
    process.stdout.write(`${made.email} is on the staff as ${role}.\n`);
  });
}

const optionOf: Record<string, string> = { publicName: 'public-name' };

const wrong = (error: z.ZodError): string =>
  `${error.issues
    .map((issue) => `--${optionOf[String(issue.path[0])] ?? String(issue.path[0])}: ${issue.message}`)
    .join('; ')}.`;

async function teamNamed(ctx: Ctx, name: string): Promise<string> {
  const teams = await allTeams(ctx.db);
  const found = teams.find((team) => team.name.toLowerCase() === name.toLowerCase());
  if (found === undefined)
    throw new CommandError(
      `There is no team "${name}": there are ${namesOf(teams.map((team) => team.name))}.`,
    );
  return found.id;
}

/** The id of the service with this code. @throws CommandError naming those there are */
export async function serviceCoded(ctx: Ctx, code: string): Promise<string> {
  const services = await allServices(ctx.db);
  const found = services.find((service) => service.code === code);
  if (found === undefined)
    throw new CommandError(
      `There is no service "${code}": there are ${namesOf(services.map((service) => service.code))}.`,
    );
  return found.id;
}

const namesOf = (names: string[]): string => (names.length === 0 ? 'none' : names.join(', '));

async function list(args: readonly string[]): Promise<void> {
  read('user list', args, {});
  await withContext({ migrating: false }, async (ctx) => {
    const rows: string[][] = [];
    let cursor: string | undefined;
    do {
      const page = await listStaffViews(ctx.db, 'all', { limit: 200, cursor });
      for (const one of page.items)
        rows.push([
          one.email,
          one.name,
          one.grants.map((grant) => grant.role.code).join(','),
          one.active ? 'active' : 'deactivated',
        ]);
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    table(['E-MAIL', 'NAME', 'ROLES', 'STATE'], rows);
  });
}

async function password(args: readonly string[]): Promise<void> {
  const command = 'user password';
  const { values, positionals } = read(command, args, passwordOptions, ["the person's e-mail address"]);
  const secret = await passwordOf(command, values);
  await withContext({ migrating: false }, async (ctx) => {
    const id = await idOf(ctx, positionals[0]!);
    await ctx.tx((tx) => setPassword(tx, ctx, id, secret));
    process.stdout.write(`${positionals[0]!} has a new password; all their sessions have ended.\n`);
  });
}

async function deactivate(args: readonly string[]): Promise<void> {
  const { positionals } = read('user deactivate', args, {}, ["the person's e-mail address"]);
  await withContext({ migrating: false }, async (ctx) => {
    const id = await idOf(ctx, positionals[0]!);
    await ctx.tx(async (tx) => {
      const { email, name, publicName, language, teamId, grants } = (await findStaffView(tx, id))!;
      await updateStaffMember(
        tx,
        ctx,
        id,
        {
          email,
          name,
          publicName,
          language,
          teamId,
          active: false,
          grants: grants.map((grant) => ({
            roleId: grant.role.id,
            serviceId: grant.serviceId,
            teamId: grant.teamId,
          })),
        },
        accessHooks,
      );
    });
    process.stdout.write(`${positionals[0]!} can no longer sign in.\n`);
  });
}

async function idOf(ctx: Ctx, email: string): Promise<string> {
  const found = await findStaffByEmail(ctx.db, email.trim().toLowerCase());
  if (found === null) throw new CommandError(`Nobody on the staff has the address ${email}.`);
  return found.id;
}
