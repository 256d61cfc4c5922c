import { fastifyCookie } from '@fastify/cookie';
import type { FastifyRequest } from 'fastify';
import {
  digest,
  Problem,
  unauthenticated,
  type Actor,
  type Platform,
  type PublishedEvent,
} from '#server/platform/index.ts';
import { sessionEnd, sessionLimits } from './access.rules.ts';
import { findSession, noteSessionUse } from './sessions.store.ts';
import { findToken, noteTokenUse } from './tokens.store.ts';

/** Name of the session cookie. */
export const sessionCookie = 'filo_session';

// Long enough to spare the database, short enough that a change in another process counts within two seconds even
// when its event is late.
const keepMilliseconds = 1500;
const keepAtMost = 10_000;

type Known = Omit<Actor, 'ip'> | null;

/** What was looked up lately, by the hash of the credential. One per process and platform. */
interface Cache {
  entries: Map<string, { until: number; known: Promise<Known> }>;
}
const caches = new WeakMap<Platform, Cache>();

function cacheOf(platform: Platform): Cache {
  let cache = caches.get(platform);
  if (cache === undefined) {
    cache = { entries: new Map() };
    caches.set(platform, cache);
    platform.live.subscribe((events) => {
      if (events.some(changesAccess)) forgetCredentials(platform);
    });
  }
  return cache;
}

const accessConfig = new Set(['role', 'service', 'team', 'token']);
const changesAccess = (event: PublishedEvent) =>
  event.kind === 'staff.changed' ||
  (event.kind === 'config.changed' && accessConfig.has(String(event.data['what'])));

/** After a change of sessions, tokens, roles or staff has been committed: every credential is looked up afresh. */
export function forgetCredentials(platform: Platform): void {
  // A look-up under way ends in a map that nobody reads any more, so it cannot bring the old state back.
  const cache = caches.get(platform);
  if (cache !== undefined) cache.entries = new Map();
}

function remembered(platform: Platform, key: string, look: () => Promise<Known>): Promise<Known> {
  const cache = cacheOf(platform);
  const now = performance.now();
  const entry = cache.entries.get(key);
  if (entry !== undefined && entry.until > now) return entry.known;
  if (cache.entries.size >= keepAtMost) cache.entries = new Map();
  const entries = cache.entries;
  const known = look();
  entries.set(key, { until: now + keepMilliseconds, known });
  // Only a credential that works is remembered: guesses must not push the good ones out.
  known.then(
    (actor) => {
      if (actor === null) entries.delete(key);
    },
    () => entries.delete(key),
  );
  return known;
}

async function bySession(platform: Platform, id: string): Promise<Known> {
  const { db } = platform.database;
  const now = platform.clock.now();
  const session = await findSession(db, id, now);
  if (session === null) return null;
  if (now.getTime() - session.seenAt.getTime() >= sessionLimits.noteUseEvery)
    await noteSessionUse(db, id, now, sessionEnd(session.createdAt, now));
  return { kind: 'staff', id: session.id, name: session.name, grants: session.grants };
}

async function byToken(platform: Platform, hash: string): Promise<Known> {
  const { db } = platform.database;
  const now = platform.clock.now();
  const token = await findToken(db, hash, now);
  if (token === null) return null;
  if (token.lastUsedAt === null || now.getTime() - token.lastUsedAt.getTime() >= sessionLimits.noteUseEvery)
    await noteTokenUse(db, token.id, now);
  return {
    kind: 'token',
    id: token.id,
    name: token.name,
    gateway: token.gateway,
    grants: [
      { permissions: new Set(token.scopes), serviceId: token.serviceId, teamId: null },
      // What it may do are its permissions alone; its roles say as whom it looks at a case.
      ...token.roles.map((role) => ({
        permissions: new Set<string>(),
        serviceId: token.serviceId,
        teamId: null,
        role,
      })),
    ],
  };
}

/**
 * The actor of an API token's value.
 * @throws Problem 401 when it is wrong, ended or revoked
 */
async function actorOfToken(platform: Platform, token: string, ip: string): Promise<Actor> {
  const hash = digest(token);
  const known = await remembered(platform, `token:${hash}`, () => byToken(platform, hash));
  if (known === null) throw unauthenticated('The bearer token is wrong, has ended or was revoked.');
  return { ...known, ip };
}

/** The id of the session that a request's cookie names, used or not; null without a cookie. */
export function sessionIdOf(request: FastifyRequest): string | null {
  const value = fastifyCookie.parse(request.headers.cookie ?? '')[sessionCookie];
  return value === undefined || value === '' ? null : digest(value);
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Another site can make a browser send the cookie, but neither our header nor our origin. */
function comesFromOurPages(platform: Platform, request: FastifyRequest): boolean {
  if (request.headers['x-filo'] === '1') return true;
  const { origin } = request.headers;
  if (origin === undefined || !URL.canParse(origin)) return false;
  return (
    origin === new URL(platform.config.publicUrl).origin || new URL(origin).host === request.headers.host
  );
}

/**
 * Tells who sends a request: a bearer token, else the session cookie, else nobody (null). A bearer token that does
 * not hold is an error; a cookie that has ended counts as none, since a browser keeps sending it and must still be
 * able to sign in.
 * @throws Problem 401 for a bearer token that is wrong, ended or revoked; 403 `cross_site` for a write with a session
 * cookie that carries neither `x-filo: 1` nor an Origin of ours
 */
export const authenticate = (platform: Platform) => {
  cacheOf(platform);
  return async (request: FastifyRequest): Promise<Actor | null> => {
    const { authorization } = request.headers;
    if (authorization !== undefined) {
      const token = /^Bearer +(\S{1,500}) *$/i.exec(authorization)?.[1];
      if (token === undefined) throw unauthenticated('Authorization must be: Bearer, a blank, and a token.');
      return actorOfToken(platform, token, request.ip);
    }
    const session = sessionIdOf(request);
    if (session === null) return null;
    const known = await remembered(platform, `session:${session}`, () => bySession(platform, session));
    if (known === null) return null;
    if (!safeMethods.has(request.method) && !comesFromOurPages(platform, request))
      throw new Problem(
        403,
        'cross_site',
        'A write with a session cookie must carry the header x-filo: 1, so that no other site can send it.',
      );
    return { ...known, ip: request.ip };
  };
};
