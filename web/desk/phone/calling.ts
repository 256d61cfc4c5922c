import { useSyncExternalStore } from 'react';

// Whoever shows a number asks here for a call, and for the settings of the telephone; that of the top bar opens both.

export interface Wish {
  /** As it is known or was typed; '': to be typed. */
  number: string;
  customer?: { id: string; name: string };
  /** Because of which contact or case. */
  contact?: string;
  case?: string;
  /** In whose name, unless it is chosen otherwise. */
  service?: string;
}

let now: { wish: Wish | null; settings: boolean } = { wish: null, settings: false };
const listeners = new Set<() => void>();
const set = (change: Partial<typeof now>): void => {
  now = { ...now, ...change };
  for (const listener of listeners) listener();
};
const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Asks whether to call somebody. */
export const askToCall = (wish: Wish): void => set({ wish });
export const callNoMore = (): void => set({ wish: null });
export const useWish = (): Wish | null => useSyncExternalStore(subscribe, () => now.wish);

/** Opens the settings of the telephone, or shuts them. */
export const openSettings = (settings: boolean): void => set({ settings });
export const useSettings = (): boolean => useSyncExternalStore(subscribe, () => now.settings);
