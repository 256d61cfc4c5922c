import * as contract from '#contract/recordings.ts';
import type { Call } from '#contract/voice.ts';
import { frameMilliseconds, frameSamples } from '../core/alaw.ts';
import { Recorder } from '../core/recorder.ts';
import type { Room } from '../core/room.ts';
import type { ServerLink } from '../link.ts';

/** What records a call as the server wants it, and brings it there. */
export interface CallRecording {
  /** Brings it in line with what is wanted. */
  apply(view: Pick<Call, 'recording' | 'recordingSince'>): void;
  /** The call is over: what there is goes to the server. */
  end(): void;
}

/**
 * Records the customer left and whom they hear right, in parts that go to the server as they are made, one after the
 * other and until it has them. What is lost with this process is the part that was being made.
 */
export function callRecording(link: ServerLink, call: string, room: Room, customer: string): CallRecording {
  let running: { recorder: Recorder; end: () => void } | null = null;
  let sending: Promise<void> = Promise.resolve();

  const begin = (since: string | null): void => {
    let at = since === null ? 0 : Math.max(0, Date.now() - Date.parse(since));
    // Recording stopped and begun again goes on counting where the server is.
    let next: Promise<number> = sending.then(async () => {
      const state = await link.insist(contract.uploadState, { params: { id: call } });
      return state?.next ?? 0;
    });
    const recorder = new Recorder({
      write(part) {
        const start = at;
        at += (part.length / 2 / frameSamples) * frameMilliseconds;
        next = next.then(async (number) => {
          await link.insist(contract.uploadPart, {
            params: { id: call, number },
            query: { start },
            body: part as never,
          });
          return number + 1;
        });
        sending = next.then(() => undefined);
      },
      end() {
        sending = next.then(async (parts) => {
          await link.insist(contract.endUpload, { params: { id: call }, body: { parts } });
        });
      },
    });
    running = { recorder, end: room.record(recorder, { left: [customer], right: 'heard' }) };
  };
  const end = (): void => {
    running?.end();
    running = null;
  };
  return {
    apply({ recording, recordingSince }) {
      if (recording === 'off') end();
      else if (running === null) begin(recordingSince);
      if (recording === 'paused') running?.recorder.pause();
      else running?.recorder.resume();
    },
    end,
  };
}
