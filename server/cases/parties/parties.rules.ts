// Who of the people of a case may be told what, and who may speak for it. Pure.

export const partyRoles = ['holder', 'delegate', 'observer', 'affected'] as const;
export type PartyRole = (typeof partyRoles)[number];

/** What decides about a party. Days are days of the calendar, `2026-11-30`. */
export interface PartyFacts {
  role: PartyRole;
  validFrom: string | null;
  validUntil: string | null;
  /** The document of a delegation is there. */
  document: boolean;
  /** They said that they want to be told. */
  consented: boolean;
  ended: boolean;
}

/** `no_document`: nobody acts for the holder without the paper that says so. */
export type PartyStanding = 'in_force' | 'not_yet' | 'expired' | 'no_document' | 'ended';

/** How a party stands on a day; the first and the last day of a validity count. */
export function standingOf(party: PartyFacts, day: string): PartyStanding {
  if (party.role === 'holder') return 'in_force';
  if (party.ended) return 'ended';
  if (party.validUntil !== null && party.validUntil < day) return 'expired';
  if (party.validFrom !== null && party.validFrom > day) return 'not_yet';
  if (party.role === 'delegate' && !party.document) return 'no_document';
  return 'in_force';
}

export interface PartyRights {
  /** What news reaches them: everything that the holder is told, only what names nobody, or nothing. */
  told: 'all' | 'generic' | null;
  /** What they say counts as said by the holder. */
  answers: boolean;
  /** A mail of theirs with the number of the case belongs to it. */
  writes: boolean;
  /**
   * What a page of their own shows: as the holder's, the same without a way to act for the holder, only the state, or none.
   * Whoever `writes` may write on it too.
   */
  page: 'all' | 'reading' | 'generic' | null;
}

const nothing: PartyRights = { told: null, answers: false, writes: false, page: null };

/** What a party may on a day. Where a right ends, all that came with it ends. */
export function rightsOf(party: PartyFacts, day: string): PartyRights {
  if (standingOf(party, day) !== 'in_force') return nothing;
  switch (party.role) {
    case 'holder':
    case 'delegate':
      return { told: 'all', answers: true, writes: true, page: 'all' };
    case 'observer':
      return party.consented
        ? { told: 'all', answers: false, writes: true, page: 'reading' }
        : { ...nothing, writes: true };
    case 'affected':
      return { told: 'generic', answers: false, writes: true, page: 'generic' };
  }
}
