import http from 'node:http';
import https from 'node:https';
import { AddressRefused, guardedLookup, mayReach } from '#server/platform/index.ts';

/** How a request ended: the receiver's status and the beginning of its words, or why there was none. */
export interface Sent {
  ok: boolean;
  /** For a person: `200`, `503`, `timed out`, the system's error. */
  status: string;
  response: string;
}

const timeoutMilliseconds = 10_000;
const readAtMost = 4_000;

/**
 * Posts a body. Never throws for what the receiver does: slow, gone, talkative, redirecting elsewhere (which is not
 * followed, since the new place was never checked) are all answers.
 */
export function post(
  url: string,
  body: string,
  headers: Record<string, string>,
  privateToo: boolean,
): Promise<Sent> {
  const { promise, resolve } = Promise.withResolvers<Sent>();
  const target = new URL(url);
  if (!mayReach(target, privateToo)) {
    resolve({ ok: false, status: 'refused', response: 'an address that webhooks may not reach' });
    return promise;
  }
  const failed = (error: Error) =>
    resolve(
      error.name === 'TimeoutError' || error.name === 'AbortError'
        ? { ok: false, status: 'timed out', response: `no answer within ${timeoutMilliseconds / 1000} s` }
        : {
            ok: false,
            status:
              error instanceof AddressRefused ? 'refused' : ((error as { code?: string }).code ?? 'failed'),
            response: error.message.slice(0, 500),
          },
    );
  const request = (target.protocol === 'https:' ? https : http).request(
    target,
    {
      method: 'POST',
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
      lookup: guardedLookup(privateToo),
      agent: false,
      signal: AbortSignal.timeout(timeoutMilliseconds),
    },
    (answer) => {
      const status = answer.statusCode ?? 0;
      const chunks: Buffer[] = [];
      let size = 0;
      const done = () =>
        resolve({
          ok: status >= 200 && status < 300,
          status: String(status),
          response:
            status >= 300 && status < 400
              ? 'redirects are not followed'
              : Buffer.concat(chunks).toString('utf8').replaceAll('\u0000', '').slice(0, 500),
        });
      answer.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size > readAtMost) {
          done();
          request.destroy();
        }
      });
      answer.on('end', done);
      answer.on('error', failed);
    },
  );
  request.on('error', failed);
  request.end(body);
  return promise;
}
