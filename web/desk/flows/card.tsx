import { Handle, Position, type Node, type NodeProps } from '@xyflow/react';
import { IconAlertTriangle, IconMapPin, IconPhoneX, IconUsersGroup } from '@tabler/icons-react';
import type { FlowNode } from '#contract/flow-graph.ts';
import { formats, Hidden, useText } from '#web/kit/index.ts';
import type { Change } from './context.ts';
import { isExceptional } from './graph.rules.ts';
import { kindIcons } from './icons.ts';
import { exitTop } from './layout.rules.ts';

export interface CardData extends Record<string, unknown> {
  node: FlowNode;
  title: string;
  text: string;
  ways: { exit: string; name: string; to: string | null }[];
  dir: 'ltr' | 'rtl';
  lang: string;
  start: boolean;
  /** Findings of the node: the gravest of them. */
  finding: 'error' | 'warning' | null;
  change: Change | null;
  here: boolean;
  visited: boolean;
  figures: { visits: number; hungUp: number; handedOver: number } | null;
  edits: boolean;
  onFollow: (exit: string) => void;
}
export type CardNode = Node<CardData, 'card'>;

/** What stands in the place of words that are not there. */
function silence({ kind }: FlowNode): string {
  if (kind === 'end' || kind === 'queue') return 'card.silent';
  // These have words of their own.
  return ['identify', 'language', 'callback', 'survey'].includes(kind) ? 'card.ownWords' : 'card.noText';
}

/** A node as a card: its kind, its words, and a line for each way out with the dot that edges begin at. */
export function Card({ data, selected }: NodeProps<CardNode>) {
  const t = useText('flows');
  const { node, title, text, ways, dir, lang, finding, change, figures } = data;
  const Icon = kindIcons[node.kind];
  return (
    <div
      className={`flow-card kind-${node.kind} ${selected ? 'on' : ''} ${change ?? ''} ${data.here ? 'here' : ''} ${data.visited ? 'visited' : ''}`}
    >
      <Handle type="target" position={Position.Left} className="flow-in" isConnectable={data.edits} />
      <div className="flow-card-head">
        <Icon size={15} stroke={1.7} aria-hidden />
        <b className="ell grow">{title}</b>
        {node.name !== '' && <Hidden>. {t(`kind.${node.kind}`)}. </Hidden>}
        {data.start && <span className="flow-mark">{t('card.start')}</span>}
        {change !== null && <span className={`flow-mark ${change}`}>{t(`change.${change}`)}</span>}
        {data.here && (
          <span className="flow-mark here">
            <IconMapPin size={11} aria-hidden />
            {t('card.here')}
          </span>
        )}
        {finding !== null && (
          <IconAlertTriangle
            size={14}
            className={finding === 'error' ? 'crit-text' : 'flow-warn'}
            role="img"
            aria-label={t(`severity.${finding}`)}
          />
        )}
      </div>
      <p className="flow-card-text" dir={dir} lang={lang}>
        {text === '' ? <span className="t3">{t(silence(node))}</span> : text}
      </p>
      {ways.length > 0 && (
        <ul className="flow-card-ways">
          {ways.map(({ exit, name, to }, index) => (
            <li
              key={exit}
              className={`${isExceptional(exit) ? 'exceptional' : ''} ${to === null ? 'open' : ''}`}
            >
              <span className="ell">{name}</span>
              <Hidden>: {to ?? t('card.nowhere')}. </Hidden>
              <Handle
                type="source"
                id={exit}
                position={Position.Right}
                className={`flow-out ${to === null ? 'open' : ''}`}
                style={{ top: exitTop(index) }}
                isConnectable={data.edits}
                {...(data.edits && to === null
                  ? { onClick: () => data.onFollow(exit), title: t('card.follow') }
                  : {})}
              />
            </li>
          ))}
        </ul>
      )}
      {figures !== null && (
        <div className="flow-card-figures num">
          {formats.number(figures.visits)}
          {figures.hungUp > 0 && (
            <span>
              <IconPhoneX size={12} aria-hidden />
              {formats.number(figures.hungUp)}
              <Hidden> {t('use.hungUpHere')}</Hidden>
            </span>
          )}
          {figures.handedOver > 0 && (
            <span>
              <IconUsersGroup size={12} aria-hidden />
              {formats.number(figures.handedOver)}
              <Hidden> {t('use.handedOverHere')}</Hidden>
            </span>
          )}
        </div>
      )}
    </div>
  );
}
