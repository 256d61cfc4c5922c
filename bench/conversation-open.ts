// npm run bench -- --only conversation-open: what a desk waits for when it opens a conversation, over HTTP, with
// 200,000 contacts in the database.
import { getConversation, listMessages } from '#contract/conversations.ts';
import { createStaffMember, ensureBuiltInRoles, openSession } from '#server/access/index.ts';
import { sql } from '#server/platform/index.ts';
import { figuresTable, ms, quantile, table, timesHead, timesRow } from './support/report.ts';
import { seedContacts, type Seeded } from './support/seed-contacts.ts';
import { inWorld, type World } from './support/world.ts';

const contacts = Number(process.env['BENCH_CONTACTS'] ?? 200_000);
const opened = 1000;

let seeded: Seeded;
const begin = performance.now();
await inWorld({ seed: async (url) => (seeded = await seedContacts(url, contacts)) }, measure);

async function measure(world: World): Promise<void> {
  const seeding = (performance.now() - begin) / 1000;
  const { ctx } = world;
  // An agent of one service, so that the permission filter has something to decide.
  const [service] = seeded.services;
  const agent = await ctx.tx(async (tx) => {
    const roles = await ensureBuiltInRoles(tx);
    const { id } = await createStaffMember(tx, ctx, {
      email: 'agente@example.org',
      name: 'Agente',
      publicName: 'Agente',
      teamId: null,
      grants: [{ roleId: roles['agent']!, serviceId: service!, teamId: null }],
    });
    return { session: (await openSession(tx, ctx, id, { ip: '127.0.0.1', userAgent: 'bench' })).secret };
  });
  const { rows } = await sql<{ id: string }>`
    select id from contacts.conversation where service_id = ${service} order by md5(id::text) limit ${opened}`.execute(
    ctx.db,
  );
  const parts = { conversation: [] as number[], messages: [] as number[] };
  const open = async (id: string): Promise<number> => {
    const start = performance.now();
    const timed = async (work: Promise<unknown>, into: number[]) => {
      await work;
      into.push(performance.now() - start);
    };
    await Promise.all([
      timed(world.call(getConversation, { params: { id } }, agent), parts.conversation),
      timed(world.call(listMessages, { params: { id }, query: {} }, agent), parts.messages),
    ]);
    return performance.now() - start;
  };
  for (const { id } of rows.slice(0, 50)) await open(id);
  parts.conversation.length = 0;
  parts.messages.length = 0;
  const alone: number[] = [];
  for (const { id } of rows) alone.push(await open(id));
  const split = { conversation: [...parts.conversation], messages: [...parts.messages] };
  // Four desks that open one conversation after the other without a pause: more than a hundred people do.
  const busy: number[] = [];
  const queue = [...rows];
  await Promise.all(
    Array.from({ length: 4 }, async () => {
      for (let next = queue.pop(); next !== undefined; next = queue.pop()) busy.push(await open(next.id));
    }),
  );
  const p95 = quantile(alone, 0.95);
  console.log(
    figuresTable([
      {
        what: `Opening a conversation (with its messages, over HTTP), p95, ${contacts.toLocaleString('en')} contacts`,
        asked: '≤ 60 ms',
        measured: `${ms(p95)} (p50 ${ms(quantile(alone, 0.5))})`,
        met: p95 <= 60,
      },
    ]),
  );
  console.log(
    `\n${table(
      [
        timesRow('One after the other: both requests', alone),
        timesRow('… the conversation', split.conversation),
        timesRow('… its messages', split.messages),
        timesRow('Four at once without a pause: both requests', busy),
      ],
      timesHead,
    )}`,
  );
  console.log(
    `\n${seeded.messages.toLocaleString('en')} messages, ${seeded.customers.toLocaleString('en')} customers; filled and started in ${seeding.toFixed(0)} s. ` +
      'The times are what the caller measures, so they hold the connection, the answer and its reading too.',
  );
}
