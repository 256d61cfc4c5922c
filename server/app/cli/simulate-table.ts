import type { Estimate, PastWeek, QueueResult, Scenario, SimulationResult } from '#server/workforce/index.ts';

/**
 * The result as a person reads it: a table of queues, one of agents, and what a supervisor would be called for.
 * @param past how it really was, for a scenario that was made of it
 */
export function summary(result: SimulationResult, past: readonly PastWeek[] = []): string {
  const { replications, measuredHours, confidence, intervalsFrom } = result;
  const percent = Math.round(confidence * 100);
  const how = {
    replications: `± is the ${percent} % interval over these runs.`,
    batches: `± is the ${percent} % interval over the batches of the run.`,
    nothing: 'One run of one batch: no intervals.',
  }[intervalsFrom];
  const rows: Omit<QueueResult, 'halfHours'>[] =
    result.queues.length > 1 ? [...result.queues, result.all] : result.queues;
  const lines = [
    `${result.scenario}: ${replications} ${replications === 1 ? 'run' : 'runs'} of ${trimmed(measuredHours)} h, seed ${result.seed}, ${result.contacts} contacts in all. ${how}`,
    '',
    columns(
      [
        'QUEUE',
        'OFFERED',
        'ANSWERED',
        'ABANDONED',
        'WAITING',
        'SERVICE LEVEL',
        'MEAN WAIT',
        'LONGEST',
        'HANDLING',
        'OCCUPANCY',
        'IN QUEUE',
      ],
      rows.map((one) => [
        one.id,
        count(one.offered),
        count(one.answered),
        `${count(one.abandoned)} (${share(one.abandonment, false)})`,
        count(one.waiting),
        `${share(one.serviceLevel[one.formula])}${one.formula === 'negative' ? '' : ` ${one.formula}`}`,
        seconds(one.meanWait),
        duration(one.longestWait),
        duration((one.meanHandling.value ?? 0) + (one.meanWrapUp.value ?? 0)),
        share(one.occupancy),
        plain(one.queueLength),
      ]),
    ),
    '',
    columns(
      ['AGENTS', 'COUNT', 'OCCUPANCY'],
      result.groups.map((group) => [group.id, String(group.count), share(group.occupancy)]),
    ),
  ];
  const other = rows.filter(
    (one) => total(one.flowedOut, one.expired, one.blocked, one.missed, one.declined) > 0,
  );
  if (other.length > 0)
    lines.push(
      '',
      columns(
        ['QUEUE', 'FLOWED OUT', 'EXPIRED', 'BLOCKED', 'OFFERS MISSED', 'OFFERS DECLINED'],
        other.map((one) => [
          one.id,
          count(one.flowedOut),
          count(one.expired),
          count(one.blocked),
          count(one.missed),
          count(one.declined),
        ]),
      ),
    );
  if (past.length > 0)
    lines.push(
      '',
      columns(
        ['AS IT WAS', 'OFFERED', 'ANSWERED', 'ABANDONED', 'SERVICE LEVEL', 'MEAN WAIT'],
        past.map((one) => [
          one.queue,
          one.offered.toFixed(1),
          one.answered.toFixed(1),
          one.abandoned.toFixed(1),
          one.serviceLevel === null ? '-' : `${(one.serviceLevel * 100).toFixed(1)} %`,
          one.meanWait === null ? '-' : duration(one.meanWait),
        ]),
      ),
      '',
      'AS IT WAS is the average of the weeks the scenario was made of; service level by formula negative.',
    );
  for (const { queue, reason, contacts } of result.attention)
    lines.push(
      '',
      `Queue ${queue}: ${REASONS[reason] ?? reason}${contacts === 0 ? '' : ` (${contacts} contacts)`}.`,
    );
  return `${lines.join('\n')}\n`;
}

const REASONS: Record<string, string> = {
  no_agents: 'no agent serves it',
  skill_nobody_has: 'no agent has the skills that are asked for',
  need_nobody_meets: 'a step of its plan asks for what no agent has',
  rules_loop: 'its overflow leads back to it',
  unknown_queue: 'a rule of it names a queue that is not there',
  refusals: 'contacts were declined again and again',
};

/** The half hours of a queue. */
export function halfHourTable(queue: QueueResult, { firstDay }: Scenario): string {
  const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
  const first = days.indexOf(firstDay);
  return `${columns(
    [
      'TIME',
      'OFFERED',
      'ANSWERED',
      'ABANDONED',
      'SERVICE LEVEL',
      'MEAN WAIT',
      'IN QUEUE',
      'MOST',
      'AGENTS',
      'OCCUPANCY',
    ],
    queue.halfHours
      .filter((one) => one.offered > 0 || one.queueLength > 0 || one.agents > 0)
      .map((one) => {
        const day = days[(first + Math.floor(one.minute / 1440)) % 7]!.slice(0, 3);
        const [hours, minutes] = [Math.floor((one.minute % 1440) / 60), one.minute % 60];
        return [
          `${day} ${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`,
          one.offered.toFixed(1),
          one.answered.toFixed(1),
          one.abandoned.toFixed(1),
          one.serviceLevel === null ? '-' : `${(one.serviceLevel * 100).toFixed(0)} %`,
          one.meanWait === null ? '-' : duration(one.meanWait),
          one.queueLength.toFixed(1),
          String(one.longestQueue),
          one.agents.toFixed(1),
          one.occupancy === null ? '-' : `${(one.occupancy * 100).toFixed(0)} %`,
        ];
      }),
  )}\n`;
}

const total = (...all: Estimate[]): number => all.reduce((sum, one) => sum + (one.value ?? 0), 0);
const trimmed = (value: number): string => String(Math.round(value * 100) / 100);

function plus(half: number | null, format: (half: number) => string): string {
  return half === null ? '' : ` ± ${format(half)}`;
}
const count = ({ value }: Estimate): string =>
  value === null ? '-' : Number.isInteger(value) ? String(value) : value.toFixed(1);
function share({ value, half }: Estimate, withHalf = true): string {
  if (value === null) return '-';
  const one = (x: number) => (x * 100).toFixed(1);
  return `${one(value)}${withHalf ? plus(half, one) : ''} %`;
}
function seconds({ value, half }: Estimate): string {
  if (value === null) return '-';
  return `${duration(value)}${plus(half, duration)}`;
}
function plain({ value, half }: Estimate): string {
  return value === null ? '-' : `${value.toFixed(1)}${plus(half, (one) => one.toFixed(1))}`;
}

/** Seconds as a person says them. */
function duration(value: number): string {
  if (value < 120) return `${value.toFixed(1)} s`;
  if (value < 7200) return `${(value / 60).toFixed(1)} min`;
  return `${(value / 3600).toFixed(1)} h`;
}

/** Columns of even width, the first one to the left, figures to the right. */
function columns(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const all = [heads, ...rows];
  const widths = heads.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  return all
    .map((row) =>
      row
        .map((text, column) => (column === 0 ? text.padEnd(widths[column]!) : text.padStart(widths[column]!)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
