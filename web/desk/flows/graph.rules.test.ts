import { describe, expect, it } from 'vitest';
import { exits, flowGraph, flowNode, type FlowGraph } from '#contract/flow-graph.ts';
import {
  addNode,
  changeNode,
  connect,
  copyNodes,
  edgeAt,
  freshNode,
  freshOption,
  palette,
  pasteNodes,
  removeNodes,
  renameOption,
} from './graph.rules.ts';
import { begin, change, redo, undo } from './history.rules.ts';

const flowNodeKinds = flowNode.options.map((one) => one.shape.kind.value);
const offered = { lookup: 'bill', act: 'reading', flow: 'other' };
const at = { x: 0, y: 0 };
const graph = (over: Partial<FlowGraph> = {}): FlowGraph =>
  flowGraph.parse({
    languages: ['it'],
    channels: ['chat'],
    start: 'menu',
    person: { queue: 'people' },
    nodes: [
      {
        id: 'menu',
        kind: 'choose',
        options: [{ id: 'bill' }, { id: 'fault' }],
      },
      { id: 'bye', kind: 'end' },
    ],
    edges: [{ from: 'menu', exit: 'bill', to: 'bye' }],
    ...over,
  });
const menuOf = (one: FlowGraph) => {
  const node = one.nodes[0]!;
  if (node.kind !== 'choose') throw new Error('not the menu');
  return node;
};

describe('a node out of the palette', () => {
  it.each(flowNodeKinds)('of the kind %s is one that the server takes as it is', (kind) => {
    const node = freshNode(kind, graph(), offered, at);
    const next = addNode(graph(), node, null);
    expect(flowGraph.parse(next)).toEqual(next);
  });
  it('is there for every kind, once', () => {
    const kinds = palette.flatMap((one): readonly string[] => one.kinds);
    expect(kinds.toSorted()).toEqual([...flowNodeKinds].toSorted());
  });
  it('has a name and a place for its answer that no other has', () => {
    let now = graph();
    for (let round = 0; round < 3; round++) now = addNode(now, freshNode('ask', now, offered, at), null);
    expect(now.nodes.map(({ id }) => id)).toEqual(['menu', 'bye', 'ask', 'ask-2', 'ask-3']);
    expect(now.nodes.flatMap((one) => (one.kind === 'ask' ? [one.into] : []))).toEqual([
      'answer',
      'answer_2',
      'answer_3',
    ]);
  });
  it('put into an edge leads on to what came next', () => {
    const next = addNode(graph(), freshNode('say', graph(), offered, at), { from: 'menu', exit: 'bill' });
    expect(edgeAt(next, 'menu', 'bill')?.to).toBe('say');
    expect(edgeAt(next, 'say', 'next')?.to).toBe('bye');
  });
});

describe('edges', () => {
  it('are one for a way out', () => {
    const next = connect(connect(graph(), 'menu', 'bill', 'menu'), 'menu', 'silence', 'bye');
    expect(next.edges).toEqual([
      { from: 'menu', exit: 'bill', to: 'menu' },
      { from: 'menu', exit: 'silence', to: 'bye' },
    ]);
    expect(connect(next, 'menu', 'bill', null).edges).toHaveLength(1);
  });
  it('go with an option that goes, and follow one that is called otherwise', () => {
    const one = graph();
    const renamed = renameOption(one, menuOf(one), 'bill', 'invoice');
    expect(renamed.edges).toEqual([{ from: 'menu', exit: 'invoice', to: 'bye' }]);
    const without = changeNode(one, { ...menuOf(one), options: menuOf(one).options.slice(1) });
    expect(without.edges).toEqual([]);
  });
  it('go with a node that is removed; the start is another then, and the last node stays', () => {
    const next = removeNodes(graph(), ['menu']);
    expect(next).toMatchObject({ start: 'bye', edges: [] });
    expect(removeNodes(next, ['bye'])).toBe(next);
  });
});

describe('options and copies', () => {
  it('never take the name of a fixed way out', () => {
    const node = menuOf(graph());
    expect(freshOption(node)).toBe('option-3');
    expect(
      exits({ ...node, options: [...node.options, { ...node.options[0]!, id: freshOption(node) }] }),
    ).toContain('option-3');
  });
  it('are pasted under new names with the edges among them', () => {
    const made = pasteNodes(graph(), copyNodes(graph(), ['menu', 'bye']));
    expect(made.ids).toEqual(['menu-2', 'bye-2']);
    expect(made.graph.edges.at(-1)).toEqual({ from: 'menu-2', exit: 'bill', to: 'bye-2' });
  });
});

describe('undo', () => {
  it('takes back and brings again, and typing in one field is one step', () => {
    let history = change(begin('a'), 'b');
    history = change(history, 'bc', 'field');
    history = change(history, 'bcd', 'field');
    expect(undo(history).now).toBe('b');
    expect(undo(undo(history)).now).toBe('a');
    expect(redo(undo(history)).now).toBe('bcd');
    expect(undo(undo(undo(history))).now).toBe('a');
    // What was typed after an undo is a step of its own.
    expect(undo(change(undo(history), 'bx', 'field')).now).toBe('b');
  });
});
