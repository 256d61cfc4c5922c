import type { Parsed } from '#contract/route.ts';
import * as contract from '#contract/rules.ts';
import {
  actorLabel,
  audit,
  conflict,
  decodeCursor,
  forbidden,
  invalid,
  isUniqueViolation,
  newId,
  notFound,
  pageOf,
  Problem,
  record,
  scopeOf,
  type Ctx,
  type Db,
  type FieldError,
  type Tx,
} from '#server/platform/index.ts';
import { findings, wrongRules } from './check.rules.ts';
import { difference } from './diff.rules.ts';
import type { Decision } from './evaluate.rules.ts';
import {
  countFaults,
  currentRules,
  faultsOf,
  insertRuleSet,
  ruleVersion,
  ruleVersions,
  type RuleSetRow,
} from './rules.store.ts';
import { watchAll } from './waiting.service.ts';
import { readWorld } from './world.read.ts';

// The list of business rules as something that is kept: versions, who may change them, what is to be known of them.

function shown({ version, calendarId, rules, comment, authorName, restoredFrom, savedAt }: RuleSetRow) {
  const read = rules.map((rule) => ({ rule, sound: contract.businessRule.safeParse(rule).success }));
  return {
    version,
    calendarId,
    rules: read.flatMap(({ rule, sound }) => (sound ? [rule] : [])),
    unreadable: read.flatMap(({ rule, sound }) =>
      sound ? [] : [{ rule: String(rule.id), name: String(rule.name) }],
    ),
    comment,
    author: authorName,
    restoredFrom,
    savedAt,
  };
}

/** The rules in force, with what is to be known of them now. */
export async function getRules(ctx: Ctx) {
  return withNews(ctx.db, await currentRules(ctx.db));
}

async function withNews(db: Db | Tx, row: RuleSetRow) {
  const faults = await faultsOf(db, row.version);
  const readable = shown(row);
  return { ...readable, findings: findings(readable, await readWorld(db)), faults };
}

/** What is to be known of a list that somebody is writing, and what makes it unacceptable. */
export async function judgeRules(
  ctx: Ctx,
  draft: contract.RuleDraft,
): Promise<{ findings: contract.RuleFinding[]; errors: FieldError[] }> {
  const world = await readWorld(ctx.db);
  const errors = wrongRules(draft, world);
  return { errors, findings: findings(draft, world) };
}

/**
 * Puts a list into force, as a new version, in the caller's transaction.
 * @param base the version that was changed
 * @throws Problem 403; 409 `changed_meanwhile`; 422 naming rule and field
 */
export async function putRules(
  tx: Tx,
  ctx: Ctx,
  draft: contract.RuleDraft,
  how: { base: number; comment: string; restoredFrom?: number },
): Promise<RuleSetRow> {
  // Rules say of every contact where it goes: whoever changes them administers routing everywhere.
  if (scopeOf(ctx.actor, 'admin.routing') !== 'all') throw forbidden('admin.routing');
  const before = await currentRules(tx);
  const meanwhile = () =>
    conflict('changed_meanwhile', 'The rules have been changed meanwhile.', { version: before.version });
  if (before.version !== how.base) throw meanwhile();
  const wrong = wrongRules(draft, await readWorld(tx));
  if (wrong.length > 0)
    throw new Problem(
      422,
      'invalid',
      `Not acceptable: ${wrong.map((one) => `${one.field} (${one.message})`).join(', ')}.`,
      wrong,
    );
  const after = {
    id: newId(),
    version: before.version + 1,
    calendarId: draft.calendarId,
    rules: draft.rules,
    comment: how.comment,
    author: actorLabel(ctx.actor),
    authorName: ctx.actor.name,
    restoredFrom: how.restoredFrom ?? null,
    savedAt: ctx.clock.now(),
  };
  await insertRuleSet(tx, after).catch((error: unknown) => {
    throw isUniqueViolation(error) ? meanwhile() : error;
  });
  await audit(tx, ctx.actor, {
    action: how.restoredFrom === undefined ? 'rules.changed' : 'rules.restored',
    objectType: 'rules',
    before: {
      version: before.version,
      calendarId: before.calendarId,
    },
    after: {
      version: after.version,
      calendarId: after.calendarId,
      changes: difference(before.rules, after.rules),
    },
    reason: how.comment === '' ? null : how.comment,
  });
  await record(tx, ctx.actor, {
    kind: 'config.changed',
    data: { what: 'rules', id: after.id, version: after.version },
  });
  await watchAll(tx, after.rules);
  return after;
}

export const saveRules = (ctx: Ctx, input: Parsed<typeof contract.saveRules>['body']) =>
  ctx.tx(async (tx) => {
    const { version, comment, ...draft } = input;
    return withNews(tx, await putRules(tx, ctx, draft, { base: version, comment }));
  });

/** An earlier version, as a new one. What it names and is gone by now makes it unacceptable, by field. */
export const restoreRules = (ctx: Ctx, version: number, comment: string) =>
  ctx.tx(async (tx) => {
    const earlier = await ruleVersion(tx, version);
    if (earlier === null) throw notFound('version');
    const { calendarId, rules } = earlier;
    const base = (await currentRules(tx)).version;
    return withNews(
      tx,
      await putRules(tx, ctx, { calendarId, rules }, { base, comment, restoredFrom: version }),
    );
  });

export async function listVersions(ctx: Ctx, query: { limit: number; cursor?: string | undefined }) {
  const after = decodeCursor(query.cursor, 1);
  const below = after === null ? null : Number(after[0]);
  if (below !== null && !Number.isInteger(below))
    throw invalid('cursor', 'use the `next` of an earlier answer');
  return pageOf(await ruleVersions(ctx.db, below, query.limit + 1), query.limit, (row) => [
    String(row.version),
  ]);
}

/** A version and how it differs from another, the one before it unless told. */
export async function getVersion(ctx: Ctx, version: number, against: number = Math.max(version - 1, 0)) {
  const row = await ruleVersion(ctx.db, version);
  if (row === null) throw notFound('version');
  const other = await ruleVersion(ctx.db, against);
  if (other === null) throw invalid('against', 'a version that there is');
  return {
    ...shown(row),
    against,
    calendarChanged: row.calendarId !== other.calendarId,
    changes: difference(other.rules, row.rules),
  };
}

// A rule that fails on every contact is noted each time in the log's debug, and in the table every few seconds.
const noteMilliseconds = 10_000;
const lastNoted = new Map<string, number>();
const unnoted = new Map<string, number>();

/** Notes rules that failed: in the log, and for the page of rules. Never stops a contact. */
export async function noteFaults(
  tx: Tx,
  ctx: Ctx,
  set: RuleSetRow,
  faults: Decision['faults'],
): Promise<void> {
  if (faults.length === 0) return;
  const now = performance.now();
  const due = new Map<string, Decision['faults'][number] & { count: number }>();
  for (const fault of faults) {
    const key = `${set.id} ${fault.rule}`;
    const count = (unnoted.get(key) ?? 0) + 1;
    unnoted.set(key, count);
    if ((lastNoted.get(key) ?? -Infinity) + noteMilliseconds <= now || due.has(fault.rule))
      due.set(fault.rule, { ...fault, count });
  }
  if (due.size === 0) return;
  await countFaults(tx, set.version, [...due.values()], ctx.clock.now());
  for (const fault of due.values()) {
    const key = `${set.id} ${fault.rule}`;
    lastNoted.set(key, now);
    unnoted.delete(key);
    ctx.log.error(
      { rule: fault.rule, name: fault.name, version: set.version, fault: fault.message, count: fault.count },
      'a business rule failed; its contacts went their default way',
    );
  }
}
