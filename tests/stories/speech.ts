import type { Input, Route } from '#contract/route.ts';
import { espeakId } from '#server/speech/providers.store.ts';
import { speechRoutes } from '#server/speech/index.ts';
import { testServer, type TestServer } from '../support/server.ts';

/** A server that speaks, with a gateway that asks it. */
export interface SpeechServer extends TestServer {
  gateway: { token: string };
  /** Does something while the program eSpeak NG may not be used, as where it is not installed. */
  withoutEspeak(work: () => Promise<void>): Promise<void>;
}

export async function speechServer(): Promise<SpeechServer> {
  const server = await testServer(speechRoutes, {
    also: (fastify) => {
      fastify.addContentTypeParser(
        ['audio/basic', 'audio/wav'],
        { parseAs: 'buffer', bodyLimit: 35 * 1024 * 1024 },
        (_request, body, done) => done(null, body),
      );
    },
  });
  const gateway = await server.makeToken(['voice.gateway']);
  const allow = (active: boolean) =>
    server.ctx.db.updateTable('speech.provider').set({ active }).where('id', '=', espeakId).execute();
  return {
    ...server,
    gateway: { token: gateway.token },
    async withoutEspeak(work) {
      await allow(false);
      try {
        await work();
      } finally {
        await allow(true);
      }
    },
  };
}

export interface Sound {
  status: number;
  type: string;
  language: string | null;
  by: string | null;
  sound: Buffer;
}

/** Asks for sound, as the gateway of the server or as somebody else. */
export async function soundAt<R extends Route>(
  server: SpeechServer,
  route: R,
  input: Partial<Input<R>>,
  headers: Record<string, string> = { authorization: `Bearer ${server.gateway.token}` },
): Promise<Sound> {
  const params = (input.params ?? {}) as Record<string, string>;
  const where = new URL(
    route.path.replace(/:(\w+)/g, (_, name: string) => params[name]!),
    server.url,
  );
  for (const [name, value] of Object.entries((input.query ?? {}) as Record<string, string>))
    where.searchParams.set(name, value);
  const response = await fetch(where, {
    method: route.method,
    headers: { ...headers, ...(input.body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(input.body === undefined ? {} : { body: JSON.stringify(input.body) }),
  });
  return {
    status: response.status,
    type: (response.headers.get('content-type') ?? '').split(';')[0]!,
    language: response.headers.get('content-language'),
    by: response.headers.get('x-speech-by'),
    sound: Buffer.from(await response.arrayBuffer()),
  };
}
