import type { DeskModule } from '../app/screens.ts';

export const profile: DeskModule = {
  screens: [{ path: '/profile', module: 'profile', load: () => import('./profile-screen.tsx') }],
};
