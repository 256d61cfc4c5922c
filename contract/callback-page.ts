import { z } from 'zod';
import { instant, route } from './route.ts';

// Public: the customer's own page of a callback. The key of the link is all that is asked for; it is long, stands behind
// the # of the address, where no log sees it, and opens one callback only. A wrong one and an old one answer alike.

const key = z.string().min(1).max(200);

/** How a callback stands, in what its customer may know. */
export const ownCallback = z.object({
  organisation: z.string(),
  /** The language in which it was asked for. */
  language: z.string(),
  /** In whose hours the times are meant. */
  timeZone: z.string(),
  /** `waiting`: as soon as it is their turn; `planned`: at `at`; `calling`: at this moment; the others are over. */
  state: z.enum(['waiting', 'planned', 'calling', 'reached', 'unreached', 'expired', 'cancelled']),
  /** The last digits of the number, enough to know it again. */
  numberEnd: z.string(),
  /** When it is called; null unless planned. */
  at: instant.nullable(),
  /** What was promised to who waits; null where nothing honest can be said. */
  promisedAt: instant.nullable(),
  /** Whether that is over already. */
  late: z.boolean(),
  /** The place among those who wait, from 1; null where it is in no queue. */
  position: z.number().nullable(),
  /** The last attempt that found nobody; null without any. */
  triedAt: instant.nullable(),
  endedAt: instant.nullable(),
  /** Whether it can be cancelled or given another time now. */
  changeable: z.boolean(),
  /** Times to choose from, within opening hours. */
  times: z.array(instant),
});
export type OwnCallback = z.output<typeof ownCallback>;

export const lookAtOwnCallback = route({
  method: 'POST',
  path: '/api/v1/public/callbacks/look',
  tag: 'public',
  summary: 'How a callback stands, for its customer, by the key of their link',
  permission: 'public',
  rateLimit: 60,
  body: z.object({ key }),
  output: ownCallback,
});
export const cancelOwnCallback = route({
  method: 'POST',
  path: '/api/v1/public/callbacks/cancel',
  tag: 'public',
  summary: 'The customer wants to be called no more',
  permission: 'public',
  rateLimit: 20,
  body: z.object({ key }),
  output: ownCallback,
});
export const rescheduleOwnCallback = route({
  method: 'POST',
  path: '/api/v1/public/callbacks/schedule',
  tag: 'public',
  summary: 'The customer chooses another time, within opening hours',
  permission: 'public',
  rateLimit: 20,
  body: z.object({ key, at: z.iso.datetime({ offset: true }) }),
  output: ownCallback,
});
