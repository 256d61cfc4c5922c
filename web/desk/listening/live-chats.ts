import { useEffect } from 'react';
import { listLiveCalls, listLiveChats } from '#contract/listening.ts';
import { invalidate } from '#web/kit/index.ts';
import { live } from '../app/session.ts';

// On a busy floor lines come by the dozen: the list is asked for at most this often (ms).
const pace = 700;

const ofChats = /^contact\.(answered|transferred|wrap-up|closed)$|^message\.added$/;
const ofCalls = /^contact\.(answered|held|resumed|transferred|wrap-up|closed)$|^call\.changed$/;

/** Keeps the lists of chats and calls under way true, while they are on screen. */
export function useLiveChats(): void {
  useEffect(() => {
    const stale = { chats: false, calls: false };
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = live.onEvent(({ kind }) => {
      const [chats, calls] = [ofChats.test(kind), ofCalls.test(kind)];
      if (!chats && !calls) return;
      stale.chats ||= chats;
      stale.calls ||= calls;
      timer ??= setTimeout(() => {
        timer = undefined;
        if (stale.chats) invalidate(listLiveChats);
        if (stale.calls) invalidate(listLiveCalls);
        stale.chats = stale.calls = false;
      }, pace);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, []);
}
