import { createHash } from 'node:crypto';
import { sql, type Db, type Tx } from './db.ts';
import { conflict } from './errors.ts';

// Two people who change one setting at the same time: whoever saves second is told, instead of undoing the first.

/** The name of whoever an audit row was written for; null where it is nobody's. */
type ActorName = (db: Db, label: string) => Promise<string | null>;
let actorName: ActorName = () => Promise.resolve(null);
/** Called once by the module that knows people. */
export const registerActorNames = (one: ActorName): void => {
  actorName = one;
};

/** A value as JSON in which the order of keys says nothing. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );

/** What a setting says, in a few letters: the same values give the same ones, whoever reads them and when. */
export const versionOf = (row: object): string =>
  createHash('sha256').update(canonical(row)).digest('base64url').slice(0, 22);

/** A setting as it is shown to those who may change it: with its version. */
export const withVersion = <Row extends object>(row: Row): Row & { version: string } => ({
  ...row,
  version: versionOf(row),
});

/** Of what was sent, the setting itself and the version that it was made from. */
export function versioned<Body extends { version?: string | undefined }>({
  version,
  ...rest
}: Body): [values: Omit<Body, 'version'>, seen: string | undefined] {
  return [rest, version];
}

/** One change of a setting after the other, where its own row cannot be locked in one go. Held to the transaction's end. */
export async function lockSetting(tx: Tx, what: string, id: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`${what}:${id}`}, 0))`.execute(tx);
}

/**
 * Lets a change pass that was made from what the setting says now. Whoever names no version does not mind. The setting
 * is locked by the caller.
 * @param change.what its kind and id in the audit log
 * @throws Problem 409 `changed_meanwhile`, naming who changed it last and when
 */
export async function sameVersion(
  tx: Tx,
  change: { what: string; id: string; seen: string | undefined; before: object },
): Promise<void> {
  const { what, id, seen, before } = change;
  const version = versionOf(before);
  if (seen === undefined || seen === version) return;
  const last = await tx
    .selectFrom('platform.audit')
    .select(['actor', 'at'])
    .where('objectType', '=', what)
    .where('objectId', '=', id)
    .orderBy('id', 'desc')
    .executeTakeFirst();
  const name = last === undefined ? null : await actorName(tx, last.actor);
  const at = last?.at.toISOString() ?? null;
  throw conflict(
    'changed_meanwhile',
    `Changed meanwhile${name === null ? '' : ` by ${name}`}${at === null ? '' : ` at ${at}`}.`,
    { version, by: name === null ? [] : [name], at },
  );
}
