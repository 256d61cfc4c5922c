import { admin } from '../admin/index.ts';
import { callbacks } from '../callbacks/index.ts';
import { cases } from '../cases/index.ts';
import { contacts } from '../contacts/index.ts';
import { customers } from '../customers/index.ts';
import { inbox } from '../inbox/index.ts';
import { supervisor } from '../supervisor/index.ts';
import { profile } from '../profile/index.ts';
import type { DeskModule } from './screens.ts';

/** Every module of the desk. A new one is added here and nowhere else. */
export const modules: DeskModule[] = [
  inbox,
  callbacks,
  cases,
  customers,
  contacts,
  supervisor,
  admin,
  profile,
];
