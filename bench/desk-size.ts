// npm run bench -- --only desk-size: what a first visit loads.
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { weigh } from '../scripts/check-budgets.mjs';
import { figuresTable } from './support/report.ts';

const root = path.resolve(import.meta.dirname, '..');
execFileSync(process.execPath, [path.join(root, 'scripts/build-web.mjs')], {
  cwd: root,
  stdio: ['ignore', 2, 2],
});
const kB = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;
const desk = weigh('desk');
const widget = weigh('widget');
const form = weigh('form');
console.log(
  figuresTable([
    {
      what: 'Desk, JavaScript of the first load, gzipped',
      asked: '≤ 250 kB',
      measured: kB(desk.js),
      met: desk.js <= 250_000,
    },
    {
      what: 'Chat widget, gzipped',
      asked: '< 25 kB',
      measured: kB(widget.js),
      met: widget.js < 25_000,
    },
    { what: 'Desk, style sheets of the first load, gzipped', asked: null, measured: kB(desk.css), met: null },
    { what: 'Web form, JavaScript, gzipped', asked: null, measured: kB(form.js), met: null },
  ]),
);
