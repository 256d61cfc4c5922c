import { expect, test, vi } from 'vitest';
import { testServer } from '#tests/support/server.ts';
import { addJob, sql, startJobs } from './index.ts';

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

const ran = () => {
  const done: unknown[] = [];
  return {
    done,
    job: { name: 'note', handle: (_: unknown, payload: unknown) => Promise.resolve(void done.push(payload)) },
  };
};

test('a runner that has ended by itself is followed by another', async () => {
  const app = await testServer([]);
  const { done, job } = ran();
  const jobs = await startJobs(app.ctx, [job], 2, { stuck: 60_000, again: 50 });
  try {
    await app.ctx.tx((tx) => addJob(tx, 'note', { of: 'the first' }));
    await vi.waitFor(() => expect(done).toHaveLength(1), { timeout: 20_000 });
    // What makes the library's runner give up; it would have the process end with a code, too.
    await sql`select pg_notify('worker:migrate', '{"breaking":true,"migrationNumber":1}')`.execute(
      app.ctx.db,
    );
    await vi.waitFor(() => expect(process.exitCode).toBe(57), { timeout: 20_000 });
    process.exitCode = undefined;
    await app.ctx.tx((tx) => addJob(tx, 'note', { of: 'the next' }));
    await vi.waitFor(() => expect(done).toEqual([{ of: 'the first' }, { of: 'the next' }]), {
      timeout: 20_000,
    });
  } finally {
    await jobs.stop();
    await app.stop();
  }
});

test('a runner whose workers wait for ever for the database is followed by another', async () => {
  const app = await testServer([]);
  const { done, job } = ran();
  const real = app.ctx.platform.database.pool;
  let deaf = false;
  const pool = new Proxy(real, {
    get(target, name) {
      if (name === 'connect' && deaf) return () => new Promise(() => undefined);
      const value = Reflect.get(target, name) as unknown;
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
  const platform = { ...app.ctx.platform, database: { ...app.ctx.platform.database, pool } };
  const jobs = await startJobs({ ...app.ctx, platform } as typeof app.ctx, [job], 2, {
    stuck: 2500,
    again: 50,
  });
  try {
    await app.ctx.tx((tx) => addJob(tx, 'note', { of: 'the first' }));
    await vi.waitFor(() => expect(done).toHaveLength(1), { timeout: 20_000 });
    deaf = true;
    // Both workers have asked for a connection that nobody gives them.
    await new Promise((go) => setTimeout(go, 1500));
    deaf = false;
    await app.ctx.tx((tx) => addJob(tx, 'note', { of: 'the next' }));
    await vi.waitFor(() => expect(done).toEqual([{ of: 'the first' }, { of: 'the next' }]), {
      timeout: 30_000,
    });
  } finally {
    await jobs.stop();
    await app.stop();
  }
});
