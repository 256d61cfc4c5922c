import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { z } from 'zod';
import type { FieldError } from '#server/platform/index.ts';
import type { FlowLanguage } from '#contract/flow-graph.ts';
import { sentence, type Sentence } from '../visitors/sentences.ts';

export interface FormFields {
  name: string;
  email: string;
  /** E.164, or empty. */
  phone: string;
  subject: string;
  message: string;
  clientKey: string | null;
}

const limits = { name: 120, email: 320, phone: 40, message: 10_000 } as const;
const email = z.email();

/**
 * The fields of a submission, or everything that is wrong with them, in the sender's language.
 * @param subjects ids of the subjects on offer; with none on offer the subject is not asked
 */
export function readFields(
  given: Record<string, string>,
  subjects: ReadonlySet<string>,
  language: FlowLanguage,
): { fields: FormFields } | { errors: FieldError[] } {
  const errors: FieldError[] = [];
  const wrong = (field: string, key: Sentence, values?: Record<string, number>) =>
    errors.push({ field, message: sentence(language, key, values) });
  // Control characters but for line breaks and tabs have no place in what a person writes.
  // oxlint-disable-next-line no-control-regex
  const clean = (text: string) => text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '').trim();
  const value = (name: keyof typeof limits, required: boolean) => {
    const text = clean(given[name] ?? '').toWellFormed();
    if (text === '') {
      if (required) wrong(name, 'required');
    } else if (text.length > limits[name]) wrong(name, 'tooLong', { count: limits[name] });
    return text;
  };
  const subject = given['subject'] ?? '';
  if (subjects.size > 0) {
    if (subject === '') wrong('subject', 'required');
    else if (!subjects.has(subject)) wrong('subject', 'badSubject');
  }
  const name = value('name', true).replace(/\s+/g, ' ');
  const address = value('email', true);
  if (address !== '' && !email.safeParse(address).success) wrong('email', 'badEmail');
  const phoneText = value('phone', false);
  const phone = phoneText === '' ? undefined : parsePhoneNumberFromString(phoneText, 'IT');
  if (phoneText !== '' && phone?.isPossible() !== true) wrong('phone', 'badPhone');
  const message = value('message', true).replace(/\r\n?/g, '\n');
  if (!['true', 'on', '1'].includes(given['consent'] ?? '')) wrong('consent', 'consent');
  if ((given['website'] ?? '') !== '') wrong('website', 'leaveEmpty');
  const clientKey = given['clientKey'] ?? '';
  if (clientKey !== '' && !/^[\w.-]{8,100}$/.test(clientKey)) wrong('clientKey', 'badField');
  if (errors.length > 0) return { errors };
  return {
    fields: {
      name,
      email: address,
      phone: phone?.number ?? '',
      subject: subjects.size > 0 ? subject : '',
      message,
      clientKey: clientKey === '' ? null : clientKey,
    },
  };
}
