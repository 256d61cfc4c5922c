// npm run bench -- --only offer-latency: how soon after the mail server has said "accepted" a desk is offered the
// contact, with agents who accept, work a moment, finish and wrap up.
import nodemailer from 'nodemailer';
import { acceptOffer, finishContact, wrapUpContact } from '#contract/handling.ts';
import { openDesk } from './support/desk.ts';
import { generateMail, seededRng } from './support/mail-generator.ts';
import { cpuSeconds, mostResidentMb } from './support/processes.ts';
import { figuresTable, ms, quantile, table, timesHead, timesRow } from './support/report.ts';
import { inWorld, makeOrganisation, type World } from './support/world.ts';

const rate = Number(process.env['BENCH_RATE'] ?? 20);
const seconds = Number(process.env['BENCH_SECONDS'] ?? 90);
const agents = 30;
const handlingMilliseconds = 600;

const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

await inWorld({}, measure);

async function measure(world: World): Promise<void> {
  const organisation = await makeOrganisation(world, { agents, capacity: { email: 3, chat: 3 } });

  const offeredAt = new Map<string, number>();
  const handled: number[] = [];
  const troubles: string[] = [];

  async function handle(agent: { id: string; session: string }, offer: string, contact: string) {
    const begin = performance.now();
    await world.call(acceptOffer, { params: { id: offer } }, agent);
    handled.push(performance.now() - begin);
    await sleep(handlingMilliseconds);
    await world.call(finishContact, { params: { id: contact } }, agent);
    const { outcome, classification } = organisation;
    await world.call(wrapUpContact, { params: { id: contact }, body: { outcome, classification } }, agent);
  }

  const desks = await Promise.all(
    organisation.agents.map((agent) =>
      openDesk(world, agent, (event, at) => {
        if (event.kind !== 'contact.offered' || event.data['agent'] !== agent.id) return;
        const contact = String(event.data['contact']);
        if (!offeredAt.has(contact)) offeredAt.set(contact, at);
        handle(agent, String(event.data['offer']), contact).catch((error: unknown) =>
          troubles.push((error as Error).message),
        );
      }),
    ),
  );

  const transport = nodemailer.createTransport({
    host: '127.0.0.1',
    port: world.server.smtpPort,
    pool: true,
    maxConnections: 8,
    maxMessages: 1000,
    ignoreTLS: true,
  });
  const rng = seededRng(20_260_101);
  const acceptedAt = new Map<string, number>();
  const total = rate * seconds;
  const cpuBefore = {
    server: cpuSeconds(world.server.child.pid!),
    database: cpuSeconds(world.postgresPid()),
  };
  const began = performance.now();
  const sending: Promise<void>[] = [];
  for (let number = 0; number < total; number += 1) {
    const wait = began + (number * 1000) / rate - performance.now();
    if (wait > 0) await sleep(wait);
    const messageId = `<offer-${number}@example.org>`;
    const from = { name: `Cliente ${number % 400}`, address: `cliente${number % 400}@example.org` };
    const raw = generateMail(rng, { to: organisation.mailbox, from, messageId });
    sending.push(
      transport.sendMail({ envelope: { from: from.address, to: organisation.mailbox }, raw }).then(
        () => void acceptedAt.set(messageId, performance.now()),
        (error: unknown) => void troubles.push((error as Error).message),
      ),
    );
  }
  await Promise.all(sending);
  const took = (performance.now() - began) / 1000;
  for (let wait = 0; wait < 30_000 && offeredAt.size < total; wait += 100) await sleep(100);
  const cpu = {
    server: cpuSeconds(world.server.child.pid!) - cpuBefore.server,
    database: cpuSeconds(world.postgresPid()) - cpuBefore.database,
  };
  await sleep(handlingMilliseconds + 500);

  const rows = await world.ctx.db
    .selectFrom('contacts.message as m')
    .innerJoin('email.raw as r', 'r.headerMessageId', 'm.messageId')
    .innerJoin('contacts.leg as l', (join) =>
      join.onRef('l.contactId', '=', 'm.contactId').on('l.kind', '=', 'offer'),
    )
    .select(['m.messageId', 'm.contactId', 'r.receivedAt', 'r.filedAt', 'l.startedAt'])
    .where('m.direction', '=', 'in')
    .execute();
  const filing: number[] = [];
  const offering: number[] = [];
  const times: number[] = [];
  for (const { messageId, contactId, receivedAt, filedAt, startedAt } of rows) {
    filing.push(filedAt!.getTime() - receivedAt.getTime());
    offering.push(startedAt.getTime() - filedAt!.getTime());
    const accepted = acceptedAt.get(messageId ?? '');
    const offered = offeredAt.get(contactId ?? '');
    if (accepted !== undefined && offered !== undefined) times.push(offered - accepted);
  }
  const p95 = quantile(times, 0.95);
  console.log(
    figuresTable([
      {
        what: `Offer at the desk after the mail is accepted, p95, at ${rate} mails/s`,
        asked: '≤ 300 ms',
        measured: `${ms(p95)} (p50 ${ms(quantile(times, 0.5))})`,
        met: p95 <= 300 && times.length === total,
      },
      {
        what: 'Mails sent, accepted, offered',
        asked: 'all',
        measured: `${total}, ${acceptedAt.size}, ${times.length} in ${took.toFixed(0)} s`,
        met: acceptedAt.size === total && times.length === total,
      },
      {
        what: 'Mails refused, requests of agents that failed',
        asked: '0',
        measured: String(troubles.length),
        met: troubles.length === 0,
      },
    ]),
  );
  console.log(
    `\n${table([timesRow('250 answer to `contact.offered`', times), timesRow('… from received to filed, by the database', filing), timesRow('… from filed to the decision to offer', offering), timesRow('Accept, as the desk sees it', handled)], timesHead)}`,
  );
  console.log(
    `\n${agents} desks connected, each mail handled for ${handlingMilliseconds} ms and wrapped up. ` +
      `Processor per mail: server ${ms((cpu.server * 1000) / total)}, database ${ms((cpu.database * 1000) / total)} ` +
      `(all agents' work included). Most resident memory of the server: ${mostResidentMb(world.server.child.pid!).toFixed(0)} MB. ` +
      'A negative time means that the offer was on the desk before the sender had read the answer.',
  );
  if (troubles.length > 0) {
    console.log(`\nFirst trouble: ${troubles[0]}`);
    process.stderr.write(world.server.output().slice(-4000));
  }
  for (const desk of desks) desk.close();
  transport.close();
}
