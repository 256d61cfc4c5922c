import type { z } from 'zod';
import type { prompt, promptVersion, SpeechLanguage } from '#contract/speech.ts';
import {
  configChanged,
  forbidden,
  inScope,
  invalid,
  newId,
  notFound,
  saveFiles,
  scopeOf,
  type Ctx,
  type Tx,
} from '#server/platform/index.ts';
import { fromAlaw, rate, toAlaw } from './audio/alaw.ts';
import { resampled } from './audio/resample.ts';
import { NotWav, pcmWav, readWav } from './audio/wav.ts';
import { prompts, shipped, shippedSound, type Prompt } from './catalogue.ts';
import { isService, serviceOfQueue } from './places.read.ts';
import {
  currentVersions,
  findVersion,
  insertVersion,
  lockPrompt,
  makeCurrent,
  versionsAt,
  type Place,
  type VersionRow,
} from './prompts.store.ts';

type PromptView = z.input<typeof prompt>;
type VersionView = z.input<typeof promptVersion>;
export interface AskedPlace {
  service?: string | undefined;
  queue?: string | undefined;
}

/** The longest sound of a prompt, in seconds. */
const longest = 180;

/**
 * The place that is meant, when the actor may do this there. A queue that is asked for by a gateway may have gone
 * meanwhile: then the organisation's prompts are played.
 * @throws Problem 404 when there is no such place, or it is out of scope
 */
async function placeOf(ctx: Ctx, asked: AskedPlace, permission: string | string[]): Promise<Place> {
  const scope = ctx.actor.kind === 'system' ? 'all' : scopeOf(ctx.actor, permission);
  if (asked.queue !== undefined) {
    const serviceId = await serviceOfQueue(ctx.db, asked.queue);
    if (serviceId === null || !inScope(scope, { serviceId, teamId: null })) throw notFound('queue');
    return { serviceId, queueId: asked.queue };
  }
  if (asked.service !== undefined) {
    if (
      !inScope(scope, { serviceId: asked.service, teamId: null }) ||
      !(await isService(ctx.db, asked.service))
    )
      throw notFound('service');
    return { serviceId: asked.service, queueId: null };
  }
  return { serviceId: null, queueId: null };
}

/** Where somebody may hear and see prompts. @throws Problem 404 */
export const readablePlace = (ctx: Ctx, asked: AskedPlace): Promise<Place> =>
  placeOf(ctx, asked, ['voice.gateway', 'admin.read']);

async function writablePlace(ctx: Ctx, asked: AskedPlace): Promise<Place> {
  const place = await placeOf(ctx, asked, 'admin.routing');
  const scope = ctx.actor.kind === 'system' ? 'all' : scopeOf(ctx.actor, 'admin.routing');
  // What every call hears is changed by who may arrange everything.
  if (place.serviceId === null && scope !== 'all') throw forbidden('admin.routing');
  return place;
}

const known = (key: string, language: SpeechLanguage): Prompt => {
  const found = prompts(language).get(key);
  if (found === undefined) throw notFound('prompt');
  return found;
};

const secondsOf = (samples: number) => Math.round(samples / (rate / 100)) / 100;
const versionView = (row: VersionRow): VersionView => ({
  id: row.id,
  origin: row.origin,
  note: row.note,
  seconds: secondsOf(row.samples),
  current: row.current,
  createdBy: row.createdBy,
  createdAt: row.createdAt,
});

const widthOf = (row: Place): 'queue' | 'service' | 'organisation' =>
  row.queueId !== null ? 'queue' : row.serviceId !== null ? 'service' : 'organisation';

/** The prompts of a language as they are played at a place. @throws Problem 404 */
export async function listPromptsOf(
  ctx: Ctx,
  language: SpeechLanguage,
  asked: AskedPlace,
): Promise<{ items: PromptView[] }> {
  const place = await placeOf(ctx, asked, 'admin.read');
  const current = await currentVersions(ctx.db, language, place);
  const items = [...prompts(language).values()].map((one): PromptView => {
    const version = current.get(one.key);
    const own =
      version !== undefined && version.serviceId === place.serviceId && version.queueId === place.queueId;
    const sound = shipped(language, one.key);
    return {
      ...one,
      seconds: version ? secondsOf(version.samples) : sound === null ? null : secondsOf(sound.length),
      from: version ? widthOf(version) : sound === null ? 'none' : 'shipped',
      own: own ? versionView(version) : null,
    };
  });
  return { items };
}

/** The sound of a version, A-law. */
const soundOfVersion = (ctx: Ctx, row: VersionRow): Promise<Buffer> => ctx.platform.files.read(row.sha256);

/** The sounds of several prompts at a place, by key; what has none is left out. */
export async function promptSounds(
  ctx: Ctx,
  language: SpeechLanguage,
  place: Place,
  keys: readonly string[],
): Promise<Map<string, Buffer>> {
  const wanted = [...new Set(keys)];
  const current = await currentVersions(ctx.db, language, place, wanted);
  const sounds = await Promise.all(
    wanted.map(async (key): Promise<[string, Buffer | null]> => {
      const version = current.get(key);
      if (version === undefined) return [key, shippedSound(language, key)];
      try {
        return [key, await soundOfVersion(ctx, version)];
      } catch (error) {
        // A file that was lost must not silence the call.
        ctx.log.error({ err: error, prompt: key, language }, 'the sound of a prompt cannot be read');
        return [key, shippedSound(language, key)];
      }
    }),
  );
  return new Map(sounds.filter((one): one is [string, Buffer] => one[1] !== null));
}

/** The sound of one prompt at a place. @throws Problem 404 */
export async function promptSound(
  ctx: Ctx,
  key: string,
  language: SpeechLanguage,
  asked: AskedPlace,
): Promise<Buffer> {
  known(key, language);
  const place = await readablePlace(ctx, asked);
  const sound = (await promptSounds(ctx, language, place, [key])).get(key);
  if (sound === undefined) throw notFound('prompt');
  return sound;
}

/** @throws Problem 404 */
export async function listVersions(ctx: Ctx, key: string, language: SpeechLanguage, asked: AskedPlace) {
  known(key, language);
  const place = await placeOf(ctx, asked, 'admin.read');
  return { items: (await versionsAt(ctx.db, key, language, place)).map(versionView) };
}

/** The sound of a version, as a WAV file. @throws Problem 404 when it is none, or of a place out of scope */
export async function versionSound(ctx: Ctx, id: string): Promise<Buffer> {
  const row = await findVersion(ctx.db, id);
  if (row === null) throw notFound('version');
  if (row.serviceId !== null)
    await placeOf(
      ctx,
      row.queueId === null ? { service: row.serviceId } : { queue: row.queueId },
      'admin.read',
    ).catch((error: unknown) => {
      throw (error as { status?: number }).status === 404 ? notFound('version') : error;
    });
  return pcmWav(fromAlaw(await soundOfVersion(ctx, row)), rate);
}

/** Sound of a caller's file, as A-law. @throws Problem 422 `body` when it is none, empty or too long */
function soundOf(content: Buffer): Buffer {
  try {
    const sound = readWav(content);
    const seconds = sound.samples.length / sound.rate;
    if (seconds < 0.05) throw invalid('body', 'is empty');
    if (seconds > longest) throw invalid('body', `is longer than ${longest / 60} minutes`);
    return toAlaw(resampled(sound));
  } catch (error) {
    if (error instanceof NotWav) throw invalid('body', error.message);
    throw error;
  }
}

/** Gives a prompt a sound of a place's own, which is played from now on. @throws Problem 403, 404, 422 */
export async function addVersion(
  ctx: Ctx,
  key: string,
  language: SpeechLanguage,
  input: AskedPlace & { origin: 'uploaded' | 'recorded'; note?: string | undefined },
  content: Buffer,
): Promise<VersionView> {
  known(key, language);
  const place = await writablePlace(ctx, input);
  const sound = soundOf(content);
  const sha256 = await ctx.platform.files.put(sound);
  const id = newId();
  return ctx.tx(async (tx) => {
    const [file] = await saveFiles(tx, [{ sha256, size: sound.length, type: 'audio/basic' }]);
    await insertVersion(tx, {
      id,
      key,
      language,
      ...place,
      fileId: file!.id,
      samples: sound.length,
      origin: input.origin,
      note: input.note === undefined || input.note === '' ? null : input.note,
      createdBy: ctx.actor.name,
      createdAt: ctx.clock.now(),
    });
    const rows = await chosen(tx, ctx, key, language, place, id);
    return versionView(rows.find((row) => row.id === id)!);
  });
}

/** Plays an earlier sound of a place again, or none of its own. @throws Problem 403, 404, 422 */
export async function chooseVersion(
  ctx: Ctx,
  key: string,
  language: SpeechLanguage,
  asked: AskedPlace,
  id: string | null,
): Promise<{ items: VersionView[] }> {
  known(key, language);
  const place = await writablePlace(ctx, asked);
  return ctx.tx(async (tx) => {
    if (id !== null && !(await versionsAt(tx, key, language, place)).some((row) => row.id === id))
      throw invalid('version', 'a version of this prompt, language and place');
    return { items: (await chosen(tx, ctx, key, language, place, id)).map(versionView) };
  });
}

async function chosen(
  tx: Tx,
  ctx: Ctx,
  key: string,
  language: SpeechLanguage,
  place: Place,
  id: string | null,
): Promise<VersionRow[]> {
  await lockPrompt(tx, key, language, place);
  const before = (await versionsAt(tx, key, language, place)).find((row) => row.current)?.id ?? null;
  await makeCurrent(tx, key, language, place, id);
  const named = { key, language, service: place.serviceId, queue: place.queueId };
  await configChanged(tx, ctx.actor, {
    what: 'prompt',
    id: `${language}/${key}`,
    subjectId: null,
    serviceId: place.serviceId,
    before: { ...named, version: before },
    after: { ...named, version: id },
  });
  return versionsAt(tx, key, language, place);
}
