import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openApiDocument } from '#server/app/openapi.ts';
import { inlineSchemas } from '#server/app/openapi-parts.rules.ts';
import { settingsTable } from '#server/platform/config.ts';

const root = path.resolve(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');
const documents = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.md') && !/(^|\/)(node_modules|data|dist|test-results|\.[a-z]+)\//.test(file),
);

/** A schema of more characters than this has a name. */
const longestTwice = 5000;

describe('documents', () => {
  it('show every setting in the README, with its default and meaning, and no other', () => {
    const rows = [...read('README.md').matchAll(/^\| `((?:FILO_|DATABASE_)\w+)` \| (.*?) \| (.*) \|$/gm)];
    expect(rows.map(([, name, initial, meaning]) => ({ name, initial, meaning }))).toEqual(
      settingsTable().map(({ name, initial, meaning }) => ({
        name,
        initial: initial === '' ? '' : `\`${initial}\``,
        meaning,
      })),
    );
  });

  it('hold the description of the API that the server gives; `npx filo openapi` makes it anew', () => {
    expect(JSON.parse(read('docs/api/openapi.json'))).toEqual(JSON.parse(JSON.stringify(openApiDocument())));
  });

  it('say each large schema of the API once: references that hold, and no long text of a schema twice', () => {
    const whole = openApiDocument() as { paths: object; components: { schemas: Record<string, unknown> } };
    const parts = whole.components.schemas;
    expect(() => inlineSchemas({ ...whole.paths }, parts)).not.toThrow();
    const seen = new Map<string, number>();
    const look = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      const text = JSON.stringify(value);
      if (text.length > longestTwice) seen.set(text, (seen.get(text) ?? 0) + 1);
      for (const one of Object.values(value)) look(one);
    };
    look([whole.paths, parts]);
    const twice = [...seen].filter(([, times]) => times > 1).map(([text]) => text.slice(0, 300));
    expect(twice, 'give it a name in the contract: what is exported is written once').toEqual([]);
  });

  it('link to files that exist', () => {
    expect(documents.length).toBeGreaterThan(10);
    const broken = documents.flatMap((file) =>
      [...read(file).matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g)]
        .filter(([, target]) => !existsSync(path.resolve(root, path.dirname(file), target!)))
        .map(([, target]) => `${file}: ${target}`),
    );
    expect(broken).toEqual([]);
  });
});
