import type { z } from 'zod';
import type { appliedRule, RuleActions } from '#contract/rules.ts';
import { sql, type Db, type Tx } from '#server/platform/index.ts';
import type { AppliedRule } from '#server/routing/index.ts';

/** Keeps which rules of which version have put contacts where they are. */
export async function keepApplied(
  tx: Tx,
  rows: readonly { contactId: string; at: Date; version: number; applied: readonly AppliedRule[] }[],
): Promise<void> {
  const all = rows.flatMap(({ applied, ...row }) =>
    applied.map(({ rule, name, afterSeconds, changes }) => ({
      ...row,
      ruleId: rule,
      name,
      afterSeconds,
      changes: JSON.stringify(changes),
    })),
  );
  if (all.length > 0) await tx.insertInto('contacts.appliedRule').values(all).execute();
}

/** The rules that acted on a contact, in the order in which they did. */
export async function appliedTo(db: Db, contact: string): Promise<z.input<typeof appliedRule>[]> {
  const rows = await db
    .selectFrom('contacts.appliedRule as a')
    .select(['a.at', 'a.version', 'a.ruleId as rule', 'a.name', 'a.afterSeconds', 'a.changes'])
    .where('a.contactId', '=', contact)
    .orderBy('a.id')
    .execute();
  return rows.map(({ changes, ...row }) => {
    const { queue, queueName, ...rest } = changes as unknown as RuleActions & { queueName?: string };
    return { ...row, ...rest, queue, queueName: queueName ?? null };
  });
}

/** Tags of the contacts that a condition shows, with how many of them have each, the commonest first. */
export async function tagCounts(
  db: Db,
  visible: ReturnType<typeof sql<boolean>>,
  since: Date,
): Promise<{ tag: string; contacts: number }[]> {
  const { rows } = await sql<{ tag: string; contacts: number }>`
    select t.tag, count(*) as contacts from contacts.contact as c, unnest(c.tags) as t (tag)
    where c.tags <> '{}' and c.arrived_at > ${since} and ${visible}
    group by t.tag order by contacts desc, t.tag limit 200`.execute(db);
  return rows;
}
