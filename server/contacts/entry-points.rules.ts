import { z } from 'zod';
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

const url = z.url({ protocol: /^https?$/ });
const words = z.union([z.string().max(5000), z.record(z.string().max(5), z.string().max(5000))]);
const files = {
  maxFiles: z.number().int().min(0).max(20).optional(),
  maxFileBytes: z
    .number()
    .int()
    .min(0)
    .max(25 * 1024 * 1024)
    .optional(),
  accept: z.array(z.string().max(120)).max(50).optional(),
  privacyUrl: url.nullable().optional(),
};
const mail = z.looseObject({
  /** The name beside the address in From. */
  senderName: z.string().max(120).nullable().optional(),
  signature: words.nullable().optional(),
  autoReply: z.union([z.boolean(), words]).nullable().optional(),
});
const form = z.looseObject({ ...files, confirmation: words.nullable().optional() });
const chat = z.looseObject({
  ...files,
  greeting: words.nullable().optional(),
  /** Sites that may embed the widget, as origins; none named: all. */
  allowedOrigins: z
    .array(url.refine((text) => URL.canParse(text) && new URL(text).origin === text, 'must be an origin'))
    .max(50)
    .optional(),
});
const schemas: Partial<Record<Channel, z.ZodType<Record<string, unknown>>>> = {
  email: mail,
  pec: mail,
  form,
  chat,
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
