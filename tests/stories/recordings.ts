import { expect } from 'vitest';
import * as contract from '#contract/recordings.ts';
import type { RecordingSetting } from '#contract/recordings.ts';
import { openSession, writeSingleViewTerms, type StaffView } from '#server/access/index.ts';
import { voice } from '#server/channels/index.ts';
import * as handling from '#server/contacts/handling.ts';
import { newId, startConsumer, startJobs } from '#server/platform/index.ts';
import {
  ensureKeys,
  keyFile,
  recorder,
  recordingGatewayRoutes,
  recordingJobs,
  recordingRoutes,
} from '#server/recordings/index.ts';
import { testServer, type TestServer } from '../support/server.ts';
import { voiceDouble, type VoiceDouble } from '../support/voice-double.ts';
import { makeCallbackQueue } from './callbacks.ts';
import { tones } from './tones.ts';
import { asAgent, broken, lead, makeCentreAgent, openOffer } from './routing.ts';

// Calls that are recorded, and the sound that a gateway would upload.

let lines = 0;

/** A phone line whose queue records as told, with a profile of agents. */
export async function makeRecordedLine(
  server: TestServer,
  serviceId: string,
  setting: Partial<RecordingSetting>,
) {
  const { queue, profile } = await makeCallbackQueue(server, serviceId, {}, { wrapUpMode: 'none' });
  const address = `+3905880${(lines += 1) + 10_000}`;
  await server.ctx.db
    .insertInto('contacts.entryPoint')
    .values({
      id: newId(),
      channel: 'phone',
      address,
      name: address,
      serviceId,
      queueId: queue.id,
    })
    .execute();
  await setRecordingOf(server, queue.id, setting);
  return { queue, profile, address };
}

/** Sets how a queue records. */
export async function setRecordingOf(
  server: TestServer,
  queueId: string,
  setting: Partial<RecordingSetting>,
): Promise<void> {
  const fields = {
    mode: 'all',
    share: 100,
    emergency: false,
    keepDays: 90,
    pauseSeconds: 120,
    askWhy: false,
    agentsListen: true,
    ...setting,
    notice: JSON.stringify({
      it: 'La chiamata può essere registrata.',
      en: 'This call may be recorded.',
    }),
  };
  await server.ctx.db
    .insertInto('recordings.setting')
    .values({ queueId, ...fields })
    .onConflict((conflict) => conflict.column('queueId').doUpdateSet(fields))
    .execute();
}

/** An agreement with the staff that covers recording is in force, or none is. */
export const agreeOnRecording = (server: TestServer, agreed: boolean, retentionDays = 365): Promise<void> =>
  agreeOn(server, agreed ? { recording: retentionDays } : {});

/** Agreements with the staff are in force that cover these, each with so many days of keeping; no others. */
export const agreeOn = (server: TestServer, days: Partial<Record<StaffView, number>>): Promise<void> =>
  server.ctx.tx((tx) =>
    writeSingleViewTerms(
      tx,
      Object.entries(days).map(([cover, retentionDays]) => ({
        from: '2020-01-01',
        until: null,
        covers: [cover as StaffView],
        retentionDays,
      })),
    ),
  );

/** A gateway that uploads what it records. */
export async function uploader(server: TestServer) {
  const { token } = await server.makeToken(['voice.gateway']);
  const as = { as: { token } };
  return {
    part: (call: string, number: number, start: number, audio: Buffer) =>
      server.sending(
        contract.uploadPart,
        { params: { id: call, number: String(number) }, query: { start }, body: audio },
        as,
      ),
    state: (call: string) => server.call(contract.uploadState, { params: { id: call } }, as),
    end: (call: string, parts: number) =>
      server.call(contract.endUpload, { params: { id: call }, body: { parts } }, as),
    told: (call: string, language = 'it') =>
      server.call(
        contract.noticePlayed,
        { params: { id: call }, body: { language, text: 'La chiamata può essere registrata.' } },
        as,
      ),
    notice: (call: string, language = 'it') =>
      server.call(contract.noticeForCall, { params: { id: call }, query: { language } }, as),
    refuse: (call: string) =>
      server.call(contract.refuseRecording, { params: { id: call }, body: { via: 'keys' } }, as),
  };
}

/** A small contact centre whose calls are recorded, over a real database, with a gateway without any voice. */
export async function recordedCentre() {
  const server = await testServer([...voice.voiceRoutes, ...recordingGatewayRoutes, ...recordingRoutes], {
    also: (one) =>
      one.addContentTypeParser('application/octet-stream', { parseAs: 'buffer' }, (_request, body, done) =>
        done(null, body),
      ),
  });
  const service = await server.makeService();
  ensureKeys(keyFile(server.platform.config.dataDir), server.clock.now());
  voice.lendRecorder(recorder);
  await agreeOnRecording(server, true);
  const gateway = await uploader(server);
  let double: VoiceDouble;
  const parts: { stop(): Promise<void> }[] = [];
  let numbers = 0;
  const centre = {
    server,
    service,
    gateway,
    double: () => double,
    /** Before each test. */
    async begin(): Promise<void> {
      double = await voiceDouble(server);
      parts.push(
        lead(server),
        startConsumer(server.ctx, voice.voiceOrdersConsumer),
        await startJobs(server.ctx, recordingJobs, 1),
      );
    },
    /** After each test. */
    async end(): Promise<void> {
      for (const part of parts.splice(0).toReversed()) await part.stop();
      const wrong = await broken(server);
      if (wrong.length > 0) throw new Error(wrong.join('\n'));
    },
    async accept(contactId: string, agent: string): Promise<void> {
      await expect.poll(() => openOffer(server, contactId), { timeout: 20_000 }).not.toBeNull();
      await handling.acceptOffer(asAgent(server, agent), (await openOffer(server, contactId))!.id);
    },
    row: (callId: string) =>
      server.ctx.db
        .selectFrom('recordings.recording')
        .selectAll()
        .where('callId', '=', callId)
        .executeTakeFirstOrThrow(),
    stretches: (recordingId: string) =>
      server.ctx.db
        .selectFrom('recordings.stretch')
        .selectAll()
        .where('recordingId', '=', recordingId)
        .orderBy('fromMs')
        .execute(),
    sessionOf: (staffId: string) => sessionOf(server, staffId),
    hangUp: (call: string) => double.tell(call, 'ended', { by: 'customer', cause: 'hung_up' }),
    /** A call that was told of recording, unless it was not, and is spoken on with an agent who can sign in. */
    async spoken(setting: Partial<RecordingSetting>, { told = true } = {}) {
      const line = await makeRecordedLine(server, service, setting);
      const agent = await makeCentreAgent(server, line.profile);
      const { body } = await double.call(`+3933512${(numbers += 1) + 10_000}`, line.address);
      if (told) await gateway.told(body.id);
      await centre.accept(body.contact, agent);
      const call = await double.wanted(body.contact, 'talk');
      return { ...line, agent, call, as: { as: await sessionOf(server, agent) } };
    },
    /** A recording of so many seconds that has ended: the customer a tone of 440 Hz, the agent one of 660. */
    async recorded(setting: Partial<RecordingSetting> = {}, seconds = 3) {
      const made = await centre.spoken(setting);
      for (let at = 0; at < seconds; at += 1)
        await gateway.part(
          made.call.id,
          at,
          at * 1000,
          tones(1000, at % 2 === 0 ? 440 : 0, at % 2 === 0 ? 0 : 660),
        );
      await centre.hangUp(made.call.id);
      await gateway.end(made.call.id, seconds);
      return { ...made, id: (await centre.row(made.call.id)).id };
    },
  };
  return centre;
}

/** The session of a member of staff who is there already. */
async function sessionOf(server: TestServer, staffId: string): Promise<{ session: string }> {
  const { secret } = await server.ctx.tx((tx) =>
    openSession(tx, server.ctx, staffId, { ip: '127.0.0.1', userAgent: 'test' }),
  );
  return { session: secret };
}
