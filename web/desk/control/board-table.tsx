import {
  IconAlertOctagon,
  IconAlertTriangle,
  IconArrowDown,
  IconArrowUp,
  IconBolt,
  IconCheck,
  IconClockOff,
  IconLock,
  IconMinus,
  IconUserOff,
} from '@tabler/icons-react';
import { useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import type { WallboardRow } from '#contract/wallboard.ts';
import type { Channel } from '#contract/words.ts';
import { ChannelIcon, Chip, formats, Hidden, useText, type Text, type Tone } from '#web/kit/index.ts';
import {
  abandonment,
  crewOf,
  levelsOf,
  nextSort,
  type RowState,
  type Sort,
  type SortColumn,
} from './board.rules.ts';
import { SmallDay } from './half-hours.tsx';
import { Figure, formulaWords, Longest } from './measures.tsx';
import { useOrder, type Board } from './use-board.ts';

export const marks: Record<RowState, { tone: Tone; Icon: typeof IconBolt }> = {
  emergency: { tone: 'crit', Icon: IconBolt },
  critical: { tone: 'crit', Icon: IconAlertOctagon },
  warn: { tone: 'warn', Icon: IconAlertTriangle },
  below: { tone: 'warn', Icon: IconAlertTriangle },
  unmanned: { tone: 'warn', Icon: IconUserOff },
  fine: { tone: 'ok', Icon: IconCheck },
  quiet: { tone: 'mute', Icon: IconMinus },
  closed: { tone: 'mute', Icon: IconClockOff },
};

const columns: { id: SortColumn | 'day'; width: number }[] = [
  { id: 'waiting', width: 66 },
  { id: 'longest', width: 84 },
  { id: 'flow', width: 72 },
  { id: 'hands', width: 62 },
  { id: 'offered', width: 62 },
  { id: 'handled', width: 62 },
  { id: 'abandoned', width: 84 },
  { id: 'short', width: 54 },
  { id: 'service', width: 86 },
  { id: 'average', width: 68 },
  { id: 'handling', width: 70 },
  { id: 'occupancy', width: 84 },
  { id: 'estimate', width: 96 },
  { id: 'agents', width: 84 },
  { id: 'day', width: 150 },
];
const nothing = <span className="t3">—</span>;

/** All figures of all rows; heads sort, a row's name opens its day, arrows and J K step. */
export function BoardTable({
  board,
  sort,
  onSort,
  onOpen,
}: {
  board: Board;
  sort: Sort;
  onSort: (sort: Sort) => void;
  onOpen: (row: WallboardRow) => void;
}) {
  const t = useText('control');
  const [held, setHeld] = useState(false);
  const body = useRef<HTMLTableSectionElement>(null);
  const rows = useOrder(board, sort, held);
  function onKeyDown(event: KeyboardEvent) {
    const step = /^(ArrowDown|j)$/.test(event.key) ? 1 : /^(ArrowUp|k)$/.test(event.key) ? -1 : 0;
    if (step === 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const buttons = [...(body.current?.querySelectorAll<HTMLElement>('.row-open') ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLElement);
    if (at < 0) return;
    event.preventDefault();
    buttons[at + step]?.focus();
  }
  // It scrolls sideways, by keys too; and rows keep their places while somebody is among them.
  const box = {
    tabIndex: 0,
    onPointerEnter: () => setHeld(true),
    onPointerLeave: () => setHeld(false),
    onFocus: () => setHeld(true),
    onBlur: () => setHeld(false),
  };
  const head = (id: SortColumn, end: boolean): ReactNode => {
    const sorted = sort.column === id;
    const Arrow = sort.down ? IconArrowDown : IconArrowUp;
    return (
      <th
        key={id}
        scope="col"
        className={end ? 'end' : ''}
        aria-sort={sorted ? (sort.down ? 'descending' : 'ascending') : undefined}
      >
        <button type="button" onClick={() => onSort(nextSort(sort, id))}>
          {sorted && <Arrow size={12} aria-hidden />}
          <abbr title={t(`help.${id}`)}>{t(`column.${id}`)}</abbr>
        </button>
      </th>
    );
  };
  return (
    <div className="table-box board-box" role="region" aria-label={t('board.scroll')} {...box}>
      <table className="table board-table" aria-label={t(`by.${board.by}`)}>
        <colgroup>
          <col />
          {columns.map(({ id, width }) => (
            <col key={id} style={{ width }} />
          ))}
        </colgroup>
        <thead>
          <tr>
            {head('name', false)}
            {columns.map(({ id }) =>
              id === 'day' ? (
                <th key={id} scope="col">
                  <abbr title={t('help.day')}>{t('column.day')}</abbr>
                </th>
              ) : (
                head(id, true)
              ),
            )}
          </tr>
        </thead>
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the rows' buttons take the keys */}
        <tbody ref={body} onKeyDown={onKeyDown}>
          {rows.map((row) => (
            <Row key={row.key} row={row} board={board} onOpen={() => onOpen(row)} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ row, board, onOpen }: { row: WallboardRow; board: Board; onOpen: () => void }) {
  const t = useText('control');
  const figures = useText('figures');
  const limits = board.limits(row);
  const levels = levelsOf(row, limits);
  const state = board.state(row);
  const { Icon, tone } = marks[state];
  const lost = abandonment(row);
  const { value, target } = row.serviceLevel;
  const own = row.ownAnswers;
  const number = (of: number) => (of === 0 ? <span className="t3">0</span> : formats.number(of));
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the name's button has the keys
    <tr className={`openable st-${state}`} onClick={onOpen}>
      {/* oxlint-disable-next-line jsx-a11y/control-has-associated-label -- a head of the row, with a button in it */}
      <th scope="row">
        <span className="board-name">
          <button
            type="button"
            className="row-open"
            onClick={(event) => {
              event.stopPropagation();
              onOpen();
            }}
          >
            {board.by === 'channel' && <ChannelIcon channel={row.key as Channel} size={15} silent />}
            <span className="ell">{row.name}</span>
          </button>
          <Chip tone={tone} icon={<Icon size={12} aria-hidden />}>
            {t(`state.${state}`)}
          </Chip>
        </span>
      </th>
      <td className="end num strong">
        <Figure level={levels.waiting}>{number(row.waiting)}</Figure>
      </td>
      <td className="end num">
        {board.live ? <Longest row={row} readAt={board.readAt} limit={limits.longest_wait} /> : nothing}
      </td>
      <td className="end num">{board.live ? number(row.inFlow) : nothing}</td>
      <td className="end num">{board.live ? number(row.inHandling) : nothing}</td>
      <td className="end num">{number(row.offered)}</td>
      <td className="end num">{number(row.handled)}</td>
      <td className="end num">
        <Figure level={levels.abandonment}>
          {number(row.abandoned)}
          {lost !== null && row.abandoned > 0 && <span className="t3"> {formats.percent(lost)}</span>}
        </Figure>
      </td>
      <td className="end num">{number(row.shortAbandoned)}</td>
      <td className="end num" title={value === null ? undefined : formulaWords(row, t, figures)}>
        {value === null ? (
          // A team that owns no queue answers in those of others.
          own?.value == null ? (
            nothing
          ) : (
            <span className="board-service">
              {formats.percent(own.value)}
              <span className="t3 s11">{t('service.own')}</span>
            </span>
          )
        ) : (
          <span className="board-service">
            <Figure level={levels.service_level}>
              <b>{formats.percent(value)}</b>
            </Figure>
            {target !== null && (
              <span className="t3 s11">{t('service.target', { target: formats.percent(target) })}</span>
            )}
          </span>
        )}
      </td>
      <td className="end num">
        <Figure level={levels.average_wait}>
          {row.averageWait === null ? nothing : formats.wait(row.averageWait)}
        </Figure>
      </td>
      <td className="end num">
        {row.keptBack ? (
          <Kept size={board.groupSize} />
        ) : row.handlingTime === null ? (
          nothing
        ) : (
          formats.wait(row.handlingTime)
        )}
      </td>
      <td className="end num">
        {row.keptBack ? (
          <Kept size={board.groupSize} />
        ) : row.occupancy === null ? (
          nothing
        ) : (
          formats.percent(row.occupancy)
        )}
      </td>
      <td className="end num" title={estimateWords(row, t)}>
        <Estimate row={row} />
      </td>
      <td className="end num">
        <Figure level={levels.idle_agents}>
          {board.live ? <Crew row={row} groupSize={board.groupSize} /> : nothing}
        </Figure>
      </td>
      <td>
        <SmallDay row={row} board={board} />
      </td>
    </tr>
  );
}

/** The wait for who comes now; below it how far what was told was from what came, and how often it was kept. */
function Estimate({ row }: { row: WallboardRow }) {
  const t = useText('control');
  const { now, meanAbsoluteError: error, kept } = row.estimatedWait;
  if (now === null && error === null) return nothing;
  return (
    <span className="board-service">
      {now !== null && <span>≈ {formats.wait(now)}</span>}
      {error !== null && (
        <span className="t3 s11">
          ±{formats.wait(error)}
          {kept !== null && ` · ${formats.percent(kept)}`}
        </span>
      )}
      <Hidden> {estimateWords(row, t)}</Hidden>
    </span>
  );
}

/** In words: the wait that is told now, and how far what was told was from what came. */
export function estimateWords(
  { estimatedWait: { now, told, meanError, kept } }: WallboardRow,
  t: Text,
): string {
  const present = now === null ? '' : `${t('estimate.now', { time: formats.wait(now) })} `;
  if (told === 0 || meanError === null) return present + t('estimate.none');
  const values = {
    count: told,
    number: formats.number(told),
    by: formats.wait(Math.abs(meanError)),
    kept: kept === null ? '—' : formats.percent(kept),
  };
  return present + (meanError >= 0 ? t('estimate.longer', values) : t('estimate.shorter', values));
}

/** Kept back: fewer people than the smallest group. */
export function Kept({ size }: { size: number }) {
  const t = useText('control');
  return (
    <span className="t3 kept" title={t('kept', { size })}>
      <IconLock size={13} aria-hidden />
      <Hidden>{t('kept', { size })}</Hidden>
    </span>
  );
}

const parts = ['interacting', 'wrap_up', 'idle', 'not_ready', 'not_responding'] as const;

/** Free of those on duty, and the states as a bar. */
function Crew({ row, groupSize }: { row: WallboardRow; groupSize: number }) {
  const t = useText('control');
  const crew = crewOf(row);
  const { states, size } = row.agents;
  if (size === 0) return nothing;
  if (crew === null || states === null) return <Kept size={groupSize} />;
  const counts = { ...states, interacting: states.interacting + states.offered };
  const words = parts
    .filter((part) => counts[part] > 0)
    .map((part) => `${t(`agents.${part}`)} ${counts[part]}`)
    .join(', ');
  return (
    <span className="board-crew" title={words === '' ? t('agents.nobody') : words}>
      <span>
        {crew.free} / {crew.on}
        <Hidden> {words === '' ? t('agents.nobody') : words}</Hidden>
      </span>
      <span className="board-bar" aria-hidden>
        {parts.map((part) =>
          counts[part] === 0 ? null : (
            <i key={part} className={`s-${part}`} style={{ flexGrow: counts[part] }} />
          ),
        )}
      </span>
    </span>
  );
}
