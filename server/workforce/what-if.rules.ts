import { stretched } from './chance.rules.ts';
import { minutesOf, ScenarioError, type Scenario } from './scenario.ts';

type Group = Scenario['agents'][number];

const SUBJECTS = ['agents', 'volume', 'handling', 'wrapUp', 'patience'] as const;
type Subject = (typeof SUBJECTS)[number];

/**
 * Changes a scenario as `agents.q1=+3` or `volume=1.2` says.
 * - `agents[.group or queue]`: `+3`, `-2` or a number of agents. On a queue, agents are added to the group that brings it
 *   the most hours, and taken from there first.
 * - `volume`, `handling`, `wrapUp`, `patience` `[.queue]`: a factor.
 *
 * @throws ScenarioError in words that name the edit
 */
export function edited(scenario: Scenario, edit: string): Scenario {
  const wrong = (what: string) => new ScenarioError([`--set ${edit}: ${what}.`]);
  const [, subject, target, change] = /^(\w+)(?:\.([^\s=.]+))?=(.+)$/.exec(edit) ?? [];
  if (subject === undefined || change === undefined) throw wrong('must look like agents.q1=+3 or volume=1.2');
  if (!(SUBJECTS as readonly string[]).includes(subject))
    throw wrong(`can change ${SUBJECTS.join(', ')}, not ${subject}`);
  const queues = scenario.queues.map((queue) => queue.id);
  if (subject === 'agents') {
    const step = /^([+-]?)(\d{1,5})$/.exec(change);
    if (step === null) throw wrong('needs a number of agents as in +3, -2 or 12');
    const amount = Number(step[2]);
    const sign = step[1] as '' | '+' | '-';
    if (target === undefined) throw wrong('needs a group or a queue, as in agents.q1=+3');
    const group = scenario.agents.find((one) => one.id === target);
    if (group === undefined && !queues.includes(target))
      throw wrong(
        `there is no group or queue "${target}"; there are ${[...scenario.agents.map((one) => one.id), ...queues].slice(0, 20).join(', ')}`,
      );
    const serving =
      group === undefined
        ? scenario.agents.filter((one) => one.profile.some((line) => line.queue === target))
        : [group];
    if (serving.length === 0) throw wrong(`no group serves the queue "${target}"`);
    const now = serving.reduce((sum, one) => sum + one.count, 0);
    const difference = sign === '' ? amount - now : sign === '+' ? amount : -amount;
    if (now + difference < 0) throw wrong(`there are only ${now}`);
    const counts = spread(serving, difference);
    return {
      ...scenario,
      agents: scenario.agents.map((one) => ({ ...one, count: counts.get(one.id) ?? one.count })),
    };
  }
  const factor = Number(change);
  if (!(factor >= 0) || factor > 1000 || (subject !== 'volume' && factor === 0))
    throw wrong('needs a factor as in 1.2');
  if (target !== undefined && !queues.includes(target))
    throw wrong(`there is no queue "${target}"; there are ${queues.slice(0, 20).join(', ')}`);
  return {
    ...scenario,
    arrivals: scenario.arrivals.map((stream) =>
      target === undefined || stream.queue === target
        ? scaled(stream, subject as Exclude<Subject, 'agents'>, factor)
        : stream,
    ),
  };
}

function scaled(
  stream: Scenario['arrivals'][number],
  subject: Exclude<Subject, 'agents'>,
  factor: number,
): Scenario['arrivals'][number] {
  switch (subject) {
    case 'volume':
      return {
        ...stream,
        ...(stream.perHour === undefined ? {} : { perHour: stream.perHour * factor }),
        ...(stream.halfHours === undefined
          ? {}
          : { halfHours: stream.halfHours.map((expected) => expected * factor) }),
      };
    case 'handling':
      return { ...stream, handling: stretched(stream.handling, factor) };
    case 'wrapUp':
      return stream.wrapUp === undefined ? stream : { ...stream, wrapUp: stretched(stream.wrapUp, factor) };
    case 'patience':
      return stream.patience === null ? stream : { ...stream, patience: stretched(stream.patience, factor) };
  }
}

/** Agent minutes that one agent of a group brings in a week. */
function weekly({ shifts }: Group): number {
  if (shifts === undefined) return 7 * 24 * 60;
  return shifts.reduce(
    (sum, shift) => sum + (shift.days?.length ?? 7) * (minutesOf(shift.to) - minutesOf(shift.from)),
    0,
  );
}

/** More agents go to the group that brings the most; fewer are taken from there first, then from the next. */
function spread(groups: readonly Group[], difference: number): Map<string, number> {
  const order = groups.toSorted(
    (a, b) => b.count * weekly(b) - a.count * weekly(a) || (a.id < b.id ? -1 : 1),
  );
  let left = difference;
  const counts = new Map<string, number>();
  for (const group of order) {
    const taken = Math.max(-group.count, left);
    counts.set(group.id, group.count + taken);
    left -= taken;
  }
  return counts;
}
