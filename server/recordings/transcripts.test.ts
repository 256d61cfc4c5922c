import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as contract from '#contract/recordings.ts';
import * as handling from '#server/contacts/handling.ts';
import { newId, sql } from '#server/platform/index.ts';
import { changeProvider, insertProvider } from '#server/speech/providers.store.ts';
import { agreeOn, recordedCentre, setRecordingOf } from '#tests/stories/recordings.ts';
import { asAgent, makeCentreAgent, pass } from '#tests/stories/routing.ts';
import { tones } from '#tests/stories/tones.ts';
import { speechDouble, type SpeechDouble } from '#tests/support/speech-double.ts';
import { deleteDue, rotateKeys } from './index.ts';
import { transcribeJob } from './transcripts.service.ts';
import { findTranscript } from './transcripts.store.ts';

let centre: Awaited<ReturnType<typeof recordedCentre>>;
let double: SpeechDouble;
let provider: string;
beforeAll(async () => {
  centre = await recordedCentre();
});
afterAll(() => centre.server.stop());
beforeEach(async () => {
  await agreeOn(centre.server, { recording: 365, transcripts: 365 });
  double = await speechDouble();
  await listens();
  await centre.begin();
});
afterEach(async () => {
  await centre.end();
  await centre.server.ctx.db.deleteFrom('speech.provider').where('kind', '=', 'openai').execute();
  await double.stop();
});

/** A service that listens is there, as an administrator would add it. */
async function listens(): Promise<void> {
  provider = newId();
  await centre.server.ctx.tx((tx) =>
    insertProvider(tx, {
      id: provider,
      kind: 'openai',
      purpose: 'transcribe',
      name: 'Orecchio inventato',
      active: true,
      baseUrl: double.url,
      model: 'modello-di-prova',
      voices: {},
      key: null,
      timeoutSeconds: 20,
    }),
  );
}

type As = { as: { session: string } };
const manager = async (role = 'administrator'): Promise<As> => ({
  as: await centre.server.makeStaff({ role }),
});
const asked = { transcripts: true };
const transcriptOf = async (id: string, as: As) =>
  (await centre.server.call(contract.getRecording, { params: { id } }, as)).body.transcript;
const read = (id: string, as: As, body: { kind?: 'read' | 'copy'; why?: string; listen?: string } = {}) =>
  centre.server.call(contract.readTranscript, { params: { id }, body }, as);
const refused = async (id: string, as: As, body: { kind?: 'read' | 'copy'; why?: string } = {}) => {
  const answer = await centre.server.sending(contract.readTranscript, { params: { id }, body }, as);
  return [answer.status, answer.body.code];
};
const reaches = (id: string, state: string) =>
  expect
    .poll(async () => (await findTranscript(centre.server.ctx.db, id))?.state, { timeout: 20_000 })
    .toBe(state);
/** What the worker would do now. */
const work = (id: string) =>
  transcribeJob.handle(centre.server.ctx, { recording: id }, { number: 1, last: false });

describe('a recorded call whose queue asks for it', () => {
  test('is written down: who said what and when, sealed with the recording', async () => {
    const { server } = centre;
    double.hears = [
      { text: 'Buongiorno, la lettura è sbagliata.' },
      { text: 'Controllo subito il contatore.' },
      { text: 'Grazie mille.' },
    ];
    const { id, as } = await centre.recorded(asked);
    await reaches(id, 'done');
    expect(await transcriptOf(id, as)).toMatchObject({
      state: 'done',
      pieces: 3,
      done: 3,
      faults: [],
      may: { read: true, retry: false },
    });
    const { status, body } = await read(id, as);
    expect([status, body.whole, body.language, body.providers]).toEqual([
      201,
      true,
      'it',
      ['Orecchio inventato'],
    ]);
    expect(body.segments.map(({ speaker, text }) => [speaker, text])).toEqual([
      ['customer', 'Buongiorno, la lettura è sbagliata.'],
      ['staff', 'Controllo subito il contatore.'],
      ['customer', 'Grazie mille.'],
    ]);
    for (const [index, { start, end }] of body.segments.entries()) {
      expect(Math.abs(start - index * 1000)).toBeLessThan(250);
      expect(Math.abs(end - (index + 1) * 1000)).toBeLessThan(250);
    }
    // Nothing of it stands in the clear, in whatever table.
    const row = await findTranscript(server.ctx.db, id);
    expect(row!.content!.includes('contatore')).toBe(false);
    const { rows } = await sql<{ found: number }>`
      select (select count(*) from platform.event as e where e::text like '%contatore%')
        + (select count(*) from platform.audit as a where a::text like '%contatore%') as found`.execute(
      server.ctx.db,
    );
    expect(Number(rows[0]!.found)).toBe(0);
    // Each was asked once, for its own piece of sound.
    expect(double.asked.map(({ path }) => path)).toEqual(Array(3).fill('/v1/audio/transcriptions'));
  });

  test('has no number of a card in it, over several sentences, nor in what the provider is told', async () => {
    double.hears = [{ text: 'La carta è 4111 1111' }, { text: 'Sì.' }, { text: '1111 1111, scade 12 28.' }];
    const { id, as } = await centre.recorded(asked);
    await reaches(id, 'done');
    const { body } = await read(id, as);
    expect(body.segments.map(({ text }) => text)).toEqual([
      'La carta è •••• ••••',
      'Sì.',
      '•••• ••••, scade •• ••.',
    ]);
    expect(double.asked.some((one) => one.body.includes('4111'))).toBe(false);
  });

  test('has nothing of what was said in a pause, even if the gateway sends it', async () => {
    const { server, gateway } = centre;
    double.hears = { text: 'Si sente.' };
    const { call, as } = await centre.spoken(asked);
    const params = { id: call.contact };
    await server.call(contract.pauseRecording, { params }, as);
    await pass(server, 4);
    await server.call(contract.resumeRecording, { params }, as);
    const { id } = await centre.row(call.id);
    const [pause] = await centre.stretches(id);
    await gateway.part(call.id, 0, 0, tones(8000, 440, 0));
    await centre.hangUp(call.id);
    await gateway.end(call.id, 1);
    await reaches(id, 'done');
    const { segments } = (await read(id, as)).body;
    expect(segments.length).toBeGreaterThan(0);
    // A breath around what is heard is silence.
    for (const { start, end } of segments)
      expect(end <= pause!.fromMs + 200 || start >= pause!.toMs! - 200).toBe(true);
  });

  test('is left alone where its queue does not ask, or no agreement covers it', async () => {
    const { server } = centre;
    const silent = await centre.recorded({});
    await agreeOn(server, { recording: 365 });
    const uncovered = await centre.recorded(asked);
    const admin = await manager();
    for (const { id } of [silent, uncovered]) {
      expect(await transcriptOf(id, admin)).toBeNull();
      expect(await refused(id, admin)).toEqual([403, 'no_transcript_agreement']);
      const wanted = await server.sending(contract.wantTranscript, { params: { id } }, admin);
      expect([wanted.status, wanted.body.code]).toEqual([409, 'not_transcribed']);
    }
    expect(double.asked).toEqual([]);
    // Once it is covered, who manages recordings may ask for one that was recorded before.
    await agreeOn(server, { recording: 365, transcripts: 365 });
    double.hears = { text: 'Buongiorno.' };
    expect(await transcriptOf(uncovered.id, admin)).toMatchObject({ state: 'none', may: { retry: true } });
    expect((await server.call(contract.wantTranscript, { params: { id: uncovered.id } }, admin)).status).toBe(
      200,
    );
    await reaches(uncovered.id, 'done');
  });

  test('waits for its gateway to have uploaded everything, an hour at most', async () => {
    const { server, gateway } = centre;
    double.hears = { text: 'Buongiorno.' };
    const { call } = await centre.spoken(asked);
    await gateway.part(call.id, 0, 0, tones(1000, 440, 0));
    await centre.hangUp(call.id);
    const { id } = await centre.row(call.id);
    await work(id);
    expect(await findTranscript(server.ctx.db, id)).toMatchObject({ state: 'waiting', because: 'upload' });
    expect(double.asked).toEqual([]);
    server.clock.forward(3_601_000);
    try {
      await work(id);
      await reaches(id, 'done');
    } finally {
      server.clock.forward(-3_601_000);
    }
  });

  test('is written anew when more of it comes after it was', async () => {
    const { server, gateway } = centre;
    double.hears = { text: 'Si sente.' };
    const { id, call, as } = await centre.recorded(asked);
    await reaches(id, 'done');
    expect((await read(id, as)).body.segments).toHaveLength(3);
    await gateway.part(call.id, 3, 3000, tones(1000, 0, 660));
    expect(await findTranscript(server.ctx.db, id)).toMatchObject({ state: 'waiting', because: 'upload' });
    await gateway.end(call.id, 4);
    await reaches(id, 'done');
    expect((await read(id, as)).body.segments).toHaveLength(4);
  });

  test('waits for another day where its queue has had its minutes of today', async () => {
    const { server } = centre;
    double.hears = { text: 'Buongiorno.' };
    const first = await centre.recorded({ ...asked, transcriptMinutes: 1 }, 2);
    await reaches(first.id, 'done');
    const { db } = server.ctx;
    await db
      .updateTable('recordings.recording')
      .set({ lengthMs: 59_000, queueId: first.queue.id })
      .where('id', '=', first.id)
      .execute();
    const second = await centre.recorded({ ...asked, transcriptMinutes: 1 }, 2);
    await reaches(second.id, 'done');
    // Both of one queue, the second anew.
    await db
      .updateTable('recordings.recording')
      .set({ queueId: first.queue.id })
      .where('id', '=', second.id)
      .execute();
    await db
      .updateTable('recordings.transcript')
      .set({ state: 'waiting', begunAt: null, content: null })
      .where('recordingId', '=', second.id)
      .execute();
    await work(second.id);
    const waits = await findTranscript(db, second.id);
    expect(waits).toMatchObject({ state: 'waiting', because: 'limit', nextAt: expect.any(Date) });
    const ahead = waits!.nextAt!.getTime() - server.clock.now().getTime() + 1000;
    server.clock.forward(ahead);
    try {
      await work(second.id);
    } finally {
      server.clock.forward(-ahead);
    }
    await reaches(second.id, 'done');
  });
});

describe('writing a call down', () => {
  test('is tried again later and later while no provider can, and says which failed how', async () => {
    const { server } = centre;
    const admin = await manager();
    double.fault = 'fails';
    const { id, as } = await centre.recorded(asked);
    await reaches(id, 'waiting');
    await expect
      .poll(() => transcriptOf(id, admin), { timeout: 20_000 })
      .toMatchObject({
        because: 'provider',
        faults: [{ provider: 'Orecchio inventato', fault: 'answered 500: the model is not loaded' }],
        may: { retry: true, read: false },
      });
    // Whoever only handled it is not told of providers.
    expect(await transcriptOf(id, as)).toMatchObject({ faults: [], may: { retry: false } });
    expect(await refused(id, as)).toEqual([409, 'no_transcript']);
    let gone = 0;
    const waits: number[] = [];
    try {
      for (const fault of [
        'answers a page',
        'drops the connection',
        'refuses the key',
        'answers without end',
      ] as const) {
        double.fault = fault;
        const { nextAt } = (await findTranscript(server.ctx.db, id))!;
        const ahead = Math.max(0, nextAt!.getTime() - server.clock.now().getTime()) + 61_000;
        waits.push(ahead);
        server.clock.forward(ahead);
        gone += ahead;
        await work(id);
      }
      expect(waits).toEqual(waits.toSorted((a, b) => a - b));
      const after = (await findTranscript(server.ctx.db, id))!;
      expect([after.state, after.attempts, after.because]).toEqual(['waiting', 5, 'provider']);
      await server.ctx.db
        .updateTable('recordings.transcript')
        .set({ attempts: 8, nextAt: null })
        .where('recordingId', '=', id)
        .execute();
      server.clock.forward(61_000);
      gone += 61_000;
      await work(id);
      expect(await transcriptOf(id, admin)).toMatchObject({ state: 'failed', because: 'provider' });
      // By hand, when the provider is well again.
      double.fault = 'none';
      double.hears = { text: 'Buongiorno.' };
      server.clock.forward(61_000);
      gone += 61_000;
      expect((await server.call(contract.wantTranscript, { params: { id } }, admin)).status).toBe(200);
      await reaches(id, 'done');
    } finally {
      server.clock.forward(-gone);
    }
    const again = await server.sending(contract.wantTranscript, { params: { id } }, admin);
    expect([again.status, again.body.code]).toEqual([409, 'transcript_done']);
    expect((await server.sending(contract.wantTranscript, { params: { id } }, as)).status).toBe(403);
  });

  test('says so where there is no provider at all', async () => {
    const admin = await manager();
    await centre.server.ctx.tx((tx) => changeProvider(tx, provider, { active: false }));
    const { id } = await centre.recorded(asked);
    await expect
      .poll(() => transcriptOf(id, admin), { timeout: 20_000 })
      .toMatchObject({ state: 'waiting', because: 'no_provider', faults: [], nextAt: expect.any(String) });
    double.hears = { text: 'Buongiorno.' };
    await centre.server.ctx.tx((tx) => changeProvider(tx, provider, { active: true }));
    await centre.server.call(contract.wantTranscript, { params: { id } }, admin);
    await reaches(id, 'done');
  });

  test('goes on where another left off, asks for nothing twice, and refuses what the other still brings', async () => {
    const { server } = centre;
    const held = Promise.withResolvers<void>();
    double.hears = [{ text: 'Uno.' }, { text: 'Due.' }];
    // One writes, and falls asleep over the second piece.
    double.wait = (asking) => (asking === 2 ? held.promise : null);
    const { id, as } = await centre.recorded(asked);
    await expect
      .poll(async () => [double.asked.length, (await findTranscript(server.ctx.db, id))?.piecesDone], {
        timeout: 20_000,
      })
      .toEqual([2, 1]);
    double.hears = [{ text: 'Secondo.' }, { text: 'Terzo.' }];
    await work(id);
    expect(await findTranscript(server.ctx.db, id)).toMatchObject({ state: 'done', piecesDone: 3 });
    expect(double.asked).toHaveLength(4);
    double.hears = { text: 'Troppo tardi.' };
    held.resolve();
    // The sleeper is through when its lane has room for another.
    const next = await centre.recorded(asked);
    await reaches(next.id, 'done');
    const { segments } = (await read(id, as)).body;
    expect(segments.map(({ text }) => text)).toEqual(['Uno.', 'Secondo.', 'Terzo.']);
  });
});

describe('what was said', () => {
  test('is read by who may hear the call, with a reason where one is asked, and stands in the logs', async () => {
    const { server } = centre;
    double.hears = { text: 'Buongiorno.' };
    const { id, as, queue } = await centre.recorded(asked);
    await reaches(id, 'done');
    await setRecordingOf(server, queue.id, { ...asked, askWhy: true });
    const supervisor = await manager('supervisor');
    expect(await refused(id, supervisor)).toEqual([422, 'invalid']);
    expect(await refused(id, await manager('agent'))).toEqual([403, 'forbidden']);
    const elsewhere = {
      as: await server.makeStaff({ role: 'supervisor', serviceId: await server.makeService() }),
    };
    expect(await refused(id, elsewhere)).toEqual([404, 'not_found']);
    // The reason of a listen that was just opened holds for reading too; another's does not.
    const why = 'Reclamo inventato 31';
    const { body } = await server.call(contract.openRecording, { params: { id }, body: { why } }, supervisor);
    expect((await read(id, supervisor, { listen: body.listen })).status).toBe(201);
    const stolen = await server.sending(
      contract.readTranscript,
      { params: { id }, body: { listen: body.listen } },
      await manager('supervisor'),
    );
    expect(stolen.status).toBe(404);
    expect((await read(id, as)).status).toBe(201);
    // Taking it away is downloading.
    expect(await refused(id, supervisor, { kind: 'copy', why })).toEqual([403, 'forbidden']);
    const admin = await manager();
    expect(await refused(id, admin, { kind: 'copy' })).toEqual([422, 'invalid']);
    expect((await read(id, admin, { kind: 'copy', why: 'Richiesta inventata di accesso' })).status).toBe(201);
    const { body: log } = await server.call(contract.recordingListens, { params: { id } }, admin);
    expect(log.items.map(({ kind, why: said }) => [kind, said])).toEqual([
      ['copy', 'Richiesta inventata di accesso'],
      ['read', null],
      ['read', why],
      ['listen', why],
    ]);
    const reads = await server.ctx.db.selectFrom('platform.readLog').select('what').execute();
    expect(reads.filter(({ what }) => what === `transcript:${id}`)).toHaveLength(3);
    // Others only under an agreement that covers it; one's own always.
    await agreeOn(server, { recording: 365 });
    expect(await refused(id, supervisor, { why })).toEqual([403, 'no_transcript_agreement']);
    expect((await read(id, as)).status).toBe(201);
  });

  test('and the sound of a call that was passed on are each agent’s as far as they handled it', async () => {
    const { server, gateway, double: line } = centre;
    double.hears = { text: 'Si sente.' };
    const made = await centre.spoken(asked);
    const { call, agent, queue, profile, as } = made;
    await pass(server, 3);
    const colleague = await makeCentreAgent(server, profile);
    await handling.transferContact(asAgent(server, agent), call.contact, { queue: queue.id, note: '' });
    await line().wanted(call.contact, 'wait');
    await pass(server, 2);
    await centre.accept(call.contact, colleague);
    await line().wanted(call.contact, 'talk');
    await pass(server, 3);
    const { id } = await centre.row(call.id);
    const [off] = await centre.stretches(id);
    const length = Math.floor((off!.toMs! + 2500) / 1000) * 1000;
    for (let at = 0; at < length; at += 1000)
      await gateway.part(call.id, at / 1000, at, tones(1000, 440, 660));
    await centre.hangUp(call.id);
    await gateway.end(call.id, length / 1000);
    await reaches(id, 'done');
    const open = (who: As) => server.call(contract.openRecording, { params: { id }, body: {} }, who);
    const one = await open(as);
    const other = await open({ as: await centre.sessionOf(colleague) });
    const whole = await open(await manager('supervisor'));
    expect(whole.body.gaps.map(({ kind }) => kind)).toEqual(['off']);
    const loud = (side: string, from: number, to: number) =>
      Math.max(0, ...Buffer.from(side, 'base64').subarray(Math.ceil(from / 100), Math.floor(to / 100)));
    const [first, second] = [off!.fromMs, off!.toMs!];
    expect(loud(one.body.customer, 0, first - 100)).toBeGreaterThan(20);
    expect(loud(one.body.customer, second, length)).toBe(0);
    expect(loud(other.body.customer, 0, first)).toBe(0);
    expect(loud(other.body.customer, second + 200, length)).toBeGreaterThan(20);
    expect(one.body.gaps.at(-1)).toMatchObject({ kind: 'others', to: length });
    expect(other.body.gaps[0]).toMatchObject({ kind: 'others', from: 0 });
    // The bytes are silent too.
    const bytes = Buffer.from(
      await (
        await fetch(`${server.url}/api/v1/recordings/${id}/audio?listen=${one.body.listen}`, {
          headers: { cookie: `filo_session=${as.as.session}` },
        })
      ).arrayBuffer(),
    );
    const loudest = (from: number, to: number) => {
      let most = 0;
      for (let byte = 44 + from * 32; byte < 44 + to * 32; byte += 2)
        most = Math.max(most, Math.abs(bytes.readInt16LE(byte)));
      return most;
    };
    expect(loudest(0, first - 100)).toBeGreaterThan(5000);
    expect(loudest(second + 100, length)).toBeLessThan(16);
    // What was said likewise; nobody adds a note where they hear nothing.
    const texts = async (who: As) => (await read(id, who)).body.segments;
    const [mine, theirs] = [await texts(as), await texts({ as: await centre.sessionOf(colleague) })];
    expect(mine.every(({ end }) => end <= first + 500)).toBe(true);
    expect(theirs.every(({ start }) => start >= second - 500)).toBe(true);
    const note = { at: length - 200, text: 'Non mio' };
    const wrong = await server.sending(contract.addRecordingNote, { params: { id }, body: note }, as);
    expect([wrong.status, wrong.body.errors?.[0]?.field]).toEqual([422, 'at']);
  });

  test('is deleted with its recording or after its own time, kept while it is held, and read after the keys changed', async () => {
    const { server } = centre;
    double.hears = { text: 'Buongiorno.' };
    await agreeOn(server, { recording: 365, transcripts: 20 });
    const [gone, held] = [
      await centre.recorded({ ...asked, keepDays: 10 }),
      await centre.recorded({ ...asked, keepDays: 90 }),
    ];
    for (const { id } of [gone, held]) await reaches(id, 'done');
    const admin = await manager();
    await rotateKeys(server.ctx, { dropOld: true });
    expect((await read(held.id, held.as)).body.segments).toMatchObject([{ text: 'Buongiorno.' }, {}, {}]);
    const hold = (on: boolean) =>
      server.call(
        contract.holdRecording,
        { params: { id: held.id }, body: { held: on, why: 'Contestazione inventata' } },
        admin,
      );
    const content = async (id: string) => (await findTranscript(server.ctx.db, id))!.content;
    await hold(true);
    server.clock.forward(21 * 86_400_000);
    try {
      await deleteDue(server.ctx);
      expect([await content(gone.id), (await content(held.id)) === null]).toEqual([null, false]);
      await hold(false);
      await deleteDue(server.ctx);
      // The sound is still there: it is kept for longer.
      expect(await transcriptOf(held.id, admin)).toMatchObject({ state: 'deleted', may: { read: false } });
      expect(await content(held.id)).toBeNull();
      expect(
        (await server.call(contract.getRecording, { params: { id: held.id } }, admin)).body.deleted,
      ).toBeNull();
    } finally {
      server.clock.forward(-21 * 86_400_000);
    }
    expect(await refused(gone.id, admin)).toEqual([409, 'recording_deleted']);
  });

  test('that somebody changed in the database is not shown', async () => {
    double.hears = { text: 'Buongiorno.' };
    const { id, as } = await centre.recorded(asked);
    await reaches(id, 'done');
    const content = (await findTranscript(centre.server.ctx.db, id))!.content!;
    content[40]! ^= 1;
    await centre.server.ctx.db
      .updateTable('recordings.transcript')
      .set({ content })
      .where('recordingId', '=', id)
      .execute();
    expect(await refused(id, as)).toEqual([409, 'recording_unreadable']);
  });
});
