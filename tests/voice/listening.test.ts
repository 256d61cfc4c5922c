import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { takeContact } from '#contract/handling.ts';
import * as contract from '#contract/listening.ts';
import * as media from '#contract/media.ts';
import * as recordings from '#contract/recordings.ts';
import { callOfContact } from '#contract/voice.ts';
import { writeListeningAsks, writeSingleViewTerms } from '#server/access/index.ts';
import { registerLiveSocket } from '#server/app/live-socket.ts';
import { startMediaProcess } from '#server/app/media-process.ts';
import {
  lendCallLines,
  lendDialler,
  lendRecorder,
  listenersConsumer,
  mediaRoutes,
  voiceOrdersConsumer,
  voiceRoutes,
} from '#server/channels/voice/index.ts';
import * as handling from '#server/contacts/handling.ts';
import { contactsRoutes, endUnallowedListening, listeningRoutes } from '#server/contacts/index.ts';
import { sweepListening } from '#server/contacts/listening/watch.ts';
import { readWav } from '#server/media/core/wav.ts';
import { newId, record, startConsumer, systemActor } from '#server/platform/index.ts';
import {
  ensureKeys,
  keyFile,
  recorder,
  recordingGatewayRoutes,
  recordingRoutes,
} from '#server/recordings/index.ts';
import { makeCallbackQueue } from '#tests/stories/callbacks.ts';
import { setRecordingOf } from '#tests/stories/recordings.ts';
import { asAgent, broken, lead, legsOf, openOffer } from '#tests/stories/routing.ts';
import { heardIn } from '#tests/support/fake-leg.ts';
import { waitFor } from '#tests/support/server-process.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';
import { webPeer, type WebPeer } from '#tests/support/web-peer.ts';

// A supervisor on a colleague's call, with the real media process: who hears whom is heard.

interface Person {
  id: string;
  session: string;
}
const as = ({ session }: Person) => ({ as: { session } });
const why = 'primo giorno da sola';
const voices = { caller: 500, agent: 900, supervisor: 1300 };
const all = [...Object.values(voices), 425];
const first = 27_000 + (process.pid % 90) * 20;

let server: TestServer;
let service: string;
let elena: Person;
let franca: Person;
let gino: Person;
const peers: WebPeer[] = [];
const parts: { stop(): Promise<void> }[] = [];

/** What agreements with the staff in force cover. */
const agree = (covers: ('listening' | 'recording')[]) =>
  server.ctx.tx((tx) =>
    writeSingleViewTerms(
      tx,
      covers.length === 0 ? [] : [{ from: '2020-01-01', until: null, covers, retentionDays: 30 }],
    ),
  );

beforeAll(async () => {
  server = await testServer(
    [
      ...voiceRoutes,
      ...mediaRoutes,
      ...contactsRoutes,
      ...listeningRoutes,
      ...recordingGatewayRoutes,
      ...recordingRoutes,
    ],
    {
      environment: { FILO_MEDIA_HOST: '127.0.0.1', FILO_MEDIA_PORTS: `${first}-${first + 19}` },
      also: (http, platform) => {
        const live = registerLiveSocket(http, platform);
        http.addHook('preClose', async () => live.stop());
        http.addContentTypeParser('application/octet-stream', { parseAs: 'buffer' }, (_request, body, done) =>
          done(null, body),
        );
      },
    },
  );
  service = await server.makeService();
  const elsewhere = await server.makeService();
  elena = await server.makeStaff({ name: 'Elena Supervisora', role: 'supervisor', serviceId: service });
  franca = await server.makeStaff({ name: 'Franca Supervisora', role: 'supervisor', serviceId: service });
  gino = await server.makeStaff({ name: 'Gino Altrove', role: 'supervisor', serviceId: elsewhere });
  lendDialler();
  lendCallLines();
  ensureKeys(keyFile(server.platform.config.dataDir), server.clock.now());
  lendRecorder(recorder);
  parts.push(
    lead(server),
    startConsumer(server.ctx, voiceOrdersConsumer),
    startConsumer(server.ctx, listenersConsumer),
    startMediaProcess(server.ctx, server.url),
  );
});
afterAll(async () => {
  for (const part of parts.splice(0).toReversed()) await part.stop();
  await server.stop();
});
afterEach(async () => {
  for (const peer of peers.splice(0)) await peer.close();
  await waitFor(async () => (await openCalls()) === 0, 20_000, 'the end of every call');
  await agree(['listening', 'recording']);
  const wrong = await broken(server);
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
});

const eventually = <T>(look: () => T) => expect.poll(look, { timeout: 25_000 });
const openCalls = async () => {
  const { rows } = await server.platform.database.pool.query(
    'select count(*)::int as n from voice.call where ended_at is null',
  );
  return (rows[0] as { n: number }).n;
};

/** What somebody hears now: a line that is on no call is sent nothing. */
const now = async (peer: WebPeer): Promise<number[]> => {
  const last = peer.heard.at(-1);
  await sleep(400);
  return peer.heard.at(-1) === last ? [] : peer.hears(all);
};
const hears = (peer: WebPeer, whom: number[]) => eventually(() => now(peer)).toEqual(whom);

let lines = 0;
/** A number that may be called from a browser. */
async function line() {
  const { queue, profile } = await makeCallbackQueue(server, service, {}, { wrapUpMode: 'none' });
  const address = `+3905772${(lines += 1) + 10_000}`;
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
  return { id, queue, profile };
}

/** Makes somebody an agent of a profile, there or not. */
async function seat({ id }: Person, profileId: string, presence: 'available' | 'offline' = 'available') {
  const since = new Date(server.clock.now().getTime() - 60_000);
  const row = {
    profileId,
    presence,
    presenceSince: since,
    availableSince: presence === 'available' ? since : null,
    lastHandledAt: since,
    connected: true,
    connectedUntil: new Date(Date.now() + 30 * 86_400_000),
  };
  await server.ctx.db
    .insertInto('routing.agent')
    .values({ staffId: id, ...row })
    .onConflict((conflict) => conflict.column('staffId').doUpdateSet(row))
    .execute();
  await server.ctx.tx((tx) =>
    record(tx, systemActor, { kind: 'agent.changed', subjectId: id, data: { agent: id } }),
  );
}

async function phoneOf({ session }: Person, hz: number): Promise<WebPeer> {
  const peer = await webPeer();
  peers.push(peer);
  for (let tries = 0; ; tries += 1) {
    const { status, body } = await server.call(
      media.connectPhone,
      { body: { offer: peer.offer } },
      { as: { session } },
    );
    if (status === 200) {
      await peer.take(body.answer);
      break;
    }
    // The media process has just been started.
    if (tries > 100) throw new Error(`no telephone: ${status} ${JSON.stringify(body)}`);
    await sleep(200);
  }
  await eventually(() => peer.connected()).toBe(true);
  peer.speak(hz);
  return peer;
}

async function callFrom(entryPoint: string): Promise<{ peer: WebPeer; contact: string }> {
  const peer = await webPeer();
  peers.push(peer);
  const before = await server.ctx.db.selectFrom('voice.call').select('id').execute();
  for (let tries = 0; ; tries += 1) {
    const { status, body } = await server.call(media.startPublicCall, {
      body: { entryPoint, offer: peer.offer, name: 'Ada Prova' },
    });
    if (status === 201) {
      await peer.take(body.answer);
      break;
    }
    if (tries > 100) throw new Error(`no call: ${status} ${JSON.stringify(body)}`);
    await sleep(200);
  }
  await eventually(() => peer.connected()).toBe(true);
  peer.speak(voices.caller);
  const known = new Set(before.map(({ id }) => id));
  const fresh = async () =>
    (await server.ctx.db.selectFrom('voice.call').select(['id', 'contactId']).execute()).find(
      ({ id }) => !known.has(id),
    );
  await eventually(fresh).toBeDefined();
  return { peer, contact: (await fresh())!.contactId! };
}
const accept = async (contact: string, { id }: Person) => {
  await eventually(() => openOffer(server, contact)).not.toBeNull();
  await handling.acceptOffer(asAgent(server, id), (await openOffer(server, contact))!.id);
};

/** A call between a caller and an agent of their own, who hear each other. */
async function talking(means?: Awaited<ReturnType<typeof line>>) {
  const { id, queue, profile } = means ?? (await line());
  const agent = await server.makeStaff({ name: 'Luca Agente' });
  await seat(agent, profile);
  const phone = await phoneOf(agent, voices.agent);
  const { peer: caller, contact } = await callFrom(id);
  await accept(contact, agent);
  await hears(phone, [voices.caller]);
  await hears(caller, [voices.agent]);
  return { agent, phone, caller, contact, queue, profile, entryPoint: id };
}

const begin = (who: Person, contact: string) =>
  server.sending(contract.startListening, { params: { id: contact }, body: { why } }, as(who));
async function listens(who: Person, contact: string): Promise<string> {
  const answer = await begin(who, contact);
  expect([answer.status, answer.body]).toMatchObject([201, {}]);
  return (answer.body as unknown as contract.Listening).id;
}
const mode = async (who: Person, id: string, to: 'reading' | 'whispering' | 'stepped_in') => {
  const answer = await server.sending(contract.speakOnCall, { params: { id }, body: { mode: to } }, as(who));
  expect(answer).toMatchObject({ status: 200, body: { mode: to } });
};
const endOf = async (id: string) =>
  (
    await server.ctx.db
      .selectFrom('contacts.listening')
      .select('endedBecause')
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
  ).endedBecause;
const partiesSeenBy = async (who: Person, contact: string) =>
  (await server.call(callOfContact, { params: { id: contact } }, as(who))).body.call!.parties.map(
    ({ role }) => role,
  );
const audited = async (contact: string) =>
  (
    await server.ctx.db
      .selectFrom('platform.audit')
      .select(['action', 'actor', 'reason', 'after'])
      .where('objectId', '=', contact)
      .where('action', 'like', 'listening.%')
      .orderBy('id')
      .execute()
  ).map(({ action, actor, reason }) => [action, actor, reason]);

describe('a supervisor on a call', () => {
  test('hears both and is heard by nobody, then by the agent alone, then by both; on hold hears no more than is meant for them', async () => {
    await agree(['listening']);
    const { agent, phone, caller, contact } = await talking();
    const colleague = await server.makeStaff({ name: 'Chiara Agente', serviceId: service });
    expect((await begin(elena, contact)).body.code).toBe('own_phone_off');
    const own = await phoneOf(elena, voices.supervisor);
    const id = await listens(elena, contact);
    await hears(own, [voices.caller, voices.agent]);
    await hears(caller, [voices.agent]);
    await hears(phone, [voices.caller]);
    // The agent knows, by name; colleagues are not told.
    expect(await partiesSeenBy(agent, contact)).toEqual(['supervisor']);
    expect(await partiesSeenBy(elena, contact)).toEqual(['supervisor']);
    expect(await partiesSeenBy(colleague, contact)).toEqual([]);
    const told = (await server.call(contract.listListening, { query: { as: 'agent' } }, as(agent))).body;
    expect(told.items).toMatchObject([
      { id, channel: 'phone', supervisorName: 'Elena Supervisora', why, mode: 'reading' },
    ]);

    await mode(elena, id, 'whispering');
    await hears(phone, [voices.caller, voices.supervisor]);
    await hears(caller, [voices.agent]);
    await mode(elena, id, 'stepped_in');
    await hears(caller, [voices.agent, voices.supervisor]);
    await hears(phone, [voices.caller, voices.supervisor]);

    await mode(elena, id, 'reading');
    await hears(caller, [voices.agent]);
    await handling.holdContact(asAgent(server, agent.id), contact);
    await hears(own, []);
    expect((await server.call(contract.listLiveCalls, {}, as(elena))).body.items).toMatchObject([
      { contact, state: 'hold', agentName: 'Luca Agente', listening: { supervisor: elena.id } },
    ]);
    await mode(elena, id, 'whispering');
    await hears(own, [voices.agent]);
    await hears(phone, [voices.supervisor]);
    await handling.resumeContact(asAgent(server, agent.id), contact);
    await hears(own, [voices.caller, voices.agent]);
    await hears(caller, [voices.agent]);

    await handling.finishContact(asAgent(server, agent.id), contact);
    expect(await endOf(id)).toBe('call_over');
    await hears(own, []);
    expect(own.connected()).toBe(true);
    expect(await audited(contact)).toEqual(
      [
        'listening.started',
        'listening.whispering',
        'listening.stepped-in',
        'listening.stepped-out',
        'listening.whispering',
      ]
        .map((action) => [action, `staff:${elena.id}`, why])
        .concat([['listening.ended', `staff:${agent.id}`, why]]),
    );
  });

  test('takes it over: a transfer for its agent, whose line is free again; recorded is only what the customer heard', async () => {
    await agree(['listening', 'recording']);
    const means = await line();
    await setRecordingOf(server, means.queue.id, { mode: 'mandatory' });
    const { agent, phone, caller, contact } = await talking(means);
    await seat(elena, means.profile, 'offline');
    const own = await phoneOf(elena, voices.supervisor);
    const id = await listens(elena, contact);
    await mode(elena, id, 'whispering');
    await hears(phone, [voices.caller, voices.supervisor]);
    // As much as is looked at below is said while the supervisor speaks to the agent.
    await sleep(2000);
    await mode(elena, id, 'reading');
    await hears(phone, [voices.caller]);
    const take = { params: { id: contact }, body: { why: 'la prendo io' } };
    expect((await server.sending(takeContact, take, as(elena))).status).toBe(200);
    expect(await endOf(id)).toBe('taken_over');
    await hears(caller, [voices.supervisor]);
    await hears(own, [voices.caller]);
    await hears(phone, []);
    expect(
      (await legsOf(server, contact)).filter(({ kind }) => kind === 'handle').map((leg) => leg.result),
    ).toEqual(['transferred_out', null]);
    expect(await partiesSeenBy(elena, contact)).toEqual([]);
    await sleep(1500);
    await handling.finishContact(asAgent(server, elena.id), contact);

    const boss = as(await server.makeStaff({ role: 'administrator' }));
    const found = async () =>
      (await server.call(recordings.recordingsOfContact, { params: { id: contact } }, boss)).body.items[0];
    await eventually(async () => (await found())?.state).toBe('ended');
    await eventually(async () => (await found())?.cut).toBe(false);
    const opened = await server.call(
      recordings.openRecording,
      { params: { id: (await found())!.id }, body: { why: 'prova' } },
      boss,
    );
    expect(opened.status).toBe(201);
    const sound = await fetch(
      `${server.url}/api/v1/recordings/${(await found())!.id}/audio?listen=${opened.body.listen}`,
      { headers: { cookie: `filo_session=${boss.as.session}`, 'x-filo': '1' } },
    );
    const { channels } = readWav(new Uint8Array(await sound.arrayBuffer()));
    const [left, right] = channels.map((samples) => stretches(samples));
    // The customer left. Right: whom they heard, the agent and then the supervisor, never both at once.
    expect(left).toEqual([`${voices.caller}`]);
    expect(right).toEqual([`${voices.agent}`, `${voices.supervisor}`]);
    expect(agent.id).not.toBe(elena.id);
  });

  test('whose line goes is missed by nobody: the call goes on, and the listening is over', async () => {
    await agree(['listening']);
    const { phone, caller, contact } = await talking();
    const own = await phoneOf(elena, voices.supervisor);
    const id = await listens(elena, contact);
    await mode(elena, id, 'stepped_in');
    await hears(caller, [voices.agent, voices.supervisor]);
    expect(await endOf(id)).toBeNull();
    await own.close(true);
    await hears(caller, [voices.agent]);
    await eventually(() => endOf(id)).toBe('line_gone');
    await hears(phone, [voices.caller]);
  });

  test('who answers a call of their own leaves the other one, and is heard on their own only', async () => {
    await agree(['listening']);
    const { phone, caller, contact } = await talking();
    const mine = await line();
    await seat(franca, mine.profile);
    const own = await phoneOf(franca, voices.supervisor);
    const id = await listens(franca, contact);
    await mode(franca, id, 'stepped_in');
    await hears(caller, [voices.agent, voices.supervisor]);
    const other = await callFrom(mine.id);
    await accept(other.contact, franca);
    await hears(other.peer, [voices.supervisor]);
    await hears(own, [voices.caller]);
    await hears(caller, [voices.agent]);
    await eventually(() => endOf(id)).toBe('own_call');
    await hears(other.peer, [voices.supervisor]);
    await hears(phone, [voices.caller]);
    // Nor does one begin while on a call.
    expect((await begin(franca, contact)).body.code).toBe('on_a_call');
  });

  test('hears it only with a right where it is, an agreement, and while both last; an agent who is asked says so first', async () => {
    await agree([]);
    const { agent, phone, contact } = await talking();
    const own = await phoneOf(elena, voices.supervisor);
    await phoneOf(gino, 425);
    const refusal = async (who: Person) => {
      const { status, body } = await begin(who, contact);
      return [status, body.code];
    };
    const calls = async (who: Person) => (await server.call(contract.listLiveCalls, {}, as(who))).body;
    expect(await refusal(elena)).toEqual([403, 'no_listening_agreement']);
    expect(await calls(elena)).toMatchObject({
      allowed: false,
      times: false,
      items: [{ contact, since: null, heldSince: null }],
    });
    await agree(['listening']);
    expect(await refusal(gino)).toEqual([404, 'not_found']);
    expect(await calls(gino)).toMatchObject({ allowed: true, total: 0, items: [] });
    expect((await refusal(agent))[0]).toBe(403);
    const [row] = (await calls(elena)).items;
    expect(row).toMatchObject({ contact, state: 'talk', listening: null });
    expect(row!.since).not.toBeNull();

    await server.ctx.tx((tx) => writeListeningAsks(tx, true));
    const asked = await listens(elena, contact);
    expect(
      (
        await server.sending(
          contract.speakOnCall,
          { params: { id: asked }, body: { mode: 'whispering' } },
          as(elena),
        )
      ).body.code,
    ).toBe('not_agreed');
    await hears(own, []);
    await server.call(contract.answerListening, { params: { id: asked }, body: { agree: true } }, as(agent));
    await hears(own, [voices.caller, voices.agent]);
    await server.ctx.tx((tx) => writeListeningAsks(tx, false));
    // One supervisor on a call.
    await phoneOf(franca, 425);
    expect(await refusal(franca)).toEqual([409, 'listened_already']);

    await agree([]);
    await server.ctx.tx((tx) => endUnallowedListening(tx, server.ctx));
    expect(await endOf(asked)).toBe('agreement_over');
    await hears(own, []);

    await agree(['listening']);
    const again = await listens(elena, contact);
    await hears(own, [voices.caller, voices.agent]);
    const grants = await server.ctx.db
      .deleteFrom('access.grant')
      .where('staffId', '=', elena.id)
      .returningAll()
      .execute();
    await sweepListening(server.ctx);
    await server.ctx.db.insertInto('access.grant').values(grants).execute();
    expect(await endOf(again)).toBe('right_lost');
    await hears(own, []);
    await hears(phone, [voices.caller]);
  });
});

/**
 * What is heard on a side of a recording, one after the other: in pieces of a quarter of a second that are not silent and
 * are like the one before, so that a piece in which one gives way to the other counts for nothing.
 */
function stretches(samples: Int16Array): string[] {
  const heard: string[] = [];
  let before = '';
  for (let at = 0; at + 2000 <= samples.length; at += 2000) {
    const piece = heardIn(samples.subarray(at, at + 2000), all, 0.04).join('+');
    if (piece !== '' && piece === before && heard.at(-1) !== piece) heard.push(piece);
    before = piece;
  }
  return heard;
}
