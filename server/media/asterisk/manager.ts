// Where Asterisk registers itself is told by its manager interface only (by HTTP, read-only). Without it nothing is known,
// and nothing else is missing.

/** A registration with an operator. */
export interface Registration {
  /** Where: `sip:operator.example.org`. */
  server: string;
  state: 'registered' | 'rejected' | 'unregistered';
}

const patience = 3000;

/** @returns null where Asterisk does not say: its manager interface is off, or not for us */
export async function registrations(settings: {
  url: string;
  user: string;
  password: string;
}): Promise<Registration[] | null> {
  const base = `${settings.url.replace(/\/+$/, '')}/rawman`;
  const login = await ask(base, { action: 'Login', username: settings.user, secret: settings.password });
  if (login === null || !/^Response: Success/im.test(login.text) || login.cookie === null) return null;
  const list = await ask(base, { action: 'PJSIPShowRegistrationsOutbound' }, login.cookie);
  await ask(base, { action: 'Logoff' }, login.cookie);
  if (list === null) return null;
  return readRegistrations(list.text);
}

/** Reads the answer of `PJSIPShowRegistrationsOutbound`. @returns null when it is none */
export function readRegistrations(text: string): Registration[] | null {
  // None at all is told as an error.
  if (/^Message: No outbound registrations/im.test(text)) return [];
  if (!/^EventList: (start|complete)/im.test(text)) return null;
  return text
    .split(/\r?\n\r?\n/)
    .filter((block) => /^Event: OutboundRegistrationDetail\r?$/im.test(block))
    .map((block) => {
      const field = (name: string) => new RegExp(`^${name}: ?(.*?)\\r?$`, 'im').exec(block)?.[1] ?? '';
      const status = field('Status').toLowerCase();
      return {
        server: field('ServerUri') || field('ObjectName'),
        state:
          status === 'registered' ? 'registered' : status.startsWith('reject') ? 'rejected' : 'unregistered',
      };
    });
}

async function ask(
  base: string,
  fields: Record<string, string>,
  cookie?: string,
): Promise<{ text: string; cookie: string | null } | null> {
  const answer = await fetch(base, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      ...(cookie === undefined ? {} : { cookie }),
    },
    body: new URLSearchParams(fields).toString(),
    redirect: 'error',
    signal: AbortSignal.timeout(patience),
  }).catch(() => null);
  if (answer?.ok !== true) return null;
  const given = answer.headers.get('set-cookie')?.split(';')[0] ?? null;
  return { text: await answer.text(), cookie: given };
}
