import type { TurnSaying } from '#contract/voice-turns.ts';
import { promptText } from '#server/speech/index.ts';
import type { Saying } from './wait-words.rules.ts';

// The script's words as the gateway is given them. Figures are said in small pieces that fixed prompts can say too, so
// that they are heard with and without a voice.

const prompted = (key: string, language: string): TurnSaying => ({
  prompt: key,
  text: promptText(language, key),
  language,
  notice: false,
});
const plain = (text: string, language: string): TurnSaying => ({
  prompt: null,
  text,
  language,
  notice: false,
});

/** Digits in the figures that are known everywhere, whatever the language writes. */
const locale = (language: string) => `${language.slice(0, 2)}-u-nu-latn`;

function minutes(count: number, language: string): string {
  return new Intl.NumberFormat(locale(language), {
    style: 'unit',
    unit: 'minute',
    unitDisplay: 'long',
  }).format(count);
}

/** A day and an hour, as two things to say; today is not said. */
function openingWords(at: Date, language: string, timeZone: string, now: Date): TurnSaying[] {
  const day = (date: Date) =>
    new Intl.DateTimeFormat(locale(language), { day: 'numeric', month: 'long', timeZone }).format(date);
  const hour = new Intl.DateTimeFormat('it', { hour: '2-digit', minute: '2-digit', timeZone }).format(at);
  return [...(day(at) === day(now) ? [] : [plain(day(at), language)]), plain(hour, language)];
}

/** A telephone number digit by digit; Italian ones without their country. */
const digitsOf = (number: string): string[] =>
  [...number.replace(/^\+39/, '').replace(/^\+/, '00')].filter((one) => /\d/.test(one));

/** What is said, piece by piece. */
export const toTurn = (
  say: readonly Saying[],
  language: string,
  { timeZone, now }: { timeZone: string; now: Date },
): TurnSaying[] =>
  say.flatMap((one): TurnSaying[] => {
    if ('prompt' in one) return [prompted(one.prompt, language)];
    if ('text' in one)
      return [
        {
          prompt: null,
          text: one.text,
          language: one.language,
          notice: one.notice ?? false,
          ...(one.instead === undefined ? {} : { instead: one.instead }),
        },
      ];
    if ('characters' in one)
      return digitsOf(one.characters).map((digit) => prompted(`number.${digit}`, language));
    if ('minutes' in one) return [plain(minutes(one.minutes, language), language)];
    if ('number' in one)
      return [
        one.number <= 99 ? prompted(`number.${one.number}`, language) : plain(String(one.number), language),
      ];
    return openingWords(one.opens, language, timeZone, now);
  });
