import { expect, test } from 'vitest';
import type { Me } from '#contract/access.ts';
import { mayAt } from './places.ts';

const me = (...places: [string[], string | null, string | null][]) =>
  ({ places: places.map(([permissions, serviceId, teamId]) => ({ permissions, serviceId, teamId })) }) as Me;
const water = { serviceId: 'water', teamId: null };
const waterTeam = { serviceId: 'water', teamId: 'early' };

test('a permission held everywhere reaches every place, also what belongs to none', () => {
  const chief = me([['routing.supervise'], null, null]);
  for (const place of [water, waterTeam, { serviceId: null, teamId: null }])
    expect(mayAt(chief, 'routing.supervise', place)).toBe(true);
  expect(mayAt(chief, 'contact.assign', water)).toBe(false);
});

test('one held for a service or a team reaches its own and no other', () => {
  expect(mayAt(me([['routing.supervise'], 'water', null]), 'routing.supervise', waterTeam)).toBe(true);
  expect(mayAt(me([['routing.supervise'], 'power', null]), 'routing.supervise', waterTeam)).toBe(false);
  const ofTeam = me([['routing.supervise'], null, 'early']);
  expect(mayAt(ofTeam, 'routing.supervise', waterTeam)).toBe(true);
  expect(mayAt(ofTeam, 'routing.supervise', water)).toBe(false);
  expect(mayAt(me([['routing.supervise'], 'power', 'early']), 'routing.supervise', waterTeam)).toBe(false);
});

test('what is held in one place does not count in another', () => {
  const both = me([['contact.assign'], 'water', null], [['routing.supervise'], 'power', null]);
  expect(mayAt(both, 'routing.supervise', water)).toBe(false);
});
