import { IconAlertOctagon, IconAlertTriangle, IconCheck } from '@tabler/icons-react';
import { Chip, formats, useNow, useText, type Text } from '#web/kit/index.ts';
import {
  abandonment,
  levelOf,
  levelsOf,
  waitedBy,
  type Level,
  type Limit,
  type Limits,
} from './board.rules.ts';
import { formulaWords } from './measures.tsx';
import type { Board } from './use-board.ts';

interface Told {
  id: string;
  value: string | null;
  level: Level | null;
  foot: string;
  /** A second line. */
  more?: string;
}

/** The five figures of the room, each against its limit or target; of a day that is over, those that still say something. */
export function Summary({ board }: { board: Board }) {
  const t = useText('control');
  const figures = useText('figures');
  const now = useNow();
  const told = [...(board.live ? ofNow(board, now, t) : ofThen(board, t)), ...ofTheDay(board, t, figures)];
  return (
    <ul className="board-tiles">
      {told.map(({ id, value, level, foot, more }) => (
        <li key={id} className={`board-tile ${level ?? ''}`}>
          <div className="row">
            <span className="grow ell tile-name">{t(`tile.${id}`)}</span>
            {level !== null && <LevelChip level={level} />}
          </div>
          <div className={`board-value num ${value === null ? 'none' : value.length > 6 ? 'long' : ''}`}>
            {value ?? '—'}
          </div>
          <div className="t2 s12 num ell board-foot">{foot}</div>
          {more !== undefined && <div className="t2 s12 ell board-foot">{more}</div>}
        </li>
      ))}
    </ul>
  );
}

/** The limit that is passed next, in words. */
function boundOf(limits: Limits, measure: keyof Limits, say: (of: number) => string, t: Text): string | null {
  const limit: Limit | undefined = limits[measure];
  const of = limit?.warn ?? limit?.critical ?? null;
  return of === null ? null : t('tile.limit', { limit: say(of) });
}

function ofNow({ totals, totalLimits, readAt }: Board, now: number, t: Text): Told[] {
  const longest = waitedBy(totals, readAt, now);
  return [
    {
      id: 'waiting',
      value: formats.number(totals.waiting),
      level: levelOf('waiting', totals.waiting, totalLimits.waiting),
      foot:
        boundOf(totalLimits, 'waiting', formats.number, t) ?? t('tile.hands', { count: totals.inHandling }),
    },
    {
      id: 'longest',
      value: longest === null ? null : formats.wait(longest),
      level: levelOf('longest_wait', longest, totalLimits.longest_wait),
      foot:
        boundOf(totalLimits, 'longest_wait', formats.wait, t) ??
        (longest === null ? t('tile.nobody') : t('tile.now')),
    },
  ];
}

const ofThen = ({ totals }: Board, t: Text): Told[] => [
  {
    id: 'offered',
    value: formats.number(totals.offered),
    level: null,
    foot: t('tile.left', { count: totals.waiting, number: formats.number(totals.waiting) }),
  },
  { id: 'handled', value: formats.number(totals.handled), level: null, foot: t('tile.thatDay') },
];

function ofTheDay({ totals, totalLimits }: Board, t: Text, figures: Text): Told[] {
  const { value, target } = totals.serviceLevel;
  const lost = abandonment(totals);
  const levels = levelsOf(totals, totalLimits);
  return [
    {
      id: 'service',
      value: value === null ? null : formats.percent(value),
      level: levels.service_level ?? null,
      foot: target === null ? t('tile.noTarget') : t('tile.target', { target: formats.percent(target) }),
      more: formulaWords(totals, t, figures),
    },
    {
      id: 'average',
      value: totals.averageWait === null ? null : formats.wait(totals.averageWait),
      level: levels.average_wait ?? null,
      foot:
        boundOf(totalLimits, 'average_wait', formats.wait, t) ??
        t('tile.answered', { count: totals.answered, number: formats.number(totals.answered) }),
    },
    {
      id: 'abandoned',
      value: lost === null ? null : formats.percent(lost),
      level: levels.abandonment ?? null,
      foot:
        boundOf(totalLimits, 'abandonment', formats.percent, t) ??
        t('tile.lost', {
          abandoned: formats.number(totals.abandoned),
          offered: formats.number(totals.offered),
        }),
    },
  ];
}

/** How a figure stands: shape and word on its colour. */
function LevelChip({ level }: { level: Level }) {
  const t = useText('control');
  const Icon = level === 'critical' ? IconAlertOctagon : level === 'warn' ? IconAlertTriangle : IconCheck;
  return (
    <Chip
      tone={level === 'critical' ? 'crit' : level === 'warn' ? 'warn' : 'ok'}
      icon={<Icon size={12} aria-hidden />}
    >
      {t(`level.${level}`)}
    </Chip>
  );
}
