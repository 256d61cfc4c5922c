import { describe, expect, it } from 'vitest';
import { foldText } from './quoted.rules.ts';

describe('the quoted history of a mail', () => {
  it('folds an Italian reply at its opening line', () => {
    const { fresh, quoted } = foldText(
      'Grazie mille.\n\nIl giorno mar 17 nov 2026 alle ore 10:42 Acque <info@example.org> ha scritto:\n> Buongiorno',
    );
    expect(fresh).toBe('Grazie mille.');
    expect(quoted).toContain('> Buongiorno');
  });
  it('folds at an Outlook header block', () => {
    expect(
      foldText('Va bene.\n\nDa: Acque <info@example.org>\nInviato: martedì\nA: Lucia\nOggetto: Re').fresh,
    ).toBe('Va bene.');
  });
  it('leaves answers between the lines of the quotation in sight', () => {
    const text = 'Rispondo sotto.\n> prima domanda\nprima risposta\n> seconda domanda\nseconda risposta';
    expect(foldText(text)).toEqual({ fresh: text, quoted: null });
  });
  it('does not take a sentence that begins with From for a header', () => {
    const text = 'Hello\nFrom: that day on nothing worked\nPlease help';
    expect(foldText(text).quoted).toBeNull();
  });
  it('folds nothing when nothing else would be left', () => {
    expect(foldText('> solo citazione\n> ancora').quoted).toBeNull();
  });
});
