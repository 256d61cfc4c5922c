import type { CaseTypeDefinition } from '#contract/case-types.ts';
import type { askApproval, attachCaseDocument, decideApproval, putCaseTask } from '#contract/case-work.ts';
import type { Parsed } from '#contract/route.ts';
import {
  actorLabel,
  audit,
  conflict,
  forbidden,
  invalid,
  newId,
  notFound,
  saveFiles,
  type Ctx,
  type Tx,
} from '#server/platform/index.ts';
import { accessCase } from './access.ts';
import { tellChange } from './applying.ts';
import type { CaseRow } from './cases.read.ts';
import { chosenFiles } from './escalations/escalations.read.ts';
import { among, eyesOf } from './types/fields.rules.ts';
import { transitionOf } from './types/moves.rules.ts';
import { definitionOf } from './types/types.store.ts';
import {
  approvalStands,
  changeTask,
  decideOpen,
  deleteDocument,
  findTask,
  insertApproval,
  insertDocument,
  openApproval,
} from './work.store.ts';
import { write } from './writing.ts';

// Tasks, approvals and documents of a case: what its type asks for on the way.

/** The case to write on, locked, with its definition. @throws Problem 404, 409 case_closed */
async function openCaseFor(
  tx: Tx,
  ctx: Ctx,
  id: string,
): Promise<{ row: CaseRow; definition: CaseTypeDefinition }> {
  const row = await accessCase(tx, ctx.actor, id, 'case.write', { lock: true });
  if (row.closedAt !== null)
    throw conflict('case_closed', 'Take the case up again before something is done about it.');
  return { row, definition: await definitionOf(tx, row) };
}

/** What was done: in the history, audited and told. */
async function done(
  tx: Tx,
  ctx: Ctx,
  row: CaseRow,
  kind: 'task' | 'approval' | 'document',
  { about, data, body = '' }: { about: string; data: Record<string, unknown>; body?: string },
): Promise<void> {
  await write(tx, ctx, { caseId: row.id, kind, body, data: { about, ...data } });
  await audit(tx, ctx.actor, {
    action: `case.${kind}-${about}`,
    objectType: 'case',
    objectId: row.id,
    serviceId: row.serviceId,
    after: data,
    reason: body === '' ? null : body,
  });
  await tellChange(tx, ctx, row, [`${kind}s`]);
}

/** Ticks lines of a task. It is done when it is said to be, with every line ticked. @throws Problem 404, 409, 422 ticks */
export const putTaskOf = (
  ctx: Ctx,
  id: string,
  key: string,
  { ticks, done: over }: Parsed<typeof putCaseTask>['body'],
): Promise<string> =>
  ctx.tx(async (tx) => {
    const { row, definition } = await openCaseFor(tx, ctx, id);
    const task = definition.tasks.find((one) => one.key === key);
    const before = await findTask(tx, id, key);
    if (task === undefined || before === null) throw notFound('task');
    const lines = [...new Set(ticks)].toSorted((a, b) => a - b);
    if (lines.some((line) => line >= task.checklist.length))
      throw invalid('ticks', 'lines of the checklist of this task');
    if (over && lines.length < task.checklist.length)
      throw invalid('ticks', 'every line of the checklist, before the task is done');
    await changeTask(tx, id, key, {
      ticks: lines,
      doneAt: over ? (before.doneAt ?? ctx.clock.now()) : null,
      doneBy: over ? (ctx.actor.kind === 'staff' ? ctx.actor.id : null) : null,
      doneByName: over ? (before.doneByName ?? ctx.actor.name) : null,
    });
    // Single ticks are no news of the case; that the task is done, or is not after all, is.
    if (over === (before.doneAt !== null)) await tellChange(tx, ctx, row, ['tasks']);
    else
      await done(tx, ctx, row, 'task', { about: over ? 'done' : 'undone', data: { key, name: task.name } });
    return id;
  });

/** Asks for an approval. @throws Problem 404, 409 approval_open, 422 approval */
export const askApprovalOf = (
  ctx: Ctx,
  id: string,
  { approval: key, note }: Parsed<typeof askApproval>['body'],
): Promise<string> =>
  ctx.tx(async (tx) => {
    const { row, definition } = await openCaseFor(tx, ctx, id);
    const approval = definition.approvals.find((one) => one.key === key);
    const way = approval && transitionOf(definition, approval.transition);
    if (approval === undefined || !way?.from.includes(row.state))
      throw invalid('approval', 'an approval for a step that can be made from here');
    if (await approvalStands(tx, id, key))
      throw conflict('approval_open', 'This approval was asked for already, or given.');
    await insertApproval(tx, {
      id: newId(),
      caseId: id,
      key,
      askedBy: actorLabel(ctx.actor),
      askedByName: ctx.actor.name,
      askedAt: ctx.clock.now(),
      note,
    });
    await done(tx, ctx, row, 'approval', { about: 'asked', data: { key, name: approval.name }, body: note });
    return id;
  });

/** Approves, or refuses with a reason. @throws Problem 403 own request or other role, 404, 409 no_request, 422 reason */
export const decideApprovalOf = (
  ctx: Ctx,
  id: string,
  key: string,
  { approve, reason }: Parsed<typeof decideApproval>['body'],
): Promise<string> =>
  ctx.tx(async (tx) => {
    const { row, definition } = await openCaseFor(tx, ctx, id);
    const approval = definition.approvals.find((one) => one.key === key);
    if (approval === undefined) throw notFound('approval');
    if (!among(eyesOf(ctx.actor, row), approval.by))
      throw forbidden(`an approval by ${approval.by.join(', ')}`);
    const asked = await openApproval(tx, id, key);
    if (asked === null) throw conflict('no_request', 'Nobody is asking for this approval.');
    if (asked.askedBy === actorLabel(ctx.actor))
      throw conflict('own_request', 'Whoever asks for an approval does not give it.');
    if (!approve && reason.trim() === '') throw invalid('reason', 'why, in a few words');
    await decideOpen(tx, asked.id, {
      verdict: approve ? 'approved' : 'refused',
      decidedBy: actorLabel(ctx.actor),
      decidedByName: ctx.actor.name,
      decidedAt: ctx.clock.now(),
      reason,
    });
    await done(tx, ctx, row, 'approval', {
      about: approve ? 'approved' : 'refused',
      data: { key, name: approval.name, askedBy: asked.askedByName },
      body: reason,
    });
    return id;
  });

/** Gives a file for a document; the case keeps one of its own. @throws Problem 404, 409, 422 document, file */
export const attachDocumentOf = (
  ctx: Ctx,
  id: string,
  { document: key, file }: Parsed<typeof attachCaseDocument>['body'],
): Promise<string> =>
  ctx.tx(async (tx) => {
    const { row, definition } = await openCaseFor(tx, ctx, id);
    const document = definition.documents.find((one) => one.key === key);
    if (document === undefined) throw invalid('document', 'a document of this type of case');
    const uploader = actorLabel(ctx.actor);
    const [chosen] = await chosenFiles(tx, ctx.actor, { caseId: id, ids: [file], uploader });
    if (chosen === undefined) throw invalid('file', 'a file of this case, or that you uploaded');
    const { sha256, size, type, name } = chosen;
    const [kept] = await saveFiles(tx, [{ sha256, size, type }]);
    await insertDocument(tx, {
      id: newId(),
      caseId: id,
      key,
      fileId: kept!.id,
      name,
      addedByName: ctx.actor.name,
      addedAt: ctx.clock.now(),
    });
    await done(tx, ctx, row, 'document', { about: 'added', data: { key, name: document.name, file: name } });
    return id;
  });

/** Takes a file away again. @throws Problem 404, 409 */
export const detachDocumentOf = (ctx: Ctx, id: string, file: string): Promise<string> =>
  ctx.tx(async (tx) => {
    const { row, definition } = await openCaseFor(tx, ctx, id);
    const gone = await deleteDocument(tx, id, file);
    if (gone === null) throw notFound('document');
    const name = definition.documents.find(({ key }) => key === gone.key)?.name ?? gone.key;
    await done(tx, ctx, row, 'document', {
      about: 'removed',
      data: { key: gone.key, name, file: gone.name },
    });
    return id;
  });
