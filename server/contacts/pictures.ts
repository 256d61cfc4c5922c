import http from 'node:http';
import https from 'node:https';
import { contentTypeOf } from '#server/platform/content-type.ts';
import { guardedLookup, mayReach, Problem } from '#server/platform/index.ts';

/** The largest picture of another site that is shown, in bytes. */
export const maxPictureBytes = 5 * 1024 * 1024;
const maxRedirects = 3;
const timeoutMilliseconds = 10_000;
const maxAtOnce = 8;

export interface Picture {
  content: Buffer;
  /** By content; a picture of dots. */
  type: string;
}

const unavailable = (why: string) =>
  new Problem(502, 'picture_unavailable', `The picture cannot be had from its site: ${why}.`);

let underWay = 0;
const waiting: (() => void)[] = [];

/** Runs what is asked, eight at a time: a mail may name a thousand pictures. */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (underWay >= maxAtOnce) await new Promise<void>((resolve) => waiting.push(resolve));
  else underWay += 1;
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next === undefined) underWay -= 1;
    else next();
  }
}

/**
 * Fetches a picture from another site in the reader's stead: without cookies, without saying who asks or from where.
 * Never from this machine, the link or private networks unless `privateToo`, whatever a name or a redirect says.
 * @param allowed whether bytes of this type may be shown
 * @throws Problem 502 when the site does not give a picture of at most 5 MB within 10 seconds
 */
export const fetchPicture = (
  address: string,
  options: { privateToo: boolean; allowed: (type: string) => boolean },
): Promise<Picture> =>
  inTurn(async () => {
    // One limit of time for all: a site that redirects does not get more of it.
    const signal = AbortSignal.timeout(timeoutMilliseconds);
    let url = new URL(address);
    for (let redirects = 0; redirects <= maxRedirects; redirects += 1) {
      if (url.protocol !== 'http:' && url.protocol !== 'https:') throw unavailable('it is no web address');
      if (!mayReach(url, options.privateToo)) throw unavailable('it leads where this server may not go');
      const answer = await ask(url, options.privateToo, signal);
      if ('content' in answer) {
        const { type } = await contentTypeOf(answer.content, '', '');
        if (!options.allowed(type)) throw unavailable('what came is not a picture that can be shown');
        return { content: answer.content, type };
      }
      if (!URL.canParse(answer.location, url.href)) throw unavailable('it redirects to what is no address');
      url = new URL(answer.location, url);
    }
    throw unavailable('it redirects too often');
  });

function ask(
  url: URL,
  privateToo: boolean,
  signal: AbortSignal,
): Promise<{ content: Buffer } | { location: string }> {
  const { promise, resolve, reject } = Promise.withResolvers<{ content: Buffer } | { location: string }>();
  const failed = (error: Error) =>
    reject(
      error instanceof Problem
        ? error
        : unavailable(
            error.name === 'TimeoutError' || error.name === 'AbortError'
              ? `no answer within ${timeoutMilliseconds / 1000} s`
              : ((error as { code?: string }).code ?? error.message),
          ),
    );
  // What stands before the host of an address is a password of the sender's: it is not carried along.
  const bare = new URL(url);
  bare.username = '';
  bare.password = '';
  const request = (url.protocol === 'https:' ? https : http).request(
    bare,
    {
      headers: { accept: 'image/*', 'accept-encoding': 'identity', 'user-agent': 'Mozilla/5.0' },
      lookup: guardedLookup(privateToo),
      agent: false,
      signal,
    },
    (answer) => {
      const status = answer.statusCode ?? 0;
      const give = (result: { location: string } | Problem) => {
        if (result instanceof Problem) reject(result);
        else resolve(result);
        request.destroy();
      };
      if (status >= 300 && status < 400 && answer.headers.location !== undefined) {
        give({ location: answer.headers.location });
        return;
      }
      if (status !== 200) {
        give(unavailable(`the site answers ${status}`));
        return;
      }
      const chunks: Buffer[] = [];
      let size = 0;
      const tooLarge = () => give(unavailable('it is larger than 5 MB'));
      if (Number(answer.headers['content-length'] ?? 0) > maxPictureBytes) {
        tooLarge();
        return;
      }
      answer.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > maxPictureBytes) tooLarge();
        else chunks.push(chunk);
      });
      answer.on('end', () => {
        if (answer.complete) resolve({ content: Buffer.concat(chunks) });
        else failed(new Error('it broke off'));
      });
      answer.on('error', failed);
    },
  );
  request.on('error', failed);
  request.end();
  return promise;
}
