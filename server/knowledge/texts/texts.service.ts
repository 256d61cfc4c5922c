import type { z } from 'zod';
import type { standardTextFull } from '#contract/standard-texts.ts';
import { findService, readerLanguage, staffNames } from '#server/access/index.ts';
import {
  audit,
  can,
  conflict,
  forbidden,
  inScope,
  invalid,
  isUniqueViolation,
  newId,
  notFound,
  record,
  scopeOf,
  type Actor,
  type Ctx,
  type Db,
  type Tx,
} from '#server/platform/index.ts';
import { showsService } from '../knowledge.rules.ts';
import { classificationExists } from '../knowledge.store.ts';
import { approved, endedBy, givenBack, nextDraft, type Decision } from '../versions.rules.ts';
import { textMeans } from './lent.ts';
import { listTextRows, peopleByIds, type TextQuery } from './texts.read.ts';
import { wrongPlaceholders } from './texts.rules.ts';
import {
  deleteTextVersion,
  findText,
  saveText,
  saveTextVersion,
  textVersions,
  type TextRecord,
  type TextVersionRecord,
  type TextWords,
} from './texts.store.ts';

type Full = z.input<typeof standardTextFull>;
type Needs = 'knowledge.read' | 'knowledge.write' | 'knowledge.approve';
export type TextInput = Omit<TextRecord, 'id'>;

const mayHere = (actor: Actor, text: { serviceId: string | null }, needs: Needs): boolean =>
  inScope(scopeOf(actor, needs), { serviceId: text.serviceId, teamId: null });
const actorId = (actor: Actor): string | null => (actor.kind === 'staff' ? actor.id : null);
const reviews = (actor: Actor): boolean => can(actor, 'knowledge.write') || can(actor, 'admin.read');

/** A text, for who may. @throws Problem 404 where it cannot be read, 403 where it can and not be changed */
async function accessText(
  db: Db | Tx,
  actor: Actor,
  id: string,
  needs: Needs,
  lock = false,
): Promise<TextRecord> {
  const text = await findText(db, id, lock);
  if (text === null || !showsService(scopeOf(actor, 'knowledge.read'), text.serviceId))
    throw notFound('standard text');
  if (needs !== 'knowledge.read' && !mayHere(actor, text, needs)) throw forbidden(needs);
  return text;
}

export const listTexts = async (ctx: Ctx, query: TextQuery) =>
  listTextRows(ctx.db, scopeOf(ctx.actor, 'knowledge.read'), {
    ...query,
    at: ctx.clock.now(),
    reader: await readerLanguage(ctx.db, ctx.actor),
    writes: reviews(ctx.actor),
  });

/** A text with all that was written of it. Who does not look after texts sees what is approved. @throws Problem 404 */
export async function fullText(db: Db | Tx, ctx: Ctx, id: string): Promise<Full> {
  const text = await accessText(db, ctx.actor, id, 'knowledge.read');
  const writes = reviews(ctx.actor);
  const scope = scopeOf(ctx.actor, 'knowledge.read');
  const reader = await readerLanguage(db, ctx.actor);
  const [row] = (await listTextRows(db, scope, { id, limit: 1, at: ctx.clock.now(), writes, reader })).items;
  if (row === undefined) throw notFound('standard text');
  const versions = (await textVersions(db, id)).filter((one) => writes || one.state === 'published');
  const people = versions.flatMap(({ authorId, approvedBy }) => [authorId, approvedBy]);
  const names = await staffNames(db, [...new Set(people.filter((one) => one !== null))]);
  const nameOf = (one: string | null) => (one === null ? null : (names.get(one) ?? null));
  return {
    ...row,
    versions: versions.map((one) => ({
      ...one,
      authorName: nameOf(one.authorId),
      approvedByName: nameOf(one.approvedBy),
    })),
    mayWrite: mayHere(ctx.actor, text, 'knowledge.write'),
    mayApprove: mayHere(ctx.actor, text, 'knowledge.approve'),
  };
}

/** @param before the text as it was: an owner who has left since may stay named */
async function check(tx: Tx, ctx: Ctx, input: TextInput, before: TextInput | null): Promise<TextInput> {
  if (input.serviceId !== null && (await findService(tx, input.serviceId)) === null)
    throw invalid('serviceId', 'no such service');
  if (input.classificationId !== null && !(await classificationExists(tx, input.classificationId)))
    throw invalid('classificationId', 'no such node');
  if (input.successorId !== null && input.successorId === input.ownerId)
    throw invalid('successorId', 'somebody else than the owner');
  const people = await peopleByIds(
    tx,
    [input.ownerId, input.successorId].filter((one) => one !== null),
  );
  for (const field of ['ownerId', 'successorId'] as const) {
    const id = input[field];
    if (id === null || id === before?.[field]) continue;
    if (people.get(id)?.active !== true) throw invalid(`${field}`, 'a member of staff in service');
  }
  if (!mayHere(ctx.actor, input, 'knowledge.write'))
    throw input.serviceId === null
      ? forbidden('knowledge.write')
      : invalid('serviceId', 'a service whose knowledge you administer', 'out_of_scope');
  return { ...input, channels: [...new Set(input.channels)] };
}

const taken = (error: unknown): unknown =>
  isUniqueViolation(error, 'standard_text_code') ? invalid('code', 'already in use', 'taken') : error;

async function tell(
  tx: Tx,
  ctx: Ctx,
  text: TextRecord,
  action: string,
  entry: { before?: unknown; after?: unknown; reason?: string | null },
): Promise<void> {
  await audit(tx, ctx.actor, {
    action: `standard-text.${action}`,
    objectType: 'standard-text',
    objectId: text.id,
    serviceId: text.serviceId,
    ...entry,
  });
  await record(tx, ctx.actor, {
    kind: 'config.changed',
    subjectId: text.id,
    serviceId: text.serviceId,
    data: { what: 'standard-text', id: text.id },
  });
}

/**
 * @param validTo until when its first wording is to hold; whoever approves it has the last word
 * @throws Problem 403, 422 naming the field
 */
export async function createText(
  tx: Tx,
  ctx: Ctx,
  input: TextInput & TextWords,
  validTo?: Date | null,
): Promise<TextRecord> {
  const { title, body, ...given } = input;
  const properties = await check(tx, ctx, given, null);
  const text: TextRecord = {
    id: newId(),
    ...properties,
    ownerId: properties.ownerId ?? actorId(ctx.actor),
  };
  try {
    await saveText(tx, text, ctx.clock.now());
  } catch (error) {
    throw taken(error);
  }
  await tell(tx, ctx, text, 'created', { after: text });
  await putTextDraft(tx, ctx, text, text.language, {
    words: { title, body },
    revision: null,
    sourceNumber: null,
    ...(validTo === undefined ? {} : { validTo }),
  });
  return text;
}

/** Changes what a text is, not what it says. @throws Problem 403, 404, 422 naming the field */
export async function updateText(tx: Tx, ctx: Ctx, id: string, input: TextInput): Promise<void> {
  const before = await accessText(tx, ctx.actor, id, 'knowledge.write', true);
  if (input.language !== before.language) throw invalid('language', 'does not change any more');
  const after: TextRecord = { id, ...(await check(tx, ctx, input, before)) };
  // On which channels and in which service approved words are used was decided with them: a change of it is one.
  const moves =
    before.serviceId !== after.serviceId ||
    (!before.active && after.active) ||
    before.channels.toSorted().join() !== after.channels.toSorted().join();
  if (moves && !mayHere(ctx.actor, before, 'knowledge.approve')) {
    const approved = (await textVersions(tx, id)).some(({ state }) => state === 'published');
    if (approved) throw forbidden('knowledge.approve');
  }
  try {
    await saveText(tx, after, ctx.clock.now());
  } catch (error) {
    throw taken(error);
  }
  await tell(tx, ctx, after, 'changed', { before, after });
}

interface TextDraft {
  words: TextWords;
  revision: number | null;
  sourceNumber: number | null;
  /** Left out: what the open draft says stays. */
  validTo?: Date | null;
}

/** Writes the next version's draft. @throws Problem 404, 403, 409 `draft_changed`, `submitted`, 422 naming the field */
export async function saveTextDraft(
  tx: Tx,
  ctx: Ctx,
  id: string,
  language: string,
  draft: TextDraft,
): Promise<void> {
  const text = await accessText(tx, ctx.actor, id, 'knowledge.write', true);
  await putTextDraft(tx, ctx, text, language, draft);
}

async function putTextDraft(
  tx: Tx,
  ctx: Ctx,
  text: TextRecord,
  language: string,
  draft: TextDraft,
): Promise<void> {
  await checkWords(tx, draft.words);
  const { open, head } = nextDraft(
    await textVersions(tx, text.id),
    { ...draft, main: text.language, language },
    { id: newId(), author: actorId(ctx.actor), at: ctx.clock.now() },
  );
  await saveTextVersion(tx, { ...head, textId: text.id, ...draft.words });
  await tell(tx, ctx, text, 'drafted', {
    ...(open === undefined ? {} : { before: { title: open.title, body: open.body } }),
    after: { language, ...draft.words, ...(head.validTo === null ? {} : { validTo: head.validTo }) },
  });
}

/** Refuses placeholders that do not exist, since an agent in a hurry would send them as they are. */
async function checkWords(tx: Tx, words: TextWords): Promise<void> {
  const fields = (await textMeans().caseFields(tx)).map(({ key }) => key);
  const wrong = wrongPlaceholders(words.body, fields);
  if (wrong.length > 0)
    throw invalid('body', `has placeholders that do not exist: ${wrong.join(', ')}`, 'unknown_placeholder');
}

const openVersion = async (tx: Tx, textId: string, language: string, state: 'draft' | 'submitted') =>
  (await textVersions(tx, textId)).find((one) => one.language === language && one.state === state);

/** @throws Problem 404, 403 */
export async function dropTextDraft(tx: Tx, ctx: Ctx, id: string, language: string): Promise<void> {
  const text = await accessText(tx, ctx.actor, id, 'knowledge.write', true);
  const draft = await openVersion(tx, id, language, 'draft');
  if (draft === undefined) throw notFound('draft');
  await deleteTextVersion(tx, draft.id);
  await tell(tx, ctx, text, 'draft-dropped', { before: { language, title: draft.title, body: draft.body } });
}

/** Hands a draft in for approval. A field of a case may have gone since it was written: it is looked at again. */
export async function submitTextDraft(tx: Tx, ctx: Ctx, id: string, language: string): Promise<void> {
  const text = await accessText(tx, ctx.actor, id, 'knowledge.write', true);
  const draft = await openVersion(tx, id, language, 'draft');
  if (draft === undefined) throw notFound('draft');
  await checkWords(tx, draft);
  await saveTextVersion(tx, {
    ...draft,
    state: 'submitted',
    submittedBy: actorId(ctx.actor),
    submittedAt: ctx.clock.now(),
    note: null,
  });
  await tell(tx, ctx, text, 'submitted', { after: { language, number: draft.number } });
}

/**
 * Approves what somebody else has written and handed in, from a moment on and until one, or gives it back with a reason. The
 * wording in force ends where the new one begins.
 * @throws Problem 404, 403, 409 `own_work`, 422 naming the field
 */
export async function decideTextDraft(
  tx: Tx,
  ctx: Ctx,
  id: string,
  language: string,
  decision: Decision,
): Promise<void> {
  const text = await accessText(tx, ctx.actor, id, 'knowledge.approve', true);
  const version = await openVersion(tx, id, language, 'submitted');
  if (version === undefined) throw notFound('submitted draft');
  const at = ctx.clock.now();
  if (!decision.publish) {
    await saveTextVersion(tx, givenBack(version, decision.reason));
    await tell(tx, ctx, text, 'returned', {
      after: { language, number: version.number },
      reason: decision.reason,
    });
    return;
  }
  const published = approved(version, actorId(ctx.actor), decision, at);
  await endOlder(tx, published, at);
  await saveTextVersion(tx, published);
  await saveText(tx, decision.reviewOn === null ? text : { ...text, reviewOn: decision.reviewOn }, at);
  await tell(tx, ctx, text, 'approved', {
    after: {
      language,
      number: version.number,
      title: version.title,
      body: version.body,
      validFrom: published.validFrom,
      validTo: published.validTo,
      reviewOn: decision.reviewOn,
    },
    reason: decision.reason === '' ? null : decision.reason,
  });
}

/** What is in force or was to come ends where the new version begins. */
async function endOlder(tx: Tx, published: TextVersionRecord & { validFrom: Date }, at: Date): Promise<void> {
  for (const old of await textVersions(tx, published.textId)) {
    const ended = endedBy(old, published, at);
    if (ended !== null) await saveTextVersion(tx, ended);
  }
}

/** @throws Problem 404, 403 */
export async function withdrawText(
  tx: Tx,
  ctx: Ctx,
  id: string,
  { language, reason }: { language: string; reason: string },
): Promise<void> {
  const text = await accessText(tx, ctx.actor, id, 'knowledge.approve', true);
  const at = ctx.clock.now();
  const published = (await textVersions(tx, id)).filter(
    (one) => one.language === language && one.state === 'published',
  );
  if (published.length === 0) throw notFound('published version');
  for (const one of published)
    await saveTextVersion(tx, {
      ...one,
      state: 'withdrawn',
      note: reason,
      validTo: one.validFrom! < at && (one.validTo === null || one.validTo > at) ? at : one.validTo,
    });
  await tell(tx, ctx, text, 'withdrawn', { before: { language }, reason });
}

/** The words of an earlier version again, as a new draft: they are approved like any other. */
export async function restoreText(tx: Tx, ctx: Ctx, id: string, versionId: string): Promise<void> {
  const text = await accessText(tx, ctx.actor, id, 'knowledge.write', true);
  const all = await textVersions(tx, id);
  const old = all.find((one) => one.id === versionId);
  if (old === undefined) throw notFound('version');
  const open = all.some(
    (one) => one.language === old.language && (one.state === 'draft' || one.state === 'submitted'),
  );
  if (open)
    throw conflict(
      'text_draft_there',
      'There is a draft of this language: hand it in or throw it away first.',
    );
  await putTextDraft(tx, ctx, text, old.language, {
    words: { title: old.title, body: old.body },
    revision: null,
    sourceNumber: old.sourceNumber,
  });
}
