import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { languages } from '#contract/words.ts';
import { organisationName } from '#server/access/index.ts';
import {
  feedbackOfPublic,
  filesOf,
  findArticles,
  noteChoice,
  noteSearch,
  openArticleFile,
  publicArticles,
  readPublic,
  thePublic,
  type PublicArticle,
} from '#server/knowledge/index.ts';
import { isUuid, Problem, type Platform } from '#server/platform/index.ts';
import { visitorContext } from '../visitors/visitor-context.ts';
import { articlePage, homePage, missingPage, searchPage, sitemap, type Site } from './help.views.ts';

// Server-rendered, and whole without a script. Nothing but our own style sheet may load.
const policy = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const languageParam = z.object({ language: z.enum(languages) });
const codeParam = z.object({
  language: z.enum(languages),
  code: z.string().regex(/^[a-z0-9][a-z0-9-]{1,59}$/),
});
const feedbackForm = z.object({
  useful: z.enum(['yes', 'no']),
  words: z
    .string()
    .max(2000)
    .transform((text) => text.trim()),
});

/** The public help site at /help: its first page, search, articles, their files, feedback and the site's map. */
export function registerHelpSite(server: FastifyInstance, platform: Platform): void {
  const db = platform.database.db;
  const siteOf = async (articles: readonly PublicArticle[]): Promise<Site> => ({
    organisation: (await organisationName(db)) || 'Filodiretto',
    base: platform.config.publicUrl,
    languages: languages.filter((one) => articles.some(({ language }) => language === one)),
  });
  const all = () => publicArticles(db, platform.clock.now());

  server.get('/help', (request, reply) => {
    const wanted = languagesWanted(request.headers['accept-language']);
    return reply
      .header('vary', 'accept-language')
      .header('cache-control', 'no-cache')
      .redirect(`/help/${wanted}`, 302);
  });
  server.get('/help/help.css', async (_request, reply) =>
    reply
      .type('text/css; charset=utf-8')
      .header('cache-control', 'public, max-age=3600')
      .send(await readFile(path.resolve(import.meta.dirname, '../../../web/help/help.css'), 'utf8')),
  );
  server.get('/help/sitemap.xml', limited(60), async (request, reply) => {
    const articles = await all();
    const text = sitemap(await siteOf(articles), articles);
    return page(request, reply.type('application/xml; charset=utf-8'), text, 3600);
  });
  server.get('/help/files/:id', limited(60), async (request, reply) => {
    const { id } = request.params as { id: string };
    const ctx = visitorContext(platform, request.ip);
    if (!isUuid(id)) return missing(request, reply, 'it');
    try {
      const file = await openArticleFile(ctx, thePublic, id);
      return await reply
        .headers(file.headers)
        .header('cache-control', 'public, max-age=300')
        .send(file.content);
    } catch (error) {
      if (error instanceof Problem && error.status === 404) return missing(request, reply, 'it');
      throw error;
    }
  });
  server.get('/help/:language', limited(120), async (request, reply) => {
    const { success, data } = languageParam.safeParse(request.params);
    if (!success) return missing(request, reply, 'en');
    const articles = await all();
    return page(request, html(reply), homePage(await siteOf(articles), data.language, articles));
  });
  server.get('/help/:language/search', limited(30), async (request, reply) => {
    const { success, data } = languageParam.safeParse(request.params);
    if (!success) return missing(request, reply, 'en');
    const { language } = data;
    const given = (request.query as Record<string, unknown>)['q'];
    const q = typeof given === 'string' ? given.slice(0, 400).replaceAll('\u0000', '') : '';
    const at = platform.clock.now();
    const asked = q.trim().length >= 2;
    const found = asked
      ? await findArticles(db, thePublic, q, { language, at, limit: 15 })
      : { items: [], corrected: [] };
    const searchId = asked
      ? await noteSearch(db, { place: 'help', language, question: q, hits: found.items.length, at })
      : null;
    void reply.header('cache-control', 'no-store');
    const text = searchPage(await siteOf([]), language, q, { ...found, searchId });
    return html(reply).send(text);
  });
  server.get('/help/:language/:code', limited(120), async (request, reply) => {
    const { success, data } = codeParam.safeParse(request.params);
    if (!success) return missing(request, reply, 'en');
    const { language, code } = data;
    const at = platform.clock.now();
    const article = await readPublic(db, code, language, at);
    if (article === null) return missing(request, reply, language);
    const { from, thanks } = request.query as Record<string, unknown>;
    if (typeof from === 'string' && isUuid(from)) await noteChoice(db, from, article.articleId);
    const articles = await all();
    const near = await findArticles(db, thePublic, article.title, {
      language: article.language,
      at,
      limit: 5,
    });
    const text = articlePage(await siteOf(articles), language, article, {
      languages: articles.filter((one) => one.code === code).map((one) => one.language),
      files: await filesOf(db, article.articleId, true),
      related: near.items.filter((one) => one.code !== code).slice(0, 4),
      thanks: thanks === '1',
    });
    return page(request, html(reply), text);
  });
  // A form without a script: in a scope of its own, since nothing else takes such a body.
  void server.register(async (scope) => {
    scope.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: 16 * 1024 },
      (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    );
    scope.post('/help/:language/:code/feedback', limited(10), async (request, reply) => {
      const where = codeParam.safeParse(request.params);
      if (!where.success) return missing(request, reply, 'en');
      const { language, code } = where.data;
      const said = feedbackForm.safeParse(request.body);
      const back = `/help/${language}/${code}`;
      if (!said.success) return reply.redirect(back, 303);
      const ctx = visitorContext(platform, request.ip);
      try {
        await ctx.tx((tx) =>
          feedbackOfPublic(tx, ctx, code, {
            language,
            useful: said.data.useful === 'yes',
            words: said.data.words,
          }),
        );
      } catch (error) {
        if (error instanceof Problem && error.status === 404) return missing(request, reply, language);
        throw error;
      }
      return reply.redirect(`${back}?thanks=1`, 303);
    });
  });

  async function missing(_request: FastifyRequest, reply: FastifyReply, language: string) {
    void reply.header('cache-control', 'no-store');
    return html(reply.status(404)).send(missingPage(await siteOf([]), language));
  }
}

const limited = (max: number) => ({ config: { rateLimit: { max, timeWindow: '1 minute' } } });

const html = (reply: FastifyReply): FastifyReply =>
  reply
    .type('text/html; charset=utf-8')
    .header('content-security-policy', policy)
    .header('referrer-policy', 'same-origin');

/** A page that caches may keep for a while and ask about by its tag. */
function page(request: FastifyRequest, reply: FastifyReply, text: string, seconds = 60): FastifyReply {
  const tag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 24)}"`;
  void reply
    .header('etag', tag)
    .header('cache-control', `public, max-age=${seconds}, stale-while-revalidate=600`);
  const known = (request.headers['if-none-match'] ?? '')
    .split(',')
    .map((one) => one.trim().replace(/^W\//, ''));
  return known.includes(tag) ? reply.status(304).send() : reply.send(text);
}

/** The first language of a browser in which there is help; Italian where it says nothing. */
function languagesWanted(header: string | undefined): string {
  for (const part of (header ?? '').slice(0, 200).split(',')) {
    const tag = part.trim().slice(0, 2).toLowerCase();
    const found = languages.find((one) => one === tag);
    if (found !== undefined) return found;
  }
  return 'it';
}
