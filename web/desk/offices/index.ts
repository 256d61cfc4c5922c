import { IconBuildingCommunity, IconCalendarEvent } from '@tabler/icons-react';
import type { DeskModule } from '../app/screens.ts';

export const offices: DeskModule = {
  screens: [
    {
      path: '/visits',
      module: 'work',
      permissions: ['desk.receive'],
      load: () => import('./visits-screen.tsx'),
      nav: { label: 'nav.visits', icon: IconBuildingCommunity, order: 35 },
    },
    {
      path: '/appointments',
      module: 'appointments',
      permissions: ['desk.receive', 'contact.handle'],
      load: () => import('./appointments-screen.tsx'),
      nav: { label: 'nav.appointments', icon: IconCalendarEvent, order: 36 },
    },
  ],
  onEvent(event) {
    // Few are at a desk: what belongs to it is not there before it is needed.
    if (/^(visit|appointment)\.changed$|^contact\.answered$/.test(event.kind))
      void import('./events.ts').then(({ onVisitEvent }) => onVisitEvent(event));
  },
};
