import * as contract from '#contract/case-types-api.ts';
import { on, type Mounted } from '#server/platform/index.ts';
import { among } from './fields.rules.ts';
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
];
