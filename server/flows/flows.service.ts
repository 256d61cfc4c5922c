import type * as contract from '#contract/flows.ts';
import type { Finding } from '#contract/flows.ts';
import type { FlowGraph } from '#contract/flow-graph.ts';
import type { Parsed } from '#contract/route.ts';
import { findService } from '#server/access/index.ts';
import {
  conflict,
  configChanged,
  inScope,
  invalid,
  isUniqueViolation,
  newId,
  notFound,
  Problem,
  readSetting,
  record,
  scopeOf,
  type Ctx,
  type Db,
  type Tx,
} from '#server/platform/index.ts';
import { accessFlow, flowInScope } from './access.ts';
import { compare } from './compare.rules.ts';
import { readFile, readGraph, writeFile } from './file.rules.ts';
import { calendarNames, figuresOf, recentOf } from './flows.read.ts';
import {
  allFlows,
  changeFlow,
  currentVersions,
  findFlow,
  findVersion,
  insertFlow,
  saveDraftOf,
  secretNames,
  versionsOf,
  type FlowRow,
  type VersionRow,
} from './flows.store.ts';
import { flowMeans } from './means.ts';
import { hostsKey } from './sessions.service.ts';
import { starterGraph } from './starter.rules.ts';
import { validate, type Nameable } from './validate.rules.ts';

// Flows: drawn, checked, published, looked back at. A version never changes; who walks through one stays in it.

export const versionView = (row: VersionRow) => ({
  number: row.number,
  state: row.state,
  note: row.note,
  publishAt: row.publishAt,
  publishedBy: row.publishedBy,
  retiredAt: row.retiredAt,
});

async function views(db: Db, rows: readonly FlowRow[]) {
  const [versions, recent] = await Promise.all([currentVersions(db), recentOf(db, 7)]);
  return rows.map((row) => {
    const mine = versions.filter(({ flowId }) => flowId === row.id);
    const published = mine.find(({ state }) => state === 'published');
    const scheduled = mine.find(({ state }) => state === 'scheduled');
    return {
      id: row.id,
      code: row.code,
      name: row.name,
      active: row.active,
      serviceId: row.serviceId,
      published: published === undefined ? null : versionView(published),
      scheduled: scheduled === undefined ? null : versionView(scheduled),
      draft:
        row.draft === null || row.draftAt === null
          ? null
          : {
              revision: row.draftRevision,
              changedAt: row.draftAt,
              changedBy: row.draftBy ?? '',
              base: row.draftBase,
            },
      languages: (published?.languages ?? []) as FlowGraph['languages'],
      channels: (published?.channels ?? []) as FlowGraph['channels'],
      recent: recent.get(row.id) ?? { sessions: 0, contained: 0, handedOver: 0, hungUp: 0 },
    };
  });
}

/** Flows in scope, by code. */
export const listFlows = async (ctx: Ctx) => ({
  items: await views(
    ctx.db,
    (await allFlows(ctx.db)).filter((row) => flowInScope(ctx.actor, row, 'flow.read')),
  ),
});
/** @throws Problem 404 */
export async function flowNow(ctx: Ctx, code: string) {
  const [view] = await views(ctx.db, [await accessFlow(ctx.db, ctx.actor, code, 'flow.read')]);
  return view!;
}

/** What graphs may name here and now. */
export async function nameable(db: Db): Promise<Nameable> {
  const means = flowMeans();
  const [queues, skills, classifications, caseTypes, calendars, flows, versions, secrets, hosts] =
    await Promise.all([
      means.queues(db),
      means.skills(db),
      means.classifications(db),
      means.caseTypes(db),
      calendarNames(db),
      allFlows(db),
      currentVersions(db),
      secretNames(db),
      readSetting<string[]>(db, hostsKey),
    ]);
  const codes = (items: readonly { code: string }[]) => new Set(items.map(({ code }) => code));
  const running = new Set(versions.filter(({ state }) => state === 'published').map(({ flowId }) => flowId));
  return {
    queues: codes(queues),
    skills: codes(skills),
    classifications: codes(classifications),
    caseTypes: new Map(
      caseTypes.map(({ code, fields }) => [
        code,
        new Map(fields.map((field) => [field.code, field.required])),
      ]),
    ),
    calendars: new Set(calendars),
    flows: codes(flows.filter(({ id, active }) => active && running.has(id))),
    lookups: new Map(means.lookups.map(({ part }) => [part.what, part])),
    acts: new Map(means.acts.map(({ part }) => [part.what, part])),
    secrets: new Set(secrets),
    hosts: hosts ?? [],
  };
}
/** What a drawing may name, for people. */
export async function flowPartsNow(ctx: Ctx) {
  const means = flowMeans();
  const { db } = ctx;
  const [queues, skills, classifications, caseTypes, calendars, flows, secrets, hosts] = await Promise.all([
    means.queues(db),
    means.skills(db),
    means.classifications(db),
    means.caseTypes(db),
    calendarNames(db),
    allFlows(db),
    secretNames(db),
    readSetting<string[]>(db, hostsKey),
  ]);
  return {
    lookups: means.lookups.map(({ part }) => part),
    acts: means.acts.map(({ part }) => part),
    queues,
    skills,
    classifications,
    caseTypes,
    calendars: calendars.map((name) => ({ code: name, name })),
    flows: flows
      .filter((row) => flowInScope(ctx.actor, row, 'flow.read'))
      .map(({ code, name }) => ({ code, name: name.it })),
    secrets,
    hosts: hosts ?? [],
  };
}

export const findingsOf = async (db: Db, graph: FlowGraph): Promise<Finding[]> =>
  validate(graph, await nameable(db));
/** @throws Problem 404 */
export async function checkGraph(ctx: Ctx, code: string, graph: FlowGraph) {
  await accessFlow(ctx.db, ctx.actor, code, 'flow.edit');
  return { items: await findingsOf(ctx.db, graph) };
}

/** Makes a flow with a first draft. @throws Problem 409 `taken`, 422 */
export async function createFlow(
  ctx: Ctx,
  input: {
    code: string;
    name: { it: string; en: string };
    serviceId: string | null;
    copyOf?: string | undefined;
    queue?: string | undefined;
  },
) {
  const graph = await firstGraph(ctx, input);
  await ctx.tx(async (tx) => {
    await insertNew(tx, ctx, input);
    const row = (await findFlow(tx, input.code))!;
    await saveDraftOf(tx, row.id, graph, ctx.actor.name, ctx.clock.now(), null);
  });
  return flowNow(ctx, input.code);
}
async function firstGraph(
  ctx: Ctx,
  input: { copyOf?: string | undefined; queue?: string | undefined },
): Promise<FlowGraph> {
  if (input.copyOf !== undefined) return (await draftOf(ctx, input.copyOf)).graph;
  const queues = await flowMeans().queues(ctx.db);
  if (input.queue !== undefined && queues.every(({ code }) => code !== input.queue))
    throw invalid('queue', 'the code of a queue');
  const queue = input.queue ?? queues[0]?.code;
  if (queue === undefined) throw conflict('no_queue', 'A flow leads to people: there is no queue yet.');
  return starterGraph(queue);
}
async function insertNew(
  tx: Tx,
  ctx: Ctx,
  { code, name, serviceId }: { code: string; name: { it: string; en: string }; serviceId: string | null },
): Promise<void> {
  if (!inScope(scopeOf(ctx.actor, 'flow.edit'), { serviceId, teamId: null }))
    throw invalid('serviceId', 'a service in which you may draw flows');
  if (serviceId !== null && (await findService(tx, serviceId)) === null)
    throw invalid('serviceId', 'a service');
  const id = newId();
  await insertFlow(tx, { id, code, name, serviceId }).catch((error: unknown) => {
    if (isUniqueViolation(error))
      throw conflict('taken', 'There is a flow with this code.', { field: 'code' });
    throw error;
  });
  await configChanged(tx, ctx.actor, { what: 'flow', id, serviceId, before: null, after: { code, name } });
}

/** Renames a flow, or takes it out of use. @throws Problem 404, 403 */
export async function updateFlow(
  ctx: Ctx,
  code: string,
  change: { name?: { it: string; en: string } | undefined; active?: boolean | undefined },
) {
  await ctx.tx(async (tx) => {
    // What the public gets or loses is who publishes.
    const row = await accessFlow(
      tx,
      ctx.actor,
      code,
      change.active === undefined ? 'flow.edit' : 'flow.publish',
      {
        lock: true,
      },
    );
    await changeFlow(tx, row.id, change);
    await configChanged(tx, ctx.actor, {
      what: 'flow',
      id: row.id,
      serviceId: row.serviceId,
      before: { name: row.name, active: row.active },
      after: { name: change.name ?? row.name, active: change.active ?? row.active },
    });
  });
  return flowNow(ctx, code);
}

/** The draft, or what is published where there is none. @throws Problem 404 */
export async function draftOf(ctx: Ctx, code: string) {
  const row = await accessFlow(ctx.db, ctx.actor, code, 'flow.read');
  return draftView(ctx.db, row);
}
async function draftView(db: Db, row: FlowRow) {
  if (row.draft !== null) {
    const graph = readGraph(row.draft);
    return {
      revision: row.draftRevision,
      graph,
      findings: await findingsOf(db, graph),
      base: row.draftBase,
      changedAt: row.draftAt!,
      changedBy: row.draftBy ?? '',
    };
  }
  const version = await findVersion(db, row.id, 'published');
  const other = version ?? (await lastVersion(db, row.id));
  if (other === null) throw notFound('draft');
  const graph = readGraph(other.graph);
  return {
    revision: row.draftRevision,
    graph,
    findings: await findingsOf(db, graph),
    base: other.number,
    changedAt: other.publishAt,
    changedBy: other.publishedBy,
  };
}
async function lastVersion(db: Db, flowId: string) {
  const [newest] = await versionsOf(db, flowId);
  return newest === undefined ? null : findVersion(db, flowId, newest.number);
}

/** Keeps a draft, or none, and tells whoever has the drawing open. */
async function keepDraft(
  tx: Tx,
  ctx: Ctx,
  row: FlowRow,
  graph: FlowGraph | null,
  base: number | null,
): Promise<void> {
  const by = ctx.actor.name;
  const revision = await saveDraftOf(tx, row.id, graph, graph === null ? '' : by, ctx.clock.now(), base);
  await record(tx, ctx.actor, {
    kind: 'flow.drafted',
    subjectId: row.id,
    serviceId: row.serviceId,
    data: { flow: row.code, revision, by },
  });
}
/** Saves a draft over the revision that it was made from. @throws Problem 404, 403, 409 `changed_meanwhile` */
export async function saveDraft(
  ctx: Ctx,
  code: string,
  { revision, graph }: { revision: number; graph: FlowGraph },
) {
  await ctx.tx(async (tx) => {
    const row = await accessFlow(tx, ctx.actor, code, 'flow.edit', { lock: true });
    sameRevision(row, revision);
    const base =
      row.draft === null ? ((await findVersion(tx, row.id, 'published'))?.number ?? null) : row.draftBase;
    await keepDraft(tx, ctx, row, graph, base);
  });
  return draftOf(ctx, code);
}
export function sameRevision(row: FlowRow, revision: number): void {
  if (row.draftRevision !== revision)
    throw conflict(
      'changed_meanwhile',
      `Changed meanwhile${row.draftBy === null ? '' : ` by ${row.draftBy}`}.`,
      {
        revision: row.draftRevision,
        by: row.draftBy === null ? [] : [row.draftBy],
        at: row.draftAt?.toISOString() ?? null,
      },
    );
}
/** Throws the draft away. @throws Problem 404, 403, 409 `only_draft` */
export const dropDraft = (ctx: Ctx, code: string): Promise<void> =>
  ctx.tx(async (tx) => {
    const row = await accessFlow(tx, ctx.actor, code, 'flow.edit', { lock: true });
    if (row.draft === null) return;
    if ((await versionsOf(tx, row.id)).length === 0)
      throw conflict('only_draft', 'Nothing of this flow was published yet: its draft is all there is.');
    await keepDraft(tx, ctx, row, null, null);
  });

export type Side = 'draft' | 'published' | number;
/** The graph of one side of a comparison, a file or a trial. @throws Problem 404 */
export async function sideOf(
  db: Db,
  row: FlowRow,
  side: Side,
): Promise<{ graph: FlowGraph; version: number | null }> {
  if (side === 'draft') {
    const { graph } = await draftView(db, row);
    return {
      graph,
      version: row.draft === null ? ((await findVersion(db, row.id, 'published'))?.number ?? null) : null,
    };
  }
  const version = await findVersion(db, row.id, side);
  if (version === null) throw notFound('version');
  return { graph: readGraph(version.graph), version: version.number };
}
/** @throws Problem 404 */
export async function compareSides(ctx: Ctx, code: string, { from, to }: { from: Side; to: Side }) {
  const row = await accessFlow(ctx.db, ctx.actor, code, 'flow.read');
  return { items: compare((await sideOf(ctx.db, row, from)).graph, (await sideOf(ctx.db, row, to)).graph) };
}
/** @throws Problem 404 */
export async function fileOf(ctx: Ctx, code: string, side: Side): Promise<string> {
  const row = await accessFlow(ctx.db, ctx.actor, code, 'flow.read');
  return writeFile({ code: row.code, name: row.name, graph: (await sideOf(ctx.db, row, side)).graph });
}
/**
 * Takes a file in as a draft; its flow is made where there is none.
 * @throws Problem 422 naming all that is wrong in the file, 409 `draft_there`
 */
export async function importFile(
  ctx: Ctx,
  input: { file: string; code?: string | undefined; replace: boolean },
) {
  const read = readFile(input.file);
  if ('errors' in read)
    throw new Problem(422, 'invalid', 'The file is not a flow that can be read.', read.errors);
  const { name, graph } = read.file;
  const code = input.code ?? read.file.code;
  await ctx.tx(async (tx) => {
    if ((await findFlow(tx, code)) === null) await insertNew(tx, ctx, { code, name, serviceId: null });
    const row = await accessFlow(tx, ctx.actor, code, 'flow.edit', { lock: true });
    if (row.draft !== null && !input.replace)
      throw conflict('draft_there', 'This flow has a draft already.', { by: row.draftBy });
    const base = (await findVersion(tx, row.id, 'published'))?.number ?? null;
    await keepDraft(tx, ctx, row, graph, base);
  });
  return { flow: await flowNow(ctx, code), findings: await findingsOf(ctx.db, graph) };
}

/** @throws Problem 404 */
export async function figuresNow(
  ctx: Ctx,
  code: string,
  filter: Parsed<typeof contract.getFlowFigures>['query'],
) {
  return figuresOf(ctx.db, await accessFlow(ctx.db, ctx.actor, code, 'flow.read'), filter);
}
