import type { ChargeProposal, tryCharge } from '#contract/case-charge.ts';
import type { Names, Parsed } from '#contract/route.ts';
import { classificationTree, type ClassificationNode } from '#server/knowledge/index.ts';
import type { Ctx, Db, Tx } from '#server/platform/index.ts';
import { readQueues } from '#server/routing/index.ts';
import type { CaseRow } from '../cases.read.ts';
import { findCentre } from '../escalations/escalations.store.ts';
import { currentType, definitionOf } from '../types/types.store.ts';
import { serviceNames, supplyAddress } from './charge.read.ts';
import {
  askedBy,
  classificationThat,
  placeOfTerritory,
  ruleFor,
  territoryOf,
  type ChargeFacts,
  type RuleOfCharge,
} from './charge.rules.ts';
import { allChargeRules, findSupplier } from './charge.store.ts';

// Who is in charge of a case, and why: the first rule that fits; else whoever the supplier is reached by; else the office
// that the type names.

interface About {
  facts: ChargeFacts;
  /** What the type names as the second level, by code; and the names of the type. */
  type: { queue: string | null; name: Names } | null;
}

/** Who would be in charge of an example. */
export async function tryChargeOf(
  ctx: Ctx,
  input: Parsed<typeof tryCharge>['body'],
): Promise<ChargeProposal> {
  const tree = await classificationTree(ctx.db);
  const type = input.type === null ? null : await currentType(ctx.db, input.type);
  return propose(ctx.db, tree, {
    facts: {
      classification: input.classification === null ? [] : (tree.get(input.classification)?.above ?? []),
      territory: territoryOf(input.address),
      service: input.service,
      type: input.type,
      supplier: input.supplier,
    },
    type: type === null ? null : { queue: type.definition.level2.queue, name: type.definition.name },
  });
}

/** Who is in charge of a case as it is now. */
export async function proposalFor(db: Db | Tx, row: CaseRow): Promise<ChargeProposal> {
  const tree = await classificationTree(db);
  const definition = await definitionOf(db, row);
  return propose(db, tree, {
    facts: {
      classification: row.classificationId === null ? [] : (tree.get(row.classificationId)?.above ?? []),
      territory: territoryOf(await supplyAddress(db, row.customerId, row.serviceId)),
      service: row.serviceId,
      type: row.type,
      supplier: row.supplierId,
    },
    type: { queue: definition.level2.queue, name: definition.name },
  });
}

/** Who would be in charge of a case that is about to be opened. */
export async function proposalForNew(
  db: Db | Tx,
  one: {
    type: string;
    classification: string | null;
    supplier: string | null;
    customerId: string;
    serviceId: string | null;
  },
): Promise<ChargeProposal> {
  const tree = await classificationTree(db);
  const type = await currentType(db, one.type);
  return propose(db, tree, {
    facts: {
      classification: one.classification === null ? [] : (tree.get(one.classification)?.above ?? []),
      territory: territoryOf(await supplyAddress(db, one.customerId, one.serviceId)),
      service: one.serviceId,
      type: one.type,
      supplier: one.supplier,
    },
    type: type === null ? null : { queue: type.definition.level2.queue, name: type.definition.name },
  });
}

async function propose(
  db: Db | Tx,
  tree: ReadonlyMap<string, ClassificationNode>,
  { facts, type }: About,
): Promise<ChargeProposal> {
  const { rule, passed } = ruleFor(await allChargeRules(db), facts);
  const supplier = facts.supplier === null ? null : await findSupplier(db, facts.supplier);
  const queues = await readQueues(db);
  const byCode = type?.queue == null ? undefined : queues.find(({ code }) => code === type.queue);
  const [source, queueId]: [ChargeProposal['source'], string | null] =
    rule !== null
      ? ['rule', rule.queueId]
      : supplier?.active === true
        ? ['supplier', supplier.queueId]
        : byCode !== undefined
          ? ['type', byCode.id]
          : [null, null];
  const queue = queues.find(({ id, active }) => id === queueId && active);
  const centre =
    source === 'supplier' && supplier?.centreId != null ? await findCentre(db, supplier.centreId) : null;
  const own = (text: string): Names => ({ it: text, en: text });
  const services = await serviceNames(db);
  const valueOf = (about: ChargeProposal['why'][number]['about'], asking: RuleOfCharge): Names => {
    switch (about) {
      case 'classification':
        return tree.get(classificationThat(asking, facts) ?? '')?.name ?? own('');
      case 'place':
        return own(placeOfTerritory(asking.places, facts.territory) ?? '');
      case 'service':
        return own(services.get(facts.service ?? '') ?? '');
      case 'type':
        return type?.name ?? own(facts.type ?? '');
      case 'supplier':
        return own(supplier?.name ?? '');
    }
  };
  return {
    queue: queue?.id ?? null,
    queueName: queue?.name ?? null,
    open: queue !== undefined && !queue.emergencyClosed,
    source,
    rule: rule?.id ?? null,
    ruleName: rule?.name ?? null,
    centre: centre?.id ?? null,
    centreName: centre?.name ?? null,
    why:
      rule !== null
        ? askedBy(rule).map((about) => ({ about, value: valueOf(about, rule) }))
        : source === 'supplier'
          ? [{ about: 'supplier', value: own(supplier!.name) }]
          : source === 'type'
            ? [{ about: 'type', value: type!.name }]
            : [],
    passed: passed.map(({ rule: one, about }) => ({ rule: one.id, ruleName: one.name, about })),
    place: facts.territory,
  };
}
