import { randomBytes } from 'node:crypto';
import type { SpeechLanguage } from '#contract/speech.ts';
import { rate } from '../audio/alaw.ts';
import { levelled, trimmed } from '../audio/level.ts';
import { resampled } from '../audio/resample.ts';
import { fromRaw16, looksLikeWav, NotWav, pcmWav, readWav, type Sound } from '../audio/wav.ts';
import { askProvider, type Answer } from './ask.ts';
import { ProviderFault, type Ear, type Heard, type Voice } from './provider.ts';

// Services that speak the protocol of OpenAI's audio endpoints: clouds, and servers of one's own (Speaches,
// faster-whisper, whisper.cpp, Piper behind a bridge).

export interface OpenAiSettings {
  baseUrl: string;
  model: string;
  voices: Partial<Record<SpeechLanguage, string>>;
  /** In clear; null where the service wants none. */
  key: string | null;
  timeoutSeconds: number;
  version: number;
}

/** Raw sound without a header has this many samples a second, by the protocol. */
const rawRate = 24_000;
const largestSound = 16 * 1024 * 1024;
const largestText = 512 * 1024;

/** The address of an operation: `/v1` is added where the administrator left it out. */
export function addressOf(baseUrl: string, operation: string): URL {
  const base = baseUrl.replace(/\/+$/, '');
  return new URL(`${/\/v\d+$/.test(base) ? base : `${base}/v1`}${operation}`);
}

const authorised = (key: string | null): Record<string, string> =>
  key === null ? {} : { authorization: `Bearer ${key}` };

/** A voice that a service speaks with. */
export function openAiVoice(settings: OpenAiSettings): Voice {
  const { baseUrl, model, voices, key, timeoutSeconds } = settings;
  return {
    mark: (language) =>
      voices[language] ? JSON.stringify([baseUrl, model, voices[language], settings.version]) : null,
    async speak(text, language) {
      const answer = await askProvider(addressOf(baseUrl, '/audio/speech'), {
        headers: { ...authorised(key), 'content-type': 'application/json', accept: 'audio/wav, audio/pcm' },
        body: Buffer.from(
          JSON.stringify({ model, input: text, voice: voices[language], response_format: 'wav' }),
        ),
        timeoutSeconds,
        largestBytes: largestSound,
      });
      const samples = trimmed(resampled(soundOf(answer)));
      // A model that has loaded without its weights answers silence, and so would we.
      if (samples.length < rate / 20) throw new ProviderFault('answered silence');
      return levelled(samples);
    },
  };
}

function soundOf({ type, body }: Answer): Sound {
  if (looksLikeWav(body)) {
    try {
      return readWav(body);
    } catch (error) {
      if (error instanceof NotWav) throw new ProviderFault(`answered a WAV file that ${error.message}`);
      throw error;
    }
  }
  // Some take the format for a wish and answer what they like.
  const begins = body.toString('latin1', 0, 4);
  const found =
    begins.startsWith('ID3') ||
    (body[0] === 0xff && ((body[1] ?? 0) & 0xe0) === 0xe0 && !/pcm|l16/.test(type))
      ? 'MP3'
      : begins === 'OggS'
        ? 'Ogg'
        : begins === 'fLaC'
          ? 'FLAC'
          : null;
  if (found === null && /^audio\/(x-)?(pcm|l16|raw)|octet-stream/i.test(type) && body.length > 1)
    return { samples: fromRaw16(body), rate: Number(/rate=(\d{4,6})/.exec(type)?.[1] ?? rawRate) };
  const what = found ?? (type === '' ? 'something without a type' : type.split(';')[0]!.slice(0, 60));
  throw new ProviderFault(`answered ${what}; a WAV file or raw PCM is wanted`);
}

/** A service that listens. */
export function openAiEar(settings: OpenAiSettings): Ear {
  const { baseUrl, model, key, timeoutSeconds } = settings;
  return {
    async hear(samples, { language, prompt }) {
      const { type, body } = multipart(
        {
          model,
          language: language.slice(0, 2),
          response_format: 'verbose_json',
          temperature: '0',
          ...(prompt === undefined || prompt === '' ? {} : { prompt }),
        },
        pcmWav(samples, rate),
      );
      const answer = await askProvider(addressOf(baseUrl, '/audio/transcriptions'), {
        headers: { ...authorised(key), 'content-type': type, accept: 'application/json' },
        body,
        timeoutSeconds,
        largestBytes: largestText,
      });
      return heardIn(answer);
    },
  };
}

function heardIn({ body }: Answer): Heard {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString('utf8'));
  } catch {
    throw new ProviderFault('answered what is not JSON');
  }
  const { text, language, segments } = (parsed ?? {}) as {
    text?: unknown;
    language?: unknown;
    segments?: unknown;
  };
  if (typeof text !== 'string') throw new ProviderFault('answered without a text');
  const clean = text.replace(/\s+/g, ' ').trim().slice(0, 5000);
  return {
    // Models of this kind fill silence with signs for it: [BLANK_AUDIO], (musica), *sospira*.
    text: clean
      .replace(/[[(*][^\])*]{0,40}[\])*]/g, ' ')
      .replace(/\s+/g, ' ')
      .trim(),
    language: typeof language === 'string' && language !== '' ? language.toLowerCase().slice(0, 10) : null,
    confidence: confidenceOf(segments),
  };
}

// The mean of the segments' own certainty, lower where the model doubts that anybody spoke at all.
function confidenceOf(segments: unknown): number | null {
  if (!Array.isArray(segments) || segments.length === 0) return null;
  const certain = segments.map((one: { avg_logprob?: unknown; no_speech_prob?: unknown } | null) => {
    const chance = Number(one?.avg_logprob);
    const silent = Number(one?.no_speech_prob ?? 0);
    return Number.isFinite(chance)
      ? Math.exp(Math.min(0, chance)) * (1 - Math.max(0, Math.min(1, silent || 0)))
      : null;
  });
  const known = certain.filter((one): one is number => one !== null);
  return known.length === 0
    ? null
    : Math.round((known.reduce((sum, one) => sum + one, 0) / known.length) * 1000) / 1000;
}

function multipart(fields: Record<string, string>, wav: Buffer): { type: string; body: Buffer } {
  const boundary = `filodiretto-${randomBytes(16).toString('hex')}`;
  const parts = Object.entries(fields).map(([name, value]) =>
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`),
  );
  return {
    type: `multipart/form-data; boundary=${boundary}`,
    body: Buffer.concat([
      ...parts,
      Buffer.from(
        `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="speech.wav"\r\nContent-Type: audio/wav\r\n\r\n`,
      ),
      wav,
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]),
  };
}
