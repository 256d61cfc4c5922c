import { sql, type Db } from '#server/platform/index.ts';

export const conversationsOf = async (db: Db, contactIds: readonly string[]): Promise<string[]> =>
  contactIds.length === 0
    ? []
    : (
        await db
          .selectFrom('contacts.contact')
          .select('conversationId')
          .distinct()
          .where('id', 'in', contactIds)
          .execute()
      ).map((row) => row.conversationId);

/**
 * The conversation on which the customer of a case can be told something: the newest of its contacts by mail or form,
 * or on a chat that is still going on. An ended chat is only the last resort: nobody is there to read. Null when none
 * of its contacts has one.
 */
export async function conversationOfCase(
  db: Db,
  caseId: string,
): Promise<{ id: string; byMail: boolean; live: boolean } | null> {
  const { rows } = await sql<{ id: string; byMail: boolean; live: boolean }>`
    select v.id, v.channel <> 'chat' as by_mail, v.state = 'open' as live
    from contacts.contact as c join contacts.conversation as v on v.id = c.conversation_id
    where c.case_id = ${caseId}::uuid
      -- What the holder is told is not for the other people of the case, nor on a conversation with them.
      and not exists (select from cases.party as p where p.case_id = c.case_id and (p.customer_id = v.customer_id
        or exists (select from customers.identity as i where i.customer_id = v.customer_id
          and i.normal in (lower(p.email), lower(p.pec), p.phone))))
      -- Nor on one with whoever was the holder before.
      and not exists (select from cases.entry as e join cases.case as k on k.id = e.case_id where e.case_id = c.case_id and e.kind = 'party'
        and e.data ->> 'about' = 'holder' and e.data ->> 'from' = v.customer_id::text and k.customer_id <> v.customer_id)
      and (v.channel in ('email', 'pec', 'chat') or v.channel = 'form'
      and exists (select from contacts.entry_point as e where e.channel = 'email' and e.active))
    order by (v.channel <> 'chat' or v.state = 'open') desc, c.arrived_at desc limit 1`.execute(db);
  return rows[0] ?? null;
}

/** What a notice to a customer starts from: an address of the service (of any, failing that) and the customer's own. */
export async function noticeAddresses(
  db: Db,
  customerId: string,
  serviceId: string | null,
  official: boolean,
): Promise<{ entryPointId: string; serviceId: string; queueId: string; to: string } | null> {
  const { rows } = await sql<{ entryPointId: string; serviceId: string; queueId: string; to: string }>`
    select e.id as entry_point_id, e.service_id, e.queue_id, i.value as to
    from contacts.entry_point as e, customers.identity as i
    where e.channel = 'email' and e.active and i.customer_id = ${customerId}::uuid and i.valid_to is null
      and (i.type = 'email' or (${official}::boolean and i.type = 'pec'))
    order by coalesce(e.service_id = ${serviceId}::uuid, false) desc, e.name, i.type = 'pec' desc, i.is_primary desc, i.valid_from
    limit 1`.execute(db);
  return rows[0] ?? null;
}

/** By what a customer can be told something: their addresses, the best first, and the addresses of ours that write. */
export interface NoticeReach {
  addresses: { email: string[]; pec: string[]; sms: string[] };
  senders: { email: boolean; sms: boolean };
}

/** Short messages reach mobile numbers; of Italian ones these are known by their first digit. */
export const mobile = (number: string): boolean => /^\+(?!39)\d{6,}$|^\+393\d{7,}$/.test(number);

/** Everything by which a customer could be told something now. */
export async function noticeReach(db: Db, customerId: string): Promise<NoticeReach> {
  const [identities, senders] = await Promise.all([
    db
      .selectFrom('customers.identity')
      .select(['type', 'value', 'normal'])
      .where('customerId', '=', customerId)
      .where('validTo', 'is', null)
      .where('type', 'in', ['email', 'pec', 'phone'])
      .orderBy('isPrimary', 'desc')
      .orderBy('validFrom')
      .orderBy('id')
      .execute(),
    db
      .selectFrom('contacts.entryPoint')
      .select('channel')
      .distinct()
      .where('active', '=', true)
      .where('channel', 'in', ['email', 'sms'])
      .execute(),
  ]);
  const of = (type: string) => identities.filter((one) => one.type === type);
  return {
    addresses: {
      email: of('email').map(({ value }) => value),
      pec: of('pec').map(({ value }) => value),
      sms: of('phone').flatMap(({ normal }) => (mobile(normal) ? [normal] : [])),
    },
    senders: {
      email: senders.some(({ channel }) => channel === 'email'),
      sms: senders.some(({ channel }) => channel === 'sms'),
    },
  };
}

/**
 * From where something is written on a channel: an entry point of the service, failing that of any. Certified mail leaves
 * from a certified address, where the organisation has one: else it would be certified no more.
 */
export async function noticeSender(
  db: Db,
  channel: 'email' | 'pec' | 'sms' | 'form',
  serviceId: string | null,
): Promise<{ entryPointId: string; serviceId: string; queueId: string } | null> {
  const row = await db
    .selectFrom('contacts.entryPoint')
    .select(['id as entryPointId', 'serviceId', 'queueId'])
    .where('channel', 'in', channel === 'pec' ? ['pec', 'email'] : [channel])
    .where('active', '=', true)
    .orderBy(sql`coalesce(service_id = ${serviceId}::uuid, false)`, 'desc')
    .orderBy(sql`channel = 'pec'`, 'desc')
    .orderBy('name')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}
