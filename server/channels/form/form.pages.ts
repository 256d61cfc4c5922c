import path from 'node:path';
import { existsSync } from 'node:fs';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { checked, type Platform } from '#server/platform/index.ts';
import { idParams } from '#contract/route.ts';
import { visitorContext } from '../visitors/visitor-context.ts';
import { builtFile, dist, pagePolicy, sendScript } from '../visitors/sites.ts';
import { findForm } from './form.service.ts';

/** The public form at /form/:id, its files, and the snippet /form.js that puts it into other sites. */
export async function registerFormPages(server: FastifyInstance, platform: Platform): Promise<void> {
  const files = path.join(dist, 'form', 'assets');
  if (existsSync(files))
    await server.register(fastifyStatic, {
      root: files,
      prefix: '/form-assets/assets/',
      decorateReply: false,
      // Their names carry a hash of their content.
      immutable: true,
      maxAge: '365d',
    });
  server.get('/form.js', async (_request, reply) => sendScript(reply, await builtFile('form', 'form.js')));
  server.get('/form/:id', async (request, reply) => {
    const { id } = checked(idParams, request.params, 'id');
    const { settings } = await findForm(visitorContext(platform, request.ip), id);
    const page = await builtFile('form', 'index.html');
    // Any site may show a form that names none; a list closes it to all others.
    const ancestors = settings.origins.length === 0 ? ['*'] : ["'self'", ...settings.origins];
    return reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', pagePolicy(ancestors))
      .removeHeader('x-frame-options')
      .header('cache-control', 'no-cache')
      .send(page);
  });
}
