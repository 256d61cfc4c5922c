import type { LegWish } from './figures.ts';

// The figures counted a second time, plainly, leg by leg and second by second: what the statements are tested against.

export interface Told {
  channel: string;
  direction: 'in' | 'out';
  /** A call that was owed: its stays are no service-level events. */
  callback?: boolean;
  legs: readonly LegWish[];
}
export interface Promise_ {
  threshold: Record<string, number>;
  short: number;
}
type Sums = Record<string, number>;

const quarter = 900;
const quarterOf = (second: number) => Math.floor(second / quarter) * quarter;

/** Sums per `start queue channel` and per `start agent queue channel`, of whole seconds until `now`. */
export function recount(
  contacts: readonly Told[],
  now: number,
  promiseOf: (queue: string, at: number) => Promise_,
): { queues: Map<string, Sums>; agents: Map<string, Sums> } {
  const queues = new Map<string, Sums>();
  const agents = new Map<string, Sums>();
  const add = (into: Map<string, Sums>, key: string, measure: string, n: number) => {
    if (n === 0) return;
    const row = into.get(key) ?? {};
    row[measure] = (row[measure] ?? 0) + n;
    into.set(key, row);
  };
  for (const { channel, direction, callback = false, legs } of contacts)
    legs.forEach((leg, place) => {
      const inQueue = (at: number, measure: string, n = 1) =>
        add(queues, `${quarterOf(at)} ${leg.queue} ${channel}`, measure, n);
      const byAgent = (agent: string | null | undefined, at: number, measure: string, n = 1) => {
        if (agent != null) add(agents, `${quarterOf(at)} ${agent} ${leg.queue} ${channel}`, measure, n);
      };
      const { start, end } = leg;
      if (leg.kind === 'flow' && leg.result === 'blocked' && end !== null) inQueue(end, 'blocked');
      if (leg.kind === 'queue') {
        inQueue(start, 'offered');
        const before = legs.slice(0, place).some((one) => one.kind === 'queue' && one.queue === leg.queue);
        if (leg.result !== 'callback' && !(callback && before)) inQueue(start, 'arrived');
        const { threshold, short } = promiseOf(leg.queue, start);
        const limit = callback ? undefined : threshold[channel];
        const wait = (end ?? now) - start;
        const fate =
          end === null
            ? 'waiting'
            : ['answered', 'abandoned', 'expired', 'callback', 'announced'].includes(leg.result!)
              ? leg.result!
              : 'flowed_out';
        if (end !== null) {
          inQueue(end, fate);
          if (fate === 'answered' || fate === 'abandoned') inQueue(end, `${fate}_wait`, wait * 1000);
          if (fate === 'abandoned' && wait < short) inQueue(end, 'short_abandoned');
        }
        if (fate === 'answered') {
          const taker = legs.slice(place + 1).find(({ kind }) => kind === 'handle')?.agent;
          byAgent(taker, end!, 'answered');
          byAgent(taker, end!, 'answered_wait', wait * 1000);
          if (limit !== undefined) byAgent(taker, end!, wait > limit ? 'answered_late' : 'answered_in_time');
          if (leg.told !== undefined) {
            const error = leg.told - wait;
            inQueue(end!, 'wait_promised');
            inQueue(end!, 'wait_error', error * 1000);
            inQueue(end!, 'wait_error_absolute', Math.abs(error) * 1000);
            if (Math.abs(error) <= Math.max(30, wait * 0.2)) inQueue(end!, 'wait_kept');
          }
        }
        if (limit !== undefined && wait > limit)
          inQueue(
            start + limit,
            ['answered', 'abandoned', 'callback'].includes(fate) ? `${fate}_late` : 'other_late',
          );
        else if (limit !== undefined && end !== null) {
          if (fate === 'abandoned') inQueue(end, wait < short ? 'abandoned_short' : 'abandoned_in_time');
          else if (fate !== 'announced') inQueue(end, fate === 'expired' ? 'other_late' : `${fate}_in_time`);
        }
      }
      // Help that was asked for: apart from everything the customer does, but time and answers of who gives it.
      if (leg.kind === 'consult_queue') {
        inQueue(start, 'consults');
        if (end !== null)
          inQueue(end, leg.result === 'answered' ? 'consults_answered' : 'consults_unanswered');
      }
      if (leg.kind === 'consult') {
        if (end !== null) byAgent(leg.agent, end, 'consults');
        for (let second = start; second < (end ?? now); second += 1) {
          inQueue(second, 'consulting', 1000);
          byAgent(leg.agent, second, 'consulting', 1000);
        }
      }
      if (leg.kind === 'offer' || leg.kind === 'consult_offer') {
        byAgent(leg.agent, start, 'offers');
        const told = { accepted: 'accepted', declined: 'declined', timed_out: 'missed' }[leg.result ?? ''];
        if (end !== null && told !== undefined) byAgent(leg.agent, end, told);
      }
      if (leg.kind === 'handle' || leg.kind === 'hold' || leg.kind === 'wrap_up') {
        const measure = leg.kind === 'handle' ? 'handling' : leg.kind;
        for (let second = start; second < (end ?? now); second += 1) {
          inQueue(second, measure, 1000);
          byAgent(leg.agent, second, measure, 1000);
        }
        const reached = leg.result !== 'unreached';
        if (end !== null && leg.kind === 'handle' && reached) {
          inQueue(end, direction === 'in' ? 'handled' : 'handled_out');
          byAgent(leg.agent, end, direction === 'in' ? 'handled' : 'handled_out');
        }
        if (end !== null && leg.kind !== 'hold' && direction === 'in' && reached) {
          inQueue(end, 'handled_time', (end - start) * 1000);
          byAgent(leg.agent, end, 'handled_time', (end - start) * 1000);
        }
      }
    });
  return { queues, agents };
}
