import { describe, expect, it } from 'vitest';

// All texts and all code of the screens, as the build sees them.
const texts = import.meta.glob<Record<string, unknown>>('../../locales/*/*.json', {
  eager: true,
  import: 'default',
});
const written = import.meta.glob<string>('../../locales/*/*.json', {
  eager: true,
  query: '?raw',
  import: 'default',
});
const sources = import.meta.glob<string>(['../desk/**/*.{ts,tsx}', './*.{ts,tsx}', '!**/*.test.*'], {
  eager: true,
  query: '?raw',
  import: 'default',
});

const flat = (value: unknown, path = ''): string[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, inner]) => flat(inner, path === '' ? name : `${path}.${name}`))
    : [path];
const modules = new Map<string, Map<string, Set<string>>>();
for (const [file, content] of Object.entries(texts)) {
  const [, language = '', module = ''] = /locales\/(\w+)\/([\w-]+)\.json$/.exec(file) ?? [];
  const languages = modules.get(module) ?? new Map<string, Set<string>>();
  languages.set(language, new Set(flat(content)));
  modules.set(module, languages);
}
const keysOf = (module: string) => [...(modules.get(module)?.get('it') ?? [])];

describe('the texts of the screens', () => {
  it('are there', () => {
    expect(keysOf('desk').length).toBeGreaterThan(50);
    expect(Object.keys(sources).length).toBeGreaterThan(30);
  });
  it.each([...modules.keys()])('%s says the same things in Italian and English', (module) => {
    const languages = modules.get(module);
    const italian = [...(languages?.get('it') ?? [])].toSorted();
    expect([...(languages?.get('en') ?? [])].toSorted()).toEqual(italian);
  });
  it('name every key of the desk', () => {
    const named = keysOf('keys');
    const ids = [...sources['./keys.ts']!.matchAll(/\{ id: '([\w.]+)', keys: /g)].map(([, id]) => id!);
    expect(ids.length).toBeGreaterThan(30);
    expect(ids.map((id) => id.replace('.', '_')).filter((one) => !named.includes(one))).toEqual([]);
  });
  it('say the same things in all languages of the pages that customers open', () => {
    for (const page of ['callback-page', 'call-page', 'case-page']) {
      const spoken = modules.get(page)!;
      expect([...spoken.keys()].toSorted()).toEqual(['ar', 'de', 'en', 'es', 'fr', 'it', 'pl', 'ru']);
      for (const [, keys] of spoken) expect([...keys]).toEqual(keysOf(page));
    }
  });
  it('of the web form are there in every language of the public, what the server answers as well', () => {
    const all = ['ar', 'de', 'en', 'es', 'fr', 'it', 'pl', 'ro', 'ru'];
    const said = (keys: Iterable<string>) => [
      ...new Set([...keys].map((key) => key.replace(/_(one|two|few|many|other)$/, ''))),
    ];
    for (const page of ['form', 'form-answers']) {
      const spoken = modules.get(page)!;
      expect([...spoken.keys()].toSorted()).toEqual(all);
      for (const [language, keys] of spoken)
        expect([language, said(keys)]).toEqual([language, said(keysOf(page))]);
    }
    // As many fields as a form has at most.
    const counts = Array.from({ length: 200 }, (_, index) => index + 1);
    for (const [language, keys] of modules.get('form')!) {
      const plural = new Intl.PluralRules(language);
      const forms = new Set(counts.map((count) => `errorTitle_${plural.select(count)}`));
      expect([language, [...forms].filter((form) => !keys.has(form))]).toEqual([language, []]);
    }
  });
  it('of the chat widget are there in every language of the public, each with the plurals it has', () => {
    const spoken = modules.get('widget')!;
    expect([...spoken.keys()].toSorted()).toEqual(['ar', 'de', 'en', 'es', 'fr', 'it', 'pl', 'ro', 'ru']);
    const said = (keys: Iterable<string>) =>
      [...new Set([...keys].map((key) => key.replace(/_(one|two|few|many|other)$/, '')))].toSorted();
    for (const [language, keys] of spoken) {
      expect([language, said(keys)]).toEqual([language, said(keysOf('widget'))]);
      expect([...keys].filter((key) => key.endsWith('_other'))).toHaveLength(3);
    }
  });
  it.each(Object.entries(written))('%s says nothing twice: the second would silently win', (_file, text) => {
    expect(`${JSON.stringify(JSON.parse(text), null, 2)}\n`).toBe(text);
  });
  it('are used by keys that exist', () => {
    const missing: string[] = [];
    for (const [file, code] of Object.entries(sources)) {
      // const t = useText('inbox'); const kit = useText('kit'); textOf('kit')
      const names = new Map<string, Set<string>>();
      for (const [, variable = '', module = ''] of code.matchAll(
        /const (\w+) = (?:useText|textOf)\('(\w+)'\)/g,
      ))
        names.set(variable, (names.get(variable) ?? new Set()).add(module));
      for (const [variable, used] of names) {
        const known = [...used].flatMap(keysOf);
        const literal = new RegExp(`\\b${variable}\\(\\s*'([^']+)'`, 'g');
        const there = (key: string) =>
          known.some((one) => one === key || one.replace(/_(zero|one|two|few|many|other)$/, '') === key);
        for (const [, key = ''] of code.matchAll(literal)) if (!there(key)) missing.push(`${file}: ${key}`);
        // t(`state.${x}`): something must begin with the fixed part.
        const dynamic = new RegExp(`\\b${variable}\\(\\s*\`([^\`$]+)\\$\\{`, 'g');
        for (const [, prefix = ''] of code.matchAll(dynamic))
          if (!known.some((one) => one.startsWith(prefix))) missing.push(`${file}: ${prefix}…`);
        // t(open ? 'a' : 'b')
        const choice = new RegExp(`\\b${variable}\\(\\s*[^'"\`()]+\\?\\s*'([^']+)'\\s*:\\s*'([^']+)'`, 'g');
        for (const [, one = '', other = ''] of code.matchAll(choice))
          for (const key of [one, other]) if (!there(key)) missing.push(`${file}: ${key}`);
      }
    }
    expect(missing).toEqual([]);
  });
});
