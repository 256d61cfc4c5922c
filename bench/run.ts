// npm run bench: all benchmarks, one after the other; `npm run bench -- --only name` (several: comma) for some.
// Each is a program of its own in this folder; what it prints goes to bench/results.
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { figuresHead, skipped } from './support/report.ts';

const here = import.meta.dirname;
const results = path.join(here, 'results');
const all = readdirSync(here)
  .filter((file) => file.endsWith('.ts') && file !== 'run.ts')
  .map((file) => file.slice(0, -3))
  .toSorted();

const { values } = parseArgs({ options: { only: { type: 'string' } } });
const wanted = values.only?.split(',') ?? all;
const unknown = wanted.filter((name) => !all.includes(name));
if (unknown.length > 0) {
  console.error(`There is no benchmark ${unknown.join(', ')}; there are ${all.join(', ')}.`);
  process.exit(1);
}

const gigabytes = (os.totalmem() / 1024 ** 3).toFixed(0);
const priority = os.getPriority();
const machine =
  `${os.availableParallelism()} cores (${os.cpus()[0]?.model.trim() ?? 'unknown'}), ${gigabytes} GB of memory, ` +
  `Node ${process.version}, ${os.type()} ${os.release()} ${os.arch()}`;

mkdirSync(results, { recursive: true });
let failed = false;
for (const name of wanted) {
  const date = new Date().toISOString().slice(0, 10);
  const load = os.loadavg()[0]!.toFixed(1);
  console.log(`\n## ${name}\n`);
  const { code, printed } = await run(name);
  if (code === skipped) {
    console.error(`${name} was not measured; its last result stays.`);
    continue;
  }
  if (code !== 0) {
    failed = true;
    console.error(`${name} ended with ${code}; no result is written.`);
    continue;
  }
  writeFileSync(
    path.join(results, `${date}-${name}.md`),
    `# ${name}, ${date}\n\nMachine: ${machine}. Load average before the run: ${load}.` +
      `${priority === 0 ? '' : ` Priority (nice): ${priority}, because other work ran on the machine.`}\n\n` +
      `Command: \`npm run bench -- --only ${name}\`\n\n${printed.trim()}\n`,
  );
}
writeFileSync(path.join(results, 'README.md'), summary());
process.exitCode = failed ? 1 : 0;

function run(name: string): Promise<{ code: number | null; printed: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [path.join(here, `${name}.ts`)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let printed = '';
    child.stdout.on('data', (data: Buffer) => {
      printed += data.toString();
      process.stdout.write(data);
    });
    child.once('close', (code) => resolve({ code, printed }));
  });
}

/** The newest figures of every benchmark, from the files that are there. */
function summary(): string {
  const newest = new Map<string, { date: string; text: string }>();
  for (const file of readdirSync(results).toSorted()) {
    const [, date, name] = /^(\d{4}-\d\d-\d\d)-(.+)\.md$/.exec(file) ?? [];
    if (date === undefined || name === undefined) continue;
    newest.set(name, { date, text: readFileSync(path.join(results, file), 'utf8') });
  }
  const rows: string[] = [];
  for (const [name, { date, text }] of [...newest].toSorted(([a], [b]) => a.localeCompare(b))) {
    const lines = text.split('\n');
    const head = lines.indexOf(figuresHead);
    const link = `[${name}](${date}-${name}.md)`;
    if (head < 0) {
      rows.push(`| ${link} | | see the file | |`);
      continue;
    }
    for (const line of lines.slice(head + 2)) {
      if (!line.startsWith('|')) break;
      rows.push(`| ${link}: ${line.slice(2)}`);
    }
  }
  return [
    '# Results',
    '',
    'The newest measurement of each benchmark, beside what is asked for. Made by `npm run bench`; each file names the',
    'machine, the load before the run and the command. The load generator runs on the same machine.',
    '',
    figuresHead,
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}
