import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { sentenceKey } from '#web/kit/problem-words.ts';

const root = path.resolve(import.meta.dirname, '../..');
const filesOf = (folder: string) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => ({
      file: `${folder}/${file}`,
      text: readFileSync(path.join(root, folder, file), 'utf8'),
    }));
const server = filesOf('server');
const texts = (language: string, module: string) =>
  JSON.parse(readFileSync(path.join(root, 'locales', language, `${module}.json`), 'utf8')) as Record<
    string,
    Record<string, string>
  >;

const literal = String.raw`(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|` + '`((?:[^`\\\\]|\\\\.)*)`)';
/** Every literal that stands where the pattern says, unescaped; a part that is computed is `{}`. */
const literals = (text: string, before: string) =>
  [...text.matchAll(new RegExp(before + literal, 'g'))].map(([, single, double, template]) =>
    (single ?? double ?? template ?? '')
      .replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, '{}')
      .replace(/\\(.)/g, '$1'),
  );

/** The codes of problems in a text of the server. */
const codesIn = (text: string) =>
  [
    ...literals(text, String.raw`\bconflict\(\s*`),
    ...literals(text, String.raw`\bnew Problem\(\s*\d+,\s*`),
    ...[...text.matchAll(/\binvalid\(([^;]*?)\)[;\s]/g)].flatMap(([, inner]) =>
      literals(inner!, String.raw`,\s*`).slice(1),
    ),
  ].filter((code) => /^[a-z][a-z0-9_]*$/.test(code));

// What these say goes to citizens, in their own language, or to nobody's screen.
const elsewhere = /^server\/(channels\/(chat|form|visitors|case-page)|app|platform\/postgres|workforce)\//;
const sentencesIn = (text: string) => [
  ...literals(text, String.raw`\binvalid\(\s*(?:'[^']*'|` + '`[^`]*`' + String.raw`|\w+),\s*`),
  ...literals(text, String.raw`\bmessage:\s*`),
  ...literals(text, String.raw`\brefuse\(\s*\w+,\s*'\w+',\s*`),
];
// What is put together of a name and one of the sentences above, or is the name of something.
const composed = /^(\{\}[ {}]*|\{\} is empty|\w+)$/;
const contractSentences = (text: string) => [
  ...literals(text, String.raw`\.(?:regex|refine)\([^;]*?,\s*(?:\{\s*message:\s*)?`),
];

describe.each(['it', 'en'])('a problem in %s', (language) => {
  const { code, field } = texts(language, 'problems');
  const kit = texts(language, 'kit')['problem']!;

  it('has words for every code that the server uses', () => {
    // One that is `invalid` says so of its fields.
    const used = new Set(server.flatMap(({ text }) => codesIn(text)).filter((one) => one !== 'invalid'));
    expect(used.size).toBeGreaterThan(40);
    expect([...used].filter((one) => !(one in code!) && !(one in kit)).toSorted()).toEqual([]);
  });

  it('has words for every sentence about a field', () => {
    const said = [
      ...server.filter(({ file }) => !elsewhere.test(file)).flatMap(({ text }) => sentencesIn(text)),
      ...filesOf('contract').flatMap(({ text }) => contractSentences(text)),
    ];
    expect(said.length).toBeGreaterThan(60);
    const known = new Set(Object.keys(field!).map(sentenceKey));
    const missing = said.filter((one) => !composed.test(one) && !known.has(sentenceKey(one)));
    expect([...new Set(missing)].toSorted()).toEqual([]);
  });
});
