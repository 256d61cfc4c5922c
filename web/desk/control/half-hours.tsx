import type { WallboardFigures } from '#contract/wallboard.ts';
import { formats, Hidden, useText } from '#web/kit/index.ts';
import { clockChange, halfHoursIn, niceTop, sumUp, type HalfHour } from './day.rules.ts';
import type { Board } from './use-board.ts';

interface Day {
  row: WallboardFigures;
  board: Pick<Board, 'clock' | 'span' | 'readAt'>;
}
const partsOf = ({ row, board: { clock, span, readAt } }: Day): HalfHour[] =>
  halfHoursIn(row, clock, span, readAt);

/** A line through the middle of each half hour's forecast; broken where there is none. */
function forecastPath(
  parts: readonly HalfHour[],
  x: (at: number) => number,
  y: (value: number) => number,
): string {
  let pen = 'M';
  return parts
    .map(({ forecast }, at) => {
      if (forecast === null) {
        pen = 'M';
        return '';
      }
      const step = `${pen}${x(at).toFixed(1)} ${y(forecast).toFixed(1)}H${x(at + 1).toFixed(1)}`;
      pen = 'L';
      return step;
    })
    .join('');
}

/** What a chart says, in a sentence. */
function useSummary(parts: readonly HalfHour[]): string {
  const t = useText('control');
  const { offered, expected, below } = sumUp(parts);
  return [
    expected === null
      ? t('chart.saidAlone', { offered: formats.number(offered) })
      : t('chart.said', { offered: formats.number(offered), expected: formats.number(Math.round(expected)) }),
    below === 0 ? t('chart.saidFine') : t('chart.saidBelow', { count: below }),
  ].join(' ');
}

/**
 * A day by half hours, small: a bar for what came, a line for what was foretold, a mark under each half hour that missed
 * its target.
 */
export function SmallDay(day: Day) {
  const parts = partsOf(day);
  const summary = useSummary(parts);
  const [width, height, foot] = [150, 30, 5];
  const step = width / Math.max(1, parts.length);
  const top = niceTop(Math.max(...parts.map(({ offered, forecast }) => Math.max(offered, forecast ?? 0))));
  const y = (value: number) => height - foot - (value / top) * (height - foot - 1);
  return (
    <svg className="day-small" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={summary}>
      <line className="day-base" x1={0} x2={width} y1={height - foot} y2={height - foot} />
      {parts.map(({ at, offered, below, when }, index) => (
        <g key={at}>
          {offered > 0 && (
            <rect
              className={`day-bar ${when}`}
              x={index * step + step * 0.12}
              width={step * 0.76}
              y={y(offered)}
              height={height - foot - y(offered)}
            />
          )}
          {below && (
            <path
              className="day-miss"
              d={`M${(index + 0.5) * step} ${height - foot + 1.2}l${step * 0.42} 3.6h${-step * 0.84}z`}
            />
          )}
        </g>
      ))}
      <path className="day-forecast" d={forecastPath(parts, (at) => at * step, y)} />
    </svg>
  );
}

/** The same, large: axes with words, and the share of each half hour against its target below. */
export function LargeDay({ height = 250, ...day }: Day & { height?: number }) {
  const t = useText('control');
  const { row } = day;
  const parts = partsOf(day);
  const summary = useSummary(parts);
  const { target } = row.serviceLevel;
  const [width, left, axis, gap] = [860, 40, 20, 14];
  const lower = 62;
  const upper = height - lower - axis - gap;
  const step = (width - left - 8) / Math.max(1, parts.length);
  const top = niceTop(Math.max(...parts.map(({ offered, forecast }) => Math.max(offered, forecast ?? 0))));
  const x = (at: number) => left + at * step;
  const y = (value: number) => 6 + (1 - value / top) * (upper - 6);
  const base = upper + axis + gap;
  const share = (value: number) => base + (1 - value) * (lower - 4);
  const every = parts.length > 30 ? 120 : 60;
  const current = parts.findIndex(({ when }) => when === 'now');
  return (
    <svg className="day-large" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={summary}>
      {[0, 0.5, 1].map((part) => (
        <g key={part}>
          <line className="day-grid" x1={left} x2={width - 8} y1={y(top * part)} y2={y(top * part)} />
          <text className="day-text end" x={left - 6} y={y(top * part) + 4}>
            {formats.number(top * part)}
          </text>
        </g>
      ))}
      {current >= 0 && <rect className="day-now" x={x(current)} width={step} y={0} height={height} />}
      {parts.map(({ at, name, minute, offered, abandoned, forecast, share: value, below, when }, index) => (
        <g key={at}>
          <title>
            {t('chart.halfHour', {
              time: name,
              offered: formats.number(offered),
              forecast: forecast === null ? '—' : formats.number(Math.round(forecast * 10) / 10),
              share: value === null ? '—' : formats.percent(value),
            })}
          </title>
          <rect className="day-touch" x={x(index)} width={step} y={0} height={height} />
          {offered > 0 && (
            <rect
              className={`day-bar ${when}`}
              x={x(index) + step * 0.14}
              width={step * 0.72}
              y={y(offered)}
              height={y(0) - y(offered)}
            />
          )}
          {abandoned > 0 && (
            <rect
              className="day-lost"
              x={x(index) + step * 0.14}
              width={step * 0.72}
              y={y(Math.min(abandoned, top))}
              height={y(0) - y(Math.min(abandoned, top))}
            />
          )}
          {value !== null &&
            (below ? (
              <path className="day-miss" d={`M${x(index) + step / 2} ${share(value) - 4.5}l5 8.5h-10z`} />
            ) : (
              <circle className="day-hit" cx={x(index) + step / 2} cy={share(value)} r={3.6} />
            ))}
          {minute % every === 0 && (
            <text className="day-text" x={x(index)} y={upper + 15}>
              {name.slice(0, 5)}
            </text>
          )}
        </g>
      ))}
      <path className="day-forecast" d={forecastPath(parts, x, y)} />
      <line className="day-grid" x1={left} x2={width - 8} y1={share(0)} y2={share(0)} />
      <line className="day-grid" x1={left} x2={width - 8} y1={share(1)} y2={share(1)} />
      {target !== null && (
        <line className="day-target" x1={left} x2={width - 8} y1={share(target)} y2={share(target)} />
      )}
      {[0, 1].map((part) => (
        <text key={part} className="day-text end" x={left - 6} y={share(part) + 4}>
          {formats.percent(part)}
        </text>
      ))}
    </svg>
  );
}

/** What the marks of a large chart mean. */
export function DayLegend({ row }: { row: WallboardFigures }) {
  const t = useText('control');
  const { target } = row.serviceLevel;
  return (
    <p className="day-legend s12 t2">
      <span>
        <i className="key-bar" aria-hidden /> {t('chart.offered')}
      </span>
      <span>
        <i className="key-lost" aria-hidden /> {t('chart.abandoned')}
      </span>
      <span>
        <i className="key-forecast" aria-hidden /> {t('chart.forecast')}
      </span>
      <span>
        <i className="key-hit" aria-hidden /> {t('chart.hit')}
      </span>
      <span>
        <i className="key-miss" aria-hidden /> {t('chart.miss')}
      </span>
      {target !== null && (
        <span>
          <i className="key-target" aria-hidden /> {t('chart.target', { target: formats.percent(target) })}
        </span>
      )}
    </p>
  );
}

/** On a day on which clocks change: what a chart of half hours shows then, and that waits are not touched by it. */
export function ClockNote({ board: { clock } }: Pick<Day, 'board'>) {
  const t = useText('control');
  const change = clockChange(clock);
  return change === null ? null : <p className="day-clock s12">{t(`chart.clock_${change.kind}`, change)}</p>;
}

/** The chart in words and numbers. */
export function DayTable({ label, ...day }: Day & { label: string }) {
  const t = useText('control');
  const parts = partsOf(day).filter(({ when, forecast }) => when !== 'ahead' || forecast !== null);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, by keys too
    <div className="day-table" role="region" aria-label={label} tabIndex={0}>
      <table className="table">
        <caption className="sr">{label}</caption>
        <thead>
          <tr>
            <th scope="col">{t('chart.time')}</th>
            {(['offered', 'forecast', 'answered', 'abandoned', 'share'] as const).map((column) => (
              <th key={column} scope="col" className="end">
                {t(`chart.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {parts.map(({ at, name, offered, forecast, answered, abandoned, share, below, when }) => (
            <tr key={at} className={when}>
              <th scope="row" className="num">
                {name}
                {when === 'now' && <Hidden>, {t('chart.now')}</Hidden>}
              </th>
              <td className="end num">{when === 'ahead' ? '' : formats.number(offered)}</td>
              <td className="end num">
                {forecast === null ? '—' : formats.number(Math.round(forecast * 10) / 10)}
              </td>
              <td className="end num">{when === 'ahead' ? '' : formats.number(answered)}</td>
              <td className="end num">{when === 'ahead' ? '' : formats.number(abandoned)}</td>
              <td className={`end num ${below ? 'level warn' : ''}`}>
                {share === null ? (when === 'ahead' ? '' : '—') : formats.percent(share)}
                {below && <Hidden> {t('state.below')}</Hidden>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
