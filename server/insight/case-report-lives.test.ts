import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeAsDuplicate } from '#contract/case-relations.ts';
import { caseReport, caseReportCases, reportGroups } from '#contract/case-report.ts';
import { caseTypeDefinition } from '#contract/case-types.ts';
import { moveCase, openCase, updateCase } from '#contract/cases.ts';
import { casesRoutes } from '#server/cases/index.ts';
import { newId, sql, writeSetting, type Db } from '#server/platform/index.ts';
import { makeCustomer } from '#tests/stories/contacts.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';
import { insightRoutes } from './insight.routes.ts';

// The report against a plain recount, case by case, after random lives of cases over the API: opened, given to somebody,
// moved on, closed, closed as a duplicate, reopened, made another type, moved to another office, their customers' supplies
// moved, and some erased.

let server: TestServer;
let db: Db;
let agent: { id: string; session: string };
let supervisor: { id: string; session: string };
const places = [
  'Via Alta 1, 53034 Colle di Val d’Elsa (SI)',
  'VIA ALTA 2, 53036 POGGIBONSI SI',
  'Casa di Anna',
  '',
];
const towns = ['Colle di Val d’Elsa', 'Poggibonsi', null, null];
const day = 86_400_000;

const name = (it: string) => ({ it, en: it });
const typeOf = (code: string, named: boolean) =>
  caseTypeDefinition.parse({
    code,
    name: name(code),
    description: name(code),
    fields: [{ key: 'spot', kind: 'text', label: name('Dove'), ...(named ? { territory: true } : {}) }],
    states: [
      { key: 'open', name: name('Aperta'), status: 'open' },
      { key: 'going', name: name('In corso'), status: 'in_progress' },
      { key: 'closed', name: name('Chiusa'), status: 'closed' },
    ],
    transitions: [
      { key: 'start', from: ['open'], to: 'going', name: name('Avvia') },
      { key: 'close', from: ['open', 'going'], to: 'closed', name: name('Chiudi'), resolution: true },
      { key: 'drop', from: ['open', 'going'], to: 'closed', name: name('Annulla'), abandons: true },
      { key: 'reopen', from: ['closed'], to: 'going', name: name('Riapri'), reason: true },
    ],
    clocks: [
      {
        key: 'answer',
        name: name('Risposta'),
        own: { amount: 5, unit: 'calendar' },
        fulfil: ['close'],
      },
    ],
  });

beforeAll(async () => {
  server = await testServer([...casesRoutes, ...insightRoutes]);
  db = server.ctx.db;
  await writeSetting(db, 'cases.telling', { waitMinutes: 0 });
  for (const definition of [typeOf('leak', true), typeOf('bill', false)]) {
    await sql`insert into cases.type (code) values (${definition.code})`.execute(db);
    await sql`insert into cases.type_version (type, number, definition, published_at, published_by)
      values (${definition.code}, 1, ${JSON.stringify(definition)}, now(), 'test')`.execute(db);
  }
});
afterAll(() => server.stop());

/** Whoever has come in stays in, however time passes. */
const stayIn = () =>
  sql`update access.session set seen_at = ${server.clock.now()}, expires_at = ${new Date(server.clock.now().getTime() + 30 * day)}`.execute(
    db,
  );

/** The same numbers each time. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

interface Counted {
  opened: number;
  taken: number;
  closed: number;
  open: number;
  due: number;
  late: number;
}

/** One period, case by case, from entries, limits and supplies as they lie in the database. */
async function recount(
  from: Date,
  to: Date,
  by: (typeof reportGroups)[number],
): Promise<Map<string, Counted>> {
  const { rows: cases } = await sql<{
    id: string;
    type: string;
    teamId: string | null;
    customerId: string;
    serviceId: string;
    openedAt: Date;
    closedAt: Date | null;
    fields: Record<string, string>;
  }>`select id, type, team_id, customer_id, service_id, opened_at, closed_at, fields from cases.case`.execute(
    db,
  );
  const { rows: entries } = await sql<{
    caseId: string;
    at: Date;
    kind: string;
    actor: string;
    data: Record<string, unknown>;
  }>`select case_id, at, kind, actor, data from cases.entry order by at`.execute(db);
  const { rows: clocks } = await sql<{
    subjectId: string;
    state: string;
    dueAt: Date;
    breachedAt: Date | null;
    endedAt: Date | null;
    multiple: number | null;
  }>`select subject_id, state, due_at, breached_at, ended_at, multiple from clocks.clock`.execute(db);
  const { rows: supplies } = await sql<{ customerId: string; serviceId: string; address: string }>`
    select customer_id, service_id, address from customers.position order by id`.execute(db);
  const townOf = (address: string | undefined) => towns[places.indexOf(address ?? '')] ?? null;
  const counted = new Map<string, Counted>();
  const within = (at: Date | null) => at !== null && at >= from && at < to;
  for (const one of cases) {
    const own = one.type === 'leak' ? townOf(one.fields['spot']) : null;
    const theirs = supplies.filter(({ customerId }) => customerId === one.customerId);
    const here = theirs.filter(({ serviceId }) => serviceId === one.serviceId);
    const lies =
      [...here, ...theirs].map(({ address }) => townOf(address)).find((town) => town !== null) ?? null;
    const key = { type: one.type, team: one.teamId, cause: null, territory: own ?? lies }[by] ?? '-';
    const sums = counted.get(key) ?? { opened: 0, taken: 0, closed: 0, open: 0, due: 0, late: 0 };
    counted.set(key, sums);
    if (one.openedAt >= to) continue;
    const taken = entries.find(
      ({ caseId, kind, actor, data }) =>
        caseId === one.id &&
        ((kind === 'opened' && data['owner'] != null) ||
          (kind === 'owner' && data['to'] != null) ||
          (kind === 'status' && actor.startsWith('staff:')) ||
          (kind === 'step' && data['about'] === 'taken')),
    );
    const takenAt =
      [taken?.at, one.closedAt].filter((at) => at != null).toSorted((a, b) => +a - +b)[0] ?? null;
    sums.opened += Number(within(one.openedAt));
    sums.taken += Number(within(takenAt));
    sums.closed += Number(within(one.closedAt));
    sums.open += Number(one.closedAt === null || one.closedAt >= to);
    const judged = clocks
      .filter(({ subjectId, state }) => subjectId === one.id && state !== 'cancelled')
      .flatMap(({ state, dueAt, breachedAt, endedAt, multiple }) => {
        const due = breachedAt ?? dueAt;
        if (state === 'fulfilled' && endedAt! < to)
          return within(endedAt)
            ? [(multiple ?? 0) > 0 || (breachedAt !== null && breachedAt < endedAt!)]
            : [];
        return within(due) ? [true] : [];
      });
    sums.due += Number(judged.length > 0);
    sums.late += Number(judged.includes(true));
  }
  return counted;
}

test('after any lives of cases the report says what a recount, case by case, says', async () => {
  const roll = dice(20_261_130);
  const start = new Date('2026-10-05T08:00:00Z');
  server.clock.set(start);
  const water = await server.makeService();
  const sewer = await server.makeService();
  const teams = [await server.makeTeam(water), await server.makeTeam(water), null];
  agent = await server.makeStaff({ role: 'administrator' });
  supervisor = await server.makeStaff({ role: 'supervisor' });
  const as = { as: { session: agent.session } };
  const customers: string[] = [];
  for (let n = 0; n < 6; n += 1) {
    const id = await makeCustomer(db, `Prova ${n}`);
    customers.push(id);
    for (const serviceId of n % 3 === 0 ? [] : n % 3 === 1 ? [sewer] : [sewer, water])
      await db
        .insertInto('customers.position')
        .values({
          id: newId(),
          customerId: id,
          kind: 'water',
          code: newId(),
          serviceId,
          address: places[roll(4)]!,
        })
        .execute();
  }
  const ids: string[] = [];
  const done = new Map<string, number>();
  const put = (id: string, body: object) => server.sending(updateCase, { params: { id }, body }, as);
  const move = (id: string, transition: string) =>
    server.sending(
      moveCase,
      {
        params: { id },
        body: {
          transition,
          ...(transition === 'reopen' ? { reason: 'ci ripensa' } : { resolution: 'Fatto' }),
        },
      },
      as,
    );
  const deeds: Record<string, (id: string) => Promise<unknown>> = {
    give: (id) => put(id, { owner: agent.id }),
    start: (id) => move(id, 'start'),
    close: (id) => move(id, 'close'),
    drop: (id) => move(id, 'drop'),
    reopen: (id) => move(id, 'reopen'),
    retype: (id) => put(id, { type: ['leak', 'bill'][roll(2)] }),
    lie: (id) => put(id, { fields: { spot: places[roll(4)] } }),
    merge: (id) =>
      server.sending(
        closeAsDuplicate,
        { params: { id }, body: { of: ids[roll(ids.length)]!, resolution: 'Un’altra uguale' } },
        as,
      ),
    office: (id) => sql`update cases.case set team_id = ${teams[roll(3)]} where id = ${id}`.execute(db),
    supply: () =>
      sql`update customers.position set address = ${places[roll(4)]} where customer_id = ${customers[roll(6)]}`.execute(
        db,
      ),
    erase: async (id) => {
      await sql`delete from clocks.clock where subject_id = ${id}`.execute(db);
      await sql`delete from cases.case where id = ${id}`.execute(db);
      ids.splice(ids.indexOf(id), 1);
    },
  };
  const often = [
    'give',
    'start',
    'close',
    'close',
    'drop',
    'reopen',
    'retype',
    'lie',
    'merge',
    'office',
    'supply',
  ];
  for (let turn = 0; turn < 110; turn += 1) {
    server.clock.set(new Date(server.clock.now().getTime() + roll(20) * 3_600_000));
    await stayIn();
    if (turn % 3 === 0) {
      const opened = await server.call(
        openCase,
        {
          body: {
            type: roll(2) === 0 ? 'leak' : 'bill',
            subject: `Pratica ${turn}`,
            customer: customers[roll(6)],
            service: roll(2) === 0 ? water : sewer,
            owner: roll(4) === 0 ? agent.id : null,
            fields: roll(2) === 0 ? {} : { spot: places[roll(4)] },
            tellCustomer: false,
          } as never,
        },
        as,
      );
      expect(opened.status).toBe(201);
      ids.push(opened.body.id);
      continue;
    }
    const what = turn % 40 === 1 ? 'erase' : often[roll(often.length)]!;
    const answer = await deeds[what]!(ids[roll(ids.length)]!);
    // What a case cannot do now it does not; what it cannot do ever is a fault of the test.
    if ((answer as { status?: number } | undefined)?.status !== 422)
      done.set(what, (done.get(what) ?? 0) + 1);
  }
  for (const what of Object.keys(deeds)) expect(done.get(what) ?? 0, `${what} was done`).toBeGreaterThan(0);

  const reader = { as: { session: supervisor.session } };
  const last = server.clock.now();
  await stayIn();
  for (const by of reportGroups)
    for (let back = 0; back < 4; back += 1) {
      const query = {
        by,
        period: 'week',
        day: new Date(last.getTime() - back * 7 * day).toISOString().slice(0, 10),
      };
      const { body } = await server.call(caseReport, { query: query as never }, reader);
      const bounds = (date: string, more: number) => {
        const at = new Date(`${date}T00:00:00Z`);
        at.setUTCDate(at.getUTCDate() + more);
        // Rome: summer time until 25 October.
        return new Date(at.getTime() - (at < new Date('2026-10-25T01:00:00Z') ? 2 : 1) * 3_600_000);
      };
      const to = bounds(body.until, 1);
      const counted = await recount(bounds(body.since, 0), to > last ? new Date(last.getTime() + 1) : to, by);
      const said = new Map(
        body.rows.map(({ key, now }) => [
          key ?? '-',
          {
            opened: now.opened,
            taken: now.taken,
            closed: now.closed,
            open: now.open,
            due: now.within.denominator,
            late: now.within.denominator - now.within.numerator,
          },
        ]),
      );
      const nothing = { opened: 0, taken: 0, closed: 0, open: 0, due: 0, late: 0 };
      for (const key of new Set([...counted.keys(), ...said.keys()]))
        expect(said.get(key) ?? nothing, `${by} ${body.since} ${key}`).toEqual(counted.get(key) ?? nothing);
      const { body: behind } = await server.call(
        caseReportCases,
        { query: { ...query, figure: 'taken' } as never },
        reader,
      );
      expect(behind.total).toBe(body.totals.now.taken);
    }
});
