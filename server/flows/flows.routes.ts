import * as contract from '#contract/flows.ts';
import { on, type Mounted } from '#server/platform/index.ts';
import {
  checkGraph,
  compareSides,
  createFlow,
  draftOf,
  dropDraft,
  figuresNow,
  fileOf,
  flowNow,
  flowPartsNow,
  importFile,
  listFlows,
  saveDraft,
  updateFlow,
} from './flows.service.ts';
import { dropSecret, putHosts, putSecret } from './outside.service.ts';
import { listVersions, publishFlow, rollBack, versionNow, withdrawVersion } from './publishing.service.ts';
import { answerTrial, storyOf, tryFlow } from './story.service.ts';

export const flowsRoutes: Mounted[] = [
  on(contract.listFlows, ({ ctx }) => listFlows(ctx)),
  on(contract.getFlow, ({ ctx, input }) => flowNow(ctx, input.params.code)),
  on(contract.createFlow, ({ ctx, input }) => createFlow(ctx, input.body)),
  on(contract.updateFlow, ({ ctx, input }) => updateFlow(ctx, input.params.code, input.body)),
  on(contract.getDraft, ({ ctx, input }) => draftOf(ctx, input.params.code)),
  on(contract.saveDraft, ({ ctx, input }) => saveDraft(ctx, input.params.code, input.body)),
  on(contract.dropDraft, ({ ctx, input }) => dropDraft(ctx, input.params.code)),
  on(contract.checkGraph, ({ ctx, input }) => checkGraph(ctx, input.params.code, input.body.graph)),
  on(contract.publishFlow, ({ ctx, input }) => publishFlow(ctx, input.params.code, input.body)),
  on(contract.withdrawVersion, ({ ctx, input }) => withdrawVersion(ctx, input.params.code)),
  on(contract.rollBack, ({ ctx, input }) => rollBack(ctx, input.params.code, input.body)),
  on(contract.listFlowVersions, ({ ctx, input }) => listVersions(ctx, input.params.code)),
  on(contract.getFlowVersion, ({ ctx, input }) => versionNow(ctx, input.params.code, input.params.number)),
  on(contract.compareFlow, ({ ctx, input }) => compareSides(ctx, input.params.code, input.query)),
  on(contract.exportFlow, async ({ ctx, input, reply }) => {
    const text = await fileOf(ctx, input.params.code, input.query.version);
    void reply
      .type('application/json; charset=utf-8')
      .header('content-disposition', `attachment; filename="${input.params.code}.flow.json"`);
    return text as never;
  }),
  on(contract.importFlow, ({ ctx, input }) => importFile(ctx, input.body)),
  on(contract.getFlowFigures, ({ ctx, input }) => figuresNow(ctx, input.params.code, input.query)),
  on(contract.flowParts, ({ ctx }) => flowPartsNow(ctx)),
  on(contract.putFlowSecret, ({ ctx, input }) => putSecret(ctx, input.params.name, input.body.value)),
  on(contract.dropFlowSecret, ({ ctx, input }) => dropSecret(ctx, input.params.name)),
  on(contract.putFlowHosts, ({ ctx, input }) => putHosts(ctx, input.body.hosts)),
  on(contract.tryFlow, ({ ctx, input }) => tryFlow(ctx, input.params.code, input.body)),
  on(contract.answerTrial, ({ ctx, input }) => answerTrial(ctx, input.params.id, input.body)),
  on(contract.flowStory, ({ ctx, input }) => storyOf(ctx, input.params.id)),
];
