import { useSyncExternalStore } from 'react';

// Whoever shows a number asks here for a call; the telephone of the top bar opens the dialog.

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

let wish: Wish | null = null;
const listeners = new Set<() => void>();
const set = (next: Wish | null): void => {
  wish = next;
  for (const listener of listeners) listener();
};

/** Asks whether to call somebody. */
export const askToCall = (next: Wish): void => set(next);
export const callNoMore = (): void => set(null);

export const useWish = (): Wish | null =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => wish,
  );
