import { newId } from '#server/platform/index.ts';
import type { DemoOrganisation } from './index.ts';
import type { Row } from './load.store.ts';

// How the demo organisation's queues look for agents: a plan, help, overflow and a limit, one of each to look at.

const json = (value: unknown): string => JSON.stringify(value);
const wait = { do: 'wait' };
const noBranches = { full: wait, closed: wait, emergency: wait };

/** The plan of the queue of faults, with its first version. */
export function planRows({ skills, queues }: DemoOrganisation, now: Date): Row & { id: string } {
  const skill = skills.find((one) => one.key === 'acqua')!.id;
  const helpers = queues.find((one) => one.key === 'clienti')!.id;
  const step = (level: number | null, seconds: number | null, also: object = {}) => ({
    need: level === null ? null : { skill, level },
    keepRequires: true,
    queues: [],
    pool: 'members',
    seconds,
    skipIfNobody: true,
    ...also,
  });
  return {
    id: newId(),
    name: 'Guasti: prima i più esperti',
    steps: json([step(4, 30), step(3, 60), step(null, null, { keepRequires: false, queues: [helpers] })]),
    active: true,
    version: 1,
    changed_at: now,
  };
}

/** What a queue says of help, overflow, limit and branches. */
export function ruleColumns({ queues }: DemoOrganisation, key: string, planId: string): Row {
  const of = (wanted: string) => queues.find((one) => one.key === wanted)!.id;
  const above = (measure: string, value: number) => ({ measure, is: 'above', value });
  return {
    plan_id: key === 'acqua' ? planId : null,
    help: json(
      key === 'clienti'
        ? [
            {
              from: of('reclami'),
              when: above('estimated_wait', 600),
              unlessDonor: { measure: 'idle_agents', is: 'below', value: 1 },
              priority: null,
              delaySeconds: 120,
            },
          ]
        : [],
    ),
    overflow: json(
      key === 'energia'
        ? [{ toQueue: of('clienti'), afterSeconds: 3 * 3600, when: null, keepPlace: true }]
        : [],
    ),
    entry_limit: key === 'clienti' ? json({ max: 40, bufferShare: 0.2, channels: ['phone', 'chat'] }) : null,
    branches: json(
      key === 'clienti'
        ? {
            ...noBranches,
            full: {
              do: 'message',
              text: {
                it: 'In questo momento le persone in attesa sono molte. Ci scriva con il modulo: le rispondiamo per e-mail.',
                en: 'Many people are waiting at the moment. Please write to us with the form: we answer by e-mail.',
              },
            },
          }
        : noBranches,
    ),
    callback: json({
      allowed: key === 'clienti',
      first: 'agent',
      maxAttempts: 3,
      retryMinutes: 30,
      expiresDays: 3,
      ringSeconds: 25,
      machine: 'reached',
      abroad: false,
    }),
    preferred: json({ mode: key === 'reclami' ? 'members' : 'off', seconds: 120, personalLimit: 10 }),
  };
}
