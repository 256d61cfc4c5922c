import { IconChartBar } from '@tabler/icons-react';
import type { LiveEvent } from '#contract/live.ts';
import type { DeskModule } from '../app/screens.ts';

// Before one of these screens has been opened nothing of theirs is in the cache, and nobody needs to carry it along.
let follow: ((event: LiveEvent) => void) | undefined;
async function opened<Screen>(screen: Promise<Screen>): Promise<Screen> {
  const [content, live] = await Promise.all([screen, import('./live.ts')]);
  follow = live.follow;
  return content;
}

export const supervisor: DeskModule = {
  screens: [
    {
      path: '/supervisor',
      module: 'supervisor',
      permissions: ['live.read'],
      load: () => opened(import('./supervisor-screen.tsx')),
      nav: { label: 'nav.supervisor', icon: IconChartBar, order: 40, action: 'go.supervisor' },
    },
    {
      path: '/supervisor/queues/$id',
      module: 'supervisor',
      permissions: ['live.read'],
      load: () => opened(import('./queue-screen.tsx')),
    },
  ],
  onEvent: (event) => follow?.(event),
};
