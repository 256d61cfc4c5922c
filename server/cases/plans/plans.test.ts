import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as contract from '#contract/case-plans.ts';
import { caseTypeDefinition } from '#contract/case-types.ts';
import * as cases from '#contract/cases.ts';
import { maySee } from '#server/contacts/index.ts';
import { newId, sql, systemActor, type Db } from '#server/platform/index.ts';
import { makeCustomer } from '#tests/stories/contacts.ts';
import { makeCentreAgent, makeCentreProfile, makeCentreQueue } from '#tests/stories/routing.ts';
import { testServer, type Caller, type TestServer } from '#tests/support/server.ts';
import { lockedCase } from '../access.ts';
import { casesRoutes } from '../cases.routes.ts';
import { changeOpenStep } from '../steps.store.ts';
import { withdraw } from '../steps.service.ts';
import { workEnds } from './ends.ts';

let server: TestServer;
let db: Db;
let water: string;
let customer: string;
let anna: { id: string; session: string };
let carla: { id: string; session: string };
let queues: string[];
const as = (who: { session: string }): { as: Caller } => ({ as: { session: who.session } });

beforeAll(async () => {
  server = await testServer(casesRoutes);
  db = server.ctx.db;
  water = await server.makeService('water');
  const power = await server.makeService('power');
  anna = await server.makeStaff({ serviceId: water, name: 'Anna' });
  carla = await server.makeStaff({ serviceId: power, name: 'Carla' });
  customer = await makeCustomer(db, 'Ada Prova', 'ada@example.org');
  queues = [];
  for (let index = 0; index < 4; index += 1) {
    const queue = await makeCentreQueue(server, water, {});
    const profile = await makeCentreProfile(server, [queue.id], {
      case: { max: 2, interruptedBy: [] as string[] },
    });
    await makeCentreAgent(server, profile, { presence: 'offline' });
    queues.push(queue.id);
  }
});
afterAll(() => server.stop());

async function open(type = 'complaint') {
  const answer = await server.call(
    cases.openCase,
    { body: { type, subject: 'Scavo in via Alta', customer, service: water, tellCustomer: false } as never },
    as(anna),
  );
  expect(answer.status).toBe(201);
  return answer.body;
}
const piece = (key: string, queue: number, after: string[] = [], more: Record<string, unknown> = {}) => ({
  key,
  title: `Parte ${key}`,
  question: `Che cosa serve per ${key}?`,
  queue: queues[queue],
  after,
  ...more,
});
const start = (id: string, body: Record<string, unknown>, who = anna) =>
  server.sending(contract.startPlan, { params: { id }, body }, as(who));
const plansOf = async (id: string) =>
  (await server.call(contract.listPlans, { params: { id } }, as(anna))).body;
const states = async (id: string) => {
  const [plan] = (await plansOf(id)).items;
  return Object.fromEntries(plan!.pieces.map(({ title, state }) => [title.slice(6), state]));
};
const pieceOf = async (id: string, key: string) =>
  (await plansOf(id)).items[0]!.pieces.find(({ title }) => title === `Parte ${key}`)!;

/** A step is answered, as whoever has it does: in one transaction with what follows. */
async function answered(caseId: string, key: string, outcome = 'answered', then: () => void = () => {}) {
  const { step } = await pieceOf(caseId, key);
  await server.ctx.tx(async (tx) => {
    const row = await lockedCase(tx, server.ctx, caseId);
    const words = `Risposta di ${key}`;
    await changeOpenStep(tx, step!, {
      outcome,
      answer: words,
      closedByName: 'Esperto',
      closedAt: server.clock.now(),
    });
    await workEnds(tx, server.ctx, row, { step: step!, outcome, words, by: 'Esperto' });
    then();
  });
}

describe('a plan of work', () => {
  test('asks at once what waits for nothing, and each next piece when all that it waits for are answered', async () => {
    const one = await open();
    const made = await start(one.id, {
      name: 'Scavo',
      pieces: [
        piece('a', 0),
        piece('b', 1),
        piece('c', 2, ['a', 'b'], { dueHours: 8 }),
        piece('d', 3, ['c']),
      ],
    });
    expect(made.status).toBe(201);
    expect(await states(one.id)).toEqual({ a: 'running', b: 'running', c: 'waiting', d: 'waiting' });
    await answered(one.id, 'b');
    expect(await states(one.id)).toEqual({ a: 'running', b: 'done', c: 'waiting', d: 'waiting' });
    await answered(one.id, 'a', 'partly');
    expect(await states(one.id)).toEqual({ a: 'done', b: 'done', c: 'running', d: 'waiting' });
    const third = await pieceOf(one.id, 'c');
    expect(third.dueAt).not.toBeNull();
    expect((await pieceOf(one.id, 'a')).answer).toBe('Risposta di a');
    await answered(one.id, 'c');
    await answered(one.id, 'd');
    expect((await plansOf(one.id)).items[0]).toMatchObject({ state: 'done', startedBy: 'Anna' });
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from cases.step where case_id = ${one.id}`.execute(db);
    expect(rows[0]!.n).toBe(4);
  });

  test('starts what follows in the transaction of the answer: when that is undone, nothing has started', async () => {
    const one = await open();
    await start(one.id, { pieces: [piece('a', 0), piece('b', 1, ['a'])] });
    await expect(
      answered(one.id, 'a', 'answered', () => {
        throw new Error('the process dies');
      }),
    ).rejects.toThrow('the process dies');
    expect(await states(one.id)).toEqual({ a: 'running', b: 'waiting' });
    await answered(one.id, 'a');
    expect(await states(one.id)).toEqual({ a: 'done', b: 'running' });
  });

  test('stops what follows a refusal and tells whoever has the case; asked again, it goes on', async () => {
    const one = await open();
    await start(one.id, { pieces: [piece('a', 0), piece('b', 1, ['a']), piece('c', 2)] });
    await answered(one.id, 'a', 'returned');
    expect(await states(one.id)).toEqual({ a: 'refused', b: 'stopped', c: 'running' });
    const events = await sql<{
      kind: string;
      serviceId: string;
      teamId: null;
      data: Record<string, unknown>;
    }>`
      select kind, service_id, team_id, data from platform.event
      where subject_id = ${one.id} and kind = 'case.plan' order by id desc limit 1`.execute(db);
    const event = events.rows[0]!;
    expect(event.data).toMatchObject({ about: 'stopped', case: one.id });
    const reader = (serviceId: string) => ({
      ...systemActor,
      kind: 'staff' as const,
      id: newId(),
      grants: [{ permissions: new Set(['case.read']), serviceId, teamId: null }],
    });
    const seen = { ...event, subjectId: one.id, staffId: null };
    expect([maySee(reader(water), seen), maySee(reader(newId()), seen)]).toEqual([true, false]);
    const { id } = await pieceOf(one.id, 'a');
    const again = await server.sending(
      contract.askPieceAgain,
      { params: { id: one.id, piece: id } },
      as(anna),
    );
    expect(again.status).toBe(200);
    expect(await states(one.id)).toEqual({ a: 'running', b: 'waiting', c: 'running' });
    // A step that is taken back is no answer either.
    const { step } = await pieceOf(one.id, 'a');
    await server.ctx.tx(async (tx) =>
      withdraw(tx, server.ctx, await lockedCase(tx, server.ctx, one.id), step!, 'non serve più'),
    );
    expect(await states(one.id)).toEqual({ a: 'withdrawn', b: 'stopped', c: 'running' });
  });

  test('two pieces for one queue are asked one after the other', async () => {
    const one = await open();
    await start(one.id, { pieces: [piece('a', 0), piece('b', 0)] });
    expect(await states(one.id)).toEqual({ a: 'running', b: 'ready' });
    await answered(one.id, 'a');
    expect(await states(one.id)).toEqual({ a: 'done', b: 'running' });
  });

  test('is changed where it has not started, and nowhere else', async () => {
    const one = await open();
    await start(one.id, { pieces: [piece('a', 0), piece('b', 1, ['a']), piece('c', 2, ['b'])] });
    const [plan] = (await plansOf(one.id)).items;
    const [a, b, c] = plan!.pieces;
    const change = (id: string, body: Record<string, unknown>) =>
      server.sending(contract.changePiece, { params: { id: one.id, piece: id }, body }, as(anna));
    expect((await change(a!.id, { title: 'Altro' })).body.code).toBe('piece_started');
    expect((await change(b!.id, { after: [c!.id] })).body.errors?.[0]?.field).toBe('after');
    expect((await change(b!.id, { after: [newId()] })).body.errors?.[0]?.field).toBe('after');
    const removed = await server.call(
      contract.removePiece,
      { params: { id: one.id, piece: b!.id } },
      as(anna),
    );
    // What waited for it waits for what it waited for.
    expect(removed.body.items[0]!.pieces.find(({ id }) => id === c!.id)?.after).toEqual([a!.id]);
    expect((await change(c!.id, { after: [] })).status).toBe(200);
    expect(await states(one.id)).toEqual({ a: 'running', c: 'running' });
    const added = await server.sending(
      contract.addPiece,
      {
        params: { id: one.id, plan: plan!.id },
        body: { title: 'Parte d', question: 'E poi?', queue: queues[3], after: [c!.id] },
      },
      as(anna),
    );
    expect(added.status).toBe(201);
    expect(await states(one.id)).toEqual({ a: 'running', c: 'running', d: 'waiting' });
  });

  test('is refused with the field that is wrong, and out of scope', async () => {
    const one = await open();
    const field = async (body: Record<string, unknown>) =>
      (await start(one.id, body)).body.errors?.[0]?.field;
    expect(await field({})).toBe('pieces');
    expect(await field({ pieces: [piece('a', 0, ['b']), piece('b', 1, ['a'])] })).toBe('pieces');
    expect(await field({ pieces: [piece('a', 0, ['x'])] })).toBe('pieces');
    expect(await field({ pieces: [{ ...piece('a', 0), queue: newId() }] })).toBe('queue');
    expect(await field({ pieces: [{ ...piece('a', 0), centre: newId() }] })).toBe('pieces[0].centre');
    expect(await field({ template: 'none' })).toBe('template');
    expect((await start(one.id, { pieces: [piece('a', 0)] }, carla)).status).toBe(404);
    expect((await plansOf(one.id)).items).toEqual([]);
  });

  test('ends with its case: what waits is withdrawn, and nothing follows', async () => {
    const one = await open();
    await start(one.id, { pieces: [piece('a', 0), piece('b', 1, ['a'])] });
    const closed = await server.sending(
      cases.moveCase,
      { params: { id: one.id }, body: { transition: 'close', resolution: 'Fatto', tellCustomer: false } },
      as(anna),
    );
    expect(closed.status).toBe(200);
    expect(await states(one.id)).toEqual({ a: 'withdrawn', b: 'withdrawn' });
    expect((await plansOf(one.id)).items[0]!.state).toBe('withdrawn');
    expect((await start(one.id, { pieces: [piece('a', 0)] })).body.code).toBe('case_closed');
  });

  test('is withdrawn on purpose, and over then', async () => {
    const one = await open();
    await start(one.id, { pieces: [piece('a', 0), piece('b', 1, ['a'])] });
    const [plan] = (await plansOf(one.id)).items;
    const end = () =>
      server.sending(
        contract.withdrawPlan,
        { params: { id: one.id, plan: plan!.id }, body: { why: 'Non serve più' } },
        as(anna),
      );
    expect((await end()).status).toBe(200);
    expect(await states(one.id)).toEqual({ a: 'withdrawn', b: 'withdrawn' });
    expect((await end()).body.code).toBe('plan_over');
  });
});

test('a plan of the type starts with its transition, once, or by hand', async () => {
  const name = (it: string) => ({ it, en: it });
  const { rows } = await sql<{ code: string }>`
    select code from routing.queue where id = any (${queues}::uuid[]) order by array_position(${queues}::uuid[], id)`.execute(
    db,
  );
  const definition = caseTypeDefinition.parse({
    code: 'works',
    name: name('Lavori'),
    description: name('Lavori'),
    states: [
      { key: 'open', name: name('Aperta'), status: 'open' },
      { key: 'work', name: name('In lavorazione'), status: 'in_progress' },
    ],
    transitions: [
      { key: 'take', from: ['open'], to: 'work', name: name('Prendi') },
      { key: 'back', from: ['work'], to: 'open', name: name('Rimetti') },
    ],
    plans: [
      {
        key: 'dig',
        name: name('Scavo'),
        startedBy: 'take',
        pieces: [
          { key: 'permit', name: name('Parte a'), question: 'Permesso?', queue: rows[0]!.code },
          {
            key: 'team',
            name: name('Parte b'),
            question: 'Quando?',
            queue: rows[1]!.code,
            after: ['permit'],
            dueHours: 16,
          },
        ],
      },
      {
        key: 'gone',
        name: name('Di prima'),
        startedBy: 'take',
        pieces: [{ key: 'x', name: name('X'), question: 'Chi?', queue: 'no-such-queue' }],
      },
    ],
  });
  await sql`insert into cases.type (code) values ('works')`.execute(db);
  await sql`insert into cases.type_version (type, number, definition, published_at, published_by)
    values ('works', 1, ${JSON.stringify(definition)}, now(), 'test')`.execute(db);
  const one = await open('works');
  const move = (transition: string) =>
    server.sending(cases.moveCase, { params: { id: one.id }, body: { transition } }, as(anna));
  expect((await move('take')).status).toBe(200);
  expect(await states(one.id)).toEqual({ a: 'running', b: 'waiting' });
  await move('back');
  await move('take');
  const { items, templates } = await plansOf(one.id);
  expect(items.map((plan) => plan.name)).toEqual(['Scavo']);
  expect(templates).toEqual([
    { key: 'dig', name: name('Scavo'), pieces: 2 },
    { key: 'gone', name: name('Di prima'), pieces: 1 },
  ]);
  const entries = await server.call(cases.listCaseEntries, { params: { id: one.id } }, as(anna));
  expect(
    entries.body.items.some(({ kind, data }) => kind === 'plan' && data['about'] === 'not_started'),
  ).toBe(true);
  expect((await start(one.id, { template: 'gone' })).body.errors?.[0]?.field).toBe('template');
});

test('a plan of the type asks whoever is in charge, and is read in both languages of the staff', async () => {
  const name = (it: string, en = it) => ({ it, en });
  const [queue] = await sql<{ code: string; id: string }>`
    select code, id from routing.queue where id = ${queues[0]!}::uuid`
    .execute(db)
    .then(({ rows }) => rows);
  const type = async (code: string, level2: string | null) => {
    const definition = caseTypeDefinition.parse({
      code,
      name: name('Analisi'),
      description: name('Analisi'),
      level2: { queue: level2 },
      states: [{ key: 'open', name: name('Aperta'), status: 'open' }],
      transitions: [],
      plans: [
        {
          key: 'check',
          name: name('Controllo', 'Check'),
          pieces: [
            {
              key: 'values',
              name: name('Valori', 'Values'),
              question: name('Quali valori?', 'Which values?'),
              inCharge: true,
            },
            { key: 'after', name: 'Giudizio', question: 'E allora?', inCharge: true, after: ['values'] },
          ],
        },
      ],
    });
    await sql`insert into cases.type (code) values (${code})`.execute(db);
    await sql`insert into cases.type_version (type, number, definition, published_at, published_by)
      values (${code}, 1, ${JSON.stringify(definition)}, now(), 'test')`.execute(db);
    return open(code);
  };
  const one = await type('analysis_asked', queue!.code);
  expect((await start(one.id, { template: 'check' })).status).toBe(201);
  const { items } = await plansOf(one.id);
  expect(items[0]!.pieces).toMatchObject([
    { titles: name('Valori', 'Values'), questions: name('Quali valori?', 'Which values?'), queue: queue!.id },
    { title: 'Giudizio', titles: name('Giudizio'), state: 'waiting' },
  ]);
  const second = items[0]!.pieces[1]!;
  await server.call(
    contract.changePiece,
    { params: { id: one.id, piece: second.id }, body: { title: 'Parere' } },
    as(anna),
  );
  expect((await plansOf(one.id)).items[0]!.pieces[1]).toMatchObject({
    title: 'Parere',
    titles: null,
    questions: name('E allora?'),
  });
  const nobody = await type('analysis_alone', null);
  expect((await start(nobody.id, { template: 'check' })).body.errors?.[0]?.field).toBe('template');
});
