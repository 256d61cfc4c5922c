import { listAnnouncements } from '#contract/announcements.ts';
import { listContacts } from '#contract/contacts.ts';
import { listWaiting } from '#contract/control.ts';
import { queuesLive } from '#contract/insight.ts';
import type { LiveEvent } from '#contract/live.ts';
import { listMoves } from '#contract/moves.ts';
import { listQueueNotices } from '#contract/routing-plans.ts';
import { listAgents } from '#contract/routing.ts';
import { wallboard } from '#contract/wallboard.ts';
import { invalidate } from '#web/kit/index.ts';
import { oldestWaiting } from './oldest.ts';

// On a busy floor events come by the dozen: the figures are asked for at most this often (ms), and at once when quiet.
const pace = 700;
let askedAt = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
function figuresSoon(): void {
  if (timer !== undefined) return;
  timer = setTimeout(
    () => {
      timer = undefined;
      askedAt = Date.now();
      invalidate(queuesLive);
      invalidate(listAgents);
      invalidate(listContacts, oldestWaiting);
      invalidate(listWaiting);
    },
    Math.max(80, askedAt + pace - Date.now()),
  );
}

/** Live events into what the supervisor's screens keep. Nobody looks: nothing is fetched, because only what is on screen is. */
export function follow({ kind }: LiveEvent): void {
  if (/^(contact|agent)\./.test(kind) && kind !== 'contact.changed') figuresSoon();
  if (kind === 'agent.changed') invalidate(listMoves);
  if (kind === 'announcement.changed') invalidate(listAnnouncements);
  if (kind === 'queue.help' || kind === 'queue.problem' || kind === 'agent.changed')
    invalidate(listQueueNotices);
  if (kind.startsWith('alert.') || kind === 'figures.differ') invalidate(wallboard);
}
