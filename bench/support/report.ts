/** One figure of a benchmark beside what is asked of it. */
export interface Figure {
  what: string;
  /** As the requirement says it, e.g. `≤ 300 ms`; null for a figure that is only told. */
  asked: string | null;
  measured: string;
  met: boolean | null;
}

/** The head of every table of figures: the runner finds them by it. */
export const figuresHead = '| Figure | Asked | Measured | Met |';

/** A markdown table of figures. */
export function figuresTable(figures: readonly Figure[]): string {
  return table(
    figures.map(({ what, asked, measured, met }) => [
      what,
      asked ?? '',
      measured,
      met === null ? '' : met ? 'yes' : '**no**',
    ]),
    figuresHead,
  );
}

/** A markdown table of anything. @param head as markdown, `| a | b |` */
export function table(rows: readonly (readonly (string | number)[])[], head: string): string {
  const columns = head.split('|').length - 2;
  return [
    head,
    `|${' --- |'.repeat(columns)}`,
    ...rows.map((row) => `| ${row.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`),
  ].join('\n');
}

/** Part of a sorted or unsorted list of numbers below which `share` of them lie. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** `12.3 ms`. */
export const ms = (value: number): string => `${value < 10 ? value.toFixed(1) : value.toFixed(0)} ms`;

/** A row of a table of times: how many, p50, p95, p99 and the longest. */
export const timesRow = (what: string, times: readonly number[]): (string | number)[] => [
  what,
  times.length,
  ...[0.5, 0.95, 0.99, 1].map((share) => ms(quantile(times, share))),
];
/** The head that goes with `timesRow`. */
export const timesHead = '| Time | Count | p50 | p95 | p99 | Longest |';

/** How a benchmark ends that cannot be made here; the runner writes no result then, and says so. */
export const skipped = 77;
/** Ends this benchmark, and says why it cannot be made here. */
export function skip(why: string): never {
  process.stderr.write(`SKIPPED: ${why}\n`);
  process.exit(skipped);
}
