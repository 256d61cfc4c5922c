import { MarkerType } from '@xyflow/react';
import { useMemo } from 'react';
import { exits, type FlowEdge, type FlowGraph } from '#contract/flow-graph.ts';
import { useText } from '#web/kit/index.ts';
import type { CardNode } from './card.tsx';
import { useDesigning, type Comparing } from './context.ts';
import { isExceptional } from './graph.rules.ts';
import { cardHeight, cardWidth, entryTop, exitTop } from './layout.rules.ts';
import type { LineEdge } from './line.tsx';
import { waysOf } from './outline.rules.ts';
import { laneFor, stub } from './route.rules.ts';
import { trialMarks } from './use-trial.ts';
import { exitName, isError, nodeText, nodeTitle } from './words.ts';

// The graph as React Flow shows it, with everything that is marked on it.

export const edgeKey = ({ from, exit }: Pick<FlowEdge, 'from' | 'exit'>) => `${from} ${exit}`;
const rtl = new Set(['ar']);
// Its colour is the sheet's; it does not grow with the line.
const arrow = {
  type: MarkerType.ArrowClosed,
  width: 16,
  height: 16,
  markerUnits: 'userSpaceOnUse',
  color: 'var(--text-3)',
};

/** What the drawing shows beside the nodes themselves. */
function useMarks() {
  const { code, draft, trial, figures, comparing } = useDesigning();
  const walked = useMemo(
    () => trialMarks(comparing === null ? trial.running : null, code),
    [trial.running, code, comparing],
  );
  const findings = useMemo(() => {
    const gravest = new Map<string, 'error' | 'warning'>();
    for (const one of draft.findings)
      if (one.node !== null && (isError(one) || !gravest.has(one.node)))
        gravest.set(one.node, isError(one) ? 'error' : 'warning');
    return gravest;
  }, [draft.findings]);
  const use = useMemo(() => {
    if (figures === null) return null;
    const most = Math.max(1, ...figures.edges.map(({ count }) => count));
    return {
      edges: new Map(
        figures.edges.map(({ from, exit, count }) => [
          `${from} ${exit}`,
          { count, part: Math.sqrt(count / most) },
        ]),
      ),
      nodes: new Map(figures.nodes.map((one) => [one.node, one])),
    };
  }, [figures]);
  return { walked, findings, use };
}

/** The nodes of the graph as cards. */
export function useNodes(graph: FlowGraph, comparing: Comparing | null, tabStop: string): CardNode[] {
  const t = useText('flows');
  const { parts, language, selected, edits, addAfter } = useDesigning();
  const { walked, findings, use } = useMarks();
  return useMemo(
    () =>
      graph.nodes.map((node): CardNode => {
        const title = nodeTitle(node, t);
        const text = nodeText(node, language, parts, t);
        const ways = waysOf(graph, node).map(({ exit, to }) => {
          const target = graph.nodes.find(({ id }) => id === to);
          return {
            exit,
            name: exitName(node, exit, language, t),
            to: target === undefined ? null : nodeTitle(target, t),
          };
        });
        const finding = comparing === null ? (findings.get(node.id) ?? null) : null;
        const change = comparing?.nodes.get(node.id) ?? null;
        const here = walked.here === node.id;
        const figures =
          use === null ? null : (use.nodes.get(node.id) ?? { visits: 0, hungUp: 0, handedOver: 0 });
        return {
          id: node.id,
          type: 'card',
          position: node.at,
          width: cardWidth,
          height: cardHeight(node),
          selected: selected.has(node.id),
          draggable: edits,
          data: {
            node,
            title,
            text,
            ways,
            dir: rtl.has(language) ? 'rtl' : 'ltr',
            lang: language,
            start: graph.start === node.id,
            finding,
            change,
            here,
            visited: walked.nodes.has(node.id),
            figures,
            edits,
            onFollow: (exit) => addAfter({ from: node.id, exit }),
          },
          ariaRole: 'button',
          domAttributes: {
            tabIndex: node.id === tabStop ? 0 : -1,
            'aria-pressed': selected.has(node.id),
            'aria-roledescription': t('card.role'),
          },
        };
      }),
    [graph, comparing, tabStop, t, parts, language, selected, edits, addAfter, walked, findings, use],
  );
}

/** The edges of the graph, each on its lane. */
export function useEdges(graph: FlowGraph, comparing: Comparing | null, chosen: string | null): LineEdge[] {
  const { selected } = useDesigning();
  const { walked, use } = useMarks();
  return useMemo(() => {
    const ways = new Map(graph.nodes.map((node) => [node.id, exits(node)]));
    const nodes = new Map(graph.nodes.map((node) => [node.id, node]));
    const boxes = graph.nodes.map((node) => ({
      left: node.at.x,
      right: node.at.x + cardWidth,
      top: node.at.y,
      bottom: node.at.y + cardHeight(node),
    }));
    const places = new Map(graph.nodes.map(({ id }, index) => [id, index]));
    return graph.edges
      .filter(({ from, exit, to }) => ways.get(from)?.includes(exit) && ways.has(to))
      .map((edge): LineEdge => {
        const key = edgeKey(edge);
        const [from, to] = [nodes.get(edge.from)!.at, nodes.get(edge.to)!.at];
        const index = ways.get(edge.from)!.indexOf(edge.exit);
        const near = selected.size === 1 && (selected.has(edge.from) || selected.has(edge.to));
        return {
          id: key,
          type: 'line',
          source: edge.from,
          sourceHandle: edge.exit,
          target: edge.to,
          selected: key === chosen,
          markerEnd: arrow,
          domAttributes: { 'aria-hidden': true },
          data: {
            exceptional: isExceptional(edge.exit),
            change: comparing?.edges.get(key) ?? null,
            lane: laneFor(
              { x: from.x + cardWidth, y: from.y + exitTop(index) },
              { x: to.x, y: to.y + entryTop },
              boxes,
              // What leads to different nodes does not run on one line.
              (places.get(edge.to)! % 5) * 5,
            ),
            out: stub + (index % 6) * 6,
            visited: walked.edges.has(key),
            near,
            use: use === null ? null : (use.edges.get(key) ?? { count: 0, part: 0 }),
          },
        };
      });
  }, [graph, comparing, chosen, selected, walked, use]);
}
