import { findByIdentifier, positionsOf } from '#server/customers/index.ts';
import type { Ctx, Tx } from '#server/platform/index.ts';
import { entryPointOf } from './announcements.read.ts';
import { concerns, textIn } from './announcements.rules.ts';
import {
  noteAnswered,
  noteHeard,
  noteShown,
  runningFor,
  type AnnouncementRow,
} from './announcements.store.ts';
import { tellAnnouncement } from './announcements.service.ts';
import type { Announcement } from './waiting-parts.rules.ts';

// Who is told which announcement, and what came of it: in a queue, before a flow on the telephone, before one in writing.

/** Of what is told now, what concerns somebody, in their language. @param customerId who it is, where anybody knows */
async function concerning(
  tx: Tx,
  running: readonly AnnouncementRow[],
  customerId: string | null,
  language: string,
): Promise<Announcement[]> {
  if (running.length === 0) return [];
  const addresses =
    customerId !== null && running.some(({ areas }) => areas.length > 0)
      ? (await positionsOf(tx, customerId, null))
          .filter(({ state }) => state === 'active')
          .map(({ address }) => address)
      : [];
  return running
    .filter(({ areas }) => concerns(areas, addresses))
    .flatMap(({ id, texts, endsCall }) => {
      const said = textIn(texts, language);
      return said === null ? [] : [{ id, endsCall, ...said }];
    });
}

/** What who waits in a queue is told. */
export const announcementsIn = async (
  tx: Tx,
  queue: { id: string; serviceId: string },
  who: { entryPointId: string | null; customerId: string; language: string },
  now: Date,
): Promise<Announcement[]> =>
  concerning(
    tx,
    await runningFor(
      tx,
      { serviceId: queue.serviceId, entryPointId: who.entryPointId, queueId: queue.id, channel: 'phone' },
      now,
    ),
    who.customerId,
    who.language,
  );

/** What is told before the flow of an entry point: nothing that is for who waits in some queues. */
export async function announcementsBefore(
  tx: Tx,
  entry: { id: string; serviceId: string; channel: string },
  who: { from: string | null; language: string },
  now: Date,
): Promise<Announcement[]> {
  const running = await runningFor(
    tx,
    { serviceId: entry.serviceId, entryPointId: entry.id, queueId: null, channel: entry.channel },
    now,
  );
  if (running.length === 0) return [];
  const found = who.from === null ? null : await findByIdentifier(tx, 'phone', who.from);
  return concerning(tx, running, found?.found === 'one' ? found.customerId : null, who.language);
}

/** An announcement was heard on a call; once it counts. */
export async function heardAnnouncement(
  tx: Tx,
  ctx: Ctx,
  callId: string,
  place: { serviceId: string; queueId: string | null },
  id: string,
): Promise<void> {
  const fresh = await noteHeard(tx, {
    announcementId: id,
    callId,
    queueId: place.queueId,
    heardAt: ctx.clock.now(),
  });
  if (fresh) await tellAnnouncement(tx, ctx, { id, serviceId: place.serviceId }, 'heard');
}

/** It has answered the caller of a call. */
export async function answeredByAnnouncement(
  tx: Tx,
  ctx: Ctx,
  callId: string,
  place: { serviceId: string; queueId: string | null },
  id: string,
  how: 'key' | 'hung_up',
): Promise<void> {
  await heardAnnouncement(tx, ctx, callId, place, id);
  await noteAnswered(tx, id, callId, how);
  await tellAnnouncement(tx, ctx, { id, serviceId: place.serviceId }, 'answered');
}

/** What stands before a flow in writing (chat, page, kiosk, SMS), for who begins it there. That they read it counts. */
export async function tellInWriting(
  tx: Tx,
  ctx: Ctx,
  who: { sessionId: string; entryPointId: string; from: string | null; language: string },
): Promise<{ text: string; language: string }[]> {
  const entry = await entryPointOf(tx, who.entryPointId);
  if (entry === null) return [];
  const now = ctx.clock.now();
  const told = await announcementsBefore(tx, entry, who, now);
  for (const { id } of told) {
    await noteShown(tx, { announcementId: id, sessionId: who.sessionId, shownAt: now });
    await tellAnnouncement(tx, ctx, { id, serviceId: entry.serviceId }, 'heard');
  }
  return told.map(({ text, language }) => ({ text, language }));
}
