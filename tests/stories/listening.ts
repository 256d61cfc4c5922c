import { expect } from 'vitest';
import * as figures from '#contract/figures.ts';
import { sendMessage } from '#contract/conversations.ts';
import { takeContact } from '#contract/handling.ts';
import * as contract from '#contract/listening.ts';
import { registerLiveSocket } from '#server/app/live-socket.ts';
import { customerSentence, registerPublicPages } from '#server/channels/index.ts';
import {
  contactsReadRoutes,
  contactsRoutes,
  configureContacts,
  listeningRoutes,
} from '#server/contacts/index.ts';
import { insightRoutes } from '#server/insight/index.ts';
import { digest, type Mounted } from '#server/platform/index.ts';
import { openTestDesk, type TestDesk } from '#tests/support/live.ts';
import { testServer, type Caller } from '#tests/support/server.ts';
import { line, makeChatAgent, makeEntryPoint, openWidget } from './chat.ts';

export interface Person {
  id: string;
  session: string;
}
export const as = (who: Person): { as: Caller } => ({ as: { session: who.session } });

/** Why chats are followed here, unless told. */
export const usualWhy = 'primo giorno da solo';

/** A server with a chat, agents at it, supervisors of its service and of another, and what the stories do with them. */
export async function listeningRoom(also: readonly Mounted[] = []) {
  let live: { stop(): void } | undefined;
  const server = await testServer(
    [...contactsRoutes, ...contactsReadRoutes, ...listeningRoutes, ...insightRoutes, ...also],
    {
      also: (fastify, platform) => {
        live = registerLiveSocket(fastify, platform);
        return registerPublicPages(fastify, platform, {
          windowsPerAddress: 100,
          beginningRate: { burst: 500, perMinute: 500 },
        });
      },
    },
  );
  configureContacts({ customerSentence });
  const { db } = server.ctx;
  const desks: TestDesk[] = [];
  const widgets: { cut(): void }[] = [];
  const service = await server.makeService();
  const elsewhere = await server.makeService();
  const chat = await makeEntryPoint(db, 'chat', service);
  const person = (name: string, role: string, serviceId: string | null = service) =>
    server.makeStaff({ name, role, serviceId });
  const people = {
    /** Handles the chats. */
    luca: await person('Luca Agente', 'agent'),
    /** A colleague at the same queue. */
    chiara: await person('Chiara Agente', 'agent'),
    /** Two who supervise the service, one who supervises another. */
    elena: await person('Elena Supervisora', 'supervisor'),
    franca: await person('Franca Supervisora', 'supervisor'),
    gino: await person('Gino Altrove', 'supervisor', elsewhere),
    admin: await person('Roberto Capo', 'administrator', null),
  };
  const { luca, admin } = people;
  for (const { id } of [luca, people.chiara, people.elena]) await makeChatAgent(db, id, chat.queueId, 50);

  const widget = async (token: string | null = null) => {
    const opened = await openWidget(server.url, chat.id, {
      token,
      prefill: { name: 'Ada Prova', email: '', question: '' },
    });
    widgets.push(opened);
    return opened;
  };
  const follow = (who: Person, contact: string, why = usualWhy) =>
    server.sending(contract.startListening, { params: { id: contact }, body: { why } }, as(who));
  return {
    server,
    db,
    service,
    chat,
    ...people,
    widget,
    /** Records an agreement with the staff. */
    agree: async (covers: figures.AgreementCover[] = ['listening']) =>
      (
        await server.call(
          figures.recordAgreement,
          {
            body: {
              covers,
              reference: 'Accordo inventato 7',
              signedOn: '2026-01-15',
              sites: 'sede',
              purposes: 'prova del programma',
              retentionDays: 30,
            },
          },
          as(admin),
        )
      ).body.id,
    disagree: (id: string) =>
      server.call(figures.endAgreement, { params: { id }, body: { why: 'disdetta' } }, as(admin)),
    deskOf: async (who: Person) => {
      const desk = await openTestDesk(server.url, { session: who.session });
      desks.push(desk);
      return desk;
    },
    /** A chat that an agent has taken. */
    async talking(by: Person = luca) {
      const visitor = await widget();
      visitor.send(line('Buongiorno, ho una domanda'));
      await visitor.next('ack');
      const { conversationId } = await db
        .selectFrom('chat.visitor')
        .select('conversationId')
        .where('tokenHash', '=', digest(visitor.token))
        .executeTakeFirstOrThrow();
      const { id: contact } = await db
        .selectFrom('contacts.contact')
        .select('id')
        .where('conversationId', '=', conversationId)
        .executeTakeFirstOrThrow();
      expect((await server.call(takeContact, { params: { id: contact } }, as(by))).status).toBe(200);
      await visitor.next('state', ({ state }) => state.phase === 'active');
      return { visitor, conversation: conversationId!, contact };
    },
    /** The widget is told so; whichever line it comes with. */
    told: (visitor: Awaited<ReturnType<typeof widget>>, text: string) =>
      visitor.next('lines', ({ lines }) => lines.some((one) => one.text === text)),
    follow,
    async start(who: Person, contact: string, why?: string): Promise<contract.Listening> {
      const answer = await follow(who, contact, why);
      expect([answer.status, answer.body]).toMatchObject([201, {}]);
      return answer.body as unknown as contract.Listening;
    },
    stop: (who: Person, id: string) => server.call(contract.endListening, { params: { id } }, as(who)),
    whisper: (who: Person, id: string, text: string, clientId?: string) =>
      server.sending(
        contract.sendWhisper,
        { params: { id }, body: { text, ...(clientId === undefined ? {} : { clientId }) } },
        as(who),
      ),
    reply: (who: Person, conversation: string, text: string) =>
      server.sending(sendMessage, { params: { id: conversation }, body: { kind: 'reply', text } }, as(who)),
    /** Why a listening ended; null while it goes on. */
    endOf: async (id: string) =>
      (
        await db
          .selectFrom('contacts.listening')
          .select('endedBecause')
          .where('id', '=', id)
          .executeTakeFirstOrThrow()
      ).endedBecause,
    /** What the audit log says of a contact: what, who, why. */
    audited: async (contact: string) =>
      (
        await db
          .selectFrom('platform.audit')
          .select(['action', 'actor', 'reason'])
          .where('objectId', '=', contact)
          .orderBy('id')
          .execute()
      ).map(({ action, actor, reason }) => [action, actor, reason]),
    mine: async (who: Person, state: 'open' | 'all' = 'open') =>
      (await server.call(contract.listListening, { query: { state } }, as(who))).body.items,
    async close() {
      for (const desk of desks) desk.close();
      for (const one of widgets) one.cut();
      live?.stop();
      await server.stop();
    },
  };
}
