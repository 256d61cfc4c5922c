import {
  audit,
  forbidden,
  inScope,
  notFound,
  record,
  scopeOf,
  type Actor,
  type Ctx,
  type Db,
  type Tx,
} from '#server/platform/index.ts';
import { findArticle, type ArticleRecord } from './articles.store.ts';
import { mayRead, readerOf } from './scope.read.ts';

type Needs = 'knowledge.read' | 'knowledge.write' | 'knowledge.approve';
export type ArticleInput = Omit<ArticleRecord, 'id'>;

/** Where an article lies. */
export const placeOf = ({ serviceId, teamId }: { serviceId: string | null; teamId: string | null }) => ({
  serviceId,
  teamId,
});
/** Whether an actor may do something with an article where it lies; one of no service is for who may everywhere. */
export const mayHere = (actor: Actor, article: ArticleRecord, needs: Needs): boolean =>
  inScope(scopeOf(actor, needs), placeOf(article));

/** An article, for who may. @throws Problem 404 where it cannot be read, 403 where it can and not be changed */
export async function accessArticle(
  db: Db | Tx,
  actor: Actor,
  id: string,
  needs: Needs,
  lock = false,
): Promise<ArticleRecord> {
  const article = await findArticle(db, id, lock);
  if (article === null || !mayRead(readerOf(actor), article)) throw notFound('article');
  if (needs !== 'knowledge.read' && !mayHere(actor, article, needs)) throw forbidden(needs);
  return article;
}

/** The member of staff that acts; null: a token or the program. */
export const actorId = (actor: Actor): string | null => (actor.kind === 'staff' ? actor.id : null);

/** Audit row and event of a change of an article. */
export async function tellArticle(
  tx: Tx,
  ctx: Ctx,
  article: ArticleRecord,
  action: string,
  entry: { before?: unknown; after?: unknown; reason?: string | null },
): Promise<void> {
  await audit(tx, ctx.actor, {
    action: `article.${action}`,
    objectType: 'article',
    objectId: article.id,
    serviceId: article.serviceId,
    ...entry,
  });
  await record(tx, ctx.actor, {
    kind: 'article.changed',
    subjectId: article.id,
    serviceId: article.serviceId,
    teamId: article.audience === 'office' ? article.teamId : null,
    data: { article: article.id, code: article.code, action },
  });
}
