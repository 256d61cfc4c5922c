import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import type { FromVisitor, ToVisitor } from '#contract/widget.ts';
import type { Random } from './index.ts';
import { visitorAddress, type Visit } from './traffic-people.ts';
import type { Places } from './traffic-places.ts';
import { chatLines } from './writing.ts';

/** How a chat ended for the visitor. */
export type ChatEnd = 'answered' | 'abandoned' | 'stopped';

/** How long people wait and write, in milliseconds; a test is in more of a hurry. */
export interface Tempo {
  /** Mean patience of those who leave without an answer. */
  patience: number;
  /** Mean time to read an answer and write the next line. */
  writing: number;
}

/**
 * One visitor's chat, from the greeting to the end: asks, waits for the desk with a patience of their own, replies to
 * what the desk writes until everything is said, and leaves. `signal` makes them leave at once.
 * @throws Error with the server's words when it refuses the chat
 */
export async function chat(
  places: Places,
  rng: Random,
  visit: Visit,
  signal: AbortSignal,
  tempo: Tempo = { patience: 240_000, writing: 9000 },
): Promise<ChatEnd> {
  const { item, name, email } = visit;
  const socket = new WebSocket(
    `${places.url.replace(/^http/, 'ws')}/api/v1/public/chats/${rng.pick(places.chats)}/socket`,
    { headers: { 'x-forwarded-for': visitorAddress(rng) } },
  );
  const send = (frame: FromVisitor) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(frame));
  };
  const own = chatLines(rng, item.customer, item.contact.language, item.exchange, '')
    .filter((line) => line.by === 'customer')
    .map((line) => line.text);
  const write = (text: string) => send({ type: 'send', clientId: rng.uuid(), text: text.slice(0, 4000) });

  let seen = 0;
  let staffSeq = 0;
  let closed = false;
  let refusal: string | null = null;
  let news = Promise.withResolvers<void>();
  const wake = () => {
    news.resolve();
    news = Promise.withResolvers<void>();
  };
  socket.on('message', (data) => {
    const frame = JSON.parse(String(data)) as ToVisitor;
    if (frame.type === 'lines' || frame.type === 'welcome') {
      for (const line of frame.lines) {
        seen = Math.max(seen, line.seq);
        if (line.from === 'staff') staffSeq = line.seq;
      }
      if (seen > 0) send({ type: 'mark', delivered: seen, read: seen });
    } else if (frame.type === 'state' && frame.state.phase === 'closed') closed = true;
    else if (frame.type === 'error') refusal = frame.message;
    wake();
  });
  socket.on('close', () => {
    closed = true;
    wake();
  });
  socket.on('error', (error) => {
    refusal ??= error.message;
  });
  signal.addEventListener('abort', wake, { once: true });
  /** Waits until `done`, at most so long; false when the time is up or there is nothing to wait for any more. */
  const until = async (done: () => boolean, milliseconds: number): Promise<boolean> => {
    const end = Date.now() + milliseconds;
    while (!done()) {
      const left = end - Date.now();
      if (closed || signal.aborted || refusal !== null || left <= 0) return false;
      await Promise.race([news.promise, sleep(Math.min(left, 2000), undefined, { ref: false })]);
    }
    return true;
  };

  try {
    await Promise.race([once(socket, 'open'), once(socket, 'close').then(() => undefined)]);
    send({
      type: 'hello',
      lang: item.contact.language === 'it' ? 'it' : 'en',
      page: {
        url: `https://www.example.org/${item.topic.key.replaceAll('.', '/')}`,
        title: item.topic.name.it,
        referrer: 'https://www.example.org/',
      },
      prefill: rng.chance(0.7) ? { name, email, question: '' } : { name: '', email: '', question: '' },
    });
    let greeted = false;
    socket.once('message', () => {
      greeted = true;
    });
    if (!(await until(() => greeted, 15_000))) return gone();
    write(own.shift() ?? item.exchange.ask);

    const patience = rng.chance(0.25) ? 5000 + rng.exponential(tempo.patience) : 30 * 60_000;
    if (!(await until(() => staffSeq > 0, patience))) return gone();
    let answered = 0;
    for (;;) {
      // The answer is read, and a line is typed.
      send({ type: 'typing', on: true });
      await until(() => false, tempo.writing * (0.4 + rng.exponential(0.6)));
      answered = staffSeq;
      const next = own.shift();
      write(
        next ??
          rng.pick(['Perfetto, grazie mille.', 'Grazie, tutto chiaro. Buona giornata!', 'Va bene, grazie.']),
      );
      if (next === undefined) break;
      if (!(await until(() => staffSeq > answered, 10 * 60_000))) break;
    }
    await until(() => staffSeq > answered, 2 * 60_000);
    return 'answered';

    function gone(): ChatEnd {
      if (refusal !== null) throw new Error(`chat: ${refusal}`);
      if (signal.aborted) return 'stopped';
      return 'abandoned';
    }
  } finally {
    signal.removeEventListener('abort', wake);
    send({ type: 'end' });
    socket.close();
  }
}
