import { describe, expect, it } from 'vitest';
import { masked } from './masking.rules.ts';

describe('covered identities', () => {
  it('never show the whole of a value', () => {
    for (const [type, value] of [
      ['email', 'l@example.org'],
      ['email', 'lucia.ferrante@example.org'],
      ['phone', '+393331234567'],
      ['phone', '112'],
      ['fiscal_code', 'FRRLCU80A41H501X'],
      ['customer_number', '12'],
      ['card', '9876543210'],
    ] as const) {
      expect(masked(type, value)).not.toContain(value);
      expect(masked(type, value)).toContain('•');
    }
  });
  it('leave what helps to recognise it', () => {
    expect(masked('phone', '+393331234567')).toBe('+39 ••• 567');
    expect(masked('email', 'lucia@example.org')).toBe('lu•••@e•••');
  });
});
