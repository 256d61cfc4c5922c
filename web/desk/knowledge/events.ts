import { contactArticles, listArticleTasks } from '#contract/article-work.ts';
import { getArticle, listArticles, readArticle } from '#contract/articles.ts';
import { invalidate } from '#web/kit/index.ts';

/** Makes true again what an event of articles concerns. */
export function onArticleEvent(kind: string, data: Record<string, unknown>): void {
  if (kind === 'article.used') {
    invalidate(contactArticles, { params: { id: String(data['contact']) } });
    return;
  }
  invalidate(listArticleTasks);
  if (kind === 'article.task') return;
  const params = { id: String(data['article']) };
  invalidate(getArticle, { params });
  invalidate(readArticle);
  invalidate(listArticles);
}
