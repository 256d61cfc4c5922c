import type { z } from 'zod';
import type { FieldValues } from '#contract/case-types.ts';
import { fieldRequired } from '#contract/pure/case-fields.ts';
import type { caseWork } from '#contract/case-work.ts';
import { actorLabel, can, inScope, scopeOf, sql, type Ctx, type Db } from '#server/platform/index.ts';
import { accessCase } from './access.ts';
import type { PaperFile } from './escalations/escalations.store.ts';
import { among, editsField, eyesOf, seesField } from './types/fields.rules.ts';
import { obstaclesTo, stateOf, transitionOf, waysFrom } from './types/moves.rules.ts';
import { definitionOf } from './types/types.store.ts';
import { standingOf } from './work.store.ts';

type Work = z.input<typeof caseWork>;

/** What a case asks to be done, as whoever looks may see it. @throws Problem 404 */
export async function workNow(ctx: Ctx, id: string): Promise<Work> {
  const row = await accessCase(ctx.db, ctx.actor, id, 'case.read');
  const definition = await definitionOf(ctx.db, row);
  const eyes = eyesOf(ctx.actor, row);
  const values = row.fields as FieldValues;
  const writes = can(ctx.actor, 'case.write') && inScope(scopeOf(ctx.actor, 'case.write'), row);
  const [standing, tasks, approvals, documents] = await Promise.all([
    standingOf(ctx.db, row),
    ctx.db.selectFrom('cases.task').selectAll().where('caseId', '=', id).execute(),
    newestApprovals(ctx.db, id),
    filesOf(ctx.db, id),
  ]);
  const taskOf = new Map(tasks.map((task) => [task.key, task]));
  const approvalOf = new Map(approvals.map((one) => [one.key, one]));
  const own = actorLabel(ctx.actor);
  const nameOf = <T extends { key: string }>(list: readonly T[], keys: readonly string[]) =>
    list.filter(({ key }) => keys.includes(key));
  return {
    fields: definition.fields
      .filter((field) => seesField(field, eyes, row.state))
      .map((field) => ({
        ...field,
        editable: writes && editsField(definition, field, eyes, row.state),
        needed: fieldRequired(field, row.state),
      })),
    transitions: waysFrom(definition, row.state, eyes).map((way) => {
      const to = stateOf(definition, way.to)!;
      const from = stateOf(definition, row.state)!;
      const obstacles = obstaclesTo(definition, way, { ...standing, state: row.state, values });
      const missing = nameOf(definition.fields, obstacles.fields);
      const open = missing.filter(
        (field) => seesField(field, eyes, row.state) || seesField(field, eyes, way.to),
      );
      return {
        key: way.key,
        name: way.name,
        toName: to.name,
        toStatus: to.status,
        resolution: way.resolution || (to.status === 'closed' && from.status !== 'closed'),
        reason: way.reason || (to.status !== 'closed' && from.status === 'closed'),
        tells: way.notice !== null,
        asks: definition.fields
          .filter(
            (field) =>
              (way.needs.fields.includes(field.key) ||
                (!way.abandons && fieldRequired(field, way.to) && !fieldRequired(field, row.state)) ||
                missing.includes(field)) &&
              [row.state, way.to].some((state) => editsField(definition, field, eyes, state)),
          )
          .map(({ key }) => key),
        missing: {
          fields: open.map(({ label }) => label),
          tasks: nameOf(definition.tasks, obstacles.tasks).map(({ name }) => name),
          documents: nameOf(definition.documents, obstacles.documents).map(({ name }) => name),
          approval: definition.approvals.find(({ key }) => key === obstacles.approval)?.name ?? null,
          subcases: obstacles.subcases,
          hidden: open.length < missing.length,
        },
      };
    }),
    tasks: definition.tasks.flatMap((task) => {
      const found = taskOf.get(task.key);
      if (found === undefined) return [];
      return {
        key: task.key,
        name: task.name,
        required: task.required,
        checklist: task.checklist.map((name, place) => ({ name, done: found.ticks.includes(place) })),
        doneAt: found.doneAt,
        doneBy: found.doneByName,
        here: task.inState === row.state,
      };
    }),
    approvals: definition.approvals.flatMap((one) => {
      const transition = transitionOf(definition, one.transition);
      const found = approvalOf.get(one.key);
      const here = transition?.from.includes(row.state) ?? false;
      if (transition === undefined || (!here && found === undefined)) return [];
      const state = found === undefined ? null : (found.verdict ?? 'asked');
      return {
        key: one.key,
        name: one.name,
        transitionName: transition.name,
        state: state as 'asked' | 'approved' | 'refused' | null,
        askedBy: found?.askedByName ?? null,
        askedAt: found?.askedAt ?? null,
        note: found?.note ?? '',
        decidedBy: found?.decidedByName ?? null,
        decidedAt: found?.decidedAt ?? null,
        reason: found?.reason ?? '',
        mayAsk: writes && here && (state === null || state === 'refused'),
        mayDecide: writes && state === 'asked' && found?.askedBy !== own && among(eyes, one.by),
      };
    }),
    documents: definition.documents.map(({ key, name, required }) => ({
      key,
      name,
      required,
      files: documents
        .filter((one) => one.key === key)
        .map(({ id: file, name: called, type, size, addedBy, addedAt }) => ({
          id: file,
          name: called,
          type,
          size,
          addedBy,
          addedAt,
        })),
    })),
  };
}

/** The newest request of each approval that is not used up. */
const newestApprovals = (db: Db, id: string) =>
  db
    .selectFrom('cases.approval')
    .distinctOn('key')
    .selectAll()
    .where('caseId', '=', id)
    .where((eb) => eb.or([eb('verdict', 'is', null), eb('verdict', '<>', 'void')]))
    .orderBy('key')
    .orderBy('askedAt', 'desc')
    .execute();

async function filesOf(db: Db, id: string) {
  const { rows } = await sql<{
    key: string;
    id: string;
    name: string;
    type: string;
    size: number;
    addedBy: string;
    addedAt: Date;
  }>`
    select d.key, d.id, d.name, f.type, f.size::float8 as size, d.added_by_name as added_by, d.added_at
    from cases.document as d join platform.file as f on f.id = d.file_id
    where d.case_id = ${id}::uuid order by d.added_at, d.id`.execute(db);
  return rows;
}

/** The bytes of a file that a case has, for whoever may see the case; null otherwise. @throws Problem 404 */
export async function documentFile(ctx: Ctx, caseId: string, id: string): Promise<PaperFile | null> {
  await accessCase(ctx.db, ctx.actor, caseId, 'case.read');
  const { rows } = await sql<PaperFile>`
    select d.name, f.type, f.size::float8 as size, f.sha256
    from cases.document as d join platform.file as f on f.id = d.file_id
    where d.id = ${id}::uuid and d.case_id = ${caseId}::uuid`.execute(ctx.db);
  return rows[0] ?? null;
}
