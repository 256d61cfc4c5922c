import type { CaseTypeDefinition, TypeFinding } from '#contract/case-types.ts';
import { orderTrouble } from '../plans/plans.rules.ts';

type Report = (code: TypeFinding['code'], place: string, value: string, message: string) => void;

/** What is wrong or doubtful in the plans of work of a definition. Pure. */
export function findPlans(
  definition: CaseTypeDefinition,
  there: { queues: ReadonlySet<string> },
  error: Report,
  warn: Report,
): void {
  const plans = definition.plans ?? [];
  twice(plans, 'plans', error);
  for (const [index, plan] of plans.entries()) {
    const place = `plans[${index}]`;
    const { startedBy } = plan;
    if (startedBy !== undefined && !definition.transitions.some(({ key }) => key === startedBy))
      error('unknown_transition', `${place}.startedBy`, startedBy, 'no transition has this key');
    twice(plan.pieces, `${place}.pieces`, error);
    for (const [n, { queue, centre, inCharge }] of plan.pieces.entries()) {
      if ([queue, centre, inCharge].filter((one) => one !== undefined).length !== 1)
        error(
          'nobody_asked',
          `${place}.pieces[${n}]`,
          queue ?? '',
          'a queue, a centre, or whoever is in charge: one of them',
        );
      else if (queue !== undefined && !there.queues.has(queue))
        warn('unknown_queue', `${place}.pieces[${n}].queue`, queue, 'no queue has this code');
    }
    const trouble = orderTrouble(plan.pieces.map(({ key, after }) => ({ id: key, after })));
    if (trouble === null) continue;
    const at = plan.pieces.findIndex(({ key }) => key === trouble.id);
    if (trouble.trouble === 'unknown')
      error(
        'unknown_piece',
        `${place}.pieces[${at}].after`,
        trouble.id,
        'waits for a piece that there is not',
      );
    else error('plan_circle', `${place}.pieces[${at}].after`, trouble.id, 'waits in the end for itself');
  }
}

function twice(list: readonly { key: string }[], place: string, error: Report): void {
  const seen = new Set<string>();
  for (const [index, { key }] of list.entries()) {
    if (seen.has(key)) error('same_key', `${place}[${index}].key`, key, 'another has this key');
    seen.add(key);
  }
}
