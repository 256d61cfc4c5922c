import { describe, expect, it } from 'vitest';
import type { Need, PlanStep } from '#contract/routing-plans.ts';
import texts from '../../../locales/it/routing.json' with { type: 'json' };
import { alternativesOf, namesSomebody, needOf } from './need.rules.ts';
import { helpWords, overflowWords, planWords, type Names } from './plan-words.ts';

const russian: Need = { skill: 'russo', level: 3 };
const bills: Need = { skill: 'bollette', level: 2 };
const anna: Need = { agent: 'anna' };
const water: Need = { team: 'acqua' };

describe('a need as alternatives', () => {
  it('says the same there and back', () => {
    for (const need of [
      russian,
      { all: [russian, bills] },
      { any: [russian, anna] },
      { any: [{ all: [russian, bills] }, water] },
    ] as Need[])
      expect(needOf(alternativesOf(need))).toEqual(need);
    expect(needOf([])).toBeNull();
    expect(needOf([[], [russian]] as never)).toEqual(russian);
  });
  it('multiplies out what joins the other way round', () => {
    expect(alternativesOf({ all: [{ any: [russian, bills] }, water] } as Need)).toEqual([
      [russian, water],
      [bills, water],
    ]);
  });
  it('names somebody only when every alternative does', () => {
    expect(namesSomebody([[russian as never, anna as never], [water as never]])).toBe(true);
    expect(namesSomebody([[anna as never], [russian as never]])).toBe(false);
    expect(namesSomebody([])).toBe(false);
  });
});

describe('plans and rules in words', () => {
  const t = (key: string, values: Record<string, unknown> = {}) => {
    const text = (name: string) =>
      name
        .split('.')
        .reduce<unknown>((node, part) => (node as Record<string, unknown> | undefined)?.[part], texts);
    const found = text(key) ?? text(`${key}_${values['count'] === 1 ? 'one' : 'other'}`);
    return String(found).replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name]));
  };
  const title = (id: string) => (id === 'gone' ? null : id[0]!.toUpperCase() + id.slice(1));
  const names: Names = { skill: title, team: title, agent: title, queue: title };
  const step = (also: Partial<PlanStep>): PlanStep => ({
    need: null,
    keepRequires: true,
    queues: [],
    pool: 'members',
    seconds: 30,
    skipIfNobody: false,
    ...also,
  });
  it('read like sentences, step by step, to the last', () => {
    expect(
      planWords(
        [
          step({ need: { any: [{ all: [russian, bills] }, anna] } as Need, skipIfNobody: true }),
          step({ seconds: 90, queues: ['acqua', 'luce'], keepRequires: false }),
          step({ need: water, pool: 'anyone', seconds: 600 }),
        ],
        names,
        t,
      ),
    ).toEqual([
      'Per i primi 30 s: chi ha Russo almeno a livello 3 e Bollette almeno a livello 2 oppure Anna, si salta se nessuno è collegato.',
      'Poi per 90 s: tutti gli operatori della coda, anche dalle code Acqua, Luce, senza più le competenze richieste dal contatto.',
      'Poi per 10 min: chi ha squadra Acqua, anche se non servono la coda.',
      'Dopo: tutti gli operatori della coda.',
    ]);
    expect(planWords([step({ need: { skill: 'gone', level: 1 }, seconds: null })], names, t)).toEqual([
      'Per tutto il tempo: chi ha non più presente almeno a livello 1.',
    ]);
  });
  it('say when help comes and when it does not, and when contacts flow over', () => {
    expect(
      helpWords(
        {
          from: 'reclami',
          when: { measure: 'estimated_wait', is: 'above', value: 600 },
          unlessDonor: { measure: 'waiting', is: 'above', value: 5 },
          priority: null,
          delaySeconds: 120,
        },
        names,
        t,
      ),
    ).toBe(
      "Aiutano gli operatori di Reclami quando l'attesa stimata è oltre 10 min, ma non se là i contatti in attesa sono oltre 5, per i contatti che aspettano da almeno 2 min.",
    );
    expect(
      overflowWords({ toQueue: 'acqua', afterSeconds: 3 * 3600, when: null, keepPlace: true }, names, t),
    ).toBe('Passano a Acqua dopo 3 h, mantenendo il posto.');
  });
});
