import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { newId, sql, type Db } from '#server/platform/index.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';
import { reachedOf, type Mark } from './clock.rules.ts';
import { sweep } from './sweep.service.ts';

let server: TestServer;
let db: Db;
let water: string;
let power: string;
beforeAll(async () => {
  server = await testServer([]);
  db = server.ctx.db;
  water = await server.makeService('water');
  power = await server.makeService('power');
});
afterAll(() => server.stop());
beforeEach(async () => {
  await db.deleteFrom('clocks.clock').execute();
  await db.deleteFrom('platform.event').execute();
});

const start = Date.parse('2026-03-02T08:00:00Z');
const now = '2026-03-20T08:00:00.000Z';
/** The same numbers in every run. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

interface Made {
  id: string;
  marks: Mark[];
}
/** Clocks at whatever point of their way: warnings and limits before and after now, some of them told already. */
async function randomClocks(count: number, seed: number): Promise<Made[]> {
  const roll = dice(seed);
  // Half past an hour, never near to now: the clock of the tests goes on meanwhile.
  const instant = () => new Date(start + (roll(36 * 24) + 0.5) * 3_600_000).toISOString();
  const made = Array.from({ length: count }, (): Made => {
    const warnings = Array.from({ length: roll(4) }, (_, index): Mark => ({
      kind: 'warn',
      level: index + 1,
      at: instant(),
      tell: [['owner'], ['owner', 'supervisor'], ['head_of_office'], ['owner', 'head_of_office']][roll(4)]!,
    }));
    const limits = Array.from({ length: 1 + roll(3) }, (_, index): Mark => ({
      kind: 'breach',
      level: index + 1,
      at: instant(),
      tell: [],
    }));
    return {
      id: newId(),
      marks: [...warnings, ...limits].toSorted((a, b) => a.at.localeCompare(b.at) || a.level - b.level),
    };
  });
  await db
    .insertInto('clocks.clock')
    .values(
      made.map(({ id }, index) => ({
        id,
        subjectKind: 'case',
        subjectId: newId(),
        key: 'answer',
        name: JSON.stringify({ it: 'Risposta', en: 'Answer' }),
        serviceId: index % 2 === 0 ? water : power,
        unit: 'calendar',
        amount: 30,
        state: 'running',
        startedAt: new Date(start),
      })),
    )
    .execute();
  await db
    .insertInto('clocks.mark')
    .values(made.flatMap(({ id, marks }) => marks.map((mark) => ({ ...mark, clockId: id }))))
    .execute();
  return made;
}
const inOrder = (marks: readonly Mark[]) =>
  marks.toSorted((a, b) => a.at.localeCompare(b.at) || a.level - b.level);
async function found(made: readonly Made[]) {
  const { rows } = await sql<{ id: string; marks: Mark[]; log: Mark[]; told: boolean }>`
    select c.id, (select coalesce(jsonb_agg(jsonb_build_object('kind', m.kind, 'level', m.level, 'at', m.at, 'tell', m.tell)), '[]')
        from clocks.mark as m where m.clock_id = c.id) as marks,
      (select coalesce(jsonb_agg(jsonb_build_object('kind', e.kind, 'level', e.data -> 'level', 'at', e.at) order by e.seq), '[]')
        from clocks.event as e where e.clock_id = c.id) as log,
      exists (select from clocks.told as t where t.clock_id = c.id) as told
    from clocks.clock as c`.execute(db);
  const by = new Map(rows.map((row) => [row.id, row]));
  const dated = <T extends Mark>(marks: readonly T[]) =>
    marks.map((mark) => ({ ...mark, at: new Date(mark.at).toISOString() }));
  return made.map(({ id }) => {
    const row = by.get(id)!;
    return { left: inOrder(dated(row.marks)), log: dated(row.log), told: row.told };
  });
}
const byRule = (made: readonly Made[]) =>
  made.map(({ marks }) => {
    const { reached, left } = reachedOf(marks, now);
    return {
      left: inOrder(left),
      log: reached.map(({ kind, level, at }) => ({ kind, level, at })),
      told: reached.length > 0,
    };
  });
const events = async () =>
  (
    await sql<{ kind: string; serviceId: string; data: Record<string, number> }>`
      select kind, service_id, data from platform.event where kind like 'clock.%' order by id`.execute(db)
  ).rows;

test.each([
  ['all at once', { atOnce: 5000, few: 0 }],
  ['some at a time, by two at once', { atOnce: 7, few: 0 }],
  ['one by one', { atOnce: 1, few: 300 }],
])('what is kept after a standstill is the same, %s: that of the rule', async (_how, sizes) => {
  const made = await randomClocks(150, 7);
  server.clock.set(new Date(now));
  const marks = made.flatMap((one) => reachedOf(one.marks, now).reached).length;
  // Several processes at once, each with its own count.
  const both = await Promise.all([sweep(server.ctx, sizes), sweep(server.ctx, sizes)]);
  expect(both[0] + both[1]).toBe(marks);
  expect(await found(made)).toEqual(byRule(made));
  expect(await sweep(server.ctx, sizes)).toBe(0);
});

test('what could not be committed is told by the next look, once', async () => {
  const made = await randomClocks(40, 11);
  server.clock.set(new Date(now));
  // The log refuses one of them: nothing of what was taken with it stays.
  const victim = made.find((one) => reachedOf(one.marks, now).reached.length > 0)!.id;
  await sql`create function clocks.refuse() returns trigger language plpgsql as $$
    begin if new.clock_id = ${sql.lit(victim)}::uuid then raise exception 'refused'; end if; return new; end $$`.execute(
    db,
  );
  await sql`create trigger refuse before insert on clocks.event for each row execute function clocks.refuse()`.execute(
    db,
  );
  try {
    await expect(sweep(server.ctx, { atOnce: 5000 })).rejects.toThrow(/refused/);
  } finally {
    await sql`drop trigger refuse on clocks.event`.execute(db);
    await sql`drop function clocks.refuse()`.execute(db);
  }
  // Of the other half everything is told.
  const left = (await found(made)).filter((one, index) => one.left.length === made[index]!.marks.length);
  expect(left.length).toBeLessThan(made.length);
  const early = await events();
  expect(early.map(({ data }) => data['clock'])).not.toContain(victim);
  await sweep(server.ctx);
  expect(await found(made)).toEqual(byRule(made));
  expect(await events()).toHaveLength(made.flatMap(({ marks }) => reachedOf(marks, now).reached).length);
});

test('few marks are told one by one, many by their sums in each place', async () => {
  const made = await randomClocks(60, 3);
  server.clock.set(new Date(now));
  const reached = made.map((one) => reachedOf(one.marks, now).reached);
  const marks = reached.flat();
  await sweep(server.ctx, { few: 0 });
  const told = await events();
  expect(new Set(told.map(({ kind }) => kind))).toEqual(new Set(['clock.swept']));
  expect(new Set(told.map(({ serviceId }) => serviceId))).toEqual(new Set([water, power]));
  // One a place and half.
  expect(told.length).toBeLessThanOrEqual(4);
  const sum = (name: string) => told.reduce((all, { data }) => all + data[name]!, 0);
  expect({ clocks: sum('clocks'), warned: sum('warned'), breached: sum('breached') }).toEqual({
    clocks: reached.filter(({ length }) => length > 0).length,
    warned: marks.filter(({ kind }) => kind === 'warn').length,
    breached: marks.filter(({ kind }) => kind === 'breach').length,
  });
  await db.deleteFrom('platform.event').execute();
  await db.deleteFrom('clocks.clock').execute();
  await randomClocks(60, 3);
  await sweep(server.ctx, { few: marks.length });
  expect((await events()).map(({ kind }) => kind).toSorted()).toEqual(
    marks.map(({ kind }) => (kind === 'warn' ? 'clock.warned' : 'clock.breached')).toSorted(),
  );
});
