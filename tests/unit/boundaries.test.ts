import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';

const project = path.resolve(import.meta.dirname, '../..');
const trees: string[] = [];
afterEach(() => {
  for (const tree of trees.splice(0)) fs.rmSync(tree, { recursive: true, force: true });
});

type Report = { summary: { violations: { rule: { name: string }; from: string; to: string }[] } };

/** Runs the project's import rules over a tree of these files; answers "rule: from -> to" for every violation. */
function violationsIn(files: Record<string, string>): string[] {
  const tree = fs.mkdtempSync(path.join(os.tmpdir(), 'boundaries-'));
  trees.push(tree);
  fs.symlinkSync(path.join(project, 'node_modules'), path.join(tree, 'node_modules'));
  for (const name of ['package.json', '.dependency-cruiser.cjs']) {
    fs.copyFileSync(path.join(project, name), path.join(tree, name));
  }
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(tree, name)), { recursive: true });
    fs.writeFileSync(path.join(tree, name), text);
  }
  const cruiser = path.join(project, 'node_modules/.bin/depcruise');
  const folders = ['contract', 'server', 'web', 'tests'].filter((folder) =>
    fs.existsSync(path.join(tree, folder)),
  );
  const args = [cruiser, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...folders];
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: tree, encoding: 'utf8' });
  if (!stdout) throw new Error(stderr);
  const { violations } = (JSON.parse(stdout) as Report).summary;
  return violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`).toSorted();
}

const doors = {
  'contract/cases.ts': `import { z } from 'zod';\nexport const input = z.string();\n`,
  'server/platform/db.ts': `import pg from 'pg';\nexport const pool = pg.Pool;\n`,
  'server/access/index.ts': `export { actor } from './access.rules.ts';\n`,
  'server/access/access.rules.ts': `import { pool } from '#server/platform/db.ts';\nexport const actor = pool;\n`,
  'server/calendars/index.ts': `export const clock = 1;\nexport type Clock = number;\n`,
  'server/contacts/index.ts': `export { actor as author } from '#server/access/index.ts';\n`,
  'server/channels/index.ts': `export { email } from './email/index.ts';\nexport { chat } from './chat/index.ts';\n`,
  'server/channels/email/index.ts': `export { author as email } from '#server/contacts/index.ts';\n`,
  'server/channels/chat/index.ts': `export const chat = 1;\n`,
  'server/app/index.ts': `export * from '#server/channels/email/index.ts';\nexport * from '#server/access/access.rules.ts';\n`,
  'server/main.ts': `export * from './app/index.ts';\n`,
  'web/kit/call.ts': `export { input } from '#contract/cases.ts';\n`,
  'web/desk/main.ts': `export { input } from '#web/kit/call.ts';\n`,
  'web/portal/main.ts': `export const portal = 1;\n`,
};

test('a tree that keeps the rules has no violation', () => {
  expect(
    violationsIn({
      ...doors,
      'server/access/access.test.ts': `import '#tests/support/x.ts';\n`,
      'tests/support/x.ts': 'export {};\n',
    }),
  ).toEqual([]);
});

test('imports up, sideways, past a door, across the sites and in a circle are each caught, types included', () => {
  const planted = violationsIn({
    ...doors,
    'contract/leak.ts': `import type { pool } from '#server/platform/db.ts';\nexport type Leak = typeof pool;\n`,
    'server/platform/up.ts': `import type { actor } from '#server/access/index.ts';\nexport type Up = typeof actor;\n`,
    'server/access/sideways.ts': `import type { Clock } from '#server/calendars/index.ts';\nexport type C = Clock;\n`,
    'server/contacts/past-the-door.ts': `export { actor } from '#server/access/access.rules.ts';\n`,
    'server/contacts/vendor.ts': `export { default } from 'pg';\n`,
    'server/channels/email/neighbour.ts': `export { chat } from '../chat/index.ts';\n`,
    'server/contacts/app.ts': `export * from '#server/app/index.ts';\n`,
    'server/calendars/round.ts': `import './about.ts';\n`,
    'server/calendars/about.ts': `import './round.ts';\n`,
    'server/calendars/page.ts': `import '#web/kit/call.ts';\n`,
    'web/desk/server.ts': `import type { pool } from '#server/platform/db.ts';\nexport type P = typeof pool;\n`,
    'web/desk/portal.ts': `export { portal } from '#web/portal/main.ts';\n`,
    'web/kit/desk.ts': `export { input } from '#web/desk/main.ts';\n`,
    'web/kit/typo.ts': `import './not-there.ts';\n`,
  });
  const shape = planted.map((line) => line.replace(/ -> .*$/, ''));
  expect(new Set(shape)).toEqual(
    new Set([
      'contract-imports-only-zod: contract/leak.ts',
      'platform-never-imports-up: server/platform/up.ts',
      'access-never-imports-sideways: server/access/sideways.ts',
      'only-through-the-module-door: server/contacts/past-the-door.ts',
      'pg-only-in-platform: server/contacts/vendor.ts',
      'channel-adapters-through-their-door: server/channels/email/neighbour.ts',
      'contacts-never-imports-up: server/contacts/app.ts',
      'no-circular: server/calendars/about.ts',
      'server-never-imports-web: server/calendars/page.ts',
      'web-never-imports-server: web/desk/server.ts',
      'desk-never-imports-another-site: web/desk/portal.ts',
      'kit-knows-no-site: web/kit/desk.ts',
      'nothing-missing: web/kit/typo.ts',
    ]),
  );
});
