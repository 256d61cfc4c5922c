import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';

// A server that speaks ARI as far as it is used here, and misbehaves on demand. What a real Asterisk does is tested with
// a real one (tests/voice); this is for what a real one does once in a year.

export const ariPassword = 'not-a-secret-of-anybody';

interface FakeChannel {
  id: string;
  name: string;
  state: string;
  number: string;
  /** Who takes it: the arguments of its application; null: it is somewhere else in the dial plan. */
  args: string[] | null;
  app: string;
}

export interface FakeAri {
  url: string;
  channels: Map<string, FakeChannel>;
  /** `POST /channels/x/answer`, with the cause of a hang-up behind it. */
  requests: string[];
  /** How many event connections were tried. */
  tries(): number;
  /** What it answers in place of itself; null: what is right. Matched by how a request begins. */
  fault(request: string, answer: { status: number; body?: string } | 'slow' | 'break' | null): void;
  /** Calls in. @returns the channel */
  call(from: string, to: string, presentation?: string): string;
  /** What happens to calls that are placed: they ring, and then. */
  outcome: 'answers' | 'rings' | { cause: number };
  machine: 'HUMAN' | 'MACHINE' | 'NOTSURE';
  tell(event: unknown): void;
  /** The far end hangs up. */
  hangUp(channel: string, cause?: number, by?: 'destroyed only'): void;
  press(channel: string, digit: string): void;
  /** Sound of the far end of the call that is up. */
  say(frame: Uint8Array): void;
  heard: Uint8Array[];
  /** Breaks the connection of sound. */
  breakSound(): void;
  /** Breaks the connection of events; `silent`: everything stays open and nothing comes any more. */
  breakEvents(how?: 'silent'): void;
  /** Goes, as if killed: every connection breaks, none is taken. */
  kill(): Promise<void>;
  /** Is there again, at the same port, without any channel. */
  back(): Promise<void>;
  /** Lets whoever connects in, and puts them out at once. */
  hostile: boolean;
  stop(): Promise<void>;
}

export async function fakeAri(): Promise<FakeAri> {
  const channels = new Map<string, FakeChannel>();
  const requests: string[] = [];
  const faults = new Map<string, { status: number; body?: string } | 'slow' | 'break'>();
  const sockets = new Set<Socket>();
  let tries = 0;
  let count = 0;
  let events: WebSocket | null = null;
  let silent = false;
  let sound: WebSocket | null = null;
  const connections = new Map<string, string>();

  const view = ({ id, name, state, number, args, app }: FakeChannel) => ({
    id,
    name,
    state,
    caller: { name: 'Prova', number },
    connected: { name: '', number: '' },
    accountcode: '',
    dialplan: {
      context: 'filodiretto-in',
      exten: 's',
      priority: 1,
      app_name: args === null ? 'Wait' : 'Stasis',
      app_data: args === null ? '1' : [app, ...args].join(','),
    },
    creationtime: '2026-11-29T10:00:00.000+0000',
    language: 'it',
  });
  const tell = (event: unknown) => {
    if (!silent) events?.send(typeof event === 'string' ? event : JSON.stringify(event));
  };
  const starts = (channel: FakeChannel) =>
    tell({ type: 'StasisStart', application: channel.app, args: channel.args, channel: view(channel) });
  const ends = (channel: FakeChannel, cause: number) => {
    channels.delete(channel.id);
    tell({ type: 'StasisEnd', channel: view(channel) });
    tell({ type: 'ChannelDestroyed', cause, cause_txt: '', channel: view(channel) });
  };

  function originate(id: string, query: URLSearchParams): object {
    const endpoint = query.get('endpoint')!;
    const isSound = endpoint.startsWith('WebSocket/');
    const channel: FakeChannel = {
      id,
      name: `${endpoint}-1`,
      state: 'Down',
      number: query.get('callerId') ?? '',
      args: isSound ? ['sound'] : (query.get('appArgs') ?? '').split(','),
      app: query.get('app') ?? 'filodiretto',
    };
    channels.set(id, channel);
    if (isSound) connections.set(`connection-${id}`, id);
    else
      setImmediate(() => {
        channel.state = 'Ringing';
        tell({ type: 'ChannelStateChange', channel: view(channel) });
        if (fake.outcome === 'answers') {
          channel.state = 'Up';
          starts(channel);
        } else if (fake.outcome !== 'rings') {
          channels.delete(id);
          tell({ type: 'ChannelDestroyed', cause: fake.outcome.cause, channel: view(channel) });
        }
      });
    return view(channel);
  }

  function respond(method: string, url: URL): { status: number; body?: unknown } {
    const path = url.pathname.replace(/^\/ari/, '');
    const [, kind, id, verb] = path.split('/');
    if (path === '/asterisk/info') return { status: 200, body: { system: { version: '22.99.0' } } };
    if (path === '/endpoints')
      return {
        status: 200,
        body: [{ technology: 'PJSIP', resource: 'trunk', state: 'online', channel_ids: [] }],
      };
    if (kind === 'applications') return { status: 200, body: {} };
    if (kind === 'bridges') return method === 'DELETE' ? { status: 204 } : { status: 200, body: {} };
    if (path === '/channels') return { status: 200, body: [...channels.values()].map(view) };
    if (kind !== 'channels' || id === undefined) return { status: 404 };
    if (method === 'POST' && verb === undefined)
      return { status: 200, body: originate(id, url.searchParams) };
    const channel = channels.get(id);
    if (channel === undefined) return { status: 404, body: { message: 'Channel not found' } };
    if (method === 'DELETE') {
      setImmediate(() => ends(channel, Number(url.searchParams.get('reason_code') ?? 16)));
      return { status: 204 };
    }
    if (verb === 'variable') return { status: 200, body: { value: `connection-${id}` } };
    if (verb === 'rtp_statistics') return { status: 200, body: { rxploss: 3, rxjitter: 0.004 } };
    if (verb === 'continue') {
      setImmediate(() => {
        tell({ type: 'StasisEnd', channel: view(channel) });
        if (url.searchParams.get('context') !== 'filodiretto-machine') {
          channel.args = null;
          return;
        }
        channel.args = ['amd', fake.machine, 'LONGGREETING'];
        starts(channel);
      });
      return { status: 204 };
    }
    if (verb === 'answer') channel.state = 'Up';
    return method === 'GET' ? { status: 200, body: view(channel) } : { status: 204 };
  }

  const allowed = `Basic ${Buffer.from(`filodiretto:${ariPassword}`).toString('base64')}`;
  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url!, 'http://x');
    const what = `${request.method} ${url.pathname.replace(/^\/ari/, '')}`;
    const more = url.searchParams.get('reason_code') ?? url.searchParams.get('context');
    requests.push(more === null ? what : `${what} ${more}`);
    request.resume();
    const [, fault] = [...faults].find(([begin]) => what.startsWith(begin)) ?? [];
    if (fault === 'slow' || silent) return;
    if (fault === 'break') {
      request.socket.destroy();
      return;
    }
    const answer =
      fault ?? (request.headers.authorization === allowed ? respond(request.method!, url) : { status: 401 });
    response.writeHead(answer.status, { 'content-type': 'application/json' });
    const { body } = answer;
    response.end(body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body));
  };

  const server = createServer(onRequest);
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const upgrades = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    const url = new URL(request.url!, 'http://x');
    const isEvents = url.pathname === '/ari/events';
    if (isEvents) tries += 1;
    const fault = faults.get(isEvents ? 'events' : 'media');
    if (fault === 'slow' || silent) return;
    const status =
      typeof fault === 'object' ? fault.status : request.headers.authorization === allowed ? null : 401;
    if (status !== null) {
      socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`);
      return;
    }
    upgrades.handleUpgrade(request, socket, head, (opened) => {
      if (fake.hostile) {
        opened.close();
        return;
      }
      if (isEvents) {
        events = opened;
        return;
      }
      sound = opened;
      opened.on('message', (data: Buffer, binary) => {
        if (binary) fake.heard.push(new Uint8Array(data));
        else if (String(data) === 'GET_STATUS') opened.send('STATUS queue_length:2');
      });
      opened.send('MEDIA_START connection_id:x optimal_frame_size:160');
      const channel = channels.get(
        connections.get(decodeURIComponent(url.pathname.slice('/media/'.length))) ?? '',
      );
      if (channel === undefined) return;
      opened.once('close', () => channels.delete(channel.id));
      starts(channel);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  const fake: FakeAri = {
    url: `http://127.0.0.1:${port}`,
    channels,
    requests,
    tries: () => tries,
    fault(request, answer) {
      if (answer === null) faults.delete(request);
      else faults.set(request, answer);
    },
    call(from, to, presentation = 'allowed_not_screened') {
      const id = `1795.${(count += 1)}`;
      const channel: FakeChannel = {
        id,
        name: `PJSIP/trunk-${count}`,
        state: 'Ring',
        number: from,
        args: ['in', to, presentation],
        app: 'filodiretto',
      };
      channels.set(id, channel);
      starts(channel);
      return id;
    },
    outcome: 'answers',
    machine: 'HUMAN',
    tell,
    hangUp(id, cause = 16, by) {
      const channel = channels.get(id);
      if (channel === undefined) throw new Error(`there is no channel ${id}`);
      if (by === undefined) {
        tell({ type: 'ChannelHangupRequest', cause, channel: view(channel) });
        ends(channel, cause);
      } else {
        channels.delete(id);
        tell({ type: 'ChannelDestroyed', cause, channel: view(channel) });
      }
    },
    press(id, digit) {
      tell({ type: 'ChannelDtmfReceived', digit, duration_ms: 100, channel: view(channels.get(id)!) });
    },
    say: (frame) => sound?.send(frame),
    heard: [],
    breakSound: () => sound?.terminate(),
    breakEvents(how) {
      if (how === 'silent') {
        silent = true;
        for (const socket of sockets) socket.pause();
      } else events?.terminate();
    },
    async kill() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      events = sound = null;
      silent = false;
      channels.clear();
      await closed;
    },
    async back() {
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
    },
    hostile: false,
    async stop() {
      if (server.listening) await fake.kill();
      upgrades.close();
    },
  };
  return fake;
}
