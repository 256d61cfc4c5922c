import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { listContacts } from '#contract/contacts.ts';
import * as contract from '#contract/rules.ts';
import type { BusinessRule } from '#contract/rules.ts';
import { newId, sql } from '#server/platform/index.ts';
import { currentRules, putRules, ruleRoutes, startRuleClock } from '#server/routing/index.ts';
import {
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
import { makeRule } from '#tests/stories/rules.ts';
import { testServer, type Caller, type TestServer } from '#tests/support/server.ts';
import { contactsReadRoutes } from './contacts.read.routes.ts';
import { receive, type Incoming } from './receive.service.ts';
import { rulesOnContactsRoutes } from './rules.routes.ts';
import { askWaiting } from './rules.service.ts';

// Business rules from the list that is saved to the contact that waits, over a real database.

let server: TestServer;
let service: string;
let other: string;
let skill: string;
const as = (who: { session: string }): { as: Caller } => ({ as: { session: who.session } });

beforeAll(async () => {
  server = await testServer([...ruleRoutes, ...rulesOnContactsRoutes, ...contactsReadRoutes]);
  service = await server.makeService('water');
  other = await server.makeService('power');
  skill = newId();
  await server.ctx.db
    .insertInto('routing.skill')
    .values({ id: skill, code: 'inglese', name: JSON.stringify({ it: 'Inglese', en: 'English' }) })
    .execute();
});
afterAll(() => server.stop());
afterEach(async () => {
  const wrong = await broken(server);
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
});

/** Puts a list into force, whatever was before. */
const rule = async (...rules: BusinessRule[]) => {
  const { ctx } = server;
  return ctx.tx(async (tx) =>
    putRules(tx, ctx, { calendarId: null, rules }, { base: (await currentRules(tx)).version, comment: '' }),
  );
};

const centre = async () => ({
  first: await makeCentreQueue(server, service),
  second: await makeCentreQueue(server, other),
});
type Centre = Awaited<ReturnType<typeof centre>>;

const write = async (
  { first }: Pick<Centre, 'first'>,
  also: Partial<Incoming> & { text?: string; customer?: Incoming['customer'] } = {},
  where: TestServer = server,
) => {
  const { text = 'Buongiorno.', ...rest } = also;
  const name = `${newId()}@example.net`;
  const [got] = await where.ctx.tx((tx) =>
    receive(tx, where.ctx, [
      {
        channel: 'email',
        entryPoint: first.entryPoint,
        customer: { identities: [{ type: 'email', value: name }], name },
        subject: 'Una domanda',
        at: where.clock.now(),
        message: { sender: name, text, subject: rest.subject ?? 'Una domanda' },
        ...rest,
      },
    ]),
  );
  return got!.contactId!;
};
const itemOf = (id: string) =>
  server.ctx.db.selectFrom('routing.workItem').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
const eventually = <T>(look: () => T) => expect.poll(look, { timeout: 20_000 });
const appliedTo = async (id: string) => {
  const { body } = await server.call(
    contract.listAppliedRules,
    { params: { id } },
    { as: await token('contact.read') },
  );
  return body.items;
};
const token = async (...scopes: string[]): Promise<Caller> => ({
  token: (await server.makeToken(scopes)).token,
});

describe('a contact that arrives', () => {
  test('waits from its first instant where the rule says, with its skills, priority and tags', async () => {
    const { first, second } = await centre();
    const gas = makeRule({
      name: 'Odore di gas',
      when: [{ what: 'text', any: ['odore di gas'] }],
      set: {
        queue: second.id,
        boostSeconds: 3600,
        requires: [{ skill, level: 2 }],
        tags: ['emergenza'],
      },
    });
    const { version } = await rule(gas);
    const id = await write({ first }, { text: 'Sento un forte ODORE di gàs' });
    expect(await contactRow(server, id)).toMatchObject({
      queueId: second.id,
      serviceId: other,
      tags: ['emergenza'],
      state: 'queued',
    });
    expect(await itemOf(id)).toMatchObject({
      queueId: second.id,
      serviceId: other,
      boostSeconds: 3600,
      ownRequires: [{ skill, level: 2 }],
    });
    expect(await legsOf(server, id)).toMatchObject([{ kind: 'queue', queueId: second.id }]);
    const { rows } = await sql<{ serviceId: string; data: { queue: string } }>`
      select service_id, data from platform.event where kind = 'contact.queued' and subject_id = ${id}::uuid`.execute(
      server.ctx.db,
    );
    expect(rows).toMatchObject([{ serviceId: other, data: { queue: second.id } }]);
    expect(await appliedTo(id)).toMatchObject([
      {
        rule: gas.id,
        name: 'Odore di gas',
        version,
        afterSeconds: null,
        queue: second.id,
        queueName: expect.stringContaining('Coda') as string,
        boostSeconds: 3600,
        tags: ['emergenza'],
      },
    ]);
    const plain = await write({ first }, { text: 'Una bolletta' });
    expect(await contactRow(server, plain)).toMatchObject({ queueId: first.id, tags: [] });
    expect(await appliedTo(plain)).toEqual([]);
  });

  test('is known by the segment and the positions of its customer, and by what it was classified as', async () => {
    const { first, second } = await centre();
    const customer = newId();
    const [top, leaf] = [newId(), newId()];
    const { db } = server.ctx;
    await db
      .insertInto('customers.segment')
      .values({ code: 'impresa', name: JSON.stringify({ it: 'Imprese', en: 'Companies' }) })
      .execute();
    await db
      .insertInto('customers.customer')
      .values({ id: customer, number: '900001', name: 'Officina Prova', state: 'known', segment: 'impresa' })
      .execute();
    await db
      .insertInto('customers.position')
      .values({ id: newId(), customerId: customer, kind: 'gas', code: 'PDR1' })
      .execute();
    for (const [id, parentId, level] of [
      [top, null, 1],
      [leaf, top, 2],
    ] as const)
      await db
        .insertInto('knowledge.classification')
        .values({ id, parentId, level, code: `c${level}`, name: JSON.stringify({ it: 'x', en: 'x' }) })
        .execute();
    await rule(
      makeRule({
        when: [
          { what: 'segment', any: ['impresa'] },
          { what: 'position', kinds: ['gas'] },
          { what: 'classification', any: [top] },
        ],
        set: { queue: second.id },
      }),
    );
    const wait = async (also: Partial<Incoming>) =>
      (await contactRow(server, await write({ first }, also))).queueId;
    expect(await wait({ customer: { id: customer }, classificationId: leaf })).toBe(second.id);
    expect(await wait({ customer: { id: customer } })).toBe(first.id);
    expect(await wait({ classificationId: leaf })).toBe(first.id);
    await rule();
  });

  test('that a rule fails on goes its default way; the fault is kept and shown', async () => {
    const { first, second } = await centre();
    const broke = makeRule({ name: 'Guasta', goOn: true });
    const sound = makeRule({ name: 'Sana', set: { tags: ['letta'] } });
    const unused = makeRule({ name: 'Coda spenta', goOn: true, set: { queue: second.id, tags: ['spenta'] } });
    const { version } = await rule(unused, broke, sound);
    const { db } = server.ctx;
    await db.updateTable('routing.queue').set({ active: false }).where('id', '=', second.id).execute();
    // As an older or a newer program might have left it.
    const spoilt = JSON.stringify([unused, { ...broke, when: [{ what: 'moon' }] }, sound]);
    await db
      .updateTable('routing.ruleSet')
      .set({ id: newId(), rules: spoilt })
      .where('version', '=', version)
      .execute();
    const id = await write({ first });
    expect(await contactRow(server, id)).toMatchObject({ queueId: first.id, tags: ['spenta', 'letta'] });
    const { body } = await server.call(contract.getRules, {}, { as: await token('admin.read') });
    expect(body.faults.map(({ rule: one, name, count }) => [one, name, count])).toEqual(
      expect.arrayContaining([
        [unused.id, 'Coda spenta', 1],
        [broke.id, 'Guasta', 1],
      ]),
    );
    expect(body.faults.find(({ rule: one }) => one === unused.id)!.message).toBe('queue_inactive');
    expect(body.unreadable).toEqual([{ rule: broke.id, name: 'Guasta' }]);
    expect(body.rules.map(({ id: one }) => one)).toEqual([unused.id, sound.id]);
    await rule();
  });

  test('is judged by a new version in every process as soon as that is saved', async () => {
    const { first, second } = await centre();
    const beside = await testServer([], { beside: server });
    try {
      await rule();
      expect((await contactRow(server, await write({ first }, {}, beside))).queueId).toBe(first.id);
      await rule(makeRule({ set: { queue: second.id } }));
      expect((await contactRow(server, await write({ first }, {}, beside))).queueId).toBe(second.id);
      await rule();
      expect((await contactRow(server, await write({ first }, {}, beside))).queueId).toBe(first.id);
    } finally {
      await beside.stop();
    }
  });

  test('in one batch is judged each by itself, and a line on an open conversation not at all', async () => {
    const { first, second } = await centre();
    await rule(makeRule({ when: [{ what: 'text', any: ['reclamo'] }], set: { queue: second.id } }));
    const conversationId = newId();
    const line = (text: string): Incoming => ({
      channel: 'chat',
      entryPoint: first.entryPoint,
      conversationId,
      customer: { identities: [{ type: 'email', value: 'batch@example.net' }], name: 'Ada' },
      subject: '',
      at: server.clock.now(),
      message: { sender: null, text },
    });
    const got = await server.ctx.tx((tx) =>
      receive(tx, server.ctx, [
        line('Buongiorno'),
        line('Questo è un reclamo'),
        { ...line('reclamo'), conversationId: null },
      ]),
    );
    expect(got.map(({ newContact }) => newContact)).toEqual([true, false, true]);
    expect((await contactRow(server, got[0]!.contactId!)).queueId).toBe(first.id);
    expect((await contactRow(server, got[2]!.contactId!)).queueId).toBe(second.id);
    await rule();
  });
});

describe('a contact that waits', () => {
  const clocked = async (work: () => Promise<void>) => {
    const clock = startRuleClock(server.ctx, askWaiting);
    try {
      await work();
    } finally {
      await clock.stop();
    }
  };

  test('is given priority when its time comes, and moved later, each once, as a flow-out', async () => {
    const { first, second } = await centre();
    const sooner = makeRule({ afterSeconds: 180, goOn: true, set: { boostSeconds: 600, tags: ['attesa'] } });
    const later = makeRule({
      afterSeconds: 600,
      when: [{ what: 'queue', any: [first.id] }],
      set: { queue: second.id },
    });
    await rule(sooner, later);
    const id = await write({ first });
    await clocked(async () => {
      await pass(server, 179);
      expect((await itemOf(id)).boostSeconds).toBe(0);
      await pass(server, 2);
      await eventually(async () => (await itemOf(id)).boostSeconds).toBe(600);
      expect(await contactRow(server, id)).toMatchObject({ queueId: first.id, tags: ['attesa'] });
      await pass(server, 420);
      await eventually(async () => (await contactRow(server, id)).queueId).toBe(second.id);
      expect(await legsOf(server, id)).toMatchObject([
        { kind: 'queue', queueId: first.id, result: 'flowed_out' },
        { kind: 'queue', queueId: second.id, result: null },
      ]);
      // In the new queue its waiting counts anew, and what has acted on it does not act again.
      await pass(server, 1000);
      await expect
        .poll(async () => {
          const due = await server.ctx.db
            .selectFrom('routing.ruleWait')
            .select('dueAt')
            .where('itemId', '=', id)
            .executeTakeFirstOrThrow();
          return due.dueAt.getTime() > server.clock.now().getTime();
        })
        .toBe(true);
    });
    const acted = await appliedTo(id);
    expect(acted.map((one) => [one.rule, one.afterSeconds])).toEqual([
      [sooner.id, 180],
      [later.id, 600],
    ]);
    await rule();
  });

  test('is not taken from an agent before whom it lies; refused, its rule is asked then', async () => {
    const { first, second } = await centre();
    await rule(makeRule({ afterSeconds: 60, set: { queue: second.id } }));
    const agent = await makeCentreAgent(server, await makeCentreProfile(server, [first.id]));
    const leader = lead(server);
    try {
      const id = await write({ first });
      await eventually(() => openOffer(server, id)).toMatchObject({ agentId: agent });
      await clocked(async () => {
        await pass(server, 61);
        await eventually(async () => {
          const due = await server.ctx.db
            .selectFrom('routing.ruleWait')
            .select('dueAt')
            .where('itemId', '=', id)
            .executeTakeFirstOrThrow();
          return due.dueAt.getTime() > server.clock.now().getTime();
        }).toBe(true);
        expect((await contactRow(server, id)).queueId).toBe(first.id);
        await pass(server, 300);
        await eventually(async () => (await contactRow(server, id)).queueId).toBe(second.id);
      });
    } finally {
      await leader.stop();
    }
    await rule();
  });

  test('is concerned by rules that come while it waits; a queue that is closed leaves it where it is', async () => {
    const { first, second } = await centre();
    await rule();
    const id = await write({ first });
    await server.ctx.db
      .updateTable('routing.queue')
      .set({ emergencyClosed: true })
      .where('id', '=', second.id)
      .execute();
    await clocked(async () => {
      await pass(server, 120);
      await rule(makeRule({ afterSeconds: 60, set: { queue: second.id, tags: ['provata'] } }));
      await eventually(async () => (await contactRow(server, id)).tags).toEqual(['provata']);
      expect((await contactRow(server, id)).queueId).toBe(first.id);
      const { faults } = (await server.call(contract.getRules, {}, { as: await token('admin.read') })).body;
      expect(faults).toMatchObject([{ message: 'queue_closed' }]);
    });
    await rule();
  });
});

describe('the list', () => {
  test('is kept in versions with author, comment and difference, and put back', async () => {
    await rule();
    const admin = await server.makeStaff({ role: 'administrator', name: 'Ada Prova' });
    const now = (await server.call(contract.getRules, {}, as(admin))).body;
    const one = makeRule({ name: 'Prima' });
    const save = (version: number, rules: BusinessRule[], comment = '') =>
      server.call(contract.saveRules, { body: { version, calendarId: null, rules, comment } }, as(admin));
    const first = await save(now.version, [one], 'la prima');
    expect(first).toMatchObject({ status: 200, body: { version: now.version + 1, author: 'Ada Prova' } });
    const second = await save(first.body.version, [{ ...one, on: false }, makeRule({ name: 'Seconda' })]);
    expect(second.status).toBe(200);
    expect(await save(first.body.version, [])).toMatchObject({
      status: 409,
      body: { code: 'changed_meanwhile' },
    });
    const { body: versions } = await server.call(
      contract.listRuleVersions,
      { query: { limit: 1 } },
      as(admin),
    );
    expect(versions.items).toMatchObject([{ version: second.body.version, rules: 2 }]);
    const more = await server.call(
      contract.listRuleVersions,
      { query: { limit: 1, cursor: versions.next! } },
      as(admin),
    );
    expect(more.body.items).toMatchObject([{ version: first.body.version, comment: 'la prima' }]);
    const shown = await server.call(
      contract.getRuleVersion,
      { params: { version: String(second.body.version) } as never },
      as(admin),
    );
    expect(shown.body.changes).toMatchObject([
      { name: 'Prima', change: 'changed', fields: ['on'] },
      { name: 'Seconda', change: 'added', after: 2 },
    ]);
    const back = await server.call(
      contract.restoreRules,
      { params: { version: String(first.body.version) } as never, body: { comment: 'meglio prima' } },
      as(admin),
    );
    expect(back).toMatchObject({
      status: 200,
      body: { version: second.body.version + 1, restoredFrom: first.body.version, rules: [one] },
    });
    const { rows } = await sql<{ action: string; actor: string; reason: string | null }>`
      select action, actor, reason from platform.audit where object_type = 'rules' order by id desc limit 1`.execute(
      server.ctx.db,
    );
    expect(rows).toEqual([{ action: 'rules.restored', actor: `staff:${admin.id}`, reason: 'meglio prima' }]);
    await rule();
  });

  test('is read by those who see the configuration, and changed by those who administer all of routing', async () => {
    const auditor = await server.makeStaff({ role: 'auditor' });
    const agent = await server.makeStaff();
    const partly = await server.makeStaff({ role: 'administrator', serviceId: service });
    const body = { version: (await currentRules(server.ctx.db)).version, calendarId: null, rules: [] };
    expect((await server.call(contract.getRules, {}, as(auditor))).status).toBe(200);
    expect((await server.call(contract.saveRules, { body }, as(auditor))).status).toBe(403);
    expect((await server.call(contract.getRules, {}, as(agent))).status).toBe(403);
    expect((await server.call(contract.saveRules, { body }, as(partly))).status).toBe(403);
  });

  test('with something wrong in it is refused, naming rule and field', async () => {
    const admin = await server.makeStaff({ role: 'administrator' });
    const rules = [makeRule(), makeRule({ set: { queue: newId() } })];
    const body = { version: (await currentRules(server.ctx.db)).version, calendarId: null, rules };
    expect(await server.sending(contract.saveRules, { body }, as(admin))).toMatchObject({
      status: 422,
      body: { errors: [{ field: 'rules[1].set.queue' }] },
    });
  });
});

describe('the preview', () => {
  test('tells on which contacts of the last days each rule would have acted, and changes nothing', async () => {
    const { first, second } = await centre();
    await rule();
    const point = { what: 'entry_point', any: [first.entryPoint.id] } as const;
    const reclamo = makeRule({
      when: [point, { what: 'text', any: ['reclamo'] }],
      set: { queue: second.id },
    });
    const all = makeRule({ when: [point], set: { tags: ['tutti'] } });
    const waited = makeRule({ afterSeconds: 60, when: [point], set: { boostSeconds: 60 } });
    const id = await write({ first }, { text: 'Faccio reclamo' });
    await write({ first });
    await write({ first }, { at: new Date(server.clock.now().getTime() - 8 * 86_400_000) });
    server.clock.forward(120_000);
    const caller = await token('admin.read', 'contact.read');
    const ask = async (as_: Caller = caller, only: string | null = null) =>
      (
        await server.call(
          contract.previewRules,
          { body: { calendarId: null, rules: [reclamo, all, waited], rule: only } },
          { as: as_ },
        )
      ).body;
    const seen = await ask();
    expect(seen).toMatchObject({ matched: 2, moved: 1, complete: true, errors: [] });
    expect(seen.rules).toEqual([
      { rule: reclamo.id, met: 1, acted: 1 },
      { rule: all.id, met: 2, acted: 1 },
      { rule: waited.id, met: 2, acted: 2 },
    ]);
    expect(seen.items.find(({ contact }) => contact === id)).toMatchObject({
      queue: first.id,
      toQueue: second.id,
      rules: [reclamo.id, waited.id],
    });
    expect((await ask(caller, reclamo.id)).items).toHaveLength(1);
    expect(await contactRow(server, id)).toMatchObject({ queueId: first.id, tags: [] });
    // Who sees only another service learns nothing of these.
    const elsewhere = await server.makeToken(['admin.read', 'contact.read'], other);
    expect(await ask({ token: elsewhere.token })).toMatchObject({ matched: 0, items: [] });
    const blind = await server.makeToken(['admin.read']);
    expect(await ask({ token: blind.token })).toMatchObject({ examined: 0, matched: 0, items: [] });
  });

  test('says rule by rule what becomes of a contact that somebody makes up', async () => {
    const { second } = await centre();
    const rules = [
      makeRule({ on: false }),
      makeRule({ when: [{ what: 'channel', any: ['chat'] }] }),
      makeRule({
        when: [
          { what: 'language', any: ['en'] },
          { what: 'text', any: ['bill'], how: 'stems' },
        ],
        set: { requires: [{ skill, level: 3 }] },
      }),
      makeRule(),
      makeRule({ afterSeconds: 300, set: { queue: second.id } }),
    ];
    const ask = async (waitedSeconds: number) =>
      (
        await server.call(
          contract.testRules,
          {
            body: {
              calendarId: null,
              rules,
              sample: { channel: 'email', language: 'en', text: 'My bills', waitedSeconds },
            },
          },
          { as: await token('admin.read') },
        )
      ).body;
    const now = await ask(0);
    expect(now.trace.map(({ outcome, condition }) => [outcome, condition])).toEqual([
      ['off', null],
      ['unmet', 0],
      ['acted', null],
      ['not_reached', null],
      ['not_yet', null],
    ]);
    expect(now.set).toMatchObject({ queue: null, requires: [{ skill, level: 3 }] });
    const later = await ask(300);
    expect(later.trace.at(-1)!.outcome).toBe('acted');
    expect(later.set).toMatchObject({ queue: second.id, requires: [{ skill, level: 3 }] });
  });
});

describe('tags', () => {
  test('are set by who handles the contact, found by the list, and counted for those who may see them', async () => {
    const { first } = await centre();
    await rule();
    const id = await write({ first });
    const hand = await server.makeStaff({ serviceId: service });
    const stranger = await server.makeStaff({ serviceId: other });
    const set = (who: { session: string }, tags: string[]) =>
      server.call(contract.setContactTags, { params: { id }, body: { tags } }, as(who));
    expect(await set(hand, ['Guasto grave ', 'vip', 'vip'])).toMatchObject({
      status: 200,
      body: { tags: ['guasto grave', 'vip'] },
    });
    expect((await set(stranger, [])).status).toBe(404);
    expect((await set(hand, ['<b>'])).status).toBe(422);
    const found = async (who: { session: string }, tag: string) =>
      (await server.call(listContacts, { query: { tag } }, as(who))).body.items.map((one) => [
        one.id,
        one.tags,
      ]);
    expect(await found(hand, 'vip')).toEqual([[id, ['guasto grave', 'vip']]]);
    expect(await found(hand, 'guasto')).toEqual([]);
    expect(await found(stranger, 'vip')).toEqual([]);
    const counted = (await server.call(contract.listContactTags, {}, as(hand))).body.items;
    expect(counted).toContainEqual({ tag: 'vip', contacts: 1 });
    expect((await server.call(contract.listContactTags, {}, as(stranger))).body.items).not.toContainEqual({
      tag: 'vip',
      contacts: 1,
    });
  });
});
