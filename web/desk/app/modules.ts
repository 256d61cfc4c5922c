import type { Me } from '#contract/access.ts';
import { admin } from '../admin/index.ts';
import { callbacks } from '../callbacks/index.ts';
import { cases } from '../cases/index.ts';
import { contacts } from '../contacts/index.ts';
import { control } from '../control/index.ts';
import { customers } from '../customers/index.ts';
import { flows } from '../flows/index.ts';
import { inbox } from '../inbox/index.ts';
import { knowledge } from '../knowledge/index.ts';
import { listening } from '../listening/index.ts';
import { offices } from '../offices/index.ts';
import { recordings } from '../recordings/index.ts';
import { rooms } from '../rooms/index.ts';
import { supervisor } from '../supervisor/index.ts';
import { profile } from '../profile/index.ts';
import type { DeskModule, Screen } from './screens.ts';
import { may } from './session.ts';

/** Every module of the desk. A new one is added here and nowhere else. */
export const modules: DeskModule[] = [
  inbox,
  callbacks,
  cases,
  customers,
  contacts,
  offices,
  rooms,
  supervisor,
  control,
  listening,
  recordings,
  flows,
  knowledge,
  admin,
  profile,
];

/** What somebody finds in the rail, in its order. */
export const sectionsOf = (me: Me): Screen[] =>
  modules
    .flatMap(({ screens }) => screens)
    .filter(({ nav, permissions = [] }) => nav !== undefined && may(me, ...permissions))
    .toSorted((one, other) => (one.nav?.order ?? 0) - (other.nav?.order ?? 0));
