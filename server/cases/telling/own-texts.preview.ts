import type { CaseField, CaseTypeDefinition, FieldValue, FieldValues } from '#contract/case-types.ts';
import { noticeTextChannels } from '#contract/telling-texts.ts';
import { languages } from '#contract/words.ts';
import type * as contract from '#contract/telling-texts.ts';
import type { Parsed, Result } from '#contract/route.ts';
import { organisationName } from '#server/access/index.ts';
import { customersByIds } from '#server/customers/index.ts';
import { can, invalid, notFound, type Ctx } from '#server/platform/index.ts';
import type { CaseRow } from '../cases.read.ts';
import { caseNumber } from '../cases.rules.ts';
import { currentTypes, definitionOf } from '../types/types.store.ts';
import { candidatesFor, compose, valuesOf, type Source, type Told } from './compose.ts';
import { textFindings, writtenFor, type Finding, type OwnText } from './own-texts.rules.ts';
import { ownTexts } from './own-texts.ts';
import { linkShown } from './links.ts';
import { smsLength } from './sms.rules.ts';
import { seenCaseNumbered } from './telling.read.ts';
import { factsFor } from './telling.service.ts';
import { emptyPlaceholders } from './texts.rules.ts';

// What a text would say, and where texts are missing; nothing is written.

type Check = Parsed<typeof contract.checkNoticeText>['body'];

/** Where a case stands when this notice is told. */
const stateTold = (definition: CaseTypeDefinition, notice: string): string =>
  (definition.openedNotice === notice
    ? undefined
    : definition.transitions.find((one) => one.notice === notice)?.to) ?? definition.states[0]!.key;

/** An answer that somebody might have given to a field. */
function invented(field: CaseField, at: Date, italian: boolean): FieldValue {
  const { kind } = field;
  if (kind === 'choice') return field.options?.[0]?.key ?? null;
  if (kind === 'choices') return field.options?.slice(0, 1).map(({ key }) => key) ?? [];
  if (kind === 'yes_no') return true;
  if (kind === 'date') return at.toISOString().slice(0, 10);
  if (kind === 'number') return field.min ?? 120;
  if (kind === 'email') return 'ada.prova@example.org';
  if (kind === 'phone') return '+390212345678';
  return `${italian ? field.label.it : field.label.en} 123`;
}

interface Example {
  row: CaseRow | null;
  definition: CaseTypeDefinition;
  told: Told;
  customer: string;
}

/** The case with this number, or one that nobody has opened. @throws Problem 422 naming `case` */
async function exampleFor(ctx: Ctx, definitions: CaseTypeDefinition[], wish: Check): Promise<Example> {
  const resolution = { it: 'Abbiamo verificato e corretto.', en: 'We have checked and corrected it.' };
  const at = ctx.clock.now();
  if (wish.case !== undefined && wish.case !== '') {
    const row = can(ctx.actor, 'case.read') ? await seenCaseNumbered(ctx.db, ctx.actor, wish.case) : null;
    if (row === null) throw invalid('case', 'the number of a case that you may see');
    const definition = await definitionOf(ctx.db, row);
    const customer = (await customersByIds(ctx.db, [row.customerId])).get(row.customerId)?.name ?? '';
    return {
      row,
      definition,
      customer,
      told: {
        about: wish.notice,
        facts: factsFor(
          { ...row, resolution: row.resolution ?? resolution[wish.language === 'it' ? 'it' : 'en'] },
          definition,
          stateTold(definition, wish.notice),
          wish.notice,
        ),
        link: await linkShown(ctx.db, ctx, row),
      },
    };
  }
  const definition =
    definitions.find(({ notices }) => Object.hasOwn(notices, wish.notice)) ?? definitions[0]!;
  const italian = wish.language === 'it';
  const fields: FieldValues = Object.fromEntries(
    definition.fields.map((field) => [field.key, invented(field, at, italian)]),
  );
  return {
    row: null,
    definition,
    customer: 'Ada Prova',
    told: {
      about: wish.notice,
      facts: factsFor(
        {
          number: caseNumber(123, at),
          subject: italian ? definition.name.it : definition.name.en,
          resolution: resolution[italian ? 'it' : 'en'],
          fields: fields as CaseRow['fields'],
        },
        definition,
        stateTold(definition, wish.notice),
        wish.notice,
      ),
      // As long as one that opens something: its length counts in a short message.
      link: (await linkShown(ctx.db, ctx, { id: '00000000-0000-0000-0000-000000000000' })).replace(
        '…',
        '0123456789abcdef0123456789abcdef',
      ),
    },
  };
}

/** What is wrong with a text, and what a customer reads of it on each channel. @throws Problem 422 naming `type`, `case` */
export async function checkText(ctx: Ctx, wish: Check): Promise<Result<typeof contract.checkNoticeText>> {
  const types = await currentTypes(ctx.db, { inactiveToo: wish.type !== null });
  const definitions = types
    .filter(({ code }) => wish.type === null || code === wish.type)
    .map(({ definition }) => definition);
  if (definitions.length === 0) throw invalid('type', 'the code of a type of case');
  const subject = wish.subject?.trim() ? wish.subject.trim() : null;
  const text = wish.text.trim();
  const findings: Finding[] = textFindings({ ...wish, subject, text }, definitions);
  const example = await exampleFor(ctx, definitions, wish);
  const inForce = await ownTexts(ctx.db, example.row?.serviceId ?? wish.service, ctx.clock.now(), [
    wish.notice,
  ]);
  // As if this text were in force: in its language, on the channels it is written for.
  const own: OwnText = (about, language, channel) => {
    const there = inForce(about, language, channel);
    const mine =
      text !== '' &&
      language === wish.language &&
      about.notice === wish.notice &&
      writtenFor[channel].includes(wish.channel) &&
      !(there !== null && there.channel !== wish.channel && writtenFor[channel][0] === there.channel);
    return mine ? { id: null, channel: wish.channel, subject, text } : there;
  };
  const to = {
    language: wish.language,
    name: example.customer,
    organisation: await organisationName(ctx.db),
  };
  const holes = emptyPlaceholders(text, valuesOf(example.told, to));
  const previews = noticeTextChannels.map((channel) => {
    const composed = compose([example.told], to, channel, own);
    const source = composed.sources[0]!;
    return {
      channel,
      used: source.from === 'own' && source.text === null,
      source,
      subject: composed.subject,
      text: composed.text,
      sms: channel === 'sms' ? smsLength(composed.text) : null,
    };
  });
  const sms = wish.channel === 'sms' ? previews.find(({ used }) => used)?.sms : undefined;
  return {
    findings: [
      ...findings,
      ...(findings.some(({ severity }) => severity === 'error')
        ? []
        : holes.map((name): Finding => ({ severity: 'warning', code: 'unfilled', value: `{${name}}` }))),
      ...(sms != null && sms.parts > 1
        ? [{ severity: 'warning' as const, code: 'several_parts' as const, value: String(sms.parts) }]
        : []),
    ],
    number: example.told.facts.number,
    invented: example.row === null,
    previews,
  };
}

/** Whose words are told, for every notice of a type in every language on every channel. @throws Problem 404 */
export async function coverageOf(
  ctx: Ctx,
  { type, service }: { type: string; service?: string | undefined },
): Promise<Result<typeof contract.noticeCoverage>> {
  const found = (await currentTypes(ctx.db, { inactiveToo: true })).find(({ code }) => code === type);
  if (found === undefined) throw notFound('type of case');
  const own = await ownTexts(ctx.db, service ?? null, ctx.clock.now());
  const { notices } = found.definition;
  const bare = (language: string): Source => ({ from: 'bare', language, text: null, channel: null });
  return {
    languages: [...languages],
    items: Object.entries(notices).map(([notice, words]) => ({
      notice,
      cells: languages.flatMap((wanted) =>
        (['email', 'pec', 'sms', 'chat'] as const).map((on) => ({
          wanted,
          on,
          source:
            candidatesFor({ type, notice }, words as Told['facts']['words'], wanted, on, own)[0]?.source ??
            bare(wanted),
        })),
      ),
    })),
  };
}
