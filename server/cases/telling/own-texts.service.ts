import type * as contract from '#contract/telling-texts.ts';
import type { Parsed, Result } from '#contract/route.ts';
import {
  configChanged,
  conflict,
  forbidden,
  invalid,
  newId,
  notFound,
  Problem,
  scopeOf,
  type Ctx,
  type FieldError,
  type Tx,
} from '#server/platform/index.ts';
import { currentTypes } from '../types/types.store.ts';
import { isInForce, textFindings, type Finding } from './own-texts.rules.ts';
import {
  allTexts,
  changeText,
  deleteText,
  insertText,
  textById,
  versionsAt,
  type CountedText,
  type NoticeTextRow,
} from './own-texts.store.ts';

// The organisation's own texts for news: a draft, somebody else's approval, a time in which it is in force. A version that
// was approved never changes.

type View = Result<typeof contract.draftNoticeText>;
const permission = 'admin.knowledge';
/** Who approves what the organisation says need not be who writes it. */
const approvers = [permission, 'knowledge.approve'];

/** @throws Problem 403 for who looks after other services, or for a part only where all are concerned */
function mayWrite(ctx: Ctx, serviceId: string | null, asked: string | readonly string[] = permission): void {
  const scope = scopeOf(ctx.actor, asked);
  const whole =
    scope === 'all' ||
    (serviceId !== null && scope.some((one) => one.serviceId === serviceId && one.teamId === null));
  if (!whole) throw forbidden(permission);
}

function viewOf(ctx: Ctx, { uses, ...row }: CountedText): View {
  return {
    id: row.id,
    service: row.serviceId,
    type: row.type,
    notice: row.notice,
    language: row.language as View['language'],
    channel: row.channel as View['channel'],
    number: row.number,
    state: row.state as View['state'],
    inForce: isInForce(row, ctx.clock.now()),
    subject: row.subject,
    text: row.body,
    note: row.note,
    revision: row.revision,
    author: row.authorName,
    mine: row.authorId !== null && row.authorId === ctx.actor.id,
    changedAt: row.changedAt,
    approvedBy: row.approvedByName,
    approvedAt: row.approvedAt,
    validFrom: row.validFrom,
    validUntil: row.validUntil,
    withdrawnBy: row.withdrawnByName,
    withdrawnAt: row.withdrawnAt,
    withdrawnWhy: row.withdrawnWhy,
    uses,
  };
}

const placeKey = (one: NoticeTextRow): string =>
  JSON.stringify([one.serviceId, one.type, one.notice, one.language, one.channel]);

/** Of each place the version that is told now; where none is, the newest. */
export async function listTexts(
  ctx: Ctx,
  filter: Parsed<typeof contract.listNoticeTexts>['query'],
): Promise<Result<typeof contract.listNoticeTexts>> {
  const now = ctx.clock.now();
  const places = Map.groupBy(await allTexts(ctx.db, filter), placeKey);
  return {
    items: [...places.values()].map((versions) => {
      const [told] = versions
        .filter((one) => isInForce(one, now))
        .toSorted((a, b) => b.validFrom!.getTime() - a.validFrom!.getTime() || b.number - a.number);
      return {
        ...viewOf(ctx, told ?? versions[0]!),
        versions: versions.length,
        draft: versions.find(({ state }) => state === 'draft')?.id ?? null,
      };
    }),
  };
}

/** @throws Problem 404 */
export async function textVersions(
  ctx: Ctx,
  id: string,
): Promise<Result<typeof contract.listNoticeTextVersions>> {
  const row = await textById(ctx.db, id);
  if (row === null) throw notFound('text');
  return { items: (await versionsAt(ctx.db, row)).map((one) => viewOf(ctx, one)) };
}

async function now(ctx: Ctx, id: string): Promise<View> {
  const found = (await textVersions(ctx, id)).items.find((one) => one.id === id);
  if (found === undefined) throw notFound('text');
  return found;
}

/** A finding as a form names it. */
function fieldError({ code, value }: Finding, subject: string | null): FieldError {
  const field = subject?.includes(value) === true ? 'subject' : 'text';
  if (code === 'no_such_notice') return { field: 'notice', message: 'a notice that the type has' };
  if (code === 'field_of_no_type')
    return { field, message: `a field of the type that everybody may see, not ${value}` };
  return { field, message: `only placeholders that there are, not ${value}` };
}
type Words = Parameters<typeof textFindings>[0];
/** @throws Problem 422 naming what cannot be told */
async function checked(tx: Tx, one: Words): Promise<void> {
  const types = await currentTypes(tx, { inactiveToo: one.type !== null });
  if (one.type !== null && !types.some(({ code }) => code === one.type))
    throw invalid('type', 'the code of a type of case');
  const wrong = textFindings(
    one,
    types.filter(({ code }) => one.type === null || code === one.type).map(({ definition }) => definition),
  ).filter(({ severity }) => severity === 'error');
  if (wrong.length === 0) return;
  const errors = wrong.map((finding) => fieldError(finding, one.subject));
  throw new Problem(
    422,
    'invalid',
    `Not acceptable: ${[...new Set(errors.map(({ field }) => field))].join(', ')}.`,
    errors,
  );
}

const author = (ctx: Ctx) => ({
  authorId: ctx.actor.id,
  authorName: ctx.actor.name,
  changedAt: ctx.clock.now(),
});
const told = (row: NoticeTextRow) => ({
  type: row.type,
  notice: row.notice,
  language: row.language,
  channel: row.channel,
  number: row.number,
  state: row.state,
  subject: row.subject,
  text: row.body,
  validFrom: row.validFrom,
  validUntil: row.validUntil,
});
const changed = (
  tx: Tx,
  ctx: Ctx,
  row: NoticeTextRow,
  before: NoticeTextRow | null,
  reason: string | null = null,
) =>
  configChanged(tx, ctx.actor, {
    what: 'notice-text',
    id: row.id,
    serviceId: row.serviceId,
    before: before === null ? null : told(before),
    after: told(row),
    reason,
  });

/**
 * Writes a text, or the next version of one.
 * @throws Problem 403, 409 draft_open where one is being written, 422 naming what cannot be told
 */
export async function draftText(
  ctx: Ctx,
  input: Parsed<typeof contract.draftNoticeText>['body'],
): Promise<View> {
  const { service, type, notice, language, channel, subject, text, note } = input;
  mayWrite(ctx, service);
  const id = newId();
  await ctx.tx(async (tx) => {
    await checked(tx, input);
    const place = { serviceId: service, type, notice, language, channel };
    const [newest] = await versionsAt(tx, place);
    const kept = await insertText(tx, {
      id,
      ...place,
      number: (newest?.number ?? 0) + 1,
      state: 'draft',
      subject,
      body: text,
      note,
      ...author(ctx),
    });
    if (!kept) throw conflict('draft_open', 'Somebody is writing a new version of this text already.');
    await changed(tx, ctx, (await textById(tx, id))!, null);
  });
  return now(ctx, id);
}

/** A draft, locked. @throws Problem 403, 404, 409 approved_already */
async function draft(
  tx: Tx,
  ctx: Ctx,
  id: string,
  asked: string | readonly string[] = permission,
): Promise<NoticeTextRow> {
  const row = await textById(tx, id, true);
  if (row === null) throw notFound('text');
  mayWrite(ctx, row.serviceId, asked);
  if (row.state !== 'draft')
    throw conflict('approved_already', 'An approved version does not change: write a new one.');
  return row;
}
const sameRevision = (row: NoticeTextRow, revision: number): void => {
  if (row.revision !== revision)
    throw conflict('draft_changed', 'Somebody has changed the draft meanwhile: read it again.', {
      revision: row.revision,
    });
};

/** @throws Problem 403, 404, 409, 422 */
export async function changeDraft(
  ctx: Ctx,
  id: string,
  { revision, subject, text, note }: Parsed<typeof contract.changeNoticeText>['body'],
): Promise<View> {
  await ctx.tx(async (tx) => {
    const row = await draft(tx, ctx, id);
    sameRevision(row, revision);
    await checked(tx, { ...row, channel: row.channel as Words['channel'], subject, text });
    await changeText(tx, id, { subject, body: text, note, revision: revision + 1, ...author(ctx) });
    await changed(tx, ctx, (await textById(tx, id))!, row);
  });
  return now(ctx, id);
}

/** @throws Problem 403, 404, 409 */
export async function dropDraft(ctx: Ctx, id: string): Promise<undefined> {
  await ctx.tx(async (tx) => {
    const row = await draft(tx, ctx, id);
    await deleteText(tx, id);
    await changed(tx, ctx, { ...row, state: 'dropped' }, row);
  });
}

/**
 * Puts a draft in force, from now or from a day on. Whoever wrote it last does not approve it.
 * @throws Problem 403, 404, 409 own_work, draft_changed, 422 naming `validUntil`
 */
export async function approveText(
  ctx: Ctx,
  id: string,
  { revision, validFrom, validUntil }: Parsed<typeof contract.approveNoticeText>['body'],
): Promise<View> {
  await ctx.tx(async (tx) => {
    const row = await draft(tx, ctx, id, approvers);
    sameRevision(row, revision);
    if (ctx.actor.kind !== 'staff' || row.authorId === ctx.actor.id)
      throw conflict('own_work', 'What one has written oneself, somebody else approves.');
    // The type may have lost a field or a notice since it was written.
    await checked(tx, { ...row, channel: row.channel as Words['channel'], text: row.body });
    const at = ctx.clock.now();
    const wished = validFrom === undefined ? at : new Date(validFrom);
    const from = wished > at ? wished : at;
    const until = validUntil === null ? null : new Date(validUntil);
    if (until !== null && until <= from) throw invalid('validUntil', 'after the beginning');
    await changeText(tx, id, {
      state: 'approved',
      approvedBy: ctx.actor.id,
      approvedByName: ctx.actor.name,
      approvedAt: at,
      validFrom: from,
      validUntil: until,
    });
    await changed(tx, ctx, (await textById(tx, id))!, row);
  });
  return now(ctx, id);
}

/** Takes an approved version out of force. @throws Problem 403, 404, 409 not_approved */
export async function withdrawText(ctx: Ctx, id: string, why: string): Promise<View> {
  await ctx.tx(async (tx) => {
    const row = await textById(tx, id, true);
    if (row === null) throw notFound('text');
    mayWrite(ctx, row.serviceId);
    if (row.state !== 'approved')
      throw conflict('not_approved', 'Only an approved version is taken out of force.');
    await changeText(tx, id, {
      state: 'withdrawn',
      withdrawnAt: ctx.clock.now(),
      withdrawnByName: ctx.actor.name,
      withdrawnWhy: why,
    });
    await changed(tx, ctx, (await textById(tx, id))!, row, why);
  });
  return now(ctx, id);
}
