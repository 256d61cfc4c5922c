import { createCalendar } from '#contract/calendars.ts';
import { createEntryPoint, createOutcome } from '#contract/entry-points.ts';
import { createClassification } from '#contract/knowledge.ts';
import { createProfile, createQueue } from '#contract/routing.ts';
import type { AccessHooks } from '#server/access/index.ts';
import { putCalendar } from '#server/calendars/index.ts';
import { putEntryPoint, putOutcome } from '#server/contacts/index.ts';
import { putClassification } from '#server/knowledge/index.ts';
import type { Ctx, Tx } from '#server/platform/index.ts';
import { ensureAgent, putAgent, putProfile, putQueue } from '#server/routing/index.ts';

const channels = ['email', 'form', 'chat'] as const;

// Office hours of most public offices; the administrator changes them on the screen.
const officeHours = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, opens: '08:30', closes: '18:00' }));

// Without an outcome and a subject no contact could be wrapped up.
const outcomes = [
  { code: 'solved', name: { it: 'Risolto', en: 'Solved' }, solves: true },
  { code: 'informed', name: { it: 'Informazioni date', en: 'Information given' }, solves: true },
  { code: 'not-for-us', name: { it: 'Non di nostra competenza', en: 'Not for us' } },
  // By these codes they are proposed for calls of ours that reached nobody.
  { code: 'no_answer', name: { it: 'Non risponde', en: 'No answer' } },
  { code: 'busy', name: { it: 'Occupato', en: 'Busy' } },
  { code: 'machine', name: { it: 'Segreteria telefonica', en: 'Answering machine' } },
  { code: 'wrong_number', name: { it: 'Numero errato', en: 'Wrong number' } },
];
interface Subject {
  code: string;
  name: { it: string; en: string };
  below?: Subject[];
}
const subjects: Subject[] = [
  {
    code: 'information',
    name: { it: 'Informazioni', en: 'Information' },
    below: [
      {
        code: 'information.service',
        name: { it: 'Servizio', en: 'Service' },
        below: [
          { code: 'information.service.hours', name: { it: 'Orari e sedi', en: 'Hours and places' } },
          { code: 'information.service.how', name: { it: 'Come fare per', en: 'How to' } },
        ],
      },
      {
        code: 'information.request',
        name: { it: 'Stato di una richiesta', en: 'State of a request' },
        below: [{ code: 'information.request.state', name: { it: 'A che punto è', en: 'How far it is' } }],
      },
    ],
  },
  {
    code: 'complaint',
    name: { it: 'Reclamo', en: 'Complaint' },
    below: [
      {
        code: 'complaint.service',
        name: { it: 'Servizio', en: 'Service' },
        below: [
          { code: 'complaint.service.delay', name: { it: 'Ritardo', en: 'Delay' } },
          { code: 'complaint.service.fault', name: { it: 'Disservizio', en: 'Fault' } },
        ],
      },
    ],
  },
  {
    code: 'other',
    name: { it: 'Altro', en: 'Other' },
    below: [
      {
        code: 'other.other',
        name: { it: 'Altro', en: 'Other' },
        below: [{ code: 'other.other.other', name: { it: 'Altro', en: 'Other' } }],
      },
    ],
  },
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
        chat: { max: 3, interruptedBy: ['email', 'form'] },
        email: { max: 5, interruptedBy: ['chat', 'form'] },
        form: { max: 5, interruptedBy: ['chat', 'email'] },
      },
      queues: channels.map((channel) => ({ queueId: queue.id, channel })),
    }),
  );
  await ensureAgent(tx, made.staffId);
  await putAgent(tx, ctx, made.staffId, { profileId: profile.id, skills: [] });
  for (const [position, outcome] of outcomes.entries())
    await putOutcome(tx, ctx, null, createOutcome.body.parse({ ...outcome, position }));
  await plant(tx, ctx, null, subjects);
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

/** Puts subjects, and what is below them, into the classification. */
async function plant(tx: Tx, ctx: Ctx, parentId: string | null, list: readonly Subject[]): Promise<void> {
  for (const [position, { below, ...subject }] of list.entries()) {
    const node = await putClassification(
      tx,
      ctx,
      null,
      createClassification.body.parse({ ...subject, parentId, position }),
    );
    await plant(tx, ctx, node.id, below ?? []);
  }
}
