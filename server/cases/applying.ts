import type { CaseTypeDefinition, FieldValues } from '#contract/case-types.ts';
import { staffNames } from '#server/access/index.ts';
import { audit, record, type Ctx, type Tx } from '#server/platform/index.ts';
import { workersOn, type CaseRow } from './cases.read.ts';
import { clocksOwnedBy } from './clocks.service.ts';
import { changeCase } from './cases.store.ts';
import { settleHolder } from './charge/holding.service.ts';
import { guardedFields } from './types/fields.rules.ts';
import { placeOf, write } from './writing.ts';

// What every change of a case has in common: the row, the entries in its history, the audit row, the event.

/** Columns of a case that may change; those left out stay. */
export type ColumnChange = Partial<
  Pick<
    CaseRow,
    | 'type'
    | 'typeVersion'
    | 'state'
    | 'stateSince'
    | 'status'
    | 'ownerId'
    | 'classificationId'
    | 'supplierId'
    | 'subject'
    | 'description'
    | 'resolution'
    | 'closedAt'
  > & { fields: FieldValues }
>;

export interface Applying {
  before: CaseRow;
  change: ColumnChange;
  /** The columns that differ. */
  changed: readonly string[];
  definition: CaseTypeDefinition;
  /** The keys of fields that differ. */
  fieldsChanged: readonly string[];
  action: 'case.changed' | 'case.moved' | 'case.closed' | 'case.reopened';
  reason: string | null;
  /** Of a move: more that its entry tells. */
  move?: Record<string, unknown>;
}

// Columns as the contract names them.
const fieldNames: Readonly<Record<string, string>> = {
  ownerId: 'owner',
  classificationId: 'classification',
  supplierId: 'supplier',
};
export const fieldName = (column: string): string => fieldNames[column] ?? column;
// What follows from others, and is no news of its own.
const derived = new Set(['stateSince', 'closedAt', 'fields', 'typeVersion', 'state']);

/** The values of fields for eyes that may not be allowed to see all of them: a guarded one is only named. */
export function openValues(
  definition: CaseTypeDefinition,
  values: FieldValues,
  keys: readonly string[],
): Record<string, unknown> {
  const guarded = guardedFields(definition);
  return Object.fromEntries(
    keys.map((key) => [
      `fields.${key}`,
      guarded.has(key) ? '•••' : Object.hasOwn(values, key) ? values[key] : null,
    ]),
  );
}

/** Changes the row and writes down, audits and tells that it was. @returns the case from now on */
export async function apply(tx: Tx, ctx: Ctx, applying: Applying): Promise<CaseRow> {
  const { before, change, changed, definition, fieldsChanged, reason } = applying;
  const { fields, ...columns } = change;
  const version = await changeCase(tx, before.id, {
    ...columns,
    ...(fields === undefined ? {} : { fields: JSON.stringify(fields) }),
  });
  const after: CaseRow = { ...before, ...columns, version, ...(fields === undefined ? {} : { fields }) };
  if (after.ownerId !== before.ownerId) {
    await clocksOwnedBy(tx, after, after.ownerId);
    await settleHolder(tx, ctx, before);
  }
  await writeChange(tx, ctx, applying, after);
  const values = (row: CaseRow) => ({
    ...Object.fromEntries(
      changed.filter((key) => key !== 'fields').map((key) => [key, row[key as keyof CaseRow]]),
    ),
    ...openValues(definition, row.fields as FieldValues, fieldsChanged),
  });
  await audit(tx, ctx.actor, {
    action: applying.action,
    objectType: 'case',
    objectId: before.id,
    serviceId: before.serviceId,
    before: values(before),
    after: values(after),
    reason,
  });
  await tellChange(
    tx,
    ctx,
    after,
    [
      ...changed.filter((key) => !derived.has(key)).map(fieldName),
      ...fieldsChanged.map((key) => `fields.${key}`),
    ],
    applying.action === 'case.closed',
  );
  return after;
}

/** One entry for what people look for in the history (status, owner), one for the rest. */
async function writeChange(
  tx: Tx,
  ctx: Ctx,
  { before, changed, definition, fieldsChanged, reason, move }: Applying,
  after: CaseRow,
): Promise<void> {
  const { version } = after;
  const rest = new Set(changed.filter((key) => !derived.has(key)));
  if (move !== undefined) {
    rest.delete('status');
    const fields = ['status', ...(rest.delete('resolution') ? ['resolution'] : [])];
    await write(tx, ctx, {
      caseId: after.id,
      kind: 'status',
      body: reason ?? (after.status === 'closed' ? (after.resolution ?? '') : ''),
      data: {
        version,
        fields,
        from: before.status,
        to: after.status,
        ...move,
        ...(fields.length > 1 ? { before: { resolution: before.resolution } } : {}),
      },
    });
  }
  if (rest.delete('ownerId')) {
    const names = await staffNames(
      tx,
      [before.ownerId, after.ownerId].flatMap((one) => one ?? []),
    );
    await write(tx, ctx, {
      caseId: after.id,
      kind: 'owner',
      data: {
        version,
        fields: ['owner'],
        from: before.ownerId,
        to: after.ownerId,
        fromName: names.get(before.ownerId ?? '') ?? null,
        toName: names.get(after.ownerId ?? '') ?? null,
      },
    });
  }
  if (rest.size === 0 && fieldsChanged.length === 0) return;
  const values = (row: CaseRow) => ({
    ...Object.fromEntries([...rest].map((key) => [fieldName(key), row[key as keyof CaseRow]])),
    ...openValues(definition, row.fields as FieldValues, fieldsChanged),
  });
  await write(tx, ctx, {
    caseId: after.id,
    kind: 'changed',
    data: {
      version,
      fields: [...[...rest].map(fieldName), ...fieldsChanged.map((key) => `fields.${key}`)],
      before: values(before),
      after: values(after),
    },
  });
}

/** The event that a case was changed, or closed. */
export const tellChange = async (
  tx: Tx,
  ctx: Ctx,
  row: CaseRow,
  fields: string[],
  closes = false,
): Promise<void> =>
  record(tx, ctx.actor, {
    kind: closes ? 'case.closed' : 'case.changed',
    subjectId: row.id,
    ...placeOf(row),
    data: {
      case: row.id,
      number: row.number,
      customer: row.customerId,
      owner: row.ownerId,
      version: row.version,
      fields,
      workers: await workersOn(tx, row.id),
    },
  });
