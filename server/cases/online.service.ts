import type { CaseField, FieldValues } from '#contract/case-types.ts';
import { namedIn } from '#contract/pure/names.ts';
import type { PublicCaseType } from '#contract/widget.ts';
import { systemActor, type Ctx, type Db, type Tx } from '#server/platform/index.ts';
import { caseNumbered } from './cases.read.ts';
import { openCaseIn } from './opening.service.ts';
import { openingTold } from './telling/telling.read.ts';
import {
  onlineFields,
  readOnline,
  requiredOnline,
  subjectOf,
  type OnlineFault,
} from './types/online.rules.ts';
import { spokenFields } from './types/fields.rules.ts';
import { currentType } from './types/types.store.ts';

// Cases that citizens open by themselves, on a web form: of the types that say so, with the fields that are theirs to fill.

/** The newest definition of a type that citizens may open; null: there is none, it is out of use or not for them. */
async function onlineType(db: Db | Tx, code: string) {
  const type = await currentType(db, code);
  return type?.definition.portal === true ? type.definition : null;
}

/** What a type asks of whoever opens one online; null where nobody may. */
export async function askedOnline(
  db: Db | Tx,
  code: string,
  language: string,
): Promise<PublicCaseType | null> {
  const definition = await onlineType(db, code);
  if (definition === null) return null;
  const first = definition.states[0]!.key;
  const name = namedIn(definition.name, language);
  return {
    code: definition.code,
    name: name.text,
    language: name.language,
    documents: (definition.documents ?? [])
      .filter(({ inState }) => inState === undefined || inState === first)
      .map((one) => namedIn(one.name, language).text),
    fields: onlineFields(definition).map((field) => ({
      key: field.key,
      kind: field.kind,
      ...fieldWords(field, language),
      required: requiredOnline(definition, field),
      ...(field.min === undefined ? {} : { min: field.min }),
      ...(field.max === undefined ? {} : { max: field.max }),
      ...(field.unit === undefined ? {} : { unit: field.unit }),
      ...(field.showIf === undefined ? {} : { showIf: field.showIf }),
    })),
  };
}

/**
 * The words of a field, all in one language: that of its label, so that half a translation is not read out in two voices.
 * What of them stands in another is told in English, as the whole field is where nobody has translated its label.
 */
function fieldWords({ label, help, patternHelp, options = [] }: CaseField, wanted: string) {
  const { text, language } = namedIn(label, wanted);
  const said = patternHelp ?? help;
  return {
    label: text,
    language,
    help: said === undefined ? null : namedIn(said, language).text,
    options: options.map((option) => ({ key: option.key, label: namedIn(option.label, language).text })),
  };
}

/** What was filled in for a type, and what is wrong with it; null where nobody may open one online. */
export async function judgedOnline(
  db: Db | Tx,
  code: string,
  given: Readonly<Record<string, string>>,
): Promise<{ values: FieldValues; faults: OnlineFault[] } | null> {
  const definition = await onlineType(db, code);
  return definition === null ? null : readOnline(definition, given);
}

/**
 * Opens the case of a citizen from the contact of their form, and tells them as its type says.
 * @returns its number, the name of its type, what it holds as they read it, and whether they are told of it
 * @throws Problem 422 naming the field: of what `judgedOnline` did not see, because the type has changed since
 */
export async function openOnline(
  tx: Tx,
  ctx: Ctx,
  wish: { type: string; contact: string; values: FieldValues; text: string; language: string },
): Promise<{ number: string; name: string; told: boolean; answers: { label: string; value: string }[] }> {
  const definition = (await onlineType(tx, wish.type))!;
  const asked = onlineFields(definition);
  const id = await openCaseIn(
    tx,
    // Nobody of the staff opens it: the form does, for whoever sent it.
    { ...ctx, actor: { ...systemActor, ip: ctx.actor.ip } },
    {
      type: definition.code,
      fields: wish.values,
      subject: subjectOf(definition.name[wish.language === 'it' ? 'it' : 'en'], wish.text),
      description: wish.text,
      classification: null,
      contact: wish.contact,
      owner: null,
      tellCustomer: true,
    },
    { asked: new Set(asked.map(({ key }) => key)) },
  );
  const spoken = spokenFields(definition, wish.values, wish.language);
  return {
    number: (await caseNumbered(tx, id))!.number,
    name: namedIn(definition.name, wish.language).text,
    told: await openingTold(tx, id),
    answers: asked.flatMap(({ key, label }) =>
      spoken.has(key) ? [{ label: namedIn(label, wish.language).text, value: spoken.get(key)! }] : [],
    ),
  };
}
