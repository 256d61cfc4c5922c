import type { ChargeRule, createChargeRule } from '#contract/case-charge.ts';
import type { Parsed } from '#contract/route.ts';
import { classificationTree } from '#server/knowledge/index.ts';
import {
  configChanged,
  forbidden,
  invalid,
  isUniqueViolation,
  newId,
  notFound,
  Problem,
  scopeOf,
  type Ctx,
  type Tx,
} from '#server/platform/index.ts';
import { readQueues } from '#server/routing/index.ts';
import { currentTypes } from '../types/types.store.ts';
import { servedQueues, serviceNames } from './charge.read.ts';
import { shadowOf, type RuleOfCharge } from './charge.rules.ts';
import {
  allChargeRules,
  allSuppliers,
  lockChargeRules,
  placeChargeRules,
  removeChargeRule,
  saveChargeRule,
  type ChargeRuleRow,
} from './charge.store.ts';

// The rules of charge as an administrator keeps them: one list for the whole organisation, in one order.

type Input = Parsed<typeof createChargeRule>['body'];

/** What rules may name, for checking them and for what is doubtful in them. */
async function known(tx: Tx | Ctx['db']) {
  const [nodes, services, types, suppliers] = await Promise.all([
    classificationTree(tx),
    serviceNames(tx),
    currentTypes(tx),
    allSuppliers(tx),
  ]);
  return {
    nodes,
    lists: {
      classification: {
        of: (rule: RuleOfCharge) => rule.classifications,
        there: (id: string) => nodes.get(id)?.active === true,
      },
      service: { of: (rule: RuleOfCharge) => rule.services, there: (id: string) => services.has(id) },
      type: {
        of: (rule: RuleOfCharge) => rule.types,
        there: (code: string) => types.some(({ definition }) => definition.code === code),
      },
      supplier: {
        of: (rule: RuleOfCharge) => rule.suppliers,
        there: (id: string) => suppliers.some((one) => one.id === id && one.active),
      },
    },
  };
}

/** The rules in their order, each with what is doubtful in it. */
export async function chargeRulesNow(db: Ctx['db'] | Tx): Promise<ChargeRule[]> {
  const rules = await allChargeRules(db);
  const [{ nodes, lists }, queues, served] = await Promise.all([
    known(db),
    readQueues(
      db,
      rules.map(({ queueId }) => queueId),
    ),
    servedQueues(db),
  ]);
  const queueOf = new Map(queues.map((one) => [one.id, one]));
  return rules.map((rule) => {
    const queue = queueOf.get(rule.queueId);
    const shadow = shadowOf(rules, rule, (node) => nodes.get(node)?.above ?? [node]);
    const gone = Object.entries(lists)
      .filter(([, { of, there }]) => of(rule).length > 0 && !of(rule).some((one) => there(one)))
      .map(([about]) => ({ code: 'gone' as const, of: about }));
    const doubts: ChargeRule['warnings'] = [
      ...(shadow === null ? [] : [{ code: 'shadowed' as const, of: shadow.name }]),
      ...(queue?.active !== true
        ? [{ code: 'off' as const, of: queue?.name ?? '' }]
        : queue.emergencyClosed
          ? [{ code: 'closed' as const, of: queue.name }]
          : served.has(queue.id)
            ? []
            : [{ code: 'unserved' as const, of: queue.name }]),
      ...gone,
    ];
    return {
      id: rule.id,
      position: rule.position,
      name: rule.name,
      classifications: rule.classifications,
      places: rule.places,
      services: rule.services,
      types: rule.types,
      suppliers: rule.suppliers,
      queue: rule.queueId,
      queueName: queue?.name ?? '',
      active: rule.active,
      // A rule that is off is asked by nobody.
      warnings: rule.active ? doubts : [],
    };
  });
}

// The order is one for all services: so is the right to change it.
function mayArrange(ctx: Ctx): void {
  if (scopeOf(ctx.actor, 'admin.routing') !== 'all') throw forbidden('admin.routing everywhere');
}

const shown = async (tx: Tx, id: string): Promise<ChargeRule> =>
  (await chargeRulesNow(tx)).find((one) => one.id === id)!;

/** @throws Problem 403, 409 taken, 422 naming the field */
export const createChargeRuleOf = (ctx: Ctx, input: Input): Promise<ChargeRule> =>
  ctx.tx(async (tx) => {
    mayArrange(ctx);
    const rules = await lockChargeRules(tx);
    const position = Math.max(0, ...rules.map((one) => one.position)) + 1;
    return putRule(tx, ctx, null, input, position);
  });

/** @throws Problem 403, 404, 409 taken, 422 naming the field */
export const updateChargeRuleOf = (ctx: Ctx, id: string, input: Input): Promise<ChargeRule> =>
  ctx.tx(async (tx) => {
    mayArrange(ctx);
    const before = (await lockChargeRules(tx)).find((one) => one.id === id);
    if (before === undefined) throw notFound('rule');
    return putRule(tx, ctx, before, input, before.position);
  });

async function putRule(
  tx: Tx,
  ctx: Ctx,
  before: ChargeRuleRow | null,
  input: Input,
  position: number,
): Promise<ChargeRule> {
  const name = input.name.trim();
  if (name.length < 2) throw invalid('name', 'a name that says what it is for');
  const after: ChargeRuleRow = {
    id: before?.id ?? newId(),
    position,
    name,
    classifications: [...new Set(input.classifications)],
    places: [...new Set(input.places.map((one) => one.trim()).filter((one) => one !== ''))],
    services: [...new Set(input.services)],
    types: [...new Set(input.types)],
    suppliers: [...new Set(input.suppliers)],
    queueId: input.queue,
    active: input.active,
  };
  const { lists } = await known(tx);
  const fields = {
    classification: 'classifications',
    service: 'services',
    type: 'types',
    supplier: 'suppliers',
  } as const;
  for (const [about, { of, there }] of Object.entries(lists)) {
    // What went out of use meanwhile may stay, so that the rest of the rule can be changed.
    const kept = before === null ? [] : of(before);
    const wrong = of(after).find((one) => !there(one) && !kept.includes(one));
    if (wrong !== undefined) throw invalid(fields[about as keyof typeof fields], 'only what is in use');
  }
  if ((await readQueues(tx, [input.queue]))[0]?.active !== true && input.queue !== before?.queueId)
    throw invalid('queue', 'a queue in use');
  try {
    await saveChargeRule(tx, after);
  } catch (error) {
    if (!isUniqueViolation(error, 'charge_rule_name')) throw error;
    throw new Problem(409, 'taken', 'name: already in use', [{ field: 'name', message: 'already in use' }]);
  }
  await configChanged(tx, ctx.actor, { what: 'charge-rule', id: after.id, before, after });
  return shown(tx, after.id);
}

/** @throws Problem 403, 404 */
export const deleteChargeRuleOf = (ctx: Ctx, id: string): Promise<void> =>
  ctx.tx(async (tx) => {
    mayArrange(ctx);
    const before = (await lockChargeRules(tx)).find((one) => one.id === id);
    if (before === undefined) throw notFound('rule');
    await removeChargeRule(tx, id);
    await configChanged(tx, ctx.actor, { what: 'charge-rule', id, before, after: null });
  });

/** Puts the rules in another order. @throws Problem 403, 422 ids */
export const orderChargeRulesOf = (ctx: Ctx, ids: readonly string[]): Promise<{ items: ChargeRule[] }> =>
  ctx.tx(async (tx) => {
    mayArrange(ctx);
    const rules = await lockChargeRules(tx);
    const there = new Set(rules.map(({ id }) => id));
    if (ids.length !== there.size || new Set(ids).size !== there.size || ids.some((id) => !there.has(id)))
      throw invalid('ids', 'every rule, once');
    await placeChargeRules(tx, ids);
    const names = new Map(rules.map(({ id, name }) => [id, name]));
    await configChanged(tx, ctx.actor, {
      what: 'charge-rule',
      id: 'order',
      subjectId: null,
      before: rules.map(({ name }) => name),
      after: ids.map((id) => names.get(id)),
    });
    return { items: await chargeRulesNow(tx) };
  });
