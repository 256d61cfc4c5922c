import { createHash } from 'node:crypto';
import type { SpeechLanguage, SpeechPart } from '#contract/speech.ts';
import { addJob, conflict, fileHashes, forgetFiles, type Ctx, type Job } from '#server/platform/index.ts';
import { pause, toAlaw } from './audio/alaw.ts';
import { cacheLimit, dropSpoken, evictSpoken, findSpoken, keepSpoken } from './cache.store.ts';
import { nearestLanguage, prompts } from './catalogue.ts';
import { promptSounds, readablePlace, type AskedPlace } from './prompts.service.ts';
import type { Place } from './prompts.store.ts';
import { noteFared, type ProviderRow } from './providers.store.ts';
import { ProviderFault } from './providers/provider.ts';
import { voicesFor } from './providers.service.ts';
import { readText, type Reader } from './reading.rules.ts';
import {
  pauseKey,
  sayAmount,
  sayCharacters,
  sayDate,
  sayMinutes,
  sayNumber,
  sayTime,
  type Speaker,
} from './saying.rules.ts';

export interface Spoken {
  /** A-law at 8,000 samples a second. */
  sound: Buffer;
  language: SpeechLanguage;
  /** voice: by a provider now. kept: the same, from before. prompts: with fixed prompts, as far as it goes. */
  by: 'voice' | 'kept' | 'prompts';
}

/** Between parts of an utterance, in milliseconds. */
const gap = 120;
/** Less than this is no word, in bytes. */
const shortest = 800;

const readers = new Map<SpeechLanguage, Reader>();
function readerOf(language: SpeechLanguage): Reader {
  let reader = readers.get(language);
  if (reader === undefined) {
    const all = prompts(language);
    const texts = [...all.values()].filter(
      ({ group, key }) => group === 'messages' || key.startsWith('month.'),
    );
    reader = { language, has: (key) => all.has(key), texts };
    readers.set(language, reader);
  }
  return reader;
}

interface Voiced {
  sound: Buffer;
  /** It was said before. */
  kept: boolean;
}

// Saying the same text at the same time is done once: the tenth caller of a minute waits for the first one's sound.
const underWay = new Map<string, Promise<Voiced | null>>();

const toldEvery = 30_000;
/** Notes how a provider fared; each sentence that went well is not worth a write. */
export async function noteHow(
  ctx: Ctx,
  row: ProviderRow,
  began: number,
  fault: ProviderFault | null,
): Promise<void> {
  const at = ctx.clock.now();
  if (fault !== null) {
    ctx.log.warn({ provider: row.name, fault: fault.message }, 'a speech provider failed');
    await noteFared(ctx.db, row, { at, error: fault.message });
  } else if (row.failures > 0 || row.lastOkAt === null || at.getTime() - row.lastOkAt.getTime() > toldEvery)
    await noteFared(ctx.db, row, { at, milliseconds: Math.round(performance.now() - began) });
}

async function sayNew(
  ctx: Ctx,
  text: string,
  language: SpeechLanguage,
  voices: Awaited<ReturnType<typeof voicesFor>>,
  hashOf: (mark: string) => string,
): Promise<Buffer | null> {
  for (const { row, voice, mark } of voices) {
    const began = performance.now();
    let sound: Buffer;
    try {
      sound = toAlaw(await voice.speak(text, language));
    } catch (error) {
      if (!(error instanceof ProviderFault)) throw error;
      await noteHow(ctx, row, began, error);
      continue;
    }
    await noteHow(ctx, row, began, null);
    // Text without any sound in it (signs only): nothing to keep, and the prompts have the word.
    if (sound.length === 0) return null;
    try {
      const sha256 = await ctx.platform.files.put(sound);
      await ctx.tx(async (tx) => {
        await keepSpoken(tx, { hash: hashOf(mark), sha256, size: sound.length, language });
        await addJob(
          tx,
          tidySpoken.name,
          {},
          { key: tidySpoken.name, runAt: new Date(ctx.clock.now().getTime() + 60_000) },
        );
      });
    } catch (error) {
      // What cannot be kept (the disk is full) is said all the same.
      ctx.log.error({ err: error }, 'spoken text could not be kept');
    }
    return sound;
  }
  return null;
}

/**
 * A text by the first voice that answers, or as it was said before; null where no voice does.
 * What was said is found by provider, voice, language, text and version of the settings.
 */
async function byVoice(ctx: Ctx, text: string, language: SpeechLanguage): Promise<Voiced | null> {
  const voices = await voicesFor(ctx, language);
  const first = voices[0];
  if (first === undefined) return null;
  const clean = text.replace(/\s+/g, ' ').trim();
  const hashOf = (mark: string) =>
    createHash('sha256')
      .update(JSON.stringify([mark, language, clean]))
      .digest('hex');
  const say = async (): Promise<Voiced | null> => {
    const kept = await saidBefore(ctx, voices, hashOf);
    if (kept !== null) return { sound: kept, kept: true };
    const sound = await sayNew(ctx, clean, language, voices, hashOf);
    return sound === null ? null : { sound, kept: false };
  };
  // Looked for and said in one: whoever comes when it has just been said finds it kept.
  const name = hashOf(first.mark);
  let work = underWay.get(name);
  if (work === undefined) {
    work = say().finally(() => underWay.delete(name));
    underWay.set(name, work);
  }
  return work;
}

async function saidBefore(
  ctx: Ctx,
  voices: Awaited<ReturnType<typeof voicesFor>>,
  hashOf: (mark: string) => string,
): Promise<Buffer | null> {
  for (const { mark } of voices) {
    const hash = hashOf(mark);
    const sha256 = await findSpoken(ctx.db, hash);
    if (sha256 === null) continue;
    try {
      return await ctx.platform.files.read(sha256);
    } catch {
      // The bytes are gone (a restored backup without them): said anew.
      await dropSpoken(ctx.db, hash);
    }
  }
  return null;
}

const figuresOf = (speaker: Speaker, part: SpeechPart): string[] | null => {
  if ('number' in part) return sayNumber(speaker, part.number);
  if ('characters' in part) return sayCharacters(speaker, part.characters);
  if ('amount' in part) return sayAmount(speaker, part.amount);
  if ('date' in part) return sayDate(speaker, part.date, part.year);
  if ('time' in part) return sayTime(speaker, part.time);
  if ('minutes' in part) return sayMinutes(speaker, part.minutes);
  return null;
};

// Prompts one after the other; what has no sound is left out.
async function joined(
  ctx: Ctx,
  language: SpeechLanguage,
  place: Place,
  keys: readonly string[],
): Promise<Buffer[]> {
  const sounds = await promptSounds(
    ctx,
    language,
    place,
    keys.filter((key) => key !== pauseKey),
  );
  return keys.flatMap((key) => (key === pauseKey ? [pause(gap * 2)] : (sounds.get(key) ?? [])));
}

/** How a text is said that no voice says. */
export interface Manner {
  /** A prompt in its place, where prompts could say a part of it only. */
  instead?: string | undefined;
  /** All of it or nothing. */
  whole?: boolean;
}

/** What can be said of a text without a voice; never silence. @throws Problem 409 `speech_incomplete` */
async function withPrompts(
  ctx: Ctx,
  text: string,
  language: SpeechLanguage,
  place: Place,
  { instead, whole = false }: Manner,
): Promise<Buffer[]> {
  const reading = readText(readerOf(language), text);
  if (whole && !reading.complete)
    throw conflict('speech_incomplete', 'No voice is there to say all of this text.');
  if (!reading.complete && instead !== undefined && prompts(language).has(instead))
    return joined(ctx, language, place, [instead]);
  const keys =
    reading.keys.length === 0
      ? ['cannot-say']
      : reading.complete
        ? reading.keys
        : ['only-figures', pauseKey, ...reading.keys];
  return joined(ctx, language, place, keys);
}

/**
 * Says parts one after the other. Figures and prompts by fixed prompts, texts by a voice; without one, what of them
 * prompts can say.
 * @throws Problem 404 when the place is none, or out of scope; 409 `speech_incomplete`
 */
export async function say(
  ctx: Ctx,
  parts: readonly SpeechPart[],
  asked: string,
  at: AskedPlace = {},
  manner: Manner = {},
): Promise<Spoken> {
  const language = nearestLanguage(asked);
  const place = await readablePlace(ctx, at);
  const speaker = readerOf(language);
  const sounds: Buffer[] = [];
  let by: Spoken['by'] = 'kept';
  for (const part of parts) {
    if ('text' in part) {
      const voiced = await byVoice(ctx, part.text, language);
      if (voiced === null) {
        by = 'prompts';
        sounds.push(...(await withPrompts(ctx, part.text, language, place, manner)));
      } else {
        if (!voiced.kept && by === 'kept') by = 'voice';
        sounds.push(voiced.sound);
      }
    } else {
      const keys = 'prompt' in part ? [part.prompt] : figuresOf(speaker, part)!;
      sounds.push(...(await joined(ctx, language, place, keys)));
    }
    sounds.push(pause(gap));
  }
  sounds.pop();
  const sound = Buffer.concat(sounds);
  // Prompts that are none leave silence: then it is said that this cannot be said.
  if (sound.length < shortest)
    return {
      sound: Buffer.concat(await joined(ctx, language, place, ['cannot-say'])),
      language,
      by: 'prompts',
    };
  return { sound, language, by };
}

/** Keeps the cache within its limit. */
export const tidySpoken: Job = {
  name: 'speech.tidy',
  async handle(ctx) {
    const limit = await cacheLimit(ctx.db);
    const before = ctx.clock.now();
    const orphans = await ctx.tx(async (tx) => forgetFiles(tx, await evictSpoken(tx, limit)));
    for (const sha256 of orphans)
      await ctx.platform.files.drop(
        sha256,
        before,
        async () => (await fileHashes(ctx.db, [sha256])).size > 0,
      );
  },
};
