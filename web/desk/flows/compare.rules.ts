import type { FlowGraph } from '#contract/flow-graph.ts';
import type { Difference } from '#contract/flows.ts';
import type { Change } from './context.ts';

// Two versions laid over each other: the later one, with what it no longer has.

export function overlay(
  before: FlowGraph,
  after: FlowGraph,
  differences: readonly Difference[],
): { graph: FlowGraph; nodes: Map<string, Change>; edges: Map<string, Change> } {
  const nodes = new Map<string, Change>();
  const edges = new Map<string, Change>();
  for (const { what, change, node, exit } of differences) {
    if (what === 'node' && node !== null) nodes.set(node, change);
    if (what === 'edge' && node !== null && exit !== null) edges.set(`${node} ${exit}`, change);
  }
  const there = new Set(after.nodes.map(({ id }) => id));
  const gone = before.nodes.filter(({ id }) => !there.has(id));
  const leads = new Set(after.edges.map(({ from, exit }) => `${from} ${exit}`));
  return {
    graph: {
      ...after,
      nodes: [...after.nodes, ...gone],
      edges: [...after.edges, ...before.edges.filter(({ from, exit }) => !leads.has(`${from} ${exit}`))],
    },
    nodes,
    edges,
  };
}
