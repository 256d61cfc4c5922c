import { expect, it } from 'vitest';
import { flowGraph } from '#contract/flow-graph.ts';
import { overlay } from './compare.rules.ts';
import { knownIn } from './known.rules.ts';

const base = { languages: ['it'], channels: ['chat'], start: 'hello', person: { queue: 'people' } };

it('two versions laid over each other show what is there and what is gone', () => {
  const before = flowGraph.parse({
    ...base,
    nodes: [
      { id: 'hello', kind: 'say' },
      { id: 'bye', kind: 'end' },
    ],
    edges: [{ from: 'hello', exit: 'next', to: 'bye' }],
  });
  const after = flowGraph.parse({ ...base, nodes: [{ id: 'hello', kind: 'say' }], edges: [] });
  const { graph, nodes, edges } = overlay(before, after, [
    { what: 'node', change: 'removed', node: 'bye', exit: null, fields: [] },
    { what: 'edge', change: 'removed', node: 'hello', exit: 'next', fields: [] },
  ]);
  expect(graph.nodes.map(({ id }) => id)).toEqual(['hello', 'bye']);
  expect(graph.edges).toEqual(before.edges);
  expect(nodes.get('bye')).toBe('removed');
  expect(edges.get('hello next')).toBe('removed');
});

it('what was looked up is known by the name that the node gave it', () => {
  const graph = flowGraph.parse({
    ...base,
    nodes: [
      { id: 'hello', kind: 'ask', type: 'text', into: 'question' },
      { id: 'bill', kind: 'lookup', what: 'bill', into: 'last' },
    ],
    edges: [],
  });
  const names = { it: 'x', en: 'x' };
  const bill = {
    what: 'bill',
    name: names,
    about: names,
    with: [],
    gives: [{ name: 'amount', about: names }],
    identified: true,
  };
  expect(knownIn(graph, { lookups: [bill], acts: [] }).map(({ place }) => place)).toEqual([
    'question',
    'last.amount',
    'channel',
    'language',
    'identified',
    'from',
  ]);
});
