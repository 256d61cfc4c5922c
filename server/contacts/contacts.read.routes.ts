import * as routes from '#contract/contacts.ts';
import * as conversations from '#contract/conversations.ts';
import * as entryPoints from '#contract/entry-points.ts';
import { notFound, on, versioned, type Mounted } from '#server/platform/index.ts';
import { downloadAttachment, guarded, uploadAttachment } from './attachments.service.ts';
import { countContacts, listContacts, workload } from './contacts.read.ts';
import { getContact, getConversation, getLegs, getMessages, getTimeline } from './conversation.service.ts';
import { rawOf } from './display.ts';
import { deleteDraft, getDraft, readMention, saveDraft } from './drafts.service.ts';
import {
  createEntryPointOf,
  createOutcomeOf,
  listEntryPoints,
  listOutcomes,
  updateEntryPointOf,
  updateOutcomeOf,
} from './entry-points.service.ts';
import { exportContacts } from './export.service.ts';
import { noteLook } from './looks.ts';
import { mentionsOf } from './messages.read.ts';
import { accessMessage, remotePicture } from './pictures.service.ts';
import { uploadedFile } from './uploads.ts';

/** Everything of contract/contacts.ts that looks, and the few writes that only concern the looker or the set-up. */
export const contactsReadRoutes: Mounted[] = [
  on(routes.listContacts, ({ ctx, input }) => listContacts(ctx.db, ctx.actor, input.query)),
  on(routes.countContacts, async ({ ctx, input }) => ({
    count: await countContacts(ctx.db, ctx.actor, input.query),
  })),
  on(routes.exportContacts, async ({ ctx, input, reply }) => {
    const content = await exportContacts(ctx, input.query);
    const day = ctx.clock.now().toISOString().slice(0, 10);
    void reply
      .type('text/csv; charset=utf-8')
      .headers({ ...guarded(`attachment; filename="contacts-${day}.csv"`), 'cache-control': 'no-store' });
    return reply.send(content) as never;
  }),
  on(routes.getContact, ({ ctx, input }) => getContact(ctx, input.params.id)),
  on(routes.listLegs, ({ ctx, input }) => getLegs(ctx, input.params.id)),
  on(routes.workload, ({ ctx }) => workload(ctx.db, ctx.actor)),
  on(conversations.getConversation, ({ ctx, input }) => getConversation(ctx, input.params.id)),
  on(conversations.listMessages, ({ ctx, input }) => getMessages(ctx, input.params.id, input.query)),
  on(routes.customerTimeline, ({ ctx, input }) => getTimeline(ctx, input.params.id, input.query)),
  on(conversations.listMentions, ({ ctx, input }) => mentionsOf(ctx.db, ctx.actor, input.query)),
  on(conversations.readMention, ({ ctx, input }) => readMention(ctx, input.params.id)),

  on(conversations.uploadAttachment, async ({ ctx, request }) => {
    return uploadAttachment(ctx, await uploadedFile(request));
  }),
  on(conversations.downloadAttachment, async ({ ctx, input, reply }) => {
    const { content, headers } = await downloadAttachment(ctx, input.params.id, input.query.inline === '1');
    return reply.headers(headers).send(content) as never;
  }),
  on(conversations.rawMessage, async ({ ctx, input, reply }) => {
    const place = await accessMessage(ctx, input.params.id);
    const raw = await rawOf(ctx.db, place);
    if (raw === null) throw notFound('raw message');
    await noteLook(ctx, place.customerId, `conversation:${place.conversationId}`);
    return reply
      .type('message/rfc822')
      .headers(guarded(`attachment; filename="${place.id}.eml"`))
      .send(raw) as never;
  }),

  on(conversations.remotePicture, async ({ ctx, input, reply }) => {
    const { content, type } = await remotePicture(ctx, input.params.id, input.query.url);
    return reply.type(type).headers(guarded('inline')).send(content) as never;
  }),

  on(conversations.getDraft, ({ ctx, input }) => getDraft(ctx, input.params)),
  on(conversations.saveDraft, ({ ctx, input }) => saveDraft(ctx, input.params, input.body)),
  on(conversations.deleteDraft, ({ ctx, input }) => deleteDraft(ctx, input.params)),

  on(entryPoints.listEntryPoints, ({ ctx, input }) => listEntryPoints(ctx, input.query.channel)),
  on(entryPoints.createEntryPoint, ({ ctx, input }) => createEntryPointOf(ctx, input.body)),
  on(entryPoints.updateEntryPoint, ({ ctx, input }) =>
    updateEntryPointOf(ctx, input.params.id, ...versioned(input.body)),
  ),
  on(entryPoints.listOutcomes, ({ ctx }) => listOutcomes(ctx)),
  on(entryPoints.createOutcome, ({ ctx, input }) => createOutcomeOf(ctx, input.body)),
  on(entryPoints.updateOutcome, ({ ctx, input }) =>
    updateOutcomeOf(ctx, input.params.id, ...versioned(input.body)),
  ),
];
