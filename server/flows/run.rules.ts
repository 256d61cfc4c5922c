import type { FlowGraph, FlowNode } from '#contract/flow-graph.ts';
import type { Ask, FlowOutcome, Said } from '#contract/flow-turns.ts';
import { ownWords, sayingOf, spelledOut } from './render.rules.ts';
import type { FlowEffect, FlowState, TrailDraft } from './state.rules.ts';

// One walk through a graph: what every kind of node does with it. Pure; the state in it is a copy.

export interface Indexed {
  graph: FlowGraph;
  node(id: string): FlowNode | undefined;
  target(from: string, exit: string): string | undefined;
}
const known = new WeakMap<FlowGraph, Indexed>();
/** A graph with its nodes and edges at hand. */
export function indexed(graph: FlowGraph): Indexed {
  const before = known.get(graph);
  if (before !== undefined) return before;
  const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
  const edges = new Map(graph.edges.map(({ from, exit, to }) => [`${from} ${exit}`, to]));
  const made: Indexed = {
    graph,
    node: (id) => nodes.get(id),
    target: (from, exit) => edges.get(`${from} ${exit}`),
  };
  known.set(graph, made);
  return made;
}

export interface Run {
  at: Indexed;
  state: FlowState;
  trail: TrailDraft[];
  /** `2026-11-29` */
  today: string;
}
/** What a walk waits for now; null: it has moved on to another node. */
export type Pause = { effect: FlowEffect } | { ask: Ask } | { outcome: FlowOutcome } | null;

/** So many nodes may be entered between two answers. */
export const mostMoves = 120;

export function note(
  run: Run,
  kind: TrailDraft['kind'],
  text: string,
  exit: string | null = null,
  data: Record<string, unknown> = {},
): void {
  const { turn, flow, node } = run.state;
  run.trail.push({ turn, flow, node, kind, text, exit, data });
}

export function say(run: Run, lines: readonly Said[], kind: 'said' | 'asked' = 'said'): void {
  if (lines.length === 0) return;
  run.state.said.push(...lines);
  note(run, kind, lines.map(({ text }) => text).join(' '), null, { language: lines[0]!.language });
}

/** Takes a way out. One that leads nowhere is a fault of the flow, and a person's work. */
export function go(run: Run, exit: string): Pause {
  const { state } = run;
  const to = run.at.target(state.node, exit);
  note(run, 'went', to ?? '', exit);
  if (to === undefined || run.at.node(to) === undefined) return fault(run);
  state.node = to;
  state.stage = { at: 'enter' };
  return null;
}

export function over(run: Run, outcome: FlowOutcome): Pause {
  run.state.outcome = outcome;
  note(run, 'over', outcome.kind, outcome.kind === 'ended' ? outcome.result : null, {
    ...(outcome.kind === 'queue' ? { queue: outcome.queue, because: outcome.because } : {}),
  });
  return { outcome };
}

/** To a person, with everything that was learnt. */
export const toQueue = (run: Run, queue: string, because: 'asked' | 'flow' | 'fault'): Pause =>
  over(run, { kind: 'queue', queue, queueId: null, ...run.state.wants, because });

/** Something does not work: whoever came is not left alone with it. */
export function fault(run: Run): Pause {
  say(run, [ownWords(run.state, 'fault')]);
  return toQueue(run, run.at.graph.person.queue, 'fault');
}

/** Asks: the words of the node, or these, and the options where nobody sees them. */
export function put(run: Run, ask: Ask, words: readonly Said[], tries: number): Pause {
  run.state.stage = { at: 'asked', tries };
  return putIn(run, ask, words);
}
/** The same in a stage of its own. */
export function putIn(run: Run, ask: Ask, words: readonly Said[]): Pause {
  const lines = [...words, ...spelledOut(run.state, ask)];
  say(run, lines, 'asked');
  return { ask };
}

/** What is said before a question is asked again. */
export function sayAgain(
  run: Run,
  node: Extract<FlowNode, { again: unknown }>,
  why: 'notUnderstood' | 'silence',
): void {
  const own = sayingOf(node.again, run.at.graph, run.state);
  say(run, own.length > 0 ? own : [ownWords(run.state, why)]);
}
