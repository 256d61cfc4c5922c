import type { FlowLanguage } from '#contract/flow-graph.ts';
import type { Result } from '#contract/route.ts';
import type { publicChatHelp } from '#contract/widget.ts';
import { anythingPublic, suggestToPublic } from '#server/knowledge/index.ts';
import type { Ctx } from '#server/platform/index.ts';

/** Shorter than this it says nothing yet. */
const worth = 8;

/** Where a visitor can help themselves: the help site, and what fits the question that they are writing. */
export async function helpFor(
  ctx: Ctx,
  text: string,
  language: FlowLanguage,
): Promise<Result<typeof publicChatHelp>> {
  if (!(await anythingPublic(ctx.db, ctx.clock.now()))) return { site: null, articles: [] };
  const found = text.length < worth ? [] : await suggestToPublic(ctx, text, language);
  return {
    site: new URL(`/help/${language}`, ctx.platform.config.publicUrl).href,
    articles: found.slice(0, 3).flatMap((one) =>
      // In the reader's words around it, also where the article is in another language.
      one.helpUrl === null
        ? []
        : [
            {
              title: one.title,
              language: one.language,
              url: new URL(`/help/${language}/${one.code}`, ctx.platform.config.publicUrl).href,
            },
          ],
    ),
  };
}
