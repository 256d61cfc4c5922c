import http from 'node:http';
import type { AddressInfo } from 'node:net';

// A service that speaks OpenAI's audio protocol: it says a tone whose length follows the text, and "hears" what it was
// told to. Its faults are those of real ones.

export type SpeechFault =
  | 'none'
  | 'hangs'
  | 'fails'
  | 'fails once'
  | 'refuses the key'
  | 'repeats the key'
  | 'drops the connection'
  | 'drops once'
  | 'redirects'
  | 'answers MP3'
  | 'answers a page'
  | 'answers silence'
  | 'answers without end'
  | 'answers raw PCM'
  | 'breaks off';

interface Heard {
  text: string;
  language?: string;
  segments?: unknown;
}

export interface SpeechDouble {
  url: string;
  fault: SpeechFault;
  /** What it hears from now on; of a list the first next, until one is left. */
  hears: Heard | Heard[];
  /** Its answer to the nth question waits for this; null: it does not wait. */
  wait: (asked: number) => Promise<unknown> | null;
  /** What it was asked, newest last. */
  asked: { path: string; authorization: string | undefined; type: string; body: Buffer }[];
  stop(): Promise<void>;
}

const toneRate = 24_000;

function wavOf(samples: Int16Array, rate: number): Buffer {
  const wav = Buffer.alloc(44 + samples.length * 2);
  wav.write('RIFF', 0, 'latin1');
  wav.writeUInt32LE(36 + samples.length * 2, 4);
  wav.write('WAVEfmt ', 8, 'latin1');
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(rate, 24);
  wav.writeUInt32LE(rate * 2, 28);
  wav.writeUInt16LE(2, 32);
  wav.writeUInt16LE(16, 34);
  wav.write('data', 36, 'latin1');
  wav.writeUInt32LE(samples.length * 2, 40);
  samples.forEach((sample, index) => wav.writeInt16LE(sample, 44 + index * 2));
  return wav;
}

/** 50 ms of a tone for each letter, at least half a second. */
const toneFor = (text: string): Int16Array =>
  Int16Array.from(
    { length: Math.max(toneRate / 2, Math.round(text.length * 0.05 * toneRate)) },
    (_one, index) => Math.round(9000 * Math.sin((2 * Math.PI * 600 * index) / toneRate)),
  );

function answer(double: SpeechDouble, path: string, body: Buffer, response: http.ServerResponse): void {
  const send = (status: number, type: string, content: Buffer | string) =>
    response.writeHead(status, { 'content-type': type }).end(content);
  const problem = (status: number, message: string) =>
    send(status, 'application/json', JSON.stringify({ error: { message } }));
  const speaks = path.endsWith('/audio/speech');
  const fault = double.fault;
  if (fault === 'fails once' || fault === 'drops once') double.fault = 'none';
  switch (fault) {
    case 'hangs':
      return;
    case 'fails':
    case 'fails once':
      problem(500, 'the model is not loaded');
      return;
    case 'refuses the key':
      problem(401, 'Incorrect API key provided');
      return;
    case 'repeats the key':
      problem(400, `bad request with ${double.asked.at(-1)?.authorization ?? ''}`);
      return;
    case 'drops the connection':
    case 'drops once':
      response.destroy();
      return;
    case 'redirects':
      response.writeHead(307, { location: '/elsewhere' }).end();
      return;
    case 'answers a page':
      send(200, 'text/html', '<!doctype html><title>Welcome</title>');
      return;
    case 'answers MP3':
      send(200, 'audio/mpeg', Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0x64]), Buffer.alloc(4000)]));
      return;
    case 'answers silence':
      send(200, 'audio/wav', wavOf(new Int16Array(toneRate), toneRate));
      return;
    case 'answers without end': {
      response.writeHead(200, { 'content-type': speaks ? 'audio/wav' : 'application/json' });
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(256 * 1024, 0x20)));
      };
      response.on('drain', more);
      more();
      return;
    }
    case 'breaks off':
      response.writeHead(200, { 'content-type': 'audio/wav', 'content-length': '50000' });
      response.write(Buffer.alloc(1000));
      setTimeout(() => response.destroy(), 50);
      return;
    case 'answers raw PCM':
      send(200, 'audio/pcm', wavOf(toneFor('raw'), toneRate).subarray(44));
      return;
    case 'none':
      if (speaks) {
        const { input } = JSON.parse(body.toString('utf8')) as { input: string };
        send(200, 'audio/wav', wavOf(toneFor(input), toneRate));
      } else {
        const heard = Array.isArray(double.hears) ? double.hears : [double.hears];
        send(200, 'application/json', JSON.stringify(heard.length > 1 ? heard.shift() : heard[0]));
      }
  }
}

/** Starts the service on a port of its own; `url` is its base address, with `/v1`. */
export async function speechDouble(): Promise<SpeechDouble> {
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      double.asked.push({
        path: request.url ?? '',
        authorization: request.headers.authorization,
        type: request.headers['content-type'] ?? '',
        body,
      });
      const send = () => answer(double, request.url ?? '', body, response);
      const wait = double.wait(double.asked.length);
      if (wait === null) send();
      else void wait.then(send);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const double: SpeechDouble = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    fault: 'none',
    hears: { text: '' },
    wait: () => null,
    asked: [],
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return double;
}
