import { fastifyCookie } from '@fastify/cookie';
import type { FastifyReply, FastifyRequest } from 'fastify';
import * as contract from '#contract/access.ts';
import * as organisation from '#contract/organisation.ts';
import { can, on, scopeOf, versioned, type Ctx, type Mounted } from '#server/platform/index.ts';
import { listAuditRows, listReadRows } from './access.read.ts';
import { sessionLimits } from './access.rules.ts';
import { sessionCookie, sessionIdOf } from './authenticate.ts';
import {
  changing,
  listRoles,
  listServices,
  listTeams,
  putRole,
  putService,
  putTeam,
} from './places.service.ts';
import * as sessions from './session.service.ts';
import { getOrganisation, updateOrganisation } from './organisation.service.ts';
import { setup, setupState } from './setup.service.ts';
import { createStaff, listColleagues, listStaff, updateStaff, type AccessHooks } from './staff.service.ts';
import { createTokenFor, listTokens, revokeToken } from './tokens.service.ts';

const originOf = (request: FastifyRequest): sessions.Origin => ({
  ip: request.ip,
  userAgent: request.headers['user-agent'] ?? null,
});

function giveCookie(ctx: Ctx, reply: FastifyReply, value: string, maxAge: number): void {
  const secure = ctx.platform.config.publicUrl.startsWith('https:');
  void reply.header(
    'set-cookie',
    fastifyCookie.serialize(sessionCookie, value, {
      httpOnly: true,
      sameSite: 'lax',
      path: '/',
      secure,
      maxAge,
    }),
  );
}
const cookieSeconds = sessionLimits.absolute / 1000;

/** The module's routes; `hooks` is what the composition root adds to changes of staff and to the first start. */
export const accessRoutes = (hooks: AccessHooks = {}): Mounted[] => [
  on(contract.signIn, async ({ ctx, input, request, reply }) => {
    const { me, secret } = await sessions.signIn(ctx, input.body, originOf(request));
    giveCookie(ctx, reply, secret, cookieSeconds);
    return me;
  }),
  on(contract.signOut, async ({ ctx, request, reply }) => {
    await sessions.signOut(ctx, sessionIdOf(request));
    giveCookie(ctx, reply, '', 0);
  }),
  on(contract.getMe, ({ ctx }) => sessions.getMe(ctx)),
  on(contract.updateMe, ({ ctx, input }) => sessions.updateMe(ctx, input.body)),
  on(contract.changeMyPassword, ({ ctx, input, request }) =>
    sessions.changeMyPassword(ctx, input.body, sessionIdOf(request)),
  ),
  on(contract.listMySessions, ({ ctx, request }) => sessions.listMySessions(ctx, sessionIdOf(request))),
  on(contract.revokeMySession, ({ ctx, input }) => sessions.revokeMySession(ctx, input.params.id)),
  on(contract.setupState, ({ ctx }) => setupState(ctx)),
  on(contract.setup, async ({ ctx, input, request, reply }) => {
    const { me, secret } = await setup(ctx, input.body, originOf(request), hooks);
    giveCookie(ctx, reply, secret, cookieSeconds);
    return me;
  }),
  on(contract.listServices, ({ ctx }) => listServices(ctx)),
  on(contract.createService, ({ ctx, input }) =>
    changing(ctx, (tx) => putService(tx, ctx, null, input.body)),
  ),
  on(contract.updateService, ({ ctx, input }) =>
    changing(ctx, (tx) => putService(tx, ctx, input.params.id, ...versioned(input.body))),
  ),
  on(contract.listTeams, ({ ctx }) => listTeams(ctx)),
  on(contract.createTeam, ({ ctx, input }) => changing(ctx, (tx) => putTeam(tx, ctx, null, input.body))),
  on(contract.updateTeam, ({ ctx, input }) =>
    changing(ctx, (tx) => putTeam(tx, ctx, input.params.id, ...versioned(input.body))),
  ),
  on(contract.listRoles, ({ ctx }) => listRoles(ctx)),
  on(contract.createRole, ({ ctx, input }) =>
    changing(ctx, (tx) => putRole(tx, ctx, null, input.body, hooks)),
  ),
  on(contract.updateRole, ({ ctx, input }) => {
    const [values, seen] = versioned(input.body);
    return changing(ctx, (tx) => putRole(tx, ctx, input.params.id, values, hooks, seen));
  }),
  on(contract.listColleagues, ({ ctx }) => listColleagues(ctx)),
  on(contract.listStaff, ({ ctx, input }) => listStaff(ctx, input.query)),
  on(contract.createStaff, ({ ctx, input }) => createStaff(ctx, input.body, hooks)),
  on(contract.updateStaff, ({ ctx, input, request }) =>
    updateStaff(ctx, input.params.id, input.body, hooks, sessionIdOf(request)),
  ),
  on(organisation.getOrganisation, ({ ctx }) => getOrganisation(ctx)),
  on(organisation.updateOrganisation, ({ ctx, input }) => updateOrganisation(ctx, input.body)),
  on(contract.listTokens, ({ ctx }) => listTokens(ctx)),
  on(contract.createToken, ({ ctx, input }) => ctx.tx((tx) => createTokenFor(tx, ctx, input.body))),
  on(contract.revokeToken, ({ ctx, input }) => revokeToken(ctx, input.params.id)),
  on(contract.listAudit, ({ ctx, input }) =>
    listAuditRows(ctx.db, scopeOf(ctx.actor, 'audit.read'), input.query),
  ),
  on(contract.listReads, ({ ctx, input }) =>
    listReadRows(ctx.db, scopeOf(ctx.actor, 'audit.read'), input.query, can(ctx.actor, 'customer.read')),
  ),
];
