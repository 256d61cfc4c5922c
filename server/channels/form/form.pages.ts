import path from 'node:path';
import { existsSync } from 'node:fs';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Problem, type Platform } from '#server/platform/index.ts';
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
    const origins = await originsOf(platform, request);
    const page = await builtFile('form', 'index.html');
    // Any site may show a form that names none; a list closes it to all others.
    const ancestors = origins === null || origins.length === 0 ? ['*'] : ["'self'", ...origins];
    return reply
      .status(origins === null ? 404 : 200)
      .type('text/html; charset=utf-8')
      .header('content-security-policy', pagePolicy(ancestors))
      .removeHeader('x-frame-options')
      .header('cache-control', 'no-cache')
      .send(page);
  });
}

/** The sites that may show the form of the address; null when there is none: the page says so to people, in words. */
async function originsOf(platform: Platform, request: FastifyRequest): Promise<string[] | null> {
  const { success, data } = idParams.safeParse(request.params);
  if (!success) return null;
  try {
    return (await findForm(visitorContext(platform, request.ip), data.id)).settings.origins;
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return null;
    throw error;
  }
}
