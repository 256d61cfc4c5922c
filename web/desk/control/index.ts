import { IconLayoutDashboard } from '@tabler/icons-react';
import { wallboard } from '#contract/wallboard.ts';
import { invalidate } from '#web/kit/index.ts';
import type { DeskModule } from '../app/screens.ts';

// On a busy floor events come by the dozen: the board is asked for at most this often (ms), and at once when quiet.
const pace = 900;
let askedAt = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
function boardSoon(): void {
  timer ??= setTimeout(
    () => {
      timer = undefined;
      askedAt = Date.now();
      invalidate(wallboard);
    },
    Math.max(80, askedAt + pace - Date.now()),
  );
}

export const control: DeskModule = {
  screens: [
    {
      path: '/wallboard',
      module: 'control',
      permissions: ['live.read'],
      load: () => import('./board-screen.tsx'),
      nav: { label: 'nav.wallboard', icon: IconLayoutDashboard, order: 41, action: 'go.wallboard' },
    },
    {
      path: '/wall',
      module: 'control',
      permissions: ['live.read'],
      load: () => import('./wall-screen.tsx'),
      bare: true,
    },
    {
      path: '/cases/report',
      module: 'cases',
      permissions: ['live.read'],
      load: () => import('./case-report.tsx'),
    },
    {
      path: '/contacts/first-contact',
      module: 'contacts',
      permissions: ['live.read'],
      load: () => import('./first-contact-report.tsx'),
    },
  ],
  onEvent({ kind }) {
    // Nobody looks: nothing is fetched, because only what is on screen is.
    if (/^(contact|agent|alert)\./.test(kind) && kind !== 'contact.changed') boardSoon();
  },
};
