import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { permissions } from '#contract/words.ts';

// What names a permission and does not ask for it: the list itself, and the roles that are given it.
const naming = new Set(['contract/words.ts', 'server/access/access.rules.ts']);

test('every permission that can be given is asked for somewhere: none promises what it does not guard', () => {
  const code = [...globSync('contract/*.ts'), ...globSync('server/**/*.ts')]
    .filter((file) => !naming.has(file) && !file.endsWith('.test.ts') && !file.includes('/demo/'))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  expect(permissions.filter((one) => !code.includes(`'${one}'`))).toEqual([]);
});
