import { z } from 'zod';
import { spokenTexts } from './queue-phone.ts';
import { id, idParams, instant, list, route } from './route.ts';

// What a supervisor tells customers at this moment: a fault in their area, a strike. Callers hear it before the flow of the
// number that they dialled, or before they wait; for whom it answers, the call ends with it, and they count as `announced`
// and not as abandoned. In writing it stands before the flow of a chat, a page, a kiosk or an SMS number that it names.

const at = z.iso.datetime({ offset: true });
const announcementInput = z.object({
  title: z.string().trim().min(1).max(120),
  /** What is said, by language; Italian is needed, the others hear it where theirs is missing. */
  texts: spokenTexts,
  serviceId: id,
  /** None: callers of every queue of the service. */
  queues: z.array(id).max(50).default([]),
  /**
   * None: whichever number they dialled, and nothing in writing. Else these: telephone numbers, and chats, pages, kiosks and
   * SMS numbers, where it stands before their flow. What names queues is told in them, so only numbers may be named beside.
   */
  entryPoints: z.array(id).max(50).default([]),
  /**
   * Names of towns, quarters or streets. A caller whose addresses are known hears it only if one of them is there; who is
   * not known hears it, so the words should say where it is.
   */
  areas: z.array(z.string().trim().min(2).max(80)).max(30).default([]),
  /** Callers are asked to press 1 where it has answered them; hanging up on it counts the same. */
  endsCall: z.boolean().default(true),
  fromAt: at.nullable().default(null),
  untilAt: at.nullable().default(null),
});
export const announcement = z.object({
  id,
  title: z.string(),
  texts: spokenTexts,
  serviceId: id,
  queues: z.array(id),
  entryPoints: z.array(id),
  areas: z.array(z.string()),
  endsCall: z.boolean(),
  fromAt: instant,
  untilAt: instant.nullable(),
  /** planned: its time has not come. over: its time has passed, or somebody ended it. */
  state: z.enum(['planned', 'running', 'over']),
  madeBy: z.string().nullable(),
  madeAt: instant,
  endedAt: instant.nullable(),
  endedBy: z.string().nullable(),
  /** Calls that heard it, and for how many of them the call ended with it. */
  heard: z.number(),
  answered: z.number(),
  /** Sessions of self-service in which it stood in writing. */
  shown: z.number(),
});
export type Announcement = z.output<typeof announcement>;

export const listAnnouncements = route({
  method: 'GET',
  path: '/api/v1/announcements',
  tag: 'voice',
  summary: 'What callers are told at this moment and later, and what was told in the last 30 days',
  permission: 'live.read',
  output: list(announcement),
});
export const createAnnouncement = route({
  method: 'POST',
  path: '/api/v1/announcements',
  tag: 'voice',
  summary: 'Tell callers something from now or a time on; the reason is audited',
  permission: 'routing.supervise',
  body: announcementInput.extend({ why: z.string().trim().min(3).max(500) }),
  output: announcement,
  status: 201,
});
export const changeAnnouncement = route({
  method: 'PUT',
  path: '/api/v1/announcements/:id',
  tag: 'voice',
  summary: 'Change what callers are told, whom, or until when; the reason is audited',
  permission: 'routing.supervise',
  params: idParams,
  body: announcementInput.extend({ why: z.string().trim().min(3).max(500) }),
  output: announcement,
});
export const endAnnouncement = route({
  method: 'POST',
  path: '/api/v1/announcements/:id/end',
  tag: 'voice',
  summary: 'Tell it no more, at once; the reason is audited',
  permission: 'routing.supervise',
  params: idParams,
  body: z.object({ why: z.string().trim().min(3).max(500) }),
  output: announcement,
});
