import type { publicCallState, publicPhone, startPublicCall } from '#contract/media.ts';
import type { Output } from '#contract/route.ts';

export type Phone = Output<typeof publicPhone>;
export type CallState = Output<typeof publicCallState>;

/** The server's answer was no: why, as far as a caller can do something about it. */
export class NoCall extends Error {
  readonly why: 'missing' | 'full' | 'failed';

  constructor(why: NoCall['why']) {
    super(why);
    this.why = why;
  }
}

async function ask<T>(path: string, body?: unknown, keepalive = false): Promise<T> {
  let response: Response;
  try {
    response = await fetch(`/api/v1/public/${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      keepalive,
      credentials: 'omit',
    });
  } catch {
    throw new NoCall('failed');
  }
  if (response.status === 404) throw new NoCall('missing');
  if (response.status === 429) throw new NoCall('full');
  if (!response.ok) throw new NoCall('failed');
  return (response.status === 204 ? undefined : await response.json()) as T;
}

/** Whom one calls, and whether they are there. @throws NoCall */
export const loadPhone = (id: string, language: string): Promise<Phone> =>
  ask(`phones/${id}?lang=${language}`);

/** @throws NoCall */
export const startCall = (
  entryPoint: string,
  offer: string,
  language: string,
  name: string,
): Promise<Output<typeof startPublicCall>> => ask('calls', { entryPoint, offer, language, name });

/** @throws NoCall */
export const stateOf = (token: string): Promise<CallState> => ask(`calls/${token}`);

/** Hangs up; goes out even while the page is being closed. */
export const hangUp = (token: string): Promise<void> => ask(`calls/${token}`, { hangUp: true }, true);

export const sendKeys = (token: string, keys: string): Promise<void> => ask(`calls/${token}`, { keys });
