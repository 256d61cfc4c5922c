/** How mail of an entry point signs itself: the name in From, and the lines below an answer. */
import { z } from 'zod';
import { fillPlaceholders, type PlaceholderValues } from '#contract/pure/gaps.ts';

const text = z.string().max(1000);

// One wrong value must not keep an answer from leaving: each falls back on its default.
const settings = z.object({
  /** Stands in From instead of the organisation's name. */
  senderName: z.string().trim().min(1).max(200).nullable().catch(null).default(null),
  /** One for all languages, or by language. */
  signature: z
    .union([text, z.record(z.string(), text)])
    .nullable()
    .catch(null)
    .default(null),
});
export type SenderSettings = z.output<typeof settings>;

export const senderSettings = (given: unknown): SenderSettings => settings.parse(given ?? {});

/** The name in From: of the person who answers, if it was one, and of whom they answer for. */
export const senderName = (
  { senderName: own }: SenderSettings,
  organisation: string,
  person: string | null,
): string => [person, own ?? organisation].filter((one) => one != null && one !== '').join(' · ');

/**
 * The signature in the customer's language, its placeholders filled. A line that asks for what there is not (the agent
 * of an automatic mail, the number of no case) is left out. Without one of its own: who answers, and the organisation.
 */
export function signatureLines(
  { signature }: SenderSettings,
  language: string,
  values: PlaceholderValues,
): string[] {
  const own = typeof signature === 'string' ? signature : inLanguage(signature, language);
  if (own === undefined || own.trim() === '')
    return [values['agent.publicName'], values.organisation].filter((line) => line != null);
  return own.split(/\r?\n/).flatMap((line) => {
    const filled = fillPlaceholders(line, values);
    return filled.missing.length > 0 ? [] : [filled.text];
  });
}

const inLanguage = (signature: Record<string, string> | null, language: string): string | undefined =>
  [language.slice(0, 2), 'en', 'it'].map((code) => signature?.[code]).find((one) => one?.trim());
