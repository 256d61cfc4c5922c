import { newId } from '#server/platform/index.ts';
import type { DemoOrganisation } from './index.ts';
import type { Filled } from './load.store.ts';

// What the supervisors of the demo want to be told of. The one on bills opens a minute after customers begin to write
// while nobody is at work, and writes to a mailbox; the others tell how the day stands.

const HOUR = 3600;

/** The rows of watched limits. */
export function limitRows({ queues, staff }: DemoOrganisation): Filled {
  const queue = (key: string) => queues.find((one) => one.key === key)!.id;
  const supervisor = staff.find(({ role }) => role === 'supervisor')!.id;
  const limit = (
    queueId: string | null,
    measure: string,
    [warn, critical]: [number, number],
    margin: number,
    holdSeconds: number,
    mailTo: string[] = [],
  ) => ({
    id: newId(),
    queue_id: queueId,
    measure,
    warn,
    critical,
    margin,
    hold_seconds: holdSeconds,
    mail_to: mailTo,
  });
  return [
    'insight.threshold',
    [
      limit(queue('clienti'), 'waiting', [30, 50], 5, 20, [supervisor]),
      limit(queue('acqua'), 'longest_wait', [HOUR, 4 * HOUR], 5 * 60, 60),
      limit(null, 'waiting', [60, 100], 10, 30),
      limit(null, 'service_level', [0.8, 0.6], 0.02, 120),
      limit(null, 'abandonment', [0.08, 0.15], 0.02, 120),
    ],
  ];
}
