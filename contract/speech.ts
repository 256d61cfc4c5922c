import { z } from 'zod';
import { day, id, idParams, instant, list, route } from './route.ts';

// What is said and heard on the telephone. Sound that leaves is A-law at 8,000 samples a second (`audio/basic` here means
// that, in frames of 160 bytes as 20 ms), or a WAV file for browsers.

/** Languages in which there are fixed prompts. */
export const speechLanguages = ['it', 'en', 'fr', 'de', 'es', 'ar', 'pl', 'ru'] as const;
export const speechLanguage = z.enum(speechLanguages);
export type SpeechLanguage = z.output<typeof speechLanguage>;

/** Any language may be asked for: what there is in the nearest of the eight is said, English where none is near. */
const anyLanguage = z
  .string()
  .regex(/^[a-zA-Z]{2,3}([-_][a-zA-Z0-9]{2,8})?$/, 'a language such as it or en-GB');
const key = z.string().regex(/^[a-z][a-z0-9.-]{0,59}$/, 'a key such as please-wait or number.21');
/** Whose prompt: a queue's, else its service's, else the organisation's, else the one that is shipped. */
const place = { service: id.optional(), queue: id.optional() };
const format = z.enum(['basic', 'wav']).default('basic');

/** A part of something to be said; without a voice it is said with prompts all the same. */
export const part = z.union([
  z.object({ prompt: key }),
  z.object({ text: z.string().trim().min(1).max(2000) }),
  z.object({ number: z.number().min(-999_999_999).max(999_999_999) }),
  /** One by one: codes, telephone numbers. */
  z.object({ characters: z.string().min(1).max(60) }),
  /** In euro. */
  z.object({ amount: z.number().min(-999_999_999).max(999_999_999) }),
  z.object({ date: day, year: z.boolean().default(true) }),
  z.object({ time: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'an hour such as 14:30') }),
  z.object({ minutes: z.number().int().min(0).max(10_000) }),
]);
export type SpeechPart = z.output<typeof part>;

export const getPrompt = route({
  method: 'GET',
  path: '/api/v1/speech/prompts/:key/:language',
  tag: 'speech',
  summary:
    'The sound of a fixed prompt, as it is played there; the header `content-language` says in which language',
  permission: 'voice.gateway',
  orPermission: 'admin.read',
  params: z.object({ key, language: anyLanguage }),
  query: z.object({ ...place, format }),
  rawOutput: 'audio/basic',
});
export const makeSpeech = route({
  method: 'POST',
  path: '/api/v1/speech/audio',
  tag: 'speech',
  summary:
    'Texts as sound, by the first voice that answers; without any, figures are said with prompts and never silence',
  permission: 'voice.gateway',
  orPermission: 'admin.read',
  body: z
    .object({
      text: z.string().trim().min(1).max(2000).optional(),
      parts: z.array(part).min(1).max(40).optional(),
      language: anyLanguage,
      /** Said instead of a text that no voice says and prompts say in part only. */
      instead: key.optional(),
      /** All of it or nothing (409 `speech_incomplete`): for words whose being said is proved. */
      whole: z.boolean().default(false),
      ...place,
      format,
    })
    .refine((body) => (body.text === undefined) !== (body.parts === undefined), {
      message: 'either this or `parts`',
      path: ['text'],
    }),
  rawOutput: 'audio/basic',
});

export const promptVersion = z.object({
  id,
  origin: z.enum(['uploaded', 'recorded']),
  note: z.string().nullable(),
  seconds: z.number(),
  current: z.boolean(),
  createdBy: z.string(),
  createdAt: instant,
});
export type PromptVersion = z.output<typeof promptVersion>;
export const prompt = z.object({
  key: z.string(),
  language: speechLanguage,
  group: z.enum(['messages', 'values', 'numbers', 'letters']),
  text: z.string(),
  /** Seconds of what is played here. */
  seconds: z.number().nullable(),
  /** Whose sound is played here. */
  from: z.enum(['queue', 'service', 'organisation', 'shipped', 'none']),
  /** The sound that this very place has for itself; null: it takes that of the next wider one. */
  own: promptVersion.nullable(),
});
export type Prompt = z.output<typeof prompt>;
export const listPrompts = route({
  method: 'GET',
  path: '/api/v1/speech/prompts',
  tag: 'speech',
  summary: 'The fixed prompts of a language, as they are at a place',
  permission: 'admin.read',
  query: z.object({ language: speechLanguage.default('it'), ...place }),
  output: list(prompt),
});
const placed = z.object(place);
const promptParams = z.object({ key, language: speechLanguage });
export const listPromptVersions = route({
  method: 'GET',
  path: '/api/v1/speech/prompts/:key/:language/versions',
  tag: 'speech',
  summary: 'The sounds that a place has had for a prompt, newest first',
  permission: 'admin.read',
  params: promptParams,
  query: placed,
  output: list(promptVersion),
});
export const addPromptVersion = route({
  method: 'POST',
  path: '/api/v1/speech/prompts/:key/:language/versions',
  tag: 'speech',
  summary: "Give a prompt a sound of one's own (a WAV file of at most 3 minutes); it is played from now on",
  permission: 'admin.routing',
  params: promptParams,
  query: placed.extend({
    origin: z.enum(['uploaded', 'recorded']).default('uploaded'),
    note: z.string().trim().max(200).optional(),
  }),
  rawBody: 'audio/wav',
  bodyLimit: 35 * 1024 * 1024,
  output: promptVersion,
  status: 201,
});
export const choosePromptVersion = route({
  method: 'PUT',
  path: '/api/v1/speech/prompts/:key/:language/current',
  tag: 'speech',
  summary: 'Play an earlier sound of the place again, or null: none of its own',
  permission: 'admin.routing',
  params: promptParams,
  query: placed,
  body: z.object({ version: id.nullable() }),
  output: list(promptVersion),
});
export const getPromptVersion = route({
  method: 'GET',
  path: '/api/v1/speech/versions/:id',
  tag: 'speech',
  summary: 'The sound of a version, as a WAV file',
  permission: 'admin.read',
  params: idParams,
  rawOutput: 'audio/wav',
});

const codeOfLanguage = z.string().min(2).max(10);
const providerInput = z.object({
  kind: z.enum(['openai']).default('openai'),
  purpose: z.enum(['speak', 'transcribe']),
  name: z.string().trim().min(1).max(80),
  baseUrl: z
    .url({ protocol: /^https?$/, error: 'an address such as https://speech.example.org/v1' })
    .max(500),
  model: z.string().trim().min(1).max(200),
  /** A voice for each language it speaks; a provider that transcribes needs none. */
  voices: z.partialRecord(speechLanguage, z.string().trim().max(100)).default({}),
  /** The key of its service; left out it stays as it was, empty takes it away. */
  key: z.string().max(1000).optional(),
  timeoutSeconds: z.number().int().min(1).max(60).default(10),
  active: z.boolean().default(true),
});
export const provider = providerInput.omit({ key: true, kind: true, baseUrl: true, model: true }).extend({
  id,
  kind: z.enum(['espeak', 'openai']),
  baseUrl: z.string().nullable(),
  model: z.string().nullable(),
  position: z.number(),
  /** Whether a key is kept; the key itself never leaves the server. */
  hasKey: z.boolean(),
  /** new: never asked. missing: the program is not installed on this server. */
  state: z.enum(['new', 'ok', 'failing', 'missing', 'off']),
  lastOkAt: instant.nullable(),
  lastMilliseconds: z.number().nullable(),
  lastError: z.string().nullable(),
  lastErrorAt: instant.nullable(),
  failures: z.number(),
});
export type Provider = z.output<typeof provider>;
const speechStatus = z.object({
  providers: z.array(provider),
  /** Whether texts can be said now, and speech be understood. */
  speaks: z.boolean(),
  transcribes: z.boolean(),
  espeak: z.object({ found: z.boolean(), version: z.string().nullable() }),
  cache: z.object({ entries: z.number(), bytes: z.number(), limitBytes: z.number() }),
});
export const getSpeech = route({
  method: 'GET',
  path: '/api/v1/speech',
  tag: 'speech',
  summary: 'What speaks and what listens: providers in their order, their health, the cache',
  permission: 'admin.read',
  output: speechStatus,
});
export const createProvider = route({
  method: 'POST',
  path: '/api/v1/speech/providers',
  tag: 'speech',
  summary: 'Add a provider; it is asked after those that are there',
  permission: 'admin.routing',
  body: providerInput,
  output: provider,
  status: 201,
});
export const updateProvider = route({
  method: 'PUT',
  path: '/api/v1/speech/providers/:id',
  tag: 'speech',
  summary: 'Change a provider',
  permission: 'admin.routing',
  params: idParams,
  body: providerInput,
  output: provider,
});
export const removeProvider = route({
  method: 'DELETE',
  path: '/api/v1/speech/providers/:id',
  tag: 'speech',
  summary: 'Remove a provider, with its key',
  permission: 'admin.routing',
  params: idParams,
});
export const orderProviders = route({
  method: 'PUT',
  path: '/api/v1/speech/providers',
  tag: 'speech',
  summary: 'The order in which providers are asked, and whether the built-in voice may be used',
  permission: 'admin.routing',
  body: z.object({ order: z.array(id).min(1).max(50), espeak: z.boolean().optional() }),
  output: speechStatus,
});
export const tryProvider = route({
  method: 'POST',
  path: '/api/v1/speech/providers/:id/try',
  tag: 'speech',
  summary: 'Ask a provider once: a voice says the text, a listener is given a sentence of ours',
  permission: 'admin.routing',
  params: idParams,
  body: z.object({ language: speechLanguage, text: z.string().trim().min(1).max(300).optional() }),
  output: z.object({
    ok: z.boolean(),
    milliseconds: z.number(),
    error: z.string().nullable(),
    /** What was heard. */
    text: z.string().nullable(),
    /** What was said: a WAV file in base64. */
    sound: z.string().nullable(),
  }),
});
export const setSpeechCache = route({
  method: 'PUT',
  path: '/api/v1/speech/cache',
  tag: 'speech',
  summary: 'How much spoken text is kept',
  permission: 'admin.routing',
  body: z.object({ limitMegabytes: z.number().int().min(1).max(100_000) }),
  output: speechStatus,
});

export const transcribe = route({
  method: 'POST',
  path: '/api/v1/speech/transcriptions',
  tag: 'speech',
  summary: 'What is said in a piece of sound of at most a minute: A-law (audio/basic) or WAV',
  permission: 'voice.gateway',
  query: z.object({
    language: anyLanguage,
    /** Words that are likely: names, what can be chosen. */
    prompt: z.string().max(500).optional(),
  }),
  rawBody: 'audio/basic',
  bodyLimit: 12 * 1024 * 1024,
  output: z.object({
    text: z.string(),
    language: codeOfLanguage,
    /** From 0 to 1, where the provider says it. */
    confidence: z.number().nullable(),
    milliseconds: z.number(),
  }),
});
