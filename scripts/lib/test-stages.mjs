import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { ensureBrowser } from './browser.mjs';
import { inRoot, node24, root } from './project.mjs';
import { say, Stop } from './say.mjs';
import { buildSites } from './sites.mjs';

/** What a stage counted; `wrong` names what failed, `again` what passed at its second try only.
 * @typedef {{ passed: number, failed: number, skipped: number, wrong?: string[], again?: string[] }} Counts */
/** @typedef {Counts & { name: string, seconds: number }} Result */

const reports = inRoot('.cache', 'test-reports');
const tool = (/** @type {string} */ name) => inRoot('node_modules', '.bin', name);
const folders = (/** @type {string[]} */ names) => names.filter((name) => fs.existsSync(inRoot(name)));
const sources = () => folders(['contract', 'server', 'web', 'tests', 'scripts', 'bench']);

/** The checks: one tool each, quiet unless it fails. */
const checks = () => [
  { name: 'types, server', args: [tool('tsc'), '-p', 'tsconfig.server.json', '--noEmit'] },
  { name: 'types, web', args: [tool('tsc'), '-p', 'tsconfig.web.json', '--noEmit'] },
  { name: 'lint', args: [tool('oxlint'), '--type-aware', ...sources()] },
  { name: 'format', args: [tool('oxfmt'), '--check'] },
  {
    name: 'import boundaries',
    args: [tool('depcruise'), '--config', '.dependency-cruiser.cjs', ...sources()],
  },
  { name: 'dead code', args: [tool('knip'), '--no-config-hints'] },
  { name: 'table types', args: [inRoot('scripts', 'db-types.ts'), '--check'] },
];

/**
 * Runs the stages of the wanted parts in order; a failing stage does not keep the next from running.
 * @param {Set<string>} only
 */
export async function runStages(only) {
  /** @type {Result[]} */
  const results = [];
  /** @param {string} name @param {() => Promise<Counts> | Counts} run */
  const stage = async (name, run) => {
    const start = Date.now();
    const counts = await run();
    results.push({ name, ...counts, seconds: (Date.now() - start) / 1000 });
  };
  fs.rmSync(reports, { recursive: true, force: true });
  fs.mkdirSync(reports, { recursive: true });
  const browser = only.has('e2e') ? ensureBrowser() : undefined;

  if (only.has('checks')) {
    for (const { name, args } of checks()) {
      await stage(name, async () => counted(name, await run(args, { quiet: true })));
    }
  }
  if (only.has('checks') || only.has('e2e')) await stage('web build', () => webBuild());
  const projects = ['unit', 'integration'].filter((project) => only.has(project));
  for (const project of projects) await stage(`${project} tests`, () => vitest(project));
  if (browser) await stage('browser tests', () => playwright(browser));
  return results;
}

/** @param {string} name @param {{ code: number, output: string }} outcome @returns {Counts} */
function counted(name, { code, output }) {
  say(`${code === 0 ? 'ok    ' : 'FAILED'} ${name}`);
  if (code !== 0) say(output.trim());
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
}

function webBuild() {
  try {
    buildSites();
    return counted('web build', { code: 0, output: '' });
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    return counted('web build', { code: 1, output: `${error.details}\n${error.message}` });
  }
}

/** @param {string} project @returns {Promise<Counts>} */
async function vitest(project) {
  say(`\n${project} tests`);
  const report = path.join(reports, `${project}.json`);
  const reporters = ['--reporter=default', `--reporter=${inRoot('scripts', 'lib', 'vitest-report.mjs')}`];
  const env = { FILO_TEST_REPORT: report };
  const { code } = await run([tool('vitest'), 'run', '--project', project, ...reporters], { env });
  /** @type {import('./vitest-report.mjs').Report | undefined} */
  const said = readReport(report);
  return settled(code, {
    passed: said?.passed ?? 0,
    failed: said?.failed.length ?? 0,
    skipped: said?.skipped ?? 0,
    wrong: said?.failed ?? [],
    again: said?.again ?? [],
  });
}

/** @param {string} browser @returns {Promise<Counts>} */
async function playwright(browser) {
  say('\nbrowser tests');
  const report = path.join(reports, 'browser.json');
  const env = { FILO_CHROME: browser, PLAYWRIGHT_JSON_OUTPUT_NAME: report };
  const { code } = await run([tool('playwright'), 'test', '--reporter=list,json'], { env });
  const said = readReport(report);
  const stories = storiesOf(said?.suites ?? []);
  const named = (/** @type {string} */ status) =>
    stories.filter((story) => story.status === status).map(({ name }) => name);
  const stats = said?.stats;
  return settled(code, {
    passed: (stats?.expected ?? 0) + (stats?.flaky ?? 0),
    failed: stats?.unexpected ?? 0,
    skipped: stats?.skipped ?? 0,
    wrong: named('unexpected'),
    again: named('flaky'),
  });
}

/**
 * @typedef {{ file: string, title: string, specs?: { title: string, line: number, tests: { status: string }[] }[], suites?: Suite[] }} Suite
 * @param {Suite[]} suites @returns {{ name: string, status: string }[]}
 */
function storiesOf(suites) {
  return suites.flatMap(({ file, specs = [], suites: inner = [] }) => [
    ...specs.flatMap(({ title, line, tests }) =>
      tests.map(({ status }) => ({ name: `${file}:${line} › ${title}`, status })),
    ),
    ...storiesOf(inner),
  ]);
}

/** A runner that failed without a failing test, or found no test at all, has failed. @param {number} code @param {Counts} counts */
function settled(code, counts) {
  const silent = counts.failed === 0 && (code !== 0 || counts.passed === 0);
  return silent ? { ...counts, failed: 1 } : counts;
}

/** @param {string} file */
function readReport(file) {
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : undefined;
}

/** No stage takes this long, not even on a busy machine: what does hangs. */
const LIMIT_MINUTES = 30;

/**
 * Runs a tool on Node 24, in a process group of its own, so that an interrupt or a hang ends all of it.
 * @param {string[]} args @param {{ quiet?: boolean, env?: Record<string, string> }} options
 * @returns {Promise<{ code: number, output: string }>}
 */
function run(args, { quiet = false, env = {} }) {
  return new Promise((resolve, reject) => {
    const child = spawn(node24, args, {
      cwd: root,
      detached: true,
      stdio: quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
      env: {
        ...process.env,
        ...env,
        PATH: `${inRoot('node_modules', '.bin')}${path.delimiter}${process.env['PATH']}`,
      },
    });
    /** @param {NodeJS.Signals} signal */
    const tellAll = (signal) => {
      try {
        if (child.pid) process.kill(-child.pid, signal);
      } catch {
        // it has ended by itself in the meantime
      }
    };
    let output = '';
    let interrupted = false;
    /** @param {Buffer} chunk */
    const keep = (chunk) => (output += chunk.toString());
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    /** @param {NodeJS.Signals} signal */
    const interrupt = (signal) => {
      tellAll(interrupted ? 'SIGKILL' : signal); // asked twice, it is meant
      interrupted = true;
    };
    const limit = setTimeout(() => {
      say(`Stopped after ${LIMIT_MINUTES} minutes: ${args.map((arg) => path.basename(arg)).join(' ')}`);
      tellAll('SIGKILL');
    }, LIMIT_MINUTES * 60_000);
    process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
    child.once('error', reject);
    child.once('close', (code) => {
      clearTimeout(limit);
      process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
      if (interrupted) reject(new Stop('Interrupted.'));
      else resolve({ code: code ?? 1, output });
    });
  });
}

/** The table of the stages, what failed by its name and, on a line of its own, the total. @param {Result[]} results */
export function summary(results) {
  const width = Math.max(...results.map(({ name }) => name.length));
  const lines = results.map(
    ({ name, passed, failed, skipped, seconds }) =>
      `${name.padEnd(width)}  ${String(passed).padStart(5)} passed  ${String(failed).padStart(3)} failed` +
      `  ${String(skipped).padStart(3)} skipped  ${seconds.toFixed(1).padStart(6)} s`,
  );
  const total = (/** @type {'passed' | 'failed' | 'skipped'} */ what) =>
    results.reduce((sum, result) => sum + result[what], 0);
  const skipped = total('skipped') > 0 ? `, ${total('skipped')} skipped` : '';
  const list = (/** @type {string} */ title, /** @type {string[]} */ names) =>
    names.length === 0 ? '' : `\n\n${title}:\n${names.map((name) => `- ${name}`).join('\n')}`;
  const named =
    list(
      'Passed at the second try only',
      results.flatMap(({ again = [] }) => again),
    ) +
    list(
      'Failed',
      results.flatMap(({ wrong = [] }) => wrong),
    );
  return `\n${lines.join('\n')}${named}\n\n${total('passed')} passed, ${total('failed')} failed${skipped}`;
}
