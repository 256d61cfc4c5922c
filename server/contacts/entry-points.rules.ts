import { z } from 'zod';
import { marksIn } from '#contract/pure/gaps.ts';
import { signaturePlaceholders } from '#contract/pure/placeholders.ts';
import type { Channel } from '#contract/words.ts';
import { invalid, Problem } from '#server/platform/index.ts';

/**
 * The one form of an entry point's address: e-mail and PEC in lower case, phone-like ones as E.164 or a short number,
 * pages (form, chat, portal) as a short name of letters, digits and dashes; anything else trimmed.
 * @throws Problem 422 naming `address`
 */
export function normalAddress(channel: Channel, address: string): string {
  const text = address.trim();
  switch (channel) {
    case 'email':
    case 'pec': {
      const lower = text.toLowerCase();
      if (!z.email().max(254).safeParse(lower).success)
        throw invalid('address', 'must be an e-mail address, as in info@example.org');
      return lower;
    }
    case 'phone':
    case 'sms':
    case 'fax': {
      const number = text.replace(/[\s./()-]+/g, '').replace(/^00/, '+');
      if (!/^(\+[1-9]\d{6,14}|\d{3,11})$/.test(number))
        throw invalid('address', 'must be a phone number, as in +39 06 1234567');
      return number;
    }
    case 'form':
    case 'chat':
    case 'portal':
    case 'kiosk': {
      const name = text.toLowerCase();
      if (!/^[a-z0-9](?:[a-z0-9-]{0,60}[a-z0-9])?$/.test(name))
        throw invalid('address', 'must be a short name of letters, digits and dashes, as in contact-us');
      return name;
    }
    case 'social':
    case 'letter':
    case 'desk':
      if (text === '') throw invalid('address', 'is empty');
      return text;
  }
}

// What the channels read. They fall back on a default where a value is wrong, so that a chat never stops over it; here
// is where the person who writes a wrong one hears of it. For `origins` the fallback would even be "any site".
const words = z.string().max(1000);
// One for all languages, or by language.
const text = z.union([words, z.record(z.string().regex(/^[a-z]{2}$/), words)]);
const fileBytes = z.number().int().min(1000).max(10_000_000).optional();
/** Words that go out as they stand: double braces in them would be read by customers. */
const unfilled = text.nullable().superRefine((words, context) => {
  const all = typeof words === 'string' ? words : Object.values(words ?? {}).join('\n');
  const names = [...new Set(marksIn(all).map(({ name }) => name))];
  if (names.length > 0) context.addIssue(`has placeholders that do not exist: ${names.join(', ')}`);
});
const page = {
  origins: z
    .array(
      z
        .string()
        .regex(/^https?:\/\/[a-z0-9.-]+(:\d+)?$/i, 'must be an origin, as in https://www.example.org'),
    )
    .max(50)
    .optional(),
  calendarId: z.uuid().nullable().optional(),
  privacyUrl: z
    .url({ protocol: /^https?$/ })
    .nullable()
    .optional(),
};
const mail = z.looseObject({
  senderName: z.string().trim().min(1).max(200).nullable().optional(),
  signature: text
    .nullable()
    .optional()
    .superRefine((signature, context) => {
      const all = typeof signature === 'string' ? signature : Object.values(signature ?? {}).join('\n');
      const known = new Set<string>(signaturePlaceholders);
      const names = marksIn(all).map(({ name }) => name);
      const unknown = [...new Set(names.filter((name) => !known.has(name)))];
      if (unknown.length > 0) context.addIssue(`has placeholders that do not exist: ${unknown.join(', ')}`);
    }),
  /** True: the words of the house; `{number}` stands for the contact's number. */
  autoReply: z.union([z.boolean(), unfilled]).nullable().optional(),
  /** Whether a customer is told automatically that the mail has arrived. */
  acknowledge: z.boolean().optional(),
});
const form = z.looseObject({
  ...page,
  /** What is sent opens a case of this type. */
  opens: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,39}$/, 'the code of a type of case')
    .nullable()
    .optional(),
  maxFiles: z.number().int().min(0).max(10).optional(),
  maxFileBytes: fileBytes,
  difficulty: z.number().int().min(0).max(24).optional(),
});
const flow = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'the code of a flow')
  .nullable()
  .optional();
const chat = z.looseObject({
  ...page,
  offlineForm: z.uuid().nullable().optional(),
  greeting: unfilled.optional(),
  /** With which a chat begins, and after how long without an answer it is over. */
  flow,
  idleSeconds: z.number().int().min(30).max(3600).optional(),
  graceSeconds: z.number().min(1).max(3600).optional(),
  maxFiles: z.number().int().min(0).max(5).optional(),
  maxFileBytes: fileBytes,
});
const phone = z.looseObject({
  /** It may be called from a browser, at its page. */
  web: z.boolean().optional(),
  /** What answers; none: who calls waits for a person at once. */
  flow,
  calendarId: page.calendarId,
  privacyUrl: page.privacyUrl,
});
/** Pages and numbers that run a flow. */
const selfService = z.looseObject({ flow, idleSeconds: z.number().int().min(10).max(600).optional() });
const schemas: Partial<Record<Channel, z.ZodType<Record<string, unknown>>>> = {
  email: mail,
  pec: mail,
  form,
  chat,
  phone,
  portal: selfService,
  kiosk: selfService,
  sms: selfService,
};
const maxSettings = 64 * 1024;

/**
 * Settings of an entry point: those that this version knows are checked, others are kept for the channel that reads them.
 * @throws Problem 422 naming every wrong one
 */
export function checkedSettings(
  channel: Channel,
  settings: Record<string, unknown>,
): Record<string, unknown> {
  if (JSON.stringify(settings).length > maxSettings) throw invalid('settings', 'are too large');
  const parsed = (schemas[channel] ?? z.looseObject({})).safeParse(settings);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map((issue) => ({
    field: ['settings', ...issue.path].join('.'),
    message: issue.message,
  }));
  throw new Problem(422, 'invalid', `Not acceptable: ${fields.map((one) => one.field).join(', ')}.`, fields);
}
