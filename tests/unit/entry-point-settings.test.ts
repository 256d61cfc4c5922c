import { describe, expect, it } from 'vitest';
import { senderSettings } from '#server/channels/email/sender.rules.ts';
import {
  chatSettings,
  formSettings,
  originAllowed,
  phoneSettings,
} from '#server/channels/visitors/settings.rules.ts';
import { checkedSettings } from '#server/contacts/entry-points.rules.ts';

const good = {
  origins: ['https://www.example.org', 'http://shop.example.org:8443'],
  calendarId: '0190a0c4-0000-7000-8000-000000000001',
  privacyUrl: 'https://www.example.org/privacy',
  maxFiles: 2,
  maxFileBytes: 2_000_000,
};
const channels = [
  {
    channel: 'chat' as const,
    read: chatSettings,
    settings: {
      ...good,
      offlineForm: good.calendarId,
      greeting: { it: 'Ciao', en: 'Hello' },
      graceSeconds: 30,
      flow: 'menu',
      idleSeconds: 300,
    },
  },
  { channel: 'form' as const, read: formSettings, settings: { ...good, difficulty: 12, opens: 'complaint' } },
];

describe('settings of a telephone number', () => {
  const settings = {
    web: true,
    flow: 'menu',
    calendarId: good.calendarId,
    privacyUrl: good.privacyUrl,
  };

  it('are read by the page to call from as the administration takes them, each of them', () => {
    expect(Object.keys(settings).toSorted()).toEqual(Object.keys(phoneSettings({})).toSorted());
    expect(phoneSettings(checkedSettings('phone', settings))).toEqual(settings);
    expect(phoneSettings({}).web).toBe(false);
    for (const name of Object.keys(settings))
      expect(() => checkedSettings('phone', { [name]: { nonsense: true } })).toThrow(`settings.${name}`);
  });
});

describe('settings of an e-mail address', () => {
  const settings = { senderName: 'URP', signature: { it: 'Ufficio', en: 'Office' } };

  it('are read by who writes the mail as the administration takes them, each of them', () => {
    expect(Object.keys(settings).toSorted()).toEqual(Object.keys(senderSettings({})).toSorted());
    expect(senderSettings(checkedSettings('email', settings))).toEqual(settings);
  });

  it.each(['senderName', 'signature', 'autoReply', 'acknowledge'])(
    'are refused by their name: %s',
    (name) => {
      for (const value of [42, { it: 7 }])
        expect(() => checkedSettings('email', { [name]: value })).toThrow(`settings.${name}`);
    },
  );

  it('have no signature with a placeholder that does not exist', () => {
    expect(() => checkedSettings('email', { signature: { it: '{{agente.nome}}' } })).toThrow(
      'settings.signature',
    );
    expect(() => checkedSettings('email', { signature: '{{agent.publicName}}, {{today}}' })).not.toThrow();
  });
});

it('a text may be there in one language only', () => {
  expect(chatSettings(checkedSettings('chat', { greeting: { it: 'Ciao' } })).greeting).toEqual({
    it: 'Ciao',
  });
  expect(checkedSettings('email', { signature: { en: 'Office' } })).toEqual({ signature: { en: 'Office' } });
});

describe.each(channels)('settings of a $channel', ({ channel, read, settings }) => {
  const names = Object.keys(read({}));

  it('are read by the channel as the administration takes them, each of them', () => {
    expect(Object.keys(settings).toSorted()).toEqual(names.toSorted());
    expect(read(checkedSettings(channel, settings))).toEqual(settings);
  });

  it.each(names)('are refused by their name when the channel could not read them: %s', (name) => {
    expect(() => checkedSettings(channel, { [name]: { nonsense: true } })).toThrow(`settings.${name}`);
  });

  it('keep other sites out once a site is named', () => {
    const { origins } = read(checkedSettings(channel, settings));
    const own = ['https://contact.example.org'];
    expect(originAllowed(origins, 'https://www.example.org', own)).toBe(true);
    expect(originAllowed(origins, 'https://contact.example.org', own)).toBe(true);
    expect(originAllowed(origins, 'https://evil.example.net', own)).toBe(false);
    expect(originAllowed(origins, 'https://www.example.org.evil.example.net', own)).toBe(false);
  });
});
