import type { TrailEntry } from '#contract/flow-turns.ts';
import type { FlowChannel, FlowLanguage } from '#contract/flow-graph.ts';
import { forbidden, notFound, type Ctx } from '#server/platform/index.ts';
import { accessFlow } from './access.ts';
import { sessionsOfContact } from './flows.read.ts';
import { flowMeans } from './means.ts';
import { answerFlow, firstTurn, openTrial } from './sessions.service.ts';
import { sideOf, type Side } from './flows.service.ts';
import { findSession, trailOf, type TrailRow } from './sessions.store.ts';
import type { FlowInput } from '#contract/flow-turns.ts';
import type { Identifier, Proof } from './state.rules.ts';

const entryView = (row: TrailRow): Omit<TrailEntry, 'at'> & { at: Date } => ({
  at: row.at,
  turn: row.turn,
  flow: row.flow,
  node: row.node,
  kind: row.kind,
  text: row.text,
  exit: row.exit,
  data: row.data,
});

/** What a contact said and heard before it came to a person. @throws Problem 404 */
export async function storyOf(ctx: Ctx, contactId: string) {
  if (!(await flowMeans().maySeeContact(ctx.db, ctx.actor, contactId))) throw notFound('contact');
  const sessions = await sessionsOfContact(ctx.db, contactId);
  const trails = Map.groupBy(
    await trailOf(
      ctx.db,
      sessions.map(({ id }) => id),
    ),
    ({ sessionId }) => sessionId,
  );
  return {
    items: sessions.map((row) => ({
      id: row.id,
      flow: row.code,
      flowName: row.name,
      version: row.version,
      trial: row.trialBy !== null,
      channel: row.channel,
      language: row.language as FlowLanguage,
      startedAt: row.startedAt,
      endedAt: row.endedAt,
      result: row.result,
      contact: row.contactId,
      customer: row.customerId,
      identified:
        row.identifiedBy === null
          ? null
          : { by: row.identifiedBy as Identifier, proof: row.identifiedProof as Proof | null },
      trail: (trails.get(row.id) ?? []).map(entryView),
    })),
  };
}

interface Trying {
  version: Side;
  channel: FlowChannel;
  language: FlowLanguage;
  from: string | null;
}

/** Opens a trial of a graph as a channel would run it; nothing is said yet. @throws Problem 404, 403 */
export async function beginTrial(
  ctx: Ctx,
  code: string,
  input: Trying,
): Promise<{ session: string; staff: string; serviceId: string | null }> {
  const row = await accessFlow(ctx.db, ctx.actor, code, 'flow.edit');
  if (ctx.actor.id === null) throw forbidden('flow.edit as somebody');
  const { graph, version } = await sideOf(ctx.db, row, input.version);
  const staff = ctx.actor.id;
  const session = await ctx.tx((tx) =>
    openTrial(tx, ctx, {
      flow: row,
      version,
      graph,
      channel: input.channel,
      language: input.language,
      from: input.from,
      staffId: staff,
    }),
  );
  return { session, staff, serviceId: row.serviceId };
}

/** Tries a graph and says the first turn. @throws Problem 404, 403 */
export async function tryFlow(ctx: Ctx, code: string, input: Trying) {
  const { session } = await beginTrial(ctx, code, input);
  const turn = await firstTurn(ctx, session);
  return { session, turn, trail: (await trailOf(ctx.db, [session])).map(entryView) };
}

/** How a trial stands that goes on elsewhere, and what happened after so many entries of its trail; null: there is none. */
export async function trialStanding(ctx: Ctx, id: string, after: number) {
  const session = await findSession(ctx.db, { id });
  if (session === null || session.trialBy === null) return null;
  const trail = (await trailOf(ctx.db, [id], after)).map(entryView);
  return { turn: session.lastTurn, trail, known: after + trail.length };
}

/** Answers in one's own trial. @throws Problem 404, 409 */
export async function answerTrial(ctx: Ctx, id: string, { turn, input }: { turn: number; input: FlowInput }) {
  const session = await findSession(ctx.db, { id });
  if (session === null || session.trialBy === null || session.trialBy !== ctx.actor.id)
    throw notFound('trial');
  const next = await answerFlow(ctx, id, turn, input);
  return { turn: next, trail: (await trailOf(ctx.db, [id], session.trailLength)).map(entryView) };
}
