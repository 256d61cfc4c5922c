import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');

// Sheets stay once their screen was open: a name that two of them style looks different after the other was seen.
it('gives every class its look in one sheet of the desk', () => {
  const sheetsOf = new Map<string, Set<string>>();
  for (const sheet of globSync(['web/desk/**/*.css', 'web/kit/*.css'], { cwd: root }))
    for (const [, name = ''] of readFileSync(path.join(root, sheet), 'utf8').matchAll(
      /^\.([\w-]+)(?= \{|,$)/gm,
    ))
      sheetsOf.set(name, (sheetsOf.get(name) ?? new Set()).add(sheet));
  const shared = [...sheetsOf].filter(([, sheets]) => sheets.size > 1);
  expect(shared.map(([name, sheets]) => `.${name}: ${[...sheets].join(', ')}`)).toEqual([]);
});
