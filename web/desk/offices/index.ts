import { IconBuildingCommunity } from '@tabler/icons-react';
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
  ],
  onEvent(event) {
    // Few are at a desk: what belongs to it is not there before it is needed.
    if (event.kind === 'visit.changed' || event.kind === 'contact.answered')
      void import('./events.ts').then(({ onVisitEvent }) => onVisitEvent(event));
  },
};
