import * as contract from '#contract/knowledge.ts';
import { on, type Mounted } from '#server/platform/index.ts';
import { listClassification, putClassification } from './knowledge.service.ts';

export const knowledgeRoutes: Mounted[] = [
  on(contract.listClassification, ({ ctx }) => listClassification(ctx)),
  on(contract.createClassification, ({ ctx, input }) =>
    ctx.tx((tx) => putClassification(tx, ctx, null, input.body)),
  ),
  on(contract.updateClassification, ({ ctx, input }) =>
    ctx.tx((tx) => putClassification(tx, ctx, input.params.id, input.body)),
  ),
];
