import type { Me } from '#contract/access.ts';
import type { Permission } from '#contract/words.ts';

/** Whether a permission reaches a place: what is hidden by it the server refuses too. */
export const mayAt = (
  me: Me,
  permission: Permission,
  { serviceId, teamId }: { serviceId: string | null; teamId: string | null },
): boolean =>
  me.places.some(
    (place) =>
      place.permissions.includes(permission) &&
      (place.serviceId === null || place.serviceId === serviceId) &&
      (place.teamId === null || place.teamId === teamId),
  );
