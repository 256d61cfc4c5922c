// How an edge goes from a way out to a node without crossing cards: out to the right, up or down in the gap between two
// columns, along a lane that is free, up or down again, and in from the left.

export interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}
interface Point {
  x: number;
  y: number;
}

/** Between a lane and a card. */
const clear = 10;
/** How far an edge goes straight before it turns. */
export const stub = 20;

/**
 * The height at which an edge crosses from one gap to the other: the free one with the shortest way. Null when nothing
 * lies between, and it goes as it likes.
 */
export function laneFor(source: Point, target: Point, boxes: readonly Box[], shift = 0): number | null {
  const [from, to] = [source.x + stub, target.x - stub];
  const [left, right] = [Math.min(from, to), Math.max(from, to)];
  const between = boxes
    .filter((box) => box.right > left && box.left < right)
    .map((box) => ({ top: box.top - clear - shift, bottom: box.bottom + clear + shift }))
    .toSorted((one, other) => one.top - other.top);
  if (between.length === 0) return null;
  // What is taken, in one piece each.
  const taken: { top: number; bottom: number }[] = [];
  for (const one of between) {
    const last = taken.at(-1);
    if (last !== undefined && one.top <= last.bottom) last.bottom = Math.max(last.bottom, one.bottom);
    else taken.push({ ...one });
  }
  const free = (y: number) => taken.every(({ top, bottom }) => y <= top || y >= bottom);
  const wanted = [source.y, target.y, ...taken.flatMap(({ top, bottom }) => [top, bottom])];
  const cost = (y: number) => Math.abs(y - source.y) + Math.abs(y - target.y);
  return wanted.filter(free).toSorted((one, other) => cost(one) - cost(other) || one - other)[0] ?? null;
}

/** The corners of an edge; `out`: how far it goes before it first turns. */
export function cornersOf(source: Point, target: Point, lane: number | null, out: number): Point[] {
  if (lane === null) {
    // Nothing between: one turn in the middle of the gap.
    const x = Math.min(source.x + out, target.x - 8);
    return [source, { x, y: source.y }, { x, y: target.y }, target];
  }
  return [
    source,
    { x: source.x + out, y: source.y },
    { x: source.x + out, y: lane },
    { x: target.x - stub, y: lane },
    { x: target.x - stub, y: target.y },
    target,
  ];
}

/** A line through the corners, each of them rounded. */
export function pathOf(corners: readonly Point[], radius: number): string {
  const points = corners.filter(
    (one, index) => index === 0 || one.x !== corners[index - 1]!.x || one.y !== corners[index - 1]!.y,
  );
  const [first, ...rest] = points;
  if (first === undefined) return '';
  const parts = [`M ${first.x} ${first.y}`];
  rest.forEach((point, index) => {
    const before = points[index]!;
    const after = points[index + 2];
    if (after === undefined) {
      parts.push(`L ${point.x} ${point.y}`);
      return;
    }
    const towards = (other: Point) => {
      const length = Math.hypot(other.x - point.x, other.y - point.y);
      const part = Math.min(radius, length / 2) / length;
      return `${point.x + (other.x - point.x) * part} ${point.y + (other.y - point.y) * part}`;
    };
    parts.push(`L ${towards(before)}`, `Q ${point.x} ${point.y} ${towards(after)}`);
  });
  return parts.join(' ');
}
