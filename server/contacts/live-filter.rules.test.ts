import { expect, test } from 'vitest';
import type { Actor, Grant } from '#server/platform/actor.ts';
import { followOwn, maySee, toldOf } from './live-filter.ts';

const grant = (permissions: string[], serviceId: string | null, teamId: string | null = null): Grant => ({
  permissions: new Set(permissions),
  serviceId,
  teamId,
});
const staff = (id: string, ...grants: Grant[]): Actor => ({ kind: 'staff', id, name: id, grants });
const event = (
  kind: string,
  place: { serviceId?: string; teamId?: string; staffId?: string },
  data = {},
) => ({
  kind,
  subjectId: null,
  serviceId: place.serviceId ?? null,
  teamId: place.teamId ?? null,
  staffId: place.staffId ?? null,
  data,
});
const water = staff('anna', grant(['contact.read', 'contact.handle'], 'water'));

test('an order to a voice gateway is told to the token of that gateway, and to one of all', () => {
  const token = (gateway: string | null): Actor => ({
    kind: 'token',
    id: 't',
    name: 't',
    gateway,
    grants: [grant(['voice.gateway'], null)],
  });
  const order = event('voice.command', {}, { call: 'k', gateway: 'north', wanted: 'talk' });
  expect(maySee(token('north'), order)).toBe(true);
  expect(maySee(token('south'), order)).toBe(false);
  expect(maySee(token(null), order)).toBe(true);
  expect(maySee(water, order)).toBe(false);
});

test('an event of another service is not told', () => {
  expect(maySee(water, event('contact.queued', { serviceId: 'water' }))).toBe(true);
  expect(maySee(water, event('contact.queued', { serviceId: 'power' }))).toBe(false);
});

test('a grant for one team of a service does not reach its other teams', () => {
  const front = staff('bruno', grant(['contact.read'], 'water', 'front'));
  expect(maySee(front, event('message.added', { serviceId: 'water', teamId: 'front' }))).toBe(true);
  expect(maySee(front, event('message.added', { serviceId: 'water', teamId: 'back' }))).toBe(false);
  expect(maySee(front, event('message.added', { serviceId: 'water' }))).toBe(false);
});

test('the permission of the kind decides, not any permission', () => {
  expect(maySee(water, event('case.opened', { serviceId: 'water' }))).toBe(false);
  expect(maySee(water, event('mail.quarantined', {}))).toBe(false);
  expect(maySee(staff('c', grant(['email.quarantine'], null)), event('mail.quarantined', {}))).toBe(true);
});

test('a personal event goes to its person only, however much another may see', () => {
  const administrator = staff('dora', grant(['*'], null));
  expect(maySee(water, event('mention.added', { staffId: 'anna' }))).toBe(true);
  expect(maySee(administrator, event('mention.added', { staffId: 'anna' }))).toBe(false);
});

test('customers, the unknown and unknown kinds are told nothing', () => {
  const customer: Actor = { kind: 'customer', id: 'c', name: '', grants: [] };
  expect(maySee(customer, event('config.changed', {}))).toBe(false);
  expect(maySee(staff('dora', grant(['*'], null)), event('something.new', {}))).toBe(false);
});

test("an agent's own contact is followed outside the scope for as long as it is theirs", () => {
  const own = new Set<string>();
  const offered = event('contact.offered', { serviceId: 'power' }, { contact: 'k', agent: 'anna' });
  const line = event('message.added', { serviceId: 'power' }, { contact: 'k', conversation: 'v' });
  expect(maySee(water, line, own)).toBe(false);
  followOwn(own, water, offered);
  expect(maySee(water, offered, own)).toBe(true);
  expect(maySee(water, line, own)).toBe(true);
  followOwn(own, water, event('contact.transferred', {}, { contact: 'k', fromAgent: 'anna', toQueue: 'q' }));
  expect(maySee(water, line, own)).toBe(false);
});

test('an offer that another agent got, or that ended, makes nothing visible', () => {
  const own = new Set<string>();
  followOwn(own, water, event('contact.offered', {}, { contact: 'k', agent: 'bruno' }));
  expect(own.size).toBe(0);
  followOwn(own, water, event('contact.offered', {}, { contact: 'k', agent: 'anna' }));
  followOwn(
    own,
    water,
    event('contact.offer-ended', {}, { contact: 'k', agent: 'anna', result: 'timed_out' }),
  );
  expect(own.size).toBe(0);
});

test('who is consulted is told what happens to the contact, from the offer to the end, and who asks all along', () => {
  const own = new Set<string>();
  const consult = (kind: string, data: Record<string, unknown>) =>
    event(`consult.${kind}`, { serviceId: 'power' }, { consult: 'c', contact: 'k', asker: 'bruno', ...data });
  const line = event('message.added', { serviceId: 'power' }, { conversation: 'v', contact: 'k' });
  const offered = consult('offered', { agent: 'anna' });
  followOwn(own, water, offered);
  expect([offered, line].map((one) => maySee(water, one, own))).toEqual([true, true]);
  followOwn(own, water, consult('offer-ended', { agent: 'anna', result: 'accepted' }));
  followOwn(own, water, consult('answered', { agent: 'anna' }));
  expect(maySee(water, line, own)).toBe(true);
  const ended = consult('ended', { agent: 'anna', result: 'ended' });
  followOwn(own, water, ended);
  expect([ended, line].map((one) => maySee(water, one, own))).toEqual([true, false]);
  followOwn(own, water, consult('offered', { agent: 'anna' }));
  followOwn(own, water, consult('offer-ended', { agent: 'anna', result: 'timed_out' }));
  expect(own.size).toBe(0);
  expect(maySee(staff('bruno', grant(['contact.read'], 'gas')), consult('asked', {}))).toBe(true);
  expect(maySee(staff('carla', grant(['contact.read'], 'gas')), consult('asked', {}))).toBe(false);
});

test("another's presence is told without a name or a state, unless an agreement allows it", () => {
  const seen = {
    ...event('agent.presence', { serviceId: 'water' }, { agent: 'bruno', presence: 'not_ready' }),
    subjectId: 'bruno',
    actor: 'staff:bruno',
  };
  expect(toldOf(water, seen, true)).toBe(seen);
  expect(toldOf(water, seen, false)).toMatchObject({
    kind: 'agent.presence',
    subjectId: null,
    actor: 'system',
    data: {},
  });
  expect(toldOf(staff('bruno'), seen, false)).toBe(seen);
  const other = { ...seen, kind: 'agent.changed' };
  expect(toldOf(water, other, false)).toBe(other);
});

test('who an agent is who belongs to no service is told to those who see all services only', () => {
  for (const kind of ['agent.presence', 'agent.changed']) {
    const seen = { ...event(kind, {}, { agent: 'bruno' }), subjectId: 'bruno', actor: 'staff:bruno' };
    expect(toldOf(water, seen, true)).toMatchObject({ kind, subjectId: null, actor: 'system', data: {} });
    expect(toldOf(staff('bruno'), seen, true)).toBe(seen);
    const everywhere = staff('dora', { ...grant(['live.read'], null) });
    expect(toldOf(everywhere, seen, true)).toBe(seen);
  }
});

test('the draft of a flow is told to who reads flows there; one of no service to all who read any', () => {
  const drawer = staff('gea', grant(['flow.read'], 'water'));
  expect(maySee(drawer, event('flow.drafted', { serviceId: 'water' }))).toBe(true);
  expect(maySee(drawer, event('flow.drafted', { serviceId: 'power' }))).toBe(false);
  expect(maySee(drawer, event('flow.drafted', {}))).toBe(true);
  expect(maySee(water, event('flow.drafted', {}))).toBe(false);
});
