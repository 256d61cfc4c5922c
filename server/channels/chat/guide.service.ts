import type { ChatFlow, FromVisitor } from '#contract/widget.ts';
import { moveConversation, receive, sendAutomatic } from '#server/contacts/index.ts';
import { customersByIds } from '#server/customers/index.ts';
import {
  answerFlow,
  firstTurn,
  flowLines,
  flowRunsOn,
  flowStanding,
  flowUnanswered,
  lastWords,
  openFlow,
  tieFlow,
} from '#server/flows/index.ts';
import { conflict, notFound, Problem, unavailable, type Ctx, type Tx } from '#server/platform/index.ts';
import { readQueues } from '#server/routing/index.ts';
import type { PublicEntryPoint } from '../visitors/entry-points.read.ts';
import { handedOn, handOverOf, type HandOver } from '../visitors/hand-over.ts';
import { hoursNow, hoursOf } from '../visitors/hours.ts';
import { publicLanguage, sentence, visitorLanguage } from '../visitors/sentences.ts';
import { standingsOf } from './chat.read.ts';
import { findChat, tidy, type ChatEntry } from './chat.service.ts';
import { changeVisitor, findVisitor, lockVisitor, type Visitor } from './chat.store.ts';

// The flow with which a chat begins. Until it leads to a person there is no conversation and no contact: what was said
// is the flow's. From then on the chat is as any other, and the flow its story.

export type GuideInput = Extract<FromVisitor, { type: 'flow' }>['input'] | { kind: 'silence' };
/** The conversation that came of a flow. */
export interface PutThrough {
  conversationId: string;
  customerId: string;
}

/** So many sessions of a visitor are shown again to them. */
const mostSessions = 5;

/** How it stands with the flow of a chat, for its visitor; null where the chat has none. */
export async function guideOf(ctx: Ctx, chat: ChatEntry, visitor: Visitor): Promise<ChatFlow | null> {
  const session = visitor.flowSessions.at(-1);
  const { flow } = chat.settings;
  // One that was begun is shown to its end, also when the chat begins without a flow by now.
  if (session === undefined && (flow === null || !(await flowRunsOn(ctx, flow, 'chat')))) return null;
  // First how it stands, then what was said up to there: a step in between belongs to the next look.
  const standing = session === undefined ? null : await flowStanding(ctx.db, session);
  const lines = (await flowLines(ctx.db, visitor.flowSessions)).filter(
    (line) => line.session !== session || line.turn <= (standing?.turn ?? 0),
  );
  const state = visitor.flowState ?? 'none';
  return {
    state,
    language: standing?.language ?? visitorLanguage(visitor.language),
    turn: standing?.turn ?? 0,
    ask: state === 'open' ? (standing?.lastTurn?.ask ?? null) : null,
    lines: lines.map(({ key, from, text, language, at }) => ({
      key,
      from,
      text,
      language,
      at: at.toISOString(),
    })),
  };
}

/**
 * Begins the flow of a chat; one that is under way goes on.
 * @throws Problem 409 `running` while the visitor talks with people or waits for them, 503 where there is no flow
 */
export async function beginGuide(ctx: Ctx, visitorId: string): Promise<PutThrough | null> {
  const session = await ctx.tx(async (tx) => {
    const visitor = await lockVisitor(tx, visitorId);
    if (visitor === null) throw notFound('visitor');
    const before = visitor.flowSessions.at(-1);
    if (visitor.flowState === 'open' && before !== undefined) return before;
    const language = publicLanguage(visitor.language);
    const [standing] = visitor.conversationId === null ? [] : await standingsOf(tx, [visitor.conversationId]);
    if (standing !== undefined && ['queued', 'offered', 'active'].includes(standing.contactState))
      throw conflict('running', sentence(language, 'invalid'));
    const { entry, settings } = await findChat({ ...ctx, db: tx }, visitor.entryPointId);
    const begun =
      settings.flow === null
        ? null
        : await openFlow(tx, ctx, {
            flow: settings.flow,
            channel: 'chat',
            language: visitor.language,
            from: null,
            entryPointId: entry.id,
          });
    if (begun === null) throw unavailable(sentence(language, 'unavailable'));
    const now = ctx.clock.now();
    await changeVisitor(tx, visitorId, {
      flowSessions: [...visitor.flowSessions, begun.id].slice(-mostSessions),
      flowState: 'open',
      flowAt: now,
      seenAt: now,
      leftAt: null,
    });
    return begun.id;
  });
  if ((await flowStanding(ctx.db, session))?.turn === 0) await walk(() => firstTurn(ctx, session));
  return settleGuide(ctx, visitorId, session);
}

/**
 * Answers a turn of the flow. An answer to a turn that is over changes nothing: how things stand now is what the visitor
 * is told.
 * @throws Problem 404
 */
export async function answerGuide(
  ctx: Ctx,
  visitorId: string,
  turn: number,
  input: GuideInput,
): Promise<PutThrough | null> {
  const visitor = await findVisitor(ctx.db, visitorId);
  if (visitor === null) throw notFound('visitor');
  const session = visitor.flowSessions.at(-1);
  if (visitor.flowState !== 'open' || session === undefined) return null;
  const said = input.kind === 'text' ? { ...input, text: tidy(input.text) } : input;
  await walk(() => answerFlow(ctx, session, turn, said));
  return settleGuide(ctx, visitorId, session);
}

/** Whoever writes to people while a flow is under way is put through to them by it. @throws Problem 404 */
export async function leadOut(ctx: Ctx, visitorId: string): Promise<PutThrough | null> {
  const visitor = await findVisitor(ctx.db, visitorId);
  const session = visitor?.flowSessions.at(-1);
  if (visitor?.flowState !== 'open' || session === undefined) return null;
  const standing = await flowStanding(ctx.db, session);
  return answerGuide(ctx, visitorId, standing?.turn ?? 0, { kind: 'person' });
}

/** Takes a step; that another tab was faster is no fault. */
async function walk(step: () => Promise<unknown>): Promise<void> {
  try {
    await step();
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== 409) throw error;
  }
}

/** What follows from how a session stands: it goes on, is over, or its visitor is put through to a person. */
export const settleGuide = (ctx: Ctx, visitorId: string, session: string): Promise<PutThrough | null> =>
  ctx.tx(async (tx) => {
    const visitor = await lockVisitor(tx, visitorId);
    if (visitor?.flowState !== 'open' || visitor.flowSessions.at(-1) !== session) return null;
    const standing = await flowStanding(tx, session);
    const outcome = standing?.lastTurn?.outcome ?? null;
    if (standing?.ended === false) {
      await changeVisitor(tx, visitorId, {
        flowAt: ctx.clock.now(),
        flowTurn: standing.turn,
        flowSeconds: standing.lastTurn?.ask?.seconds ?? null,
      });
      return null;
    }
    const handed = outcome?.kind === 'queue' ? await handOverOf(tx, ctx, session) : null;
    if (handed === null) {
      // Over without an outcome: the housekeeping had ended it.
      const flowState = outcome?.kind === 'ended' ? outcome.result : 'idle';
      await changeVisitor(tx, visitorId, { flowState });
      return null;
    }
    const through = await putThrough(tx, ctx, visitor, session, handed);
    if (through === null) await flowUnanswered(tx, session);
    await changeVisitor(tx, visitorId, {
      flowState: through === null ? 'closed' : 'person',
      ...through,
    });
    return through;
  });

/** To a person of the queue that the flow names, with all that was learnt; null while nobody attends it. */
async function putThrough(
  tx: Tx,
  ctx: Ctx,
  visitor: Visitor,
  session: string,
  handed: HandOver,
): Promise<PutThrough | null> {
  const chat = await findChat({ ...ctx, db: tx }, visitor.entryPointId);
  const entry = await entryAt(tx, chat.entry, handed.queueId);
  // The hours of the entry point are those of its own queue.
  const calendarId = entry === chat.entry ? chat.settings.calendarId : null;
  const open = await hoursOf({ db: tx, clock: ctx.clock }, entry, calendarId);
  if (!open.open && open.notice === null) return null;
  const now = ctx.clock.now();
  const own = publicLanguage(handed.language);
  const customer =
    handed.customerId === null
      ? undefined
      : (await customersByIds(tx, [handed.customerId])).get(handed.customerId);
  const name = customer?.name || visitor.prefill.name || sentence(own, 'visitor');
  const text = lastWords(await flowLines(tx, [session])) ?? sentence(own, 'wantsPerson');
  const [received] = await receive(tx, ctx, [
    {
      channel: 'chat',
      entryPoint: entry,
      hours: await hoursNow({ db: tx, clock: ctx.clock }, entry, calendarId),
      conversationId: visitor.conversationId,
      customer:
        handed.customerId !== null
          ? { id: handed.customerId }
          : visitor.customerId !== null
            ? { id: visitor.customerId }
            : { identities: [{ type: 'visitor', value: visitor.id }], name, language: handed.language },
      subject: text.replace(/\s+/g, ' ').slice(0, 120),
      language: handed.language,
      at: now,
      message: { sender: null, senderName: name, text, clientId: `${handedOn}${session}` },
      context: { page: visitor.page, prefill: visitor.prefill, here: true },
      requires: handed.requires,
      boostSeconds: handed.boostSeconds,
      classificationId: handed.classificationId,
    },
  ]);
  const { conversationId, contactId, blocked } = received!;
  let { customerId } = received!;
  // A thread of before, and only now it is known whose.
  if (handed.customerId !== null && customerId !== handed.customerId && contactId !== null) {
    await moveConversation(tx, ctx, contactId, handed.customerId);
    ({ customerId } = handed as { customerId: string });
  }
  if (contactId !== null) await tieFlow(tx, session, contactId);
  if (blocked !== null) await sendAutomatic(tx, ctx, conversationId, { text: blocked.text[own] });
  return { conversationId, customerId };
}

/** The entry point as if it led to another queue. */
async function entryAt(tx: Tx, entry: PublicEntryPoint, queueId: string | null): Promise<PublicEntryPoint> {
  if (queueId === null || queueId === entry.queueId) return entry;
  const [queue] = await readQueues(tx, [queueId]);
  if (queue === undefined) return entry;
  return {
    ...entry,
    queueId,
    serviceId: queue.serviceId,
    queueCalendarId: queue.calendarId,
    queueClosed: queue.emergencyClosed,
    callback: queue.callback.allowed,
    queueText: queue.emergencyText,
  };
}
