import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import type { FromServer } from '#contract/live.ts';
import type { Input, Output, Route } from '#contract/route.ts';

/** The server's answer was no. */
export class ServerSaysNo extends Error {
  readonly status: number;
  /** All that it said about it. */
  readonly problem: Record<string, unknown>;

  constructor(status: number, message: string, problem: Record<string, unknown> = {}) {
    super(message);
    this.status = status;
    this.problem = problem;
  }

  get code(): string {
    return typeof this.problem['code'] === 'string' ? this.problem['code'] : '';
  }
}

export type Say = (line: string) => void;

/**
 * The server, as a gateway sees it: its API, and what it orders by live events. A connection that breaks comes back and
 * goes on after the last order heard.
 */
export class ServerLink {
  /** Something is ordered of a call. */
  onOrder: (call: string) => void = () => undefined;
  /** Orders may have been missed: what is wanted is to be read anew. */
  onGap: () => void = () => undefined;

  readonly #url: string;
  readonly #token: string;
  readonly #say: Say;
  readonly #stop = new AbortController();
  #socket: WebSocket | null = null;
  #position: number | null = null;
  #troubled = false;

  constructor({ url, token, say }: { url: string; token: string; say: Say }) {
    this.#url = url;
    this.#token = token;
    this.#say = say;
  }

  get stopped(): boolean {
    return this.#stop.signal.aborted;
  }

  start(): void {
    this.#connect();
  }

  stop(): void {
    this.#stop.abort();
    this.#socket?.close();
  }

  /** Calls an operation. @throws ServerSaysNo with its status, or the error of a connection */
  async call<R extends Route>(route: R, input: Partial<Input<R>> = {}): Promise<Output<R>> {
    const answer = await this.#send(route, input);
    return (answer.status === 204 ? undefined : await answer.json()) as Output<R>;
  }

  /** The same for an answer that is sound. */
  async bytes<R extends Route>(route: R, input: Partial<Input<R>> = {}): Promise<Uint8Array> {
    return new Uint8Array(await (await this.#send(route, input)).arrayBuffer());
  }

  /** Calls until the server has answered, whatever breaks on the way. Null: it said no, and would say so again. */
  async insist<R extends Route>(route: R, input: Partial<Input<R>>): Promise<Output<R> | null> {
    for (let tries = 0; !this.stopped; tries += 1) {
      try {
        return await this.call(route, input);
      } catch (error) {
        if (error instanceof ServerSaysNo && error.status < 500 && error.status !== 429) {
          this.#say(`${route.method} ${route.path}: ${error.message}`);
          return null;
        }
        await sleep(Math.min(5000, 200 * 2 ** tries), undefined, { signal: this.#stop.signal }).catch(
          () => undefined,
        );
      }
    }
    return null;
  }

  async #send(route: Route, input: Partial<Input<Route>>): Promise<Response> {
    const params = (input.params ?? {}) as Record<string, string>;
    const where = new URL(
      route.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params[name]))),
      this.#url,
    );
    for (const [name, value] of Object.entries((input.query ?? {}) as Record<string, unknown>))
      if (value !== undefined) where.searchParams.set(name, String(value));
    const raw = input.body instanceof Uint8Array ? input.body : null;
    const answer = await fetch(where, {
      method: route.method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        ...(input.body === undefined
          ? {}
          : { 'content-type': raw === null ? 'application/json' : 'application/octet-stream' }),
      },
      ...(input.body === undefined
        ? {}
        : { body: raw === null ? JSON.stringify(input.body) : (raw as Uint8Array<ArrayBuffer>) }),
      signal: AbortSignal.any([this.#stop.signal, AbortSignal.timeout(20_000)]),
    });
    if (answer.ok) return answer;
    const problem = (await answer.json().catch(() => ({}))) as Record<string, unknown>;
    const { detail } = problem;
    throw new ServerSaysNo(
      answer.status,
      typeof detail === 'string' ? detail : `answered ${answer.status}`,
      problem,
    );
  }

  #connect(): void {
    if (this.stopped) return;
    const where = new URL('/api/v1/live', this.#url);
    where.protocol = where.protocol === 'https:' ? 'wss:' : 'ws:';
    if (this.#position !== null) where.searchParams.set('resumeFrom', String(this.#position));
    const socket = new WebSocket(where, {
      headers: { authorization: `Bearer ${this.#token}` },
      handshakeTimeout: 10_000,
    });
    this.#socket = socket;
    let heardAt = Date.now();
    const watch = setInterval(() => {
      if (Date.now() - heardAt > 35_000) socket.terminate();
    }, 5000);
    socket.on('ping', () => {
      heardAt = Date.now();
    });
    socket.on('message', (data) => {
      heardAt = Date.now();
      this.#hear(JSON.parse(String(data)) as FromServer);
    });
    socket.on('error', (error) => {
      if (!this.#troubled && !this.stopped) this.#say(`the server does not answer: ${error.message}`);
      this.#troubled = true;
    });
    socket.on('close', () => {
      clearInterval(watch);
      if (!this.stopped) setTimeout(() => this.#connect(), 500).unref();
    });
  }

  #hear(message: FromServer): void {
    if (message.type === 'event') {
      this.#position = message.seq;
      if (message.kind === 'voice.command') this.onOrder(String(message.data['call']));
    } else if (message.type === 'hello' || message.type === 'reset') {
      this.#position = message.seq;
      this.#troubled = false;
      // What was wanted before the first connection, or while it was broken, may not have been told.
      this.onGap();
    }
  }
}

/** A name for an event of a call; told again under it, it has no second effect. */
export const eventName = (): string => randomUUID();
