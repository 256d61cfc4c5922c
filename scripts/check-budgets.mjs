// What a first visit may weigh, gzipped. Each site's build calls it; `node scripts/check-budgets.mjs` prints all.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const kB = 1000;

/**
 * Bytes of JavaScript and style sheets that a first visit loads, gzipped. `screens`: chunks that are asked for later but
 * that everybody sees first. `texts`: the words of these, a chunk for each language, of which a visit loads one.
 * @type {Record<'desk' | 'widget' | 'form', { js: number, css: number, screens?: RegExp, texts?: string[] }>}
 */
export const budgets = {
  desk: {
    js: 240 * kB,
    css: 45 * kB,
    screens: /^inbox-screen-.*\.(js|css)$/,
    texts: ['kit', 'desk', 'inbox'],
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
  /** @param {string} file */
  const gzipped = (file) => gzipSync(fs.readFileSync(path.join(folder, file)), { level: 9 }).length;
  const { screens, texts = [] } = budgets[site];
  for (const file of firstLoad(folder, screens))
    weight[file.endsWith('.css') ? 'css' : 'js'] += gzipped(file);
  for (const name of texts) {
    const languages = fs
      .readdirSync(path.join(folder, 'assets'))
      .filter((file) => new RegExp(`^${name}-[\\w-]{8}\\.js$`).test(file))
      .map((file) => gzipped(`assets/${file}`));
    if (languages.length < 2) throw new Error(`The texts of ${name} are not where they are looked for.`);
    // The language that weighs most.
    weight.js += Math.max(...languages);
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
