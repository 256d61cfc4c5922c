import type { FastifyInstance } from 'fastify';
import { pendingMigrations, sameText, sql, type Platform } from '#server/platform/index.ts';

/** What a role says of itself: ready, or why not. */
export interface RoleState {
  role: string;
  ready(): boolean | Promise<boolean>;
  reason: string;
}

/** /healthz: the process lives. /readyz: it can do its work, or why not. /metrics: figures, not for everybody. */
export function registerHealth(
  server: FastifyInstance,
  platform: Platform,
  roles: () => readonly RoleState[],
): void {
  server.get('/healthz', async (_request, reply) =>
    reply.header('cache-control', 'no-store').send({ status: 'alive' }),
  );

  server.get('/readyz', async (_request, reply) => {
    const reasons: string[] = [];
    try {
      const pending = await pendingMigrations(
        async (text) => (await sql<{ name: string }>`${sql.raw(text)}`.execute(platform.database.db)).rows,
      );
      if (pending.length > 0) reasons.push(`migrations are missing: ${pending.join(', ')}`);
      for (const role of roles()) if (!(await role.ready())) reasons.push(role.reason);
    } catch (error) {
      platform.log.debug({ err: error }, 'not ready');
      reasons.push('the database does not answer');
    }
    return reply
      .status(reasons.length === 0 ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ status: reasons.length === 0 ? 'ready' : 'not ready', reasons });
  });

  server.get('/metrics', async (request, reply) => {
    const { metricsToken } = platform.config;
    const local =
      /^(127\.|::1$|::ffff:127\.)/.test(request.socket.remoteAddress ?? '') &&
      request.headers['x-forwarded-for'] === undefined;
    const given = request.headers.authorization?.replace(/^Bearer /, '') ?? '';
    const allowed = metricsToken === null ? local : sameText(given, metricsToken);
    if (!allowed) return reply.status(404).send();
    return reply.type(platform.metrics.registry.contentType).send(await platform.metrics.registry.metrics());
  });
}
