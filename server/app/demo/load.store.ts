import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { from as copyFrom } from 'pg-copy-streams';
import type { Connection, Database, Db } from '#server/platform/index.ts';

/** A row as it is stored: columns by their names in the database. Dates, text, numbers, booleans, lists of text, null. */
export type Row = Record<string, unknown>;

/** One table with the rows to put into it; all rows have the same columns. */
export type Filled = readonly [table: string, rows: readonly Row[]];

const demoLock = 7_146_202_620;

/** Runs `work` in one transaction, alone among those who load: it is there whole or not at all, also after a kill. */
export async function inOneLoad<T>(database: Database, work: (client: Connection) => Promise<T>): Promise<T> {
  const client = await database.pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock($1)', [demoLock]);
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch((lost: Error) => {
      broken = lost;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

/** Whether nobody and nothing is in the database yet that a demo could disturb. */
export async function isUntouched(client: Connection): Promise<boolean> {
  const { rows } = await client.query<{ used: boolean }>(`select exists (select from access.staff)
    or exists (select from access.service) or exists (select from routing.queue) or exists (select from customers.customer)
    or exists (select from contacts.entry_point) or exists (select from knowledge.classification) as used`);
  return !rows[0]!.used;
}

/** Fills tables in the given order, by COPY. */
export async function fill(client: Connection, tables: readonly Filled[]): Promise<void> {
  for (const [table, rows] of tables) {
    if (rows.length === 0) continue;
    const columns = Object.keys(rows[0]!);
    const stream = client.query(copyFrom(`copy ${table} (${columns.join(', ')}) from stdin`));
    await pipeline(Readable.from(chunks(rows, columns)), stream);
  }
}

function* chunks(rows: readonly Row[], columns: readonly string[]): Generator<string> {
  let text = '';
  for (const row of rows) {
    for (let i = 0; i < columns.length; i += 1) text += (i === 0 ? '' : '\t') + cell(row[columns[i]!]);
    text += '\n';
    if (text.length > 60_000) {
      yield text;
      text = '';
    }
  }
  if (text !== '') yield text;
}

const escaped: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
const escape = (text: string): string => text.replace(/[\\\t\n\r]/g, (one) => escaped[one]!);

/** One value in COPY's text format. */
function cell(value: unknown): string {
  if (value === null || value === undefined) return '\\N';
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value))
    return escape(
      `{${value.map((one) => `"${String(one).replace(/["\\]/g, (sign) => `\\${sign}`)}"`).join(',')}}`,
    );
  return typeof value === 'string' ? escape(value) : String(value as number | boolean);
}

/**
 * Takes the word and trigram indexes of these tables away and returns how to make them again: built once at the end
 * they cost a tenth of what they cost row by row.
 */
export async function withoutWordIndexes(
  client: Connection,
  tables: readonly string[],
): Promise<() => Promise<void>> {
  const { rows } = await client.query<{ name: string; definition: string }>(
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition
     from pg_index i join pg_class c on c.oid = i.indexrelid join pg_am a on a.oid = c.relam
     where a.amname = 'gin' and i.indrelid = any ($1::text[]::regclass[])`,
    [tables],
  );
  for (const { name } of rows) await client.query(`drop index ${name}`);
  return async () => {
    for (const { definition } of rows) await client.query(definition);
  };
}

/** What later contacts changed of conversations that were written before them. */
export async function changeConversations(
  client: Connection,
  rows: readonly { id: string; count: number; lastAt: Date; open: boolean }[],
): Promise<void> {
  await client.query(
    `update contacts.conversation as c set message_count = n.count, last_message_at = n.last_at, state = n.state
     from unnest($1::uuid[], $2::int[], $3::timestamptz[], $4::text[]) as n (id, count, last_at, state) where c.id = n.id`,
    [
      rows.map((row) => row.id),
      rows.map((row) => row.count),
      rows.map((row) => row.lastAt),
      rows.map((row) => (row.open ? 'open' : 'closed')),
    ],
  );
}

/** These cases are with a back office. */
export const putBack = (client: Connection, cases: readonly string[]): Promise<unknown> =>
  client.query("update cases.case set level = 'back' where id = any ($1::uuid[])", [cases]);

/** Numbers the messages of these conversations anew, by time. In two steps: no number may be there twice at any moment. */
export async function renumber(client: Connection, conversations: readonly string[]): Promise<void> {
  await client.query(
    `update contacts.message as m set seq = -n.seq from (
       select id, row_number() over (partition by conversation_id order by at, seq) as seq
       from contacts.message where conversation_id = any ($1::uuid[])) as n where m.id = n.id and m.seq <> n.seq`,
    [conversations],
  );
  await client.query(
    'update contacts.message set seq = -seq where conversation_id = any ($1::uuid[]) and seq < 0',
    [conversations],
  );
}

/** The next number that each sequence gives. */
export async function setSequences(
  client: Connection,
  next: Readonly<Record<string, number>>,
): Promise<void> {
  for (const [sequence, value] of Object.entries(next))
    await client.query('select setval($1::regclass, $2, false)', [sequence, value]);
}

/** Lets the planner know what is there now, instead of when autovacuum comes by. */
export async function analyse(db: Database, tables: readonly string[]): Promise<void> {
  await db.pool.query(`analyze ${tables.join(', ')}`);
}

/** Active staff of these addresses whose password is still the one with this hash. */
export async function staffWithPassword(
  db: Db,
  emails: readonly string[],
  passwordHash: string,
): Promise<string[]> {
  const rows = await db
    .selectFrom('access.staff')
    .select('email')
    .where('email', 'in', emails)
    .where('passwordHash', '=', passwordHash)
    .where('active', '=', true)
    .execute();
  return rows.map((row) => row.email);
}
