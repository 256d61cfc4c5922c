import { sql, type Db, type Tx } from '#server/platform/index.ts';

// What self-service reads of customers. Reached with who was identified only; nobody's scope is asked here.

export interface SelfPosition {
  id: string;
  kind: string;
  code: string;
  address: string;
  state: string;
}
/** The customers that have an identity now, or this number of customer. */
export async function customersWith(db: Db | Tx, type: string, normal: string): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select customer_id as id from customers.identity where type = ${type} and normal = ${normal} and valid_to is null
    union select id from customers.customer where ${type} = 'customer_number' and number = ${normal} limit 3`.execute(
    db,
  );
  return rows.map(({ id }) => id);
}
/** Where a customer can be written to, and whether they have a PIN. */
export async function reachOf(
  db: Db | Tx,
  customerId: string,
): Promise<{ mail: string | null; pec: string | null; phone: string | null; pin: boolean }> {
  const { rows } = await sql<{ mail: string | null; pec: string | null; phone: string | null; pin: boolean }>`
    select (select value from customers.identity where customer_id = c.id and type = 'email' and valid_to is null
        order by is_primary desc, valid_from limit 1) as mail,
      (select value from customers.identity where customer_id = c.id and type = 'pec' and valid_to is null
        order by is_primary desc, valid_from limit 1) as pec,
      (select normal from customers.identity where customer_id = c.id and type = 'phone' and valid_to is null
        and (normal like '+393%' or normal not like '+39%') order by is_primary desc, valid_from limit 1) as phone,
      exists (select from customers.pin where customer_id = c.id) as pin
    from customers.customer c where c.id = ${customerId}::uuid`.execute(db);
  return rows[0] ?? { mail: null, pec: null, phone: null, pin: false };
}
export async function pinHashOf(db: Db | Tx, customerId: string): Promise<string | null> {
  const row = await db
    .selectFrom('customers.pin')
    .select('hash')
    .where('customerId', '=', customerId)
    .executeTakeFirst();
  return row?.hash ?? null;
}
/** The positions of a customer, active ones first. */
export async function positionsOf(
  db: Db | Tx,
  customerId: string,
  kind: string | null,
): Promise<SelfPosition[]> {
  return db
    .selectFrom('customers.position')
    .select(['id', 'kind', 'code', 'address', 'state'])
    .where('customerId', '=', customerId)
    .$if(kind !== null, (query) => query.where('kind', '=', kind!))
    .orderBy(sql`state <> 'active'`)
    .orderBy('code')
    .execute();
}
export interface SelfBill {
  number: string;
  issuedOn: string;
  dueOn: string;
  periodFrom: string;
  periodTo: string;
  amount: number;
  paidOn: string | null;
  consumption: number | null;
  unit: string;
  lines: { name: { it: string; en: string }; amount: number }[];
  kind: string;
  code: string;
  address: string;
  /** The one before, of the same position. */
  previousAmount: number | null;
}
/** The last bill of a customer, of one kind of position where it is named, and what is open in all. */
export async function lastBillOf(
  db: Db | Tx,
  customerId: string,
  kind: string | null,
): Promise<{ bill: SelfBill; open: number } | null> {
  const { rows } = await sql<SelfBill & { open: number }>`
    with bills as (
      select b.*, p.kind, p.code, p.address, lag(b.amount) over (partition by b.position_id order by b.issued_on) as previous
      from customers.bill b join customers.position p on p.id = b.position_id
      where p.customer_id = ${customerId}::uuid and (${kind}::text is null or p.kind = ${kind}::text))
    select number, issued_on, due_on, period_from, period_to, amount::float8 as amount, paid_on, consumption::float8 as consumption,
      unit, lines, kind, code, address, previous::float8 as previous_amount,
      (select coalesce(sum(amount), 0)::float8 from bills where paid_on is null) as open
    from bills order by issued_on desc, number desc limit 1`.execute(db);
  const [row] = rows;
  if (row === undefined) return null;
  const { open, ...bill } = row;
  return { bill, open };
}
export async function lastReadingOf(
  db: Db | Tx,
  positionId: string,
): Promise<{ value: number; readOn: string } | null> {
  const row = await db
    .selectFrom('customers.reading')
    .select(['value', 'readOn'])
    .where('positionId', '=', positionId)
    .orderBy('readOn', 'desc')
    .orderBy('receivedAt', 'desc')
    .limit(1)
    .executeTakeFirst();
  return (row as { value: number; readOn: string } | undefined) ?? null;
}
export interface Outage {
  kind: string;
  area: string;
  street: string | null;
  text: { it: string; en: string };
  startsAt: Date;
  endsAt: Date | null;
  planned: boolean;
}
/** The faults that are under way, or begin within a day. */
export async function outagesAt(db: Db | Tx, now: Date): Promise<Outage[]> {
  const rows = await db
    .selectFrom('customers.outage')
    .select(['kind', 'area', 'street', 'text', 'startsAt', 'endsAt', 'planned'])
    .where('startsAt', '<', new Date(now.getTime() + 86_400_000))
    .where((eb) => eb.or([eb('endsAt', 'is', null), eb('endsAt', '>', now)]))
    .orderBy('startsAt')
    .execute();
  return rows as unknown as Outage[];
}
