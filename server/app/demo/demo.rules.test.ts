import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { calendarProblems, isOpen, workingSecondsBetween } from '#server/calendars/hours.rules.ts';
import { readFiscalCode, readVatNumber } from '#server/customers/codice-fiscale.rules.ts';
import { normaliseIdentity, readPdr, readPod } from '#server/customers/identity.rules.ts';
import type { Demo } from './index.ts';
import { makeDemo } from './index.ts';
import { phrase } from './phrases.ts';
import { random } from './random.ts';
import { TREE } from './topics.ts';
import type {
  DemoCase,
  DemoCaseEvent,
  DemoContact,
  DemoConversation,
  DemoDay,
  DemoLeg,
  DemoMessage,
} from './shapes.ts';

const NOW = new Date('2026-11-19T10:20:00Z');
let demo: Demo;
let days: DemoDay[];
let contacts: DemoContact[];
let legs: DemoLeg[];
let messages: DemoMessage[];
let conversations: DemoConversation[];
let cases: DemoCase[];
let caseEvents: DemoCaseEvent[];
let legsOf: Map<string, DemoLeg[]>;

beforeAll(() => {
  demo = makeDemo({ seed: 'colle', now: NOW });
  days = [...demo.days()];
  contacts = days.flatMap((d) => d.contacts);
  legs = days.flatMap((d) => d.legs);
  messages = days.flatMap((d) => d.messages);
  conversations = days.flatMap((d) => d.conversations);
  cases = days.flatMap((d) => d.cases);
  caseEvents = days.flatMap((d) => d.caseEvents);
  legsOf = Map.groupBy(legs, (l) => l.contact);
}, 60_000);

describe('the same bytes', () => {
  const hash = (seed: string, now = NOW): string => {
    const small = makeDemo({ seed, now, customers: 300, days: 6 });
    const text = JSON.stringify([
      small.organisation,
      small.customers,
      small.identities,
      small.positions,
      [...small.days()],
    ]);
    return createHash('sha256').update(text).digest('hex');
  };
  test('come from the same seed and instant, and other bytes from others', () => {
    expect(hash('colle')).toBe(hash('colle'));
    expect(hash('colle')).not.toBe(hash('valle'));
    expect(hash('colle')).not.toBe(hash('colle', new Date(NOW.getTime() + 60_000)));
  });
  test('come from each walk over the days', () => {
    const small = makeDemo({ seed: 'x', now: NOW, customers: 300, days: 3 });
    expect([...small.days()]).toEqual([...small.days()]);
  });
});

test('wrong options are refused by name', () => {
  expect(() => makeDemo({ seed: 'x', now: new Date('no') })).toThrow(/^now:/);
  expect(() => makeDemo({ seed: 'x', now: NOW, customers: 5 })).toThrow(/^customers:/);
  expect(() => makeDemo({ seed: 'x', now: NOW, days: 0 })).toThrow(/^days:/);
});

test('every id is a uuid of its own', () => {
  const ids = [
    ...Object.values(demo.organisation).flatMap((list) =>
      Array.isArray(list) ? list.map((item) => item.id) : [],
    ),
    ...[
      demo.customers,
      demo.identities,
      demo.positions,
      conversations,
      contacts,
      messages,
      legs,
      cases,
      caseEvents,
    ].flatMap((list: { id: string }[]) => list.map((item) => item.id)),
  ];
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) {
    if (!/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id))
      expect(id).toBe('a uuid');
  }
});

describe('customers', () => {
  test('have valid fiscal codes that tell their own birth and sex, or valid VAT numbers', () => {
    expect(demo.customers).toHaveLength(2000);
    for (const c of demo.customers) {
      if (c.kind === 'company') {
        expect(readVatNumber(c.vatNumber!).ok).toBe(true);
      } else {
        expect(readFiscalCode(c.fiscalCode, 'fiscalCode', '2026-11-19')).toMatchObject({
          ok: true,
          sex: c.sex,
          birthDate: c.birthDate,
        });
      }
    }
    const companies = demo.customers.filter((c) => c.kind === 'company').length;
    expect(companies).toBeGreaterThan(120);
    expect(companies).toBeLessThan(200);
  });
  test('have identities in their normal form, no two customers the same, at example domains only', () => {
    for (const i of demo.identities)
      expect(normaliseIdentity(i.type, i.value)).toEqual({ ok: true, value: i.value });
    expect(new Set(demo.identities.map((i) => `${i.type} ${i.value}`)).size).toBe(demo.identities.length);
    for (const i of demo.identities) {
      if (i.type === 'email' || i.type === 'pec') expect(i.value).toMatch(/@(pec\.)?example\.(org|com|net)$/);
    }
  });
  test('have at least one position each, with valid POD and PDR', () => {
    const owners = new Set(demo.positions.map((p) => p.customer));
    for (const c of demo.customers) expect(owners.has(c.id)).toBe(true);
    for (const p of demo.positions) {
      if (p.kind === 'electricity') expect(readPod(p.code).ok).toBe(true);
      if (p.kind === 'gas') expect(readPdr(p.code).ok).toBe(true);
    }
  });
});

test('the subjects of the demo lead to the shipped types that cases on them have', () => {
  const folder = path.resolve(import.meta.dirname, '../../cases/types/shipped');
  const leads = new Map(
    readdirSync(folder).flatMap((file) => {
      const type = JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as {
        code: string;
        classifications?: string[];
      };
      return (type.classifications ?? []).map((code) => [code, type.code] as const);
    }),
  );
  const known = new Set(demo.organisation.classification.map(({ key }) => key));
  expect([...leads.keys()].filter((code) => !known.has(code))).toEqual([]);
  const topics = TREE.flatMap(({ children }) => children.flatMap((one) => one.topics));
  // The nearest from the subject upwards, as the screen proposes it.
  const proposed = (key: string): string | undefined =>
    leads.get(key) ?? (key.includes('.') ? proposed(key.replace(/\.[^.]*$/, '')) : undefined);
  expect(topics.map(({ key }) => [key, proposed(key)])).toEqual(topics.map(({ key, type }) => [key, type]));
});

test('the organisation is whole: thirteen staff, three teams, four queues, three levels, sound calendars', () => {
  const o = demo.organisation;
  expect([o.staff.length, o.teams.length, o.queues.length]).toEqual([13, 3, 4]);
  expect(new Set(o.staff.map((s) => s.role)).size).toBe(6);
  for (const calendar of o.calendars) expect(calendarProblems(calendar.hours)).toEqual([]);
  const parents = new Map(o.classification.map((c) => [c.id, c]));
  for (const c of o.classification) expect(c.parent ? parents.get(c.parent)!.level : 0).toBe(c.level - 1);
  expect(new Set(o.standardTexts.map(({ code }) => code)).size).toBe(o.standardTexts.length);
});

describe('references', () => {
  test('point to the same day or to an earlier one, so that days can be loaded in order', () => {
    const known = new Set<string>();
    const customers = new Set(demo.customers.map((c) => c.id));
    for (const day of days) {
      for (const c of day.conversations) known.add(c.id);
      for (const c of day.cases) known.add(c.id);
      for (const c of day.contacts) {
        known.add(c.id);
        expect(
          known.has(c.conversation) && customers.has(c.customer) && (c.case === null || known.has(c.case)),
        ).toBe(true);
      }
      for (const l of day.legs) if (!known.has(l.contact)) expect(l.contact).toBe('known');
      for (const m of day.messages)
        if (!known.has(m.contact) || !known.has(m.conversation)) expect(m.contact).toBe('known');
      for (const e of day.caseEvents) expect(known.has(e.case)).toBe(true);
    }
  });
  test('contacts are numbered in the order in which they arrived', () => {
    const sorted = contacts.toSorted((a, b) => a.number - b.number);
    expect(sorted.map((c) => c.number)).toEqual(sorted.map((_, i) => i + 1));
    for (let i = 1; i < sorted.length; i += 1) {
      if (sorted[i]!.arrivedAt < sorted[i - 1]!.arrivedAt) expect(sorted[i]!.number).toBe('in order');
    }
  });
});

describe('legs', () => {
  test('follow each other without a gap from arrival to close, offers inside their stay in the queue', () => {
    for (const c of contacts) {
      const own = legsOf.get(c.id)!;
      expect(own.map((l) => l.ordinal)).toEqual(own.map((_, i) => i + 1));
      const chain = own.filter((l) => l.kind !== 'offer');
      expect(chain[0]!.startedAt).toEqual(c.arrivedAt);
      for (let i = 1; i < chain.length; i += 1) expect(chain[i]!.startedAt).toEqual(chain[i - 1]!.endedAt);
      expect(chain.at(-1)!.endedAt).toEqual(c.closedAt);
      for (const l of own) if (l.endedAt && l.endedAt < l.startedAt) expect(l).toBe('ordered');
      let place: DemoLeg | null = null;
      let lastOffer: DemoLeg | null = null;
      for (const l of own) {
        if (l.kind === 'queue') place = l;
        if (l.kind === 'offer') {
          expect(l.startedAt >= place!.startedAt && l.endedAt! <= place!.endedAt!).toBe(true);
          if (lastOffer) expect(l.startedAt >= lastOffer.endedAt!).toBe(true);
          lastOffer = l;
        }
      }
      expect(chain.find((l) => l.kind === 'handle')?.startedAt ?? null).toEqual(c.answeredAt);
    }
  });
  test('balance: offered = answered + abandoned + flowed out + expired + waiting, in each queue', () => {
    for (const queue of demo.organisation.queues) {
      const stays = legs.filter((l) => l.kind === 'queue' && l.queue === queue.id);
      const of = (result: DemoLeg['result']): number => stays.filter((l) => l.result === result).length;
      const handled = legs.filter((l) => l.kind === 'handle' && l.queue === queue.id).length;
      expect(of('answered')).toBe(handled);
      expect(stays.length).toBe(
        of('answered') + of('abandoned') + of('flowed_out') + of('expired') + of(null),
      );
      expect(of(null)).toBe(contacts.filter((c) => c.state === 'queued' && c.queue === queue.id).length);
    }
  });
  test('no agent has more in hand on a channel than the profile allows, nor two offers at once', () => {
    const channelOf = new Map(contacts.map((c) => [c.id, c.channel]));
    for (const staff of demo.organisation.staff) {
      const capacity = demo.organisation.profiles.find((p) => p.id === staff.profile)?.capacity;
      const own = legs.filter((l) => l.agent === staff.id);
      if (!capacity) expect(own).toEqual([]);
      else {
        for (const channel of ['chat', 'email', 'form'] as const) {
          const handled = own.filter((l) => l.kind !== 'offer' && channelOf.get(l.contact) === channel);
          expect(mostAtOnce(handled)).toBeLessThanOrEqual(capacity[channel]);
        }
        expect(mostAtOnce(own.filter((l) => l.kind === 'offer'))).toBeLessThanOrEqual(1);
      }
    }
  });
  test('nobody handles what the profile does not give, nor a language not spoken', () => {
    const contactOf = new Map(contacts.map((c) => [c.id, c]));
    const skill = (key: string): string => demo.organisation.skills.find((s) => s.key === key)!.id;
    const needed = { en: skill('inglese'), fr: skill('francese'), ro: skill('rumeno'), ar: skill('arabo') };
    const wrong = legs.filter((l) => {
      if (l.kind !== 'offer') return false;
      const staff = demo.organisation.staff.find((s) => s.id === l.agent)!;
      const profile = demo.organisation.profiles.find((p) => p.id === staff.profile)!;
      const { language } = contactOf.get(l.contact)!;
      const speaks = language === 'it' || staff.skills.some((s) => s.skill === needed[language]);
      return !speaks || !profile.queues.some((q) => q.queue === l.queue);
    });
    expect(wrong).toEqual([]);
  });
});

describe('times', () => {
  test('nothing is after now, and only what has an end is over', () => {
    for (const l of legs) if (l.startedAt > NOW || (l.endedAt && l.endedAt > NOW)) expect(l).toBe('past');
    for (const m of messages) if (m.at > NOW) expect(m).toBe('past');
    for (const e of caseEvents) if (e.at > NOW) expect(e).toBe('past');
    for (const c of contacts)
      expect(c.closedAt !== null).toBe(['closed', 'abandoned', 'expired'].includes(c.state));
  });
  test('no chat arrives out of hours, and mail arrives on Sundays and holidays too', () => {
    const hours = demo.organisation.calendars[0]!.hours;
    for (const c of contacts)
      if (c.channel === 'chat' && !isOpen(hours, c.arrivedAt)) expect(c).toBe('in hours');
    expect(contacts.some((c) => c.channel === 'email' && c.arrivedAt.getUTCDay() === 0)).toBe(true);
  });
  test('no chat is left open: nobody is at the other end', () => {
    expect(contacts.filter((c) => c.channel === 'chat' && c.closedAt === null)).toEqual([]);
  });
  test('the desk is alive at the first sign-in: work waiting, some in hand, three languages', () => {
    const queued = contacts.filter((c) => c.state === 'queued');
    expect(queued.length).toBeGreaterThanOrEqual(8);
    expect(contacts.filter((c) => c.state === 'active').length).toBeGreaterThanOrEqual(1);
    expect(queued.map((c) => c.language)).toEqual(expect.arrayContaining(['it', 'en', 'ar']));
  });
  test('nothing waits for more than three days: every queue and language has somebody', () => {
    const old = NOW.getTime() - 3 * 86_400_000;
    expect(contacts.filter((c) => c.state === 'queued' && c.arrivedAt.getTime() < old)).toEqual([]);
  });
  test.each(['2026-11-22T05:00:00Z', '2026-11-23T07:10:00Z', '2027-01-01T12:00:00Z', '2026-10-25T01:30:00Z'])(
    'the desk is alive at %s too, Sunday, morning, holiday or clock change',
    (text) => {
      const now = new Date(text);
      const last = [...makeDemo({ seed: 'colle', now, customers: 300, days: 8 }).days()].flatMap(
        (d) => d.contacts,
      );
      expect(last.filter((c) => c.state === 'queued').length).toBeGreaterThanOrEqual(8);
      expect(last.every((c) => c.arrivedAt <= now)).toBe(true);
    },
  );
});

describe('messages', () => {
  test('carry no trace of a template and no exclamation mark', () => {
    const trace = /[{}$!]|undefined|\bnull\b|\s$|\.\.(?!\.)/;
    expect(messages.filter((m) => trace.test(m.text)).map((m) => m.text)).toEqual([]);
    expect(contacts.filter((c) => c.subject === '' || trace.test(c.subject)).map((c) => c.subject)).toEqual(
      [],
    );
  });
  test('begin with the customer, lie between arrival and close, and end every closed contact with an answer', () => {
    const of = Map.groupBy(messages, (m) => m.contact);
    for (const c of contacts) {
      const own = of.get(c.id)!.filter((m) => !m.automatic);
      expect(own[0]).toMatchObject({ direction: 'in', at: c.arrivedAt });
      for (let i = 1; i < own.length; i += 1)
        if (own[i]!.at < own[i - 1]!.at) expect(own[i]).toBe('in order');
      if (c.state === 'closed')
        expect(own.some((m) => m.direction === 'out' && m.staff !== null && m.at <= c.closedAt!)).toBe(true);
    }
  });
  test('are varied: of twenty in a row at most two have the same words', () => {
    const first = messages.filter((m) => m.direction === 'in' && m.subject !== null).map((m) => m.text);
    for (let i = 0; i + 20 < first.length; i += 20)
      expect(new Set(first.slice(i, i + 20)).size).toBeGreaterThanOrEqual(19);
  });
  test('of a thread refer to a message-id of the same conversation', () => {
    const seen = new Map<string, string>();
    for (const m of messages) if (m.messageId) seen.set(m.messageId, m.conversation);
    const replies = messages.filter((m) => m.inReplyTo !== null);
    expect(replies.length).toBeGreaterThan(1000);
    for (const m of replies) if (seen.get(m.inReplyTo!) !== m.conversation) expect(m).toBe('threaded');
  });
});

describe('cases', () => {
  test('have a history in order that leads to their status, and are about a tenth of the contacts', () => {
    const of = Map.groupBy(caseEvents, (e) => e.case);
    for (const c of cases) {
      const own = of.get(c.id)!;
      expect(own[0]).toMatchObject({ kind: 'opened', at: c.openedAt });
      expect(own.findLast((e) => e.status !== null)!.status).toBe(c.status);
      for (let i = 1; i < own.length; i += 1) expect(own[i]!.at >= own[i - 1]!.at).toBe(true);
      expect(c.closedAt !== null).toBe(c.status === 'closed');
      if (c.closedAt) expect(own.at(-1)!.kind).toBe('message');
    }
    expect(cases.length / contacts.length).toBeGreaterThan(0.07);
    expect(cases.length / contacts.length).toBeLessThan(0.13);
    expect(new Set(cases.map((c) => c.type)).size).toBe(13);
  });
});

test('the figures are those of a centre that works: volumes, channels, service levels, abandons', () => {
  expect(contacts.length).toBeGreaterThan(9000);
  expect(contacts.length).toBeLessThan(13_000);
  const share = (channel: string): number =>
    contacts.filter((c) => c.channel === channel).length / contacts.length;
  expect(share('email')).toBeCloseTo(0.45, 1);
  expect(share('chat')).toBeCloseTo(0.3, 1);
  expect(share('form')).toBeCloseTo(0.25, 1);
  const chats = contacts.filter((c) => c.channel === 'chat');
  const abandoned = chats.filter((c) => c.state === 'abandoned').length / chats.length;
  expect(abandoned).toBeGreaterThan(0.04);
  expect(abandoned).toBeLessThan(0.1);
  const channelOf = new Map(contacts.map((c) => [c.id, c.channel]));
  let within = 0;
  let events = 0;
  for (const queue of demo.organisation.queues) {
    const hours = demo.organisation.calendars.find((c) => c.id === queue.calendar)!.hours;
    for (const l of legs) {
      if (l.kind !== 'queue' || l.queue !== queue.id || (l.result !== 'answered' && l.result !== 'abandoned'))
        continue;
      const channel = channelOf.get(l.contact)!;
      const elapsed = (l.endedAt!.getTime() - l.startedAt.getTime()) / 1000;
      if (l.result === 'abandoned' && elapsed < queue.shortAbandonSeconds) continue;
      const waited = channel === 'chat' ? elapsed : workingSecondsBetween(hours, l.startedAt, l.endedAt!);
      events += 1;
      if (l.result === 'answered' && waited <= queue.target.seconds[channel]) within += 1;
    }
  }
  expect(within / events).toBeGreaterThan(0.75);
  expect(within / events).toBeLessThan(0.97);
  const byWeekday = [0, 0, 0, 0, 0, 0, 0];
  for (const c of contacts) byWeekday[c.arrivedAt.getUTCDay()]! += 1;
  expect(Math.max(...byWeekday)).toBe(byWeekday[1]);
  expect(Math.min(...byWeekday)).toBe(byWeekday[0]);
});

test('a template with an unknown name or an open brace is refused', () => {
  const rng = random('x');
  expect(phrase('{a|a} $b.', rng, { b: 'c' })).toBe('a c.');
  expect(() => phrase('$nobody', rng, {})).toThrow(/nobody/);
  expect(() => phrase('{a|b', rng, {})).toThrow(/brace/);
});

function mostAtOnce(list: DemoLeg[]): number {
  const steps = list.flatMap((l) => [
    [l.startedAt.getTime(), 1] as const,
    [l.endedAt?.getTime() ?? Infinity, -1] as const,
  ]);
  let now = 0;
  let most = 0;
  for (const [, step] of steps.toSorted((a, b) => a[0] - b[0] || a[1] - b[1])) {
    now += step;
    most = Math.max(most, now);
  }
  return most;
}
