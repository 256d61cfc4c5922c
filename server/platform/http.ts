import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Parsed, Result, Route } from '#contract/route.ts';
import { actorLabel, can, type Actor } from './actor.ts';
import { contextFor, type Ctx, type Platform } from './context.ts';
import { ownCursor, withOwnCursor } from './cursor.ts';
import { isConnectionError } from './db.ts';
import { conflict, forbidden, Problem, unauthenticated, type FieldError } from './errors.ts';
import { beginIdempotent, finishIdempotent, forgetIdempotent, markEffect } from './idempotency.store.ts';

declare module 'fastify' {
  interface FastifyRequest {
    actor: Actor | null;
  }
}

/** What a handler gets besides its validated input. */
export interface Call<R extends Route> {
  ctx: Ctx;
  input: Parsed<R>;
  request: FastifyRequest;
  reply: FastifyReply;
}

/** The answer of an operation; one that answers nothing may simply return. */
type Answer<R extends Route> = undefined extends Result<R> ? Result<R> | void : Result<R>;

export type Handler<R extends Route> = (call: Call<R>) => Promise<Answer<R>> | Answer<R>;

/** A route with its handler, made by `on` and mounted by the composition root. */
export interface Mounted {
  route: Route;
  handler: Handler<Route>;
}

/** Ties a route of the contract to its handler; types of input and answer come from the contract. */
export const on = <R extends Route>(route: R, handler: Handler<R>): Mounted => ({
  route,
  handler: handler as unknown as Handler<Route>,
});

const fieldPath = (path: PropertyKey[]) =>
  path.reduce<string>(
    (text, part) =>
      typeof part === 'number' ? `${text}[${part}]` : text === '' ? String(part) : `${text}.${String(part)}`,
    '',
  );

const deepest = 50;
const broken = (text: string) => text.includes('\0') || !text.isWellFormed();

// No database keeps a NUL or half of a character, and what is nested without end is no record of anything.
function* unkept(value: unknown, path: PropertyKey[]): Generator<FieldError> {
  const wrong = (message: string): FieldError => ({ field: fieldPath(path), message });
  if (typeof value === 'string') {
    if (broken(value)) yield wrong('holds a character that is none (NUL or half of a pair)');
  } else if (typeof value === 'object' && value !== null) {
    if (path.length > deepest) yield wrong(`is nested deeper than ${deepest} levels`);
    else
      for (const [key, part] of Object.entries(value))
        if (broken(key)) yield wrong('has a key with a character that is none (NUL or half of a pair)');
        else yield* unkept(part, [...path, Array.isArray(value) ? Number(key) : key]);
  }
}

/** A value checked against its schema; every wrong field is named at once. */
export function checked<T extends z.ZodType>(schema: T, value: unknown, where: string): z.output<T> {
  const parsed = schema.safeParse(value);
  const fields: FieldError[] = (
    parsed.success
      ? [...unkept(parsed.data, [])]
      : parsed.error.issues.map((issue) => ({ field: fieldPath(issue.path), message: issue.message }))
  ).map(({ field, message }) => ({ field: field || where, message }));
  if (parsed.success && fields.length === 0) return parsed.data;
  throw new Problem(
    422,
    'invalid',
    `Not acceptable: ${fields.map((one) => `${one.field} (${one.message})`).join(', ')}.`,
    fields,
  );
}

/**
 * Mounts routes on a server: caller known → permission → input valid → handler → answer cut to the contract.
 * Writes accept an `Idempotency-Key`: the same key and request again gets the first answer, not a second effect.
 */
export function mount(server: FastifyInstance, platform: Platform, mounted: readonly Mounted[]): void {
  for (const { route, handler } of mounted) {
    server.route({
      method: route.method,
      url: route.path,
      ...(route.bodyLimit === undefined ? {} : { bodyLimit: route.bodyLimit }),
      config: {
        ...(route.rateLimit === undefined
          ? {}
          : { rateLimit: { max: route.rateLimit, timeWindow: '1 minute' } }),
      },
      handler: async (request, reply) => {
        const actor = request.actor;
        if (route.permission !== 'public') {
          if (actor === null) throw unauthenticated();
          const enough = [
            route.permission,
            ...(route.orPermission === undefined ? [] : [route.orPermission]),
          ];
          if (route.permission !== 'signed-in' && !enough.some((one) => can(actor, one)))
            throw forbidden(route.permission);
        }
        const params = checked(route.params, emptyAsNothing(route.params, request.params), 'params');
        const query = checked(route.query, emptyAsNothing(route.query, request.query), 'query');
        const input = {
          params,
          query: withOwnCursor(route, params, query),
          body:
            route.rawBody === undefined
              ? checked(route.body, emptyAsNothing(route.body, request.body), 'body')
              : request.body,
        };
        const perform = (ctx: Ctx) => handler({ ctx, input, request, reply } as Call<Route>);
        const key = request.headers['idempotency-key'];
        const result =
          typeof key === 'string' && route.method !== 'GET' && actor !== null
            ? await idempotently(platform, actor, route, key, request, perform)
            : await perform(contextFor(platform, actor ?? anonymous(request)));
        if (reply.sent || result === reply) return reply;
        if (route.rawOutput !== undefined) return reply.status(route.status).send(result);
        if (route.status === 204) return reply.status(204).send();
        const answer = route.output.safeParse(result);
        if (!answer.success)
          throw new Error(
            `answer of ${route.method} ${route.path} breaks the contract: ${z.prettifyError(answer.error)}`,
          );
        const page = answer.data as { next?: unknown } | undefined;
        if (typeof page?.next === 'string') page.next = ownCursor(route, params, query, page.next);
        return reply.status(route.status).send(page);
      },
    });
  }
}

// Fastify gives {} where nothing was sent; "nothing" in the contract is undefined.
const emptyAsNothing = (schema: z.ZodType, value: unknown) =>
  schema instanceof z.ZodUndefined &&
  (value === null || value === undefined || (typeof value === 'object' && Object.keys(value).length === 0))
    ? undefined
    : value;

const anonymous = (request: FastifyRequest): Actor => ({
  kind: 'customer',
  id: null,
  name: '',
  grants: [],
  ip: request.ip,
});

async function idempotently(
  platform: Platform,
  actor: Actor,
  route: Route,
  key: string,
  request: FastifyRequest,
  perform: (ctx: Ctx) => unknown,
): Promise<unknown> {
  if (key.length < 8 || key.length > 200)
    throw new Problem(422, 'invalid', 'Idempotency-Key: 8 to 200 characters.', [
      { field: 'Idempotency-Key', message: '8 to 200 characters' },
    ]);
  const { db } = platform.database;
  const owner = actorLabel(actor);
  const hash = createHash('sha256')
    .update(request.url)
    .update(Buffer.isBuffer(request.body) ? request.body : JSON.stringify(request.body ?? null))
    .digest('hex');
  const claim = await beginIdempotent(db, {
    owner,
    key,
    route: `${route.method} ${route.path}`,
    requestHash: hash,
  });
  if (!('id' in claim)) {
    if (claim.requestHash !== hash || claim.route !== `${route.method} ${route.path}`)
      throw conflict('idempotency_key_reused', 'This Idempotency-Key was used for another request.');
    if (claim.status === null && claim.done && claim.stale)
      throw conflict(
        'already_done',
        'The first request with this Idempotency-Key was carried out; its answer was lost.',
      );
    if (claim.status === null) throw inProgress();
    if (route.answersSecret === true)
      throw conflict(
        'already_done',
        'The first request with this Idempotency-Key was carried out; the secret it answered is not kept.',
      );
    return claim.response;
  }
  const ctx = contextFor(platform, actor, async (tx) => {
    if (!(await markEffect(tx, claim))) throw inProgress();
  });
  try {
    const result = await perform(ctx);
    // Dates become text on the way through JSON, as they would on the wire.
    await finishIdempotent(
      db,
      claim,
      route.status,
      result === undefined || route.answersSecret === true ? null : JSON.stringify(result),
    );
    return result;
  } catch (error) {
    await forgetIdempotent(db, claim);
    throw error;
  }
}

const inProgress = () =>
  conflict('idempotency_in_progress', 'The first request with this Idempotency-Key is still under way.');

/**
 * For Fastify's `frameworkErrors`: what fails before a route is found, such as an address that cannot be decoded, is
 * answered as a problem too.
 */
export const answerEarly = (error: Error & { statusCode?: number; code?: string }, reply: FastifyReply) =>
  void send(reply, fromFastify(error) ?? new Problem(400, 'bad_request', error.message));

/**
 * For Fastify's `clientErrorHandler`: what is no request at all (headers too large, not HTTP) is answered as a problem
 * too, and the connection ends: where the next request would begin is not known.
 */
export function answerBroken(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const problem =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? new Problem(431, 'headers_too_large', 'Address and headers are larger than 16 kB.')
      : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
        ? new Problem(408, 'request_timeout', 'The request did not come to its end in time.')
        : new Problem(400, 'bad_request', 'This is not a well-formed HTTP request.');
  const body = JSON.stringify(bodyOf(problem));
  socket.end(
    `HTTP/1.1 ${problem.status} ${titles[problem.status]}\r\nContent-Type: application/problem+json; charset=utf-8\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  );
}

/** Answers every error as application/problem+json; only our own faults are logged as errors. */
export function answerProblems(server: FastifyInstance, platform: Platform): void {
  server.setErrorHandler((error: Error & { statusCode?: number; code?: string }, request, reply) => {
    const known = error instanceof Problem ? error : fromFastify(error);
    if (known === null) {
      platform.log.error(
        { err: error, method: request.method, url: request.routeOptions.url },
        'a request failed',
      );
      void send(reply, new Problem(500, 'internal', 'Something went wrong on our side; it has been logged.'));
      return;
    }
    if (known.extra['retryAfterSeconds'] !== undefined)
      void reply.header('retry-after', String(known.extra['retryAfterSeconds']));
    if (known.status === 413)
      hearOut(request, () => {
        if (!reply.raw.destroyed) void send(reply, known);
      });
    else void send(reply, known);
  });
  server.setNotFoundHandler((request, reply) =>
    send(reply, new Problem(404, 'not_found', `Nothing at ${request.method} ${request.url.split('?')[0]}.`)),
  );
}

const hearOutBytes = 100 * 1024 * 1024;
const hearOutMilliseconds = 30_000;

// A caller who is cut off while still sending a large body never reads why: what comes is thrown away first, within
// limits, and then answered.
function hearOut({ raw }: FastifyRequest, then: () => void): void {
  let left = hearOutBytes;
  const done = () => {
    clearTimeout(timer);
    raw.off('data', count).off('end', done).off('close', done);
    then();
  };
  const count = (chunk: Buffer) => {
    left -= chunk.length;
    if (left < 0) done();
  };
  const timer = setTimeout(done, hearOutMilliseconds);
  if (raw.complete || raw.destroyed) done();
  else raw.on('data', count).once('end', done).once('close', done).resume();
}

function fromFastify(error: Error & { statusCode?: number; code?: string }): Problem | null {
  const status = error.statusCode ?? 500;
  if (status >= 500) {
    // The database is away: say so, and that it is worth trying again.
    return isConnectionError(error)
      ? new Problem(
          503,
          'unavailable',
          'The database does not answer at the moment; try again shortly.',
          [],
          { retryAfterSeconds: 2 },
        )
      : null;
  }
  if (status === 413)
    return new Problem(413, 'too_large', 'The request body is larger than this operation takes.');
  if (status === 429) return new Problem(429, 'too_many_requests', 'Too many requests; wait a moment.');
  if (/^FST_ERR_CTP_(INVALID|EMPTY)_JSON/.test(error.code ?? ''))
    return new Problem(400, 'bad_json', 'The body is not JSON.', [{ field: 'body', message: 'is not JSON' }]);
  if (status === 415)
    return new Problem(415, 'unsupported_media_type', 'This operation does not take a body of that type.', [
      { field: 'Content-Type', message: 'is not one that this operation takes' },
    ]);
  if (error.code === 'FST_ERR_BAD_URL') return new Problem(400, 'bad_address', `${error.message}.`);
  return new Problem(status, 'bad_request', error.message);
}

const titles: Record<number, string> = {
  400: 'Bad request',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  408: 'Too slow',
  409: 'Conflict',
  413: 'Too large',
  414: 'Address too long',
  415: 'Unsupported media type',
  422: 'Not acceptable',
  429: 'Too many requests',
  431: 'Headers too large',
  500: 'Internal error',
  502: 'Bad gateway',
  503: 'Not available',
};

function send(reply: FastifyReply, problem: Problem) {
  return reply.status(problem.status).type('application/problem+json').send(bodyOf(problem));
}

const bodyOf = (problem: Problem) => ({
  type: `urn:filodiretto:problem:${problem.code}`,
  title: titles[problem.status] ?? 'Error',
  status: problem.status,
  code: problem.code,
  detail: problem.message,
  ...(problem.fields.length > 0 ? { errors: problem.fields } : {}),
  ...problem.extra,
});
