import { audit, record, type Ctx } from '#server/platform/index.ts';
import { visibleContact } from './access.read.ts';
import { accessContact } from './access.ts';
import { placeOf } from './applied.service.ts';
import { tagCounts } from './applied-rules.store.ts';
import { changeContact } from './contacts.store.ts';

const countedDays = 90;

/** Sets the tags of a contact: each once, in the given order. Whoever sees the contact may. */
export const setTags = (ctx: Ctx, id: string, wanted: readonly string[]): Promise<{ tags: string[] }> =>
  ctx.tx(async (tx) => {
    const contact = await accessContact(tx, ctx.actor, id, 'contact.handle', { lock: true });
    const tags = [...new Set(wanted)];
    if (JSON.stringify(tags) === JSON.stringify(contact.tags)) return { tags };
    await changeContact(tx, id, { tags });
    await audit(tx, ctx.actor, {
      action: 'contact.tagged',
      objectType: 'contact',
      objectId: id,
      serviceId: contact.serviceId,
      before: { tags: contact.tags },
      after: { tags },
    });
    await record(tx, ctx.actor, {
      kind: 'contact.changed',
      subjectId: id,
      ...placeOf(contact),
      data: { contact: id, conversation: contact.conversationId, fields: ['tags'] },
    });
    return { tags };
  });

/** Tags in use on contacts that the caller may see. */
export const listTags = async (ctx: Ctx) => ({
  items: await tagCounts(
    ctx.db,
    visibleContact(ctx.actor, 'contact.read', 'c'),
    new Date(ctx.clock.now().getTime() - countedDays * 86_400_000),
  ),
});
