import { IconRoute } from '@tabler/icons-react';
import type { DeskModule } from '../app/screens.ts';

export const flows: DeskModule = {
  screens: [
    {
      path: '/flows',
      module: 'flows',
      permissions: ['flow.read'],
      load: () => import('./flows-screen.tsx'),
      nav: { label: 'nav.flows', icon: IconRoute, order: 45, action: 'go.flows' },
    },
    {
      path: '/flows/$code',
      module: 'flows',
      permissions: ['flow.read'],
      load: () => import('./designer-screen.tsx'),
    },
  ],
  onEvent({ kind, data }) {
    // Few draw flows: what belongs to it is not there before it is needed.
    if (kind.startsWith('flow.'))
      void import('./events.ts').then(({ onFlowEvent }) => onFlowEvent(kind, data));
  },
};
