import type { DeskModule } from '../app/screens.ts';

export const supervisor: DeskModule = { screens: [] };
