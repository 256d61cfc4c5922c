// npm run bench -- --only asterisk-calls: twenty telephones (SIPp) call at once over a real Asterisk, press a key in a
// self-service flow, wait in the queue, speak with twenty agents in their browsers, and are recorded; every packet, every 100 ms of every voice and every
// recording is looked at. Needs `npm run asterisk -- get` once.
import { setTimeout as sleep } from 'node:timers/promises';
import { acceptOffer, finishContact } from '#contract/handling.ts';
import { listGateways } from '#contract/voice.ts';
import { mediaState } from '#server/channels/voice/offers.ts';
import { decode } from '#server/media/core/alaw.ts';
import { Exchange, sipp } from '#tests/support/sip-caller.ts';
import { waitFor } from '#tests/support/server-process.ts';
import { findAsterisk } from '../scripts/asterisk/packages.mjs';
import { asteriskFolder, freePort, startAsterisk } from '../scripts/asterisk/run.mjs';
import { openDesk } from './support/desk.ts';
import { listenFor, makePhoneCentre, mediaPid, soundOf, switchOnPhone, withVoice } from './support/phones.ts';
import { cpuSeconds } from './support/processes.ts';
import { figuresTable, ms, quantile, skip, table } from './support/report.ts';
import { inWorld, type World } from './support/world.ts';

const calls = Number(process.env['BENCH_CALLS'] ?? 20);
const seconds = Number(process.env['BENCH_SECONDS'] ?? 30);

const asterisk = findAsterisk(asteriskFolder);
if (asterisk === null) skip('there is no Asterisk: npm run asterisk -- get (about 120 MB)');
const running = await startAsterisk(asterisk);
try {
  await inWorld(
    {
      env: {
        ...withVoice('26000-26199'),
        FILO_ASTERISK_URL: running.url,
        FILO_ASTERISK_PASSWORD: running.password,
      },
    },
    measure,
  );
} finally {
  await running.stop();
}

async function measure(world: World): Promise<void> {
  const admin = { token: world.server.token };
  const centre = await makePhoneCentre(world, calls, { menu: true });
  // A voice each, so that it is known who is heard; each goes round a whole number of times in a frame.
  const customerVoice = (index: number) => 500 + 50 * index;
  const agentVoice = (index: number) => 500 + 50 * (calls + index);
  const voices = Array.from({ length: calls }, (_, i) => [customerVoice(i), agentVoice(i)]).flat();

  await waitFor(
    async () => (await world.call(listGateways, {}, admin)).items.some(({ trunk }) => trunk?.state === 'up'),
    60_000,
    'the telephone lines',
  );
  const phones = [];
  for (const [index, agent] of centre.agents.entries())
    phones.push(await switchOnPhone(world, agent, agentVoice(index)));
  const agentHeard = phones.map((phone) => {
    const kept = { frames: [] as Uint8Array[], lost: 0, last: null as number | null };
    phone.onHeard = ({ header, payload }) => {
      if (kept.last !== null) kept.lost += Math.max(0, ((header.sequenceNumber - kept.last) & 0xffff) - 1);
      kept.last = header.sequenceNumber;
      if (payload.length === 160) kept.frames.push(new Uint8Array(payload));
    };
    return kept;
  });
  const troubles: string[] = [];
  const desks = await Promise.all(
    centre.agents.map((agent) =>
      openDesk(world, agent, ({ kind, data }) => {
        if (kind !== 'contact.offered' || data['agent'] !== agent.id) return;
        world
          .call(acceptOffer, { params: { id: String(data['offer']) } }, agent)
          .catch((error: unknown) => troubles.push((error as Error).message));
      }),
    ),
  );

  const exchange = new Exchange();
  const telephones = await Promise.all(Array.from({ length: calls }, () => exchange.telephone('127.0.0.2')));
  for (const [index, telephone] of telephones.entries()) telephone.say(customerVoice(index));
  const numberOf = (index: number) => `+3933390000${String(index).padStart(2, '0')}`;
  const run = sipp(asterisk!, 'stays', {
    host: '127.0.0.2',
    port: await freePort('udp'),
    to: running.sip,
    rate: calls,
    rows: telephones.map(({ port }, index) => [centre.number, numberOf(index), port, '']),
  });
  const rows = async () => {
    const found = await world.ctx.db
      .selectFrom('voice.call')
      .select(['contactId', 'agentId', 'customerNumber', 'state', 'cause', 'startedAt', 'connectedAt'])
      .execute();
    return found.flatMap(({ contactId, ...call }) => (contactId === null ? [] : [{ contactId, ...call }]));
  };
  // Whoever hears the flow presses the key once; a second press would mean that the first was lost.
  const pressed = await Promise.all(
    telephones.map(async (telephone, index) => {
      const through = async () =>
        (await rows()).some(({ customerNumber }) => customerNumber === numberOf(index));
      await waitFor(() => telephone.packets.received > 50, 60_000, 'sound of the flow');
      let presses = 0;
      for (; presses < 4 && !(await through()); presses += 1) {
        telephone.press('1');
        await waitFor(through, 8000).catch(() => undefined);
      }
      return presses;
    }),
  );
  await waitFor(
    async () => (await rows()).filter(({ state }) => state === 'connected').length === calls,
    60_000,
    `${calls} connected calls`,
  );
  const connected = await rows();
  // What is heard from here on is talk, and nothing but.
  await sleep(1000);
  for (const telephone of telephones) telephone.heard();
  for (const heard of agentHeard) heard.frames = [];
  const before = telephones.map(({ packets }) => ({ ...packets }));
  const lostBefore = agentHeard.map(({ lost }) => lost);
  const pids = { media: mediaPid(world), asterisk: running.process.pid!, server: world.server.child.pid! };
  const cpu = () => ({
    media: cpuSeconds(pids.media),
    asterisk: cpuSeconds(pids.asterisk),
    server: cpuSeconds(pids.server) - cpuSeconds(pids.media),
    generator: process.cpuUsage(),
  });
  const cpuBefore = cpu();
  const clockBefore = (await mediaState(world.ctx))!.clock;
  const began = performance.now();
  await sleep(seconds * 1000);
  const took = (performance.now() - began) / 1000;
  const cpuAfter = cpu();
  const clock = (await mediaState(world.ctx))!.clock;
  const atTelephones = telephones.map((telephone) => telephone.heard());
  const atAgents = agentHeard.map(({ frames }) => decode(Buffer.concat(frames)));
  const packets = telephones.map(({ packets: now }, index) => ({
    received: now.received - before[index]!.received,
    lost: now.lost - before[index]!.lost,
  }));
  const lostAtAgents = agentHeard.map(({ lost }, index) => lost - lostBefore[index]!);

  for (const { contactId, agentId } of connected) {
    const agent = centre.agents.find(({ id }) => id === agentId)!;
    await world
      .call(finishContact, { params: { id: contactId } }, agent)
      .catch((error: unknown) => troubles.push((error as Error).message));
  }
  const { code } = await run.ended;
  await waitFor(
    async () => (await rows()).every(({ state }) => state === 'ended'),
    30_000,
    'the end of all calls',
  );

  const sides = { telephones: sum(), agents: sum(), left: sum(), right: sum() };
  let whole = 0;
  const lengths: number[] = [];
  for (const { contactId, agentId, customerNumber } of connected) {
    const caller = telephones.findIndex((_, index) => numberOf(index) === customerNumber);
    const agent = centre.agents.findIndex(({ id }) => id === agentId);
    add(sides.telephones, listenFor(atTelephones[caller]!, agentVoice(agent), voices));
    add(sides.agents, listenFor(atAgents[agent]!, customerVoice(caller), voices));
    const recorded = await soundOf(world, contactId, centre.agents[agent]!);
    if (recorded === null) continue;
    whole += 1;
    lengths.push(recorded[0]!.length / 8000);
    // The first and the last half second belong to the beginning and the end of the call.
    const middle = recorded.map((samples) => samples.subarray(4000, samples.length - 4000));
    add(sides.left, listenFor(middle[0]!, customerVoice(caller), voices));
    add(sides.right, listenFor(middle[1]!, agentVoice(agent), voices));
  }
  const legs = await world.ctx.db
    .selectFrom('contacts.leg')
    .select(['contactId', 'kind', 'result', 'endedAt'])
    .where(
      'contactId',
      'in',
      connected.map(({ contactId }) => contactId),
    )
    .execute();
  const handled = legs.filter(({ kind, endedAt }) => kind === 'handle' && endedAt !== null).length;
  const open = legs.filter(({ endedAt }) => endedAt === null).length;
  const ends = (await rows()).filter(({ cause }) => cause === 'hung_up').length;
  const busy = await world.ctx.db
    .selectFrom('contacts.contact')
    .select('id')
    .where('state', 'in', ['offered', 'active', 'wrap_up', 'queued'])
    .execute();
  const received = packets.reduce((total, one) => total + one.received, 0);
  const lost = packets.reduce((total, one) => total + one.lost, 0) + lostAtAgents.reduce((a, b) => a + b, 0);
  const all = [sides.telephones, sides.agents, sides.left, sides.right];
  const without = all.reduce((total, one) => total + one.without, 0);
  const foreign = all.reduce((total, one) => total + one.foreign, 0);
  const pieces = all.reduce((total, one) => total + one.pieces, 0);
  const right = ends === calls && handled === calls && open === 0 && busy.length === 0 && code === 0;
  const toTalk = connected.map(({ startedAt, connectedAt }) => connectedAt!.getTime() - startedAt.getTime());
  const share = (name: 'media' | 'asterisk' | 'server') =>
    `${((100 * (cpuAfter[name] - cpuBefore[name])) / took).toFixed(0)} %`;
  const { user, system } = cpuAfter.generator;
  const own = (user + system - cpuBefore.generator.user - cpuBefore.generator.system) / 1e6 / took;
  console.log(
    figuresTable([
      {
        what: `Calls of Asterisk at once through flow, queue, agent and recording, for ${seconds} s`,
        asked: '20',
        measured: `${connected.length} connected, ${whole} recordings whole`,
        met: connected.length >= 20 && whole === connected.length,
      },
      {
        what: 'Keys pressed in the flow, and callers whom the first press brought to the queue',
        asked: 'all',
        measured: `${pressed.reduce((a, b) => a + b, 0)}, ${pressed.filter((count) => count === 1).length} of ${calls}`,
        met: pressed.every((count) => count === 1),
      },
      {
        what: 'Packets lost, at the telephones and at the agents',
        asked: '0',
        measured: `${lost} of ${received + agentHeard.reduce((total, { frames }) => total + frames.length, 0)}`,
        met: lost === 0,
      },
      {
        what: 'Pieces of 100 ms, at both ends and on both sides of the recordings, without the voice that belongs there',
        asked: '0',
        measured: `${without} of ${pieces}`,
        met: without === 0,
      },
      {
        what: 'Frames of 20 ms at the telephones, of those that the time holds',
        asked: null,
        measured: `${((100 * received) / (calls * 50 * took)).toFixed(2)} %`,
        met: null,
      },
      {
        what: 'Pieces in which somebody else’s voice is heard',
        asked: '0',
        measured: String(foreign),
        met: foreign === 0,
      },
      {
        what: 'Calls hung up as told, handled once, with every leg closed and every agent free',
        asked: 'all',
        measured: right
          ? `${ends} of ${calls}`
          : `${ends} hung up, ${handled} handled, ${open} legs open, ${busy.length} contacts open, SIPp ended with ${code}`,
        met: right && troubles.length === 0,
      },
      {
        what: 'From the call to the talk, all calling within a second, flow and key included, p95',
        asked: null,
        measured: `${ms(quantile(toTalk, 0.95))} (p50 ${ms(quantile(toTalk, 0.5))})`,
        met: null,
      },
    ]),
  );
  console.log(
    `\n${table(
      [
        ['At the telephones', sides.telephones.pieces, sides.telephones.without, sides.telephones.foreign],
        ['At the agents', sides.agents.pieces, sides.agents.without, sides.agents.foreign],
        ['Recordings, customer', sides.left.pieces, sides.left.without, sides.left.foreign],
        ['Recordings, agent', sides.right.pieces, sides.right.without, sides.right.foreign],
      ],
      '| Where | Pieces of 100 ms | Without the right voice | With a wrong one |',
    )}`,
  );
  console.log(
    `\nProcessor while all talked: media process ${share('media')}, Asterisk ${share('asterisk')}, server ${share('server')}, ` +
      `telephones, browsers and desks of the bench ${(100 * own).toFixed(0)} % of a core. ` +
      `Of ${clock.ticks - clockBefore.ticks} ticks of 20 ms the media process was late for ${clock.late - clockBefore.late} and ` +
      `left out ${clock.skipped - clockBefore.skipped}: more than a few mean that the machine was too busy for it. ` +
      `Recordings are ${Math.min(...lengths).toFixed(1)} to ${Math.max(...lengths).toFixed(1)} s long. ` +
      'Each caller and each agent says a tone of its own; sound goes through SIPp’s and Asterisk’s RTP, the WebSocket of ' +
      'Asterisk, the room, and WebRTC.',
  );
  if (troubles.length > 0) console.log(`\nFirst trouble: ${troubles[0]}`);
  for (const desk of desks) desk.close();
  for (const phone of phones) await phone.close();
  for (const telephone of telephones) telephone.stop();
  exchange.stop();
}

function sum() {
  return { pieces: 0, without: 0, foreign: 0 };
}
function add(to: ReturnType<typeof sum>, more: ReturnType<typeof sum>): void {
  to.pieces += more.pieces;
  to.without += more.without;
  to.foreign += more.foreign;
}
