import '@xyflow/react/dist/base.css';
import {
  applyNodeChanges,
  Background,
  MiniMap,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  type Connection,
  type NodeChange,
} from '@xyflow/react';
import { IconMaximize, IconMinus, IconPlus } from '@tabler/icons-react';
import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import type { FlowGraph, FlowNodeKind } from '#contract/flow-graph.ts';
import { IconButton, useText } from '#web/kit/index.ts';
import { Card, type CardNode } from './card.tsx';
import { edgeKey, useEdges, useNodes } from './drawing.ts';
import { useDesigning } from './context.ts';
import { connect, moveNodes } from './graph.rules.ts';
import { cardHeight, cardWidth } from './layout.rules.ts';
import { Line, type LineEdge } from './line.tsx';
import { walk, waysOf, type Direction, type Standing } from './outline.rules.ts';
import { trialMarks } from './use-trial.ts';
import { exitName } from './words.ts';

const nodeTypes = { card: Card };
const edgeTypes = { line: Line };

/** The drawing: by hand, and from node to node by keyboard. `graph` is the draft, or two versions laid over each other. */
export function Canvas(props: { graph: FlowGraph }) {
  return (
    <ReactFlowProvider>
      <Drawing {...props} />
    </ReactFlowProvider>
  );
}

/** Below this zoom nobody reads a card; a drawing that is larger opens at the usual one. */
const readable = 0.7;
const usual = 0.85;

const directions: Readonly<Record<string, Direction>> = {
  ArrowRight: 'on',
  ArrowLeft: 'back',
  ArrowUp: 'previous',
  ArrowDown: 'next',
};
const moves: Readonly<Record<string, [number, number]>> = {
  ArrowRight: [20, 0],
  ArrowLeft: [-20, 0],
  ArrowUp: [0, -20],
  ArrowDown: [0, 20],
};

function Drawing({ graph }: { graph: FlowGraph }) {
  const t = useText('flows');
  const designing = useDesigning();
  const { draft, edits, selected, select, comparing, trial, code } = designing;
  const flow = useReactFlow<CardNode, LineEdge>();
  const box = useRef<HTMLDivElement>(null);
  const keysId = useId();
  const [chosen, setChosen] = useState<string | null>(null);
  const [standing, setStanding] = useState<Standing>({ at: graph.start, came: null });
  const tabStop = graph.nodes.some(({ id }) => id === standing.at) ? standing.at : graph.start;
  const made = useNodes(graph, comparing, tabStop);
  const edges = useEdges(graph, comparing, chosen);
  // What is dragged moves at once; it counts when it is let go.
  const [dragged, setDragged] = useState({ made, nodes: made });
  if (dragged.made !== made) setDragged({ made, nodes: made });

  /** All of it where it can be read so, else its beginning. */
  function showBeginning() {
    const frame = box.current?.getBoundingClientRect();
    const first = graph.nodes.find(({ id }) => id === graph.start) ?? graph.nodes[0];
    if (frame === undefined || first === undefined) return;
    const { x, y, width, height } = flow.getNodesBounds(graph.nodes.map(({ id }) => id));
    const zoom = Math.min(1, (frame.width - 48) / width, (frame.height - 48) / height);
    void (zoom >= readable
      ? flow.setViewport({ x: 24 - x * zoom, y: (frame.height - height * zoom) / 2 - y * zoom, zoom })
      : flow.setViewport({
          x: 24 - first.at.x * usual,
          y: frame.height / 3 - first.at.y * usual,
          zoom: usual,
        }));
  }
  function bringIntoSight(id: string) {
    const node = graph.nodes.find((one) => one.id === id);
    const frame = box.current?.getBoundingClientRect();
    if (node === undefined || frame === undefined) return;
    const { x, y, zoom } = flow.getViewport();
    const [left, top] = [node.at.x * zoom + x, node.at.y * zoom + y];
    const inside =
      left >= 8 &&
      top >= 8 &&
      left + cardWidth * zoom <= frame.width - 8 &&
      top + Math.min(cardHeight(node) * zoom, 120) <= frame.height - 8;
    if (!inside)
      void flow.setCenter(node.at.x + cardWidth / 2, node.at.y + cardHeight(node) / 2, {
        zoom: Math.max(zoom, 0.7),
      });
  }
  const elementOf = (id: string) =>
    box.current?.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`);
  // Whoever is chosen elsewhere, in a finding or the list of changes, is shown here.
  const one = selected.size === 1 ? [...selected][0]! : null;
  const sight = useRef(bringIntoSight);
  useEffect(() => {
    sight.current = bringIntoSight;
  });
  if (one !== null && standing.at !== one) setStanding({ at: one, came: null });
  useEffect(() => {
    if (one !== null) sight.current(one);
  }, [one]);
  // A comparison is another drawing: it is shown from its beginning.
  const compared = comparing?.from === undefined ? null : `${comparing.from} ${comparing.to}`;
  const beginning = useRef(showBeginning);
  useEffect(() => {
    beginning.current = showBeginning;
  });
  useEffect(() => {
    if (compared !== null) beginning.current();
  }, [compared]);
  const { here } = trialMarks(trial.running, code);
  useEffect(() => {
    if (here !== null && trial.running !== null) sight.current(here);
  }, [here, trial.running]);

  function onNodesChange(changes: NodeChange<CardNode>[]) {
    const choices = changes.flatMap((change) => (change.type === 'select' ? [change] : []));
    if (choices.length > 0) {
      const next = new Set(selected);
      for (const { id, selected: on } of choices)
        if (on) next.add(id);
        else next.delete(id);
      select([...next]);
      setChosen(null);
    }
    const moved = changes.filter(({ type }) => type === 'position');
    if (moved.length > 0)
      setDragged((old) => ({ ...old, nodes: applyNodeChanges<CardNode>(moved, old.nodes) }));
  }
  const drop = (moved: CardNode[]) =>
    draft.edit((now) => moveNodes(now, new Map(moved.map(({ id, position }) => [id, position]))));
  const link = ({ source, sourceHandle, target }: Connection) => {
    if (sourceHandle !== null) draft.edit((now) => connect(now, source, sourceHandle, target));
  };

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>) {
    const id = (event.target as HTMLElement).closest<HTMLElement>('.react-flow__node')?.dataset['id'];
    if (id === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    const done = keyOn(id, event.key, event.shiftKey);
    if (done) event.preventDefault();
  }
  function keyOn(id: string, key: string, shift: boolean): boolean {
    const move = moves[key];
    if (move !== undefined && shift && edits) {
      const ids = selected.has(id) ? selected : new Set([id]);
      draft.edit(
        (now) =>
          moveNodes(
            now,
            new Map(
              now.nodes
                .filter((node) => ids.has(node.id))
                .map(({ id: own, at }) => [own, { x: at.x + move[0], y: at.y + move[1] }]),
            ),
          ),
        `move ${[...ids].join(' ')}`,
      );
      return true;
    }
    const direction = directions[key];
    if (direction !== undefined) {
      const came = standing.at === id ? standing.came : null;
      const next = walk(graph, { at: id, came }, direction);
      if (next === null) return true;
      setStanding(next);
      select([next.at]);
      elementOf(next.at)?.focus({ preventScroll: true });
      return true;
    }
    switch (key) {
      case 'Enter':
        designing.show(id, 'first');
        return true;
      case ' ':
        select([id]);
        return true;
      case 'a':
      case 'A':
      case 'Insert': {
        const node = graph.nodes.find((candidate) => candidate.id === id);
        if (!edits || node === undefined) return false;
        const ways = waysOf(graph, node);
        const exit = (ways.find(({ to }) => to === null) ?? ways[0])?.exit;
        designing.addAfter(exit === undefined ? null : { from: id, exit });
        return true;
      }
      case 'c':
      case 'C':
        if (!edits) return false;
        designing.connectFrom(id);
        return true;
      case 'Delete':
      case 'Backspace': {
        if (!edits) return false;
        const back = walk(graph, { at: id, came: standing.came }, 'back')?.at ?? graph.start;
        designing.remove(selected.has(id) ? [...selected] : [id]);
        elementOf(back)?.focus({ preventScroll: true });
        return true;
      }
      case '+':
        void flow.zoomIn();
        return true;
      case '-':
        void flow.zoomOut();
        return true;
      case '0':
        void flow.fitView({ padding: 0.1 });
        return true;
      default:
        return false;
    }
  }

  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- its nodes take the keys
    <div className="flow-canvas" ref={box} onKeyDown={onKeyDown}>
      <p id={keysId} className="sr">
        {t('keys.drawing')}
      </p>
      <ReactFlow
        aria-label={t('drawing', { count: graph.nodes.length })}
        aria-describedby={keysId}
        nodes={dragged.made === made ? dragged.nodes : made}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        onNodesChange={onNodesChange}
        onNodeClick={(event, { id }) => {
          if (!event.shiftKey && !event.ctrlKey && !event.metaKey) designing.show(id);
        }}
        onEdgeClick={(_event, { id }) => setChosen(id)}
        onPaneClick={() => setChosen(null)}
        onNodeDragStop={(_event, _node, moved) => drop(moved)}
        onSelectionDragStop={(_event, moved) => drop(moved)}
        onConnect={link}
        onReconnect={(edge, to) => {
          draft.edit((now) => connect(now, edge.source, edge.sourceHandle ?? '', null));
          link(to);
        }}
        onConnectEnd={(event, { isValid, fromNode, fromHandle, toNode }) => {
          if (isValid || toNode !== null || fromHandle?.type !== 'source' || fromHandle.id == null) return;
          const point = 'changedTouches' in event ? event.changedTouches[0]! : event;
          const at = flow.screenToFlowPosition({ x: point.clientX, y: point.clientY });
          designing.addAfter({ from: fromNode!.id, exit: fromHandle.id }, { x: at.x, y: at.y - 24 });
        }}
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          const kind = event.dataTransfer.getData('text/flow-kind') as FlowNodeKind | '';
          const at = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
          if (kind !== '') designing.addAfter(null, at, kind);
        }}
        nodesConnectable={edits}
        nodesDraggable={edits}
        nodesFocusable={false}
        edgesFocusable={false}
        edgesReconnectable={edits}
        connectOnClick={false}
        disableKeyboardA11y
        deleteKeyCode={null}
        minZoom={0.15}
        maxZoom={1.6}
        onInit={showBeginning}
        ariaLabelConfig={{ 'minimap.ariaLabel': t('minimap'), 'handle.ariaLabel': '' }}
      >
        <Background gap={20} size={1} />
        <MiniMap
          pannable
          zoomable
          position="bottom-left"
          nodeClassName={(node: CardNode) =>
            `flow-mini ${node.data.finding ?? ''} ${node.data.change ?? ''} ${node.data.here ? 'here' : ''}`
          }
        />
      </ReactFlow>
      <div className="flow-zoom" role="group" aria-label={t('zoom.label')}>
        <IconButton label={t('zoom.in')} onClick={() => void flow.zoomIn()}>
          <IconPlus size={16} aria-hidden />
        </IconButton>
        <IconButton label={t('zoom.out')} onClick={() => void flow.zoomOut()}>
          <IconMinus size={16} aria-hidden />
        </IconButton>
        <IconButton label={t('zoom.all')} onClick={() => void flow.fitView({ padding: 0.1 })}>
          <IconMaximize size={16} aria-hidden />
        </IconButton>
      </div>
      {chosen !== null && edits && <ChosenEdge edge={chosen} graph={graph} onDone={() => setChosen(null)} />}
    </div>
  );
}

/** What can be done with the edge that was clicked. */
function ChosenEdge({ edge, graph, onDone }: { edge: string; graph: FlowGraph; onDone: () => void }) {
  const t = useText('flows');
  const { draft, addAfter, language } = useDesigning();
  const found = graph.edges.find((one) => edgeKey(one) === edge);
  const from = graph.nodes.find(({ id }) => id === found?.from);
  if (found === undefined || from === undefined) return null;
  return (
    <div className="flow-edge-bar" role="group" aria-label={t('edge.label')}>
      <span className="ell">{exitName(from, found.exit, language, t)}</span>
      <button
        type="button"
        className="btn plain small"
        onClick={() => {
          addAfter({ from: found.from, exit: found.exit });
          onDone();
        }}
      >
        {t('edge.insert')}
      </button>
      <button
        type="button"
        className="btn plain small"
        onClick={() => {
          draft.edit((now) => connect(now, found.from, found.exit, null));
          onDone();
        }}
      >
        {t('edge.remove')}
      </button>
    </div>
  );
}
