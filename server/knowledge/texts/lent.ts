import type { Names } from '#contract/route.ts';
import type { Ctx, Db, Tx } from '#server/platform/index.ts';

/** What standard texts may ask of the modules above them; the composition root lends it once, before anything is served. */
export interface TextMeans {
  /** The fields of the types of cases in use, each key once. */
  caseFields(db: Db | Tx): Promise<{ key: string; label: Names; example: Names }[]>;
  /** What fills the placeholders in an answer to a contact, by name; null where the caller may not see the contact. */
  placeholderValues(
    ctx: Ctx,
    contactId: string,
    language: string,
  ): Promise<Record<string, string | null> | null>;
}

let lent: TextMeans | null = null;
export const configureTexts = (means: TextMeans): void => {
  lent = means;
};
export function textMeans(): TextMeans {
  if (lent === null) throw new Error('standard texts were not given their means');
  return lent;
}
