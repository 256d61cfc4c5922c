import { readSetting, writeSetting, type Db, type Tx } from '#server/platform/index.ts';
import { Temporal } from 'temporal-polyfill';

// Near-real-time states and figures of single members of staff are shown to others, and their chats followed live, only
// under a recorded agreement (L. 300/1970, art. 4). Whoever shows them asks here; the agreements themselves are kept by
// `insight`.

/** What an agreement may cover: how single agents are doing; following single chats live. */
export type StaffView = 'figures' | 'listening';

/** From which day until which, both included, single members of staff may be seen, and how far. */
export interface SingleViewTerm {
  from: string;
  until: string | null;
  /** Figures alone where nothing is said. */
  covers?: readonly StaffView[];
}
const key = 'staffProtection.terms';
const listeningKey = 'staffProtection.listeningAsks';

/** The terms as recorded; for whoever keeps the agreements. */
export const writeSingleViewTerms = (tx: Tx, terms: readonly SingleViewTerm[]): Promise<void> =>
  writeSetting(tx, key, terms);

/** Whether an agreement in force now covers a view of single members of staff; no, unless there is one. */
async function covered(db: Db, now: Date, view: StaffView): Promise<boolean> {
  const terms = ((await readSetting<SingleViewTerm[]>(db, key)) ?? []).filter(({ covers = ['figures'] }) =>
    covers.includes(view),
  );
  if (terms.length === 0) return false;
  const timeZone = (await readSetting<string>(db, 'timeZone')) ?? 'Europe/Rome';
  const day = Temporal.Instant.fromEpochMilliseconds(now.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDate()
    .toString();
  return terms.some(({ from, until }) => from <= day && (until === null || day <= until));
}

/** Whether states and figures of single members of staff may be seen by others now. */
export const singleViewsAllowed = (db: Db, now: Date): Promise<boolean> => covered(db, now, 'figures');

/** Whether the chats of single members of staff may be followed live now. */
export const listeningAllowed = (db: Db, now: Date): Promise<boolean> => covered(db, now, 'listening');

/** Whether an agent is asked before their chat is followed; else they are told at once. Never neither. */
export const listeningAsks = async (db: Db): Promise<boolean> =>
  (await readSetting<boolean>(db, listeningKey)) ?? false;

/** For whoever keeps what protects the staff. */
export const writeListeningAsks = (tx: Tx, asks: boolean): Promise<void> =>
  writeSetting(tx, listeningKey, asks);
