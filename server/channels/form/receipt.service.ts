import { organisationName, timeZoneName } from '#server/access/index.ts';
import { letterFile, notFound, sameText, sign, type Ctx } from '#server/platform/index.ts';
import { sentence, visitorLanguage } from '../visitors/sentences.ts';
import { submissionById, type KeptFields } from './form.store.ts';

// What whoever sent a form takes away: its number, when it came, and what it said, as a document.

const day = 24 * 3_600_000;

const signature = (ctx: Ctx, form: string, submission: string, until: number): string =>
  sign(ctx.platform.secret, 'form-receipt', `${form}\n${submission}\n${until}`).slice(0, 43);

/** The address of a receipt, for a day. Nobody else can make one. */
export function receiptPath(ctx: Ctx, form: string, submission: string): string {
  const until = ctx.clock.now().getTime() + day;
  return `/api/v1/public/forms/${form}/receipts/${submission}?until=${until}&signature=${signature(ctx, form, submission, until)}`;
}

/** @throws Problem 404 where the address is not one we gave, or is a day old */
export async function receiptFile(
  ctx: Ctx,
  { form, submission, until, given }: { form: string; submission: string; until: number; given: string },
): Promise<{ name: string; type: string; content: Buffer }> {
  const fits = sameText(given, signature(ctx, form, submission, until)) && until > ctx.clock.now().getTime();
  const kept = fits ? await submissionById(ctx.db, form, submission) : null;
  if (kept === null) throw notFound('receipt');
  const [organisation, timeZone] = await Promise.all([organisationName(ctx.db), timeZoneName(ctx.db)]);
  const language = visitorLanguage(kept.fields.language);
  return letterFile({
    organisation,
    subject: sentence(language, 'receiptTitle'),
    text: receiptText(kept.fields, kept.at, timeZone),
    language,
    at: kept.at,
    timeZone,
    number: kept.number,
  });
}

/** The words of a receipt: who sent what, when, and the fingerprint of each file, so that it can be told again later. */
export function receiptText(fields: KeptFields, at: Date, timeZone: string): string {
  const language = visitorLanguage(fields.language);
  const said = (style: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, { ...style, timeZone }).format(at);
  const { online } = fields;
  return [
    sentence(language, 'receiptText', {
      day: said({ dateStyle: 'long' }),
      time: said({ timeStyle: 'long' }),
    }),
    [
      ...(online === undefined ? [] : [sentence(language, 'receiptAbout', { type: online.name })]),
      ...(fields.subjectName === undefined
        ? []
        : [sentence(language, 'receiptSubject', { subject: fields.subjectName })]),
      sentence(language, 'receiptFrom', { name: fields.name, email: fields.email }),
    ].join('\n'),
    ...(online === undefined || online.answers.length === 0
      ? []
      : [online.answers.map(({ label, value }) => `${label}: ${value}`).join('\n')]),
    `${sentence(language, 'receiptMessage')}:\n${fields.message}`,
    ...(fields.files.length === 0
      ? []
      : [
          `${sentence(language, 'receiptFiles')}:\n${fields.files
            .map(({ name, sha256 }) => (sha256 === undefined ? name : `${name}\n${sha256}`))
            .join('\n')}`,
        ]),
    sentence(language, 'receiptKeep'),
  ].join('\n\n');
}
