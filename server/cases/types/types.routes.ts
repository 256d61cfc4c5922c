import * as contract from '#contract/case-types-api.ts';
import { on, type Mounted } from '#server/platform/index.ts';
import {
  checkText,
  compareSides,
  createType,
  dropDraft,
  fileOf,
  keepDraft,
  listHeads,
  publish,
  switchType,
  typeNow,
} from './admin.service.ts';
import { among } from './fields.rules.ts';
import { previewMove, startMove } from './moving-versions.service.ts';
import { currentTypes } from './types.store.ts';

export const caseTypesRoutes: Mounted[] = [
  on(contract.listCaseTypes, async ({ ctx }) => {
    // Somebody's roles, wherever they hold them: what is hidden where a case lies, the case says.
    const roles = new Set(ctx.actor.grants.flatMap(({ role }) => role ?? []));
    const eyes = ctx.actor.kind === 'system' ? 'all' : roles;
    return {
      items: (await currentTypes(ctx.db, { inactiveToo: true })).map(({ active, version, definition }) => ({
        active,
        version: version.number,
        definition: {
          ...definition,
          fields: definition.fields.filter(({ visibleTo }) => among(eyes, visibleTo)),
        },
      })),
    };
  }),
  on(contract.listCaseTypeHeads, ({ ctx }) => listHeads(ctx)),
  on(contract.getCaseType, ({ ctx, input }) => typeNow(ctx, input.params.code)),
  on(contract.createCaseType, ({ ctx, input }) => createType(ctx, input.body)),
  on(contract.switchCaseType, ({ ctx, input }) => switchType(ctx, input.params.code, input.body.active)),
  on(contract.saveCaseTypeDraft, ({ ctx, input }) => keepDraft(ctx, input.params.code, input.body)),
  on(contract.dropCaseTypeDraft, ({ ctx, input }) => dropDraft(ctx, input.params.code, input.query.revision)),
  on(contract.checkCaseType, ({ ctx, input }) => checkText(ctx, input.params.code, input.body.text)),
  on(contract.publishCaseType, ({ ctx, input }) => publish(ctx, input.params.code, input.body)),
  on(contract.compareCaseType, ({ ctx, input }) => compareSides(ctx, input.params.code, input.query)),
  on(contract.exportCaseType, async ({ ctx, input, reply }) => {
    const text = await fileOf(ctx, input.params.code, input.query.version);
    void reply
      .type('application/json; charset=utf-8')
      .header('content-disposition', `attachment; filename="${input.params.code}.json"`);
    return text as never;
  }),
  on(contract.previewCaseTypeMove, ({ ctx, input }) => previewMove(ctx, input.params.code)),
  on(contract.moveCaseType, ({ ctx, input }) => startMove(ctx, input.params.code, input.body)),
];
