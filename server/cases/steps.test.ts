import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listPlans, startPlan } from '#contract/case-plans.ts';
import * as cases from '#contract/cases.ts';
import * as contacts from '#contract/contacts.ts';
import { listMentions, sendMessage } from '#contract/conversations.ts';
import * as handling from '#contract/handling.ts';
import { queuesLive } from '#contract/insight.ts';
import * as steps from '#contract/steps.ts';
import { openSession } from '#server/access/index.ts';
import { contactsReadRoutes, contactsRoutes, maySee } from '#server/contacts/index.ts';
import { insightRoutes } from '#server/insight/index.ts';
import { record, startConsumer, systemActor, type Db } from '#server/platform/index.ts';
import { currentRules, putRules } from '#server/routing/index.ts';
import { makeRule } from '#tests/stories/rules.ts';
import { makeCase, makeCustomer } from '#tests/stories/contacts.ts';
import {
  asAgent,
  broken,
  contactRow,
  lead,
  legsOf,
  makeCentreAgent,
  makeCentreProfile,
  makeCentreQueue,
  openOffer,
  pass,
} from '#tests/stories/routing.ts';
import { testServer, type Caller, type TestServer } from '#tests/support/server.ts';
import { casesRoutes } from './cases.routes.ts';
import { stepsConsumer } from './steps.events.ts';

let server: TestServer;
let db: Db;
let front: string;
let back: string;
let customer: string;
let asker: { id: string; session: string };
let supervisor: { id: string; session: string };
let leader: ReturnType<typeof lead>;
let consumer: ReturnType<typeof startConsumer>;
const as = (who: { session: string }): { as: Caller } => ({ as: { session: who.session } });
const eventually = <T>(look: () => Promise<T>) => expect.poll(look, { timeout: 15_000, interval: 60 });

beforeAll(async () => {
  server = await testServer([...casesRoutes, ...contactsRoutes, ...contactsReadRoutes, ...insightRoutes]);
  db = server.ctx.db;
  front = await server.makeService('front');
  back = await server.makeService('back');
  customer = await makeCustomer(db, 'Ada Prova', 'ada@example.org');
  // A permission of any kind in the service of the back office lets them ask it.
  asker = await server.makeStaff({ serviceId: front, name: 'Anna Fronte' });
  supervisor = await server.makeStaff({ role: 'supervisor', name: 'Sara Sopra' });
  leader = lead(server);
  consumer = startConsumer(server.ctx, stepsConsumer);
});
afterAll(async () => {
  await consumer.stop();
  await leader.stop();
  await server.stop();
});

const caseOnly = { case: { max: 2, interruptedBy: [] as string[] } };

/** A back office in the service of the asker, with one expert who is there, unless told. */
async function office(
  also: { serviceId?: string; ttlSeconds?: number; presence?: string; wrapUpMode?: string } = {},
) {
  const { serviceId = front, presence = 'available', ...queueAlso } = also;
  const queue = await makeCentreQueue(server, serviceId, queueAlso);
  const profile = await makeCentreProfile(server, [queue.id], caseOnly);
  const expert = await makeCentreAgent(server, profile, { presence });
  return { queue, profile, expert };
}
const newCase = () => makeCase(db, { serviceId: front, customerId: customer, subject: 'Doppia fattura' });

async function ask(caseId: string, body: Record<string, unknown>, who = asker) {
  const answer = await server.call(
    steps.askStep,
    { params: { id: caseId }, body: { question: 'La seconda fattura va stornata?', ...body } as never },
    as(who),
  );
  expect(answer.status).toBe(201);
  return answer.body;
}
const entriesOf = async (caseId: string) =>
  (await server.call(cases.listCaseEntries, { params: { id: caseId } }, as(supervisor))).body.items;
const about = async (caseId: string) =>
  (await entriesOf(caseId)).flatMap(({ kind, data }) => (kind === 'step' ? [String(data['about'])] : []));

/** The offer of a step reaches its expert, who accepts it. */
async function taken(step: string, expert: string) {
  await eventually(() => openOffer(server, step)).toMatchObject({ agentId: expert });
  const { session } = await sessionOf(expert);
  const offer = await openOffer(server, step);
  const answer = await server.call(handling.acceptOffer, { params: { id: offer!.id } }, { as: { session } });
  expect(answer.status).toBe(200);
  return { session };
}
async function sessionOf(staffId: string): Promise<{ session: string }> {
  const { secret } = await server.ctx.tx((tx) =>
    openSession(tx, server.ctx, staffId, { ip: '127.0.0.1', userAgent: 'test' }),
  );
  return { session: secret };
}

describe('a step that is asked', () => {
  test('waits as a contact of its own kind and medium, is offered, taken and answered; the answer is on the case', async () => {
    const { queue, expert } = await office();
    const one = await newCase();
    const step = await ask(one.id, { queue: queue.id });
    expect(step).toMatchObject({
      case: one.id,
      state: 'queued',
      queue: queue.id,
      askedByName: 'Anna Fronte',
      outcome: null,
    });
    expect(await contactRow(server, step.id)).toMatchObject({
      kind: 'case_step',
      channel: 'case',
      caseId: one.id,
      customerId: customer,
      madeBy: asker.id,
      subject: 'La seconda fattura va stornata?',
    });
    const { session } = await taken(step.id, expert);
    const answered = await server.call(
      steps.answerStep,
      { params: { id: step.id }, body: { outcome: 'answered', answer: 'Sì, storno emesso oggi.' } },
      { as: { session } },
    );
    expect(answered.body).toMatchObject({
      outcome: 'answered',
      answer: 'Sì, storno emesso oggi.',
      state: 'closed',
    });
    expect((await legsOf(server, step.id)).map(({ kind, result }) => [kind, result])).toEqual([
      ['queue', 'answered'],
      ['offer', 'accepted'],
      ['handle', 'completed'],
    ]);
    await eventually(() => about(one.id)).toEqual(['asked', 'taken', 'answered']);
    expect((await entriesOf(one.id)).at(-1)).toMatchObject({ body: 'Sì, storno emesso oggi.' });
    expect(await broken(server)).toEqual([]);
  });

  test('tells whoever asked, wherever it was answered, and nobody else', async () => {
    const { queue, expert } = await office();
    const one = await newCase();
    const step = await ask(one.id, { queue: queue.id });
    const { session } = await taken(step.id, expert);
    await server.call(
      steps.answerStep,
      { params: { id: step.id }, body: { answer: 'Risposta per chi chiede.' } },
      { as: { session } },
    );
    const mentions = await server.call(listMentions, {}, as(asker));
    expect(mentions.body.items[0]).toMatchObject({
      contact: step.id,
      text: 'Risposta per chi chiede.',
      readAt: null,
    });
    expect((await server.call(listMentions, {}, as(supervisor))).body.items).toEqual([]);
  });

  test('never shows as a contact of the customer, nor counts as one of the case, and no word of it goes out', async () => {
    const { queue, expert } = await office();
    const one = await newCase();
    const before = (await server.call(cases.getCase, { params: { id: one.id } }, as(asker))).body.contacts;
    const step = await ask(one.id, { queue: queue.id });
    const { session } = await taken(step.id, expert);
    const timeline = await server.call(
      contacts.customerTimeline,
      { params: { id: customer } },
      as(supervisor),
    );
    expect(timeline.body.items.map(({ contact }) => contact?.id)).not.toContain(step.id);
    expect((await server.call(cases.getCase, { params: { id: one.id } }, as(asker))).body.contacts).toBe(
      before,
    );
    const { conversationId } = await contactRow(server, step.id);
    const reply = await server.sending(
      sendMessage,
      { params: { id: conversationId }, body: { kind: 'reply', text: 'Buongiorno' } },
      { as: { session } },
    );
    expect([reply.status, reply.body.code]).toEqual([409, 'nobody_reads_it']);
    const out = await db
      .selectFrom('contacts.message')
      .select('id')
      .where('conversationId', '=', conversationId)
      .where('direction', '<>', 'note')
      .execute();
    expect(out).toEqual([]);
  });

  test('ends with its answer only: neither finishing nor wrapping up is enough', async () => {
    const { queue, expert } = await office();
    const one = await newCase();
    const step = await ask(one.id, { queue: queue.id });
    const { session } = await taken(step.id, expert);
    const finish = await server.sending(
      handling.finishContact,
      { params: { id: step.id } },
      { as: { session } },
    );
    expect([finish.status, finish.body.code]).toEqual([409, 'needs_answer']);
    const blank = await server.sending(
      steps.answerStep,
      { params: { id: step.id }, body: { answer: '   ' } },
      { as: { session } },
    );
    expect([blank.status, blank.body.errors?.[0]?.field]).toEqual([422, 'answer']);
  });

  test('that is a piece of a plan starts the next one, asked by whoever started the plan, and never again', async () => {
    const { queue, expert } = await office();
    const { queue: other } = await office({ presence: 'not_ready' });
    const one = await newCase();
    const piece = (key: string, to: string, after: string[]) => ({
      key,
      title: key,
      question: 'Che cosa risulta?',
      queue: to,
      after,
    });
    const made = await server.call(
      startPlan,
      {
        params: { id: one.id },
        body: { pieces: [piece('prima', queue.id, []), piece('dopo', other.id, ['prima'])] } as never,
      },
      as(asker),
    );
    expect(made.status).toBe(201);
    const [first] = made.body.items[0]!.pieces;
    const { session } = await taken(first!.step!, expert);
    const answer = () =>
      server.sending(
        steps.answerStep,
        { params: { id: first!.step! }, body: { answer: 'Risulta così.' } },
        { as: { session } },
      );
    expect((await answer()).status).toBe(200);
    expect((await answer()).status).not.toBe(200);
    const { items } = (await server.call(listPlans, { params: { id: one.id } }, as(asker))).body;
    expect(items[0]!.pieces).toMatchObject([
      { title: 'prima', state: 'done', answer: 'Risulta così.' },
      { title: 'dopo', state: 'running' },
    ]);
    const asked = await server.call(steps.listSteps, { query: { case: one.id } }, as(asker));
    expect(asked.body.items.map(({ question, askedBy }) => [question, askedBy])).toEqual([
      ['Che cosa risulta?', asker.id],
      ['Che cosa risulta?', asker.id],
    ]);
  });

  test('a queue has one open step of a case at a time; another case, and another queue, may ask', async () => {
    const { queue } = await office({ presence: 'not_ready' });
    const { queue: other } = await office({ presence: 'not_ready' });
    const one = await newCase();
    const first = await ask(one.id, { queue: queue.id });
    const again = await server.sending(
      steps.askStep,
      { params: { id: one.id }, body: { queue: queue.id, question: 'Ancora?' } },
      as(asker),
    );
    expect(again).toMatchObject({ status: 409, body: { code: 'step_open', step: first.id } });
    await ask(one.id, { queue: other.id });
    await ask((await newCase()).id, { queue: queue.id });
  });

  test('to one person waits for them, and then for whoever serves their queue', async () => {
    const { queue, profile, expert } = await office({ presence: 'not_ready' });
    const mate = await makeCentreAgent(server, profile);
    const one = await newCase();
    const step = await ask(one.id, { agent: expert });
    expect(step.queue).toBe(queue.id);
    const item = await db
      .selectFrom('routing.workItem')
      .select(['preferredAgent', 'preferredUntil'])
      .where('id', '=', step.id)
      .executeTakeFirstOrThrow();
    expect(item.preferredAgent).toBe(expert);
    expect(item.preferredUntil!.getTime() - server.clock.now().getTime()).toBeGreaterThan(23 * 3_600_000);
    expect(await openOffer(server, step.id)).toBeNull();
    const late = await ask((await newCase()).id, {
      agent: expert,
      dueAt: new Date(server.clock.now().getTime() + 60_000).toISOString(),
    });
    await pass(server, 31);
    await eventually(() => openOffer(server, late.id)).toMatchObject({ agentId: mate });
  });

  test('is refused for what nobody serves, a person who serves none, a time that is over, a closed case', async () => {
    const plain = await makeCentreQueue(server, front);
    const { queue } = await office({ presence: 'not_ready' });
    const one = await newCase();
    const fieldOf = async (body: Record<string, unknown>, caseId = one.id) => {
      const answer = await server.sending(
        steps.askStep,
        { params: { id: caseId }, body: { question: 'Che cosa facciamo?', ...body } },
        as(asker),
      );
      return [answer.status, answer.body.errors?.[0]?.field ?? answer.body.code];
    };
    expect(await fieldOf({ queue: plain.id })).toEqual([422, 'queue']);
    expect(await fieldOf({ agent: supervisor.id })).toEqual([422, 'agent']);
    expect(await fieldOf({ queue: queue.id, dueAt: '2020-01-01T00:00:00Z' })).toEqual([422, 'dueAt']);
    expect(await fieldOf({})).toEqual([422, 'queue']);
    await db
      .updateTable('cases.case')
      .set({ status: 'closed', closedAt: new Date() })
      .where('id', '=', one.id)
      .execute();
    expect(await fieldOf({ queue: queue.id })).toEqual([409, 'case_closed']);
  });
});

describe('rules and figures', () => {
  test('business rules place a step and say how old it counts; one that is asked of a person they leave alone', async () => {
    const { queue, expert } = await office({ presence: 'not_ready' });
    const { queue: fast } = await office({ presence: 'not_ready' });
    const rule = makeRule({
      when: [
        { what: 'channel', any: ['case'] },
        { what: 'text', any: ['distacco'] },
      ],
      set: { queue: fast.id, boostSeconds: 900, tags: ['urgente'] },
    });
    const put = (...rules: ReturnType<typeof makeRule>[]) =>
      server.ctx.tx(async (tx) =>
        putRules(
          tx,
          server.ctx,
          { calendarId: null, rules },
          { base: (await currentRules(tx)).version, comment: '' },
        ),
      );
    await put(rule);
    const step = await ask((await newCase()).id, {
      queue: queue.id,
      question: 'Rischio di distacco: che fare?',
    });
    expect(step.queue).toBe(fast.id);
    expect((await contactRow(server, step.id)).tags).toEqual(['urgente']);
    const item = await db
      .selectFrom('routing.workItem')
      .select(['boostSeconds', 'kind'])
      .where('id', '=', step.id)
      .executeTakeFirstOrThrow();
    expect(item).toEqual({ boostSeconds: 900, kind: 'case_step' });
    const named = await ask((await newCase()).id, { agent: expert, question: 'Rischio di distacco?' });
    expect(named.queue).toBe(queue.id);
    await put();
  });

  test('steps count in the live figures as every contact, and add up whatever becomes of them', async () => {
    const { queue, expert } = await office();
    const one = await newCase();
    const first = await ask(one.id, { queue: queue.id });
    const { session } = await taken(first.id, expert);
    await server.call(
      steps.answerStep,
      { params: { id: first.id }, body: { answer: 'Fatto' } },
      { as: { session } },
    );
    const second = await ask(one.id, { queue: queue.id });
    await server.call(
      steps.withdrawStep,
      { params: { id: second.id }, body: { why: 'Non serve' } },
      as(asker),
    );
    await ask(one.id, { queue: queue.id });
    const live = await server.call(queuesLive, {}, as(supervisor));
    const figures = live.body.items.find((row) => row.queue === queue.id)!;
    expect(figures).toMatchObject({
      offered: 3,
      answered: 1,
      flowedOut: 1,
      waiting: 1,
      abandoned: 0,
      expired: 0,
    });
    expect(figures.serviceLevel.value).not.toBeNull();
  });
});

describe('who sees what', () => {
  test('an expert of another service sees the case while its step is offered to or with them, and works on it; then no more', async () => {
    const { queue, profile } = await office({ serviceId: back, presence: 'not_ready' });
    const far = await server.makeStaff({ serviceId: back, name: 'Esperto Lontano' });
    await db
      .insertInto('routing.agent')
      .values({
        staffId: far.id,
        profileId: profile,
        presence: 'available',
        availableSince: new Date(),
        connected: true,
        connectedUntil: new Date(Date.now() + 86_400_000),
      })
      .execute();
    await server.ctx.tx((tx) =>
      record(tx, systemActor, { kind: 'agent.changed', subjectId: far.id, data: { agent: far.id } }),
    );
    const one = await newCase();
    const seen = async () => (await server.call(cases.getCase, { params: { id: one.id } }, as(far))).status;
    expect(await seen()).toBe(404);
    const step = await ask(one.id, { queue: queue.id }, supervisor);
    await eventually(() => openOffer(server, step.id)).toMatchObject({ agentId: far.id });
    expect(await seen()).toBe(200);
    const note = () =>
      server.call(
        cases.addCaseNote,
        { params: { id: one.id }, body: { text: 'Guardo i pagamenti' } },
        as(far),
      );
    expect((await note()).status).toBe(404);
    const offer = await openOffer(server, step.id);
    await server.call(handling.acceptOffer, { params: { id: offer!.id } }, as(far));
    expect((await note()).status).toBe(201);
    const listed = await server.call(cases.listCases, {}, as(far));
    expect(listed.body.items.map(({ id }) => id)).toEqual([one.id]);
    const answered = await server.call(
      steps.answerStep,
      { params: { id: step.id }, body: { answer: 'Fatto.' } },
      as(far),
    );
    expect(answered.body).toMatchObject({ outcome: 'answered' });
    expect(await seen()).toBe(404);
  });

  test('whoever asked may follow the step in a service of which they see nothing else, and may not act on it', async () => {
    const { queue } = await office({ serviceId: back, presence: 'not_ready' });
    const both = await server.makeStaff({ serviceId: front, name: 'Bianca Due' });
    const one = await newCase();
    const step = await ask(one.id, { queue: queue.id }, supervisor);
    await db.updateTable('contacts.contact').set({ madeBy: both.id }).where('id', '=', step.id).execute();
    expect((await server.call(contacts.getContact, { params: { id: step.id } }, as(both))).status).toBe(200);
    expect((await server.call(handling.takeContact, { params: { id: step.id } }, as(both))).status).toBe(404);
    const event = {
      kind: 'contact.answered',
      subjectId: step.id,
      serviceId: back,
      teamId: null,
      staffId: null,
      data: { contact: step.id },
    };
    const actor = asAgent(server, both.id).actor;
    const narrow = {
      ...actor,
      grants: [{ permissions: new Set(['contact.read']), serviceId: front, teamId: null }],
    };
    expect(maySee(narrow, event, new Set())).toBe(false);
    expect(maySee(narrow, event, new Set([`made:${step.id}`]))).toBe(true);
  });
});

describe('a step that is not wanted any more, or waits too long', () => {
  test('withdrawn, it leaves whoever has it, and their place is free; its stay counts as flown out', async () => {
    const { queue, expert } = await office();
    const one = await newCase();
    const step = await ask(one.id, { queue: queue.id });
    await taken(step.id, expert);
    const withdrawn = await server.call(
      steps.withdrawStep,
      { params: { id: step.id }, body: { why: 'Il cliente ha chiarito' } },
      as(asker),
    );
    expect(withdrawn.body).toMatchObject({
      outcome: 'withdrawn',
      state: 'cancelled',
      answer: 'Il cliente ha chiarito',
    });
    expect(await db.selectFrom('routing.workItem').select('id').where('id', '=', step.id).execute()).toEqual(
      [],
    );
    const late = await server.sending(
      steps.answerStep,
      { params: { id: step.id }, body: { answer: 'Troppo tardi' } },
      { as: await sessionOf(expert) },
    );
    expect([late.status, late.body.code]).toEqual([409, 'step_closed']);
    expect(await broken(server)).toEqual([]);
  });

  test('closing the case withdraws what waits; what somebody has they answer all the same', async () => {
    const { queue } = await office({ presence: 'not_ready' });
    const { queue: busy, expert } = await office();
    const one = await newCase();
    const waiting = await ask(one.id, { queue: queue.id });
    const held = await ask(one.id, { queue: busy.id });
    const { session } = await taken(held.id, expert);
    await server.call(
      cases.updateCase,
      { params: { id: one.id }, body: { status: 'closed', resolution: 'Stornata', tellCustomer: false } },
      as(asker),
    );
    expect((await contactRow(server, waiting.id)).state).toBe('cancelled');
    const answered = await server.call(
      steps.answerStep,
      { params: { id: held.id }, body: { answer: 'Confermo' } },
      { as: { session } },
    );
    expect(answered.status).toBe(200);
    await eventually(() => about(one.id)).toContain('answered');
  });

  test('R20: past its time it stays, is written on the case, and a supervisor is told once', async () => {
    const { queue } = await office({ ttlSeconds: 60, presence: 'not_ready' });
    const one = await newCase();
    const step = await ask(one.id, { queue: queue.id });
    const told = async () =>
      (
        await db
          .selectFrom('platform.event')
          .select('data')
          .where('kind', '=', 'routing.attention')
          .where('subjectId', '=', step.id)
          .execute()
      ).filter(({ data }) => (data as { reason?: string }).reason === 'overdue').length;
    await pass(server, 61);
    await eventually(told).toBe(1);
    await pass(server, 600);
    await eventually(() => about(one.id)).toEqual(['asked', 'overdue']);
    expect(await told()).toBe(1);
    expect((await contactRow(server, step.id)).state).toBe('queued');
    const shown = await server.call(steps.getStep, { params: { id: step.id } }, as(asker));
    expect(shown.body.overdueAt).not.toBeNull();
  });

  test('passed on to another queue it is told on the case, once', async () => {
    const { queue, expert } = await office();
    const { queue: next } = await office({ presence: 'not_ready' });
    const one = await newCase();
    const step = await ask(one.id, { queue: queue.id });
    const { session } = await taken(step.id, expert);
    await server.call(
      handling.transferContact,
      { params: { id: step.id }, body: { queue: next.id, note: 'Non è nostra' } },
      { as: { session } },
    );
    await eventually(() => about(one.id)).toEqual(['asked', 'taken', 'passed']);
    expect(await contactRow(server, step.id)).toMatchObject({ state: 'queued', queueId: next.id });
    expect(await broken(server)).toEqual([]);
  });

  test('a promise of its own lasts until it is done, whoever has it', async () => {
    const { queue, expert } = await office();
    const one = await newCase();
    const dueAt = new Date(server.clock.now().getTime() + 5 * 3_600_000).toISOString();
    const step = await ask(one.id, { queue: queue.id, dueAt });
    const { session } = await taken(step.id, expert);
    const held = await server.call(contacts.getContact, { params: { id: step.id } }, { as: { session } });
    expect(held.body.dueAt).toBe(dueAt);
    await server.call(
      steps.answerStep,
      { params: { id: step.id }, body: { answer: 'Ecco' } },
      { as: { session } },
    );
    const done = await server.call(contacts.getContact, { params: { id: step.id } }, { as: { session } });
    expect(done.body.dueAt).toBeNull();
  });
});
