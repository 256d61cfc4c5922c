import type { addCaseNote, linkContact, openCase, updateCase } from '#contract/cases.ts';
import type { Parsed } from '#contract/route.ts';
import { staffCan, staffNames } from '#server/access/index.ts';
import { accessContact, linkCase } from '#server/contacts/index.ts';
import { customersByIds } from '#server/customers/index.ts';
import { classificationExists } from '#server/knowledge/index.ts';
import {
  actorLabel,
  audit,
  conflict,
  inScope,
  invalid,
  newId,
  record,
  scopeOf,
  type Ctx,
  type Tx,
} from '#server/platform/index.ts';
import { accessCase, lockedCase } from './access.ts';
import { caseNumber, changedFields, judgeMove, placeFor, type CaseStatus } from './cases.rules.ts';
import { changesSince, lastServiceOf, workersOn, type CaseRow } from './cases.read.ts';
import { changeCase, insertCase, nextCaseNumber } from './cases.store.ts';
import { withdrawMailed } from './escalations/escalations.service.ts';
import { withdrawWaiting } from './steps.service.ts';
import { tellCustomer } from './tell.service.ts';
import { placeOf, write } from './writing.ts';

async function checkOwner(
  tx: Tx,
  owner: string | null,
  place: { serviceId: string; teamId: string | null },
): Promise<void> {
  if (owner !== null && !(await staffCan(tx, owner, 'case.write', place)))
    throw invalid('owner', 'an active member of staff who works on cases of this service and team');
}
async function checkClassification(tx: Tx, classification: string | null): Promise<void> {
  if (classification !== null && !(await classificationExists(tx, classification)))
    throw invalid('classification', 'a classification in use');
}

type Opening = Parsed<typeof openCase>['body'];

/**
 * Opens a case from a contact, whose customer, service, team and classification it takes, or for a customer. The
 * customer is told in the same transaction unless the caller says no.
 *
 * @returns the case's id
 * @throws Problem 404 contact, 409 has_case when the contact belongs to a case already, 422 naming the field
 */
export const openCaseOf = (ctx: Ctx, input: Opening): Promise<string> =>
  ctx.tx((tx) => openCaseIn(tx, ctx, input));

/** The same in the caller's transaction. */
export async function openCaseIn(tx: Tx, ctx: Ctx, input: Opening): Promise<string> {
  const origin = await originOf(tx, ctx, input);
  if (!inScope(scopeOf(ctx.actor, 'case.write'), origin))
    throw invalid('contact', 'a contact of a service and team whose cases you work on', 'out_of_scope');
  await checkOwner(tx, input.owner, origin);
  await checkClassification(tx, input.classification);
  const now = ctx.clock.now();
  const row = {
    id: newId(),
    number: caseNumber(await nextCaseNumber(tx), now),
    type: input.type,
    classificationId: input.classification ?? origin.classification,
    subject: input.subject,
    description: input.description,
    status: 'open' as const,
    customerId: origin.customer,
    serviceId: origin.serviceId,
    teamId: origin.teamId,
    ownerId: input.owner,
    entryPointId: origin.entryPointId,
    openedBy: actorLabel(ctx.actor),
    openedAt: now,
    resolution: null,
  };
  // Conversations are locked before anything else is written, as everywhere.
  if (input.contact !== undefined) {
    const [moved] = await linkCase(tx, ctx, [input.contact], row.id);
    if (moved?.from != null)
      throw conflict('has_case', 'This contact belongs to a case already.', { case: moved.from });
  }
  await insertCase(tx, row);
  await write(tx, ctx, {
    caseId: row.id,
    kind: 'opened',
    data: { contact: input.contact ?? null, type: row.type, owner: row.ownerId },
  });
  await audit(tx, ctx.actor, {
    action: 'case.opened',
    objectType: 'case',
    objectId: row.id,
    serviceId: row.serviceId,
    after: row,
  });
  await record(tx, ctx.actor, {
    kind: 'case.opened',
    subjectId: row.id,
    ...placeOf(row),
    data: {
      case: row.id,
      number: row.number,
      customer: row.customerId,
      contact: input.contact ?? null,
    },
  });
  if (input.tellCustomer) await tellCustomer(tx, ctx, row, 'opened');
  return row.id;
}

interface Origin {
  customer: string;
  serviceId: string;
  teamId: string | null;
  classification: string | null;
  entryPointId: string | null;
}

async function originOf(tx: Tx, ctx: Ctx, input: Opening): Promise<Origin> {
  if (input.contact !== undefined) {
    const contact = await accessContact(tx, ctx.actor, input.contact, 'contact.read');
    if (input.customer !== undefined && input.customer !== contact.customerId)
      throw invalid('customer', 'the contact is of another customer');
    return {
      customer: contact.customerId,
      serviceId: contact.serviceId,
      teamId: contact.teamId,
      classification: contact.classificationId,
      entryPointId: contact.entryPointId,
    };
  }
  const customer = (await customersByIds(tx, [input.customer!])).get(input.customer!);
  if (customer === undefined) throw invalid('customer', 'a customer of the registry');
  const place = placeFor(scopeOf(ctx.actor, 'case.write'), {
    service: input.service ?? null,
    lastService: await lastServiceOf(tx, customer.id),
  });
  if (place === null) throw invalid('service', 'say which of your services the case is about');
  return { customer: customer.id, ...place, classification: null, entryPointId: null };
}

type Change = Parsed<typeof updateCase>['body'];

/**
 * Changes a case. With `version`, only if nobody else changed it since. Closing needs a resolution and tells the
 * customer; taking a closed case up again needs a reason and clears the resolution, which stays in the history. Steps
 * that still wait are withdrawn with the closing; what somebody has in their hands they answer all the same.
 *
 * @throws Problem 404, 409 changed_meanwhile with what changed, 422 naming the field
 */
export const updateCaseOf = (ctx: Ctx, id: string, input: Change): Promise<string> =>
  ctx.tx(async (tx) => {
    const before = await accessCase(tx, ctx.actor, id, 'case.write', { lock: true });
    await checkVersion(tx, before, input.version);
    const status = before.status as CaseStatus;
    const verdict = judgeMove({
      from: status,
      to: input.status ?? status,
      resolution: input.resolution ?? before.resolution,
      reason: input.reason ?? null,
    });
    if (!verdict.ok) throw invalid(verdict.field, verdict.message);
    const now = ctx.clock.now();
    const wanted = {
      type: input.type,
      status: input.status,
      ownerId: input.owner,
      classificationId: input.classification,
      subject: input.subject,
      description: input.description,
      resolution: verdict.reopens ? null : input.resolution,
    };
    const changed = changedFields<Record<string, unknown>>(before, wanted);
    if (changed.length === 0) return id;
    if (changed.includes('ownerId')) await checkOwner(tx, input.owner ?? null, before);
    if (changed.includes('classificationId')) await checkClassification(tx, input.classification ?? null);
    const change = {
      ...Object.fromEntries(changed.map((key) => [key, wanted[key as keyof typeof wanted]])),
      ...(verdict.closes ? { closedAt: now } : {}),
      ...(verdict.reopens ? { closedAt: null } : {}),
    };
    const version = await changeCase(tx, id, change);
    const after: CaseRow = { ...before, ...change, version };
    await writeChange(tx, ctx, before, after, changed, input.reason ?? null);
    await audit(tx, ctx.actor, {
      action: verdict.closes ? 'case.closed' : verdict.reopens ? 'case.reopened' : 'case.changed',
      objectType: 'case',
      objectId: id,
      serviceId: before.serviceId,
      before: Object.fromEntries(changed.map((key) => [key, before[key as keyof CaseRow]])),
      after: Object.fromEntries(changed.map((key) => [key, after[key as keyof CaseRow]])),
      reason: input.reason ?? null,
    });
    if (verdict.closes) {
      await withdrawWaiting(tx, ctx, after);
      await withdrawMailed(tx, ctx, after);
    }
    await tellChange(tx, ctx, after, changed.map(fieldName), verdict.closes);
    if (verdict.closes && input.tellCustomer) await tellCustomer(tx, ctx, after, 'closed');
    return id;
  });

// Columns as the contract names them.
const fieldNames: Record<string, string> = { ownerId: 'owner', classificationId: 'classification' };
const fieldName = (column: string): string => fieldNames[column] ?? column;

async function checkVersion(tx: Tx, row: CaseRow, version: number | undefined): Promise<void> {
  if (version === undefined || version === row.version) return;
  const { fields, by, at } = await changesSince(tx, row.id, version);
  throw conflict(
    'changed_meanwhile',
    `Changed meanwhile${by.length === 0 ? '' : ` by ${by.join(', ')}`}${fields.length === 0 ? '' : `: ${fields.join(', ')}`}.`,
    { version: row.version, changed: fields, by, at: at?.toISOString() ?? null },
  );
}

/** One entry for what people look for in the history (status, owner), one for the rest. */
async function writeChange(
  tx: Tx,
  ctx: Ctx,
  before: CaseRow,
  after: CaseRow,
  changed: readonly string[],
  reason: string | null,
): Promise<void> {
  const { version } = after;
  const names = await staffNames(
    tx,
    [before.ownerId, after.ownerId].flatMap((one) => one ?? []),
  );
  const rest = new Set(changed);
  if (rest.delete('status')) {
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
        ...(fields.length > 1 ? { before: { resolution: before.resolution } } : {}),
      },
    });
  }
  if (rest.delete('ownerId'))
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
  if (rest.size > 0) {
    const values = (row: CaseRow) =>
      Object.fromEntries([...rest].map((key) => [fieldName(key), row[key as keyof CaseRow]]));
    await write(tx, ctx, {
      caseId: after.id,
      kind: 'changed',
      data: { version, fields: [...rest].map(fieldName), before: values(before), after: values(after) },
    });
  }
}

const tellChange = async (tx: Tx, ctx: Ctx, row: CaseRow, fields: string[], closes = false): Promise<void> =>
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

/** Adds a note. Notes add up: they need no version and make none. Returns the entry's id. */
export const addNote = (
  ctx: Ctx,
  id: string,
  { text }: Parsed<typeof addCaseNote>['body'],
): Promise<string> =>
  ctx.tx(async (tx) => {
    const row = await accessCase(tx, ctx.actor, id, 'case.write', { lock: true });
    if (text.trim() === '') throw invalid('text', 'a note needs words');
    const entry = await write(tx, ctx, { caseId: id, kind: 'note', body: text });
    await tellChange(tx, ctx, row, ['notes']);
    return entry;
  });

/** Ties a contact that the caller may see to a case; one that belonged to another case moves. */
export const linkContactOf = (
  ctx: Ctx,
  id: string,
  { contact }: Parsed<typeof linkContact>['body'],
): Promise<string> =>
  ctx.tx(async (tx) => {
    await accessCase(tx, ctx.actor, id, 'case.write');
    await accessContact(tx, ctx.actor, contact, 'contact.read');
    await link(tx, ctx, id, contact, 'by hand');
    return id;
  });

/** Links and writes it down; a contact that is linked already changes nothing. */
export async function link(tx: Tx, ctx: Ctx, id: string, contact: string, how: string): Promise<void> {
  const [moved] = await linkCase(tx, ctx, [contact], id);
  if (moved === undefined) return;
  const row = await lockedCase(tx, ctx, id);
  await write(tx, ctx, {
    caseId: id,
    kind: 'linked',
    data: { contact, number: moved.number, fromCase: moved.from, how },
  });
  if (moved.from !== null) {
    await write(tx, ctx, {
      caseId: moved.from,
      kind: 'linked',
      data: { contact, number: moved.number, toCase: id, how },
    });
  }
  await audit(tx, ctx.actor, {
    action: 'case.contact-linked',
    objectType: 'case',
    objectId: id,
    serviceId: row.serviceId,
    before: { contact, case: moved.from },
    after: { contact, case: id },
  });
  await tellChange(tx, ctx, row, ['contacts']);
}
