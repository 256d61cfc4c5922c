import { WebSocket } from 'ws';
import { readEvent, type AriEvent } from './ari-words.ts';

export interface AriSettings {
  /** `http://127.0.0.1:8088` */
  url: string;
  user: string;
  password: string;
  app: string;
}

/** How patient it is, in ms. */
export interface AriPatience {
  /** With an answer. */
  request: number;
  /** Between two pings; one that is not answered before the next is the end of the connection. */
  ping: number;
  /** Before the first new try, and at most before any. */
  retry: [least: number, most: number];
  /** A connection that lasted so long was a good one: what follows begins with the least wait again. */
  good: number;
}
const patience: AriPatience = { request: 4000, ping: 2000, retry: [250, 5000], good: 5000 };

export type AriTrouble = 'unreachable' | 'slow' | 'denied' | 'unknown' | 'refused' | 'garbage' | 'replaced';

/** Asterisk did not do what was asked. */
export class AriError extends Error {
  readonly kind: AriTrouble;
  readonly status: number | null;

  constructor(kind: AriTrouble, message: string, status: number | null = null) {
    super(message);
    this.kind = kind;
    this.status = status;
  }
}

export interface AriStanding {
  state: 'stopped' | 'connecting' | 'up' | 'down';
  since: Date;
  /** Why it is down, in words for whoever looks after it. */
  trouble: { kind: AriTrouble; message: string } | null;
  version: string | null;
}

export interface AriListener {
  event(event: AriEvent): void;
  /** Connected, for the first time or again: what was missed in between is to be looked up. */
  up(): void;
  down(): void;
}

export interface AriLog {
  (level: 'info' | 'warn' | 'error', message: string, detail?: Record<string, unknown>): void;
}

/** A client of Asterisk's REST interface: requests, and events over a WebSocket that comes back by itself. */
export class AriClient {
  readonly settings: AriSettings;
  readonly #listener: AriListener;
  readonly #log: AriLog;
  readonly #patience: AriPatience;
  readonly #headers: Record<string, string>;
  #standing: AriStanding = { state: 'stopped', since: new Date(), trouble: null, version: null };
  #socket: WebSocket | null = null;
  #timer: NodeJS.Timeout | null = null;
  #ping: NodeJS.Timeout | null = null;
  #failures = 0;
  #connectedAt = 0;
  /** Messages that were no events. */
  garbage = 0;

  constructor(settings: AriSettings, listener: AriListener, log: AriLog, how: Partial<AriPatience> = {}) {
    this.settings = { ...settings, url: settings.url.replace(/\/+$/, '') };
    this.#listener = listener;
    this.#log = log;
    this.#patience = { ...patience, ...how };
    const secret = Buffer.from(`${settings.user}:${settings.password}`).toString('base64');
    this.#headers = { authorization: `Basic ${secret}` };
  }

  get standing(): AriStanding {
    return this.#standing;
  }

  get up(): boolean {
    return this.#standing.state === 'up';
  }

  start(): void {
    if (this.#standing.state !== 'stopped') return;
    this.#stand('connecting', null);
    this.#connect();
  }

  stop(): void {
    this.#stand('stopped', null);
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#ping !== null) clearInterval(this.#ping);
    this.#timer = null;
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
    setTimeout(() => socket?.terminate(), 500).unref();
  }

  /**
   * Asks Asterisk for something. @returns its answer, null for none
   * @throws AriError
   */
  async request(
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
    {
      query = {},
      body,
    }: { query?: Record<string, string | number | undefined>; body?: Record<string, unknown> } = {},
  ): Promise<unknown> {
    const given = Object.entries(query).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)] as [string, string]],
    );
    const search = given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
    const what = `${method} ${path}`;
    let status: number;
    let text: string;
    try {
      const answer = await fetch(`${this.settings.url}/ari${path}${search}`, {
        method,
        headers:
          body === undefined ? this.#headers : { ...this.#headers, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        redirect: 'error',
        signal: AbortSignal.timeout(this.#patience.request),
      });
      status = answer.status;
      text = await answer.text();
    } catch (error) {
      if ((error as Error).name === 'TimeoutError')
        throw new AriError('slow', `${what}: no answer within ${this.#patience.request / 1000} s`);
      throw new AriError('unreachable', `${what}: ${reasonOf(error)}`);
    }
    if (status >= 400) throw refusal(what, status, text);
    if (text.trim() === '') return null;
    try {
      return JSON.parse(text);
    } catch {
      throw new AriError('garbage', `${what}: the answer is no JSON`, status);
    }
  }

  /** Opens the WebSocket of a channel's sound. */
  sound(connection: string): WebSocket {
    const base = this.settings.url.replace(/^http/, 'ws');
    return new WebSocket(`${base}/media/${encodeURIComponent(connection)}`, 'media', {
      headers: this.#headers,
      handshakeTimeout: this.#patience.request,
      perMessageDeflate: false,
      maxPayload: 1 << 20,
    });
  }

  #connect(): void {
    const base = this.settings.url.replace(/^http/, 'ws');
    const socket = new WebSocket(`${base}/ari/events?app=${encodeURIComponent(this.settings.app)}`, {
      headers: this.#headers,
      handshakeTimeout: this.#patience.request,
      perMessageDeflate: false,
      maxPayload: 1 << 20,
    });
    this.#socket = socket;
    let trouble: AriError | null = null;
    socket.once('open', () => {
      if (this.#socket === socket) void this.#opened(socket);
    });
    socket.on('message', (data, binary) => {
      if (this.#socket === socket && !binary) this.#heard((data as Buffer).toString('utf8'));
    });
    socket.once('unexpected-response', (_request, response) => {
      trouble = refusal('events', response.statusCode ?? 0, '');
      response.resume();
      socket.terminate();
    });
    socket.on('error', (error) => {
      trouble ??= new AriError(/timed out/.test(error.message) ? 'slow' : 'unreachable', reasonOf(error));
    });
    socket.once('close', () => {
      if (this.#socket === socket)
        this.#lost(trouble ?? new AriError('unreachable', 'the connection was closed'));
    });
  }

  async #opened(socket: WebSocket): Promise<void> {
    this.#connectedAt = performance.now();
    let heard = true;
    socket.on('pong', () => (heard = true));
    socket.on('message', () => (heard = true));
    this.#ping = setInterval(() => {
      // Neither an answer nor anything else: the other side is gone without a word.
      if (!heard) {
        this.#lost(new AriError('slow', 'Asterisk does not answer any more'));
        socket.terminate();
        return;
      }
      heard = false;
      socket.ping();
    }, this.#patience.ping);
    try {
      const version = versionOf(await this.request('GET', '/asterisk/info', { query: { only: 'system' } }));
      if (this.#socket !== socket) return;
      this.#standing = { state: 'up', since: new Date(), trouble: null, version };
      this.#log('info', 'Asterisk is there', { version });
      this.#listener.up();
    } catch (error) {
      if (this.#socket !== socket) return;
      this.#lost(error instanceof AriError ? error : new AriError('unreachable', (error as Error).message));
      socket.terminate();
    }
  }

  #heard(message: string): void {
    const event = readEvent(message);
    if (event === undefined) {
      this.garbage += 1;
      if (this.garbage === 1)
        this.#log('warn', 'Asterisk said something that is no event', { length: message.length });
    } else if (event?.type === 'ApplicationReplaced') {
      // Another process has the calls now. To take them back at once would be a quarrel without an end.
      const socket = this.#socket;
      this.#failures = 6;
      this.#connectedAt = Infinity;
      this.#lost(new AriError('replaced', 'another program has taken over the calls of this name'));
      socket?.terminate();
    } else if (event !== null) this.#listener.event(event);
  }

  #lost(trouble: AriError): void {
    const was = this.#standing.state;
    this.#socket = null;
    if (this.#ping !== null) clearInterval(this.#ping);
    this.#ping = null;
    if (was === 'stopped') return;
    this.#stand('down', { kind: trouble.kind, message: trouble.message });
    if (performance.now() - this.#connectedAt > this.#patience.good && this.#connectedAt > 0 && was === 'up')
      this.#failures = 0;
    if (was === 'up' || this.#failures === 0)
      this.#log('error', 'Asterisk cannot be reached', { kind: trouble.kind, reason: trouble.message });
    this.#connectedAt = 0;
    const [least, most] = this.#patience.retry;
    // Who is not let in will not be let in a moment later.
    const step = trouble.kind === 'denied' || trouble.kind === 'unknown' ? most : least * 2 ** this.#failures;
    this.#failures = Math.min(this.#failures + 1, 10);
    const wait = Math.min(most, step) * (0.75 + Math.random() / 4);
    this.#timer = setTimeout(() => this.#connect(), wait);
    if (was === 'up') this.#listener.down();
  }

  #stand(state: AriStanding['state'], trouble: AriStanding['trouble']): void {
    const since = this.#standing.state === state ? this.#standing.since : new Date();
    this.#standing = { ...this.#standing, state, since, trouble };
  }
}

function reasonOf(error: unknown): string {
  const { message, cause } = error as Error & { cause?: { code?: string; message?: string } };
  return cause?.code ?? cause?.message ?? (error as NodeJS.ErrnoException).code ?? message;
}

function refusal(what: string, status: number, text: string): AriError {
  const said = /"message"\s*:\s*"([^"]{1,200})"/.exec(text)?.[1] ?? '';
  if (status === 401 || status === 403)
    return new AriError('denied', `${what}: Asterisk knows no such user and password`, status);
  if (status === 404)
    return new AriError(
      'unknown',
      said === '' ? `${what}: there is no such thing` : `${what}: ${said}`,
      status,
    );
  return new AriError('refused', `${what}: ${status} ${said}`.trim(), status);
}

function versionOf(info: unknown): string | null {
  const version = (info as { system?: { version?: unknown } } | null)?.system?.version;
  return typeof version === 'string' ? version : null;
}
