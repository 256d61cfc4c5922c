import http from 'node:http';
import https from 'node:https';
import { guardedLookup, mayReach } from '#server/platform/index.ts';
import type { FlowEffect } from './state.rules.ts';
import { hostAllowed } from './validate.rules.ts';
import { valueAt, type Value } from './values.rules.ts';

type ServiceCall = Extract<FlowEffect, { kind: 'call' }>;

const readAtMost = 256 * 1024;

export interface CallMeans {
  hosts: readonly string[];
  privateToo: boolean;
  /** The values of the secrets that the headers name. */
  secrets: ReadonlyMap<string, string>;
  /** Names this call to the service: the same again is the same call. */
  key: string;
}
/** What a service answered: its JSON, or in one word why there is none. */
export type Called = { ok: true; status: number; body: unknown } | { ok: false; why: string };

/**
 * Calls somebody else's service, again where it was not reached or answered 5xx. Never throws for what the other side
 * does. Goes to allowed hosts only, follows no redirect, and connects to the address that was checked.
 */
export async function callService(call: ServiceCall, means: CallMeans): Promise<Called> {
  let last: Called = { ok: false, why: 'refused' };
  for (let attempt = 0; attempt <= call.retries; attempt += 1) {
    last = await once(call, means);
    if (last.ok || !/^(timed out|failed|5\d\d)/.test(last.why)) return last;
  }
  return last;
}

function once(call: ServiceCall, { hosts, privateToo, secrets, key }: CallMeans): Promise<Called> {
  const { promise, resolve } = Promise.withResolvers<Called>();
  const url = URL.canParse(call.url) ? new URL(call.url) : null;
  if (
    url === null ||
    !/^https?:$/.test(url.protocol) ||
    !hostAllowed(url, hosts) ||
    !mayReach(url, privateToo)
  )
    return Promise.resolve({ ok: false, why: 'refused' });
  const headers: Record<string, string> = { accept: 'application/json', 'idempotency-key': key };
  for (const [name, text] of Object.entries(call.headers)) {
    let missing = false;
    const value = text.replace(/\{secret\.([a-z0-9_]+)\}/g, (_, secret: string) => {
      const known = secrets.get(secret);
      missing ||= known === undefined;
      return known ?? '';
    });
    // A header that somebody's answer has put a line into is none.
    if (missing || /[^\t\x20-\x7e]/.test(value) || !/^[A-Za-z0-9-]{1,60}$/.test(name))
      return Promise.resolve({ ok: false, why: missing ? 'no secret' : 'bad header' });
    headers[name.toLowerCase()] = value;
  }
  const body = call.method === 'GET' ? null : (call.body ?? '');
  if (body !== null) headers['content-type'] ??= 'application/json';
  const failed = (error: Error) =>
    resolve({
      ok: false,
      why: error.name === 'TimeoutError' || error.name === 'AbortError' ? 'timed out' : 'failed',
    });
  try {
    const request = (url.protocol === 'https:' ? https : http).request(
      url,
      {
        method: call.method,
        headers,
        lookup: guardedLookup(privateToo),
        agent: false,
        signal: AbortSignal.timeout(Math.round(call.timeoutSeconds * 1000)),
      },
      (answer) => {
        const chunks: Buffer[] = [];
        let size = 0;
        answer.on('data', (chunk: Buffer) => {
          size += chunk.length;
          if (size > readAtMost) {
            resolve({ ok: false, why: 'too large' });
            request.destroy();
          } else chunks.push(chunk);
        });
        answer.on('error', failed);
        answer.on('end', () => {
          const status = answer.statusCode ?? 0;
          if (status < 200 || status >= 300) resolve({ ok: false, why: String(status) });
          else resolve(read(status, Buffer.concat(chunks).toString('utf8')));
        });
      },
    );
    request.on('error', failed);
    request.end(body ?? undefined);
  } catch (error) {
    failed(error as Error);
  }
  return promise;
}

function read(status: number, text: string): Called {
  if (text.trim() === '') return { ok: true, status, body: null };
  try {
    return { ok: true, status, body: JSON.parse(text) as unknown };
  } catch {
    return { ok: false, why: 'no JSON' };
  }
}

/** The values that a flow takes out of an answer. */
export const mapped = (body: unknown, map: Readonly<Record<string, string>>): Record<string, Value> =>
  Object.fromEntries(
    Object.entries(map).map(([name, place]): [string, Value] => [
      name,
      place === '' ? (body as Value) : valueAt({ root: body as Value }, `root.${place}`),
    ]),
  );
