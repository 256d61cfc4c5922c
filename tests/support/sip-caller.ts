import { spawn, type ChildProcess } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { encode, decode, frameSamples } from '#server/media/core/alaw.ts';
import { FrameClock } from '#server/media/core/clock.ts';
import { KeyReader, pressPackets } from '#server/media/core/dtmf.ts';
import type { Key } from '#server/media/core/leg.ts';
import { commandOf, type AsteriskFolder } from '../../scripts/asterisk/packages.mjs';
import { toneFrame } from './fake-leg.ts';

/** The sound of a telephone: says a tone, presses keys, keeps what it hears. Its signals are SIPp's. */
export interface Telephone {
  port: number;
  /** A tone that it says from now on; null: silence. */
  say(hz: number | null): void;
  press(key: Key): void;
  /** Where it speaks to. Without being told it speaks to whoever spoke first. */
  connect(port: number): void;
  /** What was heard since it was last asked. */
  heard(): Int16Array;
  /** Keys that were pressed at the other end, as events of RTP. */
  keys: Key[];
  packets: { sent: number; received: number; lost: number };
  stop(): void;
}

/** Telephones share one clock, as cheap as it gets. */
export class Exchange {
  readonly #telephones = new Set<() => void>();
  readonly #clock = new FrameClock(() => {
    for (const tick of this.#telephones) tick();
  }).start();

  stop(): void {
    this.#clock.stop();
  }

  /** @param host the telephone's address, 127.0.0.2 for one that calls, 127.0.0.3 for one that is called */
  async telephone(host: string): Promise<Telephone> {
    const socket: Socket = createSocket('udp4');
    await new Promise<void>((resolve) => socket.bind(0, host, resolve));
    let far: { port: number; address: string } | null = null;
    let tone: number | null = null;
    let ticks = 0;
    let sequence = Math.floor(Math.random() * 30_000);
    let timestamp = Math.floor(Math.random() * 1e9);
    let pressing: { elapsed: number; marker: boolean; payload: Uint8Array }[] = [];
    let pressedAt = 0;
    let frames: Uint8Array[] = [];
    let last: number | null = null;
    const reader = new KeyReader();
    const keys: Key[] = [];
    const packets = { sent: 0, received: 0, lost: 0 };
    const send = (type: number, payload: Uint8Array, at: number, marker = false) => {
      if (far === null) return;
      const packet = Buffer.alloc(12 + payload.length);
      packet[0] = 0x80;
      packet[1] = (marker ? 0x80 : 0) | type;
      sequence = (sequence + 1) & 0xffff;
      packet.writeUInt16BE(sequence, 2);
      packet.writeUInt32BE(at >>> 0, 4);
      packet.writeUInt32BE(0x1234_5678, 8);
      packet.set(payload, 12);
      packets.sent += 1;
      socket.send(packet, far.port, far.address);
    };
    socket.on('message', (packet, from) => {
      far ??= { port: from.port, address: from.address };
      if (packet.length < 12) return;
      if ((packet[1]! & 0x7f) === 101) {
        const key = reader.packet(packet.readUInt32BE(4), packet.subarray(12));
        if (key !== null) keys.push(key);
      }
      if ((packet[1]! & 0x7f) !== 8) return;
      const number = packet.readUInt16BE(2);
      if (last !== null) packets.lost += Math.max(0, ((number - last) & 0xffff) - 1) % 1000;
      last = number;
      packets.received += 1;
      frames.push(new Uint8Array(packet.subarray(12)));
    });
    const tick = () => {
      ticks += 1;
      timestamp = (timestamp + frameSamples) >>> 0;
      const key = pressing.shift();
      if (key !== undefined) {
        if (key.marker) pressedAt = timestamp;
        send(101, key.payload, pressedAt, key.marker);
        return;
      }
      send(8, encode(tone === null ? new Int16Array(frameSamples) : toneFrame(tone, ticks)), timestamp);
    };
    this.#telephones.add(tick);
    return {
      port: socket.address().port,
      say(hz) {
        tone = hz;
      },
      press(key) {
        pressing = [...pressing, ...pressPackets(key)];
      },
      connect(to) {
        far = { port: to, address: '127.0.0.1' };
      },
      heard() {
        const all = frames;
        frames = [];
        return decode(Buffer.concat(all));
      },
      keys,
      packets,
      stop: () => {
        this.#telephones.delete(tick);
        socket.close();
      },
    };
  }
}

export interface SippRun {
  process: ChildProcess;
  /** How it ended: 0 when every call went as its scenario says. */
  ended: Promise<{ code: number | null; said: string }>;
  /** The port to which whoever called wants the sound; null: not known (yet). Of scenarios that are called. */
  farPort(): number | null;
  stop(): Promise<void>;
}

/**
 * Runs SIPp of the installed folder with a scenario of `tests/voice/scenarios`.
 * @param rows a line of values for each call ([field0], [field1] … in the scenario)
 */
export function sipp(
  asterisk: AsteriskFolder,
  scenario: string,
  {
    host,
    port,
    to,
    rows,
    rate = 10,
    calls = rows.length,
    answer = '',
  }: {
    host: string;
    port: number;
    to?: number;
    rows: (string | number)[][];
    rate?: number;
    calls?: number;
    answer?: string;
  },
): SippRun {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'filo-sipp-'));
  const text = readFileSync(
    path.resolve(import.meta.dirname, '../voice/scenarios', `${scenario}.xml`),
    'utf8',
  );
  // SIPp takes no answer from a row.
  writeFileSync(path.join(folder, 'scenario.xml'), text.replaceAll('[answer]', answer));
  writeFileSync(
    path.join(folder, 'rows.csv'),
    `SEQUENTIAL\n${rows.map((row) => row.join(';')).join('\n')}\n`,
  );
  const [command, args] = commandOf(asterisk, 'usr/bin/sipp', [
    ...(to === undefined ? [] : [`127.0.0.1:${to}`]),
    '-sf',
    path.join(folder, 'scenario.xml'),
    '-inf',
    path.join(folder, 'rows.csv'),
    ...['-i', host, '-p', String(port), '-m', String(calls), '-r', String(rate), '-l', String(calls)],
    ...[
      '-nostdin',
      '-trace_err',
      '-trace_logs',
      '-log_file',
      path.join(folder, 'log'),
      '-error_file',
      path.join(folder, 'errors.log'),
      '-timeout',
      '120s',
    ],
  ]);
  const child = spawn(command, args, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { TERM: 'dumb' },
  });
  let said = '';
  const keep = (part: Buffer) => (said = (said + part.toString()).slice(-8000));
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const ended = new Promise<{ code: number | null; said: string }>((resolve) =>
    child.once('close', (code) => {
      rmSync(folder, { recursive: true, force: true });
      resolve({ code, said });
    }),
  );
  return {
    process: child,
    ended,
    farPort() {
      const file = path.join(folder, 'log');
      return existsSync(file) ? Number(readFileSync(file, 'utf8').trim()) || null : null;
    },
    async stop() {
      if (child.exitCode === null) child.kill('SIGKILL');
      await ended;
    },
  };
}
