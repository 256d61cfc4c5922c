import type { Insertable, Updateable } from 'kysely';
import type { FlowChannel, FlowLanguage } from '#contract/flow-graph.ts';
import type { Turn } from '#contract/flow-turns.ts';
import { sql, type DB, type Db, type Tx } from '#server/platform/index.ts';
import type { FlowEffect, FlowState, TrailDraft } from './state.rules.ts';

export interface SessionRow {
  id: string;
  flowId: string;
  version: number | null;
  trialBy: string | null;
  trialGraph: unknown;
  channel: FlowChannel;
  language: FlowLanguage;
  entryPointId: string | null;
  fromAddress: string | null;
  state: FlowState;
  turn: number;
  lastTurn: Turn | null;
  startedAt: Date;
  lastAt: Date;
  endedAt: Date | null;
  result: 'open' | 'contained' | 'unanswered' | 'handed_over' | 'hung_up' | 'announced';
  contactId: string | null;
  customerId: string | null;
  pending: FlowEffect | null;
  pendingUntil: Date | null;
  codeHash: string | null;
  codeUntil: Date | null;
  codeTries: number;
  trailLength: number;
}

export async function insertSession(
  tx: Tx,
  row: Omit<Insertable<DB['flows.session']>, 'state' | 'trialGraph' | 'node'> & {
    state: FlowState;
    trialGraph?: unknown;
  },
): Promise<void> {
  await tx
    .insertInto('flows.session')
    .values({
      ...row,
      node: row.state.node,
      state: JSON.stringify(row.state),
      trialGraph: row.trialGraph == null ? null : JSON.stringify(row.trialGraph),
    })
    .execute();
}

/** A session, held until the transaction ends. */
export async function lockSession(tx: Tx, id: string): Promise<SessionRow | null> {
  const row = await tx
    .selectFrom('flows.session')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  return (row as unknown as SessionRow | undefined) ?? null;
}
export async function findSession(
  db: Db,
  by: { id: string } | { tokenHash: string },
): Promise<SessionRow | null> {
  const row = await db
    .selectFrom('flows.session')
    .selectAll()
    .$if('id' in by, (query) => query.where('id', '=', (by as { id: string }).id))
    .$if('tokenHash' in by, (query) => query.where('tokenHash', '=', (by as { tokenHash: string }).tokenHash))
    .executeTakeFirst();
  return (row as unknown as SessionRow | undefined) ?? null;
}

type Change = Partial<
  Pick<
    SessionRow,
    | 'state'
    | 'turn'
    | 'lastTurn'
    | 'lastAt'
    | 'endedAt'
    | 'result'
    | 'contactId'
    | 'customerId'
    | 'pending'
    | 'pendingUntil'
    | 'codeHash'
    | 'codeUntil'
    | 'codeTries'
    | 'trailLength'
    | 'language'
  >
> & { identifiedBy?: string | null; identifiedProof?: string | null };
export async function changeSession(tx: Tx, id: string, change: Change): Promise<void> {
  const { state, lastTurn, pending, ...rest } = change;
  const set: Updateable<DB['flows.session']> = {
    ...rest,
    ...(state === undefined ? {} : { state: JSON.stringify(state), node: state.node }),
    ...(lastTurn === undefined ? {} : { lastTurn: JSON.stringify(lastTurn) }),
    ...(pending === undefined ? {} : { pending: pending === null ? null : JSON.stringify(pending) }),
  };
  await tx.updateTable('flows.session').set(set).where('id', '=', id).execute();
}

/** Writes down what happened, after what is there. */
export async function addTrail(
  tx: Tx,
  sessionId: string,
  after: number,
  at: Date,
  entries: readonly TrailDraft[],
): Promise<void> {
  if (entries.length === 0) return;
  await tx
    .insertInto('flows.trail')
    .values(
      entries.map(({ data, ...entry }, index) => ({
        ...entry,
        sessionId,
        n: after + index + 1,
        at,
        data: JSON.stringify(data),
      })),
    )
    .execute();
}

export interface TrailRow extends TrailDraft {
  sessionId: string;
  n: number;
  at: Date;
}
export async function trailOf(db: Db, sessions: readonly string[], after = 0): Promise<TrailRow[]> {
  if (sessions.length === 0) return [];
  return (await db
    .selectFrom('flows.trail')
    .selectAll()
    .where('sessionId', 'in', [...sessions])
    .where('n', '>', after)
    .orderBy('sessionId')
    .orderBy('n')
    .execute()) as unknown as TrailRow[];
}

/** The sessions of customers that led to these contacts, in their order. */
export async function sessionsThatLedTo(db: Db | Tx, contacts: readonly string[]): Promise<string[]> {
  const rows = await db
    .selectFrom('flows.session')
    .select('id')
    .where('contactId', 'in', [...contacts])
    .where('trialBy', 'is', null)
    .orderBy('startedAt')
    .execute();
  return rows.map(({ id }) => id);
}

/** A proof was given. */
export async function noteProof(
  tx: Tx,
  row: { customerId: string; at: Date; sessionId: string; proof: string; ok: boolean },
): Promise<void> {
  await tx.insertInto('flows.proof').values(row).execute();
}
/** How many wrong proofs were given for a customer since then, over all channels and sessions. */
export async function wrongProofs(tx: Tx, customerId: string, since: Date): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int as n from flows.proof
    where customer_id = ${customerId}::uuid and at > ${since} and not ok`.execute(tx);
  return rows[0]!.n;
}

/** The one-time code of a session, as it is kept. */
export const codeOf = (
  tx: Tx,
  id: string,
): Promise<{ codeHash: string | null; codeUntil: Date | null; codeTries: number }> =>
  tx
    .selectFrom('flows.session')
    .select(['codeHash', 'codeUntil', 'codeTries'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();

/** Ends the sessions of who has left without a word. */
export async function endIdle(db: Db, before: Date): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    with gone as (
      update flows.session set result = 'hung_up', ended_at = last_at, pending = null
      where ended_at is null and last_at < ${before} returning 1)
    select count(*)::int as n from gone`.execute(db);
  return rows[0]!.n;
}
/** Forgets sessions, with their trails, that ended before a day. */
export async function forgetSessions(db: Db, before: Date): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    with gone as (delete from flows.session where ended_at < ${before} or (trial_by is not null and started_at < ${before}) returning 1)
    select count(*)::int as n from gone`.execute(db);
  return rows[0]!.n;
}
