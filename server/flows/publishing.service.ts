import type { FlowGraph } from '#contract/flow-graph.ts';
import {
  addJob,
  configChanged,
  conflict,
  invalid,
  notFound,
  Problem,
  type Ctx,
  type Db,
  type Job,
  type Tx,
} from '#server/platform/index.ts';
import { accessFlow } from './access.ts';
import { readGraph } from './file.rules.ts';
import { findingsOf, flowNow, sameRevision, versionView } from './flows.service.ts';
import {
  dueVersions,
  endVersion,
  findFlow,
  findVersion,
  insertVersion,
  markPublished,
  saveDraftOf,
  versionsOf,
  type FlowRow,
} from './flows.store.ts';

// From a draft to a version: at once or at a time, taken back, gone back to. A version never changes.

/** Refuses what has errors. */
async function refuseErrors(tx: Db, graph: FlowGraph): Promise<void> {
  const errors = (await findingsOf(tx, graph)).filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return;
  throw new Problem(
    422,
    'flow_has_errors',
    `The flow has ${errors.length} error${errors.length === 1 ? '' : 's'}.`,
    errors.slice(0, 50).map(({ code, node, exit, language, value }) => ({
      field: node === null ? 'graph' : `graph.${node}${exit === null ? '' : `.${exit}`}`,
      message: [code, language, value].filter((one) => one !== null).join(' '),
    })),
    { findings: errors },
  );
}

/** Publishes the draft, now or at a time. @throws Problem 404, 403, 409, 422 with the findings */
export async function publishFlow(
  ctx: Ctx,
  code: string,
  { revision, note, at }: { revision: number; note: string; at: string | null },
) {
  const now = ctx.clock.now();
  const when = at === null ? now : new Date(at);
  if (at !== null && when <= now) throw invalid('at', 'a time to come');
  await ctx.tx(async (tx) => {
    const row = await accessFlow(tx, ctx.actor, code, 'flow.publish', { lock: true });
    if (row.draft === null) throw conflict('no_draft', 'There is no draft to publish.');
    sameRevision(row, revision);
    const graph = readGraph(row.draft);
    await refuseErrors(tx, graph);
    await put(tx, ctx, row, graph, { note, when, scheduled: at !== null });
    await saveDraftOf(tx, row.id, null, '', now, null);
  });
  return flowNow(ctx, code);
}

async function put(
  tx: Tx,
  ctx: Ctx,
  row: FlowRow,
  graph: FlowGraph,
  { note, when, scheduled }: { note: string; when: Date; scheduled: boolean },
): Promise<void> {
  const now = ctx.clock.now();
  // One at a time waits for its moment; what is published now overtakes nothing that was planned for later.
  if (scheduled) await endVersion(tx, row.id, 'scheduled', 'withdrawn', now);
  const before = scheduled ? null : await endVersion(tx, row.id, 'published', 'retired', now);
  const number = await insertVersion(tx, row.id, {
    state: scheduled ? 'scheduled' : 'published',
    graph,
    note,
    publishAt: when,
    publishedBy: ctx.actor.name,
  });
  if (scheduled) await addJob(tx, publishJobName, { code: row.code, number }, { runAt: when });
  await configChanged(tx, ctx.actor, {
    what: 'flow',
    id: row.id,
    serviceId: row.serviceId,
    before: { published: before },
    after: scheduled ? { scheduled: number, at: when.toISOString() } : { published: number },
    reason: note === '' ? null : note,
  });
}

const publishJobName = 'flows.publish';
/** Publishes what has come to its time. */
export const flowJobs: Job[] = [
  {
    name: publishJobName,
    async handle(ctx) {
      for (const due of await dueVersions(ctx.db, ctx.clock.now()))
        await ctx.tx(async (tx) => {
          const row = await findFlow(tx, due.code, { lock: true });
          if (row === null) return;
          const version = await findVersion(tx, row.id, 'scheduled');
          if (version === null || version.number !== due.number) return;
          const now = ctx.clock.now();
          const before = await endVersion(tx, row.id, 'published', 'retired', now);
          await markPublished(tx, row.id, due.number);
          await configChanged(tx, ctx.actor, {
            what: 'flow',
            id: row.id,
            serviceId: row.serviceId,
            before: { published: before },
            after: { published: due.number },
            reason: version.note === '' ? null : version.note,
          });
        });
    },
  },
];

/** Takes back what would be published; it becomes the draft where there is none. @throws Problem 404, 403, 409 */
export async function withdrawVersion(ctx: Ctx, code: string) {
  await ctx.tx(async (tx) => {
    const row = await accessFlow(tx, ctx.actor, code, 'flow.publish', { lock: true });
    const version = await findVersion(tx, row.id, 'scheduled');
    if (version === null) throw conflict('not_scheduled', 'Nothing is waiting to be published.');
    const now = ctx.clock.now();
    await endVersion(tx, row.id, 'scheduled', 'withdrawn', now);
    if (row.draft === null)
      await saveDraftOf(tx, row.id, readGraph(version.graph), ctx.actor.name, now, version.number);
    await configChanged(tx, ctx.actor, {
      what: 'flow',
      id: row.id,
      serviceId: row.serviceId,
      before: { scheduled: version.number },
      after: { scheduled: null },
    });
  });
  return flowNow(ctx, code);
}

/** Publishes an earlier version again, as a new one. @throws Problem 404, 403, 422 when it no longer fits the installation */
export async function rollBack(ctx: Ctx, code: string, { version, note }: { version: number; note: string }) {
  await ctx.tx(async (tx) => {
    const row = await accessFlow(tx, ctx.actor, code, 'flow.publish', { lock: true });
    const found = await findVersion(tx, row.id, version);
    if (found === null) throw invalid('version', 'a version of this flow');
    const graph = readGraph(found.graph);
    await refuseErrors(tx, graph);
    await put(tx, ctx, row, graph, { note: note || `= ${version}`, when: ctx.clock.now(), scheduled: false });
  });
  return flowNow(ctx, code);
}

/** @throws Problem 404 */
export async function listVersions(ctx: Ctx, code: string) {
  const row = await accessFlow(ctx.db, ctx.actor, code, 'flow.read');
  return { items: (await versionsOf(ctx.db, row.id)).map(versionView) };
}
/** @throws Problem 404 */
export async function versionNow(ctx: Ctx, code: string, number: number) {
  const row = await accessFlow(ctx.db, ctx.actor, code, 'flow.read');
  const version = await findVersion(ctx.db, row.id, number);
  if (version === null) throw notFound('version');
  return { ...versionView(version), graph: readGraph(version.graph) };
}
