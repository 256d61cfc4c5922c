import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { WebSocket } from 'ws';
import type { z } from 'zod';
import { chatCloseCodes, fromVisitor, type PromisedCall, type ToVisitor } from '#contract/widget.ts';
import { organisationName } from '#server/access/index.ts';
import { isConnectionError, isUuid, Problem, tooMany, type Platform } from '#server/platform/index.ts';
import { estimatesOf } from '#server/routing/index.ts';
import { acceptedExtensions } from '../visitors/files.rules.ts';
import { createRate } from '../visitors/rate.rules.ts';
import { publicLanguage, sentence, type PublicLanguage } from '../visitors/sentences.ts';
import { originAllowed } from '../visitors/settings.rules.ts';
import { visitorContext } from '../visitors/visitor-context.ts';
import { linesOf, placesIn, standingsOf } from './chat.read.ts';
import * as chats from './chat.service.ts';
import { touchVisitors } from './chat.store.ts';
import { createGuide } from './guide.socket.ts';
import { tellHours } from './hours.socket.ts';
import { createHub, lineView, seenOf, stateOf, type Window } from './hub.ts';
import { startLookout } from './lookout.ts';
import { chatWait } from './wait.rules.ts';

type Frame = z.output<typeof fromVisitor>;

export interface SocketOptions {
  /** Milliseconds between signs of life written for connected visitors. */
  touchMilliseconds?: number;
  /** Milliseconds between looks after visitors who left. */
  lookoutMilliseconds?: number;
  /** Windows that one address may hold open at once: a household, an office behind one address. */
  windowsPerAddress?: number;
  /** Lines of one visitor. */
  lineRate?: { burst: number; perMinute: number };
  /** Conversations begun from one address. */
  beginningRate?: { burst: number; perMinute: number };
}

const pingMilliseconds = 25_000;
const helloMilliseconds = 10_000;
const mostPending = 40;
const bufferLimit = 1024 * 1024;
const historyLines = 200;

interface Connection {
  socket: WebSocket;
  ip: string;
  origin: string | undefined;
  entryPointId: string;
  language: PublicLanguage;
  window: Window | null;
  chat: chats.ChatEntry | null;
  alive: boolean;
  openedAt: number;
  pending: number;
  work: Promise<void>;
  typedAt: number;
  toldOpen: string;
}

/**
 * The visitors' side of the chat: WebSocket at /api/v1/public/chats/:id/socket. Frames of one socket are handled one
 * after the other; everything that must not be lost is in the database before it is acknowledged.
 */
export function registerChatSocket(
  server: FastifyInstance,
  platform: Platform,
  options: SocketOptions = {},
): void {
  const { touchMilliseconds = 20_000, windowsPerAddress = 30 } = options;
  const ctx = visitorContext(platform, '');
  const hub = createHub(ctx);
  const guide = createGuide(ctx, hub);
  const lookout = startLookout(platform, options.lookoutMilliseconds ?? 10_000);
  const connections = new Set<Connection>();
  const perAddress = new Map<string, number>();
  const arrivals = createRate({ burst: 2 * windowsPerAddress, perMinute: 2 * windowsPerAddress });
  const beginnings = createRate(options.beginningRate ?? { burst: 15, perMinute: 6 });
  const frames = createRate({ burst: 60, perMinute: 300 });
  const lines = createRate(options.lineRate ?? { burst: 15, perMinute: 40 });

  const send = ({ socket }: Connection, frame: ToVisitor) => {
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > bufferLimit) {
      socket.close(1013, 'too slow');
      return;
    }
    socket.send(JSON.stringify(frame));
  };
  const refuse = (
    connection: Connection,
    part: Partial<Extract<ToVisitor, { type: 'error' }>> & { message: string },
  ) =>
    send(connection, { type: 'error', code: 'invalid', field: null, clientId: null, retry: null, ...part });

  server.get<{ Params: { id: string } }>(
    '/api/v1/public/chats/:id/socket',
    { websocket: true },
    (socket, request) => open(socket, request),
  );

  function open(socket: WebSocket, request: FastifyRequest<{ Params: { id: string } }>): void {
    const connection: Connection = {
      socket,
      ip: request.ip,
      origin: request.headers.origin,
      entryPointId: request.params.id,
      language: 'it',
      window: null,
      chat: null,
      alive: true,
      openedAt: Date.now(),
      pending: 0,
      work: Promise.resolve(),
      typedAt: 0,
      toldOpen: '',
    };
    const open = (perAddress.get(connection.ip) ?? 0) + 1;
    socket.on('error', (error) => platform.log.debug({ err: error }, 'a chat connection broke'));
    if (open > windowsPerAddress || !arrivals.take(connection.ip, Date.now())) {
      socket.close(chatCloseCodes.tooMany, 'too many connections');
      return;
    }
    if (!isUuid(connection.entryPointId)) {
      socket.close(chatCloseCodes.unknown, 'no such chat');
      return;
    }
    perAddress.set(connection.ip, open);
    connections.add(connection);
    platform.metrics.liveConnections.inc({ kind: 'visitor' });
    socket.on('pong', () => {
      connection.alive = true;
    });
    socket.on('message', (data, binary) => {
      connection.alive = true;
      if (binary) refuse(connection, { message: 'text frames only' });
      else hear(connection, String(data));
    });
    socket.on('close', () => close(connection));
  }

  function close(connection: Connection): void {
    if (!connections.delete(connection)) return;
    const open = (perAddress.get(connection.ip) ?? 1) - 1;
    if (open > 0) perAddress.set(connection.ip, open);
    else perAddress.delete(connection.ip);
    platform.metrics.liveConnections.dec({ kind: 'visitor' });
    const { window } = connection;
    if (window === null) return;
    hub.remove(window);
    // The grace counts from now, not from the last regular sign of life.
    if (hub.windowsOf(window.visitorId).length === 0) touch([window.visitorId]);
  }

  function hear(connection: Connection, text: string): void {
    if (connection.pending >= mostPending) {
      connection.socket.close(1013, 'too fast');
      return;
    }
    connection.pending += 1;
    connection.work = connection.work
      .then(() => act(connection, text))
      .catch((error: unknown) => {
        platform.log.error({ err: error }, 'a chat frame failed');
      })
      .finally(() => {
        connection.pending -= 1;
      });
  }

  async function act(connection: Connection, text: string): Promise<void> {
    const parsed = fromVisitor.safeParse(safeJson(text));
    if (!parsed.success) {
      const issue = parsed.error.issues[0]!;
      // The widget finds the line that was refused by its id, where it can still be read.
      const clientId = (safeJson(text) as { clientId?: unknown } | null)?.clientId;
      refuse(connection, {
        message: sentence(connection.language, 'invalid'),
        field: issue.path.join('.') || 'type',
        clientId: typeof clientId === 'string' ? clientId.slice(0, 64) : null,
      });
      return;
    }
    const frame = parsed.data;
    const clientId = frame.type === 'send' ? frame.clientId : null;
    try {
      if (!frames.take(connection.window?.visitorId ?? connection.ip, Date.now()))
        throw tooMany(sentence(connection.language, 'slowDown'), 3);
      if (frame.type === 'ping') send(connection, { type: 'pong' });
      else if (frame.type === 'hello') await hello(connection, frame);
      else if (connection.window === null)
        refuse(connection, { message: 'say hello first', field: 'type', clientId });
      else await handle(connection, connection.window, frame);
    } catch (error) {
      failed(connection, error, clientId);
    }
  }

  function failed(connection: Connection, error: unknown, clientId: string | null): void {
    if (error instanceof Problem) {
      const code =
        error.code === 'closed'
          ? 'closed'
          : error.status === 429
            ? 'too_many'
            : error.status === 404
              ? 'not_found'
              : error.status === 409
                ? 'conflict'
                : error.status === 503
                  ? 'unavailable'
                  : 'invalid';
      refuse(connection, {
        code,
        message: error.fields[0]?.message ?? error.message,
        field: error.fields[0]?.field ?? null,
        clientId,
        retry: code === 'too_many' ? Number(error.extra['retryAfterSeconds'] ?? 5) : null,
      });
      return;
    }
    if (!isConnectionError(error)) platform.log.error({ err: error }, 'a chat frame failed');
    refuse(connection, {
      code: 'unavailable',
      message: sentence(connection.language, 'unavailable'),
      clientId,
      retry: 3,
    });
  }

  async function hello(connection: Connection, frame: Extract<Frame, { type: 'hello' }>): Promise<void> {
    if (connection.window !== null) {
      refuse(connection, { message: 'hello was said already', field: 'type' });
      return;
    }
    connection.language = publicLanguage(frame.lang);
    let chat: chats.ChatEntry;
    try {
      chat = await chats.findChat(ctx, connection.entryPointId);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      connection.socket.close(chatCloseCodes.unknown, 'no such chat');
      return;
    }
    const own = [new URL(platform.config.publicUrl).origin];
    if (!originAllowed(chat.settings.origins, connection.origin, own)) {
      connection.socket.close(chatCloseCodes.refused, 'not from this site');
      return;
    }
    const { visitor, token, fresh } = await chats.arrive(
      visitorContext(platform, connection.ip),
      chat,
      frame,
    );
    if (connection.socket.readyState !== connection.socket.OPEN) return;
    const window: Window = {
      visitorId: visitor.id,
      entryPointId: chat.entry.id,
      conversationId: visitor.conversationId,
      customerId: visitor.customerId,
      lastSeq: null,
      toldState: '',
      toldFlow: '',
      toldSeen: 0,
      send: (one) => send(connection, one),
    };
    connection.window = window;
    connection.chat = chat;
    // In the hub before its lines are read: what comes in between is sent right after the welcome.
    hub.add(window);
    await welcome(connection, window, chat, { visitor, token, fresh, resumeAfter: frame.resumeAfter });
  }

  async function welcome(
    connection: Connection,
    window: Window,
    chat: chats.ChatEntry,
    known: Awaited<ReturnType<typeof chats.arrive>> & { resumeAfter: number },
  ): Promise<void> {
    const { visitor, token, fresh } = known;
    const flow = await guide.welcome(window, chat, visitor);
    const resumed = fresh || visitor.conversationId === null ? 0 : known.resumeAfter;
    const { conversationId } = window;
    const [organisation, hours, promised, [standing], rows] = await Promise.all([
      organisationName(ctx.db),
      chats.chatHours(ctx, chat),
      chats.promisedTo(ctx, visitor),
      conversationId === null ? [] : standingsOf(ctx.db, [conversationId]),
      conversationId === null
        ? []
        : linesOf(ctx.db, conversationId, {
            after: resumed,
            limit: historyLines,
            newest: resumed === 0,
          }),
    ]);
    const state =
      standing !== undefined &&
      standing.queueId !== null &&
      ['queued', 'offered'].includes(standing.contactState)
        ? await queuedState(standing.contactId, standing.queueId, standing)
        : stateOf(standing, null, null);
    window.lastSeq = rows.at(-1)?.seq ?? resumed;
    window.toldState = JSON.stringify(state);
    window.toldFlow = JSON.stringify(flow);
    window.toldSeen = seenOf(standing);
    connection.toldOpen = JSON.stringify(hours);
    const { settings } = chat;
    send(connection, {
      type: 'welcome',
      token,
      fresh,
      started: conversationId !== null,
      organisation,
      name: chat.entry.name,
      greeting: chats.greetingOf(chat, connection.language),
      open: hours.open,
      nextOpening: hours.nextOpening,
      notice: hours.notice?.[connection.language] ?? null,
      announcement: hours.announcement?.[connection.language] ?? null,
      offlineForm: settings.offlineForm,
      callback: chat.entry.callback,
      promised: promised === null ? null : promisedView(promised),
      privacyUrl: settings.privacyUrl,
      limits: {
        text: 4000,
        files: settings.maxFiles,
        fileBytes: settings.maxFileBytes,
        accept: acceptedExtensions,
      },
      prefill: { name: '', email: '', question: '', ...visitor.prefill },
      state,
      flow,
      read: visitor.readSeq,
      seen: window.toldSeen,
      lines: rows.map((row) => lineView(ctx, chat.entry.id, row)),
    });
    if (window.conversationId !== null) hub.join(window, window.conversationId, window.customerId);
    // What was answered elsewhere while it was welcomed.
    if (flow !== null) guide.tell(window.visitorId);
  }

  async function queuedState(contactId: string, queueId: string, standing: Parameters<typeof stateOf>[0]) {
    const [places, estimates] = await Promise.all([placesIn(ctx.db, [queueId]), estimatesOf(ctx, [queueId])]);
    const position = places.find((place) => place.contactId === contactId)?.position ?? null;
    return stateOf(standing, position, position === null ? null : chatWait(estimates, queueId, position));
  }

  async function handle(
    connection: Connection,
    window: Window,
    frame: Exclude<Frame, { type: 'hello' | 'ping' }>,
  ): Promise<void> {
    const own = visitorContext(platform, connection.ip, window.customerId);
    switch (frame.type) {
      case 'send': {
        const now = Date.now();
        if (!lines.take(window.visitorId, now))
          throw tooMany(sentence(connection.language, 'slowDown'), lines.wait(window.visitorId, now));
        if (window.conversationId === null && !beginnings.take(connection.ip, now))
          throw tooMany(sentence(connection.language, 'slowDown'), beginnings.wait(connection.ip, now));
        await guide.leadOut(own, window);
        const said = await chats.say(own, window.visitorId, frame);
        send(connection, {
          type: 'ack',
          clientId: frame.clientId,
          seq: said.seq,
          at: said.at.toISOString(),
        });
        if (window.conversationId === null)
          platform.live.whisper({
            kind: 'chat.begun',
            data: { visitor: window.visitorId, conversation: said.conversationId, customer: said.customerId },
          });
        hub.join(window, said.conversationId, said.customerId);
        return;
      }
      case 'flow': {
        const now = Date.now();
        if (!lines.take(window.visitorId, now))
          throw tooMany(sentence(connection.language, 'slowDown'), lines.wait(window.visitorId, now));
        if (frame.input.kind === 'begin' && !beginnings.take(connection.ip, now))
          throw tooMany(sentence(connection.language, 'slowDown'), beginnings.wait(connection.ip, now));
        await guide.answer(own, window, frame);
        return;
      }
      case 'prefill':
        await chats.setPrefill(own, window.visitorId, frame.prefill);
        return;
      case 'page':
        await chats.setPage(own, window.visitorId, frame.page);
        return;
      case 'mark':
        await chats.mark(own, window.visitorId, frame);
        return;
      case 'typing':
        typing(connection, window, frame.on);
        return;
      case 'transcript':
        await chats.requestTranscript(own, window.visitorId, frame.email);
        send(connection, { type: 'transcript', email: frame.email });
        return;
      case 'callback':
        await callBack(connection, window, frame);
        if (window.conversationId !== null) hub.refresh(window.conversationId);
        return;
      case 'end':
        await chats.end(own, window.visitorId);
        guide.tell(window.visitorId);
        if (window.conversationId !== null) hub.refresh(window.conversationId);
    }
  }

  async function callBack(
    connection: Connection,
    window: Window,
    frame: Extract<Frame, { type: 'callback' }>,
  ): Promise<void> {
    const now = Date.now();
    if (window.conversationId === null && !beginnings.take(connection.ip, now))
      throw tooMany(sentence(connection.language, 'slowDown'), beginnings.wait(connection.ip, now));
    const own = visitorContext(platform, connection.ip, window.customerId);
    const promised = await chats.callBack(own, window.visitorId, frame);
    send(connection, { type: 'callback', ...promisedView(promised) });
  }

  function typing(connection: Connection, window: Window, on: boolean): void {
    const now = Date.now();
    if (on && now - connection.typedAt < 1000) return;
    connection.typedAt = on ? now : 0;
    if (on && guide.isOpen(window)) void guide.writing(window);
    if (window.conversationId === null) return;
    const standing = hub.standing(window.conversationId);
    if (standing === undefined) return;
    platform.live.whisper({
      kind: 'typing',
      data: {
        conversation: window.conversationId,
        serviceId: standing.serviceId,
        teamId: standing.teamId,
        customer: window.customerId,
        kind: 'reply',
        on,
      },
    });
  }

  const touch = (ids: readonly string[]) => {
    touchVisitors(ctx.db, ids, ctx.clock.now()).then(
      (rows) => {
        // A conversation that began in a sibling tab on another process, should the whisper have been lost.
        for (const row of rows)
          for (const window of hub.windowsOf(row.id))
            if (window.conversationId === null && row.conversationId !== null)
              hub.join(window, row.conversationId, row.customerId);
      },
      (error: unknown) => platform.log.debug({ err: error }, 'signs of life were not written'),
    );
  };
  const signs = setInterval(
    () => touch([...new Set([...hub.all()].map((window) => window.visitorId))]),
    touchMilliseconds,
  );
  const beat = setInterval(() => {
    for (const connection of connections) {
      const late = connection.window === null && Date.now() - connection.openedAt > helloMilliseconds;
      if (!connection.alive || late) {
        connection.socket.terminate();
        continue;
      }
      connection.alive = false;
      connection.socket.ping();
    }
  }, pingMilliseconds);
  const hours = tellHours(ctx, connections, (connection, now) =>
    send(connection, {
      type: 'open',
      open: now.open,
      nextOpening: now.nextOpening,
      notice: now.notice?.[connection.language] ?? null,
      announcement: now.announcement?.[connection.language] ?? null,
    }),
  );

  server.addHook('preClose', async () => {
    clearInterval(signs);
    clearInterval(beat);
    hours.stop();
    guide.stop();
    hub.stop();
    await lookout.stop();
    for (const { socket } of connections) socket.close(1012, 'the server restarts');
    await Promise.all([...connections].map((connection) => connection.work));
  });
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text, withoutUnkept);
  } catch {
    // Not JSON: the schema refuses it like any other wrong frame.
    return null;
  }
}

// NUL and half characters are no writing, and no database keeps them: a title or a line goes on without them.
const withoutUnkept = (_key: string, value: unknown): unknown =>
  typeof value === 'string' ? value.replaceAll('\0', '').toWellFormed() : value;

const promisedView = ({ number, at, link }: chats.Promised): PromisedCall => ({
  number,
  at: at?.toISOString() ?? null,
  link,
});
