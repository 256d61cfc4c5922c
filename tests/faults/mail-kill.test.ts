import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createTransport } from 'nodemailer';
import { afterAll, beforeAll, expect, it } from 'vitest';
import pg from 'pg';
import { setup } from '#contract/access.ts';
import { listEntryPoints, updateEntryPoint } from '#contract/entry-points.ts';
import type { Route } from '#contract/route.ts';
import { launchPostgres, type EmbeddedPostgres } from '#server/platform/postgres/index.ts';
import { writeMail } from '#tests/stories/mail.ts';
import { startServerProcess, waitFor, type ServerProcess } from '#tests/support/server-process.ts';

// Real processes: the server with its own embedded database is killed again and again while mails stream in.
const total = 240;
const lines = 4;
/** After so many mails answered with 250 in a round, the server is killed; then it is started again. */
const killAfter = [25, 40, 60];

let dataDir: string;
let server: ServerProcess;
let postgres: EmbeddedPostgres | null = null;
let client: pg.Client | null = null;

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(os.tmpdir(), 'filodiretto-test-'));
});
afterAll(async () => {
  await client?.end();
  await server?.stop();
  await postgres?.stop();
  await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
});

async function call<T>(route: Route, params: Record<string, string>, body?: unknown): Promise<T> {
  const where = route.path.replace(/:(\w+)/g, (_, name: string) => params[name]!);
  const response = await fetch(new URL(where, server.url), {
    method: route.method,
    headers: {
      authorization: `Bearer ${server.token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${route.path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

/** Sends over several connections until all are accepted, the server is gone, or enough have been accepted. */
async function stream(
  waiting: Map<string, string>,
  to: string,
  onAccepted: (id: string) => void,
): Promise<void> {
  const queue = [...waiting];
  await Promise.all(
    Array.from({ length: lines }, async () => {
      const transport = createTransport({
        host: '127.0.0.1',
        port: server.smtpPort,
        pool: true,
        maxConnections: 1,
        ignoreTLS: true,
      });
      try {
        for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
          const [id, raw] = next;
          await transport.sendMail({ envelope: { from: 'ada@example.org', to: [to] }, raw });
          onAccepted(id);
        }
      } catch {
        // The server is gone: as a mail server would, what was not answered with 250 is sent again later.
      } finally {
        transport.close();
      }
    }),
  );
}

it(
  'loses and doubles nothing when the server is killed while mails stream in',
  { timeout: 300_000 },
  async () => {
    server = await startServerProcess({ dataDir });
    const to = 'sportello@example.com';
    await call(
      setup,
      {},
      {
        organisation: 'Acque di Prova',
        name: 'Prima Persona',
        email: 'prima@example.org',
        password: 'a password of the test',
        mailbox: to,
      },
    );
    const { items } = await call<{ items: { id: string; channel: string; settings: object }[] }>(
      listEntryPoints,
      {},
    );
    const { id: entryPoint, ...settings } = items.find((one) => one.channel === 'email')!;
    await call(
      updateEntryPoint,
      { id: entryPoint },
      { ...settings, settings: { ...settings.settings, acknowledge: true } },
    );

    const waiting = new Map<string, string>();
    for (let number = 0; number < total; number += 1) {
      const id = `<stream.${number}@example.net>`;
      // Every third is large enough to go through the file store.
      const text = number % 3 === 0 ? `Ecco: ${'parole '.repeat(60_000)}` : 'Buongiorno.';
      waiting.set(
        id,
        writeMail({ id, to, from: `cliente${number}@example.org`, subject: `Mail ${number}`, text }),
      );
    }
    const accepted = new Set<string>();
    for (const limit of [...killAfter, Number.POSITIVE_INFINITY]) {
      let round = 0;
      const killing: Promise<void>[] = [];
      await stream(waiting, to, (id) => {
        accepted.add(id);
        waiting.delete(id);
        round += 1;
        if (round === limit) killing.push(server.kill());
      });
      if (killing.length === 0) break;
      await Promise.all(killing);
      server = await startServerProcess({ dataDir });
    }
    expect(accepted.size).toBe(total);

    postgres = await launchPostgres({ dir: path.join(dataDir, 'postgres') });
    client = new pg.Client({ connectionString: postgres.url });
    await client.connect();
    const ask = async <T extends object>(text: string) => (await client!.query<T>(text)).rows;
    const count = async (text: string) =>
      Number((await ask<{ count: string }>(`select count(*) ${text}`))[0]!.count);
    await waitFor(async () => (await count(`from email.raw where state = 'new'`)) === 0, 60_000, 'filing');
    // A job that a killed process held is taken up again when its worker has not been seen for a while.
    await waitFor(
      async () => (await count('from graphile_worker.jobs')) === 0,
      120_000,
      'the end of all jobs',
    );

    const messages = await ask<{ id: string; times: number }>(
      `select message_id as id, count(*)::int as times from contacts.message where direction = 'in' group by 1`,
    );
    expect(messages.filter((one) => one.times !== 1)).toEqual([]);
    expect(new Set(messages.map((one) => one.id))).toEqual(accepted);
    expect(await count(`from email.raw where state = 'quarantined'`)).toBe(0);

    const contacts = await ask<{ state: string; count: number }>(
      'select state, count(*)::int as count from contacts.contact group by 1',
    );
    expect(contacts).toEqual([{ state: 'queued', count: total }]);
    expect(
      await count(
        `from contacts.contact c where not exists (select from contacts.leg l where l.contact_id = c.id and l.kind = 'queue' and l.ended_at is null)`,
      ),
    ).toBe(0);
    expect(await count(`from routing.work_item where state = 'waiting'`)).toBe(total);

    // Each was confirmed, and each confirmation left once.
    expect(await count('from email.outbox')).toBe(total);
    expect(await count(`from email.outbound where state <> 'sent'`)).toBe(0);
    expect(await count('from email.outbound')).toBe(total);
    expect(await count(`from contacts.message where direction = 'out' and delivery <> 'sent'`)).toBe(0);
  },
);
