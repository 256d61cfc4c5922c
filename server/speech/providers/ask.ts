import http from 'node:http';
import https from 'node:https';
import { AddressRefused, guardedLookup, mayReach } from '#server/platform/index.ts';
import { ProviderFault } from './provider.ts';

export interface Answer {
  type: string;
  body: Buffer;
}

/**
 * Posts to a provider within limits: of time for the whole answer, of size, without redirects (the key must not go
 * elsewhere). An administrator has named the address, so that this machine and its networks may be asked; what machines
 * of clouds keep their credentials at may not.
 * @throws ProviderFault in words for an administrator
 */
export function askProvider(
  url: URL,
  request: {
    headers: Record<string, string>;
    body: Buffer;
    timeoutSeconds: number;
    largestBytes: number;
  },
): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  if (!mayReach(url, true)) {
    reject(new ProviderFault('this address may not be asked'));
    return promise;
  }
  const failed = (error: Error & { code?: string }) =>
    reject(
      error.name === 'TimeoutError' || error.name === 'AbortError'
        ? new ProviderFault(`no answer within ${request.timeoutSeconds} s`)
        : error instanceof AddressRefused
          ? new ProviderFault('this address may not be asked')
          : new ProviderFault(`no connection (${error.code ?? error.message.slice(0, 100)})`, true),
    );
  const sent = (url.protocol === 'https:' ? https : http).request(
    url,
    {
      method: 'POST',
      headers: { ...request.headers, 'content-length': request.body.length },
      lookup: guardedLookup(true),
      signal: AbortSignal.timeout(request.timeoutSeconds * 1000),
    },
    (answer) => {
      const status = answer.statusCode ?? 0;
      const chunks: Buffer[] = [];
      let size = 0;
      answer.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > request.largestBytes) {
          reject(
            new ProviderFault(`the answer is larger than ${Math.round(request.largestBytes / 1024)} kB`),
          );
          sent.destroy();
        } else chunks.push(chunk);
      });
      answer.on('error', failed);
      answer.on('end', () => {
        const body = Buffer.concat(chunks);
        if (status >= 200 && status < 300) resolve({ type: answer.headers['content-type'] ?? '', body });
        else reject(refusal(status, body));
      });
    },
  );
  sent.on('error', failed);
  sent.end(request.body);
  return promise;
}

function refusal(status: number, body: Buffer): ProviderFault {
  const meaning =
    status === 401 || status === 403
      ? ': the key is not accepted'
      : status === 404
        ? ': no such address or model'
        : status >= 300 && status < 400
          ? ': redirects are not followed'
          : wordsOf(body);
  return new ProviderFault(`answered ${status}${meaning}`, status >= 500 || status === 429);
}

// What the provider says itself, when it is short and readable. A service that repeats a key in its words is not
// believed to: what looks like one is left out.
function wordsOf(body: Buffer): string {
  try {
    const { error } = JSON.parse(body.toString('utf8')) as { error?: { message?: string } | string };
    const message = typeof error === 'string' ? error : error?.message;
    if (typeof message !== 'string') return '';
    return `: ${message
      .replace(/[\w-]{20,}/g, '…')
      .replace(/\p{Cc}/gu, ' ')
      .slice(0, 200)}`;
  } catch {
    return '';
  }
}
