import type { FromClient, FromServer, LiveEvent } from '#contract/live.ts';

export type LiveState = 'connecting' | 'open' | 'lost';
export interface Whisper {
  kind: string;
  data: Record<string, unknown>;
}

/**
 * The live side of a page: one WebSocket, resumed from the last event seen, so that a lost connection loses nothing.
 * Listeners get every event once, in order; `onReset` says that what was missed is too old to be told: load afresh.
 */
export interface Live {
  start: () => void;
  stop: () => void;
  state: () => LiveState;
  /** When the connection was lost (ms), null while it is there. */
  lostAt: () => number | null;
  onState: (listener: () => void) => () => void;
  onEvent: (listener: (event: LiveEvent) => void) => () => void;
  onWhisper: (listener: (whisper: Whisper) => void) => () => void;
  onReset: (listener: () => void) => () => void;
  send: (message: FromClient) => void;
  retryNow: () => void;
}

const firstPause = 400;
const longestPause = 10_000;
const pingEvery = 15_000;
const silenceMeansDead = 40_000;

/** Makes the client; `url` is tested with other addresses, `open` with other sockets. */
export function createLive(
  url: string,
  open: (address: string) => WebSocket = (address) => new WebSocket(address),
): Live {
  const stateListeners = new Set<() => void>();
  const eventListeners = new Set<(event: LiveEvent) => void>();
  const whisperListeners = new Set<(whisper: Whisper) => void>();
  const resetListeners = new Set<() => void>();
  let socket: WebSocket | null = null;
  let wanted = false;
  let state: LiveState = 'connecting';
  let lostAt: number | null = null;
  let position: number | null = null;
  let pause = firstPause;
  let retry: ReturnType<typeof setTimeout> | null = null;
  let beat: ReturnType<typeof setInterval> | null = null;
  let heardAt = 0;
  // What others should know again after a reconnection: the conversation that is open here.
  let looking: FromClient | null = null;

  function become(next: LiveState) {
    if (state === next) return;
    state = next;
    lostAt = next === 'lost' ? Date.now() : next === 'open' ? null : lostAt;
    for (const listener of stateListeners) listener();
  }

  function connect() {
    if (retry !== null) clearTimeout(retry);
    retry = null;
    if (!wanted || socket !== null) return;
    const mine = open(position === null ? url : `${url}?resumeFrom=${position}`);
    socket = mine;
    heardAt = Date.now();
    mine.addEventListener('message', ({ data }) => {
      if (socket === mine) hear(JSON.parse(String(data)) as FromServer);
    });
    mine.addEventListener('close', () => {
      if (socket !== mine) return;
      socket = null;
      if (!wanted) return;
      become('lost');
      // Spread, so that a restarted server is not met by everybody at the same instant.
      retry = setTimeout(connect, pause * (0.7 + Math.random() * 0.6));
      pause = Math.min(pause * 2, longestPause);
    });
  }

  function hear(message: FromServer) {
    heardAt = Date.now();
    switch (message.type) {
      case 'hello': {
        // Comes after what was missed has been told. The first one: what was loaded before it may already be old;
        // a number that runs backwards is another database.
        if (position === null || message.seq < position) for (const listener of resetListeners) listener();
        position = message.seq;
        pause = firstPause;
        become('open');
        if (looking !== null) send(looking);
        break;
      }
      case 'event': {
        if (position !== null && message.seq <= position) break;
        position = message.seq;
        for (const listener of eventListeners) listener(message);
        break;
      }
      case 'reset': {
        position = message.seq;
        for (const listener of resetListeners) listener();
        break;
      }
      case 'whisper': {
        for (const listener of whisperListeners) listener(message);
        break;
      }
      case 'pong':
        break;
    }
  }

  function send(message: FromClient) {
    if (message.type === 'looking') looking = message;
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
  }

  function retryNow() {
    pause = firstPause;
    connect();
  }

  function drop() {
    const old = socket;
    socket = null;
    old?.close();
    if (wanted) {
      become('lost');
      retry ??= setTimeout(connect, pause);
    }
  }

  return {
    start() {
      if (wanted) return;
      wanted = true;
      connect();
      addEventListener('online', retryNow);
      // The browser knows at once what silence would tell only later.
      addEventListener('offline', drop);
      beat = setInterval(() => {
        if (socket === null) return;
        if (Date.now() - heardAt > silenceMeansDead) drop();
        else send({ type: 'ping' });
      }, pingEvery);
    },
    stop() {
      wanted = false;
      removeEventListener('online', retryNow);
      removeEventListener('offline', drop);
      if (beat !== null) clearInterval(beat);
      if (retry !== null) clearTimeout(retry);
      retry = null;
      position = null;
      looking = null;
      const old = socket;
      socket = null;
      old?.close();
    },
    state: () => state,
    lostAt: () => lostAt,
    onState: (listener) => add(stateListeners, listener),
    onEvent: (listener) => add(eventListeners, listener),
    onWhisper: (listener) => add(whisperListeners, listener),
    onReset: (listener) => add(resetListeners, listener),
    send,
    retryNow,
  };
}

function add<T>(set: Set<T>, one: T): () => void {
  set.add(one);
  return () => set.delete(one);
}
