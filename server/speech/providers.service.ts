import type { z } from 'zod';
import type {
  createProvider,
  getSpeech,
  orderProviders,
  provider,
  SpeechLanguage,
} from '#contract/speech.ts';
import type { Parsed } from '#contract/route.ts';
import {
  configChanged,
  forbidden,
  invalid,
  newId,
  notFound,
  scopeOf,
  seal,
  unseal,
  writeSetting,
  type Ctx,
  type Tx,
} from '#server/platform/index.ts';
import { cacheLimit, cacheLimitKey, cacheSize } from './cache.store.ts';
import { espeakVersion, espeakVoice, findEspeak } from './providers/espeak.ts';
import { openAiEar, openAiVoice, type OpenAiSettings } from './providers/openai.ts';
import type { Ear, Voice } from './providers/provider.ts';
import { mayAsk, stateOf } from './providers.rules.ts';
import {
  changeProvider,
  deleteProvider,
  espeakId,
  insertProvider,
  lockProvider,
  placeProviders,
  readProviders,
  type ProviderRow,
} from './providers.store.ts';

export type ProviderView = z.input<typeof provider>;
type ProviderInput = Parsed<typeof createProvider>['body'];

const keyPurpose = 'speech provider key';
/** How often it is looked whether eSpeak NG has been installed meanwhile, in milliseconds. */
const lookAgain = 60_000;

interface Found {
  at: number;
  program: string | null;
  version: string | null;
}
let espeak: Promise<Found> | null = null;

/** eSpeak NG on this server, looked for at the start and, where it is missing, once a minute. */
export async function installedEspeak(now = Date.now()): Promise<Found> {
  const known = await espeak;
  if (known !== null && (known.program !== null || now - known.at < lookAgain)) return known;
  espeak = (async () => {
    const program = findEspeak();
    const version = program === null ? null : await espeakVersion(program);
    // A file of that name which does not start is none.
    return { at: now, program: version === null ? null : program, version };
  })();
  return espeak;
}

const settingsOf = (ctx: Ctx, row: ProviderRow): OpenAiSettings => ({
  baseUrl: row.baseUrl!,
  model: row.model!,
  voices: row.voices,
  key: row.key === null ? null : unseal(ctx.platform.secret, keyPurpose, row.key),
  timeoutSeconds: row.timeoutSeconds,
  version: row.version,
});

/** The voice of a provider; null where it has none on this server. */
export async function voiceOf(ctx: Ctx, row: ProviderRow): Promise<Voice | null> {
  if (row.purpose !== 'speak') return null;
  if (row.kind === 'openai') return openAiVoice(settingsOf(ctx, row));
  const { program, version } = await installedEspeak();
  return program === null ? null : espeakVoice(program, version);
}

/** How a provider listens; null where it does not. */
export const earOf = (ctx: Ctx, row: ProviderRow): Ear | null =>
  row.purpose === 'transcribe' && row.kind === 'openai' ? openAiEar(settingsOf(ctx, row)) : null;

/** Voices that may be asked now for a language, in their order. */
export async function voicesFor(
  ctx: Ctx,
  language: SpeechLanguage,
): Promise<{ row: ProviderRow; voice: Voice; mark: string }[]> {
  const now = ctx.clock.now();
  const voices = await Promise.all(
    (await readProviders(ctx.db))
      .filter((row) => row.purpose === 'speak' && mayAsk(row, now))
      .map(async (row) => ({ row, voice: await voiceOf(ctx, row) })),
  );
  return voices.flatMap(({ row, voice }) => {
    const mark = voice?.mark(language) ?? null;
    return voice === null || mark === null ? [] : [{ row, voice, mark }];
  });
}

/** Who may be asked now to listen, in their order. */
export async function earsNow(ctx: Ctx): Promise<{ row: ProviderRow; ear: Ear }[]> {
  const now = ctx.clock.now();
  return (await readProviders(ctx.db))
    .filter((row) => mayAsk(row, now))
    .flatMap((row) => {
      const ear = earOf(ctx, row);
      return ear === null ? [] : [{ row, ear }];
    });
}

/** Whether something is there that writes down what callers say. */
export const canHear = async (ctx: Ctx): Promise<boolean> => (await earsNow(ctx)).length > 0;

const viewOf = (row: ProviderRow, espeakFound: boolean): ProviderView => {
  const { key, version: _version, ...shown } = row;
  return { ...shown, hasKey: key !== null, state: stateOf(row, espeakFound) };
};

/** Providers with their health, and the cache; keys are never among it. */
export async function speechStatus(ctx: Ctx): Promise<z.input<typeof getSpeech.output>> {
  const [rows, found, size, limitBytes] = await Promise.all([
    readProviders(ctx.db),
    installedEspeak(),
    cacheSize(ctx.db),
    cacheLimit(ctx.db),
  ]);
  const providers = rows.map((row) => viewOf(row, found.program !== null));
  const works = (purpose: string) =>
    providers.some((one) => one.purpose === purpose && (one.state === 'ok' || one.state === 'new'));
  return {
    providers,
    speaks: works('speak'),
    transcribes: works('transcribe'),
    espeak: { found: found.program !== null, version: found.version },
    cache: { ...size, limitBytes },
  };
}

/** What holds for every call of the organisation needs the permission everywhere. @throws Problem 403 */
export function mayArrangeAll(ctx: Ctx): void {
  if (ctx.actor.kind !== 'system' && scopeOf(ctx.actor, 'admin.routing') !== 'all')
    throw forbidden('admin.routing');
}

const auditable = (row: ProviderRow | null) => {
  if (row === null) return null;
  const { key, ...rest } = row;
  return { ...rest, hasKey: key !== null };
};

async function told(tx: Tx, ctx: Ctx, before: ProviderRow | null, id: string): Promise<ProviderView> {
  const after = (await lockProvider(tx, id))!;
  await configChanged(tx, ctx.actor, {
    what: 'speech_provider',
    id,
    before: auditable(before),
    after: auditable(after),
  });
  return viewOf(after, (await installedEspeak()).program !== null);
}

function checkVoices(input: ProviderInput): Partial<Record<SpeechLanguage, string>> {
  const voices = Object.fromEntries(
    Object.entries(input.voices).filter(([, voice]) => voice !== undefined && voice !== ''),
  ) as Partial<Record<SpeechLanguage, string>>;
  if (input.purpose === 'speak' && Object.keys(voices).length === 0)
    throw invalid('voices', 'a voice for at least one language');
  return input.purpose === 'speak' ? voices : {};
}

function checkUrl(text: string): string {
  const url = new URL(text);
  if (url.username !== '' || url.password !== '')
    throw invalid('baseUrl', 'must not hold a user or password; the key has a field of its own');
  if (url.search !== '' || url.hash !== '') throw invalid('baseUrl', 'must end with its path');
  return text.replace(/\/+$/, '');
}

/** @throws Problem 403, 422 naming the field */
export const createProviderOf = (ctx: Ctx, input: ProviderInput): Promise<ProviderView> => {
  mayArrangeAll(ctx);
  return ctx.tx(async (tx) => {
    const id = newId();
    const { key, ...settings } = input;
    await insertProvider(tx, {
      id,
      ...settings,
      baseUrl: checkUrl(input.baseUrl),
      voices: checkVoices(input),
      key: key === undefined || key === '' ? null : seal(ctx.platform.secret, keyPurpose, key),
    });
    return told(tx, ctx, null, id);
  });
};

/** A key that is left out stays as it was. @throws Problem 403, 404, 422 naming the field */
export const updateProviderOf = (ctx: Ctx, id: string, input: ProviderInput): Promise<ProviderView> => {
  mayArrangeAll(ctx);
  return ctx.tx(async (tx) => {
    const before = await lockProvider(tx, id);
    if (before === null || before.kind !== 'openai') throw notFound('provider');
    if (before.purpose !== input.purpose) throw invalid('purpose', 'cannot be changed; add another provider');
    const baseUrl = checkUrl(input.baseUrl);
    // What another administrator could have pointed elsewhere must not carry the old key along.
    if (
      before.key !== null &&
      input.key === undefined &&
      new URL(before.baseUrl!).host !== new URL(baseUrl).host
    )
      throw invalid('key', 'give it again when the server changes');
    const { key, kind: _kind, ...settings } = input;
    await changeProvider(tx, id, {
      ...settings,
      baseUrl,
      voices: checkVoices(input),
      ...(key === undefined ? {} : { key: key === '' ? null : seal(ctx.platform.secret, keyPurpose, key) }),
    });
    return told(tx, ctx, before, id);
  });
};

/** @throws Problem 403, 404 */
export const removeProviderOf = (ctx: Ctx, id: string): Promise<void> => {
  mayArrangeAll(ctx);
  return ctx.tx(async (tx) => {
    const before = await lockProvider(tx, id);
    if (before === null || before.kind === 'espeak') throw notFound('provider');
    await deleteProvider(tx, id);
    await configChanged(tx, ctx.actor, {
      what: 'speech_provider',
      id,
      before: auditable(before),
      after: null,
    });
  });
};

/** @throws Problem 403, 422 when the order does not name every provider once */
export async function orderProvidersOf(ctx: Ctx, input: Parsed<typeof orderProviders>['body']) {
  mayArrangeAll(ctx);
  await ctx.tx(async (tx) => {
    const rows = await readProviders(tx);
    const known = new Set(rows.map(({ id }) => id));
    const given = new Set(input.order);
    if (given.size !== input.order.length || given.size !== known.size || !known.isSubsetOf(given))
      throw invalid('order', 'every provider once');
    await placeProviders(tx, input.order);
    if (input.espeak !== undefined) await changeProvider(tx, espeakId, { active: input.espeak });
    await configChanged(tx, ctx.actor, {
      what: 'speech_order',
      id: 'providers',
      subjectId: null,
      before: { order: rows.map(({ id }) => id), espeak: rows.find(({ id }) => id === espeakId)?.active },
      after: input,
    });
  });
  return speechStatus(ctx);
}

/** @throws Problem 403 */
export async function setCacheLimit(ctx: Ctx, limitMegabytes: number) {
  mayArrangeAll(ctx);
  await ctx.tx(async (tx) => {
    await writeSetting(tx, cacheLimitKey, { megabytes: limitMegabytes });
    await configChanged(tx, ctx.actor, {
      what: 'speech_cache',
      id: 'cache',
      subjectId: null,
      before: {},
      after: { limitMegabytes },
    });
  });
  return speechStatus(ctx);
}
