import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import * as media from '#contract/media.ts';
import { registerLiveSocket } from '#server/app/live-socket.ts';
import { startMediaProcess } from '#server/app/media-process.ts';
import { mediaRoutes, voiceOrdersConsumer, voiceRoutes } from '#server/channels/voice/index.ts';
import { decode } from '#server/media/core/alaw.ts';
import { pressPackets } from '#server/media/core/dtmf.ts';
import type { Key } from '#server/media/core/leg.ts';
import { newId, startConsumer, type Mounted } from '#server/platform/index.ts';
import { recordingGatewayRoutes } from '#server/recordings/index.ts';
import { speechRoutes } from '#server/speech/index.ts';
import { flowServer } from '#tests/stories/flows.ts';
import { waitFor } from './server-process.ts';
import type { TestServer } from './server.ts';
import { webPeer, type WebPeer } from './web-peer.ts';

/** A look that is repeated until it is as expected, however slow the machine is. */
export const eventually = <T>(look: () => T) => expect.poll(look, { timeout: 30_000 });

/** The far end of a line: sound and keys (RFC 4733) over UDP. */
export interface Line {
  peer: WebPeer;
  /** Presses keys, after what was pressed before. */
  press(keys: string): Promise<void>;
  /** Whether anything but silence came in the last half second. */
  hears(): boolean;
}
export interface Caller extends Line {
  token: string;
  state(): Promise<Awaited<ReturnType<typeof stateOf>>>;
}
const stateOf = async (server: TestServer, token: string) =>
  (await server.call(media.publicCallState, { params: { token } })).body;

/** Self-service by telephone with the real media process. */
export interface FlowPhone {
  server: TestServer;
  service: string;
  queue: string;
  editor: { session: string };
  /** A number that a flow answers; null: people do. */
  number(flow: string | null, queueId?: string): Promise<string>;
  /** Opens a line; `connect` brings the offer and gives the answer, or null while the media process has no turn for it. */
  line(connect: (offer: string) => Promise<string | null>): Promise<Line>;
  /** Somebody calls a number and says nothing. */
  ring(entryPoint: string, language?: string): Promise<Caller>;
  openCalls(): Promise<number>;
  /** Closes every line and waits until every call has ended. */
  tidy(): Promise<void>;
  stop(): Promise<void>;
}

/** @param ports a range of UDP ports that no other test uses */
export async function flowPhone(ports: string, also: readonly Mounted[] = []): Promise<FlowPhone> {
  const { server, service, queue, editor } = await flowServer(
    [...voiceRoutes, ...mediaRoutes, ...recordingGatewayRoutes, ...speechRoutes, ...also],
    {
      environment: { FILO_MEDIA_HOST: '127.0.0.1', FILO_MEDIA_PORTS: ports, FILO_FLOW_PRIVATE: '1' },
      also: (app, platform) => {
        const live = registerLiveSocket(app, platform);
        app.addHook('preClose', async () => live.stop());
        for (const type of ['application/octet-stream', 'audio/wav'])
          app.addContentTypeParser(type, { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
      },
    },
  );
  const parts = [startConsumer(server.ctx, voiceOrdersConsumer), startMediaProcess(server.ctx, server.url)];
  const peers: WebPeer[] = [];
  let numbers = 0;
  const phone: FlowPhone = {
    server,
    service,
    queue,
    editor,
    async number(flow, queueId = queue) {
      const id = newId();
      await server.ctx.db
        .insertInto('contacts.entryPoint')
        .values({
          id,
          channel: 'phone',
          address: `+3905772${(numbers += 1) + 10_000}`,
          name: 'Numero',
          serviceId: service,
          queueId,
          settings: JSON.stringify(flow === null ? { web: true } : { web: true, flow }),
        })
        .execute();
      return id;
    },
    async line(connect) {
      const peer = await webPeer();
      peers.push(peer);
      let answer = await connect(peer.offer);
      // The media process has just been started.
      for (let tries = 0; answer === null && tries < 150; tries += 1) {
        await sleep(200);
        answer = await connect(peer.offer);
      }
      if (answer === null) throw new Error('the media process does not take a line');
      await peer.take(answer);
      await eventually(() => peer.connected()).toBe(true);
      // A line that is open and quiet.
      peer.speak(0);
      let stamp = 1_000_000;
      return {
        peer,
        async press(keys) {
          for (const key of keys) {
            for (const { payload } of pressPackets(key as Key, 40)) await peer.press(payload, stamp);
            stamp += 1600;
          }
        },
        hears: () =>
          peer.heard
            .slice(-25)
            .some(({ payload }) => decode(payload).some((sample) => Math.abs(sample) > 200)),
      };
    },
    async ring(entryPoint, language = 'it') {
      let token = '';
      const line = await phone.line(async (offer) => {
        const { status, body } = await server.call(media.startPublicCall, {
          body: { entryPoint, offer, language, name: 'Ada Prova' },
        });
        if (status !== 201 && status !== 503 && status !== 429)
          throw new Error(`no call: ${status} ${JSON.stringify(body)}`);
        if (status === 201) ({ token } = body);
        return status === 201 ? body.answer : null;
      });
      return { ...line, token, state: () => stateOf(server, token) };
    },
    async openCalls() {
      const { rows } = await server.platform.database.pool.query(
        'select count(*)::int as n from voice.call where ended_at is null',
      );
      return (rows[0] as { n: number }).n;
    },
    async tidy() {
      for (const peer of peers.splice(0)) await peer.close();
      await waitFor(async () => (await phone.openCalls()) === 0, 30_000, 'the end of every call');
    },
    async stop() {
      for (const part of parts.splice(0).toReversed()) await part.stop();
      await server.stop();
    },
  };
  return phone;
}

/** Waits until a caller is asked for a key. @returns the turn in which they are */
export async function asked(caller: Caller): Promise<number> {
  await eventually(async () => (await caller.state()).said?.keys).toBe(true);
  return (await caller.state()).said!.turn;
}
