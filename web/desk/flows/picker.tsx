import { useState } from 'react';
import { exits, type FlowNodeKind } from '#contract/flow-graph.ts';
import { Button, Dialog, SelectField, useText } from '#web/kit/index.ts';
import { useDesigning } from './context.ts';
import { connect, palette } from './graph.rules.ts';
import { kindIcons } from './icons.ts';
import { outline, waysOf } from './outline.rules.ts';
import { exitName, nodeLine, nodeTitle } from './words.ts';

/** The kinds beside the drawing: dragged to a place, or clicked to come after what is chosen. */
export function Palette({ onAdd }: { onAdd: (kind: FlowNodeKind) => void }) {
  const t = useText('flows');
  return (
    <div className="flow-palette" role="toolbar" aria-orientation="vertical" aria-label={t('palette.label')}>
      {palette.map(({ group, kinds }) => (
        <div key={group} role="group" aria-label={t(`palette.${group}`)}>
          <p aria-hidden>{t(`palette.${group}`)}</p>
          {kinds.map((kind) => {
            const Icon = kindIcons[kind];
            return (
              <button
                key={kind}
                type="button"
                draggable
                onDragStart={(event) => event.dataTransfer.setData('text/flow-kind', kind)}
                onClick={() => onAdd(kind)}
              >
                <Icon size={15} stroke={1.7} aria-hidden />
                <span className="ell">{t(`kind.${kind}`)}</span>
              </button>
            );
          })}
        </div>
      ))}
    </div>
  );
}

/** Which kind of node comes next: found by typing, or with the arrows. */
export function KindPicker({
  after,
  onPick,
  onClose,
}: {
  after: { from: string; exit: string } | null;
  onPick: (kind: FlowNodeKind, after: { from: string; exit: string } | null) => void;
  onClose: () => void;
}) {
  const t = useText('flows');
  const { draft, language } = useDesigning();
  const [typed, setTyped] = useState('');
  const [exit, setExit] = useState(after?.exit ?? '');
  const from = draft.graph.nodes.find(({ id }) => id === after?.from);
  const kinds = palette.flatMap((one): readonly FlowNodeKind[] => one.kinds);
  const words = typed.trim().toLowerCase();
  const found = kinds.filter((kind) =>
    `${t(`kind.${kind}`)} ${t(`about.${kind}`)}`.toLowerCase().includes(words),
  );
  const [at, setAt] = useState(0);
  const current = Math.min(at, Math.max(0, found.length - 1));
  const pick = (kind: FlowNodeKind | undefined) => {
    if (kind !== undefined) onPick(kind, after === null ? null : { from: after.from, exit });
  };
  return (
    <Dialog title={t('picker.title')} onClose={onClose} size={480}>
      <div className="form">
        {from !== undefined && (
          <SelectField
            label={t('picker.after', { name: nodeTitle(from, t) })}
            options={exits(from).map((value) => ({ value, label: exitName(from, value, language, t) }))}
            value={exit}
            onChange={(event) => setExit(event.target.value)}
          />
        )}
        <input
          className="input"
          data-autofocus
          role="combobox"
          aria-label={t('picker.search')}
          aria-expanded
          aria-controls="flow-kinds"
          aria-activedescendant={found[current] === undefined ? undefined : `flow-kind-${found[current]}`}
          placeholder={t('picker.search')}
          value={typed}
          onChange={(event) => {
            setTyped(event.target.value);
            setAt(0);
          }}
          onKeyDown={(event) => {
            if (event.key === 'ArrowDown') setAt(Math.min(current + 1, found.length - 1));
            else if (event.key === 'ArrowUp') setAt(Math.max(current - 1, 0));
            else if (event.key === 'Enter') pick(found[current]);
            else return;
            event.preventDefault();
          }}
        />
        <div id="flow-kinds" role="listbox" aria-label={t('picker.title')} className="flow-kinds">
          {found.map((kind, index) => {
            const Icon = kindIcons[kind];
            return (
              // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the field above has the keys
              <div
                key={kind}
                id={`flow-kind-${kind}`}
                role="option"
                aria-selected={index === current}
                ref={index === current ? (one) => one?.scrollIntoView({ block: 'nearest' }) : undefined}
                onClick={() => pick(kind)}
              >
                <Icon size={16} stroke={1.7} aria-hidden />
                <span>
                  <b>{t(`kind.${kind}`)}</b>
                  <small>{t(`about.${kind}`)}</small>
                </span>
              </div>
            );
          })}
        </div>
        {found.length === 0 && <p className="t3">{t('picker.nothing')}</p>}
      </div>
    </Dialog>
  );
}

/** Where a way out leads, chosen from lists: what a hand does by dragging. */
export function ConnectDialog({
  node,
  exit: given,
  onClose,
}: {
  node: string;
  exit?: string;
  onClose: () => void;
}) {
  const t = useText('flows');
  const { draft, language, parts } = useDesigning();
  const from = draft.graph.nodes.find(({ id }) => id === node);
  const ways = from === undefined ? [] : waysOf(draft.graph, from);
  const [exit, setExit] = useState(given ?? (ways.find(({ to }) => to === null) ?? ways[0])?.exit ?? '');
  const [to, setTo] = useState<string | null>(null);
  if (from === undefined || ways.length === 0)
    return (
      <Dialog title={t('connect.title')} onClose={onClose}>
        {t('ways.none')}
      </Dialog>
    );
  const shown = to ?? ways.find((way) => way.exit === exit)?.to ?? '';
  return (
    <Dialog
      title={t('connect.title')}
      onClose={onClose}
      actions={
        <Button
          look="solid"
          onClick={() => {
            draft.edit((graph) => connect(graph, node, exit, shown === '' ? null : shown));
            onClose();
          }}
        >
          {t('connect.do')}
        </Button>
      }
    >
      <div className="form">
        <SelectField
          label={t('connect.exit', { name: nodeTitle(from, t) })}
          data-autofocus
          options={ways.map((way) => ({ value: way.exit, label: exitName(from, way.exit, language, t) }))}
          value={exit}
          onChange={(event) => {
            setExit(event.target.value);
            setTo(null);
          }}
        />
        <SelectField
          label={t('connect.to')}
          options={[
            { value: '', label: t('ways.nowhere') },
            ...outline(draft.graph).map(({ node: other, number }) => ({
              value: other.id,
              label: `${number} · ${nodeLine(other, language, parts, t)}`,
            })),
          ]}
          value={shown}
          onChange={(event) => setTo(event.target.value)}
        />
      </div>
    </Dialog>
  );
}
