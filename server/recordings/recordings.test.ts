import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as handling from '#server/contacts/handling.ts';
import { voice } from '#server/channels/index.ts';
import { startConsumer, startJobs } from '#server/platform/index.ts';
import { asAgent, broken, lead, makeCentreAgent, openOffer } from '#tests/stories/routing.ts';
import { agreeOnRecording, makeRecordedLine, tones, uploader } from '#tests/stories/recordings.ts';
import { testServer, type TestServer } from '#tests/support/server.ts';
import { voiceDouble, type VoiceDouble } from '#tests/support/voice-double.ts';
import { ensureKeys, keyFile, recorder, recordingGatewayRoutes, recordingJobs } from './index.ts';

let server: TestServer;
let service: string;
let double: VoiceDouble;
let gateway: Awaited<ReturnType<typeof uploader>>;
const parts: { stop(): Promise<void> }[] = [];

beforeAll(async () => {
  server = await testServer([...voice.voiceRoutes, ...recordingGatewayRoutes], {
    also: (one) =>
      one.addContentTypeParser('application/octet-stream', { parseAs: 'buffer' }, (_request, body, done) =>
        done(null, body),
      ),
  });
  service = await server.makeService();
  ensureKeys(keyFile(server.platform.config.dataDir), server.clock.now());
  voice.lendRecorder(recorder);
  await agreeOnRecording(server, true);
  gateway = await uploader(server);
});
afterAll(() => server.stop());
beforeEach(async () => {
  double = await voiceDouble(server);
  parts.push(
    lead(server),
    startConsumer(server.ctx, voice.voiceOrdersConsumer),
    await startJobs(server.ctx, recordingJobs, 1),
  );
});
afterEach(async () => {
  for (const part of parts.splice(0).toReversed()) await part.stop();
  const wrong = await broken(server);
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
});

let numbers = 0;
const caller = () => `+3933512${(numbers += 1) + 10_000}`;
const accept = async (contactId: string, agent: string) => {
  await expect.poll(() => openOffer(server, contactId), { timeout: 20_000 }).not.toBeNull();
  await handling.acceptOffer(asAgent(server, agent), (await openOffer(server, contactId))!.id);
};
const row = (callId: string) =>
  server.ctx.db
    .selectFrom('recordings.recording')
    .selectAll()
    .where('callId', '=', callId)
    .executeTakeFirstOrThrow();

/** A call that was told of recording and is spoken on. */
async function spoken(setting: Parameters<typeof makeRecordedLine>[2], { told = true } = {}) {
  const line = await makeRecordedLine(server, service, setting);
  const agent = await makeCentreAgent(server, line.profile);
  const { body } = await double.call(caller(), line.address);
  if (told) await gateway.told(body.id);
  await accept(body.contact, agent);
  const call = await double.wanted(body.contact, 'talk');
  return { ...line, agent, call };
}
const hangUp = (call: string) => double.tell(call, 'ended', { by: 'customer', cause: 'hung_up' });
const filesUnder = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile())
    .map((one) => path.join(one.parentPath, one.name));

describe('what a gateway uploads', () => {
  test('is taken out of order and again, and is one recording; nothing of it lies on the disk in the clear', async () => {
    const { call } = await spoken({});
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
    const kept = filesUnder(path.join(server.platform.config.dataDir, 'files')).map((file) =>
      readFileSync(file),
    );
    expect(kept.length).toBeGreaterThanOrEqual(5);
    for (const clear of [one, two, three])
      expect(kept.some((file) => file.includes(clear.subarray(0, 160)))).toBe(false);
  });

  test('is refused with the reason: of a call that is not recorded, not A-law of whole milliseconds, too large, too late', async () => {
    const off = await spoken({ mode: 'off' });
    expect(off.call.recording).toBe('off');
    const refused = await gateway.part(off.call.id, 0, 0, tones(20, 0, 0));
    expect([refused.status, refused.body.code]).toEqual([409, 'not_recorded']);
    expect((await gateway.part(crypto.randomUUID(), 0, 0, tones(20, 0, 0))).status).toBe(404);
    const { call } = await spoken({});
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
});
