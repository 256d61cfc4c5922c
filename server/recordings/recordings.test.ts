import { readdirSync, readFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as contract from '#contract/recordings.ts';
import * as handling from '#server/contacts/handling.ts';
import { sql } from '#server/platform/index.ts';
import { asAgent, makeCentreAgent, pass } from '#tests/stories/routing.ts';
import { agreeOnRecording, recordedCentre, setRecordingOf } from '#tests/stories/recordings.ts';
import { tones } from '#tests/stories/tones.ts';
import { keyFile } from './index.ts';

let centre: Awaited<ReturnType<typeof recordedCentre>>;
beforeAll(async () => {
  centre = await recordedCentre();
});
afterAll(() => centre.server.stop());
beforeEach(() => centre.begin());
afterEach(() => centre.end());

const eventually = <T>(look: () => T) => expect.poll(look, { timeout: 20_000 });
const filesUnder = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => path.join(one.parentPath, one.name));
const kept = () =>
  filesUnder(path.join(centre.server.platform.config.dataDir, 'files')).map((file) => readFileSync(file));

describe('what a gateway uploads', () => {
  test('is taken out of order and again, and is one recording; nothing of it lies on the disk in the clear', async () => {
    const { gateway, row, hangUp } = centre;
    const { call } = await centre.spoken({});
    expect([call.recording, call.recordingSince]).toEqual(['on', expect.any(String)]);
    const [one, two, three] = [tones(1000, 440, 0), tones(1000, 0, 660), tones(500, 440, 660)];
    expect((await gateway.part(call.id, 2, 2000, three)).status).toBe(200);
    expect((await gateway.part(call.id, 0, 0, one)).body).toEqual({ length: 1000, known: false });
    expect((await gateway.part(call.id, 1, 1000, two)).status).toBe(200);
    expect((await gateway.part(call.id, 0, 0, one)).body).toEqual({ length: 1000, known: true });
    const twice = await Promise.all([1, 2].map(() => gateway.part(call.id, 3, 2500, three)));
    expect(twice.map(({ status }) => status)).toEqual([200, 200]);
    expect((await gateway.state(call.id)).body).toMatchObject({ recording: 'on', next: 4 });
    expect((await gateway.part(call.id, 1, 1000, one)).body).toMatchObject({ code: 'part_differs' });
    await hangUp(call.id);
    expect(await row(call.id)).toMatchObject({ state: 'ended', lengthMs: 3000, partsTold: null });
    // The last of it comes after the end.
    expect((await gateway.part(call.id, 4, 3000, two)).status).toBe(200);
    expect((await gateway.end(call.id, 5)).status).toBe(204);
    expect(await row(call.id)).toMatchObject({ lengthMs: 4000, partsTold: 5 });
    const files = kept();
    expect(files.length).toBeGreaterThanOrEqual(5);
    for (const clear of [one, two, three])
      expect(files.some((file) => file.includes(clear.subarray(0, 160)))).toBe(false);
  });

  test('is refused with the reason: of a call that is not recorded, not A-law of whole milliseconds, too large, too late', async () => {
    const { gateway, hangUp, server } = centre;
    const off = await centre.spoken({ mode: 'off' });
    expect(off.call.recording).toBe('off');
    const refused = await gateway.part(off.call.id, 0, 0, tones(20, 0, 0));
    expect([refused.status, refused.body.code]).toEqual([409, 'not_recorded']);
    expect((await gateway.part(crypto.randomUUID(), 0, 0, tones(20, 0, 0))).status).toBe(404);
    const { call } = await centre.spoken({});
    expect((await gateway.part(call.id, 0, 0, Buffer.alloc(161))).body.errors).toEqual([
      { field: 'body', message: 'A-law, stereo interleaved: 16 bytes for each whole millisecond' },
    ]);
    expect((await gateway.part(call.id, 0, 0, Buffer.alloc(60_001 * 16))).status).toBe(413);
    await hangUp(call.id);
    await hangUp(off.call.id);
    server.clock.forward(3_700_000);
    expect((await gateway.part(call.id, 0, 0, tones(20, 0, 0))).body.code).toBe('too_late');
    server.clock.forward(-3_700_000);
  });

  test('is kept as far as it came when the gateway dies, and said to be cut short', async () => {
    const { gateway, server, row } = centre;
    const { call, as } = await centre.spoken({});
    await gateway.part(call.id, 0, 0, tones(1000, 440, 0));
    // Nobody says that the call ended: its gateway is gone.
    await centre.hangUp(call.id);
    expect(await row(call.id)).toMatchObject({ state: 'ended', lengthMs: 1000 });
    const { body } = await server.call(contract.recordingsOfContact, { params: { id: call.contact } }, as);
    expect(body.items).toMatchObject([{ cut: true, length: 1000, may: { listen: true, download: false } }]);
  });
});

describe('whether a call is recorded', () => {
  test('is told in the language of whom we call, whatever the gateway takes it for', async () => {
    const { gateway, server } = centre;
    const notice = { it: 'La chiamata può essere registrata.', en: 'This call may be recorded.' };
    const { call } = await centre.spoken({ mode: 'all' }, { told: false });
    await server.ctx.db
      .updateTable('contacts.contact')
      .set({ language: 'en' })
      .where('id', '=', call.contact)
      .execute();
    const heard = async () => (await gateway.notice(call.id, 'it')).body.notice?.text;
    // Who calls us is heard by the gateway.
    expect(await heard()).toBe(notice.it);
    await server.ctx.db
      .updateTable('voice.call')
      .set({ direction: 'out' })
      .where('id', '=', call.id)
      .execute();
    expect(await heard()).toBe(notice.en);
  });

  test('is decided by its queue when it is spoken on: all, none, sampled, only once told', async () => {
    const { row, gateway, double } = centre;
    const some = [
      [{ mode: 'all' }, true, 'on', 'all'],
      [{ mode: 'off' }, true, 'off', 'mode_off'],
      [{ mode: 'on_demand' }, true, 'off', 'on_demand'],
      [{ mode: 'sampled', share: 100 }, true, 'on', 'sampled_in'],
      [{ mode: 'mandatory' }, false, 'on', 'mandatory'],
      [{ mode: 'all' }, false, 'off', 'no_notice'],
    ] as const;
    for (const [setting, told, state, because] of some) {
      const { call } = await centre.spoken(setting, { told });
      expect([setting.mode, call.recording, await row(call.id)]).toMatchObject([
        setting.mode,
        state,
        { state, because },
      ]);
      if (because === 'no_notice') {
        // Told now, it begins.
        expect((await gateway.notice(call.id, 'fr')).body.notice).toEqual({
          text: 'La chiamata può essere registrata.',
          language: 'it',
          mayRefuse: true,
        });
        await gateway.told(call.id);
        expect((await double().wanted(call.contact, 'talk')).recording).toBe('on');
      }
      await centre.hangUp(call.id);
    }
  });

  test('is no without an agreement with the staff, except on an emergency line', async () => {
    await agreeOnRecording(centre.server, false);
    const plain = await centre.spoken({ mode: 'mandatory' });
    expect(await centre.row(plain.call.id)).toMatchObject({ state: 'off', because: 'no_agreement' });
    const emergency = await centre.spoken({ mode: 'mandatory', emergency: true }, { told: false });
    expect(await centre.row(emergency.call.id)).toMatchObject({ state: 'on', because: 'emergency' });
    await agreeOnRecording(centre.server, true);
    for (const { call } of [plain, emergency]) await centre.hangUp(call.id);
  });

  test('is no where the key file is gone: the call is put through all the same, and says why', async () => {
    const file = keyFile(centre.server.platform.config.dataDir);
    renameSync(file, `${file}.away`);
    try {
      const { call } = await centre.spoken({ mode: 'mandatory' });
      expect(call).toMatchObject({ wanted: 'talk', recording: 'off' });
      expect(await centre.row(call.id)).toMatchObject({ state: 'off', because: 'no_key', startedAt: null });
      await centre.hangUp(call.id);
    } finally {
      renameSync(`${file}.away`, file);
    }
  });

  test('goes by the next queue after a transfer; while the customer waits between nothing is kept', async () => {
    const { server, row, stretches, gateway, double } = centre;
    const { call, agent, queue, profile } = await centre.spoken({ mode: 'all', keepDays: 90 });
    await gateway.part(call.id, 0, 0, tones(500, 440, 0));
    const colleague = await makeCentreAgent(server, profile);
    await handling.transferContact(asAgent(server, agent), call.contact, { queue: queue.id, note: '' });
    expect(await double().wanted(call.contact, 'wait')).toMatchObject({ recording: 'off' });
    await setRecordingOf(server, queue.id, { mode: 'all', keepDays: 30 });
    await centre.accept(call.contact, colleague);
    expect(await double().wanted(call.contact, 'talk')).toMatchObject({
      recording: 'on',
      recordingSince: call.recordingSince,
    });
    expect(await row(call.id)).toMatchObject({ state: 'on', keepDays: 30 });
    expect(await stretches((await row(call.id)).id)).toMatchObject([
      { kind: 'off', endedBecause: 'resumed', toMs: expect.any(Number) },
    ]);
    await centre.hangUp(call.id);
  });
});

describe('who does not want to be recorded', () => {
  test('is not: what was recorded is deleted, the call goes on, and the refusal is kept', async () => {
    const { gateway, row, double, server } = centre;
    const { call, agent } = await centre.spoken({});
    await gateway.part(call.id, 0, 0, tones(500, 440, 0));
    expect((await gateway.refuse(call.id)).body).toMatchObject({ honoured: true });
    expect((await double().wanted(call.contact, 'talk')).recording).toBe('off');
    expect(await row(call.id)).toMatchObject({
      state: 'off',
      because: 'refused',
      deletedBecause: 'refused',
      wrappedKey: null,
    });
    expect((await gateway.part(call.id, 1, 500, tones(500, 440, 0))).body.code).toBe('recording_deleted');
    // Neither hold nor the agent brings it back.
    await handling.holdContact(asAgent(server, agent), call.contact);
    await handling.resumeContact(asAgent(server, agent), call.contact);
    expect((await double().wanted(call.contact, 'talk')).recording).toBe('off');
    await centre.hangUp(call.id);
    expect(
      await server.ctx.db
        .selectFrom('recordings.refusal')
        .selectAll()
        .where('callId', '=', call.id)
        .execute(),
    ).toMatchObject([{ via: 'keys', honoured: true }]);
  });

  test('is told so where every call has to be recorded', async () => {
    const { call } = await centre.spoken({ mode: 'mandatory', emergency: true });
    const { body } = await centre.gateway.refuse(call.id);
    expect([body.honoured, body.say.en]).toEqual([false, expect.stringContaining('must be recorded')]);
    expect(await centre.row(call.id)).toMatchObject({ state: 'on', deletedAt: null });
    await centre.hangUp(call.id);
  });
});

describe('a pause', () => {
  test('keeps nothing of what is said, even if the gateway sends it, and is told with who paused', async () => {
    const { gateway, server, row, double, stretches } = centre;
    const { call, as } = await centre.spoken({});
    const params = { id: call.contact };
    await pass(server, 2);
    const paused = await server.call(contract.pauseRecording, { params }, as);
    expect(paused.body).toMatchObject({ state: 'paused', may: { pause: true, stop: false } });
    expect((await double().wanted(call.contact, 'talk')).recording).toBe('paused');
    await pass(server, 2);
    const on = await server.call(contract.resumeRecording, { params }, as);
    expect(on.body).toMatchObject({ state: 'on', pausedUntil: null });
    const { id } = await row(call.id);
    const [stretch] = await stretches(id);
    expect(stretch).toMatchObject({ kind: 'pause', endedBecause: 'resumed' });
    // One part over all of it: what falls into the pause is silence.
    await gateway.part(call.id, 0, 0, tones(6000, 440, 660));
    await centre.hangUp(call.id);
    await gateway.end(call.id, 1);
    const opened = await server.call(contract.openRecording, { params: { id }, body: {} }, as);
    expect(opened.status).toBe(201);
    expect(opened.body.gaps).toMatchObject([
      { kind: 'pause', from: stretch!.fromMs, to: stretch!.toMs, by: expect.stringContaining('Persona') },
    ]);
    const loud = [...Buffer.from(opened.body.customer, 'base64')];
    const within = loud.slice(Math.ceil(stretch!.fromMs / 100), Math.floor(stretch!.toMs! / 100));
    expect(within.length).toBeGreaterThan(10);
    expect(Math.max(...within)).toBe(0);
    expect(loud[0]).toBeGreaterThan(20);
  });

  test('ends by itself after its time, by a payment page as by the agent', async () => {
    const { server, row, double, stretches } = centre;
    const { call } = await centre.spoken({ pauseSeconds: 15 });
    const { token } = await server.makeToken(['recording.pause', 'contact.read']);
    const as = { as: { token } };
    const params = { id: call.contact };
    expect((await server.call(contract.pauseRecording, { params }, as)).body.state).toBe('paused');
    // The database's clock runs the job; the server's says that the time is over.
    await pass(server, 16);
    await sql`update graphile_worker._private_jobs set run_at = now()`.execute(server.ctx.db);
    await eventually(async () => (await row(call.id)).state).toBe('on');
    expect(await stretches((await row(call.id)).id)).toMatchObject([{ endedBecause: 'limit' }]);
    expect((await double().wanted(call.contact, 'talk')).recording).toBe('on');
    await centre.hangUp(call.id);
  });

  test('is refused on an emergency line, and to who does not have the call', async () => {
    const { server } = centre;
    const { call, as } = await centre.spoken({ mode: 'mandatory', emergency: true });
    const params = { id: call.contact };
    expect((await server.call(contract.pauseRecording, { params }, as)).status).toBe(409);
    const other = await server.makeStaff({ role: 'supervisor' });
    const refused = await server.sending(contract.pauseRecording, { params }, { as: other });
    expect([refused.status, refused.body.code]).toEqual([409, 'not_active']);
    await centre.hangUp(call.id);
  });
});

describe('recording on demand', () => {
  test('begins when the agent says that the customer was told, stops when they say so', async () => {
    const { server, row, double } = centre;
    const { call, as } = await centre.spoken({ mode: 'on_demand' }, { told: false });
    const params = { id: call.contact };
    const { body } = await server.call(contract.recordingsOfContact, { params }, as);
    expect(body).toMatchObject({
      items: [],
      control: { state: 'off', because: 'on_demand', may: { start: true, stop: false, pause: false } },
    });
    const untold = await server.sending(contract.controlRecording, { params, body: { wanted: 'on' } }, as);
    expect([untold.status, untold.body.errors?.[0]?.field]).toEqual([422, 'noticeSaid']);
    const on = await server.call(
      contract.controlRecording,
      { params, body: { wanted: 'on', noticeSaid: true } },
      as,
    );
    expect(on.body).toMatchObject({ state: 'on', because: 'by_hand', may: { stop: true, pause: true } });
    expect((await double().wanted(call.contact, 'talk')).recording).toBe('on');
    const off = await server.call(contract.controlRecording, { params, body: { wanted: 'off' } }, as);
    expect(off.body.state).toBe('off');
    expect((await row(call.id)).byHand).toBe(false);
    await centre.hangUp(call.id);
  });

  test('is no way to stop what the queue records', async () => {
    const { call, as } = await centre.spoken({ mode: 'all' });
    const refused = await centre.server.sending(
      contract.controlRecording,
      { params: { id: call.contact }, body: { wanted: 'off' } },
      as,
    );
    expect([refused.status, refused.body.code]).toEqual([409, 'recording_fixed']);
    await centre.hangUp(call.id);
  });
});
