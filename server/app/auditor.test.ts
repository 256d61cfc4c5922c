import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listReads, listTokens } from '#contract/access.ts';
import { createWebhook, listDeliveries, listWebhooks } from '#contract/automation.ts';
import { getCustomer } from '#contract/customers.ts';
import { createMailbox, getQuarantined, listMailboxes, listQuarantine } from '#contract/email.ts';
import { email } from '#server/channels/index.ts';
import { sql } from '#server/platform/index.ts';
import { makeCustomer } from '#tests/stories/contacts.ts';
import { allFiled, makeMailbox } from '#tests/stories/mail.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';
import { routesOf } from './modules.ts';

let one: TestServer;
let auditor: { session: string };
let admin: { session: string };
let service: string;
beforeAll(async () => {
  one = await testServer(routesOf());
  auditor = await one.makeStaff({ role: 'auditor' });
  admin = await one.makeStaff({ role: 'administrator' });
  service = await one.makeService();
});
afterAll(() => one?.stop());

describe('the read-only auditor', () => {
  it('reads every list that the administration shows', async () => {
    const lists = routesOf()
      .map(({ route }) => route)
      .filter(
        ({ method, path, permission }) =>
          method === 'GET' && permission === 'admin.read' && !/[:]/.test(path),
      );
    expect(lists.length).toBeGreaterThan(10);
    const answers = await Promise.all(
      lists.map(async (route) => [route.path, (await one.sending(route, {}, { as: auditor })).status]),
    );
    expect(answers).toEqual(answers.map(([path]) => [path, 200]));
  });

  it('changes nothing: every operation that writes by a permission is refused', async () => {
    // With a permission to read one asks a question by POST, or notes that oneself has seen something.
    const harmless = /^(signed-in|public|[a-z]+\.(read|export))$/;
    const writes = routesOf()
      .map(({ route }) => route)
      .filter(
        ({ method, permission, orPermission = permission }) =>
          method !== 'GET' && !harmless.test(permission) && !harmless.test(orPermission),
      );
    expect(writes.length).toBeGreaterThan(60);
    const params = { id: crypto.randomUUID(), kind: 'reply' };
    const answers = await Promise.all(
      writes.map(async (route) => [
        `${route.method} ${route.path}`,
        (await one.sending(route, { params }, { as: auditor })).status,
      ]),
    );
    expect(answers).toEqual(answers.map(([operation]) => [operation, 403]));
  });

  it('sees tokens without their values, and of webhooks neither secret nor the path of the address', async () => {
    const { token } = await one.makeToken(['contact.read']);
    const hook = await one.call(
      createWebhook,
      { body: { name: 'CRM', url: 'https://hooks.example.org/in/7391-secret?key=s3cret', events: ['*'] } },
      { as: admin },
    );
    expect(hook.status).toBe(201);
    const tokens = await one.call(listTokens, {}, { as: auditor });
    expect(tokens.body.items).toHaveLength(1);
    const hooks = await one.call(listWebhooks, {}, { as: auditor });
    expect(hooks.body.items).toMatchObject([{ name: 'CRM', url: 'https://hooks.example.org/…' }]);
    const deliveries = await one.call(
      listDeliveries,
      { params: { id: hook.body.id }, query: {} },
      { as: auditor },
    );
    expect(deliveries.status).toBe(200);
    const shown = JSON.stringify([tokens.body, hooks.body, deliveries.body]);
    for (const secret of [token, hook.body.secret, '7391', 's3cret']) expect(shown).not.toContain(secret);
    expect((await one.call(listWebhooks, {}, { as: admin })).body.items[0]!.url).toContain('7391-secret');
  });

  it('sees that a mail is in the quarantine and why; its text is for who looks after the quarantine', async () => {
    const entry = await makeMailbox(one.ctx.db, service);
    const intake = email.startIntake(one.ctx);
    try {
      await intake.accept({
        content: Buffer.from('From: ada@example.org\r\nSubject: Bolletta\r\n\r\nil mio segreto'),
        entryPointId: entry.id,
        source: 'smtp',
        envelopeFrom: 'ada@example.org',
        envelopeTo: [entry.address],
      });
      await allFiled(one.ctx.db);
    } finally {
      await intake.stop();
    }
    await sql`update email.raw set state = 'quarantined', reason = 'cannot be read', reason_code = 'unparsable'`.execute(
      one.ctx.db,
    );
    const listed = await one.call(listQuarantine, { query: {} }, { as: auditor });
    expect(listed.body.items).toMatchObject([{ subject: 'Bolletta', reasonCode: 'unparsable' }]);
    expect(JSON.stringify(listed.body)).not.toContain('segreto');
    const params = { id: listed.body.items[0]!.id };
    expect((await one.sending(getQuarantined, { params }, { as: auditor })).status).toBe(403);
    expect((await one.call(getQuarantined, { params }, { as: admin })).body.raw).toContain('segreto');
    const elsewhere = await one.makeStaff({ role: 'auditor', serviceId: await one.makeService() });
    expect((await one.call(listQuarantine, { query: {} }, { as: elsewhere })).body.items).toEqual([]);
    const { token } = await one.makeToken(['email.quarantine']);
    expect((await one.call(listQuarantine, { query: {} }, { as: { token } })).body.items).toHaveLength(1);
  });

  it('sees who looked at which customer, by name and number, and from where', async () => {
    const customer = await makeCustomer(one.ctx.db, 'Nicolò Perché');
    const agent = await one.makeStaff({ name: 'Anna Prova' });
    expect((await one.call(getCustomer, { params: { id: customer } }, { as: agent })).status).toBe(200);
    const { body } = await one.call(listReads, { query: { customer } }, { as: auditor });
    const { number } = await one.ctx.db
      .selectFrom('customers.customer')
      .select('number')
      .where('id', '=', customer)
      .executeTakeFirstOrThrow();
    expect(body.items).toMatchObject([
      {
        actorName: 'Anna Prova',
        customerId: customer,
        customerName: 'Nicolò Perché',
        customerNumber: number,
        ip: '127.0.0.1',
      },
    ]);
    // Who may read the log but no customer learns that somebody was looked at, not who.
    const { token } = await one.makeToken(['audit.read']);
    const bare = await one.call(listReads, { query: { customer } }, { as: { token } });
    expect(bare.body.items).toMatchObject([{ customerName: null, customerNumber: null }]);
  });

  it('sees mailboxes without their passwords', async () => {
    const entry = await makeMailbox(one.ctx.db, service);
    await one.call(
      createMailbox,
      {
        body: {
          entryPointId: entry.id,
          host: 'imap.example.org',
          port: 993,
          username: 'casella',
          password: 'la parola 7391',
        },
      },
      { as: admin },
    );
    const listed = await one.call(listMailboxes, {}, { as: auditor });
    expect(listed.body.items).toMatchObject([{ username: 'casella' }]);
    expect(JSON.stringify(listed.body)).not.toMatch(/password|7391/);
  });
});
