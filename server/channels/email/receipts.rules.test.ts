import { expect, test } from 'vitest';
import { writeReceipt, type ReceiptWish } from '#tests/stories/pec.ts';
import { classifyMail } from './automatic.rules.ts';
import { parseMail } from './mime.ts';
import { afterReceipt, isOf, readReceipt } from './receipts.rules.ts';

const at = new Date('2026-03-03T21:30:00Z');
const receipt = (type: ReceiptWish['type']) =>
  parseMail(
    Buffer.from(
      writeReceipt({
        type,
        about: '<m1@acqua.example.org>',
        sender: 'acqua@pec.example.org',
        recipient: 'Ada@pec.example.org',
        subject: 'Reclamo',
        at,
      }),
    ),
  );

test('a receipt says of which mail, about whom, and how that fared', () => {
  const arrived = new Date('2026-03-04T08:00:00Z');
  expect(readReceipt(receipt('accettazione'), arrived)).toMatchObject({
    about: '<m1@acqua.example.org>',
    state: 'sent',
    recipients: ['ada@pec.example.org'],
  });
  const delivered = readReceipt(receipt('avvenuta-consegna'), arrived)!;
  expect(delivered.state).toBe('delivered');
  expect(delivered.detail).toMatch(
    /^avvenuta-consegna · ada@pec\.example\.org · 2026-03-03T21:30:00\.000Z · opec1\./,
  );
  expect(readReceipt(receipt('errore-consegna'), arrived)?.state).toBe('failed');
  expect(isOf(delivered, ['ADA@pec.example.org'])).toBe(true);
  expect(isOf(delivered, ['ugo@pec.example.org'])).toBe(false);
  expect(readReceipt(parseMail(Buffer.from('From: a@example.org\r\n\r\nCiao')), arrived)).toBeNull();
});

test('a receipt is no person’s mail, and nothing answers it', () => {
  const own = { addresses: new Set<string>(), isOwnMessageId: () => false };
  expect(classifyMail(receipt('accettazione'), 'posta-certificata@pec.example.org', own)).toEqual({
    kind: 'receipt',
    reason: 'pec_receipt',
    mayAnswer: false,
  });
});

test('receipts come in any order: what is delivered stays so, and what failed for somebody stays failed', () => {
  const then = (before: string | null, state: 'sent' | 'delivered' | 'deferred' | 'failed' | null) =>
    afterReceipt(before, { state });
  expect(then('queued', 'sent')).toBe('sent');
  expect(then('sent', 'delivered')).toBe('delivered');
  expect(then('delivered', 'sent')).toBeNull();
  expect(then('delivered', 'failed')).toBe('failed');
  expect(then('failed', 'delivered')).toBeNull();
  expect(then('sent', null)).toBeNull();
});
