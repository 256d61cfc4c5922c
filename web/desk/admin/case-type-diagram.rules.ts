import type { CaseTypeDefinition } from '#contract/case-types.ts';

// Where the states of a type stand in its diagram. Pure.

export const box = { width: 150, height: 54, across: 250, down: 104, margin: 24 };
export interface Placed {
  key: string;
  x: number;
  y: number;
  column: number;
}
export interface Way {
  from: string;
  to: string;
  /** Keys of the transitions that lead along it. */
  keys: string[];
}

/** Columns by how many steps a state is from the first; where a case ends, and what is never reached, stands last. */
export function layOut(definition: Pick<CaseTypeDefinition, 'states' | 'transitions'>): Placed[] {
  const column = new Map<string, number>();
  let edge = definition.states.slice(0, 1).map(({ key }) => key);
  for (let step = 0; edge.length > 0; step += 1) {
    for (const key of edge) column.set(key, step);
    const here = new Set(edge);
    edge = [
      ...new Set(
        definition.transitions
          .filter(({ from, to }) => from.some((key) => here.has(key)) && !column.has(to))
          .map(({ to }) => to),
      ),
    ];
  }
  const ends = new Set(definition.states.filter(({ status }) => status === 'closed').map(({ key }) => key));
  const last = Math.max(0, ...[...column].filter(([key]) => !ends.has(key)).map(([, at]) => at));
  const filled = new Map<number, number>();
  return definition.states.map(({ key }) => {
    const at = ends.has(key) ? last + 1 : (column.get(key) ?? last + 1);
    const row = filled.get(at) ?? 0;
    filled.set(at, row + 1);
    return { key, column: at, x: box.margin + at * box.across, y: box.margin + row * box.down };
  });
}

/** The lines of the diagram: transitions between the same two states share one. */
export function waysOf({ transitions }: Pick<CaseTypeDefinition, 'transitions'>): Way[] {
  const ways = new Map<string, Way>();
  for (const { key, from, to } of transitions)
    for (const one of from) {
      const name = `${one} ${to}`;
      const way = ways.get(name) ?? { from: one, to, keys: [] };
      ways.set(name, { ...way, keys: [...way.keys, key] });
    }
  return [...ways.values()];
}

/** The path of a line, and where its words stand. */
export function lineOf(from: Placed, to: Placed): { path: string; x: number; y: number } {
  const middle = box.height / 2;
  if (to.column === from.column + 1) {
    const [x1, y1, x2, y2] = [from.x + box.width, from.y + middle, to.x, to.y + middle];
    const bend = (x2 - x1) / 2;
    return {
      path: `M${x1},${y1} C${x1 + bend},${y1} ${x2 - bend},${y2} ${x2},${y2}`,
      x: (x1 + x2) / 2,
      y: (y1 + y2) / 2 - 5,
    };
  }
  if (to.column === from.column) {
    // Down on the left, up on the right, so that there and back are two lines.
    const down = to.y > from.y;
    const x = down ? from.x : from.x + box.width;
    const out = x + (down ? -44 : 44);
    const [y1, y2] = [from.y + middle + (down ? 10 : -10), to.y + middle + (down ? -10 : 10)];
    return {
      path: `M${x},${y1} C${out},${y1} ${out},${y2} ${x},${y2}`,
      x: x + (down ? -34 : 34),
      y: (y1 + y2) / 2 + (down ? 14 : -6),
    };
  }
  // Back, or over a column: from below, around and in from below.
  const aside = to.column > from.column ? 12 : -12;
  const [x1, y1] = [from.x + box.width / 2 + aside, from.y + box.height];
  const [x2, y2] = [to.x + box.width / 2 - aside, to.y + box.height];
  // The way back goes below the way there.
  const deep =
    Math.max(y1, y2) + 30 + 26 * Math.abs(to.column - from.column) + (to.column < from.column ? 30 : 0);
  return {
    path: `M${x1},${y1} C${x1},${deep} ${x2},${deep} ${x2},${y2}`,
    x: (x1 + x2) / 2,
    y: (y1 + y2) / 8 + (deep * 6) / 8 + 4,
  };
}
