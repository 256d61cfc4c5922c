import type { z } from 'zod';
import type { Result } from '#contract/route.ts';
import type { importStandardTexts, TextsFile, textsFile } from '#contract/standard-texts.ts';
import { listServices } from '#server/access/index.ts';
import { audit, invalid, Problem, scopeOf, type Ctx, type Scope, type Tx } from '#server/platform/index.ts';
import { allClassification } from '../knowledge.store.ts';
import { listTextRows, peopleByEmail, peopleByIds, type TextRowView } from './texts.read.ts';
import { createText, saveTextDraft, updateText, type TextInput } from './texts.service.ts';
import { findTextByCode, textVersions, type TextRecord, type TextVersionRecord } from './texts.store.ts';

/** The wording that a file carries of a language: what is in force, else the newest that was written. */
function carried(versions: readonly TextVersionRecord[], at: Date): TextVersionRecord | undefined {
  const inForce = versions.find(
    (one) => one.state === 'published' && one.validFrom! <= at && (one.validTo === null || one.validTo > at),
  );
  return inForce ?? versions.find(({ state }) => state !== 'withdrawn');
}

async function everyText(ctx: Ctx, scope: Scope, at: Date): Promise<TextRowView[]> {
  const all: TextRowView[] = [];
  for (let cursor: string | undefined; ;) {
    const page = await listTextRows(ctx.db, scope, { limit: 500, cursor, at, writes: true, reader: 'it' });
    all.push(...page.items);
    if (page.next === null) return all;
    cursor = page.next;
  }
}

/** The library in the caller's scope, as a file that can be read, compared and taken in again. */
export async function exportTexts(ctx: Ctx): Promise<z.input<typeof textsFile>> {
  const at = ctx.clock.now();
  const scope = scopeOf(ctx.actor, 'knowledge.read');
  const shown = (await everyText(ctx, scope, at)).filter(({ active }) => active !== false);
  const services = new Map((await listServices(ctx)).items.map(({ id, code }) => [id, code]));
  const classes = new Map((await allClassification(ctx.db)).map(({ id, code }) => [id, code]));
  const people = await peopleByIds(
    ctx.db,
    shown.flatMap(({ ownerId, successorId }) => [ownerId, successorId]).filter((one) => one != null),
  );
  const texts: z.input<typeof textsFile>['texts'] = [];
  for (const one of shown) {
    const byLanguage = Map.groupBy(await textVersions(ctx.db, one.id), ({ language }) => language);
    const variants = [...byLanguage.values()]
      .flatMap((versions) => carried(versions, at) ?? [])
      .toSorted((a, b) => Number(b.language === one.language) - Number(a.language === one.language));
    if (variants.length === 0) continue;
    texts.push({
      code: one.code,
      language: one.language as 'it',
      channels: one.channels ?? [],
      service: one.serviceId == null ? null : (services.get(one.serviceId) ?? null),
      classification: one.classificationId == null ? null : (classes.get(one.classificationId) ?? null),
      owner: one.ownerId == null ? null : (people.get(one.ownerId)?.email ?? null),
      successor: one.successorId == null ? null : (people.get(one.successorId)?.email ?? null),
      reviewOn: one.reviewOn ?? null,
      variants: variants.map(({ language, title, body, validTo }) => ({
        language: language as 'it',
        title,
        body,
        validTo: validTo?.toISOString() ?? null,
      })),
    });
  }
  await ctx.tx((tx) =>
    audit(tx, ctx.actor, {
      action: 'standard-text.exported',
      objectType: 'standard-text',
      after: { texts: texts.length },
    }),
  );
  return { format: 'filodiretto.standard-texts', version: 1, texts };
}

type FileText = TextsFile['texts'][number];

/** Until when a wording of a file is to hold; left out: the file does not say. */
const endOf = ({ validTo }: FileText['variants'][number]): Date | null | undefined =>
  typeof validTo === 'string' ? new Date(validTo) : validTo;

/** What is wrong is told with its place in the file. */
async function placed<T>(place: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const fields = error.fields.map(({ field, message }) => ({ field: `${place}.${field}`, message }));
    throw new Problem(error.status, error.code, `${place}: ${error.message}`, fields, error.extra);
  }
}

/** Services and classes by code, people by address. */
async function namesFor(tx: Tx, ctx: Ctx, file: TextsFile) {
  const services = new Map((await listServices(ctx)).items.map(({ id, code }) => [code, id]));
  const classes = new Map((await allClassification(tx)).map(({ id, code }) => [code, id]));
  const emails = file.texts.flatMap(({ owner, successor }) => [owner, successor]);
  const people = await peopleByEmail(tx, [...new Set(emails.filter((one) => one !== null))]);
  return (one: FileText): Omit<TextInput, 'language'> => {
    const named = (
      map: ReadonlyMap<string, string>,
      value: string | null,
      field: string,
      message: string,
    ) => {
      if (value === null) return null;
      const found = map.get(value);
      if (found === undefined) throw invalid(field, message);
      return found;
    };
    // Somebody who is not here any more does not keep a text out.
    const ownerId = one.owner === null ? null : (people.get(one.owner) ?? null);
    const successorId = one.successor === null ? null : (people.get(one.successor) ?? null);
    return {
      code: one.code,
      channels: one.channels,
      serviceId: named(services, one.service, 'service', 'no such service'),
      classificationId: named(classes, one.classification, 'classification', 'no such node'),
      ownerId,
      successorId: successorId === ownerId ? null : successorId,
      reviewOn: one.reviewOn,
      active: true,
    };
  };
}

/**
 * Takes a file in: texts that are not there are made, words that differ, or hold until another day, become drafts, which
 * are approved like any other. What the file does not name stays. All of it or nothing.
 * @throws Problem 403, 409, 422 naming the place in the file
 */
export async function importTexts(
  tx: Tx,
  ctx: Ctx,
  file: TextsFile,
): Promise<Result<typeof importStandardTexts>> {
  const propertiesOf = await namesFor(tx, ctx, file);
  const told = { created: 0, drafted: 0, unchanged: 0 };
  for (const [index, one] of file.texts.entries())
    told[await placed(`texts[${index}]`, async () => takeIn(tx, ctx, one, propertiesOf(one)))] += 1;
  return told;
}

async function takeIn(
  tx: Tx,
  ctx: Ctx,
  one: FileText,
  properties: Omit<TextInput, 'language'>,
): Promise<'created' | 'drafted' | 'unchanged'> {
  const main = one.variants.findIndex(({ language }) => language === one.language);
  const before = await findTextByCode(tx, one.code, properties.serviceId);
  if (before === null) {
    if (main === -1) throw invalid('variants', 'the main language is among them');
    const variant = one.variants[main]!;
    const { title, body } = variant;
    const text = await placed(`variants[${main}]`, () =>
      createText(tx, ctx, { ...properties, language: one.language, title, body }, endOf(variant)),
    );
    for (const [at, variant] of one.variants.entries())
      if (at !== main) await placed(`variants[${at}]`, () => takeInWords(tx, ctx, text, variant));
    return 'created';
  }
  if (before.language !== one.language) throw invalid('language', 'does not change any more');
  const { id, ...was } = before;
  const now: TextInput = {
    ...was,
    ...properties,
    ownerId: properties.ownerId ?? was.ownerId,
    successorId: properties.successorId ?? was.successorId,
  };
  // Who may not change the text may not hand words in for it either.
  if (JSON.stringify(was) !== JSON.stringify(now)) await updateText(tx, ctx, id, now);
  let drafted = false;
  for (const [at, variant] of one.variants.entries())
    drafted = (await placed(`variants[${at}]`, () => takeInWords(tx, ctx, before, variant))) || drafted;
  return drafted ? 'drafted' : 'unchanged';
}

/** @returns whether the words or their end are new, and a draft of them was made */
async function takeInWords(
  tx: Tx,
  ctx: Ctx,
  text: TextRecord,
  variant: FileText['variants'][number],
): Promise<boolean> {
  const { language, title, body } = variant;
  const end = endOf(variant);
  const versions = (await textVersions(tx, text.id)).filter((one) => one.language === language);
  const same = (old: TextVersionRecord | undefined) =>
    old?.title === title &&
    old.body === body &&
    (end === undefined || old.validTo?.getTime() === end?.getTime());
  const open = versions.find(({ state }) => state === 'draft' || state === 'submitted');
  if (same(open) || (open === undefined && same(carried(versions, ctx.clock.now())))) return false;
  await saveTextDraft(tx, ctx, text.id, language, {
    words: { title, body },
    revision: open?.revision ?? null,
    sourceNumber: null,
    ...(end === undefined ? {} : { validTo: end }),
  });
  return true;
}
