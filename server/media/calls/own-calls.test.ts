import { expect, test } from 'vitest';
import { noticeForCall, noticePlayed } from '#contract/recordings.ts';
import type { Route } from '#contract/route.ts';
import type { Call } from '#contract/voice.ts';
import { fakeLeg, heardIn, toneFrame, type FakeLeg } from '#tests/support/fake-leg.ts';
import { encode } from '../core/alaw.ts';
import type { Room } from '../core/room.ts';
import type { ServerLink } from '../link.ts';
import { Speech } from '../speech.ts';
import { tellOfRecording } from './answered.ts';
import { LiveCall, type Told } from './live-call.ts';
import { Phones } from './phones.ts';

// A call that an agent places, with lines that are none: what each of the two hears until it is over. Each tick is made
// by hand.

const agent = '0190d0c4-0000-7000-8000-00000000000a';
const view = (change: Partial<Call> = {}): Call => ({
  id: '0190d0c4-0000-7000-8000-000000000001',
  gateway: 'test',
  ref: 'one',
  direction: 'out',
  contact: '0190d0c4-0000-7000-8000-000000000002',
  agent,
  customerNumber: '+390577000001',
  ownNumber: '+390577000002',
  ringSeconds: 20,
  machine: false,
  state: 'dialling',
  wanted: 'dial',
  recording: 'off',
  recordingSince: null,
  parties: [],
  outside: null,
  startedAt: '2026-11-29T12:00:00.000Z',
  answeredAt: null,
  connectedAt: null,
  endedAt: null,
  cause: null,
  endedBy: null,
  ...change,
});
/** Ringing and engaged sound the same, in another measure; the notice is told from them by its own. */
const tone = 425;
const noticeTone = 1300;

function placed() {
  const told: Told[] = [];
  const notices: unknown[] = [];
  const lingering = new Set<Room>();
  const answered: Promise<void>[] = [];
  const phones = new Phones();
  const own: FakeLeg = fakeLeg();
  phones.put(agent, own);
  const customer = fakeLeg();
  const link = {
    async call(route: Route) {
      if (route !== (noticeForCall as Route)) throw new Error(route.path);
      return { notice: { text: 'This call is recorded', language: 'it', mayRefuse: true } };
    },
    async bytes() {
      return Buffer.concat(Array.from({ length: 10 }, (_, tick) => encode(toneFrame(noticeTone, tick))));
    },
    async insist(route: Route, input: { body: unknown }) {
      if (route === (noticePlayed as Route)) notices.push(input.body);
      return null;
    },
  } as unknown as ServerLink;
  const call = new LiveCall(view(), customer, {
    phones,
    tell: (one) => told.push(one),
    recording: () => ({ apply: () => undefined, end: () => undefined }),
    dial: () => Promise.reject(new Error('no line')),
    tellOutside: () => undefined,
    turns: () => ({ stop: () => null, key: () => undefined }),
    answered: (one) => void answered.push(tellOfRecording(one, link, new Speech(link))),
    linger: (room, until) => {
      lingering.add(room);
      void until.then(() => lingering.delete(room));
    },
  });
  call.apply(view());
  const tick = (count: number) => {
    own.heard();
    customer.heard();
    for (let at = 0; at < count; at += 1) {
      call.room.tick();
    }
    return {
      agent: heardIn(own.heard(), [tone, noticeTone], 0.02),
      customer: heardIn(customer.heard(), [tone, noticeTone], 0.02),
    };
  };
  return { call, told, notices, lingering, answered, phones, own, customer, tick };
}

test('the agent hears it ring once it does, and nobody else; then the two hear each other', () => {
  const { call, own, customer, tick, told } = placed();
  expect(tick(10)).toEqual({ agent: [], customer: [] });
  call.apply(view({ state: 'ringing' }));
  expect(tick(20)).toEqual({ agent: [tone], customer: [] });
  call.apply(view({ state: 'answered', wanted: 'talk' }));
  expect(told).toEqual([{ kind: 'connected' }]);
  expect(call.room.hears(own.id, customer.id)).toBe(true);
  expect(call.room.hears(customer.id, own.id)).toBe(true);
});

test('both are told that it may be recorded; what was heard to its end is told on as proof', async () => {
  const { call, notices, tick, customer } = placed();
  call.apply(view({ state: 'answered', wanted: 'talk' }));
  await expect.poll(() => call.room.plays(customer.id)).toBe(true);
  expect(tick(5)).toEqual({ agent: [noticeTone], customer: [noticeTone] });
  expect(notices).toEqual([]);
  tick(10);
  await expect.poll(() => notices).toEqual([{ language: 'it', text: 'This call is recorded' }]);
});

test('a notice that is cut off is not one', async () => {
  const { call, notices, tick, customer, answered } = placed();
  call.apply(view({ state: 'answered', wanted: 'talk' }));
  await expect.poll(() => call.room.plays(customer.id)).toBe(true);
  tick(5);
  call.apply(view({ state: 'connected', wanted: 'hold' }));
  await Promise.all(answered);
  expect(notices).toEqual([]);
});

test('who reaches nobody hears so for a moment, and is free for the next call at once', async () => {
  const { call, told, tick, customer, lingering, phones, own } = placed();
  call.apply(view({ state: 'ringing' }));
  await customer.hangup('busy');
  expect(told).toEqual([{ kind: 'ended', by: 'customer', cause: 'busy' }]);
  expect(lingering.size).toBe(1);
  expect(tick(20)).toEqual({ agent: [tone], customer: [] });
  // It ends by itself.
  tick(120);
  await expect.poll(() => lingering.size).toBe(0);
  expect(phones.leg(agent)).toBe(own);
  expect(tick(5).agent).toEqual([]);
});

test('a machine that took it was found out by us', async () => {
  const { told, customer } = placed();
  await customer.hangup('machine');
  expect(told).toEqual([{ kind: 'ended', by: 'gateway', cause: 'machine' }]);
});

test('an agent who hangs up while it rings has done so, and hears nothing more', () => {
  const { call, told, lingering } = placed();
  call.apply(view({ state: 'ringing' }));
  call.apply(view({ state: 'ringing', wanted: 'end' }));
  expect(told).toEqual([{ kind: 'ended', by: 'agent', cause: 'hung_up' }]);
  expect(lingering.size).toBe(0);
});
