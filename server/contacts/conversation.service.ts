import type { z } from 'zod';
import type { conversation } from '#contract/conversations.ts';
import { notFound, type Ctx } from '#server/platform/index.ts';
import { accessContact, accessConversation } from './access.ts';
import { contactDetail, contactsOfConversation, legsOf, visibleAmong } from './contacts.read.ts';
import { noteLook } from './looks.ts';
import { messagesOf } from './messages.read.ts';
import { customerExists, timelineOf } from './timeline.read.ts';

export interface SuggestedLink {
  conversation: string;
  reason: string;
}

/** A contact with its notes and my open offer of it. @throws Problem 404 */
export async function getContact(ctx: Ctx, id: string) {
  const found = await contactDetail(ctx.db, ctx.actor, id);
  if (found === null) throw notFound('contact');
  await noteLook(ctx, found.customer, `conversation:${found.conversation}`);
  return found;
}

/** The stretches of a contact. @throws Problem 404 */
export async function getLegs(ctx: Ctx, id: string) {
  await accessContact(ctx.db, ctx.actor, id, 'contact.read');
  return { items: await legsOf(ctx.db, id) };
}

/** A conversation with those of its contacts that the caller may see; the look is logged. @throws Problem 404 */
export async function getConversation(ctx: Ctx, id: string): Promise<z.input<typeof conversation>> {
  const row = await accessConversation(ctx.db, ctx.actor, id, 'contact.read');
  const { suggestedLinks, ...context } = row.context as Record<string, unknown>;
  const links = linksOf(suggestedLinks);
  const [contacts, visible] = await Promise.all([
    contactsOfConversation(ctx.db, ctx.actor, id),
    visibleAmong(
      ctx.db,
      ctx.actor,
      links.map((link) => link.conversation),
    ),
    noteLook(ctx, row.customerId, `conversation:${id}`),
  ]);
  return {
    id: row.id,
    channel: row.channel as z.input<typeof conversation>['channel'],
    subject: row.subject,
    state: row.state as 'open' | 'closed',
    language: row.language,
    customer: row.customerId,
    entryPoint: row.entryPointId,
    service: row.serviceId,
    createdAt: row.createdAt,
    lastMessageAt: row.lastMessageAt,
    context,
    contacts,
    suggestedLinks: links.filter((link) => visible.has(link.conversation)),
  };
}

// Written by the intake as [{conversation, reason}] inside the conversation's context.
function linksOf(value: unknown): SuggestedLink[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((one: Partial<SuggestedLink> | null) =>
    typeof one?.conversation === 'string' && typeof one.reason === 'string'
      ? [{ conversation: one.conversation, reason: one.reason }]
      : [],
  );
}

/** Messages of a conversation; the look is logged. @throws Problem 404 */
export async function getMessages(
  ctx: Ctx,
  id: string,
  query: { before?: number | undefined; after?: number | undefined; limit: number },
) {
  const row = await accessConversation(ctx.db, ctx.actor, id, 'contact.read');
  const [page] = await Promise.all([
    messagesOf(ctx.db, id, query),
    noteLook(ctx, row.customerId, `conversation:${id}`),
  ]);
  return page;
}

/** A customer's timeline, as far as the caller may see it; the look is logged. @throws Problem 404 */
export async function getTimeline(
  ctx: Ctx,
  customer: string,
  query: { limit: number; cursor?: string | undefined },
) {
  if (!(await customerExists(ctx.db, customer))) throw notFound('customer');
  const [page] = await Promise.all([
    timelineOf(ctx.db, ctx.actor, customer, query),
    noteLook(ctx, customer, 'timeline'),
  ]);
  return page;
}
