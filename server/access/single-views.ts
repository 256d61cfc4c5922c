import { readSetting, writeSetting, type Db, type Tx } from '#server/platform/index.ts';
import { Temporal } from 'temporal-polyfill';

// Near-real-time states and figures of single members of staff are shown to others only under a recorded agreement
// (L. 300/1970, art. 4). Whoever shows them asks here; the agreements themselves are kept by `insight`.

/** From which day until which, both included, single members of staff may be seen. */
export interface SingleViewTerm {
  from: string;
  until: string | null;
}
const key = 'staffProtection.terms';

/** The terms as recorded; for whoever keeps the agreements. */
export const writeSingleViewTerms = (tx: Tx, terms: readonly SingleViewTerm[]): Promise<void> =>
  writeSetting(tx, key, terms);

/** Whether single members of staff may be seen by others now; no, unless an agreement is in force. */
export async function singleViewsAllowed(db: Db, now: Date): Promise<boolean> {
  const terms = (await readSetting<SingleViewTerm[]>(db, key)) ?? [];
  if (terms.length === 0) return false;
  const timeZone = (await readSetting<string>(db, 'timeZone')) ?? 'Europe/Rome';
  const day = Temporal.Instant.fromEpochMilliseconds(now.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDate()
    .toString();
  return terms.some(({ from, until }) => from <= day && (until === null || day <= until));
}
