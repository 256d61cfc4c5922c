import { readSetting, writeSetting, type Db, type Tx } from '#server/platform/index.ts';
import { Temporal } from 'temporal-polyfill';

// Near-real-time states and figures of single members of staff are shown to others, and their chats and calls followed live, only
// under a recorded agreement (L. 300/1970, art. 4). Whoever shows them asks here; the agreements themselves are kept by
// `insight`.

/** What an agreement may cover: how single agents are doing; following single chats and calls live; recording their calls; writing down what was said in them. */
export type StaffView = 'figures' | 'listening' | 'recording' | 'transcripts';

/** From which day until which, both included, single members of staff may be seen, and how far. */
export interface SingleViewTerm {
  from: string;
  until: string | null;
  /** Figures alone where nothing is said. */
  covers?: readonly StaffView[];
  /** For how long what comes of it may be kept; as long as is set where nothing is said. */
  retentionDays?: number;
}
const key = 'staffProtection.terms';
const listeningKey = 'staffProtection.listeningAsks';

/** The terms as recorded; for whoever keeps the agreements. */
export const writeSingleViewTerms = (tx: Tx, terms: readonly SingleViewTerm[]): Promise<void> =>
  writeSetting(tx, key, terms);

/** The terms in force now that cover a view of single members of staff; none, unless there is an agreement. */
async function termsNow(db: Db, now: Date, view: StaffView): Promise<SingleViewTerm[]> {
  const terms = ((await readSetting<SingleViewTerm[]>(db, key)) ?? []).filter(({ covers = ['figures'] }) =>
    covers.includes(view),
  );
  if (terms.length === 0) return [];
  const timeZone = (await readSetting<string>(db, 'timeZone')) ?? 'Europe/Rome';
  const day = Temporal.Instant.fromEpochMilliseconds(now.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDate()
    .toString();
  return terms.filter(({ from, until }) => from <= day && (until === null || day <= until));
}

const covered = async (db: Db, now: Date, view: StaffView): Promise<boolean> =>
  (await termsNow(db, now, view)).length > 0;

/** Whether states and figures of single members of staff may be seen by others now. */
export const singleViewsAllowed = (db: Db, now: Date): Promise<boolean> => covered(db, now, 'figures');

/** Whether the chats and calls of single members of staff may be followed live now. */
export const listeningAllowed = (db: Db, now: Date): Promise<boolean> => covered(db, now, 'listening');

/**
 * The agreement under which calls may be recorded now, and for how many days recordings may be kept under it (null: it
 * does not say); null without one.
 */
export const recordingTerm = (db: Db, now: Date): Promise<KeepingTerm | null> =>
  keepingTerm(db, now, 'recording');

/** The same for writing down what was said in recorded calls. */
export const transcriptTerm = (db: Db, now: Date): Promise<KeepingTerm | null> =>
  keepingTerm(db, now, 'transcripts');

export interface KeepingTerm {
  retentionDays: number | null;
}
async function keepingTerm(db: Db, now: Date, view: StaffView): Promise<KeepingTerm | null> {
  const terms = await termsNow(db, now, view);
  if (terms.length === 0) return null;
  const days = terms.flatMap(({ retentionDays }) => retentionDays ?? []);
  return { retentionDays: days.length === 0 ? null : Math.max(...days) };
}

/** Whether an agent is asked before their chat or call is followed; else they are told at once. Never neither. */
export const listeningAsks = async (db: Db): Promise<boolean> =>
  (await readSetting<boolean>(db, listeningKey)) ?? false;

/** For whoever keeps what protects the staff. */
export const writeListeningAsks = (tx: Tx, asks: boolean): Promise<void> =>
  writeSetting(tx, listeningKey, asks);
