/**
 * How fast the simulator is: contacts from arrival to the end of their wrap-up, decided by the routing core, per second
 * of processor time. Seeded. Usage: node bench/simulate.ts [contacts per scenario, default 300000]
 */
import { performance } from 'node:perf_hooks';
import { readScenario, replicate, type Scenario } from '../server/workforce/index.ts';
import { figuresTable } from './support/report.ts';

const CONTACTS = Number(process.argv[2] ?? 300_000);
const HANDLING = 180;

/** One queue of calls with so many agents, as in the proof against Erlang A. */
function oneQueue(agents: number, load: number): Scenario {
  const perHour = (agents * load * 3600) / HANDLING;
  return readScenario({
    name: `1 queue, ${agents} agents`,
    hours: CONTACTS / perHour,
    replications: 1,
    queues: [{ id: 'q', serviceLevel: { threshold: { phone: 20 } } }],
    agents: [{ id: 'a', count: agents, profile: [{ queue: 'q', channel: 'phone' }] }],
    arrivals: [
      {
        queue: 'q',
        channel: 'phone',
        perHour,
        handling: { kind: 'exponential', mean: HANDLING },
        patience: { kind: 'exponential', mean: HANDLING },
      },
    ],
  });
}

/** Many queues on three channels with skills, delays, several at once, answers that take time, wrap-up. */
function manyQueues(queues: number, agents: number): Scenario {
  const ids = Array.from({ length: queues }, (_, i) => `q${i}`);
  const channels = ['phone', 'chat', 'email'];
  const groups = queues;
  const perHour = ((agents * 0.85 * 3600) / 300 / queues / channels.length) * 1.3;
  return readScenario({
    name: `${queues} queues × 3 channels, ${agents} agents`,
    hours: CONTACTS / (perHour * queues * channels.length),
    replications: 1,
    queues: ids.map((id) => ({
      id,
      serviceLevel: { threshold: { phone: 20, chat: 45, email: 14_400 } },
      offerSeconds: { phone: 20, chat: 30, email: 120 },
    })),
    agents: Array.from({ length: groups }, (_, g) => ({
      id: `g${g}`,
      count: agents / groups,
      profile: [0, 1, 2].flatMap((step) =>
        channels.map((channel) => ({
          queue: ids[(g + step) % queues]!,
          channel,
          priority: 1 + step,
          delaySeconds: step === 2 ? 30 : 0,
        })),
      ),
      capacity: {
        phone: { max: 1 },
        chat: { max: 3, interruptedBy: ['email'] },
        email: { max: 2, interruptedBy: ['phone', 'chat'] },
      },
      skills: { english: 1 + (g % 5), billing: 1 + ((g * 3) % 5) },
      acceptSeconds: { kind: 'lognormal' as const, mean: 5, cv: 0.5 },
      declineShare: 0.01,
      missShare: 0.01,
    })),
    arrivals: ids.flatMap((queue, i) =>
      channels.map((channel) => ({
        queue,
        channel,
        perHour,
        handling: { kind: 'lognormal' as const, mean: 240, cv: 0.9 },
        wrapUp: { kind: 'exponential' as const, mean: 30 },
        patience: channel === 'email' ? null : { kind: 'exponential' as const, mean: 240 },
        requires: i % 2 === 0 ? [] : [{ skill: 'english', level: 1 + (i % 2) }],
      })),
    ),
  });
}

const figures = [
  oneQueue(50, 0.96),
  oneQueue(500, 1),
  oneQueue(5000, 1),
  manyQueues(10, 200),
  manyQueues(50, 1000),
].map((scenario, i) => {
  const start = performance.now();
  const { user, system } = process.cpuUsage();
  const { contacts } = replicate(scenario);
  const used = process.cpuUsage({ user, system });
  const seconds = (used.user + used.system) / 1e6;
  const rate = contacts / seconds;
  const wall = ((performance.now() - start) / 1000).toFixed(1);
  return {
    what: scenario.name,
    asked: i < 2 ? '≥ 50,000 contacts/s' : null,
    measured: `${Math.round(rate / 100) * 100} contacts/s (${contacts} in ${seconds.toFixed(1)} s of processor, ${wall} s by the clock)`,
    met: i < 2 ? rate >= 50_000 : null,
  };
});
console.log(figuresTable(figures));
const resident = (process.memoryUsage().rss / 1048576).toFixed(0);
console.log(
  `\nContacts simulated per second of processor time, from arrival to the end of the wrap-up. Resident ${resident} MB. Node ${process.version}.`,
);
