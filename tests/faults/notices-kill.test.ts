import { afterAll, beforeAll, expect, test } from 'vitest';
import { SMTPServer } from 'smtp-server';
import pg from 'pg';
import { setup } from '#contract/access.ts';
import { openCase, updateCase } from '#contract/cases.ts';
import { createCustomer } from '#contract/customers.ts';
import { getTellingSettings, putTellingSettings } from '#contract/telling.ts';
import { callServer } from '#tests/support/api.ts';
import { testDatabase } from '#tests/support/database.ts';
import { startServerProcess, waitFor, type ServerProcess } from '#tests/support/server-process.ts';

// A real server is killed again and again while it tells customers what became of their cases, and what counts is what
// a real SMTP server got.
const total = 24;
/** After so many mails in a round the server is killed: before its mail is answered with 250, or just after. */
const kills = [
  { after: 3, answered: false },
  { after: 4, answered: true },
  { after: 1, answered: false },
  { after: 5, answered: true },
] as const;

let database: Awaited<ReturnType<typeof testDatabase>>;
let client: pg.Client;
let server: ServerProcess;
let relay: SMTPServer;
/** Every mail that came, in order, also those whose sender was killed before it heard our answer. */
const got: { id: string; text: string }[] = [];
let inRound = 0;
let plan: (typeof kills)[number] | null = null;
let dying: Promise<void> | null = null;

const headerOf = (raw: string, name: string) => new RegExp(`^${name}:\\s*(\\S+)`, 'im').exec(raw)?.[1] ?? '';

beforeAll(async () => {
  database = await testDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  relay = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    onData(stream, _session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('error', () => undefined);
      stream.on('end', () => {
        const raw = Buffer.concat(chunks).toString('utf8');
        got.push({ id: headerOf(raw, 'Message-ID'), text: raw });
        inRound += 1;
        const now = plan !== null && dying === null && inRound >= plan.after;
        if (!now) {
          done();
          return;
        }
        // Killed with the mail in its hands, or with our 250 on the way to it.
        if (plan!.answered) done();
        dying = server.kill();
      });
    },
  });
  relay.on('error', () => undefined);
  await new Promise<void>((resolve) => {
    relay.listen(0, '127.0.0.1', resolve);
  });
});
afterAll(async () => {
  if (server?.child.exitCode === null && server.child.signalCode === null) await server.stop();
  await new Promise<void>((resolve) => relay.close(() => resolve()));
  await client.end();
  await database.drop();
});

const ask = async <T extends object>(text: string) => (await client.query<T>(text)).rows;
const count = async (text: string) =>
  Number((await ask<{ count: string }>(`select count(*) ${text}`))[0]!.count);
const start = async () => {
  inRound = 0;
  dying = null;
  server = await startServerProcess({
    env: {
      DATABASE_URL: database.url,
      FILO_SECRET: 'one secret for all its lives, as the manual says',
      FILO_RELAY_URL: `smtp://127.0.0.1:${(relay.server.address() as { port: number }).port}?ignoreTLS=true`,
    },
  });
};

test(
  'every notice leaves once and none is lost when the server is killed while it sends',
  { timeout: 480_000 },
  async () => {
    await start();
    const as = { token: server.token };
    await callServer(
      server.url,
      setup,
      {
        body: {
          organisation: 'Acque di Prova',
          name: 'Prima Persona',
          email: 'prima@example.org',
          password: 'a password of the test',
          mailbox: 'sportello@example.com',
        },
      },
      as,
    );
    const settings = await callServer(server.url, getTellingSettings, {}, as);
    // Nothing leaves by itself until all of them are due.
    await callServer(server.url, putTellingSettings, { body: { ...settings, waitMinutes: 1440 } }, as);
    const [service] = await ask<{ id: string }>('select id from access.service limit 1');
    const numbers: string[] = [];
    for (let index = 0; index < total; index += 1) {
      const customer = await callServer(
        server.url,
        createCustomer,
        {
          body: {
            name: `Ada Prova ${index}`,
            identities: [{ type: 'email', value: `ada${index}@example.org` }],
          } as never,
        },
        as,
      );
      const one = await callServer(
        server.url,
        openCase,
        {
          body: {
            type: 'complaint',
            subject: 'Perdita',
            customer: customer.id,
            service: service!.id,
            tellCustomer: false,
          },
        },
        as,
      );
      await callServer(
        server.url,
        updateCase,
        { params: { id: one.id }, body: { status: 'closed', resolution: 'Fatto.' } },
        as,
      );
      numbers.push(one.number);
    }
    expect(await count(`from cases.notice where state = 'planned'`)).toBe(total);
    await server.kill();
    await ask(`update cases.notice set due_at = now() - interval '1 minute'`);

    for (const one of kills) {
      plan = one;
      await start();
      await waitFor(() => dying !== null, 120_000, 'a mail on which the server is killed');
      await dying;
      // What was decided is whole: a notice that counts as sent has its message, its mail and its line on the case.
      expect(
        await count(`from cases.notice as n where (n.state = 'sent') <> (n.message_id is not null)
          or n.state = 'sent' and (not exists (select from email.outbound as o where o.id = n.message_id)
            or not exists (select from cases.entry as e where e.case_id = n.case_id and e.data ->> 'notice' = n.id::text))`),
      ).toBe(0);
    }
    plan = null;
    await start();
    // A job that a killed process held is taken up again when its worker has not been seen for a while.
    await waitFor(
      async () =>
        (await count(`from cases.notice where state <> 'sent'`)) === 0 &&
        (await count(`from email.outbound where state <> 'sent'`)) === 0,
      240_000,
      'the end of all notices',
    );

    // None is lost: each case was told of, in one message of its own, however often that was handed over.
    const messages = new Map(got.map(({ id, text }) => [id, text]));
    const about = [...messages.values()].map((text) => numbers.filter((number) => text.includes(number)));
    expect(about.every((found) => found.length === 1)).toBe(true);
    expect(about.flat().toSorted()).toEqual(numbers.toSorted());
    expect(await count('from cases.notice')).toBe(total);
    expect(await count(`from contacts.message where direction = 'out'`)).toBe(total);

    // Where a mail came again it is the same one by its Message-ID, which is how mail servers know it; and only one
    // whose sender was killed between handing it over and writing down that it had.
    const copies = got.length - messages.size;
    const [tried] = await ask<{ again: string }>(
      'select coalesce(sum(attempts - 1), 0)::text as again from email.outbound',
    );
    expect(copies).toBeLessThanOrEqual(Number(tried!.again));
    // The server works on a few mails at once; each kill can catch no more than those.
    expect(copies).toBeLessThanOrEqual(kills.length * 5);
  },
);
