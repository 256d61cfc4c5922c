import { exits, type FlowEdge, type FlowGraph, type FlowNode } from '#contract/flow-graph.ts';

// The drawing as a text: nodes one after the other, and how one goes from one to the next without a hand.

export interface OutlineEntry {
  node: FlowNode;
  /** Its number in the list, from 1. */
  number: number;
  ways: { exit: string; to: string | null }[];
  /** The ways that lead here. */
  from: FlowEdge[];
  reached: boolean;
}

/** All nodes: from the start along the ways out, what nothing leads to at the end. */
export function outline(graph: FlowGraph): OutlineEntry[] {
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const seen = new Set<string>();
  const reached: FlowNode[] = [];
  const stack = [graph.start];
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    const node = nodes.get(id);
    if (node === undefined || seen.has(id)) continue;
    seen.add(id);
    reached.push(node);
    stack.push(
      ...waysOf(graph, node)
        .flatMap(({ to }) => to ?? [])
        .toReversed(),
    );
  }
  const rest = graph.nodes.filter(({ id }) => !seen.has(id));
  return [...reached, ...rest].map((node, index) => ({
    node,
    number: index + 1,
    ways: waysOf(graph, node),
    from: graph.edges.filter(({ to }) => to === node.id),
    reached: seen.has(node.id),
  }));
}

/** The ways out of a node and where each leads. */
export const waysOf = (graph: FlowGraph, node: FlowNode): { exit: string; to: string | null }[] =>
  exits(node).map((exit) => ({
    exit,
    to: graph.edges.find((edge) => edge.from === node.id && edge.exit === exit)?.to ?? null,
  }));

export type Direction = 'on' | 'back' | 'previous' | 'next';
/** Where one stands, and by which way out one came. */
export interface Standing {
  at: string;
  came: FlowEdge | null;
}

/**
 * One step along the edges: `on` by the first way out that leads somewhere, `back` to where one came from, `previous`
 * and `next` to what the neighbouring ways out of that node lead to. Null where there is no such step.
 */
export function walk(graph: FlowGraph, { at, came }: Standing, direction: Direction): Standing | null {
  const node = graph.nodes.find(({ id }) => id === at);
  if (node === undefined) return null;
  const stand = (edge: FlowEdge): Standing => ({ at: edge.to, came: edge });
  if (direction === 'on') {
    const way = waysOf(graph, node).find(({ to }) => to !== null);
    return way === undefined ? null : stand({ from: at, exit: way.exit, to: way.to! });
  }
  const stillThere = (edge: FlowEdge | null): edge is FlowEdge =>
    edge !== null &&
    edge.to === at &&
    graph.edges.some(({ from, exit, to }) => from === edge.from && exit === edge.exit && to === at);
  const by = stillThere(came) ? came : graph.edges.find(({ from, to }) => to === at && from !== at);
  const parent = by && graph.nodes.find(({ id }) => id === by.from);
  if (by === undefined || parent === undefined) return null;
  if (direction === 'back')
    return { at: parent.id, came: graph.edges.find(({ to }) => to === parent.id) ?? null };
  const ways = waysOf(graph, parent).filter(({ to }) => to !== null);
  const place = ways.findIndex(({ exit }) => exit === by.exit);
  // Several ways to the same node are one step.
  const others = direction === 'next' ? ways.slice(place + 1) : ways.slice(0, place).toReversed();
  const way = others.find(({ to }) => to !== at);
  return way === undefined ? null : stand({ from: parent.id, exit: way.exit, to: way.to! });
}

/** The first way out that leads nowhere, else the first. */
export function firstOpen(graph: FlowGraph, id: string): string | null {
  const node = graph.nodes.find((one) => one.id === id);
  if (node === undefined) return null;
  const ways = waysOf(graph, node);
  return (ways.find(({ to }) => to === null) ?? ways[0])?.exit ?? null;
}
