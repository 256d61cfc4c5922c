import { IconAlertOctagon, IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { thresholdMeasures, type ThresholdMeasure } from '#contract/figures.ts';
import type { WallboardFigures } from '#contract/wallboard.ts';
import { formats, Hidden, useNow, useText, type Text } from '#web/kit/index.ts';
import { levelOf, waitedBy, type Level, type Limit } from './board.rules.ts';

/** A value as people read it, by the unit of its measure. */
export function shownValue(measure: string, value: number | null): string {
  if (value === null) return '—';
  const unit = measure in thresholdMeasures ? thresholdMeasures[measure as ThresholdMeasure].unit : 'count';
  return unit === 'share'
    ? formats.percent(value)
    : unit === 'seconds'
      ? formats.wait(value)
      : formats.number(value);
}

/** How a service level counts: the name of the formula and its version. */
export function formulaWords(
  { serviceLevel: { formula, version } }: WallboardFigures,
  t: Text,
  figures: Text,
): string {
  if (formula === null) return t('service.mixed');
  const name = figures(`formula.${formula}.name`);
  return version === null ? name : t('service.version', { name, version });
}

/** A figure that may be beyond its limit: then it has a colour, a shape and, for those who listen, a word. */
export function Figure({
  level,
  children,
  size = 13,
}: {
  level: Level | null | undefined;
  children: ReactNode;
  size?: number | string;
}) {
  const t = useText('control');
  if (level !== 'warn' && level !== 'critical') return children;
  const Icon = level === 'critical' ? IconAlertOctagon : IconAlertTriangle;
  return (
    <span className={`level ${level}`} title={t(`level.${level}`)}>
      <Icon size={size} aria-hidden />
      {children}
      <Hidden> {t(`level.${level}`)}</Hidden>
    </span>
  );
}

/** How long the one that waits longest waits, each second. */
export function Longest({
  row,
  readAt,
  limit,
  size,
}: {
  row: WallboardFigures;
  readAt: number;
  limit: Limit | undefined;
  size?: number | string;
}) {
  const now = useNow();
  const waited = waitedBy(row, readAt, now);
  return (
    <Figure level={levelOf('longest_wait', waited, limit)} {...(size === undefined ? {} : { size })}>
      {waited === null ? <span className="t3">—</span> : formats.wait(waited)}
    </Figure>
  );
}
