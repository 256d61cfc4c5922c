import type { voice } from '#server/channels/index.ts';
import { noticed, noticeOf, noteNotice, refuse } from './notices.service.ts';
import { callEnded, recordedOf, speaking, waitingAgain } from './running.service.ts';
import { findRecording } from './recordings.store.ts';

/** What this module lends to calls. */
export const recorder: voice.Recorder = {
  async wanted(tx, ctx, call, wanted) {
    if (wanted === 'talk') return recordedOf(await speaking(tx, ctx, call));
    if (wanted === 'hold' || wanted === 'end')
      return recordedOf(await findRecording(tx, { callId: call.id }, { lock: true }));
    return recordedOf(await waitingAgain(tx, ctx, call));
  },
  ended: callEnded,
  notice: noticeOf,
  noticed,
  noticePlayed: noteNotice,
  refuse: (tx, ctx, callId, via) => refuse(tx, ctx, callId, via),
};
