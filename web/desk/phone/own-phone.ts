import { useSyncExternalStore } from 'react';
import { connectPhone, disconnectPhone } from '#contract/media.ts';
import { ApiProblem, call } from '#web/kit/index.ts';
import { hearOn, onDevices, remembered, ringOn, wantedMicrophone } from './devices.ts';
import { LineTrouble, openLine, type LineTroubleName, type VoiceLine } from '#web/kit/voice-line.ts';

// The telephone of who is signed in: one line, open while it is on, whichever screen is shown. What is on it, the server
// decides; a call that is accepted is heard at once.

export interface OwnPhone {
  /** lost: it was on and the connection broke; it is being opened again. */
  state: 'off' | 'connecting' | 'on' | 'lost';
  muted: boolean;
  /** Why it is off though it was to be on. */
  trouble: LineTroubleName | 'server' | 'full' | null;
  /** The remembered microphone is not there, and another one is spoken into; by their names. */
  instead: { wanted: string; used: string } | null;
}

let now: OwnPhone = { state: 'off', muted: false, trouble: null, instead: null };
let line: VoiceLine | null = null;
let wanted = false;
let speaker: HTMLAudioElement | null = null;
let again: number | undefined;
const listeners = new Set<() => void>();

const set = (change: Partial<OwnPhone>): void => {
  now = { ...now, ...change };
  for (const listener of listeners) listener();
};
const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useOwnPhone = (): OwnPhone => useSyncExternalStore(subscribe, () => now);

/** The telephone once it is on, or is not coming on. */
export const whenSettled = (): Promise<OwnPhone> =>
  new Promise((resolve) => {
    const look = (): void => {
      if (now.state === 'connecting' || (now.state === 'lost' && now.trouble === null)) return;
      stop();
      resolve(now);
    };
    const stop = subscribe(look);
    look();
  });

/** Where the other end is heard. */
export function phoneSpeaker(): HTMLAudioElement {
  if (speaker === null) {
    speaker = document.createElement('audio');
    speaker.autoplay = true;
    speaker.dataset['phone'] = '';
    speaker.hidden = true;
    document.body.append(speaker);
    void hearOn(speaker);
  }
  return speaker;
}

/** Switches it on. From a press of a button: browsers play nothing and ask for no microphone otherwise. */
export async function switchOn(): Promise<void> {
  wanted = true;
  if (line !== null || now.state === 'connecting') return;
  await open('connecting');
}

async function open(state: 'connecting' | 'lost'): Promise<void> {
  clearTimeout(again);
  set({ state, trouble: null });
  try {
    const opened = await openLine({
      speaker: phoneSpeaker(),
      microphone: await wantedMicrophone(),
      cleaning: remembered(),
      onMicrophoneLost: () => void speakInto(null),
      connect: async (offer) => (await call(connectPhone, { body: { offer } })).answer,
      onUp: () => set({ state: 'on' }),
      onEnd: () => {
        line = null;
        if (wanted) void open('lost');
        else set({ state: 'off' });
      },
    });
    if (!wanted) {
      opened.close();
      return;
    }
    line = opened;
    line.mute(now.muted);
    set({ instead: insteadOf(opened) });
  } catch (error) {
    line = null;
    const trouble = troubleOf(error);
    // A server that is being restarted comes back; a microphone that is refused does not by itself.
    if (wanted && (trouble === 'server' || trouble === 'full')) {
      set({ state: 'lost', trouble });
      again = window.setTimeout(() => void open('lost'), 2000);
    } else {
      wanted = false;
      set({ state: 'off', trouble });
    }
  }
}

const troubleOf = (error: unknown): NonNullable<OwnPhone['trouble']> => {
  if (error instanceof LineTrouble) return error.trouble;
  return error instanceof ApiProblem && error.status === 429 ? 'full' : 'server';
};

export async function switchOff(): Promise<void> {
  wanted = false;
  clearTimeout(again);
  const was = line;
  line = null;
  set({ state: 'off', trouble: null, muted: false, instead: null });
  // First the server: what is on the line goes back to its queue at once, and is not waited for in vain.
  if (was !== null) await call(disconnectPhone).catch(() => undefined);
  was?.close();
}

/** Speaks no more, or again. */
export function mute(on: boolean): void {
  line?.mute(on);
  set({ muted: on });
}

function insteadOf(opened: VoiceLine): OwnPhone['instead'] {
  const wanted = remembered().microphone;
  const used = opened.microphone();
  return wanted === null || used.id === wanted.id || used.name === wanted.name
    ? null
    : { wanted: wanted.name, used: used.name };
}

/** Speaks into a microphone from now on, where the telephone is on. @throws LineTrouble */
async function speakInto(deviceId: string | null): Promise<void> {
  const speaking = line;
  if (speaking === null) return;
  try {
    await speaking.useMicrophone(deviceId, remembered());
    set({ instead: insteadOf(speaking), trouble: null });
  } catch (error) {
    if (deviceId !== null) throw error;
    // The last one is gone: the other end is heard still, and not to be heard must not go unnoticed.
    set({ instead: null, trouble: troubleOf(error) });
  }
}

/** Uses what is remembered now, at once: the microphone and how it is cleaned, and where the other end is heard. */
export async function useRemembered(): Promise<void> {
  if (speaker !== null) await hearOn(speaker);
  await ringOn();
  await speakInto(await wantedMicrophone());
}

// Something was plugged in or out: whoever took the headset off and on again speaks into it again.
onDevices(() => {
  if (speaker !== null) void hearOn(speaker);
  void ringOn();
  if (line === null) return;
  const silent = now.trouble !== null;
  if (silent || now.instead !== null)
    void wantedMicrophone().then((id) =>
      id === null && !silent ? undefined : speakInto(id).catch(() => undefined),
    );
});
void ringOn();
