import type { CaseTransition, CaseTypeDefinition } from '#contract/case-types.ts';
import { among, type Eyes } from '../types/fields.rules.ts';
import { stateOf } from '../types/moves.rules.ts';

// Cases under cases: how deep they may lie, and how one is brought to its end. Pure.

/** A main case, its sub-cases, and theirs. */
export const mostLevels = 3;

/** What keeps a case from lying under another: it is the same, it lies above it, or the tree would be too deep. */
export type JoinTrouble = 'same' | 'circle' | 'too_deep';

/**
 * @param above the cases above the parent, in any order
 * @param below how many levels hang from the child, itself counted
 */
export function joinTrouble({
  child,
  parent,
  above,
  below,
}: {
  child: string;
  parent: string;
  above: readonly string[];
  below: number;
}): JoinTrouble | null {
  if (child === parent) return 'same';
  if (above.includes(child)) return 'circle';
  return above.length + 1 + below > mostLevels ? 'too_deep' : null;
}

/**
 * The shortest way from a state to one in which a case is closed, along transitions that somebody may make and that do not
 * abandon it; empty where it is closed already, null where there is none.
 */
export function wayToClosed(
  definition: CaseTypeDefinition,
  state: string,
  eyes: Eyes,
): CaseTransition[] | null {
  const closed = (key: string) => stateOf(definition, key)?.status === 'closed';
  if (closed(state)) return [];
  const seen = new Set([state]);
  let paths: CaseTransition[][] = [[]];
  while (paths.length > 0) {
    const longer = paths.flatMap((path) =>
      definition.transitions
        .filter((one) => !one.abandons && one.from.includes(path.at(-1)?.to ?? state) && among(eyes, one.by))
        .map((one) => [...path, one]),
    );
    const found = longer.find((path) => closed(path.at(-1)!.to));
    if (found !== undefined) return found;
    paths = longer.filter((path) => {
      const { to } = path.at(-1)!;
      if (seen.has(to)) return false;
      seen.add(to);
      return true;
    });
  }
  return null;
}

/** The way by which a case ends that turned out to be another: what abandons it before what would finish it. */
export function wayToDrop(
  definition: CaseTypeDefinition,
  state: string,
  eyes: Eyes,
): CaseTransition[] | null {
  const drop = definition.transitions.find(
    (one) =>
      one.abandons &&
      one.from.includes(state) &&
      among(eyes, one.by) &&
      stateOf(definition, one.to)?.status === 'closed',
  );
  return drop === undefined ? wayToClosed(definition, state, eyes) : [drop];
}
