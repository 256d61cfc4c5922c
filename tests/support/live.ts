import WebSocket from 'ws';
import type { FromServer, LiveEvent } from '#contract/live.ts';
import { headersOf, type Caller } from './api.ts';

/** A screen's live connection that comes back by itself, from the last event it has. */
export interface TestDesk {
  events: LiveEvent[];
  /** How often it had to connect again. */
  reconnects: number;
  heard(kind: string, data?: Record<string, unknown>): LiveEvent | undefined;
  close(): void;
}

/** Connects to the live events of a server process. */
export async function openTestDesk(base: string, as: Caller): Promise<TestDesk> {
  const events: LiveEvent[] = [];
  let closed = false;
  let position: number | null = null;
  let socket: WebSocket;
  const desk: TestDesk = {
    events,
    reconnects: 0,
    heard: (kind, data = {}) =>
      events.find(
        (event) =>
          event.kind === kind && Object.entries(data).every(([key, value]) => event.data[key] === value),
      ),
    close() {
      closed = true;
      socket.close();
    },
  };
  const connect = () =>
    new Promise<void>((resolve) => {
      const from = position === null ? '' : `?resumeFrom=${position}`;
      socket = new WebSocket(`${base.replace(/^http/, 'ws')}/api/v1/live${from}`, { headers: headersOf(as) });
      socket.on('error', () => undefined);
      socket.on('message', (data) => {
        const message = JSON.parse(String(data)) as FromServer;
        if (message.type === 'event') events.push(message);
        if (message.type === 'event' || message.type === 'hello' || message.type === 'reset')
          position = Math.max(position ?? 0, message.seq);
        if (message.type === 'hello') resolve();
      });
      socket.on('close', () => {
        if (closed) return;
        desk.reconnects += 1;
        setTimeout(() => void connect(), 300);
      });
    });
  await connect();
  return desk;
}
