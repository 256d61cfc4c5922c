import { organisationName } from '#server/access/index.ts';
import { letters } from '#server/contacts/index.ts';
import { invalid, newId, readSetting, type Ctx, type Tx } from '#server/platform/index.ts';
import type { CaseRow } from '../cases.read.ts';
import { papersAsked } from './escalations.read.ts';
import type { CentreRow, EscalationRow } from './escalations.store.ts';
import { letterWords, type LetterKind } from './letter.rules.ts';

/** Largest sum of papers that goes by mail: most servers refuse mails of more than 25 MB, and base64 makes them grow. */
export const mostMailed = 15 * 1024 * 1024;

/** @throws Problem 422 way when the service of the case has no address to write from */
export async function mayWrite(tx: Tx, row: Pick<CaseRow, 'serviceId'>): Promise<void> {
  if ((await letters()?.able(tx, row.serviceId)) !== true)
    throw invalid('way', 'by mail only where the service of the case has a mail address');
}

/** Writes to a centre, or to its head, about an escalation; the papers go with the question only. */
export async function writeTo(
  tx: Tx,
  ctx: Ctx,
  kind: LetterKind,
  { row, one, centre, to }: { row: CaseRow; one: EscalationRow; centre: CentreRow; to: readonly string[] },
): Promise<void> {
  const timeZone = (await readSetting<string>(tx, 'timeZone')) ?? 'Europe/Rome';
  const when = new Intl.DateTimeFormat(centre.language === 'en' ? 'en-GB' : 'it', {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone,
  });
  const { subject, text } = letterWords(kind, centre.language, {
    number: one.number,
    caseNumber: row.number,
    centre: centre.name,
    organisation: await organisationName(tx),
    askedByName: one.askedByName,
    question: one.question,
    due: when.format(one.dueAt),
    asked: when.format(one.askedAt),
  });
  await letters()?.send(tx, ctx, {
    id: newId(),
    thread: one.id,
    number: one.number,
    serviceId: row.serviceId,
    to: [...to],
    subject,
    text,
    language: centre.language,
    automatic: kind !== 'asked',
    files: kind === 'asked' ? await papersAsked(tx, one.id) : [],
  });
}
