import type { FastifyInstance } from 'fastify';
import type { Mounted, Platform } from '#server/platform/index.ts';
import { callbackPageRoutes, registerCallbackPage } from './callback/index.ts';
import { casePageRoutes, registerCasePage } from './case-page/index.ts';
import { chatRoutes, registerChatPages, registerChatSocket, type SocketOptions } from './chat/index.ts';
import { formRoutes, registerFormPages } from './form/index.ts';
import { registerHelpSite } from './help/index.ts';
import { portalRoutes, registerPortalPages } from './portal/index.ts';
import { registerCallPage } from './voice/index.ts';

/** The API of chat, form and self-service pages, and of the customer's page of a callback. */
export const publicRoutes: Mounted[] = [
  ...chatRoutes,
  ...formRoutes,
  ...callbackPageRoutes,
  ...casePageRoutes,
  ...portalRoutes,
];

/**
 * Everything of chat, form and the other public pages that is not a route of the contract: pages, scripts, the chat's
 * socket, and the leave for other sites' pages to call the public API. Needs @fastify/websocket and @fastify/multipart on
 * the server.
 */
export async function registerPublicPages(
  server: FastifyInstance,
  platform: Platform,
  options: SocketOptions = {},
): Promise<void> {
  allowOtherSites(server);
  registerChatSocket(server, platform, options);
  registerChatPages(server, platform);
  registerCallbackPage(server);
  registerCasePage(server);
  registerCallPage(server, platform);
  await registerFormPages(server, platform);
  registerPortalPages(server, platform);
  registerHelpSite(server, platform);
}

// No cookie counts on these addresses, so any page may read the answers; who may use an entry point, its list says.
function allowOtherSites(server: FastifyInstance): void {
  server.addHook('onRequest', async (request, reply) => {
    if (request.url.startsWith('/api/v1/public/')) void reply.header('access-control-allow-origin', '*');
  });
  server.options('/api/v1/public/*', (_request, reply) =>
    reply
      .status(204)
      .header('access-control-allow-methods', 'GET, POST')
      .header('access-control-allow-headers', 'content-type')
      .header('access-control-max-age', '86400')
      .send(),
  );
}
