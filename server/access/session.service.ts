import type { Me } from '#contract/access.ts';
import {
  actorLabel,
  audit,
  digest,
  invalid,
  newSecret,
  notFound,
  Problem,
  record,
  tooMany,
  unauthenticated,
  type Actor,
  type Ctx,
  type Tx,
} from '#server/platform/index.ts';
import {
  foldEmail,
  isThrottled,
  permissionsOf,
  sessionEnd,
  sessionLimits,
  signInLimits,
} from './access.rules.ts';
import { forgetCredentials } from './authenticate.ts';
import { hashPassword, passwordFits } from './passwords.ts';
import {
  beginSignIn,
  dropOldAccess,
  failedSignIns,
  forgetSignIn,
  insertSession,
  listSessions,
  revokeSessions,
  signInSucceeded,
} from './sessions.store.ts';
import { findGrants, findPasswordHash, findStaff, findStaffByEmail, updateStaffRow } from './staff.store.ts';

/** Where a sign-in comes from. */
export interface Origin {
  ip: string;
  userAgent: string | null;
}

/** A session just opened: the value of its cookie, which is stored nowhere. */
export interface Opened {
  me: Me;
  secret: string;
}

/**
 * Signs in with e-mail and password. Unknown address, wrong password and deactivated account get one and the same
 * answer after the same work.
 * @throws Problem 401; 429 after too many failures for the address or from the caller's network address
 */
export async function signIn(
  ctx: Ctx,
  input: { email: string; password: string },
  from: Origin,
): Promise<Opened> {
  const email = foldEmail(input.email);
  const now = ctx.clock.now();
  const attempt = await beginSignIn(ctx.db, email, from.ip, now);
  const failed = await failedSignIns(ctx.db, email, from.ip, new Date(now.getTime() - signInLimits.window));
  if (isThrottled(failed)) {
    await forgetSignIn(ctx.db, attempt);
    await ctx.tx((tx) =>
      audit(tx, ctx.actor, { action: 'session.throttled', objectType: 'staff', after: { email } }),
    );
    throw tooMany('Too many failed sign-ins; wait a few minutes.', signInLimits.window / 1000);
  }
  const person = await findStaffByEmail(ctx.db, email);
  const fits = await passwordFits(person?.passwordHash ?? null, input.password);
  if (person === null || !fits || !person.active) {
    await ctx.tx((tx) =>
      audit(tx, ctx.actor, {
        action: 'session.refused',
        objectType: 'staff',
        objectId: person?.id ?? null,
        after: { email },
      }),
    );
    throw unauthenticated('E-mail or password is wrong.');
  }
  // Signing in is rare and slow by design: a good moment to sweep.
  await dropOldAccess(ctx.db, new Date(now.getTime() - sessionLimits.keepEnded));
  return ctx.tx(async (tx) => {
    await signInSucceeded(tx, attempt);
    return openSession(tx, ctx, person.id, from);
  });
}

/** Opens a session for a member of staff who has proved who they are. */
export async function openSession(tx: Tx, ctx: Ctx, staffId: string, from: Origin): Promise<Opened> {
  const secret = newSecret();
  const now = ctx.clock.now();
  await insertSession(tx, {
    id: digest(secret),
    staffId,
    createdAt: now,
    expiresAt: sessionEnd(now, now),
    ip: from.ip,
    userAgent: from.userAgent?.slice(0, 300) ?? null,
  });
  const actor: Actor = {
    kind: 'staff',
    id: staffId,
    name: '',
    grants: await findGrants(tx, staffId),
    ip: from.ip,
  };
  await audit(tx, actor, { action: 'session.opened', objectType: 'staff', objectId: staffId });
  return { me: await meOf(tx, actor), secret };
}

/** Ends the session of this request; without one there is nothing to end. */
export async function signOut(ctx: Ctx, sessionId: string | null): Promise<void> {
  const { actor } = ctx;
  if (sessionId === null || actor.kind !== 'staff' || actor.id === null) return;
  const staffId = actor.id;
  await ctx.tx(async (tx) => {
    if ((await revokeSessions(tx, staffId, ctx.clock.now(), { only: sessionId })) === 0) return;
    await audit(tx, actor, { action: 'session.closed', objectType: 'staff', objectId: staffId });
    await tellAccessChanged(tx, actor, staffId);
  });
  forgetCredentials(ctx.platform);
}

/** Who the caller is. An API token answers as itself: no e-mail, no team, its scopes as permissions. */
export const getMe = (ctx: Ctx): Promise<Me> => meOf(ctx.db, ctx.actor);

async function meOf(db: Ctx['db'], actor: Actor): Promise<Me> {
  const permissions = permissionsOf(actor.grants);
  const places = actor.grants.map((grant) => ({
    permissions: permissionsOf([grant]),
    serviceId: grant.serviceId,
    teamId: grant.teamId,
  }));
  if (actor.kind !== 'staff' || actor.id === null) {
    return {
      id: actor.id ?? '',
      email: '',
      name: actor.name,
      publicName: actor.name,
      language: 'it',
      teamId: null,
      permissions,
      places,
      preferences: {},
      isAgent: false,
    };
  }
  const row = await findStaff(db, actor.id);
  if (row === null) throw unauthenticated();
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    publicName: row.publicName,
    language: row.language === 'en' ? 'en' : 'it',
    teamId: row.teamId,
    permissions,
    places,
    preferences: row.preferences,
    isAgent: permissions.includes('contact.handle'),
  };
}

/** What belongs to a person (a password, preferences) cannot be asked for by an API token. */
function person(ctx: Ctx): string {
  if (ctx.actor.kind !== 'staff' || ctx.actor.id === null)
    throw new Problem(403, 'staff_only', `This is for signed-in staff, not for ${actorLabel(ctx.actor)}.`);
  return ctx.actor.id;
}

const preferencesAtMost = 16_000;

export async function updateMe(
  ctx: Ctx,
  change: {
    language?: 'it' | 'en' | undefined;
    publicName?: string | undefined;
    preferences?: Record<string, unknown> | undefined;
  },
): Promise<Me> {
  const staffId = person(ctx);
  const preferences = change.preferences === undefined ? undefined : JSON.stringify(change.preferences);
  if (preferences !== undefined && preferences.length > preferencesAtMost)
    throw invalid('preferences', `at most ${preferencesAtMost} characters as JSON`);
  return ctx.tx(async (tx) => {
    const before = await findStaff(tx, staffId);
    if (before === null) throw unauthenticated();
    await updateStaffRow(tx, staffId, {
      ...(change.language === undefined ? {} : { language: change.language }),
      ...(change.publicName === undefined ? {} : { publicName: change.publicName }),
      ...(preferences === undefined ? {} : { preferences }),
    });
    // Preferences are the screen's own memory: they change all the time and mean nothing to anybody else.
    if (change.language !== undefined || change.publicName !== undefined) {
      await audit(tx, ctx.actor, {
        action: 'staff.changed',
        objectType: 'staff',
        objectId: staffId,
        serviceId: before.serviceId,
        // What was not asked for has not changed.
        before: {
          ...(change.language === undefined ? {} : { language: before.language }),
          ...(change.publicName === undefined ? {} : { publicName: before.publicName }),
        },
        after: { language: change.language, publicName: change.publicName },
      });
      await record(tx, ctx.actor, {
        kind: 'staff.changed',
        subjectId: staffId,
        serviceId: before.serviceId,
        teamId: before.teamId,
        data: { staff: staffId },
      });
    }
    return meOf(tx, ctx.actor);
  });
}

/** Changes the caller's password and ends all their other sessions. */
export async function changeMyPassword(
  ctx: Ctx,
  input: { current: string; next: string },
  currentSession: string | null,
): Promise<void> {
  const staffId = person(ctx);
  // Guessing by a borrowed screen is held by the same limits as signing in.
  const now = ctx.clock.now();
  const ip = ctx.actor.ip ?? '';
  const attempt = await beginSignIn(ctx.db, staffId, ip, now);
  const failed = await failedSignIns(ctx.db, staffId, ip, new Date(now.getTime() - signInLimits.window));
  if (isThrottled(failed)) {
    await forgetSignIn(ctx.db, attempt);
    throw tooMany('Too many wrong passwords; wait a few minutes.', signInLimits.window / 1000);
  }
  if (!(await passwordFits(await findPasswordHash(ctx.db, staffId), input.current)))
    throw invalid('current', 'is not your present password');
  const passwordHash = await hashPassword(input.next);
  await ctx.tx(async (tx) => {
    await signInSucceeded(tx, attempt);
    await updateStaffRow(tx, staffId, { passwordHash });
    await revokeSessions(tx, staffId, now, currentSession === null ? {} : { except: currentSession });
    await audit(tx, ctx.actor, { action: 'password.changed', objectType: 'staff', objectId: staffId });
    await tellAccessChanged(tx, ctx.actor, staffId);
  });
  forgetCredentials(ctx.platform);
}

export async function listMySessions(ctx: Ctx, currentSession: string | null) {
  const rows = await listSessions(ctx.db, person(ctx), ctx.clock.now());
  return { items: rows.map((row) => ({ ...row, current: row.id === currentSession })) };
}

export async function revokeMySession(ctx: Ctx, id: string): Promise<void> {
  const staffId = person(ctx);
  await ctx.tx(async (tx) => {
    if ((await revokeSessions(tx, staffId, ctx.clock.now(), { only: id })) === 0) throw notFound('session');
    await audit(tx, ctx.actor, { action: 'session.revoked', objectType: 'staff', objectId: staffId });
    await tellAccessChanged(tx, ctx.actor, staffId);
  });
  forgetCredentials(ctx.platform);
}

/**
 * Ends all sessions of a member of staff, in the caller's transaction; the caller's verb audits it.
 * @returns how many there were
 */
export async function endSessionsOf(tx: Tx, ctx: Ctx, staffId: string): Promise<number> {
  const ended = await revokeSessions(tx, staffId, ctx.clock.now());
  if (ended > 0) await tellAccessChanged(tx, ctx.actor, staffId);
  return ended;
}

/** Tells the other processes to look this person's sessions up afresh; personal, since it is nobody else's news. */
const tellAccessChanged = (tx: Tx, actor: Actor, staffId: string) =>
  record(tx, actor, { kind: 'staff.changed', subjectId: staffId, staffId, data: { staff: staffId } });
