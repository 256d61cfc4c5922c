import { permissions as allPermissions, type Permission } from '#contract/words.ts';
import type { Actor, Grant } from '#server/platform/index.ts';

/** How long sessions live and how often their use is noted, in milliseconds. */
export const sessionLimits = {
  idle: 12 * 3_600_000,
  absolute: 30 * 86_400_000,
  noteUseEvery: 60_000,
  /** How long ended sessions and attempts to sign in are kept. */
  keepEnded: 7 * 86_400_000,
} as const;

/** Failed sign-ins that are borne within `window` milliseconds before further ones are refused unread. */
export const signInLimits = {
  window: 15 * 60_000,
  /** For one e-mail address from one network address: a person who mistypes. */
  perPair: 10,
  /** For one e-mail address from anywhere: many machines guess one password. */
  perEmail: 50,
  /** From one network address: one machine guesses many accounts. */
  perAddress: 100,
} as const;

/** How many sign-ins failed lately; the one under way is counted. */
export interface FailedSignIns {
  pair: number;
  email: number;
  address: number;
}

/** Whether a sign-in is to be refused before its password is looked at. */
export const isThrottled = (failed: FailedSignIns): boolean =>
  failed.pair > signInLimits.perPair ||
  failed.email > signInLimits.perEmail ||
  failed.address > signInLimits.perAddress;

/** When a session ends that is used now: idle time from now, but never past its absolute end. */
export const sessionEnd = (createdAt: Date, now: Date): Date =>
  new Date(Math.min(now.getTime() + sessionLimits.idle, createdAt.getTime() + sessionLimits.absolute));

const agent: Permission[] = [
  'contact.read',
  'contact.handle',
  'contact.call',
  'customer.read',
  'customer.write',
  'case.read',
  'case.write',
  'routing.presence',
  'knowledge.read',
];
// Named apart, so that an organisation can tell who is asked.
const expert: Permission[] = [...agent, 'knowledge.write'];
const supervisor: Permission[] = [
  ...expert,
  'contact.assign',
  'contact.listen',
  'recording.listen',
  'contact.export',
  'clock.manage',
  'compensation.decide',
  'desk.receive',
  'routing.supervise',
  'live.read',
  'email.quarantine',
  'knowledge.approve',
  'flow.read',
  'flow.edit',
  'admin.read',
];
// Answers for an office without steering its work: what becomes of its cases, their limits and what is due for them, the
// figures, what it knows. Time limits that are nearly up are told to whoever has it.
const headOfOffice: Permission[] = [
  'contact.read',
  'contact.export',
  'customer.read',
  'case.read',
  'case.write',
  'clock.manage',
  'compensation.decide',
  'live.read',
  'knowledge.read',
  'knowledge.write',
  'knowledge.approve',
  'flow.read',
];
// The front desk: registers who comes and sees who waits, nothing of what is said.
const reception: Permission[] = ['desk.receive', 'customer.read'];
// Looks at everything and can change nothing: no permission here lets a write through.
const auditor: Permission[] = [
  'contact.read',
  'contact.export',
  'customer.read',
  'case.read',
  'live.read',
  'knowledge.read',
  'flow.read',
  'admin.read',
  'audit.read',
];

/** The roles that every installation has; what they allow follows the build, not the database. */
export const builtInRoles: { code: string; name: { it: string; en: string }; permissions: Permission[] }[] = [
  { code: 'agent', name: { it: 'Operatore', en: 'Agent' }, permissions: agent },
  { code: 'expert', name: { it: 'Esperto', en: 'Expert' }, permissions: expert },
  { code: 'supervisor', name: { it: 'Supervisore', en: 'Supervisor' }, permissions: supervisor },
  {
    code: 'head_of_office',
    name: { it: 'Responsabile d’ufficio', en: 'Head of office' },
    permissions: headOfOffice,
  },
  {
    code: 'administrator',
    name: { it: 'Amministratore', en: 'Administrator' },
    permissions: [...allPermissions],
  },
  { code: 'reception', name: { it: 'Accoglienza', en: 'Reception' }, permissions: reception },
  { code: 'auditor', name: { it: 'Revisore', en: 'Auditor' }, permissions: auditor },
];

/** A place in the organisation; null means everywhere along that line. */
export interface Place {
  serviceId: string | null;
  teamId: string | null;
}

/** Whether one grant reaches as far as a place: everything the place contains is contained in the grant's. */
const reaches = (grant: Grant, place: Place) =>
  (grant.serviceId === null || grant.serviceId === place.serviceId) &&
  (grant.teamId === null || grant.teamId === place.teamId);

/** The permissions that an actor may not hand out at a place, because it does not hold them that far itself. */
export function beyond(actor: Actor, permissions: Iterable<string>, place: Place): string[] {
  const held = new Set(
    actor.grants.filter((grant) => reaches(grant, place)).flatMap((grant) => [...grant.permissions]),
  );
  if (held.has('*')) return [];
  const wanted = [...permissions].flatMap((one) => (one === '*' ? [...allPermissions] : [one]));
  return [...new Set(wanted)].filter((one) => !held.has(one));
}

/** Everything the grants allow somewhere, in the order of the contract's list; `*` is written out. */
export function permissionsOf(grants: readonly Grant[]): string[] {
  const held = new Set(grants.flatMap((grant) => [...grant.permissions]));
  return held.has('*') ? [...allPermissions] : allPermissions.filter((one) => held.has(one));
}

/** Where an actor has any business at all: the list of services, or null for all of them. */
export function visibleServices(
  actor: Actor,
  serviceOfTeam: ReadonlyMap<string, string | null>,
): Set<string> | null {
  const services = new Set<string>();
  for (const grant of actor.grants) {
    const service =
      grant.serviceId ?? (grant.teamId === null ? null : (serviceOfTeam.get(grant.teamId) ?? null));
    if (service === null) return null;
    services.add(service);
  }
  return services;
}

/** E-mail addresses of staff are compared without case and blanks around them. */
export const foldEmail = (email: string): string => email.trim().toLowerCase();
