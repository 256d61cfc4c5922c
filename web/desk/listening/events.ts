import type { LiveEvent } from '#contract/live.ts';
import { listListening, listLiveCalls, listLiveChats, listWhispers } from '#contract/listening.ts';
import { invalidate } from '#web/kit/index.ts';
import { meNow } from '../app/session.ts';
import { sound } from '../inbox/sounds.ts';

/** What happens to a listening of mine, into the cache. */
export function onListeningEvent({ kind, data }: LiveEvent): void {
  const me = meNow()?.id;
  if (kind === 'listening.whispered') {
    invalidate(listWhispers, { params: { id: String(data['conversation']) } });
    if (data['author'] !== me) sound('line');
    return;
  }
  invalidate(listListening);
  invalidate(listLiveChats);
  invalidate(listLiveCalls);
  if (kind === 'listening.started' && data['agent'] === me) sound('line');
}
