import { IconMicrophone2 } from '@tabler/icons-react';
import type { DeskModule } from '../app/screens.ts';

export const recordings: DeskModule = {
  screens: [
    {
      path: '/recordings',
      module: 'recordings',
      permissions: ['recording.listen'],
      load: () => import('./recordings-screen.tsx'),
      nav: { label: 'nav.recordings', icon: IconMicrophone2, order: 44 },
    },
    {
      path: '/recordings/$id',
      module: 'recordings',
      permissions: ['contact.read'],
      load: () => import('./recording-screen.tsx'),
    },
  ],
  // Calls are few beside everything else: what they change is in a chunk of its own.
  onEvent(event) {
    if (event.kind.startsWith('recording.') || event.kind === 'call.changed')
      void import('./events.ts').then(({ onRecordingEvent }) => onRecordingEvent(event));
  },
};
