import type { Need, PlanStep } from '#contract/routing-plans.ts';
import type { FieldError } from '#server/platform/index.ts';

// What is right and wrong about the steps of a routing plan. Pure: what exists is handed in.

export interface Known {
  skills: ReadonlySet<string>;
  teams: ReadonlySet<string>;
  /** Members of staff who handle contacts. */
  agents: ReadonlySet<string>;
  queues: ReadonlySet<string>;
}

/**
 * Everything that is wrong with the steps, by the names of the fields. A plan that passes always ends: its steps last
 * for a time each, only the last may last to the end.
 */
export function wrongSteps(steps: readonly PlanStep[], known: Known): FieldError[] {
  const added = new Map<string, number>();
  return steps.flatMap((step, index) => {
    const at = `steps[${index}]`;
    const wrong: FieldError[] = [];
    if (step.seconds === null && index < steps.length - 1)
      wrong.push({
        field: `${at}.seconds`,
        message:
          'how long this step lasts: only the last one lasts to the end, what follows would never begin',
      });
    if (step.need !== null) wrong.push(...wrongNeed(step.need, `${at}.need`, known));
    if (step.pool === 'anyone' && !namesSomebody(step.need))
      wrong.push({
        field: `${at}.pool`,
        message: 'anyone only where the step names a team or an agent in every alternative',
      });
    step.queues.forEach((queue, place) => {
      const field = `${at}.queues[${place}]`;
      const before = added.get(queue);
      if (!known.queues.has(queue)) wrong.push({ field, message: 'no such queue' });
      else if (before !== undefined)
        wrong.push({ field, message: `its agents were added in steps[${before}] already, and stay` });
      else added.set(queue, index);
    });
    return wrong;
  });
}

function wrongNeed(need: Need, at: string, known: Known): FieldError[] {
  if ('all' in need) return need.all.flatMap((one, index) => wrongNeed(one, `${at}.all[${index}]`, known));
  if ('any' in need) return need.any.flatMap((one, index) => wrongNeed(one, `${at}.any[${index}]`, known));
  if ('skill' in need)
    return known.skills.has(need.skill) ? [] : [{ field: `${at}.skill`, message: 'no such skill' }];
  if ('team' in need)
    return known.teams.has(need.team) ? [] : [{ field: `${at}.team`, message: 'no such team' }];
  return known.agents.has(need.agent)
    ? []
    : [{ field: `${at}.agent`, message: 'a member of staff who handles contacts' }];
}

/** Whether every way to meet a need names a team or an agent; else "anyone" would be the whole staff. */
export function namesSomebody(need: Need | null): boolean {
  if (need === null) return false;
  if ('all' in need) return need.all.some(namesSomebody);
  if ('any' in need) return need.any.every(namesSomebody);
  return !('skill' in need);
}

interface Person {
  id: string;
  team: string | null;
  skills: Readonly<Record<string, number>>;
}

/** Whether somebody meets a need, whatever their queues. */
export function meetsNeed(person: Person, need: Need): boolean {
  if ('all' in need) return need.all.every((one) => meetsNeed(person, one));
  if ('any' in need) return need.any.some((one) => meetsNeed(person, one));
  if ('skill' in need) return (person.skills[need.skill] ?? 0) >= need.level;
  return 'team' in need ? person.team === need.team : person.id === need.agent;
}

/** The skills with levels that a need names, wherever they stand in it. */
export function skillsIn(need: Need): { skill: string; level: number }[] {
  if ('all' in need) return need.all.flatMap(skillsIn);
  if ('any' in need) return need.any.flatMap(skillsIn);
  return 'skill' in need ? [need] : [];
}
