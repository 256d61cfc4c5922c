import {
  exits,
  fixedExits,
  type FlowEdge,
  type FlowGraph,
  type FlowNode,
  type FlowNodeKind,
  type FlowNodeOf,
  type Says,
} from '#contract/flow-graph.ts';

// What a hand may do to a drawing. Each gives a new graph; none knows a screen.

/** What a new node names before anybody chose. */
export interface Offered {
  lookup: string;
  act: string;
  flow: string;
}

/** The kinds as the palette groups them: say, ask, know and do, decide, end. */
export const palette = [
  { group: 'say', kinds: ['say', 'play'] },
  { group: 'ask', kinds: ['choose', 'pick', 'ask', 'identify', 'language', 'survey'] },
  { group: 'know', kinds: ['lookup', 'search', 'call'] },
  { group: 'do', kinds: ['act', 'case', 'send', 'callback'] },
  { group: 'decide', kinds: ['check', 'hours', 'emergency', 'set', 'skill'] },
  { group: 'end', kinds: ['queue', 'flow', 'end'] },
] as const satisfies readonly { group: string; kinds: readonly FlowNodeKind[] }[];

/** A name that no node has: the kind, then the kind with a number. */
export function freshId(taken: ReadonlySet<string>, base: string): string {
  const stem = base.replace(/-\d+$/, '').slice(0, 34);
  if (!taken.has(stem)) return stem;
  for (let number = 2; ; number++) if (!taken.has(`${stem}-${number}`)) return `${stem}-${number}`;
}
const idsOf = (graph: FlowGraph): Set<string> => new Set(graph.nodes.map(({ id }) => id));

/** Where a node keeps what it learnt; null for those that learn nothing. */
export const keptIn = (node: FlowNode): string | null => ('into' in node ? node.into : null);

function freshVariable(graph: FlowGraph, base: string): string {
  const taken = new Set(graph.nodes.map(keptIn));
  if (!taken.has(base)) return base;
  for (let number = 2; ; number++) if (!taken.has(`${base}_${number}`)) return `${base}_${number}`;
}

const nothingSaid = (): Says => ({ text: {}, on: {}, prompt: null });
const asked = () => ({ says: nothingSaid(), again: nothingSaid(), tries: 3 });

/** A node of a kind as it comes out of the palette: complete, but for its words. */
export function freshNode(
  kind: FlowNodeKind,
  graph: FlowGraph,
  offered: Offered,
  at: { x: number; y: number },
): FlowNode {
  const common = { id: freshId(idsOf(graph), kind), name: '', at };
  const queue = graph.person.queue;
  const into = (base: string) => freshVariable(graph, base);
  switch (kind) {
    case 'say':
    case 'play':
      return { ...common, kind, says: nothingSaid() };
    case 'ask':
      return {
        ...common,
        kind,
        ...asked(),
        type: 'text',
        min: 1,
        max: 500,
        least: null,
        most: null,
        into: into('answer'),
        secret: false,
      };
    case 'choose':
      return {
        ...common,
        kind,
        ...asked(),
        options: [
          { id: 'option-1', label: {}, key: '', words: {} },
          { id: 'option-2', label: {}, key: '', words: {} },
        ],
        into: null,
      };
    case 'pick':
      return {
        ...common,
        kind,
        ...asked(),
        from: 'found.choices',
        into: into('choice'),
        atOnce: 4,
        takeOnly: false,
      };
    case 'identify':
      return { ...common, kind, by: ['customer_code', 'fiscal_code'], proof: [], ...asked() };
    case 'lookup':
      return { ...common, kind, what: offered.lookup, with: {}, into: into('found') };
    case 'act':
      return { ...common, kind, what: offered.act, with: {}, into: null };
    case 'call':
      return {
        ...common,
        kind,
        method: 'GET',
        url: 'https://',
        headers: {},
        body: null,
        timeoutSeconds: 5,
        retries: 1,
        map: {},
      };
    case 'search':
      return { ...common, kind, question: '{answer}', into: null };
    case 'case':
      return {
        ...common,
        kind,
        do: 'open',
        type: 'information',
        fields: {},
        subject: {},
        text: {},
        classification: null,
        number: '',
        into: into('case'),
      };
    case 'send':
      return { ...common, kind, subject: {}, text: {} };
    case 'hours':
      return { ...common, kind, calendar: null, queue };
    case 'emergency':
      return { ...common, kind, queue };
    case 'language':
      return { ...common, kind, to: 'ask', ...asked() };
    case 'check':
      return { ...common, kind, value: 'identified', is: 'set', than: '' };
    case 'set':
      return { ...common, kind, into: into('value'), value: '' };
    case 'skill':
      return { ...common, kind, requires: [], boostMinutes: 0, classification: null };
    case 'queue':
      return { ...common, kind, queue, says: nothingSaid() };
    case 'callback':
      return { ...common, kind, queue, ...asked() };
    case 'survey':
      return { ...common, kind, ...asked(), into: into('survey') };
    case 'flow':
      return { ...common, kind, flow: offered.flow };
    case 'end':
      return { ...common, kind, says: nothingSaid(), result: 'answered' };
  }
}

export const edgeAt = (graph: FlowGraph, from: string, exit: string): FlowEdge | undefined =>
  graph.edges.find((edge) => edge.from === from && edge.exit === exit);

/** Leads a way out to a node; to null it leads nowhere. */
export function connect(graph: FlowGraph, from: string, exit: string, to: string | null): FlowGraph {
  const at = graph.edges.findIndex((edge) => edge.from === from && edge.exit === exit);
  const edges =
    to === null
      ? graph.edges.filter((_edge, index) => index !== at)
      : at < 0
        ? [...graph.edges, { from, exit, to }]
        : graph.edges.map((edge, index) => (index === at ? { from, exit, to } : edge));
  return { ...graph, edges };
}

/**
 * Puts a node in. `after`: the way out that leads to it; what that led to before comes after the new node, by its first
 * way out.
 */
export function addNode(
  graph: FlowGraph,
  node: FlowNode,
  after: { from: string; exit: string } | null,
): FlowGraph {
  let next: FlowGraph = { ...graph, nodes: [...graph.nodes, node] };
  if (after === null) return next;
  const before = edgeAt(graph, after.from, after.exit);
  next = connect(next, after.from, after.exit, node.id);
  const first = exits(node)[0];
  return before === undefined || first === undefined ? next : connect(next, node.id, first, before.to);
}

/** The node as it is now; ways out that it has no more lead nowhere. */
export function changeNode(graph: FlowGraph, node: FlowNode): FlowGraph {
  const ways = exits(node);
  const edges = graph.edges.every(({ from, exit }) => from !== node.id || ways.includes(exit))
    ? graph.edges
    : graph.edges.filter(({ from, exit }) => from !== node.id || ways.includes(exit));
  return { ...graph, edges, nodes: graph.nodes.map((one) => (one.id === node.id ? node : one)) };
}

/** An option under another name; its edge stays. */
export function renameOption(
  graph: FlowGraph,
  node: FlowNodeOf<'choose'>,
  old: string,
  name: string,
): FlowGraph {
  const options = node.options.map((one) => (one.id === old ? { ...one, id: name } : one));
  const edges = graph.edges.map((edge) =>
    edge.from === node.id && edge.exit === old ? { ...edge, exit: name } : edge,
  );
  return changeNode({ ...graph, edges }, { ...node, options });
}

/** The name of a further option: never that of a fixed way out. */
export function freshOption(node: FlowNodeOf<'choose'>): string {
  const taken = new Set([...node.options.map(({ id }) => id), ...fixedExits]);
  for (let number = node.options.length + 1; ; number++)
    if (!taken.has(`option-${number}`)) return `option-${number}`;
}

/** Takes nodes away with their edges. The last one stays: a flow begins somewhere. */
export function removeNodes(graph: FlowGraph, ids: readonly string[]): FlowGraph {
  const gone = new Set(ids);
  const nodes = graph.nodes.filter(({ id }) => !gone.has(id));
  const first = nodes[0];
  if (first === undefined) return graph;
  return {
    ...graph,
    nodes,
    start: gone.has(graph.start) ? first.id : graph.start,
    edges: graph.edges.filter(({ from, to }) => !gone.has(from) && !gone.has(to)),
  };
}

export function moveNodes(
  graph: FlowGraph,
  places: ReadonlyMap<string, { x: number; y: number }>,
): FlowGraph {
  const rounded = ({ x, y }: { x: number; y: number }) => ({ x: Math.round(x), y: Math.round(y) });
  return {
    ...graph,
    nodes: graph.nodes.map((node) => {
      const at = places.get(node.id);
      return at === undefined ? node : { ...node, at: rounded(at) };
    }),
  };
}

/** Nodes that were copied, with the edges among them. */
export interface Clip {
  nodes: FlowNode[];
  edges: FlowEdge[];
}
export function copyNodes(graph: FlowGraph, ids: readonly string[]): Clip {
  const taken = new Set(ids);
  return {
    nodes: graph.nodes.filter(({ id }) => taken.has(id)),
    edges: graph.edges.filter(({ from, to }) => taken.has(from) && taken.has(to)),
  };
}
/** Puts copies in under new names, a little beside where they come from. */
export function pasteNodes(graph: FlowGraph, clip: Clip): { graph: FlowGraph; ids: string[] } {
  const taken = idsOf(graph);
  const names = new Map<string, string>();
  for (const { id } of clip.nodes) {
    const name = freshId(taken, id);
    taken.add(name);
    names.set(id, name);
  }
  const nodes = clip.nodes.map((node) => ({
    ...node,
    id: names.get(node.id)!,
    at: { x: node.at.x + 40, y: node.at.y + 60 },
  }));
  const edges = clip.edges.map(({ from, exit, to }) => ({
    from: names.get(from)!,
    exit,
    to: names.get(to)!,
  }));
  return {
    graph: { ...graph, nodes: [...graph.nodes, ...nodes], edges: [...graph.edges, ...edges] },
    ids: nodes.map(({ id }) => id),
  };
}

/** Whether a way out is for what did not go well: an error, silence, what was not understood. */
export const isExceptional = (exit: string): boolean =>
  /^(not_understood|silence|error|failed|refused|no_address|none)$/.test(exit);
