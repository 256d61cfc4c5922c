import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flowGraph, type FlowGraph } from '#contract/flow-graph.ts';
import { cardHeight, cardWidth, layout, placeAfter } from './layout.rules.ts';
import { moveNodes } from './graph.rules.ts';
import { outline, walk } from './outline.rules.ts';

/** Any graph of questions: every way out leads anywhere or nowhere. */
const graphs = fc
  .array(fc.array(fc.option(fc.nat(11)), { minLength: 3, maxLength: 3 }), { minLength: 1, maxLength: 12 })
  .map((leads): FlowGraph => {
    const ways = ['next', 'not_understood', 'silence'];
    return flowGraph.parse({
      languages: ['it'],
      channels: ['chat'],
      start: 'n0',
      person: { queue: 'people' },
      nodes: leads.map((_one, index) => ({ id: `n${index}`, kind: 'ask', type: 'text', into: `v${index}` })),
      edges: leads.flatMap((to, index) =>
        to.flatMap((one, way) =>
          one === null || one >= leads.length ? [] : [{ from: `n${index}`, exit: ways[way], to: `n${one}` }],
        ),
      ),
    });
  });

describe('the layout', () => {
  it('places every node, and no two cards touch', () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const places = layout(graph);
        expect([...places.keys()].toSorted()).toEqual(graph.nodes.map(({ id }) => id).toSorted());
        const boxes = graph.nodes.map((node) => ({ ...places.get(node.id)!, height: cardHeight(node) }));
        for (const [index, one] of boxes.entries())
          for (const other of boxes.slice(index + 1))
            expect(
              Math.abs(one.x - other.x) >= cardWidth ||
                one.y + one.height < other.y ||
                other.y + other.height < one.y,
            ).toBe(true);
      }),
    );
  });
  it('is the same for the same graph', () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        expect(layout(graph)).toEqual(layout(graph));
      }),
    );
  });
  it('leads from left to right where there is no circle', () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const forward = {
          ...graph,
          edges: graph.edges.filter(({ from, to }) => Number(from.slice(1)) < Number(to.slice(1))),
        };
        const places = layout(forward);
        for (const { from, to } of forward.edges) expect(places.get(from)!.x).toBeLessThan(places.get(to)!.x);
      }),
    );
  });
  it('finds a place for what comes next that is free', () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const placed = moveNodes(graph, layout(graph));
        const place = placeAfter(placed, placed.nodes[0]!, 'silence');
        for (const node of placed.nodes)
          expect(
            Math.abs(node.at.x - place.x) >= cardWidth ||
              place.y >= node.at.y + cardHeight(node) ||
              place.y + 170 <= node.at.y,
          ).toBe(true);
      }),
    );
  });
});

describe('the outline', () => {
  it('has every node once, what is reached first', () => {
    fc.assert(
      fc.property(graphs, (graph) => {
        const entries = outline(graph);
        expect(entries.map(({ node }) => node.id).toSorted()).toEqual(
          graph.nodes.map(({ id }) => id).toSorted(),
        );
        const reached = entries.map((one) => one.reached);
        expect(reached).toEqual(reached.toSorted((one, other) => Number(other) - Number(one)));
        expect(entries[0]!.node.id).toBe(graph.start);
      }),
    );
  });
});

describe('a step by keyboard', () => {
  const graph = flowGraph.parse({
    languages: ['it'],
    channels: ['chat'],
    start: 'menu',
    person: { queue: 'people' },
    nodes: [
      { id: 'menu', kind: 'choose', options: [{ id: 'bill' }, { id: 'fault' }] },
      { id: 'bill', kind: 'say' },
      { id: 'fault', kind: 'say' },
      { id: 'bye', kind: 'end' },
    ],
    edges: [
      { from: 'menu', exit: 'bill', to: 'bill' },
      { from: 'menu', exit: 'fault', to: 'fault' },
      { from: 'menu', exit: 'silence', to: 'bye' },
      { from: 'bill', exit: 'next', to: 'bye' },
      { from: 'fault', exit: 'next', to: 'bye' },
    ],
  });
  it('goes on, back the way it came, and to the neighbouring ways out', () => {
    const first = walk(graph, { at: 'menu', came: null }, 'on')!;
    expect(first.at).toBe('bill');
    const second = walk(graph, first, 'next')!;
    expect(second.at).toBe('fault');
    const third = walk(graph, second, 'on')!;
    expect(third.at).toBe('bye');
    expect(walk(graph, third, 'back')!.at).toBe('fault');
    expect(walk(graph, second, 'previous')!.at).toBe('bill');
    expect(walk(graph, second, 'next')!.at).toBe('bye');
    expect(walk(graph, third, 'on')).toBeNull();
    expect(walk(graph, { at: 'menu', came: null }, 'back')).toBeNull();
  });
});
