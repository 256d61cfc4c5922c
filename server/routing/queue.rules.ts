import { occasions, type Condition } from '#contract/routing-plans.ts';
import type { FieldError } from '#server/platform/index.ts';
import type { QueueRow } from './queues.store.ts';

// What is right and wrong about a queue's help, overflow and branches. Pure: the other queues are handed in.

type Ruled = Pick<QueueRow, 'id' | 'help' | 'overflow' | 'branches'>;

/**
 * Everything that is wrong with the rules of a queue, by the names of the fields.
 * @param others all queues as they are, this one too if it was there before
 * @param allowed those that may be named
 */
export function wrongRules(
  queue: Ruled,
  others: readonly QueueRow[],
  allowed: ReadonlySet<string>,
): FieldError[] {
  const wrong: FieldError[] = [];
  const other = (field: string, id: string) => {
    if (id === queue.id) wrong.push({ field, message: 'another queue than this one' });
    else if (!allowed.has(id)) wrong.push({ field, message: 'no such queue' });
    else return true;
    return false;
  };
  queue.help.forEach((rule, index) => {
    const at = `help[${index}]`;
    if (other(`${at}.from`, rule.from)) {
      const first = queue.help.findIndex((one) => one.from === rule.from);
      if (first < index)
        wrong.push({ field: `${at}.from`, message: `this queue helps already by help[${first}]` });
    }
    wrong.push(...wrongCondition(`${at}.when`, rule.when));
    if (rule.unlessDonor !== null) wrong.push(...wrongCondition(`${at}.unlessDonor`, rule.unlessDonor));
  });
  const now = [...others.filter((one) => one.id !== queue.id), queue];
  queue.overflow.forEach((rule, index) => {
    const at = `overflow[${index}]`;
    if (other(`${at}.toQueue`, rule.toQueue)) {
      const way = certainLoop(queue.id, rule.toQueue, now);
      // A rule with a condition may come back to where the item has been; one without always does.
      if (way !== null && rule.when === null)
        wrong.push({
          field: `${at}.toQueue`,
          message: `goes round in a ring: ${way.map((id) => nameOf(id, queue.id, others)).join(' → ')}`,
        });
    }
    if (rule.afterSeconds === null && rule.when === null)
      wrong.push({ field: `${at}.afterSeconds`, message: 'a time, a condition, or both' });
    if (rule.when !== null) wrong.push(...wrongCondition(`${at}.when`, rule.when));
  });
  for (const occasion of occasions) {
    const branch = queue.branches[occasion];
    const field = `branches.${occasion}`;
    if (branch.do === 'message') {
      for (const language of ['it', 'en'] as const)
        if (branch.text[language].trim() === '')
          wrong.push({ field: `${field}.text.${language}`, message: 'at least 1 characters' });
    } else if (branch.do === 'queue' && other(`${field}.queue`, branch.queue)) {
      const way = branchLoop(queue.id, branch.queue, occasion, now);
      if (way !== null)
        wrong.push({
          field: `${field}.queue`,
          message: `goes round in a ring: ${way.map((id) => nameOf(id, queue.id, others)).join(' → ')}`,
        });
    }
  }
  return wrong;
}

const nameOf = (id: string, self: string, others: readonly QueueRow[]): string =>
  others.find((one) => one.id === id)?.name ?? (id === self ? '…' : id);

function wrongCondition(field: string, { measure, value }: Condition): FieldError[] {
  if (measure === 'service_level')
    return value <= 1 ? [] : [{ field: `${field}.value`, message: 'a share from 0 to 1' }];
  const counted = measure === 'idle_agents' || measure === 'waiting';
  return counted && !Number.isInteger(value) ? [{ field: `${field}.value`, message: 'a whole number' }] : [];
}

/** The way back to a queue by overflow that always happens in the end; null when there is none. */
const certainLoop = (self: string, first: string, queues: readonly Ruled[]): string[] | null =>
  wayBack(self, first, (id) =>
    (queues.find((one) => one.id === id)?.overflow ?? [])
      .filter((rule) => rule.when === null && rule.afterSeconds !== null)
      .map((rule) => rule.toQueue),
  );

/** The way back to a queue by overflow that happens when all conditions hold. */
export const possibleLoop = (self: string, first: string, queues: readonly Ruled[]): string[] | null =>
  wayBack(self, first, (id) =>
    (queues.find((one) => one.id === id)?.overflow ?? []).map((rule) => rule.toQueue),
  );

const branchLoop = (
  self: string,
  first: string,
  occasion: (typeof occasions)[number],
  queues: readonly Ruled[],
): string[] | null =>
  wayBack(self, first, (id) => {
    const branch = queues.find((one) => one.id === id)?.branches[occasion];
    return branch?.do === 'queue' ? [branch.queue] : [];
  });

function wayBack(self: string, first: string, next: (id: string) => string[]): string[] | null {
  const seen = new Set<string>();
  const walk = (id: string, way: string[]): string[] | null => {
    if (id === self) return [...way, id];
    if (seen.has(id)) return null;
    seen.add(id);
    for (const one of next(id)) {
      const found = walk(one, [...way, id]);
      if (found !== null) return found;
    }
    return null;
  };
  return walk(first, [self]);
}
