import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { WallboardRow } from '#contract/wallboard.ts';
import type { Channel } from '#contract/words.ts';
import { Chip, Dialog, formats, Hidden, useText } from '#web/kit/index.ts';
import { abandonment, crewOf } from './board.rules.ts';
import { estimateWords, Kept, marks } from './board-table.tsx';
import { ClockNote, DayLegend, DayTable, LargeDay } from './half-hours.tsx';
import { formulaWords } from './measures.tsx';
import type { Board } from './use-board.ts';

/** A row's day: its figures in words, the chart of half hours, and the same as a table. */
export function RowDialog({ row, board, onClose }: { row: WallboardRow; board: Board; onClose: () => void }) {
  const t = useText('control');
  const state = board.state(row);
  const { Icon, tone } = marks[state];
  return (
    <Dialog title={row.name} onClose={onClose} size={940}>
      <div className="row-day">
        <p className="row wrap">
          <Chip tone={tone} icon={<Icon size={12} aria-hidden />}>
            {t(`state.${state}`)}
          </Chip>
          {!board.live && <span className="t2">{t('tile.thatDay')}</span>}
        </p>
        <Service row={row} />
        <Figures row={row} board={board} />
        <p className="t2 s12">{estimateWords(row, t)}</p>
        <h3>{t('chart.title')}</h3>
        <LargeDay row={row} board={board} />
        <DayLegend row={row} />
        <ClockNote board={board} />
        <DayTable row={row} board={board} label={t('chart.table', { name: row.name })} />
        {board.live && board.by === 'queue' && (
          <p>
            <Link to={`/supervisor/queues/${row.key}`}>
              {t('row.queue')}
              <Hidden>: {row.name}</Hidden>
            </Link>
          </p>
        )}
      </div>
    </Dialog>
  );
}

/** The service level with both of its halves, and how it counts. */
function Service({ row }: { row: WallboardRow }) {
  const t = useText('control');
  const kit = useText('kit');
  const figures = useText('figures');
  const { value, target, formula, threshold, numerator, denominator } = row.serviceLevel;
  const own = row.ownAnswers;
  return (
    <div>
      <p>
        {t('service.name')}: <b className="num">{value === null ? '—' : formats.percent(value)}</b>
        {target !== null && ` (${t('tile.target', { target: formats.percent(target) })})`}
        {value !== null && (
          <span className="t2 num">
            {' · '}
            {t('service.of', { part: formats.number(numerator), whole: formats.number(denominator) })}
          </span>
        )}
        <span className="t2"> · {formulaWords(row, t, figures)}</span>
      </p>
      {formula !== null && (
        <p className="t2 s12">
          {figures(`formula.${formula}.text`)}
          {threshold !== null && formula !== 'it_ls' && (
            <span className="num">
              {' '}
              {t('service.within', {
                list: Object.entries(threshold)
                  .map(
                    ([channel, seconds]) =>
                      `${kit(`channel.${channel as Channel}`)} ${formats.span(seconds)}`,
                  )
                  .join(', '),
              })}
            </span>
          )}
        </p>
      )}
      {own?.value != null && (
        <p className="t2 s12 num">
          {t('service.ownAnswers', {
            share: formats.percent(own.value),
            part: formats.number(own.numerator),
            whole: formats.number(own.denominator),
          })}
        </p>
      )}
    </div>
  );
}

function Figures({ row, board }: { row: WallboardRow; board: Board }) {
  const t = useText('control');
  const crew = crewOf(row);
  const lost = abandonment(row);
  const shown = (of: number | null, say: (one: number) => string) =>
    row.keptBack ? <Kept size={board.groupSize} /> : of === null ? '—' : say(of);
  const now: [string, ReactNode][] = [
    [t('column.waiting'), formats.number(row.waiting)],
    [t('column.flow'), formats.number(row.inFlow)],
    [t('column.hands'), formats.number(row.inHandling)],
    [
      t('column.agents'),
      row.agents.size === 0 ? (
        '—'
      ) : crew === null ? (
        <Kept size={board.groupSize} />
      ) : (
        `${crew.free} / ${crew.on}`
      ),
    ],
  ];
  const day: [string, ReactNode][] = [
    [t('column.offered'), formats.number(row.offered)],
    [t('column.handled'), formats.number(row.handled)],
    [
      t('column.abandoned'),
      `${formats.number(row.abandoned)}${lost === null ? '' : ` · ${formats.percent(lost)}`}`,
    ],
    [t('column.short'), formats.number(row.shortAbandoned)],
    [t('fact.flowedOut'), formats.number(row.flowedOut)],
    [t('fact.expired'), formats.number(row.expired)],
    [t('fact.callbacks'), formats.number(row.callbacks)],
    [t('fact.announced'), formats.number(row.announced)],
    [t('fact.blocked'), formats.number(row.blocked)],
    [t('fact.consults'), formats.number(row.consults.asked)],
    [t('fact.consulted'), formats.number(row.consults.answered)],
    [t('fact.unconsulted'), formats.number(row.consults.unanswered)],
    [t('fact.consulting'), formats.span(row.consults.seconds)],
    [t('column.average'), row.averageWait === null ? '—' : formats.wait(row.averageWait)],
    [t('column.handling'), shown(row.handlingTime, formats.wait)],
    [t('column.occupancy'), shown(row.occupancy, formats.percent)],
  ];
  return (
    <dl className="row-facts">
      {[...(board.live ? now : []), ...day].map(([name, of]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="num">{of}</dd>
        </div>
      ))}
    </dl>
  );
}
