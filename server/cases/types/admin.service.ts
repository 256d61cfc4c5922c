import type * as contract from '#contract/case-types-api.ts';
import type { CaseTypeDefinition, TypeFinding } from '#contract/case-types.ts';
import { compareDefinitions } from '#contract/pure/case-type-changes.ts';
import { readableText } from '#contract/pure/readable-text.ts';
import type { Parsed, Result } from '#contract/route.ts';
import { allRoles } from '#server/access/index.ts';
import { classificationsByCode } from '#server/knowledge/index.ts';
import {
  configChanged,
  conflict,
  forbidden,
  invalid,
  notFound,
  Problem,
  scopeOf,
  type Ctx,
  type Db,
  type Tx,
} from '#server/platform/index.ts';
import { readQueues } from '#server/routing/index.ts';
import {
  allTypes,
  findType,
  saveDraft,
  setActive,
  standingOf,
  versionsOf,
  type AdminTypeRow,
  type Standing,
} from './admin.store.ts';
import { checkDefinition, errorsOf, readDefinition } from './definition.rules.ts';
import { definitionText, readText } from './text.rules.ts';
import { currentTypes, definitionOf, insertType, insertVersion, type VersionRow } from './types.store.ts';

// Types of cases as an administrator changes them: a draft, its findings, versions. A version never changes.

type View = Result<typeof contract.getCaseType>;
type Head = Result<typeof contract.listCaseTypeHeads>['items'][number];

const writePermission = 'admin.knowledge';
/** Types are the whole organisation's. @throws Problem 403 for who looks after a part of it */
export function writesTypes(ctx: Ctx): void {
  if (scopeOf(ctx.actor, writePermission) !== 'all') throw forbidden(writePermission);
}

/** @throws Problem 404 */
export async function typeRow(db: Db | Tx, code: string, lock = false): Promise<AdminTypeRow> {
  const row = await findType(db, code, { lock });
  if (row === null) throw notFound('type of case');
  return row;
}

/** Everything that is wrong or doubtful in a document, checked against what there is here. */
async function findingsOf(db: Db | Tx, code: string, document: unknown): Promise<TypeFinding[]> {
  const read = readDefinition(document);
  if ('findings' in read) return read.findings;
  const [roles, classifications, queues] = await Promise.all([
    allRoles(db),
    classificationsByCode(db),
    readQueues(db),
  ]);
  const codes = (list: readonly { code: string }[]) => new Set(list.map((one) => one.code));
  const found = checkDefinition(read.definition, {
    roles: codes(roles),
    classifications: codes(classifications),
    queues: codes(queues),
  });
  return read.definition.code === code ? found : [otherCode(read.definition.code, code), ...found];
}
const otherCode = (value: string, code: string): TypeFinding =>
  finding('code', value, `the code of this type is ${code}`);
const finding = (place: string, value: string, message: string): TypeFinding => ({
  severity: 'error',
  code: 'shape',
  place,
  value,
  message,
});

/** The name that a document gives its type, where it has come that far. */
function nameIn(document: unknown, code: string): Head['name'] {
  const name = (document as { name?: { it?: unknown; en?: unknown } } | null)?.name;
  const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value.slice(0, 200) : code);
  return { it: text(name?.it), en: text(name?.en) };
}

function headOf(
  row: AdminTypeRow,
  newest: { version: VersionRow; definition: CaseTypeDefinition } | undefined,
  standing: readonly Standing[],
): Head {
  return {
    code: row.code,
    name: newest?.definition.name ?? nameIn(row.draft, row.code),
    active: row.active,
    shipped: newest?.version.shipped ?? false,
    version: newest?.version.number ?? null,
    publishedAt: newest?.version.publishedAt ?? null,
    publishedBy: newest?.version.publishedBy ?? null,
    draft: row.draft !== null,
    standing: standing
      .filter(({ type }) => type === row.code)
      .map(({ version, state, cases }) => ({ version, state, cases })),
  };
}

/** All types, those out of use and those that were never published too. */
export async function listHeads(ctx: Ctx): Promise<{ items: Head[] }> {
  const [rows, current, standing] = await Promise.all([
    allTypes(ctx.db),
    currentTypes(ctx.db, { inactiveToo: true }),
    standingOf(ctx.db, ctx.actor, 'admin.read'),
  ]);
  const newest = new Map(current.map((one) => [one.code, one]));
  return { items: rows.map((row) => headOf(row, newest.get(row.code), standing)) };
}

/** One type as who looks after it sees it. @throws Problem 404 */
export async function typeNow(ctx: Ctx, code: string): Promise<View> {
  const row = await typeRow(ctx.db, code);
  const [versions, standing] = await Promise.all([
    versionsOf(ctx.db, code),
    standingOf(ctx.db, ctx.actor, 'admin.read', code),
  ]);
  const version = versions[0];
  const definition =
    version === undefined ? null : await definitionOf(ctx.db, { type: code, typeVersion: version.number });
  return {
    ...headOf(row, version === undefined ? undefined : { version, definition: definition! }, standing),
    revision: row.draftRevision,
    draft:
      row.draft === null
        ? null
        : {
            text: draftText(row.draft),
            base: row.draftBase,
            at: row.draftAt!,
            by: row.draftBy!,
            findings: await findingsOf(ctx.db, code, row.draft),
          },
    definition,
    text: definition === null ? null : definitionText(definition),
    versions: versions.map(({ number, note, shipped, publishedAt, publishedBy }) => ({
      number,
      note,
      shipped,
      publishedAt,
      publishedBy,
    })),
    move: row.move,
  };
}
function draftText(draft: unknown): string {
  const read = readDefinition(draft);
  return 'definition' in read ? definitionText(read.definition) : readableText(draft);
}

/** @throws Problem 422 text: with the line in which it is no JSON */
function documentIn(text: string): object {
  const read = readText(text);
  if ('document' in read) return read.document;
  const { place, message } = read.findings[0]!;
  throw new Problem(
    422,
    'not_json',
    `text: ${place} ${message}`,
    [{ field: 'text', message: `${place} ${message}` }],
    {
      findings: read.findings,
    },
  );
}

/** @throws Problem 409: it was changed since it was read */
function sameRevision(row: AdminTypeRow, revision: number): void {
  if (row.draftRevision === revision) return;
  throw conflict(
    'changed_meanwhile',
    `Changed meanwhile${row.draftBy === null ? '' : ` by ${row.draftBy}`}.`,
    { revision: row.draftRevision, by: row.draftBy === null ? [] : [row.draftBy] },
  );
}

const changed = (tx: Tx, ctx: Ctx, code: string, before: unknown, after: unknown, reason?: string) =>
  configChanged(tx, ctx.actor, {
    what: 'case-type',
    id: code,
    subjectId: null,
    before,
    after,
    reason: reason === undefined || reason === '' ? null : reason,
  });

/** Keeps a document as the draft. @throws Problem 403, 404, 409, 422 */
export async function keepDraft(
  ctx: Ctx,
  code: string,
  { revision, text }: Parsed<typeof contract.saveCaseTypeDraft>['body'],
): Promise<View> {
  writesTypes(ctx);
  const document = documentIn(text);
  await ctx.tx(async (tx) => {
    const row = await typeRow(tx, code, true);
    sameRevision(row, revision);
    const base = row.draft === null ? ((await versionsOf(tx, code))[0]?.number ?? null) : row.draftBase;
    await saveDraft(tx, code, { document, base, at: ctx.clock.now(), by: ctx.actor.name });
    await changed(
      tx,
      ctx,
      code,
      { draft: row.draft === null ? null : row.draftRevision },
      { draft: revision + 1 },
    );
  });
  return typeNow(ctx, code);
}

/** Throws the draft away. @throws Problem 403, 404, 409 */
export async function dropDraft(ctx: Ctx, code: string, revision: number): Promise<undefined> {
  writesTypes(ctx);
  await ctx.tx(async (tx) => {
    const row = await typeRow(tx, code, true);
    if (row.draft === null) throw conflict('no_draft', 'There is no draft.');
    sameRevision(row, revision);
    await saveDraft(tx, code, null);
    await changed(tx, ctx, code, { draft: revision }, { draft: null });
  });
}

/** What is wrong in a text, where it is to be the definition of a type. @throws Problem 404 */
export async function checkText(ctx: Ctx, code: string, text: string): Promise<{ items: TypeFinding[] }> {
  await typeRow(ctx.db, code);
  const read = readText(text);
  return { items: 'findings' in read ? read.findings : await findingsOf(ctx.db, code, read.document) };
}

/** Refuses what has errors, naming each by its place. */
async function soundDefinition(tx: Tx, code: string, document: unknown): Promise<CaseTypeDefinition> {
  const errors = errorsOf(await findingsOf(tx, code, document));
  const read = readDefinition(document);
  if (errors.length === 0 && 'definition' in read) return read.definition;
  throw new Problem(
    422,
    'type_has_errors',
    `The definition has ${errors.length} error${errors.length === 1 ? '' : 's'}.`,
    errors.slice(0, 50).map(({ place, value, message: why }) => ({
      field: place,
      message: value === '' ? why : `${value}: ${why}`,
    })),
    { findings: errors },
  );
}

/** Makes the draft the next version; open cases stay on theirs. @throws Problem 403, 404, 409, 422 with the findings */
export async function publish(
  ctx: Ctx,
  code: string,
  { revision, note }: Parsed<typeof contract.publishCaseType>['body'],
): Promise<View> {
  writesTypes(ctx);
  await ctx.tx(async (tx) => {
    const row = await typeRow(tx, code, true);
    if (row.draft === null) throw conflict('no_draft', 'There is no draft to publish.');
    sameRevision(row, revision);
    const definition = await soundDefinition(tx, code, row.draft);
    const before = (await versionsOf(tx, code))[0]?.number ?? null;
    const version = await insertVersion(tx, {
      definition,
      note,
      shipped: false,
      publishedAt: ctx.clock.now(),
      publishedBy: ctx.actor.name,
    });
    await saveDraft(tx, code, null);
    await changed(tx, ctx, code, { version: before }, { version }, note);
  });
  return typeNow(ctx, code);
}

/** Takes a type into use, or out of it: then no case of it is opened any more. @throws Problem 403, 404 */
export async function switchType(ctx: Ctx, code: string, active: boolean): Promise<View> {
  writesTypes(ctx);
  await ctx.tx(async (tx) => {
    const row = await typeRow(tx, code, true);
    if (row.active === active) return;
    await setActive(tx, code, active);
    await changed(tx, ctx, code, { active: row.active }, { active });
  });
  return typeNow(ctx, code);
}

/** A new type as a draft. @throws Problem 403, 409, 422 */
export async function createType(
  ctx: Ctx,
  { code, copyOf, name, text }: Parsed<typeof contract.createCaseType>['body'],
): Promise<View> {
  writesTypes(ctx);
  if ((copyOf === undefined) === (text === undefined))
    throw invalid('copyOf', 'a type to copy or a document, one of the two');
  const given = text === undefined ? null : documentIn(text);
  await ctx.tx(async (tx) => {
    const document: object = given ?? (await copied(tx, copyOf!));
    if (!(await insertType(tx, code))) throw conflict('code_taken', 'A type has this code already.');
    await saveDraft(tx, code, {
      document: { ...document, ...(given === null ? { code } : {}), ...(name === undefined ? {} : { name }) },
      base: null,
      at: ctx.clock.now(),
      by: ctx.actor.name,
    });
    await changed(tx, ctx, code, null, { code, copyOf: copyOf ?? null });
  });
  return typeNow(ctx, code);
}
async function copied(tx: Tx, code: string): Promise<CaseTypeDefinition> {
  const version = (await findType(tx, code)) === null ? undefined : (await versionsOf(tx, code))[0];
  if (version === undefined) throw invalid('copyOf', 'a type of case that was published');
  // What leads to the other leads to the other still.
  return { ...(await definitionOf(tx, { type: code, typeVersion: version.number })), classifications: [] };
}

type Side = 'draft' | number;
/** One side as a document. @throws Problem 404 */
async function sideOf(db: Db, row: AdminTypeRow, side: Side): Promise<CaseTypeDefinition> {
  if (side !== 'draft') {
    const versions = await versionsOf(db, row.code);
    if (!versions.some(({ number }) => number === side)) throw notFound('version');
    return definitionOf(db, { type: row.code, typeVersion: side });
  }
  if (row.draft === null) throw notFound('draft');
  const read = readDefinition(row.draft);
  if ('definition' in read) return read.definition;
  throw new Problem(422, 'type_has_errors', 'The draft does not have the form of a definition.', [], read);
}

/** What is different between two sides, in the order of the document. @throws Problem 404, 422 with the findings */
export async function compareSides(ctx: Ctx, code: string, { from, to }: { from: Side; to: Side }) {
  const row = await typeRow(ctx.db, code);
  return {
    items: compareDefinitions(await sideOf(ctx.db, row, from), await sideOf(ctx.db, row, to)),
  };
}

/** A side as a file. @throws Problem 404 */
export async function fileOf(ctx: Ctx, code: string, side: Side | undefined): Promise<string> {
  const row = await typeRow(ctx.db, code);
  const newest = (await versionsOf(ctx.db, code))[0]?.number;
  const wanted = side ?? newest ?? 'draft';
  if (wanted === 'draft' && row.draft !== null) return draftText(row.draft);
  return definitionText(await sideOf(ctx.db, row, wanted));
}
