import type { z } from 'zod';
import type * as contract from '#contract/announcements.ts';
import type { Parsed } from '#contract/route.ts';
import {
  audit,
  inScope,
  invalid,
  newId,
  notFound,
  record,
  scopeOf,
  type Ctx,
  type Tx,
} from '#server/platform/index.ts';
import { readQueues, type QueueRow } from '#server/routing/index.ts';
import { readAnnouncements, tellingChannels, tellingOf } from './announcements.read.ts';
import {
  findAnnouncement,
  insertAnnouncement,
  updateAnnouncement,
  type AnnouncementRow,
} from './announcements.store.ts';

// What a supervisor tells callers at this moment. Whoever looks at a service or one of its queues sees it; who makes,
// changes or ends it supervises all that it is told to.

type Wish = Parsed<typeof contract.createAnnouncement>['body'];
type View = z.input<typeof contract.announcement>;

const reaches = (
  ctx: Ctx,
  permissions: string[],
  { serviceId, queues }: { serviceId: string; queues: readonly string[] },
  known: ReadonlyMap<string, QueueRow>,
  how: 'all' | 'some',
): boolean => {
  const scope = scopeOf(ctx.actor, permissions);
  const of = (place: { serviceId: string; teamId: string | null }) => inScope(scope, place);
  // Told to the whole service: whoever supervises one of its teams only does not say it for all, but hears of it.
  if (queues.length === 0)
    return how === 'all'
      ? of({ serviceId, teamId: null })
      : [...known.values()].some((queue) => queue.serviceId === serviceId && of(queue)) ||
          of({ serviceId, teamId: null });
  const wanted = queues.flatMap((id) => known.get(id) ?? []);
  return how === 'all' ? wanted.every(of) : wanted.some(of);
};

const queuesById = async (db: Parameters<typeof readQueues>[0]) =>
  new Map((await readQueues(db)).map((queue) => [queue.id, queue]));

/** What callers are told now and later, and what they were told in the last 30 days, as far as the caller looks. */
export async function listAnnouncements(ctx: Ctx): Promise<{ items: View[] }> {
  const known = await queuesById(ctx.db);
  const items = await readAnnouncements(ctx.db, ctx.clock.now());
  return {
    items: items.filter((one) => reaches(ctx, ['live.read', 'routing.supervise'], one, known, 'some')),
  };
}

/** Checks a wish. @returns what is written down. @throws Problem 404, 422 naming every kind of wrong field */
async function checked(tx: Tx, ctx: Ctx, wish: Wish) {
  const known = await queuesById(tx);
  if (![...known.values()].some((queue) => queue.serviceId === wish.serviceId))
    throw invalid('serviceId', 'a service that has queues');
  const queues = [...new Set(wish.queues)];
  if (queues.some((id) => known.get(id)?.serviceId !== wish.serviceId))
    throw invalid('queues', 'queues of this service');
  if (!reaches(ctx, ['routing.supervise'], { ...wish, queues }, known, 'all'))
    throw queues.length === 0
      ? invalid('queues', 'the queues that you supervise: the whole service is not yours')
      : notFound('queue');
  const entryPoints = [...new Set(wish.entryPoints)];
  // In a queue only callers hear something; before a flow it stands in writing too.
  const channels = queues.length > 0 ? (['phone'] as const) : tellingChannels;
  if ((await tellingOf(tx, entryPoints, wish.serviceId, channels)).size < entryPoints.length)
    throw invalid(
      'entryPoints',
      queues.length > 0
        ? 'telephone numbers of this service'
        : 'telephone numbers, chats, pages, kiosks or SMS numbers of this service',
    );
  if (wish.texts['it'] === undefined) throw invalid('texts.it', 'what callers are told');
  const now = ctx.clock.now();
  const fromAt = wish.fromAt === null ? now : new Date(wish.fromAt);
  const untilAt = wish.untilAt === null ? null : new Date(wish.untilAt);
  if (untilAt !== null && (untilAt <= fromAt || untilAt <= now)) throw invalid('untilAt', 'a time to come');
  return {
    title: wish.title,
    texts: wish.texts,
    serviceId: wish.serviceId,
    queues,
    entryPoints,
    areas: [...new Set(wish.areas)],
    endsCall: wish.endsCall,
    fromAt,
    untilAt,
  };
}

/** Tells who looks that something about an announcement is another now. */
export const tellAnnouncement = (
  tx: Tx,
  ctx: Ctx,
  row: Pick<AnnouncementRow, 'id' | 'serviceId'>,
  about: 'made' | 'changed' | 'ended' | 'heard' | 'answered',
): Promise<void> =>
  record(tx, ctx.actor, {
    kind: 'announcement.changed',
    subjectId: row.id,
    serviceId: row.serviceId,
    data: { announcement: row.id, about },
  });

const viewOf = async (tx: Tx, ctx: Ctx, id: string): Promise<View> =>
  (await readAnnouncements(tx, ctx.clock.now(), id))[0]!;

const staffOf = (ctx: Ctx): string | null => (ctx.actor.kind === 'staff' ? ctx.actor.id : null);

/** @throws Problem 404, 422 */
export const makeAnnouncement = (ctx: Ctx, { why, ...wish }: Wish): Promise<View> =>
  ctx.tx(async (tx) => {
    const fields = await checked(tx, ctx, { ...wish, why });
    const id = newId();
    await insertAnnouncement(tx, {
      id,
      ...fields,
      texts: JSON.stringify(fields.texts),
      madeBy: staffOf(ctx),
      madeAt: ctx.clock.now(),
    });
    await audit(tx, ctx.actor, {
      action: 'announcement.created',
      objectType: 'announcement',
      objectId: id,
      serviceId: fields.serviceId,
      before: null,
      after: fields,
      reason: why,
    });
    await tellAnnouncement(tx, ctx, { id, serviceId: fields.serviceId }, 'made');
    return viewOf(tx, ctx, id);
  });

/** One that the caller may change. @throws Problem 404 */
async function own(tx: Tx, ctx: Ctx, id: string): Promise<AnnouncementRow> {
  const row = await findAnnouncement(tx, id, { lock: true });
  if (row === null || !reaches(ctx, ['routing.supervise'], row, await queuesById(tx), 'all'))
    throw notFound('announcement');
  return row;
}

const shown = (row: AnnouncementRow) => ({
  title: row.title,
  texts: row.texts,
  serviceId: row.serviceId,
  queues: row.queues,
  entryPoints: row.entryPoints,
  areas: row.areas,
  endsCall: row.endsCall,
  fromAt: row.fromAt,
  untilAt: row.untilAt,
});

/** Changes it, from the next caller on; one that is over begins anew. @throws Problem 404, 422 */
export const alterAnnouncement = (ctx: Ctx, id: string, { why, ...wish }: Wish): Promise<View> =>
  ctx.tx(async (tx) => {
    const before = await own(tx, ctx, id);
    const fields = await checked(tx, ctx, {
      ...wish,
      fromAt: wish.fromAt ?? before.fromAt.toISOString(),
      why,
    });
    await updateAnnouncement(tx, id, {
      ...fields,
      texts: JSON.stringify(fields.texts),
      endedAt: null,
      endedBy: null,
    });
    await audit(tx, ctx.actor, {
      action: 'announcement.changed',
      objectType: 'announcement',
      objectId: id,
      serviceId: fields.serviceId,
      before: shown(before),
      after: fields,
      reason: why,
    });
    await tellAnnouncement(tx, ctx, { id, serviceId: fields.serviceId }, 'changed');
    return viewOf(tx, ctx, id);
  });

/** Tells it no more. One that is over stays as it is. @throws Problem 404 */
export const stopAnnouncement = (ctx: Ctx, id: string, why: string): Promise<View> =>
  ctx.tx(async (tx) => {
    const row = await own(tx, ctx, id);
    if (row.endedAt === null) {
      await updateAnnouncement(tx, id, { endedAt: ctx.clock.now(), endedBy: staffOf(ctx) });
      await audit(tx, ctx.actor, {
        action: 'announcement.ended',
        objectType: 'announcement',
        objectId: id,
        serviceId: row.serviceId,
        before: shown(row),
        after: null,
        reason: why,
      });
      await tellAnnouncement(tx, ctx, row, 'ended');
    }
    return viewOf(tx, ctx, id);
  });
