import { BaseEdge, EdgeLabelRenderer, type Edge, type EdgeProps } from '@xyflow/react';
import { formats } from '#web/kit/index.ts';
import type { Change } from './context.ts';
import { cornersOf, pathOf } from './route.rules.ts';

export interface LineData extends Record<string, unknown> {
  exceptional: boolean;
  change: Change | null;
  visited: boolean;
  /** Of a selected node: it stands out. */
  near: boolean;
  /** Where it crosses, between what lies in its way. */
  lane: number | null;
  /** How far it goes before it turns. */
  out: number;
  /** How many went this way, and how thick that makes it, 0 to 1; null where nothing is counted. */
  use: { count: number; part: number } | null;
}
export type LineEdge = Edge<LineData, 'line'>;

/** An edge; with figures it is as thick as many went that way, and says how many. */
export function Line({
  id,
  sourceX,
  sourceY,
  targetX,
  targetY,
  selected,
  data,
  markerEnd,
}: EdgeProps<LineEdge>) {
  const path = pathOf(
    cornersOf({ x: sourceX, y: sourceY }, { x: targetX, y: targetY }, data?.lane ?? null, data?.out ?? 20),
    9,
  );
  const use = data?.use ?? null;
  const look = [
    'flow-line',
    data?.exceptional && 'exceptional',
    data?.visited && 'visited',
    data?.near && 'near',
    selected && 'on',
    data?.change,
    use !== null && (use.count === 0 ? 'unused' : 'used'),
  ];
  return (
    <>
      <BaseEdge
        id={id}
        path={path}
        className={look.filter(Boolean).join(' ')}
        {...(markerEnd === undefined ? {} : { markerEnd })}
        {...(use === null ? {} : { style: { strokeWidth: 1.5 + use.part * 8 } })}
        interactionWidth={16}
      />
      {use !== null && use.count > 0 && (
        <EdgeLabelRenderer>
          <span
            className="flow-count num"
            style={{ transform: `translate(${sourceX + 8}px, ${sourceY}px) translateY(-50%)` }}
          >
            {formats.number(use.count)}
          </span>
        </EdgeLabelRenderer>
      )}
    </>
  );
}
