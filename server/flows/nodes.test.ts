import { afterAll, beforeAll, expect, test } from 'vitest';
import { flowGraph } from '#contract/flow-graph.ts';
import { dayOf } from '#server/offices/index.ts';
import { newId } from '#server/platform/index.ts';
import { makeContact, makeCustomer } from '#tests/stories/contacts.ts';
import { flowServer, makeServed, publish, walkIn } from '#tests/stories/flows.ts';
import { readPdf } from '#tests/support/pdf-text.ts';
import type { TestServer } from '#tests/support/server.ts';

let server: TestServer;
let service: string;
let queue: string;
let editor: { session: string };

beforeAll(async () => {
  ({ server, service, queue, editor } = await flowServer());
  await server.ctx.db
    .insertInto('contacts.entryPoint')
    .values({
      id: newId(),
      channel: 'email',
      address: 'info@example.org',
      name: 'Informazioni',
      serviceId: service,
      queueId: queue,
    })
    .execute();
});
afterAll(() => server.stop());

const says = (it: string) => ({ text: { it } });

test('a document goes to the certified mail of who has it, with the mail as its cover', async () => {
  await publish(
    server,
    editor,
    'documento',
    flowGraph.parse({
      languages: ['it'],
      channels: ['chat'],
      start: 'who',
      person: { queue: 'clienti' },
      nodes: [
        { id: 'who', kind: 'identify', by: ['customer_code'], proof: ['pin'], says: says('Chi sei?') },
        {
          id: 'send',
          kind: 'send',
          subject: { it: 'Estratto conto' },
          text: { it: 'Gentile {customer.name},\nnon c’è nulla da pagare.' },
          document: true,
        },
        { id: 'end', kind: 'end', says: says('Mandato.') },
        { id: 'person', kind: 'queue', queue: 'clienti' },
      ],
      edges: [
        { from: 'who', exit: 'identified', to: 'send' },
        { from: 'who', exit: 'failed', to: 'person' },
        { from: 'who', exit: 'silence', to: 'person' },
        { from: 'send', exit: 'sent', to: 'end' },
        { from: 'send', exit: 'no_address', to: 'person' },
        { from: 'send', exit: 'error', to: 'person' },
      ],
    }),
  );
  const { id, number } = await makeServed(server);
  const pec = `ada.${number}@pec.example.org`;
  await server.ctx.db
    .insertInto('customers.identity')
    .values({ id: newId(), customerId: id, type: 'pec', value: pec, normal: pec })
    .execute();
  const walker = await walkIn(server, 'documento');
  await walker.answer(number);
  await walker.answer('24680');
  expect(walker.words()).toBe('Mandato.');
  const sent = await server.ctx.db
    .selectFrom('contacts.message as m')
    .innerJoin('contacts.conversation as v', 'v.id', 'm.conversationId')
    .innerJoin('contacts.attachment as a', 'a.messageId', 'm.id')
    .innerJoin('platform.file as f', 'f.id', 'a.fileId')
    .select(['m.text', 'm.recipients', 'v.context', 'a.name', 'a.type', 'f.sha256'])
    .where('v.customerId', '=', id)
    .executeTakeFirstOrThrow();
  expect(sent).toMatchObject({
    text: 'In allegato: Estratto conto.',
    context: { to: pec },
    name: 'Estratto-conto.pdf',
    type: 'application/pdf',
  });
  const chunks: Buffer[] = [];
  for await (const chunk of server.platform.files.stream(sent.sha256)) chunks.push(chunk as Buffer);
  const { marked } = readPdf(Buffer.concat(chunks));
  expect(marked).toContain('H1 Estratto conto');
  expect(marked.slice(-2)).toEqual(['P Gentile Ada Prova,', 'P non c’è nulla da pagare.']);
});

test('a letter for which something is not known does not go out: it waits for a person, who is told what is missing', async () => {
  await publish(
    server,
    editor,
    'senza-valore',
    flowGraph.parse({
      languages: ['it'],
      channels: ['chat'],
      start: 'who',
      person: { queue: 'clienti' },
      nodes: [
        { id: 'who', kind: 'identify', by: ['customer_code'], proof: ['pin'], says: says('Chi sei?') },
        {
          id: 'send',
          kind: 'send',
          subject: { it: 'Bolletta {bill.number}' },
          text: { it: 'Gentile {customer.name}, totale {bill.amount|amount}.' },
        },
        { id: 'end', kind: 'end', says: says('Mandato.') },
        { id: 'other', kind: 'end', says: says('Ti scrive una persona.') },
        { id: 'person', kind: 'queue', queue: 'clienti' },
      ],
      edges: [
        { from: 'who', exit: 'identified', to: 'send' },
        { from: 'who', exit: 'failed', to: 'person' },
        { from: 'who', exit: 'silence', to: 'person' },
        { from: 'send', exit: 'sent', to: 'end' },
        { from: 'send', exit: 'no_address', to: 'person' },
        { from: 'send', exit: 'error', to: 'other' },
      ],
    }),
  );
  const { id, number } = await makeServed(server);
  const walker = await walkIn(server, 'senza-valore');
  await walker.answer(number);
  await walker.answer('24680');
  expect(walker.words()).toBe('Ti scrive una persona.');
  const written = await server.ctx.db
    .selectFrom('contacts.message as m')
    .innerJoin('contacts.conversation as v', 'v.id', 'm.conversationId')
    .innerJoin('contacts.contact as c', 'c.conversationId', 'v.id')
    .select(['m.direction', 'm.text', 'c.state', 'c.channel', 'c.subject'])
    .where('v.customerId', '=', id)
    .execute();
  expect(written).toMatchObject([{ direction: 'note', state: 'queued', channel: 'email' }]);
  expect(written[0]!.text).toContain('manca bill.number, bill.amount');
});

test('a ticket of today says how many are before it, and one of another day nothing', async () => {
  await publish(
    server,
    editor,
    'biglietto',
    flowGraph.parse({
      languages: ['it'],
      channels: ['chat', 'sms', 'kiosk'],
      start: 'ask',
      person: { queue: 'clienti' },
      nodes: [
        { id: 'ask', kind: 'ask', type: 'text', into: 'number', says: says('Quale numero?') },
        { id: 'look', kind: 'lookup', what: 'ticket', with: { number: '{number}' }, into: 'ticket' },
        { id: 'said', kind: 'end', says: says('{ticket.number}: {ticket.state}, davanti {ticket.ahead}') },
        { id: 'none', kind: 'end', says: says('Non lo trovo.'), result: 'unanswered' },
        { id: 'person', kind: 'queue', queue: 'clienti' },
      ],
      edges: [
        { from: 'ask', exit: 'next', to: 'look' },
        { from: 'ask', exit: 'not_understood', to: 'person' },
        { from: 'ask', exit: 'silence', to: 'person' },
        { from: 'look', exit: 'found', to: 'said' },
        { from: 'look', exit: 'none', to: 'none' },
        { from: 'look', exit: 'error', to: 'person' },
      ],
    }),
  );
  const { db } = server.ctx;
  const customerId = await makeCustomer(db);
  const today = await dayOf(db, server.clock.now());
  const ticket = async (number: string, day: string, minutesAgo: number) => {
    const { id } = await makeContact(db, { serviceId: service, queueId: queue, customerId, channel: 'desk' });
    await db
      .insertInto('offices.visit')
      .values({ id, queueId: queue, day, ticket: number, registeredByName: 'Rita' })
      .execute();
    const at = new Date(server.clock.now().getTime() - minutesAgo * 60_000);
    await db
      .insertInto('routing.workItem')
      .values({
        id,
        channel: 'desk',
        queueId: queue,
        serviceId: service,
        state: 'waiting',
        arrivedAt: at,
        waitingSince: at,
        queuedAt: at,
      })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ queuedAt: at }))
      .execute();
  };
  await ticket('A-011', today, 10);
  await ticket('A-012', today, 5);
  await ticket('B-001', '2020-01-01', 1);
  const asked = async (typed: string) => {
    const walker = await walkIn(server, 'biglietto');
    await walker.answer(typed);
    return walker.words();
  };
  expect(await asked('a 012')).toBe('A-012: waiting, davanti 1');
  expect(await asked('A011')).toBe('A-011: waiting, davanti 0');
  expect(await asked('B-001')).toBe('Non lo trovo.');
  expect(await asked("' or 1=1")).toBe('Non lo trovo.');
});
