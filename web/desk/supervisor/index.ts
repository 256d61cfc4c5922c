import { IconChartBar } from '@tabler/icons-react';
import { listContacts } from '#contract/contacts.ts';
import { queuesLive } from '#contract/insight.ts';
import { listQueueNotices } from '#contract/routing-plans.ts';
import { listAgents } from '#contract/routing.ts';
import { wallboard } from '#contract/wallboard.ts';
import { invalidate } from '#web/kit/index.ts';
import type { DeskModule } from '../app/screens.ts';
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
    },
    Math.max(80, askedAt + pace - Date.now()),
  );
}

export const supervisor: DeskModule = {
  screens: [
    {
      path: '/supervisor',
      module: 'supervisor',
      permissions: ['live.read'],
      load: () => import('./supervisor-screen.tsx'),
      nav: { label: 'nav.supervisor', icon: IconChartBar, order: 40, action: 'go.supervisor' },
    },
  ],
  onEvent({ kind }) {
    // Nobody looks: nothing is fetched, because only what is on screen is.
    if (/^(contact|agent)\./.test(kind) && kind !== 'contact.changed') figuresSoon();
    if (kind === 'queue.help' || kind === 'queue.problem') invalidate(listQueueNotices);
    if (kind.startsWith('alert.') || kind === 'figures.differ') invalidate(wallboard);
  },
};
