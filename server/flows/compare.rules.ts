import type { FlowGraph } from '#contract/flow-graph.ts';
import type { Difference } from '#contract/flows.ts';

// What differs between two graphs, in the terms of who draws them. Where a node stands in the drawing is no difference.

type Flat = Map<string, string>;

function flat(value: unknown, place = '', found: Flat = new Map()): Flat {
  if (value !== null && typeof value === 'object')
    for (const [key, one] of Object.entries(value)) flat(one, place === '' ? key : `${place}.${key}`, found);
  else if (value !== null && value !== undefined && value !== '')
    found.set(place, String(value as string | number | boolean));
  return found;
}

function fieldsOf(before: Flat, after: Flat): Difference['fields'] {
  return [...new Set([...before.keys(), ...after.keys()])]
    .filter((field) => before.get(field) !== after.get(field))
    .toSorted()
    .map((field) => ({ field, before: before.get(field) ?? null, after: after.get(field) ?? null }));
}

/** What has to be done to the first graph to get the second. */
export function compare(from: FlowGraph, to: FlowGraph): Difference[] {
  const { nodes: fromNodes, edges: fromEdges, ...fromRest } = from;
  const { nodes: toNodes, edges: toEdges, ...toRest } = to;
  const found: Difference[] = [];
  const push = (
    what: Difference['what'],
    place: { node: string | null; exit: string | null },
    before: Flat | null,
    after: Flat | null,
  ) => {
    const fields = fieldsOf(before ?? new Map(), after ?? new Map());
    if (before !== null && after !== null && fields.length === 0) return;
    found.push({
      what,
      ...place,
      change: before === null ? 'added' : after === null ? 'removed' : 'changed',
      fields,
    });
  };
  push('flow', { node: null, exit: null }, flat(fromRest), flat(toRest));
  const nodesBy = (nodes: FlowGraph['nodes']) =>
    new Map(nodes.map((node) => [node.id, flat({ ...node, at: null })]));
  const edgesBy = (edges: FlowGraph['edges']) =>
    new Map(edges.map((edge) => [`${edge.from} ${edge.exit}`, flat({ to: edge.to })]));
  const [nodesBefore, nodesAfter] = [nodesBy(fromNodes), nodesBy(toNodes)];
  for (const id of new Set([...nodesBefore.keys(), ...nodesAfter.keys()]))
    push('node', { node: id, exit: null }, nodesBefore.get(id) ?? null, nodesAfter.get(id) ?? null);
  const [edgesBefore, edgesAfter] = [edgesBy(fromEdges), edgesBy(toEdges)];
  for (const key of new Set([...edgesBefore.keys(), ...edgesAfter.keys()])) {
    const [node, exit] = key.split(' ') as [string, string];
    push('edge', { node, exit }, edgesBefore.get(key) ?? null, edgesAfter.get(key) ?? null);
  }
  return found;
}
