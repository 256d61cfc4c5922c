import { IconInbox } from '@tabler/icons-react';
import type { DeskModule } from '../app/screens.ts';
import { onInboxEvent } from './events.ts';

export const inbox: DeskModule = {
  screens: [
    {
      path: '/inbox',
      module: 'inbox',
      permissions: ['contact.read'],
      load: () => import('./inbox-screen.tsx'),
      nav: { label: 'nav.inbox', icon: IconInbox, order: 10, action: 'go.inbox' },
    },
    {
      path: '/inbox/$id',
      module: 'inbox',
      permissions: ['contact.read'],
      load: () => import('./inbox-screen.tsx'),
    },
  ],
  onEvent: onInboxEvent,
};
