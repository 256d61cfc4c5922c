import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as contract from '#contract/speech.ts';
import { espeakForTests } from '#tests/support/espeak.ts';
import { speechServer, soundAt, type SpeechServer } from '#tests/stories/speech.ts';
import { fromAlaw } from './audio/alaw.ts';
import { levels } from './audio/level.ts';
import { initialSetting } from '#server/recordings/settings.service.ts';
import { shippedSound } from './catalogue.ts';

const espeak = await espeakForTests();
let server: SpeechServer;
beforeAll(async () => {
  server = await speechServer();
});
afterAll(() => server.stop());

const isSpeech = (sound: Buffer) => Math.max(...levels(fromAlaw(sound))) > -30;

describe('a gateway', () => {
  test('gets fixed prompts in the nearest language, and is told what does not exist', async () => {
    const it = await soundAt(server, contract.getPrompt, { params: { key: 'please-wait', language: 'it' } });
    expect([it.status, it.type, it.language]).toEqual([200, 'audio/basic', 'it']);
    expect(it.sound.equals(shippedSound('it', 'please-wait')!)).toBe(true);
    const romanian = await soundAt(server, contract.getPrompt, {
      params: { key: 'closed', language: 'ro-RO' },
    });
    expect(romanian.language).toBe('en');
    const wav = await soundAt(server, contract.getPrompt, {
      params: { key: 'closed', language: 'it' },
      query: { format: 'wav' },
    });
    expect([wav.type, wav.sound.toString('latin1', 0, 4)]).toEqual(['audio/wav', 'RIFF']);
    const none = await soundAt(server, contract.getPrompt, { params: { key: 'no-such', language: 'it' } });
    expect(none.status).toBe(404);
  });

  test('without any voice hears the figures of a text, or that it cannot be said, and never silence', async () => {
    await server.withoutEspeak(async () => {
      const says = async (text: string) =>
        soundAt(server, contract.makeSpeech, { body: { text, language: 'it' } });
      const figures = await says('Il saldo della fornitura è di 12,50 euro');
      expect([figures.status, figures.by]).toEqual([200, 'prompts']);
      expect(figures.sound.includes(shippedSound('it', 'only-figures')!)).toBe(true);
      expect(figures.sound.includes(shippedSound('it', 'number.12')!)).toBe(true);
      const words = await says('Il tecnico è per strada');
      expect(words.sound.equals(shippedSound('it', 'cannot-say')!)).toBe(true);
      expect(isSpeech((await says('…')).sound)).toBe(true);
      const parts = await soundAt(server, contract.makeSpeech, {
        body: { language: 'it', parts: [{ prompt: 'position' }, { number: 3 }] },
      });
      expect(parts.sound.includes(shippedSound('it', 'number.3')!)).toBe(true);
      const unknown = await soundAt(server, contract.makeSpeech, {
        body: { language: 'it', parts: [{ prompt: 'never-heard-of' }] },
      });
      expect(isSpeech(unknown.sound)).toBe(true);
    });
  });

  test('gets all of what must be said or nothing, and another prompt in the place of what cannot be said', async () => {
    await server.withoutEspeak(async () => {
      const says = (body: object) =>
        soundAt(server, contract.makeSpeech, { body: { language: 'it', ...body } as never });
      const notice = 'La chiamata è registrata per conto di Acque e Luce';
      expect((await says({ text: notice, whole: true })).status).toBe(409);
      const known = await says({ text: initialSetting.notice['it']!, whole: true });
      expect(known.sound.equals(shippedSound('it', 'recording-notice')!)).toBe(true);
      const instead = await says({ text: 'Siamo chiusi per inventario', instead: 'cannot-answer' });
      expect(instead.sound.equals(shippedSound('it', 'cannot-answer')!)).toBe(true);
    });
  });

  test('is told which field is wrong, and others than gateways and administrators get nothing', async () => {
    const both = await server.sending(
      contract.makeSpeech,
      { body: { text: 'a', parts: [{ number: 1 }], language: 'it' } },
      { as: server.gateway },
    );
    expect([both.status, both.body.errors?.[0]?.field]).toEqual([422, 'text']);
    const agent = await server.makeStaff({ role: 'agent' });
    const refused = await server.sending(
      contract.makeSpeech,
      { body: { text: 'a', language: 'it' } },
      { as: { session: agent.session } },
    );
    expect(refused.status).toBe(403);
  });
});

describe.skipIf(espeak === null)('with eSpeak NG', () => {
  test('a text is spoken in each language, once, and kept', async () => {
    for (const language of contract.speechLanguages) {
      const said = await soundAt(server, contract.makeSpeech, {
        body: { text: 'Filodiretto 2026', language },
      });
      expect([language, said.status, said.by]).toEqual([language, 200, 'voice']);
      expect(said.sound.length).toBeGreaterThan(4000);
      expect(isSpeech(said.sound)).toBe(true);
      const again = await soundAt(server, contract.makeSpeech, {
        body: { text: '  Filodiretto   2026 ', language },
      });
      expect([again.by, again.sound.equals(said.sound)]).toEqual(['kept', true]);
    }
  });

  test('signs that a shell or the program itself could take for orders are only text', async () => {
    for (const text of ['-v en --help', '$(touch /tmp/x); `id`', '[[h@l`oU]] <voice name="x">', '\u0007 a']) {
      const { status } = await soundAt(server, contract.makeSpeech, { body: { text, language: 'it' } });
      expect([text, status]).toEqual([text, 200]);
    }
  });
});
