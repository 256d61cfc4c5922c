import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as contract from '#contract/speech.ts';
import { soundAt, speechServer, type SpeechServer } from '#tests/stories/speech.ts';
import { speechDouble, type SpeechDouble, type SpeechFault } from '#tests/support/speech-double.ts';
import { pause, rate } from './audio/alaw.ts';
import { alawWav } from './audio/wav.ts';
import { shippedSound } from './catalogue.ts';
import { levelsOf } from './cutting.rules.ts';
import { tidySpoken } from './speaking.service.ts';
import { transcribeTracks } from './transcribing.service.ts';

let server: SpeechServer;
let double: SpeechDouble;
let administrator: { session: string };
beforeAll(async () => {
  server = await speechServer();
  const { session } = await server.makeStaff({ role: 'administrator' });
  administrator = { session };
});
afterAll(() => server.stop());
beforeEach(async () => {
  double = await speechDouble();
});
afterEach(async () => {
  await server.ctx.db.deleteFrom('speech.provider').where('kind', '=', 'openai').execute();
  await double.stop();
});

const key = 'sk-plainly-invented-key-0123456789abcdef';
let names = 0;
const add = async (purpose: 'speak' | 'transcribe', more: Record<string, unknown> = {}) => {
  const { status, body } = await server.call(
    contract.createProvider,
    {
      body: {
        purpose,
        name: `Provider ${(names += 1)}`,
        baseUrl: double.url,
        model: 'model-of-tests',
        voices: purpose === 'speak' ? { it: 'paola', en: 'amy' } : {},
        key,
        timeoutSeconds: 1,
        ...more,
      },
    },
    { as: administrator },
  );
  expect([status, body]).toEqual([201, expect.objectContaining({ state: 'new', hasKey: true })]);
  return body;
};
const status = async () => (await server.call(contract.getSpeech, {}, { as: administrator })).body;
const health = async (id: string) => (await status()).providers.find((one) => one.id === id)!;
let sentences = 0;
/** A sentence that nobody has said before. */
const sentence = () => `La pratica è in lavorazione, passo ${(sentences += 1)} di molti altri`;
const says = (text: string, language = 'it') =>
  soundAt(server, contract.makeSpeech, { body: { text, language } });
const hears = (sound: Buffer, type = 'audio/basic', query: Record<string, string> = { language: 'it' }) =>
  server.call(contract.transcribe, { query, body: sound } as never, {
    as: server.gateway,
    headers: { 'content-type': type },
  });
const speech = () => shippedSound('it', 'say-briefly')!;

describe('a voice by the protocol', () => {
  test('is asked with its model, voice and key, and what it says is kept', async () => {
    await server.withoutEspeak(async () => {
      const { id } = await add('speak');
      const text = sentence();
      const first = await says(text);
      expect([first.status, first.by]).toEqual([200, 'voice']);
      expect(first.sound.length / rate).toBeCloseTo(text.length * 0.05, 0);
      expect(double.asked).toHaveLength(1);
      const [asked] = double.asked;
      expect([asked!.path, asked!.authorization]).toEqual(['/v1/audio/speech', `Bearer ${key}`]);
      expect(JSON.parse(asked!.body.toString())).toEqual({
        model: 'model-of-tests',
        input: text,
        voice: 'paola',
        response_format: 'wav',
      });
      expect((await says(text)).by).toBe('kept');
      expect(double.asked).toHaveLength(1);
      // A language it has no voice for is not asked of it.
      expect((await says('Hallo Welt', 'de')).by).toBe('prompts');
      expect(double.asked).toHaveLength(1);
      expect(await health(id)).toMatchObject({ state: 'ok', failures: 0, lastError: null });
    });
  });

  test('another voice of the same provider says it anew; the same text at the same time is said once', async () => {
    await server.withoutEspeak(async () => {
      const { id, ...settings } = await add('speak');
      const text = sentence();
      const all = await Promise.all(Array.from({ length: 8 }, () => says(text)));
      expect(new Set(all.map(({ sound }) => sound.toString('base64'))).size).toBe(1);
      expect(double.asked).toHaveLength(1);
      const { status: changed } = await server.call(
        contract.updateProvider,
        {
          params: { id },
          body: {
            purpose: 'speak',
            name: settings.name,
            baseUrl: settings.baseUrl!,
            model: settings.model!,
            voices: { it: 'giulia' },
            timeoutSeconds: 1,
          },
        },
        { as: administrator },
      );
      expect(changed).toBe(200);
      expect((await says(text)).by).toBe('voice');
      expect(JSON.parse(double.asked.at(-1)!.body.toString())).toMatchObject({ voice: 'giulia' });
      expect(double.asked.at(-1)!.authorization).toBe(`Bearer ${key}`);
    });
  });

  test('raw PCM is understood as well', async () => {
    await server.withoutEspeak(async () => {
      await add('speak');
      double.fault = 'answers raw PCM';
      const said = await says(sentence());
      expect([said.by, said.sound.length / rate > 0.4]).toEqual(['voice', true]);
    });
  });

  test.each<[SpeechFault, RegExp]>([
    ['hangs', /no answer within 1 s/],
    ['fails', /answered 500: the model is not loaded/],
    ['refuses the key', /answered 401: the key is not accepted/],
    ['drops the connection', /no connection/],
    ['redirects', /redirects are not followed/],
    ['answers MP3', /answered MP3; a WAV file or raw PCM is wanted/],
    ['answers a page', /answered text\/html/],
    ['answers silence', /answered silence/],
    ['answers without end', /larger than/],
    ['breaks off', /no connection/],
  ])('that %s is a fault in words, and the caller hears figures instead', async (fault, words) => {
    await server.withoutEspeak(async () => {
      const { id } = await add('speak');
      double.fault = fault;
      const said = await says(`${sentence()}: 12,50 euro`);
      expect([said.status, said.by]).toEqual([200, 'prompts']);
      expect(said.sound.includes(shippedSound('it', 'number.12')!)).toBe(true);
      expect(await health(id)).toMatchObject({
        state: 'failing',
        failures: 1,
        lastError: expect.stringMatching(words) as string,
      });
    });
  });

  test('which fails gives way to the next one, is left alone after two failures, and comes back', async () => {
    await server.withoutEspeak(async () => {
      const second = await speechDouble();
      try {
        const one = await add('speak', { name: 'First' });
        await add('speak', { name: 'Second', baseUrl: second.url });
        double.fault = 'fails';
        expect((await says(sentence())).by).toBe('voice');
        expect((await says(sentence())).by).toBe('voice');
        expect([double.asked.length, second.asked.length]).toEqual([2, 2]);
        expect((await says(sentence())).by).toBe('voice');
        expect([double.asked.length, second.asked.length]).toEqual([2, 3]);
        double.fault = 'none';
        server.clock.forward(6_000);
        expect((await says(sentence())).by).toBe('voice');
        expect([double.asked.length, second.asked.length]).toEqual([3, 3]);
        expect(await health(one.id)).toMatchObject({ state: 'ok', failures: 0 });
      } finally {
        server.clock.set(new Date());
        await second.stop();
      }
    });
  });
});

describe('keys of providers', () => {
  test('are nowhere to be read: not in answers, the database, the audit log or a fault', async () => {
    await server.withoutEspeak(async () => {
      const { id } = await add('speak');
      double.fault = 'repeats the key';
      await says(sentence());
      const row = await server.ctx.db
        .selectFrom('speech.provider')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
      expect(row.lastError).toMatch(/answered 400/);
      const audits = await server.ctx.db.selectFrom('platform.audit').selectAll().execute();
      expect(audits.length).toBeGreaterThan(0);
      expect(JSON.stringify([await status(), row, audits])).not.toContain(key);
    });
  });

  test('do not go to another host than they were given for', async () => {
    const { id } = await add('transcribe');
    const { status: code, body } = await server.sending(
      contract.updateProvider,
      {
        params: { id },
        body: { purpose: 'transcribe', name: 'Moved', baseUrl: 'https://elsewhere.example.org', model: 'm' },
      },
      { as: administrator },
    );
    expect([code, body.errors?.[0]?.field]).toEqual([422, 'key']);
  });

  test('addresses that clouds keep for their machines are not asked', async () => {
    await server.withoutEspeak(async () => {
      const { id } = await add('speak', { baseUrl: 'http://169.254.169.254/v1' });
      await says(sentence());
      expect((await health(id)).lastError).toBe('this address may not be asked');
    });
  });
});

describe('who listens', () => {
  test('gets the sound as a WAV file with language and likely words, and tells how sure it is', async () => {
    await add('transcribe');
    double.hears = {
      text: ' Vorrei comunicare [BLANK_AUDIO] la lettura del contatore. ',
      language: 'it',
      segments: [{ avg_logprob: Math.log(0.8), no_speech_prob: 0 }],
    };
    const { status: code, body } = await hears(speech(), 'audio/basic', {
      language: 'it-IT',
      prompt: 'lettura, bolletta',
    });
    expect([code, body]).toEqual([
      200,
      {
        text: 'Vorrei comunicare la lettura del contatore.',
        language: 'it',
        confidence: 0.8,
        milliseconds: expect.any(Number) as number,
      },
    ]);
    const [asked] = double.asked;
    expect([asked!.path, asked!.authorization]).toEqual(['/v1/audio/transcriptions', `Bearer ${key}`]);
    const form = await new Response(new Uint8Array(asked!.body), {
      headers: { 'content-type': asked!.type },
    }).formData();
    expect(['model', 'language', 'prompt'].map((name) => form.get(name))).toEqual([
      'model-of-tests',
      'it',
      'lettura, bolletta',
    ]);
    const file = form.get('file') as File;
    expect(Buffer.from(await file.arrayBuffer()).toString('latin1', 0, 4)).toBe('RIFF');
    expect(file.size).toBe(44 + speech().length * 2);
  });

  test('takes WAV files too, and sound of nothing, too much or another kind is refused in words', async () => {
    await add('transcribe');
    double.hears = { text: 'sì' };
    expect((await hears(alawWav(speech()), 'audio/wav')).body).toMatchObject({
      text: 'sì',
      confidence: null,
    });
    for (const [sound, words] of [
      [pause(10), 'is empty'],
      [Buffer.alloc(61 * rate, 0x55), 'is longer than 60 seconds'],
      [Buffer.concat([Buffer.from('RIFF\0\0\0\0WAVEnone'), Buffer.alloc(40)]), 'has no sound in it'],
    ] as const) {
      const { status: code, body } = await hears(sound);
      expect([code, (body as unknown as { errors: { message: string }[] }).errors[0]!.message]).toEqual([
        422,
        words,
      ]);
    }
  });

  test('is asked once more where the connection or the service failed in passing', async () => {
    const { id } = await add('transcribe');
    double.hears = { text: 'bolletta' };
    for (const fault of ['fails once', 'drops once'] as const) {
      double.fault = fault;
      expect((await hears(speech())).body).toMatchObject({ text: 'bolletta' });
    }
    expect(double.asked).toHaveLength(4);
    expect(await health(id)).toMatchObject({ state: 'ok', failures: 0 });
  });

  test.each<SpeechFault>(['hangs', 'fails', 'answers a page', 'answers without end'])(
    'and %s: the gateway is told to let the caller use keys',
    async (fault) => {
      await add('transcribe');
      double.fault = fault;
      const { status: code, body } = await hears(speech());
      expect([code, (body as unknown as { code: string }).code]).toEqual([503, 'speech_unavailable']);
    },
  );
});

describe('administrators', () => {
  test('try a voice and a listener, and read what was wrong', async () => {
    const voice = await add('speak');
    const ear = await add('transcribe');
    double.hears = { text: 'Mi dica in poche parole come possiamo aiutarla.' };
    const tried = (id: string) =>
      server.call(contract.tryProvider, { params: { id }, body: { language: 'it' } }, { as: administrator });
    const said = (await tried(voice.id)).body;
    expect([said.ok, Buffer.from(said.sound!, 'base64').toString('latin1', 0, 4)]).toEqual([true, 'RIFF']);
    expect((await tried(ear.id)).body).toMatchObject({
      ok: true,
      text: 'Mi dica in poche parole come possiamo aiutarla.',
    });
    double.fault = 'refuses the key';
    expect((await tried(voice.id)).body).toMatchObject({
      ok: false,
      error: 'answered 401: the key is not accepted',
    });
    expect(await health(voice.id)).toMatchObject({ state: 'failing' });
  });

  test('set the order, and only those who arrange everything may', async () => {
    const one = await add('speak');
    const { providers } = await status();
    const order = [one.id, ...providers.map(({ id }) => id).filter((id) => id !== one.id)];
    const { body } = await server.call(contract.orderProviders, { body: { order } }, { as: administrator });
    expect(body.providers.map(({ id }) => id)).toEqual(order);
    const short = await server.sending(
      contract.orderProviders,
      { body: { order: [one.id] } },
      { as: administrator },
    );
    expect([short.status, short.body.errors?.[0]?.field]).toEqual([422, 'order']);
    const serviceId = await server.makeService();
    const local = await server.makeStaff({ role: 'administrator', serviceId });
    const refused = await server.call(
      contract.orderProviders,
      { body: { order } },
      { as: { session: local.session } },
    );
    expect(refused.status).toBe(403);
  });

  test('limit what is kept; what was not used for longest goes first, with its bytes', async () => {
    await server.withoutEspeak(async () => {
      await add('speak');
      await server.ctx.db.deleteFrom('speech.spoken').execute();
      // Of different lengths: equal bytes would be kept once.
      const texts = [10, 11, 12].map((times) => sentence().repeat(times));
      for (const text of texts) await says(text);
      const rows = await server.ctx.db
        .selectFrom('speech.spoken as s')
        .innerJoin('platform.file as f', 'f.id', 's.fileId')
        .select(['s.hash', 's.size', 'f.sha256'])
        .orderBy('s.createdAt')
        .execute();
      expect(rows).toHaveLength(3);
      await server.ctx.db
        .updateTable('speech.spoken')
        .set({ usedAt: new Date(Date.now() - 3_600_000) })
        .where('hash', '=', rows[1]!.hash)
        .execute();
      await server.ctx.db.updateTable('speech.spoken').set({ size: 500_000 }).execute();
      const { body } = await server.call(
        contract.setSpeechCache,
        { body: { limitMegabytes: 1 } },
        { as: administrator },
      );
      expect(body.cache).toEqual({ entries: 3, bytes: 1_500_000, limitBytes: 1_000_000 });
      await tidySpoken.handle(server.ctx, {}, { number: 1, last: false });
      expect((await status()).cache.entries).toBe(2);
      await expect(server.platform.files.read(rows[1]!.sha256)).rejects.toThrow(/ENOENT/);
      expect((await says(texts[0]!)).by).toBe('kept');
      expect((await says(texts[1]!)).by).toBe('voice');
    });
  });
});

describe('a call after its end', () => {
  const sentence = speech();
  const track = (speaker: 'customer' | 'staff', sound: Buffer) => ({
    speaker,
    levels: levelsOf(sound),
    read: (from: number, to: number) => sound.subarray((from * rate) / 1000, (to * rate) / 1000),
  });
  const call = () => [
    track('customer', Buffer.concat([pause(500), sentence, pause(9000)])),
    track('staff', Buffer.concat([pause(5000), sentence, pause(1000), pause(2000)])),
  ];

  test('is written down side by side, in the order in which they spoke; silence is not listened to', async () => {
    await add('transcribe');
    double.hears = [{ text: 'Buongiorno, ho un guasto.' }, { text: 'Le mando un tecnico.' }];
    const done: number[] = [];
    const { said } = await transcribeTracks(server.ctx, call(), {
      language: 'it',
      prompt: 'guasto',
      kept: (written) => done.push(written.done / written.pieces) > 0,
    });
    expect(said.map(({ speaker, text }) => [speaker, text])).toEqual([
      ['customer', 'Buongiorno, ho un guasto.'],
      ['staff', 'Le mando un tecnico.'],
    ]);
    expect(Math.abs(said[0]!.start - 340)).toBeLessThan(150);
    expect(Math.abs(said[1]!.start - 4840)).toBeLessThan(150);
    expect([double.asked.length, done]).toEqual([2, [0.5, 1]]);
  });

  test('is gone on with where it was interrupted; of another sound it begins anew', async () => {
    await add('transcribe');
    double.hears = [{ text: 'Buongiorno.' }, { text: 'Mi dica.' }];
    const first = await transcribeTracks(server.ctx, call(), { language: 'it', kept: () => false });
    expect([first.done, first.pieces, double.asked.length]).toEqual([1, 2, 1]);
    const whole = await transcribeTracks(server.ctx, call(), { language: 'it', before: first });
    expect([whole.said.map(({ text }) => text), double.asked.length]).toEqual([
      ['Buongiorno.', 'Mi dica.'],
      2,
    ]);
    const other = await transcribeTracks(server.ctx, call().slice(1), { language: 'it', before: whole });
    expect([other.pieces, other.done, double.asked.length]).toEqual([1, 1, 3]);
  });

  test('that nobody can listen to now fails with what became of each provider', async () => {
    const { name } = await add('transcribe');
    double.fault = 'fails';
    await expect(transcribeTracks(server.ctx, call(), { language: 'it' })).rejects.toMatchObject({
      status: 503,
      code: 'speech_unavailable',
      faults: [{ provider: name, fault: 'answered 500: the model is not loaded' }],
    });
  });
});
