import { expect, test } from 'vitest';
import { read, written } from './entry-point-settings.rules.ts';

test('settings that the form does not show stay as they were', () => {
  const kept = { graceSeconds: 30, greeting: { it: 'Buongiorno', en: 'Hello' }, maxFileBytes: 5_000_000 };
  expect(written('chat', kept, read(kept))).toEqual(kept);
});

test('an emptied field leaves the settings, a filled one enters them', () => {
  const form = { ...read({ privacyUrl: 'https://www.example.org/privacy', maxFiles: 3 }) };
  expect(
    written(
      'form',
      { privacyUrl: 'https://www.example.org/privacy', maxFiles: 3 },
      {
        ...form,
        privacyUrl: '',
        maxFiles: null,
        origins: 'https://a.example.org/\n https://b.example.org',
      },
    ),
  ).toEqual({ origins: ['https://a.example.org', 'https://b.example.org'] });
});

test('a mail address keeps its own wording of the automatic answer, and the house wording when it has none', () => {
  expect(written('email', { autoReply: true }, read({ autoReply: true }))).toEqual({ autoReply: true });
  expect(written('email', {}, { ...read({}), autoReplyIt: 'Ricevuto.' })).toEqual({
    autoReply: { it: 'Ricevuto.' },
  });
});

test.each(['chat', 'portal', 'kiosk', 'sms'] as const)('a %s keeps the flow that it runs', (channel) => {
  const kept = { flow: 'menu', calls: 7 };
  expect(written(channel, kept, read(kept))).toEqual(kept);
  expect(written(channel, kept, { ...read(kept), flow: '' })).toEqual({ calls: 7 });
});
