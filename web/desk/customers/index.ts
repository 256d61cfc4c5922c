import { IconUsers } from '@tabler/icons-react';
import type { DeskModule } from '../app/screens.ts';

// customer.changed is heard by the inbox, which shows the same records.
export const customers: DeskModule = {
  screens: [
    {
      path: '/customers',
      module: 'customers',
      permissions: ['customer.read'],
      load: () => import('./customers-screen.tsx'),
      nav: { label: 'nav.customers', icon: IconUsers, order: 30, action: 'go.customers' },
    },
    {
      path: '/customers/$id',
      module: 'customers',
      permissions: ['customer.read'],
      load: () => import('./customer-screen.tsx'),
    },
  ],
};
