import { expect, test, vi } from 'vitest';
import { testServer } from '#tests/support/server.ts';
import { addJob, startJobs } from './index.ts';

test('a job that fails is logged once: as a warning while it will be tried again, as an error at the last', async () => {
  const app = await testServer([]);
  const lines: string[] = [];
  const say = (level: string) => (_of: unknown, message?: string) =>
    void lines.push(`${level}: ${message ?? ''}`);
  const log = { ...app.ctx.log, warn: say('warn'), error: say('error') } as typeof app.ctx.log;
  let runs = 0;
  const jobs = await startJobs({ ...app.ctx, log }, [
    {
      name: 'always-fails',
      handle() {
        runs += 1;
        return Promise.reject(new Error('receiver says 500'));
      },
    },
  ]);
  try {
    await app.ctx.tx((tx) => addJob(tx, 'always-fails', {}, { maxAttempts: 2 }));
    await vi.waitFor(() => expect(lines.length).toBeGreaterThan(0), { timeout: 20_000 });
    await vi.waitFor(() => expect(runs).toBe(2), { timeout: 30_000 });
  } finally {
    await jobs.stop();
    await app.stop();
  }
  expect(lines).toEqual([
    'warn: a job failed and will be tried again',
    'error: a job failed for the last time',
  ]);
});
