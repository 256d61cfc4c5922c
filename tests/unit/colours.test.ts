import { readFileSync, globSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { colours as widget } from '#web/widget/colours.ts';

const root = path.resolve(import.meta.dirname, '../..');
const css = readFileSync(path.join(root, 'web/kit/tokens.css'), 'utf8');
const sheets = globSync(['web/desk/**/*.{css,ts,tsx}', 'web/kit/*.{css,ts,tsx}'], { cwd: root }).filter(
  (file) => !file.endsWith('tokens.css') && !file.includes('.test.'),
);

/** The roles of one theme with their colours. */
function theme(name: 'light' | 'dark'): Map<string, string> {
  const block = new RegExp(`${name}'\\] \\{([^}]*)\\}`).exec(css)?.[1] ?? '';
  return new Map(
    [...block.matchAll(/--([\w-]+): (#[0-9a-f]{6})/g)].map(([, role = '', colour = '']) => [role, colour]),
  );
}
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

// Whatever a row, panel or bar can stand on, also under the mouse and when it is chosen.
const grounds = ['canvas', 'surface', 'sunken', 'hover', 'selected'];
const softs = ['accent-soft', 'ok-soft', 'warn-soft', 'crit-soft', 'note-soft', 'whisper-soft', 'mute-soft'];
const channels = ['c-live', 'c-mail', 'c-pec', 'c-form', 'c-phone', 'c-desk'];
const all = (inks: string[], on: string[]): [string, string][] =>
  inks.flatMap((ink) => on.map((ground): [string, string] => [ink, ground]));
const pairs: [string, string][] = [
  ...all(['text', 'text-2', 'text-3', 'accent'], [...grounds, ...softs]),
  // A word or figure that tells a state by its colour, wherever it stands; a chip on its own soft ground.
  ...all(['ok', 'warn', 'crit', 'note'], [...grounds, 'mute-soft']),
  ...['ok', 'warn', 'crit', 'note', 'whisper'].map((role): [string, string] => [role, `${role}-soft`]),
  ...all(channels, grounds),
  ['note', 'note-on'],
  ...all(['rail-text'], ['rail', 'rail-on']),
  ...all(['on-solid'], ['accent-solid', 'accent-hover', 'ok-solid', 'crit-solid', 'rail-on']),
];
// What is no text but must be seen: dots, bars, the edge of a field.
const marks: [string, string][] = [
  ...all(['ok-dot', 'warn-dot', 'crit-dot', 'accent', 'text-3'], [...grounds, 'mute-soft']),
  ['crit-dot', 'crit-soft'],
  ...all(['control'], ['surface', 'sunken', 'canvas']),
];

describe.each(['light', 'dark'] as const)('the colours of the %s theme', (name) => {
  const roles = theme(name);
  it.each(pairs)('%s can be read on %s', (ink, ground) => {
    expect(contrast(roles.get(ink) ?? '', roles.get(ground) ?? '')).toBeGreaterThanOrEqual(4.5);
  });
  it.each(marks)('%s is seen on %s', (mark, ground) => {
    expect(contrast(roles.get(mark) ?? '', roles.get(ground) ?? '')).toBeGreaterThanOrEqual(3);
  });
});

describe.each(['light', 'dark'] as const)('the colours of the %s chat widget', (name) => {
  const roles = { ...widget[name], link: name === 'light' ? widget.light.accent : widget.dark.link };
  it.each([
    ['ink', 'surface'],
    ['ink', 'sunken'],
    ['ink', 'soft'],
    ['ink', 'warnSoft'],
    ['ink2', 'surface'],
    ['link', 'surface'],
    ['link', 'sunken'],
    ['link', 'soft'],
    ['bad', 'surface'],
    ['bad', 'badSoft'],
    ['onAccent', 'accent'],
  ] as const)('%s can be read on %s', (ink, ground) => {
    expect(contrast(roles[ink], roles[ground])).toBeGreaterThanOrEqual(4.5);
  });
  it('the edge of a field is seen', () => {
    expect(contrast(roles.edge, roles.surface)).toBeGreaterThanOrEqual(3);
  });
});

describe('raw colours', () => {
  it('stand in tokens.css only', () => {
    const found = sheets.flatMap((file) =>
      [
        ...readFileSync(path.join(root, file), 'utf8').matchAll(/(?:^|[\s:"'(])#[0-9a-f]{3,8}\b(?![\w-])/gi),
      ].map(([colour]) => `${file}: ${colour.trim()}`),
    );
    expect(sheets.length).toBeGreaterThan(30);
    expect(found).toEqual([]);
  });
});
