import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as announcements from '#contract/announcements.ts';
import { getQueuePhone, setQueuePhone, type QueuePhone } from '#contract/queue-phone.ts';
import * as recordings from '#contract/recordings.ts';
import type { CallTurn } from '#contract/voice-turns.ts';
import { endUpload, uploadPart } from '#contract/recordings.ts';
import { voicemail } from '#server/recordings/index.ts';
import { findTranscript } from '#server/recordings/transcripts.store.ts';
import { sms } from '#server/channels/index.ts';
import { callbackRow, makeOfficeHours } from '#tests/stories/callbacks.ts';
import { agreeOn, recordedCentre, makeRecordedLine, setRecordingOf } from '#tests/stories/recordings.ts';
import { contactRow, legsOf, makeCentreAgent } from '#tests/stories/routing.ts';
import { tones } from '#tests/stories/tones.ts';
import { lendLinkSender, lendVoicemail } from './index.ts';
import { usualQueuePhone } from './queue-phone.service.ts';

let centre: Awaited<ReturnType<typeof recordedCentre>>;
let gateway: { as: { token: string } };
beforeAll(async () => {
  centre = await recordedCentre();
  lendVoicemail(voicemail);
  lendLinkSender({
    send: (tx, ctx, one) => sms.smsMedium.send(tx, ctx, one),
    sentSince: sms.smsSentSince,
  });
  gateway = { as: { token: (await centre.server.makeToken(['voice.gateway'])).token } };
});
afterAll(() => centre.server.stop());
beforeEach(() => centre.begin());
afterEach(() => centre.end());

let numbers = 0;
const caller = () => `+3933344${(numbers += 1) + 10_000}`;
const stretches = async (id: string) =>
  (await legsOf(centre.server, id)).map((leg) => `${leg.kind} ${leg.result}`);
const said = (turn: CallTurn) => turn.say.map(({ prompt, text }) => prompt ?? text);

/** A line whose callers hear what is told here. */
async function line(phone: Partial<QueuePhone> = {}, also: Record<string, unknown> = {}) {
  const made = await makeRecordedLine(centre.server, centre.service, { mode: 'off' });
  const { db } = centre.server.ctx;
  const { welcome, linkText, ...rest } = { ...usualQueuePhone, ...phone };
  await db
    .insertInto('voice.waitingSetting')
    .values({
      queueId: made.queue.id,
      ...rest,
      welcome: JSON.stringify(welcome),
      linkText: JSON.stringify(linkText),
    })
    .execute();
  if (Object.keys(also).length > 0)
    await db.updateTable('routing.queue').set(also).where('id', '=', made.queue.id).execute();
  return made;
}

/** A caller on the line, turn by turn. */
async function calls(address: string, from: string | null = caller()) {
  const { body } = await centre.double().call(from, address);
  let turn = 0;
  const go = async (input: Parameters<ReturnType<typeof centre.double>['turn']>[2]): Promise<CallTurn> => {
    const answer = await centre.double().turn(body.id, turn, input);
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    turn = answer.body.turn;
    return answer.body;
  };
  return {
    id: body.id,
    contact: body.contact,
    from,
    begins: () => go({ kind: 'begin' }),
    presses: (keys: string) => go({ kind: 'keys', keys }),
    go,
    hangsUp: () => centre.hangUp(body.id),
    /** Seconds of a message that the gateway has uploaded. */
    async speaks(seconds: number) {
      for (let at = 0; at < seconds; at += 1)
        await centre.server.sending(
          uploadPart,
          {
            params: { id: body.id, number: String(at) },
            query: { start: at * 1000, of: 'message' },
            body: tones(1000, 440, 0),
          },
          gateway,
        );
      await centre.server.call(
        endUpload,
        { params: { id: body.id }, body: { parts: seconds, of: 'message' } },
        gateway,
      );
    },
  };
}

describe('who waits', () => {
  test('hears what the queue says and how things stand, in their language', async () => {
    const { address } = await line({ choices: ['callback'], welcome: { it: 'Buongiorno da Colle.' } });
    const one = await calls(address);
    const first = await one.begins();
    // Nobody is logged in: it is said, with what can be done.
    expect(said(first)).toEqual([
      'Buongiorno da Colle.',
      'nobody',
      'choice-callback',
      'number.1',
      'still-waiting',
    ]);
    expect(first.next).toMatchObject({ kind: 'music', keys: '0123456789*#' });
    const { status, body } = await centre.double().turn(one.id, first.turn - 1, { kind: 'begin' });
    // The same turn again is the same answer.
    expect([status, said(body)]).toEqual([200, said(first)]);
    await one.hangsUp();
    expect(await stretches(one.contact)).toEqual(['queue abandoned']);
  });

  test('is told their place, and the choices only where the queue offers them', async () => {
    const { address, profile } = await line({ choices: [] });
    // Somebody is there, and busy with the first.
    const agent = await makeCentreAgent(centre.server, profile);
    const busy = await calls(address);
    await centre.accept(busy.contact, agent);
    const first = await calls(address);
    const second = await calls(address);
    expect(said(await first.begins()).slice(0, 2)).toEqual(['welcome', 'you-are-next']);
    expect(said(await second.begins()).slice(0, 3)).toEqual(['welcome', 'position', 'number.2']);
    await first.hangsUp();
    centre.server.clock.forward(61_000);
    expect(said(await second.go({ kind: 'due' }))[0]).toBe('you-are-next');
    centre.server.clock.forward(-61_000);
    // A key that means nothing leads back to waiting, and is answered.
    expect(said(await second.presses('1'))[0]).toBe('no-such-choice');
    for (const one of [second, busy]) await one.hangsUp();
  });

  test('is called back with their place at the number that they confirm', async () => {
    const { address } = await line();
    const one = await calls(address);
    await one.begins();
    expect(said(await one.presses('1')).slice(0, 3)).toEqual(['callback-number', 'number.3', 'number.3']);
    expect(said(await one.presses('2'))).toEqual(['callback-ask-number']);
    // A number that nobody dials back is said to be none, and asked for again.
    await one.presses('899123456#');
    expect(said(await one.presses('1'))).toEqual(['number-wrong', 'callback-ask-number']);
    await one.presses('0577123456#');
    const last = await one.presses('1');
    expect([said(last), last.next.kind]).toEqual([['callback-done'], 'end']);
    expect(await stretches(one.contact)).toEqual(['queue callback']);
    const promised = await centre.server.ctx.db
      .selectFrom('contacts.callback')
      .selectAll()
      .where('number', '=', '+390577123456')
      .executeTakeFirstOrThrow();
    const waited = (await legsOf(centre.server, one.contact))[0]!;
    expect(promised).toMatchObject({ via: 'phone', state: 'open' });
    expect(promised.placeAt).toEqual(waited.startedAt);
    await one.hangsUp();
  });

  test('leaves a message that is encrypted, becomes a call that is owed, and is heard by whoever has it', async () => {
    const { address, queue, profile } = await line();
    const one = await calls(address);
    await one.begins();
    const asked = await one.presses('2');
    expect([said(asked), asked.next.kind]).toEqual([['leave-message'], 'record']);
    await one.speaks(3);
    const last = await one.go({ kind: 'recorded', seconds: 3 });
    expect([said(last), last.next.kind]).toEqual([['message-kept', 'goodbye'], 'end']);
    await one.hangsUp();
    expect(await stretches(one.contact)).toEqual(['queue callback']);
    const row = await centre.row(one.id);
    expect(row).toMatchObject({ kind: 'message', state: 'ended', lengthMs: 3000, queueId: queue.id });
    expect(await callbackRow(centre.server, row.contactId)).toMatchObject({
      number: one.from,
      note: 'Messaggio vocale (0:03)',
    });
    // Whoever is offered it hears it; the listen is in the log. Who is elsewhere does not even see that it is there.
    const agent = await makeCentreAgent(centre.server, profile);
    await centre.accept(row.contactId, agent);
    const as = { as: await centre.sessionOf(agent) };
    const { body } = await centre.server.call(
      recordings.recordingsOfContact,
      { params: { id: row.contactId } },
      as,
    );
    expect(body.items).toMatchObject([
      { id: row.id, kind: 'message', may: { listen: true, download: false } },
    ]);
    const opened = await centre.server.call(
      recordings.openRecording,
      { params: { id: row.id }, body: {} },
      as,
    );
    expect(opened.body).toMatchObject({ length: 3000, whole: true });
    const listens = await centre.server.ctx.db
      .selectFrom('recordings.listen')
      .selectAll()
      .where('recordingId', '=', row.id)
      .execute();
    expect(listens).toMatchObject([{ staffId: agent, kind: 'listen' }]);
    const elsewhere = await centre.server.makeToken(['contact.read'], await centre.server.makeService());
    const refused = await centre.server.call(
      recordings.openRecording,
      { params: { id: row.id }, body: {} },
      { as: { token: elsewhere.token } },
    );
    expect(refused.status).toBe(404);
  });

  test('who hangs up in the middle of a message has left it; who says nothing has not', async () => {
    const { address } = await line();
    const one = await calls(address);
    await one.begins();
    await one.presses('2');
    await one.speaks(2);
    await one.hangsUp();
    expect(await stretches(one.contact)).toEqual(['queue callback']);
    expect(await centre.row(one.id)).toMatchObject({ kind: 'message', state: 'ended', lengthMs: 2000 });
    const other = await calls(address);
    await other.begins();
    await other.presses('2');
    expect(said(await other.go({ kind: 'recorded', seconds: 0 }))[0]).toBe('nothing-heard');
    await other.hangsUp();
    expect(await stretches(other.contact)).toEqual(['queue abandoned']);
    const left = await centre.server.ctx.db
      .selectFrom('recordings.recording')
      .select('id')
      .where('callId', '=', other.id)
      .execute();
    expect(left).toEqual([]);
  });

  test('is answered in the middle of a message: what was said is kept with the contact, once, and may be left again', async () => {
    const { address, profile } = await line();
    const agent = await makeCentreAgent(centre.server, profile);
    const one = await calls(address);
    await one.begins();
    expect((await one.presses('2')).next).toMatchObject({ kind: 'record' });
    await centre.accept(one.contact, agent);
    await centre.double().wanted(one.contact, 'talk');
    // The gateway brings what there is of it, and says so, some of them twice.
    await one.speaks(3);
    await one.speaks(3);
    const messages = () =>
      centre.server.ctx.db
        .selectFrom('recordings.recording')
        .select(['id', 'state', 'lengthMs', 'contactId'])
        .where('callId', '=', one.id)
        .where('kind', '=', 'message')
        .orderBy('decidedAt')
        .execute();
    const kept = { state: 'ended', lengthMs: 3000, contactId: one.contact };
    expect(await messages()).toMatchObject([kept]);
    // No call is owed for it.
    expect((await contactRow(centre.server, one.contact)).state).toBe('active');
    // Its agent hears it at once.
    const { body } = await centre.server.call(
      recordings.recordingsOfContact,
      { params: { id: one.contact } },
      { as: await centre.sessionOf(agent) },
    );
    expect(body.items).toMatchObject([{ kind: 'message', may: { listen: true } }]);

    // The agent's line is lost: they wait again, and leave another.
    await centre.double().tell(one.id, 'agent_lost');
    await one.begins();
    expect((await one.presses('2')).next).toMatchObject({ kind: 'record' });
    await one.speaks(2);
    await one.go({ kind: 'recorded', seconds: 2 });
    expect((await messages()).map(({ lengthMs }) => lengthMs)).toEqual([3000, 2000]);
    await one.hangsUp();
    const lines = await centre.server.ctx.db
      .selectFrom('contacts.message as m')
      .innerJoin('contacts.contact as c', 'c.conversationId', 'm.conversationId')
      .select('m.text')
      .where('c.id', '=', one.contact)
      .where('m.direction', '=', 'system')
      .execute();
    expect(lines.filter(({ text }) => text.startsWith('Messaggio vocale'))).toEqual([
      { text: 'Messaggio vocale (0:03)' },
    ]);
  });

  test('who hangs up on the agent that answered their message has left it with the contact all the same', async () => {
    const { address, profile } = await line();
    const agent = await makeCentreAgent(centre.server, profile);
    const one = await calls(address);
    await one.begins();
    await one.presses('2');
    // Uploaded before anybody answered; that it is over was never told.
    await one.speaks(2);
    await centre.accept(one.contact, agent);
    await centre.double().wanted(one.contact, 'talk');
    await one.hangsUp();
    const left = await centre.server.ctx.db
      .selectFrom('recordings.recording')
      .select(['state', 'lengthMs', 'contactId'])
      .where('callId', '=', one.id)
      .where('kind', '=', 'message')
      .execute();
    expect(left).toEqual([{ state: 'ended', lengthMs: 2000, contactId: one.contact }]);
  });

  test('a message is written down where the queue asks for transcripts, without an agreement: nobody of the staff is in it', async () => {
    const { address, queue } = await line();
    await setRecordingOf(centre.server, queue.id, { mode: 'off', transcripts: true });
    await agreeOn(centre.server, {});
    try {
      const one = await calls(address);
      await one.begins();
      await one.presses('2');
      await one.speaks(2);
      await one.go({ kind: 'recorded', seconds: 2 });
      const row = await centre.row(one.id);
      expect(await findTranscript(centre.server.ctx.db, row.id)).toMatchObject({
        state: 'waiting',
        keepDays: null,
      });
      await one.hangsUp();
    } finally {
      await agreeOn(centre.server, { recording: 365 });
    }
  });

  test('gets the link by SMS once and goes on waiting; a landline is not offered it, nor who had three today', async () => {
    const linkText = { it: 'Qui trova tutto: https://example.org/guasti' };
    const { address } = await line({ choices: ['sms'], linkText });
    const from = caller();
    for (const turn of [1, 2, 3]) {
      const one = await calls(address, from);
      expect(said(await one.begins())).toContain('choice-sms');
      const sent = await one.presses('3');
      expect([said(sent)[0], sent.next.kind]).toEqual(['sms-sent', 'music']);
      expect(said(await one.presses('3'))[0], `call ${turn}`).toBe('no-such-choice');
      await one.hangsUp();
    }
    const { items } = { items: await sms.messagesFor(centre.server.ctx.db, null) };
    expect(items.filter(({ number }) => number === from)).toMatchObject(
      [1, 2, 3].map(() => ({ direction: 'out', text: linkText.it })),
    );
    for (const number of [from, '+390577123999', null]) {
      const one = await calls(address, number);
      expect(said(await one.begins())).not.toContain('choice-sms');
      await one.hangsUp();
    }
  });

  test('says no to being recorded by a key, and it is kept; the notice is due until it was heard', async () => {
    const made = await makeRecordedLine(centre.server, centre.service, { mode: 'all' });
    const one = await calls(made.address);
    const first = await one.begins();
    expect(first.say.find(({ notice }) => notice)?.text).toBe('La chiamata può essere registrata.');
    expect(said(first)).toContain('recording-opt-out');
    await centre.gateway.told(one.id);
    expect(said(await one.presses('9'))[0]).toBe('recording-off');
    const refusal = await centre.server.ctx.db
      .selectFrom('recordings.refusal')
      .selectAll()
      .where('callId', '=', one.id)
      .executeTakeFirstOrThrow();
    expect(refusal).toMatchObject({ via: 'keys', honoured: true });
    const again = await one.go({ kind: 'begin' });
    expect(again.say.some(({ notice }) => notice)).toBe(false);
    await one.hangsUp();
  });
});

describe('whom no queue took', () => {
  test('after hours hears when it opens, and is called back then', async () => {
    const calendarId = await makeOfficeHours(centre.server);
    const { address } = await line({}, { calendarId, branches: branches('closed') });
    const before = centre.server.clock.now();
    centre.server.clock.set(new Date('2026-11-30T20:00:00Z'));
    const one = await calls(address);
    const first = await one.begins();
    expect(said(first)).toEqual([
      'welcome',
      'Siamo chiusi.',
      'opens-again',
      '1 dicembre',
      '09:00',
      'choice-callback',
      'number.1',
      'choice-message',
      'number.2',
    ]);
    expect(first.next.kind).toBe('ask');
    await one.presses('1');
    expect((await one.presses('1')).next.kind).toBe('end');
    await one.hangsUp();
    const [promised] = await centre.server.ctx.db
      .selectFrom('contacts.callback')
      .selectAll()
      .where('number', '=', one.from!)
      .execute();
    expect(promised!.dueAt).toEqual(new Date('2026-12-01T08:00:00Z'));
    centre.server.clock.set(before);
  });

  test('by a full queue may leave a message all the same, and who does nothing hears a goodbye', async () => {
    const { address } = await line(
      {},
      {
        branches: branches('full'),
        entryLimit: JSON.stringify({ max: 1, bufferShare: 0, channels: ['phone'] }),
      },
    );
    const inside = await calls(address);
    const one = await calls(address);
    expect(said(await one.begins()).slice(0, 2)).toEqual(['welcome', 'Siamo al completo.']);
    expect((await contactRow(centre.server, one.contact)).state).toBe('cancelled');
    await one.presses('2');
    await one.speaks(2);
    expect((await one.go({ kind: 'recorded', seconds: 2 })).next.kind).toBe('end');
    await one.hangsUp();
    // No room for it yet: it waits for its time.
    const row = await centre.row(one.id);
    expect((await contactRow(centre.server, row.contactId)).state).toBe('scheduled');
    const other = await calls(address);
    let turn = await other.begins();
    for (let tries = 0; turn.next.kind !== 'end'; tries += 1) {
      expect(tries).toBeLessThan(5);
      turn = await other.go({ kind: 'silence' });
    }
    expect(said(turn)).toContain('goodbye');
    for (const call of [inside, other]) await call.hangsUp();
  });
});

const branches = (occasion: 'closed' | 'full') =>
  JSON.stringify({
    full: { do: 'wait' },
    closed: { do: 'wait' },
    emergency: { do: 'wait' },
    [occasion]: {
      do: 'message',
      text: {
        it: occasion === 'closed' ? 'Siamo chiusi.' : 'Siamo al completo.',
        en: 'Not now.',
      },
    },
  });

describe('an announcement', () => {
  const wish = (serviceId: string, queue: string, also: Record<string, unknown> = {}) => ({
    title: 'Guasto a Colle',
    texts: { it: 'Manca l’acqua a Colle, torna alle 18.' },
    serviceId,
    queues: [queue],
    why: 'rottura della condotta',
    ...also,
  });

  test('answers callers, ends their calls and counts as such; who goes on waits', async () => {
    const { server, service } = centre;
    const { address, queue } = await line();
    const supervisor = { as: { token: (await server.makeToken(['routing.supervise', 'live.read'])).token } };
    const made = await server.call(
      announcements.createAnnouncement,
      { body: wish(service, queue.id) },
      supervisor,
    );
    expect([made.status, made.body.state]).toEqual([201, 'running']);
    const one = await calls(address);
    const first = await one.begins();
    expect(said(first)).toEqual([
      'welcome',
      'Manca l’acqua a Colle, torna alle 18.',
      'announcement-answered',
      'number.1',
      'announcement-stay',
    ]);
    const last = await one.presses('1');
    expect([said(last), last.next.kind]).toEqual([['thanks', 'goodbye'], 'end']);
    await one.hangsUp();
    expect(await stretches(one.contact)).toEqual(['queue announced']);
    expect((await contactRow(server, one.contact)).state).toBe('closed');
    // Hung up on it, having heard it: the same.
    const two = await calls(address);
    await two.begins();
    server.clock.forward(8000);
    await two.hangsUp();
    server.clock.forward(-8000);
    expect(await stretches(two.contact)).toEqual(['queue announced']);
    // Hung up at once: nothing was heard, and they are lost.
    const three = await calls(address);
    await three.begins();
    await three.hangsUp();
    expect(await stretches(three.contact)).toEqual(['queue abandoned']);
    const four = await calls(address);
    await four.begins();
    expect((await four.go({ kind: 'silence' })).next.kind).toBe('music');
    const { body } = await server.call(announcements.listAnnouncements, {}, supervisor);
    expect(body.items.find(({ id }) => id === made.body.id)).toMatchObject({ heard: 3, answered: 2 });
    const ended = await server.call(
      announcements.endAnnouncement,
      { params: { id: made.body.id }, body: { why: 'riparato' } },
      supervisor,
    );
    expect(ended.body.state).toBe('over');
    const five = await calls(address);
    expect(said(await five.begins())).not.toContain('announcement-answered');
    for (const call of [four, five]) await call.hangsUp();
    const audits = await server.ctx.db
      .selectFrom('platform.audit')
      .select(['action', 'reason'])
      .where('objectId', '=', made.body.id)
      .orderBy('id')
      .execute();
    expect(audits.map(({ action, reason }) => [action, reason])).toEqual([
      ['announcement.created', 'rottura della condotta'],
      ['announcement.ended', 'riparato'],
    ]);
  });

  test('in whose middle an agent answers is over for its caller: they speak, are recorded, and were not lost to it', async () => {
    const { server, service } = centre;
    const { address, queue, profile } = await line();
    await setRecordingOf(server, queue.id, { mode: 'mandatory' });
    const supervisor = { as: { token: (await server.makeToken(['routing.supervise'])).token } };
    await server.call(announcements.createAnnouncement, { body: wish(service, queue.id) }, supervisor);
    const agent = await makeCentreAgent(server, profile);
    const one = await calls(address);
    expect(said(await one.begins())).toContain('announcement-answered');
    await centre.accept(one.contact, agent);
    expect(await centre.double().wanted(one.contact, 'talk')).toMatchObject({ recording: 'on' });
    // Long after it would have answered them.
    server.clock.forward(8000);
    await one.hangsUp();
    server.clock.forward(-8000);
    expect(await stretches(one.contact)).toEqual(['queue answered', 'offer accepted', 'handle completed']);
    expect(await centre.row(one.id)).toMatchObject({ kind: 'call', state: 'ended' });
  });

  test('for a place is not told to who lives elsewhere, and is to who is not known', async () => {
    const { server, service } = centre;
    const { address, queue } = await line();
    const supervisor = { as: { token: (await server.makeToken(['routing.supervise'])).token } };
    await server.call(
      announcements.createAnnouncement,
      { body: wish(service, queue.id, { areas: ['Colle di Val d’Elsa'], endsCall: false }) },
      supervisor,
    );
    const live = async (where: string) => {
      const from = caller();
      const first = await calls(address, from);
      await first.hangsUp();
      const { customerId } = await contactRow(server, first.contact);
      await server.ctx.db
        .insertInto('customers.position')
        .values({
          id: crypto.randomUUID(),
          customerId,
          kind: 'water',
          code: from,
          serviceId: service,
          address: where,
        })
        .execute();
      const again = await calls(address, from);
      const heard = said(await again.begins()).includes('Manca l’acqua a Colle, torna alle 18.');
      await again.hangsUp();
      return heard;
    };
    expect(await live('Via Roma 1, 53034 Colle di Val d’Elsa')).toBe(true);
    expect(await live('Via Roma 1, 53100 Siena')).toBe(false);
    const stranger = await calls(address, null);
    expect(said(await stranger.begins())).toContain('Manca l’acqua a Colle, torna alle 18.');
    await stranger.hangsUp();
  });

  test('is made by who supervises what it is told to, and says what is wrong with a wish', async () => {
    const { server, service } = centre;
    const { queue } = await line();
    const other = await server.makeService();
    const elsewhere = { as: { token: (await server.makeToken(['routing.supervise'], other)).token } };
    const make = (body: object, by: typeof elsewhere) =>
      server.call(announcements.createAnnouncement, { body } as never, by);
    expect((await make(wish(service, queue.id), elsewhere)).status).toBe(404);
    const supervisor = { as: { token: (await server.makeToken(['routing.supervise', 'live.read'])).token } };
    const wrong = async (also: Record<string, unknown>) => {
      const { status, body } = await make(wish(service, queue.id, also), supervisor);
      return [status, (body as unknown as { errors: { field: string }[] }).errors[0]?.field];
    };
    expect(await wrong({ texts: { en: 'No water.' } })).toEqual([422, 'texts.it']);
    expect(await wrong({ queues: [crypto.randomUUID()] })).toEqual([422, 'queues']);
    expect(await wrong({ entryPoints: [crypto.randomUUID()] })).toEqual([422, 'entryPoints']);
    expect(await wrong({ untilAt: '2020-01-01T00:00:00Z' })).toEqual([422, 'untilAt']);
    const made = await make(wish(service, queue.id), supervisor);
    const hidden = await server.call(
      announcements.endAnnouncement,
      { params: { id: made.body.id }, body: { why: 'non mio' } },
      elsewhere,
    );
    expect(hidden.status).toBe(404);
    const seen = await server.call(
      announcements.listAnnouncements,
      {},
      {
        as: { token: (await server.makeToken(['live.read'], other)).token },
      },
    );
    expect(seen.body.items).toEqual([]);
    await server.call(
      announcements.endAnnouncement,
      { params: { id: made.body.id }, body: { why: 'fine prova' } },
      supervisor,
    );
  });
});

test('how a queue speaks on the phone is set by who administers it, with a link where an SMS is offered', async () => {
  const { server } = centre;
  const { queue } = await makeRecordedLine(server, centre.service, { mode: 'off' });
  const as = { as: { token: (await server.makeToken(['admin.routing', 'admin.read'])).token } };
  const params = { id: queue.id };
  expect((await server.call(getQueuePhone, { params }, as)).body).toMatchObject({
    ...usualQueuePhone,
    callbacks: true,
  });
  const put = (body: Partial<QueuePhone>) =>
    server.call(setQueuePhone, { params, body: { ...usualQueuePhone, ...body } }, as);
  const fields = async (body: Partial<QueuePhone>) =>
    ((await put(body)).body as unknown as { errors: { field: string }[] }).errors.map(({ field }) => field);
  expect(await fields({ choices: ['sms'] })).toEqual(['linkText.it']);
  expect(await fields({ linkText: { it: 'senza niente' } })).toEqual(['linkText.it']);
  expect(await fields({ everySeconds: 1 })).toEqual(['everySeconds']);
  const wish = { choices: ['sms' as const], linkText: { it: 'https://example.org/qui' }, direct: true };
  expect((await put(wish)).status).toBe(200);
  expect((await server.call(getQueuePhone, { params }, as)).body).toMatchObject(wish);
  const reader = { as: { token: (await server.makeToken(['admin.read'])).token } };
  expect((await server.call(setQueuePhone, { params, body: usualQueuePhone }, reader)).status).toBe(403);
});
