import type { addCaseNote, linkContact, updateCase } from '#contract/cases.ts';
import type { CaseTransition, FieldValues } from '#contract/case-types.ts';
import type { Parsed } from '#contract/route.ts';
import { accessContact, linkCase } from '#server/contacts/index.ts';
import { audit, invalid, type Ctx, type Tx } from '#server/platform/index.ts';
import { accessCase, lockedCase } from './access.ts';
import { apply, tellChange } from './applying.ts';
import type { CaseRow } from './cases.read.ts';
import { contactTakesBack } from './charge/first-contact.service.ts';
import { changedFields, type CaseStatus } from './cases.rules.ts';
import { checkClassification, checkOwner, checkSupplier } from './checks.ts';
import { moveIn, refuseValues } from './moving.service.ts';
import { eyesOf, missingFields, putValues } from './types/fields.rules.ts';
import { waysFrom, waysToStatus } from './types/moves.rules.ts';
import { moveToVersion } from './types/retype.service.ts';
import { currentType, definitionOf } from './types/types.store.ts';
import { checkVersion } from './versions.ts';
import { write } from './writing.ts';

type Change = Parsed<typeof updateCase>['body'];

/**
 * Changes a case. With `version`, only if nobody else changed it since. A status is reached by the one transition of its
 * type that leads there. Steps that still wait are withdrawn with the closing; what somebody has in their hands they
 * answer all the same.
 *
 * @throws Problem 404, 409 changed_meanwhile with what changed, 422 naming the field
 */
export const updateCaseOf = (ctx: Ctx, id: string, input: Change): Promise<string> =>
  ctx.tx(async (tx) => {
    const before = await accessCase(tx, ctx.actor, id, 'case.write', { lock: true });
    await checkVersion(tx, before, input.version);
    const wanted = {
      ownerId: input.owner,
      classificationId: input.classification,
      supplierId: input.supplier,
      subject: input.subject,
      description: input.description,
    };
    const changed = changedFields<Record<string, unknown>>(before, wanted);
    if (changed.includes('ownerId')) await checkOwner(tx, input.owner ?? null, before);
    if (changed.includes('classificationId')) await checkClassification(tx, input.classification ?? null);
    if (changed.includes('supplierId')) await checkSupplier(tx, input.supplier ?? null, before.serviceId);
    const also = Object.fromEntries(changed.map((key) => [key, wanted[key as keyof typeof wanted]]));
    const row =
      input.type === undefined || input.type === before.type
        ? before
        : await retype(tx, ctx, before, input.type);
    if (input.status !== undefined && input.status !== row.status) {
      const transition = await onlyWay(tx, ctx, row, input.status);
      await moveIn(tx, ctx, row, { ...input, transition: transition.key, also });
      return id;
    }
    const { definition, put } = await judgedFields(tx, ctx, row, input.fields ?? {});
    const resolution = changedFields<Record<string, unknown>>(before, { resolution: input.resolution });
    const all = [...changed, ...resolution, ...(put.changed.length === 0 ? [] : ['fields'])];
    if (all.length === 0) return id;
    await apply(tx, ctx, {
      before: row,
      change: {
        ...also,
        ...(resolution.length === 0 ? {} : { resolution: input.resolution ?? null }),
        ...(put.changed.length === 0 ? {} : { fields: put.values }),
      },
      changed: all,
      definition,
      fieldsChanged: put.changed,
      action: 'case.changed',
      reason: input.reason ?? null,
    });
    return id;
  });

/** What the fields of a case come to with these values. @throws Problem 422 naming the field */
async function judgedFields(tx: Tx, ctx: Ctx, row: CaseRow, given: FieldValues) {
  const definition = await definitionOf(tx, row);
  const put = putValues(definition, {
    before: row.fields as FieldValues,
    given,
    eyes: eyesOf(ctx.actor, row),
    states: [row.state],
  });
  refuseValues([
    ...put.troubles,
    // What was there may not be emptied where it is needed; what never was is asked for by the next step.
    ...missingFields(definition, put.values, row.state)
      .filter(({ key }) => put.changed.includes(key))
      .map(({ key }) => ({ field: key, message: 'needed in this state' })),
  ]);
  return { definition, put };
}

/**
 * Puts values into fields of a case that is held, as its state allows.
 * @throws Problem 422 naming the field, before anything is written
 */
export async function putFieldsIn(tx: Tx, ctx: Ctx, row: CaseRow, given: FieldValues): Promise<void> {
  const { definition, put } = await judgedFields(tx, ctx, row, given);
  if (put.changed.length === 0) return;
  await apply(tx, ctx, {
    before: row,
    change: { fields: put.values },
    changed: ['fields'],
    definition,
    fieldsChanged: put.changed,
    action: 'case.changed',
    reason: null,
  });
}

/** The one transition that leads to a status from where the case stands. @throws Problem 422 naming those there are */
async function onlyWay(tx: Tx, ctx: Ctx, row: CaseRow, status: CaseStatus): Promise<CaseTransition> {
  const definition = await definitionOf(tx, row);
  const eyes = eyesOf(ctx.actor, row);
  const ways = waysToStatus(definition, row.state, status, eyes);
  if (ways.length === 1) return ways[0]!;
  if (ways.length > 1)
    throw invalid(
      'status',
      `several transitions lead there: name one of ${ways.map(({ key }) => key).join(', ')}`,
    );
  const others = waysFrom(definition, row.state, eyes).map(({ key }) => key);
  throw invalid('status', `no transition leads there from here; there are ${others.join(', ') || '—'}`);
}

/**
 * Makes a case one of another type, of its newest version: in the state that is like its own. What the other type has no
 * field for is gone from the case.
 */
async function retype(tx: Tx, ctx: Ctx, row: CaseRow, code: string): Promise<CaseRow> {
  const type = await currentType(tx, code);
  if (type === null) throw invalid('type', 'a type of case in use');
  return moveToVersion(tx, ctx, row, type, {});
}

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
  await contactTakesBack(tx, ctx, row, contact, moved.number);
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
