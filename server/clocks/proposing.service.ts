import type { CompensationRule } from '#contract/clocks.ts';
import { loadCounting } from '#server/calendars/index.ts';
import { audit, newId, record, type Ctx, type Tx } from '#server/platform/index.ts';
import { compensationFor, type Standing } from './clock.rules.ts';
import type { ClockRow } from './clocks.store.ts';
import { countedThisYear, insertCompensation } from './compensations.store.ts';
import { dayIn } from './moves.rules.ts';
import { standardById } from './packs.store.ts';

/**
 * Proposes what is due for a standard that was not kept, by the pack in force at the receipt: the amount by how far over
 * it ended, unless the customer has had the year's number for this standard. Standards that are general, or the
 * organisation's own, compensate nothing.
 */
export async function proposeCompensation(
  tx: Tx,
  ctx: Ctx,
  row: ClockRow,
  standing: Standing,
): Promise<void> {
  const standard = row.standardId === null ? null : await standardById(tx, row.standardId);
  const rule = (standard?.compensation ?? null) as CompensationRule | null;
  if (standard === null || rule === null || standard.kind !== 'specific') return;
  const multiple = standing.multiple as 1 | 2 | 3;
  // The year is that of the place: what ends in its first hour is not of the year before.
  const year = Number(dayIn(await loadCounting(tx, row.calendarId), standing.endedAt!).slice(0, 4));
  const due = compensationFor(
    rule,
    multiple,
    row.customerId === null
      ? 0
      : await countedThisYear(tx, {
          customerId: row.customerId,
          regulation: standard.regulation,
          standardCode: standard.code,
          year,
        }),
  );
  const compensation = {
    id: newId(),
    clockId: row.id,
    subjectKind: row.subjectKind,
    subjectId: row.subjectId,
    subjectLabel: row.subjectLabel,
    customerId: row.customerId,
    serviceId: row.serviceId,
    teamId: row.teamId,
    ownerId: row.ownerId,
    regulation: standard.regulation,
    standardCode: standard.code,
    multiple,
    ratio: String(Math.round(((standing.measured ?? 0) / row.amount) * 1000) / 1000),
    proposedAt: ctx.clock.now(),
    year,
    ...due,
  };
  if (!(await insertCompensation(tx, compensation))) return;
  await audit(tx, ctx.actor, {
    action: `compensation.${due.state}`,
    objectType: 'compensation',
    objectId: compensation.id,
    serviceId: row.serviceId,
    after: compensation,
  });
  await record(tx, ctx.actor, {
    kind: 'clock.compensation',
    subjectId: row.subjectId,
    serviceId: row.serviceId,
    teamId: row.teamId,
    data: {
      clock: row.id,
      compensation: compensation.id,
      subject: row.subjectId,
      subjectKind: row.subjectKind,
      label: row.subjectLabel,
      state: due.state,
      multiple,
    },
  });
}
