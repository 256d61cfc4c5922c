import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setup } from '#contract/access.ts';
import { listEntryPoints, listOutcomes } from '#contract/entry-points.ts';
import { listClassification } from '#contract/knowledge.ts';
import type { Input, Output, Route } from '#contract/route.ts';
import { listProfiles, listQueues, updateProfile, updateQueue } from '#contract/routing.ts';
import { createStaffMember, ensureBuiltInRoles, openSession } from '#server/access/index.ts';
import { createPlatform } from '#server/app/platform.ts';
import { contextFor, migrate, readConfig, systemActor, type Ctx } from '#server/platform/index.ts';
import { launchPostgres } from '#server/platform/postgres/index.ts';
import { ensureAgent, putAgent } from '#server/routing/index.ts';
import { startProfile } from './profile.ts';
import { callServer, type Caller } from '#tests/support/api.ts';
import { startServerProcess, type ServerProcess } from '#tests/support/server-process.ts';

/** A real server process with its embedded database, and a way into both. */
export interface World {
  server: ServerProcess;
  /** Into the same database, beside the server: for what the load needs and no load makes. */
  ctx: Ctx;
  databaseUrl: string;
  /** The first process of the database. */
  postgresPid(): number;
  call<R extends Route>(
    route: R,
    input: Partial<Input<R>>,
    as: Caller,
    headers?: Record<string, string>,
  ): Promise<Output<R>>;
  stop(): Promise<void>;
}

/** What a world begins with. */
export interface WorldOptions {
  /** Fills the migrated, empty database before the server starts. */
  seed?: (url: string) => Promise<unknown>;
  env?: Record<string, string>;
}

/** Does some work in a world of its own, which ends whatever happens. */
export async function inWorld(options: WorldOptions, work: (world: World) => Promise<void>): Promise<void> {
  const world = await startWorld(options);
  try {
    await work(world);
  } catch (error) {
    process.stderr.write(`The server said last:\n${world.server.output().slice(-4000)}\n`);
    throw error;
  } finally {
    await world.stop();
  }
}

/** Starts an embedded database, fills it, and starts a server on it in a process of its own. */
async function startWorld(options: WorldOptions): Promise<World> {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'filodiretto-bench-'));
  const profileDir = process.env['BENCH_PROFILE'];
  const postgres = await launchPostgres({
    dir: path.join(dataDir, 'postgres'),
    settings:
      profileDir === undefined
        ? {}
        : { shared_preload_libraries: 'pg_stat_statements', 'pg_stat_statements.max': 5000 },
  });
  await migrate(postgres.url);
  await options.seed?.(postgres.url);
  const profile = profileDir === undefined ? null : await startProfile(postgres.superuserUrl, profileDir);
  const server = await startServerProcess({ dataDir, env: { ...options.env, ...profile?.env } });
  const config = readConfig({ FILO_DATA: dataDir, FILO_DEMO: '0' }, path.join(dataDir, 'filodiretto.env'));
  const platform = createPlatform(config, postgres.url);
  return {
    server,
    ctx: contextFor(platform, systemActor),
    databaseUrl: postgres.url,
    postgresPid: postgres.pid,
    call: (route, input, as, headers) => callServer(server.url, route, input, as, headers),
    async stop() {
      await profile?.write();
      await server.stop();
      await platform.database.close();
      await postgres.stop();
      await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** An organisation with one queue and everybody in it. */
export interface Organisation {
  mailbox: string;
  chat: string;
  outcome: string;
  classification: string;
  agents: { id: string; session: string }[];
}

/** Makes the organisation as the first-run page does, and agents who are signed in but not yet available. */
export async function makeOrganisation(
  world: World,
  options: { agents: number; capacity: { email: number; chat: number } },
): Promise<Organisation> {
  const admin: Caller = { token: world.server.token };
  const mailbox = 'info@example.com';
  await world.call(
    setup,
    {
      body: {
        organisation: 'Acque di Prova',
        name: 'Prima Persona',
        email: 'prima@example.org',
        password: 'a password of the bench',
        mailbox,
      },
    },
    admin,
  );
  const profile = (await world.call(listProfiles, {}, admin)).items[0]!;
  await world.call(
    updateProfile,
    {
      params: { id: profile.id },
      body: {
        name: profile.name,
        queues: profile.queues,
        capacity: Object.fromEntries(
          Object.entries({ ...options.capacity, form: 1 }).map(([channel, max]) => [channel, { max }]),
        ),
      },
    },
    admin,
  );
  // Open at all hours, whatever day the bench is run.
  const [queue] = (await world.call(listQueues, {}, admin)).items;
  const { id: queueId, open: _, ...settings } = queue!;
  await world.call(updateQueue, { params: { id: queueId }, body: { ...settings, calendarId: null } }, admin);
  const agents: Organisation['agents'] = [];
  await world.ctx.tx(async (tx) => {
    const { ctx } = world;
    const roles = await ensureBuiltInRoles(tx);
    for (let number = 1; number <= options.agents; number += 1) {
      const { id } = await createStaffMember(tx, ctx, {
        email: `agente${number}@example.org`,
        name: `Agente ${number}`,
        publicName: `Agente ${number}`,
        teamId: null,
        grants: [{ roleId: roles['agent']!, serviceId: null, teamId: null }],
      });
      await ensureAgent(tx, id);
      await putAgent(tx, ctx, id, { profileId: profile.id, skills: [] });
      const { secret } = await openSession(tx, ctx, id, { ip: '127.0.0.1', userAgent: 'bench' });
      agents.push({ id, session: secret });
    }
  });
  const entryPoints = (await world.call(listEntryPoints, { query: {} }, admin)).items;
  return {
    mailbox,
    chat: entryPoints.find((one) => one.channel === 'chat')!.id,
    outcome: (await world.call(listOutcomes, {}, admin)).items[0]!.id,
    classification: (await world.call(listClassification, {}, admin)).items.find((one) => one.level === 3)!
      .id,
    agents,
  };
}
