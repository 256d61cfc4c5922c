import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { timingSafeEqual } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { legOffer, legOrder, type LegOffer, type LegOrder, type MediaHealth } from '#contract/media.ts';

export interface Offers {
  /** Answers an offer. @throws Refused */
  accept(offer: LegOffer): Promise<string>;
  /** @returns false when there is no such leg */
  order(leg: string, order: LegOrder): Promise<boolean>;
  health(): MediaHealth;
}

/** An offer cannot be answered; `status` is that of HTTP. */
export class Refused extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const bodyLimit = 64 * 1024;

/**
 * Setting a connection up costs more than a second of the call itself, and those who talk must not hear it: so many a
 * second, the rest stand in line for a moment, and beyond that are told to come again.
 */
export class SetUps {
  readonly #perSecond: number;
  readonly #line: number;
  readonly #now: () => number;
  #next = 0;
  #standing = 0;

  constructor({ perSecond = 6, line = 30, now = () => performance.now() } = {}) {
    this.#perSecond = perSecond;
    this.#line = line;
    this.#now = now;
  }

  /** Waits for one's turn. @throws Refused 429 when the line is full */
  async turn(): Promise<void> {
    if (this.#standing >= this.#line)
      throw new Refused(429, 'too many calls are being connected: try again in a moment');
    const now = this.#now();
    const at = Math.max(now, this.#next);
    this.#next = at + 1000 / this.#perSecond;
    if (at <= now) return;
    this.#standing += 1;
    await sleep(at - now);
    this.#standing -= 1;
  }
}

/** The loopback port at which the server brings offers and orders; whoever does not know the secret is nobody. */
export function listenForOffers(secret: string, offers: Offers): Server {
  const known = Buffer.from(`Bearer ${secret}`);
  return createServer((request, response) => {
    const given = Buffer.from(request.headers.authorization ?? '');
    if (given.length !== known.length || !timingSafeEqual(given, known)) {
      answer(response, 401, { detail: 'who are you?' });
      return;
    }
    handle(request, offers).then(
      ([status, body]) => answer(response, status, body),
      (error: unknown) =>
        answer(response, error instanceof Refused ? error.status : 500, { detail: (error as Error).message }),
    );
  });
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body ?? {}));
}

async function handle(request: IncomingMessage, offers: Offers): Promise<[status: number, body?: unknown]> {
  const place = (request.url ?? '').split('/').slice(1).map(decodeURIComponent);
  if (request.method === 'GET' && place[0] === 'health') return [200, offers.health()];
  if (request.method !== 'POST' || place[0] !== 'legs') return [404, { detail: 'nothing is here' }];
  const body = await bodyOf(request);
  if (place.length === 1) {
    const offer = legOffer.safeParse(body);
    if (!offer.success) throw new Refused(422, 'is no offer');
    return [200, { answer: await offers.accept(offer.data) }];
  }
  const order = legOrder.safeParse(body);
  if (!order.success) throw new Refused(422, 'is no order');
  return (await offers.order(place[1]!, order.data)) ? [200] : [404, { detail: 'no such leg' }];
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > bodyLimit) throw new Refused(413, 'is too large');
    parts.push(part);
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8')) as unknown;
  } catch {
    throw new Refused(400, 'is no JSON');
  }
}
