import { launchPostgres } from '#server/platform/postgres/index.ts';

// A program that starts or adopts the embedded PostgreSQL in a folder, tells what it got (or why not) in one line of
// JSON, and keeps it until its input ends.
const [dir, umask] = process.argv.slice(2);
if (!dir) throw new Error('usage: postgres-starter.ts <folder> [umask]');
if (umask) process.umask(Number.parseInt(umask, 8));

const tell = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
try {
  const server = await launchPostgres({ dir, durable: false });
  const { url, superuserUrl, port, adopted, runAs } = server;
  tell({ url, superuserUrl, port, adopted, runAs, pid: server.pid() });
  process.stdin.resume();
  process.stdin.once('end', () => void server.stop());
} catch (error) {
  tell({ failed: (error as Error).name, message: (error as Error).message });
}
