import { expect, test } from 'vitest';
import { readDefinition } from './definition.rules.ts';
import { shippedTypes } from './shipped.service.ts';
import { compareDefinitions } from '#contract/pure/case-type-changes.ts';
import { definitionText, readText } from './text.rules.ts';

test.each(shippedTypes().map((one) => [one.code, one] as const))(
  'the text of %s says the definition again, whatever order its keys had',
  (_, definition) => {
    const text = definitionText(definition);
    const read = readText(text);
    expect('document' in read && readDefinition(read.document)).toEqual({ definition });
    const turned = Object.fromEntries(Object.entries(definition).toReversed()) as typeof definition;
    expect(definitionText(turned)).toBe(text);
    expect(compareDefinitions(definition, turned)).toEqual([]);
  },
);
test('what is different in a plan of work is told by its piece', () => {
  const water = shippedTypes().find(({ plans }) => plans !== undefined)!;
  const [plan] = water.plans!;
  const [first, ...others] = plan!.pieces;
  const changed = (pieces: typeof others) =>
    compareDefinitions(water, { ...water, plans: [{ ...plan!, pieces }] }).map(
      ({ kind, part, key, place, after }) => [kind, part, key, place, after],
    );
  expect(changed([{ ...first!, dueHours: 7 }, ...others])).toEqual([
    ['changed', 'plans', plan!.key, `pieces.${first!.key}.dueHours`, '7'],
  ]);
  expect(changed([...others, first!])).toEqual([
    ['changed', 'plans', plan!.key, 'order', [...others, first!].map(({ key }) => key).join(', ')],
  ]);
  expect(compareDefinitions({ ...water, plans: [] }, water)).toMatchObject([
    { kind: 'added', part: 'plans', key: plan!.key, name: plan!.name },
  ]);
});
test('says in which line a text is no JSON', () => {
  expect(readText('{\n"a": 1,\n"b" 2\n}')).toMatchObject({ findings: [{ place: 'line 3' }] });
  for (const [text, line] of [
    ['{\n"a": [1,\n],\n"b": 2}', 3],
    ['{\n"a": oops\n}', 2],
    ['{"a": {}\n', 2],
    ['{"a": "x\ny"}', 1],
    ['{}\n\n}', 3],
    [`${'['.repeat(20_000)}\n`, 2],
  ] as const)
    expect(readText(text)).toMatchObject({ findings: [{ place: `line ${line}` }] });
  expect(readText('[]')).toMatchObject({ findings: [{ message: 'a JSON object' }] });
});
