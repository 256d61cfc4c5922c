import { soundTo } from '../inbox/sounds.ts';
import { findDevice, readMemory, type Device, type Memory } from './device-memory.rules.ts';

// Microphones and loudspeakers of this browser, and which of them it remembers.

const key = 'filo.phone';
export const remembered = (): Memory => readMemory(localStorage.getItem(key));
export function remember(change: Partial<Memory>): void {
  localStorage.setItem(key, JSON.stringify({ ...remembered(), ...change }));
}

/** Which are there; their names are known once the microphone may be used. */
export async function devicesOf(kind: 'audioinput' | 'audiooutput'): Promise<Device[]> {
  const media = navigator.mediaDevices as MediaDevices | undefined;
  const all = (await media?.enumerateDevices()) ?? [];
  return all.filter((one) => one.kind === kind).map(({ deviceId, label }) => ({ id: deviceId, name: label }));
}

/** The remembered microphone as it goes by now; null: the system's, or it is not there. */
export const wantedMicrophone = async (): Promise<string | null> =>
  findDevice(remembered().microphone, await devicesOf('audioinput'))?.id ?? null;

/** Called when one is plugged in or out. @returns how to hear of it no more */
export function onDevices(changed: () => void): () => void {
  const media = navigator.mediaDevices as MediaDevices | undefined;
  media?.addEventListener('devicechange', changed);
  return () => media?.removeEventListener('devicechange', changed);
}

/** Whether this browser lets a page choose where it is heard. */
export const choosesSpeaker = (): boolean => 'setSinkId' in HTMLMediaElement.prototype;

/** Lets an element be heard where this browser remembers, else where the system says. */
export async function hearOn(element: HTMLMediaElement): Promise<void> {
  if (!choosesSpeaker()) return;
  const speaker = findDevice(remembered().speaker, await devicesOf('audiooutput'));
  // One that is being unplugged just now: where the system says.
  await element.setSinkId(speaker?.id ?? '').catch(() => element.setSinkId('').catch(() => undefined));
}

/** Lets the desk ring where this browser remembers. */
export async function ringOn(): Promise<void> {
  const ring = findDevice(remembered().ring, await devicesOf('audiooutput'));
  soundTo(ring?.id ?? '');
}

/** Plays something where the other end would be heard. @param begin connects what sounds, and tells when it is over */
export async function playThere(
  begin: (context: AudioContext, way: AudioNode) => Promise<unknown>,
): Promise<void> {
  const context = new AudioContext();
  const way = context.createMediaStreamDestination();
  const element = new Audio();
  element.srcObject = way.stream;
  try {
    await hearOn(element);
    await element.play();
    await begin(context, way);
  } finally {
    element.srcObject = null;
    void context.close();
  }
}
