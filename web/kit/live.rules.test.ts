import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLive } from './live.ts';

/** A socket whose other end is the test. */
class Socket extends EventTarget {
  readyState = 1;
  sent: string[] = [];
  address: string;
  constructor(address: string) {
    super();
    this.address = address;
  }
  send(text: string) {
    this.sent.push(text);
  }
  close() {
    this.dispatchEvent(new Event('close'));
  }
  says(message: unknown) {
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(message) }));
  }
}

const event = (seq: number) => ({
  type: 'event',
  seq,
  at: '',
  kind: 'k',
  subject: null,
  actor: 'a',
  data: {},
});

describe('the live connection', () => {
  let sockets: Socket[];
  const open = () => {
    const live = createLive('ws://desk/live', (address) => {
      const socket = new Socket(address);
      sockets.push(socket);
      return socket as unknown as WebSocket;
    });
    const seen: number[] = [];
    let resets = 0;
    live.onEvent(({ seq }) => seen.push(seq));
    live.onReset(() => resets++);
    live.start();
    return { live, seen, resets: () => resets };
  };
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('addEventListener', () => {});
    vi.stubGlobal('removeEventListener', () => {});
    sockets = [];
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('asks, after a loss, for what came after the last event it saw, and tells each event once', () => {
    const { live, seen } = open();
    sockets[0]!.says({ type: 'hello', seq: 10 });
    sockets[0]!.says(event(11));
    sockets[0]!.close();
    expect(live.state()).toBe('lost');
    vi.advanceTimersByTime(2000);
    expect(sockets[1]!.address).toBe('ws://desk/live?resumeFrom=11');
    sockets[1]!.says(event(11));
    sockets[1]!.says(event(12));
    sockets[1]!.says({ type: 'hello', seq: 12 });
    expect(seen).toEqual([11, 12]);
    expect(live.state()).toBe('open');
  });
  it('lets everything be loaded afresh at first, when the gap is too long, and when the numbers run backwards', () => {
    const { resets } = open();
    sockets[0]!.says({ type: 'hello', seq: 10 });
    expect(resets()).toBe(1);
    sockets[0]!.says({ type: 'reset', seq: 9000 });
    expect(resets()).toBe(2);
    sockets[0]!.says({ type: 'hello', seq: 3 });
    expect(resets()).toBe(3);
  });
  it('drops a connection that has gone silent', () => {
    const { live } = open();
    sockets[0]!.says({ type: 'hello', seq: 1 });
    vi.advanceTimersByTime(15_000);
    expect(sockets[0]!.sent).toContain('{"type":"ping"}');
    vi.advanceTimersByTime(45_000);
    expect(sockets.length).toBeGreaterThan(1);
    live.stop();
  });
  it('says again, after a loss, which conversation is open here', () => {
    const { live } = open();
    sockets[0]!.says({ type: 'hello', seq: 1 });
    live.send({ type: 'looking', conversation: 'c' });
    sockets[0]!.close();
    vi.advanceTimersByTime(2000);
    sockets[1]!.says({ type: 'hello', seq: 1 });
    expect(sockets[1]!.sent).toContain('{"type":"looking","conversation":"c"}');
  });
});
