import { createCalendar } from '#contract/calendars.ts';
import { createEntryPoint, createOutcome } from '#contract/contacts.ts';
import { createClassification } from '#contract/knowledge.ts';
import { createProfile, createQueue } from '#contract/routing.ts';
import type { AccessHooks } from '#server/access/index.ts';
import { putCalendar } from '#server/calendars/index.ts';
import { putEntryPoint, putOutcome } from '#server/contacts/index.ts';
import { putClassification } from '#server/knowledge/index.ts';
import { ensureAgent, putAgent, putProfile, putQueue } from '#server/routing/index.ts';

const channels = ['email', 'form', 'chat'] as const;

// Office hours of most public offices; the administrator changes them on the screen.
const officeHours = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, opens: '08:30', closes: '18:00' }));

// Without an outcome and a subject no contact could be wrapped up.
const outcomes = [
  { code: 'solved', name: { it: 'Risolto', en: 'Solved' } },
  { code: 'informed', name: { it: 'Informazioni date', en: 'Information given' } },
  { code: 'not-for-us', name: { it: 'Non di nostra competenza', en: 'Not for us' } },
];
const subjects = [
  { code: 'information', name: { it: 'Informazioni', en: 'Information' } },
  { code: 'complaint', name: { it: 'Reclamo', en: 'Complaint' } },
  { code: 'other', name: { it: 'Altro', en: 'Other' } },
];

/**
 * What an empty installation needs besides its administrator, so that the first mail reaches somebody: opening hours,
 * a queue, a routing profile that the administrator holds, outcomes and subjects, and the mailbox itself with a web
 * form and a chat beside it. All in the transaction that makes the administrator.
 */
export const afterAdmin: NonNullable<AccessHooks['afterAdmin']> = async (tx, ctx, made) => {
  const calendar = await putCalendar(
    tx,
    ctx,
    null,
    createCalendar.body.parse({ name: 'Orario di ufficio', openings: officeHours }),
  );
  const queue = await putQueue(
    tx,
    ctx,
    null,
    createQueue.body.parse({
      code: 'general',
      name: made.organisation,
      serviceId: made.serviceId,
      teamId: made.teamId,
      calendarId: calendar.id,
      offerSeconds: { email: 60, form: 60, chat: 25 },
      serviceLevel: {
        formula: 'negative',
        threshold: { email: 14_400, form: 14_400, chat: 60 },
        target: 0.8,
      },
    }),
  );
  const profile = await putProfile(
    tx,
    ctx,
    null,
    createProfile.body.parse({
      name: 'Generale',
      capacity: {
        chat: { max: 3 },
        email: { max: 3, interruptedBy: ['chat'] },
        form: { max: 3, interruptedBy: ['chat'] },
      },
      queues: channels.map((channel) => ({ queueId: queue.id, channel })),
    }),
  );
  await ensureAgent(tx, made.staffId);
  await putAgent(tx, ctx, made.staffId, { profileId: profile.id, skills: [] });
  for (const [position, outcome] of outcomes.entries())
    await putOutcome(tx, ctx, null, createOutcome.body.parse({ ...outcome, position }));
  for (const [position, subject] of subjects.entries())
    await putClassification(tx, ctx, null, createClassification.body.parse({ ...subject, position }));
  for (const channel of channels)
    await putEntryPoint(
      tx,
      ctx,
      null,
      createEntryPoint.body.parse({
        channel,
        address: channel === 'email' ? made.mailbox : channel,
        name: made.organisation,
        serviceId: made.serviceId,
        queueId: queue.id,
      }),
    );
};
