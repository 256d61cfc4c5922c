import type { ChatLine, ChatState, ToVisitor } from '#contract/widget.ts';
import { isConnectionError, type Ctx, type PublishedEvent } from '#server/platform/index.ts';
import { inlineTypes } from '../visitors/files.rules.ts';
import { linesOf, placesIn, standingsOf, type LineRow, type Standing } from './chat.read.ts';
import { fileUrl } from './uploads.service.ts';
import { estimatesOf } from '#server/routing/index.ts';
import { oncePerKey } from './once-per-key.ts';
import { chatWait } from './wait.rules.ts';

/** One open chat window. Small: a server holds many that say nothing for long. */
export interface Window {
  visitorId: string;
  entryPointId: string;
  conversationId: string | null;
  customerId: string | null;
  /** The last line sent to it; null while its welcome is being put together. */
  lastSeq: number | null;
  /** What it was told last, as text, so that nothing is told twice. */
  toldState: string;
  toldFlow: string;
  toldSeen: number;
  send(frame: ToVisitor): void;
}

export interface Hub {
  add(window: Window): void;
  remove(window: Window): void;
  /** A window's conversation began, or it joined one. */
  join(window: Window, conversationId: string, customerId: string | null): void;
  /** Sends what a conversation's windows have not got yet. */
  pump(conversationId: string): void;
  /** Tells a conversation's windows how things stand, if that changed. */
  refresh(conversationId: string): void;
  windowsOf(visitorId: string): readonly Window[];
  all(): Iterable<Window>;
  size(): number;
  standing(conversationId: string): Standing | undefined;
  stop(): void;
}

const pageSize = 200;
/** Places in a queue are told at most this often. */
const placesMilliseconds = 2500;

/**
 * Ties the windows of this process to the event spine: lines, places in the queue, who answers, who is typing. What
 * another process does arrives the same way as what this one does.
 */
export function createHub(ctx: Ctx): Hub {
  const { live } = ctx.platform;
  const windows = new Set<Window>();
  const byVisitor = new Map<string, Set<Window>>();
  const byConversation = new Map<string, Set<Window>>();
  const standings = new Map<string, Standing>();
  const conversationOf = new Map<string, string>();
  let stopped = false;

  // The database may be away for a moment; the next event, or the regular look, makes it good.
  const quietly = (work: Promise<void>) => {
    work.catch((error: unknown) => {
      if (stopped) return;
      if (isConnectionError(error)) ctx.log.debug({ err: error }, 'chat windows wait for the database');
      else ctx.log.error({ err: error }, 'chat windows could not be brought up to date');
    });
  };

  const perKey = (work: (key: string) => Promise<void>) => oncePerKey(work, quietly, () => stopped);
  const pump = perKey(async (conversationId) => {
    const ready = () =>
      [...(byConversation.get(conversationId) ?? [])].filter((window) => window.lastSeq !== null);
    for (;;) {
      const some = ready();
      if (some.length === 0) return;
      const after = Math.min(...some.map((window) => window.lastSeq!));
      const rows = await linesOf(ctx.db, conversationId, { after, limit: pageSize });
      if (rows.length === 0) return;
      for (const window of ready()) {
        const lines = rows.filter((row) => row.seq > window.lastSeq!);
        if (lines.length === 0) continue;
        window.lastSeq = lines.at(-1)!.seq;
        window.send({
          type: 'lines',
          lines: lines.map((row) => lineView(ctx, window.entryPointId, row)),
        });
      }
      if (rows.length < pageSize) return;
    }
  });

  function keep(standing: Standing): void {
    const before = standings.get(standing.conversationId);
    if (before !== undefined && before.contactId !== standing.contactId)
      conversationOf.delete(before.contactId);
    standings.set(standing.conversationId, standing);
    conversationOf.set(standing.contactId, standing.conversationId);
  }

  const refresh = perKey(async (conversationId) => {
    const [standing] = await standingsOf(ctx.db, [conversationId]);
    if (standing === undefined || !byConversation.has(conversationId)) return;
    keep(standing);
    if (waits(standing) && standing.queueId !== null) {
      // That it waits is told at once; the place, when it is next worked out.
      for (const window of byConversation.get(conversationId) ?? [])
        if (!window.toldState.includes('"queued"')) tellOne(window, stateOf(standing, null, null));
      tellPlaces(standing.queueId);
    } else tell(conversationId, stateOf(standing, null, null));
    tellSeen(standing);
  });

  function tell(conversationId: string, state: ChatState): void {
    for (const window of byConversation.get(conversationId) ?? []) tellOne(window, state);
  }

  function tellOne(window: Window, state: ChatState): void {
    const text = JSON.stringify(state);
    if (window.lastSeq === null || window.toldState === text) return;
    window.toldState = text;
    window.send({ type: 'state', state });
  }

  function tellSeen(standing: Standing): void {
    const seen = seenOf(standing);
    for (const window of byConversation.get(standing.conversationId) ?? []) {
      if (window.lastSeq === null || seen <= window.toldSeen) continue;
      window.toldSeen = seen;
      window.send({ type: 'seen', seq: seen });
    }
  }

  const placesAt = new Map<string, number>();
  const placesTimers = new Map<string, NodeJS.Timeout>();
  /** Soon, and once for many changes. */
  function tellPlaces(queueId: string): void {
    if (placesTimers.has(queueId) || stopped) return;
    const pause = Math.max(0, (placesAt.get(queueId) ?? 0) + placesMilliseconds - Date.now());
    placesTimers.set(
      queueId,
      setTimeout(() => {
        placesTimers.delete(queueId);
        placesAt.set(queueId, Date.now());
        placesNow(queueId);
      }, pause),
    );
  }
  const placesNow = perKey(async (queueId) => {
    const waiting = [...standings.values()].filter((one) => waits(one) && one.queueId === queueId);
    if (waiting.length === 0) return;
    const [places, estimates] = await Promise.all([placesIn(ctx.db, [queueId]), estimatesOf(ctx, [queueId])]);
    const positions = new Map(places.map((place) => [place.contactId, place.position]));
    for (const one of waiting) {
      // It may have been answered while the places were being read.
      const present = standings.get(one.conversationId);
      if (present?.contactId !== one.contactId || !waits(present)) continue;
      const position = positions.get(one.contactId) ?? null;
      tell(
        one.conversationId,
        stateOf(one, position, position === null ? null : chatWait(estimates, queueId, position)),
      );
    }
  });

  function onEvents(events: PublishedEvent[]): void {
    for (const { kind, data } of events) {
      if (kind === 'message.added') {
        const conversation = data['conversation'] as string;
        if (!byConversation.has(conversation)) continue;
        if (data['direction'] === 'note' || data['direction'] === 'system') continue;
        pump(conversation);
        if (data['direction'] === 'out') refresh(conversation);
      } else if (kind.startsWith('contact.')) {
        const conversation =
          (data['conversation'] as string | undefined) ?? conversationOf.get(data['contact'] as string);
        if (conversation !== undefined && byConversation.has(conversation)) refresh(conversation);
        const queue = data['queue'] ?? data['toQueue'];
        if (typeof queue === 'string' && hasWaiting(queue)) tellPlaces(queue);
      } else if (kind === 'agent.presence') {
        for (const queue of new Set([...standings.values()].filter(waits).map((one) => one.queueId)))
          if (queue !== null) tellPlaces(queue);
      }
    }
  }
  const hasWaiting = (queue: string) =>
    [...standings.values()].some((one) => one.queueId === queue && waits(one));

  const unsubscribe = live.subscribe(onEvents);
  const silence = live.onWhisper(({ kind, data }) => {
    if (kind === 'chat.begun') {
      for (const window of byVisitor.get(data['visitor'] as string) ?? [])
        if (window.conversationId === null)
          hub.join(window, data['conversation'] as string, data['customer'] as string);
      return;
    }
    // Only an agent who writes an answer: what they note among themselves is not the visitor's to know.
    if (kind !== 'typing' || data['kind'] !== 'reply' || typeof data['staff'] !== 'string') return;
    const conversation = data['conversation'] as string;
    const standing = standings.get(conversation);
    for (const window of byConversation.get(conversation) ?? [])
      if (window.lastSeq !== null)
        window.send({
          type: 'typing',
          on: data['on'] === true,
          name: nameOf(standing, data['staff']),
        });
  });

  const hub: Hub = {
    add(window) {
      windows.add(window);
      addTo(byVisitor, window.visitorId, window);
      if (window.conversationId !== null) addTo(byConversation, window.conversationId, window);
    },
    remove(window) {
      windows.delete(window);
      removeFrom(byVisitor, window.visitorId, window);
      const conversation = window.conversationId;
      if (conversation === null) return;
      removeFrom(byConversation, conversation, window);
      if (byConversation.has(conversation)) return;
      const standing = standings.get(conversation);
      standings.delete(conversation);
      if (standing !== undefined) conversationOf.delete(standing.contactId);
    },
    join(window, conversationId, customerId) {
      if (!windows.has(window)) return;
      window.customerId = customerId;
      if (window.conversationId !== conversationId) {
        window.conversationId = conversationId;
        addTo(byConversation, conversationId, window);
      }
      pump(conversationId);
      refresh(conversationId);
    },
    pump,
    refresh,
    windowsOf: (visitorId) => [...(byVisitor.get(visitorId) ?? [])],
    all: () => windows,
    size: () => windows.size,
    standing: (conversationId) => standings.get(conversationId),
    stop() {
      stopped = true;
      unsubscribe();
      silence();
      for (const timer of placesTimers.values()) clearTimeout(timer);
    },
  };
  return hub;
}

const waits = (standing: Standing) =>
  standing.contactState === 'queued' || standing.contactState === 'offered';

/** The visitor's lines up to here were seen by an agent. */
export const seenOf = (standing: Standing | undefined): number =>
  standing === undefined || standing.unread ? 0 : standing.lastIn;

/** What the visitor calls a member of staff who is in the conversation; null for anybody else. */
const nameOf = (standing: Standing | undefined, staffId: string): string | null =>
  standing?.agentId === staffId
    ? standing.agentName
    : standing?.alsoId === staffId
      ? standing.alsoName
      : null;

/** How things stand, in the visitor's terms. An offer is not told: nobody has answered yet. */
export function stateOf(
  standing: Standing | undefined,
  position: number | null,
  wait: number | null,
): ChatState {
  if (standing === undefined) return { phase: 'idle' };
  if (waits(standing)) return { phase: 'queued', position, wait };
  return standing.contactState === 'active'
    ? { phase: 'active', agent: standing.agentName, also: standing.alsoName }
    : { phase: 'closed' };
}

/** A message as its visitor may see it. */
export function lineView(ctx: Ctx, entryPointId: string, row: LineRow): ChatLine {
  return {
    seq: row.seq,
    from: row.direction === 'in' ? 'visitor' : row.automatic ? 'system' : 'staff',
    name: row.author,
    text: row.text,
    at: row.at.toISOString(),
    clientId: row.direction === 'in' ? (row.clientId?.replace(/^v:/, '') ?? null) : null,
    attachments: row.attachments.map((file) => ({
      ...file,
      url: fileUrl(ctx, entryPointId, file.id),
      inline: inlineTypes.has(file.type),
    })),
  };
}

function addTo(map: Map<string, Set<Window>>, key: string, window: Window): void {
  const set = map.get(key);
  if (set === undefined) map.set(key, new Set([window]));
  else set.add(window);
}
function removeFrom(map: Map<string, Set<Window>>, key: string, window: Window): void {
  const set = map.get(key);
  if (set?.delete(window) === true && set.size === 0) map.delete(key);
}
