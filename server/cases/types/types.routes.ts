import * as contract from '#contract/case-types-api.ts';
import { on, type Mounted } from '#server/platform/index.ts';
import { currentTypes } from './types.store.ts';

export const caseTypesRoutes: Mounted[] = [
  on(contract.listCaseTypes, async ({ ctx }) => ({
    items: (await currentTypes(ctx.db, { inactiveToo: true })).map(({ active, version, definition }) => ({
      active,
      version: version.number,
      definition,
    })),
  })),
];
