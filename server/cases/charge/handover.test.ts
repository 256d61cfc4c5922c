import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import * as contract from '#contract/case-charge.ts';
import { getCase, listCaseEntries, listCases, openCase, updateCase } from '#contract/cases.ts';
import { createCentre, escalate, withdrawEscalation } from '#contract/escalations.ts';
import { acceptOffer } from '#contract/handling.ts';
import { answerStep, getStep, listSteps, withdrawStep } from '#contract/steps.ts';
import { openSession } from '#server/access/index.ts';
import { contactsReadRoutes, contactsRoutes } from '#server/contacts/index.ts';
import { startConsumer, type Db } from '#server/platform/index.ts';
import { makeCase, makeCustomer } from '#tests/stories/contacts.ts';
import {
  arrive,
  contactRow,
  lead,
  legsOf,
  makeCentreAgent,
  makeCentreProfile,
  makeCentreQueue,
  openOffer,
} from '#tests/stories/routing.ts';
import { testServer, type Caller, type TestServer } from '#tests/support/server.ts';
import { casesRoutes } from '../cases.routes.ts';
import { escalationRoutes } from '../escalations/escalations.routes.ts';
import { stepsConsumer } from '../steps.events.ts';
import { chargeRoutes } from './charge.routes.ts';

let server: TestServer;
let db: Db;
let service: string;
let customer: string;
let admin: { id: string; session: string };
let leader: ReturnType<typeof lead>;
let consumer: ReturnType<typeof startConsumer>;
const as = (who: { session: string }): { as: Caller } => ({ as: { session: who.session } });
const eventually = <T>(look: () => Promise<T>) => expect.poll(look, { timeout: 20_000, interval: 60 });
const caseOnly = { case: { max: 2, interruptedBy: [] as string[] } };

beforeAll(async () => {
  server = await testServer([
    ...casesRoutes,
    ...chargeRoutes,
    ...escalationRoutes,
    ...contactsRoutes,
    ...contactsReadRoutes,
  ]);
  db = server.ctx.db;
  service = await server.makeService('acqua');
  customer = await makeCustomer(db, 'Ada Prova', 'ada@example.org');
  admin = await server.makeStaff({ role: 'administrator' });
  leader = lead(server);
  consumer = startConsumer(server.ctx, stepsConsumer);
});
afterAll(async () => {
  await consumer.stop();
  await leader.stop();
  await server.stop();
});

/** A queue with one person who serves cases there. */
async function office(presence = 'available') {
  const queue = await makeCentreQueue(server, service);
  const profile = await makeCentreProfile(server, [queue.id], caseOnly);
  const id = await makeCentreAgent(server, profile, { presence });
  const { secret } = await server.ctx.tx((tx) =>
    openSession(tx, server.ctx, id, { ip: '127.0.0.1', userAgent: 'test' }),
  );
  return { queue, id, session: secret };
}
const newCase = () => makeCase(db, { serviceId: service, customerId: customer, subject: 'Buca in strada' });
const chargeOf = async (id: string) =>
  (await server.call(contract.getCaseCharge, { params: { id } }, as(admin))).body;
const caseOf = async (id: string) => (await server.call(getCase, { params: { id } }, as(admin))).body;
async function take(step: string, who: { id: string; session: string }) {
  await eventually(() => openOffer(server, step)).toMatchObject({ agentId: who.id });
  const offer = await openOffer(server, step);
  expect((await server.call(acceptOffer, { params: { id: offer!.id } }, as(who))).status).toBe(200);
}
let count = 0;
async function ruleFor(queue: string, types: string[]) {
  const made = await server.call(
    contract.createChargeRule,
    { body: { name: `Regola ${(count += 1)}`, queue, types } },
    as(admin),
  );
  expect(made.status).toBe(201);
  return made.body;
}
afterEach(async () => {
  for (const { id } of (await server.call(contract.listChargeRules, {}, as(admin))).body.items)
    await remove(id);
});
const remove = (id: string) => server.call(contract.deleteChargeRule, { params: { id } }, as(admin));

describe('a case that is handed over', () => {
  test('goes to the office in charge as routed work, is owned by who takes it, and returns with the answer to who handed it over', async () => {
    const front = await office();
    const back = await office();
    const rule = await ruleFor(back.queue.id, ['information']);
    const one = await newCase();
    await server.call(updateCase, { params: { id: one.id }, body: { owner: front.id } }, as(admin));
    expect(await chargeOf(one.id)).toMatchObject({
      level: 'front',
      proposal: { queue: back.queue.id, rule: rule.id },
    });

    const handed = await server.call(
      contract.handOverCase,
      { params: { id: one.id }, body: { question: 'Chi ripara la buca?' } },
      as(front),
    );
    expect(handed).toMatchObject({
      status: 201,
      body: { level: 'back', handover: { ruleName: rule.name, reason: null, agentName: null } },
    });
    const step = handed.body.handover!.step;
    expect(await contactRow(server, step)).toMatchObject({
      kind: 'case_step',
      channel: 'case',
      queueId: back.queue.id,
    });
    const listed = await server.call(listCases, { query: { level: 'back' } }, as(admin));
    expect(listed.body.items.map(({ id }) => id)).toContain(one.id);

    await take(step, back);
    await eventually(async () => (await caseOf(one.id)).owner).toBe(back.id);
    expect(await chargeOf(one.id)).toMatchObject({
      level: 'back',
      handover: { agentName: expect.any(String) },
    });

    const answered = await server.call(
      answerStep,
      { params: { id: step }, body: { answer: 'La squadra esce domani.', next: 'call' } },
      as(back),
    );
    expect(answered.body).toMatchObject({ outcome: 'answered', handover: { direction: 'back' } });
    const steps = (await server.call(listSteps, { query: { case: one.id, open: 'true' } }, as(admin))).body
      .items;
    expect(steps).toMatchObject([
      {
        queue: front.queue.id,
        question: 'La squadra esce domani.',
        handover: { direction: 'front', next: 'call' },
      },
    ]);
    expect(await caseOf(one.id)).toMatchObject({ level: 'front', owner: front.id });
    await take(steps[0]!.id, front);
    await eventually(async () => (await chargeOf(one.id)).holders.length).toBe(6);
    await server.call(
      answerStep,
      { params: { id: steps[0]!.id }, body: { answer: 'Detto al cliente.' } },
      as(front),
    );
    await eventually(async () =>
      (await chargeOf(one.id)).holders.map(({ level, until }) => [level, until === null]),
    ).toEqual([
      ['front', false],
      ['front', false],
      ['back', false],
      ['back', false],
      ['front', false],
      ['front', false],
      ['front', true],
    ]);
    const { holders } = await chargeOf(one.id);
    // Nobody had it twice at a time, and nobody never: each begins where the one before ends.
    for (const [index, holder] of holders.entries())
      if (index > 0) expect(holder.since).toBe(holders[index - 1]!.until);
    expect((await legsOf(server, step)).map(({ kind, result }) => [kind, result])).toEqual([
      ['queue', 'answered'],
      ['offer', 'accepted'],
      ['handle', 'completed'],
    ]);
    const entries = (await server.call(listCaseEntries, { params: { id: one.id } }, as(admin))).body.items;
    expect(
      entries.filter(({ kind }) => kind === 'step').map(({ data }) => [data['about'], data['level'] ?? null]),
    ).toEqual([
      ['asked', 'back'],
      ['taken', null],
      ['answered', null],
      ['asked', 'front'],
      ['taken', null],
      ['answered', null],
    ]);
  });

  test('goes to another office with a reason only, once at a time, and not when it is closed', async () => {
    const back = await office();
    const other = await office();
    const rule = await ruleFor(back.queue.id, ['information']);
    const one = await newCase();
    const hand = (body: Record<string, unknown>) =>
      server.sending(
        contract.handOverCase,
        { params: { id: one.id }, body: { question: 'Chi ripara?', ...body } },
        as(admin),
      );
    expect(await hand({ queue: other.queue.id })).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'reason' }] },
    });
    expect((await hand({ queue: other.queue.id, reason: 'È una loro squadra.' })).status).toBe(201);
    expect(await chargeOf(one.id)).toMatchObject({
      handover: { reason: 'È una loro squadra.', ruleName: null },
      proposal: { queue: back.queue.id },
    });
    expect(await hand({})).toMatchObject({ status: 409, body: { code: 'handed_over' } });
    const { step } = (await chargeOf(one.id)).handover!;
    await server.call(withdrawStep, { params: { id: step }, body: { why: 'Non serve più' } }, as(admin));
    expect(await chargeOf(one.id)).toMatchObject({ level: 'front', handover: null });
    await remove(rule.id);
    expect(await hand({})).toMatchObject({ status: 422, body: { errors: [{ field: 'queue' }] } });
    const stranger = await server.makeStaff({ serviceId: await server.makeService(`altrove-${count}`) });
    expect(
      (
        await server.sending(
          contract.handOverCase,
          { params: { id: one.id }, body: { question: 'Chi ripara?' } },
          as(stranger),
        )
      ).status,
    ).toBe(404);
  });

  test('what could not be done returns to the queue that the customer came through, when who handed it over is away', async () => {
    const front = await office('offline');
    const back = await office();
    const there = await office();
    await ruleFor(back.queue.id, ['information']);
    const contact = await arrive(server, { entryPoint: { ...front.queue.entryPoint } });
    const colleague = await makeCentreAgent(
      server,
      await makeCentreProfile(server, [front.queue.id], caseOnly),
    );
    const opened = await server.call(
      openCase,
      {
        body: {
          type: 'information',
          subject: 'Acqua torbida',
          contact: contact.contactId,
          tellCustomer: false,
          handOver: { question: 'Serve un prelievo?' },
        },
      },
      as(there),
    );
    expect(opened).toMatchObject({ status: 201, body: { level: 'back' } });
    const { step } = (await chargeOf(opened.body.id)).handover!;
    await take(step, back);
    await server.call(
      answerStep,
      { params: { id: step }, body: { outcome: 'returned', answer: 'Non è di questo ufficio.' } },
      as(back),
    );
    const [home] = (
      await server.call(listSteps, { query: { case: opened.body.id, open: 'true' } }, as(admin))
    ).body.items;
    expect(home).toMatchObject({ queue: front.queue.id, handover: { direction: 'front', next: null } });
    await eventually(() => openOffer(server, home!.id)).toMatchObject({ agentId: colleague });
    expect((await server.call(getStep, { params: { id: home!.id } }, as(admin))).body.question).toBe(
      'Non è di questo ufficio.',
    );
  });

  test('before it is opened, who would be in charge is told with the reason', async () => {
    const back = await office();
    const rule = await ruleFor(back.queue.id, ['information']);
    const told = await server.call(
      contract.proposeCharge,
      { body: { type: 'information', customer } },
      as(back),
    );
    expect(told.body).toMatchObject({ queue: back.queue.id, ruleName: rule.name, why: [{ about: 'type' }] });
  });
});

test('a question to a competence centre is the third level, until it ends', async () => {
  const queue = (await office()).queue;
  const centre = await server.call(
    createCentre,
    { body: { name: 'Laboratorio Prova', promiseMinutes: 480, queue: queue.id } },
    as(admin),
  );
  const one = await newCase();
  const asked = await server.call(
    escalate,
    { params: { id: one.id }, body: { centre: centre.body.id, question: 'È potabile?' } },
    as(admin),
  );
  expect(asked.status).toBe(201);
  expect(await caseOf(one.id)).toMatchObject({ level: 'centre' });
  expect((await chargeOf(one.id)).holders.at(-1)).toMatchObject({
    level: 'centre',
    centreName: 'Laboratorio Prova',
    until: null,
  });
  await server.call(
    withdrawEscalation,
    { params: { id: asked.body.id }, body: { why: 'Non serve' } },
    as(admin),
  );
  expect(await caseOf(one.id)).toMatchObject({ level: 'front' });
});
