// What a first visit may weigh, gzipped. Each site's build calls it; `node scripts/check-budgets.mjs` prints all.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const kB = 1000;

/**
 * Bytes of JavaScript and style sheets that a first visit loads, gzipped. `screens`: chunks that are asked for later but
 * that everybody sees first.
 * @type {Record<'desk' | 'widget' | 'form', { js: number, css: number, screens?: RegExp }>}
 */
export const budgets = {
  desk: {
    js: 250 * kB,
    css: 45 * kB,
    screens: /^inbox-screen-.*\.(js|css)$|^(kit|desk|inbox)-[\w-]{8}\.js$/,
  },
  widget: { js: 25 * kB, css: 0 },
  form: { js: 60 * kB, css: 15 * kB },
};

/**
 * What a site's first load weighs.
 * @param {keyof typeof budgets} site
 * @returns {{ js: number, css: number }} bytes, gzipped
 */
export function weigh(site) {
  const folder = path.join(dist, site);
  const weight = { js: 0, css: 0 };
  for (const file of firstLoad(folder, budgets[site].screens)) {
    const kind = file.endsWith('.css') ? 'css' : 'js';
    weight[kind] += gzipSync(fs.readFileSync(path.join(folder, file)), { level: 9 }).length;
  }
  return weight;
}

// The files that index.html names, and what they import without being asked (not by import()).
/**
 * @param {string} folder
 * @param {RegExp | undefined} screens
 */
function firstLoad(folder, screens) {
  const page = path.join(folder, 'index.html');
  if (!fs.existsSync(page)) return fs.readdirSync(folder).filter((name) => /\.(js|css)$/.test(name));
  const found = new Set();
  /** @param {string} file */
  const visit = (file) => {
    if (found.has(file)) return;
    found.add(file);
    if (!file.endsWith('.js')) return;
    const code = fs.readFileSync(path.join(folder, file), 'utf8');
    for (const [, target] of code.matchAll(/(?:from|import)\s*["'](\.{1,2}\/[^"']+\.js)["']/g))
      visit(path.posix.join(path.posix.dirname(file), target ?? ''));
  };
  for (const [, target] of fs
    .readFileSync(page, 'utf8')
    .matchAll(/(?:src|href)="(?:[^"]*\/)?(assets\/[^"/]+\.(?:js|css))"/g))
    visit(target ?? '');
  if (screens !== undefined)
    for (const name of fs.readdirSync(path.join(folder, 'assets')))
      if (screens.test(name)) visit(`assets/${name}`);
  return [...found];
}

/**
 * A Vite plugin that fails the build of a site that grew over its budget.
 * @param {keyof typeof budgets} site
 * @returns {import('vite').Plugin}
 */
export const budget = (site) => ({
  name: 'filodiretto-budget',
  apply: 'build',
  closeBundle: {
    order: 'post',
    handler() {
      const broken = overweight(site);
      if (broken.length > 0) this.error(broken.join(' '));
    },
  },
});

/** @param {keyof typeof budgets} site */
function overweight(site) {
  const weight = weigh(site);
  return /** @type {const} */ (['js', 'css'])
    .filter((kind) => weight[kind] > budgets[site][kind])
    .map(
      (kind) =>
        `The first load of ${site} has ${(weight[kind] / kB).toFixed(1)} kB of ${kind} gzipped; the budget is ${budgets[site][kind] / kB}.`,
    );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const sites = /** @type {(keyof typeof budgets)[]} */ (Object.keys(budgets)).filter((site) =>
    fs.existsSync(path.join(dist, site)),
  );
  for (const site of sites) {
    const { js, css } = weigh(site);
    console.log(
      `${site}: ${(js / kB).toFixed(1)} kB JS (of ${budgets[site].js / kB}), ${(css / kB).toFixed(1)} kB CSS (of ${budgets[site].css / kB}), gzipped`,
    );
  }
  const broken = sites.flatMap(overweight);
  if (broken.length > 0) {
    console.error(broken.join('\n'));
    process.exitCode = 1;
  }
}
