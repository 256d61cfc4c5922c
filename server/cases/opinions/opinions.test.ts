import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listCaseEntries } from '#contract/cases.ts';
import * as escalations from '#contract/escalations.ts';
import * as contract from '#contract/opinions.ts';
import { newId, type Db } from '#server/platform/index.ts';
import { makeCase, makeCustomer } from '#tests/stories/contacts.ts';
import { testServer, type Caller, type TestServer } from '#tests/support/server.ts';
import { casesRoutes } from '../cases.routes.ts';
import { escalationRoutes } from '../escalations/escalations.routes.ts';
import { opinionRoutes } from './opinions.routes.ts';

let server: TestServer;
let db: Db;
let front: string;
let other: string;
let customer: string;
let asker: { id: string; session: string };
let stranger: { id: string; session: string };
let admin: { id: string; session: string };
let supervisor: { id: string; session: string };
const as = (who: { session: string }): { as: Caller } => ({ as: { session: who.session } });

beforeAll(async () => {
  server = await testServer([...casesRoutes, ...escalationRoutes, ...opinionRoutes]);
  db = server.ctx.db;
  front = await server.makeService('front');
  other = await server.makeService('other');
  customer = await makeCustomer(db, 'Ada Prova', 'ada@example.org');
  asker = await server.makeStaff({ serviceId: front, name: 'Anna Fronte' });
  stranger = await server.makeStaff({ serviceId: other, name: 'Ugo Altrove' });
  admin = await server.makeStaff({ role: 'administrator', name: 'Rita Regola' });
  supervisor = await server.makeStaff({ role: 'supervisor', serviceId: front, name: 'Sara Sopra' });
});
afterAll(() => server.stop());

let count = 0;
async function makeCentre() {
  const answer = await server.call(
    escalations.createCentre,
    {
      body: { name: `Centro ${(count += 1)}`, promiseMinutes: 480, addresses: [`c${count}@example.org`] },
    },
    as(admin),
  );
  expect(answer.status).toBe(201);
  return answer.body;
}
/** An escalation as it was asked and ended. */
async function past(
  centre: string,
  also: {
    outcome?: 'answered' | 'returned' | null;
    seconds?: number;
    askedAt?: Date;
    dueAt?: Date;
    closedAt?: Date;
    serviceId?: string;
    answer?: string;
  } = {},
) {
  const id = newId();
  const one = await makeCase(db, { serviceId: also.serviceId ?? front, customerId: customer });
  const askedAt = also.askedAt ?? new Date('2026-03-02T09:00:00Z');
  const outcome = also.outcome === undefined ? 'answered' : also.outcome;
  await db
    .insertInto('cases.escalation')
    .values({
      id,
      number: `Q-2025-${String(100_000 + (count += 1))}`,
      caseId: one.id,
      centreId: centre,
      way: 'mail',
      question: 'Chi paga la perdita dopo il contatore?',
      dueAt: also.dueAt ?? new Date('2026-03-02T17:00:00Z'),
      promised: true,
      askedBy: asker.id,
      askedByName: 'Anna Fronte',
      askedAt,
      outcome,
      answer: outcome === null ? null : (also.answer ?? 'Il titolare del contratto.'),
      answeredName: outcome === null ? null : 'Ugo Tubi',
      closedAt: outcome === null ? null : (also.closedAt ?? new Date('2026-03-02T11:00:00Z')),
      seconds: outcome === null ? null : (also.seconds ?? 7200),
    })
    .execute();
  return { id, case: one.id };
}
const content = (also: Record<string, unknown> = {}) => ({
  question: 'Chi paga la perdita dopo il contatore?',
  answer: 'La paga il titolare del contratto, salvo il fondo perdite.',
  validFrom: '2020-01-01',
  ...also,
});
async function keep(also: Record<string, unknown> = {}, who = admin) {
  const made = await server.call(contract.createOpinion, { body: content(also) }, as(who));
  expect(made.status).toBe(201);
  return made.body;
}

describe('an opinion', () => {
  test('is made of an answer, once, by who works on its case; out of nothing only by who keeps knowledge', async () => {
    const centre = await makeCentre();
    const one = await past(centre.id);
    const made = await server.call(
      contract.createOpinion,
      { body: content({ escalation: one.id, centre: centre.id, expert: 'Ugo Tubi' }) },
      as(asker),
    );
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      standing: 'valid',
      centreName: centre.name,
      escalation: one.id,
      writes: true,
      uses: 0,
    });
    const shown = await server.call(escalations.getEscalation, { params: { id: one.id } }, as(asker));
    expect(shown.body.opinion).toBe(made.body.id);
    const again = await server.sending(
      contract.createOpinion,
      { body: content({ escalation: one.id }) },
      as(asker),
    );
    expect([again.status, again.body.code]).toEqual([409, 'opinion_made']);
    const open = await past(centre.id, { outcome: null });
    const early = await server.sending(
      contract.createOpinion,
      { body: content({ escalation: open.id }) },
      as(asker),
    );
    expect([early.status, early.body.errors?.[0]?.field]).toEqual([422, 'escalation']);
    expect((await server.sending(contract.createOpinion, { body: content() }, as(asker))).status).toBe(403);
    const foreign = await past(centre.id, { serviceId: other });
    const refused = await server.sending(
      contract.createOpinion,
      { body: content({ escalation: foreign.id }) },
      as(asker),
    );
    expect(refused.status).toBe(404);
  });

  test('is changed by who made it and by who keeps knowledge; what is wrong names its field', async () => {
    const one = await past((await makeCentre()).id);
    const mine = await keep({ escalation: one.id }, asker);
    const put = (body: Record<string, unknown>, who: { session: string }) =>
      server.sending(
        contract.updateOpinion,
        { params: { id: mine.id }, body: content(body) as never },
        as(who),
      );
    expect((await put({ sources: 'Regolamento di prova, art. 7' }, asker)).body).toMatchObject({
      sources: 'Regolamento di prova, art. 7',
    });
    expect((await put({}, stranger)).status).toBe(403);
    expect((await put({ validTo: '2019-01-01' }, asker)).body.errors?.[0]?.field).toBe('validTo');
    const next = await keep({ supersedes: mine.id });
    expect((await put({ supersedes: next.id }, asker)).body.errors?.[0]?.field).toBe('supersedes');
    expect((await put({ supersedes: mine.id }, admin)).body.errors?.[0]?.field).toBe('supersedes');
  });

  test('of a service is seen by that service only, in lists, suggestions and single answers', async () => {
    const word = `zeugma${newId().slice(-6)}`;
    const hidden = await keep({ question: `La ${word} della condotta si rimborsa?`, service: front });
    const ids = async (who: { session: string }) => [
      (await server.call(contract.listOpinions, { query: { search: word } }, as(who))).body.items.length,
      (
        await server.call(
          contract.suggestOpinions,
          { body: { question: `Rimborsiamo la ${word} della condotta?` } },
          as(who),
        )
      ).body.items.length,
      (await server.call(contract.getOpinion, { params: { id: hidden.id } }, as(who))).status,
    ];
    expect(await ids(asker)).toEqual([1, 1, 200]);
    expect(await ids(stranger)).toEqual([0, 0, 404]);
  });
});

describe('finding the same question', () => {
  test('by the stems of its words, without accents; what holds first, then expired, superseded last', async () => {
    const word = `brumoso${newId().slice(-5)}`;
    const question = `Il cliente ${word} ha diritto al rimborso delle bollette prescritte?`;
    const old = await keep({ question });
    const expired = await keep({ question, validTo: '2021-01-01' });
    const valid = await keep({ question, supersedes: old.id });
    const found = await server.call(
      contract.suggestOpinions,
      { body: { question: `Un cliente ${word} chiede: rimborsi per bolletta prescritta?` } },
      as(asker),
    );
    expect(found.body.items.map(({ id, standing }) => [id, standing])).toEqual([
      [valid.id, 'valid'],
      [expired.id, 'expired'],
      [old.id, 'superseded'],
    ]);
    expect(found.body.items[2]).toMatchObject({ supersededBy: valid.id });
    const listed = await server.call(
      contract.listOpinions,
      { query: { search: `${word} rimborsi` } },
      as(asker),
    );
    expect(listed.body.items.map(({ id }) => id)).toEqual([valid.id, expired.id, old.id]);
    const only = await server.call(
      contract.listOpinions,
      { query: { search: word, standing: 'expired' } },
      as(asker),
    );
    expect(only.body.items.map(({ id }) => id)).toEqual([expired.id]);
  });

  test('by a word behind an apostrophe, straight or curved; a long letter brings what is asked in it only', async () => {
    const drops = await keep({ question: 'Chi paga lo spurgo dell’impianto?', answer: 'Il condominio.' });
    await keep({ question: 'Quando si cambia la vaschetta?', answer: 'Dopo ogni spurgo dell’impianto.' });
    const search = async (words: string) =>
      (await server.call(contract.listOpinions, { query: { search: words } }, as(asker))).body.items;
    expect((await search('impianti')).map(({ id }) => id)).toContain(drops.id);
    expect((await search("l'impianto spurgo"))[0]!.id).toBe(drops.id);
    const letter = `Buongiorno, sono l’amministratrice di un palazzo di dodici appartamenti. Ieri l’idraulico ha fatto lo spurgo
      dell’impianto nella cantina e adesso presenta il suo conto agli inquilini del terzo piano: mi dite chi paga?`;
    const proposed = await server.call(contract.suggestOpinions, { body: { question: letter } }, as(asker));
    expect(proposed.body.items.map(({ id }) => id)).toEqual([drops.id]);
  });

  test('English ones by English stems; another question finds nothing', async () => {
    const word = `quokka${newId().slice(-5)}`;
    const one = await keep({
      question: `Are ${word} meters readable by neighbours?`,
      answer: 'No.',
      language: 'en',
    });
    const ask = async (question: string) =>
      (await server.call(contract.suggestOpinions, { body: { question } }, as(asker))).body.items.map(
        ({ id }) => id,
      );
    expect(await ask(`May neighbours be reading the ${word} meter?`)).toEqual([one.id]);
    expect(await ask('xyzzy plugh frobozz')).toEqual([]);
    expect(await ask("a' | b & !c '); \\")).toEqual([]);
  });

  test('used on a case it is counted and stands in its history', async () => {
    const one = await keep({ expert: 'Ugo Tubi' });
    const { id: caseId } = await makeCase(db, { serviceId: front, customerId: customer });
    const used = await server.call(
      contract.useOpinion,
      { params: { id: one.id }, body: { case: caseId } },
      as(asker),
    );
    expect(used.body.uses).toBe(1);
    const entries = await server.call(listCaseEntries, { params: { id: caseId } }, as(asker));
    expect(entries.body.items.at(-1)).toMatchObject({ body: one.answer, data: { about: 'opinion' } });
    const far = await server.call(
      contract.useOpinion,
      { params: { id: one.id }, body: { case: caseId } },
      as(stranger),
    );
    expect(far.status).toBe(404);
  });
});

describe('the report of centres', () => {
  test('counts what was asked in the period, times answers in working time, and shares are sums; as CSV too', async () => {
    const centre = await makeCentre();
    await past(centre.id, { seconds: 3600 });
    await past(centre.id, { seconds: 7200 });
    const late = await past(centre.id, { seconds: 40_000, closedAt: new Date('2026-03-04T11:00:00Z') });
    await past(centre.id, { outcome: 'returned' });
    await past(centre.id, { outcome: null });
    await past(centre.id, { askedAt: new Date('2026-02-01T09:00:00Z') });
    await past(centre.id, { serviceId: other });
    await db
      .insertInto('cases.reminder')
      .values(
        (['centre', 'head'] as const).map((whom) => ({
          id: newId(),
          escalationId: late.id,
          whom,
          percent: 100,
          plannedAt: new Date(),
          sentAt: new Date(),
        })),
      )
      .execute();
    const query = { since: '2026-03-01', until: '2026-03-31' };
    const report = await server.call(escalations.reportCentres, { query }, as(supervisor));
    expect(report.body.items.find((row) => row.centre === centre.id)).toEqual({
      centre: centre.id,
      name: centre.name,
      asked: 5,
      answered: 3,
      returned: 1,
      open: 1,
      overdue: 1,
      averageSeconds: (3600 + 7200 + 40_000) / 3,
      medianSeconds: 7200,
      reminders: 1,
      remindersToHead: 1,
      withinPromise: { numerator: 2, denominator: 4, value: 0.5 },
    });
    const listed = await server.call(
      escalations.listEscalations,
      { query: { centre: centre.id, ...query } },
      as(supervisor),
    );
    expect(listed.body.items).toHaveLength(5);
    // Each figure opens its own rows.
    const rows = async (also: Record<string, string>) =>
      (
        await server.call(
          escalations.listEscalations,
          { query: { centre: centre.id, ...query, ...also } },
          as(supervisor),
        )
      ).body.items.length;
    expect(await rows({ outcome: 'answered' })).toBe(3);
    expect(await rows({ outcome: 'returned' })).toBe(1);
    expect(await rows({ promise: 'kept' })).toBe(2);
    expect(await rows({ promise: 'missed' })).toBe(2);
    expect(report.body.total).toMatchObject({
      asked: report.body.items.reduce((sum, row) => sum + row.asked, 0),
      reminders: report.body.items.reduce((sum, row) => sum + row.reminders, 0),
    });
    const csv = await server.sending(escalations.exportCentresReport, { query }, as(supervisor));
    expect(csv.status).toBe(200);
    const wrong = await server.sending(
      escalations.reportCentres,
      { query: { since: '2026-03-31', until: '2026-03-01' } },
      as(supervisor),
    );
    expect(wrong.body.errors?.[0]?.field).toBe('until');
    expect((await server.sending(escalations.reportCentres, { query }, as(asker))).status).toBe(403);
  });
});
