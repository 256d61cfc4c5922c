/** Where a running server is, and what it has for customers to write to. */
export interface Places {
  /** Without a slash at the end. */
  url: string;
  smtp: { host: string; port: number };
  /** Addresses of the organisation. */
  addresses: string[];
  forms: string[];
  chats: string[];
}

/** Why no traffic can be sent, as one sentence. */
export class TrafficError extends Error {}

interface Login {
  email: string;
  password: string;
}

/**
 * Asks a running server for its entry points, with an API token or a demo login.
 * @throws TrafficError when nobody answers there, or neither is good
 */
export async function findPlaces(
  url: string,
  smtp: Places['smtp'],
  who: { token: string | null; login: Login },
): Promise<Places> {
  const headers: Record<string, string> = {};
  if (who.token !== null) headers['authorization'] = `Bearer ${who.token}`;
  else headers['cookie'] = await signIn(url, who.login);
  const response = await fetch(`${url}/api/v1/entry-points`, { headers });
  if (!response.ok)
    throw new TrafficError(`The server at ${url} does not tell its entry points (${response.status}).`);
  const { items } = (await response.json()) as {
    items: {
      id: string;
      channel: string;
      address: string;
      active: boolean;
      settings: Record<string, unknown>;
    }[];
  };
  const of = (channel: string) => items.filter((one) => one.channel === channel && one.active);
  return {
    url,
    smtp,
    addresses: of('email').map((one) => one.address),
    forms: of('form').map((one) => one.id),
    // Who is sent wants a person: what begins with a flow is for others.
    chats: of('chat')
      .filter(({ settings }) => typeof settings['flow'] !== 'string')
      .map((one) => one.id),
  };
}

async function signIn(url: string, login: Login): Promise<string> {
  const response = await fetch(`${url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(login),
  }).catch((error: Error & { cause?: { code?: string } }) => {
    throw new TrafficError(
      `No server answers at ${url} (${error.cause?.code ?? error.message}): start it with npm start, or name it with --url.`,
    );
  });
  if (!response.ok)
    throw new TrafficError(
      `The server at ${url} does not know the demo login ${login.email}: load the demo, or give a token in FILO_BOOTSTRAP_TOKEN.`,
    );
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0]!)
    .join('; ');
}
