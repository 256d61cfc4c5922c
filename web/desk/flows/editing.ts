import type { FlowNode } from '#contract/flow-graph.ts';

/** What the fields of a node get. */
export interface Editing<N extends FlowNode> {
  node: N;
  onChange: (node: N) => void;
  /** What is wrong at a field of this name. */
  errorAt: (field: string) => string | undefined;
}
