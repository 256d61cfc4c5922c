import type { RuleFinding } from '#contract/rules.ts';
import { can, type Ctx } from '#server/platform/index.ts';
import { staffWhoMayEverywhere } from '#server/access/index.ts';
import { getRules } from './rules.service.ts';

// Rules that contradict each other are found where they are written. Whoever watches the queues meets their effect first.

/** Of two rules that say different things, or of one alone that never acts. */
const contradictions = new Set<RuleFinding['code']>(['never', 'shadowed', 'overruled']);
const named = 5;
const told = 3;

/**
 * What of the business rules in force contradicts itself, for who watches queues: only rules about queues in view, and
 * those that name no queue. With whom to tell of it.
 */
export async function ruleContradictions(ctx: Ctx, inView: ReadonlySet<string>) {
  const { rules, savedAt, findings } = await getRules(ctx);
  const concerns = (id: string | null) => {
    const rule = rules.find((one) => one.id === id);
    if (rule === undefined) return false;
    const queues = rule.when.flatMap((one) => (one.what === 'queue' && !one.not ? one.any : []));
    if (rule.set.queue !== null) queues.push(rule.set.queue);
    return queues.length === 0 || queues.some((queue) => inView.has(queue));
  };
  const nameOf = (id: string | null) =>
    concerns(id) ? (rules.find((one) => one.id === id)?.name ?? null) : null;
  const found = findings.filter(({ code, rule }) => contradictions.has(code) && concerns(rule));
  if (found.length === 0 || savedAt === null) return null;
  return {
    since: savedAt,
    rules: found.slice(0, named).map(({ code, field, rule, other }) => ({
      name: nameOf(rule),
      code,
      part: code === 'overruled' ? field.replace('set.', '') : null,
      other: nameOf(other),
    })),
    count: found.length,
    /** Who sees the page of the rules goes there; the others are named somebody who may change them. */
    tell: can(ctx.actor, 'admin.read') ? [] : await staffWhoMayEverywhere(ctx.db, 'admin.routing', told),
  };
}
