// npm run bench -- --only mail-intake: how fast mails become routed contacts, and what each costs the processor.
// The generator is this process and is not counted; the server and its database are processes of their own.
import { createTransport } from 'nodemailer';
import { sql } from '#server/platform/index.ts';
import { generateMail, seededRng, type ReplyTarget } from './support/mail-generator.ts';
import { cpuSeconds, mostResidentMb } from './support/processes.ts';
import { figuresTable, ms, table } from './support/report.ts';
import { inWorld, makeOrganisation, type World } from './support/world.ts';

const total = Number(process.env['BENCH_MAILS'] ?? 5000);
const connections = 8;
const writers = 1500;
/** One mail in five answers an earlier one of the same writer. */
const replyShare = 0.2;

interface Mail {
  id: string;
  from: string;
  raw: Buffer;
}

function generate(to: string): Mail[] {
  const rng = seededRng(20_260_102);
  const earlier = new Map<string, ReplyTarget>();
  return Array.from({ length: total }, (_, number): Mail => {
    const who = Math.floor(rng() * writers);
    const from = { name: `Cliente ${who}`, address: `cliente${who}@example.org` };
    const id = `<intake-${number}@example.org>`;
    const before = earlier.get(from.address);
    const replyTo = before !== undefined && rng() < replyShare ? before : undefined;
    const raw = generateMail(rng, {
      to,
      from,
      messageId: id,
      ...(replyTo === undefined ? {} : { replyTo }),
    });
    const references = replyTo === undefined ? [] : [...(replyTo.references ?? []), replyTo.messageId];
    earlier.set(from.address, { messageId: id, references, subject: replyTo?.subject ?? 'Domanda', from });
    return { id, from: from.address, raw };
  });
}

async function send(port: number, to: string, mails: readonly Mail[]): Promise<number> {
  const transport = createTransport({
    host: '127.0.0.1',
    port,
    pool: true,
    maxConnections: connections,
    maxMessages: Number.POSITIVE_INFINITY,
    ignoreTLS: true,
  });
  let accepted = 0;
  await Promise.all(
    mails.map(async ({ from, raw }) => {
      await transport.sendMail({ envelope: { from, to: [to] }, raw });
      accepted += 1;
    }),
  );
  transport.close();
  return accepted;
}

const count = async (world: World, what: 'new' | 'filed') => {
  const { rows } = await sql<{
    count: number;
  }>`select count(*) as count from email.raw where state = ${what}`.execute(world.ctx.db);
  return rows[0]!.count;
};
const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

await inWorld({}, measure);

async function measure(world: World): Promise<void> {
  const { mailbox } = await makeOrganisation(world, { agents: 0, capacity: { email: 3, chat: 3 } });
  const mails = generate(mailbox);
  const size = mails.reduce((sum, mail) => sum + mail.raw.length, 0);
  // Code is compiled and caches are filled as in a server that has run for a minute.
  const warm = mails.splice(0, Math.min(200, Math.floor(total / 10)));
  await send(world.server.smtpPort, mailbox, warm);
  while ((await count(world, 'new')) > 0) await sleep(100);
  await sleep(1000);

  const pids = { server: world.server.child.pid!, database: world.postgresPid() };
  const before = { server: cpuSeconds(pids.server), database: cpuSeconds(pids.database) };
  const began = performance.now();
  const accepted = await send(world.server.smtpPort, mailbox, mails);
  const acceptedAfter = (performance.now() - began) / 1000;
  while ((await count(world, 'new')) > 0) await sleep(50);
  const took = (performance.now() - began) / 1000;
  // What follows from the mails (events told, routing) is paid for by them as well.
  await sleep(1500);
  const cpu = {
    server: ((cpuSeconds(pids.server) - before.server) * 1000) / mails.length,
    database: ((cpuSeconds(pids.database) - before.database) * 1000) / mails.length,
  };
  const filed = (await count(world, 'filed')) - warm.length;
  const { rows } = await sql<{ routed: number; contacts: number }>`
    select (select count(*) from routing.work_item) as routed, (select count(*) from contacts.contact) as contacts`.execute(
    world.ctx.db,
  );
  const { routed, contacts } = rows[0]!;
  const rate = mails.length / took;
  const each = cpu.server + cpu.database;
  console.log(
    figuresTable([
      {
        what: 'Mails accepted and turned into routed contacts, sustained',
        asked: '≥ 100/s',
        measured: `${rate.toFixed(0)}/s over ${mails.length.toLocaleString('en')} mails`,
        met: rate >= 100,
      },
      {
        what: 'Processor per mail, server and database',
        asked: '≤ 12 ms',
        measured: `${ms(each)} (server ${ms(cpu.server)}, database ${ms(cpu.database)})`,
        met: each <= 12,
      },
      {
        what: 'Mails accepted, filed; contacts, routed',
        asked: 'all',
        measured: `${accepted}, ${filed}; ${contacts}, ${routed}`,
        met: accepted === mails.length && filed === mails.length && contacts === routed,
      },
    ]),
  );
  console.log(
    `\n${table(
      [
        ['All answered with 250 after', `${acceptedAfter.toFixed(1)} s`],
        ['All filed after', `${took.toFixed(1)} s`],
        ['Mean size of a mail', `${(size / total / 1000).toFixed(1)} kB`],
        ['Most resident memory of the server', `${mostResidentMb(pids.server).toFixed(0)} MB`],
      ],
      '| Also | |',
    )}`,
  );
}
