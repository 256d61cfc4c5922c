import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import { flowLanguages } from '#contract/flow-graph.ts';
import { idParams } from '#contract/route.ts';
import { organisationName } from '#server/access/index.ts';
import { notFound, Problem, type Ctx, type Platform } from '#server/platform/index.ts';
import { builtFile, demoSite, pagePolicy, sendScript } from '../visitors/sites.ts';
import { webNumber } from '../visitors/entry-points.read.ts';
import { visitorContext } from '../visitors/visitor-context.ts';
import { findChat } from './chat.service.ts';

const locales = path.resolve(import.meta.dirname, '../../../locales');
const pages = { '': 'home.html', '/bolletta': 'bill.html' } as const;

/** The widget's script at /widget.js, and at /chat/:id a small invented site that carries it, to try it out. */
export function registerChatPages(server: FastifyInstance, platform: Platform): void {
  server.get('/widget.js', async (_request, reply) =>
    sendScript(reply, await builtFile('widget', 'widget.js')),
  );
  server.get<{ Params: { file: string } }>('/widget-words/:file', async (request, reply) => {
    const language = flowLanguages.find((one) => `${one}.json` === request.params.file);
    if (language === undefined) throw notFound('language');
    return reply
      .type('application/json; charset=utf-8')
      .header('cache-control', 'public, max-age=300')
      .header('cross-origin-resource-policy', 'cross-origin')
      .header('access-control-allow-origin', '*')
      .send(await readFile(path.join(locales, language, 'widget.json'), 'utf8'));
  });
  for (const [suffix, file] of Object.entries(pages))
    server.get(`/chat/:id${suffix}`, async (request, reply) => {
      const ctx = visitorContext(platform, request.ip);
      const found = await chatOf(ctx, request.params);
      void reply.type('text/html; charset=utf-8').header('content-security-policy', pagePolicy(["'self'"]));
      if (found === null)
        return reply.status(404).send(await readFile(path.join(demoSite, 'missing.html'), 'utf8'));
      const { id, settings } = found;
      const organisation = await organisationName(ctx.db);
      const values: Record<string, string> = {
        chat: id,
        call: (await webNumber(ctx.db)) ?? '',
        organisation,
        lang: languageAsked(request.query),
        form: settings.offlineForm === null ? '#contatti' : `/form/${settings.offlineForm}`,
      };
      const text = await readFile(path.join(demoSite, file), 'utf8');
      return reply
        .header('cache-control', 'no-cache')
        .send(text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => escaped(values[name] ?? '')));
    });
  server.get('/chat-site/site.css', async (_request, reply) =>
    reply
      .type('text/css; charset=utf-8')
      .header('cache-control', 'no-cache')
      .send(await readFile(path.join(demoSite, 'site.css'), 'utf8')),
  );
}

/** The chat of an address; null when there is none. */
async function chatOf(ctx: Ctx, params: unknown) {
  const { success, data } = idParams.safeParse(params);
  if (!success) return null;
  try {
    return { id: data.id, ...(await findChat(ctx, data.id)) };
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return null;
    throw error;
  }
}

/** `?lang=ar`: the widget of the page as somebody with another language has it. */
function languageAsked(query: unknown): string {
  const { lang } = query as { lang?: unknown };
  return flowLanguages.find((one) => one === lang) ?? '';
}

const marks: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string) => text.replace(/[&<>"']/g, (mark) => marks[mark]!);
