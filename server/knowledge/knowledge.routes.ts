import * as contract from '#contract/knowledge.ts';
import { channel } from '#contract/words.ts';
import { on, type Mounted } from '#server/platform/index.ts';
import {
  listClassification,
  listStandardTexts,
  putClassification,
  putStandardText,
} from './knowledge.service.ts';

// The column is text; what was written came through the contract.
const shown = <T extends { channel: string | null }>(row: T) => ({
  ...row,
  channel: channel.nullable().parse(row.channel),
});

export const knowledgeRoutes: Mounted[] = [
  on(contract.listClassification, ({ ctx }) => listClassification(ctx)),
  on(contract.createClassification, ({ ctx, input }) =>
    ctx.tx((tx) => putClassification(tx, ctx, null, input.body)),
  ),
  on(contract.updateClassification, ({ ctx, input }) =>
    ctx.tx((tx) => putClassification(tx, ctx, input.params.id, input.body)),
  ),
  on(contract.listStandardTexts, ({ ctx, input }) => listStandardTexts(ctx, input.query)),
  on(contract.createStandardText, async ({ ctx, input }) =>
    shown(await ctx.tx((tx) => putStandardText(tx, ctx, null, input.body))),
  ),
  on(contract.updateStandardText, async ({ ctx, input }) =>
    shown(await ctx.tx((tx) => putStandardText(tx, ctx, input.params.id, input.body))),
  ),
];
