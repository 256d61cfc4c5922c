import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Alert, Threshold } from '#contract/figures.ts';
import type { WallboardRow } from '#contract/wallboard.ts';
import {
  abandonment,
  byUrgency,
  crewOf,
  dayStateOf,
  inOrder,
  levelOf,
  levelsOf,
  limitsOf,
  nextSort,
  order,
  pagesOf,
  readSort,
  sortable,
  stateOf,
  waitedBy,
  writeSort,
} from './board.rules.ts';

const row = (
  part: Partial<WallboardRow> & { level?: Partial<WallboardRow['serviceLevel']> } = {},
): WallboardRow => {
  const { level, ...rest } = part;
  return {
    key: 'a',
    name: 'A',
    open: true,
    emergency: false,
    manned: true,
    alerts: [],
    waiting: 0,
    longestWait: 0,
    inFlow: 0,
    inHandling: 0,
    offered: 10,
    answered: 8,
    abandoned: 2,
    shortAbandoned: 0,
    flowedOut: 0,
    expired: 0,
    callbacks: 0,
    announced: 0,
    blocked: 0,
    consults: { asked: 0, answered: 0, unanswered: 0, seconds: 0 },
    handled: 8,
    averageWait: 20,
    handlingTime: 300,
    occupancy: 0.7,
    serviceLevel: {
      value: 0.9,
      numerator: 9,
      denominator: 10,
      formula: 'negative',
      version: 1,
      threshold: { chat: 60 },
      target: 0.8,
      ...level,
    },
    ownAnswers: null,
    estimatedWait: { now: null, told: 0, meanError: null, meanAbsoluteError: null, kept: null },
    agents: { size: 0, states: null },
    keptBack: false,
    series: { offered: [], answered: [], abandoned: [], numerator: [], denominator: [], forecast: [] },
    ...rest,
  };
};
const threshold = (part: Partial<Threshold>): Threshold => ({
  id: 't',
  queueId: 'a',
  measure: 'waiting',
  warn: null,
  critical: null,
  margin: 0,
  holdSeconds: 0,
  mailTo: [],
  active: true,
  ...part,
});

describe('limits', () => {
  it('are those of the row only, and of several the stricter, by the side that is bad', () => {
    const watched = [
      threshold({ warn: 10, critical: 30 }),
      threshold({ warn: 20, critical: 25 }),
      threshold({ measure: 'service_level', warn: 0.8 }),
      threshold({ measure: 'service_level', warn: 0.9, critical: 0.5 }),
      threshold({ queueId: null, warn: 1 }),
      threshold({ queueId: 'b', warn: 2 }),
      threshold({ warn: 3, active: false }),
    ];
    expect(limitsOf(watched, 'a')).toEqual({
      waiting: { warn: 10, critical: 25 },
      service_level: { warn: 0.9, critical: 0.5 },
    });
    expect(limitsOf(watched, null)).toEqual({ waiting: { warn: 1, critical: null } });
    expect(limitsOf(watched, 'c')).toEqual({});
  });

  it('are passed beyond, not at, the value that they name', () => {
    const above = { warn: 10, critical: 20 };
    expect([10, 10.5, 20, 21].map((value) => levelOf('waiting', value, above))).toEqual([
      'fine',
      'warn',
      'warn',
      'critical',
    ]);
    const below = { warn: 0.8, critical: 0.6 };
    expect([0.8, 0.79, 0.6, 0.1].map((value) => levelOf('service_level', value, below))).toEqual([
      'fine',
      'warn',
      'warn',
      'critical',
    ]);
    expect(levelOf('waiting', null, above)).toBeNull();
    expect(levelOf('waiting', 99, undefined)).toBeNull();
  });

  it('do not judge a share of fewer than five', () => {
    const limits = { abandonment: { warn: 0.1, critical: 0.2 }, service_level: { warn: 0.8, critical: 0.6 } };
    const few = row({ answered: 0, abandoned: 4, level: { value: 0, numerator: 0, denominator: 4 } });
    expect(levelsOf(few, limits).abandonment).toBeNull();
    // Below the target it is all the same: that was promised.
    expect(levelsOf(few, limits).service_level).toBe('warn');
    const enough = row({ answered: 0, abandoned: 5, level: { value: 0, numerator: 0, denominator: 5 } });
    expect(levelsOf(enough, limits)).toMatchObject({ abandonment: 'critical', service_level: 'critical' });
  });

  it('without a limit leave the service level to its target, and without a target to nothing', () => {
    const at = (value: number | null, target: number | null) =>
      levelsOf(row({ level: { value, target } }), {}).service_level;
    expect([at(0.9, 0.8), at(0.8, 0.8), at(0.7, 0.8), at(0.1, null), at(null, 0.8)]).toEqual([
      'fine',
      'fine',
      'warn',
      null,
      null,
    ]);
  });
});

describe('a row', () => {
  it('is abandoned by those who gave up, of those who were served or gave up; short ones count on neither side', () => {
    expect(abandonment(row({ answered: 6, abandoned: 4, shortAbandoned: 2 }))).toBe(0.25);
    expect(abandonment(row({ answered: 0, abandoned: 3, shortAbandoned: 3 }))).toBeNull();
  });

  it('has waited longer each second, until the figures stand still', () => {
    const waiting = row({ waiting: 2, longestWait: 100 });
    expect([0, 4000, 30_000, 90_000].map((now) => waitedBy(waiting, 0, now))).toEqual([100, 104, 130, 130]);
    // A clock that was set back.
    expect(waitedBy(waiting, 5000, 0)).toBe(100);
    expect(waitedBy(row({ waiting: 0, longestWait: 100 }), 0, 4000)).toBeNull();
  });

  it('counts who is on duty, and says nothing of a group that is kept back', () => {
    const states = {
      idle: 1,
      offered: 2,
      interacting: 3,
      wrap_up: 4,
      not_ready: 5,
      not_responding: 6,
      off_queue: 7,
    };
    expect(crewOf(row({ agents: { size: 28, states } }))).toEqual({ free: 1, on: 10 });
    expect(crewOf(row({ agents: { size: 3, states: null }, keptBack: true }))).toBeNull();
  });

  it('gets the gravest word that is true of it', () => {
    const limits = { waiting: { warn: 5, critical: 10 } };
    const alert = (level: 'warn' | 'critical') => ({
      id: 'x',
      measure: 'waiting',
      level,
      acknowledged: false,
    });
    const words: [Partial<Parameters<typeof row>[0]>, string][] = [
      [{ emergency: true, waiting: 99 }, 'emergency'],
      [{ waiting: 11 }, 'critical'],
      [{ alerts: [alert('critical')], open: false }, 'critical'],
      [{ alerts: [alert('warn')], open: false }, 'warn'],
      [{ open: false, waiting: 3 }, 'closed'],
      [{ waiting: 6 }, 'warn'],
      [{ level: { value: 0.5 } }, 'below'],
      [{ waiting: 2, manned: false }, 'unmanned'],
      // Nobody knows whether somebody is there.
      [{ waiting: 2, manned: null }, 'fine'],
      [{ offered: 0, level: { value: null } }, 'quiet'],
      [{}, 'fine'],
    ];
    for (const [part, word] of words) expect([part, stateOf(row(part), limits)]).toEqual([part, word]);
  });

  it('of a day that is over is judged by its target alone', () => {
    expect(dayStateOf(row({ waiting: 99, manned: false }))).toBe('fine');
    expect(dayStateOf(row({ level: { value: 0.2 } }))).toBe('below');
    expect(dayStateOf(row({ offered: 0 }))).toBe('quiet');
  });
});

describe('the order of rows', () => {
  it('is written to the address and read from it; what it does not know is by gravity', () => {
    for (const column of Object.keys(sortable) as (keyof typeof sortable)[])
      for (const down of [true, false])
        expect(readSort(writeSort({ column, down }))).toEqual({ column, down });
    for (const text of [undefined, '', '-', 'gravity', 'toString', '-__proto__'])
      expect(readSort(text)).toEqual({ column: 'gravity', down: true });
  });

  it('goes by a press on a head: the highest first, then the lowest, then by gravity again', () => {
    let sort = nextSort({ column: 'gravity', down: true }, 'waiting');
    expect(sort).toEqual({ column: 'waiting', down: true });
    sort = nextSort(sort, 'waiting');
    expect(sort).toEqual({ column: 'waiting', down: false });
    expect(nextSort(sort, 'waiting')).toEqual({ column: 'gravity', down: true });
    expect(nextSort(sort, 'name')).toEqual({ column: 'name', down: false });
  });

  it('has the gravest first, then who waits longest', () => {
    const rows = [
      row({ key: 'fine' }),
      row({ key: 'below', level: { value: 0.1 } }),
      row({ key: 'closed', open: false }),
      row({ key: 'long', waiting: 1, longestWait: 60 }),
      row({ key: 'emergency', emergency: true }),
    ];
    const keys = order(rows, { column: 'gravity', down: true }, (one) => stateOf(one, {})).map(
      ({ key }) => key,
    );
    expect(keys).toEqual(['emergency', 'below', 'long', 'fine', 'closed']);
  });

  it('has what has no value last, either way', () => {
    const rows = [null, 3, 1, null, 2].map((averageWait, at) =>
      row({ key: `${at}`, name: `${at}`, averageWait }),
    );
    const sorted = (down: boolean) =>
      order(rows, { column: 'average', down }, () => 'fine').map(({ averageWait }) => averageWait);
    expect(sorted(true)).toEqual([3, 2, 1, null, null]);
    expect(sorted(false)).toEqual([1, 2, 3, null, null]);
  });

  it('that was made stays while the figures move; new rows come last', () => {
    const rows = ['c', 'new', 'a', 'b'].map((key) => row({ key }));
    expect(inOrder(rows, ['b', 'gone', 'a', 'c']).map(({ key }) => key)).toEqual(['b', 'a', 'c', 'new']);
  });
});

it('pages hold every row once, none more than fits, none empty', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 12 }), (count, fit) => {
      const rows = Array.from({ length: count }, (_one, at) => at);
      const pages = pagesOf(rows, fit);
      expect(pages.flat()).toEqual(rows);
      expect(pages.every((page) => page.length > 0 && page.length <= fit)).toBe(true);
      expect(pages).toHaveLength(Math.ceil(count / fit));
    }),
  );
  expect(pagesOf([], 6)).toEqual([[]]);
});

it('alerts that nobody looks after come first, then alarms, then the newest', () => {
  const alert = (id: string, part: Partial<Alert>) =>
    ({
      id,
      level: 'warn',
      openedAt: '2026-11-10T10:00:00Z',
      acknowledgedAt: null,
      closedAt: null,
      ...part,
    }) as Alert;
  const seen = { acknowledgedAt: '2026-11-10T11:00:00Z' };
  const alerts = [
    alert('seen', { ...seen, level: 'critical' }),
    alert('over', { closedAt: '2026-11-10T11:00:00Z', level: 'critical' }),
    alert('new', { openedAt: '2026-11-10T12:00:00Z' }),
    alert('old', {}),
    alert('alarm', { level: 'critical' }),
  ];
  expect(alerts.toSorted(byUrgency).map(({ id }) => id)).toEqual(['alarm', 'new', 'old', 'seen', 'over']);
});
