import type { FromVisitor, ToVisitor } from '#contract/widget.ts';

export type LinkState = 'off' | 'connecting' | 'online' | 'lost' | 'refused' | 'too_many';

export interface Link {
  start(): void;
  stop(): void;
  /** False when there is no connection: the caller keeps what must not be lost. */
  send(frame: FromVisitor): boolean;
  /** Drops the connection and makes it again, with a new `hello`. */
  renew(): void;
}

interface Options {
  url: string;
  hello: () => FromVisitor;
  onFrame: (frame: ToVisitor) => void;
  onState: (state: LinkState) => void;
}

// The same numbers as chatCloseCodes in the contract, which would bring its whole validator along.
const refusedCodes = new Set([4403, 4404]);
const tooManyCode = 4429;
const pauses = [300, 1000, 2000, 4000, 8000, 15_000];
const pingMilliseconds = 20_000;
const silenceMilliseconds = 45_000;

/** A socket that comes back by itself: growing pauses with chance in them, at once when the network returns. */
export function createLink({ url, hello, onFrame, onState }: Options): Link {
  let socket: WebSocket | null = null;
  let wanted = false;
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let beat: ReturnType<typeof setInterval> | undefined;
  let heardAt = 0;

  function connect() {
    clearTimeout(timer);
    if (!wanted || socket !== null) return;
    onState(failures === 0 ? 'connecting' : 'lost');
    const mine = new WebSocket(url);
    socket = mine;
    heardAt = Date.now();
    mine.onopen = () => mine.send(JSON.stringify(hello()));
    mine.onmessage = (event) => {
      if (socket !== mine) return;
      heardAt = Date.now();
      const frame = JSON.parse(event.data as string) as ToVisitor;
      if (frame.type === 'welcome') {
        failures = 0;
        onState('online');
      }
      onFrame(frame);
    };
    mine.onclose = (event) => {
      if (socket !== mine) return;
      socket = null;
      lost(event.code);
    };
    clearInterval(beat);
    // A network that went away without a word is only noticed by asking.
    beat = setInterval(() => {
      if (Date.now() - heardAt > silenceMilliseconds) drop();
      else if (mine.readyState === WebSocket.OPEN) mine.send('{"type":"ping"}');
    }, pingMilliseconds);
  }

  function drop() {
    const old = socket;
    socket = null;
    if (old === null) return;
    old.onclose = null;
    old.close();
    lost(1006);
  }

  function lost(code: number) {
    clearInterval(beat);
    if (!wanted) return;
    if (refusedCodes.has(code)) {
      wanted = false;
      onState('refused');
      return;
    }
    onState(code === tooManyCode ? 'too_many' : 'lost');
    const pause = code === tooManyCode ? 60_000 : pauses[Math.min(failures, pauses.length - 1)]!;
    failures += 1;
    timer = setTimeout(connect, pause * (0.7 + 0.6 * Math.random()));
  }

  addEventListener('online', () => {
    if (wanted) {
      drop();
      failures = Math.min(failures, 1);
      connect();
    }
  });
  addEventListener('offline', drop);
  // A telephone that slept: its timers stood still, so look at once.
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState !== 'visible' || !wanted) return;
    if (socket === null) connect();
    else if (Date.now() - heardAt > silenceMilliseconds) drop();
  });

  return {
    start() {
      if (wanted) return;
      wanted = true;
      failures = 0;
      connect();
    },
    stop() {
      wanted = false;
      clearTimeout(timer);
      clearInterval(beat);
      socket?.close(1000);
      socket = null;
      onState('off');
    },
    send(frame) {
      if (socket?.readyState !== WebSocket.OPEN) return false;
      socket.send(JSON.stringify(frame));
      return true;
    },
    renew() {
      const old = socket;
      socket = null;
      if (old !== null) {
        old.onclose = null;
        old.close();
      }
      connect();
    },
  };
}
