import type { z } from 'zod';
import type { tryProvider } from '#contract/speech.ts';
import type { Parsed } from '#contract/route.ts';
import { notFound, Problem, type Ctx } from '#server/platform/index.ts';
import { fromAlaw, rate, toAlaw } from './audio/alaw.ts';
import { pcmWav } from './audio/wav.ts';
import { prompts, shippedSound } from './catalogue.ts';
import { earOf, mayArrangeAll, voiceOf } from './providers.service.ts';
import { noteFared, readProviders } from './providers.store.ts';
import { ProviderFault } from './providers/provider.ts';

type Tried = z.input<typeof tryProvider.output>;

/** What a listener is given: a shipped prompt whose words are known. */
const heardPrompt = 'say-briefly';

/**
 * Asks one provider once, whether or not it rests after failures, and notes how it fared.
 * @throws Problem 403, 404, 409 when it cannot do this on this server or in this language
 */
export async function tryProviderOf(
  ctx: Ctx,
  id: string,
  { language, text }: Parsed<typeof tryProvider>['body'],
): Promise<Tried> {
  mayArrangeAll(ctx);
  const row = (await readProviders(ctx.db)).find((one) => one.id === id);
  if (row === undefined) throw notFound('provider');
  const voice = await voiceOf(ctx, row);
  const ear = earOf(ctx, row);
  if (voice === null && ear === null)
    throw new Problem(409, 'speech_missing', 'eSpeak NG is not installed on this server.');
  if (voice !== null && voice.mark(language) === null)
    throw new Problem(409, 'speech_no_voice', 'It has no voice for this language.');
  const began = performance.now();
  const past = () => Math.round(performance.now() - began);
  const said = prompts(language).get(heardPrompt)!.text;
  try {
    const tried: Omit<Tried, 'milliseconds'> = { ok: true, error: null, text: null, sound: null };
    if (voice !== null) {
      // As it will be heard on the telephone.
      const sound = toAlaw(await voice.speak(text ?? said, language));
      tried.sound = pcmWav(fromAlaw(sound), rate).toString('base64');
    } else {
      const sound = fromAlaw(shippedSound(language, heardPrompt)!);
      tried.text = (await ear!.hear(sound, { language })).text;
    }
    const milliseconds = past();
    await noteFared(ctx.db, row, { at: ctx.clock.now(), milliseconds });
    return { ...tried, milliseconds };
  } catch (error) {
    if (!(error instanceof ProviderFault)) throw error;
    await noteFared(ctx.db, row, { at: ctx.clock.now(), error: error.message });
    return { ok: false, milliseconds: past(), error: error.message, text: null, sound: null };
  }
}
