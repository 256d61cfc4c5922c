import type { CaseField, FieldValues } from '#contract/case-types.ts';
import type { FlowLanguage } from '#contract/flow-graph.ts';
import { namedIn } from '#contract/pure/names.ts';
import type { PublicCaseType } from '#contract/widget.ts';
import type { Ctx, Db, FieldError, Tx } from '#server/platform/index.ts';
import { sentence } from '../visitors/sentences.ts';

/** What the module of cases does for forms that open one; it is beside the channels, and lends itself at start. */
export interface OnlineCases {
  /** What a type asks; null: there is none of this code that citizens may open. */
  asked(db: Db | Tx, code: string, language: FlowLanguage): Promise<PublicCaseType | null>;
  /** What was filled in, read, and what is wrong with it; null as above. */
  judged(
    db: Db | Tx,
    code: string,
    given: Readonly<Record<string, string>>,
  ): Promise<{ values: FieldValues; faults: { field: CaseField; why: 'missing' | 'wrong' }[] } | null>;
  open(
    tx: Tx,
    ctx: Ctx,
    wish: { type: string; contact: string; values: FieldValues; text: string; language: FlowLanguage },
  ): Promise<{ number: string; name: string; told: boolean; answers: { label: string; value: string }[] }>;
}
let cases: OnlineCases | null = null;
/** Called once by the composition root. */
export const lendOnlineCases = (one: OnlineCases): void => {
  cases = one;
};
export const onlineCases = (): OnlineCases => {
  if (cases === null) throw new Error('cases have not been lent to the forms');
  return cases;
};

/** The fields of a type have names of their own in a form, away from those that every form has. */
export const fieldPrefix = 'field.';

/** What was sent for the fields of a type, by their keys. */
export const givenFields = (fields: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) =>
      name.startsWith(fieldPrefix) ? [[name.slice(fieldPrefix.length), value]] : [],
    ),
  );

/** What is wrong with a field, in the words of whoever filled it in. */
export function faultOf(
  { field, why }: { field: CaseField; why: 'missing' | 'wrong' },
  language: FlowLanguage,
): FieldError {
  return {
    field: `${fieldPrefix}${field.key}`,
    message: why === 'missing' ? sentence(language, 'required') : wrongWords(field, language),
  };
}

function wrongWords(field: CaseField, language: FlowLanguage): string {
  const { min, max } = field;
  switch (field.kind) {
    case 'number':
      if (min !== undefined && max !== undefined) return sentence(language, 'numberBetween', { min, max });
      if (min !== undefined) return sentence(language, 'numberFrom', { min });
      return max !== undefined ? sentence(language, 'numberTo', { max }) : sentence(language, 'badNumber');
    case 'date':
      return sentence(language, 'badDate');
    case 'email':
      return sentence(language, 'badEmail');
    case 'phone':
      return sentence(language, 'badPhone');
    case 'yes_no':
    case 'choice':
    case 'choices':
      return sentence(language, 'badChoice');
    case 'text':
    case 'long_text': {
      if (field.patternHelp !== undefined)
        return sentence(language, 'likeThis', { like: namedIn(field.patternHelp, language).text });
      if (field.pattern !== undefined) return sentence(language, 'badField');
      return max === undefined
        ? sentence(language, 'tooShort', { count: min ?? 1 })
        : sentence(language, 'lengthBetween', { min: min ?? 1, max });
    }
  }
}
