import { IconSettings } from '@tabler/icons-react';
import { listMailboxes, listQuarantine } from '#contract/email.ts';
import { invalidate } from '#web/kit/index.ts';
import type { DeskModule } from '../app/screens.ts';

const anyOf = [
  'admin.read',
  'admin.staff',
  'admin.routing',
  'admin.knowledge',
  'admin.mail',
  'admin.webhooks',
  'audit.read',
  'email.quarantine',
  'compensation.decide',
  'compensation.bill',
] as const;

// config.changed is heard by the desk itself: any list of names may be wrong then.
export const admin: DeskModule = {
  screens: [
    {
      path: '/admin',
      module: 'admin',
      permissions: [...anyOf],
      load: () => import('./admin-screen.tsx'),
      nav: { label: 'nav.admin', icon: IconSettings, order: 50, action: 'go.admin' },
    },
    {
      path: '/admin/$section/{-$id}',
      module: 'admin',
      permissions: [...anyOf],
      load: () => import('./admin-screen.tsx'),
    },
  ],
  onEvent({ kind }) {
    if (kind === 'mail.quarantined') invalidate(listQuarantine);
    if (kind === 'mailbox.health') invalidate(listMailboxes);
  },
};
