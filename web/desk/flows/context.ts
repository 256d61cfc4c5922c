import { createContext, useContext } from 'react';
import type { FlowGraph, FlowLanguage, FlowNodeKind } from '#contract/flow-graph.ts';
import type { Finding, Flow, FlowFigures } from '#contract/flows.ts';
import type { Draft } from './use-draft.ts';
import type { Trial } from './use-trial.ts';
import type { Parts } from './words.ts';

export type PaneName = 'node' | 'findings' | 'trial' | 'use' | 'versions' | 'flow';

/** A change of a node or edge between two versions, as the drawing shows it. */
export type Change = 'added' | 'removed' | 'changed';
export interface Comparing {
  from: string;
  to: string;
  nodes: ReadonlyMap<string, Change>;
  /** By `from exit`. */
  edges: ReadonlyMap<string, Change>;
}

/** Everything that the parts of the designer share. */
export interface Designing {
  code: string;
  flow: Flow;
  parts: Parts;
  draft: Draft;
  /** May be changed now: by right, and because it is the draft that is on screen. */
  edits: boolean;
  mayPublish: boolean;
  /** In which the drawing is read. */
  language: FlowLanguage;
  setLanguage: (language: FlowLanguage) => void;
  selected: ReadonlySet<string>;
  select: (ids: readonly string[]) => void;
  pane: PaneName;
  openPane: (pane: PaneName) => void;
  /** Goes to a node: selected, in sight, its fields open; `field` gets the focus. */
  show: (node: string, field?: string) => void;
  /** Goes to what a finding is about, in its language. */
  showFinding: (finding: Finding) => void;
  /** Opens the palette for a node after this way out, or for one that nothing leads to yet. */
  addAfter: (
    after: { from: string; exit: string } | null,
    at?: { x: number; y: number },
    /** Chosen already: nothing is asked. */
    kind?: FlowNodeKind,
  ) => void;
  /** Asks where the ways out of a node lead. */
  connectFrom: (node: string, exit?: string) => void;
  remove: (ids: readonly string[]) => void;
  trial: Trial;
  figures: FlowFigures | null;
  setFigures: (figures: FlowFigures | null) => void;
  comparing: Comparing | null;
  setComparing: (comparing: (Comparing & { graph: FlowGraph }) | null) => void;
  /** The field that is to get the focus, once: null when nobody waits for one. A new one is a new function. */
  takeWanted: () => string | null;
}
export const DesigningContext = createContext<Designing | null>(null);
export function useDesigning(): Designing {
  const found = useContext(DesigningContext);
  if (found === null) throw new Error('outside the designer');
  return found;
}
