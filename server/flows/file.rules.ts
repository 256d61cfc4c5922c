import {
  flowFile,
  flowGraph,
  flowLanguages,
  flowNode,
  type FlowFile,
  type FlowGraph,
  type FlowNode,
} from '#contract/flow-graph.ts';
import type { FieldError } from '#server/platform/index.ts';

// A flow as a file that people read, compare and keep beside their own things: always in the same order, and without what
// would be so anyhow. Pure.

const same = (a: unknown, b: unknown): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
const sorted = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(sorted)
    : value !== null && typeof value === 'object'
      ? Object.fromEntries(
          Object.entries(value)
            .toSorted(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, one]) => [key, sorted(one)]),
        )
      : value;

/** Without texts that are empty and variants that say nothing. */
function pruned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pruned);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, one]): [string, unknown] => [key, pruned(one)])
      .filter(
        ([, one]) =>
          one !== '' &&
          one !== null &&
          !(typeof one === 'object' && one !== null && !Array.isArray(one) && Object.keys(one).length === 0),
      ),
  );
}

/** A node without what it would have by itself. */
function compact(node: FlowNode): Record<string, unknown> {
  const { id, kind, ...rest } = node as FlowNode & Record<string, unknown>;
  let left: Record<string, unknown> = { id, kind, ...rest };
  for (const key of Object.keys(rest)) {
    const { [key]: _, ...without } = left;
    const read = flowNode.safeParse(without);
    if (read.success && same(read.data, node)) left = without;
  }
  const small = pruned(left) as Record<string, unknown>;
  const read = flowNode.safeParse(small);
  return read.success && same(read.data, node) ? small : left;
}

/** Nodes and edges in the one order that all files have: the start, then by name. */
export function ordered(graph: FlowGraph): FlowGraph {
  const rank = (id: string) => (id === graph.start ? '' : id);
  return {
    ...graph,
    nodes: graph.nodes.toSorted((a, b) => (rank(a.id) < rank(b.id) ? -1 : 1)),
    edges: graph.edges.toSorted((a, b) => {
      const [left, right] = [`${rank(a.from)} ${a.exit} ${a.to}`, `${rank(b.from)} ${b.exit} ${b.to}`];
      return left < right ? -1 : left > right ? 1 : 0;
    }),
  };
}

const languageRank = new Map<string, number>(flowLanguages.map((language, index) => [language, index]));
/** Texts in the order of the languages, everything that people name in that of its names: a database keeps neither. */
function tidy(value: unknown, named = false): unknown {
  if (Array.isArray(value)) return value.map((one) => tidy(one));
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).map(([key, one]): [string, unknown] => [
    key,
    tidy(one, key === 'with' || key === 'headers' || key === 'map' || key === 'on'),
  ]);
  if (entries.every(([key]) => languageRank.has(key)))
    entries.sort(([a], [b]) => languageRank.get(a)! - languageRank.get(b)!);
  else if (named) entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries);
}

/** The text of a file. */
export function writeFile({ code, name, graph }: Pick<FlowFile, 'code' | 'name' | 'graph'>): string {
  const { languages, channels, start, person, nodes, edges } = ordered(graph);
  const lines = (items: readonly unknown[]) => items.map((one) => `      ${JSON.stringify(one)}`).join(',\n');
  const block = (value: unknown) => JSON.stringify(value, null, 2).replaceAll('\n', '\n      ');
  return `{
  "format": "filodiretto-flow",
  "version": 1,
  "code": ${JSON.stringify(code)},
  "name": ${JSON.stringify(tidy(name))},
  "graph": {
    "languages": ${JSON.stringify(languages)},
    "channels": ${JSON.stringify(channels)},
    "start": ${JSON.stringify(start)},
    "person": ${JSON.stringify(person)},
    "nodes": [
${nodes.map((node) => `      ${block(tidy(compact(node)))}`).join(',\n')}
    ],
    "edges": [
${lines(edges)}
    ]
  }
}
`;
}

/** What a file says, or everything that is wrong with it, each with its place and, inside a node, the node's name. */
export function readFile(text: string): { file: FlowFile } | { errors: FieldError[] } {
  let raw: unknown;
  try {
    raw = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return { errors: [{ field: 'file', message: `is no JSON: ${(error as Error).message}` }] };
  }
  const read = flowFile.safeParse(raw);
  if (read.success) return { file: read.data };
  const nodes = (raw as { graph?: { nodes?: { id?: unknown }[] } } | null)?.graph?.nodes;
  return {
    errors: read.error.issues.slice(0, 50).map(({ path, message }) => {
      const place = path
        .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`))
        .join('');
      const at = path[0] === 'graph' && path[1] === 'nodes' && typeof path[2] === 'number' ? path[2] : null;
      const name = at === null || !Array.isArray(nodes) ? undefined : nodes[at]?.id;
      return {
        field: `file${place}`,
        message: typeof name === 'string' ? `node ${name}: ${message}` : message,
      };
    }),
  };
}

/** A graph as it was kept, brought up to what a graph is now. @throws when it is none */
export const readGraph = (kept: unknown): FlowGraph => flowGraph.parse(kept);
