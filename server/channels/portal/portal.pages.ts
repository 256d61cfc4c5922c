import type { FastifyInstance } from 'fastify';
import { idParams } from '#contract/route.ts';
import { Problem, type Platform } from '#server/platform/index.ts';
import { builtFile, pagePolicy } from '../visitors/sites.ts';
import { visitorContext } from '../visitors/visitor-context.ts';
import { findPortal } from './portal.service.ts';

/** The page that runs a flow, at /self-service/:id; a kiosk's is the same in large type. */
export function registerPortalPages(server: FastifyInstance, platform: Platform): void {
  server.get('/self-service/:id', async (request, reply) => {
    const { success, data } = idParams.safeParse(request.params);
    const there =
      success &&
      (await findPortal(visitorContext(platform, request.ip), data.id).then(
        () => true,
        (error: unknown) => {
          if (error instanceof Problem && error.status === 404) return false;
          throw error;
        },
      ));
    const page = await builtFile('form', 'flow.html');
    return reply
      .status(there ? 200 : 404)
      .type('text/html; charset=utf-8')
      .header('content-security-policy', pagePolicy(["'self'"]))
      .header('cache-control', 'no-cache')
      .send(page);
  });
}
