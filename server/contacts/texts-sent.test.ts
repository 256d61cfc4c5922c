import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getCase, updateCase } from '#contract/cases.ts';
import { getDraft, retryMessage, saveDraft, sendMessage } from '#contract/conversations.ts';
import * as texts from '#contract/standard-texts.ts';
import { email } from '#server/channels/index.ts';
import { registerTransport, sendAutomatic } from '#server/contacts/index.ts';
import { routesOf } from '#server/app/modules.ts';
import { textMeans } from '#server/app/text-means.ts';
import { configureTexts } from '#server/knowledge/index.ts';
import { openCaseIn } from '#server/cases/index.ts';
import { makeContact, makeCustomer, makeQueue } from '#tests/stories/contacts.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';

let server: TestServer;
let service: string;
let anna: { id: string; session: string };
let approver: { session: string };
let queue: string;
beforeAll(async () => {
  server = await testServer(routesOf());
  configureTexts(textMeans);
  service = await server.makeService();
  queue = await makeQueue(server.ctx.db, service);
  anna = await server.makeStaff({ serviceId: service });
  approver = await server.makeStaff({ role: 'supervisor' });
});
afterAll(() => server?.stop());

/** A contact that Anna handles. */
async function handled(channel: string, name = 'Ada Prova', caseId: string | null = null) {
  const customerId = await makeCustomer(server.ctx.db, name, `c${Math.random()}@example.org`);
  return makeContact(server.ctx.db, {
    serviceId: service,
    queueId: queue,
    customerId,
    agentId: anna.id,
    state: 'active',
    channel,
    caseId,
    answeredAt: new Date(),
  });
}
const say = (id: string, body: Record<string, unknown>) =>
  server.sending(sendMessage, { params: { id }, body: { kind: 'reply', ...body } as never }, { as: anna });
const messages = async (conversationId: string) =>
  Number(
    (
      await server.ctx.db
        .selectFrom('contacts.message')
        .select((eb) => eb.fn.countAll().as('count'))
        .where('conversationId', '=', conversationId)
        .executeTakeFirstOrThrow()
    ).count,
  );

describe('an answer with a placeholder that nobody has filled', () => {
  test.each(['chat', 'email', 'sms'])('does not leave by %s, and says which one it is', async (channel) => {
    const { conversationId } = await handled(channel);
    const refused = await say(conversationId, { text: 'Pratica {{case.number}} di {{ customer.name }}' });
    expect(refused).toMatchObject({
      status: 422,
      body: { code: 'unfilled_placeholder', errors: [{ field: 'text' }] },
    });
    expect(refused.body.errors![0]!.message).toContain('case.number, customer.name');
    expect(await messages(conversationId)).toBe(0);
    expect((await say(conversationId, { text: 'Pratica P-1 di Ada; {{altro}} resta' })).status).toBe(201);
  });

  test('nor in its HTML or its subject; a note may hold one', async () => {
    const { conversationId } = await handled('email');
    const html = '<p>{{<i>case.number</i>}}</p>';
    expect((await say(conversationId, { text: 'ok', html })).body.code).toBe('unfilled_placeholder');
    const subject = await say(conversationId, { text: 'ok', subject: 'Pratica {{case.number}}' });
    expect(subject.body.errors).toMatchObject([{ field: 'subject' }]);
    expect((await say(conversationId, { kind: 'note', text: 'Manca {{case.number}}' })).status).toBe(201);
  });

  test('nor what the customer will be told of a case that is closed', async () => {
    const customer = await makeCustomer(server.ctx.db);
    const id = await server.ctx.tx((tx) =>
      openCaseIn(tx, server.ctx, {
        type: 'information',
        fields: {},
        subject: 'Prova',
        description: '',
        classification: null,
        customer,
        service,
        owner: null,
        tellCustomer: false,
      }),
    );
    const { version } = (await server.call(getCase, { params: { id } }, { as: approver })).body;
    const close = (resolution: string) =>
      server.sending(
        updateCase,
        { params: { id }, body: { version, status: 'closed', resolution, tellCustomer: false } },
        { as: approver },
      );
    const refused = await close('Fatto il {{today}}');
    expect(refused).toMatchObject({
      body: { code: 'unfilled_placeholder', errors: [{ field: 'resolution' }] },
    });
  });
});

describe('a standard text in an answer', () => {
  async function approved(body: string) {
    const code = `invio-${Math.random().toString(36).slice(2, 10)}`;
    const writer = await server.makeStaff({ role: 'expert' });
    const { id } = (
      await server.call(texts.createStandardText, { body: { code, title: 'Prova', body } }, { as: writer })
    ).body;
    const params = { id, language: 'it' as const };
    await server.call(texts.submitTextDraft, { params }, { as: writer });
    await server.call(texts.decideTextDraft, { params, body: { publish: true } }, { as: approver });
    const items = (await server.call(texts.textsInForce, {}, { as: anna })).body.items;
    return items.find((one) => one.code === code)!;
  }

  test('is filled with what is known of the contact; what is not known stays a gap; hostile names stay harmless', async () => {
    const { id } = await handled('chat', 'Ada {{organisation}}');
    const { values } = (
      await server.call(texts.contactValues, { params: { id }, query: { language: 'en' } }, { as: anna })
    ).body;
    expect(values).toMatchObject({ 'customer.name': 'Ada {{organisation}}', 'case.number': null });
    expect(values['today']).toMatch(/20\d\d$/);
    const stranger = await server.makeStaff({ serviceId: await server.makeService() });
    const denied = await server.sending(texts.contactValues, { params: { id } }, { as: stranger });
    expect(denied.status).toBe(404);
  });

  test('is recorded with its answer and how much of it was changed, and kept with the draft', async () => {
    const text = await approved('Buongiorno {{customer.name}}, la bolletta si paga a rate');
    const { conversationId, id } = await handled('chat');
    const params = { id: conversationId, kind: 'reply' as const };
    await server.call(saveDraft, { params, body: { text: 'Buon', standardTexts: [text.id] } }, { as: anna });
    const { body } = await server.call(getDraft, { params }, { as: anna });
    expect(body.body?.standardTexts).toEqual([text.id]);
    const sent = await say(conversationId, {
      text: 'Buongiorno Ada, la bolletta si paga subito',
      standardTexts: [text.id],
    });
    expect(sent.status).toBe(201);
    const uses = await server.ctx.db
      .selectFrom('knowledge.standardTextUse')
      .select(['versionId', 'contactId', 'staffId', 'channel', 'serviceId', 'changed'])
      .where('textId', '=', text.textId)
      .execute();
    expect(uses).toMatchObject([
      { versionId: text.id, contactId: id, staffId: anna.id, channel: 'chat', serviceId: service },
    ]);
    expect(uses[0]!.changed).toBeCloseTo(2 / 7);
    await say(conversationId, { kind: 'note', text: 'nota', standardTexts: [text.id] });
    const items = (await server.call(texts.textsInForce, {}, { as: anna })).body.items;
    expect(items.find((one) => one.id === text.id)?.uses).toBe(1);
  });
});

test('what leaves by itself with a placeholder unfilled is delivered to nobody: it stands there as failed, and cannot be sent again', async () => {
  registerTransport('email', email.mailTransport);
  const { conversationId } = await handled('email');
  const id = (await server.ctx.tx((tx) =>
    sendAutomatic(tx, server.ctx, conversationId, { text: 'La pratica {{case.number}} è chiusa.' }),
  ))!;
  const row = () =>
    server.ctx.db
      .selectFrom('contacts.message')
      .select(['delivery', 'deliveryDetail'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
  expect(await row()).toMatchObject({
    delivery: 'failed',
    deliveryDetail: expect.stringContaining('case.number') as string,
  });
  const queued = await server.ctx.db.selectFrom('email.outbound').select('id').where('id', '=', id).execute();
  expect(queued).toEqual([]);
  const admin = await server.makeStaff({ role: 'supervisor' });
  expect(
    await server.sending(retryMessage, { params: { id } }, { as: { session: admin.session } }),
  ).toMatchObject({ status: 422, body: { code: 'unfilled_placeholder' } });
  expect(await row()).toMatchObject({ delivery: 'failed' });
});
