import { sql, type Db, type Tx } from '#server/platform/index.ts';
import type { BusinessRule } from '#contract/rules.ts';

/** A saved list of business rules. Version 0 is the list before the first one was saved: nothing. */
export interface RuleSetRow {
  id: string;
  version: number;
  calendarId: string | null;
  rules: BusinessRule[];
  comment: string;
  author: string;
  authorName: string;
  restoredFrom: number | null;
  savedAt: Date | null;
}

const before: RuleSetRow = {
  id: '',
  version: 0,
  calendarId: null,
  rules: [],
  comment: '',
  author: 'system',
  authorName: '',
  restoredFrom: null,
  savedAt: null,
};

// A saved version never changes; ids are unique over all databases.
const kept = new Map<string, RuleSetRow>();
const keptAtMost = 20;

/**
 * The rules in force, as this transaction sees them: which version that is, is asked each time, so that a change counts
 * from its commit on in every process.
 */
export async function currentRules(db: Db | Tx): Promise<RuleSetRow> {
  const newest = await db
    .selectFrom('routing.ruleSet')
    .select('id')
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (newest === undefined) return before;
  const known = kept.get(newest.id);
  if (known !== undefined) return known;
  const row = (await db
    .selectFrom('routing.ruleSet')
    .selectAll()
    .where('id', '=', newest.id)
    .executeTakeFirstOrThrow()) as unknown as RuleSetRow;
  if (kept.size >= keptAtMost) kept.clear();
  kept.set(row.id, row);
  return row;
}

/** One version, or null. */
export async function ruleVersion(db: Db | Tx, version: number): Promise<RuleSetRow | null> {
  if (version === 0) return before;
  const row = await db
    .selectFrom('routing.ruleSet')
    .selectAll()
    .where('version', '=', version)
    .executeTakeFirst();
  return (row as unknown as RuleSetRow | undefined) ?? null;
}

/** Versions below a number, the newest first. */
export async function ruleVersions(db: Db, below: number | null, limit: number) {
  return db
    .selectFrom('routing.ruleSet')
    .select([
      'version',
      'savedAt',
      'authorName as author',
      'comment',
      'restoredFrom',
      sql<number>`jsonb_array_length(rules)`.as('rules'),
    ])
    .$if(below !== null, (query) => query.where('version', '<', below!))
    .orderBy('version', 'desc')
    .limit(limit)
    .execute();
}

export async function insertRuleSet(tx: Tx, row: RuleSetRow & { savedAt: Date }): Promise<void> {
  await tx
    .insertInto('routing.ruleSet')
    .values({ ...row, rules: JSON.stringify(row.rules) })
    .execute();
}

/** Notes rules that failed, each once with how often. */
export async function countFaults(
  tx: Tx,
  version: number,
  faults: readonly { rule: string; name: string; message: string; count: number }[],
  at: Date,
): Promise<void> {
  // In one order, so that two who note the same rules wait for each other instead of for ever.
  const sorted = faults.toSorted((a, b) => (a.rule < b.rule ? -1 : 1));
  await sql`
    insert into routing.rule_fault (version, rule_id, name, message, count, first_at, last_at)
    select ${version}, f.rule, f.name, f.message, f.count, ${at}, ${at}
    from unnest(${sorted.map((one) => one.rule)}::uuid[], ${sorted.map((one) => one.name)}::text[],
      ${sorted.map((one) => one.message.slice(0, 500))}::text[], ${sorted.map((one) => one.count)}::bigint[])
      as f (rule, name, message, count)
    on conflict (version, rule_id) do update
      set count = routing.rule_fault.count + excluded.count, message = excluded.message, last_at = excluded.last_at`.execute(
    tx,
  );
}

/** Faults that a version has met. */
export async function faultsOf(db: Db | Tx, version: number) {
  return db
    .selectFrom('routing.ruleFault')
    .select(['ruleId as rule', 'name', 'message', 'count', 'lastAt'])
    .where('version', '=', version)
    .orderBy('lastAt', 'desc')
    .execute();
}
