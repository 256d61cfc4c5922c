import { checkFigures, rollUp } from '#server/insight/index.ts';
import { read } from './arguments.ts';
import { withContext } from './installation.ts';
import { CommandError, UsageError } from './usage.ts';

const say = (line: string) => void process.stdout.write(`${line}\n`);
const shown = 40;

/** An instant or the beginning of a day in UTC, as text. */
function instantOf(option: string, text: string): Date {
  const at = new Date(text);
  if (Number.isNaN(at.getTime()) || !/^\d{4}-\d\d-\d\d/.test(text))
    throw new UsageError(`--${option} takes a day as in 2026-11-03, or an instant as in 2026-11-03T08:00Z.`);
  return at;
}

/** filo figures check [--from D] [--to D] [--repair] */
export async function figures(args: readonly string[]): Promise<void> {
  const [verb, ...rest] = args;
  if (verb !== 'check')
    throw new UsageError(
      verb === undefined ? 'filo figures needs check.' : `filo figures cannot "${verb}": it can check.`,
    );
  const { values } = read('figures check', rest, {
    from: { type: 'string' },
    to: { type: 'string' },
    repair: { type: 'boolean' },
  });
  const to = typeof values.to === 'string' ? instantOf('to', values.to) : new Date();
  const from =
    typeof values.from === 'string'
      ? instantOf('from', values.from)
      : new Date(to.getTime() - 7 * 86_400_000);
  if (from >= to) throw new UsageError('--from must lie before --to.');
  const checked = await withContext({ migrating: false }, async (ctx) => {
    await rollUp(ctx);
    return checkFigures(ctx, { from, to, repair: values.repair === true });
  });
  const span = `${checked.from.toISOString()} to ${checked.to.toISOString()}`;
  if (checked.differences.length === 0) {
    say(`Figures from ${span} are what the legs say.`);
    return;
  }
  for (const { start, rollup, wrong } of checked.differences.slice(0, shown))
    say(`${start.toISOString()}  ${rollup}  ${wrong} rows`);
  if (checked.differences.length > shown) say(`and ${checked.differences.length - shown} more`);
  if (!checked.repaired)
    throw new CommandError(
      `Figures from ${span} differ from the legs in ${checked.differences.length} places; --repair makes them anew.`,
    );
  say('They were made anew.');
}
