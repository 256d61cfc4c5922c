import { IconMessages } from '@tabler/icons-react';
import type { DeskModule } from '../app/screens.ts';

export const rooms: DeskModule = {
  screens: [
    {
      path: '/rooms',
      module: 'rooms',
      load: () => import('./rooms-screen.tsx'),
      nav: { label: 'nav.rooms', icon: IconMessages, order: 38 },
    },
    { path: '/rooms/$id', module: 'rooms', load: () => import('./rooms-screen.tsx') },
  ],
  onEvent(event) {
    if (event.kind.startsWith('room.'))
      void import('./events.ts').then(({ onRoomEvent }) => onRoomEvent(event));
  },
};
