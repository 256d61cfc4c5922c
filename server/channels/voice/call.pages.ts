import type { FastifyInstance } from 'fastify';
import { idParams } from '#contract/route.ts';
import { Problem, type Platform } from '#server/platform/index.ts';
import { builtFile, pagePolicy } from '../visitors/sites.ts';
import { visitorContext } from '../visitors/visitor-context.ts';
import { describePhone } from './web-calls.service.ts';

/**
 * The page at /call/:id, from which a number is called by the browser. It is shown in no other page: a press of its
 * button opens a microphone.
 */
export function registerCallPage(server: FastifyInstance, platform: Platform): void {
  server.get('/call/:id', async (request, reply) => {
    const { success, data } = idParams.safeParse(request.params);
    const there = success && (await isPhone(platform, request.ip, data.id));
    return reply
      .status(there ? 200 : 404)
      .type('text/html; charset=utf-8')
      .header('content-security-policy', pagePolicy(["'none'"]))
      .header('permissions-policy', 'microphone=(self), camera=(), geolocation=()')
      .header('cache-control', 'no-cache')
      .send(await builtFile('form', 'call.html'));
  });
}

/** Whether it may be called; else the page says so to people, in words. */
async function isPhone(platform: Platform, ip: string, id: string): Promise<boolean> {
  try {
    await describePhone(visitorContext(platform, ip), id, 'it');
    return true;
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return false;
    throw error;
  }
}
