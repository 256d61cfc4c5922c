import { readFile, writeFile } from 'node:fs/promises';
import { setImmediate as breathe } from 'node:timers/promises';
import {
  edited,
  lastWeeks,
  readScenario,
  replicate,
  ScenarioError,
  scenarioFromHistory,
  type PastWeek,
  type Scenario,
} from '#server/workforce/index.ts';
import { read } from './arguments.ts';
import { withContext } from './installation.ts';
import { halfHourTable, summary } from './simulate-table.ts';
import { CommandError, UsageError } from './usage.ts';

const options = {
  'from-demo': { type: 'boolean' },
  from: { type: 'string' },
  weeks: { type: 'string' },
  set: { type: 'string', multiple: true },
  replications: { type: 'string' },
  seed: { type: 'string' },
  'half-hours': { type: 'string' },
  save: { type: 'string' },
  json: { type: 'boolean' },
} as const;

/** filo simulate */
export async function simulate(args: readonly string[]): Promise<void> {
  const file = args[0] !== undefined && !args[0].startsWith('-') ? args[0] : null;
  const { values } = read('simulate', file === null ? args : args.slice(1), options);
  const sources = [file !== null, values['from-demo'] === true, values.from !== undefined];
  if (sources.filter(Boolean).length !== 1)
    throw new UsageError('filo simulate needs one of a scenario file, --from DATE or --from-demo.');
  if (values.weeks !== undefined && file !== null)
    throw new UsageError('filo simulate takes --weeks only with --from or --from-demo.');
  const weeks = whole('weeks', values.weeks, 52) ?? 4;
  const replications = whole('replications', values.replications, 10_000);
  if (values.from !== undefined && !isDay(values.from))
    throw new UsageError(`--from must be a date as in 2026-10-05, not "${values.from}".`);
  const { scenario, past } = await spoken(async () => {
    const given =
      file === null
        ? await fromHistory(values.from ?? null, weeks)
        : { scenario: readScenario(await parsed(file)), past: [] };
    const scenario = (values.set ?? []).reduce(edited, given.scenario);
    return {
      past: given.past,
      scenario: {
        ...scenario,
        ...(replications === null ? {} : { replications }),
        ...(values.seed === undefined ? {} : { seed: values.seed }),
      },
    };
  });
  const queue = values['half-hours'];
  if (queue !== undefined && !scenario.queues.some((one) => one.id === queue))
    throw new CommandError(
      `There is no queue "${queue}": there are ${scenario.queues.map((one) => one.id).join(', ')}.`,
    );
  if (values.save !== undefined)
    await writeFile(values.save, `${JSON.stringify(scenario, null, 2)}\n`).catch((error: Error) => {
      throw new CommandError(`${values.save!} cannot be written: ${error.message}.`);
    });
  await breathe();
  const result = replicate(scenario, progress());
  if (values.json === true)
    process.stdout.write(`${JSON.stringify(file === null ? { ...result, past } : result, null, 2)}\n`);
  else {
    process.stdout.write(summary(result, past));
    if (queue !== undefined)
      process.stdout.write(
        `\n${halfHourTable(
          result.queues.find((one) => one.id === queue)!,
          scenario,
        )}`,
      );
  }
}

/** A scenario's faults are the person's to mend: one line per field. */
async function spoken<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ScenarioError) throw new CommandError(error.message);
    throw error;
  }
}

async function parsed(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CommandError(
      error.code === 'ENOENT' ? `There is no file ${file}.` : `${file} cannot be read: ${error.message}.`,
    );
  });
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CommandError(`${file} is not JSON: ${(error as Error).message}.`);
  }
}

function fromHistory(from: string | null, weeks: number): Promise<{ scenario: Scenario; past: PastWeek[] }> {
  return withContext({ migrating: false }, async (ctx) => {
    const day = from ?? (await lastWeeks(ctx.db, weeks, new Date()));
    const name = `A week like those of the ${weeks} weeks from ${day}`;
    return scenarioFromHistory(ctx.db, { from: day, weeks, name });
  });
}

function whole(name: string, text: string | undefined, most: number): number | null {
  if (text === undefined) return null;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > most)
    throw new UsageError(`--${name} must be a whole number from 1 to ${most}, not "${text}".`);
  return value;
}

const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toISOString().startsWith(text);

/** A line that counts up, on a terminal only; it is wiped out when done. */
function progress(): (share: number) => void {
  const { stderr } = process;
  if (!stderr.isTTY) return () => undefined;
  let shown = -1;
  return (share) => {
    const percent = Math.floor(share * 100);
    if (percent === shown) return;
    shown = percent;
    stderr.write(percent >= 100 ? '\r\u001b[K' : `\rsimulating ${percent} %`);
  };
}
