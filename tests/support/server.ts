import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import cookie from '@fastify/cookie';
import multipart from '@fastify/multipart';
import websocket from '@fastify/websocket';
import Fastify, { type FastifyInstance } from 'fastify';
import type { Input, Output, Route } from '#contract/route.ts';
import {
  authenticate,
  createStaffMember,
  createTokenFor,
  ensureBuiltInRoles,
  openSession,
  putService,
  putTeam,
} from '#server/access/index.ts';
import { ensureShippedTypes } from '#server/cases/index.ts';
import {
  answerProblems,
  contextFor,
  createFileStore,
  createLive,
  createMetrics,
  mount,
  newId,
  openDatabase,
  readConfig,
  silentLog,
  systemActor,
  type Clock,
  type Ctx,
  type Mounted,
  type Platform,
} from '#server/platform/index.ts';
import { testDatabase } from './database.ts';

/** What came back: the status, the headers and the body, which is checked against nothing. */
export interface Answer<T> {
  status: number;
  headers: Record<string, string | string[] | number | undefined>;
  body: T;
}

/** A problem's body (RFC 9457), for tests of refusals. */
export interface ProblemBody {
  status: number;
  code: string;
  detail: string;
  errors?: { field: string; message: string }[];
}

/** Who calls: an API token, a session cookie's value, or nobody. */
export type Caller = { token: string } | { session: string } | null;

/** A clock that a test may set; it runs with the machine's until then. */
export interface TestClock extends Clock {
  set(at: Date): void;
  forward(milliseconds: number): void;
}

function testClock(): TestClock {
  let shift = 0;
  return {
    now: () => new Date(Date.now() + shift),
    set: (at) => {
      shift = at.getTime() - Date.now();
    },
    forward: (milliseconds) => {
      shift += milliseconds;
    },
  };
}

type Part<T> = undefined extends T ? { [K in never]: T } : T;
type CallInput<R extends Route> = {
  [K in keyof Input<R>]?: Part<Input<R>[K]> | Input<R>[K];
};

/** An HTTP server with real PostgreSQL behind it, as the composition root would make it, with the given modules. */
export interface TestServer {
  platform: Platform;
  server: FastifyInstance;
  clock: TestClock;
  url: string;
  /** The system's context, for doors and for looking into tables. */
  ctx: Ctx;
  /** Ids of the built-in roles by code. */
  roles: Record<string, string>;
  /** Calls an operation of the contract. Wrong input may be given on purpose with `sending`. */
  call<R extends Route>(
    route: R,
    input?: CallInput<R>,
    options?: { as?: Caller; headers?: Record<string, string> },
  ): Promise<Answer<Output<R>>>;
  /** The same, with a body that breaks the contract and an answer that is a problem. */
  sending(
    route: Route,
    input: { params?: Record<string, string>; query?: Record<string, unknown>; body?: unknown },
    options?: { as?: Caller; headers?: Record<string, string> },
  ): Promise<Answer<ProblemBody>>;
  makeService(code?: string): Promise<string>;
  makeTeam(serviceId?: string | null): Promise<string>;
  /** A member of staff with a role, everywhere or at a place; signs in by `signInAs`. */
  makeStaff(options?: {
    role?: string;
    email?: string;
    name?: string;
    serviceId?: string | null;
    teamId?: string | null;
    grantTeamId?: string | null;
    password?: string;
  }): Promise<{ id: string; email: string; password: string; session: string }>;
  /** An API token with scopes, everywhere or in one service. */
  makeToken(
    scopes: string[],
    serviceId?: string | null,
    gateway?: string,
  ): Promise<{ id: string; token: string }>;
  stop(): Promise<void>;
}

/**
 * Makes a test server. Stop it in `afterAll`.
 * @param modules the routes to mount, e.g. `[...accessRoutes(), ...customersRoutes]`
 * @param options.environment further settings, as in the environment
 * @param options.also registers what is no route of the contract (WebSocket, pages)
 */
export async function testServer(
  modules: readonly Mounted[],
  options: {
    environment?: Record<string, string>;
    /** A second process on the database of another test server; stop it before that one. */
    beside?: TestServer;
    also?: (server: FastifyInstance, platform: Platform) => void | Promise<void>;
  } = {},
): Promise<TestServer> {
  const database =
    options.beside === undefined
      ? await testDatabase()
      : { url: options.beside.platform.config.databaseUrl!, drop: () => Promise.resolve() };
  const folder = await mkdtemp(path.join(os.tmpdir(), 'filodiretto-test-'));
  const config = readConfig(
    { DATABASE_URL: database.url, FILO_DATA: folder, FILO_DEMO: '0', ...options.environment },
    path.join(folder, 'filodiretto.env'),
  );
  const opened = openDatabase(database.url, { max: 8, onError: () => undefined });
  const metrics = createMetrics();
  const clock = testClock();
  const processId = `test-${newId()}`;
  const live = createLive({
    database: opened,
    url: database.url,
    clock,
    log: silentLog,
    metrics,
    processId,
  });
  const platform: Platform = {
    config,
    database: opened,
    clock,
    log: silentLog,
    files: createFileStore(path.join(folder, 'files')),
    live,
    metrics,
    secret: 'a secret of the tests, long enough for everything',
    processId,
  };
  await live.start();
  const ctx = contextFor(platform, systemActor);
  const roles = await ctx.tx((tx) => ensureBuiltInRoles(tx));
  await ctx.tx((tx) => ensureShippedTypes(tx, new Date()));

  const server = Fastify();
  await server.register(cookie);
  await server.register(multipart);
  await server.register(websocket);
  server.decorateRequest('actor', null);
  const identify = authenticate(platform);
  server.addHook('onRequest', async (request) => {
    request.actor = await identify(request);
  });
  answerProblems(server, platform);
  mount(server, platform, modules);
  await options.also?.(server, platform);
  const url = await server.listen({ host: '127.0.0.1', port: 0 });

  async function send(
    route: Route,
    input: { params?: unknown; query?: unknown; body?: unknown },
    { as = null, headers = {} }: { as?: Caller; headers?: Record<string, string> } = {},
  ): Promise<Answer<never>> {
    const params = (input.params ?? {}) as Record<string, string>;
    const where = new URL(
      route.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? '')),
      url,
    );
    for (const [key, value] of Object.entries((input.query ?? {}) as Record<string, unknown>))
      if (value !== undefined) where.searchParams.set(key, String(value));
    const raw = Buffer.isBuffer(input.body);
    const response = await fetch(where, {
      method: route.method,
      headers: {
        ...(input.body === undefined
          ? {}
          : { 'content-type': raw ? (route.rawBody ?? 'application/octet-stream') : 'application/json' }),
        ...(as === null
          ? {}
          : 'token' in as
            ? { authorization: `Bearer ${as.token}` }
            : { cookie: `filo_session=${as.session}`, 'x-filo': '1' }),
        ...headers,
      },
      ...(input.body === undefined
        ? {}
        : { body: raw ? (input.body as unknown as Uint8Array<ArrayBuffer>) : JSON.stringify(input.body) }),
    });
    const text = await response.text();
    const json = /json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: (text === '' ? undefined : json ? JSON.parse(text) : text) as never,
    };
  }

  let count = 0;
  const next = () => (count += 1);
  return {
    platform,
    server,
    clock,
    url,
    ctx,
    roles,
    call: (route, input = {}, callOptions) => send(route, input, callOptions),
    sending: (route, input, callOptions) => send(route, input, callOptions),
    async makeService(code = `service-${next()}`) {
      return (await ctx.tx((tx) => putService(tx, ctx, null, { code, name: code, active: true }))).id;
    },
    async makeTeam(serviceId = null) {
      const name = `Team ${next()}`;
      return (await ctx.tx((tx) => putTeam(tx, ctx, null, { name, serviceId, active: true }))).id;
    },
    async makeStaff(wish = {}) {
      const number = next();
      const email = wish.email ?? `staff${number}@example.org`;
      const password = wish.password ?? `password of ${number}`;
      const made = await ctx.tx((tx) =>
        createStaffMember(tx, ctx, {
          email,
          name: wish.name ?? `Persona ${number}`,
          publicName: wish.name ?? `Persona ${number}`,
          teamId: wish.teamId ?? null,
          password,
          grants: [
            {
              roleId: roles[wish.role ?? 'agent']!,
              serviceId: wish.serviceId ?? null,
              teamId: wish.grantTeamId ?? null,
            },
          ],
        }),
      );
      const { secret } = await ctx.tx((tx) =>
        openSession(tx, ctx, made.id, { ip: '127.0.0.1', userAgent: 'test' }),
      );
      return { id: made.id, email, password, session: secret };
    },
    async makeToken(scopes, serviceId = null, gateway) {
      const { id, token } = await ctx.tx((tx) =>
        createTokenFor(tx, ctx, { name: `token ${next()}`, scopes, serviceId, gateway: gateway ?? null }),
      );
      return { id, token };
    },
    async stop() {
      await server.close();
      await live.stop();
      await opened.close();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
