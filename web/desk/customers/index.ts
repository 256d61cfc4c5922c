import type { DeskModule } from '../app/screens.ts';

export const customers: DeskModule = { screens: [] };
