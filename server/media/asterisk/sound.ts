import { WebSocket } from 'ws';
import { Framer } from '../core/leg.ts';
import { AriError, type AriClient } from './ari.ts';

/** So much may wait to be sent (bytes): a second. What does not get through by then is not worth hearing. */
const congested = 8000;
/** How often it is looked how much Asterisk has not played yet, in ms; and how many frames of it are too many. */
const queueLook = 10_000;
const queueLimit = 15;

export interface SoundFigures {
  received: number;
  sent: number;
  /** Frames not sent because the connection or the queue of Asterisk was full. */
  dropped: number;
}

/** The sound of one call: Asterisk's channel "WebSocket", which gives and takes A-law. */
export class Sound {
  readonly figures: SoundFigures = { received: 0, sent: 0, dropped: 0 };
  onFrame: ((frame: Uint8Array) => void) | null = null;
  /** It broke off; not called after `close`. */
  onBreak: (() => void) | null = null;
  readonly #socket: WebSocket;
  readonly #framer = new Framer();
  readonly #look: NodeJS.Timeout;
  #skip = 0;
  #closed = false;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    this.#look = setInterval(() => socket.send('GET_STATUS'), queueLook);
    socket.on('message', (data, binary) => this.#hear(data as Buffer, binary));
    socket.on('close', () => this.#end());
    socket.on('error', () => socket.terminate());
  }

  /** @throws AriError */
  static open(ari: AriClient, connection: string): Promise<Sound> {
    return new Promise((resolve, reject) => {
      const socket = ari.sound(connection);
      socket.once('open', () => {
        socket.removeAllListeners('error').removeAllListeners('close');
        resolve(new Sound(socket));
      });
      socket.once('error', (error) => {
        reject(new AriError('unreachable', `the sound of a call: ${error.message}`));
      });
      socket.once('close', () => reject(new AriError('unreachable', 'the sound of a call was closed')));
    });
  }

  get open(): boolean {
    return !this.#closed && this.#socket.readyState === WebSocket.OPEN;
  }

  send(frame: Uint8Array): void {
    if (!this.open) return;
    if (this.#skip > 0 || this.#socket.bufferedAmount > congested) {
      this.#skip = Math.max(0, this.#skip - 1);
      this.figures.dropped += 1;
      return;
    }
    this.figures.sent += 1;
    this.#socket.send(frame, { binary: true });
  }

  close(): void {
    this.onBreak = null;
    this.onFrame = null;
    this.#end();
    this.#socket.close();
    // Who does not say good-bye is not waited for.
    setTimeout(() => this.#socket.terminate(), 1000).unref();
  }

  #hear(data: Buffer, binary: boolean): void {
    if (this.#closed) return;
    if (!binary) {
      this.#told(data.toString('utf8'));
      return;
    }
    for (const frame of this.#framer.push(data)) {
      this.figures.received += 1;
      this.onFrame?.(frame);
    }
  }

  // What waits in Asterisk is delay, and after a standstill of ours it stays: so much is left out.
  #told(text: string): void {
    const waiting = Number(/queue_length"?[:=]\s*(\d+)/.exec(text)?.[1] ?? 0);
    if (waiting > queueLimit) this.#skip = waiting - 3;
  }

  #end(): void {
    if (this.#closed) return;
    this.#closed = true;
    clearInterval(this.#look);
    this.onBreak?.();
  }
}
