import { readSetting, type Db } from '#server/platform/index.ts';
import { staffWithPassword } from './load.store.ts';
import { DOMAIN } from './organisation.ts';

/** The password that all staff of the demo share until they choose another. */
export const DEMO_PASSWORD = 'colle-demo-2026';

/** What is kept of a loaded demo, in the setting `demo`. */
export interface DemoMark {
  seed: string;
  now: string;
  /** As given to every account: an account that has another hash has a password of its own. */
  passwordHash: string;
}

/** One account for each thing there is to see, by address and role. */
const SHOWN: readonly [key: string, role: string][] = [
  ['chiara', 'agent'],
  ['luca', 'agent'],
  ['giulia', 'expert'],
  ['elena', 'supervisor'],
  ['vittorio', 'head_of_office'],
  ['roberto', 'administrator'],
  ['anna', 'auditor'],
];

/** The first account of a role, as the demo makes it. */
export function demoAccount(role: string): { email: string; password: string } {
  const [key] = SHOWN.find((one) => one[1] === role)!;
  return { email: `${key}@${DOMAIN}`, password: DEMO_PASSWORD };
}

/** Accounts of the demo that can still be signed into with its password; none where there is no demo. */
export async function demoLogins(db: Db): Promise<{ role: string; email: string; password: string }[]> {
  const mark = await readSetting<DemoMark>(db, 'demo');
  if (mark === null) return [];
  const shown = SHOWN.map(([key, role]) => ({ role, email: `${key}@${DOMAIN}`, password: DEMO_PASSWORD }));
  const good = await staffWithPassword(
    db,
    shown.map((one) => one.email),
    mark.passwordHash,
  );
  return shown.filter((one) => good.includes(one.email));
}
