import * as contract from '#contract/recordings.ts';
import type { RecordingSetting } from '#contract/recordings.ts';
import { writeSingleViewTerms } from '#server/access/index.ts';
import { newId } from '#server/platform/index.ts';
import { linear } from '#server/recordings/audio.rules.ts';
import { makeCallbackQueue } from './callbacks.ts';
import type { TestServer } from '../support/server.ts';

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
  server.ctx.tx((tx) =>
    writeSingleViewTerms(
      tx,
      agreed ? [{ from: '2020-01-01', until: null, covers: ['recording'], retentionDays }] : [],
    ),
  );

/** The A-law value nearest to a linear one. */
const nearest = new Map<number, number>();
function toAlaw(value: number): number {
  const known = nearest.get(value);
  if (known !== undefined) return known;
  let best = 0;
  for (let code = 1; code < 256; code += 1)
    if (Math.abs(linear[code]! - value) < Math.abs(linear[best]! - value)) best = code;
  nearest.set(value, best);
  return best;
}

/** Stereo sound of so many milliseconds: a tone on each side, 0 Hz for silence. */
export function tones(milliseconds: number, left: number, right: number): Buffer {
  const sample = (hertz: number, at: number) =>
    toAlaw(hertz === 0 ? 0 : Math.round((8000 * Math.sin((2 * Math.PI * hertz * at) / 8000)) / 64) * 64);
  const audio = Buffer.alloc(milliseconds * 16);
  for (let at = 0; at < milliseconds * 8; at += 1) {
    audio[at * 2] = sample(left, at);
    audio[at * 2 + 1] = sample(right, at);
  }
  return audio;
}

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
