import { actorLabel, type Ctx, type Tx } from '#server/platform/index.ts';
import type { CaseRow } from './cases.read.ts';
import { addEntry, type NewEntry } from './cases.store.ts';

/** Where a case lies, for the events about it. */
export const placeOf = (row: Pick<CaseRow, 'serviceId' | 'teamId'>) => ({
  serviceId: row.serviceId,
  teamId: row.teamId,
});

/** Writes down what the caller did to a case. Returns the entry's id. */
export const write = (
  tx: Tx,
  ctx: Ctx,
  entry: Pick<NewEntry, 'caseId' | 'kind' | 'body' | 'data'>,
): Promise<string> =>
  addEntry(tx, {
    ...entry,
    at: ctx.clock.now(),
    actor: actorLabel(ctx.actor),
    authorName: ctx.actor.name,
  });
