import type { z } from 'zod';
import type { listRecordings } from '#contract/recordings.ts';
import { visibleContact } from '#server/contacts/index.ts';
import { decodeCursor, pageOf, sql, type Actor, type Db, type Tx } from '#server/platform/index.ts';
import type { Stretch } from './audio.rules.ts';
import type { RecordingRow } from './recordings.store.ts';
import type { TranscriptReason, TranscriptState } from './transcripts.store.ts';

type Query = z.output<(typeof listRecordings)['query']>;

/** A recording as screens show it, with what decides who may hear it. */
export type ShownRow = RecordingRow & {
  contactNumber: string;
  conversationId: string;
  customerId: string;
  customerName: string;
  serviceId: string;
  teamId: string | null;
  direction: 'in' | 'out';
  queueName: string | null;
  /** Who of the staff had the contact while it ran. */
  agents: { id: string; name: string }[];
  reach: number;
  parts: number;
  notes: number;
  heldByName: string | null;
  deletedByName: string | null;
  askWhy: boolean | null;
  agentsListen: boolean | null;
  transcripts: boolean | null;
  transcriptState: TranscriptState | null;
  transcriptBecause: TranscriptReason | null;
  transcriptNextAt: Date | null;
  transcriptPieces: number | null;
  transcriptDone: number | null;
  transcriptFaults: { provider: string; fault: string }[] | null;
};

// A leg of handling tells who spoke; one that only touches the recording's end in the same instant did not.
const shown = sql`r.*, c.number as contact_number, c.conversation_id, c.customer_id, c.service_id, c.team_id, c.direction,
  coalesce(customer.name, '') as customer_name, queue.name as queue_name, held.name as held_by_name,
  gone.name as deleted_by_name, s.ask_why, s.agents_listen,
  s.transcripts, t.state as transcript_state, t.because as transcript_because, t.next_at as transcript_next_at,
  t.pieces as transcript_pieces, t.pieces_done as transcript_done, t.faults as transcript_faults,
  coalesce((select max(p.start_ms + p.length_ms) from recordings.part as p where p.recording_id = r.id), 0)::int as reach,
  (select count(*)::int from recordings.part as p where p.recording_id = r.id) as parts,
  (select count(*)::int from recordings.note as n where n.recording_id = r.id) as notes,
  coalesce((select json_agg(json_build_object('id', had.id, 'name', had.name) order by had.since) from (
    select staff.id, staff.name, min(l.started_at) as since from contacts.leg as l join access.staff as staff on staff.id = l.agent_id
    where l.contact_id = r.contact_id and l.kind = 'handle' and l.started_at < coalesce(r.ended_at, 'infinity')
      and coalesce(l.ended_at, 'infinity') > coalesce(r.started_at, r.decided_at)
    group by staff.id, staff.name) as had), '[]') as agents`;
const joins = sql`join contacts.contact as c on c.id = r.contact_id
  left join customers.customer as customer on customer.id = c.customer_id
  left join routing.queue as queue on queue.id = r.queue_id left join recordings.setting as s on s.queue_id = r.queue_id
  left join recordings.transcript as t on t.recording_id = r.id
  left join access.staff as held on held.id = r.held_by left join access.staff as gone on gone.id = r.deleted_by`;

/** The recordings in the actor's scope, the newest first. */
export async function recordingsInScope(
  db: Db,
  actor: Actor,
  query: Query,
): Promise<{ items: ShownRow[]; next: string | null }> {
  const place = decodeCursor(query.cursor, 2);
  const tests = [sql<boolean>`r.started_at is not null`, visibleContact(actor, 'recording.listen', 'c')];
  if (place !== null)
    tests.push(sql<boolean>`(r.started_at, r.id) < (${place[0]}::timestamptz, ${place[1]}::uuid)`);
  if (query.queue !== undefined) tests.push(sql<boolean>`r.queue_id = ${query.queue}::uuid`);
  if (query.agent !== undefined)
    tests.push(sql<boolean>`exists (select from contacts.leg as l where l.contact_id = r.contact_id and l.kind = 'handle'
      and l.agent_id = ${query.agent}::uuid and l.started_at < coalesce(r.ended_at, 'infinity')
      and coalesce(l.ended_at, 'infinity') > r.started_at)`);
  const zone = sql`coalesce((select value #>> '{}' from platform.setting where key = 'timeZone'), 'Europe/Rome')`;
  if (query.from !== undefined)
    tests.push(sql<boolean>`r.started_at >= (${query.from}::date::timestamp at time zone ${zone})`);
  if (query.to !== undefined)
    tests.push(sql<boolean>`r.started_at < ((${query.to}::date + 1)::timestamp at time zone ${zone})`);
  if (query.atLeast !== undefined) tests.push(sql<boolean>`r.length_ms >= ${query.atLeast * 1000}`);
  if (query.atMost !== undefined) tests.push(sql<boolean>`r.length_ms <= ${query.atMost * 1000}`);
  if (query.notes === 'yes')
    tests.push(sql<boolean>`exists (select from recordings.note as n where n.recording_id = r.id)`);
  if (query.held === 'yes') tests.push(sql<boolean>`r.held_at is not null`);
  if (query.deleted !== 'yes') tests.push(sql<boolean>`r.deleted_at is null`);
  const { rows } = await sql<ShownRow>`
    select ${shown} from recordings.recording as r ${joins} where ${sql.join(tests, sql` and `)}
    order by r.started_at desc, r.id desc limit ${query.limit + 1}`.execute(db);
  return pageOf(rows, query.limit, (row) => [row.startedAt!.toISOString(), row.id]);
}

/** The recordings of a contact that ran, or run, in order; its access is the caller's to check. */
export async function recordingsOf(db: Db | Tx, contactId: string): Promise<ShownRow[]> {
  const { rows } = await sql<ShownRow>`
    select ${shown} from recordings.recording as r ${joins}
    where r.contact_id = ${contactId}::uuid and r.started_at is not null order by r.started_at`.execute(db);
  return rows;
}

/** A recording that ran; null when there is none. Its access is the caller's to check. */
export async function recordingById(db: Db | Tx, id: string): Promise<ShownRow | null> {
  const { rows } = await sql<ShownRow>`
    select ${shown} from recordings.recording as r ${joins}
    where r.id = ${id}::uuid and r.started_at is not null`.execute(db);
  return rows[0] ?? null;
}

/** When somebody of the staff handled the contact of a recording, in the recording's own time. */
export async function handledBy(
  db: Db,
  row: Pick<RecordingRow, 'contactId'> & { startedAt: Date },
  staffId: string,
): Promise<Stretch[]> {
  const { rows } = await sql<{ startedAt: Date; endedAt: Date | null }>`
    select started_at, ended_at from contacts.leg
    where contact_id = ${row.contactId}::uuid and kind = 'handle' and agent_id = ${staffId}::uuid order by started_at`.execute(
    db,
  );
  const zero = row.startedAt.getTime();
  return rows
    .map(({ startedAt, endedAt }) => ({
      from: Math.max(0, startedAt.getTime() - zero),
      to: endedAt === null ? null : endedAt.getTime() - zero,
    }))
    .filter(({ from, to }) => to === null || to > from);
}

/** Recordings whose time is over, the longest over first. */
export async function dueRecordings(db: Db, now: Date, limit: number): Promise<string[]> {
  // What a queue keeps shorter now than was promised then, it keeps shorter; never longer.
  const { rows } = await sql<{ id: string }>`
    select r.id from recordings.recording as r left join recordings.setting as s on s.queue_id = r.queue_id
    where r.deleted_at is null and r.held_at is null and r.started_at is not null and r.keep_until is not null
      and least(r.keep_until, r.ended_at + make_interval(days => coalesce(s.keep_days, r.keep_days))) <= ${now}
    order by r.keep_until limit ${limit}`.execute(db);
  return rows.map(({ id }) => id);
}

/** Which keys of the key file wrap data keys now. */
export async function usedKeys(db: Db): Promise<Set<string>> {
  const { rows } = await sql<{ keyId: string }>`
    select distinct key_id from recordings.recording where wrapped_key is not null`.execute(db);
  return new Set(rows.map((row) => row.keyId));
}
