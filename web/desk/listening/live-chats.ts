import { useEffect } from 'react';
import { listLiveChats } from '#contract/listening.ts';
import { invalidate } from '#web/kit/index.ts';
import { live } from '../app/session.ts';

// On a busy floor lines come by the dozen: the list is asked for at most this often (ms).
const pace = 700;

/** Keeps the list of chats under way true, while it is on screen. */
export function useLiveChats(): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = live.onEvent(({ kind }) => {
      if (kind !== 'message.added' && !/^contact\.(answered|transferred|wrap-up|closed)$/.test(kind)) return;
      timer ??= setTimeout(() => {
        timer = undefined;
        invalidate(listLiveChats);
      }, pace);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, []);
}
