import { afterAll, beforeAll, expect, test } from 'vitest';
import { getContact, listContacts } from '#contract/contacts.ts';
import { putClassification } from '#server/knowledge/index.ts';
import { newId, startConsumer, writeSetting, type Ctx } from '#server/platform/index.ts';
import { makeCase } from '#tests/stories/contacts.ts';
import { asAgent, makeCentreAgent, makeCentreProfile, makeCentreQueue } from '#tests/stories/routing.ts';
import { testServer, type Caller, type TestServer } from '#tests/support/server.ts';
import { linkCase } from '../case-link.service.ts';
import { contactsReadRoutes } from '../contacts.read.routes.ts';
import { putOutcome } from '../entry-points.service.ts';
import * as handling from '../handling.ts';
import { receive } from '../receive.service.ts';
import {
  contactsFirstContactConsumer,
  firstContactSetting,
  recountFirstContacts,
} from './first-contact.service.ts';

let server: TestServer;
let service: string;
let queue: Awaited<ReturnType<typeof makeCentreQueue>>;
let other: Awaited<ReturnType<typeof makeCentreQueue>>;
let agent: string;
let ctx: Ctx;
let elena: { id: string; session: string };
let solved: string;
let passed: string;
let water: string;
let leak: string;
let bills: string;
let consumer: ReturnType<typeof startConsumer>;
const as = (who: { session: string }): { as: Caller } => ({ as: { session: who.session } });
const day = 86_400_000;

beforeAll(async () => {
  server = await testServer(contactsReadRoutes);
  service = await server.makeService();
  queue = await makeCentreQueue(server, service);
  other = await makeCentreQueue(server, service);
  agent = await makeCentreAgent(server, await makeCentreProfile(server, [queue.id, other.id]));
  ctx = asAgent(server, agent);
  elena = await server.makeStaff({ serviceId: service, role: 'supervisor' });
  const outcome = (code: string, solves: boolean) =>
    server.ctx.tx((tx) =>
      putOutcome(tx, server.ctx, null, {
        code,
        name: { it: code, en: code },
        position: 0,
        active: true,
        solves,
      }),
    );
  solved = (await outcome('tutto-chiaro', true)).id;
  passed = (await outcome('altrove', false)).id;
  const node = async (code: string, parentId: string | null) =>
    (
      await server.ctx.tx((tx) =>
        putClassification(tx, server.ctx, null, {
          code,
          parentId,
          name: { it: code, en: code },
          position: 0,
          serviceId: null,
          queueHint: null,
          active: true,
        }),
      )
    ).id;
  water = await node('acqua', null);
  leak = await node('perdita', water);
  bills = await node('bollette', null);
  consumer = startConsumer(server.ctx, contactsFirstContactConsumer);
});
afterAll(async () => {
  await consumer.stop();
  await server.stop();
});

let count = 0;
const person = () => `person${(count += 1)}@example.net`;
/** A mail of somebody, taken by the agent. */
async function taken(name: string, at = server.clock.now()): Promise<string> {
  const [got] = await server.ctx.tx((tx) =>
    receive(tx, server.ctx, [
      {
        channel: 'email',
        entryPoint: queue.entryPoint,
        customer: { identities: [{ type: 'email', value: name }], name },
        subject: `Una domanda ${(count += 1)}`,
        at,
        message: { sender: name, text: 'Buongiorno, una domanda.' },
      },
    ]),
  );
  const { contactId } = got as { contactId: string };
  await handling.takeContact(ctx, contactId);
  return contactId;
}
const close = (contact: string, outcome = solved, classification = leak, by = ctx) =>
  handling.wrapUpContact(by, contact, { outcome, classification, note: '' });
async function closed(name: string, at?: Date, outcome = solved, classification = leak): Promise<string> {
  const contact = await taken(name, at);
  await close(contact, outcome, classification);
  return contact;
}
const seen = async (id: string) => {
  const { firstContact, firstContactWhy, firstContactBy } = (
    await server.call(getContact, { params: { id } }, as(elena))
  ).body;
  return [firstContact, firstContactWhy, firstContactBy?.id ?? null];
};
const eventually = (id: string) => expect.poll(() => seen(id), { timeout: 20_000, interval: 60 });
const audited = async (id: string) =>
  (
    await server.ctx.db
      .selectFrom('platform.audit')
      .select(['action', 'reason'])
      .where('objectId', '=', id)
      .where('action', 'like', '%first-contact')
      .orderBy('id')
      .execute()
  ).map(({ action, reason }) => `${action} ${reason}`);

test('a contact whose question one agent answered is recorded, told, audited and found; another outcome is not', async () => {
  const one = await closed(person());
  const no = await closed(person(), undefined, passed);
  expect(await seen(one)).toEqual(['yes', null, null]);
  expect(await seen(no)).toEqual([null, null, null]);
  expect(await audited(one)).toEqual(['contact.solved-at-first-contact null']);
  const { data } = await server.ctx.db
    .selectFrom('platform.event')
    .select('data')
    .where('kind', '=', 'contact.closed')
    .where('subjectId', '=', one)
    .executeTakeFirstOrThrow();
  expect(data).toMatchObject({ firstContact: 'yes' });
  const found = async (firstContact: 'yes' | 'no' | 'counted') =>
    (
      await server.call(
        listContacts,
        { query: { firstContact, classification: water, queue: queue.id } },
        as(elena),
      )
    ).body.items.map(({ id }) => id);
  expect(await found('yes')).toContain(one);
  expect(await found('yes')).not.toContain(no);
  expect(await found('no')).toContain(no);
  expect(await found('no')).not.toContain(one);
  expect(await found('counted')).toEqual(expect.arrayContaining([one, no]));
});

test('handed to another queue, had by two agents, or with a case, it was not solved at first contact', async () => {
  const handed = await taken(person());
  await handling.transferContact(ctx, handed, { queue: other.id, note: 'È per voi' });
  await handling.takeContact(ctx, handed);
  await close(handed);
  expect(await seen(handed)).toEqual([null, null, null]);

  const name = person();
  const withCase = await taken(name);
  const { customerId } = await server.ctx.db
    .selectFrom('contacts.contact')
    .select('customerId')
    .where('id', '=', withCase)
    .executeTakeFirstOrThrow();
  const matter = await makeCase(server.ctx.db, { serviceId: service, customerId });
  await server.ctx.tx((tx) => linkCase(tx, ctx, [withCase], matter.id));
  await close(withCase);
  expect(await seen(withCase)).toEqual([null, null, null]);

  // It seemed to be settled, and needed a case after all.
  const later = await closed(person());
  await server.ctx.tx((tx) => linkCase(tx, ctx, [later], matter.id));
  expect(await seen(later)).toEqual(['withdrawn', 'case', null]);
  expect(await audited(later)).toHaveLength(2);
});

test('who comes back about the same matter takes it back, and that contact is none either; another matter does not', async () => {
  const name = person();
  const first = await closed(name);
  const elsewhere = await closed(name, undefined, solved, bills);
  const back = await closed(name);
  await eventually(first).toEqual(['withdrawn', 'repeat', back]);
  expect(await seen(elsewhere)).toEqual(['yes', null, null]);
  expect(await seen(back)).toEqual([null, null, null]);
  expect(await audited(first)).toEqual([
    'contact.solved-at-first-contact null',
    'contact.not-solved-at-first-contact repeat',
  ]);
});

test('within the days that are set, the same as of cases', async () => {
  const name = person();
  const now = server.clock.now().getTime();
  const old = await closed(name, new Date(now - 30 * day));
  // Closed now: its days count from here, and those of a later one from its arrival.
  await server.ctx.db
    .updateTable('contacts.contact')
    .set({ closedAt: new Date(now - 30 * day + 60_000) })
    .where('id', '=', old)
    .execute();
  const next = await closed(name);
  expect(await seen(next)).toEqual(['yes', null, null]);
  // What was closed until now has been heard of, by the days of then: events are taken in their order.
  const other = person();
  const early = await closed(other);
  await eventually(early).toEqual(['withdrawn', 'repeat', await closed(other)]);
  try {
    await server.ctx.tx((tx) => writeSetting(tx, firstContactSetting, { days: 60 }));
    const again = await closed(name, undefined, passed);
    await eventually(next).toEqual(['withdrawn', 'repeat', again]);
    await expect.poll(async () => (await seen(old)).slice(0, 2)).toEqual(['withdrawn', 'repeat']);
  } finally {
    await server.ctx.tx((tx) => writeSetting(tx, firstContactSetting, { days: 7 }));
  }
});

test('a wrong outcome or classification is corrected, and what follows from it with it', async () => {
  const name = person();
  const one = await closed(name, undefined, passed);
  await close(one);
  expect(await seen(one)).toEqual(['yes', null, null]);
  await close(one, passed);
  expect(await seen(one)).toEqual(['withdrawn', 'outcome', null]);
  await close(one);
  expect(await seen(one)).toEqual(['yes', null, null]);
  // The next one was about bills, somebody said; it was about the same.
  const two = await closed(name, undefined, solved, bills);
  await close(two);
  await eventually(one).toEqual(['withdrawn', 'repeat', two]);
  expect(await seen(two)).toEqual(['withdrawn', 'repeat', one]);
});

test('the recount of what is past says what would have been recorded when it happened', async () => {
  const name = person();
  const first = await closed(name);
  const back = await closed(name);
  const alone = await closed(person());
  const unsolved = await closed(person(), undefined, passed);
  await eventually(first).toEqual(['withdrawn', 'repeat', back]);
  await server.ctx.db
    .updateTable('contacts.contact')
    .set({ firstContact: null, firstContactWhy: null, firstContactBy: null })
    .where('id', 'in', [first, back, alone, unsolved])
    .execute();
  await server.ctx.tx((tx) => recountFirstContacts(tx, 7));
  expect(await seen(first)).toEqual(['withdrawn', 'repeat', back]);
  expect(await seen(back)).toEqual([null, null, null]);
  expect(await seen(alone)).toEqual(['yes', null, null]);
  expect(await seen(unsolved)).toEqual([null, null, null]);
});

test('a filter that makes no sense is refused by its name', async () => {
  const wrong = await server.sending(listContacts, { query: { firstContact: 'maybe' } }, as(elena));
  expect(wrong.status).toBe(422);
  const nobody = await server.call(listContacts, { query: { classification: newId() } }, as(elena));
  expect(nobody.body.items).toEqual([]);
});
