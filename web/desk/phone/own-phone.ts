import { useSyncExternalStore } from 'react';
import { connectPhone, disconnectPhone } from '#contract/media.ts';
import { ApiProblem, call } from '#web/kit/index.ts';
import { LineTrouble, openLine, type LineTroubleName, type VoiceLine } from '#web/kit/voice-line.ts';

// The telephone of who is signed in: one line, open while it is on, whichever screen is shown. What is on it, the server
// decides; a call that is accepted is heard at once.

export interface OwnPhone {
  /** lost: it was on and the connection broke; it is being opened again. */
  state: 'off' | 'connecting' | 'on' | 'lost';
  muted: boolean;
  /** Why it is off though it was to be on. */
  trouble: LineTroubleName | 'server' | 'full' | null;
}

const microphoneKey = 'filo.microphone';
let now: OwnPhone = { state: 'off', muted: false, trouble: null };
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

/** The microphone this browser remembers; null: the system's. */
export const rememberedMicrophone = (): string | null => localStorage.getItem(microphoneKey);

/** Where the other end is heard. */
export function phoneSpeaker(): HTMLAudioElement {
  if (speaker === null) {
    speaker = document.createElement('audio');
    speaker.autoplay = true;
    speaker.dataset['phone'] = '';
    speaker.hidden = true;
    document.body.append(speaker);
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
      microphone: rememberedMicrophone(),
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
  set({ state: 'off', trouble: null, muted: false });
  // First the server: what is on the line goes back to its queue at once, and is not waited for in vain.
  if (was !== null) await call(disconnectPhone).catch(() => undefined);
  was?.close();
}

/** Speaks no more, or again. */
export function mute(on: boolean): void {
  line?.mute(on);
  set({ muted: on });
}

/** Remembers a microphone in this browser, and speaks into it from now on. @throws LineTrouble */
export async function chooseMicrophone(deviceId: string): Promise<void> {
  await line?.useMicrophone(deviceId);
  localStorage.setItem(microphoneKey, deviceId);
}
