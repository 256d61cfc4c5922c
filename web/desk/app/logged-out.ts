const key = 'filodiretto.loggedOut';

/** A supervisor ended my work at all desks: the sign-in page says who and why. */
export const rememberLogOut = ({ by, why }: Record<string, unknown>): void =>
  sessionStorage.setItem(key, JSON.stringify({ by, why }));

/** Who ended my work and why, once; null when nobody did. */
export function readLogOut(): { by: string; why: string } | null {
  const kept = sessionStorage.getItem(key);
  sessionStorage.removeItem(key);
  return kept === null ? null : (JSON.parse(kept) as { by: string; why: string });
}
