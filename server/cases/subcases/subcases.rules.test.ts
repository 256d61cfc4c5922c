import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { caseTypeDefinition } from '#contract/case-types.ts';
import { joinTrouble, mostLevels, wayToClosed, wayToDrop } from './subcases.rules.ts';

test('whatever is joined in whatever order, no case lies under itself and none lies deeper than allowed', () => {
  const key = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
  fc.assert(
    fc.property(fc.array(fc.tuple(key, key), { maxLength: 40 }), (joins) => {
      const parents = new Map<string, string>();
      const aboveOf = (one: string): string[] => {
        const above: string[] = [];
        for (let at = parents.get(one); at !== undefined; at = parents.get(at)) {
          expect(above.length).toBeLessThan(10);
          above.push(at);
        }
        return above;
      };
      const belowOf = (one: string): number =>
        1 + Math.max(0, ...[...parents].filter(([, up]) => up === one).map(([down]) => belowOf(down)));
      for (const [child, parent] of joins) {
        const trouble = joinTrouble({
          child,
          parent,
          above: aboveOf(parent),
          below: belowOf(child),
        });
        if (trouble === null) parents.set(child, parent);
        for (const one of 'abcdef') {
          expect(aboveOf(one)).not.toContain(one);
          expect(aboveOf(one).length).toBeLessThan(mostLevels);
        }
      }
    }),
  );
});

describe('the way to the end of a case', () => {
  const name = { it: 'x', en: 'x' };
  const way = (from: string, to: string, also: object = {}) => ({
    key: `${from}_${to}`,
    from: [from],
    to,
    name,
    ...also,
  });
  const made = (transitions: object[]) =>
    caseTypeDefinition.parse({
      code: 'test',
      name,
      description: name,
      states: [
        { key: 'open', name, status: 'open' },
        { key: 'work', name, status: 'in_progress' },
        { key: 'done', name, status: 'solved' },
        { key: 'closed', name, status: 'closed' },
      ],
      transitions,
    });
  const eyes = 'all' as const;
  const keys = (path: { key: string }[] | null) => path?.map((one) => one.key) ?? null;
  test('is the shortest that does not abandon it, over as many transitions as its type asks', () => {
    const type = made([
      way('open', 'work'),
      way('work', 'open'),
      way('work', 'done'),
      way('done', 'closed'),
      way('open', 'closed', { abandons: true }),
    ]);
    expect(keys(wayToClosed(type, 'open', eyes))).toEqual(['open_work', 'work_done', 'done_closed']);
    expect(keys(wayToClosed(type, 'closed', eyes))).toEqual([]);
    expect(keys(wayToDrop(type, 'open', eyes))).toEqual(['open_closed']);
    expect(keys(wayToDrop(type, 'done', eyes))).toEqual(['done_closed']);
  });
  test('is none where no transition leads there', () => {
    expect(wayToClosed(made([way('open', 'work'), way('work', 'open')]), 'open', eyes)).toBeNull();
  });
});
