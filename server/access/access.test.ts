import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as contract from '#contract/access.ts';
import * as organisation from '#contract/organisation.ts';
import { permissions } from '#contract/words.ts';
import { ownCursor } from '#server/platform/index.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';
import { accessRoutes, ensureBootstrapToken, ensureBuiltInRoles, forgetCredentials } from './index.ts';

let app: TestServer;
const saved: { staffId: string; handles: boolean; active: boolean }[] = [];
beforeAll(async () => {
  app = await testServer(
    accessRoutes({
      onStaffSaved: (_tx, _ctx, staffId, grants, active) => {
        saved.push({ staffId, handles: grants.some((one) => one.permissions.has('contact.handle')), active });
        return Promise.resolve();
      },
    }),
  );
});
afterAll(() => app.stop());

const cookieOf = (header: unknown) => /filo_session=([^;]*)/.exec(String(header))?.[1] ?? '';
const staffBody = (over: Record<string, unknown> = {}) => ({
  email: `new${Math.random().toString(36).slice(2)}@example.org`,
  name: 'Nuova Persona',
  publicName: 'Nuova',
  ...over,
});

describe('signing in', () => {
  test('gives a session cookie that no script can read and no other site can use', async () => {
    const ada = await app.makeStaff({ role: 'agent', name: 'Ada Prova' });
    const answer = await app.call(contract.signIn, {
      body: { email: ` ${ada.email.toUpperCase()} `, password: ada.password },
    });
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ id: ada.id, name: 'Ada Prova', isAgent: true });
    const cookie = String(answer.headers['set-cookie']);
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Lax/);
    expect(cookie).toMatch(/Path=\//);
    expect(cookie).not.toMatch(/Secure/);
    const session = cookieOf(cookie);
    const stored = await app.ctx.db.selectFrom('access.session').select('id').execute();
    expect(stored.map((row) => row.id)).not.toContain(session);
    const me = await app.call(contract.getMe, {}, { as: { session } });
    expect(me.body).toMatchObject({ id: ada.id, permissions: expect.arrayContaining(['contact.handle']) });
  });

  test('answers a wrong password, an unknown address and a deactivated account alike, and notes each', async () => {
    const ada = await app.makeStaff();
    const gone = await app.makeStaff();
    await app.ctx.db.updateTable('access.staff').set({ active: false }).where('id', '=', gone.id).execute();
    const answers = [];
    for (const body of [
      { email: ada.email, password: 'not this one' },
      { email: 'nobody@example.org', password: 'not this one' },
      { email: gone.email, password: gone.password },
    ])
      answers.push(await app.sending(contract.signIn, { body }));
    for (const answer of answers) {
      expect(answer.status).toBe(401);
      expect(answer.body).toEqual(answers[0]!.body);
      expect(answer.headers['set-cookie']).toBeUndefined();
    }
    const refused = await app.ctx.db
      .selectFrom('platform.audit')
      .select(['objectId', 'after'])
      .where('action', '=', 'session.refused')
      .execute();
    expect(refused).toHaveLength(3);
    expect(JSON.stringify(refused)).not.toContain('not this one');
  });

  test('is refused unread after too many failures, though the password is right, until the window has passed', async () => {
    const ada = await app.makeStaff();
    for (let n = 0; n < 10; n += 1)
      expect(
        (await app.call(contract.signIn, { body: { email: ada.email, password: 'wrong' } })).status,
      ).toBe(401);
    const body = { email: ada.email, password: ada.password };
    const throttled = await app.sending(contract.signIn, { body });
    expect(throttled.status).toBe(429);
    expect(Number(throttled.headers['retry-after'])).toBeGreaterThan(0);
    const noted = await app.ctx.db
      .selectFrom('platform.audit')
      .select('after')
      .where('action', '=', 'session.throttled')
      .execute();
    expect(noted).toEqual([{ after: { email: ada.email } }]);
    app.clock.forward(16 * 60_000);
    expect((await app.call(contract.signIn, { body })).status).toBe(200);
  });

  test('lets no more guesses through when they come all at once', async () => {
    const ada = await app.makeStaff();
    const answers = await Promise.all(
      Array.from({ length: 25 }, (_, n) =>
        app.call(contract.signIn, { body: { email: ada.email, password: `guess ${n}` } }),
      ),
    );
    const statuses = answers.map((answer) => answer.status);
    expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(10);
    expect(statuses.filter((status) => status !== 401 && status !== 429)).toEqual([]);
    app.clock.forward(16 * 60_000);
  });

  test('marks the cookie for encrypted connections where the public address has them', async () => {
    const secure = await testServer(accessRoutes(), {
      environment: { FILO_PUBLIC_URL: 'https://desk.example.org' },
    });
    try {
      const ada = await secure.makeStaff();
      const body = { email: ada.email, password: ada.password };
      const answer = await secure.call(contract.signIn, { body });
      expect(String(answer.headers['set-cookie'])).toMatch(/; Secure/);
      const change = await secure.call(
        contract.updateMe,
        { body: { language: 'en' } },
        { headers: { cookie: `filo_session=${ada.session}`, origin: 'https://desk.example.org' } },
      );
      expect(change.body.language).toBe('en');
    } finally {
      await secure.stop();
    }
  });

  test('names every wrong field', async () => {
    const answer = await app.sending(contract.signIn, { body: { email: 7, password: '' } });
    expect(answer.status).toBe(422);
    expect(answer.body.errors?.map((one) => one.field).sort()).toEqual(['email', 'password']);
  });

  test('works with a cookie that has ended, which a browser keeps sending', async () => {
    const ada = await app.makeStaff();
    const answer = await app.call(
      contract.signIn,
      { body: { email: ada.email, password: ada.password } },
      { headers: { cookie: 'filo_session=long-gone' } },
    );
    expect(answer.status).toBe(200);
  });
});

describe('a session', () => {
  test('cannot be used for a write by another site', async () => {
    const ada = await app.makeStaff();
    const cookie = `filo_session=${ada.session}`;
    const body = { publicName: 'Nome nuovo' };
    const forged = await app.sending(
      contract.updateMe,
      { body },
      { headers: { cookie, origin: 'https://elsewhere.example.com' } },
    );
    expect(forged).toMatchObject({ status: 403, body: { code: 'cross_site' } });
    expect((await app.sending(contract.updateMe, { body }, { headers: { cookie } })).status).toBe(403);
    const ours = await app.call(contract.updateMe, { body }, { headers: { cookie, origin: app.url } });
    expect(ours.body.publicName).toBe('Nome nuovo');
    const read = await app.call(
      contract.getMe,
      {},
      { headers: { cookie, origin: 'https://elsewhere.example.com' } },
    );
    expect(read.status).toBe(200);
  });

  test('tells the audit log only what its owner has changed of themselves', async () => {
    const admin = await app.makeStaff({ role: 'administrator' });
    const ada = await app.makeStaff();
    await app.call(contract.updateMe, { body: { language: 'en' } }, { as: { session: ada.session } });
    const log = await app.call(
      contract.listAudit,
      { query: { objectId: ada.id, action: 'staff.changed' } },
      { as: { session: admin.session } },
    );
    expect(log.body.items[0]).toMatchObject({ before: { language: 'it' }, after: { language: 'en' } });
    expect(log.body.items[0]?.before).not.toHaveProperty('publicName');
  });

  test('ends when it is not used, slides while it is, and ends for good after its absolute time', async () => {
    const ada = await app.makeStaff();
    const idle = await app.makeStaff();
    const alive = async (session: string) => {
      forgetCredentials(app.platform);
      return (await app.call(contract.getMe, {}, { as: { session } })).status;
    };
    for (let hours = 0; hours < 24; hours += 8) {
      app.clock.forward(8 * 3_600_000);
      expect(await alive(ada.session)).toBe(200);
    }
    expect(await alive(idle.session)).toBe(401);
    for (let n = 0; n < 86; n += 1) {
      app.clock.forward(8 * 3_600_000);
      expect(await alive(ada.session)).toBe(200);
    }
    app.clock.forward(8 * 3_600_000);
    expect(await alive(ada.session)).toBe(401);
    // And is swept away some days later, with the attempts to sign in.
    app.clock.forward(8 * 86_400_000);
    const later = await app.makeStaff();
    await app.call(contract.signIn, { body: { email: later.email, password: later.password } });
    const rows = await app.ctx.db.selectFrom('access.session').select('staffId').execute();
    expect(rows.every((row) => row.staffId === later.id)).toBe(true);
    expect(await app.ctx.db.selectFrom('access.loginAttempt').select('ok').execute()).toEqual([{ ok: true }]);
  });

  test('is listed and revoked, at once, and only by its owner', async () => {
    const ada = await app.makeStaff();
    const other = await app.makeStaff();
    const second = cookieOf(
      (await app.call(contract.signIn, { body: { email: ada.email, password: ada.password } })).headers[
        'set-cookie'
      ],
    );
    const listed = await app.call(contract.listMySessions, {}, { as: { session: second } });
    expect(listed.body.items.filter((one) => one.current)).toHaveLength(1);
    expect(listed.body.items).toHaveLength(2);
    const elsewhere = listed.body.items.find((one) => !one.current)!;
    const foreign = await app.sending(
      contract.revokeMySession,
      { params: { id: elsewhere.id } },
      { as: { session: other.session } },
    );
    expect(foreign.status).toBe(404);
    expect((await app.call(contract.getMe, {}, { as: { session: ada.session } })).status).toBe(200);
    const revoked = await app.call(
      contract.revokeMySession,
      { params: { id: elsewhere.id } },
      { as: { session: second } },
    );
    expect(revoked.status).toBe(204);
    expect((await app.call(contract.getMe, {}, { as: { session: ada.session } })).status).toBe(401);
    const out = await app.call(contract.signOut, {}, { as: { session: second } });
    expect(out.status).toBe(204);
    expect((await app.call(contract.getMe, {}, { as: { session: second } })).status).toBe(401);
  });

  test('ends elsewhere when the password changes, which takes the present one', async () => {
    const ada = await app.makeStaff();
    const second = cookieOf(
      (await app.call(contract.signIn, { body: { email: ada.email, password: ada.password } })).headers[
        'set-cookie'
      ],
    );
    const as = { session: second };
    const wrong = await app.sending(
      contract.changeMyPassword,
      { body: { current: 'not mine', next: 'a new password' } },
      { as },
    );
    expect(wrong).toMatchObject({ status: 422, body: { errors: [{ field: 'current' }] } });
    const short = await app.sending(
      contract.changeMyPassword,
      { body: { current: ada.password, next: 'short' } },
      { as },
    );
    expect(short).toMatchObject({ status: 422, body: { errors: [{ field: 'next' }] } });
    const changed = await app.call(
      contract.changeMyPassword,
      { body: { current: ada.password, next: 'a new password' } },
      { as },
    );
    expect(changed.status).toBe(204);
    expect((await app.call(contract.getMe, {}, { as: { session: ada.session } })).status).toBe(401);
    expect((await app.call(contract.getMe, {}, { as })).status).toBe(200);
    const signIn = (password: string) => app.call(contract.signIn, { body: { email: ada.email, password } });
    expect((await signIn(ada.password)).status).toBe(401);
    expect((await signIn('a new password')).status).toBe(200);
  });
});

describe('another process', () => {
  test('hears of a revoked token, a changed role and a deactivated person without being asked to look', async () => {
    const beside = await testServer(accessRoutes(), { beside: app });
    try {
      const { id, token } = await app.makeToken(['admin.read']);
      const admin = await app.makeStaff({ role: 'administrator' });
      const there = () => beside.call(contract.listStaff, {}, { as: { token } });
      const me = () => beside.call(contract.getMe, {}, { as: { session: admin.session } });
      expect((await there()).status).toBe(200);
      expect((await me()).status).toBe(200);
      await app.call(contract.revokeToken, { params: { id } }, { as: { session: admin.session } });
      await app.call(contract.signOut, {}, { as: { session: admin.session } });
      await expect.poll(async () => (await there()).status, { timeout: 20_000 }).toBe(401);
      await expect.poll(async () => (await me()).status, { timeout: 20_000 }).toBe(401);
    } finally {
      await beside.stop();
    }
  });
});

describe('API tokens', () => {
  test('are shown once, allow their scopes only, and stop when revoked', async () => {
    const admin = await app.makeStaff({ role: 'administrator' });
    const as = { session: admin.session };
    const made = await app.call(
      contract.createToken,
      { body: { name: 'Archivio', scopes: ['admin.read'] } },
      { as },
    );
    expect(made.status).toBe(201);
    expect(made.body.token).toMatch(/^filo_[\w-]{43}$/);
    const token = { token: made.body.token };
    expect((await app.call(contract.listStaff, {}, { as: token })).status).toBe(200);
    const refused = await app.sending(contract.createStaff, { body: staffBody() }, { as: token });
    expect(refused).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    const listed = await app.call(contract.listTokens, {}, { as });
    expect(listed.body.items.find((one) => one.id === made.body.id)?.lastUsedAt).not.toBeNull();
    expect(JSON.stringify(listed.body)).not.toContain(made.body.token);
    await app.call(contract.revokeToken, { params: { id: made.body.id } }, { as });
    expect((await app.call(contract.listStaff, {}, { as: token })).status).toBe(401);
  });

  test('have roles that there are, and that whoever makes them could give a colleague', async () => {
    const service = await app.makeService('roles');
    const as = { session: (await app.makeStaff({ role: 'administrator' })).session };
    const own = { session: (await app.makeStaff({ role: 'administrator', serviceId: service })).session };
    const make = (roles: string[], serviceId: string | null, who: typeof as) =>
      app.sending(
        contract.createToken,
        { body: { name: 'Archivio', scopes: ['case.read'], serviceId, roles } },
        { as: who },
      );
    const made = await make(['supervisor', 'supervisor'], null, as);
    expect(made).toMatchObject({ status: 201, body: { roles: ['supervisor'], scopes: ['case.read'] } });
    expect(await make(['supervisor', 'king'], null, as)).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'roles[1]', message: 'no such role' }] },
    });
    expect((await make(['supervisor'], null, own)).status).not.toBe(201);
    // A role gives no permission: those are the scopes alone.
    const token = { token: (made.body as never as { token: string }).token };
    expect((await app.call(contract.listStaff, {}, { as: token })).status).toBe(403);
  });

  test('name the one voice gateway that they are for, only where they carry calls', async () => {
    const as = { session: (await app.makeStaff({ role: 'administrator' })).session };
    const gateway = 'sede-nord';
    const carries = { name: 'Centralino', scopes: ['voice.gateway' as const], gateway };
    const made = await app.call(contract.createToken, { body: carries }, { as });
    expect(made.body).toMatchObject({ gateway, scopes: ['voice.gateway'] });
    const other = { ...carries, scopes: ['contact.read'] };
    expect(await app.sending(contract.createToken, { body: other }, { as })).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'gateway' }] },
    });
  });

  test('a foreign, malformed or ended one is refused, on public operations too', async () => {
    const admin = await app.makeStaff({ role: 'administrator' });
    for (const authorization of ['Bearer filo_of-another-installation', 'Basic YTpi', 'Bearer']) {
      const answer = await app.call(contract.setupState, {}, { headers: { authorization } });
      expect(answer.status).toBe(401);
    }
    const soon = new Date(app.clock.now().getTime() + 3_600_000).toISOString();
    const made = await app.call(
      contract.createToken,
      { body: { name: 'Breve', scopes: ['admin.read'], expiresAt: soon } },
      { as: { session: admin.session } },
    );
    const as = { token: made.body.token };
    expect((await app.call(contract.listStaff, {}, { as })).status).toBe(200);
    app.clock.forward(3_700_000);
    forgetCredentials(app.platform);
    expect((await app.call(contract.listStaff, {}, { as })).status).toBe(401);
  });

  test('are made once for one Idempotency-Key, and their value is kept nowhere, not even for a repeated request', async () => {
    const admin = await app.makeStaff({ role: 'administrator' });
    const name = 'Una volta sola';
    const make = () =>
      app.sending(
        contract.createToken,
        { body: { name, scopes: ['admin.read'] } },
        { as: { session: admin.session }, headers: { 'idempotency-key': 'one-token-please' } },
      );
    const first = await make();
    expect(first.status).toBe(201);
    expect(await make()).toMatchObject({ status: 409, body: { code: 'already_done' } });
    const rows = await app.ctx.db
      .selectFrom('access.apiToken')
      .select('id')
      .where('name', '=', name)
      .execute();
    expect(rows).toHaveLength(1);
    const kept = await app.ctx.db.selectFrom('platform.idempotency').selectAll().execute();
    expect(kept).toHaveLength(1);
    expect(JSON.stringify(kept)).not.toContain('filo_');
  });

  test('note their use, once a minute at most', async () => {
    const { id, token } = await app.makeToken(['admin.read']);
    const lastUse = async () => {
      forgetCredentials(app.platform);
      expect((await app.call(contract.listStaff, {}, { as: { token } })).status).toBe(200);
      const row = await app.ctx.db
        .selectFrom('access.apiToken')
        .select('lastUsedAt')
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
      return row.lastUsedAt!.getTime();
    };
    const first = await lastUse();
    app.clock.forward(20_000);
    expect(await lastUse()).toBe(first);
    app.clock.forward(60_000);
    expect(await lastUse()).toBeGreaterThan(first);
  });

  test('nobody makes one that may do more than they may', async () => {
    const service = await app.makeService();
    const local = await app.makeStaff({ role: 'administrator', serviceId: service });
    const as = { session: local.session };
    const everywhere = await app.sending(
      contract.createToken,
      { body: { name: 'Tutto', scopes: ['*'] } },
      { as },
    );
    expect(everywhere.status).toBe(403);
    const own = await app.call(
      contract.createToken,
      { body: { name: 'Mio', scopes: ['*'], serviceId: service } },
      { as },
    );
    expect(own.status).toBe(201);
    const listed = await app.call(contract.listTokens, {}, { as });
    expect(listed.body.items.every((one) => one.serviceId === service)).toBe(true);
  });

  test('the one given at the first start is an administrator, once, and stays revoked when it was', async () => {
    const value = 'a bootstrap token of forty characters ok'.replaceAll(' ', '-');
    await ensureBootstrapToken(app.ctx, value);
    await ensureBootstrapToken(app.ctx, value);
    const as = { token: value };
    const me = await app.call(contract.getMe, {}, { as });
    expect(me.body).toMatchObject({ permissions: [...permissions], isAgent: false });
    const rows = (await app.call(contract.listTokens, {}, { as })).body.items.filter(
      (one) => one.name === 'FILO_BOOTSTRAP_TOKEN',
    );
    expect(rows).toHaveLength(1);
    await app.call(contract.revokeToken, { params: { id: rows[0]!.id } }, { as });
    await ensureBootstrapToken(app.ctx, value);
    expect((await app.call(contract.getMe, {}, { as })).status).toBe(401);
  });
});

describe('staff and roles', () => {
  test('an auditor reads everything and changes nothing', async () => {
    const auditor = await app.makeStaff({ role: 'auditor' });
    const as = { session: auditor.session };
    for (const route of [contract.listStaff, contract.listRoles, contract.listAudit, contract.listReads])
      expect((await app.call(route, {}, { as })).status).toBe(200);
    expect((await app.sending(contract.createStaff, { body: staffBody() }, { as })).status).toBe(403);
    const agent = await app.makeStaff();
    expect((await app.call(contract.listAudit, {}, { as: { session: agent.session } })).status).toBe(403);
    expect((await app.call(contract.listAudit)).status).toBe(401);
  });

  test('a member of staff is made, changed and deactivated; each is audited, told, and handed to the hook', async () => {
    const admin = await app.makeStaff({ role: 'administrator' });
    const as = { session: admin.session };
    const grants = [{ roleId: app.roles['agent']! }];
    const body = staffBody({ grants, password: 'first password' }) as never;
    const made = await app.call(contract.createStaff, { body }, { as });
    expect(made.status).toBe(201);
    expect(made.body.grants).toMatchObject([{ role: { code: 'agent' }, serviceId: null, teamId: null }]);
    expect(saved.at(-1)).toEqual({ staffId: made.body.id, handles: true, active: true });
    const { email } = made.body;
    const signedIn = await app.call(contract.signIn, { body: { email, password: 'first password' } });
    const session = cookieOf(signedIn.headers['set-cookie']);
    expect((await app.call(contract.getMe, {}, { as: { session } })).body.isAgent).toBe(true);

    const changed = await app.call(
      contract.updateStaff,
      {
        params: { id: made.body.id },
        body: { ...staffBody({ email }), grants: [{ roleId: app.roles['auditor']! }] },
      },
      { as },
    );
    expect(changed.body.grants).toMatchObject([{ role: { code: 'auditor' } }]);
    expect(saved.at(-1)).toEqual({ staffId: made.body.id, handles: false, active: true });
    expect((await app.call(contract.getMe, {}, { as: { session } })).body.isAgent).toBe(false);

    await app.call(
      contract.updateStaff,
      { params: { id: made.body.id }, body: { ...staffBody({ email }), active: false, grants: [] } },
      { as },
    );
    expect((await app.call(contract.getMe, {}, { as: { session } })).status).toBe(401);

    const log = await app.call(
      contract.listAudit,
      { query: { objectId: made.body.id, action: 'staff' } },
      { as },
    );
    expect(log.body.items.map((row) => row.action)).toEqual([
      'staff.changed',
      'staff.changed',
      'staff.created',
    ]);
    expect(log.body.items[0]).toMatchObject({
      actor: `staff:${admin.id}`,
      before: { active: true },
      after: { active: false },
    });
    expect(JSON.stringify(log.body)).not.toContain('first password');
    const events = await app.ctx.db
      .selectFrom('platform.event')
      .select('kind')
      .where('subjectId', '=', made.body.id)
      .where('staffId', 'is', null)
      .execute();
    expect(events).toHaveLength(3);
  });

  test('two people cannot have one e-mail address', async () => {
    const admin = await app.makeStaff({ role: 'administrator' });
    const body = staffBody({ email: admin.email.toUpperCase() });
    const answer = await app.sending(contract.createStaff, { body }, { as: { session: admin.session } });
    expect(answer).toMatchObject({ status: 409, body: { code: 'email_taken' } });
  });

  test('one who manages a service sees and changes its staff only, and gives no more than they hold', async () => {
    const [mine, other] = [await app.makeService(), await app.makeService()];
    const [myTeam, otherTeam] = [await app.makeTeam(mine), await app.makeTeam(other)];
    const local = await app.makeStaff({ role: 'administrator', serviceId: mine, teamId: myTeam });
    const theirs = await app.makeStaff({ teamId: otherTeam, serviceId: other });
    const chief = await app.makeStaff({ role: 'administrator', teamId: myTeam });
    const as = { session: local.session };

    const seen = await app.call(contract.listStaff, { query: { limit: 200 } }, { as });
    expect(seen.body.items.map((one) => one.id).sort()).toEqual([local.id, chief.id].sort());
    const searched = await app.call(contract.listStaff, { query: { search: theirs.email } }, { as });
    expect(searched.body.items).toEqual([]);
    const services = await app.call(contract.listServices, {}, { as });
    expect(services.body.items.map((one) => one.id)).toEqual([mine]);
    const teams = await app.call(contract.listTeams, {}, { as });
    expect(teams.body.items.map((one) => one.id)).not.toContain(otherTeam);
    // Without a team, a colleague is of the services of their grants.
    const [mineToo, foreign] = [
      await app.makeStaff({ serviceId: mine }),
      await app.makeStaff({ serviceId: other }),
    ];
    const [byTeam, anywhere] = [
      await app.makeStaff({ serviceId: null, grantTeamId: myTeam }),
      await app.makeStaff({ role: 'supervisor' }),
    ];
    const colleagues = await app.call(contract.listColleagues, {}, { as });
    const listed = colleagues.body.items.map((one) => one.id);
    for (const one of [mineToo, byTeam, anywhere, local]) expect(listed).toContain(one.id);
    for (const one of [theirs, foreign]) expect(listed).not.toContain(one.id);

    const put = (id: string, over: Record<string, unknown>) =>
      app.sending(contract.updateStaff, { params: { id }, body: staffBody(over) }, { as });
    expect((await put(theirs.id, { teamId: myTeam })).status).toBe(404);
    // In the team, but with more power: a new password would be a way to it.
    expect((await put(chief.id, { teamId: myTeam, password: 'taken over!' })).status).toBe(403);
    const grants = [{ roleId: app.roles['administrator'] }];
    const body = staffBody({ teamId: myTeam, grants });
    expect(await app.sending(contract.createStaff, { body }, { as })).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'grants[0]' }] },
    });
    const elsewhere = staffBody({ teamId: otherTeam });
    expect(await app.sending(contract.createStaff, { body: elsewhere }, { as })).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'teamId' }] },
    });
    const fine = staffBody({
      teamId: myTeam,
      grants: [{ roleId: app.roles['agent'], serviceId: mine }],
    });
    expect((await app.call(contract.createStaff, { body: fine as never }, { as })).status).toBe(201);
    expect(
      (await app.sending(contract.createService, { body: { code: 'mine-too', name: 'X' } }, { as })).status,
    ).toBe(403);
    expect(
      (
        await app.sending(
          contract.updateService,
          { params: { id: other }, body: { code: 'stolen', name: 'X' } },
          { as },
        )
      ).status,
    ).toBe(404);
    const role = { code: 'local-role', name: { it: 'x', en: 'x' }, permissions: [] };
    expect((await app.sending(contract.createRole, { body: role }, { as })).status).toBe(403);
  });

  test('references to what does not exist are refused by field', async () => {
    const admin = await app.makeStaff({ role: 'administrator' });
    const as = { session: admin.session };
    const nowhere = '00000000-0000-4000-8000-000000000000';
    for (const [over, field] of [
      [{ teamId: nowhere }, 'teamId'],
      [{ grants: [{ roleId: nowhere }] }, 'grants[0].roleId'],
      [{ grants: [{ roleId: app.roles['agent'], serviceId: nowhere }] }, 'grants[0].serviceId'],
      [{ grants: [{ roleId: 'agent' }] }, 'grants[0].roleId'],
      [{ email: 'no address' }, 'email'],
    ] as const) {
      const answer = await app.sending(contract.createStaff, { body: staffBody(over) }, { as });
      expect(answer).toMatchObject({ status: 422, body: { errors: [{ field }] } });
    }
  });

  test('a role of one’s own is made and changed, and its change counts for who holds it; a built-in one is not', async () => {
    const admin = await app.makeStaff({ role: 'administrator' });
    const as = { session: admin.session };
    const name = { it: 'Lettore', en: 'Reader' };
    const made = await app.call(
      contract.createRole,
      { body: { code: 'reader', name, permissions: ['contact.read'] } },
      { as },
    );
    expect(made.status).toBe(201);
    const grants = [{ roleId: made.body.id }];
    const body = staffBody({ grants, password: 'of the reader' }) as never;
    const reader = await app.call(contract.createStaff, { body }, { as });
    const session = cookieOf(
      (
        await app.call(contract.signIn, {
          body: { email: reader.body.email, password: 'of the reader' },
        })
      ).headers['set-cookie'],
    );
    const mine = () => app.call(contract.getMe, {}, { as: { session } });
    expect((await mine()).body.permissions).toEqual(['contact.read']);
    await app.call(
      contract.updateRole,
      {
        params: { id: made.body.id },
        body: { code: 'reader', name, permissions: ['contact.read', 'contact.handle'] },
      },
      { as },
    );
    expect((await mine()).body.permissions).toEqual(['contact.read', 'contact.handle']);
    expect(saved.at(-1)).toEqual({ staffId: reader.body.id, handles: true, active: true });
    const builtIn = await app.sending(
      contract.updateRole,
      { params: { id: app.roles['agent']! }, body: { code: 'agent', name, permissions: [] } },
      { as },
    );
    expect(builtIn).toMatchObject({ status: 409, body: { code: 'built_in' } });
    const twice = await app.sending(
      contract.createRole,
      { body: { code: 'reader', name, permissions: [] } },
      { as },
    );
    expect(twice).toMatchObject({ status: 409, body: { errors: [{ field: 'code' }] } });
  });

  test('built-in roles are brought back to the build’s state at every start', async () => {
    await app.ctx.db
      .updateTable('access.role')
      .set({ permissions: ['contact.read'] })
      .where('code', '=', 'supervisor')
      .execute();
    const again = await app.ctx.tx((tx) => ensureBuiltInRoles(tx));
    expect(again).toMatchObject(app.roles);
    const row = await app.ctx.db
      .selectFrom('access.role')
      .select('permissions')
      .where('code', '=', 'supervisor')
      .executeTakeFirstOrThrow();
    expect(row.permissions).toContain('routing.supervise');
  });

  test('lists are paged without a gap, and a cursor that is none is refused', async () => {
    const admin = await app.makeStaff({ role: 'administrator' });
    const as = { session: admin.session };
    const all = await app.call(contract.listStaff, { query: { limit: 200 } }, { as });
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await app.call(contract.listStaff, { query: { limit: 3, cursor } }, { as });
      seen.push(...page.body.items.map((one) => one.id));
      cursor = page.body.next ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual(all.body.items.map((one) => one.id));
    const wrong = await app.sending(contract.listStaff, { query: { cursor: 'x' } }, { as });
    expect(wrong).toMatchObject({ status: 422, body: { errors: [{ field: 'cursor' }] } });
    const values = Buffer.from(JSON.stringify(['a', "'; drop"])).toString('base64url');
    const forged = ownCursor(contract.listStaff, undefined, undefined, values);
    expect((await app.call(contract.listStaff, { query: { cursor: forged } }, { as })).status).toBe(200);
  });
});

describe('the organisation', () => {
  test('has a name and a time zone that an administrator changes; the change is audited and told', async () => {
    const admin = await app.makeStaff({ role: 'administrator' });
    const as = { session: admin.session };
    const body = { name: 'Acque del Colle', timeZone: 'Europe/Lisbon' };
    const changed = await app.call(organisation.updateOrganisation, { body }, { as });
    expect(changed).toMatchObject({ status: 200, body });
    const auditor = await app.makeStaff({ role: 'auditor' });
    const read = await app.call(organisation.getOrganisation, {}, { as: { session: auditor.session } });
    expect(read.body).toMatchObject({ ...body, languages: { staff: ['it', 'en'] } });
    expect((await app.call(contract.setupState)).body.organisation).toBe('Acque del Colle');
    const log = await app.call(contract.listAudit, { query: { action: 'organisation.changed' } }, { as });
    expect(log.body.items[0]).toMatchObject({ before: { timeZone: 'Europe/Rome' }, after: body });
    const told = await app.ctx.db
      .selectFrom('platform.event')
      .select('data')
      .where('kind', '=', 'config.changed')
      .orderBy('id', 'desc')
      .limit(1)
      .execute();
    expect(told).toMatchObject([{ data: { what: 'organisation' } }]);
  });

  test('is not changed by who administers a part of it, nor to a time zone that does not exist', async () => {
    const serviceId = await app.makeService();
    const part = await app.makeStaff({ role: 'administrator', serviceId });
    const body = { name: 'Mia', timeZone: 'Europe/Rome' };
    const refused = await app.sending(
      organisation.updateOrganisation,
      { body },
      { as: { session: part.session } },
    );
    expect(refused.status).toBe(403);
    const admin = await app.makeStaff({ role: 'administrator' });
    const as = { session: admin.session };
    for (const timeZone of ['Europe/Atlantis', '+02:00', 'europe/rome', '']) {
      const wrong = await app.sending(
        organisation.updateOrganisation,
        { body: { ...body, timeZone } },
        { as },
      );
      expect(wrong).toMatchObject({ status: 422, body: { errors: [{ field: 'timeZone' }] } });
    }
    const nameless = await app.sending(
      organisation.updateOrganisation,
      { body: { ...body, name: '  ' } },
      { as },
    );
    expect(nameless).toMatchObject({ status: 422, body: { errors: [{ field: 'name' }] } });
  });
});

describe('the administrator', () => {
  test('the last one can neither be deactivated nor lose the role, also by two at the same moment', async () => {
    const lone = await testServer(accessRoutes());
    try {
      const [one, two] = [
        await lone.makeStaff({ role: 'administrator' }),
        await lone.makeStaff({ role: 'administrator' }),
      ];
      const remove = (who: typeof one, by: typeof one, over: Record<string, unknown>) =>
        lone.sending(
          contract.updateStaff,
          { params: { id: who.id }, body: staffBody({ email: who.email, ...over }) },
          { as: { session: by.session } },
        );
      const answers = await Promise.all([
        remove(one, two, { active: false, grants: [{ roleId: lone.roles['administrator'] }] }),
        remove(two, one, { grants: [{ roleId: lone.roles['agent'] }] }),
      ]);
      const statuses = answers.map((answer) => answer.status);
      expect(statuses).toContain(200);
      expect(statuses.some((status) => status === 409 || status === 401 || status === 403)).toBe(true);
      const rows = await lone.ctx.db
        .selectFrom('access.staff as s')
        .innerJoin('access.grant as g', 'g.staffId', 's.id')
        .where('s.active', '=', true)
        .where('g.roleId', '=', lone.roles['administrator']!)
        .select('s.id')
        .execute();
      expect(rows).toHaveLength(1);
      const last = rows[0]!.id === one.id ? one : two;
      const alone = await remove(last, last, { grants: [] });
      expect(alone).toMatchObject({ status: 409, body: { code: 'last_administrator' } });
    } finally {
      await lone.stop();
    }
  });

  test('of an empty installation is made once, also when two people try at the same moment', async () => {
    const made: unknown[] = [];
    const fresh = await testServer(
      accessRoutes({
        afterAdmin: (_tx, _ctx, what) => {
          made.push(what);
          return Promise.resolve();
        },
      }),
    );
    try {
      expect((await fresh.call(contract.setupState)).body).toEqual({
        needed: true,
        organisation: 'Filodiretto',
      });
      const body = (n: number) => ({
        organisation: 'Acque di Prova',
        name: `Prima Persona ${n}`,
        email: `prima${n}@example.org`,
        password: 'a good password',
        mailbox: 'info@example.org',
      });
      const wrong = await fresh.sending(contract.setup, { body: { ...body(0), password: 'short' } });
      expect(wrong).toMatchObject({ status: 422, body: { errors: [{ field: 'password' }] } });
      const answers = await Promise.all([1, 2, 3].map((n) => fresh.call(contract.setup, { body: body(n) })));
      expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
      expect(answers.filter((answer) => answer.status === 409)).toHaveLength(2);
      const first = answers.find((answer) => answer.status === 200)!;
      expect(made).toMatchObject([
        { organisation: 'Acque di Prova', mailbox: 'info@example.org', staffId: first.body.id },
      ]);
      const session = cookieOf(first.headers['set-cookie']);
      const me = await fresh.call(contract.getMe, {}, { as: { session } });
      expect(me.body.permissions).toEqual([...permissions]);
      expect((await fresh.call(contract.setupState)).body).toEqual({
        needed: false,
        organisation: 'Acque di Prova',
      });
    } finally {
      await fresh.stop();
    }
  });

  test('is not made at all when the hook fails', async () => {
    const fresh = await testServer(
      accessRoutes({ afterAdmin: () => Promise.reject(new Error('no mailbox today')) }),
    );
    try {
      const body = {
        organisation: 'Acque di Prova',
        name: 'Prima Persona',
        email: 'prima@example.org',
        password: 'a good password',
        mailbox: 'info@example.org',
      };
      expect((await fresh.call(contract.setup, { body })).status).toBe(500);
      expect((await fresh.call(contract.setupState)).body.needed).toBe(true);
    } finally {
      await fresh.stop();
    }
  });
});
