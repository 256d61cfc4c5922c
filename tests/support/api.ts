import type { Input, Output, Route } from '#contract/route.ts';

/** Who calls a server: an API token or the session of a member of staff. */
export type Caller = { token: string } | { session: string };

/** Calls an operation of a server process over HTTP. @throws Error with status and body of a refusal */
export async function callServer<R extends Route>(
  base: string,
  route: R,
  input: Partial<Input<R>>,
  as: Caller,
  headers: Record<string, string> = {},
): Promise<Output<R>> {
  const params = (input.params ?? {}) as Record<string, string>;
  const where = new URL(
    route.path.replace(/:(\w+)/g, (_, name: string) => params[name] ?? ''),
    base,
  );
  for (const [key, value] of Object.entries((input.query ?? {}) as Record<string, unknown>))
    where.searchParams.set(key, String(value));
  const response = await fetch(where, {
    method: route.method,
    headers: {
      ...headersOf(as),
      ...(input.body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${route.method} ${where.pathname}: ${response.status} ${text}`);
  return (text === '' ? undefined : JSON.parse(text)) as Output<R>;
}

/** The headers that say who calls. */
export const headersOf = (as: Caller): Record<string, string> =>
  'token' in as
    ? { authorization: `Bearer ${as.token}` }
    : { cookie: `filo_session=${as.session}`, 'x-filo': '1' };

/** The session of a member of staff who signs in. */
export async function enter(base: string, email: string, password: string): Promise<{ session: string }> {
  const response = await fetch(new URL('/api/v1/session', base), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });
  const session = /filo_session=([^;]+)/.exec(response.headers.get('set-cookie') ?? '')?.[1];
  if (session === undefined) throw new Error(`sign-in: ${response.status} ${await response.text()}`);
  return { session };
}
