import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import * as media from '#contract/media.ts';
import { callOfContact } from '#contract/voice.ts';
import { registerLiveSocket } from '#server/app/live-socket.ts';
import { startMediaProcess } from '#server/app/media-process.ts';
import { lendDialler, mediaRoutes, voiceOrdersConsumer, voiceRoutes } from '#server/channels/voice/index.ts';
import { connectOwnPhone } from '#server/channels/voice/phones.service.ts';
import * as handling from '#server/contacts/handling.ts';
import { digest, newId, startConsumer } from '#server/platform/index.ts';
import { makeCallbackQueue } from '#tests/stories/callbacks.ts';
import { asAgent, broken, contactRow, lead, legsOf, openOffer } from '#tests/stories/routing.ts';
import { waitFor } from './server-process.ts';
import { testServer, type TestServer } from './server.ts';
import { webPeer, type WebPeer } from './web-peer.ts';

/** A contact centre that is called from browsers, with the real media process; only the browsers are not browsers. */
export interface PhoneCentre {
  server: TestServer;
  /** A number that may be called from a browser, and a profile of agents that serves it. */
  line(): Promise<{ id: string; profile: string }>;
  /** Somebody calls; what they say is up to the test. */
  callFrom(entryPoint: string): Promise<{ peer: WebPeer; token: string }>;
  /** An agent's telephone. */
  phoneOf(agent: string): Promise<WebPeer>;
  /** The contact of a call that waits. */
  contactOf(token: string): Promise<string>;
  accept(contact: string, agent: string): Promise<void>;
  finish(contact: string, agent: string): Promise<void>;
  /** How a call stands, for its caller. */
  state(token: string): Promise<string>;
  stateOf(contact: string): Promise<string>;
  callRow(contact: string): Promise<NonNullable<Awaited<ReturnType<typeof callOf>>>>;
  legs(contact: string): ReturnType<typeof legsOf>;
  /** Contacts that an agent has in hand. */
  inHand(agent: string): Promise<number>;
  /** Closes every line, waits until every call has ended, and looks whether anything is broken. */
  tidy(): Promise<void>;
  stop(): Promise<void>;
}

/** A look that is repeated until it is as expected, however slow the machine is. */
export const eventually = <T>(look: () => T) => expect.poll(look, { timeout: 30_000 });

const callOf = async (server: TestServer, contact: string) => {
  const token = await server.makeToken(['contact.read']);
  return (await server.call(callOfContact, { params: { id: contact } }, { as: token })).body.call;
};

/** @param ports a range of UDP ports that no other test uses */
export async function phoneCentre(ports: string): Promise<PhoneCentre> {
  const server = await testServer([...voiceRoutes, ...mediaRoutes], {
    environment: { FILO_MEDIA_HOST: '127.0.0.1', FILO_MEDIA_PORTS: ports },
    also: (http, platform) => {
      const live = registerLiveSocket(http, platform);
      http.addHook('preClose', async () => live.stop());
    },
  });
  const service = await server.makeService();
  lendDialler();
  const parts = [
    lead(server),
    startConsumer(server.ctx, voiceOrdersConsumer),
    startMediaProcess(server.ctx, server.url),
  ];
  const peers: WebPeer[] = [];
  let lines = 0;
  const openCalls = async () => {
    const { rows } = await server.platform.database.pool.query(
      'select count(*)::int as n from voice.call where ended_at is null',
    );
    return (rows[0] as { n: number }).n;
  };
  const connected = async (peer: WebPeer, answer: string): Promise<void> => {
    await peer.take(answer);
    await eventually(() => peer.connected()).toBe(true);
  };
  /** While the media process begins, or has no turn for it, it is asked again. */
  const patiently = async <T>(work: () => Promise<T | null>): Promise<T> => {
    for (let tries = 0; tries < 150; tries += 1) {
      const done = await work();
      if (done !== null) return done;
      await sleep(200);
    }
    throw new Error('the media process does not take a line');
  };
  const state = async (token: string) =>
    (await server.call(media.publicCallState, { params: { token } })).body.state;

  return {
    server,
    async line() {
      const { queue, profile } = await makeCallbackQueue(server, service, {}, { wrapUpMode: 'none' });
      const address = `+3905779${(lines += 1) + 10_000}`;
      const id = newId();
      await server.ctx.db
        .insertInto('contacts.entryPoint')
        .values({
          id,
          channel: 'phone',
          address,
          name: address,
          serviceId: service,
          queueId: queue.id,
          settings: JSON.stringify({ web: true }),
        })
        .execute();
      return { id, profile };
    },
    async callFrom(entryPoint) {
      const peer = await webPeer();
      peers.push(peer);
      const { answer, token } = await patiently(async () => {
        const { status, body } = await server.call(media.startPublicCall, {
          body: { entryPoint, offer: peer.offer, name: 'Ada Prova' },
        });
        if (status !== 201 && status !== 503 && status !== 429)
          throw new Error(`no call: ${status} ${JSON.stringify(body)}`);
        return status === 201 ? body : null;
      });
      await connected(peer, answer);
      return { peer, token };
    },
    async phoneOf(agent) {
      const peer = await webPeer();
      peers.push(peer);
      const { answer } = await patiently(() =>
        connectOwnPhone(asAgent(server, agent), peer.offer).catch(() => null),
      );
      await connected(peer, answer);
      return peer;
    },
    async contactOf(token) {
      await eventually(() => state(token)).toBe('waiting');
      const row = await server.ctx.db
        .selectFrom('voice.call')
        .select('contactId')
        .where('ref', '=', `web-${digest(token)}`)
        .executeTakeFirstOrThrow();
      return row.contactId!;
    },
    async accept(contact, agent) {
      await eventually(() => openOffer(server, contact)).not.toBeNull();
      await handling.acceptOffer(asAgent(server, agent), (await openOffer(server, contact))!.id);
    },
    async finish(contact, agent) {
      await handling.finishContact(asAgent(server, agent), contact);
    },
    state,
    stateOf: async (contact) => (await contactRow(server, contact)).state,
    callRow: async (contact) => (await callOf(server, contact))!,
    legs: (contact) => legsOf(server, contact),
    async inHand(agent) {
      const { rows } = await server.platform.database.pool.query(
        `select count(*)::int as n from contacts.contact where agent_id = $1 and state in ('active', 'wrap_up')`,
        [agent],
      );
      return (rows[0] as { n: number }).n;
    },
    async tidy() {
      for (const peer of peers.splice(0)) await peer.close();
      await waitFor(async () => (await openCalls()) === 0, 30_000, 'the end of every call');
      const wrong = await broken(server);
      if (wrong.length > 0) throw new Error(wrong.join('\n'));
    },
    async stop() {
      for (const part of parts.splice(0).toReversed()) await part.stop();
      await server.stop();
    },
  };
}
