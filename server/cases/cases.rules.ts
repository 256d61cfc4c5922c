import type { z } from 'zod';
import type { caseStatus } from '#contract/words.ts';
import type { Scope } from '#server/platform/index.ts';

export type CaseStatus = z.output<typeof caseStatus>;

/** The number customers read and write: `PR-2026-000123`; the year is that of `at`. */
export const caseNumber = (n: number, at: Date): string =>
  `PR-${at.getFullYear()}-${String(n).padStart(6, '0')}`;

/** Names of the fields that differ. */
export const changedFields = <T extends Record<string, unknown>>(before: T, change: Partial<T>): string[] =>
  Object.keys(change).filter((key) => change[key] !== undefined && change[key] !== before[key]);

/**
 * Where a case without a contact belongs, within what its opener may do: the service asked for, else the only one the
 * opener works in, else the one the customer was last in touch with. Null when none of these says.
 */
export function placeFor(
  scope: Scope,
  wish: { service: string | null; lastService: string | null },
): { serviceId: string; teamId: string | null } | null {
  const places = scope === 'all' ? [{ serviceId: null, teamId: null }] : scope;
  const services = [...new Set(places.map((place) => place.serviceId))];
  const only = services.length === 1 ? services[0]! : null;
  const serviceId = wish.service ?? only ?? wish.lastService;
  if (serviceId === null) return null;
  const fitting = places.filter((place) => place.serviceId === null || place.serviceId === serviceId);
  if (fitting.length === 0) return null;
  // Whoever works for one team only opens cases of that team; whoever works for all leaves the team open.
  return { serviceId, teamId: fitting.some((place) => place.teamId === null) ? null : fitting[0]!.teamId };
}
