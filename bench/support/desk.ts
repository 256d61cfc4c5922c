import WebSocket from 'ws';
import type { FromServer, LiveEvent } from '#contract/live.ts';
import { setMyPresence } from '#contract/routing.ts';
import type { World } from './world.ts';

/** A desk without a screen: an agent's live connection. */
export interface Desk {
  agent: { id: string; session: string };
  /** Live events so far. */
  heard: number;
  close(): void;
}

/**
 * Connects a desk and makes its agent available.
 * @param onEvent called with each live event and when it came (milliseconds of `performance.now()`)
 */
export async function openDesk(
  world: World,
  agent: { id: string; session: string },
  onEvent: (event: LiveEvent, at: number) => void,
): Promise<Desk> {
  const socket = new WebSocket(`${world.server.url.replace(/^http/, 'ws')}/api/v1/live`, {
    headers: { cookie: `filo_session=${agent.session}` },
  });
  const desk: Desk = { agent, heard: 0, close: () => socket.close() };
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('close', (code, reason) => reject(new Error(`a desk was closed: ${code} ${String(reason)}`)));
    socket.on('message', (data) => {
      const at = performance.now();
      const message = JSON.parse(String(data)) as FromServer;
      if (message.type === 'hello') resolve();
      if (message.type !== 'event') return;
      desk.heard += 1;
      onEvent(message, at);
    });
  });
  await world.call(setMyPresence, { body: { presence: 'available' } }, agent);
  return desk;
}
