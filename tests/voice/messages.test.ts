import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import * as recordings from '#contract/recordings.ts';
import * as speech from '#contract/speech.ts';
import { flowGraph } from '#contract/flow-graph.ts';
import { connectOwnPhone } from '#server/channels/voice/phones.service.ts';
import * as handling from '#server/contacts/handling.ts';
import { decode } from '#server/media/core/alaw.ts';
import { tone } from '#server/media/core/tones.ts';
import { readWav, writeWav } from '#server/media/core/wav.ts';
import { ensureKeys, keyFile, recordingRoutes } from '#server/recordings/index.ts';
import { makeCallbackQueue } from '#tests/stories/callbacks.ts';
import { publish } from '#tests/stories/flows.ts';
import { asAgent, contactRow, lead, legsOf, makeCentreAgent, openOffer } from '#tests/stories/routing.ts';
import { heardIn, strength } from '#tests/support/fake-leg.ts';
import { asked, eventually, flowPhone, type Caller, type FlowPhone } from '#tests/support/flow-phone.ts';
import type { WebPeer } from '#tests/support/web-peer.ts';

// What is said on the phone and what is left on it, with the real media process: compared by its sound.

let phone: FlowPhone;
let routing: { stop(): Promise<void> };
const first = 31_000 + (process.pid % 90) * 20;
const voices = { caller: 500, agent: 900, italian: 1500, english: 1900 };
const all = Object.values(voices);
const tonePrompt = 1000;

beforeAll(async () => {
  phone = await flowPhone(`${first}-${first + 19}`, recordingRoutes);
  const { server } = phone;
  ensureKeys(keyFile(server.platform.config.dataDir), server.clock.now());
  routing = lead(server);
});
afterAll(async () => {
  await routing.stop();
  await phone.stop();
});
afterEach(() => phone.tidy());

let flows = 0;
/** A queue of its own, whose callers may leave a message, and a number that leads there: through a flow, if so told. */
async function line({ flow = false } = {}): Promise<{ number: string; profile: string }> {
  const { server, service, editor } = phone;
  const { queue, profile } = await makeCallbackQueue(server, service, {}, { wrapUpMode: 'none' });
  await server.ctx.db
    .insertInto('voice.waitingSetting')
    .values({
      queueId: queue.id,
      direct: false,
      tellPosition: false,
      tellWait: false,
      everySeconds: 60,
      choicesSeconds: 90,
      choices: ['message'],
    })
    .execute();
  if (!flow) return { number: await phone.number(null, queue.id), profile };
  const { code } = await server.ctx.db
    .selectFrom('routing.queue')
    .select('code')
    .where('id', '=', queue.id)
    .executeTakeFirstOrThrow();
  const name = `suono-${(flows += 1)}`;
  await publish(
    server,
    editor,
    name,
    flowGraph.parse({
      languages: ['it', 'en'],
      channels: ['phone'],
      start: 'menu',
      person: { queue: code },
      nodes: [
        {
          id: 'menu',
          kind: 'choose',
          tries: 5,
          seconds: 60,
          says: { text: { it: 'Buongiorno.', en: 'Hello.' }, prompt: 'welcome' },
          options: [{ id: 'again', label: { it: 'ripetere', en: 'to repeat' } }],
        },
        { id: 'person', kind: 'queue', queue: code },
      ],
      edges: ['again', 'silence', 'not_understood'].map((exit) => ({
        from: 'menu',
        exit,
        to: exit === 'again' ? 'menu' : 'person',
      })),
    }),
  );
  return { number: await phone.number(name, queue.id), profile };
}

/** Waits until a line has heard nothing but a tone of this height for a tenth of a second. */
function heardOnce(peer: WebPeer, hz: number): Promise<void> {
  const window: Uint8Array[] = [];
  return new Promise((resolve) => {
    peer.onHeard = ({ payload }) => {
      window.push(payload);
      if (window.length > 5) window.shift();
      if (window.length < 5) return;
      const sound = decode(Uint8Array.from(window.flatMap((one) => [...one])));
      const power = sound.reduce((sum, one) => sum + (one / 32_768) ** 2, 0) / sound.length;
      const strong = strength(sound, hz);
      // Speech has of everything; of a sine half the square of its height is all there is.
      if (strong < 0.04 || strong ** 2 / 2 < 0.9 * power) return;
      peer.onHeard = null;
      resolve();
    };
  });
}

/** Somebody waits, known by a number, and speaks after the tone; 0: they say nothing. */
async function leaves(
  hz: number = voices.caller,
): Promise<Caller & { call: string; contact: string; profile: string }> {
  const { number, profile } = await line();
  const caller = await phone.ring(number);
  await eventually(async () => (await caller.state()).state).toBe('waiting');
  const { id, contactId } = await phone.server.ctx.db
    .selectFrom('voice.call')
    .select(['id', 'contactId'])
    .orderBy('startedAt', 'desc')
    .limit(1)
    .executeTakeFirstOrThrow();
  // As a telephone line would have told it.
  await phone.server.ctx.db
    .updateTable('voice.call')
    .set({ customerNumber: `+3933355${Math.floor(10_000 + Math.random() * 89_999)}` })
    .where('id', '=', id)
    .execute();
  await asked(caller);
  const beeped = heardOnce(caller.peer, tonePrompt);
  await caller.press('2');
  await beeped;
  caller.peer.speak(hz);
  return { ...caller, call: id, contact: contactId!, profile };
}
const messageOf = (call: string) =>
  phone.server.ctx.db
    .selectFrom('recordings.recording')
    .select(['id', 'state', 'lengthMs', 'contactId'])
    .where('callId', '=', call)
    .where('kind', '=', 'message')
    .executeTakeFirst();
const kept = async (call: string) => {
  await eventually(async () => (await messageOf(call))?.state).toBe('ended');
  return (await messageOf(call))!;
};

/** What was left, as it is played in the desk. */
async function played(id: string): Promise<Int16Array[]> {
  const { server, editor } = phone;
  const opened = await server.call(recordings.openRecording, { params: { id }, body: {} }, { as: editor });
  const sound = await fetch(`${server.url}/api/v1/recordings/${id}/audio?listen=${opened.body.listen}`, {
    headers: { cookie: `filo_session=${editor.session}`, 'x-filo': '1' },
  });
  return readWav(new Uint8Array(await sound.arrayBuffer())).channels;
}
/** The caller is on the left, nobody on the right; the tone after which they spoke is on neither. */
async function expectCaller(id: string): Promise<void> {
  const middle = (await played(id)).map((samples) => samples.subarray(2400, 7200));
  expect(middle.map((samples) => heardIn(samples, [...all, tonePrompt], 0.04))).toEqual([
    [voices.caller],
    [],
  ]);
}

describe('a message after the tone', { timeout: 120_000 }, () => {
  test('ends with the key, is a call that is owed, and is heard as it was said', async () => {
    const caller = await leaves();
    await sleep(2500);
    await caller.press('#');
    const { id, lengthMs, contactId } = await kept(caller.call);
    expect(lengthMs).toBeGreaterThan(1000);
    await expectCaller(id);
    expect(await contactRow(phone.server, contactId)).toMatchObject({ kind: 'callback' });
    // Thanked, and let go.
    await eventually(async () => (await caller.state()).state).toBe('ended');
    expect((await legsOf(phone.server, caller.contact)).map(({ result }) => result)).toEqual(['callback']);
  });

  test('ends when they have been silent for long enough', async () => {
    const caller = await leaves();
    await sleep(2500);
    caller.peer.speak(0);
    const { id, lengthMs } = await kept(caller.call);
    // With the silence after which it ended.
    expect(lengthMs).toBeGreaterThan(6000);
    await expectCaller(id);
  });

  test('of who hangs up is kept as far as it was said', async () => {
    const caller = await leaves();
    await sleep(2500);
    await caller.peer.close();
    const { id, lengthMs } = await kept(caller.call);
    expect(lengthMs).toBeGreaterThan(1000);
    await expectCaller(id);
    expect((await legsOf(phone.server, caller.contact)).map(({ result }) => result)).toEqual(['callback']);
  });

  test('in which nobody said a word is none, though they hung up on it', async () => {
    const caller = await leaves(0);
    await eventually(async () => (await messageOf(caller.call))?.state).toBe('on');
    await sleep(2500);
    await caller.peer.close();
    await eventually(async () => (await contactRow(phone.server, caller.contact)).state).toBe('abandoned');
    expect(await messageOf(caller.call)).toBeUndefined();
  });

  test('in whose middle an agent answers stays with the contact, and the two speak', async () => {
    const { server } = phone;
    const caller = await leaves();
    const agent = await makeCentreAgent(server, caller.profile);
    const desk = await phone.line((offer) =>
      connectOwnPhone(asAgent(server, agent), offer).then(
        ({ answer }) => answer,
        () => null,
      ),
    );
    desk.peer.speak(voices.agent);
    await sleep(2500);
    await eventually(() => openOffer(server, caller.contact)).not.toBeNull();
    await handling.acceptOffer(asAgent(server, agent), (await openOffer(server, caller.contact))!.id);
    await eventually(() => caller.peer.hears(all)).toEqual([voices.agent]);
    await eventually(() => desk.peer.hears(all)).toEqual([voices.caller]);
    const { id, contactId } = await kept(caller.call);
    expect(contactId).toBe(caller.contact);
    await expectCaller(id);
    await handling.finishContact(asAgent(server, agent), caller.contact);
  });
});

describe("the organisation's own recordings", { timeout: 120_000 }, () => {
  test('are heard in a flow, each caller in their language', async () => {
    const { server, editor } = phone;
    for (const [language, hz] of [
      ['it', voices.italian],
      ['en', voices.english],
    ] as const) {
      const { status } = await server.call(
        speech.addPromptVersion,
        {
          params: { key: 'welcome', language },
          query: {},
          body: Buffer.from(writeWav(tone({ hz: [hz], milliseconds: 4000 }))),
        } as never,
        { as: editor },
      );
      expect(status).toBe(201);
    }
    const { number } = await line({ flow: true });
    for (const [language, own, other] of [
      ['it', voices.italian, voices.english],
      ['en', voices.english, voices.italian],
    ] as const) {
      const caller = await phone.ring(number, language);
      await heardOnce(caller.peer, own);
      expect(caller.peer.hears([other])).toEqual([]);
      expect((await caller.state()).said!.lines[0]!.language).toBe(language);
      await caller.peer.close();
    }
  });
});

test('who comes out of a flow and loses their agent keeps their place, and is asked nothing again', async () => {
  const { server } = phone;
  const answers = async (contact: string, agent: string) => {
    await eventually(() => openOffer(server, contact)).not.toBeNull();
    await handling.acceptOffer(asAgent(server, agent), (await openOffer(server, contact))!.id);
  };
  const phoneOf = async (agent: string) => {
    const line = await phone.line((offer) =>
      connectOwnPhone(asAgent(server, agent), offer).then(
        ({ answer }) => answer,
        () => null,
      ),
    );
    line.peer.speak(voices.agent);
    return line;
  };
  const { number, profile } = await line({ flow: true });
  const caller = await phone.ring(number);
  await asked(caller);
  await caller.press('0');
  await eventually(async () => (await caller.state()).state).toBe('waiting');
  const session = () =>
    server.ctx.db
      .selectFrom('flows.session')
      .select(['id', 'result', 'contactId', 'turn'])
      .orderBy('startedAt', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow();
  const before = await session();
  const contact = before.contactId!;
  const gone = await makeCentreAgent(server, profile, { idleFor: 600 });
  const lost = await phoneOf(gone);
  caller.peer.speak(voices.caller);
  await answers(contact, gone);
  await eventually(() => caller.peer.hears(all)).toEqual([voices.agent]);
  await lost.peer.close(true);
  await eventually(async () => (await caller.state()).state).toBe('waiting');
  await eventually(() => caller.hears()).toBe(true);
  const other = await makeCentreAgent(server, profile);
  const next = await phoneOf(other);
  await answers(contact, other);
  await eventually(() => next.peer.hears(all)).toEqual([voices.caller]);
  expect((await legsOf(server, contact)).map(({ kind, result }) => `${kind} ${result}`)).toContain(
    'handle agent_lost',
  );
  expect(await session()).toEqual({ ...before, result: 'handed_over' });
  await caller.peer.close();
  await eventually(async () => (await contactRow(server, contact)).state).toBe('closed');
}, 120_000);
