import { IconBook2 } from '@tabler/icons-react';
import type { DeskModule } from '../app/screens.ts';

export const knowledge: DeskModule = {
  screens: [
    {
      path: '/knowledge',
      module: 'knowledge',
      permissions: ['knowledge.read'],
      load: () => import('./knowledge-screen.tsx'),
      nav: { label: 'nav.knowledge', icon: IconBook2, order: 28, action: 'go.knowledge' },
    },
    {
      path: '/knowledge/$id',
      module: 'knowledge',
      permissions: ['knowledge.read'],
      load: () => import('./article-screen.tsx'),
    },
  ],
  onEvent({ kind, data }) {
    // What belongs to it is not there before it is needed.
    if (kind.startsWith('article.'))
      void import('./events.ts').then(({ onArticleEvent }) => onArticleEvent(kind, data));
  },
};
