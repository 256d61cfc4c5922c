import type { decideCompensation } from '#contract/clocks.ts';
import type { Parsed } from '#contract/route.ts';
import {
  audit,
  conflict,
  invalid,
  newId,
  notFound,
  record,
  scopeOf,
  type Ctx,
  type Tx,
} from '#server/platform/index.ts';
import { billingFile } from './billing.rules.ts';
import { billingLines, compensationById, exportList } from './compensations.read.ts';
import {
  changeCompensation,
  exportApproved,
  lockCompensation,
  type CompensationRow,
} from './compensations.store.ts';

/**
 * Approves a compensation, or refuses it with the reason why it is not due. Who has the case does not decide; what is not
 * due by the year's cap may be refused for good, but not approved.
 * @throws Problem 404, 409 own_case, decided, 422 naming the field
 */
export const decideOn = (
  ctx: Ctx,
  id: string,
  { decision, exclusion, reason }: Parsed<typeof decideCompensation>['body'],
): Promise<void> =>
  ctx.tx(async (tx) => {
    const row = await lockCompensation(tx, scopeOf(ctx.actor, 'compensation.decide'), id);
    if (row === null) throw notFound('compensation');
    if (row.state !== 'proposed')
      throw conflict('decided', 'This compensation is decided already.', { state: row.state });
    if (ctx.actor.kind === 'staff' && row.ownerId === ctx.actor.id)
      throw conflict('own_case', 'Whoever has the case does not decide on its compensation.');
    const refuses = decision === 'refuse';
    if (refuses && exclusion === undefined)
      throw invalid('exclusion', 'a compensation is refused with the reason why it is not due');
    if (refuses && reason.trim().length < 3) throw invalid('reason', 'say in words why it is not due');
    if (!refuses && exclusion !== undefined)
      throw invalid('exclusion', 'what is approved has no reason not to be due');
    const change = {
      state: refuses ? ('refused' as const) : ('approved' as const),
      exclusion: exclusion ?? null,
      reason: reason.trim() === '' ? null : reason.trim(),
      decidedAt: ctx.clock.now(),
      decidedBy: ctx.actor.kind === 'staff' ? ctx.actor.id : null,
      decidedByName: ctx.actor.name,
    };
    await changeCompensation(tx, id, change);
    await told(tx, ctx, row, change, change.reason);
  });

async function told(
  tx: Tx,
  ctx: Ctx,
  row: CompensationRow,
  change: { state: string } & Record<string, unknown>,
  reason: string | null = null,
): Promise<void> {
  await audit(tx, ctx.actor, {
    action: `compensation.${change.state}`,
    objectType: 'compensation',
    objectId: row.id,
    serviceId: row.serviceId,
    before: { state: row.state },
    after: change,
    reason,
  });
  await record(tx, ctx.actor, {
    kind: 'clock.compensation',
    subjectId: row.subjectId,
    serviceId: row.serviceId,
    teamId: row.teamId,
    data: {
      clock: row.clockId,
      compensation: row.id,
      subject: row.subjectId,
      subjectKind: row.subjectKind,
      label: row.subjectLabel,
      state: change.state,
      multiple: row.multiple,
    },
  });
}

/**
 * Hands everything approved in scope to billing: each compensation is in one export, whose file can be read again.
 * @throws Problem 409 nothing_approved
 */
export async function exportAll(ctx: Ctx) {
  const made = await ctx.tx(async (tx) => {
    const one = {
      id: newId(),
      at: ctx.clock.now(),
      byId: ctx.actor.kind === 'staff' ? ctx.actor.id : null,
      byName: ctx.actor.name,
    };
    const rows = await exportApproved(tx, scopeOf(ctx.actor, 'compensation.bill'), one);
    if (rows.length === 0) throw conflict('nothing_approved', 'Nothing approved waits for billing.');
    for (const row of rows)
      await told(tx, ctx, { ...row, state: 'approved' }, { state: 'exported', export: one.id });
    return one.id;
  });
  return (await exportList(ctx.db, scopeOf(ctx.actor, 'compensation.bill'))).find(({ id }) => id === made)!;
}

/** The file of an export; that it was taken is audited, each time. @throws Problem 404 */
export const exportFile = (ctx: Ctx, id: string): Promise<string> =>
  ctx.tx(async (tx) => {
    const lines = await billingLines(tx, scopeOf(ctx.actor, 'compensation.bill'), id);
    if (lines.length === 0) throw notFound('export');
    await audit(tx, ctx.actor, {
      action: 'compensation.file-read',
      objectType: 'compensation_export',
      objectId: id,
      after: { count: lines.length },
    });
    return billingFile(lines);
  });

/** Notes the bill by which it was credited. @throws Problem 404, 409 not_exported */
export const noteCredited = (ctx: Ctx, id: string, reference: string): Promise<void> =>
  ctx.tx(async (tx) => {
    const row = await lockCompensation(tx, scopeOf(ctx.actor, 'compensation.bill'), id);
    if (row === null) throw notFound('compensation');
    if (row.state !== 'exported' && row.state !== 'paid')
      throw conflict('not_exported', 'Only what was handed to billing can be credited.');
    const change = { state: 'paid' as const, paidReference: reference.trim(), paidAt: ctx.clock.now() };
    if (change.paidReference === '') throw invalid('reference', 'the number of the bill');
    await changeCompensation(tx, id, change);
    await told(tx, ctx, row, change);
  });

/** @throws Problem 404 */
export async function compensationNow(ctx: Ctx, id: string) {
  const found = await compensationById(ctx.db, ctx.actor, id);
  if (found === null) throw notFound('compensation');
  return found;
}
