import { exits, type FlowGraph, type FlowNode } from '#contract/flow-graph.ts';

// Where nodes stand when nobody placed them: columns from left to right, as far from the start as the longest way.

export const cardWidth = 220;
const headHeight = 32;
const textHeight = 40;
const exitHeight = 22;
const columnGap = 90;
const rowGap = 28;

/** The height of a card, which the sheet keeps to: the drawing is laid out before anything is on screen. */
export const cardHeight = (node: FlowNode): number =>
  headHeight + textHeight + exits(node).length * exitHeight + (exits(node).length > 0 ? 7 : 0);
/** Where a way out leaves the card, from its top. */
export const exitTop = (index: number): number =>
  headHeight + textHeight + index * exitHeight + exitHeight / 2 + 1;

/** Where edges come in, from its top. */
export const entryTop = 16;

type Places = Map<string, { x: number; y: number }>;

/** The edges without those that lead back into what led to them, and the nodes in the order in which they were met. */
function withoutCircles(graph: FlowGraph): { forward: Map<string, string[]>; order: string[] } {
  const known = new Set(graph.nodes.map(({ id }) => id));
  const ways = new Map(graph.nodes.map((node) => [node.id, targets(graph, node, known)]));
  const forward = new Map<string, string[]>(graph.nodes.map(({ id }) => [id, []]));
  const state = new Map<string, 'open' | 'done'>();
  const order: string[] = [];
  const visit = (root: string) => {
    // Without recursion: a flow of 300 nodes in a row is deep.
    const stack: { id: string; next: number }[] = [{ id: root, next: 0 }];
    state.set(root, 'open');
    order.push(root);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const to = ways.get(top.id)![top.next++];
      if (to === undefined) {
        state.set(top.id, 'done');
        stack.pop();
        continue;
      }
      if (state.get(to) === 'open') continue;
      forward.get(top.id)!.push(to);
      if (state.has(to)) continue;
      state.set(to, 'open');
      order.push(to);
      stack.push({ id: to, next: 0 });
    }
  };
  if (known.has(graph.start)) visit(graph.start);
  for (const { id } of graph.nodes) if (!state.has(id)) visit(id);
  return { forward, order };
}
const targets = (graph: FlowGraph, node: FlowNode, known: ReadonlySet<string>): string[] => {
  const found = exits(node).flatMap((exit) =>
    graph.edges.filter((edge) => edge.from === node.id && edge.exit === exit).map(({ to }) => to),
  );
  return [...new Set(found)].filter((to) => known.has(to));
};

/** The column of each node: one after the last of what leads to it. */
function columnsOf(
  forward: ReadonlyMap<string, readonly string[]>,
  order: readonly string[],
): Map<string, number> {
  const waiting = new Map<string, number>(order.map((id) => [id, 0]));
  for (const to of [...forward.values()].flat()) waiting.set(to, waiting.get(to)! + 1);
  const column = new Map<string, number>(order.map((id) => [id, 0]));
  const free = order.filter((id) => waiting.get(id) === 0);
  for (let id = free.shift(); id !== undefined; id = free.shift())
    for (const to of forward.get(id)!) {
      column.set(to, Math.max(column.get(to)!, column.get(id)! + 1));
      waiting.set(to, waiting.get(to)! - 1);
      if (waiting.get(to) === 0) free.push(to);
    }
  return column;
}

/** A place for every node; the same graph always gets the same. */
export function layout(graph: FlowGraph): Places {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const { forward, order } = withoutCircles(graph);
  const column = columnsOf(forward, order);
  const columns: string[][] = [];
  for (const id of order) (columns[column.get(id)!] ??= []).push(id);

  const before = new Map<string, string[]>(order.map((id) => [id, []]));
  for (const [from, tos] of forward) for (const to of tos) before.get(to)!.push(from);
  // In its column a node stands where what leads to it stands, and then where it leads to: twice there and back.
  const rank = new Map<string, number>();
  const renumber = (ids: string[]) => ids.forEach((id, index) => rank.set(id, index));
  columns.forEach(renumber);
  const middle = (ids: readonly string[], own: string): number =>
    ids.length === 0 ? rank.get(own)! : ids.reduce((sum, id) => sum + rank.get(id)!, 0) / ids.length;
  const settle = (ids: string[], by: ReadonlyMap<string, readonly string[]>) => {
    const wanted = new Map(ids.map((id) => [id, middle(by.get(id)!, id)]));
    ids.sort((one, other) => wanted.get(one)! - wanted.get(other)! || rank.get(one)! - rank.get(other)!);
    renumber(ids);
  };
  for (let round = 0; round < 2; round++) {
    for (const ids of columns.slice(1)) settle(ids, before);
    for (const ids of columns.slice(0, -1).toReversed()) settle(ids, forward);
  }
  for (const ids of columns.slice(1)) settle(ids, before);

  // Then as high as what leads to it, without touching its neighbour above.
  const places: Places = new Map();
  columns.forEach((ids, index) => {
    let free = Number.NEGATIVE_INFINITY;
    for (const id of ids) {
      const from = before.get(id)!.flatMap((one) => {
        const at = places.get(one);
        return at === undefined ? [] : [at.y];
      });
      const wanted = from.length === 0 ? 0 : Math.min(...from);
      const y = Math.max(wanted, free);
      places.set(id, { x: index * (cardWidth + columnGap), y });
      free = y + cardHeight(nodes.get(id)!) + rowGap;
    }
  });
  return places;
}

/** Whether nobody placed anything: all nodes stand on one spot. */
const isUnplaced = (graph: FlowGraph): boolean =>
  graph.nodes.length > 1 && new Set(graph.nodes.map(({ at }) => `${at.x} ${at.y}`)).size === 1;

/** A graph that can be drawn: where nobody placed anything, the layout does. */
export const placed = (graph: FlowGraph): FlowGraph => {
  if (!isUnplaced(graph)) return graph;
  const places = layout(graph);
  return { ...graph, nodes: graph.nodes.map((node) => ({ ...node, at: places.get(node.id) ?? node.at })) };
};

/** A free place beside a node, for one that comes after it by a way out. */
export function placeAfter(graph: FlowGraph, from: FlowNode, exit: string): { x: number; y: number } {
  const index = Math.max(0, exits(from).indexOf(exit));
  const x = from.at.x + cardWidth + columnGap;
  let y = from.at.y + index * exitHeight;
  const hits = () =>
    graph.nodes.find(
      (node) =>
        Math.abs(node.at.x - x) < cardWidth + 20 &&
        y < node.at.y + cardHeight(node) + 16 &&
        node.at.y < y + 170,
    );
  for (let hit = hits(), tries = 0; hit !== undefined && tries < 300; hit = hits(), tries++)
    y = hit.at.y + cardHeight(hit) + rowGap;
  return { x, y };
}
