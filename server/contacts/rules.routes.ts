import * as contract from '#contract/rules.ts';
import { on, type Mounted } from '#server/platform/index.ts';
import { accessContact } from './access.ts';
import { appliedTo } from './applied-rules.store.ts';
import { previewRules, testRules } from './rules-preview.service.ts';
import { listTags, setTags } from './tags.service.ts';

/** What business rules do with contacts, and the tags they and agents set. */
export const rulesOnContactsRoutes: Mounted[] = [
  on(contract.previewRules, ({ ctx, input }) => previewRules(ctx, input.body)),
  on(contract.testRules, ({ ctx, input }) => testRules(ctx, input.body)),
  on(contract.listAppliedRules, async ({ ctx, input }) => {
    const contact = await accessContact(ctx.db, ctx.actor, input.params.id, 'contact.read');
    return { items: await appliedTo(ctx.db, contact.id) };
  }),
  on(contract.setContactTags, ({ ctx, input }) => setTags(ctx, input.params.id, input.body.tags)),
  on(contract.listContactTags, ({ ctx }) => listTags(ctx)),
];
