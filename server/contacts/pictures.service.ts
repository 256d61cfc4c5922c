import { notFound, Problem, type Ctx } from '#server/platform/index.ts';
import { accessConversation } from './access.ts';
import { shownInPage } from './attachments.service.ts';
import { pictureUrl } from './display.ts';
import { messagePlace, messageView } from './messages.read.ts';
import { fetchPicture, type Picture } from './pictures.ts';

/**
 * The place of a message of a conversation that the caller may see.
 * @throws Problem 404
 */
export async function accessMessage(ctx: Ctx, id: string) {
  const place = await messagePlace(ctx.db, id);
  if (place === null) throw notFound('message');
  await accessConversation(ctx.db, ctx.actor, place.conversationId, 'contact.read').catch(
    (error: unknown) => {
      throw error instanceof Problem && error.status === 404 ? notFound('message') : error;
    },
  );
  return place;
}

/**
 * A picture of another site that stands in a message: nothing else is ever fetched, or this server would be a way into
 * other networks for everybody who may sign in.
 * @throws Problem 404 when the caller may not see the message or it has no such picture, 502 when it cannot be had
 */
export async function remotePicture(ctx: Ctx, message: string, address: string): Promise<Picture> {
  await accessMessage(ctx, message);
  const html = (await messageView(ctx.db, message))?.html;
  if (html?.includes(`data-remote-src="${pictureUrl(message, address)}"`) !== true) throw notFound('picture');
  return fetchPicture(address, {
    privateToo: ctx.platform.config.picturesPrivate,
    allowed: (type) => shownInPage.has(type),
  });
}
