/**
 * How many calls of two browsers one media process carries on a core, what it loses, and how long a sound takes through
 * it; and what mixing costs without any wire. The callers are processes of their own on the same machine.
 * Usage: node bench/voice-bridge.ts [calls, default 10,25] [seconds, default 12]
 */
import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { encode } from '../server/media/core/alaw.ts';
import type { Leg } from '../server/media/core/leg.ts';
import { Room } from '../server/media/core/room.ts';
import { figuresTable, ms, quantile, table } from './support/report.ts';

const steps = (process.argv[2] ?? '10,25').split(',').map(Number);
const seconds = Number(process.argv[3] ?? 12);
const jitterMilliseconds = 60;

const start = (name: string) => fork(path.join(import.meta.dirname, 'support', `${name}.ts`));
let ids = 0;
/** Asks a child and gives its answer. */
const ask = <T>(child: ChildProcess, message: Record<string, unknown>, id = (ids += 1)): Promise<T> =>
  new Promise((resolve) => {
    const hear = (answer: { id: number }) => {
      if (answer.id !== id) return;
      child.off('message', hear);
      resolve(answer as T);
    };
    child.on('message', hear);
    child.send({ ...message, id });
  });

interface Cpu {
  user: number;
  system: number;
}
const share = (before: Cpu, after: Cpu, milliseconds: number): number =>
  (after.user + after.system - before.user - before.system) / 1000 / milliseconds;

/** Part of a core that the room of one call costs, two speaking and a third listening, nothing handed on as it is. */
function mixer(): number {
  const quiet = (id: string): Leg => ({
    id,
    kind: 'fake',
    state: 'up',
    onAudio: null,
    onKey: null,
    onEnd: null,
    sendAudio: () => undefined,
    answer: async () => undefined,
    sendKeys: async () => undefined,
    hangup: async () => undefined,
    stats: () => ({ received: 0, sent: 0, lost: 0, jitter: null }),
  });
  const calls = Array.from({ length: 100 }, () => {
    const room = new Room();
    const legs = ['caller', 'agent', 'supervisor'].map(quiet);
    for (const leg of legs) room.add(leg);
    for (const one of legs) for (const other of legs) room.link(one.id, other.id);
    return { room, legs };
  });
  const frame = encode(Int16Array.from({ length: 160 }, (_, i) => Math.round(8000 * Math.sin(i / 3))));
  const ticks = 300;
  let best = Infinity;
  for (let pass = 0; pass < 3; pass += 1) {
    const before = process.cpuUsage();
    for (let tick = 0; tick < ticks; tick += 1)
      for (const { room, legs } of calls) {
        for (const leg of legs) leg.onAudio?.(frame);
        room.tick();
      }
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / 1000 / (ticks * calls.length * 20));
  }
  return best;
}

const bridge = start('bridge');
const callers = [start('bridge-callers'), start('bridge-callers')];
interface Figures {
  sent: number;
  heard: number;
  delays: number[];
  cpu: Cpu;
}
interface BridgeFigures {
  cpu: Cpu;
  memory: number;
  clock: { ticks: number; late: number; skipped: number };
}
const rows: (string | number)[][] = [];
let last = { calls: 0, cpu: 0, lost: 0, p99: 0 };
let legs = 0;
let starved = false;
/** Lines that did not come about at their first try. */
let failures = 0;
for (const calls of steps) {
  const began = performance.now();
  while (legs < 2 * calls) {
    const side = callers[legs % 2]!;
    const id = (ids += 1);
    const { offer } = await ask<{ offer: string }>(side, { what: 'open' }, id);
    const { answer } = await ask<{ answer: string }>(bridge, { offer });
    const { up } = await ask<{ up: boolean }>(side, { what: 'take', answer }, id);
    if (up) legs += 1;
    else failures += 1;
    if (failures > 20) throw new Error('lines do not come about on this machine now');
  }
  const setUp =
    (performance.now() - began) / Math.max(1, 2 * calls - (rows.length === 0 ? 0 : 2 * last.calls));
  await sleep(2500);
  for (const side of callers) await ask(side, { what: 'begin' });
  const before = await ask<BridgeFigures>(bridge, {});
  const clientBefore = await Promise.all(callers.map((side) => ask<Figures>(side, { what: 'figures' })));
  const at = performance.now();
  await sleep(seconds * 1000);
  const after = await ask<BridgeFigures>(bridge, {});
  const wall = performance.now() - at;
  starved ||= after.clock.skipped - before.clock.skipped > wall / 20 / 100;
  const clients = await Promise.all(callers.map((side) => ask<Figures>(side, { what: 'figures' })));
  const delays = clients.flatMap((one) => one.delays);
  const sent = clients.reduce((sum, one) => sum + one.sent, 0);
  const heard = clients.reduce((sum, one) => sum + one.heard, 0);
  const cpu = share(before.cpu, after.cpu, wall);
  const clientCpu = clients.reduce((sum, one, i) => sum + share(clientBefore[i]!.cpu, one.cpu, wall), 0);
  // What is on its way when it is counted is not lost.
  const lost = Math.max(0, 1 - heard / (sent - 2 * calls * 5));
  const late = delays.filter((delay) => delay > jitterMilliseconds + 100).length / Math.max(1, delays.length);
  last = { calls, cpu, lost: lost + late, p99: quantile(delays, 0.99) };
  rows.push([
    calls,
    `${(100 * cpu).toFixed(0)} %`,
    `${((100 * cpu) / calls).toFixed(2)} %`,
    `${(100 * lost).toFixed(2)} %`,
    `${(100 * late).toFixed(2)} %`,
    [0.5, 0.95, 0.99].map((part) => ms(quantile(delays, part))).join(' / '),
    `${after.clock.late - before.clock.late} of ${after.clock.ticks - before.clock.ticks}`,
    ms(setUp),
    `${(after.memory / 1e6).toFixed(0)} MB`,
    `${(100 * clientCpu).toFixed(0)} %`,
  ]);
}
for (const child of [bridge, ...callers]) child.disconnect();
if (starved)
  throw new Error(
    'The machine was so busy that the media process missed more than one tick in a hundred: no figure would be true.',
  );

const perCall = last.cpu / last.calls;
const mixing = mixer();
console.log(
  figuresTable([
    {
      what: `Bridged calls on one core, from what ${last.calls} cost`,
      asked: '≥ 50',
      measured: `${Math.floor(1 / perCall)} (${(100 * perCall).toFixed(2)} % a call)`,
      met: 1 / perCall >= 50,
    },
    {
      what: `Packets lost or more than 100 ms late at ${last.calls} calls`,
      asked: '≤ 1 %',
      measured: `${(100 * last.lost).toFixed(2)} %`,
      met: last.lost <= 0.01,
    },
    {
      what: `Delay from one browser to the other beyond the jitter buffer (${jitterMilliseconds} ms), p99, ${last.calls} calls`,
      asked: '≤ 40 ms',
      measured: ms(Math.max(0, last.p99 - jitterMilliseconds)),
      met: last.p99 - jitterMilliseconds <= 40,
    },
    {
      what: 'Mixer: a conference of three, everybody speaking, part of a core',
      asked: '≤ 0.1 %',
      measured: `${(100 * mixing).toFixed(3)} %`,
      met: mixing <= 0.001,
    },
  ]),
);
console.log(
  `\n${table(rows, "| Calls | Processor | a call | Lost | Late | Delay p50 / p95 / p99 | Late ticks | Set-up of a line | Memory | Callers' processor |")}\n\n` +
    'Each call has two lines of 50 packets a second both ways, encrypted, over loopback. The delay is from the moment a ' +
    'packet is made in one caller to the moment it is read in the other; it holds the 40 to 60 ms of the jitter buffer, ' +
    "and the waiting of the callers' own processes, which are of the same library and share the two cores with the media " +
    'process and with whatever else runs: the delays are those of a crowded machine.',
);
