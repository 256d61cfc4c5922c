import type { Parsed } from '#contract/route.ts';
import type { getDraft as getDraftRoute, saveDraft as saveDraftRoute } from '#contract/conversations.ts';
import { forbidden, notFound, type Ctx } from '#server/platform/index.ts';
import { accessConversation } from './access.ts';
import { dropDraft, findDraft, markMentionRead, putDraft, type DraftKey } from './drafts.store.ts';

export type DraftBody = Parsed<typeof saveDraftRoute>['body'];
type Place = Parsed<typeof getDraftRoute>['params'];

// Drafts and mentions belong to people; a token has none.
function me(ctx: Ctx): string {
  if (ctx.actor.kind !== 'staff' || ctx.actor.id === null) throw forbidden('contact.handle');
  return ctx.actor.id;
}

async function keyOf(ctx: Ctx, place: Place): Promise<DraftKey> {
  const staffId = me(ctx);
  // Who may read may write a note.
  await accessConversation(ctx.db, ctx.actor, place.id, 'contact.read');
  return { staffId, conversationId: place.id, kind: place.kind };
}

/** My draft in a conversation; nulls when there is none. @throws Problem 404 */
export async function getDraft(ctx: Ctx, place: Place) {
  const row = await findDraft(ctx.db, await keyOf(ctx, place));
  return row === null
    ? { body: null, updatedAt: null }
    : { body: row.body as DraftBody, updatedAt: row.updatedAt };
}

/** Keeps my draft, in place of the one before. @throws Problem 404 */
export async function saveDraft(ctx: Ctx, place: Place, body: DraftBody): Promise<void> {
  await putDraft(ctx.db, await keyOf(ctx, place), body, ctx.clock.now());
}

/** Throws my draft away; none is as good. @throws Problem 404 */
export async function deleteDraft(ctx: Ctx, place: Place): Promise<void> {
  await dropDraft(ctx.db, await keyOf(ctx, place));
}

/** I have seen the note that mentions me. @throws Problem 404 when it mentions me not */
export async function readMention(ctx: Ctx, message: string): Promise<void> {
  if (!(await markMentionRead(ctx.db, me(ctx), message, ctx.clock.now()))) throw notFound('mention');
}
