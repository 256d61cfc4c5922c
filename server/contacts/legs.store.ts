import { newId, sql, type Tx } from '#server/platform/index.ts';

export interface NewLeg {
  contactId: string;
  kind:
    | 'flow'
    | 'queue'
    | 'offer'
    | 'handle'
    | 'hold'
    | 'wrap_up'
    | 'consult_queue'
    | 'consult_offer'
    | 'consult'
    | 'outside';
  /** Of the three kinds of consults. */
  consultId?: string;
  queueId?: string | null;
  agentId?: string | null;
  startedAt: Date;
  /** Of a stretch that is over as it is written, with its result. */
  endedAt?: Date;
  result?: string;
  detail?: Record<string, unknown>;
}

/** Writes legs, those of one contact in the given order: the ordinals follow the contact's last one. */
export async function startLegs(tx: Tx, legs: readonly NewLeg[]): Promise<void> {
  if (legs.length === 0) return;
  await sql`
    insert into contacts.leg (id, contact_id, ordinal, kind, queue_id, agent_id, started_at, ended_at, result, detail, consult_id)
    select n.id, n.contact, coalesce((select max(l.ordinal) from contacts.leg l where l.contact_id = n.contact), 0)
        + row_number() over (partition by n.contact order by n.place),
      n.kind, n.queue, n.agent, n.started, n.ended, n.result, n.detail::jsonb, n.consult
    from unnest(${legs.map(() => newId())}::uuid[], ${legs.map((leg) => leg.contactId)}::uuid[], ${legs.map((leg) => leg.kind)}::text[],
      ${legs.map((leg) => leg.queueId ?? null)}::uuid[], ${legs.map((leg) => leg.agentId ?? null)}::uuid[], ${legs.map((leg) => leg.startedAt)}::timestamptz[],
      ${legs.map((leg) => leg.endedAt ?? null)}::timestamptz[], ${legs.map((leg) => leg.result ?? null)}::text[],
      ${legs.map((leg) => JSON.stringify(leg.detail ?? {}))}::text[], ${legs.map((leg) => leg.consultId ?? null)}::uuid[])
      with ordinality as n (id, contact, kind, queue, agent, started, ended, result, detail, consult, place)`.execute(
    tx,
  );
}

/** Ends the open legs of a kind; a leg never ends before it began, whatever the clocks say. */
export async function endLegs(
  tx: Tx,
  contactIds: readonly string[],
  kinds: readonly NewLeg['kind'][],
  at: Date,
  result: string,
  agentId?: string,
): Promise<void> {
  if (contactIds.length === 0) return;
  await tx
    .updateTable('contacts.leg')
    .set({ endedAt: sql<Date>`greatest(started_at, ${at}::timestamptz)`, result })
    .where('contactId', 'in', contactIds)
    .where('kind', 'in', kinds)
    .where('endedAt', 'is', null)
    .$if(agentId !== undefined, (query) => query.where('agentId', '=', agentId!))
    .execute();
}

/** Adds a note to a list in the detail of an open leg. */
export async function noteOnLeg(
  tx: Tx,
  leg: { contactId: string; kind: NewLeg['kind']; queueId: string },
  list: string,
  note: Record<string, unknown>,
): Promise<void> {
  await sql`
    update contacts.leg set detail = jsonb_set(detail, array[${list}::text],
      coalesce(detail -> ${list}::text, '[]') || ${JSON.stringify([note])}::jsonb)
    where contact_id = ${leg.contactId}::uuid and kind = ${leg.kind} and queue_id = ${leg.queueId}::uuid
      and ended_at is null`.execute(tx);
}

/** Writes something into the detail of the open leg of a kind. */
export async function noteOnOpenLeg(
  tx: Tx,
  contactId: string,
  kind: NewLeg['kind'],
  note: Record<string, unknown>,
): Promise<void> {
  await sql`
    update contacts.leg set detail = detail || ${JSON.stringify(note)}::jsonb
    where contact_id = ${contactId}::uuid and kind = ${kind} and ended_at is null`.execute(tx);
}

/** How the open legs of a contact end, by their kind; a kind that is not named goes on. */
export type LegResults = Partial<Record<NewLeg['kind'], string>>;

/** Ends a contact's open legs, each kind with its own result, in one statement. */
export async function endLegsOf(tx: Tx, contactId: string, at: Date, results: LegResults): Promise<void> {
  await sql`
    update contacts.leg as l set ended_at = greatest(l.started_at, ${at}::timestamptz), result = r.result
    from unnest(${Object.keys(results)}::text[], ${Object.values(results)}::text[]) as r (kind, result)
    where l.contact_id = ${contactId}::uuid and l.kind = r.kind and l.ended_at is null`.execute(tx);
}
