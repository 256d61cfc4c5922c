import { defineConfig } from 'vitest/config';

// Tests that need no database say so in their name, or live in a folder that never has one.
const withoutDatabase = [
  '{contract,server,web,tests,scripts,bench}/**/*.rules.test.{ts,tsx}',
  'contract/**/*.test.ts',
  'server/routing/engine/**/*.test.ts',
  'server/media/core/**/*.test.ts',
  'web/**/*.test.{ts,tsx}',
  'tests/unit/**/*.test.ts',
];
const never = ['**/node_modules/**', 'tests/e2e/**', '.cache/**', 'dist/**', 'data/**'];

export default defineConfig({
  test: {
    // Two workers, and patience: the tests must pass on a small machine that is busy with something else.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    teardownTimeout: 60_000,
    expect: { poll: { timeout: 20_000 } },
    setupFiles: ['tests/support/properties.ts'],
    projects: [
      { extends: true, test: { name: 'unit', include: withoutDatabase, exclude: never } },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['{server,tests,scripts,bench}/**/*.test.ts'],
          exclude: [...never, ...withoutDatabase],
          globalSetup: ['tests/support/global-setup.ts'],
          // Processes are killed and clocks raced in here; `npm test` names what passed at its second try only.
          retry: 1,
        },
      },
    ],
  },
});
