import { encode } from '../core/alaw.ts';
import type { Room } from '../core/room.ts';
import { VoiceActivity } from '../core/vad.ts';

/** What was said before it was clear that somebody speaks, in frames of 20 ms. */
const before = 15;
/** Nobody says more than so many frames in answer to a question. */
const longest = 750;

export interface Listening {
  stop(): void;
}

/**
 * Listens to a line for one utterance, from the first word to a pause of 700 ms.
 * @param heard.begun somebody speaks
 * @param heard.said what they said, in A-law
 */
export function listen(
  room: Room,
  leg: string,
  heard: { begun: () => void; said: (sound: Uint8Array) => void },
): Listening {
  const voice = new VoiceActivity({ most: longest });
  const frames: Uint8Array[] = [];
  const stop = room.tap(leg, (samples) => {
    frames.push(encode(samples));
    const now = voice.push(samples);
    if (now === 'begin') heard.begun();
    if (!voice.speaking && now !== 'end') {
      if (frames.length > before) frames.shift();
      return;
    }
    if (now !== 'end') return;
    stop();
    heard.said(Buffer.concat(frames));
  });
  return { stop };
}
