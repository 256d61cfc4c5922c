import './control.css';
import './wall.css';
import { IconAlertOctagon, IconAlertTriangle, IconPlugConnectedX } from '@tabler/icons-react';
import { useState, type CSSProperties } from 'react';
import { listAlerts } from '#contract/figures.ts';
import type { WallboardRow } from '#contract/wallboard.ts';
import { ErrorState, formats, Logo, Skeleton, useApi, useNow, useText } from '#web/kit/index.ts';
import { useAlertCalls } from './alert-calls.ts';
import { alertWords } from './alert-list.tsx';
import { abandonment, byUrgency, crewOf, levelsOf, order, pagesOf } from './board.rules.ts';
import { Kept, marks } from './board-table.tsx';
import { SmallDay } from './half-hours.tsx';
import { Figure, Longest } from './measures.tsx';
import { usePulse, type Pulse } from './pulse.tsx';
import { Summary } from './summary.tsx';
import { useBoard, type Board } from './use-board.ts';
import { useAwake } from './wake-lock.ts';
import { WallTools } from './wall-tools.tsx';
import { pageAt, readWall, toggleHold, turn, type Held } from './wall.rules.ts';

/** Rows that fit, at a size that is read from six metres: under the figures, and without them. */
const fit = { under: 6, alone: 9 };

/** The board for a wall: needs nobody, says itself when it is not true any more. The address says what it shows. */
export default function WallScreen() {
  const t = useText('control');
  const [wall] = useState(() => readWall(location.search));
  const [held, setHeld] = useState<Held | null>(null);
  const { query, board } = useBoard(wall.by);
  const now = useNow();
  useAwake();
  const readAt = query.dataUpdatedAt;
  const pulse = usePulse(readAt, query.error !== null);
  const still = board !== null && pulse.state === 'still';

  const alone = wall.rows.length > 0;
  const shown = (board?.rows ?? []).filter(({ key }) => !alone || wall.rows.includes(key));
  const pages = pagesOf(
    board === null ? [] : order(shown, { column: 'gravity', down: true }, board.state),
    alone ? fit.alone : fit.under,
  );
  const page = pageAt(now, wall.seconds, pages.length, held);
  return (
    <main className={`wall scheme-${wall.look} ${still ? 'still' : ''}`} id="main">
      <header className="wall-head">
        <Logo size={44} />
        <h1 className="ell">
          {t('title')} <span>{t(alone ? `by.${wall.by}` : `wall.all.${wall.by}`)}</span>
        </h1>
        <WallTools
          pages={pages.length}
          held={held !== null && now < held.until}
          onTurn={(by) => setHeld(turn(page, by, pages.length, held, Date.now()))}
          onHold={() => setHeld(toggleHold(page, held, Date.now()))}
        />
        {board !== null && <State pulse={pulse} readAt={readAt} now={now} />}
        <time className="wall-clock num">{formats.time(now)}</time>
      </header>
      {board === null ? (
        query.error === null ? (
          <Skeleton rows={6} height={90} />
        ) : (
          <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        )
      ) : (
        <>
          {!alone && <Summary board={board} />}
          {shown.length === 0 ? (
            <p className="wall-empty">{t(alone ? 'wall.gone' : 'board.empty')}</p>
          ) : (
            <Rows rows={pages[page] ?? []} board={board} alone={alone} />
          )}
          <footer className="wall-foot">
            <Alarms />
            {pages.length > 1 && (
              <p className="wall-page num">
                {t('wall.page', { page: page + 1, pages: pages.length })}
                {held !== null && now < held.until && ` · ${t('wall.held')}`}
              </p>
            )}
          </footer>
        </>
      )}
    </main>
  );
}

/** Live, late, or still since: the last one is as loud as the figures are wrong. */
function State({ pulse, readAt, now }: { pulse: Pulse; readAt: number; now: number }) {
  const t = useText('control');
  if (pulse.state === 'still')
    return (
      <p className="wall-still" role="alert">
        <IconPlugConnectedX aria-hidden />
        <span>{t('wall.still', { time: formats.time(readAt) })}</span>
        <b className="num" aria-hidden>
          {formats.clock((now - readAt) / 1000)}
        </b>
      </p>
    );
  return (
    <p className={`wall-pulse ${pulse.state}`}>
      <i aria-hidden />
      <span className="num">{t(`pulse.${pulse.state}`, { ago: formats.span((now - readAt) / 1000) })}</span>
    </p>
  );
}

/** The gravest alert that nobody looks after, and how many more there are. */
function Alarms() {
  const t = useText('control');
  const figures = useText('figures');
  const query = useApi(listAlerts, { query: { state: 'open' } }, { refetchInterval: 30_000 });
  const unseen = query.data?.items.filter(({ acknowledgedAt }) => acknowledgedAt === null);
  useAlertCalls(unseen?.map(({ id }) => id) ?? null);
  const [first] = unseen?.toSorted(byUrgency) ?? [];
  if (first === undefined) return null;
  const { where, what } = alertWords(first, t, figures);
  const Icon = first.level === 'critical' ? IconAlertOctagon : IconAlertTriangle;
  const more = (unseen?.length ?? 1) - 1;
  return (
    <p className={`wall-alarm ${first.level}`}>
      <Icon aria-hidden />
      <b>{where}</b>
      <span className="ell num">{what}</span>
      {more > 0 && <span className="wall-more num">{t('wall.more', { count: more })}</span>}
    </p>
  );
}

const columns = ['name', 'waiting', 'longest', 'service', 'abandoned', 'agents', 'day'] as const;

function Rows({ rows, board, alone }: { rows: readonly WallboardRow[]; board: Board; alone: boolean }) {
  const t = useText('control');
  return (
    <div className="wall-box" style={{ '--rows': rows.length } as CSSProperties}>
      <table className={`wall-rows ${alone ? 'alone' : ''}`} aria-label={t(`by.${board.by}`)}>
        <thead>
          <tr>
            {columns.map((id) => (
              <th key={id} scope="col" className={`w-${id}`}>
                {t(`wall.column.${id}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <WallRow key={row.key} row={row} board={board} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

const nothing = <span className="t3">—</span>;
/** Signs grow with the figures beside them. */
const size = '0.7em';

function WallRow({ row, board }: { row: WallboardRow; board: Board }) {
  const t = useText('control');
  const limits = board.limits(row);
  const levels = levelsOf(row, limits);
  const crew = crewOf(row);
  const lost = abandonment(row);
  const mark = board.state(row);
  const { Icon, tone } = marks[mark];
  const { value, target } = row.serviceLevel;
  return (
    <tr className={`st-${mark}`}>
      <th scope="row">
        <span className="ell">{row.name}</span>
        <small className={`wall-mark ${tone}`}>
          <Icon aria-hidden /> {t(`state.${mark}`)}
        </small>
      </th>
      <td className="num">
        <Figure level={levels.waiting} size={size}>
          {formats.number(row.waiting)}
        </Figure>
      </td>
      <td className="num">
        <Longest row={row} readAt={board.readAt} limit={limits.longest_wait} size={size} />
      </td>
      <td className="num">
        {value === null ? (
          nothing
        ) : (
          <>
            <Figure level={levels.service_level} size={size}>
              {formats.percent(value)}
            </Figure>
            {target !== null && <small>{t('service.target', { target: formats.percent(target) })}</small>}
          </>
        )}
      </td>
      <td className="num">
        <Figure level={levels.abandonment} size={size}>
          {lost === null ? nothing : formats.percent(lost)}
        </Figure>
      </td>
      <td className="num">
        {row.agents.size === 0 ? (
          nothing
        ) : crew === null ? (
          <Kept size={board.groupSize} />
        ) : (
          <Figure level={levels.idle_agents} size={size}>
            {crew.free}/{crew.on}
          </Figure>
        )}
      </td>
      <td>
        <SmallDay row={row} board={board} />
      </td>
    </tr>
  );
}
