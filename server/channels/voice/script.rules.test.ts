import { expect, test } from 'vitest';
import { linesOf } from './script.ts';

const piece = (text: string, language = 'it') => ({ prompt: null, text, language, notice: false });

test('a sentence that is said in pieces is read as one line, and what has no words as none', () => {
  const say = ['Per lasciare un messaggio, prema', '2', 'Ci scusiamo per l’attesa.', '', 'Siete in', '3'].map(
    (text) => piece(text),
  );
  expect(linesOf({ say }).map(({ text }) => text)).toEqual([
    'Per lasciare un messaggio, prema 2',
    'Ci scusiamo per l’attesa.',
    'Siete in 3',
  ]);
  const code = piece('La sua pratica P R - 2 0 2 6 - 0 0 1 3 5 3, «Gas A B», è aperta.');
  expect(linesOf({ say: [code] })[0]!.text).toBe('La sua pratica PR-2026-001353, «Gas A B», è aperta.');
  expect(linesOf({ say: [piece('Press'), piece('2', 'en')] })).toHaveLength(2);
});
