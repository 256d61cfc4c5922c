import * as announcements from '#contract/announcements.ts';
import * as phone from '#contract/queue-phone.ts';
import { on, type Mounted } from '#server/platform/index.ts';
import {
  alterAnnouncement,
  listAnnouncements,
  makeAnnouncement,
  stopAnnouncement,
} from './announcements.service.ts';
import { putQueuePhone, queuePhone } from './queue-phone.service.ts';

/** What callers of queues hear: as it is set up, and as a supervisor says it at this moment. */
export const waitingRoutes: Mounted[] = [
  on(phone.getQueuePhone, ({ ctx, input }) => queuePhone(ctx, input.params.id)),
  on(phone.setQueuePhone, ({ ctx, input }) => putQueuePhone(ctx, input.params.id, input.body)),
  on(announcements.listAnnouncements, ({ ctx }) => listAnnouncements(ctx)),
  on(announcements.createAnnouncement, ({ ctx, input }) => makeAnnouncement(ctx, input.body)),
  on(announcements.changeAnnouncement, ({ ctx, input }) =>
    alterAnnouncement(ctx, input.params.id, input.body),
  ),
  on(announcements.endAnnouncement, ({ ctx, input }) =>
    stopAnnouncement(ctx, input.params.id, input.body.why),
  ),
];
