import { useEffect, useRef, type CSSProperties, type KeyboardEvent } from 'react';
import { listCentres } from '#contract/escalations.ts';
import { listQueues } from '#contract/routing.ts';
import { useApi, useText, type Text } from '#web/kit/index.ts';
import type { PiecePart, PlanPart, TypeDocument } from './document.rules.ts';
import { partName } from './edit.tsx';
import { askedOf, drawPlan, inBoth, type Slot } from './plans.rules.ts';
import './plans.css';

const box = { width: 188, height: 88 };
const gap = { x: 44, y: 12 };
const left = ({ column }: Slot) => column * (box.width + gap.x);
const top = ({ row }: Slot) => row * (box.height + gap.y);
const middle = (slot: Slot) => top(slot) + box.height / 2;

/** Queues and centres that can be asked, and whom a piece asks, in words. */
export function useAsked() {
  const t = useText('case-types');
  const queues = useApi(listQueues).data?.items ?? [];
  const centres = useApi(listCentres).data?.items ?? [];
  const nameOf = (piece: PiecePart): string => {
    if (askedOf(piece) === '') return t('form.nobodyAsked');
    if (piece.inCharge) return t('form.inCharge');
    const queue = queues.find(({ code }) => code === piece.queue);
    return queue?.name ?? piece.queue ?? piece.centre ?? '';
  };
  return { queues, centres, nameOf };
}

/** What a piece waits for, by number and, for whoever hears it, by name. */
function After({ pieces, piece }: { pieces: readonly PiecePart[]; piece: PiecePart }) {
  const t = useText('case-types');
  const after = (piece.after ?? [])
    .map((key) => ({ key, at: pieces.findIndex((other) => other.key === key) }))
    .toSorted((a, b) => a.at - b.at);
  if (after.length === 0) return t('form.atOnce');
  const numbers = after.map(({ at }) => (at < 0 ? '?' : String(at + 1))).join(', ');
  const names = after
    .map(({ key, at }) => (at < 0 ? key : partName(inBoth(pieces[at]!.name), pieces[at]!.key)))
    .join(', ');
  return (
    <>
      {t('form.afterPieces', { pieces: numbers })}
      <span className="sr"> ({names})</span>
    </>
  );
}

/** What waits for what: a column for how much comes before, an arrow from each piece to those that wait for it. */
export function PlanDrawing({
  label,
  pieces,
  current,
  wrong,
  onOpen,
  onKey,
}: {
  label: string;
  pieces: readonly PiecePart[];
  current?: number;
  /** How much is said of a piece, in words; empty: nothing. */
  wrong?: (index: number) => string;
  onOpen: (index: number) => void;
  onKey?: (event: KeyboardEvent, index: number) => void;
}) {
  const { nameOf } = useAsked();
  const area = useRef<HTMLDivElement>(null);
  // The chosen one stays in sight, however far the drawing goes.
  useEffect(() => {
    const frame = area.current;
    const item = frame?.querySelector<HTMLElement>('[aria-current="true"]')?.parentElement;
    if (frame == null || item == null) return;
    const end = item.offsetLeft + item.offsetWidth + gap.x / 2;
    if (item.offsetLeft < frame.scrollLeft) frame.scrollLeft = item.offsetLeft;
    else if (end > frame.scrollLeft + frame.clientWidth) frame.scrollLeft = end - frame.clientWidth;
  }, [current, pieces]);
  const { columns, rows, boxes, lines } = drawPlan(pieces);
  const size = {
    width: columns * (box.width + gap.x) - gap.x,
    height: rows * (box.height + gap.y) - gap.y,
  };
  return (
    <div ref={area} className="type-plan-drawing" role="group" aria-label={label}>
      <div className="type-plan-sheet" style={size}>
        <svg aria-hidden width={size.width} height={size.height}>
          {lines.map(({ from, to, way }) => (
            <path
              key={`${from} ${to}`}
              className={from === current || to === current ? 'near' : undefined}
              d={pathOf(way)}
            />
          ))}
        </svg>
        <ol>
          {pieces.map((piece, index) => {
            const style: CSSProperties = { ...box, left: left(boxes[index]!), top: top(boxes[index]!) };
            const trouble = wrong?.(index) ?? '';
            return (
              <li key={index} style={style}>
                <button
                  type="button"
                  aria-current={index === current ? 'true' : undefined}
                  aria-keyshortcuts={onKey === undefined ? undefined : 'Alt+ArrowUp Alt+ArrowDown'}
                  onClick={() => onOpen(index)}
                  onKeyDown={(event) => onKey?.(event, index)}
                >
                  <b>
                    <span className="num">{index + 1}</span> {partName(inBoth(piece.name), piece.key)}
                  </b>
                  <small className="ell">{nameOf(piece)}</small>
                  <small className="ell">
                    <After pieces={pieces} piece={piece} />
                  </small>
                  {trouble !== '' && (
                    <>
                      <i className="type-mark" aria-hidden />
                      <span className="sr">{trouble}</span>
                    </>
                  )}
                </button>
              </li>
            );
          })}
        </ol>
      </div>
    </div>
  );
}

/** From the end of one box to the beginning of another: level through the columns, curved between them. */
function pathOf(way: readonly Slot[]): string {
  const [first, ...others] = way;
  let y = middle(first!);
  let path = `M${left(first!) + box.width} ${y}`;
  for (const [at, slot] of others.entries()) {
    const [x, to] = [left(slot), middle(slot)];
    path += ` C${x - gap.x / 2} ${y} ${x - gap.x / 2} ${to} ${x - 1} ${to}`;
    y = to;
    if (at < others.length - 1) path += ` H${x + box.width}`;
    else path += ` m-7 -5 l7 5 l-7 5`;
  }
  return path;
}

/** The plans of a type, for whoever looks at its diagram. */
export default function TypePlans({
  definition,
  onOpen,
}: {
  definition: Pick<TypeDocument, 'plans' | 'transitions'>;
  /** Opens the form of a place. */
  onOpen: (place: string) => void;
}) {
  const t = useText('case-types');
  return (definition.plans ?? []).map((plan, index) => (
    <section key={plan.key} className="type-plan">
      <h2>{partName(plan.name, plan.key)}</h2>
      <p className="t2 s12">{startOf(plan, definition.transitions, t)}</p>
      <PlanDrawing
        label={t('form.planDrawing', { name: partName(plan.name, plan.key) })}
        pieces={plan.pieces}
        onOpen={(at) => onOpen(`plans[${index}].pieces[${at}].name.it`)}
      />
    </section>
  ));
}

/** What starts a plan, in words. */
function startOf({ startedBy }: PlanPart, transitions: TypeDocument['transitions'], t: Text): string {
  if (startedBy == null) return t('form.byHand');
  const way = transitions.find(({ key }) => key === startedBy);
  return t('form.startsWith', { name: partName(way?.name, startedBy) });
}
