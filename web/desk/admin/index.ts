import type { DeskModule } from '../app/screens.ts';

export const admin: DeskModule = { screens: [] };
