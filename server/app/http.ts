import { existsSync } from 'node:fs';
import type { Socket } from 'node:net';
import path from 'node:path';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import multipart from '@fastify/multipart';
import rateLimit from '@fastify/rate-limit';
import fastifyStatic from '@fastify/static';
import websocket from '@fastify/websocket';
import Fastify, {
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import { authenticate } from '#server/access/index.ts';
import { answerBroken, answerEarly, answerProblems, mount, type Platform } from '#server/platform/index.ts';
import { registerHealth, type RoleState } from './health.ts';
import { registerLiveSocket } from './live-socket.ts';
import { publicPages, routesOf } from './modules.ts';
import { openApiDocument } from './openapi.ts';

const sites = path.resolve(import.meta.dirname, '../../dist');

/** The web server of one process: API, live socket, public pages, the agents' desk. Not listening yet. */
export async function createHttpServer(
  platform: Platform,
  roles: () => readonly RoleState[],
): Promise<FastifyInstance> {
  const server = Fastify({
    // Each request is a figure, not a line; what fails is logged by answerProblems.
    loggerInstance: platform.log.child({ part: 'http' }) as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: 1024 * 1024,
    // Ids in paths are short; a longer one is refused before it costs anything.
    routerOptions: { maxParamLength: 200 },
    trustProxy: platform.config.trustedProxies,
    clientErrorHandler: (error, socket) => answerBroken(error, socket as Socket),
    frameworkErrors: (error, _request, reply) => answerEarly(error, reply),
  });
  server.decorateRequest('actor', null);
  await server.register(cookie);
  await server.register(multipart, {
    limits: { fileSize: 25 * 1024 * 1024, files: 10, fields: 30, fieldSize: 256 * 1024 },
  });
  await server.register(rateLimit, { global: false });
  await server.register(websocket, {
    options: { maxPayload: 256 * 1024 },
    errorHandler: (error: Error & { code?: string }, socket) => {
      // A frame that is too large or broken is its sender's doing, and no fault of ours to be woken for.
      if (error.code?.startsWith('WS_ERR_') === true) platform.log.debug({ err: error }, 'a socket broke');
      else platform.log.error({ err: error }, 'a socket failed');
      socket.terminate();
    },
  });
  await server.register(helmet, {
    global: true,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'self'"],
        'script-src': ["'self'"],
        // The kit of the screens sets sizes and colours as style attributes.
        'style-src': ["'self'", "'unsafe-inline'"],
        // Pictures of other sites that stand in a mail are fetched by this server, when the agent asks.
        'img-src': ["'self'", 'data:', 'blob:'],
        'font-src': ["'self'"],
        'connect-src': ["'self'", 'ws:', 'wss:'],
        'object-src': ["'none'"],
        'base-uri': ["'self'"],
        'form-action': ["'self'"],
        'frame-ancestors': ["'none'"],
      },
    },
    strictTransportSecurity: platform.config.publicUrl.startsWith('https:') ? { maxAge: 31_536_000 } : false,
    crossOriginEmbedderPolicy: false,
    // The widget's script and a form in a frame are meant for other sites; pages that are not say so themselves.
    crossOriginResourcePolicy: false,
  });
  server.addContentTypeParser(
    ['message/rfc822', 'application/octet-stream', 'audio/basic', 'audio/wav'],
    { parseAs: 'buffer', bodyLimit: 35 * 1024 * 1024 },
    (_request, body, done) => done(null, body),
  );

  const identify = authenticate(platform);
  server.addHook('onRequest', async (request) => {
    if (request.url.startsWith('/api/')) request.actor = await identify(request);
  });
  server.addHook('onResponse', async (request, reply) => {
    platform.metrics.httpSeconds.observe(
      { method: request.method, route: request.routeOptions.url ?? 'none', status: reply.statusCode },
      reply.elapsedTime / 1000,
    );
  });
  server.addHook('onSend', async (request, reply) => {
    if (request.url.startsWith('/api/') && reply.getHeader('cache-control') === undefined)
      void reply.header('cache-control', 'no-store');
  });

  answerProblems(server, platform);
  registerHealth(server, platform, roles);
  const live = registerLiveSocket(server, platform);
  server.addHook('preClose', async () => live.stop());
  mount(server, platform, routesOf());
  const document = openApiDocument();
  server.get('/api/openapi.json', async () => document);
  for (const register of publicPages) await register(server, platform);
  await serveDesk(server);
  return server;
}

/** The desk at /: its files, and its page for every address that is a screen. */
async function serveDesk(server: FastifyInstance): Promise<void> {
  const root = path.join(sites, 'desk');
  if (!existsSync(root)) return;
  // Files under assets/ carry a hash of their content in the name, so a browser may keep them for good.
  await server.register(fastifyStatic, {
    root: path.join(root, 'assets'),
    prefix: '/assets/',
    maxAge: '365d',
    immutable: true,
    index: false,
    decorateReply: true,
  });
  server.get('/favicon.svg', (_request, reply) => reply.sendFile('favicon.svg', root));
  const page = (_request: FastifyRequest, reply: FastifyReply) =>
    reply.header('cache-control', 'no-cache').sendFile('index.html', root, { cacheControl: false });
  server.get('/', page);
  server.get('/*', (request, reply) => {
    const asksPage =
      (request.headers.accept ?? '').includes('text/html') &&
      !request.url.startsWith('/api/') &&
      !path.extname(request.url.split('?')[0]!);
    return asksPage ? page(request, reply) : reply.callNotFound();
  });
}
