import type { TurnInput, TurnSaying } from '#contract/voice-turns.ts';
import type { Ctx, Tx } from '#server/platform/index.ts';
import type { CallRow } from './calls.store.ts';
import { theRecorder } from './recorder.ts';
import { musicOnly, type Answered } from './script.ts';
import { standingOf } from './voice.read.ts';

/**
 * What a caller hears who waits in a queue: that the call may be recorded, once, where it may be; then music. In the
 * transaction of the turn, with the call locked.
 */
export async function waitingTurn(tx: Tx, _ctx: Ctx, call: CallRow, input: TurnInput): Promise<Answered> {
  const say = input.kind === 'begin' ? await recordingNotice(tx, call) : [];
  return { script: { kind: 'wait' }, say, next: musicOnly };
}

/** What is to be said of recording, unless it was heard on this call already. */
async function recordingNotice(tx: Tx, call: CallRow): Promise<TurnSaying[]> {
  const recorder = theRecorder();
  const standing = await standingOf(tx, call.contactId);
  if (recorder === null || standing?.queueId == null || (await recorder.noticed(tx, call.id))) return [];
  const notice = await recorder.notice(tx, standing.queueId, standing.language);
  return notice === null
    ? []
    : [{ prompt: null, text: notice.text, language: notice.language, notice: true }];
}
