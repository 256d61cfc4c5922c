// npm run bench -- --only answer-audio: how soon a call that rings is on the agent's screen, and how soon after the agent
// has answered each hears the other. Real server, media process, WebRTC lines at both ends; calls overlap.
import { setTimeout as sleep } from 'node:timers/promises';
import { acceptOffer, finishContact } from '#contract/handling.ts';
import { startPublicCall } from '#contract/media.ts';
import { decode } from '#server/media/core/alaw.ts';
import { strength } from '#tests/support/fake-leg.ts';
import { waitFor } from '#tests/support/server-process.ts';
import { webPeer, type WebPeer } from '#tests/support/web-peer.ts';
import { openDesk } from './support/desk.ts';
import { digest } from '#server/platform/index.ts';
import { seededRng } from './support/mail-generator.ts';
import { makePhoneCentre, mediaPid, patiently, switchOnPhone, withVoice } from './support/phones.ts';
import { cpuSeconds } from './support/processes.ts';
import { figuresTable, ms, quantile, table, timesHead, timesRow } from './support/report.ts';
import { inWorld, type World } from './support/world.ts';

const total = Number(process.env['BENCH_CALLS'] ?? 120);
const agents = 10;
/** A call comes in so often (ms, on average), and is talked for so long once both are heard. */
const between = 1000;
const talk = 4000;
const callerVoice = 700;
const agentVoice = 1500;

interface Measured {
  /** From the caller's line standing, which rings then, to the offer at the agent's desk. */
  pop: number;
  /** The same from the moment at which the server took the call in. */
  told: number;
  /** From the agent's click to the answer of the server. */
  accepted: number;
  /** From the agent's click to the first frame of the other's voice. */
  atCaller: number;
  atAgent: number;
}

await inWorld({ env: withVoice('26000-26199') }, measure);

/** Resolves with the moment at which a voice is heard for the first time at an end. */
function firstOf(peer: WebPeer, hz: number): Promise<number> {
  return new Promise((resolve) => {
    peer.onHeard = ({ payload }) => {
      if (payload.length !== 160 || strength(decode(payload), hz) < 0.1) return;
      const at = performance.now();
      peer.onHeard = null;
      resolve(at);
    };
  });
}

async function measure(world: World): Promise<void> {
  const centre = await makePhoneCentre(world, agents);
  const phones = new Map<string, WebPeer>();
  for (const agent of centre.agents) phones.set(agent.id, await switchOnPhone(world, agent, agentVoice));
  const troubles: string[] = [];
  const measured: Measured[] = [];
  /** Who calls, by the gateway's own name of the call. */
  const callers = new Map<string, WebPeer>();
  const handling: Promise<void>[] = [];

  async function answer(agent: { id: string; session: string }, offer: string, contact: string, at: number) {
    const row = await world.ctx.db
      .selectFrom('voice.call')
      .select(['ref', 'startedAt'])
      .where('contactId', '=', contact)
      .executeTakeFirstOrThrow();
    const caller = callers.get(row.ref!);
    if (caller === undefined) throw new Error('an offer of nobody who calls');
    const pop = at - caller.connectedAt()!;
    const told = performance.timeOrigin + at - row.startedAt.getTime();
    // Whoever answers looks at the screen first; meanwhile the caller hears the queue.
    await sleep(500);
    const ends = [firstOf(caller, agentVoice), firstOf(phones.get(agent.id)!, callerVoice)] as const;
    const click = performance.now();
    await world.call(acceptOffer, { params: { id: offer } }, agent);
    const accepted = performance.now() - click;
    const heard = await Promise.race([Promise.all(ends), sleep(20_000, null)]);
    if (heard === null) throw new Error('one did not hear the other');
    measured.push({ pop, told, accepted, atCaller: heard[0] - click, atAgent: heard[1] - click });
    await sleep(talk);
    await world.call(finishContact, { params: { id: contact } }, agent);
    await caller.close();
  }
  const desks = await Promise.all(
    centre.agents.map((agent) =>
      openDesk(world, agent, ({ kind, data }, at) => {
        if (kind !== 'contact.offered' || data['agent'] !== agent.id) return;
        handling.push(
          answer(agent, String(data['offer']), String(data['contact']), at).catch((error: unknown) => {
            troubles.push((error as Error).message);
          }),
        );
      }),
    ),
  );

  const rng = seededRng(20_261_129);
  const pids = { server: world.server.child.pid!, media: mediaPid(world) };
  const cpuBefore = { server: cpuSeconds(pids.server), media: cpuSeconds(pids.media) };
  const began = performance.now();
  const calling: Promise<void>[] = [];
  let due = began;
  for (let number = 0; number < total; number += 1) {
    await sleep(Math.max(0, due - performance.now()));
    due += between * (0.5 + rng());
    calling.push(
      call(number).catch((error: unknown) => {
        troubles.push((error as Error).message);
      }),
    );
  }
  async function call(number: number): Promise<void> {
    const peer = await webPeer();
    // As somebody unknown, from an address of their own.
    const { token, answer: description } = await patiently(async () => {
      const response = await fetch(`${world.server.url}${startPublicCall.path}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-forwarded-for': `10.1.${number >> 8}.${number & 255}`,
        },
        body: JSON.stringify({ entryPoint: centre.line, offer: peer.offer, name: `Cliente ${number}` }),
      });
      if (!response.ok) throw new Error(`a call: ${response.status} ${await response.text()}`);
      return (await response.json()) as { token: string; answer: string };
    });
    callers.set(`web-${digest(token)}`, peer);
    await peer.take(description);
    await waitFor(() => peer.connected(), 20_000, 'a caller’s line');
    peer.speak(callerVoice);
  }
  await Promise.all(calling);
  await waitFor(() => measured.length + troubles.length >= total, 60_000, 'all calls').catch(() => undefined);
  await Promise.all(handling);
  const took = (performance.now() - began) / 1000;
  const cpu = {
    server: cpuSeconds(pids.server) - cpuBefore.server,
    media: cpuSeconds(pids.media) - cpuBefore.media,
  };
  const times = (of: (one: Measured) => number) => measured.map(of);
  const both = times(({ atCaller, atAgent }) => Math.max(atCaller, atAgent));
  const pop = times((one) => one.pop);
  const p95 = { pop: quantile(pop, 0.95), both: quantile(both, 0.95) };
  const all = measured.length === total && troubles.length === 0;
  console.log(
    figuresTable([
      {
        what: 'From ring to screen pop: from the caller’s line standing to the offer at the agent’s desk, p95',
        asked: '≤ 300 ms',
        measured: `${ms(p95.pop)} (p50 ${ms(quantile(pop, 0.5))})`,
        met: p95.pop <= 300 && all,
      },
      {
        what: 'From answer to audio both ways: from the agent’s click to the other’s voice at both ends, p95',
        asked: '≤ 400 ms',
        measured: `${ms(p95.both)} (p50 ${ms(quantile(both, 0.5))})`,
        met: p95.both <= 400 && all,
      },
      {
        what: 'Calls made, offered, answered and heard at both ends',
        asked: 'all',
        measured: `${measured.length} of ${total} in ${took.toFixed(0)} s`,
        met: all,
      },
    ]),
  );
  console.log(
    `\n${table(
      [
        timesRow('Line stands to offer at the desk', pop),
        timesRow(
          '… from the server’s taking it in',
          times(({ told }) => told),
        ),
        timesRow(
          'Accept, as the desk sees it',
          times(({ accepted }) => accepted),
        ),
        timesRow(
          'Click to the agent’s voice at the caller',
          times(({ atCaller }) => atCaller),
        ),
        timesRow(
          'Click to the caller’s voice at the agent',
          times(({ atAgent }) => atAgent),
        ),
      ],
      timesHead,
    )}`,
  );
  console.log(
    `\n${agents} agents, a call each ${between} ms on average (seeded), ${talk / 1000} s of talk, all recorded. The times of voices hold ` +
      'the jitter buffer (60 ms) at whose end they are first let through, and the packets’ own 20 ms. Processor: server ' +
      `${((100 * cpu.server) / took).toFixed(0)} %, of which the media process ${((100 * cpu.media) / took).toFixed(0)} % of a core; callers and agents ` +
      'run on the same machine.',
  );
  if (troubles.length > 0) console.log(`\nFirst trouble: ${troubles[0]}`);
  for (const desk of desks) desk.close();
  // Those of calls that did not come about, too.
  for (const peer of [...phones.values(), ...callers.values()]) await peer.close();
}
