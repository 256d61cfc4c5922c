import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listCaseEntries, updateCase } from '#contract/cases.ts';
import * as contract from '#contract/escalations.ts';
import { acceptOffer } from '#contract/handling.ts';
import { answerStep, listSteps } from '#contract/steps.ts';
import { openSession } from '#server/access/index.ts';
import { contactsReadRoutes, contactsRoutes } from '#server/contacts/index.ts';
import { newId, sql, type Db } from '#server/platform/index.ts';
import { makeCase, makeContact, makeCustomer } from '#tests/stories/contacts.ts';
import {
  lead,
  makeCentreAgent,
  makeCentreProfile,
  makeCentreQueue,
  openOffer,
} from '#tests/stories/routing.ts';
import { testServer, type Caller, type TestServer } from '#tests/support/server.ts';
import { casesRoutes } from '../cases.routes.ts';
import { escalationRoutes } from './escalations.routes.ts';
import { sendDue } from './reminding.service.ts';

let server: TestServer;
let db: Db;
let front: string;
let other: string;
let customer: string;
let asker: { id: string; session: string };
let stranger: { id: string; session: string };
let admin: { id: string; session: string };
let leader: ReturnType<typeof lead>;
const as = (who: { session: string }): { as: Caller } => ({ as: { session: who.session } });
const eventually = <T>(look: () => Promise<T>) => expect.poll(look, { timeout: 20_000, interval: 60 });

beforeAll(async () => {
  server = await testServer([...casesRoutes, ...escalationRoutes, ...contactsRoutes, ...contactsReadRoutes]);
  db = server.ctx.db;
  front = await server.makeService('front');
  other = await server.makeService('other');
  // The numbers of contacts that tests make begin at one, too.
  await sql`select setval('contacts.contact_number', 500000)`.execute(db);
  customer = await makeCustomer(db, 'Ada Prova', 'ada@example.org');
  asker = await server.makeStaff({ serviceId: front, name: 'Anna Fronte' });
  stranger = await server.makeStaff({ serviceId: other, name: 'Ugo Altrove' });
  admin = await server.makeStaff({ role: 'administrator', name: 'Rita Regola' });
  leader = lead(server);
});
afterAll(async () => {
  await leader.stop();
  await server.stop();
});

let count = 0;
async function makeCentre(also: Record<string, unknown> = {}) {
  const answer = await server.call(
    contract.createCentre,
    { body: { name: `Ufficio ${(count += 1)}`, promiseMinutes: 480, ...also } as never },
    as(admin),
  );
  expect(answer.status).toBe(201);
  return answer.body;
}
async function deskCentre(also: Record<string, unknown> = {}) {
  const queue = await makeCentreQueue(server, front);
  const profile = await makeCentreProfile(server, [queue.id], {
    case: { max: 2, interruptedBy: [] as string[] },
  });
  const expert = await makeCentreAgent(server, profile);
  return { expert, queue, centre: await makeCentre({ queue: queue.id, ...also }) };
}
const newCase = (also: Record<string, unknown> = {}) =>
  makeCase(db, { serviceId: front, customerId: customer, subject: 'Doppia fattura', ...also });
async function ask(caseId: string, body: Record<string, unknown>, who = asker) {
  const answer = await server.call(
    contract.escalate,
    { params: { id: caseId }, body: { question: 'La seconda fattura va stornata?', ...body } as never },
    as(who),
  );
  expect(answer.status).toBe(201);
  return answer.body;
}
const shown = async (id: string, who = asker) =>
  (await server.call(contract.getEscalation, { params: { id } }, as(who))).body;
async function sessionOf(staffId: string) {
  const { secret } = await server.ctx.tx((tx) =>
    openSession(tx, server.ctx, staffId, { ip: '127.0.0.1', userAgent: 'test' }),
  );
  return { session: secret };
}
async function answerIn(step: string, expert: string, answer = 'Sì, va stornata.') {
  await eventually(() => openOffer(server, step)).toMatchObject({ agentId: expert });
  const who = await sessionOf(expert);
  const offer = await openOffer(server, step);
  await server.call(acceptOffer, { params: { id: offer!.id } }, as(who));
  const done = await server.call(answerStep, { params: { id: step }, body: { answer } }, as(who));
  expect(done.status).toBe(200);
}

describe('a centre', () => {
  test('needs a queue or an address, knows its fields, and is changed by who may', async () => {
    const refused = await server.sending(
      contract.createCentre,
      { body: { name: 'Senza nulla', promiseMinutes: 60 } },
      as(admin),
    );
    expect([refused.status, refused.body.errors?.[0]?.field]).toEqual([422, 'queue']);
    const gone = await server.sending(
      contract.createCentre,
      { body: { name: 'Coda di ieri', promiseMinutes: 60, queue: newId() } },
      as(admin),
    );
    expect([gone.status, gone.body.errors?.[0]?.field]).toEqual([422, 'queue']);
    const one = await makeCentre({ addresses: ['Tecnici@Example.org', 'tecnici@example.org'] });
    expect(one.addresses).toEqual(['tecnici@example.org']);
    const taken = await server.sending(
      contract.createCentre,
      { body: { name: one.name, promiseMinutes: 60, addresses: ['a@example.org'] } },
      as(admin),
    );
    expect([taken.status, taken.body.code]).toEqual([409, 'taken']);
    const { id, ...rest } = one;
    const changed = await server.call(
      contract.updateCentre,
      { params: { id }, body: { ...rest, reminders: [100, 25, 100] } },
      as(admin),
    );
    expect(changed.body.reminders).toEqual([25, 100]);
    expect(
      (await server.sending(contract.updateCentre, { params: { id }, body: rest }, as(asker))).status,
    ).toBe(403);
  });

  test('is offered for its service only, the one for the classification of the case first', async () => {
    const root = newId();
    const leaf = newId();
    await db
      .insertInto('knowledge.classification')
      .values([
        { id: root, level: 1, code: 'escal', name: JSON.stringify({ it: 'Fatture', en: 'Bills' }) },
        {
          id: leaf,
          parentId: root,
          level: 2,
          code: 'escal.doppie',
          name: JSON.stringify({ it: 'Doppie', en: 'Double' }),
        },
      ])
      .execute();
    const fits = await makeCentre({
      name: 'Zeta fatture',
      addresses: ['z@example.org'],
      classifications: [root],
    });
    const elsewhere = await makeCentre({ addresses: ['y@example.org'], service: other });
    const one = await newCase();
    await db.updateTable('cases.case').set({ classificationId: leaf }).where('id', '=', one.id).execute();
    const targets = (await server.call(contract.listEscalationTargets, { params: { id: one.id } }, as(asker)))
      .body.items;
    expect(targets[0]).toMatchObject({ id: fits.id, fits: true, ways: ['mail'] });
    expect(targets.map(({ id }) => id)).not.toContain(elsewhere.id);
    const refused = await server.sending(
      contract.escalate,
      { params: { id: one.id }, body: { centre: elsewhere.id, question: 'Che facciamo?' } },
      as(asker),
    );
    expect([refused.status, refused.body.errors?.[0]?.field]).toEqual([422, 'centre']);
  });
});

describe('an escalation in the desk', () => {
  test('is a step of the queue of its centre; the answer of the expert ends it, with who and how long', async () => {
    const { centre, expert, queue } = await deskCentre({ headAddress: 'capo@example.org' });
    const one = await newCase();
    const asked = await ask(one.id, { centre: centre.id });
    expect(asked).toMatchObject({
      way: 'desk',
      centreName: centre.name,
      askedByName: 'Anna Fronte',
      outcome: null,
      overdue: false,
    });
    expect(asked.number).toMatch(/^Q-\d{4}-\d{6}$/);
    expect(asked.reminders.map(({ whom, percent, sentAt }) => [whom, percent, sentAt])).toEqual([
      ['centre', 50, null],
      ['centre', 100, null],
      ['head', 150, null],
    ]);
    const steps = await server.call(listSteps, { query: { case: one.id } }, as(asker));
    expect(steps.body.items).toMatchObject([{ id: asked.step, queue: queue.id, dueAt: asked.dueAt }]);
    await answerIn(asked.step!, expert);
    expect(await shown(asked.id)).toMatchObject({
      outcome: 'answered',
      answer: 'Sì, va stornata.',
      answeredBy: expert,
      answeredFrom: null,
    });
  });

  test('papers of the case go with it, others are refused; who sees it may take them, nobody else', async () => {
    const { centre } = await deskCentre();
    const one = await newCase();
    const contact = await makeContact(db, { serviceId: front, customerId: customer, caseId: one.id });
    const sha256 = await server.ctx.platform.files.put(Buffer.from('fattura di prova'));
    const attach = async (conversationId: string) => {
      const [messageId, fileId, id] = [newId(), newId(), newId()];
      await db
        .insertInto('contacts.message')
        .values({
          id: messageId,
          conversationId,
          seq: 1,
          direction: 'in',
          channel: 'email',
          text: 'Ecco',
          at: new Date(),
        })
        .execute();
      await db
        .insertInto('platform.file')
        .values({ id: fileId, sha256, size: 16, type: 'text/plain' })
        .execute();
      await db
        .insertInto('contacts.attachment')
        .values({ id, messageId, fileId, name: 'fattura.txt', type: 'text/plain', size: 16 } as never)
        .execute();
      return id;
    };
    const mine = await attach(contact.conversationId);
    const foreign = await attach(
      (await makeContact(db, { serviceId: front, customerId: customer })).conversationId,
    );
    const offered = await server.call(contract.listCasePapers, { params: { id: one.id } }, as(asker));
    expect(offered.body.items.map(({ id }) => id)).toEqual([mine]);
    const refused = await server.sending(
      contract.escalate,
      {
        params: { id: one.id },
        body: { centre: centre.id, question: 'Che facciamo?', papers: [mine, foreign] },
      },
      as(asker),
    );
    expect([refused.status, refused.body.errors?.[0]?.field]).toEqual([422, 'papers']);
    const asked = await ask(one.id, { centre: centre.id, papers: [mine] });
    expect(asked.papers).toMatchObject([{ name: 'fattura.txt', side: 'asked' }]);
    const paper = { params: { id: asked.papers[0]!.id } };
    expect((await server.sending(contract.downloadPaper, paper, as(asker))).status).toBe(200);
    expect((await server.sending(contract.downloadPaper, paper, as(stranger))).status).toBe(404);
  });

  test('a centre has one open question of a case; withdrawn it may be asked again, following the first', async () => {
    const { centre } = await deskCentre();
    const one = await newCase();
    const first = await ask(one.id, { centre: centre.id });
    const again = await server.sending(
      contract.escalate,
      { params: { id: one.id }, body: { centre: centre.id, question: 'Ancora?' } },
      as(asker),
    );
    expect(again).toMatchObject({ status: 409, body: { code: 'escalation_open', escalation: first.id } });
    const withdrawn = await server.call(
      contract.withdrawEscalation,
      { params: { id: first.id }, body: { why: 'Il cliente ha chiarito' } },
      as(asker),
    );
    expect(withdrawn.body).toMatchObject({ outcome: 'withdrawn', answer: 'Il cliente ha chiarito' });
    const steps = await server.call(listSteps, { query: { case: one.id, open: 'true' } }, as(asker));
    expect(steps.body.items).toEqual([]);
    const second = await ask(one.id, { centre: centre.id, from: first.id });
    expect(second.from).toBe(first.id);
    const late = await server.sending(
      contract.withdrawEscalation,
      { params: { id: first.id }, body: { why: 'Ancora una volta' } },
      as(asker),
    );
    expect([late.status, late.body.code]).toEqual([409, 'escalation_closed']);
  });

  test('handed to another centre, the first ends and the second has the question', async () => {
    const { centre } = await deskCentre();
    const { centre: next } = await deskCentre();
    const one = await newCase();
    const first = await ask(one.id, { centre: centre.id });
    const handed = await server.call(
      contract.handEscalation,
      { params: { id: first.id }, body: { centre: next.id, why: 'Non è materia loro' } },
      as(asker),
    );
    expect(handed.body).toMatchObject({
      centre: next.id,
      from: first.id,
      question: first.question,
      outcome: null,
    });
    expect(await shown(first.id)).toMatchObject({ outcome: 'handed', answer: 'Non è materia loro' });
  });

  test('closing the case withdraws what waits', async () => {
    const { centre } = await deskCentre();
    await db.updateTable('routing.agent').set({ presence: 'not_ready' }).execute();
    const one = await newCase();
    const asked = await ask(one.id, { centre: centre.id });
    await server.call(
      updateCase,
      { params: { id: one.id }, body: { status: 'closed', resolution: 'Stornata', tellCustomer: false } },
      as(asker),
    );
    expect(await shown(asked.id)).toMatchObject({ outcome: 'withdrawn' });
    const refused = await server.sending(
      contract.escalate,
      { params: { id: one.id }, body: { centre: centre.id, question: 'Che facciamo?' } },
      as(asker),
    );
    expect([refused.status, refused.body.code]).toEqual([409, 'case_closed']);
  });

  test('is seen by who sees its case; a stranger neither lists, reads nor withdraws it', async () => {
    const { centre } = await deskCentre();
    const one = await newCase();
    const asked = await ask(one.id, { centre: centre.id });
    const lists = async (who: { session: string }, query: Record<string, unknown> = {}) =>
      (await server.call(contract.listEscalations, { query: query as never }, as(who))).body.items.map(
        ({ id }) => id,
      );
    expect(await lists(asker, { askedBy: 'me', open: 'true' })).toContain(asked.id);
    expect(await lists(asker, { centre: centre.id })).toEqual([asked.id]);
    expect(await lists(asker, { overdue: 'true' })).not.toContain(asked.id);
    expect(await lists(stranger)).not.toContain(asked.id);
    const params = { id: asked.id };
    expect((await server.call(contract.getEscalation, { params }, as(stranger))).status).toBe(404);
    const taken = await server.sending(
      contract.withdrawEscalation,
      { params, body: { why: 'Non mi piace' } },
      as(stranger),
    );
    expect(taken.status).toBe(404);
  });
});

describe('reminders', () => {
  // Sessions end while the clock is moved: a new one for each look.
  const lately = async (id: string, who = asker.id) =>
    (await server.call(contract.getEscalation, { params: { id } }, as(await sessionOf(who)))).body;

  test('go out at their times, each once whoever is at it, then to the head, and end with the answer', async () => {
    const head = await server.makeStaff({ serviceId: other, name: 'Capo Ufficio' });
    const { centre } = await deskCentre({ head: head.id });
    const one = await newCase();
    const asked = await ask(one.id, { centre: centre.id });
    const at = (whom: string, percent: number) =>
      new Date(asked.reminders.find((r) => r.whom === whom && r.percent === percent)!.plannedAt);
    const sent = async () =>
      (await lately(asked.id)).reminders.flatMap(({ whom, percent, sentAt }) =>
        sentAt === null ? [] : [`${whom} ${percent}`],
      );
    const late = async (when: Date) => {
      server.clock.set(new Date(when.getTime() + 1000));
      // Two processes at once, and once more.
      await Promise.all([sendDue(server.ctx), sendDue(server.ctx)]);
      await sendDue(server.ctx);
    };
    const began = server.clock.now();
    try {
      await late(at('centre', 50));
      expect(await sent()).toEqual(['centre 50']);
      await late(at('centre', 100));
      expect(await sent()).toEqual(['centre 50', 'centre 100']);
      expect((await lately(asked.id)).overdue).toBe(true);
      await late(at('head', 150));
      expect(await sent()).toEqual(['centre 50', 'centre 100', 'head 150']);
      const told = await db
        .selectFrom('platform.event')
        .select('data')
        .where('kind', '=', 'case.escalation')
        .where('staffId', '=', head.id)
        .execute();
      expect(told.map(({ data }) => data)).toMatchObject([{ about: 'yours', escalation: asked.id }]);
      const news = await server.call(contract.listEscalationNews, {}, as(await sessionOf(head.id)));
      expect(news.body.items).toMatchObject([{ about: 'yours', escalation: asked.id }]);
      // The head sees it, though the case is in another service.
      expect((await lately(asked.id, head.id)).reminders.at(-1)).toMatchObject({ sentTo: 'Capo Ufficio' });
      const entries = await server.call(
        listCaseEntries,
        { params: { id: one.id } },
        as(await sessionOf(asker.id)),
      );
      const listed = async (query: Record<string, unknown>, who: string) =>
        (
          await server.call(
            contract.listReminders,
            { query: { centre: centre.id, ...query } },
            as(await sessionOf(who)),
          )
        ).body;
      const first = await listed({ limit: 2 }, asker.id);
      expect(first.items.map(({ whom, percent }) => [whom, percent])).toEqual([
        ['head', 150],
        ['centre', 100],
      ]);
      const rest = await listed({ limit: 2, cursor: first.next! }, asker.id);
      expect(rest.items).toMatchObject([{ percent: 50, escalation: asked.id, centreName: centre.name }]);
      expect((await listed({ whom: 'head' }, asker.id)).items).toHaveLength(1);
      expect((await listed({}, stranger.id)).items).toEqual([]);
      const waits = await ask(
        (await newCase()).id,
        { centre: centre.id },
        { ...asker, ...(await sessionOf(asker.id)) },
      );
      const planned = await listed({ which: 'planned' }, asker.id);
      expect(planned.items.map(({ escalation, percent }) => [escalation, percent])).toEqual(
        [50, 100, 150].map((percent) => [waits.id, percent]),
      );
      expect(entries.body.items.map(({ data }) => data['about'])).toEqual([
        'asked',
        'reminded',
        'reminded',
        'head',
      ]);
    } finally {
      server.clock.set(began);
    }
  });

  test('after an outage one says what all would have said; over, nothing is reminded any more', async () => {
    const { centre } = await deskCentre({ reminders: [25, 50, 100], headAt: null });
    const one = await newCase();
    const asked = await ask(one.id, { centre: centre.id });
    const withdrawn = await ask((await newCase()).id, { centre: centre.id });
    await server.call(
      contract.withdrawEscalation,
      { params: { id: withdrawn.id }, body: { why: 'Non serve' } },
      as(asker),
    );
    const began = server.clock.now();
    try {
      server.clock.set(new Date(new Date(asked.dueAt).getTime() + 1000));
      await sendDue(server.ctx);
      await sendDue(server.ctx);
      const { reminders } = await lately(asked.id);
      expect(reminders.map(({ percent, sentAt }) => [percent, sentAt !== null])).toEqual([[100, true]]);
      expect((await lately(withdrawn.id)).reminders.every(({ sentAt }) => sentAt === null)).toBe(true);
    } finally {
      server.clock.set(began);
    }
  });

  test('by hand at once, with who did it; not twice in a moment', async () => {
    const { centre } = await deskCentre();
    const one = await newCase();
    const asked = await ask(one.id, { centre: centre.id });
    const remind = () => server.call(contract.remindEscalation, { params: { id: asked.id } }, as(asker));
    const answer = await remind();
    expect(answer.status).toBe(200);
    expect(answer.body.reminders.find(({ percent }) => percent === null)).toMatchObject({
      sentByName: 'Anna Fronte',
      whom: 'centre',
    });
    const again = await server.sending(contract.remindEscalation, { params: { id: asked.id } }, as(asker));
    expect(again.body).toMatchObject({ code: 'reminded_just_now' });
  });
});
