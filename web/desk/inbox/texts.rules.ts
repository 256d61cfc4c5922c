import { gapsIn, fillPlaceholders } from '#contract/pure/gaps.ts';
import type { TextInForce } from '#contract/standard-texts.ts';

/** For which contact a text is looked for. */
export interface Asked {
  channel: string;
  language: string;
  service: string;
  classification: string | null;
}
/** A text at hand, in the language of the contact or the nearest. */
export interface Picked extends TextInForce {
  /** There is none in the language of the contact. */
  fallback: boolean;
  /** Filed under what the contact is about. */
  fits: boolean;
}

const fold = (text: string) =>
  text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase();

/**
 * The texts that may be used for a contact, each once: for its channel and service, still in force, in its language or else the
 * text's main one. Every word of the search is in code, title or text. First what begins with the search, then what is filed
 * under the contact's classification, then what is in its language, then what is used most.
 * @param items as the server tells them: of each text the main language first
 */
export function pickTexts(
  items: readonly TextInForce[],
  asked: Asked,
  search: string,
  now: number,
): Picked[] {
  const usable = items.filter(
    ({ channels, serviceId, validTo }) =>
      (channels.length === 0 || channels.includes(asked.channel)) &&
      (serviceId === null || serviceId === asked.service) &&
      (validTo === null || Date.parse(validTo) > now),
  );
  const words = fold(search).split(/\s+/).filter(Boolean);
  const whole = words.join(' ');
  return [...Map.groupBy(usable, ({ textId }) => textId).values()]
    .map((wordings): Picked => {
      const own = wordings.find(({ language }) => language === asked.language);
      const one = own ?? wordings[0]!;
      const fits = one.classificationId !== null && one.classificationId === asked.classification;
      return { ...one, fallback: own === undefined, fits };
    })
    .filter(({ code, title, body }) => {
      const text = fold(`${code} ${title} ${body}`);
      return words.every((word) => text.includes(word));
    })
    .toSorted((one, other) => {
      const begins = ({ code, title }: Picked) =>
        whole !== '' && (code.startsWith(whole) ? 2 : fold(`${code} ${title}`).includes(whole) ? 1 : 0);
      return (
        Number(begins(other)) - Number(begins(one)) ||
        Number(other.fits) - Number(one.fits) ||
        Number(one.fallback) - Number(other.fallback) ||
        other.uses - one.uses
      );
    });
}

/** A text as it goes into an answer, and what of it is still to be filled. */
export const filledText = (body: string, values: Readonly<Record<string, string | null>>) => {
  const { text } = fillPlaceholders(body, values);
  return { text, gaps: gapsIn(text) };
};
