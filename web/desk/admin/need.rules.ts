import type { Need } from '#contract/routing-plans.ts';

// A need as people write it: alternatives ("or"), each of conditions that hold together ("and").

export type Leaf = Extract<Need, { skill: string } | { team: string } | { agent: string }>;
export type Alternatives = Leaf[][];

/** A need as a list of alternatives; one that joins the other way round is multiplied out. */
export function alternativesOf(need: Need): Alternatives {
  if ('any' in need) return need.any.flatMap((one) => alternativesOf(one));
  if ('all' in need)
    return need.all
      .map((one) => alternativesOf(one))
      .reduce<Alternatives>(
        (sofar, more) => sofar.flatMap((one) => more.map((other) => [...one, ...other])),
        [[]],
      );
  return [[need]];
}

/** The alternatives as the shortest need that says the same; null when nothing is asked. */
export function needOf(alternatives: Alternatives): Need | null {
  const groups = alternatives
    .filter((group) => group.length > 0)
    .map((group) => (group.length === 1 ? group[0]! : { all: group }));
  if (groups.length === 0) return null;
  return groups.length === 1 ? groups[0]! : { any: groups };
}

/** Whether every alternative names a team or an agent; only then may somebody be asked who does not serve the queue. */
export const namesSomebody = (alternatives: Alternatives): boolean =>
  alternatives.length > 0 && alternatives.every((group) => group.some((leaf) => !('skill' in leaf)));
