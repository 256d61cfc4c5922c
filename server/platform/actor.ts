/** What one grant allows, and where: everywhere (both null), in one service, for one team, or for a team's part of a service. */
export interface Grant {
  permissions: ReadonlySet<string>;
  serviceId: string | null;
  teamId: string | null;
  /** The code of the role that it comes from; the permissions of a program come from none. */
  role?: string | undefined;
}

/** Who does something. Every change, event and audit row carries it. */
export interface Actor {
  kind: 'staff' | 'token' | 'customer' | 'system';
  /** Staff, token or customer id; null for the system. */
  id: string | null;
  name: string;
  grants: readonly Grant[];
  ip?: string | undefined;
  /** Of a token that is one voice gateway's: its name. Absent or null: every gateway's. */
  gateway?: string | null | undefined;
}

/** The system itself: jobs, intake, routing. Never given to a request. */
export const systemActor: Actor = {
  kind: 'system',
  id: null,
  name: 'Filodiretto',
  grants: [{ permissions: new Set(['*']), serviceId: null, teamId: null }],
};

/** How an actor is written in events and audit rows: `staff:<id>`, `token:<id>`, `customer:<id>`, `system`. */
export const actorLabel = (actor: Actor): string =>
  actor.id === null ? actor.kind : `${actor.kind}:${actor.id}`;

const allows = (grant: Grant, permission: string) =>
  grant.permissions.has(permission) || grant.permissions.has('*');

/** Whether the actor holds the permission anywhere at all. */
export const can = (actor: Actor, permission: string): boolean =>
  actor.grants.some((grant) => allows(grant, permission));

/** Where a permission holds: everywhere, or in the listed places. An empty list means nowhere. */
export type Scope = 'all' | readonly { serviceId: string | null; teamId: string | null }[];

/** Where the actor holds the permission, or any one of several. */
export function scopeOf(actor: Actor, permission: string | readonly string[]): Scope {
  const wanted = typeof permission === 'string' ? [permission] : permission;
  const grants = actor.grants.filter((grant) => wanted.some((one) => allows(grant, one)));
  if (grants.some((grant) => grant.serviceId === null && grant.teamId === null)) return 'all';
  return grants.map(({ serviceId, teamId }) => ({ serviceId, teamId }));
}

/** Whether a thing of this service and team lies within the scope. The SQL twin is scopeFilter in scope.ts. */
export const inScope = (scope: Scope, thing: { serviceId: string | null; teamId: string | null }): boolean =>
  scope === 'all' ||
  scope.some(
    (place) =>
      (place.serviceId === null || place.serviceId === thing.serviceId) &&
      (place.teamId === null || place.teamId === thing.teamId),
  );
