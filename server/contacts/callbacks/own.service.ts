import type { z } from 'zod';
import type { ownCallback as ownView } from '#contract/callback-page.ts';
import { organisationName } from '#server/access/index.ts';
import { openingHours } from '#server/calendars/index.ts';
import { digest, notFound, readSetting, type Ctx } from '#server/platform/index.ts';
import { timesToChoose } from './callbacks.rules.ts';
import { cancel, reschedule } from './changing.service.ts';
import { ownCallback, type OwnRow } from './own.read.ts';

// What the customer does by their own link. The key is the right to it: no grants are asked, and nothing else is told.

type OwnView = z.input<typeof ownView>;

/** For so long after it is over the link still says how it ended; then it is a link like any wrong one. */
const rememberedDays = 30;
/** As much of a number as its owner needs to know it again. */
const shownDigits = 3;

/** The callback of a key. @throws Problem 404, the same for a wrong key and an old one */
async function byKey(ctx: Ctx, key: string): Promise<OwnRow> {
  const since = new Date(ctx.clock.now().getTime() - rememberedDays * 86_400_000);
  const row = await ownCallback(ctx.db, digest(key), since);
  if (row === null) throw notFound('callback');
  return row;
}

const stateOf = (row: OwnRow, now: Date): OwnView['state'] => {
  if (row.state !== 'open') return row.state;
  if (row.calling) return 'calling';
  return row.contactState === 'scheduled' && row.dueAt !== null && row.dueAt > now ? 'planned' : 'waiting';
};

/** How a callback stands, for who has its key. @throws Problem 404 */
export async function lookAtOwn(ctx: Ctx, key: string): Promise<OwnView> {
  const row = await byKey(ctx, key);
  const now = ctx.clock.now();
  const state = stateOf(row, now);
  const changeable = state === 'planned' || state === 'waiting';
  const [organisation, timeZone, hours] = await Promise.all([
    organisationName(ctx.db),
    readSetting<string>(ctx.db, 'timeZone'),
    openingHours(ctx.db, row.calendarId),
  ]);
  return {
    organisation,
    language: row.language,
    timeZone: timeZone ?? 'Europe/Rome',
    state,
    numberEnd: row.number.slice(-shownDigits),
    at: state === 'planned' ? row.dueAt : null,
    promisedAt: state === 'waiting' ? row.promisedAt : null,
    late: state === 'waiting' && row.promisedAt !== null && row.promisedAt < now,
    position: state === 'waiting' ? row.position : null,
    triedAt: changeable ? row.triedAt : null,
    endedAt: row.endedAt,
    changeable,
    times: changeable ? timesToChoose(now, hours.isOpen) : [],
  };
}

/** The customer wants no call any more. @throws Problem 404; 409 callback_over, being_called */
export async function cancelOwn(ctx: Ctx, key: string): Promise<OwnView> {
  const row = await byKey(ctx, key);
  await ctx.tx((tx) => cancel(tx, asCustomer(ctx, row), row.contactId, 'customer'));
  return lookAtOwn(ctx, key);
}

/** The customer chooses another time. @throws Problem 404; 409 callback_over, being_called; 422 naming `at` */
export async function rescheduleOwn(ctx: Ctx, key: string, at: Date): Promise<OwnView> {
  const row = await byKey(ctx, key);
  await ctx.tx((tx) => reschedule(tx, asCustomer(ctx, row), row.contactId, { at, why: 'customer' }));
  return lookAtOwn(ctx, key);
}

// The audit log names the customer: it is they who have the link.
const asCustomer = (ctx: Ctx, { customerId }: OwnRow): Ctx => ({
  ...ctx,
  actor: { ...ctx.actor, kind: 'customer', id: customerId },
});
