import type { Call } from '#contract/voice.ts';
import { record, systemActor, type Ctx, type Db, type Tx } from '#server/platform/index.ts';
import { changeCall, findCall, type CallRow } from './calls.store.ts';

/** Whether a call is recorded, and since when the recording's time runs. */
export interface Recorded {
  recording: Call['recording'];
  since: Date | null;
}

/** What a caller is to be told of recording before they are connected. */
export interface RecordingNotice {
  text: string;
  language: string;
  /** They may say no: keys or words for it are worth offering. */
  mayRefuse: boolean;
}

/** What records calls, as far as calls need to know of it. It lies above this module and registers itself. */
export interface Recorder {
  /** Something else is wanted of a call from now on; in the transaction of that change. */
  wanted(tx: Tx, ctx: Ctx, call: CallRow, wanted: Call['wanted']): Promise<Recorded>;
  /** A call is over, in the transaction in which it ends. */
  ended(tx: Tx, ctx: Ctx, call: CallRow): Promise<void>;
  /** What callers of a queue are told; null where nothing is recorded or written. */
  notice(db: Db | Tx, queueId: string, language: string): Promise<RecordingNotice | null>;
  /** Whether the caller of a call has heard it. */
  noticed(db: Db | Tx, callId: string): Promise<boolean>;
  /** The caller was told it: kept as proof. */
  noticePlayed(
    tx: Tx,
    ctx: Ctx,
    callId: string,
    said: { language: string; text: string; prompt: string | null },
  ): Promise<void>;
  /** The caller does not want to be recorded. @returns what to answer them; `honoured` false where it is mandatory */
  refuse(
    tx: Tx,
    ctx: Ctx,
    callId: string,
    via: 'keys' | 'speech',
  ): Promise<{ honoured: boolean; say: { it: string; en: string } }>;
}

let recorder: Recorder | null = null;
/** Called once by the composition root. Without one nothing is recorded. */
export const lendRecorder = (one: Recorder): void => {
  recorder = one;
};
export const theRecorder = (): Recorder | null => recorder;

/** Sets whether a call is recorded and tells its gateway. A call that is over stays as it is. */
export async function setRecording(tx: Tx, callId: string, { recording, since }: Recorded): Promise<void> {
  const call = await findCall(tx, { id: callId }, { lock: true });
  if (call === null || call.endedAt !== null || call.recording === recording) return;
  await changeCall(tx, callId, { recording, recordingSince: since });
  await record(tx, systemActor, {
    kind: 'voice.command',
    subjectId: callId,
    data: { call: callId, gateway: call.gateway, wanted: call.wanted, agent: call.agentId, recording },
  });
}

/** A call as modules above see it; locked for a change on request. */
export const findVoiceCall = (db: Db | Tx, id: string, lock = false): Promise<CallRow | null> =>
  findCall(db, { id }, { lock });
/** The open call of a contact, locked for a change on request. */
export const openVoiceCall = (db: Db | Tx, contactId: string, lock = false): Promise<CallRow | null> =>
  findCall(db, { contactId, open: true }, { lock });
