import type { Connection } from '#server/platform/index.ts';

/** A table of ours as it is saved: its full name and the columns that hold data of their own. */
export interface SavedTable {
  name: string;
  columns: string[];
}

const OURS = `n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'graphile_worker', 'public')`;

/** Everything is written and read in the same forms, whatever the server's settings are. */
export async function fixFormats(client: Connection): Promise<void> {
  await client.query(
    `set datestyle = 'ISO, MDY'; set intervalstyle = 'postgres'; set timezone = 'UTC'; set extra_float_digits = 1;
     set client_encoding = 'UTF8'; set bytea_output = 'hex'; set statement_timeout = 0; set idle_in_transaction_session_timeout = 0`,
  );
}

/** All tables of our schemas by name. Generated columns are left out: they make themselves again. */
export async function savedTables(client: Connection): Promise<SavedTable[]> {
  const { rows } = await client.query<SavedTable>(`
    select format('%I.%I', n.nspname, c.relname) as name,
      array_agg(format('%I', a.attname) order by a.attnum) as columns
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    where c.relkind = 'r' and ${OURS} group by 1 order by 1`);
  return rows;
}

export interface SequenceValue {
  name: string;
  value: string;
  called: boolean;
}

/** Where every sequence of our schemas stands, those of identity columns included. */
export async function sequenceValues(client: Connection): Promise<SequenceValue[]> {
  const { rows } = await client.query<{ name: string }>(
    `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'S' and ${OURS} order by 1`,
  );
  const values: SequenceValue[] = [];
  for (const { name } of rows) {
    const { rows: found } = await client.query<{ value: string; called: boolean }>(
      `select last_value::text as value, is_called as called from ${name}`,
    );
    values.push({ name, ...found[0]! });
  }
  return values;
}

export async function setSequenceValues(client: Connection, values: readonly SequenceValue[]): Promise<void> {
  for (const { name, value, called } of values)
    await client.query('select setval($1::regclass, $2::bigint, $3)', [name, value, called]);
}

/** The names of the migrations that the database has had; empty before the first. */
export async function doneMigrations(client: Connection): Promise<string[]> {
  const { rows: there } = await client.query(`select to_regclass('public.migration') as found`);
  if ((there[0] as { found: string | null }).found === null) return [];
  const { rows } = await client.query<{ name: string }>('select name from public.migration order by name');
  return rows.map((row) => row.name);
}

// What migrations and a server that has only been started write is nobody's data: by table, which rows are somebody's.
const SOMEBODYS: Record<string, string> = {
  'access.api_token': "gateway is null or name <> format('Media process (%s)', gateway)",
  'access.role': 'false',
  'cases.type': 'draft is not null or not active',
  'cases.type_version': 'not shipped',
  'clocks.pack': 'false',
  'clocks.standard': 'shipped is false or version > 1',
  'platform.audit': "actor <> 'system'",
  'platform.consumer': 'false',
  'platform.event': "actor <> 'system'",
  'platform.event_counter': 'false',
  'knowledge.index_state': 'false',
  'platform.lease': 'false',
  'platform.setting': "key not like 'figures.%'",
  'speech.provider': "kind <> 'espeak'",
  'voice.gateway': 'false',
};

/** The first table that holds anybody's data, or null: then the database may be filled without asking. */
export async function firstFilledTable(
  client: Connection,
  tables: readonly SavedTable[],
): Promise<string | null> {
  for (const { name } of tables) {
    const { rows } = await client.query(
      `select exists (select from ${name} where ${SOMEBODYS[name] ?? 'true'}) as filled`,
    );
    if ((rows[0] as { filled: boolean }).filled) return name;
  }
  return null;
}

/** Who holds a lease now: a process that runs on this database. */
export async function livingProcesses(client: Connection): Promise<number> {
  const { rows } = await client.query<{ n: number }>(
    'select count(distinct holder)::int as n from platform.lease where until > now()',
  );
  return rows[0]!.n;
}

/** Drops our schemas with all they hold; their migrations are forgotten. */
export async function dropEverything(client: Connection): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select format('%I', n.nspname) as name from pg_namespace n where ${OURS}`,
  );
  for (const { name } of rows) await client.query(`drop schema ${name} cascade`);
  await client.query('delete from public.migration');
}

/**
 * Empties all tables and takes their foreign keys and word indexes away, so that tables may be filled in any order and
 * fast; what triggers write stands in the rows already, and they are silent meanwhile. The answer puts all of it back,
 * which checks every reference.
 */
export async function emptyTables(
  client: Connection,
  tables: readonly SavedTable[],
): Promise<() => Promise<void>> {
  const { rows: keys } = await client.query<{ table: string; name: string; definition: string }>(
    `select c.conrelid::regclass::text as table, format('%I', c.conname) as name, pg_get_constraintdef(c.oid) as definition
     from pg_constraint c join pg_namespace n on n.oid = c.connamespace where c.contype = 'f' and ${OURS}`,
  );
  const { rows: indexes } = await client.query<{ name: string; definition: string }>(
    `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition
     from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
       join pg_am a on a.oid = c.relam where a.amname = 'gin' and ${OURS}`,
  );
  if (tables.length > 0) await client.query(`truncate ${tables.map((one) => one.name).join(', ')}`);
  for (const { table, name } of keys) await client.query(`alter table ${table} drop constraint ${name}`);
  for (const { name } of indexes) await client.query(`drop index ${name}`);
  for (const { name } of tables) await client.query(`alter table ${name} disable trigger user`);
  return async () => {
    for (const { name } of tables) await client.query(`alter table ${name} enable trigger user`);
    for (const { definition } of indexes) await client.query(definition);
    for (const { table, name, definition } of keys)
      await client.query(`alter table ${table} add constraint ${name} ${definition}`);
  };
}

/** The stored files that the snapshot knows of, once each. */
export async function storedFiles(client: Connection): Promise<string[]> {
  const { rows } = await client.query<{ sha256: string }>(
    'select distinct sha256 from platform.file order by sha256',
  );
  return rows.map((row) => row.sha256);
}

/** The jobs that wait, in the words of the job library, which keeps its tables to itself. */
export const jobsQuery = `select t.identifier, j.payload, q.queue_name, j.run_at, j.max_attempts, j.key, j.priority
  from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
  left join graphile_worker._private_job_queues q on q.id = j.job_queue_id
  where j.attempts < j.max_attempts order by j.id`;

/** A table to put saved jobs into, for the length of the transaction. */
export async function makeJobTable(client: Connection): Promise<void> {
  await client.query(`create temporary table saved_job (identifier text, payload json, queue_name text, run_at timestamptz,
    max_attempts int, key text, priority int) on commit drop`);
}

/** Queues the saved jobs anew, in place of those that wait here. */
export async function queueSavedJobs(client: Connection): Promise<void> {
  await client.query('delete from graphile_worker._private_jobs');
  await client.query(`select graphile_worker.add_job(identifier, payload, queue_name => queue_name, run_at => run_at,
    max_attempts => max_attempts, job_key => key, priority => priority) from saved_job`);
}
