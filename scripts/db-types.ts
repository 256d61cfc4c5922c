// Writes server/platform/db.types.ts, the Kysely types of all tables, from a freshly migrated database.
// `--check` only compares, for the tests. Names are camel-cased as Kysely's CamelCasePlugin does it.
import fs from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { startTestCluster, withDatabase } from '#tests/support/cluster.ts';

type Column = {
  schema: string;
  relation: string;
  kind: string;
  name: string;
  type: string;
  array: boolean;
  nullable: boolean;
  defaulted: boolean;
  generated: boolean;
  labels: string[] | null;
};

const columnsQuery = `
  select n.nspname as schema, c.relname as relation, c.relkind as kind, a.attname as name,
         coalesce(element.typname, t.typname) as type, element.oid is not null as array,
         not a.attnotnull as nullable,
         (a.atthasdef and a.attgenerated = '') or a.attidentity <> '' as defaulted,
         a.attgenerated <> '' or a.attidentity = 'a' as generated,
         (select array_agg(e.enumlabel::text order by e.enumsortorder) from pg_enum e
          where e.enumtypid = coalesce(element.oid, t.oid)) as labels
  from pg_attribute a
  join pg_class c on c.oid = a.attrelid
  join pg_namespace n on n.oid = c.relnamespace
  join pg_type named on named.oid = a.atttypid
  join pg_type t on t.oid = case when named.typtype = 'd' then named.typbasetype else named.oid end
  left join pg_type element on element.oid = t.typelem and t.typcategory = 'A'
  where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p', 'v', 'm') and not c.relispartition
    and n.nspname not in ('pg_catalog', 'information_schema', 'graphile_worker') and n.nspname !~ '^pg_'
    and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')
  order by n.nspname, c.relname, a.attname`;

/** As the driver is set up in db.ts: counters as numbers, dates without a time as text. */
const typeNames: Record<string, string> = {
  int2: 'number',
  int4: 'number',
  int8: 'number',
  float4: 'number',
  float8: 'number',
  bool: 'boolean',
  numeric: 'Numeric',
  bytea: 'Buffer',
  json: 'Json',
  jsonb: 'Json',
  timestamptz: 'Timestamp',
  timestamp: 'Timestamp',
  interval: 'Interval',
};

const header = `// Written by "npm run db:types" from the migrations. Do not edit.
import type { ColumnType } from 'kysely';

/** A column that may be left out of an insert. */
export type Generated<T> =
  T extends ColumnType<infer S, infer I, infer U> ? ColumnType<S, I | undefined, U> : ColumnType<T, T | undefined, T>;
/** A column that the database alone writes. */
export type Computed<T> = T extends ColumnType<infer S, unknown, unknown> ? ColumnType<S, never, never> : ColumnType<T, never, never>;
export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue | undefined };
/** Written as text (JSON.stringify): the driver would turn an array into a PostgreSQL array. */
export type Json = ColumnType<JsonValue, string, string>;
export type Timestamp = ColumnType<Date, Date | string, Date | string>;
export type Numeric = ColumnType<string, number | string, number | string>;
/** The driver reads it as an object of years ... milliseconds, and takes text. */
export type Interval = ColumnType<Partial<Record<'years' | 'months' | 'days' | 'hours' | 'minutes' | 'seconds' | 'milliseconds', number>>, string, string>;
`;

const camel = (name: string) => name.replace(/_+([a-z0-9])/g, (_all, letter: string) => letter.toUpperCase());
const pascal = (name: string) => camel(name).replace(/^./, (letter) => letter.toUpperCase());

function typeOf(column: Column): string {
  let type = column.labels?.map((label) => `'${label}'`).join(' | ') ?? typeNames[column.type] ?? 'string';
  if (column.array) {
    if (type === 'Timestamp') type = 'Date';
    if (type === 'Json') type = 'JsonValue';
    if (type === 'Numeric') type = 'string';
    type = type.includes('|') ? `(${type})[]` : `${type}[]`;
  }
  if (column.nullable || column.kind === 'v' || column.kind === 'm') type = `${type} | null`;
  if (column.generated) return `Computed<${type}>`;
  return column.defaulted ? `Generated<${type}>` : type;
}

function typesOf(columns: Column[]): string {
  const relations = Map.groupBy(columns, (column) => `${column.schema}.${column.relation}`);
  const interfaces: string[] = [];
  const entries: string[] = [];
  for (const [first] of relations.values()) {
    const { schema, relation } = first!;
    const own = schema === 'public';
    const name = own ? pascal(relation) : pascal(schema) + pascal(relation);
    const lines = relations.get(`${schema}.${relation}`)!.map((c) => `  ${camel(c.name)}: ${typeOf(c)};`);
    interfaces.push(`export interface ${name} {\n${lines.join('\n')}\n}\n`);
    entries.push(`  ${own ? camel(relation) : `'${camel(schema)}.${camel(relation)}'`}: ${name};`);
  }
  return `${header}\n${interfaces.join('\n')}\nexport interface DB {\n${entries.join('\n')}\n}\n`;
}

const file = path.resolve(import.meta.dirname, '../server/platform/db.types.ts');
const cluster = await startTestCluster();
let written: string;
try {
  const client = new pg.Client({ connectionString: withDatabase(cluster.adminUrl, cluster.template) });
  await client.connect();
  written = typesOf((await client.query<Column>(columnsQuery)).rows);
  await client.end();
} finally {
  await cluster.stop();
}
if (process.argv.includes('--check')) {
  if (!fs.existsSync(file) || fs.readFileSync(file, 'utf8') !== written) {
    console.error(
      'server/platform/db.types.ts does not match the migrations: run "npm run db:types" and commit it.',
    );
    process.exitCode = 1;
  }
} else {
  fs.writeFileSync(file, written);
}
