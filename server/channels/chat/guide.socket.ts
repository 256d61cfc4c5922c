import type { FromVisitor } from '#contract/widget.ts';
import { isConnectionError, type Ctx } from '#server/platform/index.ts';
import { findChat, type ChatEntry } from './chat.service.ts';
import { findVisitor, writesStill, type Visitor } from './chat.store.ts';
import { answerGuide, beginGuide, guideOf, leadOut, settleGuide, type PutThrough } from './guide.service.ts';
import type { Hub, Window } from './hub.ts';
import { oncePerKey } from './once-per-key.ts';

type GuideFrame = Extract<FromVisitor, { type: 'flow' }>;

/** The flow of a chat over its windows: whatever one window answers, in any process, all of its visitor see. */
export interface Guide {
  /** How it stands, for a window that is being welcomed; what was left half done is finished before. */
  welcome(window: Window, chat: ChatEntry, visitor: Visitor): ReturnType<typeof guideOf>;
  /** Begins the flow, or answers it. */
  answer(own: Ctx, window: Window, frame: GuideFrame): Promise<void>;
  isOpen(window: Window): boolean;
  /** They write: the question of the flow does not take it for silence. */
  writing(window: Window): Promise<void>;
  /** A line goes to people: a flow that is under way is over. */
  leadOut(own: Ctx, window: Window): Promise<void>;
  /** Tells all windows of a visitor how it stands, if that changed. */
  tell(visitorId: string): void;
  stop(): void;
}

/** What every process is told when a conversation has come of a flow. */
export const begunOf = (visitor: string, { conversationId, customerId }: PutThrough) => ({
  kind: 'chat.begun',
  data: { visitor, conversation: conversationId, customer: customerId },
});

export function createGuide(ctx: Ctx, hub: Hub): Guide {
  const { live } = ctx.platform;

  let stopped = false;
  const isOpen = (window: Window): boolean => window.toldFlow.includes('"state":"open"');

  const telling = async (visitorId: string): Promise<void> => {
    if (hub.windowsOf(visitorId).length === 0) return;
    const visitor = await findVisitor(ctx.db, visitorId);
    if (visitor === null) return;
    const flow = await guideOf(ctx, await findChat(ctx, visitor.entryPointId), visitor);
    if (flow === null) return;
    const text = JSON.stringify(flow);
    for (const window of hub.windowsOf(visitorId)) {
      // A window that is being welcomed hears it then.
      if (window.lastSeq === null || window.toldFlow === text) continue;
      window.toldFlow = text;
      window.send({ type: 'flow', flow });
    }
  };
  const quietly = (work: Promise<void>): void => {
    work.catch((error: unknown) => {
      if (stopped) return;
      if (isConnectionError(error)) ctx.log.debug({ err: error }, 'flows of chats wait for the database');
      else ctx.log.error({ err: error }, 'a chat window could not be told of its flow');
    });
  };
  // One after the other, so that no older answer comes last.
  const tell = oncePerKey(telling, quietly, () => stopped);
  const silence = live.onWhisper(({ kind, data }) => {
    if (kind === 'chat.flow') tell(data['visitor'] as string);
  });

  /** What came of it: told to every process, and the conversation, where there is one now, to every window. */
  function spread(window: Window, through: PutThrough | null): void {
    const { visitorId } = window;
    if (through !== null) {
      if (window.conversationId === null) live.whisper(begunOf(visitorId, through));
      hub.join(window, through.conversationId, through.customerId);
    }
    live.whisper({ kind: 'chat.flow', data: { visitor: visitorId } });
  }

  return {
    async welcome(window, chat, visitor) {
      const session = visitor.flowSessions.at(-1);
      if (visitor.flowState !== 'open' || session === undefined) return guideOf(ctx, chat, visitor);
      const through = await settleGuide(ctx, visitor.id, session);
      if (through !== null) spread(window, through);
      return guideOf(ctx, chat, (await findVisitor(ctx.db, visitor.id)) ?? visitor);
    },
    async answer(own, window, { turn, input }) {
      const through =
        input.kind === 'begin'
          ? await beginGuide(own, window.visitorId)
          : await answerGuide(own, window.visitorId, turn, input);
      // An answer always gets an answer, also where nothing changed by it.
      window.toldFlow = '';
      spread(window, through);
    },
    isOpen,
    async writing({ visitorId }) {
      try {
        await writesStill(ctx.db, visitorId, ctx.clock.now());
      } catch (error) {
        ctx.log.debug({ err: error }, 'that a visitor writes could not be kept');
      }
    },
    async leadOut(own, window) {
      if (!isOpen(window)) return;
      spread(window, await leadOut(own, window.visitorId));
    },
    tell,
    stop() {
      stopped = true;
      silence();
    },
  };
}
