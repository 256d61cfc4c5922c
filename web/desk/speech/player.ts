// Plays and decodes sound in the browser. One thing plays at a time; what plays is told to every button.
import { useSyncExternalStore } from 'react';
import type { Route } from '#contract/route.ts';
import { ApiProblem, urlOf, type CallInput } from '#web/kit/index.ts';
import { rate } from './sound.rules.ts';

let context: AudioContext | null = null;
/** Made at the first press of a button: browsers want one before there is sound. */
function audio(): AudioContext {
  context ??= new AudioContext();
  void context.resume();
  return context;
}

interface Playing {
  name: string;
  state: 'loading' | 'playing';
}
let now: Playing | null = null;
let source: AudioBufferSourceNode | null = null;
const listeners = new Set<() => void>();
const tell = (next: Playing | null) => {
  now = next;
  for (const one of listeners) one();
};

/** What plays at the moment. */
export const usePlaying = (): Playing | null =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => now,
  );

/** Ends what plays. */
export function stop(): void {
  source?.stop();
  source = null;
  if (now !== null) tell(null);
}

/**
 * Plays a sound, instead of what plays.
 * @param name of the sound, by which its button knows itself
 * @param load its bytes, or samples at the rate of a telephone
 */
export async function play(name: string, load: () => Promise<ArrayBuffer | Float32Array>): Promise<void> {
  stop();
  const mine: Playing = { name, state: 'loading' };
  tell(mine);
  try {
    const device = audio();
    const sound = await load();
    const buffer =
      sound instanceof Float32Array ? bufferOf(device, sound) : await device.decodeAudioData(sound);
    // Another one was asked for meanwhile.
    if (now !== mine) return;
    source = device.createBufferSource();
    source.buffer = buffer;
    source.connect(device.destination);
    const playing: Playing = { name, state: 'playing' };
    source.addEventListener('ended', () => {
      if (now === playing) tell(null);
    });
    source.start();
    tell(playing);
  } catch (error) {
    if (now === mine) tell(null);
    throw error;
  }
}

function bufferOf(device: BaseAudioContext, samples: Float32Array): AudioBuffer {
  const buffer = device.createBuffer(1, Math.max(1, samples.length), rate);
  buffer.copyToChannel(new Float32Array(samples), 0);
  return buffer;
}

/** The sound of an operation of the contract. Rejects with ApiProblem. */
export async function soundOf<R extends Route>(route: R, input: CallInput<R>): Promise<ArrayBuffer> {
  const response = await fetch(urlOf(route, input as { params?: unknown; query?: unknown }), {
    credentials: 'same-origin',
  }).catch(() => {
    throw new ApiProblem(0, 'offline', 'The server does not answer.');
  });
  if (!response.ok) throw new ApiProblem(response.status, 'unknown', `Error ${response.status}.`);
  return response.arrayBuffer();
}

/**
 * Whatever file the browser can decode, as one channel at the rate of a telephone. Rejects when it is none, or longer
 * than three minutes.
 */
export async function decoded(bytes: ArrayBuffer): Promise<Float32Array> {
  const sound = await audio().decodeAudioData(bytes);
  // A context of this rate resamples what it plays, with the browser's own filter; several channels are mixed to one.
  const offline = new OfflineAudioContext(1, Math.max(1, Math.ceil(sound.duration * rate)), rate);
  const node = offline.createBufferSource();
  node.buffer = sound;
  node.connect(offline.destination);
  node.start();
  return (await offline.startRendering()).getChannelData(0);
}
