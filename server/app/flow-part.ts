import type { FlowPart } from '#contract/flows.ts';

/** A part of the system as the designer shows it. */
export const part = (
  what: string,
  [it, en]: [string, string],
  [aboutIt, aboutEn]: [string, string],
  withs: Record<string, [required: boolean, it: string, en: string]>,
  gives: Record<string, [it: string, en: string]>,
  identified = true,
): FlowPart => ({
  what,
  name: { it, en },
  about: { it: aboutIt, en: aboutEn },
  with: Object.entries(withs).map(([name, [required, about, aboutInEnglish]]) => ({
    name,
    required,
    about: { it: about, en: aboutInEnglish },
  })),
  gives: Object.entries(gives).map(([name, [about, aboutInEnglish]]) => ({
    name,
    about: { it: about, en: aboutInEnglish },
  })),
  identified,
});
/** A value that was given, as a text; null for none. */
export const text = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== ''
    ? value.trim()
    : typeof value === 'number'
      ? String(value)
      : null;
