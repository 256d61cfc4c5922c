import type { FastifyInstance } from 'fastify';
import { builtFile, pagePolicy } from '../visitors/sites.ts';

/**
 * The customer's page of a callback at /callback: one page for all of them, the key stands behind the # of the address.
 * It is shown in no other page, so that nobody is made to press a button that they do not see.
 */
export function registerCallbackPage(server: FastifyInstance): void {
  server.get('/callback', async (_request, reply) =>
    reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', pagePolicy(["'none'"]))
      .header('referrer-policy', 'no-referrer')
      .header('cache-control', 'no-cache')
      .send(await builtFile('form', 'callback.html')),
  );
}
