import { IconListDetails } from '@tabler/icons-react';
import type { DeskModule } from '../app/screens.ts';

// The inbox keeps the lists of contacts true; this is the search over all of them.
export const contacts: DeskModule = {
  screens: [
    {
      path: '/contacts',
      module: 'contacts',
      permissions: ['contact.read'],
      load: () => import('./contacts-screen.tsx'),
      nav: { label: 'nav.contacts', icon: IconListDetails, order: 15, action: 'go.contacts' },
    },
  ],
};
