import {
  actorLabel,
  audit,
  conflict,
  digest,
  newId,
  notFound,
  sign,
  type Ctx,
  type Db,
  type Tx,
} from '#server/platform/index.ts';
import { accessCase } from '../access.ts';
import { caseRow, type CaseRow } from '../cases.read.ts';
import { pageParty } from '../parties/parties.doors.ts';
import { findParty } from '../parties/parties.store.ts';
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

/**
 * The address of the own page of a case of its holder, or of one of its parties; made where there is none yet.
 */
export async function linkOf(
  tx: Tx,
  ctx: Ctx,
  row: Pick<CaseRow, 'id'>,
  partyId: string | null = null,
): Promise<string> {
  const found = await goodLink(tx, row.id, partyId);
  if (found !== null) return addressOf(ctx, keyOf(ctx, found.id));
  const id = newId();
  await insertLink(tx, {
    id,
    caseId: row.id,
    partyId,
    keyHash: digest(keyOf(ctx, id)),
    madeAt: ctx.clock.now(),
    madeBy: actorLabel(ctx.actor),
  });
  return addressOf(ctx, keyOf(ctx, (await goodLink(tx, row.id, partyId))!.id));
}

/** The same for whoever only reads what a message will say: where there is none yet, its place. */
export async function linkShown(db: Db, ctx: Ctx, row: Pick<CaseRow, 'id'>): Promise<string> {
  const found = await goodLink(db, row.id, null);
  return addressOf(ctx, found === null ? '…' : keyOf(ctx, found.id));
}

export interface LinkView {
  url: string | null;
  madeAt: Date | null;
  lookedAt: Date | null;
  looks: number;
}
/** Whose link is asked for: a party of the case, or nobody but its holder. @throws Problem 404 */
async function ownerOf(db: Db | Tx, caseId: string, partyId: string | null): Promise<void> {
  if (partyId !== null && (await findParty(db, caseId, partyId)) === null) throw notFound('party');
}

/** The link of the holder of a case, or of one of its parties, for whoever works on it. @throws Problem 404 */
export async function linkFor(ctx: Ctx, caseId: string, partyId: string | null = null): Promise<LinkView> {
  await accessCase(ctx.db, ctx.actor, caseId, 'case.write');
  await ownerOf(ctx.db, caseId, partyId);
  const found = await goodLink(ctx.db, caseId, partyId);
  return found === null
    ? { url: null, madeAt: null, lookedAt: null, looks: 0 }
    : {
        url: addressOf(ctx, keyOf(ctx, found.id)),
        madeAt: found.madeAt,
        lookedAt: found.lookedAt,
        looks: found.looks,
      };
}

/** The link opens nothing any more. */
export async function takeLink(
  tx: Tx,
  ctx: Ctx,
  caseId: string,
  partyId: string | null,
  why: string,
): Promise<void> {
  const before = await goodLink(tx, caseId, partyId);
  if (before !== null)
    await revokeLink(tx, before.id, {
      revokedAt: ctx.clock.now(),
      revokedBy: actorLabel(ctx.actor),
      why,
    });
}

/**
 * A new link instead of the one there is, which opens nothing any more.
 * @throws Problem 404, 409 no_page where a party may have none
 */
export async function renewLink(
  ctx: Ctx,
  caseId: string,
  why: string,
  partyId: string | null = null,
): Promise<LinkView> {
  await ctx.tx(async (tx) => {
    const row = await accessCase(tx, ctx.actor, caseId, 'case.write', { lock: true });
    await ownerOf(tx, caseId, partyId);
    if (partyId !== null && (await pageParty(tx, caseId, partyId, ctx.clock.now())) === null)
      throw conflict('no_page', 'Their part gives them no page of the case now.', { party: partyId });
    await takeLink(tx, ctx, caseId, partyId, why);
    await linkOf(tx, ctx, row, partyId);
    await audit(tx, ctx.actor, {
      action: 'case.link-renewed',
      objectType: 'case',
      objectId: caseId,
      serviceId: row.serviceId,
      reason: why,
      ...(partyId === null ? {} : { after: { party: partyId } }),
    });
  });
  return linkFor(ctx, caseId, partyId);
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
