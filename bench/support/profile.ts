import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { ms, table } from './report.ts';

/**
 * With BENCH_PROFILE=<folder>: where the time goes. The server writes a CPU profile there when it stops, and the
 * statements that cost the database most are written beside it.
 */
export async function startProfile(
  superuserUrl: string,
  folder: string,
): Promise<{ env: Record<string, string>; write(): Promise<void> }> {
  const dir = path.resolve(folder);
  await mkdir(dir, { recursive: true });
  // The superuser's own database is not the application's: the extension is made where the statements run.
  const url = new URL(superuserUrl);
  url.pathname = '/filodiretto';
  const ask = async (statement: string) => {
    const client = new pg.Client({ connectionString: url.href });
    await client.connect();
    try {
      return (await client.query<Record<string, string | number>>(statement)).rows;
    } finally {
      await client.end();
    }
  };
  await ask('create extension if not exists pg_stat_statements schema public');
  await ask('select public.pg_stat_statements_reset()');
  return {
    env: { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${dir}` },
    async write() {
      const rows = await ask(
        `select calls::int, total_exec_time as total, mean_exec_time as mean, rows::int, query
         from public.pg_stat_statements order by total_exec_time desc limit 60`,
      );
      const lines = rows.map((row) => [
        row['calls']!,
        ms(Number(row['total'])),
        ms(Number(row['mean'])),
        row['rows']!,
        String(row['query']).replaceAll(/\s+/g, ' ').slice(0, 300),
      ]);
      await writeFile(
        path.join(dir, 'statements.md'),
        `${table(lines, '| Calls | Total | Mean | Rows | Statement |')}\n`,
      );
    },
  };
}
