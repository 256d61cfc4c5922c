import type { FieldValues } from '#contract/case-types.ts';
import type { openCase } from '#contract/cases.ts';
import type { Parsed } from '#contract/route.ts';
import { accessContact, linkCase } from '#server/contacts/index.ts';
import { customersByIds } from '#server/customers/index.ts';
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
import { accessCase } from './access.ts';
import { openValues } from './applying.ts';
import { lastServiceOf, type CaseRow } from './cases.read.ts';
import { caseNumber, placeFor } from './cases.rules.ts';
import { insertCase, nextCaseNumber } from './cases.store.ts';
import { handOverIn } from './charge/handing.service.ts';
import { checkClassification, checkOwner, checkSupplier } from './checks.ts';
import { clocksOf } from './clocks.service.ts';
import { refuseValues } from './moving.service.ts';
import { tellOf } from './telling/telling.service.ts';
import { editsField, eyesOf, missingFields, putValues } from './types/fields.rules.ts';
import { currentType } from './types/types.store.ts';
import { enterState } from './work.store.ts';
import { placeOf, write } from './writing.ts';

type Opening = Omit<Parsed<typeof openCase>['body'], 'fields' | 'supplier' | 'handOver'> & {
  fields?: FieldValues;
  supplier?: string | null;
};

/**
 * Opens a case from a contact, whose customer, service, team and classification it takes, or for a customer. The
 * customer is told in the same transaction unless the caller says no.
 *
 * @returns the case's id
 * @throws Problem 404 contact, 409 has_case when the contact belongs to a case already, 422 naming the field
 */
export const openCaseOf = (ctx: Ctx, input: Parsed<typeof openCase>['body']): Promise<string> =>
  ctx.tx(async (tx) => {
    const id = await openCaseIn(tx, ctx, input);
    if (input.handOver !== undefined)
      await handOverIn(tx, ctx, await accessCase(tx, ctx.actor, id, 'case.write', { lock: true }), {
        ...input.handOver,
        contact: input.contact,
      });
    return id;
  });

/**
 * The same in the caller's transaction.
 * @param asked the only fields that its opener is asked for; left out: those that the actor may fill
 */
export async function openCaseIn(
  tx: Tx,
  ctx: Ctx,
  input: Opening,
  { asked }: { asked?: ReadonlySet<string> } = {},
): Promise<string> {
  const origin = await originOf(tx, ctx, input);
  if (!inScope(scopeOf(ctx.actor, 'case.write'), origin))
    throw invalid('contact', 'a contact of a service and team whose cases you work on', 'out_of_scope');
  await checkOwner(tx, input.owner, origin);
  await checkClassification(tx, input.classification);
  await checkSupplier(tx, input.supplier ?? null, origin.serviceId);
  const type = await currentType(tx, input.type);
  if (type === null) throw invalid('type', 'a type of case in use');
  const { definition } = type;
  const [state] = definition.states;
  const put = putValues(definition, {
    before: {},
    given: input.fields ?? {},
    eyes: eyesOf(ctx.actor, origin),
    states: [state!.key],
  });
  refuseValues([
    ...put.troubles,
    // What its opener cannot fill is filled by those who can, later.
    ...missingFields(definition, put.values, state!.key)
      .filter(
        (field) =>
          asked?.has(field.key) ?? editsField(definition, field, eyesOf(ctx.actor, origin), state!.key),
      )
      .map(({ key }) => ({ field: key, message: 'needed to open a case of this type' })),
  ]);
  const now = ctx.clock.now();
  const row = {
    id: newId(),
    number: caseNumber(await nextCaseNumber(tx), now),
    type: definition.code,
    typeVersion: type.version,
    state: state!.key,
    stateSince: now,
    classificationId: input.classification ?? origin.classification,
    subject: input.subject,
    description: input.description,
    status: state!.status,
    customerId: origin.customer,
    serviceId: origin.serviceId,
    teamId: origin.teamId,
    ownerId: input.owner,
    entryPointId: origin.entryPointId,
    openedBy: actorLabel(ctx.actor),
    openedAt: now,
    changedAt: now,
    closedAt: null,
    resolution: null,
    supplierId: input.supplier ?? null,
    level: 'front' as const,
    firstContact: null,
    firstContactAt: null,
    firstContactWhy: null,
    // What the database writes down by itself.
    municipality: null,
    takenAt: null,
    version: 1,
  };
  // Conversations are locked before anything else is written, as everywhere.
  if (input.contact !== undefined) {
    const [moved] = await linkCase(tx, ctx, [input.contact], row.id);
    if (moved?.from != null)
      throw conflict('has_case', 'This contact belongs to a case already.', { case: moved.from });
  }
  await insertCase(tx, { ...row, fields: JSON.stringify(put.values) });
  await enterState(tx, row, definition, now);
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
    after: { ...row, ...openValues(definition, put.values, put.changed) },
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
      type: row.type,
      state: row.state,
    },
  });
  const made: CaseRow = { ...row, fields: put.values };
  await clocksOf(tx, ctx, made, definition, { kind: 'opened' });
  if (input.tellCustomer) await tellOf(tx, ctx, made, definition, { kind: 'opened' });
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
