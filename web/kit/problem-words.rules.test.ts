import i18next from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import problems from '../../locales/it/problems.json' with { type: 'json' };
import { fieldWords } from './field-words.ts';
import { codeWords, partsOf, sentenceWords } from './problem-words.ts';

beforeAll(() =>
  i18next.init({ lng: 'it', resources: { it: { problems } }, interpolation: { escapeValue: false } }),
);

describe('the words of a problem', () => {
  it('are those of its code, in the reader’s language', () => {
    expect(codeWords('queue_full')).toBe('La coda è piena.');
    expect(codeWords('never_heard_of')).toBeNull();
  });

  it('are those of the sentence about its field', () => {
    expect(sentenceWords('no such service')).toBe('Questo servizio non c’è.'.replace('’', "'"));
    expect(sentenceWords('something new')).toBeNull();
  });

  it('carry along the parts of the sentence that are computed', () => {
    expect(sentenceWords('more than you hold yourself (admin.staff, audit.read)')).toBe(
      'Più permessi di quelli che hai (admin.staff, audit.read).',
    );
    expect(partsOf('"{value}" is not one of {list}', '"a" is not one of b, c (d)')).toEqual({
      value: 'a',
      list: 'b, c (d)',
    });
    expect(partsOf('must be (a) {x}', 'must be a b')).toBeNull();
  });

  it('stand at the field as the checker or the server said it, and unknown ones as they are', () => {
    const t = (key: string, values?: Record<string, unknown>) => `${key} ${String(values?.['value'] ?? '')}`;
    expect(fieldWords('Too small: expected string to have >=8 characters', t)).toBe('field.minLength 8');
    expect(fieldWords('already in use', t)).toBe('È già in uso.');
    expect(fieldWords('something new', t)).toBe('something new');
  });
});
