import * as contract from '#contract/recordings.ts';
import type { TurnNext } from '#contract/voice-turns.ts';
import { frameMilliseconds, frameSamples } from '../core/alaw.ts';
import { Recorder } from '../core/recorder.ts';
import type { Room } from '../core/room.ts';
import { VoiceActivity } from '../core/vad.ts';
import type { ServerLink } from '../link.ts';

const framesPerSecond = 1000 / frameMilliseconds;

/** The end of a call waits so long (ms) for the message that was left in it. */
export const longestUpload = 10_000;

/** A message that is being left. */
export interface Message {
  /** Seconds of it, once all of it is with the server; 0: nobody spoke. */
  readonly done: Promise<number>;
  /** It is over: by a key, or because they hung up. What there is goes to the server. */
  end(): void;
}

/**
 * Records what a caller says after the tone, until they have been silent for long enough, the time is over or it is told
 * to end. It goes to the server in parts as it is made.
 */
export function takeMessage(
  link: ServerLink,
  call: string,
  { room, leg }: { room: Room; leg: string },
  { seconds, silenceSeconds }: Extract<TurnNext, { kind: 'record' }>,
): Message {
  const whole = Promise.withResolvers<number>();
  const voice = new VoiceActivity();
  let sending: Promise<unknown> = Promise.resolve();
  let number = 0;
  let start = 0;
  let frames = 0;
  let quiet = 0;
  let spoken = false;
  let over = false;

  const recorder = new Recorder({
    write(part) {
      const at = { number, start };
      number += 1;
      start += (part.length / 2 / frameSamples) * frameMilliseconds;
      sending = sending.then(() =>
        link.insist(contract.uploadPart, {
          params: { id: call, number: at.number },
          query: { start: at.start, of: 'message' },
          body: part as never,
        }),
      );
    },
    end() {
      void sending
        .then(() =>
          link.insist(contract.endUpload, {
            params: { id: call },
            body: { parts: number, of: 'message', spoken },
          }),
        )
        .finally(() => whole.resolve(spoken ? frames / framesPerSecond : 0));
    },
  });
  const stop = room.record(recorder, { left: [leg], right: [] });
  const untap = room.tap(leg, (samples) => {
    frames += 1;
    voice.push(samples);
    if (voice.speaking) {
      spoken = true;
      quiet = 0;
    } else quiet += 1;
    if (quiet >= silenceSeconds * framesPerSecond || frames >= seconds * framesPerSecond) end();
  });
  function end(): void {
    if (over) return;
    over = true;
    untap();
    stop();
  }
  return { done: whole.promise, end };
}
