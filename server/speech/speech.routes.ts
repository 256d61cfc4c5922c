import type { FastifyReply } from 'fastify';
import * as contract from '#contract/speech.ts';
import { on, Problem, type Mounted } from '#server/platform/index.ts';
import { fromAlaw, rate } from './audio/alaw.ts';
import { pcmWav } from './audio/wav.ts';
import { nearestLanguage } from './catalogue.ts';
import { hear, samplesOf } from './hearing.service.ts';
import {
  addVersion,
  chooseVersion,
  listPromptsOf,
  listVersions,
  promptSound,
  versionSound,
} from './prompts.service.ts';
import {
  createProviderOf,
  orderProvidersOf,
  removeProviderOf,
  setCacheLimit,
  speechStatus,
  updateProviderOf,
} from './providers.service.ts';
import { say } from './speaking.service.ts';
import { tryProviderOf } from './trying.service.ts';

/** Sound as it was asked for. */
const answer = (reply: FastifyReply, sound: Buffer, format: 'basic' | 'wav', language: string) =>
  reply
    .header('content-language', language)
    .header('x-content-type-options', 'nosniff')
    .type(format === 'wav' ? 'audio/wav' : 'audio/basic')
    .send(format === 'wav' ? pcmWav(fromAlaw(sound), rate) : sound);

function bytesOf(body: unknown): Buffer {
  if (Buffer.isBuffer(body)) return body;
  throw new Problem(415, 'unsupported_media_type', 'Content-Type: must be audio/wav or audio/basic.', [
    { field: 'Content-Type', message: 'must be audio/wav or audio/basic' },
  ]);
}

/** The API of speech: sound for gateways, prompts and providers for administrators. */
export const speechRoutes: Mounted[] = [
  on(contract.getPrompt, async ({ ctx, input, reply }) => {
    const language = nearestLanguage(input.params.language);
    const sound = await promptSound(ctx, input.params.key, language, input.query);
    return answer(reply, sound, input.query.format, language);
  }),
  on(contract.makeSpeech, async ({ ctx, input, reply }) => {
    const { text, parts, language, format, instead, whole, ...place } = input.body;
    const spoken = await say(ctx, parts ?? [{ text: text! }], language, place, { instead, whole });
    void reply.header('x-speech-by', spoken.by);
    return answer(reply, spoken.sound, format, spoken.language);
  }),
  on(contract.listPrompts, ({ ctx, input }) => listPromptsOf(ctx, input.query.language, input.query)),
  on(contract.listPromptVersions, ({ ctx, input }) =>
    listVersions(ctx, input.params.key, input.params.language, input.query),
  ),
  on(contract.addPromptVersion, ({ ctx, input, request }) =>
    addVersion(ctx, input.params.key, input.params.language, input.query, bytesOf(request.body)),
  ),
  on(contract.choosePromptVersion, ({ ctx, input }) =>
    chooseVersion(ctx, input.params.key, input.params.language, input.query, input.body.version),
  ),
  on(contract.getPromptVersion, async ({ ctx, input, reply }) =>
    reply.type('audio/wav').send(await versionSound(ctx, input.params.id)),
  ),
  on(contract.getSpeech, ({ ctx }) => speechStatus(ctx)),
  on(contract.createProvider, ({ ctx, input }) => createProviderOf(ctx, input.body)),
  on(contract.updateProvider, ({ ctx, input }) => updateProviderOf(ctx, input.params.id, input.body)),
  on(contract.removeProvider, ({ ctx, input }) => removeProviderOf(ctx, input.params.id)),
  on(contract.orderProviders, ({ ctx, input }) => orderProvidersOf(ctx, input.body)),
  on(contract.tryProvider, ({ ctx, input }) => tryProviderOf(ctx, input.params.id, input.body)),
  on(contract.setSpeechCache, ({ ctx, input }) => setCacheLimit(ctx, input.body.limitMegabytes)),
  on(contract.transcribe, async ({ ctx, input, request }) =>
    hear(ctx, samplesOf(bytesOf(request.body)), input.query),
  ),
];
