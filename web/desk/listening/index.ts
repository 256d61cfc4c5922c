import { IconHeadphones } from '@tabler/icons-react';
import type { DeskModule } from '../app/screens.ts';

export const listening: DeskModule = {
  screens: [
    {
      path: '/listening',
      module: 'listening',
      permissions: ['contact.listen'],
      load: () => import('./listening-screen.tsx'),
      nav: { label: 'nav.listening', icon: IconHeadphones, order: 42, action: 'go.listening' },
    },
    {
      path: '/listening/$id',
      module: 'listening',
      permissions: ['contact.listen'],
      load: () => import('./listening-screen.tsx'),
    },
  ],
  // They come seldom, and to those who have the bar: what they change is in its chunk.
  onEvent(event) {
    if (event.kind.startsWith('listening.'))
      void import('./listening-bar.tsx').then(({ onListeningEvent }) => onListeningEvent(event));
  },
};
