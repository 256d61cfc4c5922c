import type { Db, Tx } from '#server/platform/index.ts';

/** What a service shows of itself to those whom it calls, and what its people may dial. */
export interface OutboundRow {
  serviceId: string;
  entryPointId: string | null;
  abroad: boolean;
  premium: boolean;
  emergency: boolean;
  ringSeconds: number;
}

/** Of a service that nobody has arranged yet. */
export const outboundDefaults = (serviceId: string): OutboundRow => ({
  serviceId,
  entryPointId: null,
  abroad: false,
  premium: false,
  emergency: false,
  ringSeconds: 30,
});

/** What a service has arranged; null: nothing yet. */
export async function findOutbound(
  db: Db | Tx,
  serviceId: string,
  { lock = false }: { lock?: boolean } = {},
): Promise<OutboundRow | null> {
  const row = await db
    .selectFrom('voice.outbound')
    .selectAll()
    .where('serviceId', '=', serviceId)
    .$if(lock, (query) => query.forUpdate())
    .executeTakeFirst();
  return row ?? null;
}

export async function saveOutbound(tx: Tx, row: OutboundRow): Promise<void> {
  const { serviceId, ...values } = row;
  await tx
    .insertInto('voice.outbound')
    .values({ serviceId, ...values })
    .onConflict((conflict) => conflict.column('serviceId').doUpdateSet(values))
    .execute();
}
