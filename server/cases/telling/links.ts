import {
  actorLabel,
  audit,
  digest,
  newId,
  sign,
  type Ctx,
  type Db,
  type Tx,
} from '#server/platform/index.ts';
import { accessCase } from '../access.ts';
import { caseRow, type CaseRow } from '../cases.read.ts';
import { readTelling } from './settings.ts';
import { goodLink, insertLink, revokeLink } from './links.store.ts';

/**
 * The key of a customer's own link to a case: nobody can guess it, and it can be written again into every message without
 * being stored. 128 bits, so that it fits a short message.
 */
const keyOf = (ctx: Pick<Ctx, 'platform'>, linkId: string): string =>
  sign(ctx.platform.secret, 'case link', linkId).slice(0, 32);

/** The key stands behind the #: browsers send it to nobody, so it is in no log on the way. */
const addressOf = (ctx: Pick<Ctx, 'platform'>, key: string): string =>
  `${ctx.platform.config.publicUrl.replace(/\/+$/, '')}/case#${key}`;

/** The address of the customer's own page of a case; made where there is none yet. */
export async function linkOf(tx: Tx, ctx: Ctx, row: Pick<CaseRow, 'id'>): Promise<string> {
  const found = await goodLink(tx, row.id);
  if (found !== null) return addressOf(ctx, keyOf(ctx, found.id));
  const id = newId();
  await insertLink(tx, {
    id,
    caseId: row.id,
    keyHash: digest(keyOf(ctx, id)),
    madeAt: ctx.clock.now(),
    madeBy: actorLabel(ctx.actor),
  });
  return addressOf(ctx, keyOf(ctx, (await goodLink(tx, row.id))!.id));
}

/** The same for whoever only reads what a message will say: where there is none yet, its place. */
export async function linkShown(db: Db, ctx: Ctx, row: Pick<CaseRow, 'id'>): Promise<string> {
  const found = await goodLink(db, row.id);
  return addressOf(ctx, found === null ? '…' : keyOf(ctx, found.id));
}

export interface LinkView {
  url: string | null;
  madeAt: Date | null;
  lookedAt: Date | null;
  looks: number;
}
/** The customer's link of a case, for whoever works on it. @throws Problem 404 */
export async function linkFor(ctx: Ctx, caseId: string): Promise<LinkView> {
  await accessCase(ctx.db, ctx.actor, caseId, 'case.write');
  const found = await goodLink(ctx.db, caseId);
  return found === null
    ? { url: null, madeAt: null, lookedAt: null, looks: 0 }
    : {
        url: addressOf(ctx, keyOf(ctx, found.id)),
        madeAt: found.madeAt,
        lookedAt: found.lookedAt,
        looks: found.looks,
      };
}

/** A new link instead of the one there is, which opens nothing any more. @throws Problem 404 */
export async function renewLink(ctx: Ctx, caseId: string, why: string): Promise<LinkView> {
  await ctx.tx(async (tx) => {
    const row = await accessCase(tx, ctx.actor, caseId, 'case.write', { lock: true });
    const before = await goodLink(tx, caseId);
    if (before !== null)
      await revokeLink(tx, before.id, {
        revokedAt: ctx.clock.now(),
        revokedBy: actorLabel(ctx.actor),
        why,
      });
    await linkOf(tx, ctx, row);
    await audit(tx, ctx.actor, {
      action: 'case.link-renewed',
      objectType: 'case',
      objectId: caseId,
      serviceId: row.serviceId,
      reason: why,
    });
  });
  return linkFor(ctx, caseId);
}

/**
 * The address of the page of a case for the customer who asked for it and has proved who they are; null where the page is
 * somebody else's, for whom they only act: what is done on it counts as done by its holder.
 */
export async function pageForCustomer(
  tx: Tx,
  ctx: Ctx,
  caseId: string,
  customerId: string,
): Promise<string | null> {
  const row = await caseRow(tx, caseId);
  if (row === null || row.customerId !== customerId) return null;
  const { linkDays } = await readTelling(tx);
  const since = ctx.clock.now().getTime() - linkDays * 86_400_000;
  // A link that opens nothing any more helps nobody.
  if (row.closedAt !== null && row.closedAt.getTime() <= since) return null;
  return linkOf(tx, ctx, row);
}
