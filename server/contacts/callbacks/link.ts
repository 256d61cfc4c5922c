import { sign, type Ctx } from '#server/platform/index.ts';

/**
 * The key of a customer's own link to a callback: nobody can guess it, and it can be written again, into a mail or a chat
 * window that comes back, without being stored. What is stored is its hash, by which the callback is found.
 */
export const callbackKey = (ctx: Pick<Ctx, 'platform'>, contactId: string): string =>
  sign(ctx.platform.secret, 'callback link', contactId);

/**
 * The customer's page, as a path of ours. The key stands behind the #: browsers send it to nobody, so it is in no log on
 * the way.
 */
export const callbackPath = (ctx: Pick<Ctx, 'platform'>, contactId: string, language: string): string =>
  `/callback?lang=${encodeURIComponent(language)}#${callbackKey(ctx, contactId)}`;
