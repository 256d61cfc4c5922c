import type { Names } from '#contract/route.ts';
import type { PiecePart, PlanPart } from './document.rules.ts';

// What a form changes in a plan of work, and how what waits for what is drawn. Pure.

/** A text of the document in both languages of the staff, whichever way it is written there. */
export const inBoth = (text: string | Partial<Names> | null | undefined): Names =>
  typeof text === 'string' ? { it: text, en: text } : { it: text?.it ?? '', en: text?.en ?? '' };

/** Who is asked as one choice: `queue <code>`, `centre <name>`, `inCharge`; empty: nobody, or several at once. */
export function askedOf({ queue, centre, inCharge }: PiecePart): string {
  const asked = [
    ...(queue == null ? [] : [`queue ${queue}`]),
    ...(centre == null ? [] : [`centre ${centre}`]),
    ...(inCharge ? ['inCharge'] : []),
  ];
  return asked.length === 1 ? asked[0]! : '';
}
/** The same as the document says it: one of the three, the others left out. */
export function askedAs(choice: string): Pick<PiecePart, 'queue' | 'centre' | 'inCharge'> {
  const [kind, name] = [choice.split(' ', 1)[0], choice.slice(choice.indexOf(' ') + 1)];
  return {
    queue: kind === 'queue' ? name : undefined,
    centre: kind === 'centre' ? name : undefined,
    inCharge: kind === 'inCharge' ? true : undefined,
  };
}

/** The pieces that wait for one, by their place. */
export const waitingFor = (plan: PlanPart, key: string): number[] =>
  plan.pieces.flatMap(({ after }, index) => ((after ?? []).includes(key) ? [index] : []));

/** The plan with a piece under another key, for those that wait for it too. */
export function pieceRenamed(plan: PlanPart, index: number, to: string): PlanPart {
  const from = plan.pieces[index]?.key;
  return {
    ...plan,
    pieces: plan.pieces.map((one, at) => ({
      ...one,
      ...(at === index ? { key: to } : {}),
      ...(one.after == null ? {} : { after: one.after.map((key) => (key === from ? to : key)) }),
    })),
  };
}

/** The plan without a piece: what waited for it waits for what it waited for, as in a plan under way. */
export function withoutPiece(plan: PlanPart, index: number): PlanPart {
  const gone = plan.pieces[index];
  const rest = plan.pieces.filter((_, at) => at !== index);
  // One of two that have the same key is named still.
  if (gone === undefined || rest.some(({ key }) => key === gone.key)) return { ...plan, pieces: rest };
  return {
    ...plan,
    pieces: rest.map((one) => {
      if (!(one.after ?? []).includes(gone.key)) return one;
      const after = new Set(one.after!.flatMap((key) => (key === gone.key ? (gone.after ?? []) : [key])));
      after.delete(one.key);
      return { ...one, after: after.size === 0 ? undefined : [...after] };
    }),
  };
}

/** A place in the drawing; the rows of a column that has fewer stand in the middle. */
export interface Slot {
  column: number;
  row: number;
}
export interface PlanDrawn {
  columns: number;
  rows: number;
  /** Of each piece, in their order. */
  boxes: Slot[];
  /** From a piece to one that waits for it, by way of free places in the columns between. */
  lines: { from: number; to: number; way: Slot[] }[];
}

/**
 * Columns by how many pieces come before. What follows already from other lines is not drawn, and no line crosses a box. A
 * piece that waits in the end for itself stands in the last column; what it waits for is told among the findings.
 */
export function drawPlan(pieces: readonly Pick<PiecePart, 'key' | 'after'>[]): PlanDrawn {
  const index = new Map(pieces.map(({ key }, at) => [key, at] as const).toReversed());
  const waits = pieces.map(({ after }, at) => [
    ...new Set((after ?? []).flatMap((key) => index.get(key) ?? []).filter((other) => other !== at)),
  ]);
  const itself = pieces.map(({ key, after }) => (after ?? []).includes(key));
  const column: (number | undefined)[] = pieces.map(() => undefined);
  const before = pieces.map(() => new Set<number>());
  for (let more = true; more;) {
    more = false;
    for (const [at, others] of waits.entries()) {
      if (column[at] !== undefined || itself[at] || others.some((one) => column[one] === undefined)) continue;
      column[at] = Math.max(-1, ...others.map((one) => column[one]!)) + 1;
      for (const one of others) for (const far of [one, ...before[one]!]) before[at]!.add(far);
      more = true;
    }
  }
  const last = Math.max(-1, ...column.map((one) => one ?? -1)) + 1;
  const columnOf = column.map((one) => one ?? last);
  const columns = Math.max(0, ...columnOf.map((one) => one + 1));
  const lines = waits.flatMap((others, to) =>
    others
      .filter((from) => columnOf[from]! < columnOf[to]! && !others.some((other) => before[other]!.has(from)))
      .map((from) => ({ from, to })),
  );
  // A line over several columns has a place in each of them, which those from the same piece share.
  const slot = new Map<string, Slot>();
  const place = (piece: number, where: number) => slot.get(`${piece} ${where}`)!;
  let rows = 0;
  const counts: number[] = [];
  for (let where = 0; where < columns; where += 1) {
    const here = pieces.flatMap((_, one) => {
      const stands = columnOf[one] === where;
      const passes =
        columnOf[one]! < where && lines.some(({ from, to }) => from === one && columnOf[to]! > where);
      if (!stands && !passes) return [];
      const from = stands ? lines.filter(({ to }) => to === one).map((line) => line.from) : [one];
      const heights = from.map((other) => place(other, where - 1).row);
      const height =
        heights.length === 0 ? pieces.length : heights.reduce((sum, row) => sum + row, 0) / heights.length;
      return [{ one, height }];
    });
    here.sort((a, b) => a.height - b.height || a.one - b.one);
    for (const [row, { one }] of here.entries()) slot.set(`${one} ${where}`, { column: where, row });
    counts.push(here.length);
    rows = Math.max(rows, here.length);
  }
  for (const one of slot.values()) one.row += (rows - counts[one.column]!) / 2;
  return {
    columns,
    rows,
    boxes: columnOf.map((where, one) => place(one, where)),
    lines: lines.map(({ from, to }) => ({
      from,
      to,
      way: [
        ...Array.from({ length: columnOf[to]! - columnOf[from]! }, (_, step) =>
          place(from, columnOf[from]! + step),
        ),
        place(to, columnOf[to]!),
      ],
    })),
  };
}
