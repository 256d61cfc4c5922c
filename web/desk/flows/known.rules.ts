import type { FlowGraph } from '#contract/flow-graph.ts';
import type { FlowPart } from '#contract/flows.ts';

/** What a placeholder or a check may name. */
export interface Known {
  /** `bill.amount`. */
  place: string;
  /** Where it comes from: the node, or null for what every session knows. */
  node: string | null;
  about: { it: string; en: string } | null;
}

/** There in every session. */
const always = ['channel', 'language', 'identified', 'from'];
/** There once somebody is identified. */
const ofCustomer = ['customer.name'];

/** Everything that some node of the drawing learns, in its order; the engine says what is known too late. */
export function knownIn(
  graph: FlowGraph,
  parts: { lookups: readonly FlowPart[]; acts: readonly FlowPart[] },
): Known[] {
  const found: Known[] = [];
  const add = (place: string, node: string | null, about: Known['about'] = null) => {
    if (!found.some((one) => one.place === place)) found.push({ place, node, about });
  };
  for (const node of graph.nodes) {
    if (node.kind === 'call') for (const name of Object.keys(node.map)) add(name, node.id);
    if (node.kind === 'identify') for (const name of ofCustomer) add(name, node.id);
    if (!('into' in node) || node.into === null || node.into === '') continue;
    const part =
      node.kind === 'lookup' || node.kind === 'act'
        ? [...parts.lookups, ...parts.acts].find(({ what }) => what === node.what)
        : undefined;
    if (part === undefined || part.gives.length === 0) add(node.into, node.id);
    // A part says `bill.amount` of what it gives: here it is called as the node calls it.
    for (const { name, about } of part?.gives ?? [])
      add(`${node.into}.${name.includes('.') ? name.slice(name.indexOf('.') + 1) : name}`, node.id, about);
  }
  for (const name of always) add(name, null);
  return found;
}

/** How a value may be worded: `{bill.amount|amount}`. */
export const wordings = ['amount', 'number', 'date', 'time', 'digits', 'list'] as const;
