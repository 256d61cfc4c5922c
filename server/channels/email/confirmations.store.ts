import { sql, type Tx } from '#server/platform/index.ts';

/**
 * Notes a machine's mail to an address, unless the conversation had its confirmation or the address has had `most`
 * of the kind since `since`. Two transactions at once may both pass the last place: one mail more does no harm,
 * a lock would.
 * @returns whether it may be sent
 */
export async function noteConfirmation(
  tx: Tx,
  wish: {
    conversationId: string;
    kind: 'received' | 'transcript' | 'callback';
    address: string;
    at: Date;
    since: Date;
    most: number;
  },
): Promise<boolean> {
  const { rows } = await sql`
    insert into email.confirmation (conversation_id, kind, address, at)
    select ${wish.conversationId}::uuid, ${wish.kind}::text, ${wish.address}::text, ${wish.at}::timestamptz
    where (select count(*) from email.confirmation
           where address = ${wish.address} and kind = ${wish.kind} and at > ${wish.since}::timestamptz) < ${wish.most}::int
    on conflict do nothing returning 1`.execute(tx);
  return rows.length > 0;
}
