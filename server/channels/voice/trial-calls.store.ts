import type { Selectable } from 'kysely';
import { newId, type Ctx, type DB, type Db, type Tx } from '#server/platform/index.ts';
import { findCall, insertCall, type CallRow } from './calls.store.ts';
import type { FlowScript } from './script.ts';

export type TrialRow = Selectable<DB['voice.trialCall']>;

const dayMilliseconds = 24 * 3_600_000;

/** Writes down who tries what, before the line stands; those of before yesterday are forgotten. */
export async function insertTrial(tx: Tx, row: TrialRow): Promise<void> {
  await tx
    .deleteFrom('voice.trialCall')
    .where('askedAt', '<', new Date(row.askedAt.getTime() - dayMilliseconds))
    .execute();
  await tx.insertInto('voice.trialCall').values(row).execute();
}

/** The trial that a leg is for; null: it is a call like any other. */
export async function trialOfLeg(
  db: Db | Tx,
  { gateway, leg }: { gateway: string; leg: string },
): Promise<TrialRow | null> {
  const query = db.selectFrom('voice.trialCall').selectAll().where('leg', '=', leg);
  return (await query.where('gateway', '=', gateway).executeTakeFirst()) ?? null;
}

/** The trial that somebody has begun with this leg; null: there is none, or it is another's. */
export async function ownTrial(db: Db, leg: string, staffId: string | null): Promise<TrialRow | null> {
  if (staffId === null) return null;
  const query = db.selectFrom('voice.trialCall').selectAll().where('leg', '=', leg);
  return (await query.where('staffId', '=', staffId).executeTakeFirst()) ?? null;
}

/** The call of a trial whose line stands: in the flow, and nobody's work. */
export async function insertTrialCall(tx: Tx, ctx: Ctx, trial: TrialRow): Promise<CallRow> {
  const now = ctx.clock.now();
  const id = newId();
  const script: FlowScript = {
    kind: 'flow',
    session: trial.sessionId,
    turn: 0,
    name: null,
    trial: { service: trial.serviceId },
  };
  await insertCall(tx, {
    id,
    gateway: trial.gateway,
    ref: trial.leg,
    direction: 'in',
    customerNumber: trial.fromNumber,
    state: 'waiting',
    wanted: 'flow',
    script: JSON.stringify(script),
    startedAt: now,
    answeredAt: now,
  });
  return (await findCall(tx, { id }))!;
}
