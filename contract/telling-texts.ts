import { z } from 'zod';
import { partKey } from './case-types.ts';
import { id, idParams, instant, list, route, whole } from './route.ts';
import { languages } from './words.ts';

// The organisation's own texts for news of cases: written, approved by somebody else, in force for a time.

/** `letter`: the long form, which mail and certified mail take where they have no text of their own. */
export const noticeTextChannels = ['email', 'pec', 'sms', 'chat', 'letter'] as const;
export type NoticeTextChannel = (typeof noticeTextChannels)[number];
export const noticeTextState = z.enum(['draft', 'approved', 'withdrawn']);

/** Where a text is taken: the narrower place goes before the wider. */
const place = z.object({
  /** null: of all services. */
  service: id.nullable().default(null),
  /** The code of a type of case; null: of all types that have this notice. */
  type: z.string().max(60).nullable().default(null),
  /** Which notice of the type. */
  notice: partKey,
  language: z.enum(languages),
  channel: z.enum(noticeTextChannels),
});
const words = z.object({
  /** Only of mail and letters; null: as the type says, else the subject of the case. */
  subject: z
    .string()
    .trim()
    .max(200)
    .nullable()
    .default(null)
    .transform((text) => (text === '' ? null : text)),
  text: z.string().trim().min(1, 'what the customer is told').max(4000),
});
const note = z.string().trim().max(300).default('');

export const noticeText = z.object({
  id,
  service: id.nullable(),
  type: z.string().nullable(),
  notice: z.string(),
  language: z.enum(languages),
  channel: z.enum(noticeTextChannels),
  number: z.number(),
  state: noticeTextState,
  /** Whether customers are told in it now. */
  inForce: z.boolean(),
  subject: z.string().nullable(),
  text: z.string(),
  note: z.string(),
  revision: z.number(),
  author: z.string(),
  /** Whether the reader wrote it, and so cannot approve it. */
  mine: z.boolean(),
  changedAt: instant,
  approvedBy: z.string().nullable(),
  approvedAt: instant.nullable(),
  validFrom: instant.nullable(),
  validUntil: instant.nullable(),
  withdrawnBy: z.string().nullable(),
  withdrawnAt: instant.nullable(),
  withdrawnWhy: z.string().nullable(),
  /** How often a customer was told in it. */
  uses: z.number(),
});
export type NoticeText = z.output<typeof noticeText>;

export const listNoticeTexts = route({
  method: 'GET',
  path: '/api/v1/notice-texts',
  tag: 'cases',
  summary:
    'The organisation’s own texts for news of cases: of each place the version in force, or the newest',
  permission: 'admin.read',
  query: z.object({
    type: z.string().max(60).optional(),
    language: z.enum(languages).optional(),
    channel: z.enum(noticeTextChannels).optional(),
  }),
  output: list(
    noticeText.extend({
      versions: z.number(),
      /** The draft that waits there. */
      draft: id.nullable(),
    }),
  ),
});
export type NoticeTextHead = z.output<typeof listNoticeTexts.output>['items'][number];
export const listNoticeTextVersions = route({
  method: 'GET',
  path: '/api/v1/notice-texts/:id/versions',
  tag: 'cases',
  summary: 'Every version of a text, newest first',
  permission: 'admin.read',
  params: idParams,
  output: list(noticeText),
});
export const draftNoticeText = route({
  method: 'POST',
  path: '/api/v1/notice-texts',
  tag: 'cases',
  summary: 'Write a text, or a new version of one, as a draft',
  permission: 'admin.knowledge',
  body: place.extend(words.shape).extend({ note }),
  output: noticeText,
  status: 201,
});
export const changeNoticeText = route({
  method: 'PUT',
  path: '/api/v1/notice-texts/:id',
  tag: 'cases',
  summary: 'Change a draft; `revision` is the one that was read',
  permission: 'admin.knowledge',
  params: idParams,
  body: words.extend({ note, revision: whole }),
  output: noticeText,
});
export const dropNoticeText = route({
  method: 'DELETE',
  path: '/api/v1/notice-texts/:id',
  tag: 'cases',
  summary: 'Throw a draft away',
  permission: 'admin.knowledge',
  params: idParams,
});
export const approveNoticeText = route({
  method: 'POST',
  path: '/api/v1/notice-texts/:id/approve',
  tag: 'cases',
  summary: 'Approve a draft that somebody else has written; it is in force from and until when it is said',
  permission: 'admin.knowledge',
  orPermission: 'knowledge.approve',
  params: idParams,
  body: z.object({
    /** The revision that was read and is approved. */
    revision: whole,
    /** Left out: now. */
    validFrom: z.iso.datetime({ offset: true }).optional(),
    validUntil: z.iso.datetime({ offset: true }).nullable().default(null),
  }),
  output: noticeText,
});
export const withdrawNoticeText = route({
  method: 'POST',
  path: '/api/v1/notice-texts/:id/withdraw',
  tag: 'cases',
  summary:
    'Take an approved version out of force now; what is in force before it, or the type’s words, are told instead',
  permission: 'admin.knowledge',
  params: idParams,
  body: z.object({ why: z.string().trim().min(3).max(300) }),
  output: noticeText,
});

/** Whose words are told in a language on a channel. */
const source = z.object({
  from: z.enum(['own', 'type', 'bare']),
  /** The language in which they are: another one where this is not written. */
  language: z.string(),
  /** Of an own text: which, and for which channel it was written. */
  text: id.nullable(),
  channel: z.enum(noticeTextChannels).nullable(),
});
export const checkNoticeText = route({
  method: 'POST',
  path: '/api/v1/notice-texts/check',
  tag: 'cases',
  summary:
    'What is wrong with a text, and how it is told on each channel, with a case that is there or an invented one',
  permission: 'admin.read',
  body: place.extend({
    subject: z.string().max(200).nullable().default(null),
    text: z.string().max(4000),
    /** The number of a case; left out: an invented one. */
    case: z.string().trim().max(40).optional(),
  }),
  output: z.object({
    findings: z.array(
      z.object({
        severity: z.enum(['error', 'warning']),
        code: z.enum([
          'unknown_placeholder',
          'field_of_no_type',
          'no_such_notice',
          'no_subject',
          'unfilled',
          'several_parts',
        ]),
        /** The placeholder or the part that it is about. */
        value: z.string(),
      }),
    ),
    /** The number of the case that fills the placeholders. */
    number: z.string(),
    invented: z.boolean(),
    previews: z.array(
      z.object({
        channel: z.enum(noticeTextChannels),
        /** Whether this text is the one that is told here. */
        used: z.boolean(),
        source,
        subject: z.string(),
        text: z.string(),
        /** Of a short message. */
        sms: z
          .object({
            alphabet: z.enum(['gsm', 'unicode']),
            characters: z.number(),
            parts: z.number(),
            /** The characters that one part holds. */
            perPart: z.number(),
            /** The signs that take the message out of the short alphabet. */
            odd: z.array(z.string()),
          })
          .nullable(),
      }),
    ),
  }),
});
export type NoticeTextCheck = z.output<typeof checkNoticeText.output>;

export const noticeCoverage = route({
  method: 'GET',
  path: '/api/v1/case-types/:type/notice-texts',
  tag: 'cases',
  summary:
    'For each notice of a type, language and channel: whose words are told, and where they are missing',
  permission: 'admin.read',
  params: z.object({ type: z.string().max(60) }),
  query: z.object({ service: id.optional() }),
  output: z.object({
    languages: z.array(z.string()),
    items: z.array(
      z.object({
        notice: z.string(),
        cells: z.array(z.object({ wanted: z.string(), on: z.enum(noticeTextChannels), source })),
      }),
    ),
  }),
});
