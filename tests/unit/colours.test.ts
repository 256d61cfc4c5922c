import { readFileSync, globSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

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

const grounds = ['canvas', 'surface', 'sunken', 'hover', 'selected'];
const pairs: [string, string][] = [
  ...grounds.flatMap((ground): [string, string][] => [
    ['text', ground],
    ['text-2', ground],
    ['text-3', ground],
    ['accent', ground],
  ]),
  ...['ok', 'warn', 'crit', 'accent', 'note'].map((role): [string, string] => [role, `${role}-soft`]),
  ['text', 'note-soft'],
  ['text-3', 'note-soft'],
  ['note', 'note-on'],
  ['text', 'accent-soft'],
  ['text-2', 'mute-soft'],
  ['crit', 'surface'],
  ['warn', 'canvas'],
  ['rail-text', 'rail'],
  ['rail-text', 'rail-on'],
  ...['accent-solid', 'accent-hover', 'ok-solid', 'crit-solid', 'rail-on'].map((role): [string, string] => [
    'on-solid',
    role,
  ]),
];

describe.each(['light', 'dark'] as const)('the colours of the %s theme', (name) => {
  const roles = theme(name);
  it.each(pairs)('%s can be read on %s', (ink, ground) => {
    expect(contrast(roles.get(ink) ?? '', roles.get(ground) ?? '')).toBeGreaterThanOrEqual(4.5);
  });
  it.each(['surface', 'sunken'])('the edge of a field is seen on %s', (ground) => {
    expect(contrast(roles.get('control') ?? '', roles.get(ground) ?? '')).toBeGreaterThanOrEqual(3);
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
