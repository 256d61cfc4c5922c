import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { WebSocket } from 'ws';
import { fromClient, type FromServer } from '#contract/live.ts';
import { authenticate, singleViewsAllowed } from '#server/access/index.ts';
import {
  accessConversation,
  followOwn,
  maySee,
  ownContactIds,
  toldOf,
  touchListening,
} from '#server/contacts/index.ts';
import {
  can,
  contextFor,
  eventsAfter,
  inScope,
  isUuid,
  scopeOf,
  systemActor,
  type Actor,
  type Platform,
  type PublishedEvent,
} from '#server/platform/index.ts';
import { heartbeat } from '#server/routing/index.ts';

// A desk that was away longer than this many events loads afresh: cheaper for both sides than replaying a day.
const catchUpLimit = 5000;
const heartbeatMilliseconds = 10_000;
const reauthenticateMilliseconds = 20_000;
// What a screen has not read yet may fill this much memory; beyond, it is cut off and resumes.
const bufferLimit = 4 * 1024 * 1024;
const authenticationPatience = 5000;

interface Desk {
  socket: WebSocket;
  request: FastifyRequest;
  actor: Actor;
  own: Set<string>;
  /** Conversations this desk may see, as lately checked: for whispers. */
  allowed: Map<string, { serviceId: string; teamId: string | null; until: number }>;
  looking: string | null;
  /** Newest event number sent or passed over; null while catching up. */
  position: number | null;
  waiting: PublishedEvent[];
  alive: boolean;
}

/** Live events for screens and programs at /api/v1/live: what the caller may see, in order, with resumption. */
export function registerLiveSocket(server: FastifyInstance, platform: Platform): { stop(): void } {
  const desks = new Set<Desk>();
  const ctx = contextFor(platform, systemActor);
  const identify = authenticate(platform);

  const send = (desk: Desk, message: FromServer | string) => {
    if (desk.socket.readyState !== desk.socket.OPEN) return;
    if (desk.socket.bufferedAmount > bufferLimit) {
      desk.socket.close(1013, 'too slow: resume from your last event');
      return;
    }
    desk.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  };

  // Whether single agents may be seen; no, until it is known.
  let single = false;
  const askSingle = () =>
    void singleViewsAllowed(platform.database.db, platform.clock.now()).then(
      (allowed) => (single = allowed),
      (error: unknown) => platform.log.debug({ err: error }, 'what protects the staff was not read'),
    );
  askSingle();

  function deliver(desk: Desk, event: PublishedEvent, frame = frameOf): void {
    if (desk.position !== null && event.seq <= desk.position) return;
    desk.position = event.seq;
    followOwn(desk.own, desk.actor, event);
    if (maySee(desk.actor, event, desk.own)) send(desk, frame(toldOf(desk.actor, event, single)));
  }

  const unsubscribe = platform.live.subscribe((events) => {
    if (events.some(changesRights)) recheckAll();
    if (events.some(({ data }) => data['what'] === 'staff-protection')) askSingle();
    // What is sent of an event is the same for everybody who may see it: it is written out once.
    const frames = new Map<PublishedEvent, string>();
    const frameFor = (event: PublishedEvent) => {
      const frame = frames.get(event) ?? frameOf(event);
      frames.set(event, frame);
      return frame;
    };
    for (const desk of desks) {
      if (desk.position === null) {
        desk.waiting.push(...events);
        continue;
      }
      // The frames of a batch leave in one write: a write for each would cost more than all the rest.
      const { socket } = desk.request.raw;
      socket.cork();
      for (const event of events) deliver(desk, event, frameFor);
      socket.uncork();
    }
  });

  const silence = platform.live.onWhisper((whisper) => {
    const { serviceId, teamId, conversation, session } = whisper.data as {
      serviceId?: string;
      teamId?: string | null;
      conversation?: string;
      session?: string;
    };
    if (serviceId === undefined) return;
    for (const desk of desks) {
      if (desk.position === null || (session !== undefined && session === sessionOf.get(desk))) continue;
      const sees =
        inScope(scopeOf(desk.actor, 'contact.read'), { serviceId, teamId: teamId ?? null }) ||
        (conversation !== undefined && desk.looking === conversation);
      if (sees) send(desk, { type: 'whisper', kind: whisper.kind, data: whisper.data });
    }
  });
  const sessionOf = new WeakMap<Desk, string>();

  async function catchUp(desk: Desk, resumeFrom: number | null): Promise<void> {
    const now = platform.live.position();
    let position = now;
    if (resumeFrom !== null && resumeFrom < now) {
      if (now - resumeFrom > catchUpLimit) send(desk, { type: 'reset', seq: now });
      else {
        position = resumeFrom;
        desk.position = null;
        for (;;) {
          const events = await eventsAfter(platform.database.db, position, 500);
          for (const event of events) {
            if (event.seq > now) break;
            position = event.seq;
            followOwn(desk.own, desk.actor, event);
            if (maySee(desk.actor, event, desk.own)) send(desk, frameOf(toldOf(desk.actor, event, single)));
          }
          if (events.length < 500 || position >= now) break;
        }
      }
    } else if (resumeFrom !== null && resumeFrom > now) send(desk, { type: 'reset', seq: now });
    desk.position = Math.max(position, now);
    send(desk, { type: 'hello', seq: desk.position });
    for (const event of desk.waiting.splice(0)) deliver(desk, event);
  }

  async function placeOf(desk: Desk, conversation: string) {
    const known = desk.allowed.get(conversation);
    if (known !== undefined && known.until > Date.now()) return known;
    const row = await accessConversation(platform.database.db, desk.actor, conversation, 'contact.read');
    const place = { serviceId: row.serviceId, teamId: row.teamId, until: Date.now() + 30_000 };
    if (desk.allowed.size > 200) desk.allowed.clear();
    desk.allowed.set(conversation, place);
    return place;
  }

  async function hear(desk: Desk, text: string): Promise<void> {
    const parsed = fromClient.safeParse(safeJson(text));
    if (!parsed.success) return;
    const message = parsed.data;
    if (message.type === 'ping') {
      send(desk, { type: 'pong' });
      return;
    }
    if (message.type === 'auth' || desk.actor.kind !== 'staff') return;
    if (message.conversation === null || !isUuid(message.conversation)) {
      if (message.type === 'looking') desk.looking = null;
      return;
    }
    const place = await placeOf(desk, message.conversation);
    if (message.type === 'looking') desk.looking = message.conversation;
    platform.live.whisper({
      kind: message.type,
      data: {
        conversation: message.conversation,
        serviceId: place.serviceId,
        teamId: place.teamId,
        staff: desk.actor.id,
        name: desk.actor.name,
        session: sessionOf.get(desk),
        ...(message.type === 'typing' ? { kind: message.kind, on: message.on } : {}),
      },
    });
  }

  server.get('/api/v1/live', { websocket: true }, (socket, request) => {
    void admit(socket, request).catch((error: unknown) => {
      platform.log.debug({ err: error }, 'a live connection was refused');
      socket.close(4401, 'sign in, or send a valid token');
    });
  });

  async function admit(socket: WebSocket, request: FastifyRequest): Promise<void> {
    const from = resumePoint((request.query as { resumeFrom?: unknown }).resumeFrom);
    if (from === 'wrong') {
      // A browser tells its page nothing of a refused handshake, but the reason of a close.
      socket.close(4400, 'resumeFrom: the seq of the last event you had, a whole number from 0');
      return;
    }
    // A browser sends its cookie from any site: only our own pages may use it here.
    const origin = request.headers.origin;
    const foreign =
      origin !== undefined &&
      origin !== new URL(platform.config.publicUrl).origin &&
      new URL(origin).host !== request.headers.host;
    const early: string[] = [];
    const keep = (data: unknown) => early.push(String(data));
    socket.on('message', keep);
    const actor =
      (foreign && request.headers.authorization === undefined ? null : request.actor) ??
      (await byFirstMessage(socket, request));
    if (actor === null) {
      socket.close(4401, 'sign in, or send a valid token');
      return;
    }
    const desk: Desk = {
      socket,
      request,
      actor,
      own: new Set(await ownContactIds(platform.database.db, actor)),
      allowed: new Map(),
      looking: null,
      position: null,
      waiting: [],
      alive: true,
    };
    sessionOf.set(desk, `${platform.processId}:${Math.random().toString(36).slice(2)}`);
    desks.add(desk);
    platform.metrics.liveConnections.inc({ kind: actor.kind });
    socket.on('close', () => {
      desks.delete(desk);
      platform.metrics.liveConnections.dec({ kind: actor.kind });
    });
    socket.on('error', (error) => platform.log.debug({ err: error }, 'a live connection broke'));
    socket.on('pong', () => {
      desk.alive = true;
    });
    socket.off('message', keep);
    const listen = (text: string) => {
      desk.alive = true;
      hear(desk, text).catch((error: unknown) =>
        platform.log.debug({ err: error }, 'a live message was refused'),
      );
    };
    for (const text of early) listen(text);
    socket.on('message', (data) => listen(String(data)));
    if (handles(desk)) await heartbeat(ctx, [actor.id!]);
    if (listens(desk)) await touchListening(ctx, [actor.id!]);
    await catchUp(desk, from);
  }

  // Programs that cannot set a header (a browser elsewhere) send the token as their first message.
  const byFirstMessage = (socket: WebSocket, request: FastifyRequest) =>
    new Promise<Actor | null>((resolve) => {
      const timer = setTimeout(() => resolve(null), authenticationPatience);
      socket.once('message', (data) => {
        clearTimeout(timer);
        const parsed = fromClient.safeParse(safeJson(String(data)));
        if (!parsed.success || parsed.data.type !== 'auth') {
          resolve(null);
          return;
        }
        request.headers.authorization = `Bearer ${parsed.data.token}`;
        identify(request).then(resolve, () => resolve(null));
      });
      socket.once('close', () => {
        clearTimeout(timer);
        resolve(null);
      });
    });

  const handles = (desk: Desk) => desk.actor.kind === 'staff' && can(desk.actor, 'contact.handle');
  const listens = (desk: Desk) => desk.actor.kind === 'staff' && can(desk.actor, 'contact.listen');

  const beat = setInterval(() => {
    for (const desk of desks) {
      if (!desk.alive) {
        desk.socket.terminate();
        continue;
      }
      desk.alive = false;
      desk.socket.ping();
    }
    const agents = [...new Set([...desks].filter(handles).map((desk) => desk.actor.id!))];
    const listeners = [...new Set([...desks].filter(listens).map((desk) => desk.actor.id!))];
    Promise.all([heartbeat(ctx, agents), touchListening(ctx, listeners)]).catch((error: unknown) =>
      platform.log.debug({ err: error }, 'signs of life were not written'),
    );
  }, heartbeatMilliseconds);

  // Rights that ended end here too, without waiting for the desk to come again.
  function recheckAll(): void {
    for (const desk of desks) {
      identify(desk.request).then(
        (actor) => {
          if (actor === null) desk.socket.close(4401, 'signed out');
          else desk.actor = actor;
        },
        () => desk.socket.close(4401, 'signed out'),
      );
    }
  }
  const recheck = setInterval(() => {
    recheckAll();
    // An agreement may end with its day.
    askSingle();
  }, reauthenticateMilliseconds);

  return {
    stop() {
      clearInterval(beat);
      clearInterval(recheck);
      unsubscribe();
      silence();
      for (const desk of desks) desk.socket.close(1001, 'the server stops');
    },
  };
}

/** The event to go on after; null: from now on. */
function resumePoint(given: unknown): number | null | 'wrong' {
  if (given === undefined) return null;
  const number = typeof given === 'string' && /^\d+$/.test(given) ? Number(given) : Number.NaN;
  return Number.isSafeInteger(number) ? number : 'wrong';
}

function frameOf(event: PublishedEvent): string {
  const message: FromServer = {
    type: 'event',
    seq: event.seq,
    at: event.at.toISOString(),
    kind: event.kind,
    subject: event.subjectId,
    actor: event.actor,
    data: event.data,
  };
  return JSON.stringify(message);
}

const changesRights = (event: PublishedEvent) =>
  event.kind === 'staff.changed' ||
  (event.kind === 'config.changed' && (event.data['what'] === 'role' || event.data['what'] === 'token'));

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: the schema refuses it like any other wrong message.
    return null;
  }
}
