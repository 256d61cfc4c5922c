import { beforeAll, expect, test } from 'vitest';
import { missingFields, putValues } from '#server/cases/types/fields.rules.ts';
import { shippedTypes } from '#server/cases/types/shipped.service.ts';
import { lifeOf, type CaseLife } from './case-lives.ts';
import { makeDemo } from './index.ts';
import type { DemoCase } from './shapes.ts';

const NOW = new Date('2026-11-19T10:20:00Z');
const definitions = new Map(shippedTypes().map((one) => [one.code, one]));
const definitionOf = ({ type }: DemoCase) => definitions.get(type)!;
let lives: { one: DemoCase; life: CaseLife }[];

beforeAll(() => {
  const days = [...makeDemo({ seed: 'colle', now: NOW, customers: 500, days: 60 }).days()];
  const events = Map.groupBy(
    days.flatMap((day) => day.caseEvents),
    (event) => event.case,
  );
  lives = days
    .flatMap((day) => day.cases)
    .map((one) => ({ one, life: lifeOf(definitionOf(one), one, events.get(one.id)!, NOW) }));
}, 60_000);

test('the cases of the demo are of all thirteen types, and stand in nearly all of their states', () => {
  expect(new Set(lives.map(({ one }) => one.type)).size).toBe(13);
  const seen = new Set(lives.flatMap(({ one, life }) => life.moves.map(({ to }) => `${one.type} ${to}`)));
  const all = [...definitions.values()].flatMap(({ code, states }) =>
    states.slice(1).map(({ key }) => `${code} ${key}`),
  );
  const never = all.filter((one) => !seen.has(one));
  expect(never.length).toBeLessThan(8);
});

test('each goes along transitions of its type, in the order of time, and ends where its story says', () => {
  for (const { one, life } of lives) {
    const definition = definitionOf(one);
    let [at, state] = [one.openedAt.getTime(), definition.states[0]!.key];
    for (const move of life.moves) {
      expect(move.from).toBe(state);
      expect(move.transition.from).toContain(state);
      expect(move.at.getTime()).toBeGreaterThanOrEqual(at);
      [at, state] = [move.at.getTime(), move.to];
    }
    expect(at).toBeLessThanOrEqual(NOW.getTime());
    expect(life.state).toBe(state);
    expect(life.status === 'closed').toBe(one.closedAt !== null);
    for (const when of [
      ...life.tasks.flatMap(({ madeAt, doneAt }) => [madeAt, doneAt ?? madeAt]),
      ...life.approvals.flatMap(({ askedAt, decidedAt }) => [askedAt, decidedAt ?? askedAt]),
      ...life.documents.map((document) => document.at),
    ])
      expect(when.getTime()).toBeLessThanOrEqual(NOW.getTime());
  }
});

test('its fields are what its type asks for there, judged as on the screen', () => {
  for (const { one, life } of lives) {
    const definition = definitionOf(one);
    const put = putValues(definition, {
      before: {},
      given: life.fields,
      eyes: 'all',
      states: definition.states.map(({ key }) => key),
    });
    expect([one.type, put.troubles]).toEqual([one.type, []]);
    expect(put.values).toEqual(life.fields);
    const missing = missingFields(definition, life.fields, life.state).map(({ key }) => key);
    expect([one.type, life.state, missing]).toEqual([one.type, life.state, []]);
  }
});

test('what a step needed was there before it, and some of what is open waits for a yes', () => {
  for (const { life } of lives)
    for (const { transition, at } of life.moves) {
      for (const key of transition.needs.tasks)
        expect(life.tasks.find((task) => task.key === key)!.doneAt!.getTime()).toBeLessThanOrEqual(
          at.getTime(),
        );
      for (const key of transition.needs.documents)
        expect(life.documents.some((document) => document.key === key && document.at <= at)).toBe(true);
      const { approval } = transition.needs;
      if (approval !== undefined)
        expect(life.approvals.some(({ key, decidedAt }) => key === approval && decidedAt! <= at)).toBe(true);
    }
  expect(lives.some(({ life }) => life.approvals.some(({ verdict }) => verdict === null))).toBe(true);
});
