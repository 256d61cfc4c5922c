import type { FastifyInstance } from 'fastify';
import { builtFile, pagePolicy } from '../visitors/sites.ts';

/**
 * The customer's page of a case at /case: one page for all of them, the key stands behind the # of the address. It is
 * shown in no other page, and no search engine keeps it.
 */
export function registerCasePage(server: FastifyInstance): void {
  server.get('/case', async (_request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', pagePolicy(["'none'"]))
      .header('referrer-policy', 'no-referrer')
      .header('x-robots-tag', 'noindex')
      .header('cache-control', 'no-cache')
      .send(await builtFile('form', 'case.html')),
  );
}
