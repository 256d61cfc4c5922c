/**
 * How many calls of two browsers one media process carries on a core, what it loses, and how long a sound takes through
 * it; and what mixing costs without any wire. The media process is bound to one core, whoever calls to another one.
 * Usage: node bench/voice-bridge.ts [calls, default 10,25,50,60; with FILO_MEDIA_DRIVER=native 50,120,140] [seconds, default 15]
 */
import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { encode } from '../server/media/core/alaw.ts';
import type { Leg } from '../server/media/core/leg.ts';
import { Room } from '../server/media/core/room.ts';
import { pinTo } from './support/processes.ts';
import { figuresTable, ms, quantile, table } from './support/report.ts';

const steps = (
  process.argv[2] ?? (process.env['FILO_MEDIA_DRIVER'] === 'native' ? '50,120,140' : '10,25,50,60')
)
  .split(',')
  .map(Number);
const seconds = Number(process.argv[3] ?? 15);
const jitterMilliseconds = 60;
/** A packet that comes so much later (ms) than the buffer holds it is as good as lost. */
const lateMilliseconds = 60;
/** Seconds of talk before it is measured. */
const warming = 3;
/** Lines that are set up beside each other. */
const atOnce = 6;
/** What carries the lines, as the setting of the same name says. */
const native = process.env['FILO_MEDIA_DRIVER'] === 'native';
const wanted = native ? 120 : 50;

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
const callers = start('bridge-callers');
const pinned = pinTo(bridge.pid!, 0) && pinTo(callers.pid!, 1);
interface BridgeFigures {
  cpu: Cpu;
  memory: number;
  clock: { ticks: number; late: number; skipped: number };
  up: number;
}
interface Step {
  calls: number;
  cpu: number;
  /** Part of the packets. */
  lost: number;
  late: number;
  delays: number[];
}
const rows: (string | number)[][] = [];
const measured: Step[] = [];
let legs = 0;
let starved = false;
/** Lines that did not come about at their first try. */
let failures = 0;
async function connect(): Promise<void> {
  const id = (ids += 1);
  const { offer } = await ask<{ offer: string }>(callers, { what: 'open' }, id);
  const { answer } = await ask<{ answer: string }>(bridge, { offer });
  const { up } = await ask<{ up: boolean }>(callers, { what: 'take', answer }, id);
  if (up) legs += 1;
  else failures += 1;
}
for (const calls of steps) {
  const began = performance.now();
  const before = legs;
  while (legs < 2 * calls) {
    await Promise.all(Array.from({ length: Math.min(atOnce, 2 * calls - legs) }, connect));
    if (failures > 20) throw new Error('lines do not come about on this machine now');
  }
  const setUp = (performance.now() - began) / (legs - before);
  // The measurement begins when all has been under way for a moment, and what is sent last has time to arrive.
  await ask(callers, { what: 'begin', seconds: warming + seconds + 1 });
  await sleep(warming * 1000);
  const from = performance.timeOrigin + performance.now();
  const [mediaBefore, { cpu: ownBefore }] = await Promise.all([
    ask<BridgeFigures>(bridge, {}),
    ask<{ cpu: Cpu }>(callers, { what: 'cpu' }),
  ]);
  const at = performance.now();
  await sleep(seconds * 1000);
  const wall = performance.now() - at;
  const [media, { cpu: own, standstill }] = await Promise.all([
    ask<BridgeFigures>(bridge, {}),
    ask<{ cpu: Cpu; standstill: number }>(callers, { what: 'cpu' }),
  ]);
  const to = performance.timeOrigin + performance.now();
  await sleep(1500);
  if (media.up < 2 * calls) throw new Error(`${2 * calls - media.up} of ${2 * calls} lines broke`);
  starved ||= media.clock.skipped - mediaBefore.clock.skipped > wall / 20 / 100;
  const { sent, delays } = await ask<{ sent: number; delays: number[] }>(callers, {
    what: 'figures',
    from,
    to,
  });
  const cpu = share(mediaBefore.cpu, media.cpu, wall);
  const lost = 1 - delays.length / sent;
  const late = delays.filter((delay) => delay > jitterMilliseconds + lateMilliseconds).length / sent;
  measured.push({ calls, cpu, lost, late, delays });
  rows.push([
    calls,
    `${(100 * cpu).toFixed(0)} %`,
    `${((100 * cpu) / calls).toFixed(2)} %`,
    `${(100 * lost).toFixed(2)} %`,
    `${(100 * late).toFixed(2)} %`,
    [0.5, 0.95, 0.99].map((part) => ms(quantile(delays, part))).join(' / '),
    `${media.clock.late - mediaBefore.clock.late} of ${media.clock.ticks - mediaBefore.clock.ticks}`,
    ms(setUp),
    `${(media.memory / 1e6).toFixed(0)} MB`,
    `${(100 * share(ownBefore, own, wall)).toFixed(0)} %`,
    ms(standstill),
  ]);
}
for (const child of [bridge, callers]) child.disconnect();
const p99 = ({ delays }: Step) => quantile(delays, 0.99);
const good = (step: Step) =>
  step.lost + step.late <= 0.01 && p99(step) - jitterMilliseconds <= 40 && step.cpu <= 1;
/** The figures are those of the number that is asked for; where it was not measured, of the nearest. */
const asked = measured.find(({ calls }) => calls >= wanted) ?? measured.at(-1)!;
const most = Math.max(0, ...measured.filter(good).map(({ calls }) => calls));
const head =
  '| Calls | Processor | a call | Lost | Late | Delay p50 / p95 / p99 | Late ticks | Set-up of a line | Memory | Callers’ processor | Callers’ longest standstill |';
if (starved) {
  process.stderr.write(`${table(rows, head)}\n`);
  throw new Error(
    'The machine was so busy that the media process missed more than one tick in a hundred: no figure would be true.',
  );
}
const mixing = mixer();
console.log(
  figuresTable([
    {
      what: `Bridged calls on one core${native ? ', by the native driver' : ''}${pinned ? ', to which the media process was bound' : ''}: the most that were measured and good`,
      asked: `≥ ${wanted}`,
      measured: `${most} (at ${asked.calls}: ${(100 * asked.cpu).toFixed(0)} % of the core)`,
      met: most >= wanted,
    },
    {
      what: `Packets lost or more than ${lateMilliseconds} ms late at ${asked.calls} calls`,
      asked: '≤ 1 %',
      measured: `${(100 * (asked.lost + asked.late)).toFixed(2)} % of ${asked.delays.length}`,
      met: asked.lost + asked.late <= 0.01,
    },
    {
      what: `Delay from one browser to the other beyond the jitter buffer (${jitterMilliseconds} ms), p99, ${asked.calls} calls`,
      asked: '≤ 40 ms',
      measured: ms(Math.max(0, p99(asked) - jitterMilliseconds)),
      met: p99(asked) - jitterMilliseconds <= 40,
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
  `\n${table(rows, head)}\n\n` +
    'Each call has two lines of 50 packets a second both ways, encrypted, over loopback. The delay is from the moment a ' +
    'packet is sent by one caller to the moment it is read by the other; it holds the 40 to 60 ms of the jitter buffer. ' +
    `${pinned ? 'The media process has one core to itself as far as this benchmark goes, the callers have the other one' : 'Nothing is bound to a core here: the callers take of what the media process could have'}; ` +
    'their packets are encrypted before the measurement and read after it, so that they take little of the machine. ' +
    'Processor is what the process used of one core, its collector of garbage included.',
);
