import type { FlowGraph } from '#contract/flow-graph.ts';
import type { Ctx } from '#server/platform/index.ts';
import { readGraph } from './file.rules.ts';

// Published versions never change: each is read once per process.
const atMost = 200;
const known = new WeakMap<object, Map<string, FlowGraph>>();

function shelf(ctx: Ctx): Map<string, FlowGraph> {
  const { database } = ctx.platform;
  const there = known.get(database) ?? new Map<string, FlowGraph>();
  known.set(database, there);
  return there;
}

/** The graph of a version, from what is kept. */
export function graphOf(ctx: Ctx, flow: string, version: number, kept: unknown): FlowGraph {
  const graphs = shelf(ctx);
  const key = `${flow} ${version}`;
  const before = graphs.get(key);
  if (before !== undefined) return before;
  const graph = readGraph(kept);
  if (graphs.size >= atMost) graphs.delete(graphs.keys().next().value!);
  graphs.set(key, graph);
  return graph;
}
/** The same when it was read before: no need to ask the database. */
export const rememberedGraph = (ctx: Ctx, flow: string, version: number): FlowGraph | undefined =>
  shelf(ctx).get(`${flow} ${version}`);
