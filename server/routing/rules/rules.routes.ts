import * as contract from '#contract/rules.ts';
import { on, type Mounted } from '#server/platform/index.ts';
import * as rules from './rules.service.ts';

/** The business rules as a list that is kept. What they would do with contacts is asked of `contacts`. */
export const ruleRoutes: Mounted[] = [
  on(contract.getRules, ({ ctx }) => rules.getRules(ctx)),
  on(contract.saveRules, ({ ctx, input }) => rules.saveRules(ctx, input.body)),
  on(contract.listRuleVersions, ({ ctx, input }) => rules.listVersions(ctx, input.query)),
  on(contract.getRuleVersion, ({ ctx, input }) =>
    rules.getVersion(ctx, input.params.version, input.query.against),
  ),
  on(contract.restoreRules, ({ ctx, input }) =>
    rules.restoreRules(ctx, input.params.version, input.body.comment),
  ),
];
