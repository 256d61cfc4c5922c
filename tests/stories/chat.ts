import WebSocket from 'ws';
import type { FromVisitor, ToVisitor } from '#contract/widget.ts';
import { newId, type Db } from '#server/platform/index.ts';
import { makeQueue } from './contacts.ts';

type Frame<T extends ToVisitor['type']> = Extract<ToVisitor, { type: T }>;

/** An active entry point of a channel with a queue of its own. */
export async function makeEntryPoint(
  db: Db,
  channel: 'chat' | 'form',
  serviceId: string,
  settings: Record<string, unknown> = {},
  queue?: string,
): Promise<{ id: string; queueId: string }> {
  const id = newId();
  const queueId = queue ?? (await makeQueue(db, serviceId));
  await db
    .insertInto('contacts.entryPoint')
    .values({
      id,
      channel,
      address: id,
      name: 'Sito',
      serviceId,
      queueId,
      settings: JSON.stringify(settings),
    })
    .execute();
  return { id, queueId };
}

/** An agent who may hold chats of a queue and is there. */
export async function makeChatAgent(db: Db, staffId: string, queueId: string, max = 5): Promise<void> {
  const profileId = newId();
  await db
    .insertInto('routing.profile')
    .values({
      id: profileId,
      name: profileId,
      capacity: JSON.stringify({ chat: { max, interruptedBy: [] } }),
    })
    .execute();
  await db.insertInto('routing.profileQueue').values({ profileId, queueId, channel: 'chat' }).execute();
  await db
    .insertInto('routing.agent')
    .values({
      staffId,
      profileId,
      presence: 'available',
      availableSince: new Date(),
      connected: true,
      connectedUntil: new Date(Date.now() + 3_600_000),
    })
    .onConflict((conflict) => conflict.column('staffId').doUpdateSet({ profileId, presence: 'available' }))
    .execute();
}

/** A widget without a screen: everything it was sent, and a way to wait for what comes. */
export interface TestWidget {
  frames: ToVisitor[];
  send(frame: FromVisitor | string | Buffer): void;
  /** The first frame of a type, also one that came already, that `fits` and was not given before. */
  next<T extends ToVisitor['type']>(type: T, fits?: (frame: Frame<T>) => boolean): Promise<Frame<T>>;
  /** Texts of all lines so far, in the order they came. */
  texts(): string[];
  /** Gives back the code with which the server closes. */
  closed: Promise<number>;
  /** Cuts the line without a word, as a lost network does. */
  cut(): void;
  close(): Promise<void>;
}

const patience = 20_000;

/** Opens the socket of a chat; says nothing by itself. */
export async function openSocket(
  url: string,
  entryPoint: string,
  headers: Record<string, string> = {},
): Promise<TestWidget> {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/api/v1/public/chats/${entryPoint}/socket`, {
    headers,
  });
  const frames: ToVisitor[] = [];
  const given = new Set<ToVisitor>();
  const waiting = new Set<() => void>();
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  socket.on('message', (data) => {
    frames.push(JSON.parse(String(data)) as ToVisitor);
    for (const look of waiting) look();
  });
  await new Promise((resolve, reject) => {
    socket.on('open', resolve);
    socket.on('error', reject);
  });
  socket.on('error', () => undefined);
  return {
    frames,
    closed,
    send: (frame) =>
      socket.send(typeof frame === 'string' || Buffer.isBuffer(frame) ? frame : JSON.stringify(frame)),
    next: (type, fits = () => true) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = frames.find(
            (frame) => frame.type === type && !given.has(frame) && fits(frame as Frame<typeof type>),
          );
          if (found === undefined) return;
          given.add(found);
          waiting.delete(look);
          clearTimeout(timer);
          resolve(found as Frame<typeof type>);
        };
        const timer = setTimeout(() => {
          waiting.delete(look);
          reject(new Error(`no ${type} came; there were ${JSON.stringify(frames).slice(0, 2000)}`));
        }, patience);
        waiting.add(look);
        look();
      }),
    texts: () =>
      frames.flatMap((frame) =>
        frame.type === 'lines' || frame.type === 'welcome' ? frame.lines.map((line) => line.text) : [],
      ),
    cut: () => socket.terminate(),
    async close() {
      socket.close();
      await closed;
    },
  };
}

/** Opens the socket and says hello. */
export async function openWidget(
  url: string,
  entryPoint: string,
  hello: Partial<Extract<FromVisitor, { type: 'hello' }>> = {},
  headers: Record<string, string> = {},
): Promise<TestWidget & { token: string; welcome: Frame<'welcome'> }> {
  const widget = await openSocket(url, entryPoint, headers);
  widget.send({ type: 'hello', ...hello });
  const welcome = await widget.next('welcome');
  return Object.assign(widget, { token: welcome.token, welcome });
}

let lines = 0;
/** A line with an id of its own. */
export const line = (text: string, attachments: string[] = []): Extract<FromVisitor, { type: 'send' }> => ({
  type: 'send',
  clientId: `line-${process.pid}-${(lines += 1)}`,
  text,
  attachments,
});
