import { flowLanguages, type FlowChannel, type FlowGraph, type FlowLanguage } from '#contract/flow-graph.ts';
import type { FlowInput, Said, Turn } from '#contract/flow-turns.ts';
import {
  conflict,
  digest,
  newId,
  newSecret,
  notFound,
  readSetting,
  unseal,
  type Ctx,
  type Tx,
} from '#server/platform/index.ts';
import { callService, mapped } from './calling.ts';
import { perform } from './effects.service.ts';
import { advance } from './engine.rules.ts';
import { readGraph } from './file.rules.ts';
import { graphOf, rememberedGraph } from './graphs.ts';
import { findFlow, findVersion, placeOfFlow, sealedSecrets } from './flows.store.ts';
import { flowMeans } from './means.ts';
import {
  addTrail,
  changeSession,
  findSession,
  insertSession,
  lockSession,
  type SessionRow,
} from './sessions.store.ts';
import {
  newState,
  type EffectResult,
  type FlowEffect,
  type FlowState,
  type FlowStep,
  type TrailDraft,
} from './state.rules.ts';
import type { Values } from './values.rules.ts';

/** Where the allowed hosts are kept. */
export const hostsKey = 'flows.hosts';
export const secretPurpose = 'flow-secret';
const dayIn = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Rome' });
type ServiceCall = Extract<FlowEffect, { kind: 'call' }>;

export interface Beginning {
  flow: string;
  channel: FlowChannel;
  language: string;
  /** The number or address that they come from. */
  from: string | null;
  entryPointId?: string | null;
  /** The contact that they are already, on channels where there is one from the start. */
  contactId?: string | null;
  /** What is known from the beginning. */
  values?: Values;
  /** Begins with a token that only who began has: for public pages. */
  token?: boolean;
}
export interface Begun {
  id: string;
  token: string | null;
}

const languageFor = (wanted: string, languages: readonly FlowLanguage[]): FlowLanguage =>
  languages.find((one) => one === wanted.slice(0, 2).toLowerCase()) ?? languages[0]!;

/**
 * Opens a session of what is published of a flow, in the caller's transaction. Nothing is said yet: the first turn is the
 * answer to `{kind: 'begin'}`. Null where nothing is published, or the flow is out of use or not for this channel.
 */
export async function openFlow(tx: Tx, ctx: Ctx, beginning: Beginning): Promise<Begun | null> {
  const flow = await findFlow(tx, beginning.flow);
  const version = flow?.active === true ? await findVersion(tx, flow.id, 'published') : null;
  if (flow === null || version === null) return null;
  const graph = graphOf(ctx, flow.code, version.number, version.graph);
  if (!graph.channels.includes(beginning.channel)) return null;
  const token = beginning.token === true ? newSecret() : null;
  const now = ctx.clock.now();
  const language = languageFor(beginning.language, graph.languages);
  const id = newId();
  await insertSession(tx, {
    id,
    flowId: flow.id,
    version: version.number,
    channel: beginning.channel,
    language,
    entryPointId: beginning.entryPointId ?? null,
    fromAddress: beginning.from,
    tokenHash: token === null ? null : digest(token),
    contactId: beginning.contactId ?? null,
    state: newState({
      flow: flow.code,
      version: version.number,
      start: graph.start,
      channel: beginning.channel,
      language,
      from: beginning.from,
      values: beginning.values ?? {},
      first: await firstWords(tx, ctx, id, beginning),
    }),
    startedAt: now,
    lastAt: now,
  });
  return { id, token };
}

/** What is told in writing before the flow itself; on the telephone a call tells it, where one may end with it. */
async function firstWords(
  tx: Tx,
  ctx: Ctx,
  sessionId: string,
  { channel, entryPointId, from, language }: Beginning,
): Promise<Said[]> {
  if (channel === 'phone' || entryPointId == null) return [];
  const told = await flowMeans().toldFirst(tx, ctx, { sessionId, channel, entryPointId, from, language });
  return told.map(({ text, language: own }) => ({
    text,
    language: flowLanguages.find((one) => one === own) ?? flowLanguages[0],
    prompt: null,
  }));
}

/** Opens a trial of a graph for a member of staff. */
export async function openTrial(
  tx: Tx,
  ctx: Ctx,
  trial: {
    flow: { id: string; code: string };
    version: number | null;
    graph: FlowGraph;
    channel: FlowChannel;
    language: FlowLanguage;
    from: string | null;
    staffId: string;
  },
): Promise<string> {
  const now = ctx.clock.now();
  const language = languageFor(trial.language, trial.graph.languages);
  const id = newId();
  await insertSession(tx, {
    id,
    flowId: trial.flow.id,
    version: trial.version,
    trialBy: trial.staffId,
    trialGraph: trial.graph,
    channel: trial.channel,
    language,
    fromAddress: trial.from,
    state: newState({
      flow: trial.flow.code,
      version: trial.version,
      start: trial.graph.start,
      channel: trial.channel,
      language,
      from: trial.from,
    }),
    startedAt: now,
    lastAt: now,
  });
  return id;
}

type Want = { turn: number; input: FlowInput } | { result: EffectResult; key: string };
type Stepped = { turn: Turn } | { call: ServiceCall; key: string };

/**
 * Answers a turn: one transaction with all that follows, up to the next question or outcome. The same answer again gets
 * the turn that it got before. A node that calls somebody else's service is waited for between two transactions.
 * @throws Problem 404, 409 `turn_over` when another turn is waited for, 409 `answer_under_way` while the same one is
 */
export async function answerFlow(ctx: Ctx, id: string, turn: number, input: FlowInput): Promise<Turn> {
  let want: Want = { turn, input };
  for (;;) {
    const stepped: Stepped = await ctx.tx((tx) => step(tx, ctx, id, want));
    if ('turn' in stepped) return stepped.turn;
    want = { key: stepped.key, result: await serve(ctx, stepped.call, stepped.key) };
  }
}
/** The first turn of a session. */
export const firstTurn = (ctx: Ctx, id: string): Promise<Turn> => answerFlow(ctx, id, 0, { kind: 'begin' });

/** Calls a service with the secrets it needs. */
async function serve(ctx: Ctx, call: ServiceCall, key: string): Promise<EffectResult> {
  const names = Object.values(call.headers).flatMap((text) =>
    [...text.matchAll(/\{secret\.([a-z0-9_]+)\}/g)].map(([, name]) => name!),
  );
  const sealed = await sealedSecrets(ctx.db, names);
  const called = await callService(call, {
    hosts: (await readSetting<string[]>(ctx.db, hostsKey)) ?? [],
    privateToo: ctx.platform.config.flowPrivate,
    secrets: new Map(
      [...sealed].map(([name, text]) => [name, unseal(ctx.platform.secret, secretPurpose, text)]),
    ),
    key,
  });
  const host = URL.canParse(call.url) ? new URL(call.url).host : '';
  return called.ok
    ? { exit: 'ok', values: mapped(called.body, call.map), note: `${host} ${called.status}` }
    : { exit: 'error', note: `${host} ${called.why}` };
}

async function step(tx: Tx, ctx: Ctx, id: string, want: Want): Promise<Stepped> {
  const session = await lockSession(tx, id);
  if (session === null) throw notFound('session of a flow');
  const now = ctx.clock.now();
  let state = session.state;
  let input: FlowStep;
  if ('input' in want) {
    if (want.turn !== session.turn) {
      if (want.turn === session.turn - 1 && session.lastTurn !== null) return { turn: session.lastTurn };
      throw conflict('turn_over', 'Another turn is waited for now.', { turn: session.turn });
    }
    if (session.endedAt !== null && session.lastTurn !== null) {
      if (session.lastTurn.outcome !== null) return { turn: session.lastTurn };
      throw conflict('turn_over', 'Whoever walked through the flow had left.', { turn: session.turn });
    }
    if (session.pending !== null) {
      if (session.pendingUntil !== null && session.pendingUntil > now)
        throw conflict('answer_under_way', 'The answer to this turn is under way.', { retryAfterSeconds: 1 });
      // Whoever called the service is gone: it is called again, under the same name.
      return hold(tx, session, session.pending as ServiceCall, state, [], now);
    }
    input = want.input;
  } else {
    if (session.pending === null || callKey(session) !== want.key)
      throw conflict('turn_over', 'The answer to this turn was given meanwhile.', { turn: session.turn });
    input = { kind: 'result', result: want.result };
  }

  const today = dayIn.format(now);
  const trail: TrailDraft[] = [];
  let graph = await graphFor(tx, ctx, session, state);
  for (;;) {
    const at = advance(graph, state, input, today);
    state = at.state;
    trail.push(...at.trail);
    if (at.next.kind === 'turn') return { turn: await finish(tx, session, state, trail, at.next.turn, now) };
    const { effect } = at.next;
    if (effect.kind === 'call') return hold(tx, session, effect, state, trail, now);
    const result = await perform(tx, ctx, { session, state }, effect);
    // In another flow the walk goes on in its graph.
    if (result.flow !== undefined && result.version != null)
      graph = await publishedGraph(tx, ctx, result.flow, result.version);
    input = { kind: 'result', result };
  }
}

/** The name of the call that a session waits for. */
const callKey = (session: Pick<SessionRow, 'id' | 'turn' | 'trailLength'>): string =>
  `${session.id}:${session.turn}:${session.trailLength}`;

/** Leaves a call to be made outside of the transaction. */
async function hold(
  tx: Tx,
  session: SessionRow,
  call: ServiceCall,
  state: FlowState,
  trail: readonly TrailDraft[],
  now: Date,
): Promise<Stepped> {
  await addTrail(tx, session.id, session.trailLength, now, trail);
  const trailLength = session.trailLength + trail.length;
  const seconds = call.timeoutSeconds * (call.retries + 1) + 5;
  await changeSession(tx, session.id, {
    state,
    trailLength,
    lastAt: now,
    pending: call,
    pendingUntil: new Date(now.getTime() + seconds * 1000),
  });
  return { call, key: callKey({ ...session, trailLength }) };
}

async function finish(
  tx: Tx,
  session: SessionRow,
  state: FlowState,
  trail: readonly TrailDraft[],
  turn: Turn,
  now: Date,
): Promise<Turn> {
  const { outcome } = state;
  if (outcome?.kind === 'queue') {
    const queueId = (await flowMeans().queueByCode(tx, outcome.queue))?.id ?? null;
    state = { ...state, outcome: { ...outcome, queueId } };
    turn = { ...turn, outcome: state.outcome };
  }
  await addTrail(tx, session.id, session.trailLength, now, trail);
  await changeSession(tx, session.id, {
    state,
    turn: state.turn,
    lastTurn: turn,
    lastAt: now,
    language: state.language,
    trailLength: session.trailLength + trail.length,
    pending: null,
    pendingUntil: null,
    customerId: state.customer,
    identifiedBy: state.identified?.by ?? null,
    identifiedProof: state.identified?.proof ?? null,
    ...(outcome === null
      ? {}
      : {
          endedAt: now,
          codeHash: null,
          result:
            outcome.kind === 'queue' || state.promised
              ? ('handed_over' as const)
              : outcome.kind === 'ended' && outcome.result === 'answered'
                ? ('contained' as const)
                : ('unanswered' as const),
        }),
  });
  return turn;
}
async function graphFor(tx: Tx, ctx: Ctx, session: SessionRow, state: FlowState): Promise<FlowGraph> {
  // A trial keeps to what was drawn until it goes on in another flow, which is the published one.
  if (session.trialGraph !== null && (await placeOfFlow(tx, state.flow))?.id === session.flowId)
    return readGraph(session.trialGraph);
  return publishedGraph(tx, ctx, state.flow, state.version ?? 0);
}
async function publishedGraph(tx: Tx, ctx: Ctx, code: string, number: number): Promise<FlowGraph> {
  const before = rememberedGraph(ctx, code, number);
  if (before !== undefined) return before;
  const flow = await findFlow(tx, code);
  const version = flow === null ? null : await findVersion(tx, flow.id, number);
  if (version === null) throw notFound('version of the flow');
  return graphOf(ctx, code, number, version.graph);
}

/**
 * Who walks through a flow has gone: hung up, closed the page.
 * @param owed they have gone also where the flow led to a person whom they had not come to yet
 */
export async function hangUpFlow(tx: Tx, ctx: Ctx, id: string, owed = false): Promise<void> {
  const session = await lockSession(tx, id);
  if (session === null) return;
  const unmet =
    owed && session.result === 'handed_over' && session.contactId === null && !session.state.promised;
  if (session.endedAt !== null && !unmet) return;
  const now = ctx.clock.now();
  await changeSession(tx, id, {
    result: 'hung_up',
    endedAt: now,
    lastAt: now,
    pending: null,
    codeHash: null,
  });
}

/** An announcement has answered somebody before the first word of their flow. */
export async function flowAnnounced(tx: Tx, ctx: Ctx, id: string): Promise<void> {
  const session = await lockSession(tx, id);
  if (session === null || session.endedAt !== null) return;
  const now = ctx.clock.now();
  await changeSession(tx, id, { result: 'announced', endedAt: now, lastAt: now, pending: null });
}

/** A flow led to a person whom nobody could be put through to: it is no hand-over, and nobody's work came of it. */
export const flowUnanswered = (tx: Tx, id: string): Promise<void> =>
  changeSession(tx, id, { result: 'unanswered' });

/** A session cannot go on: whoever walked through it comes to a person, who can read how far it came. */
export async function breakFlow(tx: Tx, ctx: Ctx, id: string): Promise<void> {
  const session = await lockSession(tx, id);
  if (session === null || session.endedAt !== null) return;
  const now = ctx.clock.now();
  const { turn, flow, node } = session.state;
  await addTrail(tx, id, session.trailLength, now, [
    { turn, flow, node, kind: 'over', text: '', exit: 'fault', data: {} },
  ]);
  await changeSession(tx, id, {
    result: 'handed_over',
    endedAt: now,
    lastAt: now,
    trailLength: session.trailLength + 1,
    pending: null,
    codeHash: null,
  });
}

/** Whether a flow can be walked through on a channel: it is in use, and what is published of it is for that. */
export async function flowServes(db: Tx | Ctx['db'], code: string, channel: FlowChannel): Promise<boolean> {
  const flow = await findFlow(db, code);
  const version = flow?.active === true ? await findVersion(db, flow.id, 'published') : null;
  return version !== null && readGraph(version.graph).channels.includes(channel);
}

/** Ties a session to the contact that came of it. */
export const tieFlow = (tx: Tx, id: string, contactId: string): Promise<void> =>
  changeSession(tx, id, { contactId });

/** What a channel needs to know of a session when it hands it over. */
export async function flowStanding(
  db: Tx | Ctx['db'],
  id: string,
): Promise<{
  customerId: string | null;
  language: FlowLanguage;
  turn: number;
  lastTurn: Turn | null;
  ended: boolean;
  contactId: string | null;
  entryPointId: string | null;
} | null> {
  const row = await findSession(db, { id });
  return row === null
    ? null
    : {
        customerId: row.customerId,
        language: row.state.language,
        turn: row.turn,
        lastTurn: row.lastTurn,
        ended: row.endedAt !== null,
        contactId: row.contactId,
        entryPointId: row.entryPointId,
      };
}
/** The session of a token. @throws Problem 404 */
export async function flowOfToken(
  ctx: Ctx,
  token: string,
): Promise<{ id: string; entryPointId: string | null }> {
  const row = await findSession(ctx.db, { tokenHash: digest(token) });
  if (row === null) throw notFound('session of a flow');
  return { id: row.id, entryPointId: row.entryPointId };
}

/** The languages that a flow speaks; none while nothing of it is published. */
export async function flowLanguagesOf(db: Ctx['db'], code: string): Promise<FlowLanguage[]> {
  const flow = await placeOfFlow(db, code);
  const version = flow === null ? null : await findVersion(db, flow.id, 'published');
  return version === null ? [] : readGraph(version.graph).languages;
}
