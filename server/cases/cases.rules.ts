import type { z } from 'zod';
import type { caseStatus } from '#contract/words.ts';
import type { Scope } from '#server/platform/index.ts';

export type CaseStatus = z.output<typeof caseStatus>;

// From where to where. A case that is over comes back only by being taken up again, with a reason.
const moves: Readonly<Record<CaseStatus, readonly CaseStatus[]>> = {
  open: ['in_progress', 'waiting', 'solved', 'closed'],
  in_progress: ['open', 'waiting', 'solved', 'closed'],
  waiting: ['in_progress', 'solved', 'closed'],
  solved: ['in_progress', 'closed'],
  closed: ['in_progress'],
};

/** The statuses that may follow one. */
export const nextStatuses = (from: CaseStatus): readonly CaseStatus[] => moves[from];

export interface Move {
  from: CaseStatus;
  to: CaseStatus;
  /** What the case will hold as its resolution once changed. */
  resolution: string | null;
  /** Why it is taken up again. */
  reason: string | null;
}
export type Verdict =
  | { ok: true; closes: boolean; reopens: boolean }
  | { ok: false; field: 'status' | 'resolution' | 'reason'; message: string };

const blank = (text: string | null) => text === null || text.trim() === '';

/** Whether a case may move so: along the allowed ways, closed only with a resolution, reopened only with a reason. */
export function judgeMove({ from, to, resolution, reason }: Move): Verdict {
  if (from === to) return { ok: true, closes: false, reopens: false };
  if (!moves[from].includes(to))
    return {
      ok: false,
      field: 'status',
      message: `from ${from} a case goes to ${moves[from].join(', ')}, not to ${to}`,
    };
  if (to === 'closed' && blank(resolution))
    return { ok: false, field: 'resolution', message: 'a case is closed with its resolution' };
  if (from === 'closed' && blank(reason))
    return { ok: false, field: 'reason', message: 'a closed case is taken up again with a reason' };
  return { ok: true, closes: to === 'closed', reopens: from === 'closed' };
}

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
