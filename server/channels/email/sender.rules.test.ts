import { describe, expect, it, test } from 'vitest';
import { senderName, senderSettings, signatureLines } from './sender.rules.ts';

const values = {
  'agent.publicName': 'Chiara F.',
  organisation: 'Acque di Prova',
  'contact.number': 'C-2026-000001',
};
const both = senderSettings({
  signature: { it: '{{agent.publicName}}\nServizio clienti', en: '{{agent.publicName}}\nCustomer service' },
});

test('mail comes from who answers, for the entry point’s own name or the organisation', () => {
  expect(senderName(senderSettings({ senderName: ' URP ' }), 'Comune', 'Chiara F.')).toBe('Chiara F. · URP');
  expect(senderName(senderSettings({}), 'Comune', 'Chiara F.')).toBe('Chiara F. · Comune');
  expect(senderName(senderSettings({ senderName: '' }), 'Comune', null)).toBe('Comune');
  expect(senderName(senderSettings({ senderName: 7 }), '', null)).toBe('');
});

describe('a signature', () => {
  it('is in the language of the conversation, else in English, else in what there is', () => {
    expect(signatureLines(both, 'it', values)).toEqual(['Chiara F.', 'Servizio clienti']);
    expect(signatureLines(both, 'en-GB', values)).toEqual(['Chiara F.', 'Customer service']);
    expect(signatureLines(both, 'ar', values)).toEqual(['Chiara F.', 'Customer service']);
    expect(signatureLines(senderSettings({ signature: { it: 'Solo qui' } }), 'en', values)).toEqual([
      'Solo qui',
    ]);
    expect(signatureLines(senderSettings({ signature: 'Per tutti' }), 'de', values)).toEqual(['Per tutti']);
  });

  it('leaves out the lines that ask for what there is not', () => {
    const asks = senderSettings({
      signature: '{{agent.publicName}}\nPratica {{case.number}}\nContatto {{ contact.number }}\n{{nonsense}}',
    });
    expect(signatureLines(asks, 'it', values)).toEqual(['Chiara F.', 'Contatto C-2026-000001']);
    expect(signatureLines(both, 'it', { organisation: 'Acque di Prova' })).toEqual(['Servizio clienti']);
  });

  it.each([{}, { signature: '' }, { signature: { it: '  ' } }, { signature: 42 }, null])(
    'is who answers and the organisation without one of its own: %j',
    (settings) => {
      expect(signatureLines(senderSettings(settings), 'it', values)).toEqual(['Chiara F.', 'Acque di Prova']);
      expect(signatureLines(senderSettings(settings), 'it', { organisation: 'Acque di Prova' })).toEqual([
        'Acque di Prova',
      ]);
    },
  );

  it('takes a placeholder’s value as words, never as another placeholder', () => {
    const lines = signatureLines(both, 'it', { ...values, 'agent.publicName': '{{organisation}} $& <b>' });
    expect(lines[0]).toBe('{ {organisation} } $& <b>');
  });
});
