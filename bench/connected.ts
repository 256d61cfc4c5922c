// npm run bench -- --only connected: a server with 100 desks and 500 open chats, lines flowing both ways: how much
// memory it holds, and how soon a line is on the other side.
import WebSocket from 'ws';
import { listMessages, sendMessage } from '#contract/conversations.ts';
import { acceptOffer } from '#contract/handling.ts';
import type { FromVisitor, ToVisitor } from '#contract/widget.ts';
import { openDesk } from './support/desk.ts';
import { cpuSeconds, mostResidentMb, residentMb } from './support/processes.ts';
import { figuresTable, quantile, table, timesHead, timesRow } from './support/report.ts';
import { inWorld, makeOrganisation, type World } from './support/world.ts';

const desks = 100;
const chats = Number(process.env['BENCH_CHATS'] ?? 500);
const seconds = Number(process.env['BENCH_SECONDS'] ?? 90);
/** A line of a visitor, and one of an agent, every so often in each chat. */
const lineMilliseconds = 30_000;
const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

interface Chat {
  number: number;
  send(frame: FromVisitor): void;
  state: string;
  agent: { id: string; session: string } | null;
  conversation: string | null;
}

await inWorld({}, measure);

async function measure(world: World): Promise<void> {
  const server = world.server.child.pid!;
  const bare = residentMb(server);
  const organisation = await makeOrganisation(world, { agents: desks, capacity: { email: 1, chat: 5 } });
  const troubles: string[] = [];
  const trouble = (error: unknown) => void troubles.push((error as Error).message);
  const toDesk: number[] = [];
  const toVisitor: number[] = [];
  const answering: number[] = [];
  const said = new Map<string, number>();
  const heardAt = new Map<string, number>();
  const opened: Chat[] = [];

  // What a desk does: takes what it is offered, reads what is new in its own conversations.
  const connected = [];
  for (const agent of organisation.agents) {
    const own = new Set<string>();
    connected.push(
      await openDesk(world, agent, (event, at) => {
        if (event.kind === 'contact.offered' && event.data['agent'] === agent.id) {
          world
            .call(acceptOffer, { params: { id: String(event.data['offer']) } }, agent)
            .then(({ conversation }) => void own.add(conversation), trouble);
        }
        const conversation = String(event.data['conversation']);
        if (event.kind !== 'message.added' || event.data['direction'] !== 'in' || !own.has(conversation))
          return;
        const key = `${conversation} ${String(event.data['seq'])}`;
        const begin = said.get(key);
        if (begin !== undefined) toDesk.push(at - begin);
        else heardAt.set(key, at);
        world
          .call(
            listMessages,
            { params: { id: conversation }, query: { after: Number(event.data['seq']) - 1 } },
            agent,
          )
          .catch(trouble);
      }),
    );
  }
  const withDesks = residentMb(server);

  let answers = 0;
  const openChat = (number: number) =>
    new Promise<Chat>((resolve, reject) => {
      // Each visitor has an address of their own, as the proxy in front would tell.
      const address = `127.9.${Math.floor(number / 250)}.${1 + (number % 250)}`;
      const socket = new WebSocket(
        `${world.server.url.replace(/^http/, 'ws')}/api/v1/public/chats/${organisation.chat}/socket`,
        { headers: { 'x-forwarded-for': address } },
      );
      const sent = new Map<string, number>();
      const chat: Chat = {
        number,
        state: '',
        agent: null,
        conversation: null,
        send(frame) {
          if (frame.type === 'send') sent.set(frame.clientId, performance.now());
          socket.send(JSON.stringify(frame));
        },
      };
      socket.on('error', reject);
      socket.on('open', () =>
        chat.send({
          type: 'hello',
          prefill: { name: `Visitatore ${number}`, email: '', question: '' },
          page: { url: 'https://www.example.org/contatti', title: 'Contatti' },
        }),
      );
      socket.on('message', (data) => {
        const at = performance.now();
        const frame = JSON.parse(String(data)) as ToVisitor;
        if (frame.type === 'welcome') {
          resolve(chat);
          return;
        }
        if (frame.type === 'error') trouble(new Error(`chat: ${frame.code} ${frame.message}`));
        if (frame.type === 'state') chat.state = frame.state.phase;
        if (frame.type === 'ack') {
          const begin = sent.get(frame.clientId);
          if (begin !== undefined) answering.push(at - begin);
          if (chat.conversation !== null && begin !== undefined) {
            const key = `${chat.conversation} ${frame.seq}`;
            const heard = heardAt.get(key);
            if (heard === undefined) said.set(key, begin);
            else toDesk.push(heard - begin);
          }
        }
        if (frame.type !== 'lines') return;
        for (const line of frame.lines) {
          const begin = /^risposta (\S+)/.exec(line.text)?.[1];
          if (begin !== undefined) toVisitor.push(at - Number(begin));
        }
      });
    });

  const opening = performance.now();
  let lineNumber = 0;
  const say = (chat: Chat) =>
    chat.send({
      type: 'send',
      clientId: `bench-line-${(lineNumber += 1)}`,
      text: `Buongiorno, riga ${lineNumber}: la bolletta del mio contatore è più alta del solito.`,
    });
  for (let number = 0; number < chats; number += 1) {
    const chat = await openChat(number);
    opened.push(chat);
    say(chat);
    await sleep(40);
  }
  for (let wait = 0; wait < 60_000 && opened.some((chat) => chat.state !== 'active'); wait += 100)
    await sleep(100);
  const active = opened.filter((chat) => chat.state === 'active').length;
  const openSeconds = (performance.now() - opening) / 1000;
  // Which conversation is whose: the visitor never learns its id, so the bench reads it.
  const rows = await world.ctx.db
    .selectFrom('contacts.contact as c')
    .innerJoin('customers.customer as u', 'u.id', 'c.customerId')
    .select(['c.conversationId', 'c.agentId', 'u.name'])
    .where('c.channel', '=', 'chat')
    .execute();
  const agents = new Map(organisation.agents.map((agent) => [agent.id, agent]));
  for (const row of rows) {
    const chat = opened[Number(/\d+/.exec(row.name)?.[0])];
    if (chat === undefined) continue;
    chat.conversation = row.conversationId;
    chat.agent = agents.get(row.agentId ?? '') ?? null;
  }
  const known = opened.filter((chat) => chat.conversation !== null && chat.agent !== null).length;

  // The first lines of all chats are over: what follows is the steady state.
  toDesk.length = 0;
  answering.length = 0;
  const samples: number[] = [];
  const cpu = { server: cpuSeconds(server), database: cpuSeconds(world.postgresPid()) };
  const events = connected.reduce((sum, desk) => sum + desk.heard, 0);
  const begin = performance.now();
  const due = opened.map((chat, place) => ({
    chat,
    at: begin + (place * lineMilliseconds) / chats,
    visitor: true,
  }));
  const sampler = setInterval(() => samples.push(residentMb(server)), 500);
  while (performance.now() - begin < seconds * 1000) {
    const now = performance.now();
    for (const one of due) {
      if (one.at > now) continue;
      one.at += lineMilliseconds / 2;
      if (one.visitor) say(one.chat);
      else if (one.chat.agent !== null) {
        answers += 1;
        world
          .call(
            sendMessage,
            {
              params: { id: one.chat.conversation! },
              body: { kind: 'reply', text: `risposta ${performance.now()} Verifico subito, un momento.` },
            },
            one.chat.agent,
          )
          .catch(trouble);
      }
      one.visitor = !one.visitor;
    }
    await sleep(20);
  }
  clearInterval(sampler);
  const took = (performance.now() - begin) / 1000;
  await sleep(1500);
  const used = {
    server: cpuSeconds(server) - cpu.server,
    database: cpuSeconds(world.postgresPid()) - cpu.database,
  };
  const heard = connected.reduce((sum, desk) => sum + desk.heard, 0) - events;
  const most = Math.max(...samples, 0);
  const mb = (value: number) => `${value.toFixed(0)} MB`;
  console.log(
    figuresTable([
      {
        what: `Resident memory of the server, ${desks} desks and ${chats} open chats, most of ${samples.length} looks`,
        asked: '≤ 300 MB',
        measured: `${mb(most)} (middle ${mb(quantile(samples, 0.5))})`,
        met: most <= 300 && active === chats,
      },
      {
        what: 'Chats that are open and answered',
        asked: String(chats),
        measured: `${active} (${known} paired)`,
        met: active === chats,
      },
      {
        what: 'Frames and requests that failed',
        asked: '0',
        measured: String(troubles.length),
        met: troubles.length === 0,
      },
      {
        what: "A visitor's line at the agent's desk, p95",
        asked: '< 1 s',
        measured: `${quantile(toDesk, 0.95).toFixed(0)} ms`,
        met: quantile(toDesk, 0.95) < 1000,
      },
    ]),
  );
  console.log(
    `\n${table(
      [
        timesRow("Visitor's line to the agent's desk", toDesk),
        timesRow("Visitor's line to its acknowledgement", answering),
        timesRow("Agent's answer to the visitor's window", toVisitor),
      ],
      timesHead,
    )}`,
  );
  console.log(
    `\nResident: ${mb(bare)} after the start, ${mb(withDesks)} with ${desks} desks, most ever ${mb(mostResidentMb(server))} ` +
      `(while ${chats} chats were opened in ${openSeconds.toFixed(0)} s). In ${took.toFixed(0)} s visitors wrote ${answering.length} ` +
      `lines, agents ${answers}; desks were sent ${heard} events. Processor: server ${((used.server / took) * 100).toFixed(0)} %, ` +
      `database ${((used.database / took) * 100).toFixed(0)} % of one core.`,
  );
  if (troubles.length > 0) console.log(`\nFirst trouble: ${troubles[0]}`);
  for (const desk of connected) desk.close();
}
