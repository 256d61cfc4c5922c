import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as contract from '#contract/recordings.ts';
import { agreeOnRecording, recordedCentre, setRecordingOf } from '#tests/stories/recordings.ts';
import { wavHeaderBytes } from './audio.rules.ts';
import { deleteDue, keyFile, rotateKeys } from './index.ts';
import { readKeys } from './key-file.ts';

let centre: Awaited<ReturnType<typeof recordedCentre>>;
beforeAll(async () => {
  centre = await recordedCentre();
});
afterAll(() => centre.server.stop());
beforeEach(() => centre.begin());
afterEach(() => centre.end());

type As = { as: { session: string } | { token: string } };
const supervisor = async (role = 'supervisor'): Promise<As> => ({
  as: await centre.server.makeStaff({ role }),
});
const open = (id: string, as: As, body: { kind?: 'listen' | 'download'; why?: string } = {}) =>
  centre.server.call(contract.openRecording, { params: { id }, body }, as);
/** The bytes of a recording as a browser asks for them. */
async function audio(id: string, listen: string, as: As, range?: string) {
  const { url } = centre.server;
  const response = await fetch(`${url}/api/v1/recordings/${id}/audio?listen=${listen}`, {
    headers: {
      ...('session' in as.as
        ? { cookie: `filo_session=${as.as.session}` }
        : { authorization: `Bearer ${as.as.token}` }),
      ...(range === undefined ? {} : { range }),
    },
  });
  return { response, bytes: Buffer.from(await response.arrayBuffer()) };
}
/** How strong a tone is in one side of a WAV, over a stretch in milliseconds (Goertzel). */
function strength(wav: Buffer, side: 0 | 1, hertz: number, from: number, to: number): number {
  const factor = 2 * Math.cos((2 * Math.PI * hertz) / 8000);
  let [one, two] = [0, 0];
  const count = (to - from) * 8;
  for (let at = 0; at < count; at += 1) {
    const sample = wav.readInt16LE(wavHeaderBytes + (from * 8 + at) * 4 + side * 2);
    [one, two] = [sample + factor * one - two, one];
  }
  return Math.sqrt(one * one + two * two - factor * one * two) / count;
}

describe('a recording that is played', () => {
  test('has the customer left and the staff right, whole and in ranges, as a WAV', async () => {
    const { id, as } = await centre.recorded();
    const { body } = await open(id, as);
    expect(body).toMatchObject({ length: 3000, step: 100, gaps: [], whole: true });
    const { response, bytes } = await audio(id, body.listen, as);
    expect([response.status, response.headers.get('content-type'), bytes.length]).toEqual([
      200,
      'audio/wav',
      wavHeaderBytes + 3000 * 32,
    ]);
    expect(strength(bytes, 0, 440, 0, 1000)).toBeGreaterThan(1000);
    expect(strength(bytes, 1, 660, 0, 1000)).toBeLessThan(10);
    expect(strength(bytes, 0, 440, 1000, 2000)).toBeLessThan(10);
    expect(strength(bytes, 1, 660, 1000, 2000)).toBeGreaterThan(1000);
    // Any range is the same bytes, also over the seams of parts and of the header.
    for (const [from, to] of [
      [0, 99],
      [31_000, 34_500],
      [96_000, 96_043],
    ] as const) {
      const part = await audio(id, body.listen, as, `bytes=${from}-${to}`);
      expect(part.response.status).toBe(206);
      expect(part.response.headers.get('content-range')).toBe(`bytes ${from}-${to}/${bytes.length}`);
      expect(part.bytes.equals(bytes.subarray(from, to + 1))).toBe(true);
    }
    expect((await audio(id, body.listen, as, 'bytes=900000-')).response.status).toBe(416);
  });

  test('is in the logs before it is heard: who, of whom, what and why', async () => {
    const { server } = centre;
    const { id, queue } = await centre.recorded();
    await setRecordingOf(server, queue.id, { askWhy: true });
    const as = await supervisor();
    const unasked = await server.sending(contract.openRecording, { params: { id }, body: {} }, as);
    expect([unasked.status, unasked.body.errors?.[0]?.field]).toEqual([422, 'why']);
    const { body } = await open(id, as, { why: 'Reclamo inventato 12' });
    await server.call(
      contract.hearRecording,
      { params: { id, listen: body.listen }, body: { from: 200, to: 1500, heard: 1300 } },
      as,
    );
    await server.call(
      contract.hearRecording,
      { params: { id, listen: body.listen }, body: { from: 1000, to: 2500, heard: 1500 } },
      as,
    );
    const admin = await supervisor('administrator');
    const { body: listens } = await server.call(contract.recordingListens, { params: { id } }, admin);
    expect(listens.items).toMatchObject([
      { kind: 'listen', why: 'Reclamo inventato 12', from: 200, to: 2500, heard: 1500 },
    ]);
    const rows = await server.ctx.db.selectFrom('platform.readLog').selectAll().execute();
    expect(rows.filter(({ what }) => what === `recording:${id}`)).toHaveLength(1);
    // A listen is its opener's alone.
    expect((await audio(id, body.listen, admin)).response.status).toBe(404);
  });

  test('is heard by its agent, and by others only with the permission, in scope and under an agreement', async () => {
    const { server } = centre;
    const { id, as } = await centre.recorded();
    const colleague = await supervisor('agent');
    const elsewhere: As = {
      as: await server.makeStaff({ role: 'supervisor', serviceId: await server.makeService() }),
    };
    const quality = await supervisor();
    expect((await open(id, as)).status).toBe(201);
    expect((await open(id, quality)).status).toBe(201);
    expect(
      (await server.sending(contract.openRecording, { params: { id }, body: {} }, colleague)).status,
    ).toBe(403);
    expect(
      (await server.sending(contract.openRecording, { params: { id }, body: {} }, elsewhere)).status,
    ).toBe(404);
    expect((await server.call(contract.listRecordings, {}, elsewhere)).body.items).toEqual([]);
    expect((await server.sending(contract.listRecordings, {}, colleague)).status).toBe(403);
    await agreeOnRecording(server, false);
    const refused = await server.sending(contract.openRecording, { params: { id }, body: {} }, quality);
    expect([refused.status, refused.body.code]).toEqual([403, 'no_recording_agreement']);
    expect((await open(id, as)).status).toBe(201);
    await agreeOnRecording(server, true);
  });

  test('is downloaded only with a permission of its own and a reason, under the number of its contact', async () => {
    const { server } = centre;
    const { id } = await centre.recorded();
    const body = { kind: 'download' as const, why: 'Richiesta inventata di accesso' };
    const without = await server.sending(
      contract.openRecording,
      { params: { id }, body },
      await supervisor(),
    );
    expect(without.status).toBe(403);
    const admin = await supervisor('administrator');
    const untold = await server.sending(
      contract.openRecording,
      { params: { id }, body: { kind: 'download' } },
      admin,
    );
    expect(untold.status).toBe(422);
    const opened = await open(id, admin, body);
    const { response } = await audio(id, opened.body.listen, admin);
    expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="C-[\w-]+\.wav"$/);
  });
});

describe('a recording that was tampered with', () => {
  const fileOf = (sha256: string) =>
    path.join(centre.server.platform.config.dataDir, 'files', sha256.slice(0, 2), sha256.slice(2, 4), sha256);
  const shas = async (recordingId: string) =>
    (
      await centre.server.ctx.db
        .selectFrom('recordings.part as p')
        .innerJoin('platform.file as f', 'f.id', 'p.fileId')
        .select('f.sha256')
        .where('p.recordingId', '=', recordingId)
        .orderBy('p.number')
        .execute()
    ).map(({ sha256 }) => sha256);

  test('says which part was changed, plays silence there and the rest as it was, and is in the audit log', async () => {
    const { server } = centre;
    const { id, as } = await centre.recorded();
    const [, second] = await shas(id);
    const content = readFileSync(fileOf(second!));
    content[100]! ^= 1;
    writeFileSync(fileOf(second!), content);
    const { body } = await open(id, as);
    expect(body).toMatchObject({
      whole: false,
      gaps: [{ kind: 'changed', from: 1000, to: 2000 }],
    });
    const { bytes } = await audio(id, body.listen, as);
    expect(strength(bytes, 0, 440, 0, 1000)).toBeGreaterThan(1000);
    expect(strength(bytes, 1, 660, 1000, 2000)).toBe(0);
    const audited = await server.ctx.db
      .selectFrom('platform.audit')
      .select('action')
      .where('objectId', '=', id)
      .execute();
    expect(audited).toEqual([{ action: 'recording.damage-found' }]);
  });

  test('says that a part was taken out, or that a file is gone', async () => {
    const { server } = centre;
    const taken = await centre.recorded();
    await server.ctx.db
      .deleteFrom('recordings.part')
      .where('recordingId', '=', taken.id)
      .where('number', '=', 2)
      .execute();
    expect((await open(taken.id, taken.as)).body).toMatchObject({ whole: false, length: 2000 });
    const gone = await centre.recorded();
    rmSync(fileOf((await shas(gone.id))[0]!));
    expect((await open(gone.id, gone.as)).body).toMatchObject({
      whole: false,
      gaps: [{ kind: 'changed', from: 0, to: 1000 }],
    });
  });
});

describe('notes', () => {
  test('stand at moments of a recording, for whoever may hear it; each changes their own', async () => {
    const { server } = centre;
    const { id, as } = await centre.recorded();
    const quality = await supervisor();
    const params = { id };
    const made = await server.call(
      contract.addRecordingNote,
      { params, body: { at: 1500, text: 'Saluto chiaro.' } },
      quality,
    );
    expect(made.body).toMatchObject({ at: 1500, text: 'Saluto chiaro.', mine: true });
    const late = await server.sending(
      contract.addRecordingNote,
      { params, body: { at: 9000, text: 'Dopo la fine' } },
      quality,
    );
    expect([late.status, late.body.errors?.[0]?.field]).toEqual([422, 'at']);
    const seen = await server.call(contract.getRecording, { params }, as);
    expect(seen.body.notesOf).toMatchObject([{ text: 'Saluto chiaro.', mine: false }]);
    expect(seen.body.notices).toMatchObject([
      { language: 'it', text: 'La chiamata può essere registrata.', saidBy: 'gateway' },
    ]);
    const note = { id, note: made.body.id };
    const body = { text: 'Saluto chiaro e cordiale.' };
    expect((await server.call(contract.changeRecordingNote, { params: note, body }, as)).status).toBe(404);
    expect(
      (await server.call(contract.changeRecordingNote, { params: note, body }, quality)).body,
    ).toMatchObject({ text: 'Saluto chiaro e cordiale.', changedAt: expect.any(String) });
    const list = await server.call(contract.listRecordings, { query: { notes: 'yes' } }, quality);
    expect(list.body.items.map((one) => one.id)).toContain(id);
    expect((await server.call(contract.dropRecordingNote, { params: note }, quality)).status).toBe(204);
    const outsider = await supervisor('agent');
    expect((await server.call(contract.getRecording, { params }, outsider)).body).toMatchObject({
      notesOf: [],
      may: { listen: false },
    });
  });
});

describe('how long a recording is kept', () => {
  const files = () =>
    readdirSync(path.join(centre.server.platform.config.dataDir, 'files'), {
      recursive: true,
      withFileTypes: true,
    }).filter((one) => one.isFile()).length;

  test('is over: its sound and its key are gone, the row stays and says why; unless it is held', async () => {
    const { server } = centre;
    const [due, held] = [await centre.recorded({ keepDays: 10 }), await centre.recorded({ keepDays: 10 })];
    const admin = await supervisor('administrator');
    const params = { id: held.id };
    const hold = { held: true, why: 'Contestazione inventata' };
    expect(
      (await server.call(contract.holdRecording, { params, body: hold }, admin)).body.held,
    ).toMatchObject({ why: 'Contestazione inventata' });
    expect(
      (await server.call(contract.deleteRecording, { params, body: { why: 'Prova' } }, admin)).status,
    ).toBe(409);
    const before = files();
    server.clock.forward(11 * 86_400_000);
    try {
      expect(await deleteDue(server.ctx)).toBe(1);
      expect(await deleteDue(server.ctx)).toBe(0);
    } finally {
      server.clock.forward(-11 * 86_400_000);
    }
    await expect.poll(files, { timeout: 20_000 }).toBe(before - 3);
    const gone = await server.call(contract.getRecording, { params: { id: due.id } }, admin);
    expect(gone.body).toMatchObject({
      deleted: { because: 'retention', by: null },
      length: 3000,
      may: { listen: false },
    });
    const opened = await server.sending(contract.openRecording, { params: { id: due.id }, body: {} }, admin);
    expect([opened.status, opened.body.code]).toEqual([409, 'recording_deleted']);
    const release = { held: false, why: 'Contestazione chiusa' };
    await server.call(contract.holdRecording, { params, body: release }, admin);
    const deleted = await server.call(
      contract.deleteRecording,
      { params, body: { why: 'Richiesta inventata del cliente' } },
      admin,
    );
    expect(deleted.body.deleted).toMatchObject({
      because: 'by_hand',
      why: 'Richiesta inventata del cliente',
    });
    const list = await server.call(contract.listRecordings, {}, admin);
    expect(list.body.items.map((one) => one.id)).not.toContain(held.id);
    const audited = await server.ctx.db
      .selectFrom('platform.audit')
      .select('action')
      .where('objectId', '=', held.id)
      .orderBy('id')
      .execute();
    expect(audited.map(({ action }) => action)).toEqual([
      'recording.held',
      'recording.released',
      'recording.deleted',
    ]);
  });
});

describe('the keys', () => {
  test('are rotated: everything is heard as before, the old key is wanted no more, and who loses the file hears nothing', async () => {
    const { server } = centre;
    const { id, as } = await centre.recorded();
    const file = keyFile(server.platform.config.dataDir);
    const old = readKeys(file).current.id;
    const done = await rotateKeys(server.ctx, { dropOld: true });
    expect(done).toMatchObject({ unreadable: 0, dropped: [old] });
    expect(done.wrapped).toBeGreaterThan(0);
    expect((await open(id, as)).body).toMatchObject({ whole: true });
    const next = await centre.recorded();
    expect((await open(next.id, next.as)).body).toMatchObject({ whole: true });
    const content = readFileSync(file);
    writeFileSync(file, content.toString().replaceAll(done.key, 'another-key'));
    const lost = await server.sending(contract.openRecording, { params: { id }, body: {} }, as);
    expect([lost.status, lost.body.code]).toEqual([409, 'recording_unreadable']);
    writeFileSync(file, content);
  });
});

describe('how a queue records', () => {
  test('is set by who administers its routing; an emergency line is always mandatory; callers are always told', async () => {
    const { server } = centre;
    const { queue } = await centre.recorded();
    const admin = await supervisor('administrator');
    const params = { id: queue.id };
    const { body: now } = await server.call(contract.queueRecording, { params }, admin);
    expect(now).toMatchObject({ mode: 'all', agreement: true });
    const { agreement: _, id: __, ...setting } = now;
    const wrong = await server.sending(
      contract.setQueueRecording,
      { params, body: { ...setting, emergency: true } },
      admin,
    );
    expect([wrong.status, wrong.body.errors?.[0]?.field]).toEqual([422, 'mode']);
    const untold = await server.sending(
      contract.setQueueRecording,
      { params, body: { ...setting, notice: { it: 'La chiamata viene registrata.' } } },
      admin,
    );
    expect(untold.body.errors?.[0]?.field).toBe('notice.en');
    const wish = { ...setting, mode: 'sampled' as const, share: 20 };
    expect((await server.call(contract.setQueueRecording, { params, body: wish }, admin)).body).toMatchObject(
      {
        mode: 'sampled',
        share: 20,
      },
    );
    const refused = await server.sending(
      contract.setQueueRecording,
      { params, body: wish },
      await supervisor(),
    );
    expect(refused.status).toBe(403);
  });
});
