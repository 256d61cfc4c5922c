import { z } from 'zod';
import { id, idParams, instant, route } from './route.ts';
import { noticeChannel } from './telling.ts';
import { caseStatus, languages } from './words.ts';

// Public: the own page of a case of its customer, or of somebody else who has a part in it. The key of the link is all that is asked for; it is long, stands behind the #
// of the address, where no log sees it, and opens one case only. A wrong one and an old one answer alike.

const key = z.string().min(1).max(200);
const stateNames = z.object({ it: z.string(), en: z.string() });

/** How a case stands, in what its customer may know. */
export const ownCase = z.object({
  organisation: z.string(),
  /** Whose page it is: the customer's, or that of somebody else with a part in the case. */
  role: z.enum(['holder', 'delegate', 'observer', 'affected']),
  /** Whether they may write to whoever has the case. */
  writes: z.boolean(),
  /** The language in which they are told. */
  language: z.string(),
  timeZone: z.string(),
  number: z.string(),
  typeNames: stateNames,
  /** '' for whoever is to learn only how it stands. */
  subject: z.string(),
  status: caseStatus,
  stateNames,
  openedAt: instant,
  closedAt: instant.nullable(),
  /** How it was settled; null while it is not closed. */
  resolution: z.string().nullable(),
  /** Whose turn it is: ours, the customer's, of somebody whom both wait for, or nobody's any more. */
  turn: z.enum(['ours', 'yours', 'others', 'nobody']),
  /** By when the next step is owed; null where nothing is, or the time stands still. */
  due: z.object({ at: instant, late: z.boolean() }).nullable(),
  /** The papers that are still asked of the customer; none for whoever does not answer for them. */
  wanted: z.array(z.object({ key: z.string(), name: stateNames, required: z.boolean() })),
  /** What the customer was told and wrote, and what was answered, oldest first. */
  happened: z.array(
    z.object({
      at: instant,
      kind: z.enum(['opened', 'state', 'wrote', 'answer']),
      status: caseStatus.nullable(),
      stateNames: stateNames.nullable(),
      text: z.string(),
      files: z.array(z.string()),
    }),
  ),
  news: z.object({
    channel: z.union([noticeChannel, z.literal('none')]).nullable(),
    /** Channels to choose from, with as much of the address as its owner needs to know it again. */
    channels: z.array(z.object({ channel: noticeChannel, address: z.string() })),
  }),
  maxFiles: z.number(),
  maxFileBytes: z.number(),
  accept: z.array(z.string()),
});
export type OwnCase = z.output<typeof ownCase>;

export const lookAtOwnCase = route({
  method: 'POST',
  path: '/api/v1/public/cases/look',
  tag: 'public',
  summary: 'How a case stands, for its customer, by the key of their link',
  permission: 'public',
  rateLimit: 60,
  body: z.object({ key }),
  output: ownCase,
});
export const writeOnOwnCase = route({
  method: 'POST',
  path: '/api/v1/public/cases/message',
  tag: 'public',
  summary:
    'The customer writes on their case (multipart/form-data: fields key, text, clientKey, language, document, files)',
  permission: 'public',
  rateLimit: 20,
  rawBody: 'multipart/form-data',
  bodyLimit: 30 * 1024 * 1024,
  output: ownCase,
});
export const wishOnOwnCase = route({
  method: 'POST',
  path: '/api/v1/public/cases/news',
  tag: 'public',
  summary: 'How the customer wants news of their case; with the words that they agreed to',
  permission: 'public',
  rateLimit: 20,
  body: z.object({
    key,
    channel: z.union([noticeChannel, z.literal('none')]).nullable(),
    language: z.enum(languages),
    /** What they ticked, in their language. */
    words: z.string().max(500).default(''),
  }),
  output: ownCase,
});

const linkView = z.object({
  /** null: no message has carried one yet. */
  url: z.string().nullable(),
  madeAt: instant.nullable(),
  lookedAt: instant.nullable(),
  looks: z.number(),
});
export const getCaseLink = route({
  method: 'GET',
  path: '/api/v1/cases/:id/link',
  tag: 'cases',
  summary: 'The customer’s own link to a case',
  permission: 'case.write',
  params: idParams,
  output: linkView,
});
const partyLink = { params: z.object({ id, party: id }), tag: 'cases', output: linkView } as const;
export const getPartyLink = route({
  ...partyLink,
  method: 'GET',
  path: '/api/v1/cases/:id/parties/:party/link',
  summary: 'The own link to a case of somebody who has a part in it',
  permission: 'case.write',
});
export const renewPartyLink = route({
  ...partyLink,
  method: 'POST',
  path: '/api/v1/cases/:id/parties/:party/link',
  summary:
    'A new link for somebody who has a part in a case; the one before opens nothing any more (409 no_page)',
  permission: 'case.write',
  body: z.object({ why: z.string().trim().min(3).max(500) }),
});
export const renewCaseLink = route({
  method: 'POST',
  path: '/api/v1/cases/:id/link',
  tag: 'cases',
  summary: 'A new link for the customer; the one before opens nothing any more',
  permission: 'case.write',
  params: z.object({ id }),
  body: z.object({ why: z.string().trim().min(3).max(500) }),
  output: linkView,
});
