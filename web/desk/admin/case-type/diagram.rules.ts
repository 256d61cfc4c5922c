import type { CaseTypeDefinition } from '#contract/case-types.ts';

// How the diagram of a type is laid out: a column for each state in the order of the document, a row for each way from
// state to state. No two ways share a row, so that no label ever lies on another, whatever the type. Pure.

export interface Way {
  key: string;
  /** Columns in which it begins, from left to right. */
  from: number[];
  /** The column to which it leads. */
  to: number;
  /** Its first and last column. */
  left: number;
  right: number;
  /** It leads back: what is done again. */
  back: boolean;
}

type Drawn = Pick<CaseTypeDefinition, 'states' | 'transitions'>;

/** The ways in the order in which they are read: those that lead on by where they begin, then those that lead back. */
export function waysOf({ states, transitions }: Drawn): Way[] {
  const column = new Map(states.map(({ key }, index) => [key, index]));
  const ways = transitions.flatMap(({ key, from, to }): Way[] => {
    const target = column.get(to);
    const starts = [...new Set(from)].flatMap((one) => column.get(one) ?? []).toSorted((a, b) => a - b);
    // What names a state that is not there is told among the findings.
    if (target === undefined || starts.length === 0) return [];
    return [
      {
        key,
        from: starts,
        to: target,
        left: Math.min(target, ...starts),
        right: Math.max(target, ...starts),
        back: starts.every((one) => one > target),
      },
    ];
  });
  return ways.toSorted(
    (a, b) => Number(a.back) - Number(b.back) || a.from[0]! - b.from[0]! || a.to - b.to || a.right - b.right,
  );
}

/** The middle of a column, in percent of the width. */
export const middleOf = (column: number, columns: number): number => ((column + 0.5) / columns) * 100;
