import { IconPhoneOutgoing } from '@tabler/icons-react';
import { countCallbacks, getCallback, listCallbacks } from '#contract/callbacks.ts';
import { callOfContact } from '#contract/voice.ts';
import { invalidate } from '#web/kit/index.ts';
import type { DeskModule } from '../app/screens.ts';

// A busy floor makes many events a second; the list is asked for at most this often (ms).
const pace = 700;
let timer: ReturnType<typeof setTimeout> | undefined;
function listSoon(): void {
  timer ??= setTimeout(() => {
    timer = undefined;
    invalidate(listCallbacks);
    invalidate(countCallbacks);
  }, pace);
}

export const callbacks: DeskModule = {
  screens: [
    {
      path: '/callbacks',
      module: 'callbacks',
      permissions: ['contact.assign', 'live.read'],
      load: () => import('./callbacks-screen.tsx'),
      nav: { label: 'nav.callbacks', icon: IconPhoneOutgoing, order: 30 },
    },
  ],
  onEvent({ kind, data }) {
    if (kind === 'call.changed' || kind.startsWith('contact.'))
      invalidate(callOfContact, { params: { id: String(data['contact']) } });
    if (!kind.startsWith('contact.')) return;
    invalidate(getCallback, { params: { id: String(data['contact']) } });
    listSoon();
  },
};
