import { z } from 'zod';

/** A text by language, or one for all. */
const words = z.string().max(1000);
const text = z.union([words, z.record(z.string().regex(/^[a-z]{2}$/), words)]);
const origin = z
  .string()
  .regex(/^https?:\/\/[a-z0-9.-]+(:\d+)?$/i)
  .transform((value) => value.toLowerCase());
const megabyte = 1_000_000;

// One wrong value of an entry point must not take the whole chat away: each falls back on its default.
const common = {
  /** Sites that may show it, as origins (`https://www.example.org`); empty: any site. */
  origins: z.array(origin).catch([]).default([]),
  /** Opening hours of its own; else those of its queue. */
  calendarId: z.uuid().nullable().catch(null).default(null),
  privacyUrl: z
    .url({ protocol: /^https?$/ })
    .nullable()
    .catch(null)
    .default(null),
};
const chat = z.object({
  ...common,
  offlineForm: z.uuid().nullable().catch(null).default(null),
  greeting: text.nullable().catch(null).default(null),
  /** The flow with which a chat begins. */
  flow: z.string().nullable().catch(null).default(null),
  /** Seconds without an answer after which it is over. */
  idleSeconds: z.number().int().min(30).max(3600).catch(600).default(600),
  /** Seconds without any connection after which the visitor has left. */
  graceSeconds: z.number().min(1).max(3600).catch(90).default(90),
  maxFiles: z.number().int().min(0).max(5).catch(5).default(5),
  maxFileBytes: z
    .number()
    .int()
    .min(1000)
    .max(10 * megabyte)
    .catch(10 * megabyte)
    .default(10 * megabyte),
});
const form = z.object({
  ...common,
  maxFiles: z.number().int().min(0).max(10).catch(5).default(5),
  maxFileBytes: z
    .number()
    .int()
    .min(1000)
    .max(10 * megabyte)
    .catch(10 * megabyte)
    .default(10 * megabyte),
  /** The code of the type of case that it opens; null: what is sent is a message. */
  opens: z.string().max(40).nullable().catch(null).default(null),
  /** Leading zero bits asked of the browser; 15 costs a telephone about a third of a second. */
  difficulty: z.number().int().min(0).max(24).catch(15).default(15),
});
const phone = z.object({
  /** Who has this system's page may call the number from their browser. */
  web: z.boolean().catch(false).default(false),
  /** The flow that answers; null: who calls waits for a person at once. */
  flow: z.string().max(40).nullable().catch(null).default(null),
  calendarId: common.calendarId,
  privacyUrl: common.privacyUrl,
});
export type ChatSettings = z.output<typeof chat>;
export type FormSettings = z.output<typeof form>;
export type PhoneSettings = z.output<typeof phone>;

export const chatSettings = (settings: unknown): ChatSettings => chat.parse(settings ?? {});
export const phoneSettings = (settings: unknown): PhoneSettings => phone.parse(settings ?? {});
export const formSettings = (settings: unknown): FormSettings => form.parse(settings ?? {});

/** Whether a page of this origin may use the entry point. No origin: not a browser's page, which no list can hold. */
export const originAllowed = (
  allowed: readonly string[],
  given: string | undefined,
  own: readonly string[],
): boolean =>
  allowed.length === 0 ||
  given === undefined ||
  allowed.includes(given.toLowerCase()) ||
  own.includes(given.toLowerCase());
